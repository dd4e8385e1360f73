"""The context of one build: what is built, where documents go, and the documents that need no pages."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.definitions.blank_pages import TEMPLATE
from docgen.definitions.catalog import Catalog
from docgen.documents.excel.excel_writer import write_workbook
from docgen.documents.printed_answers import SlotValue, format_answers
from docgen.documents.sheets.summary_sheet import NAME as SUMMARY
from docgen.documents.sheets.summary_sheet import build_summary_sheet
from docgen.documents.word.answer_sizes import AnswerSize, apply_sizes
from docgen.documents.word.calculation_note import NAME as CALCULATION
from docgen.documents.word.calculation_note import build_calculation_slots
from docgen.documents.word.word_filler import fill_template
from docgen.errors import DefinitionError
from docgen.package.drawn.assessment_pages import write_assessment
from docgen.package.drawn.drawing_cache import CachingTypesetter
from docgen.package.drawn.list_pages import write_lists
from docgen.package.layout.compose import format_answer
from docgen.pipeline.blank_forms import DRAFT_SLOT
from docgen.pipeline.build_result import PROJECTED_MARK, Mode
from docgen.pipeline.check import CheckResult, DeferredCheck
from docgen.problems.problem import has_errors
from docgen.project.application import FORM_TEMPLATE, Application
from docgen.runtime.checksums import Checksums
from docgen.runtime.file_names import fold_path
from docgen.runtime.fonts import list_font_folders
from docgen.runtime.output_folder import StagedOutput
from docgen.runtime.tools import Tools

if TYPE_CHECKING:
    from docgen.documents.templates.folder_template import FolderTemplate


@dataclass(frozen=True)
class BuildContext:
    """The context of one build: the check, the staged output, the mode, the tools.

    ``roles`` has the role of each document that was written, by its path in the output.
    """

    check: DeferredCheck
    stage: StagedOutput
    catalog: Catalog
    mode: Mode
    tools: Tools
    roles: dict[str, str] = field(default_factory=dict)

    @property
    def application(self) -> Application:
        """The application that is built."""
        return self.check.judged.application

    @property
    def checked(self) -> CheckResult:
        """The result of the check; the first thread that asks has the files inspected."""
        return self.check.result

    @property
    def is_refused(self) -> bool:
        """True where there are errors and a final output was asked for."""
        return self.mode is Mode.FINAL and has_errors(self.checked.problems)

    @property
    def watermark(self) -> str:
        """The mark of each page: none on a final output, 推算稿 where the form or the notice is a projection."""
        is_projected = self.application.form.projected or self.application.notice.projected
        return PROJECTED_MARK if is_projected else self.mode.value

    @property
    def cluster(self) -> str:
        """The name of the cluster as it is printed."""
        return format_answer(self.application, self.application.form.package.cluster)

    @cached_property
    def shown(self) -> dict[str, SlotValue]:
        """The printed text of each slot of the form."""
        return format_answers(self.application.form, self.application.answers)

    @property
    def checksums(self) -> Checksums:
        """The SHA-256 of the files of this build."""
        return self.check.checksums

    @cached_property
    def hashes(self) -> dict[str, str]:
        """The SHA-256 of each evidence file that goes into the package, by its name."""
        usable = [one.file for one in self.checked.examined if one.is_usable]
        return {file.name: self.checksums.compute(file.path) for file in usable}

    @cached_property
    def typesetter(self) -> CachingTypesetter:
        """The typesetter of all pages but those of the form."""
        return CachingTypesetter(self.catalog.find_shared_template("package"), list_font_folders(), self.tools.cache)

    def place_document(self, role: str, name: str) -> Path:
        """Return the path for a document of the output, and record its role for the manifest.

        Raises DefinitionError where the path would be outside of the output, or is one that was given before.
        """
        path = self.stage.new / name
        if not Path(os.path.normpath(path)).is_relative_to(self.stage.new):
            raise DefinitionError(f"“{name}”在输出文件夹之外，没有写。", remedy="请改正通知或申报表定义里的名称。")
        if fold_path(name) in map(fold_path, list(self.roles)):
            message = f"有两份材料都要写成 {name}，后一份会盖掉前一份。"
            raise DefinitionError(message, remedy="请改正通知或申报表定义里的名称。")
        self.roles[name] = role
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def place_list(self, name: str) -> Path:
        """Return the path for a list; the collected 表1 is one of them with a role of its own."""
        is_table = Path(name).stem.endswith(self.application.tables.enterprises.title)
        return self.place_document("enterprise-table" if is_table else "list", name)

    def write_word(self, role: str, name: str, template: Path, slots: dict[str, SlotValue]) -> Path:
        """Write a Word document from a template, each page marked in a draft; return the file."""
        path = self.place_document(role, name)
        path.write_bytes(fill_template(template, {**slots, DRAFT_SLOT: self.watermark}))
        return path

    def write_form(self) -> Path:
        """Write the filled form as Word; return the file."""
        form = self.application.form
        return self.write_word("form", f"word/{form.package.form_name}.docx", self.form_template, self.shown)

    @cached_property
    def own_template(self) -> FolderTemplate | None:
        """The template that the folder brings, prepared to be filled; None where docgen's own is filled.

        Raises DefinitionError for a fault of it with which it cannot be filled.
        """
        if not self.application.template:
            return None
        from docgen.documents.templates.folder_template import FolderTemplate

        for problem in self.check.judged.problems:
            if problem.code in ("template.construct", "template.unknown", "template.loop"):
                raise DefinitionError(problem.message, remedy=problem.hint, path=problem.where.path)
        return FolderTemplate(self.application.template, self.application.form)

    @cached_property
    def form_template(self) -> Path:
        """The template of the form, to be filled."""
        if self.own_template is None:
            return self.catalog.find_template(self.application.form.id) / TEMPLATE
        return self._write_own_template(self.own_template.document)

    def resize_form(self, document: bytes, sizes: Mapping[str, AnswerSize]) -> bytes:
        """Return the filled form ``document`` with the answers of some parts in other sizes, by the id of the part."""
        if self.own_template is None:
            return apply_sizes(document, sizes)
        template = self._write_own_template(self.own_template.resize(sizes))
        return fill_template(template, {**self.shown, DRAFT_SLOT: self.watermark})

    def _write_own_template(self, content: bytes) -> Path:
        path = self.stage.work / FORM_TEMPLATE
        path.write_bytes(content)
        return path

    def write_assessment(self, checked: CheckResult) -> None:
        """Write 自评报告 in its three formats from the result of the check."""
        template = self.catalog.find_shared_template("assessment")
        for name in [name for name, role in self.roles.items() if role == "assessment"]:
            del self.roles[name]  # written again where more problems were found
        place = partial(self.place_document, "assessment")
        write_assessment(checked.assessment, template, place, self.typesetter)
        self.typesetter.release_memory()

    def write_tables(self) -> None:
        """Write the documents beside the form: lists, 数据计算说明 (if anything is computed), summary table."""
        application = self.application
        write_lists(self.checked.lists, self.place_list)
        slots = build_calculation_slots(application)
        if slots["groups"]:
            template = self.catalog.find_shared_template("calculation") / "calculation.docx"
            self.write_word("calculation", f"word/{CALCULATION}.docx", template, slots)
        if application.notice.summary:
            write_workbook(self.place_document("summary", f"excel/{SUMMARY}.xlsx"), build_summary_sheet([application]))
