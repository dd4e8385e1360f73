"""One build, from the application folder to the output, whatever is there already."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from docgen.definitions.catalog import Catalog
from docgen.errors import OutputError, ToolMissing
from docgen.package.manifest import write_manifest
from docgen.pipeline.build_context import Job
from docgen.pipeline.build_result import Built, Mode
from docgen.pipeline.check import Looking, judge
from docgen.pipeline.deliverables import hand_over
from docgen.pipeline.input_guard import watched
from docgen.pipeline.packaging import Packed, pack, prove
from docgen.problems.problem import Problem, Severity, Where, has_errors, in_order
from docgen.project.evidence.evidence_index import FOLDER as EVIDENCE
from docgen.project.evidence.sealed_files import FOLDER as SEALED
from docgen.project.lists.list_entries import FOLDER as LISTS
from docgen.runtime.cache import Cache
from docgen.runtime.checksums import Checksums
from docgen.runtime.office import find_office
from docgen.runtime.output_folder import PACKAGE, staged


def build_anew(folder: Path, out: Path, catalog: Catalog, mode: Mode, cache: Cache, checksums: Checksums) -> Built:
    """Build everything into ``out``; see :func:`docgen.pipeline.flow.build`."""
    _refuse_among_inputs(folder, out)
    with watched(folder, out) as watch:
        looking = Looking(judge(folder, catalog), cache, checksums)
        if mode is Mode.FINAL and has_errors(looking.judged.problems):
            return Built(None, looking.checked.problems)
        with staged(out) as stage:
            built = _made(Job(looking, stage, catalog, mode, cache))
            watch.prove(looking.judged.application.list_input_files())
            if built.out:
                stage.put_in_place()
            return built


def _refuse_among_inputs(folder: Path, out: Path) -> None:
    """OutputError where the next build would take the output for what was handed in."""
    for name in (EVIDENCE, LISTS, SEALED):
        if Path(os.path.realpath(out)).is_relative_to(os.path.realpath(folder / name)):
            message = f"{name}/ 里的文件都算申报的材料，输出不能放在这里，没有生成。"
            raise OutputError(message, remedy="请用 -o 换一个文件夹。", path=out)


def _made(job: Job) -> Built:
    """All of it, in the stage; without ``out`` where it cannot be handed over."""
    packed, problems = _packed(job)
    if job.is_refused:
        return Built(None, job.checked.problems)
    so_far = in_order((*job.checked.problems, *problems))
    if job.mode is Mode.FINAL and _stops(problems):
        return Built(None, so_far)
    if _stops(problems):  # known only now: what LibreOffice could not convert, what has no room
        job.write_assessment(replace(job.checked, problems=so_far))
    handing_over = _proven_and_handed_over(job, packed)
    report = in_order((*so_far, *handing_over, *job.stage.keep_what_is_not_ours(job.checksums)))
    layout = packed.layout if packed else None
    write_manifest(job.stage.new, job.application, job.mode.value, job.roles, layout, report, job.checksums)
    return Built(job.stage.out, report, layout.pages if layout else 0)


def _packed(job: Job) -> tuple[Packed | None, tuple[Problem, ...]]:
    """The package and what was found while it was made; None without LibreOffice, and where the build is refused.

    Raises ToolMissing without LibreOffice where the last output has a package: it would be lost.
    """
    with ThreadPoolExecutor(1) as beside:
        looking = beside.submit(find_office, job.cache)
        form = job.write_form()
    try:
        office = looking.result()
    except ToolMissing as missing:
        if job.is_refused:
            return None, ()
        if (job.stage.out / PACKAGE).is_file():
            remedy = f"{missing.remedy}只要 Word 和 Excel 的，用 -o 另写一个文件夹。"
            raise ToolMissing(f"{missing.message}上次的输出里有 PDF，没有改动。", remedy=remedy) from None
        return None, tuple(_without_office(job, missing))
    packed = pack(job, form, office)
    return packed, packed.problems if packed else ()


def _proven_and_handed_over(job: Job, packed: Packed | None) -> tuple[Problem, ...]:
    """What there is to say of both; while the package is read, what is made of it is copied and written."""
    if packed is None:
        return hand_over(job, None)
    with ThreadPoolExecutor(1) as beside:
        handing_over = beside.submit(hand_over, job, packed)
        proof = prove(job, packed)
    return (*proof, *handing_over.result())


def _without_office(job: Job, missing: ToolMissing) -> Iterator[Problem]:
    """Make all but the PDF package; what else is lacking for it is told as well."""
    yield Problem("office.missing", Where(), missing.message, missing.remedy)
    job.write_tables()
    try:
        job.write_assessment(job.checked)
    except ToolMissing as lacking:  # no Chinese font: Word and Excel need none
        yield Problem("office.missing", Where(), lacking.message, lacking.remedy)


def _stops(problems: tuple[Problem, ...]) -> bool:
    """Whether the package cannot be handed over; without LibreOffice all but the PDF is still made."""
    return any(one.severity is Severity.ERROR and one.code != "office.missing" for one in problems)
