"""Edit single answers in the text of application.yaml: find the entry of a place, change its value, or insert it.

Values that are lists are edited by :mod:`docgen.project.answers.list_editor`.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from itertools import groupby

from docgen.definitions.form import Choices, Field, Form, Goals, LongText, NamedList, describe_place
from docgen.definitions.node_spans import EntrySpan, MappingSpan, NodeSpan, ScalarSpan, locate_nodes
from docgen.definitions.source import is_json_name
from docgen.errors import InputError
from docgen.project.answers.answer_notation import (
    FlowIndent,
    WrittenValue,
    format_block_entry,
    format_flow_entry,
    format_typed_text,
    get_typed_text,
    join_flow,
    list_places_below,
    list_steps,
)
from docgen.project.answers.answer_reader import AnswerReader
from docgen.project.answers.list_editor import ListEditor
from docgen.project.answers.text_edits import TextEdits

_TOP = "answers"
_PROSE = "|"
_INDENT = 2


class AnswerEditor:
    """Editor of the text of one file of answers.

    ``reader`` has read the same text; ``shown`` is the name of the file.
    """

    def __init__(self, text: str, form: Form, shown: str, reader: AnswerReader) -> None:
        self.form = form
        self.shown = shown
        self.reader = reader
        self.is_json = is_json_name(shown)
        self.edits = TextEdits(text)
        root = locate_nodes(self.edits.plain, self.is_json)
        if not isinstance(root, MappingSpan):
            raise InputError("文件应以 form:、notice:、answers: 开头。", path=shown, line=1)
        self.root = root
        self.lists = ListEditor(self.edits, self.is_json, root)

    def change(self, changes: Mapping[str, WrittenValue | None]) -> None:
        """Record the edits that give each place its new value; None is a blank.

        Raises InputError where the file is written in a way that does not allow it.
        """
        places = [place for place in self.form.places if place in changes]
        top = self.root.find_entries([_TOP])
        self._refuse_second(top, _TOP)
        answers = top[0] if top else None
        if answers and isinstance(answers.value, MappingSpan) and answers.value.entries:
            for _, group in groupby(places, lambda place: place.partition(".")[0]):
                self._change_entry(answers.value, answers, list(group), 0, changes)
        else:
            given = {place: changes[place] for place in places if changes[place] is not None}
            self._fill_answers(answers, list(dict.fromkeys(place.partition(".")[0] for place in given)), given)

    def add_blanks(self, fields: list[str]) -> None:
        """Record the edits that insert blanks for fields that the file lacks."""
        top = self.root.find_entries([_TOP])
        if top and isinstance(top[0].value, MappingSpan) and top[0].value.entries:
            for name in fields:
                blanks = dict.fromkeys(list_places_below(self.form, name))
                self._insert_entry(top[0].value, top[0], self.form.fields[name], name, blanks)
        else:
            self._fill_answers(top[0] if top else None, fields, {})

    def find_key(self, place: str) -> int | None:
        """Return the position of the key of ``place``, or of the nearest key around it; None without its field."""
        node: NodeSpan | None = self.root
        found: EntrySpan | None = None
        for names in ((_TOP,), *list_steps(self.form.places[place], place)):
            entries = node.find_entries(names) if isinstance(node, MappingSpan) else []
            if not entries:
                break
            found = entries[0]
            node = found.value
        return None if found is None or found.key.text == _TOP else found.key.start

    def _fill_answers(
        self, answers: EntrySpan | None, fields: list[str], given: Mapping[str, WrittenValue | None]
    ) -> None:
        """Write all answers where there are none; raises InputError where something else stands in their place."""
        if answers and not self._is_blank(answers.value):
            message, remedy = "answers: 之下不是“名称: 内容”的形式，没有改动。", "请先在文件里改正这一处。"
            line = self.edits.plain.count("\n", 0, answers.value.start) + 1
            raise InputError(message, remedy=remedy, path=self.shown, line=line)
        if not fields:
            return
        if self.root.is_flow:
            indent = self._find_flow_indent(answers or self.root.entries[-1])
            inside = (
                (name, format_flow_entry(self.form, name, given, self.is_json, indent.deepen())) for name in fields
            )
            text = join_flow((f"{self._format_key(name)}: {value}" for name, value in inside), "{}", indent)
            if answers:
                self._set_inline(answers, text, is_flow=True)
            else:
                last = self.root.entries[-1]
                self._insert_flow(self.root, last, f"{self._format_key(_TOP)}: {text}")
            return
        lines = [line for name in fields for line in format_block_entry(self.form, name, given, _INDENT)[1]]
        if answers:
            self._set_inline(answers, "")
            self.edits.insert_lines(answers.key.start, lines)
        else:
            self.edits.insert_lines(self._find_entry_end(self.root.entries[-1]), [f"{_TOP}:", *lines])

    def _change_entry(
        self,
        home: MappingSpan,
        owner: EntrySpan,
        places: list[str],
        depth: int,
        changes: Mapping[str, WrittenValue | None],
    ) -> None:
        """Change the places that have the same key at this depth of the tree."""
        field = self.form.places[places[0]]
        steps = list_steps(field, places[0])
        prefix = ".".join(places[0].split(".")[: depth + 1])
        entries = home.find_entries(steps[depth])
        self._refuse_second(entries, prefix)
        if not entries:
            given = {place: changes[place] for place in places}
            if any(value is not None for value in given.values()):
                self._insert_entry(home, owner, field, prefix, given)
            return
        entry = entries[0]
        if depth + 1 == len(steps):
            self._change_value(home, entry, field, changes[places[0]])
        elif isinstance(entry.value, MappingSpan) and entry.value.entries:
            for _, group in groupby(places, lambda place: list_steps(field, place)[depth + 1]):
                self._change_entry(entry.value, entry, list(group), depth + 1, changes)
        else:
            self._expand(home, entry, prefix, changes)

    def _refuse_second(self, entries: list[EntrySpan], place: str) -> None:
        if len(entries) > 1:
            first, second = (self.edits.plain.count("\n", 0, entry.key.start) + 1 for entry in entries[:2])
            message = f"“{place}”填了两次（第 {first} 行和第 {second} 行），不知道改哪一处。"
            raise InputError(message, remedy="请先只保留一处。", path=self.shown, line=second)

    def _expand(
        self, home: MappingSpan, entry: EntrySpan, prefix: str, changes: Mapping[str, WrittenValue | None]
    ) -> None:
        """Write out a table that is blank, or that one word (无, from lists) answers as a whole."""
        places = list_places_below(self.form, prefix)
        now = {place: self._get_current(place) for place in places}
        is_misfit = not self._is_blank(entry.value) and all(value is None for value in now.values())
        if is_misfit and not all(place in changes for place in places):
            name = describe_place(self.form.places[places[0]], prefix)
            line = self.edits.plain.count("\n", 0, entry.key.start) + 1
            message = f"“{name}”填写的形式不对，不能只改其中一格。"
            raise InputError(message, remedy="请先在文件里改正这一处。", path=self.shown, line=line)
        wanted = now | {place: changes[place] for place in places if place in changes}
        if all(value is None for value in wanted.values()):
            self._set_inline(entry, "null" if self.is_json else "", home.is_flow)
        elif home.is_flow:
            indent = self._find_flow_indent(entry)
            self._set_inline(entry, format_flow_entry(self.form, prefix, wanted, self.is_json, indent), is_flow=True)
        else:
            inline, lines = format_block_entry(self.form, prefix, wanted, self.edits.find_column(entry.key.start))
            self._set_inline(entry, inline)
            if not inline:
                self.edits.insert_lines(self._find_inline_end(entry), lines[1:])

    def _is_blank(self, node: NodeSpan) -> bool:
        return node.is_blank if isinstance(node, ScalarSpan) else isinstance(node, MappingSpan) and not node.entries

    def _get_current(self, place: str) -> WrittenValue | None:
        return self.reader.sources.get(place, self.reader.values.get(place))

    def _insert_entry(
        self,
        home: MappingSpan,
        owner: EntrySpan,
        field: Field,
        prefix: str,
        given: Mapping[str, WrittenValue | None],
    ) -> None:
        """Insert an entry where the order of the form wants it."""
        sibling = self._find_sibling(home, field, prefix)
        if home.is_flow:
            indent = self._find_flow_indent(home.entries[0])
            value = format_flow_entry(self.form, prefix, given, self.is_json, indent)
            depth = len(prefix.split(".")) - 1
            name = list_steps(field, next(iter(given)))[depth][0]
            self._insert_flow(home, sibling, f"{self._format_key(name)}: {value}".rstrip())
            return
        column = self.edits.find_column(home.entries[0].key.start)
        _, lines = format_block_entry(self.form, prefix, given, column)
        if isinstance(field, Choices | NamedList):
            lines[1:] = [" " * self.lists.find_list_indent() + line for line in lines[1:]]
        self.edits.insert_lines(self._find_entry_end(sibling) if sibling else owner.key.start, lines)

    def _format_key(self, name: str) -> str:
        return f'"{name}"' if self.is_json else name

    def _find_sibling(self, home: MappingSpan, field: Field, prefix: str) -> EntrySpan | None:
        """Return the last of the entries of ``home`` that the form asks for before ``prefix``."""
        parent, _, _ = prefix.rpartition(".")
        depth = len(prefix.split(".")) - 1
        if parent:
            order = dict.fromkeys(list_steps(field, place)[depth] for place in list_places_below(self.form, parent))
        else:
            order = dict.fromkeys((name,) for name in self.form.fields)
        wanted = list_steps(field, list_places_below(self.form, prefix)[0])[depth]
        known = list(order)
        for names in reversed(known[: known.index(wanted)]):
            if entries := home.find_entries(names):
                return entries[0]
        return None

    def _insert_flow(self, home: MappingSpan, sibling: EntrySpan | None, text: str) -> None:
        indent = self._find_flow_indent(home.entries[0])
        separator = f",{indent.line or ' '}"
        if sibling:
            self.edits.replace(sibling.value.end, sibling.value.end, f"{separator}{text}")
        else:
            first = home.entries[0].key.start
            self.edits.replace(first, first, f"{text}{separator}")

    def _find_flow_indent(self, entry: EntrySpan) -> FlowIndent:
        """Return the indentation of a key that stands on a line of its own, none for any other."""
        before, first = (
            self.edits.plain[self.edits.find_line_start(one.key.start) : one.key.start]
            for one in (entry, self.root.entries[0])
        )
        return FlowIndent() if before.strip() else FlowIndent(f"\n{before}", "  " if first.strip() else first or "  ")

    def _find_entry_end(self, entry: EntrySpan) -> int:
        """Return a position on the last line of the entry; options that are commented out belong to it."""
        end = self.edits.find_line_end(entry.value.end)
        while self.edits.plain[end + 1 : self.edits.find_line_end(end + 1)].lstrip().startswith("# - "):
            end = self.edits.find_line_end(end + 1)
        return end

    def _change_value(self, home: MappingSpan, entry: EntrySpan, field: Field, value: WrittenValue | None) -> None:
        match field:
            case Choices() | NamedList():
                self._change_list(home, entry, field, value)
            case Goals() if entry.key.text == "own":
                self._change_list(home, entry, field, value)
            case LongText() if isinstance(value, str) and self._needs_prose(home, entry, value):
                self._change_prose(entry, value.split("\n"))
            case _:
                self._change_scalar(home, entry, field, value)

    def _change_list(self, home: MappingSpan, entry: EntrySpan, field: Field, value: WrittenValue | None) -> None:
        inline = self.lists.change(
            home, entry, field, value, self._find_flow_indent(entry) if self.is_json else FlowIndent()
        )
        if inline is not None:
            self._set_inline(entry, inline, home.is_flow)

    def _change_scalar(self, home: MappingSpan, entry: EntrySpan, field: Field, value: WrittenValue | None) -> None:
        old = entry.value
        style = old.style if isinstance(old, ScalarSpan) else ""
        if value is None and isinstance(old, ScalarSpan) and old.is_block:
            self._change_prose(entry, [])
        else:
            text = format_typed_text(get_typed_text(field, value), self.is_json, style)
            self._set_inline(entry, text, home.is_flow)

    def _needs_prose(self, home: MappingSpan, entry: EntrySpan, text: str) -> bool:
        """Return True for a long text that is written below its key."""
        old = entry.value
        was_line = isinstance(old, ScalarSpan) and not old.is_blank and not old.is_block
        return not home.is_flow and ("\n" in text or not was_line)

    def _change_prose(self, entry: EntrySpan, paragraphs: list[str]) -> None:
        """Write the paragraphs below the key, line by line: those that are the same stay."""
        plain, old = self.edits.plain, entry.value
        column = self.edits.find_column(entry.key.start) + _INDENT
        if not isinstance(old, ScalarSpan) or old.style != _PROSE:
            self._set_inline(entry, _PROSE)
            self.edits.insert_lines(self._find_inline_end(entry), [" " * column + line for line in paragraphs])
            return
        starts = list(self._list_prose_lines(old))
        lines = [plain[start : self.edits.find_line_end(start)].strip() for start in starts]
        if starts:
            first = plain[starts[0] : self.edits.find_line_end(starts[0])]
            column = len(first) - len(first.lstrip(" "))
        elif (digit := plain[old.start + 1 : old.start + 3].strip("+-")[:1]).isdecimal():
            column = self.edits.find_column(entry.key.start) + int(digit)
        anchor = old.start
        for kind, one, two, new_one, new_two in SequenceMatcher(None, lines, paragraphs, autojunk=False).get_opcodes():
            if kind == "equal":
                anchor = starts[two - 1]
                continue
            both = min(two - one, new_two - new_one)
            for at in range(both):
                text_start = plain.index(lines[one + at], starts[one + at])
                self.edits.replace(text_start, text_start + len(lines[one + at]), paragraphs[new_one + at])
            for start in starts[one + both : two]:
                self.edits.remove_lines(start, start)
            anchor = starts[two - 1] if two > one else anchor
            added = [" " * column + line for line in paragraphs[new_one + both : new_two]]
            if added:
                self.edits.insert_lines(anchor, added)

    def _list_prose_lines(self, old: ScalarSpan) -> list[int]:
        """Return the beginnings of the lines of text below a key that are not blank."""
        starts = []
        start = self.edits.find_line_end(old.start) + 1
        while start <= old.end and start < len(self.edits.plain):
            end = self.edits.find_line_end(start)
            if self.edits.plain[start:end].strip():
                starts.append(start)
            start = end + 1
        return starts

    def _find_inline_end(self, entry: EntrySpan) -> int:
        """Return a position on the line below which the lines of a value are inserted."""
        old = entry.value
        is_inline = not isinstance(old, ScalarSpan) and old.is_flow or isinstance(old, ScalarSpan) and not old.is_block
        return old.end if is_inline else entry.key.start

    def _set_inline(self, entry: EntrySpan, new: str, is_flow: bool = False) -> None:
        """Replace the value by ``new`` behind the key, "" for a blank; comments stay."""
        plain, old = self.edits.plain, entry.value
        if isinstance(old, ScalarSpan) and old.is_block:
            header = old.start + len(plain[old.start : self.edits.find_line_end(old.start)].split()[0])
            self.edits.replace(old.start if new else len(plain[: old.start].rstrip(" ")), header, new)
            if starts := self._list_prose_lines(old):
                self.edits.remove_lines(starts[0], old.end)
        elif isinstance(old, ScalarSpan) and old.start == old.end:
            if new:
                missing = "" if ":" in plain[entry.key.end : old.start] else ":"
                space = " " * (bool(missing) or plain[old.start - 1] == ":")
                self.edits.replace(old.start, old.end, f"{missing}{space}{new}")
        elif not isinstance(old, ScalarSpan) and not old.is_flow:
            colon = plain.index(":", entry.key.end) + 1
            self.edits.replace(colon, colon, f" {new}" if new else "")
            self.edits.remove_lines(old.start, old.end)
        elif new or is_flow:
            self.edits.replace(old.start, old.end, new)
        elif "\n" in plain[entry.key.end : old.start]:
            self.edits.remove_lines(old.start, old.end)
        else:
            self.edits.replace(len(plain[: old.start].rstrip(" ")), old.end, "")
