"""A Word document laid against the layout of a form: :func:`align_form` gives each slot its place, score and doubt.

First the rows are aligned, by their official words and their order; then the cells of each pair of rows; then the slots
inside each cell. What has no partner on either side is named. docs/word-in.md explains it with a picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from docgen.documents.alignment.form_rows import FormCell, SeenCell
from docgen.documents.alignment.slot_texts import TextSpan, join_spans
from docgen.project.word.word_document import WordPlace


@dataclass(frozen=True, eq=False)
class SlotMatch:
    """The place of a slot in the document.

    ``spans`` is the text that stands there, at most one range a paragraph; one empty range where the answer is blank;
    nothing where the document has no such place. ``score`` is the likeness of the official words around it, 0 to 1;
    ``doubt`` is the reason in Chinese why the place is not certain, "" where it is.
    """

    slot: str
    spans: tuple[TextSpan, ...]
    score: float = 1.0
    doubt: str = ""

    @property
    def text(self) -> str:
        """The text that stands there, a line for each paragraph, without spaces around it."""
        return join_spans(self.spans)

    @property
    def place(self) -> WordPlace | None:
        """The place of the first paragraph."""
        return self.spans[0].paragraph.place if self.spans else None


@dataclass(frozen=True, eq=False)
class CellMatch:
    """A cell or paragraph of the layout with its slots, and the one of the document (None where there is none).

    The slots of a cell of boxes have no spans of their own: which box is ticked is read from the whole cell.
    """

    form: FormCell
    seen: SeenCell | None
    slots: tuple[SlotMatch, ...] = ()
    score: float = 1.0
    doubt: str = ""


@dataclass(frozen=True, eq=False)
class LoopRow:
    """A row of the document in the place of a repeated row (``each``) of the layout, slots by name (``row.label``)."""

    each: str
    slots: Mapping[str, SlotMatch]


@dataclass(frozen=True)
class EditedText:
    """An official text that was changed in the document."""

    official: str
    seen: str
    place: WordPlace


@dataclass(frozen=True)
class UnplacedText:
    """Something in the document that is no answer and no official text; ``reason`` says in Chinese what it is."""

    text: str
    place: WordPlace | None
    reason: str = ""


@dataclass(frozen=True)
class MissingRow:
    """A row of the layout that the document does not have: its official text, and its slots."""

    text: str
    slots: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class FormAlignment:
    """The result: a match for each cell with slots, rows of loops, and what has no partner on either side.

    ``coverage`` is the share of the form's official text that the document has, 0 to 1, the instructions not counted;
    ``copies`` the number of times that its rows stand in the document: 2 where two forms are in one file.
    """

    cells: tuple[CellMatch, ...]
    loops: tuple[LoopRow, ...]
    missing: tuple[MissingRow, ...]
    edited: tuple[EditedText, ...]
    unplaced: tuple[UnplacedText, ...]
    coverage: float
    copies: int = 1

    def list_slots(self) -> list[SlotMatch]:
        """List the matches of all slots, in the order of the layout, without those of loops."""
        return [slot for cell in self.cells for slot in cell.slots]
