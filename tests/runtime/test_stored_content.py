"""LibreOffice prints what office files store: one conversion of all kinds, and what each of its PDFs shows."""

from __future__ import annotations

import datetime
import io
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from docgen.package.proof.pdf_reader import normalize_text
from docgen.runtime.file_sniffing import sniff
from docgen.runtime.office import convert, find_office
from docgen.runtime.old_documents import prepare_old_document
from docgen.runtime.sanitized_copy import read_document_facts
from office_encryption import encrypt_workbook, write_agile
from office_samples import write_compound, write_docx, write_pptx

pytestmark = pytest.mark.slow

MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math"
FRACTION = (
    f'<w:p><m:oMath xmlns:m="{MATH}"><m:r><m:t>E=</m:t></m:r><m:f><m:num><m:r><m:t>排放总量</m:t></m:r></m:num>'
    "<m:den><m:r><m:t>总产值</m:t></m:r></m:den></m:f></m:oMath></w:p>"
)
OLD_NAME = "老表.xls"


def field(instruction: str, result: str = "") -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    shown = f"{mark.format('separate')}<w:r><w:t>{result}</w:t></w:r>" if result else ""
    begin = f'{mark.format("begin")}<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
    return f"<w:p>{begin}{shown}{mark.format('end')}</w:p>"


def write_fields(path: Path) -> Path:
    fields = (
        field('DATE \\@ "yyyy-MM-dd"', "2019-05-06"),
        field("PRINTDATE", "打印于2018"),
        field("FILENAME", "合作协议.docx"),
        field("FILENAME \\p", "D:\\合同\\合作协议.docx"),
        field('IF 1=1 "真" "假"', "真值文字"),
        field("EQ \\o\\ac(○,印)"),
        field("EQ \\f(分子,分母)"),
        field("PAGE", "9"),
    )
    changed = '<w:p><w:ins w:id="1" w:author="a" w:date="2020-01-01T00:00:00Z"><w:r><w:t>增补</w:t></w:r></w:ins></w:p>'
    return write_docx(path, "".join(fields) + FRACTION + changed)


def write_workbook(path: Path, *, is_stored: bool = True) -> Path:
    """A workbook of 30 columns with a hidden sheet; where ``is_stored``, its formulas have values."""
    book, raw = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    sheet.title = "总表"
    for column in range(1, 31):
        sheet.cell(1, column, f"列{column}")
    for row, formula in enumerate(("=TODAY()", "=RAND()", '=CELL("filename")', "=A3*2"), start=2):
        sheet.cell(row, 1, formula)
    sheet["A2"].number_format, sheet.column_dimensions["A"].width = "yyyy-mm-dd", 20
    sheet.oddHeader.left.text, sheet.oddHeader.right.text = "&F", "&Z&F"
    sheet.oddFooter.center.text = "&D &T 第&P页"
    hidden = book.create_sheet("隐藏")
    hidden["A1"], hidden.sheet_state, hidden.print_area = "HIDDEN", "hidden", "A1:C3"
    book.save(raw)
    values = ("<v>43591</v>", "<v>0.125</v>", "<v>[存.xlsx]总表</v>", "<v>0.25</v>")
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            if is_stored and name.endswith("sheet1.xml"):
                content = content.replace('<c r="A4"', '<c r="A4" t="str"')
                for value in values:
                    content = content.replace("<v></v>", value, 1).replace("<v />", value, 1)
            if is_stored and name.endswith("workbook.xml"):
                content = content.replace(' fullCalcOnLoad="1"', "")
            new.writestr(name, content)
    return path


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def text(value: str, size: str = "<H") -> bytes:
    return struct.pack(size, len(value)) + b"\1" + value.encode("utf-16-le")


