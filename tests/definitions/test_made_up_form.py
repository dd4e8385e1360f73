"""A form that nobody has printed, as data and layout in a folder of its own, goes the whole road without any code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import docx
import pypdf
import pytest

from docgen.errors import ExitCode
from made_up_form import ANSWERS, PROSE, Defined


@pytest.fixture
def defined(tmp_path: Path) -> Defined:
    return Defined(tmp_path / "定义")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the layout with the template that docgen built from it."""
    made = Defined(tmp_path_factory.mktemp("template") / "定义")
    assert made.run("template", "build", "2031-workshop") == ExitCode.OK
    return made.layout.parent


@pytest.fixture
def ready(template: Path, tmp_path: Path) -> Defined:
    """The definitions with their template."""
    return Defined(tmp_path / "定义", template)


@pytest.fixture
def filled(ready: Defined, tmp_path: Path) -> Path:
    """An application for the made-up form, begun by docgen new and filled in."""
    home = tmp_path / "蓝布"
    assert ready.run("new", home, "--form", "2031-workshop", "--notice", "valley-2031") == ExitCode.OK
    (home / "application.yaml").write_text(ANSWERS, encoding="utf-8")
    (home / "prospect.md").write_text(PROSE, encoding="utf-8")
    for folder in (path for path in (home / "evidence").iterdir() if path.is_dir()):
        paper = docx.Document()
        paper.add_paragraph(folder.name)
        paper.save(folder / f"{folder.name[:2]}.docx")
    return home


def printed(pdf: Path) -> str:
    """The words of every page without white space."""
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(pdf).pages)


def test_it_is_listed_and_compared_like_any_other(defined: Defined, capsys: pytest.CaptureFixture[str]) -> None:
    assert defined.run("forms") == ExitCode.OK
    out = capsys.readouterr().out
    assert "  2031-workshop  乡村工坊申报表（2031），13 个栏目；虚构\n" in out
    assert "  valley-2031  溪谷乡2031年乡村工坊申报；用于 2031-workshop\n" in out
    assert defined.run("forms", "diff", "2022-application", "2031-workshop") == ExitCode.OK
    assert "只有 2031-workshop 有的 13 个：" in capsys.readouterr().out


