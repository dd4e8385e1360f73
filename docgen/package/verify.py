"""Proof that the finished package is what its layout says, read with another library than it was written with.

The printed number, the page label, the contents, the bookmarks, the links and the manifest must all name the same
pages, and every evidence file must have as many pages in the package as it has by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

from docgen.errors import ReadBackError
from docgen.package.book import Layout, Part
from docgen.package.reading import UNREADABLE, Bookmark, Link, Reading, plain
from docgen.problems import Problem, Where

_SHOWN = 10


def verify(package: Path, layout: Layout, page_counts: Mapping[str, int]) -> tuple[Problem, ...]:
    """Prove the package; the problems are what is worth knowing of sound evidence (fonts that are not embedded).

    ``page_counts`` says how many pages each evidence file has by itself, by its path in the manifest; files that
    are not in it are not compared. Raises ReadBackError with the disagreements.
    """
    try:
        with package.open("rb") as file:
            reading = Reading(file)
            found = [*_disagreements(reading, layout), *_count_disagreements(layout, page_counts)]
            problems = () if found else tuple(_font_problems(reading, layout))
    except UNREADABLE as error:
        raise ReadBackError(f"材料 PDF 无法读回：{error}", path=package) from error
    if found:
        more = f"；另有 {len(found) - _SHOWN} 处" if len(found) > _SHOWN else ""
        raise ReadBackError("材料 PDF 与页码表不一致：" + "；".join(found[:_SHOWN]) + more, path=package)
    return problems


def _disagreements(reading: Reading, layout: Layout) -> Iterator[str]:
    if len(reading.pages) != layout.pages:
        yield f"应有 {layout.pages} 页，实有 {len(reading.pages)} 页"
    elif gaps := list(_gaps(layout)):
        yield from gaps
    else:
        yield from _differences(reading, layout)


def _differences(reading: Reading, layout: Layout) -> Iterator[str]:
    """Where the pages are not what a layout without gaps says of them."""
    yield from (f"文件里不应有 {entry}" for entry in reading.stray_entries())
    yield from _sheet_disagreements(reading, layout)
    yield from _bookmark_disagreements(reading, layout)
    yield from _contents_disagreements(reading, layout)
    yield from _range_disagreements(reading, layout)
    yield from _own_font_disagreements(reading, layout)


def _gaps(layout: Layout) -> Iterator[str]:
    """Where parts, or the files of a part, do not follow one another page by page to the last page."""
    last = 0
    for part in layout.parts:
        if last + 1 in layout.blanks:
            last += 1
        if part.first != last + 1 or part.last < part.first:
            yield f"“{part.title}”应从第 {last + 1} 页开始，页码表写的是第 {part.first}—{part.last} 页"
        if part.role == "evidence" and not part.own_pages():
            yield f"{part.heading}没有隔页"
        yield from _gaps_between_files(part)
        last = part.last
    if last + 1 in layout.blanks:
        last += 1
    if last != layout.pages:
        yield f"页码表只到第 {last} 页，文件有 {layout.pages} 页"


def _gaps_between_files(part: Part) -> Iterator[str]:
    last = part.own_pages().stop - 1
    for file in part.files:
        if file.first != last + 1 or file.last < file.first:
            yield f"“{file.path}”应从第 {last + 1} 页开始，页码表写的是第 {file.first}—{file.last} 页"
        last = file.last
    if last != part.last:
        yield f"“{part.title}”到第 {part.last} 页，最后一个文件却只到第 {last} 页"


def _sheet_disagreements(reading: Reading, layout: Layout) -> Iterator[str]:
    """Each page: its size, the number and the item printed on it, its page label."""
    rows = zip(reading.pages, layout.page_headings(), reading.page_labels, strict=True)
    for number, (page, heading, label) in enumerate(rows, 1):
        if not page.is_plain_a4:
            yield f"第 {number} 页不是竖排的 A4"
        if f"—{number}—" not in page.stamp:
            yield f"第 {number} 页印的页码不对（印的是“{page.stamp}”）"
        if plain(heading) not in page.stamp:
            yield f"第 {number} 页没有印“{heading}”"
        if label != str(number):
            yield f"第 {number} 页的页签是“{label}”"


def _bookmark_disagreements(reading: Reading, layout: Layout) -> Iterator[str]:
    expected = []
    for part in layout.parts:
        expected.append(Bookmark(0, f"{part.heading} {part.title}".strip(), part.first))
        expected += [Bookmark(1, title, page) for title, page in _inside(part)]
    for wanted, found in zip_longest(expected, reading.bookmarks()):
        if wanted != found:
            yield f"书签应为{_shown(wanted)}，实为{_shown(found)}"


def _shown(bookmark: Bookmark | None) -> str:
    return f"“{bookmark.title}”（第 {bookmark.page} 页）" if bookmark else "“无”"


def _inside(part: Part) -> list[tuple[str, int]]:
    """The headings and files of a part, with their first pages."""
    sections = [(section.title, section.page) for section in part.sections]
    return sections + [(file.title, file.first) for file in part.files]


def _contents_disagreements(reading: Reading, layout: Layout) -> Iterator[str]:
    """Each line of the contents: its words, its printed number, and where its link leads."""
    expected = []
    for part in layout.parts:
        if part.role not in ("cover", "contents"):
            lines = [(part.heading + part.title, part.first), *_inside(part)]
            expected += [Link(plain(f"{words}{page}"), page) for words, page in lines]
    found = [Link(plain(link.text), link.target) for link in _links(reading, layout.part("contents"))]
    for wanted, printed in zip_longest(expected, found):
        if wanted != printed:
            yield f"目录应为{_line(wanted)}，实为{_line(printed)}"


def _line(link: Link | None) -> str:
    return f"“{link.text}”（链接到第 {link.target} 页）" if link else "“无”"


def _range_disagreements(reading: Reading, layout: Layout) -> Iterator[str]:
    """The ranges printed in the checklist and on the dividers, and where their links lead."""
    items = [part for part in layout.parts if part.role == "evidence"]
    listed = [(part.first, part.last) for part in items]
    yield from _missing_ranges(reading, layout.part("checklist"), listed)
    for item in items:
        yield from _missing_ranges(reading, item, [(file.first, file.last) for file in item.files])


def _missing_ranges(reading: Reading, part: Part, ranges: Iterable[tuple[int, int]]) -> Iterator[str]:
    found = {Link(plain(link.text), link.target) for link in _links(reading, part)}
    for first, last in ranges:
        printed = f"第{first}页" if first == last else f"第{first}—{last}页"
        if Link(printed, first) not in found:
            yield f"“{part.heading or part.title}”没有印“{printed}”，或链接没有指向第 {first} 页"


def _links(reading: Reading, part: Part) -> Iterator[Link]:
    for number in part.own_pages():
        yield from reading.links(number)


def _own_font_disagreements(reading: Reading, layout: Layout) -> Iterator[str]:
    for part in layout.parts:
        for number in part.own_pages():
            for font in sorted(reading.fonts(number)):
                if not (font.is_embedded and font.is_searchable):
                    yield f"第 {number} 页的字体 {font.name} 没有嵌入"


def _count_disagreements(layout: Layout, page_counts: Mapping[str, int]) -> Iterator[str]:
    for file in (file for part in layout.parts for file in part.files):
        pages = page_counts.get(file.path, file.last - file.first + 1)
        if pages != file.last - file.first + 1:
            yield f"“{file.path}”有 {pages} 页，材料里却是第 {file.first}—{file.last} 页"


def _font_problems(reading: Reading, layout: Layout) -> Iterator[Problem]:
    for file in (file for part in layout.parts for file in part.files):
        fonts = {font for number in range(file.first, file.last + 1) for font in reading.fonts(number)}
        missing = sorted(font.name for font in fonts if not font.is_embedded)
        if missing:
            message = f"PDF 没有嵌入字体 {'、'.join(missing)}，打印出来的字样可能不同"
            hint = "请用嵌入字体的方式重新导出，或打印后扫描。"
            yield Problem("evidence.font-not-embedded", Where(file.path), message, hint)
