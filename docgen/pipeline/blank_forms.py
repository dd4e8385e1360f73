"""Fill the forms with no answers, and measure the pages that they take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from docgen.definitions.blank_pages import TEMPLATE
from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Form
from docgen.documents.printed_answers import format_answers
from docgen.documents.word.word_filler import fill_template
from docgen.errors import ToolMissing
from docgen.package.form.form_pages import BlankForm, write_form_pages
from docgen.pipeline.build_result import PROJECTED_MARK
from docgen.progress import Stage
from docgen.runtime.office_engine import ConversionWatch
from docgen.runtime.tools import Tools

DRAFT_SLOT = "draft_mark"
"""The slot of every Word template that prints 草稿 on each page of a draft."""


def fill_blank_form(form_id: str, catalog: Catalog) -> bytes:
    """Return the form with every answer empty, as the bytes of a .docx."""
    return fill_blank_template(catalog.find_template(form_id) / TEMPLATE, catalog.load_form(form_id))


def fill_blank_template(template: Path, form: Form) -> bytes:
    """Return a template of the form with every answer empty, as the bytes of a .docx; a projected form says so."""
    mark = PROJECTED_MARK if form.projected else ""
    return fill_template(template, {**format_answers(form, {}), DRAFT_SLOT: mark})


@dataclass(frozen=True)
class TemplateResult:
    """The Word templates and the page maps of blank forms that were written.

    ``missing`` says why no page map was written: they need LibreOffice. The page maps that were there stay.
    """

    templates: tuple[Path, ...]
    page_maps: tuple[Path, ...] = ()
    missing: ToolMissing | None = None


def build_all_templates(form_ids: Sequence[str], catalog: Catalog, tools: Tools) -> TemplateResult:
    """Write the Word template of each form (all without ids) from its layout, then the page map of its blank form.

    Raises DefinitionError, with file and line, where a layout does not have the slots of its form, each once.
    """
    from docgen.documents.templates.template_builder import build_templates

    with tools.progress.run_stage(Stage.BUILD_TEMPLATE) as steps:
        templates = []
        for path in build_templates(form_ids, catalog):
            templates.append(path)
            steps.advance(path.parent.name)
    try:
        return TemplateResult(tuple(templates), measure_blank_forms(form_ids, catalog, tools))
    except ToolMissing as missing:
        return TemplateResult(tuple(templates), missing=missing)


def measure_blank_forms(form_ids: Sequence[str], catalog: Catalog, tools: Tools) -> tuple[Path, ...]:
    """Convert each blank form (all without ids) to PDF and write its page map beside its template; return the files.

    Raises ToolMissing without LibreOffice.
    """
    blanks = [
        BlankForm(catalog.load_form(form_id), catalog.find_template(form_id), fill_blank_form(form_id, catalog))
        for form_id in form_ids or catalog.list_form_ids()
    ]
    office, progress = tools.find_office(), tools.progress
    with (
        TemporaryDirectory(prefix="docgen-", ignore_cleanup_errors=True) as work,
        progress.run_stage(Stage.CONVERT, len(blanks)) as steps,
    ):
        watch = ConversionWatch(lambda: progress.is_cancelled, lambda source: steps.advance(source.stem))
        return tuple(write_form_pages(blanks, office, Path(work), watch))
