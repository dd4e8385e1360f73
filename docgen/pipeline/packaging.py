"""Makes the package: LibreOffice converts while everything else is drawn, then all of it is bound and proven."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event

from docgen.definitions.blank_pages import read_pages
from docgen.documents.word.answer_sizes import list_declared_fonts
from docgen.package.deliverables.binding import inks_of
from docgen.package.drawn.list_pages import Lists, draw_lists
from docgen.package.drawn.typesetting import rehearse
from docgen.package.evidence.evidence_copies import copy_files
from docgen.package.evidence.intake import Examined, FilePdf, converted_pages, inks_of_pages, own_pages
from docgen.package.evidence.page_ink import Ink
from docgen.package.form.fitting import fitting_problems
from docgen.package.form.form_fonts import font_problems, fonts_of, glyph_problems
from docgen.package.form.form_pages import fitted_form, form_pages, pdf_of, places_in
from docgen.package.layout.book import Book, Layout
from docgen.package.layout.compose import Places, compose
from docgen.package.layout.page_numbers import DrawnCounts
from docgen.package.merging.assembly import Known, assemble
from docgen.package.merging.normalized_pdf import settled
from docgen.package.sealing.scans import Scans, read_scans
from docgen.pipeline.build_context import Job, blank
from docgen.pipeline.build_result import Mode
from docgen.problems.problem import Problem, Where
from docgen.runtime.fonts import StandIn
from docgen.runtime.office import Converted, Office, convert, stand_ins, without_font
from docgen.runtime.output_folder import PACKAGE


@dataclass(frozen=True)
class Packed:
    """The package that was made: its content, its pages, the ink of each of them, and what was found on the way.

    ``counts`` says how many pages each evidence file has by itself; ``copies`` has a copy of each as it was handed in,
    where the output gets a disc; ``volume_keys`` tells what the file of each volume is made of.
    """

    book: Book
    layout: Layout
    inks: Mapping[int, Ink]
    counts: Mapping[str, int]
    copies: Mapping[str, Path]
    volume_keys: Mapping[int, str]
    problems: tuple[Problem, ...]


def pack(job: Job, form_docx: Path, office: Office) -> Packed | None:
    """Write the package and the form's PDF, and all that is made while LibreOffice works.

    None where the evidence has errors that no final output may have: it is looked into only now, as LibreOffice can
    begin without. Raises ToolFailed where the form cannot be converted.
    """
    blanks = _blanks(job)
    sources = [form_docx, *blanks, *(file.path for file in job.looking.office_files())]
    given_up = Event()
    with ThreadPoolExecutor(1) as beside:
        preparing = beside.submit(_prepare, job, given_up)
        converted = convert(office, sources, job.stage.work / "office", checksums=job.checksums, given_up=given_up)
    prepared = preparing.result()
    if prepared is None:
        return None
    usable = _usable(job)
    if misnamed := [one.file.path for one in usable if one.is_office and one.file.path not in converted]:
        converted |= convert(office, misnamed, job.stage.work / "misnamed", checksums=job.checksums)
    form = _form(job, form_docx, blanks, converted, office)
    fonts = font_problems(fonts_of(form.pdf), list_declared_fonts(form_docx.read_bytes()), prepared.faces, form.where)
    pages, problems = converted_pages(usable, converted)
    files = prepared.files | pages
    counts = prepared.counts | _page_counts(pages)
    known = Known(
        {file.pdf: len(file.inks) for file in files.values()},
        frozenset(file.pdf for file in files.values() if file.is_flat),
        job.checksums,
    )
    book = _book(job, form, prepared, {name: file.pdf for name, file in files.items()})
    layout, sealing, keys = assemble(book, job.stage.new / PACKAGE, job.typesetter, prepared.drawn, known)
    inks = inks_of(layout, {name: file.inks for name, file in files.items()})
    found = (*form.problems, *problems, *prepared.scans.problems, *sealing, *fonts)
    return Packed(book, layout, inks, counts, prepared.copies, keys, found)


def prove(job: Job, packed: Packed) -> tuple[Problem, ...]:
    """What is worth knowing of the finished package; ReadBackError where it is not what it should be."""
    from docgen.package.proof.verify import verify

    return verify(job.stage.new / PACKAGE, packed.layout, packed.counts)


@dataclass(frozen=True)
class _Form:
    """The form's PDF on the pages of the blank form, where its fields are, and what had to be done for it."""

    pdf: Path
    places: Places
    problems: tuple[Problem, ...] = ()

    @property
    def where(self) -> Where:
        return Where(f"pdf/{self.pdf.name}")


