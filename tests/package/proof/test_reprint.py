"""Which sheets are printed again: those on which anything differs, and no others."""

from __future__ import annotations

from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from docgen.package.layout.package_layout import FilePages, Layout, PackagePart, Volume
from docgen.package.proof.reprint import ComparedPackage, Renumbering, Reprint, find_renumbering, list_reprints

Sides = Literal["one", "two"]


def package(looks: str, sides: Sides = "one", volumes: tuple[Volume, ...] = ()) -> ComparedPackage:
    """A package with one letter for what stands on each page."""
    return ComparedPackage(
        Layout(len(looks), (PackagePart("form", "申报表", 1, len(looks)),), (), volumes, (), sides), tuple(looks)
    )


def with_files(*names: str) -> Layout:
    """A cover, and an item whose files have as many pages as their names have letters."""
    files, last = [], 2
    for name in names:
        files.append(FilePages(name, name, name, last + 1, last + len(name)))
        last += len(name)
    evidence = PackagePart("evidence", "材料", 2, last, item="1", heading="佐证材料1", files=tuple(files))
    return Layout(last, (PackagePart("cover", "封面", 1, 1), evidence))


def test_nothing_is_printed_again_where_nothing_differs() -> None:
    assert list_reprints(package("abcd"), package("abcd")) == ()
    assert find_renumbering(with_files("ab", "cd"), with_files("ab", "cd")) is None


def test_pages_that_differ_are_printed_again() -> None:
    assert list_reprints(package("abcdef"), package("aXYdeZ")) == (Reprint(1, ((2, 3), (6, 6)), 3, False, ()),)


def test_both_sides_of_a_sheet_are_printed_together() -> None:
    found = list_reprints(package("abcdef", "two"), package("aXcdef", "two"))
    assert found == (Reprint(1, ((1, 2),), 1, False, ()),)


def test_another_number_of_sides_prints_everything_again() -> None:
    assert list_reprints(package("abcd", "one"), package("abcd", "two")) == (Reprint(1, ((1, 4),), 2, True, ()),)


def test_pages_that_are_no_more_are_taken_out() -> None:
    assert list_reprints(package("abcdef", "two"), package("abcd", "two")) == (Reprint(1, (), 0, False, ((5, 6),)),)


def test_volumes_are_told_apart_with_the_numbers_that_are_printed_in_them() -> None:
    volumes = (Volume(1, 1, 4, 1), Volume(2, 5, 8, 1))
    found = list_reprints(package("abcdefgh", "two", volumes), package("abcdefgX", "two", volumes))
    assert found == (Reprint(2, ((3, 4),), 1, False, ()),)


def test_a_volume_more_is_printed_whole_and_a_volume_less_is_taken_out() -> None:
    one, two = package("abcdef"), package("abcdef", volumes=(Volume(1, 1, 4, 1), Volume(2, 5, 6, 5)))
    assert list_reprints(one, two) == (Reprint(1, (), 0, False, ((5, 6),)), Reprint(2, ((5, 6),), 2, True, ()))
    assert list_reprints(two, one) == (Reprint(1, ((5, 6),), 2, False, ()), Reprint(2, (), 0, False, ((5, 6),)))


def test_it_is_said_from_where_on_the_numbers_moved() -> None:
    assert find_renumbering(with_files("ab", "cd", "e"), with_files("ab", "xyz", "cd", "e")) == Renumbering(
        "第8页", "第5页"
    )
    assert find_renumbering(with_files("ab", "cd", "e"), with_files("ab", "e")) == Renumbering("第5页", "第7页")


def test_a_file_that_is_new_at_the_end_moves_nothing() -> None:
    assert find_renumbering(with_files("ab", "cd"), with_files("ab", "cd", "new")) is None


@given(st.text("ab", max_size=9), st.text("ab", max_size=9), st.sampled_from(["one", "two"]))
def test_what_stays_and_what_is_printed_again_make_up_the_new_package(old: str, new: str, sides: Sides) -> None:
    (found,) = list_reprints(package(old, sides), package(new, sides)) or [Reprint(1, (), 0, False, ())]
    again = {page for first, last in found.pages for page in range(first, last + 1)}
    assert all(
        page in again or (page <= len(old) and old[page - 1] == new[page - 1]) for page in range(1, len(new) + 1)
    )
    out = {page for first, last in found.taken_out for page in range(first, last + 1)}
    assert not again & out
    assert max(again | {0}) <= len(new)
    one_sided = all(page > len(old) or old[page - 1] != new[page - 1] for page in again)
    assert one_sided or sides == "two"
