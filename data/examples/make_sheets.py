"""Makes a folder as a county receives it: the sheets (表1) of the 186 enterprises of yunxi-2022, one file each.

    python data/examples/make_sheets.py FOLDER

They come in the shapes in which people send them: merged headings in two lines, other orders, text instead of numbers,
units in the cells, other units, .csv of Excel, .xls (if LibreOffice is there), years as dates. Three enterprises sent
twice, and two first sent a file that cannot be opened. `docgen enterprises collect FOLDER` gives the register back.
"""

from __future__ import annotations

import csv
import datetime
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

from example_tables import Firm
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet
from yunxi_2022_columns import TABLE_HEADINGS, firms_of
from yunxi_2022_table import make_enterprises

Value = str | int | Decimal | datetime.date | None
Sender = Callable[[Path, Firm, Sequence[str]], None]

NAME, NUMBER = "企业名称", "序号"
OFFICIAL = ("产值", "研发投入", "工业软件采购额", "出口贸易额")
_LAST = ("从业人员数", "研发人员数")
_YEARLY = re.compile(r"([^\d]+)(\d{4})(（(.+)）)?\Z")
_YEAR_FIRST = re.compile(r"(\d{4})年(.+)\Z")
_UNITS = {"从业人员数": "人", "研发人员数": "人", "有效发明专利": "件"}
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_LINE = Border(*[Side(style="thin")] * 4)

SAME, OTHER, BROKEN, LOCKED = 10, 20, 30, 40
"""The running numbers of those that sent the same twice, other figures, a broken file, one with a password."""


def main(arguments: Sequence[str]) -> None:
    """Write the folder that is named."""
    if len(arguments) != 1:
        sys.exit("用法：python data/examples/make_sheets.py 文件夹")
    firms = firms_of(make_enterprises())
    write_sheets(Path(arguments[0]), firms)
    print(f"已写 {len(list(Path(arguments[0]).iterdir()))} 个文件：{arguments[0]}")


def write_sheets(folder: Path, firms: Sequence[Firm]) -> None:
    """Write a sheet for each enterprise in the shapes by turns, and what cannot be read beside some."""
    folder.mkdir(parents=True, exist_ok=True)
    old: list[Path] = []
    for at, firm in enumerate(firms):
        ending, send = SHAPES[at % len(SHAPES)]
        path = folder / f"{int(firm[NUMBER]):03} {firm[NAME]}{ending}"
        send(path, firm, TABLE_HEADINGS)
        old += [path] * (send is send_old)
    _make_old(old)
    _write_odd_ones(folder, firms)


def send_official(path: Path, firm: Firm, headings: Sequence[str]) -> None:
    """表1 as it is printed, its headings in two lines; the other columns on a second sheet."""
    book, sheet = _book("企业发展情况表")
    years = _years(headings)
    first = ["序号", NAME, "主营业务", *(name for name in OFFICIAL for _ in years), *_staff(headings), "备注"]
    second = [None, None, None, *(f"{year}年" for _ in OFFICIAL for year in years), None, None, None]
    units = {label: unit for label, _, unit in map(_parts, headings) if unit}
    above = [f"{name}（{units[name]}）" if name in OFFICIAL else name for name in first]
    _headed(sheet, firm, len(above))
    _append(sheet, above, second, [_value(firm, heading) for heading in _official(headings)])
    for start in range(4, 4 + len(years) * len(OFFICIAL), len(years)):
        sheet.merge_cells(start_row=4, end_row=4, start_column=start, end_column=start + len(years) - 1)
    rest = [NAME, *(heading for heading in headings if heading not in {*_official(headings), "序号", NAME})]
    more = book.create_sheet("补充信息")
    _append(more, rest, [_value(firm, heading) for heading in rest])
    book.save(path)


def send_single_lined(path: Path, firm: Firm, headings: Sequence[str]) -> None:
    """All columns in one line of headings: 2021年产值（亿元）."""
    book, sheet = _book("表1")
    _append(sheet, list(map(_house, headings)), [_value(firm, heading) for heading in headings])
    book.save(path)


