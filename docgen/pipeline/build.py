"""Build one application, from its folder to the output folder: the whole road on one page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from docgen.definitions.catalog import Catalog
from docgen.errors import OutputError, ToolMissing
from docgen.package.manifest import write_manifest
from docgen.pipeline.build_context import BuildContext
from docgen.pipeline.build_result import BuildResult, Mode
from docgen.pipeline.check import DeferredCheck, judge_application
from docgen.pipeline.deliverables import write_deliverables
from docgen.pipeline.input_guard import guard_inputs
from docgen.pipeline.packaging import PackageResult, make_package, prove_package
from docgen.problems.problem import Problem, Severity, Where, has_errors, sort_problems
from docgen.progress import Stage, Workers
from docgen.project.evidence.evidence_index import FOLDER as EVIDENCE
from docgen.project.evidence.sealed_files import FOLDER as SEALED
from docgen.project.lists.list_entries import FOLDER as LISTS
from docgen.runtime.checksums import Checksums
from docgen.runtime.output_folder import PACKAGE, stage_output
from docgen.runtime.tools import Tools


def build_output(
    folder: Path, out: Path, catalog: Catalog, mode: Mode, tools: Tools, checksums: Checksums
) -> BuildResult:
    """Build all documents into ``out``, whatever is there already; see :func:`docgen.api.build`.

    ``checksums`` has the files that were read before for this build.
    """
    _refuse_output_among_inputs(folder, out)
    with guard_inputs(folder, out) as guard:
        check = DeferredCheck(judge_application(folder, catalog, tools, checksums), tools, checksums)
        if mode is Mode.FINAL and has_errors(check.judged.problems):
            return BuildResult(None, check.result.problems, is_new=False)
        with stage_output(out) as stage:
            built = _build_in_stage(BuildContext(check, stage, catalog, mode, tools))
            guard.prove(check.judged.application.list_input_paths())
            tools.progress.raise_if_cancelled()
            if built.out is None:
                return built
            stage.put_in_place()
            return replace(built, out=out)


def _refuse_output_among_inputs(folder: Path, out: Path) -> None:
    """Raise OutputError where the next build would take the output for input files."""
    for name in (EVIDENCE, LISTS, SEALED):
        if Path(os.path.realpath(out)).is_relative_to(os.path.realpath(folder / name)):
            message = f"{name}/ 里的文件都算申报的材料，输出不能放在这里，没有生成。"
            raise OutputError(message, remedy="请用 -o 换一个文件夹。", path=out)


def _build_in_stage(context: BuildContext) -> BuildResult:
    """Write everything into the stage; the result has no ``out`` where errors were found meanwhile."""
    packed, problems = _make_package(context)
    context.tools.progress.report_problems(problems)
    if context.is_refused:
        return BuildResult(None, context.checked.problems, is_new=False)
    found_so_far = sort_problems((*context.checked.problems, *problems))
    if context.mode is Mode.FINAL and _is_fatal(problems):
        return BuildResult(None, found_so_far, is_new=False)
    if _is_fatal(problems):  # known only now: what LibreOffice could not convert, what has no room
        context.write_assessment(replace(context.checked, problems=found_so_far))
    found_last = (*_prove_and_deliver(context, packed), *_keep_changes(context))
    context.tools.progress.report_problems(found_last)
    report = sort_problems((*found_so_far, *found_last))
    layout = packed.layout if packed else None
    mark = context.watermark
    write_manifest(context.stage.new, context.application, mark, context.roles, layout, report, context.checksums)
    return BuildResult(context.stage.out, report, layout.pages if layout else 0)


def _make_package(context: BuildContext) -> tuple[PackageResult | None, tuple[Problem, ...]]:
    """Make the package; return it with the problems found. None without LibreOffice, and where the build is refused.

    Raises ToolMissing without LibreOffice where the last output has a package: it would be lost.
    """
    with Workers(1) as beside:
        looking = beside.submit(context.tools.find_office)
        with context.tools.progress.run_stage(Stage.FILL):
            form = context.write_form()
    try:
        office = looking.result()
    except ToolMissing as missing:
        if context.is_refused:
            return None, ()
        if (context.stage.out / PACKAGE).is_file():
            remedy = f"{missing.remedy}只要 Word 和 Excel 的，用 -o 另写一个文件夹。"
            raise ToolMissing(f"{missing.message}上次的输出里有 PDF，没有改动。", remedy=remedy) from None
        return None, tuple(_build_without_office(context, missing))
    packed = make_package(context, form, office)
    return packed, packed.problems if packed else ()


def _prove_and_deliver(context: BuildContext, packed: PackageResult | None) -> tuple[Problem, ...]:
    """Prove the package and write what is made of it side by side; return the problems of both."""
    if packed is None:
        return write_deliverables(context, None)
    with Workers(1) as beside:
        delivering = beside.submit(write_deliverables, context, packed)
        proof = prove_package(context, packed)
    return (*proof, *delivering.result())


def _build_without_office(context: BuildContext, missing: ToolMissing) -> Iterator[Problem]:
    """Write all but the PDF package; yield what is missing for it."""
    yield Problem("office.missing", Where(), missing.message, missing.remedy)
    context.write_tables()
    try:
        context.write_assessment(context.checked)
    except ToolMissing as lacking:  # no Chinese font: Word and Excel need none
        yield Problem("office.missing", Where(), lacking.message, lacking.remedy)


def _keep_changes(context: BuildContext) -> tuple[Problem, ...]:
    """Keep what the user put into the last output; return a problem for each file, and for answers changed in Word."""
    kept = context.stage.keep_foreign_files(context.checksums)
    if not context.stage.edited:
        return kept
    from docgen.pipeline.edited_form import report_edited_form  # seldom needed, and reading Word is slow to import

    return (*kept, *report_edited_form(context))


def _is_fatal(problems: tuple[Problem, ...]) -> bool:
    """Tell whether the package cannot be used; without LibreOffice all but the PDF is still made."""
    return any(one.severity is Severity.ERROR and one.code != "office.missing" for one in problems)