@dataclass(frozen=True)
class _Prepared:
    """What was made while LibreOffice worked: lists, pages of other files, scans, a rehearsal, the fonts."""

    lists: Lists
    files: dict[str, FilePdf]
    counts: dict[str, int]
    copies: dict[str, Path]
    scans: Scans
    drawn: DrawnCounts
    faces: tuple[StandIn, ...]


def _usable(job: Job) -> list[Examined]:
    return [one for one in job.checked.examined if one.is_usable]


def _prepare(job: Job, given_up: Event) -> _Prepared | None:
    """All that can be done while LibreOffice works; None where it works in vain, for which ``given_up`` is set."""
    if job.is_refused:
        given_up.set()
        return None
    usable = _usable(job)
    job.write_assessment(job.checked)
    work = job.stage.work
    lists = draw_lists(job.checked.lists, job.list, work / "lists", job.typesetter, job.checksums)
    job.typesetter.forget()
    job.write_tables()
    made = {file.name: FilePdf(file.pdf, inks_of_pages(file.pdf)) for files in lists.values() for file in files}
    copies = _copies(job, usable)
    files = made | own_pages(usable, work / "pages", copies)
    counts = _page_counts(files)
    scans = read_scans(job.checked.scans, work / "sealed", job.typesetter)
    prepared = _Prepared(lists, files, counts, copies, scans, DrawnCounts(), stand_ins(job.cache))
    likely = _book(job, _Form(Path(), {}), prepared, {one.file.name: one.file.path for one in usable})
    return replace(prepared, drawn=rehearse(likely, job.typesetter))


def _copies(job: Job, usable: Sequence[Examined]) -> dict[str, Path]:
    """A copy of each evidence file for the disc, by its name; none for a draft, which nobody burns."""
    if job.mode is not Mode.FINAL:
        return {}
    return copy_files([one.file for one in usable], job.stage.work / "evidence", job.checksums, job.stage.as_before)


def _page_counts(files: Mapping[str, FilePdf]) -> dict[str, int]:
    """How many pages each file has by itself, as the library tells that does not write the package."""
    from docgen.package.proof.pdf_reader import page_count

    return {name: file.counted or page_count(file.pdf) for name, file in files.items()}


def _book(job: Job, form: _Form, prepared: _Prepared, pages: Mapping[str, Path]) -> Book:
    return compose(
        job.application,
        job.checked.judgements,
        form.pdf,
        prepared.lists,
        pages,
        job.hashes,
        job.mode.value,
        form.places,
        prepared.scans.scans,
    )


def _blanks(job: Job) -> list[Path]:
    """The blank form, to be printed beside the filled one, where its pages are not known yet."""
    form = job.application.form
    if read_pages(job.catalog.template(form.id)):
        return []
    path = job.stage.work / "blank.docx"
    path.write_bytes(blank(form.id, job.catalog))
    return [path]


def _form(
    job: Job, document: Path, blanks: Sequence[Path], converted: Mapping[Path, Converted], office: Office
) -> _Form:
    form = job.application.form
    pages = form_pages(form, job.catalog.template(form.id), [pdf_of(converted[one]) for one in blanks])
    fitted = fitted_form(document, pdf_of(converted[document]), pages, job.application, office)
    pdf = job.document("form", f"pdf/{document.stem}.pdf")
    settled(fitted.pdf, pdf)
    fitting = fitting_problems(fitted, job.application, pages, job.shown)
    unknown = glyph_problems(job.shown, job.application.locate, without_font)
    return _Form(pdf, places_in(pdf, form, pages), (*fitting, *unknown))
