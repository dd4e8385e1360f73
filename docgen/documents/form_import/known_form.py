"""A known form with the years of a new round, so that the two can be laid side by side word for word."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from docgen.definitions.catalog import Catalog
from docgen.definitions.decode import decode
from docgen.definitions.form import Form
from docgen.definitions.form_shift import MOST_YEARS, shift_form
from docgen.definitions.notice import Notice
from docgen.definitions.source import parse_source
from docgen.documents.templates.form_layout import FormLayout, parse_layout, read_layout


@dataclass(frozen=True)
class KnownForm:
    """The known form of that id, its layout, a notice for it with a list of evidence (None without one).

    All of them have their years moved by ``moved``; the id is that of the form itself.
    """

    id: str
    form: Form
    layout: FormLayout
    notice: Notice | None
    moved: int


def load_known_form(catalog: Catalog, form_id: str, last_year: int) -> KnownForm:
    """Load the form of that id, its years moved so that ``last_year`` is the last one of its columns.

    A round too far away is left in its own years. Raises DefinitionError where there is no such form.
    """
    form = catalog.load_form(form_id)
    moved = last_year - form.years.actual[-1]
    if not moved or abs(moved) > MOST_YEARS:
        layout = read_layout(catalog.find_template(form_id) / "form.html")
        notices = (catalog.load_notice(name) for name in catalog.list_notice_ids())
        notice = next((one for one in notices if form_id in one.forms and one.evidence), None)
        return KnownForm(form_id, form, layout, notice, 0)
    shifted = shift_form(catalog, form_id, moved, f"{form_id}-moved")
    texts = {name: file.text for name, file in shifted.files.items()}
    definition, html = f"data/forms/{shifted.id}.yaml", f"templates/{shifted.id}/form.html"
    sources = [parse_source(texts[f"data/notices/{name}.yaml"].encode(), name) for name in shifted.notices]
    notices_moved = [decode(source, Notice) for source in sources]
    return KnownForm(
        form_id,
        decode(parse_source(texts[definition].encode(), definition), Form),
        parse_layout(texts[html], Path(html)),
        next((one for one in notices_moved if one.evidence), None),
        moved,
    )
