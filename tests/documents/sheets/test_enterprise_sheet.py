"""表1 to be handed out, to be printed and sealed: official headings, one page an enterprise, nothing lost."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pypdf
import pytest

from docgen import built_in
from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Years
from docgen.definitions.table_columns import EnterpriseTable
from docgen.documents.excel.excel_writer import write_workbook
from docgen.documents.printed_answers import SlotValue
from docgen.documents.sheets.enterprise_blank import write_blank_table
from docgen.documents.sheets.enterprise_sheet import (
    build_blank_sheet_docx,
    build_enterprise_sheets,
    build_enterprise_sheets_docx,
    build_sheet_slots,
)
from docgen.documents.sheets.enterprise_table import build_enterprise_table, list_official_places, list_other_places
from docgen.documents.templates.template_builder import build_template
from docgen.documents.word import word_filler
from docgen.documents.word.word_filler import fill_copies
from docgen.errors import DefinitionError, InputError, ReadBackError
from docgen.package.drawn.enterprise_pages import draw_enterprise_sheets
from docgen.package.drawn.typesetting import Typesetter
from docgen.project.register.register import Register, read_register
from docgen.project.spreadsheets.cell_values import CellValue
from docgen.runtime.fonts import list_font_folders
from docgen.values import NOTHING
from open_xml_validator import faults_of, needs_validator

ROOT = Path(__file__).parents[3]
SHARED = ROOT / "templates" / "shared"
TEMPLATE = SHARED / "enterprise" / "enterprise.docx"
NAMES = ("甲公司", "乙&<>{{ }}公司", "丙" * 300, "𠮷䶮公司", "=1+1")
OFFICIAL = [
    *(
        "序号",
        "企业名称",
        "主营业务",
        "产值（亿元）",
        "研发投入（万元）",
        "工业软件采购额（万元）",
        "出口贸易额（万元）",
    ),
    *("2021年从业人员数", "2021年研发人员数", "备注"),
]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return built_in()


@pytest.fixture(scope="module")
def table(catalog: Catalog) -> EnterpriseTable:
    return catalog.load_tables().enterprises


@pytest.fixture(scope="module")
def years(catalog: Catalog) -> Years:
    return catalog.load_form("2022-application").years


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter(SHARED / "package", list_font_folders())


def register(**columns: tuple[CellValue, ...]) -> Register:
    named = {"name": NAMES, **{place.replace("__", "."): cells for place, cells in columns.items()}}
    return Register("enterprises.xlsx", tuple(range(2, 2 + len(named["name"]))), named, {}, ())


SOME = register(
    output__2021=(Decimal("12.1"), Decimal(0), None, NOTHING, Decimal("-0.05")),
    employees__2021=(Decimal(120), None, Decimal(7), Decimal(8), Decimal(9)),
    sme=(True, False, None, True, True),
)


def tables_of(data: bytes) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in one.rows] for one in docx.Document(io.BytesIO(data)).tables]


def test_a_rebuild_gives_the_committed_template() -> None:
    built = build_template(SHARED / "enterprise" / "enterprise.html", SHARED / "house", None)
    assert built == TEMPLATE.read_bytes(), "run: docgen template build"


def test_the_blank_word_sheet_has_the_official_headings(table: EnterpriseTable, years: Years) -> None:
    document = docx.Document(io.BytesIO(build_blank_sheet_docx(TEMPLATE, table, years)))
    above, below, row = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert list(dict.fromkeys(above)) == OFFICIAL
    assert below[3:15] == ["2019年", "2020年", "2021年"] * 4
    assert len(row) == 18
    assert set(row) == {""}
    texts = [paragraph.text.strip("　") for paragraph in document.paragraphs]
    assert [text for text in texts if text] == ["表1　企业发展情况表", "填表单位：（盖章）", "填报人和手机："]
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)


def test_each_enterprise_has_its_sheet_in_word(table: EnterpriseTable, years: Years) -> None:
    data = build_enterprise_sheets_docx(TEMPLATE, SOME, table, years)
    rows = [one[2] for one in tables_of(data)]
    assert [row[1] for row in rows] == list(NAMES)
    assert [row[0] for row in rows] == ["1"] * 5
    assert [row[5] for row in rows] == ["12.10", "0", "", "无", "-0.05"]
    assert [row[15] for row in rows] == ["120", "", "7", "8", "9"]
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]
    assert [text for text in texts if "盖章" in text] == [f"填表单位：{name}（盖章）" for name in NAMES]


def test_each_sheet_in_word_begins_a_page_and_bookmarks_are_told_apart(table: EnterpriseTable, years: Years) -> None:
    body = docx.Document(io.BytesIO(build_enterprise_sheets_docx(TEMPLATE, SOME, table, years))).element.body
    assert len(body.xpath("./w:p/w:pPr/w:pageBreakBefore")) == 4
    assert len(body.xpath(".//w:sectPr")) == 1
    for attribute in ("@w:id", "@w:name"):
        values = body.xpath(f".//w:bookmarkStart/{attribute}")
        assert len(values) == len(set(values)) >= 5


def test_the_same_register_gives_the_same_word_file(table: EnterpriseTable, years: Years) -> None:
    assert build_enterprise_sheets_docx(TEMPLATE, SOME, table, years) == build_enterprise_sheets_docx(
        TEMPLATE, SOME, table, years
    )


def test_the_pdf_has_a_page_and_a_bookmark_for_each_enterprise(
    table: EnterpriseTable, years: Years, typesetter: Typesetter
) -> None:
    names = ("甲公司", "乙&<>{{ }}公司", "丙" * 60, "𠮷䶮公司", "#strong[丁]")
    reader = pypdf.PdfReader(io.BytesIO(draw_enterprise_sheets(register(name=names), table, years, typesetter)))
    marks = [(str(mark["/Title"]), reader.get_destination_page_number(mark)) for mark in reader.outline]  # type: ignore[arg-type,index]
    assert marks == [(name, page) for page, name in enumerate(names)]
    assert [[round(float(side)) for side in page.mediabox[2:]] for page in reader.pages] == [[842, 595]] * 5
    words = reader.pages[1].extract_text()
    assert "企业发展情况表" in words
    assert "乙&<>{{ }}公司" in words.replace("\n", "")


def test_a_name_of_300_characters_stays_whole_in_the_pdf(
    table: EnterpriseTable, years: Years, typesetter: Typesetter
) -> None:
    reader = pypdf.PdfReader(io.BytesIO(draw_enterprise_sheets(SOME, table, years, typesetter)))
    assert sum(page.extract_text().count("丙") for page in reader.pages) == 600


def test_the_same_register_gives_the_same_pdf(table: EnterpriseTable, years: Years, typesetter: Typesetter) -> None:
    one, other = (draw_enterprise_sheets(SOME, table, years, typesetter) for _ in range(2))
    assert one == other


def test_without_enterprises_nothing_is_printed(table: EnterpriseTable, years: Years, typesetter: Typesetter) -> None:
    empty = register(name=())
    with pytest.raises(InputError, match="没有企业"):
        build_enterprise_sheets_docx(TEMPLATE, empty, table, years)
    with pytest.raises(InputError, match="没有企业"):
        draw_enterprise_sheets(empty, table, years, typesetter)


def test_the_collected_table_has_running_numbers_and_sums(tmp_path: Path, table: EnterpriseTable, years: Years) -> None:
    sheet = build_enterprise_table(SOME, table, years)
    assert [row[0] for row in sheet.rows] == [1, 2, 3, 4, 5]  # type: ignore[index]
    path = tmp_path / "x.xlsx"
    write_workbook(path, sheet)
    page = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    assert [cell.value for cell in page[1]][:1] == ["企业发展情况表"]
    assert [page["A2"].value, page["A3"].value] == ["填表单位：（盖章）", "填报人和手机："]
    assert [cell.value for cell in page[4] if cell.value] == OFFICIAL
    assert [page[f"F{row}"].value for row in range(6, 12)] == [12.1, 0, None, "无", -0.05, 12.05]
    assert (page["A11"].value, page["P11"].value) == ("合计", 144)
    assert page.print_title_rows == "$4:$5"


def test_a_number_column_is_wide_enough_for_its_sum(table: EnterpriseTable, years: Years) -> None:
    sheet = build_enterprise_table(register(exports__2021=(Decimal("99999999.99"),) * 5), table, years)
    (column,) = [one for one in sheet.columns if one.group.startswith("出口") and one.heading == "2021年"]
    assert column.width >= len("499999999.95") + 2


def test_the_places_beyond_the_sheet_are_all_others(table: EnterpriseTable, years: Years) -> None:
    official = {place.name for place in list_official_places(table, years)}
    others = [place.name for place in list_other_places(table, years)]
    every = {place for column in table.columns for place in column.iterate_places(years)}
    assert official | set(others) == every
    assert not official & set(others)
    assert {"employees.2019", "employees.2020", "sme"} <= set(others)


@pytest.mark.slow
def test_the_example_has_a_page_for_each_of_its_enterprises(table: EnterpriseTable, years: Years) -> None:
    found = read_register(ROOT / "data" / "examples" / "yunxi-2022", table, years)
    assert found is not None
    assert len(tables_of(build_enterprise_sheets_docx(TEMPLATE, found, table, years))) == len(found.rows) > 100


def test_a_copy_without_one_of_the_slots_is_refused(table: EnterpriseTable, years: Years) -> None:
    slots = [build_sheet_slots(one, table, years) for one in build_enterprise_sheets(SOME, table, years)]
    del slots[1]["output.2"]
    with pytest.raises(DefinitionError, match="模板无法填写"):
        fill_copies(TEMPLATE, slots)


def test_copies_with_rows_that_repeat_are_read_back_one_after_another() -> None:
    def slots(name: str, rows: int) -> dict[str, SlotValue]:
        lines = tuple(
            {"number": str(number), "title": name, "need": "", "files": "一\a二", "pages": "", "state": ""}
            for number in range(rows)
        )
        groups = ({"heading": "组", "rows": lines},)
        texts = {"draft_mark": "", "title": name, "cluster": name, "notice_title": "", "note": ""}
        return {**texts, "groups": groups}  # type: ignore[dict-item]

    copies = [slots("甲", 2), slots("乙", 0), slots("丙", 3)]
    tables = tables_of(fill_copies(SHARED / "checklist" / "checklist.docx", copies))
    assert [len(one) for one in tables] == [4, 2, 5]
    assert [row[1] for row in tables[2]][2:] == ["丙"] * 3


def test_what_does_not_read_back_is_refused(
    table: EnterpriseTable, years: Years, monkeypatch: pytest.MonkeyPatch
) -> None:
    slots = [build_sheet_slots(one, table, years) for one in build_enterprise_sheets(SOME, table, years)]
    monkeypatch.setattr(
        word_filler, "_prepare_copy", lambda body, number: list(body)[:-2] if number == 3 else list(body)[:-1]
    )
    with pytest.raises(ReadBackError):
        fill_copies(TEMPLATE, slots)


@pytest.mark.slow
@needs_validator
def test_what_is_handed_out_is_valid_under_the_open_xml_sdk(
    tmp_path: Path, table: EnterpriseTable, years: Years
) -> None:
    (tmp_path / "1.docx").write_bytes(build_enterprise_sheets_docx(TEMPLATE, SOME, table, years))
    (tmp_path / "2.docx").write_bytes(build_blank_sheet_docx(TEMPLATE, table, years))
    write_blank_table(tmp_path / "3.xlsx", table, years)
    write_workbook(tmp_path / "4.xlsx", build_enterprise_table(SOME, table, years))
    assert faults_of(sorted(tmp_path.iterdir())) == []
