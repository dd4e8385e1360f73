"""Make the package: LibreOffice converts while everything else is drawn, then all of it is merged and proven."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import NamedTuple, NoReturn

from docgen.definitions.blank_pages import read_pages
from docgen.documents.word.answer_sizes import list_declared_fonts
from docgen.errors import ToolFailed
from docgen.package.deliverables.binding import map_page_inks
from docgen.package.drawn.list_pages import DrawnLists, draw_lists
from docgen.package.drawn.typesetting import estimate_drawn_counts
from docgen.package.evidence.evidence_copies import copy_files
from docgen.package.evidence.evidence_pages import (
    FilePdf,
    MadePages,
    collect_converted_pages,
    make_evidence_pages,
    mend_isolated,
    read_page_inks,
)
from docgen.package.evidence.inspection import is_own_failure
from docgen.package.evidence.intake import InspectedFile
from docgen.package.evidence.page_ink import Ink
from docgen.package.form.fitting import check_fitting
from docgen.package.form.form_fonts import check_fonts, check_glyphs, list_fonts
from docgen.package.form.form_pages import (
    find_field_pages,
    fit_filled_form,
    get_form_pdf,
    load_form_pages,
    measure_folder_template,
)
from docgen.package.layout.book import Book
from docgen.package.layout.compose import Places, compose_book
from docgen.package.layout.package_layout import Layout
from docgen.package.layout.page_numbers import DrawnCounts
from docgen.package.merging.assembly import AssembledPackage, KnownPdfs, assemble_package
from docgen.package.merging.normalized_pdf import normalize_pdf
from docgen.package.proof.look_proof import MOST_IN_BUILD, Looks, LookSource, check_looks, draw_looks
from docgen.package.sealing.scans import Scans, read_scans
from docgen.pipeline.blank_forms import fill_blank_template
from docgen.pipeline.build_context import BuildContext
from docgen.pipeline.build_result import Mode
from docgen.problems.problem import Problem, Where
from docgen.progress import Stage, StageProgress, Workers
from docgen.runtime.fonts import StandIn
from docgen.runtime.isolated_calls import BrokenCall, call_isolated, limit_by_pages
from docgen.runtime.office import Converted, Office, convert, find_stand_ins, find_unsupported_characters
from docgen.runtime.office_engine import ConversionWatch
from docgen.runtime.output_folder import PACKAGE

_DRAWING_STEPS = 5


@dataclass(frozen=True)
class PackageResult:
    """The package: its content, its layout, the ink of each page, and the problems found on the way.

    ``counts`` has the number of pages of each evidence file by itself; ``copies`` a copy of each original file, where
    the output gets a disc; ``volume_keys`` the key of all that the file of each volume is made of; ``looks`` what a
    viewer shows of a part of the evidence.
    """

    book: Book
    layout: Layout
    inks: Mapping[int, Ink]
    counts: Mapping[str, int]
    copies: Mapping[str, Path]
    volume_keys: Mapping[int, str]
    problems: tuple[Problem, ...]
    looks: Looks


def make_package(context: BuildContext, form_docx: Path, office: Office) -> PackageResult | None:
    """Write the package, the form's PDF, and all documents that are made while LibreOffice works.

    None where a final output is refused because of errors in evidence files: they are inspected only now, beside
    LibreOffice. Raises ToolFailed where the form cannot be converted.
    """
    blanks = _write_blank_form(context)
    sources = [form_docx, *blanks, *(file.path for file in context.check.office_files())]
    given_up = Event()
    with Workers(1) as beside:
        preparing = beside.submit(_prepare, context, given_up)
        converted = _convert(context, office, sources, "office", given_up)
    prepared = preparing.result()
    if prepared is None:
        return None
    usable = _list_usable(context)
    if misnamed := [one.file.path for one in usable if one.is_office and one.file.path not in converted]:
        converted |= _convert(context, office, misnamed, "misnamed", given_up)
    form = _make_form_pdf(context, form_docx, blanks, converted, office)
    fonts = check_fonts(list_fonts(form.pdf), list_declared_fonts(form_docx.read_bytes()), prepared.faces, form.where)
    pages, problems = collect_converted_pages(usable, converted)
    made = MadePages(prepared.made.files | pages, (*prepared.made.problems, *problems))
    (book, assembled, made), looks = _merge_beside_looks(context, form, prepared, made)
    inks = map_page_inks(assembled.layout, {name: file.inks for name, file in made.files.items()})
    found = (*form.problems, *made.problems, *prepared.scans.problems, *assembled.problems, *fonts)
    counts, keys = _count_pages(made.files), assembled.volume_keys
    return PackageResult(book, assembled.layout, inks, counts, prepared.copies, keys, found, looks)


def _merge_beside_looks(
    context: BuildContext, form: _FormPdf, prepared: _Prepared, files: MadePages
) -> tuple[_Merged, Looks]:
    """Merge the package while the looks of its sources are drawn; files printed as pictures have none to compare."""
    shown = _list_look_sources(context, prepared.copies, files)
    with Workers(1) as beside:  # it waits for a child process
        drawing = beside.submit(draw_looks, shown, MOST_IN_BUILD, context.tools.cache, context.checksums)
        merged = _merge(context, form, prepared, files)
    pictures = {problem.where.path for problem in merged.files.problems if problem.code == "evidence.rendered"}
    return merged, {name: look for name, look in drawing.result().items() if name not in pictures}


def prove_package(context: BuildContext, packed: PackageResult) -> tuple[Problem, ...]:
    """Return the problems of the finished package; raise ReadBackError where it differs from its layout.

    The package is read in a child process: while it is read, the documents that follow from it are written.
    """
    from docgen.package.proof.verify import verify_package

    package, layout = context.stage.new / PACKAGE, packed.layout
    with context.tools.progress.run_stage(Stage.PROVE), Workers(1) as beside:
        comparing = beside.submit(lambda: tuple(check_looks(package, layout, packed.looks)))
        try:
            proof = call_isolated(verify_package, package, layout, packed.counts, limits=limit_by_pages(layout.pages))
        except BrokenCall as error:
            _raise_told(error)
        return (*proof, *comparing.result())


def _list_look_sources(context: BuildContext, copies: Mapping[str, Path], made: MadePages) -> list[LookSource]:
    """List the evidence files as a viewer opens them: office files as their converted PDFs."""
    sources = []
    for one in (one for one in _list_usable(context) if one.file.name in made.files):
        name, pages = one.file.name, made.files[one.file.name]
        path = pages.pdf if one.is_office else copies.get(name, one.file.path)
        is_repaired = any(problem.code == "evidence.repaired" for problem in one.inspection.problems)
        digest = context.checksums.compute(path) if one.is_office else context.hashes[name]
        rendered = tuple(number - 1 for number in one.inspection.rendered)
        sources.append(
            LookSource(name, path, one.password, digest, len(pages.inks), pages.marked, rendered, is_repaired)
        )
    return sources


def _convert(
    context: BuildContext, office: Office, sources: Sequence[Path], name: str, given_up: Event
) -> dict[Path, Converted]:
    """Convert documents beside the other work; raise Cancelled where the build is cancelled."""
    progress, names = context.tools.progress, {file.path: file.name for file in context.application.evidence.files}
    with progress.run_stage(Stage.CONVERT, len(sources)) as steps:
        watch = ConversionWatch(
            should_end=lambda: given_up.is_set() or progress.is_cancelled,
            on_pdf=lambda source: steps.advance(names.get(source, source.name)),
        )
        return convert(office, sources, context.stage.work / name, checksums=context.checksums, watch=watch)


@dataclass(frozen=True)
class _FormPdf:
    """The form's PDF on the pages of the blank form, the places of its fields, and the problems of fitting it."""

    pdf: Path
    places: Places
    problems: tuple[Problem, ...] = ()

    @property
    def where(self) -> Where:
        return Where(f"pdf/{self.pdf.name}")


