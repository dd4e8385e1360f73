"""Build an application where anything has changed since the last time.

Modules that judge and build are imported where they are used: that takes a third of a second, and an unchanged
application needs none of them.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from docgen.definitions.catalog import Catalog
from docgen.errors import Cancelled, DocgenError, ReadBackError
from docgen.pipeline.build_result import BuildResult, Mode
from docgen.problems.problem import Problem, Where, sort_problems
from docgen.progress import Stage
from docgen.runtime.build_cache import collect_inputs, find_finished_build, store_finished_build
from docgen.runtime.cache import NO_CACHE
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
    if inputs and inputs.have_changed():  # a swapped file may have the size and the time of the one that was read
        checksums = Checksums()
    built = _build_whatever_is_cached(folder, out, catalog, mode, tools, checksums)
    if built.out:
        with suppress(Cancelled):  # too late: the output has been exchanged
            store_finished_build(inputs, built.out, tools.cache)
    return built


def _build_whatever_is_cached(
    folder: Path, out: Path, catalog: Catalog, mode: Mode, tools: Tools, checksums: Checksums
) -> BuildResult:
    """Build; where that fails in a way that no input explains, build again without the cache and empty it if it helps.

    The result says once that results in the cache were wrong.
    """
    from docgen.pipeline.build import build_output

    before = tools.cache.discarded
    try:
        built = build_output(folder, out, catalog, mode, tools, checksums)
    except Exception as fault:
        is_explained = isinstance(fault, DocgenError) and not isinstance(fault, ReadBackError)
        if is_explained or not tools.cache.is_on:
            raise
        try:
            built = build_output(folder, out, catalog, mode, replace(tools, cache=NO_CACHE), checksums)
        except Exception:
            raise fault from None
        tools.cache.clear()
        return _report_wrong_cache(built)
    return _report_wrong_cache(built) if tools.cache.discarded > before else built


def _report_wrong_cache(built: BuildResult) -> BuildResult:
    message = "缓存里有的内容不对，已经丢掉并重新做了，这次的材料不受影响。"
    problem = Problem("cache.wrong", Where(), message, "不用做什么；以后又出现，请检查放缓存的磁盘。")
    return replace(built, problems=sort_problems((*built.problems, problem)))
