"""Composition of the book from the application, its judged evidence and the PDFs of its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from docgen.definitions.form import shorten_label
from docgen.definitions.item_numbers import name_item
from docgen.documents.printed_answers import format_value
from docgen.documents.word.checklist_document import format_need
from docgen.package.layout.book import (
    Book,
    ChecklistGroup,
    ChecklistRow,
    Cover,
    CoverLine,
    Demand,
    FormPart,
    FormPdf,
    HandPlace,
    Item,
    ItemFile,
    Proven,
    Scan,
)
from docgen.project.application import Application
from docgen.rules.evidence.evidence_checklist import CheckedItem, find_proven_fields
from docgen.rules.evidence.requirements import Requirement
from docgen.rules.judgements import Judgements

Places = Mapping[str, Mapping[str, int]]
"""The 1-based page of the form's PDF on which each field is printed, by part and field."""


def compose_book(
    application: Application,
    judgements: Judgements,
    form_pdf: Path,
    lists: Mapping[str, Sequence[ItemFile]],
    pages: Mapping[str, Path],
    hashes: Mapping[str, str],
    watermark: str,
    places: Places,
    scans: Sequence[Scan] = (),
) -> Book:
    """Compose the book of ``application``.

    ``lists`` holds the generated files of an item, by its number; they precede the applicant's files. ``pages`` holds
    the PDF of each printable evidence file, by its name. ``places`` are the pages of fields in the form's PDF; where
    they are not known yet, the first page stands in.
    """
    package = application.form.package
    return Book(
        title=f"{package.title}（{format_answer(application, package.cluster)}）",
        cover=_compose_cover(application),
        form=_compose_form(application, form_pdf, places),
        checklist=tuple(_group_checklist(judgements.items)),
        items=tuple(_compose_items(application, judgements.items, lists, pages, hashes)),
        checklist_title=application.notice.evidence_title,
        watermark=watermark,
        printing=application.notice.printing,
        demands=tuple(_list_demands(judgements.requirements)),
        hand_places=tuple(_list_hand_places(application, places)),
        scans=tuple(scans),
    )


def format_answer(application: Application, place: str) -> str:
    """Format the answer of one place for print."""
    return format_value(application.answers.get(place))


def _compose_cover(application: Application) -> Cover:
    form = application.form
    lines = (CoverLine(form.fields[name].label, format_answer(application, name)) for name in form.package.cover)
    return Cover(
        title=form.package.title,
        lines=tuple(lines),
        date=format_answer(application, form.package.date),
        subtitle="推算稿，不是官方文本，不得报送" * bool(form.projected or application.notice.projected),
    )


def _compose_form(application: Application, form_pdf: Path, places: Places) -> FormPdf:
    form = application.form
    parts = tuple(FormPart(part.title, part.id) for part in form.parts[1:])
    printed = {field.id: _find_form_page(places, part.id, field.id) for part in form.parts for field in part.fields}
    return FormPdf(form.title, form_pdf, parts, printed)


def _find_form_page(places: Places, part: str, field: str) -> int:
    return places[part][field] if part in places else 1


def _list_demands(demands: Sequence[Requirement]) -> Iterator[Demand]:
    """Yield the demands in the order of the form."""
    for one in demands:
        field = one.slot.partition(".")[0]
        yield Demand(one.part, one.claim, field, one.kind.value, one.source.value, one.items, one.state.value)


def _list_hand_places(application: Application, places: Places) -> Iterator[HandPlace]:
    """Yield the places that are signed or sealed, in the order of the form; named bodies with their name."""
    form = application.form
    for place in form.by_hand:
        field = form.fields[place.field]
        part = place.part or form.find_part(field).id
        name = format_answer(application, place.named) if place.named else ""
        yield HandPlace(
            field=place.field,
            label=place.label or field.label,
            action=place.action,
            by=f"{place.by}（{name}）" if name else place.by,
            form_page=_find_form_page(places, part, place.field),
        )


def _group_checklist(items: Sequence[CheckedItem]) -> Iterator[ChecklistGroup]:
    for heading, group in groupby(items, key=lambda item: item.heading):
        rows = (ChecklistRow(one.item.number, one.item.title, format_need(one), one.state.value) for one in group)
        yield ChecklistGroup(heading, tuple(rows))


def _compose_items(
    application: Application,
    items: Sequence[CheckedItem],
    lists: Mapping[str, Sequence[ItemFile]],
    pages: Mapping[str, Path],
    hashes: Mapping[str, str],
) -> Iterator[Item]:
    for one in items:
        own = (
            ItemFile(file.name, file.title, pages[file.name], hashes[file.name])
            for file in one.files
            if file.name in pages
        )
        files = (*lists.get(one.item.number, ()), *own)
        if files:
            heading = name_item(one.item.number)
            # The official wording ends each item as a line of a list; as a heading it stands alone.
            title = one.item.title.rstrip("；。")
            yield Item(
                one.item.number,
                heading,
                title,
                "；".join(one.reasons),
                tuple(_list_proven_fields(application, one)),
                files,
            )


def _list_proven_fields(application: Application, one: CheckedItem) -> Iterator[Proven]:
    """Yield the fields of the form that the item proves, each with its part."""
    for field, _ in find_proven_fields(application, one.item):
        yield Proven(application.form.find_part(field).title, shorten_label(field), field.id)
