"""What a cell shows and what is read: number formats that scale, add units or make dates, in .xlsx and in .xls."""

from __future__ import annotations

import datetime
import itertools
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.definitions.catalog import built_in
from docgen.project.spreadsheets.cell_values import CellValue, RawValue, convert_cells
from docgen.project.spreadsheets.grid_reader import read_grids
from docgen.project.spreadsheets.number_formats import parse_number_format
from old_workbook import OldSheetContent, write_old_workbook

COLUMNS = built_in().load_tables().enterprises.by_id
OUTPUT, RD, STAFF, YEAR = COLUMNS["output"], COLUMNS["rd"], COLUMNS["employees"], COLUMNS["specialized"]

SHOWN: list[tuple[str, float, RawValue]] = [
    # as they are stored, whatever decimals are shown
    ("General", 1.25, 1.25),
    ("G/通用格式", 1.25, 1.25),
    ("0", 12.6, 12.6),
    ("0.00", 1.256, 1.256),
    ("#,##0.00", 1234.5, 1234.5),
    ("#,##0.00_ ", 1234.5, 1234.5),
    ("#,##0.00_);(#,##0.00)", -450, -450),
    ("0.00_);[Red]\\(0.00\\)", -450, -450),
    ("0.00;[Red]0.00", -450, -450),
    ("#,##0_ ;[Red]-#,##0\\ ", -450, -450),
    ("@", 450, 450),
    ("0.00E+00", 1234.5, 1234.5),
    ("##0.0E+0", 1234.5, 1234.5),
    ("# ?/?", 0.5, 0.5),
    ("# ??/??", 1.25, 1.25),
    ("[DBNum1]General", 450, 450),
    ("[DBNum2][$-804]General", 450, 450),
    ("[Red]0.0", 4.5, 4.5),
    ("[红色]0.0", 4.5, 4.5),
    (".00", 0.25, 0.25),
    ("0.", 25, 25),
    ("* #,##0", 25, 25),
    # money is the yuan whatever its sign
    ("￥#,##0.00", 450, 450),
    ('"¥"#,##0.00;"¥"-#,##0.00', -450, -450),
    ("[$￥-804]#,##0.00", 450, 450),
    ("[$¥-804]#,##0.00;[$¥-804]-#,##0.00", -450, -450),
    ("[$CNY] #,##0.00", 450, 450),
    ('_ ￥* #,##0.00_ ;_ ￥* -#,##0.00_ ;_ ￥* "-"??_ ;_ @_ ', 450, 450),
    ('_ ￥* #,##0.00_ ;_ ￥* -#,##0.00_ ;_ ￥* "-"??_ ;_ @_ ', -450, -450),
    ('_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', 0, 0),
    ('_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', 0, 0),
    ("[$$-409]#,##0.00", 450, "$450"),
    ("[$€-2] #,##0.00", 450, "€450"),
    ('"US$"#,##0', 450, "US$450"),
    # percent
    ("0%", 0.315, "31.5%"),
    ("0.00%", 0.315, "31.5%"),
    ("#,##0.0%;-#,##0.0%", -0.05, "-5%"),
    ('0.0"%"', 31.5, "31.5%"),
    ("0.0\\%", 31.5, "31.5%"),
    ("0.0!%", 31.5, "31.5%"),
    # scaled by thousands
    ("0.00,", 1_250_000, 1250.0),
    ("#,##0.0,", 1_234_500, 1234.5),
    ("0,", 1_234_500, 1234.5),
    ("0.00,,", 125_000_000, 125.0),
    ("#,##0,.00", 1_234_500, 1234.5),
    ("0.0,;-0.0,", -1_234_500, -1234.5),
    # scaled by a point between the digits
    ("0!.00,,", 125_000_000, 1.25),
    ("0!.0,", 3_000_000, 300.0),
    ("0\\.0,", 3_000_000, 300.0),
    ('0"."0,', 12_345_678, 1234.5678),
    ("0!.0000", 12_345, 1.2345),
    ("#!.0000", -12_345, -1.2345),
    # scaled, with the unit that is seen
    ('0!.0,"万"', 3_000_000, "300万"),
    ("0!.0,万", 3_000_000, "300万"),
    ("0\\.0000\\万", 12_345, "1.2345万"),
    ('0!.00,,"亿元"', 125_000_000, "1.25亿元"),
    ('0.00,"千元"', 1_234_500, "1234.5千元"),
    ('[>=100000000]0!.00,,"亿";[>=10000]0!.0,"万";0', 125_000_000, "1.25亿"),
    ('[>=100000000]0!.00,,"亿";[>=10000]0!.0,"万";0', 30_000, "3万"),
    ('[>=100000000]0!.00,,"亿";[>=10000]0!.0,"万";0', 450, 450),
    ('[<10000]0"元";0!.0,"万元"', 450, "450元"),
    ('[<10000]0"元";0!.0,"万元"', 45_000, "4.5万元"),
    # a unit alone
    ('0.00"万元"', 450, "450万元"),
    ('#,##0.00 "亿"', 1.25, "1.25亿"),
    ('0.00"亿元";-0.00"亿元"', -1.5, "-1.5亿元"),
    ('General"人"', 210, "210人"),
    ('G/通用格式"人"', 210, "210人"),
    ('"约"0', 450, "约450"),
    ('￥0.00"万元"', 450, "450万元"),
    # all places of a number, and what stands between them
    ("00000", 123, "00123"),
    ("000000", 123456, "123456"),
    ("000-0000-0000", 13800000000, "138-0000-0000"),
    ('0000"-"00"-"00', 20210315, "2021-03-15"),
    ('0"亿"0000"万"', 12_345, "1亿2345万"),
    # words instead of the number, and numbers that are hidden
    ('[=1]"是";[=0]"否";General', 1, "是"),
    ('[=1]"是";[=0]"否";General', 0, "否"),
    ('[=1]"是";[=0]"否";General', 2, 2),
    ('0;-0;"无"', 0, "无"),
    ("0;-0;;@", 0, None),
    ("0;-0;;@", 5, 5),
    (";;;", 450, 450),
    # dates
    ("yyyy-mm-dd", 44270, datetime.datetime(2021, 3, 15)),
    ('yyyy"年"m"月"d"日"', 44270, datetime.datetime(2021, 3, 15)),
    ("yyyy/m/d;@", 44270, datetime.datetime(2021, 3, 15)),
    ("[$-804]yyyy年m月", 44270, datetime.datetime(2021, 3, 15)),
    ("yyyy/m/d h:mm", 44270.5, datetime.datetime(2021, 3, 15, 12)),
    ("yyyy", 2021, datetime.datetime(1905, 7, 13)),
    ("m/d/yy", 1, datetime.datetime(1900, 1, 1)),
    ("上午/下午h时mm分", 0.75, datetime.time(18)),
    ("[h]:mm", 1.5, datetime.timedelta(days=1.5)),
    ("yyyy-mm-dd", -5, -5),
]


