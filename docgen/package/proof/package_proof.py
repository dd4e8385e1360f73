"""Check of the pages of a package against its layout: numbers, labels, contents, bookmarks, links, blank pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest

from docgen.package.layout.package_layout import FilePages, Layout, PackagePart, Volume
from docgen.package.proof.code_proof import check_codes
from docgen.package.proof.drawn_text import MISSING_GLYPH
from docgen.package.proof.layout_proof import check_layout
from docgen.package.proof.pdf_reader import Bookmark, Link, PackageReader, ReadPage, normalize_text

Finding = tuple[str, str]
"""The code of a problem, and a message in Chinese."""

_BLANK = normalize_text("（此页空白）")
_REFERENCE = re.compile(r"(?:第\d+册)?第\d+(?:—\d+)?页")
_AROUND = "、（）()；"


def check_package(reading: PackageReader, layout: Layout) -> Iterator[Finding]:
    """Yield the disagreements between the package and its layout.

    Where the page count or the layout itself is wrong, only that: every other check needs both.
    """
    if reading.page_count != layout.pages:
        yield "verify.pages", f"应有 {layout.pages} 页，实有 {reading.page_count} 页"
    elif found := list(check_layout(layout)):
        yield from (("verify.layout", fault) for fault in found)
    else:
        yield from (("verify.stray", f"文件里不应有 {entry}") for entry in reading.list_stray_entries())
        yield from _check_sheets(reading, layout)
        yield from check_codes(reading, layout)
        yield from _check_bookmarks(reading, layout)
        yield from _check_contents(reading, layout)
        yield from _check_references(reading, layout)
        yield from _check_fonts(reading, layout)


def check_page_counts(layout: Layout, page_counts: Mapping[str, int]) -> Iterator[Finding]:
    """Yield the files whose page count in the layout differs from the one in ``page_counts``, by path."""
    for file in (file for part in layout.parts for file in part.files):
        pages = page_counts.get(file.path, file.last - file.first + 1)
        if pages != file.last - file.first + 1:
            yield "verify.pages", f"“{file.path}”有 {pages} 页，材料里却是第 {file.first}—{file.last} 页"


def _check_sheets(reading: PackageReader, layout: Layout) -> Iterator[Finding]:
    """Check of each page its size, the printed number and item, and its page label."""
    blanks, sealed = set(layout.blanks), {page.page for page in layout.sealed}
    rows = zip(reading.pages, layout.list_page_headings(), reading.page_labels, strict=True)
    for page, (read, heading, label) in enumerate(rows, 1):
        number = layout.get_page_number(page)
        if not read.is_plain_a4:
            yield "verify.sheet", f"第 {page} 页不是竖排的 A4"
        if f"—{number}—" not in read.stamp:
            yield "verify.stamp", f"第 {page} 页印的页码应是 {number}（印的是“{read.stamp}”）"
        if normalize_text(heading) not in read.stamp:
            yield "verify.stamp", f"第 {page} 页没有印“{heading}”"
        if label != str(number):
            yield "verify.label", f"第 {page} 页的页签应是“{number}”，实为“{label}”"
        yield from _check_blank_page(page, read) if page in blanks else _check_printed_page(page, read)
        if page in sealed and read.is_stamp_seen:
            yield "verify.sealed", f"第 {page} 页是盖章扫描件，页码不应再印出来"
        if page not in sealed and not read.is_stamp_seen:
            yield "verify.stamp", f"第 {page} 页的页码看不见"


def _check_blank_page(page: int, read: ReadPage) -> Iterator[Finding]:
    if _BLANK not in read.stamp:
        yield "verify.blank", f"第 {page} 页没有印“{_BLANK}”"
    if read.drawn.get_data().strip():
        yield "verify.blank", f"第 {page} 页应是空白页，上面却有内容"


def _check_printed_page(page: int, read: ReadPage) -> Iterator[Finding]:
    if _BLANK in read.stamp:
        yield "verify.blank", f"第 {page} 页不是空白页，却印了“{_BLANK}”"


def _check_bookmarks(reading: PackageReader, layout: Layout) -> Iterator[Finding]:
    wanted = (bookmark for volume in layout.bound_volumes for bookmark in _list_bookmarks(layout, volume))
    for expected, found in zip_longest(wanted, reading.list_bookmarks()):
        if expected != found:
            yield "verify.bookmark", f"书签应为{_format_bookmark(expected)}，实为{_format_bookmark(found)}"


def _list_bookmarks(layout: Layout, volume: Volume) -> Iterator[Bookmark]:
    depth = 0
    if layout.is_split:
        yield Bookmark(0, volume.name, volume.first)
        depth = 1
    for part in layout.list_parts_in(volume):
        yield Bookmark(depth, f"{part.heading} {part.title}".strip(), part.first)
        yield from (Bookmark(depth + 1, title, page) for title, page in _list_entries(part))


def _format_bookmark(bookmark: Bookmark | None) -> str:
    return f"“{bookmark.title}”（第 {bookmark.page} 页）" if bookmark else "“无”"


def _list_entries(part: PackagePart) -> list[tuple[str, int]]:
    """Return the headings and files of a part, with their first pages."""
    sections = [(section.title, section.page) for section in part.sections]
    return sections + [(file.title, file.first) for file in part.files]


def _check_contents(reading: PackageReader, layout: Layout) -> Iterator[Finding]:
    """Check each line of the contents of each volume: its text, its printed number, and the target of its link."""
    for volume, contents in zip(layout.bound_volumes, layout.list_parts("contents"), strict=True):
        found = list(_list_part_links(reading, layout, contents))
        lines = list(_list_contents_lines(layout, volume))
        for wanted, printed in zip_longest(lines, found[: len(lines)]):
            if not _is_same_line(wanted, printed):
                yield (
                    "verify.contents",
                    f"{_format_volume(layout, volume)}目录应为{_format_link(wanted)}，实为{_format_link(printed)}",
                )
        yield from _check_other_volumes(layout, volume, found[len(lines) :])


def _list_contents_lines(layout: Layout, volume: Volume) -> Iterator[Link]:
    for part in layout.list_parts_in(volume):
        if part.role not in ("cover", "contents"):
            for words, page in ((part.heading + part.title, part.first), *_list_entries(part)):
                yield Link(normalize_text(f"{words}{layout.get_page_number(page)}"), page)


def _check_other_volumes(layout: Layout, volume: Volume, found: list[Link]) -> Iterator[Finding]:
    """Check the lines after the contents of one volume: the pages of each other volume."""
    others = [other for other in layout.bound_volumes if other != volume]
    for other, printed in zip_longest(others, found):
        if other is None or printed is None:
            wanted = f"“{other.name}”" if other else "“无”"
            yield "verify.contents", f"{_format_volume(layout, volume)}目录应有{wanted}，实为{_format_link(printed)}"
            continue
        pages = f"第{layout.get_page_number(other.first)}—{layout.get_page_number(other.last)}页"
        is_right = printed.text.startswith(other.name) and printed.text.endswith(pages)
        if printed.target != other.first or not (is_right or not printed.text):
            yield (
                "verify.contents",
                f"{_format_volume(layout, volume)}目录应有“{other.name}…{pages}”，实为{_format_link(printed)}",
            )


def _format_volume(layout: Layout, volume: Volume) -> str:
    return volume.name if layout.is_split else ""


def _is_same_line(wanted: Link | None, printed: Link | None) -> bool:
    """Compare two lines; on a page that a scan has replaced no text can be read, so only the targets count."""
    if wanted is None or printed is None or wanted.target != printed.target:
        return wanted == printed
    return not printed.text or _compile_pattern(printed.text).fullmatch(wanted.text) is not None


def _compile_pattern(printed: str) -> re.Pattern[str]:
    """Return a pattern for printed text: each character that no font has matches any text."""
    return re.compile(".+".join(re.escape(words) for words in printed.split(MISSING_GLYPH)))


def _format_link(link: Link | None) -> str:
    return f"“{link.text}”（链接到第 {link.target} 页）" if link else "“无”"


def _check_references(reading: PackageReader, layout: Layout) -> Iterator[Finding]:
    """Check the pages printed in the checklist, the requirements and on the dividers, and their link targets."""
    targets = _LinkTargets(layout)
    listed = [(part.first, part.last) for part in layout.list_parts("evidence")]
    for part in (*layout.list_parts("checklist"), *layout.list_parts("requirements"), *layout.list_parts("evidence")):
        found = set(_list_part_links(reading, layout, part))
        for link in sorted(found):
            if not targets.are_valid_for(link):
                yield "verify.reference", f"“{_get_title(part)}”印的“{link.text}”，链接却指向第 {link.target} 页"
        inside = [(file.first, file.last) for file in part.files]
        wanted = {"checklist": listed, "requirements": []}.get(part.role, inside)
        if not any(sealed.page in part.own_pages for sealed in layout.sealed):
            yield from _check_printed_ranges(layout, part, found, wanted)


class _LinkTargets:
    """Valid targets for the text under a link."""

    def __init__(self, layout: Layout) -> None:
        self._form = set(layout.get_part("form").own_pages)
        self._references: defaultdict[int, set[str]] = defaultdict(set)
        self._titles: defaultdict[int, list[str]] = defaultdict(list)
        for page in range(1, layout.pages + 1):
            self._references[page].add(layout.format_reference(page, page))
        for part in layout.parts:
            files = [file for other in layout.list_evidence_parts(part.item) for file in other.files]
            self._titles[part.first].append(normalize_text(f"等 {len(files)} 个文件，全部列于隔页"))
            places: list[PackagePart | FilePages] = [part, *part.files]
            for place in places:
                self._references[place.first].add(layout.format_reference(place.first, place.last))
                self._titles[place.first].append(normalize_text(place.title))

    def are_valid_for(self, link: Link) -> bool:
        """Report whether the link leads to the pages or the file that its text names; answers lead to the form."""
        named = _REFERENCE.match(link.text)
        if named and named[0] in self._references[link.target]:
            return True
        # A name that is broken across lines has one link for each line, so a fragment of the title suffices.
        name = _compile_pattern(link.text.strip(_AROUND))
        is_name = any(name.search(title) for title in self._titles[link.target])
        return is_name or (link.target in self._form and not named)


def _get_title(part: PackagePart) -> str:
    return part.heading or part.title


def _check_printed_ranges(
    layout: Layout, part: PackagePart, found: set[Link], ranges: Iterable[tuple[int, int]]
) -> Iterator[Finding]:
    printed_here = {(named[0], link.target) for link in found if (named := _REFERENCE.match(link.text))}
    for first, last in ranges:
        printed = layout.format_reference(first, last)
        if (printed, first) not in printed_here:
            yield "verify.reference", f"“{_get_title(part)}”没有印“{printed}”，或链接没有指向第 {first} 页"


def _list_part_links(reading: PackageReader, layout: Layout, part: PackagePart) -> Iterator[Link]:
    """Yield the links of a part; on a page that a scan has replaced their text is empty."""
    sealed = {page.page for page in layout.sealed}
    for number in part.own_pages:
        for link in reading.list_links(number):
            yield Link("" if number in sealed else normalize_text(link.text), link.target)


def _check_fonts(reading: PackageReader, layout: Layout) -> Iterator[Finding]:
    """Check the fonts of the pages that docgen drew, and of the form."""
    sealed = {page.page for page in layout.sealed}
    for page in (page for part in layout.parts for page in part.own_pages if page not in sealed):
        for font in sorted(reading.list_fonts(page)):
            if not (font.is_embedded and font.is_searchable):
                yield "verify.font", f"第 {page} 页的字体 {font.name} 没有嵌入"
