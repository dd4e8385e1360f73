"""The self-assessment as one HTML file with embedded style and charts, without external resources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from docgen.documents.assessment.assessment import Assessment
from docgen.documents.assessment.assessment_charts import Chart
from docgen.documents.assessment.assessment_report import (
    AssessmentReport,
    ReportCell,
    ReportColumn,
    ReportGroup,
    ReportSection,
    build_report,
)

_STYLE = "screen.css"


def build_assessment_html(template: Path, assessment: Assessment, svg: Sequence[str]) -> bytes:
    """Build the file; ``template`` is the folder of the style, ``svg`` has the charts in their order."""
    report = build_report(assessment)
    style = (template / _STYLE).read_text("utf-8")
    head = (
        f'<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(f'{report.title} {report.cluster}')}</title>\n<style>\n{style}</style>\n</head>\n"
    )
    body = "\n".join([*_render_first_page(report), *_render_sections(report, svg)])
    return f"{head}<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n".encode()


def _render_first_page(report: AssessmentReport) -> Iterator[str]:
    yield f'<h1>{escape(report.title)}</h1>\n<p class="cluster">{escape(report.cluster)}</p>'
    yield (
        f'<div class="verdict {report.tone}"><strong>{escape(report.verdict)}</strong>'
        f"<span>{escape(report.reason)}</span></div>"
    )
    counts = (f'<li class="{one.tone}">{escape(one.name)}<b>{one.number}</b></li>' for one in report.counts)
    yield f'<ul class="counts">{"".join(counts)}</ul>'
    links = (f'<a href="#s{number}">{escape(one.heading)}</a>' for number, one in enumerate(report.sections, 1))
    yield f"<nav>{''.join(links)}</nav>"
    yield f"<h3>申报情况</h3>\n{_render_pairs(report.facts, 1)}"
    if report.figures:
        yield f"<h3>{escape(report.figures_heading)}</h3>\n{_render_pairs(report.figures, 2)}"
    for heading, lines in (("须先改正的错误", report.blocking), ("须由人判断的内容", report.to_judge)):
        if lines:
            yield f"<h3>{heading}</h3>\n<ol>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ol>"


def _render_pairs(pairs: Sequence[tuple[str, str]], in_a_row: int) -> str:
    """Render a table of names and values, ``in_a_row`` pairs in each row."""
    widths = (12, 88) if in_a_row == 1 else (28, 22)
    columns = "".join(f'<col style="width:{width}%">' for width in widths * in_a_row)
    padded = [*pairs, *([("", "")] * (-len(pairs) % in_a_row))]
    cells = [f"<th>{escape(name)}</th><td>{escape(words)}</td>" for name, words in padded]
    rows = ("".join(cells[start : start + in_a_row]) for start in range(0, len(cells), in_a_row))
    return f'<table class="pairs"><colgroup>{columns}</colgroup>{"".join(f"<tr>{row}</tr>" for row in rows)}</table>'


def _render_sections(report: AssessmentReport, svg: Sequence[str]) -> Iterator[str]:
    for number, section in enumerate(report.sections, 1):
        yield f'<section id="s{number}">\n<h2>{escape(section.heading)}</h2>'
        if section.lines:
            yield f'<p class="lines">{"<br>".join(map(escape, section.lines))}</p>'
        if section.columns:
            yield _render_table(section)
        if section.charts:
            yield _render_charts(section.charts, svg)
        yield "</section>"


def _render_table(section: ReportSection) -> str:
    whole = sum(column.share for column in section.columns)
    columns = "".join(f'<col style="width:{column.share / whole:.2%}">' for column in section.columns)
    headings = "".join(f'<th scope="col">{escape(column.heading)}</th>' for column in section.columns)
    groups = "\n".join(_render_group(group, section.columns) for group in section.groups)
    return f"<table><colgroup>{columns}</colgroup>\n<thead><tr>{headings}</tr></thead>\n{groups}\n</table>"


def _render_group(group: ReportGroup, columns: Sequence[ReportColumn]) -> str:
    band = f'<tr class="band"><th colspan="{len(columns)}" scope="rowgroup">{escape(group.heading)}</th></tr>'
    rows = "\n".join(f"<tr>{''.join(_render_cells(row, columns))}</tr>" for row in group.rows)
    return f"<tbody>{band}\n{rows}</tbody>"


def _render_cells(row: Iterable[ReportCell], columns: Sequence[ReportColumn]) -> Iterator[str]:
    for cell, column in zip(row, columns, strict=True):
        names = " ".join(name for name in ("middle" if column.centred else "", cell.tone) if name)
        small = "".join(f'<span class="small">{escape(line)}</span>' for line in cell.small)
        yield f"<td{f' class={chr(34)}{names}{chr(34)}' if names else ''}>{escape(cell.text)}{small}</td>"


def _render_charts(charts: Sequence[Chart], svg: Sequence[str]) -> str:
    figures = (
        f'<figure class="{chart.kind}" role="img" aria-label="{escape(chart.words)}">{picture}</figure>'
        for chart, picture in zip(charts, svg, strict=True)
    )
    return f'<div class="charts">{"".join(figures)}</div>'
