"""The template of an application folder (template.docx): a Word file of somebody else, filled in place of docgen's own.

It has slots, and nothing that docgen's own templates have besides: the bookmarks by which the pages of rows are found
are added to a private copy, and answers are set smaller run by run, since there are no styles for them.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from docgen.definitions.form import Blank, Choice, Choices, Form, Narrative, Part
from docgen.documents.templates.form_layout import LayoutLine, LayoutSpan, OfficialText, Slot
from docgen.documents.templates.part_titles import find_titles
from docgen.documents.templates.template_rows import FieldFinder
from docgen.documents.templates.template_table import format_row_name
from docgen.documents.word.answer_sizes import ANSWER_SIZES, AnswerSize
from docgen.documents.word.archive import build_archive, read_parts
from docgen.documents.word.word_edits import (
    RunSizes,
    find_highest_id,
    find_slices,
    get_run,
    insert_first,
    isolate_slices,
    iterate_shown_paragraphs,
    read_own_text,
    remove_bookmarks,
    set_run_text,
    set_size,
    tighten_lines,
)
from docgen.documents.word.wordml import Bookmarks, Element, parse_part, qualify, serialize_part
from docgen.errors import InputError
from docgen.runtime.archive_check import find_member_fault

_BODY = "word/document.xml"
_STYLES = "word/styles.xml"
_TAG = re.compile(r"\{\{\s*([\w.]+)\s*\}\}|\{%.*?%\}")
_LOOP = re.compile(r"\{%tr\s+(for|endfor)\b")
_LARGEST = 100 << 20
_ROW, _CELL, _PARAGRAPH = qualify("tr"), qualify("tc"), qualify("p")


@dataclass(frozen=True)
class _Line:
    """A paragraph of a template: its part, its outermost row, its text, and True inside of a repeated row."""

    paragraph: Element
    part: Part
    row: Element | None
    text: str
    is_repeated: bool

    @property
    def slots(self) -> list[str]:
        """The names of the slots, in order."""
        return [found[1] for found in _TAG.finditer(self.text) if found[1]]


class FolderTemplate:
    """A template of a folder, read once: ``document`` is the private copy with bookmarks, ``fields`` what they mean.

    ``fields`` has for each part and each field printed in it the bookmark of its row, or of the part. Raises InputError
    where the file is no Word file.
    """

    def __init__(self, path: Path, form: Form) -> None:
        self._form = form
        self._boxes = {slot for slot, field in form.slots.items() if isinstance(field, Choice | Choices | Narrative)}
        parts = _read_archive(path)
        root = parse_part(parts[_BODY])
        self.fields = _mark_rows(root, list(_read_lines(root, form)), form)
        self._parts = {**parts, _BODY: serialize_part(root)}
        self._sizes = RunSizes(parse_part(parts[_STYLES]) if _STYLES in parts else None)

    @cached_property
    def document(self) -> bytes:
        """The template with a bookmark at each part and row."""
        return build_archive(self._parts)

    @cached_property
    def size(self) -> float:
        """The size of most answers, in points."""
        lines = _read_lines(parse_part(self._parts[_BODY]), self._form)
        firsts = (find_slices(line.paragraph, *span)[0].node for line in lines for span in self._find_answers(line))
        found = Counter(self._sizes.measure(get_run(node)) for node in firsts)
        return found.most_common(1)[0][0] / 2 if found else ANSWER_SIZES[0].characters

    def resize(self, sizes: Mapping[str, AnswerSize]) -> bytes:
        """Return the document with the answers of some parts no larger than ``sizes`` (by the id of the part).

        The lines of a paragraph that holds nothing but answers are set closer, too; printed words stay as they are.
        """
        root = parse_part(self._parts[_BODY])
        for line in list(_read_lines(root, self._form)):
            size = sizes.get(line.part.id)
            spans = list(self._find_answers(line))
            if not size or not spans:
                continue
            # From the end, so that the positions of those before stay right.
            for start, end in reversed(spans):
                run = isolate_slices(find_slices(line.paragraph, start, end))
                set_run_text(run, line.text[start:end])
                set_size(run, min(self._sizes.measure(run), round(size.characters * 2)))
            if not _TAG.sub("", line.text).strip():
                tighten_lines(line.paragraph, round(size.line * 20))
        return build_archive({**self._parts, _BODY: serialize_part(root)})

    def _find_answers(self, line: _Line) -> Iterator[tuple[int, int]]:
        """Yield the start and end of each slot of a text or figure in a line."""
        for found in _TAG.finditer(line.text):
            if found[1] and found[1] not in self._boxes:
                yield found.span()


def _read_archive(path: Path) -> dict[str, bytes]:
    """Read the parts of the file; raises InputError where they are more than a form has."""
    with zipfile.ZipFile(path) as archive:
        is_large = sum(one.file_size for one in archive.infolist()) > _LARGEST
        reason = "里面的内容大得不像一份申报表" if is_large else find_member_fault(archive)
    if reason:
        raise InputError(f"{reason}。", remedy="请用 Word 打开，另存一份再用。", path=path)
    return read_parts(path.read_bytes())


def _read_lines(root: Element, form: Form) -> Iterator[_Line]:
    """Yield the paragraphs in order; a title begins its part, the first part begins with the document."""
    paragraphs = [(paragraph, read_own_text(paragraph)) for paragraph in iterate_shown_paragraphs(root)]
    rows = [next(reversed(list(paragraph.iterancestors(_ROW))), None) for paragraph, _ in paragraphs]
    texts = [(text, row is not None) for (_, text), row in zip(paragraphs, rows, strict=True)]
    titles = find_titles(texts, form)
    part, depth = form.parts[0], 0
    for number, ((paragraph, text), row) in enumerate(zip(paragraphs, rows, strict=True)):
        part = titles.get(number, part)
        loops = _LOOP.findall(text)
        depth += loops.count("for")
        yield _Line(paragraph, part, row, text, depth > 0)
        depth -= loops.count("endfor")


def _mark_rows(root: Element, lines: Sequence[_Line], form: Form) -> dict[str, dict[str, str]]:
    """Set a bookmark at each part and each row of its tables; return that of each field, by part and field."""
    remove_bookmarks(root, re.compile(rf"(?:{'|'.join(re.escape(part.id) for part in form.parts)})(?:r\d+)?"))
    bookmarks = Bookmarks(find_highest_id(root))
    fields: dict[str, dict[str, str]] = {}
    for part in form.parts:
        own = [line for line in lines if line.part is part]
        if not own:
            continue
        insert_first(own[0].paragraph, bookmarks.create(part.id))
        names = _mark_part_rows(own, part, bookmarks)
        finder, found, marked = FieldFinder(form, part), fields.setdefault(part.id, {}), len(names)
        for line in own:
            for field in finder.find_fields(_split_line(line.text)):
                if isinstance(form.fields[field], Blank) and field not in found:
                    # Signed or sealed: exactly this page counts, and rows of a foreign file may break across two.
                    marked += 1
                    found[field] = format_row_name(part.id, marked)
                    insert_first(line.paragraph, bookmarks.create(found[field]))
                found.setdefault(field, part.id if line.row is None else names.get(line.row, part.id))
    return fields


def _mark_part_rows(lines: Sequence[_Line], part: Part, bookmarks: Bookmarks) -> dict[Element, str]:
    """Set a bookmark in each row of the part but the repeated ones, which would have it several times."""
    names: dict[Element, str] = {}
    rows = dict.fromkeys(line.row for line in lines if line.row is not None and not line.is_repeated)
    for row in (row for row in rows if row is not None):
        place = _find_free_paragraph(row)
        if place is not None:
            names[row] = format_row_name(part.id, len(names) + 1)
            insert_first(place, bookmarks.create(names[row]))
    return names


def _find_free_paragraph(row: Element) -> Element | None:
    """Find a paragraph of a row for a bookmark: best in a cell of this row alone, never in one that is covered."""
    merged: list[tuple[int, Element]] = []
    for cell in row.iter(_CELL):
        paragraph = cell.find(_PARAGRAPH)
        merge = cell.find(f"{qualify('tcPr')}/{qualify('vMerge')}")
        if paragraph is None or (merge is not None and merge.get(qualify("val"), "continue") == "continue"):
            continue
        merged.append((0 if merge is None else 1, paragraph))
    return min(merged, key=lambda one: one[0], default=(0, None))[1]


def _split_line(text: str) -> LayoutLine:
    pieces: list[OfficialText | Slot] = []
    position = 0
    for found in _TAG.finditer(text):
        pieces += [OfficialText(text[position : found.start()]), *([Slot(found[1])] if found[1] else [])]
        position = found.end()
    return LayoutLine((LayoutSpan((*pieces, OfficialText(text[position:]))),))
