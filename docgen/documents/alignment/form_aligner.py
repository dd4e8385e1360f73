"""The steps of an alignment: rows, cells, columns, slots, then the rest of the document."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace

from docgen.documents.alignment.added_columns import AddedColumns
from docgen.documents.alignment.cell_alignment import CellAlignment, CellPair, align_cells
from docgen.documents.alignment.column_check import ColumnCheck
from docgen.documents.alignment.form_alignment import (
    CellMatch,
    EditedText,
    FormAlignment,
    LoopRow,
    MissingRow,
    SlotMatch,
    UnplacedText,
)
from docgen.documents.alignment.form_rows import (
    FormCell,
    FormRow,
    SeenCell,
    SeenRow,
    collect_headings,
    collect_labels,
    find_heading_words,
    find_lead,
    is_box_cell,
    list_form_rows,
    list_seen_rows,
)
from docgen.documents.alignment.likeness import compare_label, normalize_words, remove_figures, strip_number
from docgen.documents.alignment.outside_texts import list_outside_texts
from docgen.documents.alignment.row_alignment import LEAST_LIKENESS, RowPair, align_rows
from docgen.documents.alignment.row_doubts import RowDoubts, find_heading_doubts, join_official
from docgen.documents.alignment.slot_texts import TextSpan, find_beside, find_slot_texts
from docgen.documents.templates.form_layout import FormLayout
from docgen.project.word.word_document import WordDocument, WordPlace
from docgen.values import shorten_line

_REMARK = re.compile(r"\s*[（(].*[）)]\s*\Z")
_COLON = re.compile(r"\s*[：:]")


def align_form(document: WordDocument, layout: FormLayout, boxes: Container[str]) -> FormAlignment:
    """Lay the document against the layout; ``boxes`` has the slots that are boxes to tick."""
    return _FormAligner(document, layout, boxes).align()


def measure_resemblances(document: WordDocument, layouts: Iterable[FormLayout]) -> tuple[float, ...]:
    """Return for each layout the share of the labels of its tables that the document has, word for word, 0 to 1."""
    seen = Counter(cell.words for row in list_seen_rows(document) for cell in row.own if cell.words)
    return tuple(_measure_share(seen, list_form_rows(layout)) for layout in layouts)


def _measure_share(seen: Counter[str], form: Sequence[FormRow]) -> float:
    wanted = Counter(cell.words for row in form if row.table >= 0 for cell in row.own if len(cell.words) > 1)
    return sum((wanted & seen).values()) / max(sum(wanted.values()), 1)


class _FormAligner:
    def __init__(self, document: WordDocument, layout: FormLayout, boxes: Container[str]) -> None:
        self._document, self._boxes = document, boxes
        self._fronts = {section.id for section in layout.sections if "front" in section.classes}
        self._form = list_form_rows(layout)
        self._headings = collect_headings(self._form)
        self._seen = list_seen_rows(document, self._headings)
        self._labels = collect_labels(self._form)
        self._pairs = {pair.form: pair for pair in align_rows(self._form, self._seen)}
        self._doubts = RowDoubts(self._form, self._seen, self._labels)
        self._heading_doubts = find_heading_doubts(self._form, self._seen, self._pairs)
        self._columns = ColumnCheck(self._form)
        self._added = AddedColumns((self._form[pair.form], self._seen[pair.seen]) for pair in self._pairs.values())
        self._edited: list[EditedText] = []
        self._unplaced: list[UnplacedText] = []
        self._remainders: dict[int, TextSpan] = {}
        """What was typed behind a heading, in its paragraph, by the position of the row."""

    def align(self) -> FormAlignment:
        cells: list[CellMatch] = []
        missing: list[MissingRow] = []
        for number, row in enumerate(self._form):
            if row.is_open:
                continue
            if pair := self._pairs.get(number):
                cells += self._match_row(row, pair)
            elif row.words or any(cell.slots for cell in row.own):
                cells += [self._lose_cell(cell, "申报表的这一行在文件里没有找到") for cell in row.own if cell.slots]
                missing.append(MissingRow(join_official(row), tuple(slot for cell in row.own for slot in cell.slots)))
        used, open_cells, loops = self._fill_open_rows()
        self._list_unused(used)
        self._unplaced += list_outside_texts(self._document)
        return FormAlignment(
            (*cells, *open_cells),
            loops,
            tuple(missing),
            tuple(self._edited),
            tuple(self._unplaced),
            self._measure_coverage(),
            self._count_copies(used),
        )

    # rows and cells

    def _match_row(self, row: FormRow, pair: RowPair) -> Iterator[CellMatch]:
        alignment = self._align_cells(row, self._seen[pair.seen])
        doubt = self._doubts.find_doubt(row, pair, alignment)
        beside: tuple[TextSpan, ...] = ()
        for cell_pair in alignment.pairs:
            if cell_pair.form.slots:
                match = self._match_cell(row, cell_pair, alignment, doubt, pair.likeness)
                yield _doubt_beside(match, beside)
            elif cell_pair.seen:
                beside += self._look_at_label(row, cell_pair, pair)

    def _join_box_cells(self, row: FormRow, alignment: CellAlignment) -> CellAlignment:
        """Join the cells of a row whose boxes stand in several cells: one for each option."""
        slots = [pair for pair in alignment.pairs if pair.form.slots]
        if (
            len(slots) != 1
            or not alignment.surplus
            or slots[0].seen is None
            or not is_box_cell(slots[0].form, self._boxes)
        ):
            return alignment
        cells = sorted((slots[0].seen, *alignment.surplus), key=lambda cell: cell.start)
        paragraphs = tuple(paragraph for cell in cells for paragraph in cell.paragraphs)
        joined = SeenCell(paragraphs, cells[0].cell, cells[0].start, cells[-1].end)
        pairs = (replace(pair, seen=joined) if pair.form.slots else pair for pair in alignment.pairs)
        return CellAlignment(tuple(pairs))

    def _align_cells(self, row: FormRow, seen: SeenRow) -> CellAlignment:
        seen, added = self._added.strip(row, seen)
        alignment = self._columns.correct(row, align_cells(row, seen, self._labels), seen)
        alignment = self._join_box_cells(row, alignment)
        self._unplace_cells((*alignment.surplus, *added))
        return alignment

    def _match_cell(
        self, row: FormRow, pair: CellPair, alignment: CellAlignment, doubt: str, likeness: float
    ) -> CellMatch:
        if pair.seen is None:
            return self._lose_cell(pair.form, doubt or "这一行里没有这一格")
        if pair.seen.continues:
            return self._lose_cell(pair.form, "这一格与上面的格合并了")
        doubt = doubt or self._columns.find_doubt(row, pair, alignment) or self._doubt_surplus(pair, alignment)
        score = min(likeness, pair.likeness)
        if is_box_cell(pair.form, self._boxes):
            return CellMatch(pair.form, pair.seen, _name_slots(pair.form, doubt), score, doubt)
        texts = find_slot_texts(pair.form.lines, pair.seen.paragraphs)
        self._unplace_spans(texts.surplus, "写在栏目以外")
        slots = tuple(SlotMatch(one.slot, one.spans, score, one.doubt or doubt) for one in texts.slots)
        if not pair.seen.paragraphs:
            slots = _name_slots(pair.form, doubt)
        for changed in texts.changed if pair.seen.text.strip() else ():
            self._note_edit(changed, pair.seen.text, pair.seen)
        return CellMatch(pair.form, pair.seen, slots, score, doubt)

    def _lose_cell(self, cell: FormCell, reason: str) -> CellMatch:
        return CellMatch(cell, None, tuple(SlotMatch(slot, (), 0.0, reason) for slot in cell.slots), 0.0, reason)

    def _doubt_surplus(self, pair: CellPair, alignment: CellAlignment) -> str:
        """Doubt an answer without a heading above it where another cell behind the same label may be the answer."""
        labels = [one for one in alignment.pairs if one.form.words and not one.form.slots]
        if pair.seen is None or self._columns.has_heads(pair.form) or not all(one.seen for one in labels):
            return ""
        starts = [one.seen.start for one in labels if one.seen]
        first = max((start for start in starts if start < pair.seen.start), default=0.0)
        last = min((start for start in starts if start > pair.seen.start), default=1.0)
        between = (one.text for one in alignment.surplus if one.words and first < one.start < last)
        more = next(between, "")
        return f"这一行比申报表多一格“{shorten_line(more)}”，分不清哪一格是答案" if more else ""

    def _look_at_label(self, row: FormRow, pair: CellPair, rows: RowPair) -> tuple[TextSpan, ...]:
        """Note a label that was changed; return what was typed behind a label."""
        seen, words = pair.seen, pair.form.words
        if seen is None or not seen.words or seen.words == words:
            return ()
        if row.is_heading and row.table < 0 and seen.paragraphs:
            paragraph = seen.paragraphs[0]
            if normalize_words(strip_number(seen.text)) == find_heading_words(row):  # with another number
                return ()
            if rest := _cut_lead(paragraph.text):
                self._remainders[rows.seen] = TextSpan(paragraph, len(paragraph.text) - len(rest), len(paragraph.text))
                return ()
        return self._compare_lines(pair.form, seen)

    def _compare_lines(self, form: FormCell, seen: SeenCell) -> tuple[TextSpan, ...]:
        """Compare official text line by line; return what was typed behind a line that is as it was."""
        official = [line for line in form.lines if normalize_words(line.words)]
        known = {normalize_words(line.words) for line in official}
        found: list[TextSpan] = []
        wanted = [line for line in official if normalize_words(line.words) not in _list_line_words(seen)]
        for paragraph in seen.paragraphs:
            words = normalize_words(paragraph.numbered_text)
            if not words or words in known or words == form.words:
                continue
            beside = next(filter(None, (find_beside(line, paragraph) for line in wanted)), None)
            if beside:
                self._unplace_spans(beside, f"写在“{shorten_line(form.text)}”这几个字旁边")
                found += beside
            elif remove_figures(words) in map(normalize_words, (line.words for line in wanted)):
                self._unplace_spans((TextSpan(paragraph, 0, len(paragraph.text)),), "手工填写的日期")
            elif words not in form.words:  # a line that was broken otherwise has its words all the same
                self._note_edit(form.text, seen.text, seen)
                break
        return tuple(found)

    def _note_edit(self, official: str, text: str, seen: SeenCell) -> None:
        place = _find_place(seen)
        if place:
            self._edited.append(EditedText(shorten_line(official, 200), shorten_line(text.strip(), 200), place))

    # rows that take in whatever stands at their place

    def _fill_open_rows(self) -> tuple[set[int], list[CellMatch], tuple[LoopRow, ...]]:
        """Give prose slots and loops the rows between their neighbours; returns the rows of the document in use."""
        used = {pair.seen for pair in self._pairs.values()}
        cells: list[CellMatch] = []
        loops: list[LoopRow] = []
        for numbers in self._group_open_rows():
            start, end = self._find_window(numbers[0], numbers[-1])
            window = [place for place in range(start + 1, end) if place not in used]
            if self._form[numbers[0]].each:
                for place in window:
                    if row := self._read_loop_row(self._form[numbers[0]], self._seen[place]):
                        used.add(place)
                        loops.append(row)
                continue
            prose = [place for place in window if self._seen[place].table < 0]
            used |= set(prose)
            cells += self._fill_prose(numbers, start, prose)
        return used, cells, tuple(loops)

    def _group_open_rows(self) -> Iterator[list[int]]:
        """Yield the open rows that stand between the same two rows that were found: each by itself, if all were."""
        groups: dict[tuple[int, int], list[int]] = defaultdict(list)
        for number, row in enumerate(self._form):
            if row.is_open:
                groups[self._find_window(number, number)].append(number)
        for numbers in groups.values():
            loops = [number for number in numbers if self._form[number].each]
            yield from ([number] for number in loops[:1])
            if prose := [number for number in numbers if not self._form[number].each]:
                yield prose

    def _find_window(self, first: int, last: int) -> tuple[int, int]:
        """Return the positions of the rows found before and after; the table's edges limit a loop."""
        placed = [(number, pair.seen) for number, pair in self._pairs.items() if not pair.is_moved]
        before = (place for number, place in placed if number < first)
        after = (place for number, place in placed if number > last)
        return max(before, default=-1), min(after, default=len(self._seen))

    def _fill_prose(self, numbers: Sequence[int], start: int, places: Sequence[int]) -> Iterator[CellMatch]:
        spans = [TextSpan(one, 0, len(one.text)) for place in places for one in self._seen[place].cells[0].paragraphs]
        if rest := self._remainders.pop(start, None):
            spans.insert(0, rest)
        doubt = "中间的标题没有找到，分不清哪些文字属于哪一节" if len(numbers) > 1 and spans else ""
        doubt = doubt or self._doubt_headings(numbers) or self._doubt_other_year(places)
        for number in numbers:
            cell = self._form[number].cells[0]
            slots = tuple(SlotMatch(slot, tuple(spans), 1.0, doubt) for slot in cell.slots)
            paragraphs = tuple(span.paragraph for span in spans)
            yield CellMatch(cell, SeenCell(paragraphs), slots, 1.0, doubt)
            spans = []

    def _doubt_other_year(self, places: Sequence[int]) -> str:
        """Doubt prose in which a heading of the form stands with another year: the document is of another round."""
        dated = {plain for heading in self._headings if (plain := remove_figures(heading)) != heading}
        for place in places:
            lead = self._seen[place].lead
            plain = remove_figures(lead)
            if lead not in self._headings and plain != lead and plain in dated:
                return f"里面有像标题的“{shorten_line(self._seen[place].cells[0].text)}”，年份与申报表不同"
        return ""

    def _doubt_headings(self, numbers: Sequence[int]) -> str:
        """Return the doubt about the heading before these rows of prose, or about the one behind them."""
        before = max((number for number in self._pairs if number < numbers[0]), default=-1)
        after = min((number for number in self._pairs if number > numbers[-1]), default=-1)
        return self._heading_doubts.get(before) or self._heading_doubts.get(after, "")

    def _read_loop_row(self, form: FormRow, seen: SeenRow) -> LoopRow | None:
        """Read a row of a loop; None where the row of the document has no answers or is none of the loop's."""
        is_heading = len(seen.words & self._labels) > 1
        if seen.table < 0 or len(seen.cells) < 2 or is_heading:
            return None
        alignment = self._align_cells(form, seen)
        doubt = self._doubt_loop_row(form, seen)
        slots: dict[str, SlotMatch] = {}
        for pair in alignment.pairs:
            if pair.form.slots:
                match = self._match_cell(form, pair, alignment, doubt, 1.0)
                slots |= {slot.slot: slot for slot in match.slots}
        return LoopRow(form.each, slots) if any(slot.text for slot in slots.values()) else None

    def _doubt_loop_row(self, form: FormRow, seen: SeenRow) -> str:
        """Doubt a row of a loop that is like a row of the same table which was not found: its label was changed."""
        for number, row in enumerate(self._form):
            if row.table != form.table or row.each or number in self._pairs:
                continue
            for cell in row.own:
                if any(compare_label(cell.words, cell.bare, words) >= LEAST_LIKENESS for words in seen.words):
                    return f"这一行像是“{shorten_line(cell.text)}”，栏目名改过了"
        return ""

    # the rest of the document

    def _list_unused(self, used: set[int]) -> None:
        self._unplace_spans(tuple(self._remainders.values()), "写在标题后面")
        for place, row in enumerate(self._seen):
            # A heading that is repeated on the next page is official text.
            if place not in used and not row.words <= self._labels:
                self._unplace_cells(row.own)

    def _unplace_cells(self, cells: Sequence[SeenCell]) -> None:
        for cell in cells:
            if cell.text.strip():
                self._unplaced.append(UnplacedText(cell.text.strip(), _find_place(cell), "申报表里没有这一段"))

    def _unplace_spans(self, spans: Sequence[TextSpan], reason: str) -> None:
        for span in spans:
            if normalize_words(span.text):
                self._unplaced.append(UnplacedText(span.text.strip(), span.paragraph.place, reason))

    def _measure_coverage(self) -> float:
        wanted = found = 0.0
        for number, row in enumerate(self._form):
            if row.is_open or row.section in self._fronts:
                continue
            wanted += len(row.words)
            found += len(row.words) * (self._pairs[number].likeness if number in self._pairs else 0.0)
        return found / wanted if wanted else 0.0

    def _count_copies(self, used: set[int]) -> int:
        """Count how often the labels of the form stand in the document: 2 where most of them stand there again."""
        labels = {cell.words for row in self._form for cell in row.own if len(cell.words) > 5 and not cell.slots}
        again = {words for place, row in enumerate(self._seen) if place not in used for words in row.words} & labels
        return 2 if len(again) > len(labels) / 2 else 1


