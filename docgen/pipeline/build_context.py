"""One build under way: where its documents go, and those that need no pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from docgen.definitions.catalog import Catalog
from docgen.documents.excel.excel_writer import write_workbook
from docgen.documents.printed_answers import SlotValue, format_answers
from docgen.documents.sheets.summary_sheet import NAME as SUMMARY
from docgen.documents.sheets.summary_sheet import build_summary_sheet
from docgen.documents.word.calculation_note import NAME as CALCULATION
from docgen.documents.word.calculation_note import build_calculation_slots
from docgen.documents.word.word import fill_template
from docgen.package.drawn.assessment_pages import write_assessment
from docgen.package.drawn.drawing_cache import RememberingTypesetter
from docgen.package.drawn.list_pages import write_lists
from docgen.package.layout.compose import shown
from docgen.pipeline.build_result import Mode
from docgen.pipeline.check import Checked, Looking, judged
from docgen.problems.problem import has_errors
from docgen.project.application import Application
from docgen.runtime.cache import Cache
from docgen.runtime.checksums import Checksums
from docgen.runtime.fonts import font_folders
from docgen.runtime.output_folder import Stage

DRAFT_SLOT = "draft_mark"


def blank(form_id: str, catalog: Catalog) -> bytes:
    """The form with every answer empty, as a .docx."""
    form = catalog.form(form_id)
    return fill_template(catalog.template(form_id) / "form.docx", {**format_answers(form, {}), DRAFT_SLOT: ""})


@dataclass(frozen=True)
class Job:
    """One build under way: what is built, into which stage, draft or final.

    ``roles`` has the role of each document that was written, by its path in the output.
    """

    looking: Looking
    stage: Stage
    catalog: Catalog
    mode: Mode
    cache: Cache
    roles: dict[str, str] = field(default_factory=dict)

    @property
    def application(self) -> Application:
        """The application that is built."""
        return self.looking.judged.application

    @property
    def checked(self) -> Checked:
        """What was found in the application and its files; the first to ask has the files looked into."""
        return self.looking.checked

    @property
    def is_refused(self) -> bool:
        """Whether there are errors, and a final output has been asked for."""
        return self.mode is Mode.FINAL and has_errors(self.checked.problems)

    @property
    def cluster(self) -> str:
        """The name of the cluster as it is printed."""
        return shown(self.application, self.application.form.package.cluster)

    @cached_property
    def shown(self) -> dict[str, SlotValue]:
        """The printed text of each slot of the form."""
        return format_answers(self.application.form, self.application.answers)

    @property
    def checksums(self) -> Checksums:
        """The SHA-256 of the files of this build."""
        return self.checked.checksums

    @cached_property
    def hashes(self) -> dict[str, str]:
        """The SHA-256 of each evidence file that goes into the package, by its name."""
        usable = [one.file for one in self.checked.examined if one.is_usable]
        return {file.name: self.checksums.of(file.path) for file in usable}

    @cached_property
    def typesetter(self) -> RememberingTypesetter:
        """What draws pages that are no form."""
        return RememberingTypesetter(self.catalog.shared_template("package"), font_folders(), self.cache)

    def document(self, role: str, name: str) -> Path:
        """Where a document of the output goes; its role is noted for the manifest."""
        self.roles[name] = role
        path = self.stage.new / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def list(self, name: str) -> Path:
        """Where a list goes; the collected 表1 is one of them with a role of its own."""
        is_table = Path(name).stem.endswith(self.application.tables.enterprises.title)
        return self.document("enterprise-table" if is_table else "list", name)

    def write_word(self, role: str, name: str, template: Path, slots: dict[str, SlotValue]) -> Path:
        """A Word document of that template, each page marked where the output is a draft; returns the file."""
        path = self.document(role, name)
        path.write_bytes(fill_template(template, {**slots, DRAFT_SLOT: self.mode.value}))
        return path

    def write_form(self) -> Path:
        """The filled form as Word; returns the file."""
        form = self.application.form
        template = self.catalog.template(form.id) / "form.docx"
        return self.write_word("form", f"word/{form.package.form_name}.docx", template, self.shown)

    def write_assessment(self, checked: Checked) -> None:
        """自评报告 in its three formats, of what was found so far."""
        template = self.catalog.shared_template("assessment")
        place = partial(self.document, "assessment")
        write_assessment(judged(checked, self.catalog), template, place, self.typesetter)
        self.typesetter.forget()

    def write_tables(self) -> None:
        """What goes beside the form: the lists, 数据计算说明 where anything is computed, the summary table's line."""
        application = self.application
        write_lists(self.checked.lists, self.list)
        slots = build_calculation_slots(application)
        if slots["groups"]:
            template = self.catalog.shared_template("calculation") / "calculation.docx"
            self.write_word("calculation", f"word/{CALCULATION}.docx", template, slots)
        if application.notice.summary:
            write_workbook(self.document("summary", f"excel/{SUMMARY}.xlsx"), build_summary_sheet([application]))
