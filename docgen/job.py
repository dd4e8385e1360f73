"""One build under way: what is written, step by step, from a judged application to the package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from docgen.application.application import Application
from docgen.checking import Checked, check, judged
from docgen.definitions.catalog import Catalog
from docgen.definitions.pages import read_pages
from docgen.documents.calculation import NAME as CALCULATION
from docgen.documents.calculation import calculation_slots
from docgen.documents.checklist import Checklist
from docgen.documents.excel import write_workbook
from docgen.documents.show import Shown, show
from docgen.documents.sizes import fonts_declared_in
from docgen.documents.summary import NAME as SUMMARY
from docgen.documents.summary import summary_sheet
from docgen.documents.word import fill
from docgen.errors import ToolMissing
from docgen.outcome import Built, Mode
from docgen.output import Stage, sha256, staged
from docgen.package.assembly import assemble
from docgen.package.assessment_pages import write_assessment
from docgen.package.book import Book, Layout
from docgen.package.cache import Cache
from docgen.package.compose import Places, compose, shown
from docgen.package.drawing import Typesetter, rehearse
from docgen.package.fitting import fitting_problems
from docgen.package.fonts import StandIn, font_folders
from docgen.package.form_fonts import font_problems, fonts_of
from docgen.package.form_pages import fitted_form, form_pages, pdf_of, places_in
from docgen.package.intake import Examined, converted_pages, own_pages
from docgen.package.layout import DrawnCounts
from docgen.package.lists import Lists, draw_lists, write_lists
from docgen.package.manifest import PACKAGE, write_manifest
from docgen.package.office import Converted, Office, convert, find_office, stand_ins
from docgen.package.settled import settled
from docgen.problems import Problem, Severity, Where, has_errors, in_order

DRAFT_SLOT = "draft_mark"


def build_anew(folder: Path, out: Path, catalog: Catalog, mode: Mode, cache: Cache) -> Built:
    """Build everything into ``out``, whatever is there already; see :func:`docgen.flow.build`."""
    checked = check(folder, catalog)
    if mode is Mode.FINAL and has_errors(checked.problems):
        return Built(None, checked.problems)
    with staged(out) as stage:
        job = Job(checked, stage, catalog, mode, cache)
        with ThreadPoolExecutor(1) as beside:
            looking = beside.submit(find_office, cache)
            form = job.write_form()
        layout, problems = job.write_package(form, looking)
        if mode is Mode.FINAL and _stops(problems):
            return Built(None, in_order((*checked.problems, *problems)))
        if _stops(problems):  # known only now: what LibreOffice could not convert, what has no room
            job.write_assessment(replace(checked, problems=in_order((*checked.problems, *problems))))
        job.write_checklist(layout)
        report = in_order((*checked.problems, *problems, *stage.keep_what_is_not_ours()))
        write_manifest(stage.new, job.application, mode.value, job.roles, layout, report)
        stage.put_in_place()
        return Built(stage.out, report, layout.pages if layout else 0)


def blank(form_id: str, catalog: Catalog) -> bytes:
    """The form with every answer empty, as a .docx."""
    form = catalog.form(form_id)
    return fill(catalog.template(form_id) / "form.docx", {**show(form, {}), DRAFT_SLOT: ""})


def _stops(problems: tuple[Problem, ...]) -> bool:
    """Whether the package cannot be handed over; without LibreOffice all but the PDF is still made."""
    return any(one.severity is Severity.ERROR and one.code != "office.missing" for one in problems)


@dataclass(frozen=True)
class _Prepared:
    """What was made while LibreOffice worked: lists, pages and page counts of other files, a rehearsal, the fonts."""

    lists: Lists
    pages: dict[str, Path]
    counts: dict[str, int]
    drawn: DrawnCounts
    faces: tuple[StandIn, ...]


@dataclass(frozen=True)
class Job:
    """One build under way: each step writes into the stage and hands on what the next one needs.

    ``roles`` has the role of each document that was written, by its path in the output.
    """

    checked: Checked
    stage: Stage
    catalog: Catalog
    mode: Mode
    cache: Cache
    roles: dict[str, str] = field(default_factory=dict)

    @property
    def application(self) -> Application:
        """The application that is built."""
        return self.checked.application

    @cached_property
    def _shown(self) -> dict[str, Shown]:
        return show(self.application.form, self.application.answers)

    def write_form(self) -> Path:
        """The filled form as Word; returns the file."""
        form = self.application.form
        filled = fill(self.catalog.template(form.id) / "form.docx", self._marked(self._shown))
        return _written(self._document("form", f"word/{form.package.form_name}.docx"), filled)

    def _document(self, role: str, name: str) -> Path:
        """Where a document of the output goes; its role is noted for the manifest."""
        self.roles[name] = role
        path = self.stage.new / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _list(self, name: str) -> Path:
        """Where a list goes; the collected 表1 is one of them with a role of its own."""
        is_table = Path(name).stem.endswith(self.application.tables.enterprises.title)
        return self._document("enterprise-table" if is_table else "list", name)

    def _marked(self, slots: dict[str, Shown]) -> dict[str, Shown]:
        """The slots and what every template prints at the head of its pages."""
        return {**slots, DRAFT_SLOT: self.mode.value}

    def write_package(self, form_docx: Path, looking: Future[Office]) -> tuple[Layout | None, tuple[Problem, ...]]:
        """The package and all that goes into it: its layout, None without LibreOffice, and what was found."""
        try:
            office = looking.result()
        except ToolMissing as missing:
            return None, tuple(self._without_office(missing))
        usable = [one for one in self.checked.examined if one.is_usable]
        blanks = self._blanks()
        sources = [form_docx, *blanks, *(one.file.path for one in usable if one.is_office)]
        with ThreadPoolExecutor(1) as beside:
            preparing = beside.submit(self._prepare, usable)
            converted = convert(office, sources, self.stage.work / "office")
        prepared = preparing.result()
        from docgen.package.reading import page_count
        from docgen.package.verify import verify

        form_pdf, places, fitting = self._form_pdf(form_docx, blanks, converted, office)
        declared = fonts_declared_in(form_docx.read_bytes())
        fonts = font_problems(fonts_of(form_pdf), declared, prepared.faces, Where(f"pdf/{form_pdf.name}"))
        pages, problems = converted_pages(usable, converted)
        counts = prepared.counts | {name: page_count(pdf) for name, pdf in pages.items()}
        book = self._book(form_pdf, places, prepared.lists, {**prepared.pages, **pages})
        package = self.stage.new / PACKAGE
        layout, sealing = assemble(book, package, self._typesetter, prepared.drawn)
        return layout, (*fitting, *problems, *fonts, *sealing, *verify(package, layout, counts))

    def _without_office(self, missing: ToolMissing) -> Iterator[Problem]:
        """Make all but the PDF package; what else is lacking for it is told as well."""
        yield Problem("office.missing", Where(), missing.message, missing.remedy)
        self.write_tables()
        try:
            self.write_assessment(self.checked)
        except ToolMissing as lacking:  # no Chinese font: Word and Excel need none
            yield Problem("office.missing", Where(), lacking.message, lacking.remedy)

    def _prepare(self, usable: Sequence[Examined]) -> _Prepared:
        """All that can be done while LibreOffice works, to begin with an import that takes its time."""
        from docgen.package.reading import page_count

        self.write_tables()
        self.write_assessment(self.checked)
        lists = draw_lists(self.checked.lists, self._list, self.stage.work / "lists", self._typesetter)
        self._typesetter.forget()
        pages = own_pages(usable, self.stage.work / "pages")
        made = {file.name: file.pdf for files in lists.values() for file in files}
        counts = {name: page_count(pdf) for name, pdf in {**made, **pages}.items()}
        likely = self._book(Path(), {}, lists, {one.file.name: one.file.path for one in usable})
        return _Prepared(lists, pages, counts, rehearse(likely, self._typesetter), stand_ins())

    def _book(self, form_pdf: Path, places: Places, lists: Lists, pages: dict[str, Path]) -> Book:
        items = self.checked.items
        return compose(self.application, items, form_pdf, lists, pages, self._hashes, self.mode.value, places)

    @cached_property
    def _hashes(self) -> dict[str, str]:
        return {one.file.name: sha256(one.file.path) for one in self.checked.examined if one.is_usable}

    @cached_property
    def _typesetter(self) -> Typesetter:
        return Typesetter(self.catalog.shared_template("package"), font_folders())

    def _blanks(self) -> list[Path]:
        """The blank form, to be printed beside the filled one, where its pages are not known yet."""
        form = self.application.form
        if read_pages(self.catalog.template(form.id)):
            return []
        return [_written(self.stage.work / "blank.docx", blank(form.id, self.catalog))]

    def _form_pdf(
        self, form_docx: Path, blanks: Sequence[Path], converted: Mapping[Path, Converted], office: Office
    ) -> tuple[Path, Places, tuple[Problem, ...]]:
        """The PDF of the form on the pages of the blank form, where its fields are, and what had to be done for it."""
        form = self.application.form
        pages = form_pages(form, self.catalog.template(form.id), [pdf_of(converted[one]) for one in blanks])
        fitted = fitted_form(form_docx, pdf_of(converted[form_docx]), pages, self.application, office)
        form_pdf = self._document("form", f"pdf/{form_docx.stem}.pdf")
        settled(fitted.pdf, form_pdf)
        problems = tuple(fitting_problems(fitted, self.application, pages, self._shown))
        return form_pdf, places_in(form_pdf, form, pages), problems

    def write_checklist(self, layout: Layout | None) -> None:
        """The checklist as Word and Excel, with the pages of each item where there is a package."""
        parts = layout.parts if layout else ()
        pages = {part.item: (part.first, part.last) for part in parts if part.item}
        cluster = shown(self.application, self.application.form.package.cluster)
        notice = self.application.notice
        checklist = Checklist(cluster, notice, self.checked.items, pages)
        template = self.catalog.shared_template("checklist") / "checklist.docx"
        filled = fill(template, self._marked(checklist.slots()))
        _written(self._document("checklist", f"word/{notice.evidence_title}.docx"), filled)
        write_workbook(self._document("checklist", f"excel/{notice.evidence_title}.xlsx"), checklist.sheet())

    def write_assessment(self, checked: Checked) -> None:
        """自评报告 in its three formats, of what was found so far."""
        template = self.catalog.shared_template("assessment")
        place = partial(self._document, "assessment")
        write_assessment(judged(checked, self.catalog), template, place, self._typesetter)
        self._typesetter.forget()

    def write_tables(self) -> None:
        """What goes beside the form: the lists, 数据计算说明 where anything is computed, the summary table's line."""
        application = self.application
        write_lists(self.checked.lists, self._list)
        slots = calculation_slots(application)
        if slots["groups"]:
            template = self.catalog.shared_template("calculation") / "calculation.docx"
            _written(self._document("calculation", f"word/{CALCULATION}.docx"), fill(template, self._marked(slots)))
        if application.notice.summary:
            write_workbook(self._document("summary", f"excel/{SUMMARY}.xlsx"), summary_sheet([application]))


def _written(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
