"""Takes the evidence files in: looks into each before anything is built, and turns each into PDF pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from docgen.application.evidence import EvidenceFile
from docgen.application.sniff import Found, Sniffed, sniff
from docgen.errors import reason
from docgen.package.office import Converted
from docgen.package.pages import Kind, Probe, evidence_pdf, probe
from docgen.problems import Problem, Where, has_errors

_CODES = {
    Found.EMPTY: "evidence.empty",
    Found.PROTECTED: "evidence.protected",
    Found.OTHER: "evidence.unknown-kind",
    Found.DAMAGED: "evidence.unreadable",
}


@dataclass(frozen=True)
class Examined:
    """One evidence file and what a look into it found."""

    file: EvidenceFile
    probed: Probe

    @property
    def is_office(self) -> bool:
        """Whether LibreOffice has to turn it into pages."""
        return self.probed.kind is Kind.OFFICE

    @property
    def is_usable(self) -> bool:
        """Whether it can go into the package."""
        return not has_errors(self.probed.problems)


def examine(files: Iterable[EvidenceFile]) -> tuple[Examined, ...]:
    """Each file with what it really is and what is wrong with it; nothing is converted."""
    return tuple(Examined(file, _probed(file)) for file in files)


def _probed(file: EvidenceFile) -> Probe:
    try:
        probed = probe(file.path, file.name)
        return _sniffed(file, probed) if probed.kind is Kind.OFFICE else probed
    except OSError as error:
        problem = Problem("evidence.unreadable", Where(file.name), f"文件无法读取：{reason(error)}。", "请检查权限。")
        return Probe(Kind.UNKNOWN, 0, (problem,))


def _sniffed(file: EvidenceFile, probed: Probe) -> Probe:
    sniffed = sniff(file.path)
    if sniffed.found is Found.DOCUMENT:
        return Probe(probed.kind, 0, (*probed.problems, *_linked_outside(file, sniffed)))
    problem = Problem(_CODES[sniffed.found], Where(file.name), f"{sniffed.reason}。", "请处理后替换这个文件。")
    return Probe(probed.kind, 0, (*probed.problems, problem))


def _linked_outside(file: EvidenceFile, sniffed: Sniffed) -> Iterator[Problem]:
    if sniffed.not_inside:
        names = "、".join(sniffed.not_inside[:3]) + (" 等" if len(sniffed.not_inside) > 3 else "")
        message = f"文档里有 {len(sniffed.not_inside)} 处图片或对象只是链接（{names}），PDF 里不会出现。"
        yield Problem(
            "evidence.linked-outside", Where(file.name), message, "请在 Word 里把图片改为嵌入，或另存为 PDF。"
        )


def own_pages(examined: Sequence[Examined], work: Path) -> dict[str, Path]:
    """The PDF of each usable file that needs no LibreOffice, by its name."""
    work.mkdir(parents=True, exist_ok=True)
    return {
        one.file.name: evidence_pdf(one.file.path, one.probed, work / f"{number:04}.pdf")
        for number, one in enumerate(examined)
        if one.is_usable and not one.is_office
    }


def converted_pages(
    examined: Sequence[Examined], converted: Mapping[Path, Converted]
) -> tuple[dict[str, Path], tuple[Problem, ...]]:
    """The PDF of each office file by its name, and a problem for each that could not be turned into one."""
    pdfs: dict[str, Path] = {}
    problems = []
    for one in examined:
        if not (one.is_usable and one.is_office):
            continue
        result = converted[one.file.path]
        if result.pdf:
            pdfs[one.file.name] = result.pdf
        else:
            message = f"无法转换成 PDF：{result.reason}。"
            hint = "请用 Word 或 WPS 打开后另存为 PDF，换掉这个文件。"
            problems.append(Problem("evidence.conversion-failed", Where(one.file.name), message, hint))
    return pdfs, tuple(problems)
