"""The pages of a blank form, measured once and stored beside its template as data (``pages.json``).

Parts 一 to 七 of a filled form must keep the pages that they have here; the room of each cell lets answers be judged
without LibreOffice; and the row of each field tells on which page of a filled form it is printed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from itertools import pairwise, takewhile
from pathlib import Path

import msgspec

from docgen.definitions.form import Form, Narrative, Part
from docgen.errors import DefinitionError
from docgen.runtime.output_folder import write_file
from docgen.strict_struct import StrictStruct, decode_json

PAGES = "pages.json"
TEMPLATE = "form.docx"


class PartPages(StrictStruct, kw_only=True, frozen=True):
    """One part: how many pages on the next one begins, on which page (from 1) each row is, the points free on each."""

    pages: int
    rows: Mapping[str, int]
    free: tuple[float, ...]

    @property
    def shares_last_page(self) -> bool:
        """True where the next part begins on its last page."""
        return len(self.free) > self.pages


class Room(StrictStruct, kw_only=True, frozen=True):
    """The room of one answer: its row, the width of its lines in points, and the height of its cell in lines.

    ``indent`` is the indentation of the first line, ``words`` the text that the form prints before the answer.
    """

    row: str
    width: float
    lines: int
    indent: float = 0
    words: str = ""


class FormPages(StrictStruct, kw_only=True, frozen=True):
    """The parts of a blank form, and the room of its answers by slot.

    ``template`` is the checksum of the template that was measured, ``bottom`` the margin at the foot of a page;
    ``size`` and ``line`` are those of an answer. All lengths are in points. ``fields`` has for each part and each field
    printed in it the bookmark of its row, or of the part; it is empty for a template without a layout.
    """

    template: str
    bottom: float
    size: float
    line: float
    parts: Mapping[str, PartPages]
    room: Mapping[str, Room]
    fields: Mapping[str, Mapping[str, str]]


def list_fixed_parts(form: Form, pages: FormPages) -> tuple[Part, ...]:
    """List the parts that must keep their pages: the tables before the plan (一 to 七), each on pages of its own.

    Where parts share a page in the blank form itself, which only templates of others have, neither can keep it.
    """
    mapped = list_mapped_parts(form, pages)
    sharing = {part.id for part in mapped if pages.parts[part.id].shares_last_page}
    after = {part.id for before, part in pairwise(mapped) if before.id in sharing}
    return tuple(part for part in mapped if part.id not in sharing | after)


def list_mapped_parts(form: Form, pages: FormPages) -> tuple[Part, ...]:
    """List the parts with tables before the plan whose rows are in the page map."""
    before = takewhile(lambda part: not any(isinstance(field, Narrative) for field in part.fields), form.parts)
    return tuple(part for part in before if part.id in pages.parts and pages.parts[part.id].rows)


def read_pages(folder: Path) -> FormPages | None:
    """Read the pages of the blank form whose template is in ``folder``; None where this template was not measured yet.

    Raises DefinitionError where the file is not valid.
    """
    path = folder / PAGES
    if not path.is_file():
        return None
    try:
        pages = decode_json(path.read_bytes(), FormPages)
    except msgspec.DecodeError as error:
        remedy = "请用 docgen template build 重新生成。"
        raise DefinitionError(f"页面记录读不懂：{error}。", remedy=remedy, path=path) from None
    return pages if pages.template == compute_template_checksum(folder / TEMPLATE) else None


def write_pages(folder: Path, pages: FormPages) -> Path:
    """Write ``pages`` beside the template in ``folder``; returns the file, the same bytes for the same pages."""
    return write_file(folder / PAGES, msgspec.json.format(msgspec.json.encode(pages), indent=1) + b"\n")


def compute_template_checksum(template: Path) -> str:
    """Compute the SHA-256 of a template, which identifies its version."""
    return hashlib.sha256(template.read_bytes()).hexdigest()
