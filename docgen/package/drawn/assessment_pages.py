"""Output of the self-assessment as PDF, Word and HTML, with its charts as images."""

from __future__ import annotations

import io
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from docgen.documents.assessment.assessment import NAME, Assessment
from docgen.documents.assessment.assessment_html import build_assessment_html
from docgen.documents.assessment.assessment_report import build_report
from docgen.documents.assessment.assessment_word import build_assessment_docx
from docgen.package.drawn.list_pages import Place
from docgen.package.drawn.typesetting import Typesetter
from docgen.package.merging.normalized_pdf import normalize_pdf

_PAGES = "assessment.typ"
_CHARTS = "charts.typ"
_WIDTHS = {"columns": 81.0, "rows": 170.0}
"""Width of a chart in mm: two column charts stand side by side."""

_DENSITY = 280.0
"""Resolution of an image in Word, in dpi."""


@dataclass(frozen=True)
class ChartPictures:
    """The charts as images in the order of the assessment: SVG for HTML, PNG for Word."""

    svg: tuple[str, ...]
    png: tuple[bytes, ...]


def write_assessment(assessment: Assessment, template: Path, place: Place, typesetter: Typesetter) -> None:
    """Write the assessment as PDF, Word and HTML; ``template`` is the folder of its Word template and its style."""
    normalize_pdf(io.BytesIO(draw_assessment(assessment, typesetter)), place(f"pdf/{NAME}.pdf"))
    pictures = draw_charts(assessment, typesetter)
    word = build_assessment_docx(template / "assessment.docx", assessment, pictures.png)
    place(f"word/{NAME}.docx").write_bytes(word)
    place(f"{NAME}.html").write_bytes(build_assessment_html(template, assessment, pictures.svg))


def draw_assessment(assessment: Assessment, typesetter: Typesetter) -> bytes:
    """Draw the whole assessment as PDF."""
    pdf, _ = typesetter.draw(_PAGES, {"report": _rename_keys(asdict(build_report(assessment)))})
    return pdf


def draw_charts(assessment: Assessment, typesetter: Typesetter) -> ChartPictures:
    """Draw the charts alone, as SVG and as PNG; both empty for an assessment without charts."""
    if not assessment.charts:
        return ChartPictures((), ())
    data = {"charts": [_rename_keys(asdict(one)) | {"width": _WIDTHS[one.kind]} for one in assessment.charts]}
    svg = tuple(page.decode() for page in typesetter.draw_pictures(_CHARTS, data, "svg"))
    return ChartPictures(svg, typesetter.draw_pictures(_CHARTS, data, "png", _DENSITY))


def _rename_keys(value: Any) -> Any:
    """Replace underscores in the keys of a nested value by hyphens, as typst writes names."""
    if isinstance(value, dict):
        return {name.replace("_", "-"): _rename_keys(one) for name, one in value.items()}
    return [_rename_keys(one) for one in value] if isinstance(value, list | tuple) else value