def send_as_text(path: Path, firm: Firm, headings: Sequence[str]) -> None:
    """Another order, titles above, every number as text in full-width digits."""
    book, sheet = _book("Sheet1")
    _headed(sheet, firm, len(headings))
    order = [NAME, *reversed([heading for heading in headings if heading != NAME])]
    cells = [_value(firm, heading) for heading in order]
    texts = [str(cell).translate(_FULL_WIDTH) if isinstance(cell, Decimal) else cell for cell in cells]
    _append(sheet, order, texts)
    book.save(path)


def send_with_units(path: Path, firm: Firm, headings: Sequence[str]) -> None:
    """The unit in each cell, thousands with commas."""
    book, sheet = _book("Sheet1")
    _append(sheet, [_house(heading) for heading in headings], [_with_unit(firm, heading) for heading in headings])
    book.save(path)


def send_csv(path: Path, firm: Firm, headings: Sequence[str]) -> None:
    """A .csv as Excel for Windows saves it, in GBK."""
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([list(map(_house, headings)), [firm[heading] for heading in headings]])


def send_other_unit(path: Path, firm: Firm, headings: Sequence[str]) -> None:
    """The output in 万元, a total below, a note at the end."""
    book, sheet = _book("填报")
    own = [_house(heading).replace("产值（亿元）", "产值（万元）") for heading in headings]
    cells = [_value(firm, heading) for heading in headings]
    tens = [
        cell * 10000 if "亿元" in heading and isinstance(cell, Decimal) else cell
        for heading, cell in zip(headings, cells, strict=True)
    ]
    total = [cell if isinstance(cell, Decimal) else None for cell in tens]
    _append(sheet, own, tens, ["合计", *total[1:]])
    book.save(path)


def send_old(path: Path, firm: Firm, headings: Sequence[str]) -> None:
    """All columns in one line; LibreOffice makes an .xls of it."""
    send_single_lined(path, firm, headings)


def send_dated(path: Path, firm: Firm, headings: Sequence[str]) -> None:
    """Headings in two lines with the last day of each year as a date; blank lines above; columns that are hidden."""
    book, sheet = _book("企业表")
    parts = [_parts(heading) for heading in headings]
    above = [f"{label}（{unit}）" if unit else label for label, _, unit in parts]
    below = [datetime.date(year, 12, 31) if year else None for _, year, _ in parts]
    sheet.append([])
    sheet.append(["企业发展情况表"])
    _append(sheet, above, below, [_value(firm, heading) for heading in headings])
    sheet.column_dimensions["D"].hidden = True
    book.save(path)


SHAPES: tuple[tuple[str, Sender], ...] = (
    (".xlsx", send_official),
    (".xlsx", send_single_lined),
    (".xlsx", send_as_text),
    (".xlsx", send_with_units),
    (".csv", send_csv),
    (".xlsx", send_other_unit),
    (".xlsx", send_old),
    (".xlsx", send_dated),
)


def _write_odd_ones(folder: Path, firms: Sequence[Firm]) -> None:
    by_number = {int(firm[NUMBER]): firm for firm in firms}
    bracketed = next(firm for firm in firms if "（" in firm[NAME])
    again = {**bracketed, NAME: bracketed[NAME].replace("（", "(").replace("）", ")")}
    send_csv(_beside(folder, bracketed, "（括号不同）", ".csv"), again, TABLE_HEADINGS)
    send_single_lined(_beside(folder, by_number[SAME], "（重复）"), by_number[SAME], TABLE_HEADINGS)
    staff, _ = _staff(TABLE_HEADINGS)
    revised = {**by_number[OTHER], staff: str(int(by_number[OTHER][staff]) + 3)}
    send_single_lined(_beside(folder, by_number[OTHER], "（数不同）"), revised, TABLE_HEADINGS)
    broken = _beside(folder, by_number[BROKEN], "（第一次发，已损坏）")
    send_single_lined(broken, by_number[BROKEN], TABLE_HEADINGS)
    broken.write_bytes(broken.read_bytes()[:2000])
    _write_locked(_beside(folder, by_number[LOCKED], "（第一次发，有密码）"))


def _beside(folder: Path, firm: Firm, words: str, ending: str = ".xlsx") -> Path:
    return folder / f"{int(firm[NUMBER]):03} {firm[NAME]}{words}{ending}"


