"""Check of a finished output folder: its documents, its volumes, its disc, and the use of each input."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from docgen.errors import format_cause
from docgen.package.layout.package_layout import Layout
from docgen.package.proof.finished_output import FinishedOutput
from docgen.package.proof.look_proof import LookSource
from docgen.package.proof.pdf_reader import UNREADABLE, PackageReader, count_pages
from docgen.problems.problem import Problem, Where
from docgen.project.evidence.file_kinds import ENDINGS, FileKind
from docgen.runtime.file_names import match_spellings
from docgen.runtime.isolated_calls import BrokenCall, call_isolated, limit_by_size
from docgen.runtime.output_folder import CHECKSUMS, DISC

_INDEX = "index.yaml"
_SUBMITTED = ("evidence/", "sealed/")
_REPAIRED, _RENDERED = "evidence.repaired", "evidence.rendered"
_REWRITTEN = (_REPAIRED, _RENDERED, "evidence.unlocked")
"""Codes of problems that mean that the pages of a file were rewritten."""

_REBUILD_HINT = "请重新运行 docgen build。"


def check_documents(output: FinishedOutput) -> Iterator[Problem]:
    """Find documents that are missing, or have changed since the build."""
    package = [output.manifest["package"]] if output.manifest["package"] else []
    for document in (*package, *output.manifest["documents"]):
        name, path = document["path"], output.folder / document["path"]
        if not path.is_file():
            yield _build_problem("changed", name, "文件不见了。")
        elif output.hash_file(path) != document["sha256"]:
            yield _build_problem("changed", name, "文件在生成后被改过，与 manifest.json 记的 SHA-256 不同。")
        elif "pages" in document and document not in package:
            yield from _check_page_count(path, name, document["pages"])


def _check_page_count(path: Path, name: str, pages: int) -> Iterator[Problem]:
    try:
        found = count_pages(path)
    except UNREADABLE as error:
        yield _build_problem("unreadable", name, f"读不出来{format_cause(error)}。")
        return
    if found != pages:
        yield _build_problem("pages", name, f"应有 {pages} 页，实有 {found} 页。")


def check_volumes(output: FinishedOutput, layout: Layout) -> Iterator[Problem]:
    """Find files of single volumes that do not hold exactly the pages of their volume."""
    names = {volume.number: volume.file for volume in layout.volumes}
    written = output.documents
    if not written.keys() & set(names.values()):
        return
    for volume in layout.volumes:
        name = names[volume.number]
        if name not in written:
            yield _build_problem("volume", name, f"没有{volume.name}的文件。")
            continue
        labels = [str(layout.get_page_number(page)) for page in range(volume.first, volume.last + 1)]
        if (output.folder / name).is_file() and (found := _read_page_labels(output.folder / name)) != labels:
            wanted = f"应有第 {labels[0]}—{labels[-1]} 页共 {len(labels)} 页"
            yield _build_problem("volume", name, f"{volume.name}{wanted}，实有 {len(found)} 页，页签也不同或不全。")


def _read_page_labels(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            return PackageReader(file).page_labels
    except UNREADABLE:
        return []


def check_disc(output: FinishedOutput) -> Iterator[Problem]:
    """Find files of the disc that differ from its list of checksums, and files that are not in the list."""
    disc = output.folder / DISC
    if not disc.is_dir():
        return
    listed = dict(_read_checksums(disc / CHECKSUMS))
    found = {path.relative_to(disc).as_posix(): path for path in sorted(disc.rglob("*")) if path.is_file()}
    there = {name: found[spelt] for spelt, name in match_spellings(found, listed).items()}
    for name in sorted({*listed, *there} - {CHECKSUMS}):
        if name not in there:
            yield _build_problem("disc", f"{DISC}/{name}", "校验清单上有，光盘文件夹里没有。")
        elif name not in listed:
            yield _build_problem("disc", f"{DISC}/{name}", f"光盘文件夹里有，{CHECKSUMS} 上没有。")
        elif output.hash_file(there[name]) != listed[name]:
            yield _build_problem("disc", f"{DISC}/{name}", "与校验清单上的 SHA-256 不同。")


def _read_checksums(path: Path) -> Iterator[tuple[str, str]]:
    lines = path.read_text("utf-8-sig").splitlines() if path.is_file() else []
    for line in lines:
        digest, _, name = line.partition("  ")
        yield name, digest


def check_inputs(output: FinishedOutput) -> Iterator[Problem]:
    """Find inputs that neither the package nor the report mentions, and inputs that have changed since the build."""
    inputs = output.inputs
    if output.layout:
        yield from _find_unaccounted_files(output, output.layout, inputs)
    if folder := output.application:
        for name, digest in inputs.items():
            path = folder / name
            if not path.is_file():
                yield _build_problem("input-changed", name, "生成之后这个文件不见了，输出里还有它的内容。")
            elif output.hash_file(path) != digest:
                yield _build_problem("input-changed", name, "材料已改，需重新生成。")


def _find_unaccounted_files(output: FinishedOutput, layout: Layout, inputs: dict[str, str]) -> Iterator[Problem]:
    used = {file.path: file.sha256 for part in layout.parts for file in part.files}
    used |= {sealed.path: sealed.sha256 for sealed in layout.sealed}
    reported = {problem["where"]["path"] for problem in output.manifest["report"]}
    for name in inputs:
        is_submitted = name.startswith(_SUBMITTED) and Path(name).name != _INDEX
        if is_submitted and name not in used and name not in reported:
            yield _build_problem("unaccounted", name, "这份材料不在合订本里，报告里也没有说明。")
    for name, digest in used.items():
        if name.startswith(_SUBMITTED) and inputs.get(name) != digest:
            yield _build_problem("unaccounted", name, "合订本里有这份材料，manifest.json 的输入里没有，或校验和不同。")


def check_drawings(
    output: FinishedOutput, reading: PackageReader, layout: Layout
) -> tuple[list[Problem], dict[str, tuple[int, ...]]]:
    """Compare the drawing of each page with that of its source page, where the source PDF is available.

    Returns a problem for each page that draws something else, and, by file, the pages, counted from 0, that only their
    looks can decide about: each library mends in its own way what the standard does not allow.
    """
    problems: list[Problem] = []
    doubtful: dict[str, tuple[int, ...]] = {}
    for name, source, pages in _list_sources(output, layout):
        limits = limit_by_size(source, len(pages))
        try:
            drawn, is_sound = call_isolated(_compute_digests, source, pages, limits=limits)
        except (BrokenCall, OSError):
            drawn, is_sound = dict.fromkeys(pages, ""), False
        differing = [page for page, wanted in drawn.items() if _is_different(reading, page, wanted)]
        if not is_sound:
            doubtful[name] = tuple(pages[page] - 1 for page in differing)
            continue
        for page in differing:
            problems.append(_build_problem("drawing", name, f"合订本第 {page} 页与它的第 {pages[page]} 页不同。"))
    return problems, doubtful


def _is_different(reading: PackageReader, page: int, wanted: str | None) -> bool:
    return wanted is not None and reading.compute_drawing_digest(page) != wanted


def _compute_digests(source: Path, pages: Mapping[int, int]) -> tuple[dict[int, str | None], bool]:
    """Compute the digests of the pages, and True where nothing had to be mended for it; "" for an unreadable page."""
    with source.open("rb") as file:
        try:
            original = PackageReader(file, is_strict=True)
            return {page: original.compute_drawing_digest(number) for page, number in pages.items()}, True
        except UNREADABLE:
            return _mend_digests(file, pages), False


def _mend_digests(file: BinaryIO, pages: Mapping[int, int]) -> dict[int, str | None]:
    digests: dict[int, str | None] = dict.fromkeys(pages, "")
    with suppress(*UNREADABLE):
        mended = PackageReader(file)
        for page, number in pages.items():
            with suppress(*UNREADABLE):
                digests[page] = mended.compute_drawing_digest(number)
    return digests


def _list_sources(output: FinishedOutput, layout: Layout) -> Iterator[tuple[str, Path, dict[int, int]]]:
    """Yield the unchanged source PDFs: name, file, and by page of the package the page of the file."""
    rewritten = {one["where"]["path"] for one in output.manifest["report"] if one["code"] in _REWRITTEN}
    sealed = {one.page: one for one in layout.sealed}
    form = next((one["path"] for one in output.manifest["documents"] if _is_form(one)), None)
    if form and (output.folder / form).is_file():
        own = enumerate(layout.get_part("form").own_pages, 1)
        yield form, output.folder / form, {page: number for number, page in own if page not in sealed}
    sources = [(file.path, file.sha256, file.first, file.last, 1) for part in layout.parts for file in part.files]
    sources += [(one.path, one.sha256, one.page, one.page, one.source_page) for one in layout.sealed]
    for name, digest, first, last, number in sources:
        path = _find_pdf(output, name)
        if path and name not in rewritten and output.hash_file(path) == digest:
            pages = {page: page - first + number for page in range(first, last + 1)}
            yield name, path, {page: n for page, n in pages.items() if page not in sealed or sealed[page].path == name}


def list_look_sources(
    output: FinishedOutput, layout: Layout, doubtful: Mapping[str, tuple[int, ...]]
) -> Iterator[LookSource]:
    """Yield the evidence files at hand, unchanged since the build, whose pages can be drawn as they are.

    The ``doubtful`` pages of :func:`check_drawings` are compared before others.
    """
    if output.application is None:
        return
    told = {(one["where"]["path"], one["code"]) for one in output.manifest["report"]}
    for file in (file for part in layout.parts for file in part.files if (file.path, _RENDERED) not in told):
        path = output.application / file.path
        is_drawable = ENDINGS.get(path.suffix.lower()) not in (None, FileKind.OFFICE)
        if is_drawable and path.is_file() and output.hash_file(path) == file.sha256:
            pages = file.last - file.first + 1
            is_repaired = (file.path, _REPAIRED) in told
            marked = doubtful.get(file.path, ())
            yield LookSource(file.path, path, "", file.sha256, pages, marked, is_repaired=is_repaired)


def _is_form(document: dict[str, Any]) -> bool:
    return document["role"] == "form" and str(document["path"]).endswith(".pdf")


def _find_pdf(output: FinishedOutput, name: str) -> Path | None:
    """Find the PDF of that name among the inputs or the documents; None where there is none."""
    folders = [folder for folder in (output.application, output.folder) if folder]
    found = (folder / name for folder in folders if name.lower().endswith(".pdf"))
    return next((path for path in found if path.is_file()), None)


def _build_problem(code: str, name: str, message: str) -> Problem:
    return Problem(f"verify.{code}", Where(name), message, "" if code == "unreadable" else _REBUILD_HINT)
