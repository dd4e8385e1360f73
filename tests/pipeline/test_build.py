"""The whole road: a folder goes in, a proven output comes out, and nothing on the way can harm the last one."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest

from docgen import Mode, build, built_in
from docgen.cli import main
from docgen.errors import ExitCode
from small_application import assert_whole, contents_of, manifest_of, picture, start, write_application

pytestmark = pytest.mark.slow

CATALOG = built_in()


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_application(tmp_path_factory.mktemp("pattern") / "云溪")


@pytest.fixture
def folder(pattern: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pattern, tmp_path / "云溪 集群"))


@pytest.fixture(scope="module")
def built(pattern: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    out = tmp_path_factory.mktemp("built") / "output"
    result = build(pattern, out, CATALOG)
    assert result.out == out, [str(problem.message) for problem in result.problems]
    yield out


LISTS = (
    "01 集群内企业名单",
    "02 企业发展情况表",
    "03 集群内专精特新企业名单",
    "04 集群内专精特新“小巨人”企业名单",
    "05 集群内制造业单项冠军企业名单",
    "06 集群内国家级高新技术企业和创新型中小企业名单",
    "11 主持或参与制修订标准清单",
    "12 有效发明专利清单",
    "21 境外分支机构清单",
)


def test_a_build_writes_word_excel_pdf_and_a_manifest(built: Path) -> None:
    written = [name for name in contents_of(built) if not name.startswith("disc/")]
    assert [name for name in written if not name.partition("/")[2].startswith(LISTS)] == [
        "excel/佐证材料清单.xlsx",
        "excel/推荐汇总表.xlsx",
        "manifest.json",
        "pdf/申报表.pdf",
        "pdf/自评报告.pdf",
        "print/书脊.pdf",
        "print/印制单.docx",
        "print/封面.pdf",
        "word/佐证材料清单.docx",
        "word/待签字盖章清单.docx",
        "word/数据计算说明.docx",
        "word/申报表.docx",
        "word/自评报告.docx",
        "申报材料.pdf",
        "自评报告.html",
    ]


def test_the_disc_has_the_package_what_can_be_edited_and_the_evidence(built: Path) -> None:
    hashes = contents_of(built)
    assert hashes["disc/申报材料.pdf"] == hashes["申报材料.pdf"]
    assert hashes["disc/Word/申报表.docx"] == hashes["word/申报表.docx"]
    files = [file for part in manifest_of(built)["package"]["parts"] for file in part.get("files", ())]
    handed_in = {file["sha256"] for file in files if file["path"].startswith("evidence/")}
    assert handed_in <= {digest for name, digest in hashes.items() if name.startswith("disc/佐证材料/")}


def test_a_draft_has_no_disc(folder: Path) -> None:
    result = build(folder, folder / "output", CATALOG, Mode.DRAFT)
    assert result.out and not (result.out / "disc").exists()
    assert (result.out / "print" / "印制单.docx").is_file()


def test_each_list_is_written_as_a_workbook_and_as_pages(built: Path) -> None:
    written = {path.stem for path in (built / "excel").iterdir()} & {path.stem for path in (built / "pdf").iterdir()}
    assert written >= set(LISTS)


def test_the_collected_table_has_a_role_of_its_own(built: Path) -> None:
    roles = {one["path"]: one["role"] for one in manifest_of(built)["documents"]}
    assert roles["pdf/02 企业发展情况表.pdf"] == roles["excel/02 企业发展情况表.xlsx"] == "enterprise-table"
    assert roles["excel/推荐汇总表.xlsx"] == "summary"


def test_the_lists_stand_under_their_items_before_the_files_of_the_applicant(built: Path) -> None:
    parts = [part for part in manifest_of(built)["package"]["parts"] if part["role"] == "evidence"]
    made = {str(part["item"]): [file["path"].startswith("pdf/") for file in part["files"]] for part in parts}
    assert [number for number, own in made.items() if own[0]] == ["1", "2", "3", "4", "5", "6", "11", "12", "21"]
    assert all(own == sorted(own, reverse=True) for own in made.values())


def test_the_manifest_accounts_for_every_page_and_every_evidence_file(built: Path, pattern: Path) -> None:
    manifest = manifest_of(built)
    package = manifest["package"]
    following = 1
    for part in package["parts"]:
        assert part["first"] == following
        following = part["last"] + 1
        following += following in package["blanks"]
    assert following - 1 == package["pages"] == len(pypdf.PdfReader(built / package["path"]).pages)
    placed = {file["path"]: file["sha256"] for part in package["parts"] for file in part.get("files", ())}
    evidence = [path for path in (pattern / "evidence").rglob("*") if path.is_file() and path.name != "index.yaml"]
    made = [
        built / one["path"]
        for one in manifest["documents"]
        if one["role"] in ("list", "enterprise-table") and "pages" in one
    ]
    expected = {path.relative_to(pattern).as_posix(): path for path in evidence}
    expected |= {path.relative_to(built).as_posix(): path for path in made}
    assert made
    assert placed == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in expected.items()}


def test_the_manifest_names_each_document_with_its_checksum(built: Path) -> None:
    assert_whole(built)


def test_the_form_says_what_the_answers_say(built: Path) -> None:
    tables = docx.Document(str(built / "word" / "申报表.docx")).tables
    text = "\n".join(cell.text for table in tables for row in table.rows for cell in row.cells)
    for answer in ("58.20", "14.80", "10420", "113.24", "☑建立了共享车间、共享工厂", "闻砚秋"):
        assert answer in text


def test_the_checklists_give_the_pages_of_the_manifest(built: Path) -> None:
    parts = {str(part["item"]): part for part in manifest_of(built)["package"]["parts"] if "item" in part}
    sheet = openpyxl.load_workbook(built / "excel" / "佐证材料清单.xlsx").active
    pages = {str(row[0]): row[4] for row in sheet.iter_rows(values_only=True) if isinstance(row[0], int)}
    expected = {item: f"{part['first']}—{part['last']}" for item, part in parts.items()}
    assert pages == expected
    table = docx.Document(str(built / "word" / "佐证材料清单.docx")).tables[0]
    rows = {row.cells[0].text: row.cells[4].text for row in table.rows if row.cells[0].text.isdecimal()}
    assert rows == expected


def test_every_page_is_a4_upright(built: Path) -> None:
    for page in pypdf.PdfReader(built / "申报材料.pdf").pages:
        assert [round(float(side), 1) for side in page.mediabox] == [0, 0, 595.3, 841.9]
        assert page.rotation == 0


def test_two_builds_are_equal_to_the_byte(built: Path, folder: Path, tmp_path: Path) -> None:
    assert build(folder, tmp_path / "another", CATALOG).out
    assert contents_of(tmp_path / "another") == contents_of(built)


def test_a_build_with_errors_writes_nothing_and_says_what_to_do(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "evidence" / "08 材料" / "1 第8项.png").write_bytes(b"")
    assert main(["build", str(folder)]) == ExitCode.PROBLEMS
    told = capsys.readouterr().err
    assert "【错误】evidence/08 材料/1 第8项.png：文件是空的（0 字节）" in told
    assert "有错误，没有生成；上次的输出没有改动。改正后再运行，或加 --draft 先出草稿。" in told
    assert not (folder / "output").exists()


def test_a_draft_is_built_with_errors_and_says_so_on_every_page(folder: Path) -> None:
    (folder / "evidence" / "08 材料" / "1 第8项.png").write_bytes(b"")
    result = build(folder, folder / "output", CATALOG, Mode.DRAFT)
    assert result.out
    manifest = manifest_of(folder / "output")
    assert manifest["draft"] is True
    assert any(problem["code"] == "evidence.empty" for problem in manifest["report"])
    for page in pypdf.PdfReader(folder / "output" / "申报材料.pdf").pages:
        assert "草稿" in "".join(page.extract_text().split())


def test_without_libreoffice_all_but_the_pdf_is_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DOCGEN_SOFFICE", str(folder / "no-such-soffice"))
    assert main(["build", str(folder)]) == ExitCode.TOOL_MISSING
    out = folder / "output"
    assert (out / "word" / "申报表.docx").exists() and (out / "excel" / "佐证材料清单.xlsx").exists()
    assert manifest_of(out)["package"] is None
    assert "环境变量 DOCGEN_SOFFICE 指向的" in capsys.readouterr().err


def test_without_libreoffice_and_without_chinese_fonts_word_and_excel_are_made(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCGEN_SOFFICE", str(folder / "no-such-soffice"))
    monkeypatch.setattr("docgen.package.drawn.typesetting.PAGE_FACES", {"song": ("没有的字体",)})
    built = build(folder, tmp_path / "out", CATALOG)
    told = [problem.message for problem in built.problems if problem.code == "office.missing"]
    assert any("没有可用的中文字体" in message for message in told) and len(told) == 2
    assert (tmp_path / "out" / "word" / "申报表.docx").is_file()
    assert (tmp_path / "out" / "excel" / "推荐汇总表.xlsx").is_file()
    assert not list((tmp_path / "out").rglob("自评报告*"))


def test_an_office_file_that_cannot_be_converted_stops_the_build_by_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = folder / "evidence" / "08 材料" / "2 协议.docx"
    broken.write_bytes(broken.read_bytes()[:2000])
    result = build(folder, folder / "output", CATALOG)
    assert result.out is None
    assert [p.where.path for p in result.problems if p.severity.value == "error"] == ["evidence/08 材料/2 协议.docx"]


def test_two_builds_of_one_folder_at_once_do_not_harm_each_other(folder: Path, built: Path) -> None:
    processes = [start("build", folder) for _ in range(3)]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert contents_of(folder / "output") == contents_of(built)
    assert [path.name for path in folder.iterdir() if path.name.startswith(".output")] == []


def test_an_output_that_holds_foreign_files_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "output").mkdir()
    (folder / "output" / "我的.docx").write_bytes(b"mine")
    assert main(["build", str(folder)]) == ExitCode.OUTPUT
    assert (
        "这个文件夹里有别的文件，而且不是 docgen 的输出，没有改动。 请用 -o 换一个新的文件夹。"
        in capsys.readouterr().err
    )
    assert (folder / "output" / "我的.docx").read_bytes() == b"mine"


def test_a_document_edited_by_hand_is_kept_aside(folder: Path, built: Path) -> None:
    out = Path(shutil.copytree(built, folder / "output"))
    (out / "word" / "申报表.docx").write_bytes(b"edited")
    (out / "领导批注.txt").write_text("同意", "utf-8")
    result = build(folder, out, CATALOG)
    assert (out / "手工修改" / "word" / "申报表.docx").read_bytes() == b"edited"
    assert (out / "领导批注.txt").read_text("utf-8") == "同意"
    assert {problem.code for problem in result.problems} >= {"output.edited", "output.foreign"}


def test_the_blank_form_has_every_label_and_no_answer() -> None:
    from docgen import blank

    document = docx.Document(io.BytesIO(blank("2022-application", CATALOG)))
    text = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert "集群总产值（亿元）" in text
    assert "☑" not in text and "{{" not in text and "{%" not in text


def test_fewer_sealed_sheets_than_enterprises_are_told(folder: Path) -> None:
    from docgen import check

    sheets = sorted((folder / "evidence" / "02 材料").iterdir())
    assert [problem.code for problem in check(folder, CATALOG).problems] == []
    sheets[-1].unlink()
    (problem,) = check(folder, CATALOG).problems
    assert problem.code == "evidence.fewer-than-enterprises"
    assert problem.message == "佐证材料 2 应当每个企业一份：企业表有 186 家，材料只有 124 页。"
    assert problem.hint == "请核对缺了哪些企业；一页上有几家的，可以不管。"


def test_a_link_out_of_the_folder_is_never_read(folder: Path, tmp_path: Path) -> None:
    from docgen import check

    secret = tmp_path / "secret.png"
    secret.write_bytes(picture("secret"))
    (folder / "evidence" / "08 材料" / "3 别处.png").symlink_to(secret)
    (problem,) = check(folder, CATALOG).problems
    assert problem.code == "evidence.outside"
    assert problem.message == "链接指向了文件夹 evidence 之外，没有读取。"
    result = build(folder, folder / "output", CATALOG, Mode.DRAFT)
    assert result.out and "别处" not in json.dumps(manifest_of(folder / "output")["package"], ensure_ascii=False)
