"""Typed content: of several marks in a row of the workbook one counts, for the page and for the comparison."""

from __future__ import annotations

from docgen.definitions.catalog import built_in
from docgen.problems.problem import Where
from docgen.project.carry.carry_marks import CarryMark, FoundMark
from docgen.project.workbook.typed_content import map_marks


def test_the_first_mark_of_a_row_counts() -> None:
    form = built_in().load_form("2022-application")
    field = next(iter(form.fields))
    first, second = (
        FoundMark(next(iter(CarryMark)), origin, Where("application.yaml", line, slot=f"{field}.{line}"))
        for line, origin in enumerate(("2021", "2022"), 1)
    )
    assert map_marks(form, [first, second]) == {field: first}
