"""Rewriting of a PDF: normalized, so that the same content gives the same bytes, or cropped."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import pikepdf

from docgen.package.merging.geometry import Box
from docgen.package.merging.pdf_saving import save_pdf

_DATES = ("/CreationDate", "/ModDate")
_TRAILER_TRACES = ("/DocChecksum", "/ID")


def normalize_pdf(source: Path | BinaryIO, target: Path) -> None:
    """Write ``source`` to ``target`` without dates, checksums and random identifiers."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with pikepdf.open(source) as pdf:
        for key in _DATES:
            if key in pdf.docinfo:
                del pdf.docinfo[key]
        for key in _TRAILER_TRACES:
            if key in pdf.trailer:
                del pdf.trailer[key]
        if "/Metadata" in pdf.Root:
            del pdf.Root["/Metadata"]
        save_pdf(pdf, target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def crop_pdf(source: Path, target: Path, box: Box) -> None:
    """Write ``source`` to ``target`` with the crop box of each page set to ``box``."""
    with pikepdf.open(source) as pdf:
        for page in pdf.pages:
            page.cropbox = pikepdf.Array(box.corners)
        save_pdf(pdf, target, deterministic_id=True)
