"""Saving of a PDF with an OSError where the disk is full or does not take a file of its size.

qpdf ends the whole process where writing fails again during its clean-up after a failure. Errors are therefore hidden
from qpdf and raised after it has finished.
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
    """Write ``pdf`` to ``target``, with the settings of :meth:`pikepdf.Pdf.save`; OSError where that fails.

    The metadata stay as they are: pikepdf would mend their version, and fail where they are no metadata at all.
    """
    with _DeferredErrorWriter(io.FileIO(target, "w")) as file:
        pdf.save(file, fix_metadata_version=False, **settings)
    checkpoint()
    if file.failure:
        raise file.failure


class _DeferredErrorWriter(io.BufferedWriter):
    """A file that stores its first write error in ``failure`` instead of raising it, and writes nothing afterwards.

    An interrupt is such an error as well.
    """

    failure: OSError | KeyboardInterrupt | None = None

    def write(self, data: ReadableBuffer, /) -> int:
        try:  # raising would end the process in qpdf
            if self.failure is None and not is_cancelled():
                return super().write(data)
        except (OSError, KeyboardInterrupt) as error:
            self.failure = error
        return memoryview(data).nbytes

    def flush(self) -> None:
        if self.failure is None:
            try:
                super().flush()
            except (OSError, KeyboardInterrupt) as error:
                self.failure = error
