"""A cache of the PDFs that LibreOffice made, by everything that a conversion depends on."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from docgen.runtime.cache import Cache, compute_key
from docgen.runtime.checksums import Checksums

_KIND = "conversion"
_HOME = Path(__file__).parents[1]
_NAMED = b"the pages show the name of the file"
"""Stored in the place of a PDF that is stored by the name as well."""
_CODE = (
    "runtime/aes_decryption.py",
    "runtime/archive_check.py",
    "runtime/compound_file.py",
    "runtime/default_password.py",
    "runtime/equation_fields.py",
    "runtime/office_relationships.py",
    "runtime/old_documents.py",
    "runtime/old_workbooks.py",
    "runtime/sheet_page.py",
    "runtime/word_fields.py",
    "runtime/workbook_parts.py",
    "runtime/file_sniffing.py",
    "runtime/office_engine.py",
    "runtime/font_numbers.py",
    "runtime/fonts.py",
    "runtime/office.py",
    "runtime/sanitized_copy.py",
    "runtime/office_profile.py",
    "runtime/document_traces.py",
    "runtime/warm_office.py",
)
"""The code that prepares documents for LibreOffice and calls it."""
_CODE_CONTENT = tuple((_HOME / name).read_bytes() for name in _CODE)
"""The code of this process, read at import: a version that is installed later must not change the keys."""


def compute_conversion_keys(
    sources: Iterable[Path], environment_fingerprint: str, checksums: Checksums
) -> dict[Path, str]:
    """Compute the key of the PDF of each readable source; the fingerprint is that of LibreOffice and its fonts."""
    way = compute_key(environment_fingerprint, *_CODE_CONTENT)
    keys = {}
    for source in sources:
        with suppress(OSError):  # the conversion reports an unreadable source
            keys[source] = compute_key(way, source.suffix.lower(), checksums.compute(source))
    return keys


def restore_conversions(keys: Mapping[Path, str], cache: Cache, folder: Path) -> Iterator[tuple[Path, Path]]:
    """Yield each source that was converted before, and its PDF, which is written into ``folder``."""
    for position, (source, key) in enumerate(keys.items(), start=1):
        content = cache.get_decoded(_KIND, key, _expect_entry)
        if content == _NAMED:
            content = cache.get_decoded(_KIND, compute_key(key, source.name), _expect_pdf)
        if content is not None:
            pdf = folder / f"{position:04d}.pdf"
            pdf.write_bytes(content)
            yield source, pdf


def store_conversions(
    made: Mapping[Path, Path],
    before: Mapping[Path, str],
    after: Mapping[Path, str],
    cache: Cache,
    named: Container[Path] = (),
) -> None:
    """Store the PDF of each source whose key was the same before and after the conversion.

    The pages of those among ``named`` show their file's name: the PDF is stored for this name only.
    """
    for source, pdf in made.items():
        if source in before and before[source] == after.get(source):
            key = before[source]
            if source in named:
                cache.put(_KIND, key, _NAMED)
                key = compute_key(key, source.name)
            cache.put(_KIND, key, pdf.read_bytes())


def _expect_entry(content: bytes) -> bytes:
    """Return the bytes of a PDF, or the mark in its place; raises ValueError for anything else."""
    return content if content == _NAMED else _expect_pdf(content)


def _expect_pdf(content: bytes) -> bytes:
    """Return the bytes of a PDF; raises ValueError for anything else."""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-1024:]:
        raise ValueError("no PDF")
    return content
