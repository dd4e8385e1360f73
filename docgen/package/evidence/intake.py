"""Takes the evidence files in: looks into each before anything is built, and turns each into PDF pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import BinaryIO, NamedTuple

from docgen.errors import reason
from docgen.package.evidence.duplicates import FileFacts, check_duplicates, group_identical_files
from docgen.package.evidence.evidence_pdf import Probe, inspect_open_file, make_bound_pdf
from docgen.package.evidence.page_ink import Ink
from docgen.package.evidence.page_problems import check_blank_pages
from docgen.package.evidence.preflight import read_page_facts
from docgen.problems.problem import Problem, Where, has_errors
from docgen.project.evidence.evidence_files import EvidenceFile
from docgen.project.evidence.evidence_index import EvidenceMetadata
from docgen.project.evidence.file_kinds import ENDINGS, FileKind
from docgen.runtime.checksums import Checksums
from docgen.runtime.file_sniffing import Found, Sniffed, sniff_open
from docgen.runtime.office import Converted

_PROBLEM_CODES = {
    Found.EMPTY: "evidence.empty",
    Found.PROTECTED: "evidence.protected",
    Found.OTHER: "evidence.unknown-kind",
    Found.DAMAGED: "evidence.unreadable",
}
_SHOWN_LINKS = 3
_WORKERS = 2
"""Files that are looked into side by side: unpacking pictures keeps two processors busy, reading the rest only one."""


@dataclass(frozen=True)
class InspectedFile:
    """One evidence file and what a look into it found; ``password`` opens it."""

    file: EvidenceFile
    inspection: Probe
    password: str = field(default="", repr=False)

    @property
    def is_office(self) -> bool:
        """Whether LibreOffice has to turn it into pages."""
        return self.inspection.kind is FileKind.OFFICE

    @property
    def is_usable(self) -> bool:
        """Whether it can go into the package."""
        return not has_errors(self.inspection.problems)


ContentInspector = Callable[[BinaryIO, str], Probe]
"""Looks into an open file, opened with a password where it needs one; OSError where it cannot be read."""


def inspect_evidence(
    files: Iterable[EvidenceFile],
    declared: Mapping[str, EvidenceMetadata] | None = None,
    look: ContentInspector | None = None,
    checksums: Checksums | None = None,
) -> tuple[InspectedFile, ...]:
    """Each file with what it really is and what is wrong with it; nothing is converted.

    ``declared`` is what the index says of a file, by its name: the password that opens it. ``look`` does the work of
    :func:`inspect_content`, or remembers what it gave. Each file is opened once, for its checksum and the look.
    """
    return EvidenceInspection(files, declared, look, checksums).inspect_all()


class EvidenceInspection:
    """A look into evidence files that begins with those that LibreOffice has to convert; arguments as above."""

    def __init__(
        self,
        files: Iterable[EvidenceFile],
        declared: Mapping[str, EvidenceMetadata] | None = None,
        look: ContentInspector | None = None,
        checksums: Checksums | None = None,
    ) -> None:
        self._files = tuple(files)
        self._passwords = {name: one.password for name, one in (declared or {}).items()}
        self._inspector = _ParallelInspector(look or inspect_content, checksums or Checksums())
        self._inspected: dict[EvidenceFile, tuple[_Key, str]] = {}

    def find_office_files(self) -> tuple[EvidenceFile, ...]:
        """The usable files for LibreOffice among those that are named so; the others are not looked into yet."""
        named = [file for file in self._files if ENDINGS.get(file.path.suffix.lower()) is FileKind.OFFICE]
        self._inspect_new(named)
        found = [self._get_inspected_file(file) for file in named]
        return tuple(one.file for one in found if one.is_office and one.is_usable)

    def inspect_all(self) -> tuple[InspectedFile, ...]:
        """Every file; see :func:`inspect_evidence`."""
        self._inspect_new(self._files)
        alike = group_identical_files((file, self._inspected[file][1]) for file in self._files)
        return tuple(_add_duplicates([self._get_inspected_file(file) for file in self._files], alike))

    def _inspect_new(self, files: Iterable[EvidenceFile]) -> None:
        new = [file for file in files if file not in self._inspected]
        with ThreadPoolExecutor(_WORKERS) as beside:
            looks = [beside.submit(self._inspector.inspect, file.path, self._get_password(file)) for file in new]
        self._inspected |= {file: one.result() for file, one in zip(new, looks, strict=True)}

    def _get_inspected_file(self, file: EvidenceFile) -> InspectedFile:
        key, _ = self._inspected[file]
        return InspectedFile(file, self._inspector.results[key].result().locate_problems(file.name), self._get_password(file))

    def _get_password(self, file: EvidenceFile) -> str:
        return self._passwords.get(file.name, "")


_Key = tuple[str, str, str]
"""The checksum of a file, or its path where it cannot be read; its ending; its password."""


@dataclass(frozen=True)
class _ParallelInspector:
    """Looks into files side by side; the same bytes under another name are not looked into again."""

    inspect_content: ContentInspector
    checksums: Checksums
    results: dict[_Key, Future[Probe]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def inspect(self, path: Path, password: str) -> tuple[_Key, str]:
        """Look into the file; the key of what is found, and its checksum, "" where it cannot be read."""
        suffix = path.suffix.lower()
        try:
            with path.open("rb") as file:
                digest = self.checksums.of_open(file)
                key = (digest, suffix, password)
                self._settle(key, lambda: self.inspect_content(file, password))
        except OSError as error:
            digest, key, unreadable = "", (str(path), suffix, password), _report_unreadable(error)
            self._settle(key, lambda: unreadable)
        return key, digest

    def _settle(self, key: _Key, look: Callable[[], Probe]) -> None:
        mine: Future[Probe] = Future()
        with self.lock:
            is_known = self.results.setdefault(key, mine) is not mine
        if is_known:
            return
        try:
            mine.set_result(look())
        except OSError as error:
            mine.set_result(_report_unreadable(error))
        except BaseException as error:
            mine.set_exception(error)
            raise


def _report_unreadable(error: OSError) -> Probe:
    problem = Problem("evidence.unreadable", Where(), f"文件无法读取：{reason(error)}。", "请检查权限。")
    return Probe(FileKind.UNKNOWN, 0, (problem,))


def inspect_content(file: BinaryIO, password: str) -> Probe:
    """What the open file is and what is wrong with it: a function of its bytes, its ending and the password alone.

    The problems name no file (:meth:`Probe.named` does). OSError where the file cannot be read.
    """
    probed = inspect_open_file(file, password)
    return replace(probed, problems=tuple(_check_office_file(file))) if probed.kind is FileKind.OFFICE else probed


def _check_office_file(file: BinaryIO) -> Iterator[Problem]:
    sniffed = sniff_open(file)
    if sniffed.found is Found.DOCUMENT:
        yield from _check_links(sniffed)
    else:
        found, _, remedy = sniffed.reason.partition("，请")
        yield Problem(_PROBLEM_CODES[sniffed.found], Where(), f"{found}。", f"请{remedy or '换一份正常的文件'}。")


def _check_links(sniffed: Sniffed) -> Iterator[Problem]:
    if sniffed.not_inside:
        more = " 等" if len(sniffed.not_inside) > _SHOWN_LINKS else ""
        names = "、".join(sniffed.not_inside[:_SHOWN_LINKS]) + more
        message = f"文档里有 {len(sniffed.not_inside)} 处图片或对象只是链接（{names}），PDF 里不会出现。"
        yield Problem("evidence.linked-outside", Where(), message, "请打开后把图片改为嵌入，或另存为 PDF。")


def _add_duplicates(
    examined: Sequence[InspectedFile], alike: Sequence[Sequence[EvidenceFile]]
) -> Iterator[InspectedFile]:
    """The same files; each has what is said of it beside the others among its problems."""
    usable = [FileFacts(one.file, one.inspection.facts) for one in examined if one.is_usable]
    files = {one.file for one in usable}
    alike = [[file for file in group if file in files] for group in alike]
    found: dict[str, list[Problem]] = {}
    for problem in check_duplicates(usable, alike):
        found.setdefault(problem.where.path, []).append(problem)
    for one in examined:
        more = found.get(one.file.name, ())
        yield replace(one, inspection=replace(one.inspection, problems=(*one.inspection.problems, *more))) if more else one


class FilePdf(NamedTuple):
    """The pages of one file: a PDF that every reader opens, and the ink of each page.

    ``counted`` are the pages that another library than the package's writer finds, 0 where none was asked; ``is_flat``
    where it is known that nothing has to be drawn into them before they are bound.
    """

    pdf: Path
    inks: tuple[Ink, ...]
    counted: int = 0
    is_flat: bool = False


NO_COPIES: Mapping[str, Path] = MappingProxyType({})


def make_evidence_pages(
    examined: Sequence[InspectedFile], work: Path, copies: Mapping[str, Path] = NO_COPIES
) -> dict[str, FilePdf]:
    """The pages of each usable file that needs no LibreOffice, by its name; of ``copies`` where there are any."""
    work.mkdir(parents=True, exist_ok=True)
    own = [(number, one) for number, one in enumerate(examined) if one.is_usable and not one.is_office]
    return {
        one.file.name: _make_file_pages(copies.get(one.file.name, one.file.path), one, work / f"{number:04}.pdf")
        for number, one in own
    }


def _make_file_pages(path: Path, one: InspectedFile, target: Path) -> FilePdf:
    bound = make_bound_pdf(path, one.inspection, target, one.password)
    return FilePdf(bound.pdf, tuple(page.ink for page in one.inspection.facts), bound.pages, bound.is_flat)


def read_page_inks(pdf: Path) -> tuple[Ink, ...]:
    """The ink of each page of a PDF."""
    return tuple(page.ink for page in read_page_facts(pdf))


def collect_converted_pages(
    examined: Sequence[InspectedFile], converted: Mapping[Path, Converted]
) -> tuple[dict[str, FilePdf], tuple[Problem, ...]]:
    """The pages of each office file by its name, and a problem for each that has none, or has blank pages."""
    pdfs: dict[str, FilePdf] = {}
    problems: list[Problem] = []
    for one in examined:
        if not (one.is_usable and one.is_office):
            continue
        result = converted[one.file.path]
        if result.pdf:
            inks = read_page_inks(result.pdf)
            pdfs[one.file.name] = FilePdf(result.pdf, inks)
            problems += _check_blanks(one.file, inks)
        else:
            problems.append(_report_unconverted(one.file, result.reason))
    return pdfs, tuple(problems)


def _check_blanks(file: EvidenceFile, inks: Sequence[Ink]) -> Iterator[Problem]:
    blank = [number for number, ink in enumerate(inks, 1) if ink is Ink.BLANK]
    yield from (replace(one, where=Where(file.name)) for one in check_blank_pages(blank))


def _report_unconverted(file: EvidenceFile, reason: str) -> Problem:
    hint = "请用 Office 或 WPS 打开后另存为 PDF，换掉这个文件。"
    return Problem("evidence.conversion-failed", Where(file.name), f"无法转换成 PDF：{reason}。", hint)
