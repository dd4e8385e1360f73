"""Writing a PDF where the disk does not take it: an error as of any file, never the end of the process."""

from __future__ import annotations

import errno
import os
import resource
import sys
from pathlib import Path

import pikepdf
import pytest

from docgen.package.merging import pdf_saving
from docgen.package.merging.pdf_saving import save_pdf

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits files as Linux does")


def large(size: int) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.pages[0].Contents = pdf.make_stream(os.urandom(size))
    return pdf


def test_what_is_written_is_what_pikepdf_writes(tmp_path: Path) -> None:
    with large(100_000) as pdf:
        save_pdf(pdf, tmp_path / "a.pdf", static_id=True)
        pdf.save(tmp_path / "b.pdf", static_id=True)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with large(10) as pdf, pytest.raises(FileNotFoundError):
        save_pdf(pdf, tmp_path / "nowhere" / "a.pdf")


@LINUX
@pytest.mark.parametrize("limit", [0, 1, 5_000, 60_000, 99_000, 100_400])
def test_a_file_that_breaks_off_anywhere_is_told(tmp_path: Path, limit: int) -> None:
    with large(100_000) as pdf:
        with pytest.raises(OSError) as caught, limited(limit):
            save_pdf(pdf, tmp_path / "a.pdf", static_id=True)
        assert caught.value.errno == errno.EFBIG
        save_pdf(pdf, tmp_path / "b.pdf", static_id=True)
    assert pikepdf.open(tmp_path / "b.pdf").pages


class limited:
    """No file may be larger than so many bytes."""

    def __init__(self, size: int) -> None:
        self.size = size

    def __enter__(self) -> None:
        import signal

        self.handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        self.before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.size, self.before[1]))

    def __exit__(self, *fault: object) -> None:
        import signal

        resource.setrlimit(resource.RLIMIT_FSIZE, self.before)
        signal.signal(signal.SIGXFSZ, self.handler)


def test_an_interrupt_while_it_writes_is_raised_after_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second Ctrl-C inside qpdf: raised there it would end the process with SIGABRT."""
    calls = []

    def interrupt() -> bool:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return False

    monkeypatch.setattr(pdf_saving, "is_cancelled", interrupt)
    with large(1_000_000) as pdf, pytest.raises(KeyboardInterrupt):
        save_pdf(pdf, tmp_path / "a.pdf", static_id=True)
    assert len(calls) == 2
