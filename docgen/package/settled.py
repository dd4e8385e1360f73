"""A PDF without the traces of the clock, so that the same content gives the same bytes."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import pikepdf

_DATES = ("/CreationDate", "/ModDate")
_TRACES = ("/DocChecksum", "/ID")


def settled(source: Path | BinaryIO, target: Path) -> None:
    """Write ``source`` to ``target`` without dates, checksums and random identifiers."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with pikepdf.open(source) as pdf:
        for key in _DATES:
            if key in pdf.docinfo:
                del pdf.docinfo[key]
        for key in _TRACES:
            if key in pdf.trailer:
                del pdf.trailer[key]
        if "/Metadata" in pdf.Root:
            del pdf.Root["/Metadata"]
        pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
