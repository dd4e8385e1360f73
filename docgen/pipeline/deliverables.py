"""What is made of a finished package: the checklist with its pages, the print set, what is signed, the disc."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from docgen.documents.excel.excel_writer import write_workbook
from docgen.documents.word.checklist_document import Checklist
from docgen.documents.word.hand_places import NAME as BY_HAND
from docgen.documents.word.hand_places import build_hand_places_slots
from docgen.package.deliverables.disc import write_disc
from docgen.package.deliverables.print_set import PrintSet, write_print_set
from docgen.package.deliverables.signing_places import places_by_hand
from docgen.package.deliverables.volume_files import VolumeFiles
from docgen.pipeline.build_context import Job
from docgen.pipeline.build_result import Mode
from docgen.pipeline.packaging import Packed
from docgen.problems.problem import Problem
from docgen.runtime.output_folder import PACKAGE


def hand_over(job: Job, packed: Packed | None) -> tuple[Problem, ...]:
    """Write all of it into the output; what is to be said of it. Without a package there is the checklist only."""
    if packed is None:
        _write_checklist(job, {})
        return ()
    items = [one.item.number for one in job.checked.items if packed.layout.evidence_parts(one.item.number)]
    _write_checklist(job, {number: packed.layout.range_of(number) for number in items})
    _write_places_by_hand(job, packed)
    with ThreadPoolExecutor(1) as beside:
        burning = beside.submit(_write_disc, job, packed)  # copying leaves Python to the others
        printing = _write_print_set(job, packed)
    return (*printing, *burning.result())


def _write_checklist(job: Job, pages: Mapping[str, str]) -> None:
    """The checklist as Word and Excel; ``pages`` says where each item is, as it is printed."""
    notice = job.application.notice
    checklist = Checklist(job.cluster, notice, job.checked.items, pages)
    template = job.catalog.shared_template("checklist") / "checklist.docx"
    job.write_word("checklist", f"word/{notice.evidence_title}.docx", template, checklist.build_slots())
    write_workbook(job.document("checklist", f"excel/{notice.evidence_title}.xlsx"), checklist.build_sheet())


def _write_places_by_hand(job: Job, packed: Packed) -> None:
    places = places_by_hand(job.application, job.checked.items, packed.book, packed.layout)
    title = packed.book.title
    template = job.catalog.shared_template("hand_places") / "hand_places.docx"
    slots = build_hand_places_slots(title, job.application.notice, places)
    job.write_word("hand-places", f"word/{BY_HAND}.docx", template, slots)


def _write_print_set(job: Job, packed: Packed) -> tuple[Problem, ...]:
    package = job.stage.new / PACKAGE
    notice = job.application.notice
    volumes = VolumeFiles(package, packed.volume_keys, job.cache, job.checksums, job.stage.as_before)
    made = PrintSet(packed.book, packed.layout, packed.inks, volumes, notice, job.cluster)
    template = job.catalog.shared_template("print_order") / "print_order.docx"
    return write_print_set(made, job.document, job.typesetter, template)


def _write_disc(job: Job, packed: Packed) -> tuple[Problem, ...]:
    """The disc, of final outputs only: nobody burns a draft."""
    if job.mode is not Mode.FINAL:
        return ()
    disc = write_disc(job.stage.new, job.application, packed.layout, dict(job.roles), job.checksums, packed.copies)
    job.roles.update(disc.roles)
    return disc.problems
