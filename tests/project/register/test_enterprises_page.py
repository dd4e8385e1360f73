"""docs/enterprises.md names every column of the register; ``python tests/test_enterprises_page.py`` writes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from docgen.definitions.catalog import built_in
from docgen.definitions.table_columns import Column
from docgen.project.spreadsheets.headings import Wanted

PAGE = Path(__file__).parents[3] / "docs" / "enterprises.md"
BEGIN, END = "<!-- columns: python tests/test_enterprises_page.py -->\n", "<!-- end of columns -->\n"
KINDS = {"text": "text", "code": "text", "yes_no": "是 or 否", "year": "a year"}


def table() -> str:
    """The columns of the register as a table in Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    enterprises = built_in().tables().enterprises
    official = {entry.column for entry in enterprises.sheet}
    yield "| heading | 表1 | holds | also known as | how to fill it in |"
    yield "|---|---|---|---|---|"
    for column in enterprises.columns:
        heading = column.heading(2021 if column.yearly else None)
        also = "、".join(column.also) or "—"
        mark = "✓" if column.id in official else ""
        yield f"| {heading} | {mark} | {_holds(column)} | {also} | {column.hint or '—'} |"


def _holds(column: Column) -> str:
    if column.kind != "number":
        return KINDS[column.kind]
    return f"{'whole number' if column.whole else 'number'}, {column.unit}{', a year each' if column.yearly else ''}"


def written() -> tuple[str, str, str]:
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    inside, _, after = rest.partition(END)
    return before, inside, after


def test_the_page_has_every_column_as_the_data_has_it() -> None:
    assert written()[1] == table()


def test_every_heading_that_the_page_shows_is_recognised() -> None:
    enterprises = built_in().tables().enterprises
    wanted = Wanted(enterprises.columns, enterprises.name, enterprises.number, (2019, 2020, 2021))
    for line in written()[1].splitlines()[2:]:
        heading, _, _, also = (cell.strip() for cell in line.strip("|").split("|")[:4])
        for words in (heading, *(also.split("、") if also != "—" else ())):
            assert wanted.is_heading(words), words


if __name__ == "__main__":
    before, _inside, after = written()
    PAGE.write_text(f"{before}{BEGIN}{table()}{END}{after}", encoding="utf-8")
