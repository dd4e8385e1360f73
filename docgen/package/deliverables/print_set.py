"""The print set: files for the print shop beside the package.

print/封面（正本）.pdf, 封面（副本）.pdf   one page a volume; 封面.pdf where the notice does not tell them apart
print/书脊.pdf                          spine labels
print/第1册.pdf …                       the volumes, where there are several
print/印制单.docx                       print order: copies, paper and binding
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docgen.definitions.notice import Notice
from docgen.documents.word.print_order import NAME, CoverOrder, PrintOrder, VolumeOrder, calculate_thickness
from docgen.documents.word.word_filler import fill_template
from docgen.package.deliverables.binding import build_volume_orders, get_paper_weight
from docgen.package.deliverables.spine import TEMPLATE, Spine, build_spine_data
from docgen.package.deliverables.volume_files import VolumeWriter
from docgen.package.drawn.template_data import build_pieces
from docgen.package.drawn.typesetting import Typesetter
from docgen.package.evidence.page_ink import Ink
from docgen.package.layout.book import Book
from docgen.package.layout.package_layout import FilePages, Layout, Volume
from docgen.package.layout.volumes import get_volume_limit
from docgen.package.merging.normalized_pdf import normalize_pdf
from docgen.problems.problem import Problem, Where

FOLDER = "print"

Place = Callable[[str, str], Path]
"""Function from the role and the path of a document in the output to the file to write."""

_COVERS = "covers.typ"
_SPINE = "书脊.pdf"
_MAXIMUM_THICKNESS = 50
"""Maximum thickness in mm for glue binding: docgen's own limit."""

_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class PrintSet:
    """Input of the print set: the book, its layout, the ink of each page, and the writer of volume files."""

    book: Book
    layout: Layout
    inks: Mapping[int, Ink]
    volumes: VolumeWriter
    notice: Notice
    cluster: str

    @property
    def title(self) -> str:
        """The title of the cover in one line."""
        return self.book.cover.title.replace("\n", "")


def write_print_set(made: PrintSet, place: Place, typesetter: Typesetter, order_template: Path) -> tuple[Problem, ...]:
    """Write the print set; ``order_template`` is the Word template of the 印制单.

    Returns problems for volumes that are too thick or exceed the limits. May raise the errors of typesetting and of
    filling a template.
    """
    files = _write_volume_files(made, place)
    printing = made.notice.printing
    names = [path.name for path in files]
    volumes = build_volume_orders(made.layout, made.inks, names, printing)
    covers = tuple(_draw_covers(made, place, typesetter))
    sheets_of_spines = _draw_spines(made, volumes, place, typesetter)
    order = PrintOrder(
        title=f"{made.title}（{made.cluster}）" if made.cluster else made.title,
        notice=made.notice,
        volumes=volumes,
        covers=covers,
        spine=_SPINE,
        spine_pages=sheets_of_spines,
        blanks=len(made.layout.blanks),
        bytes=made.volumes.package.stat().st_size,
        weight=get_paper_weight(printing),
    )
    slots = {**order.build_slots(), "draft_mark": made.book.watermark}
    place("print-order", f"{FOLDER}/{NAME}.docx").write_bytes(fill_template(order_template, slots))
    return tuple(_check_volumes(made, volumes, files))


def _write_volume_files(made: PrintSet, place: Place) -> list[Path]:
    """Write the file of each volume; of a package that is not split, the package itself serves."""
    if not made.layout.is_split:
        return [made.volumes.package]
    files = []
    for volume in made.layout.bound_volumes:
        path = place("volume", volume.file)
        made.volumes.write(made.layout, volume, path)
        files.append(path)
    return files


def _draw_covers(made: PrintSet, place: Place, typesetter: Typesetter) -> Iterator[CoverOrder]:
    content = [piece for piece in build_pieces(made.book, made.layout) if piece["role"] == "cover"]
    for mark, copies in made.notice.copies.marked:
        name = f"封面（{mark}）.pdf" if mark else "封面.pdf"
        title = f"{made.title}封面{f'（{mark}）' if mark else ''}"
        data = {"title": title, "mark": mark, "watermark": made.book.watermark, "covers": content}
        _draw_file(_COVERS, data, place("cover", f"{FOLDER}/{name}"), typesetter)
        yield CoverOrder(mark, name, copies)


def _draw_spines(made: PrintSet, volumes: tuple[VolumeOrder, ...], place: Place, typesetter: Typesetter) -> int:
    """Draw the spine labels; returns the number of sheets."""
    spine = Spine(made.title, made.cluster, made.book.cover.date, made.book.watermark)
    data = build_spine_data(spine, volumes, made.notice.copies, get_paper_weight(made.notice.printing))
    _draw_file(TEMPLATE, data, place("spine", f"{FOLDER}/{_SPINE}"), typesetter)
    return len(data["pages"])


def _draw_file(template: str, data: dict[str, Any], path: Path, typesetter: Typesetter) -> None:
    pdf, _ = typesetter.draw(template, data)
    normalize_pdf(io.BytesIO(pdf), path)


def _check_volumes(made: PrintSet, volumes: tuple[VolumeOrder, ...], files: list[Path]) -> Iterator[Problem]:
    for volume, order, file in zip(made.layout.bound_volumes, volumes, files, strict=True):
        where = Where(f"{FOLDER}/{order.file}" if made.layout.is_split else order.file)
        if order.thick > _MAXIMUM_THICKNESS:
            sides = 2 if made.notice.printing.is_two_sided else 1
            most = int(_MAXIMUM_THICKNESS / calculate_thickness(1, get_paper_weight(made.notice.printing))) * sides
            thickness = f"约厚 {order.thick:.1f} 毫米，一般胶装不超过 {_MAXIMUM_THICKNESS} 毫米"
            message = f"{order.name}有 {order.sheets} 张，{thickness}。"
            hint = f"请在 notice.yaml 里写 printing: {{volumes: {{pages: {most}}}}}，分册装订。"
            yield Problem("print.thick", where, message, hint)
        yield from _check_limits(made, volume, order, file.stat().st_size, where)


def _check_limits(made: PrintSet, volume: Volume, order: VolumeOrder, size: int, where: Where) -> Iterator[Problem]:
    """Report a volume that exceeds the limits because the form or one file cannot be split."""
    limit = get_volume_limit(made.notice.printing)
    over = []
    if order.pages > limit.pages:
        over.append(f"有 {order.pages} 页，超过每册 {limit.pages} 页")
    if size > limit.bytes:
        over.append(f"文件有 {size / _MEGABYTE:.1f} MB，超过每册 {limit.bytes / _MEGABYTE:.0f} MB")
    if over:
        largest = max(_list_files(made.layout, volume), key=lambda file: file.last - file.first, default=None)
        why, remedy = "申报表和清单不拆到两册里。", "请把每册的限度放宽。"
        if largest:
            why = f"一个文件不拆到两册里。最长的文件是“{largest.path}”，{largest.last - largest.first + 1} 页。"
            remedy = "请把这个文件拆成几个，或把每册的限度放宽。"
        yield Problem("print.over-limit", where, f"{order.name}{'；'.join(over)}。{why}", remedy)


def _list_files(layout: Layout, volume: Volume) -> list[FilePages]:
    return [file for part in layout.list_parts_in(volume) for file in part.files]
