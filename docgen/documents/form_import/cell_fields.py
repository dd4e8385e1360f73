"""The fields inside one cell or line: boxes with their options, 数量 and 名称, blanks among words, lines to sign."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from docgen.definitions.form_words import FormWords, has_any
from docgen.documents.form_import.blank_tokens import BlankMark
from docgen.documents.form_import.draft_fields import DraftField
from docgen.documents.form_import.label_reader import LabelReader, LabelText, is_conditional
from docgen.documents.form_import.table_grid_view import GridCell
from docgen.documents.templates.form_layout import LayoutLine, Slot

_ENDS = "；;，,。、 "
_COLON = re.compile(r"[：:]\s*\Z")
_BOX = f"{BlankMark.BOX.value}_"


@dataclass
class _Question:
    """Boxes that belong together: their label, the options with their slots, the notes beside them."""

    label: str
    options: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, int | None]] = field(default_factory=list)
    others: list[DraftField] = field(default_factory=list)


class CellFields:
    """Reads the fields of cells and lines of the part ``part``."""

    def __init__(self, part: str, words: FormWords) -> None:
        self.part = part
        self.words = words
        self.labels = LabelReader(words)

    def has_signed_lines(self, cell: GridCell) -> bool:
        """Return True if the cell has a line to sign, to seal or to date."""
        return any("sign" in span.classes for line in cell.cell.lines for span in line.spans)

    def read(self, cell: GridCell, label: LabelText, column: str = "") -> Iterator[DraftField]:
        """Yield the fields of a cell; ``label`` is the one beside it, ``column`` the heading above it, if any."""
        lines = cell.cell.lines
        if self.has_signed_lines(cell):
            yield from self.read_signed(lines)
        elif any(slot.startswith(_BOX) for slot in cell.slots):
            yield from self.read_boxes(lines, label)
        elif names := self._read_names(lines, label):
            yield names
        else:
            for found in self.read_gaps(lines, label):
                found.about = found.about or column
                yield found

    def read_signed(self, lines: Sequence[LayoutLine]) -> Iterator[DraftField]:
        """Yield a blank for each line that is signed or sealed."""
        for line in lines:
            if any("sign" in span.classes for span in line.spans):
                yield DraftField("blank", _COLON.sub("", line.words).strip(), self.part)

    # -- boxes -------------------------------------------------------------------------------------------------------

    def read_boxes(self, lines: Sequence[LayoutLine], label: LabelText) -> Iterator[DraftField]:
        """Yield a field for each group of boxes."""
        questions = [_Question(label.words)]
        for line in lines:
            self._read_box_line(line, questions)
        for question in questions:
            if question.options:
                yield self._build_choice(question, label)
                yield from question.others

    def _read_box_line(self, line: LayoutLine, questions: list[_Question]) -> None:
        before = ""
        slot = ""
        for piece in line.pieces:
            if isinstance(piece, Slot) and piece.name.startswith(_BOX):
                before = self._end_option(questions, slot, before)
                slot = piece.name
            elif isinstance(piece, Slot):
                words = _COLON.sub("", before).strip(_ENDS)
                words = words.rpartition("（")[2] if words.count("（") > words.count("）") else words
                other = DraftField("text", words or "其他", self.part, about=questions[-1].label)
                other.slots[piece.name] = ()
                other.review.append("选项后面的空，请写明填什么")
                questions[-1].others.append(other)
            else:
                before += piece.text
        self._end_option(questions, slot, before)

    def _end_option(self, questions: list[_Question], slot: str, text: str) -> str:
        """Note the words behind a box as its option; words without a box are a note, or the label of the next boxes."""
        question = questions[-1]
        if slot:
            label = self.labels.read([text.strip(_ENDS)])
            note = text.strip()[len(label.words) :]
            question.options.append((label.words.strip(_ENDS), slot))
            if label.demands:
                question.notes.append((note, len(question.options) - 1))
        elif text.strip():
            if self.labels.find_demands(text) or text.strip()[0] in "（(":
                question.notes.append((text, None))
            elif question.options:
                questions.append(_Question(_COLON.sub("", text).strip()))
            else:
                question.label = self.labels.read([text]).words
        return ""

    def _build_choice(self, question: _Question, label: LabelText) -> DraftField:
        options = [words for words, _ in question.options]
        is_yes_no = options[:2] == [self.words.yes, self.words.no]
        said = "".join([question.label, label.hint, *(text for text, _ in question.notes)])
        is_many = not is_yes_no and has_any(said, self.words.many)
        is_one = is_yes_no or (not is_many and has_any(said, self.words.one_of))
        field = DraftField("choice" if is_one else "choices", question.label, self.part, hint=label.hint)
        if question.label == label.words:
            field.demand(list(label.demands))
        if not is_one and not is_many and not has_any(said, self.words.any_of):
            field.review.append("申报表没有说是单选还是多选，暂按可多选")
        field.options = options
        field.slots = {slot: (("option", number),) for number, (_, slot) in enumerate(question.options)}
        for text, option in question.notes:
            demands = list(self.labels.find_demands(text))
            if is_yes_no and (option is None or is_conditional(text)):
                option = 0
            field.demand(demands, option)
        return field

    # -- 数量 and 名称 ------------------------------------------------------------------------------------------------

    def _read_names(self, lines: Sequence[LayoutLine], label: LabelText) -> DraftField | None:
        by_word = {line.words.partition("：")[0].strip(): line for line in lines if line.slots}
        count = next((by_word[word] for word in self.words.count if word in by_word), None)
        names = next((by_word[word] for word in self.words.names if word in by_word), None)
        if count is None or names is None:
            return None
        field = DraftField("named_list", label.words, self.part, hint=label.hint, whole=True)
        field.unit = self.labels.find_measure(count.words.partition("：")[2].strip()) or "个"
        field.demand(list(label.demands))
        for line in lines:
            field.demand([] if line.slots else list(self.labels.find_demands(line.words)))
        field.slots = {count.slots[0]: (("count", 0),), names.slots[0]: (("names", 0),)}
        return field

    # -- blanks among words ------------------------------------------------------------------------------------------

    def read_gaps(self, lines: Sequence[LayoutLine], label: LabelText) -> Iterator[DraftField]:
        """Yield a field for each blank: called by the words before it, or by those behind it where there are none."""
        above: list[str] = []
        fields: list[DraftField] = []
        notes = ""
        for line in lines:
            if not line.slots:
                above.append(line.words)
                notes += line.words if fields else ""
                continue
            parts = _split_at_slots(line)
            is_behind = _is_called_behind(parts) and not any(self.labels.find_measure(one[2].strip()) for one in parts)
            for number, (before, slot, after) in enumerate(parts):
                lead = [] if is_behind else [*above, self._cut_measure(before) if number else before]
                fields.append(self._build_gap(lead, slot, after, label))
                above = []
        for found in fields:
            found.demand(list(self.labels.find_demands(notes)))
        yield from fields

    def _cut_measure(self, text: str) -> str:
        """Cut off the unit that words between two blanks begin with: it belongs to the blank before them."""
        unit = self.labels.find_measure(text.strip())
        return text.strip().removeprefix(unit).lstrip(_ENDS) if unit else text.lstrip(_ENDS)

    def _build_gap(self, lead: Sequence[str], slot: str, after: str, label: LabelText) -> DraftField:
        unit = self.labels.find_measure(after.strip())
        own = self.labels.read(lead)
        is_called_behind = not own.words and not label.words and bool(after.strip())
        if is_called_behind:
            own, unit = self.labels.read([after]), ""
        words = own.words or label.words
        limit = own.limit or (0 if own.words else label.limit)
        field = DraftField("text", words, self.part, hint=own.hint, group=label.words if own.words else "")
        figure = self.labels.guess_figure(words, unit or own.unit or ("" if own.words else label.unit))
        if limit:
            field.kind, field.limit = "long_text", limit
        elif figure and not is_called_behind:
            field.kind, field.unit = "number", figure.unit
            field.whole, field.signed, field.maximum = figure.whole, figure.signed, figure.maximum
            field.review += [figure.doubt] if figure.doubt else []
        field.demand(list(own.demands or ([] if own.words else label.demands)))
        field.demand([] if is_called_behind else list(self.labels.find_demands(after)))
        field.slots[slot] = ()
        return field


def _is_called_behind(parts: Sequence[tuple[str, str, str]]) -> bool:
    """Return True for a line such as 所属地区：____省____市____县, whose blanks are called by the words behind them."""
    return (
        len(parts) > 1 and bool(parts[-1][2].strip()) and not any(_COLON.search(before) for before, _, _ in parts[1:])
    )


def _split_at_slots(line: LayoutLine) -> list[tuple[str, str, str]]:
    """Return for each slot of a line the words before it and those behind it, up to the next one."""
    texts, slots = [""], list[str]()
    for piece in line.pieces:
        if isinstance(piece, Slot):
            slots.append(piece.name)
            texts.append("")
        else:
            texts[-1] += piece.text
    return [(texts[number], slot, texts[number + 1]) for number, slot in enumerate(slots)]
