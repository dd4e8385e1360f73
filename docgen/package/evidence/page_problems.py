"""Problems of pages that follow from their facts, for any kind of file; the problems name no file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from docgen.package.evidence.page_ink import format_page_numbers
from docgen.problems.problem import Problem, Where

LOWEST_DPI = 150
"""Pixels per printed inch below which a scan is hard to read."""


def check_blank_pages(numbers: Sequence[int]) -> Iterator[Problem]:
    """Yield one problem for the blank pages with these numbers; none without numbers."""
    if numbers:
        hint = "不该有的，请删去后重新放入；空白页照样装订、照样编页码。"
        yield report_problem("evidence.blank-page", f"{format_page_numbers(numbers)}是空白页", hint)


def check_resolution(resolutions: Mapping[int, int | None]) -> Iterator[Problem]:
    """Yield one problem for the scans below :data:`LOWEST_DPI`, by page number; None is no scan."""
    coarse = {number: dpi for number, dpi in resolutions.items() if dpi is not None and dpi < LOWEST_DPI}
    if coarse:
        lowest = min(coarse.values())
        only = "最低的只有" if len(coarse) > 1 else "只有"
        message = (
            f"{format_page_numbers(sorted(coarse))}的扫描不够清晰：印出来{only} {lowest} dpi，应不低于 {LOWEST_DPI} dpi"
        )
        yield report_problem(
            "evidence.low-resolution", message, "请用 200 dpi 以上重新扫描；没有原件的，看一眼印出来的字是否清楚。"
        )


def report_problem(code: str, message: str, hint: str) -> Problem:
    """Make a problem of the inspected file; ``message`` has no full stop at its end."""
    return Problem(code, Where(), f"{message}。", hint)
