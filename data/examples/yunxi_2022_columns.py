"""The columns of the enterprise table of 云溪县: as enterprises.csv has them, and as the papers print them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from example_tables import write_firms_csv
from yunxi_2022_table import DIGITAL, FDI, TITLES, YEAR_BEFORE, YEAR_COLUMNS, YEARS, Enterprise, credit_code


def _headings(columns: dict[str, str], years: Sequence[int]) -> list[str]:
    return [f"{name}{year}（{unit}）" for name, unit in columns.items() for year in years]


_FIRST = ["序号", "企业名称", "统一社会信用代码", "主营业务", "是否中小企业", "是否主导产业"]
_STAFF = [f"{YEARS[-1]}年从业人员数", f"{YEARS[-1]}年研发人员数"]
_TITLES = [f"{title}认定年份" for title in TITLES]
_PATENTS = [f"有效发明专利{year}" for year in YEARS]
_WITH_BEFORE = ("产值", "研发投入", "出口贸易额", *FDI)
PAPER_HEADINGS = [*_FIRST, *_headings(YEAR_COLUMNS, YEARS), *_STAFF, *_TITLES, *_PATENTS, "备注"]
TABLE_HEADINGS = [
    *_FIRST,
    *(
        heading
        for name, unit in {**YEAR_COLUMNS, **FDI}.items()
        for heading in _headings({name: unit}, (*([YEAR_BEFORE] if name in _WITH_BEFORE else []), *YEARS))
    ),
    *_STAFF,
    *_PATENTS,
    *_TITLES,
    *(f"{kind}年份" for kind in DIGITAL),
    "备注",
]


def firms_of(enterprises: Sequence[Enterprise]) -> list[dict[str, str]]:
    """The enterprises by heading, as the lists and papers use them."""
    return [_firm(number, enterprise) for number, enterprise in enumerate(enterprises, 1)]


def write_table(enterprises: Sequence[Enterprise], path: Path) -> None:
    """Write ``enterprises.csv``: UTF-8 with BOM (Excel opens it as it is), one row per enterprise."""
    write_firms_csv(path, TABLE_HEADINGS, firms_of(enterprises), house=1)


def write_paper_table(firms: Sequence[dict[str, str]], path: Path) -> None:
    """Write the columns that the papers print, at the places where they look for them."""
    write_firms_csv(path, PAPER_HEADINGS, firms)


def _firm(number: int, e: Enterprise) -> dict[str, str]:
    yes = {True: "是", False: "否"}
    columns = {**YEAR_COLUMNS, **FDI}
    yearly = [_hundredths(value) for column in columns for value in e.values[column]]
    first = [number, e.name, credit_code(number), e.trade, yes[e.is_sme], yes[e.leading]]
    cells = {
        **dict(zip(_FIRST, first, strict=True)),
        **dict(zip(_headings(columns, YEARS), yearly, strict=True)),
        **{_headings({name: columns[name]}, [YEAR_BEFORE])[0]: _hundredths(e.before[name]) for name in _WITH_BEFORE},
        **dict(zip(_STAFF, (e.staff, e.rd_staff), strict=True)),
        **{f"{title}认定年份": e.titles.get(title, "") for title in TITLES},
        **dict(zip(_PATENTS, e.patents, strict=True)),
        **{f"{kind}年份": e.digital.get(kind, "") for kind in DIGITAL},
        "备注": e.note,
    }
    return {heading: str(cell) for heading, cell in cells.items()}


def _hundredths(value: int) -> str:
    return f"{Decimal(value) / 100:.2f}" if value else "0"
