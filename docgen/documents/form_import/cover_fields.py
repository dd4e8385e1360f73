"""The fields of the cover: its own, and those of later parts that it prints again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from docgen.definitions.form_words import FormWords, has_any
from docgen.documents.form_import.cell_fields import CellFields
from docgen.documents.form_import.draft_fields import DraftField
from docgen.documents.form_import.label_reader import LabelText
from docgen.documents.templates.form_layout import LayoutParagraph, LayoutSection
from docgen.values import strip_parentheses

_AND = re.compile(r"[及和与]|、")


@dataclass
class CoverFields:
    """The fields that only the cover has, all that it shows, and the slots that print two answers."""

    own: list[DraftField] = field(default_factory=list)
    shown: list[DraftField] = field(default_factory=list)
    pairs: dict[str, str] = field(default_factory=dict)


class CoverReader:
    """Reads the cover: a label that a later part has as well is the same answer."""

    def __init__(self, part: str, words: FormWords) -> None:
        self.part = part
        self.words = words
        self.cells = CellFields(part, words)

    def read(self, cover: LayoutSection, fields: Sequence[DraftField]) -> CoverFields:
        """Return the fields of the cover; those of ``fields`` that it prints again get its slots, and ``also``."""
        found = CoverFields()
        for block in cover.blocks:
            if isinstance(block, LayoutParagraph) and block.line.slots:
                for one in self.cells.read_gaps([block.line], LabelText("")):
                    self._add(one, [other for other in fields if other.kind == "text"], found)
        return found

    def _add(self, one: DraftField, fields: Sequence[DraftField], found: CoverFields) -> None:
        slot = next(iter(one.slots))
        if has_any(one.label, self.words.seal):
            one.sealed = one.label
            one.label = _strip_seal(one.label, self.words)
        if one.kind != "text":
            one.kind, one.unit, one.review = "text", "", []
        same = next((other for other in fields if self._is_same(other.label, one.label)), None)
        pair = None if same else self._find_pair(one.label, fields)
        if same:
            self._print_again(same, slot)
            same.sealed = one.sealed
            found.shown.append(same)
        elif pair:
            second = f"{slot}_second"
            found.pairs[slot] = second
            self._print_again(pair[0], slot)
            self._print_again(pair[1], second)
        else:
            found.own.append(one)
            found.shown.append(one)

    def _print_again(self, one: DraftField, slot: str) -> None:
        one.slots[slot] = ()
        if self.part not in one.also:
            one.also.append(self.part)

    def _is_same(self, one: str, other: str) -> bool:
        bare, wanted = strip_parentheses(one), strip_parentheses(other)
        if not wanted:
            return one == other
        return one == other or bare == wanted or any({bare, wanted} <= {*group} for group in self.words.same_labels)

    def _find_pair(self, label: str, fields: Sequence[DraftField]) -> tuple[DraftField, DraftField] | None:
        """Find the two answers that a label such as 联系人及联系电话 asks for; the second follows the first."""
        names = _AND.split(label)
        if len(names) != 2:
            return None
        for number, one in enumerate(fields):
            if self._is_same(one.label, names[0].strip()):
                later = (other for other in fields[number + 1 :] if self._is_same(other.label, names[1].strip()))
                second = next(later, None)
                return (one, second) if second else None
        return None


def _strip_seal(label: str, words: FormWords) -> str:
    return re.sub(rf"[（(]?(?:{'|'.join(words.seal)})[）)]?\Z", "", label).strip()
