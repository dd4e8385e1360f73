"""Reading a filled Word form: its form is recognised, then its answers are read."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from tempfile import TemporaryDirectory

from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Form
from docgen.documents.filled_form.filled_form import FilledForm
from docgen.documents.filled_form.form_reading import read_filled_form
from docgen.documents.templates.form_layout import FormLayout
from docgen.errors import InputError
from docgen.pipeline.form_recognition import compare_known_forms
from docgen.problems.problem import Problem
from docgen.project.word.word_document import WordDocument
from docgen.project.word.word_intake import open_word_form
from docgen.runtime.tools import Tools

_LEAST_RESEMBLANCE = 0.3
"""The least share of labels by which a document is taken for a form."""


def read_form_document(path: Path, catalog: Catalog, form_id: str, tools: Tools) -> FilledForm:
    """Read the filled form at ``path``; without ``form_id`` its form is recognised.

    Raises InputError where the file cannot be read, is no form or holds two; ToolMissing where it has to be converted
    and LibreOffice is not there.
    """
    with TemporaryDirectory(prefix="docgen-", ignore_cleanup_errors=True) as work:
        opened = open_word_form(path, Path(work), tools, path.name)
        _refuse_pictures(opened.notes, path.name)
        form, layout = _choose_form(opened.document, catalog, form_id, path.name)
        filled = read_filled_form(opened.document, form, layout, path.name, opened.notes)
    if filled.copies > 1:
        message = "文件里有两份申报表，分不清以哪一份为准。"
        raise InputError(message, remedy="请拆成两个文件，一次读一份。", path=path.name)
    return filled


def _refuse_pictures(notes: Collection[Problem], name: str) -> None:
    """Raise InputError for a form that was photographed: there is no text to read."""
    for note in notes:
        if note.code == "word.photographed":
            raise InputError(note.message, remedy=note.hint, path=name)


def _choose_form(document: WordDocument, catalog: Catalog, form_id: str, name: str) -> tuple[Form, FormLayout]:
    ids = [catalog.load_form(form_id).id] if form_id else catalog.list_form_ids()
    best = max(compare_known_forms(document, catalog, ids), key=lambda known: known.share)
    form = catalog.load_form(best.id)
    if best.share < _LEAST_RESEMBLANCE:
        which = "这张" if form_id else " docgen 认识的"
        message = f"这不像{which}申报表：{form.title}（{form.edition}）的栏目名，文件里只有 {best.share:.0%}。"
        remedy = "请核对是不是拿错了文件；docgen forms 列出认识哪些申报表。"
        raise InputError(message, remedy=remedy, path=name)
    return form, best.layout