@pytest.mark.slow
def test_its_template_is_written_beside_its_layout_and_is_one_of_its_form(
    ready: Defined, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ready.layout.with_name("form.docx").is_file()
    assert ready.run("template", "check", "2031-workshop") == ExitCode.OK
    assert capsys.readouterr().out.endswith("form.docx 与申报表 2031-workshop 相符。\n")


@pytest.mark.slow
def test_a_new_folder_lacks_every_field_and_nothing_else(
    ready: Defined, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "新"
    assert ready.run("new", home, "--form", "2031-workshop", "--notice", "valley-2031") == ExitCode.OK
    assert sorted(path.name for path in home.iterdir()) == ["application.yaml", "evidence", "prospect.md"]
    capsys.readouterr()
    assert ready.run("check", home, "--json") == ExitCode.PROBLEMS
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert {one["code"] for one in problems} == {"answer.missing"}
    assert {one["where"]["slot"].split(".")[0] for one in problems} == {
        "handed_in", "workshop", "office", "looms", "sales", "craft", "aids", "patterns", "masters", "story",
        "prospect", "aims",
    }  # fmt: skip


@pytest.mark.slow
def test_a_blank_form_prints_its_labels_and_no_answers(ready: Defined, tmp_path: Path) -> None:
    assert ready.run("blank", "2031-workshop", "-o", tmp_path / "空白.docx") == ExitCode.OK
    [basics, aims, _] = docx.Document(str(tmp_path / "空白.docx")).tables[-3:]
    assert [cell.text for cell in basics.rows[5].cells][:2] == ["是否手工", "□是\t□否"]
    assert aims.rows[2].cells[1].text == "……"


@pytest.mark.slow
def test_a_complete_application_has_no_problem_and_builds(
    ready: Defined, filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert ready.run("check", filled, "--json") == ExitCode.OK
    assert [one for one in json.loads(capsys.readouterr().out)["problems"] if one["severity"] == "error"] == []
    out = tmp_path / "出"
    assert ready.run("build", filled, "-o", out) == ExitCode.OK
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert (manifest["form"], manifest["notice"]) == ("2031-workshop", "valley-2031")
    assert manifest["cluster"] == "溪谷乡蓝布工坊"
    assert {"prospect.md", "application.yaml"} <= {one["path"] for one in manifest["inputs"]}
    assert sorted(path.name for path in (out / "word").iterdir()) == [
        "工坊申报表.docx",
        "待签字盖章清单.docx",
        "自评报告.docx",
        "附件目录.docx",
    ]
    words = printed(out / "申报材料.pdf")
    for text in (
        "乡村工坊申报材料",
        "溪谷乡蓝布工坊",
        "☑染坊",
        "30.50",
        "水青、石远",
        "学徒",
        "42万元",
        "再办学徒班。",
    ):
        assert text in words, text


@pytest.mark.slow
def test_each_part_begins_on_its_own_page_and_is_in_the_bookmarks(ready: Defined, filled: Path, tmp_path: Path) -> None:
    assert ready.run("build", filled, "-o", tmp_path / "出") == ExitCode.OK
    reader = pypdf.PdfReader(tmp_path / "出" / "申报材料.pdf")
    found: dict[str, int | None] = {}

    def walk(outline: list) -> None:
        for entry in outline:
            if isinstance(entry, list):
                walk(entry)
            else:
                found[str(entry.title)] = reader.get_destination_page_number(entry)

    walk(reader.outline)
    pages = [found[title] for title in ("甲、工坊情况", "乙、今后打算", "丙、签章")]
    assert pages == sorted(set(pages))


@pytest.mark.slow
def test_an_unfinished_application_builds_as_a_draft_only(ready: Defined, filled: Path, tmp_path: Path) -> None:
    ready.change(filled / "application.yaml", "  looms: 12\n", "")
    out = tmp_path / "出"
    assert ready.run("build", filled, "-o", out) == ExitCode.PROBLEMS
    assert not out.exists()
    assert ready.run("build", filled, "-o", out, "--draft") == ExitCode.PROBLEMS
    assert printed(out / "申报材料.pdf").count("草稿") >= 11


def test_answers_can_be_carried_to_it_and_from_it(ready: Defined, filled: Path, tmp_path: Path) -> None:
    again = tmp_path / "再"
    assert ready.run("carry", filled, again, "--form", "2031-workshop") == ExitCode.OK
    assert "  workshop: 溪谷乡蓝布工坊\n" in (again / "application.yaml").read_text("utf-8")
    assert "先扩染坊。\n再办学徒班。" in (again / "prospect.md").read_text("utf-8")


# -- what is refused: exit code 3, with file, line and nearest name ----------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "at", "message", "remedy"),
    [
        ("{{ office }}", "{{ offise }}", "{{ offise }}", "申报表没有“offise”这个栏目。", "是不是“office”？"),
        (
            "{{ sales.2029 }}",
            "{{ sales.2030 }}",
            '<td class="v">{{ sales.2030 }}',
            "“sales.2030”在“甲、工坊情况”里出现了两次，第一次在第 {line} 行。",
            "是不是“sales.2029”？",
        ),
        (
            "{{ aids.dry }}",
            "",
            "{{ aids.dye }}",
            "“甲、工坊情况”里缺少“aids.dry”（已有设施），应在“aids.dye”之后。",
            "请补上 {{ aids.dry }}。",
        ),
        ("{{ looms }}台", "{{ looms }}{{ looms }}台", "{{ looms }}", "出现了两次", "请只保留一处。"),
        ("{{ prospect.now }}", "{{ story }}", "{{ story }}</p>", "“story”应在“甲、工坊情况”。", "请移到那一部分。"),
        ('id="outlook"', 'id="outlok"', 'id="outlok"', "申报表没有", ""),
        ("growth.own", "growth.ownn", "growth.ownn", "没有“aims.growth.ownn”这个栏目。", "是不是“aims.growth.own”？"),
        ('id="seal">', 'id="seel">', 'id="seel"', "版式里没有“丙、签章”这一部分。", "“seel”是不是“seal”？"),
    ],
)  # fmt: skip
def test_a_layout_whose_slots_are_not_the_forms_is_refused_and_nothing_is_written(
    defined: Defined, capsys: pytest.CaptureFixture[str], old: str, new: str, at: str, message: str, remedy: str
) -> None:
    defined.change(defined.layout, old, new)
    assert defined.run("template", "build", "2031-workshop") == ExitCode.DEFINITION
    told = capsys.readouterr().err
    line = defined.line_of(defined.layout, at)
    if "outlok" in new:  # its slots are found outside of every part first
        line = defined.line_of(defined.layout, "{{ prospect.now }}")
        message, remedy = "“prospect.now”应在“乙、今后打算”。", "请移到那一部分。"
    assert told.startswith(f"错误：{defined.layout}：第{line}行：")
    assert message.replace("{line}", str(line)) in told
    assert remedy in told
    assert not defined.layout.with_name("form.docx").exists()


def test_a_repeated_row_without_all_its_columns_is_refused(
    defined: Defined, capsys: pytest.CaptureFixture[str]
) -> None:
    defined.change(defined.layout, "{{ row.then }}", "")
    assert defined.run("template", "build", "2031-workshop") == ExitCode.DEFINITION
    assert "重复行里没有“row.then”" in capsys.readouterr().err
    assert not defined.layout.with_name("form.docx").exists()


def test_a_form_without_a_layout_is_told_so(defined: Defined, capsys: pytest.CaptureFixture[str]) -> None:
    defined.layout.unlink()
    assert defined.run("template", "build", "2031-workshop") == ExitCode.DEFINITION
    assert capsys.readouterr().err.startswith(f"错误：{defined.layout}：没有这个版式文件。")
    shutil.rmtree(defined.layout.parent)
    assert defined.run("template", "build", "2031-workshop") == ExitCode.DEFINITION
    assert "没有“2031-workshop”的模板文件夹。" in capsys.readouterr().err


def test_a_form_whose_template_is_not_built_yet_is_told_so(
    defined: Defined, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert defined.run("blank", "2031-workshop", "-o", tmp_path / "x.docx") == ExitCode.DEFINITION
    told = capsys.readouterr().err
    assert "docgen template build" in told
    assert not (tmp_path / "x.docx").exists()


@pytest.mark.parametrize(
    ("which", "old", "new", "message"),
    [
        ("form", "limit: 120}", "limt: 120}", "不认识的键“limt”。 是不是“limit”？"),
        ("form", "also: [front]", "also: [frnt]", "“workshop”的 also 指向不存在的部分“frnt”。 是不是“front”？"),
        ("form", "cluster: workshop", "cluster: workshp", "package 指向不存在的栏目“workshp”。 是不是“workshop”？"),
        ("notice", "for: [aids]", "for: [aid]", "没有的栏目“aid”。 是不是“aids”？"),
        ("notice", "copies:", "copis:", "不认识的键“copis”。 是不是“copies”？"),
    ],
)
def test_a_fault_in_its_data_is_refused_with_file_line_and_nearest_name(
    defined: Defined, capsys: pytest.CaptureFixture[str], which: str, old: str, new: str, message: str
) -> None:
    path = defined.form if which == "form" else defined.notice
    defined.change(path, old, new)
    assert defined.run("forms") == ExitCode.DEFINITION == 3
    assert capsys.readouterr().err.startswith(f"错误：{path.name}：第{defined.line_of(path, new)}行：")
    assert defined.run("forms") == ExitCode.DEFINITION
    assert message in capsys.readouterr().err
