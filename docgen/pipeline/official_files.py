"""The official Word file of a form, of whatever kind, made the template of application folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from docgen.definitions.catalog import Catalog
from docgen.documents.templates.form_layout import read_layout
from docgen.documents.templates.template_adoption import adopt_template
from docgen.documents.templates.template_check import check_template
from docgen.errors import InputError, OutputError
from docgen.pipeline.form_recognition import compare_known_forms
from docgen.problems.problem import Problem, sort_problems
from docgen.progress import Stage
from docgen.project.word.foreign_reading import read_foreign_word
from docgen.project.word.word_document import WordDocument
from docgen.project.word.word_intake import open_word_form
from docgen.runtime.output_folder import write_file
from docgen.runtime.tools import Tools


@dataclass(frozen=True)
class AdoptionResult:
    """The template that was written, how many of the form's slots it has, and its problems, errors first."""

    template: Path
    placed: int
    slots: int
    problems: tuple[Problem, ...]


def adopt_official_file(form_id: str, official: Path, template: Path, catalog: Catalog, tools: Tools) -> AdoptionResult:
    """Write ``template``: the official file with the slots of the form; see :func:`docgen.api.adopt_template`."""
    form = catalog.load_form(form_id)
    layout = read_layout(catalog.find_template(form_id) / "form.html")
    if template.exists():
        remedy = "里面可能有手工补写的栏目，没有覆盖；请先移走，或用 -o 换一个名称。"
        raise OutputError("已经有这个文件。", remedy=remedy, path=template)
    shown = official.name
    with (
        TemporaryDirectory(prefix="docgen-", ignore_cleanup_errors=True) as work,
        tools.progress.run_stage(Stage.BUILD_TEMPLATE),
    ):
        opened = open_word_form(official, Path(work), tools, shown)
        if opened.docx is None:
            remedy = "请用 Word 或 WPS 打开，另存为“Word 文档（.docx）”再试。"
            raise InputError("这种文件不能做模板。", remedy=remedy, path=shown)
        _refuse_other_form(opened.document, form_id, catalog, shown)
        adopted = read_foreign_word(adopt_template, opened.docx, shown, layout, form)
        written = write_file(template, adopted.document)
    told = {one.where.slot for one in adopted.problems if one.code == "template.unplaced"}
    faults = (one for one in check_template(written, form) if one.where.slot not in told)
    slots = sum(len(form.list_slots(part)) for part in form.parts)
    return AdoptionResult(written, adopted.placed, slots, sort_problems((*opened.notes, *adopted.problems, *faults)))


def _refuse_other_form(document: WordDocument, form_id: str, catalog: Catalog, shown: str) -> None:
    """Raise InputError where the document has more labels of another form that is known."""
    known = compare_known_forms(document, catalog, catalog.list_form_ids())
    likest = max(known, key=lambda one: (one.share, one.id == form_id)).id
    if likest != form_id:
        message = f"这份文件像是申报表 {likest}，不是 {form_id}。"
        raise InputError(message, remedy="请检查文件；用错了申报表的，换成前者。", path=shown)
