"""The pages docgen draws itself: cover, contents, checklist, dividers, and the stamps of all pages.

typst draws them from templates/shared/package. How many pages the contents take depends on how long they are, and
what they say depends on how many pages they take; :func:`draw_book` draws until both agree.
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
"""The template of what is stamped on each page."""

_TYPST_CACHE_AGE = 10
"""So many documents later typst forgets what it has not used again."""


@dataclass(frozen=True)
class Typesetter:
    """Draws pages with the templates of one folder and the fonts of some folders and of the system."""

    templates: Path
    font_folders: tuple[Path, ...]

    def draw(self, template: str, data: dict[str, Any]) -> tuple[bytes, dict[str, int]]:
        """The PDF that ``template`` makes of ``data``, and the page on which each part in it begins."""
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
        """Each page that ``template`` makes of ``data`` as a picture; ``density`` is the dots an inch of a PNG."""
        try:
            pages = self._create_compiler(template, data).compile(format=kind, ppi=density)
        except RuntimeError as error:
            raise self._build_error(template, error) from error
        return (pages,) if isinstance(pages, bytes) else tuple(pages)

    def query_starts(self, template: str, data: dict[str, Any]) -> dict[str, int]:
        """The page on which each part begins; nothing is drawn, which spares its time and memory."""
        try:
            return _query_starts(self._create_compiler(template, data))
        except RuntimeError as error:
            raise self._build_error(template, error) from error

    def release_memory(self) -> None:
        """Give back the memory of what was drawn: typst keeps it until ten more documents are set."""
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
        """The families there are for each face, Latin letters and digits first; ToolMissing without any."""
        families = set(self._fonts.families())
        latin = [{"name": name, "covers": "latin-in-cjk"} for name in PAGE_LATIN if name in families][:1]
        faces = {face: [name for name in names if name in families] for face, names in PAGE_FACES.items()}
        if not all(faces.values()):
            raise ToolMissing("没有可用的中文字体，无法排版封面和目录。", remedy="请运行 docgen doctor。")
        digits_of_song = {"song": faces["song"]}
        return {face: [*latin, *names] for face, names in faces.items()} | digits_of_song


def _trim_heap() -> None:
    """Give the system what is free: the C library of Linux keeps it, and LibreOffice needs it meanwhile."""
    if sys.platform.startswith("linux") and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def _query_starts(compiler: Any) -> dict[str, int]:
    """The page on which each part begins, in order, and one more: ``end``, behind the last."""
    return {start["part"]: start["page"] for start in json.loads(compiler.query("<part>", field="value"))}


def estimate_drawn_counts(book: Book, typesetter: Typesetter) -> DrawnCounts:
    """How many pages the drawn pieces are likely to have, before anyone knows how many the others have.

    Done while LibreOffice works: typst remembers what it has set, and drawing in earnest takes half the time.
    """
    sections = tuple((part.title, number) for number, part in enumerate(book.form.parts))
    files = {file.sha256: 1 for item in book.items for file in item.files}
    counts = PageCounts(len(sections) + 1, sections, files, 0, dict.fromkeys(files, 0))
    data = _build_book_data(book, lay_out(book, counts, DrawnCounts()))
    return DrawnCounts(_count_pages(typesetter.query_starts("book.typ", data)))


def draw_book(
    book: Book, counts: PageCounts, typesetter: Typesetter, likely: DrawnCounts | None = None
) -> tuple[bytes, Layout]:
    """One PDF of all drawn pages, and the final layout.

    The pages lie in the order of the layout, volume by volume: for each part but the form its ``own_pages()`` (cover,
    contents, checklist, requirements, dividers), without the blank pages in between.
    """
    pdf = b""

    def draw(layout: Layout) -> dict[str, int]:
        nonlocal pdf
        pdf, starts = typesetter.draw("book.typ", _build_book_data(book, layout))
        return _count_pages(starts)

    layout = find_stable_layout(book, counts, likely or DrawnCounts(), draw)
    return pdf, layout


def draw_stamps(
    book: Book, layout: Layout, typesetter: Typesetter, codes: Mapping[int, Sequence[str]] = NO_CODES
) -> bytes:
    """A PDF with one transparent page per page of the package: its number, its item, 草稿 on a draft.

    ``codes`` has the modules of the code that is printed on a page, by page: rows of 0 and 1, without a quiet zone.
    """
    pdf, _ = typesetter.draw(STAMPS, {"watermark": book.watermark, "pages": list(build_stamps(layout, codes))})
    return pdf


def _build_book_data(book: Book, layout: Layout) -> dict[str, Any]:
    return {"title": book.title, "pieces": list(build_pieces(book, layout))}


def _count_pages(starts: dict[str, int]) -> dict[str, int]:
    """How many pages each piece has: up to where the next one begins."""
    return {key: after - here for (key, here), after in zip(starts.items(), [*starts.values()][1:], strict=False)}
