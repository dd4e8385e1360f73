"""Import of a plan that was written in Word (规划.docx) into plan.md: its headings and prose, sorted into the sections.

A heading is known by its words, with or without its number and whatever its style. Nothing is dropped in silence:
text that belongs to no section is kept under the nearest one and told, and so is what is no text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Narrative, PlanSection
from docgen.errors import InputError, OutputError, suggest_nearest
from docgen.problems.problem import Problem, Where
from docgen.project.answer_file import has_answer_file, read_answer_file
from docgen.project.plan import normalize_heading, read_plan
from docgen.project.scaffold import ScaffoldContent, format_plan
from docgen.project.word.foreign_reading import read_foreign_word
from docgen.project.word.word_document import (
    PieceKind,
    TextMark,
    WordBlock,
    WordParagraph,
    WordTable,
)
from docgen.project.word.word_reader import read_word_document
from docgen.project.workbook.workbook_names import find_workbook
from docgen.runtime.backup import save_backup
from docgen.runtime.file_replacement import replace_file

_NUMBER = re.compile(r"(?:[一二三四五六七八九十]+[、.]|（[一二三四五六七八九十\d]+）、?|\d+[.、])")
_LEVELS = (re.compile(r"[一二三四五六七八九十]{1,3}、"), re.compile(r"（[一二三四五六七八九十]{1,3}）"))
"""The numbers of the headings of the first and second level in official documents."""
_LONGEST_HEADING = 40
_SENTENCE_ENDS = "。；，：！？.;,:"
_DIGITS = "0123456789０１２３４５６７８９"
_LEADERS = ".．·…\t \u3000\xa0"
"""The signs between a heading and its page number in a table of contents."""
_SHOWN = 20


@dataclass(frozen=True)
class PlanLine:
    """A paragraph of the document, or what is none; ``left`` names (Chinese) its contents that are not in its text."""

    text: str
    level: int = 0
    is_numbered: bool = False
    is_contents: bool = False
    left: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlanImport:
    """The result of an import: the file written, the backup of the old one (None without one), and the problems.

    ``sections`` is the number of official headings that were found, ``paragraphs`` that of the paragraphs taken over.
    """

    written: Path
    backup: Path | None
    sections: int
    paragraphs: int
    problems: tuple[Problem, ...]


def import_plan(folder: Path, file: Path, catalog: Catalog) -> PlanImport:
    """Write the plan of the application in ``folder`` from the Word document ``file``; the old plan is kept beside it.

    A relative ``file`` is looked for here, then in ``folder``. Raises InputError where the folder has no
    application.yaml, or the document cannot be read or has none of the official headings; OutputError where the plan
    cannot be written.
    """
    narrative = _find_narrative(folder, catalog)
    path = file if file.exists() else folder / file
    sorter = _PlanSorter(narrative, path.name)
    sorter.sort(_list_lines(read_foreign_word(read_word_document, path).blocks))
    if not sorter.found:
        remedy = f"标题要单独成段，如“{narrative.sections[0].heading}”；请照 docgen new 给出的标题改好，再运行。"
        raise InputError(f"里面没有认出申报表规定的标题，没有改动 {narrative.id}.md。", remedy=remedy, path=path)
    target = folder / f"{narrative.id}.md"
    try:
        backup = _write_plan(target, narrative, sorter)
    except OSError as error:
        raise OutputError.of_system(error, "写不进去：{}。", "请检查磁盘和权限。", target) from None
    paragraphs = sum(len(texts) for texts in sorter.paragraphs.values())
    return PlanImport(target, backup, len(sorter.found), paragraphs, tuple(sorter.find_problems()))


def _find_narrative(folder: Path, catalog: Catalog) -> Narrative:
    if not has_answer_file(folder) and find_workbook(folder):
        remedy = f"请先运行 docgen workbook {folder} --read。"
        raise InputError(
            "只有填报工作簿，没有 application.yaml，规划正文还不能由 Word 读入。", remedy=remedy, path=folder
        )
    form = read_answer_file(folder, catalog, None).form
    if not form.narratives:
        raise InputError(f"申报表 {form.id} 没有规划正文。", path=folder)
    return form.narratives[0]


def _list_lines(blocks: Iterable[WordBlock]) -> Iterator[PlanLine]:
    """Yield the paragraphs and what is none; a table of one column is a frame, its paragraphs are read."""
    for block in blocks:
        if isinstance(block, WordParagraph):
            left = dict.fromkeys(_name_left(block))
            yield PlanLine(block.text, block.level, block.is_numbered, block.is_contents, tuple(left))
        elif isinstance(block, WordTable) and all(len(row.cells) <= 1 for row in block.rows):
            for row in block.rows:
                for cell in row.cells:
                    yield from _list_lines(cell.blocks)
        else:
            yield PlanLine("", left=("表格" if isinstance(block, WordTable) else "文本框",))


def _name_left(paragraph: WordParagraph) -> Iterator[str]:
    for piece in paragraph.pieces:
        if piece.kind is PieceKind.OBJECT:
            yield piece.detail
        elif piece.kind is PieceKind.NOTE:
            yield "脚注或尾注"
        elif TextMark.EQUATION in piece.marks:
            yield "公式的排版"


def _write_plan(target: Path, narrative: Narrative, sorter: _PlanSorter) -> Path | None:
    """Write the plan and return the backup of the old one; only a file that reads back the same takes its place."""
    answers = {f"{narrative.id}.{name}": tuple(texts) for name, texts in sorter.paragraphs.items()}
    text = format_plan(narrative, ScaffoldContent(answers))
    with replace_file(target) as new:
        new.write_text(text, encoding="utf-8", newline="\n")
        _verify(read_plan(new, narrative).paragraphs.values(), sorter)
        is_replaced = target.is_file() and target.read_bytes() != new.read_bytes()
        return save_backup(target) if is_replaced else None


def _verify(read: Iterable[tuple[str, ...]], sorter: _PlanSorter) -> None:
    """Raise InputError for a paragraph that plan.md cannot hold, since it would be read as a heading or a comment."""
    lost = Counter(text for texts in sorter.paragraphs.values() for text in texts)
    lost.subtract(text for texts in read for text in texts)
    for text in +lost:
        remedy = "段首的“#”会当作标题，“<!--”会当作说明，请在 Word 里改写这一段，再运行。"
        message = f"“{_shorten(text)}”这一段写不进规划正文，没有改动任何文件。"
        raise InputError(message, remedy=remedy, path=sorter.shown)


@dataclass
class _MovedText:
    """Text that belongs to no section, with the reason, and the section under which it is kept."""

    reason: str
    section: PlanSection
    hint: str
    texts: list[str] = field(default_factory=list)


class _PlanSorter:
    """Sorts the paragraphs of a document into the sections of the plan."""

    def __init__(self, narrative: Narrative, shown: str) -> None:
        self.narrative = narrative
        self.shown = shown
        self.by_heading = {normalize_heading(section.heading): section for section in narrative.sections}
        words = Counter(_remove_number(heading) for heading in self.by_heading)
        self.by_words = {
            _remove_number(heading): section
            for heading, section in self.by_heading.items()
            if words[_remove_number(heading)] == 1
        }
        self.found: set[str] = set()
        self.paragraphs: dict[str, list[str]] = {section.id: [] for section in narrative.sections}
        self.section: PlanSection | None = None
        self.moved: list[_MovedText] = []
        self.repeated: list[PlanSection] = []
        self.left: Counter[tuple[str, str]] = Counter()
        self.numbered: dict[str, list[str]] = {}
        self._is_moving = True

    def sort(self, lines: Iterable[PlanLine]) -> None:
        """Assign each paragraph to the official heading above it."""
        for paragraph in lines:
            # A heading can have a line break in it, or be the first line of a paragraph.
            is_whole = self._find_section(paragraph) is not None
            for line in (paragraph.text,) if is_whole else paragraph.text.split("\n"):
                self._sort_line(replace(paragraph, text=line))
            for kind in paragraph.left:
                self.left[self._name_place(), kind] += 1

    def find_problems(self) -> Iterator[Problem]:
        """Yield a problem for each text that was moved, each content that was left, and each heading not found."""
        slots = {section.id: f"{self.narrative.id}.{section.id}" for section in self.narrative.sections}
        for moved in self.moved:
            if moved.texts:
                many = f"等{len(moved.texts)}段" if len(moved.texts) > 1 else ""
                words = f"{moved.reason}：“{_shorten(moved.texts[0])}”{many}，放在“{moved.section.heading}”之下。"
                yield Problem("plan.word-moved", Where(self.shown, 0, slots[moved.section.id]), words, moved.hint)
        for section in self.repeated:
            words = f"标题“{section.heading}”出现了不止一次，各处的文字都放在这个标题之下。"
            hint = f"请在 {self.narrative.id}.md 里核对，不要的删去。"
            yield Problem("plan.word-moved", Where(self.shown, 0, slots[section.id]), words, hint)
        for (place, kind), number in self.left.items():
            words = f"{place}的{kind}（{number} 处）没有读入，规划正文只有文字。"
            yield Problem("plan.word-left", Where(self.shown, 0, self.narrative.id), words, "有用的，请改写成文字。")
        for place, texts in self.numbered.items():
            words = f"{place}有 {len(texts)} 段的编号或项目符号是 Word 自动加的，没有读入，如“{_shorten(texts[0])}”。"
            hint = f"请在 {self.narrative.id}.md 里补上编号，不要符号的不用补。"
            yield Problem("plan.word-left", Where(self.shown, 0, self.narrative.id), words, hint)
        for section in self.narrative.sections:
            if section.id not in self.found:
                words = f"没有找到标题“{section.heading}”，{self.narrative.id}.md 里这个标题之下是空的。"
                hint = "它的文字如在别的标题之下，请移过来。"
                yield Problem("plan.word-heading", Where(self.shown, 0, slots[section.id]), words, hint)

    def _sort_line(self, line: PlanLine) -> None:
        section = self._find_section(line)
        if section:
            self._begin_section(section)
        elif (text := line.text.replace("\t", " ").strip()) and not self._is_contents_line(line):
            self._add_paragraph(text, line)

    def _find_section(self, line: PlanLine) -> PlanSection | None:
        """Find the section whose heading a paragraph is: by all its words, or once by its words without the number."""
        words = normalize_heading(line.text)
        if line.is_contents or not words or len(words) > _LONGEST_HEADING:
            return None
        if words in self.by_heading:
            return self.by_heading[words]
        section = self.by_words.get(_remove_number(words))
        return section if section and section.id not in self.found else None

    def _begin_section(self, section: PlanSection) -> None:
        if section.id in self.found and self.paragraphs[section.id] and section not in self.repeated:
            self.repeated.append(section)
        self.found.add(section.id)
        self.section = section
        self._is_moving = not section.text

    def _add_paragraph(self, text: str, line: PlanLine) -> None:
        self._begin_moved(text, line)
        moved = self.moved[-1] if self._is_moving else None
        section = moved.section if moved else self.section
        if section is None:
            raise AssertionError("text before the first heading is moved")
        self.paragraphs[section.id].append(text)
        if moved:
            moved.texts.append(text)
        if line.is_numbered:
            self.numbered.setdefault(self._name_place(), []).append(text)

    def _begin_moved(self, text: str, line: PlanLine) -> None:
        """Begin a text to be moved: before the first heading, under one without prose, or under an unknown heading."""
        level = _find_level(line, text)
        hint = f"请在 {self.narrative.id}.md 里移到应在的标题之下，不要的删去。"
        if self.section is None or not self.section.text:
            if not self.moved or self.moved[-1].reason != self._name_reason():
                self.moved.append(_MovedText(self._name_reason(), self._find_nearest_section(), hint))
        elif level and level <= self.section.level:
            near = suggest_nearest(
                normalize_heading(text), self.by_heading, shown=lambda one: self.by_heading[one].heading
            )
            if near or not self._is_moving:
                self.moved.append(_MovedText("不是申报表规定的标题", self.section, near + hint))
            self._is_moving = True

    def _name_reason(self) -> str:
        return f"“{self.section.heading}”之下不写正文" if self.section else "在第一个规定的标题之前"

    def _find_nearest_section(self) -> PlanSection:
        """Find the first section with prose from here on, otherwise the last one before."""
        sections = self.narrative.sections
        position = sections.index(self.section) if self.section else 0
        return next(one for one in (*sections[position:], *reversed(sections[:position])) if one.text)

    def _is_contents_line(self, line: PlanLine) -> bool:
        heading = _cut_page_number(line.text.strip())
        return line.is_contents or _remove_number(normalize_heading(heading)) in self.by_words

    def _name_place(self) -> str:
        return f"“{self.section.heading}”之下" if self.section else "第一个规定的标题之前"


def _cut_page_number(text: str) -> str:
    """Cut the page number and the dots or spaces before it off a line of a table of contents; "" for another line."""
    before = text.rstrip(_DIGITS)
    heading = before.rstrip(_LEADERS)
    gap = before[len(heading) :]
    return heading if before != text and (len(gap) > 1 or gap == "\t") else ""


def _find_level(line: PlanLine, text: str) -> int:
    """Return the level of a heading by its number, otherwise by its style; 0 for prose."""
    words = normalize_heading(text)
    is_short = len(words) <= _LONGEST_HEADING and words[-1:] not in _SENTENCE_ENDS
    by_number = next((level for level, number in enumerate(_LEVELS, 1) if number.match(words)), 0)
    return by_number if is_short and by_number else line.level


def _remove_number(heading: str) -> str:
    number = _NUMBER.match(heading)
    return heading[number.end() :] if number else heading


def _shorten(text: str) -> str:
    return f"{text[:_SHOWN]}{'…' * (len(text) > _SHOWN)}"
