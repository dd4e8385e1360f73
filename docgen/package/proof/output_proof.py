"""Proof of a finished output folder: its documents, its volumes, its disc, and what became of each input."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docgen.errors import in_brackets
from docgen.package.layout.book import Layout
from docgen.package.proof.finished_output import FinishedOutput
from docgen.package.proof.pdf_reader import UNREADABLE, Reading, page_count
from docgen.problems.problem import Problem, Where
from docgen.runtime.output_folder import CHECKSUMS, DISC

_INDEX = "index.yaml"
_HANDED_IN = ("evidence/", "sealed/")
_REWRITTEN = ("evidence.repaired", "evidence.unlocked")
"""Said of files whose pages could not be taken as they are."""

_AGAIN = "请重新运行 docgen build。"


def document_problems(output: FinishedOutput) -> Iterator[Problem]:
    """Documents that are not there, or are not what was written."""
    package = [output.manifest["package"]] if output.manifest["package"] else []
    for document in (*package, *output.manifest["documents"]):
        name, path = document["path"], output.folder / document["path"]
        if not path.is_file():
            yield _problem("changed", name, "文件不见了。")
        elif output.sha256(path) != document["sha256"]:
            yield _problem("changed", name, "文件在生成后被改过，与 manifest.json 记的 SHA-256 不同。")
        elif "pages" in document and document not in package:
            yield from _counted(path, name, document["pages"])


def _counted(path: Path, name: str, pages: int) -> Iterator[Problem]:
    try:
        found = page_count(path)
    except UNREADABLE as error:
        yield _problem("unreadable", name, f"读不出来{in_brackets(error)}。")
        return
    if found != pages:
        yield _problem("pages", name, f"应有 {pages} 页，实有 {found} 页。")


def volume_problems(output: FinishedOutput, layout: Layout) -> Iterator[Problem]:
    """Files of single volumes that are not the pages of their volume."""
    names = {volume.number: volume.file for volume in layout.volumes}
    written = output.documents
    if not written.keys() & set(names.values()):
        return
    for volume in layout.volumes:
        name = names[volume.number]
        if name not in written:
            yield _problem("volume", name, f"没有{volume.name}的文件。")
            continue
        labels = [str(layout.get_page_number(page)) for page in range(volume.first, volume.last + 1)]
        if (output.folder / name).is_file() and (found := _labels(output.folder / name)) != labels:
            wanted = f"应有第 {labels[0]}—{labels[-1]} 页共 {len(labels)} 页"
            yield _problem("volume", name, f"{volume.name}{wanted}，实有 {len(found)} 页，页签也不同或不全。")


def _labels(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            return Reading(file).page_labels
    except UNREADABLE:
        return []


def disc_problems(output: FinishedOutput) -> Iterator[Problem]:
    """Files of the disc that are not what its list of checksums says, and files that the list does not have."""
    disc = output.folder / DISC
    if not disc.is_dir():
        return
    listed = dict(_listed(disc / CHECKSUMS))
    there = {path.relative_to(disc).as_posix(): path for path in sorted(disc.rglob("*")) if path.is_file()}
    for name in sorted({*listed, *there} - {CHECKSUMS}):
        if name not in there:
            yield _problem("disc", f"{DISC}/{name}", "校验清单上有，光盘文件夹里没有。")
        elif name not in listed:
            yield _problem("disc", f"{DISC}/{name}", f"光盘文件夹里有，{CHECKSUMS} 上没有。")
        elif output.sha256(there[name]) != listed[name]:
            yield _problem("disc", f"{DISC}/{name}", "与校验清单上的 SHA-256 不同。")


def _listed(path: Path) -> Iterator[tuple[str, str]]:
    lines = path.read_text("utf-8-sig").splitlines() if path.is_file() else []
    for line in lines:
        digest, _, name = line.partition("  ")
        yield name, digest


def input_problems(output: FinishedOutput) -> Iterator[Problem]:
    """Inputs without a trace in the package and the report, and inputs that have changed since."""
    inputs = output.inputs
    if output.layout:
        yield from _unaccounted(output, output.layout, inputs)
    if folder := output.application:
        for name, digest in inputs.items():
            path = folder / name
            if not path.is_file():
                yield _problem("input-changed", name, "生成之后这个文件不见了，输出里还有它的内容。")
            elif output.sha256(path) != digest:
                yield _problem("input-changed", name, "材料已改，需重新生成。")


def _unaccounted(output: FinishedOutput, layout: Layout, inputs: dict[str, str]) -> Iterator[Problem]:
    used = {file.path: file.sha256 for part in layout.parts for file in part.files}
    used |= {sealed.path: sealed.sha256 for sealed in layout.sealed}
    told = {problem["where"]["path"] for problem in output.manifest["report"]}
    for name in inputs:
        is_handed_in = name.startswith(_HANDED_IN) and Path(name).name != _INDEX
        if is_handed_in and name not in used and name not in told:
            yield _problem("unaccounted", name, "这份材料不在合订本里，报告里也没有说明。")
    for name, digest in used.items():
        if name.startswith(_HANDED_IN) and inputs.get(name) != digest:
            yield _problem("unaccounted", name, "合订本里有这份材料，manifest.json 的输入里没有，或校验和不同。")


def drawing_problems(output: FinishedOutput, reading: Reading, layout: Layout) -> Iterator[Problem]:
    """Pages that draw something else than the page of the PDF they were taken from, where that is at hand."""
    for name, source, pages in _sources(output, layout):
        try:
            with source.open("rb") as file:
                original = Reading(file)
                drawn = {page: original.drawing(number) for page, number in pages.items()}
        except (*UNREADABLE, OSError):  # what cannot be read here was repaired or refused, and told
            continue
        for page, wanted in drawn.items():
            if wanted is not None and reading.drawing(page) != wanted:
                message = f"合订本第 {page} 页与它的第 {pages[page]} 页不同。"
                yield _problem("drawing", name, message)


def _sources(output: FinishedOutput, layout: Layout) -> Iterator[tuple[str, Path, dict[int, int]]]:
    """The PDFs that are as they were: name, file, and the page of the package for each page of it."""
    rewritten = {one["where"]["path"] for one in output.manifest["report"] if one["code"] in _REWRITTEN}
    sealed = {one.page: one for one in layout.sealed}
    form = next((one["path"] for one in output.manifest["documents"] if _is_form(one)), None)
    if form and (output.folder / form).is_file():
        own = enumerate(layout.get_part("form").own_pages, 1)
        yield form, output.folder / form, {page: number for number, page in own if page not in sealed}
    taken = [(file.path, file.sha256, file.first, file.last, 1) for part in layout.parts for file in part.files]
    taken += [(one.path, one.sha256, one.page, one.page, one.source_page) for one in layout.sealed]
    for name, digest, first, last, number in taken:
        path = _at_hand(output, name)
        if path and name not in rewritten and output.sha256(path) == digest:
            pages = {page: page - first + number for page in range(first, last + 1)}
            yield name, path, {page: n for page, n in pages.items() if page not in sealed or sealed[page].path == name}


def _is_form(document: dict[str, Any]) -> bool:
    return document["role"] == "form" and str(document["path"]).endswith(".pdf")


def _at_hand(output: FinishedOutput, name: str) -> Path | None:
    """The PDF that goes by that name, among the inputs or the documents."""
    folders = [folder for folder in (output.application, output.folder) if folder]
    found = (folder / name for folder in folders if name.lower().endswith(".pdf"))
    return next((path for path in found if path.is_file()), None)


def _problem(code: str, name: str, message: str) -> Problem:
    return Problem(f"verify.{code}", Where(name), message, "" if code == "unreadable" else _AGAIN)
