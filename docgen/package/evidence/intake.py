"""Takes the evidence files in: looks into each before anything is built, and turns each into PDF pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from docgen.errors import reason
from docgen.package.evidence.duplicates import Filed, check_duplicates, same_files
from docgen.package.evidence.evidence_pdf import Probe, evidence_pdf, looked_into
from docgen.package.evidence.page_ink import Ink
from docgen.package.evidence.page_problems import blank_pages
from docgen.package.evidence.preflight import page_facts
from docgen.problems.problem import Problem, Where, has_errors
from docgen.project.evidence.evidence_files import EvidenceFile
from docgen.project.evidence.evidence_index import EvidenceMetadata
from docgen.project.evidence.file_kinds import FileKind
from docgen.runtime.file_sniffing import Found, Sniffed, sniff
from docgen.runtime.office import Converted

_CODES = {
    Found.EMPTY: "evidence.empty",
    Found.PROTECTED: "evidence.protected",
    Found.OTHER: "evidence.unknown-kind",
    Found.DAMAGED: "evidence.unreadable",
}
_SHOWN_LINKS = 3
_AT_ONCE = 2
"""Files that are looked into side by side: unpacking pictures keeps two processors busy, reading the rest only one."""


@dataclass(frozen=True)
class Examined:
    """One evidence file and what a look into it found; ``password`` opens it."""

    file: EvidenceFile
    probed: Probe
    password: str = field(default="", repr=False)

    @property
    def is_office(self) -> bool:
        """Whether LibreOffice has to turn it into pages."""
        return self.probed.kind is FileKind.OFFICE

    @property
    def is_usable(self) -> bool:
        """Whether it can go into the package."""
        return not has_errors(self.probed.problems)


def examine(
    files: Iterable[EvidenceFile],
    declared: Mapping[str, EvidenceMetadata] | None = None,
    look: Callable[[Path, str], Probe] | None = None,
) -> tuple[Examined, ...]:
    """Each file with what it really is and what is wrong with it; nothing is converted.

    ``declared`` is what the index says of a file, by its name: the password that opens it. ``look`` does the work of
    :func:`examined_content`, or remembers what it gave.
    """
    filed = tuple(files)
    passwords = {name: one.password for name, one in (declared or {}).items()}
    alike = same_files(filed)
    first_of = {file.name: group[0].name for group in alike for file in group}
    looks: dict[tuple[str, str, str], Future[Probe]] = {}
    examined = []
    with ThreadPoolExecutor(_AT_ONCE) as beside:
        for file in filed:
            password = passwords.get(file.name, "")
            key = (first_of.get(file.name, file.name), file.path.suffix.lower(), password)
            if key not in looks:  # the same bytes under another name are not looked into again
                looks[key] = beside.submit(_looked, look or examined_content, file.path, password)
            examined.append((file, looks[key], password))
    done = [Examined(file, found.result().named(file.name), password) for file, found, password in examined]
    return tuple(_with_duplicates(done, alike))


def _looked(look: Callable[[Path, str], Probe], path: Path, password: str) -> Probe:
    try:
        return look(path, password)
    except OSError as error:
        problem = Problem("evidence.unreadable", Where(), f"文件无法读取：{reason(error)}。", "请检查权限。")
        return Probe(FileKind.UNKNOWN, 0, (problem,))


def examined_content(path: Path, password: str) -> Probe:
    """What the file is and what is wrong with it: a function of its bytes, its ending and the password alone.

    The problems name no file (:meth:`Probe.named` does). OSError where the file cannot be read.
    """
    probed = looked_into(path, password)
    return replace(probed, problems=tuple(_sniffed(path))) if probed.kind is FileKind.OFFICE else probed


def _sniffed(path: Path) -> Iterator[Problem]:
    sniffed = sniff(path)
    if sniffed.found is Found.DOCUMENT:
        yield from _linked_outside(sniffed)
    else:
        found, _, remedy = sniffed.reason.partition("，请")
        yield Problem(_CODES[sniffed.found], Where(), f"{found}。", f"请{remedy or '换一份正常的文件'}。")


def _linked_outside(sniffed: Sniffed) -> Iterator[Problem]:
    if sniffed.not_inside:
        more = " 等" if len(sniffed.not_inside) > _SHOWN_LINKS else ""
        names = "、".join(sniffed.not_inside[:_SHOWN_LINKS]) + more
        message = f"文档里有 {len(sniffed.not_inside)} 处图片或对象只是链接（{names}），PDF 里不会出现。"
        yield Problem("evidence.linked-outside", Where(), message, "请打开后把图片改为嵌入，或另存为 PDF。")


def _with_duplicates(examined: Sequence[Examined], alike: Sequence[Sequence[EvidenceFile]]) -> Iterator[Examined]:
    """The same files; each has what is said of it beside the others among its problems."""
    usable = [Filed(one.file, one.probed.facts) for one in examined if one.is_usable]
    files = {one.file for one in usable}
    alike = [[file for file in group if file in files] for group in alike]
    found: dict[str, list[Problem]] = {}
    for problem in check_duplicates(usable, alike):
        found.setdefault(problem.where.path, []).append(problem)
    for one in examined:
        more = found.get(one.file.name, ())
        yield replace(one, probed=replace(one.probed, problems=(*one.probed.problems, *more))) if more else one


class FilePdf(NamedTuple):
    """The pages of one file: a PDF that every reader opens, and the ink of each page."""

    pdf: Path
    inks: tuple[Ink, ...]


def own_pages(examined: Sequence[Examined], work: Path) -> dict[str, FilePdf]:
    """The pages of each usable file that needs no LibreOffice, by its name."""
    work.mkdir(parents=True, exist_ok=True)
    return {
        one.file.name: FilePdf(
            evidence_pdf(one.file.path, one.probed, work / f"{number:04}.pdf", one.password),
            tuple(page.ink for page in one.probed.facts),
        )
        for number, one in enumerate(examined)
        if one.is_usable and not one.is_office
    }


def inks_of_pages(pdf: Path) -> tuple[Ink, ...]:
    """The ink of each page of a PDF."""
    return tuple(page.ink for page in page_facts(pdf))


def converted_pages(
    examined: Sequence[Examined], converted: Mapping[Path, Converted]
) -> tuple[dict[str, FilePdf], tuple[Problem, ...]]:
    """The pages of each office file by its name, and a problem for each that has none, or has blank pages."""
    pdfs: dict[str, FilePdf] = {}
    problems: list[Problem] = []
    for one in examined:
        if not (one.is_usable and one.is_office):
            continue
        result = converted[one.file.path]
        if result.pdf:
            inks = inks_of_pages(result.pdf)
            pdfs[one.file.name] = FilePdf(result.pdf, inks)
            problems += _blanks(one.file, inks)
        else:
            problems.append(_not_converted(one.file, result.reason))
    return pdfs, tuple(problems)


def _blanks(file: EvidenceFile, inks: Sequence[Ink]) -> Iterator[Problem]:
    blank = [number for number, ink in enumerate(inks, 1) if ink is Ink.BLANK]
    yield from (replace(one, where=Where(file.name)) for one in blank_pages(blank))


def _not_converted(file: EvidenceFile, reason: str) -> Problem:
    hint = "请用 Office 或 WPS 打开后另存为 PDF，换掉这个文件。"
    return Problem("evidence.conversion-failed", Where(file.name), f"无法转换成 PDF：{reason}。", hint)
