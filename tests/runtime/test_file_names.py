"""Names of files: what every system can hold, and what comes back as it was printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.runtime.file_names import (
    LONGEST_NAME,
    count_units,
    escape_invisible,
    find_name_fault,
    find_unreadable,
    match_spellings,
    sanitize_name,
)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "是空的"),
        ("\u3000", "是空的"),
        ("../../../mine", "里有“/”，它不能用在文件名里"),
        ("a\\b", "里有“\\”，它不能用在文件名里"),
        ("C:x", "里有“:”，它不能用在文件名里"),
        ("..", "的开头或末尾是空格或点"),
        ("清单.", "的开头或末尾是空格或点"),
        (" 清单", "的开头或末尾是空格或点"),
        ("con", "是 Windows 保留的设备名"),
        ("LPT1.表", "是 Windows 保留的设备名"),
        ("a\nb", "里有看不见的字符（U+000A）"),
        ("清\u200b单", "里有看不见的字符（U+200B）"),
        ("清\u202e单", "里有看不见的字符（U+202E）"),
        ("\udcb0", "里有看不见的字符（U+DCB0）"),
        ("الس", "里有从右向左写的文字"),
        ("长" * 65, "有 65 个字，文件名放不下（最多 64 个）"),
        ("𠮷" * 33, "有 66 个字，文件名放不下（最多 64 个）"),
    ],
)
def test_a_name_that_no_file_can_have_is_told_with_the_reason(name: str, why: str) -> None:
    assert find_name_fault(name) == why


@pytest.mark.parametrize("name", ["佐证材料清单", "清单（2022年）", "a.b", "𠮷" * 32, "长" * 64, "console", "①、甲 乙"])
def test_usual_names_are_allowed(name: str) -> None:
    assert find_name_fault(name) == ""


@given(st.text(st.characters(exclude_categories=[]), max_size=80))
def test_what_is_sanitized_can_be_a_name_but_for_its_length_and_its_script(name: str) -> None:
    why = find_name_fault(sanitize_name(name))
    assert not why or find_unreadable(sanitize_name(name)) or name[:1] == "." or count_units(name) > LONGEST_NAME


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("08 合作协议.pdf", ""),
        ("😀报告👩‍🔧", ""),
        ("한국어 café e\u0301", ""),
        ("שלום", "从右向左写的文字"),
        ("हिन्दी", "字母会变形、换位的文字（如泰文、蒙文）"),
        ("a\u200db", "看不见的字符"),
        ("a\u2066b\u2069", "看不见的字符"),
        ("a\x07b", "无法显示的字符"),
    ],
)
def test_what_would_not_be_read_back_is_told(name: str, why: str) -> None:
    assert find_unreadable(name) == why


def test_different_names_stay_different_where_they_are_shown() -> None:
    shown = [escape_invisible(name) for name in ("a\u200bb", "ab", "a\u202eb", "a\udcb0b")]
    assert shown == ["a\\u200bb", "ab", "a\\u202eb", "a\\xb0b"]


def test_a_name_that_macos_lists_decomposed_is_the_one_that_was_written() -> None:
    composed, decomposed = "Caf\u00e9 \ud55c.pdf", "Cafe\u0301 \u1112\u1161\u11ab.pdf"
    assert match_spellings([decomposed, "协议.pdf"], [composed, "协议.pdf"]) == {
        decomposed: composed,
        "协议.pdf": "协议.pdf",
    }
    assert match_spellings([decomposed], ["x"]) == {decomposed: decomposed}
    both = [composed, decomposed]
    assert match_spellings(both, [composed]) == {name: name for name in both}, "two files, as Linux can have them"
