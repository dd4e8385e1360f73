"""docs/lists.md names every list and its columns; ``python tests/test_lists_page.py`` writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from docgen.definitions.catalog import built_in
from docgen.definitions.table_columns import Column, ListTable
from docgen.project.lists.list_entries import read_lists

PAGE = Path(__file__).parents[3] / "docs" / "lists.md"
BEGIN, END = "<!-- lists: python tests/test_lists_page.py -->\n", "<!-- end of lists -->\n"
KINDS = {"text": "text", "code": "text", "year": "a year", "number": "number", "yes_no": "是 or 否"}


def tables() -> str:
    """Every list with its columns, in Markdown."""
    return "\n".join(line for one in built_in().tables().lists for line in _lines(one)) + "\n"


def _lines(one: ListTable) -> Iterator[str]:
    yield f"### `{one.id}` {one.title}"
    yield ""
    yield "| heading | id | holds | also known as | how to fill it in |"
    yield "|---|---|---|---|---|"
    for column in one.columns:
        also = "、".join(column.also) or "—"
        label = f"**{column.label}**" if column.required else column.label
        yield f"| {label} | `{column.id}` | {_holds(column)} | {also} | {column.hint or '—'} |"
    yield ""


def _holds(column: Column) -> str:
    return " / ".join(column.options.values()) if column.kind == "option" else KINDS[column.kind]


def written() -> tuple[str, str, str]:
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    inside, _, after = rest.partition(END)
    return before, inside, after


def test_the_page_has_every_list_as_the_data_has_it() -> None:
    assert written()[1] == tables()


def test_the_example_of_the_page_is_a_list_without_a_fault(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.+?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "platforms.yaml").write_text(example, encoding="utf-8")
    (entries,) = read_lists(tmp_path, built_in().tables()).values()
    assert entries.columns["level"] == ("provincial", "other")
    assert entries.problems == ()


def test_a_list_with_every_column_is_read_under_its_headings_and_ids(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    for one in built_in().tables().lists:
        cells = [next(iter(column.options), "2021") for column in one.columns]
        for row in (
            [column.label for column in one.columns],
            [column.also[0] if column.also else column.label for column in one.columns],
        ):
            path = tmp_path / "lists" / f"{one.id}.csv"
            path.write_text(f"序号,{','.join(row)}\n1,{','.join(cells)}\n", encoding="utf-8")
            (entries,) = read_lists(tmp_path, built_in().tables()).values()
            assert (list(entries.columns), entries.problems) == ([column.id for column in one.columns], ())
            path.unlink()


if __name__ == "__main__":
    before, _inside, after = written()
    PAGE.write_text(f"{before}{BEGIN}{tables()}{END}{after}", encoding="utf-8")
