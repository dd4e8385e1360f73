"""The official Word file of a form made its template: slots are put where the aligner finds the cells of the layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from docgen.definitions.form import Choice, Choices, Form, Narrative, describe_place
from docgen.documents.alignment.form_aligner import align_form
from docgen.documents.alignment.form_alignment import CellMatch, FormAlignment, LoopRow
from docgen.documents.alignment.form_rows import FormRow, SeenRow, collect_headings, list_form_rows, list_seen_rows
from docgen.documents.alignment.row_alignment import align_rows
from docgen.documents.alignment.slot_texts import BLANKS, TextSpan, find_slot_texts
from docgen.documents.templates.form_layout import FormLayout
from docgen.documents.templates.slot_insertion import SlotInserter
from docgen.documents.word.archive import build_archive, read_parts
from docgen.errors import InputError
from docgen.problems.problem import Problem, Where
from docgen.project.word.word_document import PieceKind, WordDocument, WordParagraph
from docgen.project.word.word_reader import TracedWord, trace_word_document
from docgen.values import shorten_line

_BODY = "word/document.xml"
_LEAST_COVERAGE = 0.5
"""The share of the form's official text below which a file is another form."""

_SHOWN = 60
_SAVE_AS = "请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”再试。"


class AdoptedTemplate(NamedTuple):
    """The template made of an official file (.docx), the number of slots put into it, and what has to be looked at."""

    document: bytes
    placed: int
    problems: tuple[Problem, ...]


def adopt_template(path: Path, shown: str, layout: FormLayout, form: Form) -> AdoptedTemplate:
    """Put the slots of ``form`` into the official .docx; ``shown`` is its name in messages.

    Made for a child process. Raises InputError where the file is none that can be a template, or another form.
    """
    traced = trace_word_document(path, shown)
    _refuse_unfit(traced.document, shown)
    parts = read_parts(path.read_bytes())
    if _BODY not in parts:
        raise InputError("正文不在 Word 通常放的位置。", remedy=_SAVE_AS, path=shown)
    boxes = {slot for slot, one in form.slots.items() if isinstance(one, Choice | Choices)}
    alignment = align_form(traced.document, layout, boxes)
    if alignment.coverage < _LEAST_COVERAGE:
        share = round(alignment.coverage * 100)
        message = f"不像申报表 {form.id}：它的文字里只找到 {share}%。"
        raise InputError(message, remedy="请检查文件，或换一个申报表；docgen forms 列出现有的。", path=shown)
    if alignment.copies > 1:
        message = f"文件里有 {alignment.copies} 份申报表，不知道用哪一份。"
        raise InputError(message, remedy="请只留一份再试。", path=shown)
    return _Adoption(traced, layout, form, alignment, parts, shown).adopt()


def _refuse_unfit(document: WordDocument, shown: str) -> None:
    if document.facts.dialect != "transitional" or document.facts.has_macros:
        raise InputError("这种 Word 文件（严格格式、带宏的，或旧的 XML）不能做模板。", remedy=_SAVE_AS, path=shown)
    if document.changes:
        place = document.changes[0].place.describe()
        remedy = "请在 Word 里接受所有修订（审阅 → 接受 → 接受所有修订并停止修订），保存后再试。"
        raise InputError(f"文件里还有修订（第一处在{place}），打印时会带出来。", remedy=remedy, path=shown)


