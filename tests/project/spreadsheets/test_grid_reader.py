"""Table files of every kind: found by their bytes, read as they are seen, refused in words."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlrd
import xlsxwriter
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from docgen.errors import InputError
from docgen.project.spreadsheets import old_excel, xlsx_reader
from docgen.project.spreadsheets.cell_values import RawValue
from docgen.project.spreadsheets.grid_reader import read_grids
from docgen.project.spreadsheets.sheet_grid import MergedArea, SheetGrid
from office_samples import excel_stream, word_stream, write_compound
from old_workbook import RELATIVE_NAME, OldError, OldFormula, OldSheetContent, write_old_workbook

ROWS: list[list[RawValue]] = [["序号", "企业名称", "产值（亿元）"], [1, "甲厂", 1.25], [2, "乙、丙\t厂", 1234.5]]
TEXTS = [tuple(str(cell) for cell in row) for row in ROWS]
NEW, STRICT = "http://schemas.openxmlformats.org", "http://purl.oclc.org/ooxml"


def read(path: Path) -> list[SheetGrid]:
    grids, problems = read_grids(path, path.name)
    assert problems == []
    return grids


def rows(path: Path) -> list[tuple[RawValue, ...]]:
    (grid,) = read(path)
    return list(grid.rows)


def write_new(
    path: Path, content: list[list[RawValue]] = ROWS, change: Callable[[Worksheet], None] | None = None
) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in content:
        sheet.append(row)
    if change:
        change(sheet)
    book.save(path)
    return path


def change_parts(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, change(name, content))
    return path


def write_sheet_xml(path: Path, data: str, *, prefix: str = "") -> Path:
    """A workbook whose only sheet has those rows, as XML."""
    name = f"{prefix}:" if prefix else ""
    spaces = f'xmlns{":" if prefix else ""}{prefix}="{NEW}/spreadsheetml/2006/main"'
    xml = f"<{name}worksheet {spaces}><{name}sheetData>{data}</{name}sheetData></{name}worksheet>"
    write_new(path)
    return change_parts(path, lambda part, content: xml.encode() if part.endswith("sheet1.xml") else content)


# -- the kind of a file -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.et", "a.csv", "a", "表格"])
def test_a_new_workbook_under_any_name(tmp_path: Path, name: str) -> None:
    write_new(tmp_path / "x.xlsx").rename(tmp_path / name)
    assert rows(tmp_path / name) == [tuple(row) for row in ROWS]


@pytest.mark.parametrize("name", ["a.xls", "a.xlsx", "a.et", "a.csv"])
@pytest.mark.parametrize("bare", [False, True])
def test_an_old_workbook_under_any_name(tmp_path: Path, name: str, bare: bool) -> None:
    write_old_workbook(tmp_path / name, OldSheetContent("表1", ROWS), bare=bare)
    assert rows(tmp_path / name) == [tuple(row) for row in ROWS]


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.tsv", "a.xls", "a.xlsx", "a.et"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_text_table_under_any_name(tmp_path: Path, name: str, delimiter: str, encoding: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(ROWS)
    (tmp_path / name).write_bytes(text.getvalue().encode(encoding))
    (grid,), problems = read_grids(tmp_path / name, name)
    assert list(grid.rows) == TEXTS
    assert [problem.code for problem in problems] == ["file.encoding"] * (not encoding.startswith("utf-8"))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_of_its_order(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes("企业名称,产值\n甲厂,1.25\n".encode(encoding))
    (grid,), _ = read_grids(tmp_path / "a.csv", "a.csv")
    assert grid.rows == (("企业名称", "产值"), ("甲厂", "1.25"))


def test_the_delimiter_is_the_one_that_cuts_all_rows_alike(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("名称\t产值\n甲,乙,丙,丁,戊\t1,250\n己\t2,500\n", encoding="utf-8")
    assert rows(tmp_path / "a.txt") == [("名称", "产值"), ("甲,乙,丙,丁,戊", "1,250"), ("己", "2,500")]
    (tmp_path / "b.csv").write_text('sep=;\n名称;代码\n甲;="0012"\n"乙;丙";\n', encoding="utf-8")
    grid = read(tmp_path / "b.csv")[0]
    assert (grid.lines, grid.rows) == ((2, 3, 4), (("名称", "代码"), ("甲", "0012"), ("乙;丙", None)))


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('名称,产值\n"甲厂,1\n乙厂,2\n', encoding="utf-8")
    with pytest.raises(InputError, match="请检查引号是否成对"):
        read_grids(tmp_path / "a.csv", "a.csv")
    (tmp_path / "b.csv").write_text('名称,产值\n甲厂4"管,1\n"乙"厂,2\n', encoding="utf-8")
    assert rows(tmp_path / "b.csv")[1:] == [('甲厂4"管', "1"), ("乙厂", "2")]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xls", b"<html><body>404</body></html>", "网页或 XML 文本"),
        ("a.xls", b"MIME-Version: 1.0\n<table>", "网页存档"),
        ("a.xlsx", b"%PDF-1.7\n", "PDF"),
        ("a.xlsx", b"\xff\xd8\xff\xe0" + bytes(99), "JPG 图片"),
        ("a.xls", b"\x00\x01\x02" * 99, "内容与扩展名不符"),
        ("a.csv", b"\x00\x01\x02" * 99, "读不出文字"),
        ("a.xlsx", b"", "文件是空的"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_grids(tmp_path / name, name)
    assert words in str(caught.value)
    assert "请" in str(caught.value) or "空的" in str(caught.value)


def test_word_documents_of_the_old_format_and_binary_workbooks_say_what_to_do(tmp_path: Path) -> None:
    write_compound(tmp_path / "a.doc", {"WordDocument": word_stream()})
    with pytest.raises(InputError, match=r"旧的 Word 文件（\.doc）.*另存为 \.docx"):
        read_grids(tmp_path / "a.doc", "a.doc")
    write_compound(tmp_path / "b.xls", {"Workbook": excel_stream((0x002F, bytes(54)))})
    with pytest.raises(InputError, match="文件有密码"):
        read_grids(tmp_path / "b.xls", "b.xls")
    kinds = b'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"'
    with zipfile.ZipFile(tmp_path / "c.xlsb", "w") as archive:
        archive.writestr("[Content_Types].xml", b"<Types><Override " + kinds + b"/></Types>")
        archive.writestr("xl/workbook.bin", b"\x83\x01\x00")
        relation = f'Id="r" Type="{NEW}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.bin"'
        archive.writestr("_rels/.rels", f"<Relationships><Relationship {relation}/></Relationships>")
    with pytest.raises(InputError, match=r"二进制工作簿（\.xlsb）.*另存为 \.xlsx"):
        read_grids(tmp_path / "c.xlsb", "c.xlsb")


@pytest.mark.parametrize("fault", [ValueError("x"), RecursionError(), MemoryError(), AssertionError(), KeyError("甲")])
@pytest.mark.usefixtures("calls_stay_here")
def test_any_exception_of_a_reader_is_told_without_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    write_old_workbook(tmp_path / "a.xls", OldSheetContent("表1", ROWS))

    def fail(path: Path) -> list[SheetGrid]:
        raise fault

    monkeypatch.setattr("docgen.project.spreadsheets.old_excel.read_old_workbook", fail)
    with pytest.raises(InputError) as caught:
        read_grids(tmp_path / "a.xls", "a.xls")
    assert str(caught.value) == (
        "a.xls：文件里的表读不出来，可能已损坏。 请用 Excel 或 WPS 打开，另存为 .xlsx；打不开的，请重新要一份。"
    )


# -- new workbooks ------------------------------------------------------------------------------------------------


def test_a_strict_workbook_is_read(tmp_path: Path) -> None:
    path = write_new(tmp_path / "a.xlsx")
    change_parts(
        path,
        lambda _, content: content.replace(
            f"{NEW}/spreadsheetml/2006/main".encode(), f"{STRICT}/spreadsheetml/main".encode()
        ).replace(
            f"{NEW}/officeDocument/2006/relationships".encode(), f"{STRICT}/officeDocument/relationships".encode()
        ),
    )
    assert rows(path) == [tuple(row) for row in ROWS]
    write_sheet_xml(
        path, '<x:row><x:c t="d"><x:v>2021-03-15T00:00:00</x:v></x:c><x:c><x:v>1</x:v></x:c></x:row>', prefix="x"
    )
    assert [str(cell) for cell in rows(path)[0]] == ["2021-03-15 00:00:00", "1"]


def test_texts_are_read_as_they_are_seen(tmp_path: Path) -> None:
    cells = (
        '<row r="2"><c r="B2" t="inlineStr"><is><t>甲_x000D_\n厂_x000a_</t></is></c>'
        '<c r="C2" t="inlineStr"><is><r><t>西岭</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 精密</t></r>'
        '<rPh sb="0" eb="2"><t>xiling</t></rPh></is></c>'
        '<c r="D2" t="str"><f>A1</f><v>_x005F_x000D_</v></c><c r="E2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="F2" t="b"><v>1</v></c><c r="G2" t="str"><f>""</f><v></v></c></row>'
    )
    (grid,) = read(write_sheet_xml(tmp_path / "a.xlsx", cells))
    assert grid.rows == ((None, "甲\n厂\n", "西岭 精密", "_x000D_", "#DIV/0!", True),)
    assert (grid.lines, grid.uncalculated) == ((2,), ())


def test_shared_texts_leave_out_their_phonetic_guides(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write_row(0, 0, ["甲厂", "乙厂"])

    def change(name: str, content: bytes) -> bytes:
        guide = "<t>甲</t><rPh sb='0' eb='1'><t>jia</t></rPh><phoneticPr fontId='1'/>"
        return (
            content.replace("<t>甲厂</t>".encode(), guide.encode()) if name.endswith("sharedStrings.xml") else content
        )

    assert rows(change_parts(tmp_path / "a.xlsx", change)) == [("甲", "乙厂")]


def test_cells_without_addresses_are_counted(tmp_path: Path) -> None:
    data = '<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r="5"><c r="C5"><v>4</v></c><c><v>5</v></c></row>'
    (grid,) = read(write_sheet_xml(tmp_path / "a.xlsx", data))
    assert (grid.lines, grid.rows) == ((1, 5), ((1, None, 3), (None, None, 4, 5)))


def test_odd_styles_and_names_do_not_stop_the_reading(tmp_path: Path) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name.endswith("styles.xml"):
            return content.replace(b"<fills", b"<fills odd='1'><fill><odd/></fill></fills><fills").replace(
                b"family val=", b"family val='99' x="
            )
        return content.replace(
            b"<definedNames", b"<definedNames><definedName name='x'>#REF!odd(</definedName></definedNames><definedNames"
        )

    assert rows(change_parts(write_new(tmp_path / "a.xlsx"), change)) == [tuple(row) for row in ROWS]


def test_formulas_without_a_stored_value_are_named(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["A4"] = "=SUM(A2:A3)"
        sheet["B4"] = ArrayFormula("B4:C5", "=A2:B3*2")
        sheet["D4"] = DataTableFormula("D4:D5", r1="A1")

    (grid,) = read(write_new(tmp_path / "a.xlsx", ROWS, change))
    assert grid.uncalculated == ((4, 0), (4, 1), (4, 2), (4, 3), (5, 1), (5, 2), (5, 3))


def test_stored_values_of_formulas_are_used(tmp_path: Path) -> None:
    data = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f t="array" ref="B1:C1">A1</f><v>3</v></c>'
        '<c r="C1"><v>4</v></c><c r="D1"><f>1-1</f><v>0</v></c><c r="E1"><f t="shared" si="0"/><v>6</v></c></row>'
    )

    def change(name: str, content: bytes) -> bytes:
        return content.replace(b' fullCalcOnLoad="1"', b"") if name.endswith("workbook.xml") else content

    (grid,) = read(change_parts(write_sheet_xml(tmp_path / "a.xlsx", data), change))
    assert (grid.rows, grid.uncalculated) == (((2, 3, 4, 0, 6),), ())


@pytest.mark.parametrize(("value", "found"), [(0, ((None, None, 0), (4,))), (2, ((0, 2, 0), (4,)))])
def test_zeros_that_a_library_stored_for_all_formulas_are_no_values(
    tmp_path: Path, value: float, found: tuple[tuple[RawValue, ...], ...]
) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, "=1+1")
        sheet.write_formula(0, 1, "=1+1", value=value)
        sheet.write(0, 2, 0)
        sheet.write(1, 0, 4)
    (grid,) = read(tmp_path / "a.xlsx")
    assert (grid.rows, grid.uncalculated) == (found, () if value else ((1, 0), (1, 1)))


def test_hidden_and_merged_cells(tmp_path: Path) -> None:
    def change(sheet: Worksheet) -> None:
        sheet.merge_cells("B2:C3")
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True

    (grid,) = read(write_new(tmp_path / "a.xlsx", ROWS, change))
    assert grid.merged == (MergedArea(2, 3, 1, 2),)
    assert (grid.hidden_lines, grid.hidden_columns) == ({3}, {2})
    old = OldSheetContent("表1", ROWS, merged=[(1, 2, 1, 2)], hidden=[2])
    (grid,) = read(write_old_workbook(tmp_path / "a.xls", old))
    assert (grid.merged, grid.hidden_lines) == ((MergedArea(2, 3, 1, 2),), {3})


@pytest.mark.slow
def test_a_sheet_that_claims_all_cells_is_read_at_once(tmp_path: Path) -> None:
    blank = "".join(f'<row r="{line}" s="1" customFormat="1"/>' for line in range(3, 200_000))
    data = f'<row r="1"><c r="A1"><v>1</v></c></row>{blank}<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    path = write_sheet_xml(tmp_path / "a.xlsx", data)
    change_parts(
        path, lambda _, content: content.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')
    )
    assert rows(path) == [(1,)]


@pytest.mark.parametrize(
    "data",
    [
        '<row r="1">' + "<c/>" * 101 + "</row>",
        '<row r="1"><c r="CW1"><v>1</v></c><c r="CX1"><v>1</v></c></row><row r="2"><c r="A2"/></row>',
    ],
)
@pytest.mark.usefixtures("calls_stay_here")
def test_more_cells_than_any_table_has_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: str) -> None:
    monkeypatch.setattr(xlsx_reader, "MOST_CELLS", 100)
    with pytest.raises(InputError, match="a.xlsx：文件里的格超过 150 万个.*请删去多余的行、列和工作表"):
        read_grids(write_sheet_xml(tmp_path / "a.xlsx", data), "a.xlsx")


@pytest.mark.usefixtures("calls_stay_here")
def test_the_cells_of_all_sheets_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(old_excel, "MOST_CELLS", 100)
    far: list[list[RawValue]] = [[], *[[]] * 20, [1]]
    sheets = [OldSheetContent(f"表{number}", far) for number in range(5)]
    assert len(read(write_old_workbook(tmp_path / "a.xls", *sheets[:4]))) == 4
    with pytest.raises(InputError, match="超过 150 万个"):
        read_grids(write_old_workbook(tmp_path / "a.xls", *sheets), "a.xls")


# -- old workbooks ------------------------------------------------------------------------------------------------


def test_relative_names_of_an_old_workbook_are_no_obstacle(tmp_path: Path) -> None:
    path = write_old_workbook(tmp_path / "a.xls", OldSheetContent("表1", ROWS), names=[RELATIVE_NAME])
    with pytest.raises(Exception, match="AreaN"):
        xlrd.open_workbook(path)
    assert rows(path) == [tuple(row) for row in ROWS]


def test_values_of_an_old_workbook(tmp_path: Path) -> None:
    content: list[list[RawValue | OldError | OldFormula]] = [
        ["甲\n厂", True, OldError(0x2A), OldFormula(4.5), None, 0.0]
    ]
    (grid,) = read(write_old_workbook(tmp_path / "a.xls", OldSheetContent("表1", content, {(0, 3): "0.0%"})))  # type: ignore[arg-type]
    assert grid.rows == (("甲\n厂", True, "#N/A", "450%", None, 0.0),)


@pytest.mark.slow
def test_sixteen_million_blank_cells_take_no_time(tmp_path: Path) -> None:
    content = OldSheetContent("表1", ROWS, blank_rows=65536)
    path = write_old_workbook(tmp_path / "a.xls", content, bare=True)
    assert rows(path) == [tuple(row) for row in ROWS]  # xlrd alone takes half a minute for it


# -- markup and Word ----------------------------------------------------------------------------------------------

HTML = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"><style>td{}</style></head>
<body><table border=1><tr><th rowspan=2>企业<br>名称<th colspan=2>产值（亿元）</tr>
<tr><td>2020年</td><td>2021年</td></tr>
<tr><td>甲&amp;乙&nbsp;厂</td><td>1,234.5<td><b>1.</b>25</td></tr></table><p>完</p>
<table><tr><td>另一张</td></tr></table></body></html>"""