def _doubt_beside(match: CellMatch, beside: Sequence[TextSpan]) -> CellMatch:
    """Doubt an answer where something was typed behind the label before it: that may be the answer."""
    is_blank = not any(slot.text for slot in match.slots) and not (match.seen and match.seen.text.strip())
    beside = [span for span in beside if not _REMARK.match(span.text) and (is_blank or _COLON.match(span.text))]
    if not beside:
        return match
    doubt = f"栏目名旁边也写着字：“{shorten_line(beside[0].text.lstrip('：: '))}”"
    slots = tuple(replace(slot, doubt=slot.doubt or doubt) for slot in match.slots)
    return replace(match, slots=slots, doubt=match.doubt or doubt)


def _name_slots(cell: FormCell, doubt: str) -> tuple[SlotMatch, ...]:
    return tuple(SlotMatch(slot, (), 1.0, doubt) for slot in cell.slots)


def _list_line_words(seen: SeenCell) -> set[str]:
    return {normalize_words(paragraph.numbered_text) for paragraph in seen.paragraphs}


def _cut_lead(text: str) -> str:
    """Return what stands behind the heading in its paragraph, "" where nothing does."""
    lead = find_lead(text)
    start = text.find(lead) + len(lead) if lead else 0
    return text[start:].lstrip("：:。 \t\n\u3000")


def _find_place(cell: SeenCell) -> WordPlace | None:
    if cell.cell is not None:
        return cell.cell.place
    return cell.paragraphs[0].place if cell.paragraphs else None
