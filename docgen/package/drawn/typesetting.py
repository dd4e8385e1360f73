"""Drawing of the generated pages (cover, contents, checklist, dividers) and of the stamps of all pages.

typst draws them from templates/shared/package. The page numbers in the contents depend on the length of the contents
themselves; :func:`draw_book` draws until both agree.
"""

from __future__ import annotations

import ctypes
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import typst

from docgen.errors import DefinitionError, ToolMissing
from docgen.package.drawn.template_data import build_pieces, build_stamps
from docgen.package.layout.book import Book
from docgen.package.layout.package_layout import Layout
from docgen.package.layout.page_numbers import DrawnCounts, PageCounts, find_stable_layout, lay_out
from docgen.progress import checkpoint
from docgen.runtime.fonts import PAGE_FACES, PAGE_LATIN

NO_CODES: Mapping[int, Sequence[str]] = MappingProxyType({})

STAMPS = "stamps.typ"
"""The template of the stamps of all pages."""

_TYPST_CACHE_AGE = 10
"""Number of further documents after which typst drops unused entries of its cache."""


@dataclass(frozen=True)
class Typesetter:
    """Renderer for the templates of one folder, with the fonts of some folders and of the system."""

    templates: Path
    font_folders: tuple[Path, ...]

    def __reduce__(self) -> tuple[type[Typesetter], tuple[Path, tuple[Path, ...]]]:
        return Typesetter, (self.templates, self.font_folders)  # another process opens the fonts by itself

    def draw(self, template: str, data: dict[str, Any]) -> tuple[bytes, dict[str, int]]:
        """Draw ``template`` with ``data``; returns the PDF and the first page of each part in it.

        Raises DefinitionError where typst cannot set the template, ToolMissing without any Chinese font.
        """
        compiler = self._create_compiler(template, data)
        try:
            starts = _query_starts(compiler)
            pdf: bytes = compiler.compile(format="pdf")  # one file, not pages
        except RuntimeError as error:
            raise self._build_error(template, error) from error
        return pdf, starts

    def draw_pictures(
        self, template: str, data: dict[str, Any], kind: Literal["svg", "png"], density: float = 144.0
    ) -> tuple[bytes, ...]:
        """Draw ``template`` with ``data``; returns each page as an image. ``density`` is the dpi of a PNG."""
        try:
            pages = self._create_compiler(template, data).compile(format=kind, ppi=density)
        except RuntimeError as error:
            raise self._build_error(template, error) from error
        return (pages,) if isinstance(pages, bytes) else tuple(pages)

    def query_starts(self, template: str, data: dict[str, Any]) -> dict[str, int]:
        """Return the first page of each part without drawing the PDF, which saves time and memory."""
        try:
            return _query_starts(self._create_compiler(template, data))
        except RuntimeError as error:
            raise self._build_error(template, error) from error

    def release_memory(self) -> None:
        """Release the memory of former drawings."""
        # typst keeps its cache until ten more documents are set, and has no call for it: set empty ones.
        for number in range(_TYPST_CACHE_AGE + 1):
            empty = f"#set page(width: {number + 1}pt, height: 1pt)".encode()
            typst.Compiler(empty, font_paths=self._fonts).compile(format="pdf")
        _trim_heap()

    def _create_compiler(self, template: str, data: dict[str, Any]) -> Any:
        checkpoint()
        return typst.Compiler(
            self.templates / template,
            root=self.templates,
            font_paths=self._fonts,
            sys_inputs={"data": json.dumps(data | {"faces": self._faces}, ensure_ascii=False)},
        )

    def _build_error(self, template: str, error: RuntimeError) -> DefinitionError:
        return DefinitionError(f"版式模板 {template} 无法排版：{error}", path=self.templates)

    @cached_property
    def _fonts(self) -> Any:
        return typst.Fonts(font_paths=[str(folder) for folder in self.font_folders])

    @cached_property
    def _faces(self) -> dict[str, list[Any]]:
        """The installed families for each face, Latin ones first; ToolMissing where a face has none."""
        families = set(self._fonts.families())
        latin = [{"name": name, "covers": "latin-in-cjk"} for name in PAGE_LATIN if name in families][:1]
        faces = {face: [name for name in names if name in families] for face, names in PAGE_FACES.items()}
        if not all(faces.values()):
            raise ToolMissing("没有可用的中文字体，无法排版封面和目录。", remedy="请运行 docgen doctor。")
        digits_of_song = {"song": faces["song"]}
        return {face: [*latin, *names] for face, names in faces.items()} | digits_of_song


_MANY_FILES = 400
"""The number of files from which on each round of drawing begins without the cache of typst, which grows with them."""


def _trim_heap() -> None:
    """Return free memory to the system: the C library of Linux keeps it, while LibreOffice needs it."""
    if sys.platform.startswith("linux") and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def _query_starts(compiler: Any) -> dict[str, int]:
    """Return the first page of each part, in order, and ``end``, the page after the last."""
    return {start["part"]: start["page"] for start in json.loads(compiler.query("<part>", field="value"))}


def estimate_drawn_counts(book: Book, typesetter: Typesetter) -> DrawnCounts:
    """Estimate the page counts of the drawn pieces before those of the other files are known.

    This runs while LibreOffice works: typst caches the result, and the final drawing takes half the time.
    """
    sections = tuple((part.title, number) for number, part in enumerate(book.form.parts))
    files = {file.sha256: 1 for item in book.items for file in item.files}
    counts = PageCounts(len(sections) + 1, sections, files, 0, dict.fromkeys(files, 0))
    data = _build_book_data(book, lay_out(book, counts, DrawnCounts()))
    return DrawnCounts(_count_pages(typesetter.query_starts("book.typ", data)))


def draw_book(
    book: Book, counts: PageCounts, typesetter: Typesetter, likely: DrawnCounts | None = None
) -> tuple[bytes, Layout]:
    """Draw all generated pages as one PDF; returns it and the final layout.

    The pages are in the order of the layout, volume by volume: the ``own_pages`` of each part except the form (cover,
    contents, checklist, requirements, dividers), without blank pages.
    """
    pdf = b""

    is_large = sum(len(item.files) for item in book.items) > _MANY_FILES

    def draw(layout: Layout) -> dict[str, int]:
        nonlocal pdf
        if is_large:
            typesetter.release_memory()
        pdf, starts = typesetter.draw("book.typ", _build_book_data(book, layout))
        return _count_pages(starts)

    layout = find_stable_layout(book, counts, likely or DrawnCounts(), draw)
    return pdf, layout


def draw_stamps(
    book: Book, layout: Layout, typesetter: Typesetter, codes: Mapping[int, Sequence[str]] = NO_CODES
) -> bytes:
    """Draw a PDF with one transparent page per page of the package: number, item, 草稿 on a draft.

    ``codes`` holds the modules of the printed codes by page: rows of 0 and 1, without a quiet zone.
    """
    pdf, _ = typesetter.draw(STAMPS, {"watermark": book.watermark, "pages": list(build_stamps(layout, codes))})
    return pdf


def _build_book_data(book: Book, layout: Layout) -> dict[str, Any]:
    return {"title": book.title, "pieces": list(build_pieces(book, layout))}


def _count_pages(starts: dict[str, int]) -> dict[str, int]:
    """Return the page count of each piece, from its first page and that of the next one."""
    return {key: after - here for (key, here), after in zip(starts.items(), [*starts.values()][1:], strict=False)}
