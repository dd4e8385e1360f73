"""Pages of the inspected evidence files: each file is made into a PDF that every reader opens, by itself.

Whatever one file does to a library costs only the file: it becomes a problem, and the rest is built.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from docgen.package.annotations.appearances import Draw
from docgen.package.evidence.evidence_pdf import BoundPdf, make_bound_pdf, make_picture_pdf
from docgen.package.evidence.inspection import is_own_failure, report_fault
from docgen.package.evidence.intake import FILES_AT_ONCE, InspectedFile
from docgen.package.evidence.office_problems import check_hidden_numbers
from docgen.package.evidence.page_ink import Ink
from docgen.package.evidence.page_problems import check_blank_pages
from docgen.package.evidence.preflight import read_page_facts
from docgen.package.merging.merge import try_merging
from docgen.problems.problem import Problem, Where
from docgen.progress import Workers, checkpoint
from docgen.project.evidence.evidence_files import EvidenceFile
from docgen.runtime.isolated_calls import BrokenCall, CallLimits, call_isolated, limit_by_size
from docgen.runtime.office import Converted


class FilePdf(NamedTuple):
    """Pages of one file: a PDF that every reader opens, and the ink of each page.

    ``counted`` is the number of pages as pypdf counts them, 0 where it did not; ``is_flat`` tells that no annotation
    has to be drawn into the pages before they are merged; ``marked`` are the pages, counted from 0, with annotations
    or layers.
    """

    pdf: Path
    inks: tuple[Ink, ...]
    counted: int = 0
    is_flat: bool = False
    marked: tuple[int, ...] = ()


MadeFile = tuple[FilePdf | None, tuple[Problem, ...]]
"""The pages of one file, None where there are none, and the problems of making them."""

NO_COPIES: Mapping[str, Path] = MappingProxyType({})


class MadePages(NamedTuple):
    """The pages of evidence files by file name, and the problems found on making them, files without pages included."""

    files: dict[str, FilePdf]
    problems: tuple[Problem, ...]


def make_evidence_pages(
    examined: Sequence[InspectedFile], work: Path, draw: Draw, copies: Mapping[str, Path] = NO_COPIES
) -> MadePages:
    """Make the pages of each usable file that needs no LibreOffice; ``copies`` are read where given.

    ``draw`` sets the texts that viewers draw by themselves. A file that cannot be made into pages has a problem.
    """
    work.mkdir(parents=True, exist_ok=True)

    def make(numbered: tuple[int, InspectedFile]) -> MadeFile:
        number, one = numbered
        path = copies.get(one.file.name, one.file.path)
        limits = limit_by_size(path, one.inspection.pages)  # all may have to be drawn
        return _call_for_file(one.file.name, limits, make_file_pages, path, one, work / f"{number:04}.pdf", draw)

    usable = [(number, one) for number, one in enumerate(examined) if one.is_usable and not one.is_office]
    with Workers(FILES_AT_ONCE) as beside:
        results = beside.run_each(make, usable)
    files = {one.file.name: made for (_, one), (made, _) in zip(usable, results, strict=True) if made}
    return MadePages(files, tuple(problem for _, found in results for problem in found))


def _call_for_file(name: str, limits: CallLimits, make: Callable[..., MadeFile], *arguments: object) -> MadeFile:
    """Make pages of the file ``name`` in a child process; where that breaks, the file has no pages and a problem."""
    try:
        return call_isolated(make, *arguments, limits=limits)
    except BrokenCall as error:
        return _give_up(name, error)


def make_file_pages(path: Path, one: InspectedFile, target: Path, draw: Draw) -> MadeFile:
    """Make the pages of one file, read at ``path``; return them with problems, None where the file fails.

    Raises OSError where writing fails, DocgenError where docgen itself cannot go on.
    """
    checkpoint()
    try:
        bound = make_bound_pdf(path, one.inspection, target, one.password, draw)
        inks = tuple(page.ink for page in one.inspection.facts)
        return _collect_made(one.file.name, bound, inks if len(inks) == bound.pages else read_page_inks(bound.pdf))
    except Exception as error:
        return _give_up(one.file.name, error)


def mend_isolated(name: str, file: FilePdf, target: Path) -> MadeFile:
    """Mend the pages as :func:`mend_unmergeable` does, in a child process that they cannot outlast."""
    return _call_for_file(name, limit_by_size(file.pdf, len(file.inks)), mend_unmergeable, name, file, target)


def mend_unmergeable(name: str, file: FilePdf, target: Path) -> MadeFile:
    """Try to merge the pages of one file by themselves; return the file itself where that works.

    Otherwise its pages are drawn as pictures into ``target``. None with a problem where that fails as well.
    """
    try:
        try_merging(file.pdf, len(file.inks), target)
        return file, ()
    except Exception as error:
        if is_own_failure(error) or isinstance(error, MemoryError):
            raise
    try:
        with file.pdf.open("rb") as source:
            bound = make_picture_pdf(source, len(file.inks), target)
        try_merging(bound.pdf, bound.pages, target.with_suffix(".trial.pdf"))
        return _collect_made(name, bound, file.inks)
    except Exception as error:
        return _give_up(name, error)


def _collect_made(name: str, bound: BoundPdf, inks: tuple[Ink, ...]) -> tuple[FilePdf, tuple[Problem, ...]]:
    problems = tuple(replace(problem, where=Where(name)) for problem in bound.problems)
    return FilePdf(bound.pdf, inks, bound.pages, bound.is_flat, bound.marked), problems


def _give_up(name: str, error: Exception) -> tuple[None, tuple[Problem, ...]]:
    if is_own_failure(error):
        raise error
    return None, (replace(report_fault(error), where=Where(name)),)


def read_page_inks(pdf: Path) -> tuple[Ink, ...]:
    """Read the ink of each page of a PDF."""
    return tuple(page.ink for page in read_page_facts(pdf))


def collect_converted_pages(
    examined: Sequence[InspectedFile], converted: Mapping[Path, Converted]
) -> tuple[dict[str, FilePdf], tuple[Problem, ...]]:
    """Collect the pages of the converted office files by file name.

    Returns them with a problem for each file that was not converted or has blank pages.
    """
    pdfs: dict[str, FilePdf] = {}
    problems: list[Problem] = []
    for one in examined:
        if not (one.is_usable and one.is_office):
            continue
        result = converted[one.file.path]
        if result.pdf:
            limits = limit_by_size(result.pdf)
            made, found = _call_for_file(one.file.name, limits, read_converted, one.file, result.pdf)
            pdfs |= {one.file.name: made} if made else {}
            problems += found
        else:
            problems.append(_report_unconverted(one.file, result.reason))
    return pdfs, tuple(problems)


def read_converted(file: EvidenceFile, pdf: Path) -> MadeFile:
    """Read the pages of a converted document: their ink, and what is wrong with them."""
    from docgen.package.proof.pdf_reader import count_pages  # another library than the one that writes the package

    try:
        inks, counted = read_page_inks(pdf), count_pages(pdf)
        hidden = tuple(check_hidden_numbers(file, pdf))
    except Exception as error:
        return _give_up(file.name, error)
    blank = [number for number, ink in enumerate(inks, 1) if ink is Ink.BLANK]
    return FilePdf(pdf, inks, counted), (
        *(replace(one, where=Where(file.name)) for one in check_blank_pages(blank)),
        *hidden,
    )


def _report_unconverted(file: EvidenceFile, reason: str) -> Problem:
    hint = "请用 Office 或 WPS 打开后另存为 PDF，换掉这个文件。"
    return Problem("evidence.conversion-failed", Where(file.name), f"无法转换成 PDF：{reason}。", hint)
