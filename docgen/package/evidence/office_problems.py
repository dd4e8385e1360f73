"""Problems of office files whose pages lack something, or show more than the document: found before or in the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from docgen.package.evidence.page_ink import format_page_numbers
from docgen.package.evidence.page_problems import report_problem
from docgen.problems.problem import Problem, Where
from docgen.project.evidence.evidence_files import EvidenceFile
from docgen.runtime.sanitized_copy import DocumentFacts

_SHOWN = 3
_SHEETS = (".xlsx", ".xls", ".et")
_HASHES = re.compile("#{3,}")
_SEARCHED_PAGES = 100


def check_document_facts(facts: DocumentFacts) -> Iterator[Problem]:
    """Yield the problems of an office file before its conversion; they name no file."""
    if facts.lost:
        yield report_problem(
            "evidence.not-stored",
            f"有 {len(facts.lost)} 处内容打开时才算出来、文件里没有存（{_join(facts.lost)}），PDF 里印不出来",
            "请打开后把它们改成固定的文字或数字，或另存为 PDF，换掉这个文件。",
        )
    if facts.cut:
        yield report_problem(
            "evidence.cell-cut",
            f"有 {len(facts.cut)} 格的字可能印不全（{_join(facts.cut)}）：比格子长，被旁边的格子盖住，或行高不够",
            "请加宽列、加高行，或设“自动换行”“缩小字体填充”后另存。",
        )
    if facts.revisions or facts.comments:
        counts = ((facts.revisions, "处修订"), (facts.comments, "条批注"))
        found = "、".join(f"{count} {name}" for count, name in counts if count)
        yield report_problem(
            "evidence.tracked-changes",
            f"文档里有 {found}；修订带着标记印出来，批注不印",
            "定稿的，请在 Word 里接受（或拒绝）修订、删去批注后另存。",
        )


def check_hidden_numbers(file: EvidenceFile, pdf: Path) -> Iterator[Problem]:
    """Yield a problem where numbers of a workbook are printed as ``###``, with the pages."""
    if file.path.suffix.lower() not in _SHEETS:
        return
    from docgen.package.proof.pdf_reader import UNREADABLE, count_pages, read_page_texts

    try:
        texts = read_page_texts(pdf, range(1, min(count_pages(pdf), _SEARCHED_PAGES) + 1))
    except UNREADABLE:
        return  # whoever binds the pages tells it
    if pages := [number for number, text in texts.items() if _HASHES.search(text)]:
        message = f"{format_page_numbers(pages)}有数字或日期印成了 ###：列太窄。"
        yield Problem("evidence.cell-cut", Where(file.name), message, "请在 Excel 里加宽这些列后另存。")


def _join(items: Sequence[str]) -> str:
    return "、".join(items[:_SHOWN]) + (" 等" if len(items) > _SHOWN else "")
