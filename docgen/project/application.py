"""One application as it was read: its answers by place, its tables and files, and the problems of reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.definitions.folder_notice import FILE as OWN_NOTICE
from docgen.definitions.form import Form, Narrative
from docgen.definitions.notice import Notice
from docgen.definitions.table_columns import Tables
from docgen.problems.problem import Problem, SheetCell, Where
from docgen.project.answers.answer_reader import Answers
from docgen.project.answers.answer_source import AnswerSource
from docgen.project.answers.criteria_profiles import OWN as OWN_CRITERIA
from docgen.project.answers.industry_averages import IndustryAverage
from docgen.project.carry.carry_marks import FoundMark
from docgen.project.evidence.evidence_files import Evidence
from docgen.project.evidence.sealed_files import SealedFiles
from docgen.project.lists.list_entries import ListEntries
from docgen.project.register.derived_answers import DerivedAnswers
from docgen.project.register.register import FILES as ENTERPRISE_FILES
from docgen.project.register.register import Register
from docgen.project.workbook.typed_content import TypedContent

if TYPE_CHECKING:
    pass

ANSWER_FILES = ("application.yaml", "application.yml", "application.json")
FORM_TEMPLATE = "template.docx"
"""A template of the form that is filled in place of docgen's own: the official file with slots."""


@dataclass(frozen=True)
class Application:
    """One application: its folder, its form and notice, its answers by place, and the problems of reading it.

    ``content`` is what was typed, before anything is computed.
    ``derived`` has by place the answers that follow from the enterprise table; ``answer_sources`` the places whose
    answer is computed instead of typed, with its source; ``blanks`` is the source of all blanks where the applicant
    names one. ``profiles`` are the names of the criteria, ``averages`` those of the industry. ``marks`` are those of
    carried answers. ``cells`` has the cell of each answer where they are those of the fill-in workbook,
    ``unread_places`` the places, and options, whose cells it lost or that cannot be read.
    """

    folder: Path
    form: Form
    notice: Notice
    tables: Tables
    answers: Answers
    answer_sources: Mapping[str, AnswerSource]
    derived: DerivedAnswers
    answer_file: str
    lines: Mapping[str, int]
    cells: Mapping[str, SheetCell]
    unread_places: frozenset[str]
    marks: Mapping[str, FoundMark]
    blanks: AnswerSource | None
    content: TypedContent
    summary: Mapping[str, str]
    profiles: tuple[str, ...]
    averages: Mapping[str, IndustryAverage]
    register: Register | None
    lists: Mapping[str, ListEntries]
    evidence: Evidence
    sealed: SealedFiles
    problems: tuple[Problem, ...]

    def locate(self, place: str) -> Where:
        """Return the file and line of the answer at ``place``, or of the nearest part of the file around a blank."""
        field = self.form.places.get(place)
        steps = place.split(".")
        if isinstance(field, Narrative):
            path = self.answer_file if self.cells else f"{field.id}.md"
            return Where(path, self.lines.get(place, 0), place, self.cells.get(place))
        around = [".".join(steps[:count]) for count in range(len(steps), 0, -1)]
        line = next((self.lines[name] for name in around if name in self.lines), 0)
        cell = next((self.cells[name] for name in around if name in self.cells), None)
        return Where(self.answer_file, line, place, cell)

    @property
    def template(self) -> Path | None:
        """The template of the form that the folder brings; None without one."""
        path = self.folder / FORM_TEMPLATE
        return path if path.is_file() else None

    def list_input_files(self) -> tuple[Path, ...]:
        """Return the files that were read and are there."""
        return tuple(path for path in self.list_input_paths() if path.is_file())

    def list_input_paths(self) -> tuple[Path, ...]:
        """Return the files that were read, and those that would have been read if they had been there."""
        written = [] if self.cells else [f"{field.id}.md" for field in self.form.narratives]
        criteria = (*self.profiles, OWN_CRITERIA)
        names = dict.fromkeys((self.answer_file, OWN_NOTICE, FORM_TEMPLATE, *criteria, *written, *ENTERPRISE_FILES))
        own = [self.folder / name for name in names]
        lists = [self.folder / entries.path for entries in self.lists.values()]
        index = [self.folder / self.evidence.index] if self.evidence.index else []
        filed = [file.path for file in self.evidence.files] + [file.path for file in self.sealed.files]
        return (*own, *lists, *index, *filed)
