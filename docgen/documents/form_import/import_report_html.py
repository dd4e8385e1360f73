"""The report of an import as one HTML file, without external resources."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from docgen.documents.form_import.import_report import GONE, NEW, ImportReport, ImportSection, Words

_STYLE = """body{font:15px/1.6 "Noto Sans CJK SC","Microsoft YaHei",sans-serif}
body{max-width:1200px;margin:2em auto;padding:0 1em}
table{border-collapse:collapse;width:100%;table-layout:fixed}
th,td{border:1px solid #999;padding:4px 8px;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#eef}del{background:#fcc}ins{background:#cfc;text-decoration:none}h2{margin-top:1.6em}"""
_TAGS = {GONE: "del", NEW: "ins"}


def write_report_html(report: ImportReport) -> bytes:
    """Return the report as HTML; what only one of two texts has is marked with ``<del>`` or ``<ins>``."""
    lines = [
        '<!doctype html>\n<html lang="zh-CN"><meta charset="utf-8">',
        f"<title>{escape(report.title)}</title>\n<style>{_STYLE}</style>",
        f"<h1>{escape(report.title)}</h1>",
        *(line for section in report.sections for line in _write_section(section)),
        "</html>\n",
    ]
    return "\n".join(lines).encode()


def _write_section(section: ImportSection) -> Iterator[str]:
    yield f"<h2>{escape(section.heading)}</h2>"
    if section.lead:
        yield f"<p>{escape(section.lead)}</p>"
    if not section.rows:
        return
    whole = sum(share for _, share in section.columns)
    columns = "".join(f'<col style="width:{share / whole:.1%}">' for _, share in section.columns)
    yield f"<table><colgroup>{columns}</colgroup>"
    if any(name for name, _ in section.columns):
        yield f"<tr>{''.join(f'<th>{escape(name)}</th>' for name, _ in section.columns)}</tr>"
    for row in section.rows:
        yield f"<tr>{''.join(f'<td>{_write_words(words)}</td>' for words in row)}</tr>"
    yield "</table>"


def _write_words(words: Words) -> str:
    return "".join(
        f"<{_TAGS[mark]}>{escape(text)}</{_TAGS[mark]}>" if mark else escape(text) for text, mark in words
    ).replace("\n", "<br>")