@pytest.mark.parametrize(("name", "encoding"), [("a.xls", "utf-8"), ("a.html", "gb18030"), ("a.xls", "utf-16")])
def test_a_page_with_tables(tmp_path: Path, name: str, encoding: str) -> None:
    (tmp_path / name).write_bytes(HTML.encode(encoding))
    grids, _ = read_grids(tmp_path / name, name)
    assert [grid.sheet for grid in grids] == ["表格1", "表格2"]
    assert grids[0].rows == (
        ("企业\n名称", "产值（亿元）"),
        (None, "2020年", "2021年"),
        ("甲&乙 厂", "1,234.5", "1.25"),
    )
    assert grids[0].merged == (MergedArea(1, 2, 0, 0), MergedArea(1, 1, 1, 2))


XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style><Style ss:ID="c" ss:Parent="p"/>
<Style ss:ID="w"><NumberFormat ss:Format="0!.0,&quot;万&quot;"/></Style></Styles>
<Worksheet ss:Name="表1"><Table>
<Row><Cell><Data ss:Type="String">名称</Data></Cell></Row>
<Row ss:Index="4" ss:Hidden="1">
<Cell ss:MergeAcross="1"><Data ss:Type="String">甲</Data></Cell>
<Cell ss:StyleID="c"><Data ss:Type="Number">0.315</Data></Cell>
<Cell ss:Index="6" ss:StyleID="w"><Data ss:Type="Number">3000000</Data></Cell>
<Cell ss:Formula="=1"/><Cell><Data ss:Type="Boolean">1</Data></Cell>
<Cell><Data ss:Type="DateTime">2021-03-15T00:00:00.000</Data></Cell>
</Row></Table></Worksheet></Workbook>"""


def test_an_xml_spreadsheet(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text(XML, encoding="utf-8")
    (grid,) = read(tmp_path / "a.xls")
    assert (grid.sheet, grid.lines, grid.rows[0]) == ("表1", (1, 4), ("名称",))
    *cells, date = grid.rows[1]
    assert cells == ["甲", None, "31.5%", None, None, "300万", None, True]
    assert str(date) == "2021-03-15 00:00:00"
    assert (grid.hidden_lines, grid.merged, grid.uncalculated) == ({4}, (MergedArea(4, 4, 0, 1),), ((4, 6),))
