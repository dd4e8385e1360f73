"""Pages of the form's PDF: measure the blank form, fit the filled one to it, find the page of each field."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.definitions.blank_pages import (
    TEMPLATE,
    FormPages,
    compute_template_checksum,
    list_fixed_parts,
    read_pages,
    write_pages,
)
from docgen.definitions.form import Form
from docgen.documents.word.answer_sizes import ANSWER_SIZES, AnswerSize, apply_sizes, read_bottom_margin
from docgen.errors import ToolFailed
from docgen.package.form.fitting import FittedForm, fit_form
from docgen.package.form.page_map import PartMap, read_page_map
from docgen.project.application import Application
from docgen.runtime.office import Converted, Office, convert
from docgen.runtime.office_engine import ConversionWatch

if TYPE_CHECKING:
    from docgen.documents.templates.folder_template import FolderTemplate


@dataclass(frozen=True)
class BlankForm:
    """A blank form (.docx) and the folder of its template."""

    form: Form
    folder: Path
    document: bytes


def load_form_pages(form: Form, folder: Path, printed: Sequence[Path]) -> FormPages:
    """Load the page map beside the template of the blank form, or measure it in the one PDF of ``printed``."""
    if known := read_pages(folder):
        return known
    (pdf,) = printed
    return measure_blank_form(form, folder, pdf)


def measure_folder_template(form: Form, template: FolderTemplate, pdf: Path) -> FormPages:
    """Measure the pages of the blank form in the template of an application folder, printed as ``pdf``.

    The room of its cells is not known: it has no layout.
    """
    bottom = read_bottom_margin(template.document)
    parts = read_page_map(pdf, {part.id for part in form.parts})
    return FormPages(
        template=hashlib.sha256(template.document).hexdigest(),
        bottom=bottom,
        size=template.size,
        line=ANSWER_SIZES[0].line,
        parts={name: part.describe_pages(bottom) for name, part in parts.items()},
        room={},
        fields=template.fields,
    )


def measure_blank_form(form: Form, folder: Path, pdf: Path) -> FormPages:
    """Measure the pages of the blank form with its template in ``folder`` and the PDF ``pdf``."""
    from docgen.documents.templates.template_builder import measure_rooms  # here: builds of applications need none
    from docgen.documents.templates.template_rows import find_bookmarks

    bottom = read_bottom_margin((folder / TEMPLATE).read_bytes())
    return FormPages(
        template=compute_template_checksum(folder / TEMPLATE),
        bottom=bottom,
        size=ANSWER_SIZES[0].characters,
        line=ANSWER_SIZES[0].line,
        parts={name: part.describe_pages(bottom) for name, part in read_page_map(pdf).items()},
        room=measure_rooms(folder / "form.html", form),
        fields=find_bookmarks(folder / "form.html", form),
    )


def write_form_pages(blanks: Sequence[BlankForm], office: Office, work: Path, watch: ConversionWatch) -> Iterator[Path]:
    """Measure each blank form and write its page map beside its template; yield the files."""
    sources = [work / f"{blank.form.id}.docx" for blank in blanks]
    for blank, source in zip(blanks, sources, strict=True):
        source.write_bytes(blank.document)
    converted = convert(office, sources, work / "office", watch=watch)
    for blank, source in zip(blanks, sources, strict=True):
        pages = measure_blank_form(blank.form, blank.folder, get_form_pdf(converted[source]))
        yield write_pages(blank.folder, pages)


def fit_filled_form(
    document: Path,
    pdf: Path,
    blank: FormPages,
    application: Application,
    office: Office,
    resize: Callable[[bytes, Mapping[str, AnswerSize]], bytes] = apply_sizes,
) -> FittedForm:
    """Fit the filled form to the pages of ``blank``; rewrite ``document`` where answers have to be smaller.

    ``resize`` makes the .docx with the answers of some parts in other sizes from the one that was filled first.
    """

    def print_again(changed: bytes) -> Path:
        document.write_bytes(changed)
        return get_form_pdf(convert(office, [document], pdf.parent)[document])

    fixed_parts = [part.id for part in list_fixed_parts(application.form, blank)]
    filled = document.read_bytes()
    return fit_form(filled, pdf, blank, fixed_parts, partial(resize, filled), print_again)


def find_field_pages(pdf: Path, form: Form, blank: FormPages) -> dict[str, dict[str, int]]:
    """Find the page, from 1, of the filled form's PDF on which each field is printed, by part and field.

    It is the page of the field's row, or the first page of the part where the template has no bookmark at the row.
    """
    parts = read_page_map(pdf, blank.parts)
    return {
        part.id: {
            field.id: _find_page(parts[part.id], blank.fields.get(part.id, {}).get(field.id, ""))
            for field in form.fields.values()
            if field in part.fields or part.id in field.also
        }
        for part in form.parts
        if part.id in parts
    }


def _find_page(part: PartMap, bookmark: str) -> int:
    return part.first + (part.rows[bookmark].page - 1 if bookmark in part.rows else 0)


def get_form_pdf(converted: Converted) -> Path:
    """Return the PDF of the form; raises ToolFailed where LibreOffice made none."""
    if converted.pdf is None:
        message = f"申报表没有转换成 PDF：{converted.reason}。"
        raise ToolFailed(message, remedy="请运行 docgen doctor 检查 LibreOffice。")
    return converted.pdf