class _Adoption:
    def __init__(
        self,
        traced: TracedWord,
        layout: FormLayout,
        form: Form,
        alignment: FormAlignment,
        parts: dict[str, bytes],
        shown: str,
    ) -> None:
        self._shown = shown
        self._layout, self._form, self._alignment, self._parts = layout, form, alignment, parts
        self._document = traced.document
        self._boxes = {slot for slot, one in form.slots.items() if isinstance(one, Choice | Choices)}
        self._inserter = SlotInserter(traced, parts[_BODY])
        self._placed = 0
        self._problems: list[Problem] = []

    def adopt(self) -> AdoptedTemplate:
        """Place every slot of the layout and return the template."""
        for cell in self._alignment.cells:
            self._place_cell(cell)
        self._place_loops()
        document = build_archive({**self._parts, _BODY: self._inserter.serialize()})
        self._problems += self._compare_texts()
        return AdoptedTemplate(document, self._placed, tuple(self._problems))

    # -- cells and paragraphs ------------------------------------------------------------------------------------------

    def _place_cell(self, cell: CellMatch) -> None:
        spans = {one.slot: one.spans for one in cell.slots}
        doubts = {one.slot: one.doubt or cell.doubt for one in cell.slots}
        if cell.seen is not None and any(slot in self._boxes for slot in spans):
            texts = find_slot_texts(cell.form.lines, cell.seen.paragraphs)
            spans = {one.slot: one.spans for one in texts.slots}
            doubts = {one.slot: one.doubt or doubts.get(one.slot, "") for one in texts.slots}
        for slot, places in spans.items():
            if slot not in self._form.slots:
                continue
            if slot in self._boxes:
                self._place_box(slot, places, doubts[slot])
            elif isinstance(self._form.slots[slot], Narrative):
                self._place_prose(slot, places, doubts[slot])
            elif places:
                self._place_text(slot, _find_blank(cell, slot, places), doubts[slot], _has_own_line(cell, slot))
            else:
                self._miss(slot, doubts[slot] or "文件里没有找到它的格子")

    def _place_text(self, slot: str, spans: Sequence[TextSpan], doubt: str, has_own_line: bool) -> None:
        first, *others = spans
        if not self._inserter.can_insert(first.paragraph):
            self._miss(slot, "这一格里的内容（控件、文本框、合并的段落）放不进栏目", first.paragraph)
            return
        self._note(slot, spans, doubt)
        start, end = _trim(first)
        text = first.paragraph.text
        if has_own_line and text.strip(BLANKS) and not text[start:].strip(BLANKS):
            self._inserter.add_line(first.paragraph, slot)
            return
        self._inserter.insert(first.paragraph, start, end, slot)
        for span in others:
            if self._inserter.can_insert(span.paragraph):
                self._inserter.clear(span.paragraph, span.start, span.end)

    def _place_box(self, slot: str, spans: Sequence[TextSpan], doubt: str) -> None:
        places = [
            (span.paragraph, start)
            for span in spans
            for start, has_frame in _find_boxes(span)
            if has_frame and self._inserter.can_insert(span.paragraph)
        ]
        if len(places) != 1:
            reason = "没有找到它的选项框" if not places else f"找到 {len(places)} 个选项框，分不清是哪一个"
            self._miss(slot, reason, spans[0].paragraph if spans else None)
            return
        (paragraph, start), *_ = places
        self._note(slot, (), doubt, paragraph)
        self._inserter.insert(paragraph, start, start + 1, slot, is_box=True)

    def _place_prose(self, slot: str, spans: Sequence[TextSpan], doubt: str) -> None:
        whole = [span for span in spans if span.start == 0 and self._inserter.can_insert(span.paragraph)]
        if whole:
            first, *others = whole
            self._note(slot, spans, doubt)
            self._inserter.insert(first.paragraph, 0, len(first.paragraph.text), slot)
            for span in others:
                self._inserter.remove_paragraph(span.paragraph)
            return
        heading = spans[0].paragraph if spans else self._find_heading(slot)
        if heading is None or not self._inserter.can_insert(heading):
            self._miss(slot, doubt or "它的标题没有找到", heading)
            return
        self._note(slot, spans, doubt, heading)
        for span in spans:
            self._inserter.clear(span.paragraph, span.start, span.end)
        self._inserter.add_prose(heading, slot)

    def _find_heading(self, slot: str) -> WordParagraph | None:
        """Find the paragraph of the document that stands before the prose of a slot: heading or hint."""
        form, seen, pairs = self._rows
        number = next((number for number, row in enumerate(form) if slot in row.cells[0].slots), -1)
        place = pairs.get(number - 1)
        row = seen[place] if place is not None else None
        return row.own[-1].paragraphs[-1] if row and row.table < 0 and row.own[-1].paragraphs else None

    @property
    def _rows(self) -> tuple[tuple[FormRow, ...], tuple[SeenRow, ...], dict[int, int]]:
        """The rows of the layout and of the document, and which is which."""
        if not hasattr(self, "_aligned"):
            form = list_form_rows(self._layout)
            seen = list_seen_rows(self._document, collect_headings(form))
            self._aligned = form, seen, {pair.form: pair.seen for pair in align_rows(form, seen)}
        return self._aligned

    # -- rows that repeat ----------------------------------------------------------------------------------------------

    def _place_loops(self) -> None:
        wanted = {row.each: row for row in list_form_rows(self._layout) if row.each}
        found: dict[str, list[LoopRow]] = {each: [] for each in wanted}
        for loop in self._alignment.loops:
            found.setdefault(loop.each, []).append(loop)
        for each, rows in found.items():
            slot = each.partition(" in ")[2]
            names = {name for cell in wanted[each].own for name in cell.slots}
            if not rows:
                self._miss(slot, "没有找到可以增加指标的行（印着“……”的）")
                continue
            self._place_loop(slot, each, rows[0], names)
            for row in rows[1:]:
                spans = [span for one in row.slots.values() for span in one.spans]
                place = spans[0].paragraph if spans else None
                message = f"{_describe(place)}是又一行自设指标，没有改动。"
                self._add("template.extra-text", slot, message, "是填好的答案的，请在 Word 里删去这一行。")

    def _place_loop(self, slot: str, each: str, row: LoopRow, names: set[str]) -> None:
        spans = {name: one.spans[0] for name, one in row.slots.items() if one.spans}
        first = next(iter(spans.values()), None)
        can_insert = [self._inserter.can_insert(span.paragraph) for span in spans.values()]
        if first is None or set(spans) != names or not all(can_insert):
            self._miss(slot, "可以增加指标的行里少了格", first.paragraph if first else None)
            return
        if not self._inserter.add_loop(first.paragraph, each):
            self._miss(slot, "可以增加指标的行不在表格里", first.paragraph)
            return
        doubt = next((one.doubt for one in row.slots.values() if one.doubt), "")
        self._note(slot, (), doubt, first.paragraph)
        for name, span in spans.items():
            start, end = _trim(span)
            self._inserter.insert(span.paragraph, start, end, name)

    # -- the report ----------------------------------------------------------------------------------------------------

    def _note(self, slot: str, spans: Sequence[TextSpan], doubt: str, paragraph: WordParagraph | None = None) -> None:
        """Count a slot that was placed, and tell a doubt about its place and the text that gave way to it."""
        place = spans[0].paragraph if spans else paragraph
        self._placed += 1
        if doubt:
            self._doubt(slot, doubt, place)
        if text := "".join(span.text for span in spans).strip(BLANKS):
            message = f"{_describe(place)}原有的“{shorten_line(text, _SHOWN)}”换成了栏目“{self._name(slot)}”。"
            hint = "是填好的答案的，先用 docgen read 读出来；是要留着的官方文字的，请在 Word 里补回。"
            self._add("template.replaced", slot, message, hint)

    def _doubt(self, slot: str, doubt: str, paragraph: WordParagraph | None) -> None:
        message = f"“{self._name(slot)}”放在{_describe(paragraph)}，不一定对：{doubt}。"
        self._add("template.uncertain", slot, message, "请在 Word 里核对；放错的，把栏目移到它的格子里。")

    def _miss(self, slot: str, reason: str, paragraph: WordParagraph | None = None) -> None:
        place = f"（{_describe(paragraph)}）" if paragraph else ""
        message = f"“{self._name(slot)}”没有放上{place}：{reason}。"
        written = f"{{%tr for row in {slot} %}} … {{%tr endfor %}}" if slot.endswith(".own") else f"{{{{ {slot} }}}}"
        hint = f"请在 Word 里把 {written} 写到它的位置，再运行 docgen template check；写法见 docs/official-file.md。"
        self._add("template.unplaced", slot, message, hint)

    def _compare_texts(self) -> Iterator[Problem]:
        where = Where(self._shown)
        for text in self._alignment.edited:
            place, official = text.place.describe(), shorten_line(text.official, _SHOWN)
            message = f"{place}印的是“{shorten_line(text.seen, _SHOWN)}”，docgen 的版式是“{official}”。"
            hint = "印出来以这份文件为准；意思也变了的，请对照通知核对这一栏的答案。"
            yield Problem("template.reworded", where, message, hint)
        for extra in self._alignment.unplaced:
            place = extra.place.describe() if extra.place else ""
            message = f"{place}的“{shorten_line(extra.text, _SHOWN)}”，申报表 {self._form.id} 里没有。"
            yield Problem("template.extra-text", where, message, "原样保留；那里要填的，docgen 不会填。")

    def _add(self, code: str, slot: str, message: str, hint: str) -> None:
        self._problems.append(Problem(code, Where(self._shown, slot=slot), message, hint))

    def _name(self, slot: str) -> str:
        one = self._form.slots[slot]
        if isinstance(one, Choice | Choices):
            return f"{one.label}：{one.options[slot.rpartition('.')[2]]}"
        return describe_place(one, slot)


