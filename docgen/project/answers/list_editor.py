"""Edit answers of application.yaml that are lists: options, names, own indicators; unchanged lines stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeGuard

from docgen.definitions.form import Choices, Field, Goals
from docgen.definitions.node_spans import EntrySpan, MappingSpan, NodeSpan, ScalarSpan, SequenceSpan
from docgen.errors import InputError
from docgen.project.answers.answer_notation import (
    FlowIndent,
    WrittenValue,
    format_own_row,
    format_typed_text,
    get_typed_text,
    join_flow,
    list_text_items,
)
from docgen.project.answers.answer_reader import OwnRow
from docgen.project.answers.answer_texts import match_option
from docgen.project.answers.text_edits import TextEdits
from docgen.project.scaffold import format_scalar

_Items = tuple[str, ...] | tuple[OwnRow, ...]
_COMMENT = "# "
_DASH = "- "


@dataclass(frozen=True)
class _OptionLine:
    """A line of the file with an option: ticked, or commented out.

    ``start`` is the position of its dash or comment sign, ``label`` that of its text; ``end`` is the end of the text.
    """

    option: str | None
    is_ticked: bool
    start: int
    label: int
    end: int


class ListEditor:
    """Editor of the lists in a text of answers; ``root`` shows how far the lists of this file are indented."""

    def __init__(self, edits: TextEdits, is_json: bool, root: MappingSpan) -> None:
        self.edits = edits
        self.is_json = is_json
        self._root = root

    def change(
        self, home: MappingSpan, entry: EntrySpan, field: Field, value: WrittenValue | None, indent: FlowIndent
    ) -> str | None:
        """Record the edits of a list; return the text to put behind the key, None where that stays as it is."""
        old = entry.value
        word = format_typed_text(get_typed_text(field, value), self.is_json)
        if home.is_flow or (isinstance(old, SequenceSpan) and old.is_flow):
            if not _is_list(value):
                return word
            return self._format_flow_list(old, field, value, indent)
        if isinstance(field, Choices):
            self._change_options(entry, field, value if isinstance(value, tuple) else ())
        elif isinstance(old, SequenceSpan) and not _is_list(value):
            for item, dash in zip(old.items, self._find_dashes(entry), strict=True):
                self.edits.remove_lines(dash, max(item.end, dash))
        elif isinstance(old, SequenceSpan):
            self._change_items(entry, old, field, value)
        elif _is_list(value):
            lines = [_DASH + text for text in self._list_items(field, value)]
            column = self.edits.find_column(entry.key.start) + self.find_list_indent()
            self.edits.insert_lines(self._find_head_end(entry), [" " * column + line for line in lines])
        if isinstance(old, SequenceSpan):
            colon = self.edits.plain.index(":", entry.key.end) + 1
            self.edits.replace(colon, colon, f" {word}" if word and not _is_list(value) else "")
            return None
        return word if not _is_list(value) else ""

    def _list_items(self, field: Field, value: WrittenValue | None) -> list[str]:
        """Return the items as they are written, without dashes."""
        if isinstance(value, tuple) and value and isinstance(value[0], OwnRow):
            return [format_own_row(row, self.is_json) for row in value if isinstance(row, OwnRow)]
        return [format_typed_text(text, self.is_json) for text in list_text_items(field, value)]

    def _find_head_end(self, entry: EntrySpan) -> int:
        """Return a position on the line below which the first item is inserted."""
        old = entry.value
        return old.end if isinstance(old, ScalarSpan) and not old.is_block else entry.key.start

    def find_list_indent(self) -> int:
        """Return how far the items of this file's lists are indented from their keys; 0 without any."""
        return next(self._iterate_list_indents(self._root), 0)

    def _iterate_list_indents(self, home: MappingSpan) -> Iterator[int]:
        for entry in home.entries:
            if isinstance(entry.value, SequenceSpan) and not entry.value.is_flow and entry.value.items:
                yield self.edits.find_column(entry.value.start) - self.edits.find_column(entry.key.start)
            elif isinstance(entry.value, MappingSpan):
                yield from self._iterate_list_indents(entry.value)

    def _find_dashes(self, entry: EntrySpan) -> list[int]:
        """Return the position of the dash of each item."""
        assert isinstance(entry.value, SequenceSpan)
        dashes: list[int] = []
        after = self.edits.find_line_end(entry.key.start) + 1
        for item in entry.value.items:
            start = after
            while not self.edits.plain[start:].startswith("-", len(self._get_indent(start))):
                start = self.edits.find_line_end(start) + 1
            dashes.append(start + len(self._get_indent(start)))
            after = self.edits.find_line_end(max(item.end, dashes[-1])) + 1
        return dashes

    def _get_indent(self, start: int) -> str:
        line = self.edits.plain[start : self.edits.find_line_end(start)]
        return line[: len(line) - len(line.lstrip(" "))]

    # -- options --------------------------------------------------------------------------------------------

    def _change_options(self, entry: EntrySpan, field: Choices, chosen: Sequence[str | OwnRow]) -> None:
        """Tick and untick options: a line of the file is commented out or in, as a person would do."""
        lines = list(self._list_option_lines(entry, field))
        ticked = [line for line in lines if line.is_ticked]
        kept: set[str | None] = set()
        for line in ticked:
            if line.option in chosen and line.option not in kept:
                kept.add(line.option)
            elif "\n" in self.edits.plain[line.start : line.end]:
                self.edits.remove_lines(line.start, line.end)
            else:
                self.edits.replace(line.start, line.start, _COMMENT)
        key_column = self.edits.find_column(entry.key.start)
        columns = [self.edits.find_column(line.start) for line in (*ticked, *lines)]
        column = columns[0] if columns and columns[0] >= key_column else key_column + self.find_list_indent()
        for line in lines:
            if not line.is_ticked and line.option in chosen and line.option not in kept:
                kept.add(line.option)
                first = self.edits.find_line_start(line.start)
                text = self.edits.plain[line.label : line.end]
                self.edits.replace(first, line.end, " " * column + _DASH + format_scalar(text))
        known = {line.option: line.end for line in reversed(lines)}
        anchor = self._find_head_end(entry)
        for option, label in field.options.items():
            if option in known:
                anchor = known[option]
            elif option in chosen:
                self.edits.insert_lines(anchor, [" " * column + _DASH + format_scalar(label)])

    def _list_option_lines(self, entry: EntrySpan, field: Choices) -> Iterator[_OptionLine]:
        """Yield the lines below the key that have an option, in the order of the file."""
        items = {}
        if isinstance(entry.value, SequenceSpan):
            items = dict(zip(self._find_dashes(entry), entry.value.items, strict=True))
        plain = self.edits.plain
        start = self.edits.find_line_end(self._find_head_end(entry)) + 1
        while start < len(plain):
            end = self.edits.find_line_end(start)
            words = plain[start:end].strip()
            first = start + len(plain[start:end]) - len(plain[start:end].lstrip())
            if first in items:
                item = items[first]
                text = item.text if isinstance(item, ScalarSpan) else ""
                yield _OptionLine(match_option(field, text.strip()), True, first, item.start, max(item.end, first + 1))
                end = self.edits.find_line_end(max(item.end, first))
            elif words.startswith("#"):
                yield from self._read_commented_option(field, first, end)
            elif words:
                return
            start = end + 1

    def _read_commented_option(self, field: Choices, first: int, end: int) -> Iterator[_OptionLine]:
        plain = self.edits.plain
        rest = plain[first:end].lstrip("#").lstrip()
        if not rest.startswith(_DASH):
            return
        text = rest.removeprefix(_DASH).lstrip()
        label = first + len(plain[first:end]) - len(text)
        for words in (text.rstrip(), text.partition(" #")[0].rstrip()):
            if option := match_option(field, words):
                yield _OptionLine(option, False, first, label, label + len(words))
                return

    # -- names and own indicators ---------------------------------------------------------------------------

    def _change_items(self, entry: EntrySpan, old: SequenceSpan, field: Field, value: WrittenValue | None) -> None:
        """Change the items that differ, one by one; added ones follow the item before them."""
        dashes = self._find_dashes(entry)
        column = self.edits.find_column(dashes[0])
        present = [(item, dash) for item, dash in zip(old.items, dashes, strict=True) if not _is_blank(item)]
        before = [repr(_read_item(field, item)) for item, _ in present]
        now = value if isinstance(value, tuple) else ()
        texts = self._list_items(field, value)
        matcher = SequenceMatcher(None, before, [repr(one) for one in now], autojunk=False)
        anchor = entry.key.start
        for kind, one, two, new_one, new_two in matcher.get_opcodes():
            both = min(two - one, new_two - new_one) if kind == "replace" else 0
            for at in range(both):
                self._change_item(*present[one + at], now[new_one + at], texts[new_one + at], column)
            if kind != "equal":
                for item, dash in present[one + both : two]:
                    self.edits.remove_lines(dash, item.end)
            anchor = present[two - 1][0].end if two > one else anchor
            if kind != "equal" and (added := texts[new_one + both : new_two]):
                self.edits.insert_lines(anchor, [" " * column + _DASH + text for text in added])

    def _change_item(self, item: NodeSpan, dash: int, new: str | OwnRow, text: str, column: int) -> None:
        if isinstance(new, OwnRow) and isinstance(item, MappingSpan):
            cells = {"label": new.label, **new.cells}
            values = {entry.key.text: entry.value for entry in item.entries}
            if all(isinstance(values.get(name), ScalarSpan) for name in cells):
                for name, cell in cells.items():
                    self._change_cell(values[name], cell)
                return
        if isinstance(new, str) and isinstance(item, ScalarSpan) and not item.is_block:
            self._change_cell(item, new)
            return
        self.edits.remove_lines(dash, item.end)
        self.edits.insert_lines(item.end, [" " * column + _DASH + text])

    def _change_cell(self, old: NodeSpan, new: str) -> None:
        assert isinstance(old, ScalarSpan)
        if old.text.strip() == new:
            return
        text = format_typed_text(new, self.is_json, old.style)
        if old.is_block:
            raise InputError("自设指标写成了多行文字，不能只改一格。", remedy="请先在文件里改成一行。")
        space = " " * (self.edits.plain[old.start - 1] in ":-")
        self.edits.replace(old.start, old.end, f"{space}{text}")

    def _format_flow_list(self, old: NodeSpan, field: Field, value: _Items, indent: FlowIndent) -> str:
        """Return a list in brackets; an item that the old one has as well is written as it was there."""
        texts = self._list_items(field, value)
        if not isinstance(old, SequenceSpan) or not old.items:
            return join_flow(texts, "[]", indent)
        plain, items = self.edits.plain, old.items
        ends = (*(item.start for item in items[1:]), old.end - 1)
        gaps = [plain[old.start + 1 : items[0].start]]
        gaps += [plain[item.end : end] for item, end in zip(items, ends, strict=True)]
        if any("#" in gap for gap in gaps):
            raise InputError("方括号里的列表有说明（#），不能只改其中几项。", remedy="请改成每行一项，以“- ”开头。")
        separator = gaps[1] if len(items) > 1 else f",{gaps[0]}" if "\n" in gaps[0] else ", "
        written = {repr(_read_item(field, item)): plain[item.start : item.end] for item in items}
        shown = [written.get(repr(one), text) for one, text in zip(value, texts, strict=True)]
        return f"[{gaps[0]}{separator.join(shown)}{gaps[-1]}]"


def _read_item(field: Field, item: NodeSpan) -> object:
    """Return what an item says: the id of its option, its name, its own indicator; for comparison only."""
    if isinstance(field, Goals) and isinstance(item, MappingSpan):
        cells = {one.key.text: one.value.text.strip() for one in item.entries if isinstance(one.value, ScalarSpan)}
        return OwnRow(cells.get("label", ""), {name: cells.get(name, "") for name in field.columns})
    text = item.text.strip() if isinstance(item, ScalarSpan) else ""
    return (match_option(field, text) or text) if isinstance(field, Choices) else text


def _is_list(value: WrittenValue | None) -> TypeGuard[_Items]:
    """Return True for a list that has items."""
    return isinstance(value, tuple) and bool(value)


def _is_blank(item: NodeSpan) -> bool:
    return isinstance(item, ScalarSpan) and item.is_blank
