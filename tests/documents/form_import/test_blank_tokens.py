"""Gaps of a line that are shown by the words around them alone."""

from __future__ import annotations

import pytest

from docgen.documents.form_import.blank_tokens import BlankMark, find_gaps

GAP = BlankMark.GAP


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        (
            "所属地区：省（区、市）市（区）县（市、区）",
            ("所属地区：", GAP, "省（区、市）", GAP, "市（区）", GAP, "县（市、区）"),
        ),
        ("所属地区：省（区、市）", ("所属地区：省（区、市）",)),
        ("集群名称：", ("集群名称：", GAP)),
        ("申报时间：年 月 日", ("申报时间：年 月 日",)),
    ],
)
def test_a_gap_stands_before_each_word_with_alternatives(text: str, tokens: tuple[object, ...]) -> None:
    assert find_gaps((text,)) == tokens