@pytest.mark.parametrize(("code", "stored", "shown"), SHOWN)
def test_a_number_is_read_as_its_format_shows_it(code: str, stored: float, shown: RawValue) -> None:
    number_format = parse_number_format(code)
    found = stored if number_format is None else number_format.show(stored)
    assert (found, type(found)) == (shown, type(shown))


def test_the_same_cells_are_read_from_a_new_and_an_old_workbook(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        for line, (code, stored, _) in enumerate(SHOWN):
            sheet.write_row(line, 0, [line])
            sheet.write_number(line, 1, stored, book.add_format({"num_format": code}))
    rows = [[line, stored] for line, (_, stored, _) in enumerate(SHOWN)]
    formats = {(line, 1): code for line, (code, _, _) in enumerate(SHOWN)}
    write_old_workbook(tmp_path / "a.xls", OldSheetContent("表1", rows, formats))
    expected = [[line] if shown is None else [line, shown] for line, (_, _, shown) in enumerate(SHOWN)]
    for name in ("a.xlsx", "a.xls"):
        (grid,), problems = read_grids(tmp_path / name, name)
        found = [[*itertools.takewhile(lambda cell: cell is not None, row)] for row in grid.rows]
        assert (found, problems) == (expected, [])


@pytest.mark.parametrize("number", [14, 22, 27, 31, 36, 50, 54, 57, 58])
def test_the_dates_that_a_file_names_by_number_alone(tmp_path: Path, number: int) -> None:
    write_old_workbook(tmp_path / "a.xls", OldSheetContent("表1", [[44270]], {(0, 0): number}))
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write_number(0, 0, 44270, book.add_format({"num_format": number}))
    for name in ("a.xlsx", "a.xls"):
        (grid,), _ = read_grids(tmp_path / name, name)
        assert grid.rows == ((datetime.datetime(2021, 3, 15),),)


def test_days_since_1904(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"date_1904": True}) as book:
        book.add_worksheet().write_number(0, 0, 44270 - 1462, book.add_format({"num_format": "yyyy-mm-dd"}))
    (grid,), _ = read_grids(tmp_path / "a.xlsx", "a.xlsx")
    assert grid.rows == ((datetime.datetime(2021, 3, 15),),)


SIGNS = st.text(st.sampled_from('0#?.,%;E+-/ "\\\\!_*[]$￥@ymdhsg万>=<1'), max_size=12)


@settings(max_examples=60)
@given(SIGNS, st.floats() | st.integers())
def test_no_format_and_no_number_stop_the_reading(code: str, stored: float) -> None:
    number_format = parse_number_format(code)
    if number_format is not None:
        number_format.show(stored)
        number_format.show(stored, date1904=True)


@pytest.mark.parametrize(
    ("code", "stored", "column", "value", "told"),
    [
        ("0!.00,,", 125_000_000, OUTPUT, Decimal("1.25"), []),
        ('0!.0,"万"', 3_000_000, RD, Decimal(300), []),
        ('0!.0,"万"', 3_000_000, OUTPUT, Decimal("0.03"), ["“300万”已换算成 0.03亿元。"]),
        ('0.00"万元"', 450, RD, Decimal(450), []),
        ('0.00"万元"', 12_500, OUTPUT, Decimal("1.25"), ["“12500万元”已换算成 1.25亿元。"]),
        ("￥0.00", 450, RD, Decimal(450), []),
        ("0.00%", 0.315, RD, None, ["“31.5%”的单位不是万元。"]),
        ('General"人"', 210, STAFF, Decimal(210), []),
        ('0"吨"', 210, RD, None, ["“210吨”的单位不是万元。"]),
        ("yyyy/m/d", 44270, YEAR, 2021, []),
        ('0"年"', 2021, YEAR, 2021, []),
    ],
)
def test_the_unit_that_a_cell_shows_is_the_unit(
    code: str, stored: float, column: object, value: CellValue, told: list[str]
) -> None:
    number_format = parse_number_format(code)
    assert number_format is not None or code == "￥0.00"
    raw = number_format.show(stored) if number_format else stored
    (cell,), issues = convert_cells((raw,), column)  # type: ignore[arg-type]
    assert (cell, [issue.message for issue in issues]) == (value, told)