def old_workbook() -> bytes:
    """The stream of an .xls with 30 columns, changing formulas with values, and a hidden sheet with a print area."""
    first = struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 0x07CC, 0, 6)
    globals_first = struct.pack("<HHHHII", 0x600, 0x05, 0x0DBB, 0x07CC, 0, 6)
    name = b"\x3b\0\0\0\0\2\0\0\0\2\0"
    area = struct.pack("<HBBHHHBBBB", 0x20, 0, 1, len(name), 0, 2, 0, 0, 0, 0) + b"\0\x06" + name
    place = struct.pack("<HHH", 0, 0, 15)
    styles = record(0xE0, struct.pack("<HHH14x", 0, 0, 0)) * 21
    string = b"\xff\xff"

    def formula(row: int, value: bytes, tokens: bytes) -> bytes:
        return record(6, struct.pack("<HHH", row, 0, 15) + value + struct.pack("<HIH", 0, 0, len(tokens)) + tokens)

    cells = b"".join(
        (
            *(record(0x204, struct.pack("<HHH", 0, at, 15) + text(f"列{at + 1}")) for at in range(30)),
            formula(1, struct.pack("<d", 43591.0), b"\x41\xdd\0"),
            formula(2, struct.pack("<d", 0.125), b"\x41\x3f\0"),
            formula(3, bytes(6) + string, b"\x17\x08\0filename\x42\1\x7d\0"),
            record(0x207, text("存的名字")),
        )
    )
    setup = struct.pack("<HHHHHH", 9, 100, 1, 1, 1, 2) + bytes(22)
    sheets = (
        record(0x809, first)
        + record(0x81, b"\xc1\x04")
        + record(0x15, text("&C&D &T 第&P页"))
        + record(0xA1, setup)
        + record(0x200, struct.pack("<IIHHH", 0, 4, 0, 30, 0))
        + cells
        + record(10, b""),
        record(0x809, first) + record(0x204, place + text("HIDDEN")) + record(10, b""),
    )
    listed = [("总表", 0), ("隐藏", 1)]
    entries = [record(0x85, struct.pack("<IBB", 0, state, 0) + text(title, "<B")) for title, state in listed]
    links = record(0x1AE, struct.pack("<HH", 2, 0x0401)) + record(0x17, struct.pack("<HHHH", 1, 0, 1, 1))
    head = record(0x809, globals_first) + styles
    at = len(head) + sum(map(len, entries)) + len(links) + len(record(0x18, area)) + 4
    for (title, state), sheet in zip(listed, sheets, strict=True):
        head += record(0x85, struct.pack("<IBB", at, state, 0) + text(title, "<B"))
        at += len(sheet)
    return head + links + record(0x18, area) + record(10, b"") + b"".join(sheets)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The text of each page by file name; each kind of file is there twice, in another folder."""
    folder = tmp_path_factory.mktemp("stored")
    sources = []
    for twin in ("a", "b"):
        (folder / twin).mkdir()
        within = folder / twin
        number = "{B1D5D4B7-0000-4000-8000-000000000001}"
        slide = f'<a:fld id="{number}" type="datetime1"><a:rPr lang="zh-CN"/><a:t>2017年</a:t></a:fld>'
        shape = (
            '<p:sp><p:nvSpPr><p:cNvPr id="2" name="t"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm>'
            '<a:off x="900000" y="900000"/><a:ext cx="6000000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"/></p:spPr>'
            f"<p:txBody><a:bodyPr/><a:p>{slide}</a:p></p:txBody></p:sp>"
        )
        sources += [
            write_fields(within / "合作协议.docx"),
            write_workbook(within / "统计表.xlsx"),
            write_workbook(within / "未存.xlsx", is_stored=False),
            write_compound(within / OLD_NAME, {"Workbook": old_workbook()}),
            write_pptx(within / "演示.pptx", shape),
        ]
    locked = encrypt_workbook(old_workbook(), is_crypto_api=True)
    sources.append(write_compound(folder / "锁.xls", {"Workbook": locked}))
    sources.append(write_agile(folder / "锁.xlsx", (folder / "a" / "统计表.xlsx").read_bytes()))
    results = convert(find_office(), sources, folder / "work")
    assert all(one.pdf for one in results.values()), results
    pages = {}
    for source, one in results.items():
        reader = PdfReader(str(one.pdf))
        name = source.relative_to(folder).as_posix()
        pages[name] = [normalize_text(page.extract_text()) for page in reader.pages]
        assert str(folder) not in "".join(pages[name]) and "file:" not in "".join(pages[name])
    return pages


def test_fields_show_their_stored_results(shown: dict[str, list[str]]) -> None:
    (page,) = shown["a/合作协议.docx"]
    for stored in ("2019-05-06", "打印于2018", "合作协议.docx", r"D:\合同\合作协议.docx", "真值文字", "增补"):
        assert stored in page
    assert page.count("9") == "2019-05-06".count("9")  # the number of the page is computed


def test_equations_are_drawn(shown: dict[str, list[str]]) -> None:
    (page,) = shown["a/合作协议.docx"]
    for drawn in ("E=", "排放总量", "总产值", "分子", "分母"):
        assert drawn in page
    assert "㊞" in page or "印" in page  # NFKC


@pytest.mark.parametrize("name", ["a/统计表.xlsx", "锁.xlsx", f"a/{OLD_NAME}", "锁.xls"])
def test_a_workbook_is_one_page_with_its_stored_values(shown: dict[str, list[str]], name: str) -> None:
    (page,) = shown[name]
    assert "列1" in page and "列30" in page and "HIDDEN" not in page
    assert "0.125" in page and "第1页" in page
    assert ("存的名字" if name.endswith(".xls") else "[存.xlsx]总表") in page
    assert ("43591" if name.endswith(".xls") else "2019-05-06") in page


def test_names_in_headers_are_those_of_the_files(shown: dict[str, list[str]]) -> None:
    assert shown["a/统计表.xlsx"][0].count("统计表.xlsx") == 2
    assert shown["锁.xlsx"][0].count("锁.xlsx") == 2
    (page,) = shown["a/未存.xlsx"]
    assert "[未存.xlsx]总表" in page


def test_two_conversions_show_the_same(shown: dict[str, list[str]]) -> None:
    for name, pages in shown.items():
        if name.startswith("a/"):
            assert shown[name.replace("a/", "b/", 1)] == pages


def test_a_date_on_a_slide_is_the_stored_one(shown: dict[str, list[str]]) -> None:
    assert shown["a/演示.pptx"] == ["2017年"]


def test_what_is_not_printed_is_said(tmp_path: Path) -> None:
    def read(path: Path) -> tuple[str, ...]:
        with path.open("rb") as file:
            return read_document_facts(file, sniff(path).suffix).lost

    assert read(write_workbook(tmp_path / "a.xlsx")) == ("总表 页眉页脚的 &D、&T",)
    unsaved = read(write_workbook(tmp_path / "b.xlsx", is_stored=False))
    assert unsaved[0].startswith("总表!A2 的 =TODAY()") and unsaved[1].startswith("总表!A3 的 =RAND()")
    old = read(write_compound(tmp_path / "c.xls", {"Workbook": old_workbook()}))
    assert old == ("总表 页眉页脚的 &D、&T",)


@pytest.fixture(scope="module")
def old_word(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A .doc of LibreOffice itself, with the fields of :func:`write_fields`, written on another day."""
    import subprocess

    folder = tmp_path_factory.mktemp("old")
    source = write_fields(folder / "原件.docx")
    arguments = [f"-env:UserInstallation={(folder / 'maker').as_uri()}", "--headless", "--convert-to", "doc"]
    command = [str(find_office().program), *arguments, "--outdir", str(folder), str(source)]
    if subprocess.run(command, check=False, capture_output=True).returncode == 81:
        subprocess.run(command, check=True, capture_output=True)
    document = folder / "原件.doc"
    today, day = (date.isoformat().encode("utf-16-le") for date in (datetime.date.today(), datetime.date(2019, 5, 6)))
    content = document.read_bytes()
    assert today in content
    document.write_bytes(content.replace(today, day))
    yield document


def test_fields_of_an_old_document_show_their_stored_results(old_word: Path, tmp_path: Path) -> None:
    renamed = old_word.rename(tmp_path / "改名.doc")
    result = convert(find_office(), [renamed], tmp_path / "work")[renamed]
    (page,) = [normalize_text(page.extract_text()) for page in PdfReader(str(result.pdf)).pages]
    assert "2019-05-06" in page and "原件.docx" in page
    assert "改名" not in page and "documents-" not in page
    content = renamed.read_bytes()
    assert prepare_old_document(content, ".doc").content != content
