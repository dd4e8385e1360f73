"""Write what follows from a finished package: the checklist with page numbers, the print set, the disc."""

from __future__ import annotations

from collections.abc import Mapping

from docgen.documents.excel.excel_writer import write_workbook
from docgen.documents.word.checklist_document import Checklist
from docgen.documents.word.hand_places import NAME as BY_HAND
from docgen.documents.word.hand_places import build_hand_places_slots
from docgen.package.deliverables.disc import write_disc
from docgen.package.deliverables.print_set import PrintSet, write_print_set
from docgen.package.deliverables.signing_places import list_signing_places
from docgen.package.deliverables.volume_files import VolumeWriter
from docgen.pipeline.build_context import BuildContext
from docgen.pipeline.build_result import Mode
from docgen.pipeline.packaging import PackageResult
from docgen.problems.problem import Problem
from docgen.progress import Stage, Workers
from docgen.runtime.output_folder import PACKAGE


def write_deliverables(context: BuildContext, packed: PackageResult | None) -> tuple[Problem, ...]:
    """Write all deliverables into the output; return their problems. Without a package there is the checklist only."""
    if packed is None:
        _write_checklist(context, {})
        return ()
    items = [one.item.number for one in context.checked.items if packed.layout.list_evidence_parts(one.item.number)]
    _write_checklist(context, {number: packed.layout.format_item_range(number) for number in items})
    _write_signing_places(context, packed)
    with context.tools.progress.run_stage(Stage.DELIVER), Workers(1) as beside:
        burning = beside.submit(_write_disc, context, packed)  # copying leaves Python to the others
        printing = _write_print_set(context, packed)
        return (*printing, *burning.result())


def _write_checklist(context: BuildContext, pages: Mapping[str, str]) -> None:
    """Write the checklist as Word and Excel; ``pages`` has the printed page range of each item."""
    notice = context.application.notice
    checklist = Checklist(context.cluster, notice, context.checked.items, pages)
    template = context.catalog.find_shared_template("checklist") / "checklist.docx"
    context.write_word("checklist", f"word/{notice.evidence_title}.docx", template, checklist.build_slots())
    write_workbook(context.place_document("checklist", f"excel/{notice.evidence_title}.xlsx"), checklist.build_sheet())


def _write_signing_places(context: BuildContext, packed: PackageResult) -> None:
    places = list_signing_places(context.application, context.checked.items, packed.book, packed.layout)
    title = packed.book.title
    template = context.catalog.find_shared_template("hand_places") / "hand_places.docx"
    slots = build_hand_places_slots(title, context.application.notice, places)
    context.write_word("hand-places", f"word/{BY_HAND}.docx", template, slots)


def _write_print_set(context: BuildContext, packed: PackageResult) -> tuple[Problem, ...]:
    package = context.stage.new / PACKAGE
    notice = context.application.notice
    volumes = VolumeWriter(
        package, packed.volume_keys, context.tools.cache, context.checksums, context.stage.find_unchanged
    )
    made = PrintSet(packed.book, packed.layout, packed.inks, volumes, notice, context.cluster)
    template = context.catalog.find_shared_template("print_order") / "print_order.docx"
    return write_print_set(made, context.place_document, context.typesetter, template)


def _write_disc(context: BuildContext, packed: PackageResult) -> tuple[Problem, ...]:
    """Write the disc of a final output; a draft gets none."""
    if context.mode is not Mode.FINAL:
        return ()
    disc = write_disc(
        context.stage.new, context.application, packed.layout, dict(context.roles), context.checksums, packed.copies
    )
    context.roles.update(disc.roles)
    return disc.problems
