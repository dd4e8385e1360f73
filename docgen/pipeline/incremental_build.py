"""Build an application where anything has changed since the last time.

Modules that judge and build are imported where they are used: that takes a third of a second, and an unchanged
application needs none of them.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from docgen.definitions.catalog import Catalog
from docgen.errors import Cancelled
from docgen.pipeline.build_result import BuildResult, Mode
from docgen.progress import Stage
from docgen.runtime.build_cache import collect_inputs, find_finished_build, store_finished_build
from docgen.runtime.checksums import Checksums
from docgen.runtime.tools import Tools


def build_if_changed(folder: Path, out: Path, catalog: Catalog, mode: Mode, tools: Tools) -> BuildResult:
    """Build all documents into ``out``; the last good output stays as it was until the new one is proven.

    Where nothing that goes into it has changed, ``out`` is left as it is. Raises DocgenError where the build cannot
    go on; the problems of the application are in the result.
    """
    checksums = Checksums()
    with tools.progress.run_stage(Stage.DETECT):
        inputs = collect_inputs(folder, out, catalog.roots, mode.value, tools, checksums)
        known = find_finished_build(inputs, out, tools.cache)
    if known:
        tools.progress.report_problems(known.problems)
        return BuildResult(out, known.problems, known.pages, is_new=False)
    from docgen.pipeline.build import build_output

    built = build_output(folder, out, catalog, mode, tools, checksums)
    if built.out:
        with suppress(Cancelled):  # too late: the output has been exchanged
            store_finished_build(inputs, built.out, tools.cache)
    return built
