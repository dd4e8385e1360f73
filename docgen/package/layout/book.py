"""Input of the package: the content of all its parts, as one :class:`Book`.

The page numbers that follow from it are a :class:`~docgen.package.layout.package_layout.Layout`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from docgen.definitions.form import Action
from docgen.definitions.notice import Printing


@dataclass(frozen=True)
class CoverLine:
    """One labelled, underlined value of the cover."""

    label: str
    value: str


@dataclass(frozen=True)
class Cover:
    """The cover: a title of one or more lines (split at ``\\n``, the last one largest), values, and the date."""

    title: str
    lines: tuple[CoverLine, ...]
    date: str
    subtitle: str = ""


@dataclass(frozen=True)
class FormPart:
    """One part of the form: its heading, and the named destination in the form's PDF at which it begins."""

    title: str
    destination: str


@dataclass(frozen=True)
class FormPdf:
    """The filled form as PDF, with its title in the contents.

    ``places`` maps the id of each field (answers, and places signed or sealed by hand) to the 1-based page of the form
    on which it is printed.
    """

    title: str
    pdf: Path
    parts: tuple[FormPart, ...]
    places: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ChecklistRow:
    """One item of the checklist, with or without files: official wording, the answers that need it, its state."""

    label: str
    title: str
    reason: str
    state: str


@dataclass(frozen=True)
class ChecklistGroup:
    """The rows under one heading of the official list."""

    heading: str
    rows: tuple[ChecklistRow, ...]


@dataclass(frozen=True)
class ItemFile:
    """One evidence file: its path in the folder, the title to print, and its pages as a readable PDF."""

    name: str
    title: str
    pdf: Path
    sha256: str


@dataclass(frozen=True)
class Proven:
    """One answer that an item proves: the part of the form, the field's short name and its id."""

    part: str
    name: str
    field: str


@dataclass(frozen=True)
class Item:
    """One evidence item with files: ``label`` 8 or 补1, ``heading`` 佐证材料8, ``title`` the official wording."""

    label: str
    heading: str
    title: str
    reason: str
    proves: tuple[Proven, ...]
    files: tuple[ItemFile, ...]


@dataclass(frozen=True)
class Demand:
    """One demand of the form or the notice: its origin (part, answer in words, field id) and its content.

    ``items`` are the labels of the items that meet it, ``state`` is 已备, 缺 or 无处归.
    """

    part: str
    claim: str
    field: str
    kind: str
    source: str
    items: tuple[str, ...]
    state: str


@dataclass(frozen=True)
class HandPlace:
    """A place that is signed or sealed by hand: its field id, official label, action, signer, and page of the form.

    ``form_page`` is 1-based. Several places may lie on one page.
    """

    field: str
    label: str
    action: Action
    by: str
    form_page: int


@dataclass(frozen=True)
class Scan:
    """One scanned page of a sealed or signed sheet, and the page of the package that it replaces.

    ``name`` is its file in the application folder, ``index`` the 0-based page of ``pdf``. ``number`` is the printed
    number in the file name, with ``volume`` where each volume is numbered by itself; ``code`` is the text of the code
    printed on the page. Either the number or the code is present.
    """

    name: str
    sha256: str
    pdf: Path
    index: int
    number: int | None = None
    volume: int | None = None
    code: str = ""


@dataclass(frozen=True)
class Book:
    """The whole package; ``watermark`` is printed across every page unless it is empty."""

    title: str
    cover: Cover
    form: FormPdf
    checklist: tuple[ChecklistGroup, ...]
    items: tuple[Item, ...]
    checklist_title: str = "佐证材料清单"
    demands_title: str = "申报表要求与佐证材料对照表"
    watermark: str = ""
    printing: Printing = Printing()
    demands: tuple[Demand, ...] = ()
    hand_places: tuple[HandPlace, ...] = ()
    scans: tuple[Scan, ...] = ()