@dataclass(frozen=True)
class _Prepared:
    """The results of all work beside LibreOffice: lists, pages of other files, scans, a rehearsal, the fonts."""

    lists: DrawnLists
    made: MadePages
    copies: dict[str, Path]
    scans: Scans
    drawn: DrawnCounts
    faces: tuple[StandIn, ...]


class _Merged(NamedTuple):
    """The merged package, and the files that are in it."""

    book: Book
    assembled: AssembledPackage
    files: MadePages


def _merge(context: BuildContext, form: _FormPdf, prepared: _Prepared, files: MadePages) -> _Merged:
    """Merge the package; where that fails, each file is tried alone, and the one that fails replaced or left out."""
    try:
        return _assemble(context, form, prepared, files)
    except Exception as error:
        if is_own_failure(error):
            raise
        sound = _replace_unmergeable(context, files)
        if sound == files:
            _raise_told(error)
        try:
            return _assemble(context, form, prepared, sound)
        except BrokenCall as broken:
            _raise_told(broken)


def _raise_told(error: Exception) -> NoReturn:
    """Raise the error; one of limits is that of the whole package, not of a file."""
    if isinstance(error, BrokenCall):
        message = f"材料合不成、核对不了：{error}。上次的输出没有改动。"
        raise ToolFailed(message, remedy="请关闭别的程序后重试；还不行的，请减小扫描件的分辨率。") from error
    raise error


def _assemble(context: BuildContext, form: _FormPdf, prepared: _Prepared, files: MadePages) -> _Merged:
    known = KnownPdfs(
        {file.pdf: len(file.inks) for file in files.files.values()},
        frozenset(file.pdf for file in files.files.values() if file.is_flat),
        context.checksums,
    )
    book = _compose_book(context, form, prepared, {name: file.pdf for name, file in files.files.items()})
    package = context.stage.new / PACKAGE
    with context.tools.progress.run_stage(Stage.MERGE):
        return _Merged(book, assemble_package(book, package, context.typesetter, prepared.drawn, known), files)


