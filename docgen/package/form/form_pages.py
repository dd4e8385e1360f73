"""The form's PDF on the pages of the blank form: measuring the blank one, fitting the filled one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from docgen.definitions.blank_pages import TEMPLATE, FormPages, checksum, kept_parts, read_pages, write_pages
from docgen.definitions.form import Form
from docgen.documents.word.answer_sizes import ANSWER_SIZES, read_bottom_margin
from docgen.errors import ToolFailed
from docgen.package.form.fitting import Fitted, fit
from docgen.package.form.page_map import PartMap, read_page_map
from docgen.project.application import Application
from docgen.runtime.office import Converted, Office, convert


@dataclass(frozen=True)
class Blank:
    """A blank form (.docx) and the folder of its template."""

    form: Form
    folder: Path
    document: bytes


def form_pages(form: Form, folder: Path, printed: Sequence[Path]) -> FormPages:
    """The pages of the blank form as they are kept beside its template, or else as ``printed`` just now."""
    if known := read_pages(folder):
        return known
    (pdf,) = printed
    return pages_of_blank(form, folder, pdf)


def pages_of_blank(form: Form, folder: Path, pdf: Path) -> FormPages:
    """The pages of the blank form whose template is in ``folder`` and whose PDF is ``pdf``."""
    from docgen.documents.templates.template_builder import measure_rooms  # what builds templates is seldom needed
    from docgen.documents.templates.template_rows import find_bookmarks

    bottom = read_bottom_margin((folder / TEMPLATE).read_bytes())
    return FormPages(
        template=checksum(folder / TEMPLATE),
        bottom=bottom,
        size=ANSWER_SIZES[0].characters,
        line=ANSWER_SIZES[0].line,
        parts={name: part.pages(bottom) for name, part in read_page_map(pdf).items()},
        room=measure_rooms(folder / "form.html", form),
        fields=find_bookmarks(folder / "form.html", form),
    )


def write_form_pages(blanks: Sequence[Blank], office: Office, work: Path) -> Iterator[Path]:
    """Keep the pages of each blank form beside its template; yields the files."""
    sources = [work / f"{blank.form.id}.docx" for blank in blanks]
    for blank, source in zip(blanks, sources, strict=True):
        source.write_bytes(blank.document)
    converted = convert(office, sources, work / "office")
    for blank, source in zip(blanks, sources, strict=True):
        pages = pages_of_blank(blank.form, blank.folder, pdf_of(converted[source]))
        yield write_pages(blank.folder, pages)


def fitted_form(document: Path, pdf: Path, blank: FormPages, application: Application, office: Office) -> Fitted:
    """The filled form on the pages of ``blank``; ``document`` is written again where answers had to be smaller."""

    def print_again(changed: bytes) -> Path:
        document.write_bytes(changed)
        return pdf_of(convert(office, [document], pdf.parent)[document])

    kept = [part.id for part in kept_parts(application.form, blank)]
    return fit(document.read_bytes(), pdf, blank, kept, print_again)


def places_in(pdf: Path, form: Form, blank: FormPages) -> dict[str, dict[str, int]]:
    """The 1-based page of the filled form's PDF on which each field is printed, by part and field.

    It is the page of its row. Where a template has no bookmark at the row, it is the first page of the part.
    """
    parts = read_page_map(pdf)
    return {
        part.id: {
            field.id: _page(parts[part.id], blank.fields.get(part.id, {}).get(field.id, ""))
            for field in form.fields.values()
            if field in part.fields or part.id in field.also
        }
        for part in form.parts
        if part.id in parts
    }


def _page(part: PartMap, bookmark: str) -> int:
    return part.first + (part.rows[bookmark].page - 1 if bookmark in part.rows else 0)


def pdf_of(converted: Converted) -> Path:
    """The PDF of the form; ToolFailed where LibreOffice made none."""
    if converted.pdf is None:
        message = f"申报表没有转换成 PDF：{converted.reason}。"
        raise ToolFailed(message, remedy="请运行 docgen doctor 检查 LibreOffice。")
    return converted.pdf
