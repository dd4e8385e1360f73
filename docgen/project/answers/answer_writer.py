"""Replace single answers in the text of application.yaml or application.json; everything else stays byte for byte.

The text is not formatted again: :mod:`docgen.project.answers.answer_editor` replaces the characters of each value.
What it wrote is read again before anybody gets it.
"""

from __future__ import annotations

from collections.abc import Mapping

from docgen.definitions.form import Form, Goals, Narrative, describe_place
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
    """Return the text of a file of answers with the given places changed, and nothing else.

    ``changes`` has the new value of each place (``output_value.2021``) as :class:`AnswerReader` gives it, the source
    that it is computed from, or None for a blank. Comments, order, quotation marks of others, indentation, line ends
    and a byte order mark stay; a text whose places have these values already comes back as it is. An option that is
    commented out is ticked by removing the comment sign. A place that the file lacks is inserted where the form asks
    for it. ``shown`` is the name of the file; ``.json`` makes it JSON. ``drop_marks`` removes the marks 沿用…，请核对
    of answers that are changed as a whole.

    Raises InputError where the text cannot be read, or is written in a way that does not allow the change;
    ReadBackError where the new text would not give exactly these answers.
    """
    for place in changes:
        if place not in form.places or isinstance(form.places[place], Narrative):
            raise InputError(f"{shown} 里没有“{place}”这个位置。", path=shown)
    before = _TypedFile(text, form, shown)
    wanted = {place: _normalize(form, place, value) for place, value in changes.items()}
    differing = {place: value for place, value in wanted.items() if before.get(place) != value}
    editor = AnswerEditor(text, form, shown, before.reader)
    editor.change(differing)
    if drop_marks:
        _drop_marks(editor, before, set(wanted))
    new = editor.edits.apply()
    _verify(before, new, differing)
    return new


def mark_answers(text: str, form: Form, doubts: Mapping[str, str], origin: str, shown: str = "application.yaml") -> str:
    """Return the text with a mark above each doubtful answer, as ``docgen check`` lists it.

    ``doubts`` has the reason by place, ``origin`` is the name of the document that was read. A mark that is there
    already is not written again. Raises InputError for JSON, which has no comments, and for a text that cannot be read.
    """
    before = _TypedFile(text, form, shown)
    editor = AnswerEditor(text, form, shown, before.reader)
    if doubts and editor.is_json:
        raise InputError("JSON 文件里写不了核对的记号。", remedy="请改用 application.yaml。", path=shown)
    lines = set(editor.edits.plain.split("\n"))
    reasons: dict[int, list[str]] = {}
    for place in (place for place in form.places if place in doubts):
        key = editor.find_key(place)
        if key is None:
            raise InputError(f"{shown} 里没有“{place.partition('.')[0]}”这一栏，记号没有地方写。", path=shown)
        reasons.setdefault(editor.edits.find_line_start(key), []).append(_describe_doubt(form, place, doubts[place]))
    for start, found in reasons.items():
        line = editor.edits.plain[start : editor.edits.find_line_end(start)]
        indent = " " * (len(line) - len(line.lstrip(" ")))
        mark = f"{indent}# {CarryMark.COMPARE.format_comment(origin, '；'.join(found))}"
        if mark not in lines:
            editor.edits.replace(start, start, f"{mark}\n")
    new = editor.edits.apply()
    _verify(before, new, {})
    return new


def _describe_doubt(form: Form, place: str, reason: str) -> str:
    """Return the reason on one line, with the year, row or column of a place that shares its line with others."""
    field = form.places[place]
    detail = describe_place(field, place).removeprefix(field.label).strip() if place != field.id else ""
    return " ".join(f"{detail}{'：' * bool(detail)}{reason}".split())


def read_written_answers(text: str, form: Form, shown: str = "application.yaml") -> dict[str, WrittenValue]:
    """Return what a text of answers says by place: answers, texts that do not fit, and sources of computed answers.

    Raises InputError where the text cannot be read.
    """
    reader = _TypedFile(text, form, shown).reader
    return {**reader.unread, **reader.values, **reader.sources}


class _TypedFile:
    """A text of answers as it is read: its nodes, and what was typed by place."""

    def __init__(self, text: str, form: Form, shown: str) -> None:
        self.text = text
        self.form = form
        self.shown = shown
        self.source: Source = parse_text(text, shown)
        self.sections = self.source.root.entries if isinstance(self.source.root, Table) else {}
        self.reader = AnswerReader(form, shown)
        self.reader.read(self.sections.get(_TOP, Scalar("", 1)))

    def get(self, place: str) -> WrittenValue | None:
        """Return what was typed at a place, also a text that does not fit; None for a blank."""
        reader = self.reader
        return reader.sources.get(place, reader.values.get(place, reader.unread.get(place)))

    def list_others(self, fields: set[str]) -> object:
        """Return all that the file says beside the answers of these fields, without lines."""
        answers = self.sections.get(_TOP)
        rest = {name: _strip_lines(node) for name, node in self.sections.items() if name != _TOP}
        if isinstance(answers, Table):
            return rest, {name: _strip_lines(node) for name, node in answers.entries.items() if name not in fields}
        return rest, {}


def _normalize(form: Form, place: str, value: WrittenValue | None) -> WrittenValue | None:
    """Return the value as the reader gives it: 无 and an empty table of own indicators are NOTHING."""
    if value == str(NOTHING) or (value == () and isinstance(form.places[place], Goals)):
        return NOTHING
    return None if value == "" else value


def _drop_marks(editor: AnswerEditor, before: _TypedFile, changed: set[str]) -> None:
    """Remove the marks above answers all of whose places are changed."""
    plain = editor.edits.plain
    starts = [0]
    for line in plain.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for found in find_text_marks(plain, before.shown, before.form, before.reader.lines):
        marked = found.where.slot
        own = [place for place in before.form.places if place == marked or place.startswith(f"{marked}.")]
        if own and changed.issuperset(own):
            start = starts[found.where.line - 1]
            editor.edits.remove_lines(start, start)


def _verify(before: _TypedFile, new: str, changes: Mapping[str, WrittenValue | None]) -> None:
    """Raise ReadBackError where the new text does not give exactly the changed answers."""
    try:
        after = _TypedFile(new, before.form, before.shown)
    except DocgenError as error:
        raise _build_fault(before, f"改后的文件读不懂（{error.message}）") from error
    for place in before.form.places:
        wanted = changes[place] if place in changes else before.get(place)
        found = after.get(place)
        if found != wanted or (place in changes and place in after.reader.unread):
            field = before.form.places[place]
            shown, meant = (shorten_text(format_answer(value, field)) or "空" for value in (found, wanted))
            raise _build_fault(before, f"“{describe_place(field, place)}”读回来是“{shown}”，应是“{meant}”")
    fields = {place.partition(".")[0] for place in changes}
    if before.list_others(fields) != after.list_others(fields):
        raise _build_fault(before, "别的内容也会变")


def _build_fault(before: _TypedFile, why: str) -> ReadBackError:
    message = f"只改这几个答案时{why}，没有改动文件。"
    return ReadBackError(message, remedy="请在文件里直接改这几处。", path=before.shown)


def _strip_lines(node: Node) -> object:
    match node:
        case Scalar():
            return node.text, node.is_blank
        case Listing():
            return [_strip_lines(item) for item in node.items]
        case Table():
            return [(name, _strip_lines(value)) for name, value in node.entries.items()]
