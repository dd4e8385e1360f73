"""The self-assessment as a Word document: the slots of its template, and its charts as pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from docgen.documents.assessment.assessment import Assessment
from docgen.documents.assessment.assessment_charts import NO_VALUE, Chart
from docgen.documents.assessment.assessment_report import AssessmentReport, ReportCell, ReportSection, build_report
from docgen.documents.printed_answers import PARAGRAPH, SlotValue
from docgen.documents.word.word_filler import WordPicture, fill_template, insert_pictures

_LETTERS = "abcdefg"
_CHART_TABLE = 6
"""The index of the table of charts among the tables of the template."""

_WIDTHS: Mapping[str, float] = {"columns": 116.0, "rows": 212.0}
"""The width of a chart in Word in mm, by its kind."""


def build_assessment_docx(template: Path, assessment: Assessment, png: Sequence[bytes]) -> bytes:
    """Build the .docx; ``template`` is its Word template, ``png`` has the charts in the order of the assessment.

    Raises what :func:`docgen.documents.word.word.fill_template` raises; the same assessment gives the same bytes.
    """
    filled = fill_template(template, build_assessment_slots(build_report(assessment)))
    pictures = {
        _format_marker(number): WordPicture(picture, _WIDTHS[chart.kind], chart.words)
        for number, (chart, picture) in enumerate(zip(assessment.charts, png, strict=True))
    }
    return insert_pictures(filled, _CHART_TABLE, pictures)


def build_assessment_slots(report: AssessmentReport) -> dict[str, SlotValue]:
    """Build the slots of the Word template; a chart is represented by the name of its picture."""
    sections: dict[str, list[ReportSection]] = {}
    for section in report.sections:
        sections.setdefault(section.id, []).append(section)
    lists = [("须先改正的错误", report.blocking), ("须由人判断的内容", report.to_judge)]
    slots: dict[str, Any] = {
        "draft_mark": "",
        "title": report.title,
        "cluster": report.cluster,
        "verdict": report.verdict,
        "reason": report.reason,
        "figures_heading": report.figures_heading,
        "counts": (_build_row(one.name for one in report.counts), _build_row(str(one.number) for one in report.counts)),
        "facts": tuple(_build_row(pair) for pair in report.facts),
        "figures": tuple(
            _build_row((*left, *right))
            for left, right in _pair_values(report.figures or [(NO_VALUE, NO_VALUE)], ("", ""))
        ),
        "lists": tuple(
            {"heading": heading, "rows": tuple(_build_row([f"{n}. {line}"]) for n, line in enumerate(lines, 1))}
            for heading, lines in lists
            if lines
        )
        or ({"heading": "没有须先处理的内容。", "rows": ()},),
        **_build_chart_slots([chart for section in report.sections for chart in section.charts]),
    }
    for name, members in sections.items():
        slots |= _build_section_slots(name, members)
    return slots


def _build_section_slots(name: str, members: Sequence[ReportSection]) -> dict[str, Any]:
    """Build the slots of one section; with several members each group is prefixed with the title of its member."""
    first = members[0]
    groups = [
        {
            "heading": group.heading
            if len(members) == 1
            else f"【{member.heading.partition('：')[2]}】{group.heading}",
            "rows": tuple(_build_row(map(_format_cell, row)) for row in group.rows),
        }
        for member in members
        for group in member.groups
    ]
    shown: dict[str, Any] = {
        f"{name}_heading": first.heading if len(members) == 1 else first.heading.partition("：")[0]
    }
    if lines := [line for member in members for line in member.lines]:
        shown[f"{name}_lines"] = PARAGRAPH.join(dict.fromkeys(lines))
    if first.columns:
        headings = zip(_LETTERS, first.columns, strict=False)
        shown |= {f"{name}_columns.{letter}": column.heading for letter, column in headings}
        shown[name] = tuple(groups)
    return shown


def _build_chart_slots(charts: Sequence[Chart]) -> dict[str, Any]:
    named = {_format_marker(number): chart.kind for number, chart in enumerate(charts)}
    # Charts by year fit side by side on a page, charts in rows need its whole width.
    halves = [name for name, kind in named.items() if kind == "columns"]
    wide = [name for name, kind in named.items() if kind != "columns"]
    return {
        "charts": tuple(_build_row(pair) for pair in _pair_values(halves, "")),
        "wide_charts": tuple(_build_row([name]) for name in wide or ([] if halves else [NO_VALUE])),
    }


def _format_marker(number: int) -> str:
    return f"〖图 {number + 1}〗"


def _pair_values(values: Sequence[Any], filler: Any) -> Iterable[tuple[Any, Any]]:
    return zip_longest(values[::2], values[1::2], fillvalue=filler)


def _build_row(texts: Iterable[str]) -> dict[str, str]:
    return dict(zip(_LETTERS, texts, strict=False))


def _format_cell(cell: ReportCell) -> str:
    return PARAGRAPH.join(text for text in (cell.text, *cell.small) if text)
