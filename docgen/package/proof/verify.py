"""Verification of a finished package against its layout, with another library than the one that wrote it.

The printed number, the page label, the contents, the bookmarks, the links and the manifest must all name the same
pages, and every evidence file must have as many pages in the package as it has by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from docgen.errors import ReadBackError, format_cause
from docgen.package.layout.package_layout import Layout
from docgen.package.proof.drawn_text import MISSING_GLYPH
from docgen.package.proof.finished_output import FinishedOutput, read_output
from docgen.package.proof.look_proof import MOST_IN_PROOF, check_looks, draw_looks
from docgen.package.proof.output_proof import (
    check_disc,
    check_documents,
    check_drawings,
    check_inputs,
    check_volumes,
    list_look_sources,
)
from docgen.package.proof.package_proof import check_package, check_page_counts
from docgen.package.proof.pdf_reader import UNREADABLE, PackageReader
from docgen.problems.problem import Problem, Where, sort_problems
from docgen.progress import SILENT, Progress, Stage
from docgen.runtime.cache import NO_CACHE, Cache
from docgen.runtime.checksums import Checksums
from docgen.runtime.output_folder import DISC

_NAMED_FINDINGS = 10
_DRAWN_FOLDER = "pdf/"
"""Folder of the lists that docgen draws and binds with the evidence."""


def verify_package(package: Path, layout: Layout, page_counts: Mapping[str, int]) -> tuple[Problem, ...]:
    """Verify a package after writing it; returns warnings only (fonts that are not embedded, missing glyphs).

    ``page_counts`` holds the page count of each evidence file by its path in the manifest; other files are not
    compared. Raises ReadBackError with the disagreements.
    """
    try:
        with package.open("rb") as file:
            reading = PackageReader(file)
            found = [
                message for _, message in (*check_package(reading, layout), *check_page_counts(layout, page_counts))
            ]
            problems = () if found else (*_check_fonts(reading, layout), *_check_glyphs(reading, layout, package.name))
    except UNREADABLE as error:
        raise ReadBackError(f"材料 PDF 无法读回{format_cause(error)}", path=package) from error
    if found:
        more = f"；另有 {len(found) - _NAMED_FINDINGS} 处" if len(found) > _NAMED_FINDINGS else ""
        raise ReadBackError("材料 PDF 与页码表不一致：" + "；".join(found[:_NAMED_FINDINGS]) + more, path=package)
    return problems


def verify_output(out: Path, progress: Progress = SILENT, cache: Cache = NO_CACHE) -> tuple[Problem, ...]:
    """Prove a finished output folder; return its problems, errors first, none where all is as it was written.

    Where the application folder is at hand (the one that contains the output), each page is compared with its source
    as well, a sample also by its look; ``cache`` remembers the looks of sources. Raises InputError where ``out`` is no
    output of this docgen.
    """
    output = read_output(out)
    checks = [("documents", check_documents(output)), (DISC, check_disc(output)), ("inputs", check_inputs(output))]
    if layout := output.layout:
        checks += [("volumes", check_volumes(output, layout)), (output.package, _check_package(output, layout, cache))]
    problems: list[Problem] = []
    for _, found in progress.track(Stage.PROVE, checks, len(checks), lambda check: check[0]):
        problems += found
    progress.report_problems(problems)
    return sort_problems(problems)


def _check_package(output: FinishedOutput, layout: Layout, cache: Cache) -> Iterator[Problem]:
    where, path = Where(output.package), output.folder / output.package
    if not path.is_file():  # check_documents reports it
        return
    try:
        with path.open("rb") as file:
            reading = PackageReader(file)
            found = [Problem(code, where, f"{message}。") for code, message in check_package(reading, layout)]
            yield from found
            if not found:
                drawings, doubtful = check_drawings(output, reading, layout)
                yield from drawings
                told = {one.where.path for one in drawings}
                sources = [one for one in list_look_sources(output, layout, doubtful) if one.name not in told]
                looks = draw_looks(sources, MOST_IN_PROOF, cache, Checksums())
                yield from check_looks(path, layout, looks)
    except UNREADABLE as error:
        yield Problem("verify.unreadable", where, f"材料 PDF 读不出来{format_cause(error)}。")


def _check_glyphs(reading: PackageReader, layout: Layout, package: str) -> Iterator[Problem]:
    """Find characters that no installed font has on the pages that docgen drew, without the form."""
    pages = [page for part in layout.parts if part.role != "form" for page in part.own_pages]
    drawn = (file for part in layout.parts for file in part.files if file.path.startswith(_DRAWN_FOLDER))
    pages += [page for file in drawn for page in range(file.first, file.last + 1)]
    found = defaultdict[str, list[int]](list)
    for page in sorted(set(pages) - {sealed.page for sealed in layout.sealed}):
        for text in dict.fromkeys(reading.find_missing_glyphs(page)):
            found[text.replace(MISSING_GLYPH, "□")].append(page)
    for text, gaps in found.items():
        printed = "、".join(layout.format_reference(page, page) for page in gaps[:_NAMED_FINDINGS]) + "等" * (
            len(gaps) > _NAMED_FINDINGS
        )
        message = f"“{text}”里的“□”这个字，电脑上的字体都没有，{printed}印出来是空的。"
        yield Problem("font.no-glyph", Where(package), message, "请装一种收有这个字的字体再生成，或换用别的写法。")


def _check_fonts(reading: PackageReader, layout: Layout) -> Iterator[Problem]:
    """Find fonts that a conversion did not embed; the intake checks those of PDF evidence itself."""
    for file in (file for part in layout.parts for file in part.files if not file.path.lower().endswith(".pdf")):
        fonts = {font for number in range(file.first, file.last + 1) for font in reading.list_fonts(number)}
        missing = sorted(font.name for font in fonts if not font.is_embedded)
        if missing:
            message = f"PDF 没有嵌入字体 {'、'.join(missing)}，打印出来的字样可能不同"
            hint = "请用嵌入字体的方式重新导出，或打印后扫描。"
            yield Problem("evidence.font-not-embedded", Where(file.path), message, hint)
