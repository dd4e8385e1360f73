"""docs/lists.md shows how a list is written; tests/test_documents.py sees that its tables are current."""

from __future__ import annotations

import re
from pathlib import Path

from docgen.definitions.catalog import built_in
from docgen.project.lists.list_entries import read_lists

PAGE = Path(__file__).parents[3] / "docs" / "lists.md"


def test_the_example_of_the_page_is_a_list_without_a_fault(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.+?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "platforms.yaml").write_text(example, encoding="utf-8")
    (entries,) = read_lists(tmp_path, built_in().load_tables()).values()
    assert entries.columns["level"] == ("provincial", "other")
    assert entries.problems == ()


def test_a_list_with_every_column_is_read_under_its_headings_and_ids(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    for one in built_in().load_tables().lists:
        cells = [next(iter(column.options), "2021") for column in one.columns]
        for row in (
            [column.label for column in one.columns],
            [column.also[0] if column.also else column.label for column in one.columns],
        ):
            path = tmp_path / "lists" / f"{one.id}.csv"
            path.write_text(f"序号,{','.join(row)}\n1,{','.join(cells)}\n", encoding="utf-8")
            (entries,) = read_lists(tmp_path, built_in().load_tables()).values()
            assert (list(entries.columns), entries.problems) == ([column.id for column in one.columns], ())
            path.unlink()
