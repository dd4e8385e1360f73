"""Which page holds what: volumes, blank pages and printed numbers, for any book."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docgen.definitions.notice import Printing, VolumeLimit
from docgen.errors import DefinitionError
from docgen.package.layout.book import Book, Cover, Demand, FormPdf, Item, ItemFile
from docgen.package.layout.package_layout import Layout, PackagePart, Volume
from docgen.package.layout.page_numbers import (
    DrawnCounts,
    PageCounts,
    build_piece_key,
    count_drawn_pages,
    find_stable_layout,
    lay_out,
)
from docgen.package.layout.volumes import PAGES_OF_A_VOLUME, get_volume_limit

LINES_OF_CONTENTS = 5
"""So few lines fit on a page of the contents here: contents grow and shrink with every cut."""


def sha(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def a_book(files: list[int], printing: Printing) -> Book:
    """A book with an item for each number, of so many files; files of the same place in their items are equal."""
    items = tuple(
        Item(
            str(n),
            f"佐证材料{n}",
            "协议",
            "",
            (),
            tuple(ItemFile(f"{n}/{i}", "a", Path(), sha(str(i))) for i in range(count)),
        )
        for n, count in enumerate(files, 1)
    )
    return Book("材料", Cover("材料", (), ""), FormPdf("申报表", Path(), ()), (), items, printing=printing)


def counts_of(book: Book, pages: list[int], form: int = 20) -> PageCounts:
    names = [file.sha256 for item in book.items for file in item.files]
    files = {name: pages[n % len(pages)] for n, name in enumerate(dict.fromkeys(names))}
    sizes = {name: 400_000 * number for name, number in files.items()}
    return PageCounts(form, (("一", 0), ("二", form - 1)), files, 300_000, sizes)


def drawn(layout: Layout) -> dict[str, int]:
    """What a template would make of the layout: contents by their lines, dividers by their files."""
    return {
        build_piece_key(part, volume): _pages_of(part, layout, volume)
        for volume in layout.bound_volumes
        for part in layout.list_parts_in(volume)
        if part.role != "form"
    }


def _pages_of(part: PackagePart, layout: Layout, volume: Volume) -> int:
    if part.role == "contents":
        lines = sum(1 + len(one.sections) + len(one.files) for one in layout.list_parts_in(volume)) + len(
            layout.bound_volumes
        )
        return -(-lines // LINES_OF_CONTENTS)
    return 1 + len(part.files) // 12


printings = st.builds(
    Printing,
    sides=st.sampled_from([None, "one", "two"]),
    numbering=st.sampled_from([None, "continuous", "volume"]),
    volumes=st.builds(VolumeLimit, pages=st.none() | st.integers(20, 120), megabytes=st.none() | st.integers(2, 60)),
)


@st.composite
def settled(draw: st.DrawFn) -> tuple[Book, PageCounts, Layout]:
    """A book of any evidence under any limit, and its layout."""
    book = a_book(draw(st.lists(st.integers(1, 30), max_size=12)), draw(printings))
    if draw(st.booleans()):
        book = dataclasses.replace(book, demands=(Demand("一", "“甲”", "a", "证明", "通知", ("1",), "已备"),))
    counts = counts_of(book, draw(st.lists(st.integers(1, 40), min_size=1, max_size=30)), draw(st.integers(1, 30)))
    return book, counts, find_stable_layout(book, counts, DrawnCounts(), drawn)


@pytest.mark.slow
@given(settled())
def test_the_layout_comes_to_rest_with_the_pages_that_are_drawn(made: tuple[Book, PageCounts, Layout]) -> None:
    _, _, layout = made
    assert count_drawn_pages(layout) == drawn(layout)


@pytest.mark.slow
@given(settled())
def test_each_page_lies_in_one_part_or_is_blank(made: tuple[Book, PageCounts, Layout]) -> None:
    _, _, layout = made
    pages = [page for part in layout.parts for page in range(part.first, part.last + 1)]
    assert sorted([*pages, *layout.blanks]) == list(range(1, layout.pages + 1))
    for part in layout.parts:
        inside = [*part.own_pages, *(page for file in part.files for page in range(file.first, file.last + 1))]
        assert inside == list(range(part.first, part.last + 1))
        assert part.own_pages or part.role == "form"
        assert all(part.first <= section.page <= part.last for section in part.sections)


@pytest.mark.slow
@given(settled())
def test_on_two_sides_each_part_begins_on_a_right_hand_page_and_each_volume_is_of_whole_sheets(
    made: tuple[Book, PageCounts, Layout],
) -> None:
    book, _, layout = made
    for volume in layout.bound_volumes:
        starts = [part.first - volume.first for part in layout.list_parts_in(volume)]
        if book.printing.is_two_sided:
            assert not any(start % 2 for start in starts)
            assert (volume.last - volume.first) % 2
        else:
            assert layout.blanks == ()
    assert all(layout.is_right_hand(part.first) for part in layout.parts)


@pytest.mark.slow
@given(settled())
def test_volumes_follow_one_another_and_each_begins_with_its_cover_and_contents(
    made: tuple[Book, PageCounts, Layout],
) -> None:
    _, _, layout = made
    assert [volume.number for volume in layout.bound_volumes] == list(range(1, len(layout.bound_volumes) + 1))
    assert (layout.bound_volumes[0].first, layout.bound_volumes[-1].last) == (1, layout.pages)
    assert all(after.first == before.last + 1 for before, after in pairwise(layout.bound_volumes))
    for volume in layout.bound_volumes:
        roles = [part.role for part in layout.list_parts_in(volume)]
        front = ["form", "checklist", "requirements"] if volume.number == 1 else []
        assert [role for role in roles if role != "evidence"] in (
            ["cover", "contents", *front],
            ["cover", "contents", *front[:2]],
        )


@pytest.mark.slow
@given(settled())
def test_every_file_of_the_book_is_in_the_package_once_and_in_order(made: tuple[Book, PageCounts, Layout]) -> None:
    book, counts, layout = made
    assert [file.path for part in layout.parts for file in part.files] == [
        file.name for item in book.items for file in item.files
    ]
    for part in layout.parts:
        assert all(file.last - file.first + 1 == counts.files[file.sha256] for file in part.files)
    headings = [part.heading for part in layout.list_parts("evidence")]
    assert len(set(headings)) == len(headings)
    assert {part.item for part in layout.list_parts("evidence")} == {item.label for item in book.items}


@pytest.mark.slow
@given(settled())
def test_a_volume_is_over_the_limit_only_for_the_form_or_for_one_file(made: tuple[Book, PageCounts, Layout]) -> None:
    book, counts, layout = made
    limit = get_volume_limit(book.printing)
    for volume in layout.bound_volumes:
        files = [file for part in layout.list_parts_in(volume) for file in part.files]
        size = sum(counts.bytes[sha256] for sha256 in {file.sha256 for file in files})
        size += counts.form_bytes if volume.number == 1 else 0
        is_within = volume.last - volume.first + 1 <= limit.pages and size <= limit.bytes
        assert is_within or len(files) == (volume.number > 1)


@pytest.mark.slow
@given(settled())
def test_an_item_that_fits_into_one_volume_is_not_cut(made: tuple[Book, PageCounts, Layout]) -> None:
    book, counts, layout = made
    limit = get_volume_limit(book.printing)
    for item in book.items:
        pages = sum(counts.files[file.sha256] for file in item.files)
        size = sum(counts.bytes[sha256] for sha256 in {file.sha256 for file in item.files})
        # A cover, the longest contents there can be and a divider, each with a blank page behind it.
        front = 8 + len(layout.parts) + sum(len(part.files) for part in layout.parts) // LINES_OF_CONTENTS
        if pages + front < limit.pages and size + 1_000_000 < limit.bytes:
            assert len(layout.list_evidence_parts(item.label)) == 1


@pytest.mark.slow
@given(settled())
def test_printed_numbers_run_on_or_begin_anew_as_the_notice_says(made: tuple[Book, PageCounts, Layout]) -> None:
    book, _, layout = made
    for volume in layout.bound_volumes:
        start = 1 if book.printing.numbers_each_volume else volume.first
        numbers = [layout.get_page_number(page) for page in range(volume.first, volume.last + 1)]
        assert numbers == list(range(start, start + len(numbers)))
        assert {layout.find_volume(volume.first), layout.find_volume(volume.last)} == {volume}


@pytest.mark.slow
@given(settled())
def test_a_reference_says_where_a_part_is_so_that_it_is_found(made: tuple[Book, PageCounts, Layout]) -> None:
    _, _, layout = made
    references = [layout.format_reference(part.first, part.last) for part in layout.parts]
    assert len(set(references)) == len(references)


@pytest.mark.slow
@given(settled())
def test_the_layout_reads_back_from_the_manifest(made: tuple[Book, PageCounts, Layout]) -> None:
    _, _, layout = made
    entry = layout.to_json()
    assert Layout.from_json(entry) == layout
    for part, told in zip(layout.parts, entry["parts"], strict=True):
        assert [file["pages"] for file in told.get("files", ())] == [file.last - file.first + 1 for file in part.files]


@pytest.mark.slow
@given(settled())
def test_a_page_of_evidence_and_no_other_bears_the_heading_of_its_item(made: tuple[Book, PageCounts, Layout]) -> None:
    _, _, layout = made
    headings = list(layout.list_page_headings())
    assert len(headings) == layout.pages
    for part in layout.parts:
        for file in part.files:
            assert set(headings[file.first - 1 : file.last]) == {part.heading}
    assert sum(map(bool, headings)) == sum(file.last - file.first + 1 for part in layout.parts for file in part.files)


# -- single cases -----------------------------------------------------------------------------------------------------

TWO_SIDED = Printing()
SMALL = VolumeLimit(pages=40)


def laid_out(files: list[int], pages: list[int], printing: Printing) -> Layout:
    book = a_book(files, printing)
    return find_stable_layout(book, counts_of(book, pages), DrawnCounts(), drawn)


@pytest.mark.slow
def test_a_layout_of_many_small_volumes_comes_to_rest_as_well() -> None:
    printing = Printing(volumes=VolumeLimit(pages=22, megabytes=7))
    layout = laid_out([3, 3, 2, 27, 1, 30, 25, 17, 2, 29, 12, 10], [2], printing)
    assert len(layout.volumes) > 100
    assert count_drawn_pages(layout) == drawn(layout)


def test_without_a_word_of_the_notice_a_volume_has_six_hundred_pages() -> None:
    assert PAGES_OF_A_VOLUME == 600
    assert not laid_out([10, 10], [20], TWO_SIDED).is_split
    assert laid_out([15, 20], [20], TWO_SIDED).is_split


def test_an_item_larger_than_a_volume_goes_on_in_the_next_under_a_heading_that_says_so() -> None:
    layout = laid_out([9], [10], Printing(volumes=SMALL))
    parts = layout.list_evidence_parts("1")
    assert [part.heading for part in parts] == ["佐证材料1", "佐证材料1（续）", "佐证材料1（续2）", "佐证材料1（续3）"]
    assert [part.files[0].path for part in parts] == ["1/0", "1/1", "1/4", "1/7"]
    assert layout.format_item_reference("1") == "、".join(f"第{part.first}—{part.last}页" for part in parts)


def test_a_file_larger_than_a_volume_has_one_to_itself() -> None:
    book = a_book([3], Printing(volumes=SMALL))
    counts = counts_of(book, [5, 90, 5])
    layout = find_stable_layout(book, counts, DrawnCounts(), drawn)
    files = [
        [file.path for part in layout.list_parts_in(volume) for file in part.files] for volume in layout.bound_volumes
    ]
    assert [one for one in files if one] == [["1/0"], ["1/1"], ["1/2"]]


def test_equal_files_count_once_in_the_megabytes_of_a_volume() -> None:
    book = a_book([1, 1, 1], Printing(volumes=VolumeLimit(megabytes=3)))  # the three files are equal
    counts = dataclasses.replace(counts_of(book, [2]), bytes={sha("0"): 1_500_000})
    assert not find_stable_layout(book, counts, DrawnCounts(), drawn).is_split


@pytest.mark.parametrize("numbering, expected", [("continuous", "第{}—{}页"), ("volume", "第2册第5—16页")])
def test_a_reference_names_the_volume_where_numbers_begin_anew(numbering: str, expected: str) -> None:
    printing = Printing(volumes=SMALL, numbering=numbering)  # type: ignore[arg-type]
    layout = laid_out([1, 1], [11], printing)
    (second,) = layout.list_evidence_parts("2")
    assert layout.find_volume(second.first).number == 2
    assert layout.format_item_reference("2") == expected.format(second.first, second.last)
    assert (
        layout.format_item_range("2")
        == {"continuous": f"{second.first}—{second.last}", "volume": "第2册5—16"}[numbering]
    )
    assert (
        layout.format_reference(second.first, second.first)
        == expected.format(second.first, second.last).split("—")[0] + "页"
    )


def test_a_book_in_one_volume_never_speaks_of_volumes() -> None:
    layout = laid_out([1], [3], Printing(numbering="volume"))
    assert layout.volumes == ()
    assert layout.bound_volumes == (Volume(1, 1, layout.pages, 1),)
    assert (
        layout.format_item_reference("1")
        == f"第{layout.get_part('evidence').first}—{layout.get_part('evidence').last}页"
    )


def test_pieces_that_never_agree_stop_the_build() -> None:
    book = a_book([1], TWO_SIDED)
    pages: Iterator[int] = iter(range(2, 1000))
    with pytest.raises(DefinitionError, match="页数无法确定"):
        find_stable_layout(
            book,
            counts_of(book, [1]),
            DrawnCounts(),
            lambda layout: dict.fromkeys(count_drawn_pages(layout), next(pages)),
        )


def test_a_cut_that_lengthens_the_contents_is_not_taken_back() -> None:
    """With item 2 the contents need a second page and leave no room for it; without it they would need one."""
    for pages in range(1, 40):
        layout = laid_out([2, 2, 2], [pages], Printing(sides="one", volumes=SMALL))
        assert all(
            volume.last - volume.first < 40 for volume in layout.bound_volumes if len(layout.list_parts_in(volume)) > 3
        )


def test_an_item_of_three_thousand_files_is_cut_into_volumes_that_are_full() -> None:
    layout = laid_out([3000], [1], Printing(sides="one"))
    pages = [volume.last - volume.first + 1 for volume in layout.bound_volumes]
    assert sum(len(part.files) for part in layout.parts) == 3000
    assert max(pages) <= 600
    assert all(number > 500 for number in pages[:-1])


def test_a_layout_made_of_nothing_but_the_form_is_one_volume() -> None:
    book = a_book([], TWO_SIDED)
    layout = lay_out(book, counts_of(book, [1], 3), DrawnCounts())
    assert [part.role for part in layout.parts] == ["cover", "contents", "form", "checklist"]
    assert layout.blanks == (2, 4, 8, 10)
