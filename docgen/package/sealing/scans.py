"""Read the signed and sealed files into scans: one per page, upright, with the code printed on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pikepdf

from docgen.errors import DefinitionError
from docgen.package.annotations.appearances import Draw
from docgen.package.drawn.typesetting import Typesetter
from docgen.package.evidence.evidence_pdf import make_bound_pdf
from docgen.package.evidence.inspection import Inspection, is_own_failure, report_fault, report_unreadable
from docgen.package.evidence.intake import inspect_isolated
from docgen.package.evidence.page_ink import Ink
from docgen.package.evidence.pixels import open_picture
from docgen.package.layout.book import Scan
from docgen.package.merging.geometry import MILLIMETRE, SHEET
from docgen.package.merging.pdf_saving import save_pdf
from docgen.package.merging.placement import read_visible_area
from docgen.package.sealing.page_codes import CODE_PREFIX
from docgen.package.sealing.qr_codes import DecodedCode, read_codes
from docgen.problems.problem import Problem, Where, has_errors
from docgen.project.evidence.file_kinds import FileKind
from docgen.project.evidence.sealed_files import SealedFile
from docgen.runtime.checksums import Checksums
from docgen.runtime.isolated_calls import call_isolated, limit_by_size

_TEMPLATE = "scan.typ"
_DPI = 200.0
"""Resolution at which a page is drawn to read its code: four dots per module of a code of 13 mm."""
_MOST_TIMES_DRAWN = 4
"""How often a page of a scan is drawn at most, reckoned for the time that it may take."""
_UNLOCK = "请用密码打开后另存为没有密码的 PDF。"
_IGNORED_PROBLEM = "evidence.blank-page"
"""Problem of blank pages in evidence; blank pages of scans are left out and reported by themselves."""


@dataclass
class Scans:
    """Scans of all files in order, not placed yet, and the problems of the files."""

    scans: list[Scan] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class InspectedScan:
    """A sealed file with its inspection; ``sha256`` is "" where it cannot be read."""

    file: SealedFile
    inspection: Inspection
    sha256: str


def inspect_scans(files: Iterable[SealedFile], checksums: Checksums) -> tuple[InspectedScan, ...]:
    """Inspect each file, opened once for its checksum and its inspection; nothing is written."""
    return tuple(_inspect(file, checksums) for file in files)


def check_scans(files: Iterable[InspectedScan]) -> Iterator[Problem]:
    """Yield the problems of the files themselves: protected, damaged, coarse."""
    for one in files:
        yield from _select_problems(one.inspection)


def read_scans(files: Sequence[InspectedScan], work: Path, typesetter: Typesetter) -> Scans:
    """Read the scans of ``files``; their pages are written into the folder ``work``, each as large as the sheet.

    A file that cannot be read, a page count that differs from the name of the file, and a page without a number in
    the name or a code are problems.
    """
    found = Scans()
    if not files:
        return found
    work.mkdir(parents=True, exist_ok=True)
    # typst reads files below the folder of its templates only: the template goes to the PDFs.
    shutil.copyfile(typesetter.templates / _TEMPLATE, work / _TEMPLATE)
    drawer = replace(typesetter, templates=work)
    for number, one in enumerate(files):
        found.problems += _select_problems(one.inspection)
        if not has_errors(_select_problems(one.inspection)):
            pages = _ScanPages(work, f"{number:04}.pdf", drawer)
            limits = limit_by_size(one.file.path, _MOST_TIMES_DRAWN * one.inspection.pages)
            try:
                read = call_isolated(_read_file_scans, one, pages, typesetter.draw, limits=limits)
                found.scans += read.scans
                found.problems += read.problems
            except Exception as error:
                found.problems.append(_report_scan_fault(one.file.name, error))
    return found


def _inspect(file: SealedFile, checksums: Checksums) -> InspectedScan:
    try:
        with file.path.open("rb") as opened_file:
            digest = checksums.compute_open(opened_file)
            return InspectedScan(file, inspect_isolated(opened_file, "").locate_problems(file.name), digest)
    except OSError as error:
        problem = replace(report_unreadable(error), where=Where(file.name))
        return InspectedScan(file, Inspection(FileKind.UNKNOWN, 0, (problem,)), "")
    except Exception as error:
        return InspectedScan(file, Inspection(FileKind.UNKNOWN, 0, (_report_scan_fault(file.name, error),)), "")


def _report_scan_fault(name: str, error: Exception) -> Problem:
    """Report a scan that no library was prepared for; raise what no scan is to blame for."""
    if is_own_failure(error):
        raise error
    return replace(report_fault(error), where=Where(name))


def _select_problems(inspection: Inspection) -> list[Problem]:
    """Return the problems of the file that matter for a scan; the hint differs since no index has its password."""
    found = [problem for problem in inspection.problems if problem.code != _IGNORED_PROBLEM]
    return [replace(one, hint=_UNLOCK) if one.code == "evidence.protected" else one for one in found]


@dataclass(frozen=True)
class _ScanPages:
    """Pages of one file in the folder ``work`` under ``name``; ``typesetter`` draws them for reading codes."""

    work: Path
    name: str
    typesetter: Typesetter

    @property
    def pdf(self) -> Path:
        return self.work / self.name

    def write(self, source: Path) -> list[tuple[DecodedCode, ...]]:
        """Write the pages of ``source``, each as large as the sheet and upright; return the codes on each."""
        with pikepdf.open(source) as pdf:
            for page in pdf.pages:
                page.obj.UserUnit = _compute_unit(page.obj)
            save_pdf(pdf, self.pdf, deterministic_id=True)
            # typst draws the saved file; only the codes in the drawing tell by how much each page has to be rotated.
            codes = [self._read_codes(number, page.obj) for number, page in enumerate(pdf.pages, 1)]
            for page, read in zip(pdf.pages, codes, strict=True):
                if read:
                    page.rotate(-90 * read[0].turns, relative=True)
            if any(code.turns for read in codes for code in read):
                turned = self.pdf.with_suffix(".upright.pdf")
                save_pdf(pdf, turned, deterministic_id=True)
                turned.replace(self.pdf)
        return codes

    def _read_codes(self, number: int, page: pikepdf.Object) -> tuple[DecodedCode, ...]:
        width, height = (side / MILLIMETRE for side in read_visible_area(page).size)
        data = {"path": self.name, "page": number, "width": width, "height": height}
        try:
            (png,) = self.typesetter.draw_pictures(_TEMPLATE, data, "png", _DPI)
        except DefinitionError:  # typst cannot read the PDF, so no code can be read either
            return ()
        with open_picture(png) as picture:
            return read_codes(picture.convert("RGB"), CODE_PREFIX)


def _compute_unit(page: pikepdf.Object) -> float:
    """Return the UserUnit at which the page is as large as the sheet, upright or landscape, since it is its scan."""
    shown = read_visible_area(page)
    short, long = sorted(shown.size)
    fit = min(SHEET.width / short, SHEET.height / long)
    return round(shown.unit * fit, 5)


def _read_file_scans(one: InspectedScan, pages: _ScanPages, draw: Draw) -> Scans:
    file, inspection, found = one.file, one.inspection, Scans()
    bound = make_bound_pdf(file.path, inspection, pages.pdf.with_suffix(".source.pdf"), draw=draw)
    found.problems.extend(replace(problem, where=Where(file.name)) for problem in bound.problems)
    codes = pages.write(bound.pdf)
    fits = len(file.numbers) == len(codes)
    if file.numbers and not fits:
        found.problems.append(_report_miscount(file, len(codes)))
    for index, read in enumerate(codes):
        scan = Scan(file.name, one.sha256, pages.pdf, index, file.numbers[index] if fits else None, file.volume)
        if len(read) > 1:
            found.problems.append(_report_several_codes(scan))
        elif read:
            found.scans.append(replace(scan, code=read[0].text))
        elif fits:
            found.scans.append(scan)
        elif not file.numbers:
            found.problems.append(_report_unknown(scan, inspection))
    return found


def _report_miscount(file: SealedFile, pages: int) -> Problem:
    message = f"扫描件有 {pages} 页，文件名写了 {len(file.numbers)} 个页码，没有编码的页没有换进材料。"
    hint = "请改文件名，或删去多余的页（如空白的背面）。"
    return Problem("sealed.count", Where(file.name), message, hint)


def _report_several_codes(scan: Scan) -> Problem:
    message = f"扫描件第 {scan.index + 1} 页上有几页的编码，没有换进材料。"
    return Problem("sealed.several", Where(scan.name), message, "请一张一张重新扫描。")


def _report_unknown(scan: Scan, inspection: Inspection) -> Problem:
    page = f"扫描件第 {scan.index + 1} 页"
    if len(inspection.facts) > scan.index and inspection.facts[scan.index].ink is Ink.BLANK:
        return Problem("sealed.blank", Where(scan.name), f"{page}是空白页，没有换进材料。")
    message = f"{page}上没有读到编码，文件名也没有写页码，没有换进材料。"
    hint = "请把页码写进文件名，如“第21页.pdf”（几页的写“第21-22页.pdf”），页码印在页脚；不是材料里的页，请移走。"
    return Problem("sealed.unknown-page", Where(scan.name), message, hint)
