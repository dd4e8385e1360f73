"""The enterprises that carry each total: the ten largest, and the largest changes beside them."""

from __future__ import annotations

from decimal import Decimal

from docgen.definitions.catalog import built_in
from docgen.project.register.contributions import Contributions, find_contributions
from docgen.project.register.register import Register
from docgen.project.spreadsheets.cell_values import CellValue

TABLE = built_in().load_tables().enterprises
FORM = built_in().load_form("2022-application")


def register(**columns: tuple[CellValue, ...]) -> Register:
    cells = {place.replace("__", "."): column for place, column in columns.items()}
    number = len(next(iter(cells.values())))
    cells["name"] = tuple(f"第{index}厂" for index in range(number))
    return Register("enterprises.xlsx", tuple(range(2, number + 2)), cells, dict.fromkeys(cells, ""), ())


def found(**columns: tuple[CellValue, ...]) -> dict[str, Contributions]:
    return {one.label: one for one in find_contributions(FORM, TABLE, register(**columns))}


def amounts(*texts: object) -> tuple[Decimal, ...]:
    return tuple(Decimal(str(text)) for text in texts)


def test_the_ten_largest_with_their_share_of_the_total() -> None:
    one = found(output__2021=amounts(*range(1, 13), 22))["2021年产值合计"]
    assert (one.total, one.number, one.unit) == (100, 13, "亿元")
    assert [each.amount for each in one.largest] == [22, 12, 11, 10, 9, 8, 7, 6, 5, 4]
    assert (one.largest[0].name, one.largest[0].line, one.largest[0].share) == ("第12厂", 14, Decimal("0.22"))
    assert one.share == Decimal("0.94")
    assert (one.largest[0].before, one.largest[0].change, one.others) == (None, None, ())


def test_the_largest_changes_beside_the_largest() -> None:
    now, before = amounts(*range(20, 32), 1, 0), amounts(*range(20, 32), 7, "2.5")
    one = found(output__2021=now, output__2020=before)["2021年产值合计"]
    assert [(each.name, each.change) for each in one.others] == [("第12厂", -6), ("第13厂", Decimal("-2.5"))]
    assert [each.is_among_changed for each in (*one.largest, *one.others)] == [False] * 10 + [True] * 2


def test_only_the_enterprises_of_the_total_and_columns_of_the_table() -> None:
    totals = found(employees__2021=(Decimal(10), Decimal(30), None), sme=(True, False, True))
    assert list(totals) == ["2021年从业人员数合计（中小企业）"]
    assert [each.name for each in totals["2021年从业人员数合计（中小企业）"].largest] == ["第0厂"]
    assert found(output__2021=amounts(0, 0)) == {}
