"""Find the row of the layout in which each field is printed, by its slots, or by its label if it has none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path

from docgen.definitions.form import Blank, Form, Part
from docgen.documents.templates.form_layout import LayoutLine, LayoutParagraph, LayoutSection, LayoutTable, read_layout
from docgen.documents.templates.template_table import format_row_name


def find_bookmarks(html: Path, form: Form) -> dict[str, dict[str, str]]:
    """Find the bookmark of the first print of each field, by part and field; empty if there is no layout.

    It is the bookmark of the row (``s4r07``), or that of the part for text outside of its tables.
    """
    if not html.is_file():
        return {}
    parts = {part.id: part for part in form.parts}
    sections = [section for section in read_layout(html).sections if section.id in parts]
    return {section.id: _find_first_bookmarks(section, FieldFinder(form, parts[section.id])) for section in sections}


class FieldFinder:
    """A search for the fields that a line of one part prints: by their slots, or by a label with nothing to fill in."""

    def __init__(self, form: Form, part: Part) -> None:
        self.slots = {slot: field.id for slot, field in form.slots.items()}
        self.blank: Mapping[str, str] = {
            field.label: field.id for field in part.fields if isinstance(field, Blank) and field.label
        }

    def find_fields(self, line: LayoutLine) -> Iterator[str]:
        """Yield the ids of the fields that a line prints."""
        yield from (self.slots[slot] for slot in line.slots if slot in self.slots)
        yield from (field for label, field in self.blank.items() if line.words.startswith(label))


def _find_first_bookmarks(section: LayoutSection, names: FieldFinder) -> dict[str, str]:
    found: dict[str, str] = {}
    for bookmark, lines in _iterate_lines(section):
        for line in lines:
            for field in names.find_fields(line):
                found.setdefault(field, bookmark)
    return found


def _iterate_lines(section: LayoutSection) -> Iterator[tuple[str, Iterable[LayoutLine]]]:
    """Iterate over the lines of a section with their bookmark; rows are numbered through all of its tables."""
    numbers = count(1)
    for block in section.blocks:
        match block:
            case LayoutParagraph():
                yield section.id, [block.line]
            case LayoutTable():
                for row in block.rows:
                    yield (
                        format_row_name(section.id, next(numbers)),
                        [line for cell in row.cells for line in cell.lines],
                    )
