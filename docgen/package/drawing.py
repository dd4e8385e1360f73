"""The pages docgen draws itself: cover, contents, checklist, dividers, and the stamps of all pages.

typst draws them from templates/shared/package. How many pages the contents take depends on how long they are, and
what they say depends on how many pages they take; :func:`draw_book` draws until both agree.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

import typst

from docgen.errors import DefinitionError, ToolMissing
from docgen.package.book import Book, ChecklistRow, FilePages, Item, Layout, Part
from docgen.package.layout import DrawnCounts, PageCounts, lay_out

_ROUNDS = 6
_FILES_NAMED_IN_A_ROW = 6
_LATIN = ("Times New Roman", "Liberation Serif", "Tinos")
_RARE = ("Noto Serif CJK SC", "Source Han Serif SC", "SimSun-ExtB", "SimSun")
_FACES = {
    "song": ("FandolSong", "SimSun", "Songti SC", "STSong", *_RARE),
    "fang": ("FandolFang R", "FandolFang", "FangSong", "FangSong_GB2312", "STFangsong", *_RARE),
    "kai": ("FandolKai", "KaiTi", "KaiTi_GB2312", "STKaiti", *_RARE),
    "hei": ("FandolHei", "SimHei", "Noto Sans CJK SC", "STHeiti", "Microsoft YaHei", *_RARE),
    "headline": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "Noto Serif CJK SC", "FandolSong", *_RARE),
}


_KEPT_BY_TYPST = 10
"""So many documents later typst forgets what it has not used again."""


@dataclass(frozen=True)
class Typesetter:
    """Draws pages with the templates of one folder and the fonts of some folders and of the system."""

    templates: Path
    font_folders: tuple[Path, ...]

    def draw(self, template: str, data: dict[str, Any]) -> tuple[bytes, dict[str, int]]:
        """The PDF that ``template`` makes of ``data``, and the page on which each part in it begins."""
        compiler = self._compiler(template, data)
        try:
            starts = _starts(compiler)
            pdf: bytes = compiler.compile(format="pdf")  # one file, not pages
        except RuntimeError as error:
            raise self._unsettable(template, error) from error
        return pdf, starts

    def pictures(
        self, template: str, data: dict[str, Any], kind: Literal["svg", "png"], density: float = 144.0
    ) -> tuple[bytes, ...]:
        """Each page that ``template`` makes of ``data`` as a picture; ``density`` is the dots an inch of a PNG."""
        try:
            pages = self._compiler(template, data).compile(format=kind, ppi=density)
        except RuntimeError as error:
            raise self._unsettable(template, error) from error
        return (pages,) if isinstance(pages, bytes) else tuple(pages)

    def set_only(self, template: str, data: dict[str, Any]) -> dict[str, int]:
        """The page on which each part begins; nothing is drawn, which spares its time and memory."""
        try:
            return _starts(self._compiler(template, data))
        except RuntimeError as error:
            raise self._unsettable(template, error) from error

    def forget(self) -> None:
        """Give back the memory of what was drawn: typst keeps it until ten more documents are set."""
        for number in range(_KEPT_BY_TYPST + 1):
            empty = f"#set page(width: {number + 1}pt, height: 1pt)".encode()
            typst.Compiler(empty, font_paths=self._fonts).compile(format="pdf")

    def _compiler(self, template: str, data: dict[str, Any]) -> Any:
        return typst.Compiler(
            self.templates / template,
            root=self.templates,
            font_paths=self._fonts,
            sys_inputs={"data": json.dumps(data | {"faces": self._faces}, ensure_ascii=False)},
        )

    def _unsettable(self, template: str, error: RuntimeError) -> DefinitionError:
        return DefinitionError(f"版式模板 {template} 无法排版：{error}", path=self.templates)

    @cached_property
    def _fonts(self) -> Any:
        return typst.Fonts(font_paths=[str(folder) for folder in self.font_folders])

    @cached_property
    def _faces(self) -> dict[str, list[Any]]:
        """The families there are for each face, Latin letters and digits first; ToolMissing without any."""
        families = set(self._fonts.families())
        latin = [{"name": name, "covers": "latin-in-cjk"} for name in _LATIN if name in families][:1]
        faces = {face: [name for name in names if name in families] for face, names in _FACES.items()}
        if not all(faces.values()):
            raise ToolMissing("没有可用的中文字体，无法排版封面和目录。", remedy="请运行 docgen doctor。")
        digits_of_song = {"song": faces["song"]}
        return {face: [*latin, *names] for face, names in faces.items()} | digits_of_song


def _starts(compiler: Any) -> dict[str, int]:
    return {start["part"]: start["page"] for start in json.loads(compiler.query("<part>", field="value"))}


def rehearse(book: Book, typesetter: Typesetter) -> DrawnCounts:
    """How many pages the drawn pieces are likely to have, before anyone knows how many the others have.

    Done while LibreOffice works: typst remembers what it has set, and drawing in earnest takes half the time.
    """
    sections = tuple((part.title, number) for number, part in enumerate(book.form.parts))
    files = {file.sha256: 1 for item in book.items for file in item.files}
    counts = PageCounts(len(sections) + 1, sections, files)
    starts = typesetter.set_only("book.typ", _book_data(book, lay_out(book, counts, _one_each(book))))
    return _drawn_counts(book, starts)


def draw_book(
    book: Book, counts: PageCounts, typesetter: Typesetter, likely: DrawnCounts | None = None
) -> tuple[bytes, Layout]:
    """The PDF of all drawn pages in their order (cover, contents, checklist, dividers) and the final layout."""
    drawn = likely or _one_each(book)
    for _ in range(_ROUNDS):
        layout = lay_out(book, counts, drawn)
        pdf, starts = typesetter.draw("book.typ", _book_data(book, layout))
        found = _drawn_counts(book, starts)
        if found == drawn:
            return pdf, layout
        drawn = found
    raise DefinitionError("目录的页数无法确定：版式模板每次排出的页数都不同。")


def draw_stamps(book: Book, layout: Layout, typesetter: Typesetter) -> bytes:
    """A PDF with one transparent page per page of the package: its number, its item, 草稿 on a draft."""
    data = {"watermark": book.watermark, "labels": list(layout.page_headings())}
    pdf, _ = typesetter.draw("stamps.typ", data)
    return pdf


def contents_entries(layout: Layout) -> Iterator[tuple[int, str, str, int]]:
    """What the contents list, in order: level, prefix, title, page."""
    for part in layout.parts:
        if part.role in ("form", "checklist", "evidence"):
            yield 1, part.heading, part.title, part.first
            yield from ((2, "", section.title, section.page) for section in part.sections)
            yield from ((2, "", file.title, file.first) for file in part.files)


def page_range(first: int, last: int) -> str:
    """The pages as they are printed: 第61—71页, or 第61页."""
    return f"第{first}页" if first == last else f"第{first}—{last}页"


def _one_each(book: Book) -> DrawnCounts:
    return DrawnCounts(1, 1, 1, {item.label: 1 for item in book.items})


def _drawn_counts(book: Book, starts: dict[str, int]) -> DrawnCounts:
    order = ["cover", "contents", "checklist", *(_divider_key(item.label) for item in book.items)]
    begins = [starts[name] for name in order] + [starts["end"] + 1]
    pages = {name: after - here for name, here, after in zip(order, begins, begins[1:], strict=False)}
    dividers = {item.label: pages[_divider_key(item.label)] for item in book.items}
    return DrawnCounts(pages["cover"], pages["contents"], pages["checklist"], dividers)


def _divider_key(label: str) -> str:
    return f"divider {label}"


def _book_data(book: Book, layout: Layout) -> dict[str, Any]:
    lines = [{"label": line.label, "value": line.value} for line in book.cover.lines]
    cover = {
        "title": book.cover.title,
        "subtitle": book.cover.subtitle,
        "lines": lines,
        "date": book.cover.date,
    }
    return {
        "title": book.title,
        "cover": cover,
        "contents": [
            {"level": level, "prefix": prefix, "title": title, "page": page}
            for level, prefix, title, page in contents_entries(layout)
        ],
        "checklist": _checklist_data(book, layout),
        "dividers": [_divider_data(book, part) for part in layout.parts if part.role == "evidence"],
    }


def _checklist_data(book: Book, layout: Layout) -> dict[str, Any]:
    groups = [
        {
            "heading": group.heading,
            "rows": [_row_data(row, layout.evidence(row.label)) for row in group.rows],
        }
        for group in book.checklist
    ]
    return {"title": book.checklist_title, "groups": groups}


def _row_data(row: ChecklistRow, part: Part | None) -> dict[str, Any]:
    files = part.files if part else ()
    named = files if len(files) <= _FILES_NAMED_IN_A_ROW else files[: _FILES_NAMED_IN_A_ROW - 1]
    return {
        "label": row.label,
        "title": row.title,
        "reason": row.reason,
        "state": row.state,
        "files": [_file_data(file) for file in named],
        "more": f"等 {len(files)} 个文件，全部列于隔页" if len(named) < len(files) else "",
        "first": part.first if part else 0,
        "pages": page_range(part.first, part.last) if part else "",
    }


def _divider_data(book: Book, part: Part) -> dict[str, Any]:
    (item,) = (item for item in book.items if item.label == part.item)
    return {
        "key": _divider_key(item.label),
        "heading": item.heading,
        "title": item.title,
        "reason": item.reason,
        "proves": _proven(item),
        "files": [_file_data(file) for file in part.files],
    }


def _proven(item: Item) -> str:
    """What the item proves, part by part; a part that asks for one thing under its own title is named once."""
    by_part = groupby(item.proves, key=lambda one: one.part)
    named = ((part, [one.name for one in proven]) for part, proven in by_part)
    return "；".join(part if names == [part] else f"{part}：{'、'.join(names)}" for part, names in named)


def _file_data(file: FilePages) -> dict[str, Any]:
    return {"title": file.title, "first": file.first, "pages": page_range(file.first, file.last)}
