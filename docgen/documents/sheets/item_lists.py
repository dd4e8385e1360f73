"""What docgen itself puts under each evidence item: its sheets, and whether they are all that the item asks."""

from __future__ import annotations

from collections.abc import Mapping

from docgen.documents.sheets.list_sheets import item_sheets, satisfied_by_lists
from docgen.documents.sheets.sheet import Sheet
from docgen.project.application import Application
from docgen.rules.evidence.evidence_checklist import Made

ItemLists = Mapping[str, tuple[Sheet, ...]]
"""The sheets of each item that has any, by its number."""


def lists_of(application: Application) -> ItemLists:
    """The sheets of each item of the notice that docgen can make any for."""
    made = {item.number: item_sheets(application, item) for item in application.notice.items() if not item.retired}
    return {number: sheets for number, sheets in made.items() if sheets}


def made_of(application: Application, lists: ItemLists) -> dict[str, Made]:
    """What the checklist has to know of them."""
    items = {item.number: item for item in application.notice.items()}
    return {
        number: Made(tuple(sheet.title for sheet in sheets), satisfied_by_lists(application, items[number]))
        for number, sheets in lists.items()
    }
