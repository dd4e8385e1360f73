"""Proof that the finished package is what its layout says, read with another library than it was written with.

The printed number, the page label, the contents, the bookmarks, the links and the manifest must all name the same
pages, and every evidence file must have as many pages in the package as it has by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from docgen.errors import ReadBackError, in_brackets
from docgen.package.layout.book import Layout
from docgen.package.proof.drawn_text import LACKING
from docgen.package.proof.finished_output import FinishedOutput, read_output
from docgen.package.proof.output_proof import (
    disc_problems,
    document_problems,
    drawing_problems,
    input_problems,
    volume_problems,
)
from docgen.package.proof.package_proof import disagreements, miscounted
from docgen.package.proof.pdf_reader import UNREADABLE, Reading
from docgen.problems.problem import Problem, Where, in_order

_SHOWN = 10
_DRAWN = "pdf/"
"""Where the lists are that docgen draws and binds with the evidence."""


def verify(package: Path, layout: Layout, page_counts: Mapping[str, int]) -> tuple[Problem, ...]:
    """Prove the package; the problems are what is worth knowing of sound evidence (fonts that are not embedded).

    ``page_counts`` says how many pages each evidence file has by itself, by its path in the manifest; files that
    are not in it are not compared. Raises ReadBackError with the disagreements.
    """
    try:
        with package.open("rb") as file:
            reading = Reading(file)
            found = [said for _, said in (*disagreements(reading, layout), *miscounted(layout, page_counts))]
            problems = () if found else (*_font_problems(reading, layout), *_gaps(reading, layout, package.name))
    except UNREADABLE as error:
        raise ReadBackError(f"材料 PDF 无法读回{in_brackets(error)}", path=package) from error
    if found:
        more = f"；另有 {len(found) - _SHOWN} 处" if len(found) > _SHOWN else ""
        raise ReadBackError("材料 PDF 与页码表不一致：" + "；".join(found[:_SHOWN]) + more, path=package)
    return problems


def verify_output(out: Path) -> tuple[Problem, ...]:
    """Prove a finished output folder; what is wrong with it, errors first, nothing where all is as it was written.

    Where the application folder is at hand (the one the output lies in), each page is compared with the page it was
    taken from as well. Raises InputError where ``out`` is not an output of this docgen.
    """
    output = read_output(out)
    problems = [*document_problems(output), *disc_problems(output), *input_problems(output)]
    if output.layout:
        problems += [*volume_problems(output, output.layout), *_package_problems(output, output.layout)]
    return in_order(problems)


def _package_problems(output: FinishedOutput, layout: Layout) -> Iterator[Problem]:
    where, path = Where(output.package), output.folder / output.package
    if not path.is_file():  # told with the documents
        return
    try:
        with path.open("rb") as file:
            reading = Reading(file)
            found = [Problem(code, where, f"{said}。") for code, said in disagreements(reading, layout)]
            yield from found
            if not found:
                yield from drawing_problems(output, reading, layout)
    except UNREADABLE as error:
        yield Problem("verify.unreadable", where, f"材料 PDF 读不出来{in_brackets(error)}。")


def _gaps(reading: Reading, layout: Layout, package: str) -> Iterator[Problem]:
    """What prints with a gap on the pages that docgen drew, because no font here has a character; the form aside."""
    pages = [page for part in layout.parts if part.role != "form" for page in part.own_pages]
    drawn = (file for part in layout.parts for file in part.files if file.path.startswith(_DRAWN))
    pages += [page for file in drawn for page in range(file.first, file.last + 1)]
    found = defaultdict[str, list[int]](list)
    for page in sorted(set(pages) - {sealed.page for sealed in layout.sealed}):
        for text in dict.fromkeys(reading.lacking(page)):
            found[text.replace(LACKING, "□")].append(page)
    for text, gaps in found.items():
        told = "、".join(layout.format_reference(page, page) for page in gaps[:_SHOWN]) + "等" * (len(gaps) > _SHOWN)
        message = f"“{text}”里的“□”这个字，电脑上的字体都没有，{told}印出来是空的。"
        yield Problem("font.no-glyph", Where(package), message, "请装一种收有这个字的字体再生成，或换用别的写法。")


def _font_problems(reading: Reading, layout: Layout) -> Iterator[Problem]:
    """Fonts that a conversion left out; those of a PDF were looked at before, page by page."""
    for file in (file for part in layout.parts for file in part.files if not file.path.lower().endswith(".pdf")):
        fonts = {font for number in range(file.first, file.last + 1) for font in reading.fonts(number)}
        missing = sorted(font.name for font in fonts if not font.is_embedded)
        if missing:
            message = f"PDF 没有嵌入字体 {'、'.join(missing)}，打印出来的字样可能不同"
            hint = "请用嵌入字体的方式重新导出，或打印后扫描。"
            yield Problem("evidence.font-not-embedded", Where(file.path), message, hint)
