"""The titles of the parts in a Word file: with their number or another, in a table of contents, repeated."""

from __future__ import annotations

from docgen.definitions.catalog import built_in
from docgen.documents.templates.part_titles import find_titles

FORM = built_in().load_form("2022-application")
TITLES = [part.title for part in FORM.parts[1:]]
IDS = [part.id for part in FORM.parts[1:]]


def found(*texts: str, table: bool = False) -> list[tuple[int, str]]:
    return sorted((place, part.id) for place, part in find_titles([(text, table) for text in texts], FORM).items())


def in_order(first: int = 0) -> list[tuple[int, str]]:
    return [(first + number, name) for number, name in enumerate(IDS)]


def test_titles_are_found_whatever_their_spaces() -> None:
    assert found(*(title.replace("、", "、　 ") for title in TITLES)) == in_order()


def test_a_table_of_contents_comes_before_the_titles() -> None:
    assert found(*TITLES, "填报说明", *TITLES) == in_order(first=10)


def test_a_title_that_is_repeated_on_each_page_counts_once() -> None:
    assert found(*TITLES[:2], TITLES[0], *TITLES[2:], table=True) == [
        (0, "s1"),
        (1, "s2"),
        *((number + 1, name) for number, name in enumerate(IDS) if number > 1),
    ]


def test_parts_in_another_order_are_found() -> None:
    assert found(*TITLES[:7], TITLES[8], TITLES[7]) == [*in_order()[:7], (7, "s9"), (8, "s8")]


def test_titles_that_word_numbers_are_known_by_their_words() -> None:
    assert found(*(title[2:] for title in TITLES)) == in_order()


def test_a_heading_of_the_plan_with_the_words_of_a_title_is_none() -> None:
    texts = [f"{number}. {title[2:]}" for number, title in enumerate(TITLES, 1)]
    assert found(*texts[:8], "4. " + TITLES[7][2:], texts[8]) == [*in_order()[:8], (9, "s9")]


def test_a_cell_with_the_words_of_a_title_is_none() -> None:
    assert found("基本情况", "治理和服务水平", table=True) == []