def _make_old(paths: Sequence[Path]) -> None:
    """Turn workbooks into .xls; they stay .xlsx where LibreOffice is not there."""
    office = shutil.which("soffice")
    if office is None:
        return
    with tempfile.TemporaryDirectory() as profile:
        target = ["--headless", "--convert-to", "xls", "--outdir", str(paths[0].parent)]
        command = [office, f"-env:UserInstallation={Path(profile).as_uri()}", *target, *map(str, paths)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    for path in paths:
        path.unlink()


def _write_locked(path: Path) -> None:
    """A workbook as Excel encrypts it: a compound file whose streams nobody can read without the password."""
    streams = {"EncryptionInfo": b"\4\0\4\0\x40\0\0\0", "EncryptedPackage": bytes(range(256)) * 16}
    sectors = [content.ljust(4096, b"\0") for content in streams.values()]
    directory = _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
    for at, name in enumerate(streams):
        directory += _entry(name, 2, 0xFFFFFFFF, at * 8, 4096)
    directory = directory.ljust(512, b"\0")
    chain = [number + 1 if number % 8 != 7 else 0xFFFFFFFE for number in range(8 * len(streams))]
    table = [*chain, 0xFFFFFFFE, 0xFFFFFFFD, *[0xFFFFFFFF] * (126 - len(chain))]
    header = struct.pack("<8s16xHHHHH6x", bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, len(chain), 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", len(chain) + 1, *[0xFFFFFFFF] * 108)
    path.write_bytes(header + b"".join(sectors) + directory + struct.pack("<128I", *table))


def _entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
    words = name.encode("utf-16-le")
    return struct.pack("<64sHBBIII36xIQ", words, len(words) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child, first, size)


def _book(title: str) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    return book, sheet


def _headed(sheet: Worksheet, firm: Firm, width: int) -> None:
    """The title and the line above the table, merged over its width."""
    for row, words in ((1, "表1"), (2, "企业发展情况表"), (3, f"填表单位：（盖章）{firm[NAME]}")):
        sheet.cell(row, 1, words)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    sheet["A2"].font = Font(size=18, bold=True)
    sheet["A2"].alignment = Alignment(horizontal="center")


def _append(sheet: Worksheet, *rows: Sequence[Value]) -> None:
    for row in rows:
        sheet.append(list(row))
        for cell in sheet[sheet.max_row]:
            cell.border = _LINE
            cell.number_format = "@" if isinstance(cell.value, str) else cell.number_format


def _official(headings: Sequence[str]) -> list[str]:
    yearly = [h for name in OFFICIAL for year in _years(headings) for h in headings if _parts(h)[:2] == (name, year)]
    return ["序号", NAME, "主营业务", *yearly, *_staff(headings), "备注"]


def _staff(headings: Sequence[str]) -> list[str]:
    return [f"{_years(headings)[-1]}年{label}" for label in _LAST]


def _years(headings: Sequence[str]) -> list[int]:
    """The years of 表1: those of the software, which no growth begins with."""
    return [year for label, year, _ in map(_parts, headings) if label == OFFICIAL[2]]


def _parts(heading: str) -> tuple[str, int, str]:
    """The label, the year (0 where there is none) and the unit in the heading."""
    if found := _YEARLY.match(heading):
        return found[1], int(found[2]), found[4] or ""
    if found := _YEAR_FIRST.match(heading):
        return found[2], int(found[1]), ""
    return heading, 0, ""


def _house(heading: str) -> str:
    label, year, unit = _parts(heading)
    return f"{f'{year}年' if year else ''}{label}{f'（{unit}）' if unit else ''}"


def _value(firm: Firm, heading: str) -> Value:
    cell, (_, year, _) = firm[heading], _parts(heading)
    if cell == "":
        return None
    if year:
        return Decimal(cell)
    return int(cell) if heading == NUMBER or heading.endswith("年份") else cell


def _with_unit(firm: Firm, heading: str) -> Value:
    cell, (label, _, unit) = _value(firm, heading), _parts(heading)
    return f"{cell:,}{unit or _UNITS[label]}" if isinstance(cell, Decimal) else cell


if __name__ == "__main__":
    main(sys.argv[1:])
