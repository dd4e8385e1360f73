"""Cache keys for the files of single volumes: equal keys mean equal bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from docgen.package.drawn.template_data import build_stamps
from docgen.package.drawn.typesetting import STAMPS, Typesetter
from docgen.package.layout.book import Book
from docgen.package.layout.package_layout import Layout, Volume
from docgen.runtime.cache import compute_key
from docgen.runtime.checksums import Checksums
from docgen.runtime.environment_fingerprint import compute_font_fingerprint, get_docgen_fingerprint


def compute_volume_keys(
    book: Book,
    layout: Layout,
    drawn: bytes,
    codes: Mapping[int, Sequence[str]],
    typesetter: Typesetter,
    sums: Checksums,
) -> dict[int, str]:
    """Compute the key of each volume by its number; none where the package is not split.

    ``drawn`` is the PDF of the drawn pages of all volumes, which share their fonts. ``codes`` holds the modules of the
    printed codes by page, ``sums`` the checksums of the source PDFs.
    """
    if not layout.is_split:
        return {}
    marks = list(build_stamps(layout, codes))
    common = (
        get_docgen_fingerprint(),
        compute_font_fingerprint(typesetter.font_folders),
        (typesetter.templates / STAMPS).read_bytes(),
        hashlib.sha256(drawn).hexdigest(),
        "".join(sorted(set(_serialize(marks)))),  # the stamps of all volumes share their fonts as well
        book.title,
        book.watermark,
    )
    return {
        volume.number: compute_key(
            *common,
            repr(
                (volume, layout.list_parts_in(volume), [page for page in layout.blanks if _is_in_volume(volume, page)])
            ),
            _serialize(marks[volume.first - 1 : volume.last]),
            *_identify_pdfs(book, layout, volume, sums),
        )
        for volume in layout.bound_volumes
    }


def _identify_pdfs(book: Book, layout: Layout, volume: Volume, sums: Checksums) -> Iterator[str]:
    """Yield the checksums of the source PDFs of the volume, and the pages of its scans."""
    parts = layout.list_parts_in(volume)
    if any(part.role == "form" for part in parts):
        yield sums.compute(book.form.pdf)
    pdfs = {file.sha256: file.pdf for item in book.items for file in item.files}
    yield from (sums.compute(pdfs[file.sha256]) for part in parts for file in part.files)
    scans = {(scan.name, scan.index + 1): scan.pdf for scan in book.scans}
    for sealed in layout.sealed:
        if _is_in_volume(volume, sealed.page):
            yield f"{sealed!r} {sums.compute(scans[sealed.path, sealed.source_page])}"


def _is_in_volume(volume: Volume, page: int) -> bool:
    return volume.first <= page <= volume.last


def _serialize(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
