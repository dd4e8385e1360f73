"""Evidence intake: inspect each file before anything is built; :mod:`evidence_pages` then makes their pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from docgen.package.evidence.duplicates import FileFacts, check_duplicates, group_identical_files
from docgen.package.evidence.inspection import Inspection, is_own_failure, report_fault, report_unreadable
from docgen.package.evidence.office_problems import check_document_facts
from docgen.problems.problem import Problem, Where, has_errors
from docgen.progress import SILENT, Progress, Stage, StageProgress, Workers, checkpoint
from docgen.project.evidence.evidence_files import EvidenceFile
from docgen.project.evidence.evidence_index import EvidenceMetadata
from docgen.project.evidence.file_kinds import ENDINGS, FileKind
from docgen.runtime.checksums import Checksums
from docgen.runtime.file_sniffing import FileState, Sniffed, sniff_open
from docgen.runtime.isolated_calls import call_isolated, limit_by_size
from docgen.runtime.sanitized_copy import read_document_facts

_PROBLEM_CODES = {
    FileState.EMPTY: "evidence.empty",
    FileState.PROTECTED: "evidence.protected",
    FileState.OTHER: "evidence.unknown-kind",
    FileState.DAMAGED: "evidence.unreadable",
}
_SHOWN_LINKS = 3
FILES_AT_ONCE = 2
"""Files read at the same time, each in a child process; LibreOffice and docgen itself work beside them."""


@dataclass(frozen=True)
class InspectedFile:
    """One evidence file with its inspection; ``password`` opens it."""

    file: EvidenceFile
    inspection: Inspection
    password: str = field(default="", repr=False)

    @property
    def is_office(self) -> bool:
        """True for a file that LibreOffice has to convert."""
        return self.inspection.kind is FileKind.OFFICE

    @property
    def is_usable(self) -> bool:
        """True for a file that can go into the package."""
        return not has_errors(self.inspection.problems)


ContentInspector = Callable[[BinaryIO, str], Inspection]
"""Inspect an open file with its password, "" for none; OSError where it cannot be read."""


def inspect_evidence(
    files: Iterable[EvidenceFile],
    declared: Mapping[str, EvidenceMetadata] | None = None,
    inspector: ContentInspector | None = None,
    checksums: Checksums | None = None,
) -> tuple[InspectedFile, ...]:
    """Inspect every file, without conversion; each is opened once, for its checksum and its inspection.

    ``declared`` has the entries of the evidence index by file name; their passwords open the files. ``inspector`` is
    :func:`inspect_isolated` by default, or a cached version of it.
    """
    return EvidenceInspection(files, declared, inspector, checksums).inspect_all()


class EvidenceInspection:
    """Inspection of evidence files that can begin with those for LibreOffice; arguments as above."""

    def __init__(
        self,
        files: Iterable[EvidenceFile],
        declared: Mapping[str, EvidenceMetadata] | None = None,
        inspector: ContentInspector | None = None,
        checksums: Checksums | None = None,
        progress: Progress = SILENT,
    ) -> None:
        self._files = tuple(files)
        self._progress = progress
        self._passwords = {name: one.password for name, one in (declared or {}).items()}
        self._inspector = _ParallelInspector(inspector or inspect_isolated, checksums or Checksums())
        self._inspected: dict[EvidenceFile, tuple[_Key, str]] = {}

    def find_office_files(self) -> tuple[EvidenceFile, ...]:
        """Find the usable office files among those with an office ending; no other file is inspected yet.

        LibreOffice can then begin while the rest is inspected.
        """
        named = [file for file in self._files if ENDINGS.get(file.path.suffix.lower()) is FileKind.OFFICE]
        self._inspect_new(named)
        found = [self._get_inspected_file(file) for file in named]
        return tuple(one.file for one in found if one.is_office and one.is_usable)

    def inspect_all(self) -> tuple[InspectedFile, ...]:
        """Inspect every file; see :func:`inspect_evidence`."""
        self._inspect_new(self._files)
        alike = group_identical_files((file, self._inspected[file][1]) for file in self._files)
        return tuple(_add_duplicates([self._get_inspected_file(file) for file in self._files], alike))

    def _inspect_new(self, files: Iterable[EvidenceFile]) -> None:
        new = [file for file in files if file not in self._inspected]
        if not new:
            return
        with self._progress.run_stage(Stage.INSPECT, len(new)) as steps, Workers(FILES_AT_ONCE) as beside:
            results = beside.run_each(lambda file: self._inspect(file, steps), new)
            self._inspected |= dict(zip(new, results, strict=True))

    def _inspect(self, file: EvidenceFile, steps: StageProgress) -> tuple[_Key, str]:
        checkpoint()
        result = self._inspector.inspect(file.path, self._get_password(file))
        steps.advance(file.name)
        return result

    def _get_inspected_file(self, file: EvidenceFile) -> InspectedFile:
        key, _ = self._inspected[file]
        return InspectedFile(
            file, self._inspector.results[key].result().locate_problems(file.name), self._get_password(file)
        )

    def _get_password(self, file: EvidenceFile) -> str:
        return self._passwords.get(file.name, "")


_Key = tuple[str, str, str]
"""The checksum of a file, or its path where it cannot be read; its ending; its password."""


@dataclass(frozen=True)
class _ParallelInspector:
    """Inspects files in several threads; the same bytes under another name are not inspected again."""

    inspect_content: ContentInspector
    checksums: Checksums
    results: dict[_Key, Future[Inspection]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def inspect(self, path: Path, password: str) -> tuple[_Key, str]:
        """Inspect the file; return the key of its result and its checksum, "" where it cannot be read."""
        suffix = path.suffix.lower()
        try:
            with path.open("rb") as file:
                digest = self.checksums.compute_open(file)
                key = (digest, suffix, password)
                self._settle(key, lambda: self.inspect_content(file, password))
        except OSError as error:
            digest, key, unreadable = "", (str(path), suffix, password), _refuse_unreadable(error)
            self._settle(key, lambda: unreadable)
        return key, digest

    def _settle(self, key: _Key, inspect: Callable[[], Inspection]) -> None:
        # The first thread with a key sets the result. Others with the same key return at once; the result is read
        # when all threads have ended.
        mine: Future[Inspection] = Future()
        with self.lock:
            is_known = self.results.setdefault(key, mine) is not mine
        if is_known:
            return
        try:
            mine.set_result(inspect())
        except OSError as error:
            mine.set_result(_refuse_unreadable(error))
        except BaseException as error:
            if isinstance(error, Exception) and not is_own_failure(error):
                mine.set_result(Inspection(FileKind.UNKNOWN, 0, (report_fault(error),)))
            else:
                mine.set_exception(error)
                raise


def _refuse_unreadable(error: OSError) -> Inspection:
    return Inspection(FileKind.UNKNOWN, 0, (report_unreadable(error),))


def inspect_isolated(file: BinaryIO, password: str) -> Inspection:
    """Inspect the open file as :func:`inspect_content` does, in a child process; raises BrokenCall as well."""
    path = Path(file.name)
    return call_isolated(_inspect_path, path, password, limits=limit_by_size(path))


def _inspect_path(path: Path, password: str) -> Inspection:
    with path.open("rb") as file:
        return inspect_content(file, password)


def inspect_content(file: BinaryIO, password: str) -> Inspection:
    """Inspect the open file, office files with their content; the result depends on bytes, ending and password only.

    The problems name no file (:meth:`Inspection.locate_problems` does). OSError where the file cannot be read.
    """
    from docgen.package.evidence.evidence_pdf import inspect_open_file  # with pikepdf, Pillow and img2pdf

    inspection = inspect_open_file(file, password)
    return (
        replace(inspection, problems=tuple(_check_office_file(file)))
        if inspection.kind is FileKind.OFFICE
        else inspection
    )


def _check_office_file(file: BinaryIO) -> Iterator[Problem]:
    sniffed = sniff_open(file)
    if sniffed.found is FileState.DOCUMENT:
        yield from _check_links(sniffed)
        document = BytesIO(sniffed.decrypted) if sniffed.decrypted else file
        yield from check_document_facts(read_document_facts(document, sniffed.suffix))
    else:
        found, _, remedy = sniffed.reason.partition("，请")
        yield Problem(_PROBLEM_CODES[sniffed.found], Where(), f"{found}。", f"请{remedy or '换一份正常的文件'}。")


def _check_links(sniffed: Sniffed) -> Iterator[Problem]:
    if sniffed.external_links:
        more = " 等" if len(sniffed.external_links) > _SHOWN_LINKS else ""
        names = "、".join(sniffed.external_links[:_SHOWN_LINKS]) + more
        message = f"文档里有 {len(sniffed.external_links)} 处图片或对象只是链接（{names}），PDF 里不会出现。"
        yield Problem("evidence.linked-outside", Where(), message, "请打开后把图片改为嵌入，或另存为 PDF。")


def _add_duplicates(
    examined: Sequence[InspectedFile], alike: Sequence[Sequence[EvidenceFile]]
) -> Iterator[InspectedFile]:
    """Yield the same files, with the problems of duplicates added."""
    usable = [FileFacts(one.file, one.inspection.facts) for one in examined if one.is_usable]
    files = {one.file for one in usable}
    alike = [[file for file in group if file in files] for group in alike]
    found: dict[str, list[Problem]] = {}
    for problem in check_duplicates(usable, alike):
        found.setdefault(problem.where.path, []).append(problem)
    for one in examined:
        more = found.get(one.file.name, ())
        problems = (*one.inspection.problems, *more)
        yield replace(one, inspection=replace(one.inspection, problems=problems)) if more else one
