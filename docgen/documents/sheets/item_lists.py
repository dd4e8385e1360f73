"""The sheets that docgen makes for each evidence item, and their summary for the checklist."""

from __future__ import annotations

from collections.abc import Mapping

from docgen.documents.sheets.list_sheets import build_item_sheets, is_satisfied_by_lists
from docgen.documents.sheets.sheet import PrintableSheet
from docgen.project.application import Application
from docgen.rules.evidence.evidence_checklist import GeneratedLists

ItemLists = Mapping[str, tuple[PrintableSheet, ...]]
"""The sheets of each item that has any, by its number."""


def build_item_lists(application: Application) -> ItemLists:
    """Build the sheets of each item of the notice; items without sheets are left out."""
    made = {
        item.number: build_item_sheets(application, item) for item in application.notice.items() if not item.retired
    }
    return {number: sheets for number, sheets in made.items() if sheets}


def describe_item_lists(application: Application, lists: ItemLists) -> dict[str, GeneratedLists]:
    """Describe the sheets for the checklist: titles, and completeness of the item, by its number."""
    items = {item.number: item for item in application.notice.items()}
    return {
        number: GeneratedLists(
            tuple(sheet.title for sheet in sheets), is_satisfied_by_lists(application, items[number])
        )
        for number, sheets in lists.items()
    }
