"""Read the plan (plan.md): prose under the official headings, one paragraph a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from docgen.definitions.form import Narrative, PlanSection
from docgen.definitions.source import read_text
from docgen.errors import suggest_nearest
from docgen.problems.problem import Problem, Where

_COMMENT, _COMMENT_END = re.compile(r"<!--.*?-->", re.DOTALL), "-->"
MASK = "\0"
"""A character that no text has: control characters are removed when a file is read."""
_HEADING = re.compile(r"(#{1,6})\s*(.+)")
_MARKUP = re.compile(r"\*\*|__|^[-*+]\s|^>|^\||^#+\Z|^[-=]{3,}\Z|`|\[[^\[\]]*\]\([^()]*\)|<[a-zA-Z/][^<>]*>|<!--|-->")


@dataclass(frozen=True)
class Plan:
    """The paragraphs of each section that has any, the line of each heading, and the problems of reading.

    ``paragraph_lines`` has the line of each paragraph, ``headings`` the lines of all headings, also of unknown ones.
    """

    paragraphs: dict[str, tuple[str, ...]]
    lines: dict[str, int]
    problems: tuple[Problem, ...]
    paragraph_lines: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    headings: tuple[int, ...] = ()


def read_plan(path: Path, narrative: Narrative) -> Plan:
    """Read the plan of ``narrative`` from a Markdown file; a missing, unknown or misplaced heading is a problem."""
    shown = path.name
    if not path.exists():
        hint = f"请新建 {shown}，写在规定的标题之下；docgen new 会给出标题。"
        missing = Problem(
            "plan.file-missing", Where(shown, 0, narrative.id), f"没有 {shown}，“{narrative.label}”无从填起。", hint
        )
        return Plan({}, {}, (missing,))
    text, problems = read_text(path, shown)
    plan = parse_plan(text, narrative, shown)
    return replace(plan, problems=(*problems, *plan.problems))


def parse_plan(text: str, narrative: Narrative, shown: str) -> Plan:
    """Read the plan of ``narrative`` from the text of a Markdown file."""
    return parse_lines(enumerate(mask_comments(text).replace(MASK, "").split("\n"), 1), narrative, shown)


def mask_comments(text: str) -> str:
    """Replace the characters of comments by MASK; line breaks stay, so that problems name the lines of the file."""
    # Behind the last end no comment ends: without looking there, the search takes no time for what is never closed.
    end = text.rfind(_COMMENT_END) + len(_COMMENT_END) if _COMMENT_END in text else 0
    return _COMMENT.sub(_mask, text[:end]) + text[end:]


def _mask(comment: re.Match[str]) -> str:
    return "\n".join(MASK * len(line) for line in comment[0].split("\n"))


def parse_lines(lines: Iterable[tuple[int, str]], narrative: Narrative, shown: str) -> Plan:
    """Read the plan of ``narrative`` from numbered lines of a Markdown file or of the fill-in workbook."""
    reader = _PlanReader(narrative, shown)
    reader.read(lines)
    return Plan(
        {name: tuple(found) for name, found in reader.paragraphs.items() if found},
        reader.lines,
        (*reader.problems, *reader.find_missing()),
        {name: tuple(found) for name, found in reader.paragraph_lines.items()},
        tuple(reader.headings),
    )


class _PlanReader:
    def __init__(self, field: Narrative, shown: str) -> None:
        self.field = field
        self.shown = shown
        self.by_heading = {normalize_heading(section.heading): section for section in field.sections}
        self.paragraphs: dict[str, list[str]] = {}
        self.paragraph_lines: dict[str, list[int]] = {}
        self.lines: dict[str, int] = {}
        self.headings: list[int] = []
        self.problems: list[Problem] = []
        self.section: PlanSection | None = None
        self.furthest = -1

    def read(self, lines: Iterable[tuple[int, str]]) -> None:
        """Assign each line to the heading above it; a heading is recognized with or without “#”."""
        for number, line in lines:
            words = line.replace("\t", " ").strip()
            if not words:
                continue
            heading = _HEADING.match(words)
            title = (heading[2].rstrip("#").rstrip() or heading[2]) if heading else words
            section = self.by_heading.get(normalize_heading(title))
            if section or heading:
                self.headings.append(number)
            if section:
                self._begin_section(section, number)
            elif heading:
                self._report_unknown_heading(title, number)
            else:
                self._read_paragraph(words, number)

    def find_missing(self) -> Iterator[Problem]:
        """Yield a problem for each official heading that the file lacks."""
        for section in self.field.sections:
            if section.id not in self.lines:
                slot = f"{self.field.id}.{section.id}"
                hint = f"请加上这一行：{'#' * section.level} {section.heading}"
                message = f"缺少标题“{section.heading}”。"
                yield Problem("plan.heading-missing", Where(self.shown, 0, slot), message, hint)

    def _begin_section(self, section: PlanSection, number: int) -> None:
        position = self.field.sections.index(section)
        slot = f"{self.field.id}.{section.id}"
        if section.id in self.lines:
            message = f"标题“{section.heading}”出现了两次，第一次在第 {self.lines[section.id]} 行。"
            self._add_problem("plan.heading-order", number, message, "请合并为一处。", slot)
        elif position < self.furthest:
            before = self.field.sections[self.furthest].heading
            message = f"标题“{section.heading}”应在“{before}”之前。"
            self._add_problem("plan.heading-order", number, message, "请按申报表的次序排列。", slot)
        self.furthest = max(self.furthest, position)
        self.lines.setdefault(section.id, number)
        self.section = section

    def _report_unknown_heading(self, words: str, number: int) -> None:
        nearest = suggest_nearest(
            normalize_heading(words), self.by_heading, shown=lambda near: self.by_heading[near].heading
        )
        hint = f"{nearest}正文里的小标题请去掉“#”，写成普通的一行。"
        self._add_problem("plan.heading-unknown", number, f"申报表没有“{words}”这个标题。", hint)

    def _read_paragraph(self, words: str, number: int) -> None:
        if self.section is None or not self.section.text:
            where = f"“{self.section.heading}”之下不写正文" if self.section else "这段文字之前没有标题"
            message = f"{where}：“{words[:20]}{'…' * (len(words) > 20)}”。"
            self._add_problem("plan.text-outside", number, message, "请移到规定的标题之下，否则不会印出。")
            return
        if _MARKUP.search(words):
            message = f"这一行有不会被排版的标记：“{words[:20]}{'…' * (len(words) > 20)}”。"
            self._add_problem("plan.markup", number, message, "只用标题和普通段落；标记会原样印出。")
        self.paragraphs.setdefault(self.section.id, []).append(words)
        self.paragraph_lines.setdefault(self.section.id, []).append(number)

    def _add_problem(self, code: str, number: int, message: str, hint: str, slot: str = "") -> None:
        self.problems.append(Problem(code, Where(self.shown, number, slot or self.field.id), message, hint))


def normalize_heading(heading: str) -> str:
    """Remove the spaces of a heading and unify its brackets and stops, which are often typed in half width."""
    without_space = re.sub(r"\s", "", heading)
    return without_space.translate(str.maketrans("()．", "（）.")).rstrip("：:")
