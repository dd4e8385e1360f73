"""The private copy of an office file: it names no place outside it, and holds what was stored, not what is computed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from docgen.runtime import sheet_page
from docgen.runtime.office_relationships import remove_external_targets
from docgen.runtime.old_documents import prepare_old_document
from docgen.runtime.sanitized_copy import copy_for_conversion, read_document_facts, remove_external_references
from docgen.runtime.word_fields import store_fields
from docgen.runtime.workbook_parts import replace_header_codes
from office_samples import relation, relationships, write_docx, write_pptx, write_sheet

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def prepare(path: Path, name: str = "统计表.xlsx") -> dict[str, bytes]:
    """The parts of the copy."""
    target = path.with_name(f"copy{path.suffix}")
    with path.open("rb") as file:
        copy_for_conversion(file, target, name)
    with zipfile.ZipFile(target) as archive:
        return {member: archive.read(member) for member in archive.namelist()}


def facts(path: Path) -> tuple[str, ...]:
    with path.open("rb") as file:
        return read_document_facts(file, path.suffix).lost


# -- places outside ------------------------------------------------------------------------------------------------


def test_a_copy_names_no_place_outside(tmp_path: Path) -> None:
    kinds = ("image", "hyperlink", "attachedTemplate", "oleObject", "aFChunk", "externalLinkPath", "subDocument")
    targets = ("file:///etc/passwd", "\\\\server\\share\\a", "http://example.invalid/", "D:\\secret.png")
    relations = "".join(
        relation(kind, target).replace('"x"', f'"{kind}{number}"')
        for kind in kinds
        for number, target in enumerate(targets)
    )
    path = write_docx(tmp_path / "a.docx", relations=relations, parts={"word/_rels/f.xml.rels": b"<x"})
    copied = prepare(path)
    for name, content in copied.items():
        if name.endswith(".rels"):
            assert not any(word in content for word in (b"passwd", b"server", b"example.invalid", b"secret")), name
    found = copied["word/_rels/document.xml.rels"]
    assert found.count(b"about:blank") == len(kinds) * len(targets)
    assert all(f'Id="{kind}3"'.encode() in found for kind in kinds)


@pytest.mark.parametrize(
    "tag",
    [
        '<Relationship Id="a" Type="t/image" Target="&#102;ile:///x" TargetMode="&#69;xternal"/>',
        "<Relationship TargetMode = 'External'\n Target = '\\\\x\\y' Id='a' Type='t/image'/>",
        '<Relationship Id="a" Type="t/image" Target="file:///x"/>',
        '<a:Relationship xmlns:a="b" Id="a" Type="t/image" Target="http://x" TargetMode="external"/>',
    ],
)
def test_a_target_cannot_be_hidden(tag: str) -> None:
    changed = remove_external_targets(relationships(tag).encode())
    assert b"about:blank" in changed and b"///x" not in changed and b"http://x" not in changed
    assert b"about:blank" in remove_external_targets(relationships(tag).encode("utf-16"))
    broken = relationships(tag).encode()[:-3]
    assert b"about:blank" in remove_external_targets(broken)


def test_relations_inside_the_file_stay_byte_for_byte() -> None:
    content = relationships(relation("image", "media/a.png", mode="Internal")).encode()
    assert remove_external_targets(content) is content


def test_a_picture_with_declarations_of_its_own_is_emptied() -> None:
    """An attribute with a default value in the DOCTYPE is a reference that no element names."""
    hidden = b'<!DOCTYPE svg [<!ATTLIST image xlink:href CDATA "file:///secret.png">]><svg><image/></svg>'
    assert b"secret" not in remove_external_references(hidden)
    plain = (
        b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://x/svg11.dtd"><svg><path/></svg>'
    )
    assert remove_external_references(plain) == b'<?xml version="1.0"?><svg><path/></svg>'


# -- Word ----------------------------------------------------------------------------------------------------------


def run_field(instruction: str, result: str = "") -> str:
    """A field; without a result it has no mark between instruction and result, as an EQ field."""
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    shown = f"{mark.format('separate')}<w:r><w:t>{result}</w:t></w:r>" if result else ""
    begin = f"{mark.format('begin')}<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return f"{begin}{shown}{mark.format('end')}"


def store(paragraph: str, name: str = "合作协议.docx") -> tuple[str, list[str]]:
    stored = store_fields(f"<w:document {W}><w:body><w:p>{paragraph}</w:p></w:body></w:document>".encode(), name)
    return stored.content.decode(), stored.lost


@pytest.mark.parametrize(
    "instruction",
    ['DATE \\@ "yyyy"', "time", "FILENAME \\p", 'IF 1=1 "a" "b"', "PRINTDATE", "=SUM(ABOVE)", "INCLUDEPICTURE x \\d"],
)
def test_a_computed_field_is_its_stored_result(instruction: str) -> None:
    shown, lost = store(run_field(instruction, "stored"))
    assert ">stored<" in shown and "fldChar" not in shown and "instrText" not in shown and not lost
    simple = f"<w:fldSimple w:instr='{instruction}'><w:r><w:t>stored</w:t></w:r></w:fldSimple>"
    shown, lost = store(simple)
    assert ">stored<" in shown and "fldSimple" not in shown and not lost


@pytest.mark.parametrize(
    "instruction", ["PAGE", "NUMPAGES", "TOC \\o", "PAGEREF x", "EQ \\* jc2 \\o\\ad(\\s\\up9(p),q)"]
)
def test_numbers_of_pages_and_pinyin_stay_fields(instruction: str) -> None:
    part = f"<w:document {W}><w:body><w:p>{run_field(instruction, '1')}</w:p></w:body></w:document>".encode()
    assert store_fields(part, "a").content is part


def test_a_field_in_the_instruction_of_another_goes_with_it() -> None:
    inner = run_field("MERGEFIELD x", "inner")
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    outer = (
        f"{mark.format('begin')}<w:r><w:instrText>IF </w:instrText></w:r>{inner}{mark.format('separate')}"
        f"<w:r><w:t>outer</w:t></w:r>{run_field('PAGE', '7')}{mark.format('end')}"
    )
    shown, _ = store(outer)
    assert "inner" not in shown and ">outer<" in shown and ">7<" in shown and shown.count("fldChar ") == 3


def test_a_name_that_was_not_stored_is_the_own_name_and_a_date_is_said() -> None:
    shown, lost = store(run_field("FILENAME \\p") + run_field("DATE") + run_field("EQ \\q(1)"))
    assert "合作协议.docx" in shown
    assert lost == ["DATE 域", "EQ 域“\\q(1)”"]


def test_changes_and_comments_of_a_document_are_counted(tmp_path: Path) -> None:
    added = '<w:ins w:id="1" w:author="a"><w:r><w:t>new</w:t></w:r></w:ins>'
    body = f'<w:p>{added}<w:del w:id="2" w:author="a"><w:r/></w:del></w:p>'
    comments = f"<w:comments {W}><w:comment w:id='1' w:author='a'/></w:comments>".encode()
    path = write_docx(tmp_path / "a.docx", body, parts={"word/comments.xml": comments})
    with path.open("rb") as file:
        found = read_document_facts(file, ".docx")
    assert (found.revisions, found.comments) == (2, 1)


def test_a_date_on_a_slide_is_text(tmp_path: Path) -> None:
    shape = '<a:fld id="{1}" type="datetime1"><a:t>2019/5/6</a:t></a:fld><a:fld id="{2}" type="slidenum"/>'
    slide = prepare(write_pptx(tmp_path / "a.pptx", shape))["ppt/slides/s1.xml"]
    assert b"datetime" not in slide and b"slidenum" in slide and b"2019/5/6" in slide


# -- Excel ---------------------------------------------------------------------------------------------------------


def write_workbook(path: Path, fill: Callable[[openpyxl.Workbook], None], **parts: Callable[[str], str]) -> Path:
    """A workbook of openpyxl, some of whose parts are changed as text."""
    book, raw = openpyxl.Workbook(), io.BytesIO()
    book.active.title = "总表"
    fill(book)
    book.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            change = parts.get(Path(name).stem)
            new.writestr(name, change(content) if change else content)
    return path


def fill_formulas(*formulas: str) -> Callable[[openpyxl.Workbook], None]:
    def fill(book: openpyxl.Workbook) -> None:
        for row, formula in enumerate(formulas, start=1):
            book.active.cell(row, 1, formula)

    return fill


CHANGING = ("=TODAY()", "=NOW()-1", "=RAND()", "=RANDBETWEEN(1,9)", "=IF(TODAY()>1,1,0)", '=INFO("directory")')


def test_stored_values_of_changing_formulas_are_kept(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "a.xlsx",
        fill_formulas(*CHANGING, "=A1*2", '=CELL("filename")'),
        sheet1=lambda text: text.replace("<v></v>", "<v>43591</v>").replace("<v />", "<v>43591</v>"),
        workbook=lambda text: text.replace(' fullCalcOnLoad="1"', ""),
    )
    sheet = prepare(path)["xl/worksheets/sheet1.xml"].decode()
    assert sheet.count("<v>43591</v>") == 8
    assert sheet.count("<f>") == 1 and "<f>A1*2</f>" in sheet
    assert facts(path) == ()


def test_what_was_not_stored_is_said_with_its_cell(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", fill_formulas(*CHANGING, "=SUM(A1:A2)"))
    sheet = prepare(path)["xl/worksheets/sheet1.xml"].decode()
    assert sheet.count("<f>") == 1
    found = facts(path)
    assert found[0] == "总表!A1 的 =TODAY()" and len(found) == len(CHANGING)


def test_a_zero_that_a_program_wrote_instead_of_a_value_is_none(tmp_path: Path) -> None:
    """XlsxWriter stores 0 for each formula, and asks Excel to compute all of them."""
    assert facts(write_sheet(tmp_path / "a.xlsx", formula="=TODAY()")) == ("企业表!A4 的 =TODAY()",)


def test_a_name_that_changes_by_itself_is_found(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        from openpyxl.workbook.defined_name import DefinedName

        book.defined_names["到期日"] = DefinedName("到期日", attr_text="TODAY()+30")
        book.active["A1"] = "=到期日"

    path = write_workbook(tmp_path / "a.xlsx", fill)
    assert facts(path) == ("总表!A1 的 =到期日",)
    assert b"TODAY" not in prepare(path)["xl/workbook.xml"]


def test_the_name_of_the_file_is_its_own(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", fill_formulas('=CELL("filename")', '=LEN(CELL("FileName",A1))'))
    sheet = prepare(path, 'a&b".xlsx')["xl/worksheets/sheet1.xml"].decode()
    own = "&quot;[a&amp;b&quot;&quot;.xlsx]总表&quot;"
    assert f"<f>{own}</f>" in sheet and f"<f>LEN({own})</f>" in sheet


@pytest.mark.parametrize(
    ("text", "shown", "lost"),
    [
        ("&L&F&R&Z&F", "&L表&&1.xlsx&R表&&1.xlsx", []),
        ("&C&D &T第&P页", "&C 第&P页", ["&D", "&T"]),
        ('&"宋体,常规"&12&A', '&"宋体,常规"&12&A', []),
        ("&&F", "&&F", []),
        ("&KFF0000&f", "&KFF0000表&&1.xlsx", []),
    ],
)
def test_headers_name_the_file_and_no_moment(text: str, shown: str, lost: list[str]) -> None:
    assert replace_header_codes(text, "表&1.xlsx") == (shown, lost)


def test_a_name_that_begins_with_a_digit_is_no_size() -> None:
    assert replace_header_codes("&12&F", "2022.xlsx")[0] == "&12 2022.xlsx"


def test_print_areas_of_hidden_sheets_are_removed(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.print_area = "A1:B2"
        for name, state in (("隐藏", "hidden"), ("深藏", "veryHidden")):
            sheet = book.create_sheet(name)
            sheet.sheet_state, sheet.print_area = state, "A1:C3"
            sheet["A1"] = "=TODAY()"

    path = write_workbook(tmp_path / "a.xlsx", fill)
    main = prepare(path)["xl/workbook.xml"].decode()
    assert main.count("Print_Area") == 1 and "总表" in main
    assert facts(path) == ()  # nobody sees what a hidden sheet lacks


@pytest.mark.parametrize("page", ["<pageSetUpPr/>", '<pageSetUpPr autoPageBreaks="0" fitToPage="0"/>', ""])
def test_a_sheet_without_a_scale_is_fitted_to_the_page(page: str) -> None:
    sheet = f'<worksheet><sheetPr>{page}</sheetPr><dimension ref="A1:AD9"/><sheetData/></worksheet>'.encode()
    fitted = sheet_page.fit_to_width(sheet)
    assert fitted.count(b"pageSetUpPr") == 1 and b'fitToPage="1"' in fitted and b'orientation="landscape"' in fitted


@pytest.mark.parametrize(
    "sheet",
    [
        b'<worksheet><sheetPr><pageSetUpPr fitToPage="true"/></sheetPr></worksheet>',
        b'<worksheet><pageSetup scale="60"/></worksheet>',
    ],
)
def test_the_scale_of_the_author_stays(sheet: bytes) -> None:
    assert sheet_page.fit_to_width(sheet) == sheet


def test_text_that_is_cut_off_is_said_with_its_cells(tmp_path: Path) -> None:
    from openpyxl.styles import Alignment

    def fill(book: openpyxl.Workbook) -> None:
        sheet, long = book.active, "企业名称很长的有限责任公司被右边的格子盖住"
        sheet["A1"], sheet["B1"] = long, "邻格"
        sheet["A2"] = long  # runs into the empty cells beside it
        sheet["A3"], sheet["B3"] = "短名称", "邻格"
        sheet["A4"], sheet["B4"], sheet["A4"].alignment = long, "邻格", Alignment(wrap_text=True)
        sheet["A5"], sheet["B5"], sheet["A5"].alignment = long, "邻格", Alignment(shrink_to_fit=True)
        sheet["A6"], sheet["B6"], sheet["A6"].alignment = long, "邻格", Alignment(wrap_text=True)
        sheet.row_dimensions[6].height = 14  # of three lines one is seen
        sheet["A7"] = long
        sheet.merge_cells("A7:B7")
        sheet["A8"], sheet["E8"] = long, "远"
        sheet["A9"], sheet["B9"] = 123456789012, "数不在此列"

    path = write_workbook(tmp_path / "a.xlsx", fill)
    with path.open("rb") as file:
        assert read_document_facts(file, ".xlsx").cut == ("总表!A1", "总表!A6", "总表!A7", "总表!A8")


def test_a_binary_document_that_is_no_container_stays(tmp_path: Path) -> None:
    assert prepare_old_document(b"\xdb\xa5\x2d\0", ".doc").content == b"\xdb\xa5\x2d\0"
