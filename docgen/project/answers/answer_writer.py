"""Replace single answers in the text of application.yaml or application.json; everything else stays byte for byte.

The text is not formatted again: :mod:`docgen.project.answers.answer_editor` replaces the characters of each value.
What it wrote is read again before anybody gets it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from docgen.definitions.form import Form, Goals, Narrative, describe_detail, describe_place
from docgen.definitions.source import Listing, Node, Scalar, Source, Table, parse_text
from docgen.errors import DocgenError, InputError, ReadBackError
from docgen.project.answers.answer_difference import format_answer
from docgen.project.answers.answer_editor import AnswerEditor
from docgen.project.answers.answer_notation import WrittenValue
from docgen.project.answers.answer_reader import AnswerReader
from docgen.project.carry.carry_marks import CarryMark, find_text_marks
from docgen.values import NOTHING, shorten_text

_TOP = "answers"


def replace_answers(
    text: str,
    form: Form,
    changes: Mapping[str, WrittenValue | None],
    shown: str = "application.yaml",
    *,
    drop_marks: bool = False,
) -> str:
    """Return the text of a file of answers with the given places changed; see :meth:`AnswerText.replace`."""
    return AnswerText(text, form, shown).replace(changes, drop_marks=drop_marks).text


def mark_answers(text: str, form: Form, doubts: Mapping[str, str], origin: str, shown: str = "application.yaml") -> str:
    """Return the text with a mark above each doubtful answer; see :meth:`AnswerText.mark`."""
    return AnswerText(text, form, shown).mark(doubts, origin).text


class AnswerText:
    """The text of application.yaml or application.json as it is read: its nodes, and what was typed by place.

    ``shown`` is the name of the file; ``.json`` makes it JSON. ``source`` is the same text where it was parsed already.
    Raises InputError where the text cannot be read.
    """

    def __init__(self, text: str, form: Form, shown: str = "application.yaml", source: Source | None = None) -> None:
        self.text = text
        self.form = form
        self.shown = shown
        root = (source or parse_text(text, shown)).root
        self._sections = root.entries if isinstance(root, Table) else {}
        self.reader = AnswerReader(form, shown)
        self.reader.read(self._sections.get(_TOP, Scalar("", 1)))

    def get(self, place: str) -> WrittenValue | None:
        """Return what was typed at a place, also a text that does not fit; None for a blank."""
        reader = self.reader
        return reader.sources.get(place, reader.values.get(place, reader.unread.get(place)))

    def read_answers(self) -> dict[str, WrittenValue]:
        """Return what was typed by place: answers, texts that do not fit, and sources of computed answers."""
        return {**self.reader.unread, **self.reader.values, **self.reader.sources}

    def replace(self, changes: Mapping[str, WrittenValue | None], *, drop_marks: bool = False) -> AnswerText:
        """Return the text with the given places changed, and nothing else.

        ``changes`` has the new value of each place (``output_value.2021``) as :class:`AnswerReader` gives it, the
        source that it is computed from, or None for a blank. Comments, order, quotation marks of others, indentation,
        line ends and a byte order mark stay; a text whose places have these values already comes back as it is. An
        option that is commented out is ticked by removing the comment sign. A place that the file lacks is inserted
        where the form asks for it. ``drop_marks`` removes the marks (沿用…，请核对) of answers that are changed as a
        whole.

        Raises InputError where the text is written in a way that does not allow the change; ReadBackError where the
        new text would not give exactly these answers.
        """
        self._refuse_other_places(changes)
        wanted = {place: _normalize(self.form, place, value) for place, value in changes.items()}
        differing = {place: value for place, value in wanted.items() if self.get(place) != value}
        editor = AnswerEditor(self.text, self.form, self.shown, self.reader)
        editor.change(differing)
        if drop_marks:
            self._drop_marks(editor, set(wanted))
        return self._prove(editor.edits.apply(), differing)

    def mark(self, doubts: Mapping[str, str], origin: str) -> AnswerText:
        """Return the text with a mark above each doubtful answer, as ``docgen check`` lists it.

        ``doubts`` has the reason by place, ``origin`` is the name of the document that was read. A mark that is there
        already is not written again; a field that the file lacks is inserted as a blank. Raises InputError for JSON,
        which has no comments.
        """
        self._refuse_other_places(doubts)
        editor = AnswerEditor(self.text, self.form, self.shown, self.reader)
        if doubts and editor.is_json:
            raise InputError("JSON 文件里写不了核对的记号。", remedy="请改用 application.yaml。", path=self.shown)
        places = [place for place in self.form.places if place in doubts]
        missing = dict.fromkeys(place.partition(".")[0] for place in places if editor.find_key(place) is None)
        if missing:
            editor.add_blanks(list(missing))
            return self._prove(editor.edits.apply(), {}, set(missing)).mark(doubts, origin)
        there = set(editor.edits.plain.split("\n"))
        reasons: dict[int, list[str]] = {}
        for place in places:
            start = editor.edits.find_line_start(editor.find_key(place) or 0)
            reasons.setdefault(start, []).append(_describe_doubt(self.form, place, doubts[place]))
        for start, found in reasons.items():
            line = editor.edits.plain[start : editor.edits.find_line_end(start)]
            indent = " " * (len(line) - len(line.lstrip(" ")))
            mark = f"{indent}# {CarryMark.COMPARE.format_comment(origin, '；'.join(found))}"
            if mark not in there:
                editor.edits.replace(start, start, f"{mark}\n")
        return self._prove(editor.edits.apply(), {})

    def _refuse_other_places(self, places: Iterable[str]) -> None:
        for place in places:
            if place not in self.form.places or isinstance(self.form.places[place], Narrative):
                raise InputError(f"{self.shown} 里没有“{place}”这个位置。", path=self.shown)

    def _drop_marks(self, editor: AnswerEditor, changed: set[str]) -> None:
        """Remove the marks above answers all of whose places are changed."""
        plain = editor.edits.plain
        starts = [0]
        for line in plain.split("\n"):
            starts.append(starts[-1] + len(line) + 1)
        for found in find_text_marks(plain, self.shown, self.form, self.reader.lines):
            marked = found.where.slot
            own = [place for place in self.form.places if place == marked or place.startswith(f"{marked}.")]
            if own and changed.issuperset(own):
                start = starts[found.where.line - 1]
                editor.edits.remove_lines(start, start)

    def _prove(self, new: str, changes: Mapping[str, WrittenValue | None], added: Collection[str] = ()) -> AnswerText:
        """Return the new text as it is read; ReadBackError where it does not give exactly the changed answers.

        ``added`` are fields that were inserted as blanks.
        """
        try:
            after = AnswerText(new, self.form, self.shown)
        except DocgenError as error:
            raise self._build_fault(f"改后的文件读不懂（{error.message}）") from error
        for place, field in self.form.places.items():
            wanted = changes[place] if place in changes else self.get(place)
            found = after.get(place)
            if found != wanted or (place in changes and place in after.reader.unread):
                shown, meant = (shorten_text(format_answer(value, field)) or "空" for value in (found, wanted))
                raise self._build_fault(f"“{describe_place(field, place)}”读回来是“{shown}”，应是“{meant}”")
        fields = {*(place.partition(".")[0] for place in changes), *added}
        if self._list_others(fields) != after._list_others(fields):
            raise self._build_fault("别的内容也会变")
        return after

    def _list_others(self, fields: set[str]) -> object:
        """Return all that the file says beside the answers of these fields, without lines."""
        answers = self._sections.get(_TOP)
        rest = {name: _strip_lines(node) for name, node in self._sections.items() if name != _TOP}
        if isinstance(answers, Table):
            return rest, {name: _strip_lines(node) for name, node in answers.entries.items() if name not in fields}
        return rest, {}

    def _build_fault(self, why: str) -> ReadBackError:
        message = f"只改这几个答案时{why}，没有改动文件。"
        return ReadBackError(message, remedy="请在文件里直接改这几处。", path=self.shown)


def _describe_doubt(form: Form, place: str, reason: str) -> str:
    """Return the reason on one line, with the year, row or column of a place that shares its line with others."""
    detail = describe_detail(form.places[place], place)
    return " ".join(f"{detail}{'：' * bool(detail)}{reason}".split())


def _normalize(form: Form, place: str, value: WrittenValue | None) -> WrittenValue | None:
    """Return the value as the reader gives it: 无 and an empty table of own indicators are NOTHING."""
    if value == str(NOTHING) or (value == () and isinstance(form.places[place], Goals)):
        return NOTHING
    return None if value == "" else value


def _strip_lines(node: Node) -> object:
    match node:
        case Scalar():
            return node.text, node.is_blank
        case Listing():
            return [_strip_lines(item) for item in node.items]
        case Table():
            return [(name, _strip_lines(value)) for name, value in node.entries.items()]
