"""Conversion of other Word-like documents (.doc, .rtf, .odt, HTML) to .docx by LibreOffice."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from pathlib import Path

from docgen.runtime.cache import compute_key
from docgen.runtime.disk_room import prove_room
from docgen.runtime.office import Office
from docgen.runtime.office_engine import (
    UNWATCHED,
    ConversionEnd,
    ConversionWatch,
    build_office_call,
    make_environment,
    supervise,
)
from docgen.runtime.office_profile import write_profile

_KIND = "word"
_FORMAT = "docx:MS Word 2007 XML"
_IN_FILTERS = {".html": ("--infilter=HTML (StarWriter)",)}
"""LibreOffice opens a page as a web document otherwise, of which it writes no .docx."""


def convert_to_docx(
    office: Office, copy: Path, work: Path, *, timeout: float = 120.0, watch: ConversionWatch = UNWATCHED
) -> Path | str:
    """Convert a document to .docx inside ``work``; returns the file, or the reason (Chinese) why there is none.

    ``copy`` is a private copy that names no place outside itself (docgen/project/word/word_copy.py); its ending tells
    LibreOffice its format. ``timeout`` is in seconds. A conversion in the cache of ``office`` is not repeated. Raises
    OSError where the disk is full.
    """
    key = compute_key(office.environment_fingerprint, _FORMAT, copy.suffix, copy.read_bytes())
    work.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="docx-", dir=work.resolve()))
    docx = folder / f"{copy.stem}.docx"
    known = office.cache.get_decoded(_KIND, key, _expect_docx)
    if known is not None:
        docx.write_bytes(known)
        return docx
    end = _convert(office, copy, folder, timeout, watch)
    if not _is_whole(docx):
        prove_room(work)
        return end.value
    office.cache.put(_KIND, key, docx.read_bytes())
    return docx


def _convert(office: Office, copy: Path, folder: Path, timeout: float, watch: ConversionWatch) -> ConversionEnd:
    profile = Path(tempfile.mkdtemp(prefix="profile-", dir=folder.parent))
    write_profile(profile, office.build)
    filters = _IN_FILTERS.get(copy.suffix, ())
    wanted = (*filters, "--convert-to", _FORMAT, "--outdir", str(folder), str(copy))
    try:
        call = [*build_office_call(office, profile), *wanted]
        return supervise(call, make_environment(folder.parent), folder, timeout, watch)
    finally:
        shutil.rmtree(profile, ignore_errors=True)


def _is_whole(docx: Path) -> bool:
    return docx.is_file() and zipfile.is_zipfile(docx)


def _expect_docx(content: bytes) -> bytes:
    """Return the bytes of a zip; raises ValueError for anything else."""
    if not content.startswith(b"PK\3\4") or b"PK\5\6" not in content[-1024:]:
        raise ValueError("no .docx")
    return content
