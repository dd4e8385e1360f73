"""Check of a layout by itself: no gaps or overlaps, parts on right-hand pages, volumes complete and numbered."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.package.layout.package_layout import Layout, PackagePart


def check_layout(layout: Layout) -> Iterator[str]:
    """Yield the faults of the layout in Chinese; where the volumes have faults, only those.

    The other checks look up the volume of a page, which needs volumes without gaps.
    """
    yield from (found := list(_check_volumes(layout)))
    if not found:
        yield from _check_parts(layout)
        yield from _check_sides(layout)
        yield from _check_numbers(layout)
        yield from _check_sealed_pages(layout)


def _check_volumes(layout: Layout) -> Iterator[str]:
    last = 0
    for number, volume in enumerate(layout.bound_volumes, 1):
        if volume.number != number or volume.first != last + 1 or volume.last < volume.first:
            yield f"第 {number} 册应从第 {last + 1} 页开始，页码表写的是第 {volume.first}—{volume.last} 页"
        last = volume.last
    if last != layout.pages:
        yield f"各册只到第 {last} 页，页码表有 {layout.pages} 页"


def _check_parts(layout: Layout) -> Iterator[str]:
    """Check that parts, and the files of each part, follow one another without gaps to the last page."""
    last = 0
    for part in layout.parts:
        begins = _skip_blanks(layout, last + 1)
        if part.first != begins or part.last < part.first:
            yield f"“{part.title}”应从第 {begins} 页开始，页码表写的是第 {part.first}—{part.last} 页"
        if part.role == "evidence" and not part.own_pages:
            yield f"{part.heading}没有隔页"
        yield from _check_files(part)
        last = part.last
    if (end := _skip_blanks(layout, last + 1) - 1) != layout.pages:
        yield f"页码表只到第 {end} 页，应有 {layout.pages} 页"


def _skip_blanks(layout: Layout, page: int) -> int:
    """Return the first page from ``page`` on that is not blank."""
    while page in layout.blanks:
        page += 1
    return page


def _check_files(part: PackagePart) -> Iterator[str]:
    last = part.own_pages.stop - 1
    for file in part.files:
        if file.first != last + 1 or file.last < file.first:
            yield f"“{file.path}”应从第 {last + 1} 页开始，页码表写的是第 {file.first}—{file.last} 页"
        last = file.last
    if last != part.last:
        yield f"“{part.title}”到第 {part.last} 页，最后一个文件却只到第 {last} 页"


def _check_sides(layout: Layout) -> Iterator[str]:
    """Check that parts begin on right-hand pages, and that each volume is complete."""
    for part in layout.parts:
        if 1 <= part.first <= layout.pages and not layout.is_right_hand(part.first):
            yield f"“{part.heading or part.title}”从第 {part.first} 页开始，应在右手页（单数页）"
    for volume in layout.bound_volumes:
        roles = [part.role for part in layout.list_parts_in(volume)]
        if roles[:2] != ["cover", "contents"] or roles.count("cover") > 1:
            yield f"{volume.name}应有一个封面和一个目录，并在开头"
        if any(part.last > volume.last for part in layout.list_parts_in(volume)):
            yield f"{volume.name}到第 {volume.last} 页，里面有一部分却在下一册才完"
        if layout.sides == "two" and (volume.last - volume.first + 1) % 2:
            yield f"{volume.name}有 {volume.last - volume.first + 1} 页，双面印刷应是双数"
    for page in layout.blanks:
        if layout.sides == "one" or layout.is_right_hand(page):
            yield f"第 {page} 页不应是空白页"


def _check_numbers(layout: Layout) -> Iterator[str]:
    starts = [volume.start for volume in layout.bound_volumes]
    if starts not in ([1] * len(starts), [volume.first for volume in layout.bound_volumes]):
        yield f"各册的起始页码是 {'、'.join(map(str, starts))}，既不是连续编号，也不是每册从 1 编"


def _check_sealed_pages(layout: Layout) -> Iterator[str]:
    pages = [sealed.page for sealed in layout.sealed]
    for page in sorted({page for page in pages if pages.count(page) > 1}):
        yield f"第 {page} 页有两份盖章扫描件"
    for sealed in layout.sealed:
        if not 1 <= sealed.page <= layout.pages or sealed.page in layout.blanks:
            yield f"盖章扫描件“{sealed.path}”放在第 {sealed.page} 页，那里没有要盖章的内容"
