"""From the blank official file to a built package, without a line of code; and what is refused on the way."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest

from docgen import ExitCode, InputError, OutputError, check_template, import_form, load, open_catalog
from docgen.cli import main
from docgen.project.word.word_document import iterate_paragraphs
from docgen.project.word.word_reader import read_word_document
from made_up_official import write_made_up_official
from official_blank import write_official_blank

ROOT = Path(__file__).parents[2]
ID = "2027-park"
ANSWERS = f"""form: {ID}
notice: {ID}-notice
answers:
  cover_01: 青石市
  cover_02: 柳河县
  cover_03: 柳河园区发展有限公司
  cover_04: 2027年3月5日
  s1_01: 柳河精密零件园
  s1_02: 水青
  s1_03: 91330000MA00000000
  s1_04: 120.50
  s1_05: 36
  s1_06: 省级
  s1_07: 否
  s1_08: [标准厂房, 检测中心]
  s1_09: 无
  s2_01: {{2024: 1200, 2025: 1350.25, 2026: 1500}}
  s2_02: {{2024: 10, 2025: 11.5, 2026: 12}}
  s2_03: {{2024: -3.5, 2025: 4, 2026: 5.25}}
  s2_04: [柳河轴承厂, 柳河齿轮厂]
  s2_05: 15
  s2_06: 2025年获评省级园区。
