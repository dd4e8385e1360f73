"""Writes a PDF so that a disk that is full, or takes no file of its size, is told as it is of any other file.

qpdf ends the whole process where writing fails once more while it clears up after a failure. So it hears of none, and
what went wrong is raised when it is done.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pikepdf import Pdf

from docgen.progress import checkpoint, is_cancelled

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


def save_pdf(pdf: Pdf, target: Path, **settings: Any) -> None:
    """Write ``pdf`` to ``target``, with the settings of :meth:`pikepdf.Pdf.save`; OSError where that fails."""
    with _DeferredErrorWriter(io.FileIO(target, "w")) as file:
        pdf.save(file, **settings)
    checkpoint()
    if file.failure:
        raise file.failure


class _DeferredErrorWriter(io.BufferedWriter):
    """A file that takes everything: the first failure is kept, and nothing is written after it."""

    failure: OSError | None = None

    def write(self, data: ReadableBuffer, /) -> int:
        if self.failure is None and not is_cancelled():  # raising would end the process in qpdf
            try:
                return super().write(data)
            except OSError as error:
                self.failure = error
        return memoryview(data).nbytes

    def flush(self) -> None:
        if self.failure is None:
            try:
                super().flush()
            except OSError as error:
                self.failure = error