def _describe(paragraph: WordParagraph | None) -> str:
    return paragraph.place.describe() if paragraph else "文件里"


def _find_blank(cell: CellMatch, slot: str, spans: Sequence[TextSpan]) -> Sequence[TextSpan]:
    """Return the blank cell or line behind a label in place of the end of the label itself."""
    first, paragraphs = spans[0], cell.seen.paragraphs if cell.seen else ()
    paragraph = first.paragraph
    rest = paragraph.text[first.start :]
    # A blank of its own behind the label is the place, whatever follows.
    is_at_end = len(spans) == 1 and rest in ("", " ") and paragraph.text.strip(BLANKS)
    place = next((number for number, one in enumerate(paragraphs) if one is paragraph), len(paragraphs))
    following = paragraphs[place + 1] if place + 1 < len(paragraphs) else None
    if not is_at_end or following is None or following.text.strip(BLANKS):
        return spans
    is_other_cell = following.place.tables != paragraph.place.tables
    return [TextSpan(following, 0, len(following.text))] if is_other_cell or _has_own_line(cell, slot) else spans


def _has_own_line(cell: CellMatch, slot: str) -> bool:
    """Return True where the layout has nothing but the slot in its line, below others."""
    line = next((number for number, line in enumerate(cell.form.lines) if slot in line.slots), 0)
    return line > 0 and not cell.form.lines[line].words.strip() and len(cell.form.lines[line].slots) == 1


def _trim(span: TextSpan) -> tuple[int, int]:
    """Return the range without the blanks around a text; a range of blanks is as it is."""
    text = span.text
    if not text.strip(BLANKS):
        return span.start, span.start if text.strip(" ") == "" and len(text) < 2 else span.end
    before = len(text) - len(text.lstrip(BLANKS))
    return span.start + before, span.start + len(text.rstrip(BLANKS))


def _find_boxes(span: TextSpan) -> Iterator[tuple[int, bool]]:
    """Yield the position of each box in a range, and True where it has a frame."""
    position = 0
    for piece in span.paragraph.pieces:
        if piece.kind is PieceKind.BOX and piece.box and span.start <= position < span.end:
            yield position, piece.box.mark.has_frame
        position += len(piece.text)