"""
PLAN = (
    "# （一）现有基础\n园区以精密零件为主。\n# （二）工作目标\n三年内引进二十家企业。\n# （三）保障措施\n设立专班。\n"
)


def run(*arguments: object) -> int:
    return main([*map(str, arguments)])


@pytest.fixture
def official(tmp_path: Path) -> Path:
    return write_made_up_official(tmp_path / "官方 空白表.docx")


@pytest.mark.slow
def test_a_form_that_nobody_knew_becomes_a_package(
    official: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    defined, folder = tmp_path / "定义", tmp_path / "申报"
    assert run("forms", "import", official, "--id", ID, "-o", defined) == ExitCode.OK
    shown = capsys.readouterr().out
    assert "已导入 2027-park：省级“小巨人”园区申报表（2027）" in shown and "template build" in shown
    assert run("--definitions", defined, "template", "build", ID) == ExitCode.OK
    assert run("--definitions", defined, "template", "check", ID) == ExitCode.OK
    assert "选项后面的空" in capsys.readouterr().out
    assert run("--definitions", defined, "new", folder, "--form", ID, "--notice", f"{ID}-notice") == ExitCode.OK
    (folder / "application.yaml").write_text(ANSWERS, encoding="utf-8")
    (folder / "plan.md").write_text(PLAN, encoding="utf-8")
    item = next(path for path in (folder / "evidence").iterdir() if path.name.startswith("02"))
    listed = docx.Document()
    listed.add_paragraph("专利清单：一种轴承，等15件。")
    listed.save(str(item / "专利清单.docx"))
    run("--definitions", defined, "check", folder)
    checked = capsys.readouterr().out
    assert "[notice.unreviewed]" in checked and "[answer." not in checked
    assert run("--definitions", defined, "build", folder) == ExitCode.OK
    document = read_word_document(folder / "output" / "word" / "申报表.docx")
    texts = [paragraph.text for paragraph in iterate_paragraphs(document.blocks)]
    assert "柳河精密零件园" in texts and "三年内引进二十家企业。" in texts
    assert "☑省级" in "".join(texts) and "1350.25" in texts and "15件（需提供清单）" in texts
    assert (folder / "output" / "申报材料.pdf").stat().st_size > 10_000


def test_the_files_are_definitions_that_hold(official: Path, tmp_path: Path) -> None:
    imported = import_form(official, ID, tmp_path / "定义")
    assert sorted(path.relative_to(tmp_path / "定义").as_posix() for path in imported.files) == [
        f"data/forms/{ID}.yaml",
        f"data/notices/{ID}-notice.yaml",
        f"templates/{ID}/form.html",
        "导入报告.docx",
        "导入报告.html",
    ]
    catalog = open_catalog(tmp_path / "定义")
    assert catalog.load_form(ID) == imported.form
    assert [item.title for item in catalog.load_notice(imported.notice).iterate_items()] == [
        "提供是否设有公共服务平台佐证材料；",
        "提供拥有有效发明专利清单；",
    ]
    assert len(imported.reviews) == 2


def test_the_result_as_json(official: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("forms", "import", official, "--id", ID, "-o", tmp_path / "定义", "--json") == ExitCode.OK
    found = json.loads(capsys.readouterr().out)
    assert (found["form"], found["notice"], found["fields"], found["like"]) == (ID, f"{ID}-notice", 22, "")
    assert all(Path(name).is_file() for name in found["files"]) and len(found["reviews"]) == 2


@pytest.mark.slow
def test_every_review_is_listed_until_it_is_deleted(official: Path, tmp_path: Path) -> None:
    imported = import_form(official, ID, tmp_path / "定义")
    catalog = open_catalog(tmp_path / "定义")
    folder = catalog.find_template(ID)
    assert run("--definitions", tmp_path / "定义", "template", "build", ID) in (ExitCode.OK, ExitCode.TOOL_MISSING)
    assert {problem.code for problem in check_template(ID, folder / "form.docx", catalog)} == {"notice.unreviewed"}
    path = tmp_path / "定义" / "data" / "forms" / f"{ID}.yaml"
    lines = path.read_text("utf-8").splitlines()
    kept = [line for line in lines if "review" not in line]
    assert len(lines) - len(kept) == 1 + len(imported.reviews)
    path.write_text("\n".join(kept), encoding="utf-8")
    assert check_template(ID, folder / "form.docx", open_catalog(tmp_path / "定义")) == ()


def test_an_application_is_told_that_nobody_has_confirmed_the_form(official: Path, tmp_path: Path) -> None:
    defined = tmp_path / "定义"
    import_form(official, ID, defined)
    assert run("--definitions", defined, "new", tmp_path / "申报", "--form", ID, "--notice", f"{ID}-notice") == 0
    assert load(tmp_path / "申报", open_catalog(defined)).form.review


@pytest.mark.slow
def test_a_known_form_comes_back(tmp_path: Path) -> None:
    source = ROOT / "tests" / "sources" / "2025-review.html"
    official = write_official_blank(source, tmp_path / "复核.docx")
    imported = import_form(official, "2027-review", tmp_path / "定义", like="2025-review")
    assert (imported.same, imported.reworded, imported.doubtful, imported.new, imported.gone) == (80, 0, 0, 0, 0)
    assert (
        open_catalog(tmp_path / "定义").load_form("2027-review").fields
        == open_catalog().load_form("2025-review").fields
    )
    assert len(imported.reviews) == 1


# -- refused -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["2027 表", "../x", "", "ABC", "2025-application"])
def test_ids_that_cannot_be_used(official: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError):
        import_form(official, name, tmp_path / "定义")
    assert not (tmp_path / "定义").exists()


def test_a_folder_with_files_is_left_alone(official: Path, tmp_path: Path) -> None:
    folder = tmp_path / "定义"
    folder.mkdir()
    (folder / "我的.txt").write_text("x", encoding="utf-8")
    with pytest.raises(OutputError, match="这里已经有文件"):
        import_form(official, ID, folder)
    assert [path.name for path in folder.iterdir()] == ["我的.txt"]


def test_an_empty_folder_is_used(official: Path, tmp_path: Path) -> None:
    (tmp_path / "定义").mkdir()
    assert import_form(official, ID, tmp_path / "定义").form.id == ID


def test_a_filled_form_writes_nothing(tmp_path: Path) -> None:
    official = write_made_up_official(tmp_path / "填过.docx", filled=True)
    with pytest.raises(InputError, match="已经有人填过"):
        import_form(official, ID, tmp_path / "定义")
    assert not (tmp_path / "定义").exists()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", "只是文字".encode()], ids=["empty", "zip", "text"])
def test_what_is_no_word_file(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "坏.docx"
    path.write_bytes(data)
    with pytest.raises(InputError) as caught:
        import_form(path, ID, tmp_path / "定义")
    assert "坏.docx" in str(caught.value) and not (tmp_path / "定义").exists()


def test_there_is_no_such_file_or_form(official: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("forms", "import", tmp_path / "没有.docx", "--id", ID, "-o", tmp_path / "a") == ExitCode.INPUT
    assert "没有这个文件" in capsys.readouterr().err
    code = run("forms", "import", official, "--id", ID, "--like", "2025-aplication", "-o", tmp_path / "a")
    assert code == ExitCode.DEFINITION
    assert "2025-application" in capsys.readouterr().err


@pytest.mark.parametrize("years", ["2024,2023", "24,25", "2024,,2026", "abc", "2024,2024"])
def test_years_that_are_none(official: Path, tmp_path: Path, years: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = run("forms", "import", official, "--id", ID, "--years", years, "-o", tmp_path / "a")
    assert code == ExitCode.INPUT and "不是年份" in capsys.readouterr().err
