"""The known forms that a Word document may be, by the labels that it shares with their layouts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docgen.definitions.catalog import Catalog
from docgen.documents.alignment.form_aligner import measure_resemblances
from docgen.documents.templates.form_layout import FormLayout, read_layout
from docgen.errors import DefinitionError
from docgen.project.word.word_document import WordDocument

_LAYOUT = "form.html"


@dataclass(frozen=True)
class FormResemblance:
    """A form with its layout, and the share of its labels that a document has, 0 to 1."""

    id: str
    layout: FormLayout
    share: float


def compare_known_forms(document: WordDocument, catalog: Catalog, ids: Sequence[str]) -> tuple[FormResemblance, ...]:
    """Compare the document with the forms of these ids, in their order; one among several without a layout is left out.

    Raises DefinitionError where the only form has none.
    """
    layouts = dict(_iterate_layouts(catalog, ids))
    shares = measure_resemblances(document, layouts.values())
    return tuple(FormResemblance(*layout, share) for layout, share in zip(layouts.items(), shares, strict=True))


def _iterate_layouts(catalog: Catalog, ids: Sequence[str]) -> Iterator[tuple[str, FormLayout]]:
    for form_id in ids:
        try:
            file = catalog.find_template(form_id) / _LAYOUT
        except DefinitionError:
            if len(ids) == 1:
                raise
            continue
        if len(ids) == 1 or file.is_file():
            yield form_id, read_layout(file)
