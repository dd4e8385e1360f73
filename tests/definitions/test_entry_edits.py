"""Single entries of a definition set, removed and renamed: every other character stays."""

from __future__ import annotations

import pytest

from docgen.definitions.catalog import built_in
from docgen.definitions.entry_edits import drop_foreign_names, move_evidence, remove_entry, rename_scalars, set_entry

TEXT = "# 头\nid: a   # 代号\ntitle: >\n  甲\n  乙\n# 尾\nforms: [a, b]\n"


@pytest.mark.parametrize(
    ("key", "value", "after"),
    [
        ("id", "b-2", TEXT.replace("id: a ", "id: b-2 ")),
        ("id", "2026", TEXT.replace("id: a ", 'id: "2026" ')),
        ("title", "甲: 乙#", TEXT.replace("title: >\n  甲\n  乙", 'title: "甲: 乙#"')),
        ("forms", ["c"], TEXT.replace("[a, b]", "[c]")),
        ("new", "c", TEXT + "new: c\n"),
    ],
)
def test_an_entry_is_set_in_its_place(key: str, value: str | list[str], after: str) -> None:
    assert set_entry(TEXT, key, value) == after


def test_a_new_entry_stands_behind_the_one_that_is_named() -> None:
    assert set_entry(TEXT, "new", "c", behind="title") == TEXT.replace("  乙\n", "  乙\nnew: c\n")


def test_an_entry_is_removed_with_its_lines() -> None:
    assert remove_entry(TEXT, "title") == "# 头\nid: a   # 代号\n# 尾\nforms: [a, b]\n"
    assert remove_entry(TEXT, "none") == TEXT


def test_names_are_replaced_as_keys_and_as_values_only_whole() -> None:
    assert rename_scalars("a: [a, aa, 'a']\nb: {a: 1}  # a\n", {"a": "c"}) == "c: [c, aa, c]\nb: {c: 1}  # a\n"


def test_a_borrowed_list_of_evidence_is_put_in() -> None:
    lender = "id: x\nevidence:\n# 清单\n- heading: 一\n  items: [{number: 1, title: 甲}]\nsummary: {}\n"
    assert move_evidence("id: y\nevidence_as: x\nlast: 1\n", lender) == (
        "id: y\nevidence:\n# 清单\n- heading: 一\n  items: [{number: 1, title: 甲}]\nlast: 1\n"
    )
    assert move_evidence("id: y\n", lender) == "id: y\n"


def test_names_that_the_form_does_not_have_go_with_what_is_only_for_them() -> None:
    form = built_in().load_form("2025-application")
    before = """evidence:
- heading: 一
  items:
  - {number: 1, title: 甲, for: [area, none, nothing]}
  - {number: 2, title: 乙, for: [none, area]}
  # 丙
  - {number: 3, title: 丙, for: [none]}
  - number: 4
    title: 丁
    for: [none.a]
  - {number: 5, title: 戊}
- heading: 二
  items: [{number: 6, title: 己, for: [none]}]
quota: [{scope: 市, limit: 1, by: [province, none]}]
"""
    after = """evidence:
- heading: 一
  items:
  - {number: 1, title: 甲, for: [area, ]}
  - {number: 2, title: 乙, for: [area]}
  # 丙
  - {number: 5, title: 戊}
quota: [{scope: 市, limit: 1, by: [province]}]
"""
    assert drop_foreign_names(before, form) == after