def _replace_unmergeable(context: BuildContext, files: MadePages) -> MadePages:
    """Try each evidence file by itself; one that cannot be merged is drawn as pictures, or left out and named."""
    evidence = {one.file.name for one in context.checked.examined}
    sound: dict[str, FilePdf] = {}
    problems = list(files.problems)
    for number, (name, file) in enumerate(files.files.items()):
        if name not in evidence:
            sound[name] = file
            continue
        mended, found = mend_isolated(name, file, context.stage.work / f"mended-{number:04}.pdf")
        sound |= {name: mended} if mended else {}
        problems += found
    return MadePages(sound, tuple(problems))


def _list_usable(context: BuildContext) -> list[InspectedFile]:
    return [one for one in context.checked.examined if one.is_usable]


def _prepare(context: BuildContext, given_up: Event) -> _Prepared | None:
    """Make everything that needs no LibreOffice; None, with ``given_up`` set, where the build is refused."""
    if context.is_refused:
        given_up.set()
        return None
    try:
        with context.tools.progress.run_stage(Stage.DRAW, _DRAWING_STEPS) as steps:
            return _draw_documents(context, steps)
    except BaseException:
        given_up.set()  # nobody needs what LibreOffice would still convert
        raise


def _draw_documents(context: BuildContext, steps: StageProgress) -> _Prepared:
    usable = _list_usable(context)
    context.write_assessment(context.checked)
    steps.advance()
    work = context.stage.work
    lists = draw_lists(context.checked.lists, context.place_list, work / "lists", context.typesetter, context.checksums)
    context.typesetter.release_memory()
    steps.advance()
    context.write_tables()
    steps.advance()
    made = {file.name: FilePdf(file.pdf, read_page_inks(file.pdf)) for files in lists.values() for file in files}
    copies = _copy_for_disc(context, usable)
    own = make_evidence_pages(usable, work / "pages", context.typesetter.draw, copies)
    files = MadePages(made | own.files, own.problems)
    steps.advance()
    scans = read_scans(context.checked.scans, work / "sealed", context.typesetter)
    prepared = _Prepared(lists, files, copies, scans, DrawnCounts(), find_stand_ins(context.tools.cache))
    steps.advance()
    likely = _compose_book(context, _FormPdf(Path(), {}), prepared, {one.file.name: one.file.path for one in usable})
    return replace(prepared, drawn=estimate_drawn_counts(likely, context.typesetter))


def _copy_for_disc(context: BuildContext, usable: Sequence[InspectedFile]) -> dict[str, Path]:
    """Copy each evidence file for the disc, by its name; a draft gets no disc."""
    if context.mode is not Mode.FINAL:
        return {}
    return copy_files(
        [one.file for one in usable], context.stage.work / "evidence", context.checksums, context.stage.find_unchanged
    )


def _count_pages(files: Mapping[str, FilePdf]) -> dict[str, int]:
    """Count the pages of each file by itself, with the library that does not write the package."""
    from docgen.package.proof.pdf_reader import count_pages

    return {name: file.counted or count_pages(file.pdf) for name, file in files.items()}


def _compose_book(context: BuildContext, form: _FormPdf, prepared: _Prepared, pages: Mapping[str, Path]) -> Book:
    return compose_book(
        context.application,
        context.checked.judgements,
        form.pdf,
        prepared.lists,
        pages,
        context.hashes,
        context.watermark,
        form.places,
        prepared.scans.scans,
    )


def _write_blank_form(context: BuildContext) -> list[Path]:
    """Write the blank form, to be converted beside the filled one, where its page map is not known yet."""
    form = context.application.form
    if context.own_template is None and read_pages(context.catalog.find_template(form.id)):
        return []
    path = context.stage.work / "blank.docx"
    path.write_bytes(fill_blank_template(context.form_template, form))
    return [path]


def _make_form_pdf(
    context: BuildContext, document: Path, blanks: Sequence[Path], converted: Mapping[Path, Converted], office: Office
) -> _FormPdf:
    form = context.application.form
    printed = [get_form_pdf(converted[one]) for one in blanks]
    if context.own_template:
        pages = measure_folder_template(form, context.own_template, printed[0])
    else:
        pages = load_form_pages(form, context.catalog.find_template(form.id), printed)
    filled = get_form_pdf(converted[document])
    fitted = fit_filled_form(document, filled, pages, context.application, office, context.resize_form)
    pdf = context.place_document("form", f"pdf/{document.stem}.pdf")
    normalize_pdf(fitted.pdf, pdf)
    fitting = check_fitting(fitted, context.application, pages, context.shown)
    unknown = check_glyphs(context.shown, context.application.locate, find_unsupported_characters)
    return _FormPdf(pdf, find_field_pages(pdf, form, pages), (*fitting, *unknown))
