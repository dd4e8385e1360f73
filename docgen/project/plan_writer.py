"""Replace the prose under single headings of plan.md; headings, comments and all other prose stay byte for byte."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from docgen.definitions.form import Narrative, PlanSection
from docgen.errors import InputError, ReadBackError
from docgen.project.answers.text_edits import TextEdits
from docgen.project.carry.carry_marks import CarryMark, list_mark_lines
from docgen.project.plan import MASK, mask_comments, parse_plan
from docgen.project.scaffold import WRITE_HERE


def replace_plan_sections(
    text: str, narrative: Narrative, changes: Mapping[str, Sequence[str]], *, drop_marks: bool = False
) -> str:
    """Return the text of a plan with other paragraphs under the given headings, and nothing else changed.

    ``changes`` has the paragraphs, each on one line, by the id of the section; none for a blank. Paragraphs that are
    the same stay where they are. The comment 在这里写 gives way to the first paragraph; a heading that is missing is
    inserted in its place. ``drop_marks`` removes the marks 沿用…，请核对 below the headings.

    Raises InputError for a section that the form does not have, ReadBackError where the new text would not give
    exactly these paragraphs, such as one that reads like a heading.
    """
    sections = {section.id: section for section in narrative.sections if section.text}
    if unknown := next((name for name in changes if name not in sections), None):
        raise InputError(f"“{narrative.label}”里没有“{unknown}”这个标题。", path=_name(narrative))
    editor = _PlanEditor(text, narrative)
    for name, section in sections.items():
        if name in changes and tuple(changes[name]) != editor.plan.paragraphs.get(name, ()):
            editor.replace_section(section, changes[name])
    if drop_marks:
        editor.drop_marks(set(changes))
    new = editor.edits.apply()
    _verify(text, new, narrative, changes, drop_marks)
    return new


def mark_plan_sections(text: str, narrative: Narrative, doubts: Mapping[str, str], origin: str) -> str:
    """Return the text with a mark below the heading of each doubtful section, as ``docgen check`` lists it.

    ``doubts`` has the reason by the id of the section, ``origin`` is the name of the document that was read. A mark
    that is there already, or whose heading is missing, is not written.
    """
    editor = _PlanEditor(text, narrative)
    there = set(editor.edits.plain.split("\n"))
    for name, reason in doubts.items():
        words = " ".join(reason.replace("-->", "→").split())
        mark = f"<!-- {CarryMark.COMPARE.format_comment(origin, words)} -->"
        if name in editor.plan.lines and mark not in there:
            editor.edits.insert_lines(editor.starts[editor.plan.lines[name] - 1], [mark])
    return editor.edits.apply()


def _name(narrative: Narrative) -> str:
    return f"{narrative.id}.md"


class _PlanEditor:
    """Editor of the text of a plan; lines are counted from 1, as in problems."""

    def __init__(self, text: str, narrative: Narrative) -> None:
        self.narrative = narrative
        self.edits = TextEdits(text)
        self.plan = parse_plan(self.edits.plain, narrative, _name(narrative))
        self.masked = mask_comments(self.edits.plain)
        self.lines = self.edits.plain.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def replace_section(self, section: PlanSection, paragraphs: Sequence[str]) -> None:
        """Record the edits that give the section these paragraphs."""
        if section.id not in self.plan.lines:
            self._insert_section(section, paragraphs)
        elif section.id not in self.plan.paragraphs:
            self._fill_section(section, paragraphs)
        else:
            self._change_section(section, paragraphs)

    def drop_marks(self, sections: set[str]) -> None:
        """Remove the marks below the headings of these sections."""
        for number in list_mark_lines(self.edits.plain):
            above = max((line for line in self.plan.lines.values() if line < number), default=0)
            if any(self.plan.lines.get(name) == above for name in sections):
                self.edits.remove_lines(self.starts[number - 1], self.starts[number - 1])

    def _change_section(self, section: PlanSection, paragraphs: Sequence[str]) -> None:
        numbers = self.plan.paragraph_lines[section.id]
        matcher = SequenceMatcher(None, self.plan.paragraphs[section.id], list(paragraphs), autojunk=False)
        for kind, one, two, new_one, new_two in matcher.get_opcodes():
            if kind == "equal":
                continue
            both = min(two - one, new_two - new_one)
            for at in range(both):
                self._replace_paragraph(numbers[one + at], paragraphs[new_one + at])
            for number in numbers[one + both : two]:
                self._remove_paragraph(number)
            added = paragraphs[new_one + both : new_two]
            if added and two:
                self.edits.insert_lines(self.starts[numbers[two - 1] - 1], self._space(added)[0])
            elif added:
                start = self.starts[numbers[0] - 1]
                self.edits.replace(start, start, "".join(f"{line}\n" for line in self._space(added)[1]))

    def _space(self, added: Sequence[str]) -> tuple[list[str], list[str]]:
        """Return the lines of paragraphs behind others and before others, with blank lines where this file has them."""
        gap = [""] * self._has_gaps()
        behind = [line for paragraph in added for line in (*gap, paragraph)]
        return behind, [line for paragraph in added for line in (paragraph, *gap)]

    def _has_gaps(self) -> bool:
        """Return True where most paragraphs of the file have a blank line between them."""
        steps = [
            after - before
            for numbers in self.plan.paragraph_lines.values()
            for before, after in zip(numbers, numbers[1:], strict=False)
        ]
        return sum(step > 1 for step in steps) * 2 > len(steps)

    def _list_visible(self, number: int) -> Iterator[tuple[int, int]]:
        """Yield the spans of a line that are in no comment and not blank."""
        start = self.starts[number - 1]
        for part in self.masked[start : self.starts[number] - 1].split(MASK):
            if words := part.strip():
                first = start + part.index(words)
                yield first, first + len(words)
            start += len(part) + 1

    def _replace_paragraph(self, number: int, new: str) -> None:
        first, *rest = self._list_visible(number)
        self.edits.replace(*first, new)
        for start, end in rest:
            self.edits.replace(start, end, "")

    def _remove_paragraph(self, number: int) -> None:
        start, end = self.starts[number - 1], self.starts[number] - 1
        if MASK in self.masked[start:end]:
            for first, last in self._list_visible(number):
                self.edits.replace(first, last, "")
            return
        is_alone = number > 1 and not self.get_line(number - 1).strip() and not self.get_line(number + 1).strip()
        self.edits.remove_lines(self.starts[number - 2] if is_alone else start, start)

    def list_headings(self, but: Collection[str] = ()) -> list[str]:
        """Return the lines that are headings, but those of the sections ``but``."""
        left = {self.plan.lines.get(name) for name in but}
        return [self.get_line(number) for number in self.plan.headings if number not in left]

    def join_comments(self) -> str:
        """Return the text of all comments; 在这里写 is none that anybody would miss."""
        both = zip(self.edits.plain, self.masked, strict=True)
        return "".join(character for character, mask in both if mask == MASK).replace(WRITE_HERE, "")

    def get_line(self, number: int) -> str:
        """Return a line of the file, "" behind the last one."""
        return self.lines[number - 1] if number <= len(self.lines) else ""

    def _fill_section(self, section: PlanSection, paragraphs: Sequence[str]) -> None:
        """Write the first paragraphs below a heading."""
        heading = self.plan.lines[section.id]
        after = min((number for number in self.plan.headings if number > heading), default=len(self.lines) + 1)
        below = range(heading + 1, after)
        lines = [paragraphs[0], *self._space(paragraphs[1:])[0]]
        if hint := next((number for number in below if self.get_line(number).strip() == WRITE_HERE), None):
            self.edits.replace(self.starts[hint - 1], self.starts[hint] - 1, "\n".join(lines))
            return
        last = max((number for number in below if self.get_line(number).strip()), default=heading)
        is_close = last + 1 == after and after <= len(self.lines)
        self.edits.insert_lines(self.starts[last - 1], ["", *lines, *([""] * is_close)])

    def _insert_section(self, section: PlanSection, paragraphs: Sequence[str]) -> None:
        """Write a heading that the file lacks, with its paragraphs, before the next one that it has."""
        at = self.narrative.sections.index(section)
        lines = [f"{'#' * section.level} {section.heading}", "", paragraphs[0], *self._space(paragraphs[1:])[0]]
        following = (self.plan.lines.get(one.id) for one in self.narrative.sections[at + 1 :])
        if number := next((line for line in following if line), None):
            start = self.starts[number - 1]
            self.edits.replace(start, start, "".join(f"{line}\n" for line in (*lines, "")))
        else:
            end = len(self.edits.plain)
            lead = "" if not self.edits.plain else "\n" if self.edits.plain.endswith("\n") else "\n\n"
            self.edits.replace(end, end, lead + "\n".join(lines) + "\n")


def _verify(old: str, new: str, narrative: Narrative, changes: Mapping[str, Sequence[str]], drop_marks: bool) -> None:
    """Raise ReadBackError where the new text does not give exactly the changed paragraphs."""
    before, after = _PlanEditor(old, narrative), _PlanEditor(new, narrative)
    wanted = {**before.plan.paragraphs, **{name: tuple(paragraphs) for name, paragraphs in changes.items()}}
    found = after.plan.paragraphs
    for section in narrative.sections:
        if found.get(section.id, ()) != wanted.get(section.id, ()):
            message = f"只改这几段时“{section.heading}”之下读回来与要写的不一致，没有改动文件。"
            remedy = "多半是某一段像标题，或段中有换行；请在文件里直接改。"
            raise ReadBackError(message, remedy=remedy, path=_name(narrative))
    added = {section.id for section in narrative.sections if section.id not in before.plan.lines}
    is_same = before.list_headings() == after.list_headings(added)
    if not is_same or not (drop_marks or before.join_comments() == after.join_comments()):
        raise ReadBackError("只改这几段时别的内容也会变，没有改动文件。", path=_name(narrative))
