"""Build the Word template of a form from its layout (form.html) and the shared style (static parts of a Word file).

The template is an ordinary Word file with slots for docxtpl. Bookmarks give the page of a part or a row in the PDF:
``cover``, ``s4`` and ``s4r07`` (part 4, row 7).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile
from pathlib import Path
from tempfile import TemporaryDirectory

from docgen.definitions.blank_pages import Room
from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Form
from docgen.documents.templates.form_layout import FormLayout, LayoutParagraph, LayoutSection, LayoutTable, read_layout
from docgen.documents.templates.layout_check import check_layout
from docgen.documents.templates.template_check import check_template
from docgen.documents.templates.template_table import (
    PER_PART,
    SlotKinds,
    TableWriter,
    build_cover_table,
    get_class_style,
)
from docgen.documents.word import wordml
from docgen.documents.word.archive import build_archive
from docgen.documents.word.wordml import Element, w
from docgen.errors import DefinitionError
from docgen.runtime.output_folder import write_file

__all__ = ["build_template", "build_templates", "check_template", "measure_rooms"]

_A4 = (11906, 16838)  # twentieths of a point, as all measures here
_SHARED = ("checklist", "enterprise", "calculation", "assessment", "print_order", "hand_places")
"""The templates that belong to no form."""

_PORTRAIT = {"top": 1588, "right": 1474, "bottom": 1418, "left": 1588}
_LANDSCAPE = {"top": 1474, "right": 1361, "bottom": 1361, "left": 1361}
_WIDE = {"top": 1247, "right": 850, "bottom": 1134, "left": 850}
_STYLE_OF_TAG = {
    ("cover", "h1"): "CoverTitle",
    ("front", "h2"): "FrontTitle",
    ("front", "p"): "FrontText",
    ("", "h1"): "Title",
    ("", "h2"): "Part",
    ("", "h3"): "PlanHeading1",
    ("", "h4"): "PlanHeading2",
    ("", "h5"): "PlanHeading3",
    ("", "p"): "Lead",
}


def build_template(html: Path, house: Path, form: Form | None) -> bytes:
    """Build the Word template of the layout ``html`` in the style of the folder ``house``; deterministic.

    ``form`` gives the kinds of the slots (tick box, long text); without it every slot is a short text.
    Raises DefinitionError, with the line, if the layout has unknown notation.
    """
    layout = read_layout(html)
    parts = {path.relative_to(house).as_posix(): path.read_bytes() for path in _list_files(house)}
    parts["word/document.xml"] = wordml.build_document(_BodyWriter(layout, SlotKinds.build(form)).build_elements())
    parts["word/styles.xml"] = wordml.copy_styles(parts["word/styles.xml"], _list_style_copies(layout))
    parts["docProps/core.xml"] = wordml.set_title(parts["docProps/core.xml"], layout.title)
    return build_archive(parts)


def measure_rooms(html: Path, form: Form) -> dict[str, Room]:
    """Measure the room of each text of ``form`` in the layout ``html``, by slot; empty if there is no layout."""
    if not html.is_file():
        return {}
    body = _BodyWriter(read_layout(html), SlotKinds.build(form))
    return dict(
        room
        for table, section in body.list_tables()
        for room in body.build_table_writer(table, section).measure_rooms()
    )


def build_templates(form_ids: Sequence[str], catalog: Catalog) -> Iterator[Path]:
    """Write the Word templates of the forms and yield their paths; without ids those of all forms and the shared ones.

    Raises DefinitionError, with file and line, if a layout does not have each slot of its form once.
    """
    house = catalog.find_shared_template("house")
    forms = [catalog.load_form(form_id) for form_id in form_ids or catalog.list_form_ids()]
    layouts = [(catalog.find_template(form.id) / "form.html", form) for form in forms]
    shared = [] if form_ids else [(catalog.find_shared_template(name) / f"{name}.html", None) for name in _SHARED]
    for html, form in [*layouts, *shared]:
        yield write_file(html.with_suffix(".docx"), _build_checked_template(form, html, house))


def _build_checked_template(form: Form | None, html: Path, house: Path) -> bytes:
    """Build the template of a layout and check its slots and repeated rows against ``form``."""
    if form is None:
        return build_template(html, house, None)
    check_layout(html, form)
    built = build_template(html, house, form)
    with TemporaryDirectory(prefix="docgen-", ignore_cleanup_errors=True) as folder:
        for problem in check_template(write_file(Path(folder) / html.with_suffix(".docx").name, built), form):
            raise DefinitionError(problem.message, remedy=problem.hint, path=html)
    return built


def _list_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _list_style_copies(layout: FormLayout) -> Iterator[tuple[str, str, str]]:
    """List the style copies of each part; they let the answers of one part be set smaller."""
    for section in layout.sections:
        if not section.classes:
            yield from ((style, f"{style}-{section.id}", section.id) for style in PER_PART)


class _BodyWriter:
    """Builds the body of a Word file from the sections of a layout."""

    def __init__(self, layout: FormLayout, kinds: SlotKinds) -> None:
        self.sections = layout.sections
        self.page = _A4[::-1] if "landscape" in layout.classes else _A4
        self.margins = _get_margins(layout)
        self.width = self.page[0] - self.margins["left"] - self.margins["right"]
        self.kinds = kinds
        self.list_bookmarks = wordml.Bookmarks()

    def build_elements(self) -> Iterator[Element]:
        """Build the content of the body, in order."""
        for section in self.sections:
            yield from self._build_section(section)
        yield wordml.build_section(*self.page, self.margins)

    def list_tables(self) -> Iterator[tuple[LayoutTable, LayoutSection]]:
        """List the tables, each with its section."""
        for section in self.sections:
            yield from ((block, section) for block in section.blocks if isinstance(block, LayoutTable))

    def build_table_writer(self, table: LayoutTable, section: LayoutSection) -> TableWriter:
        """Build the writer of a table; rows are numbered through all tables of the section."""
        above = takewhile(lambda block: block is not table, section.blocks)
        rows = sum(len(block.rows) for block in above if isinstance(block, LayoutTable))
        return TableWriter(table, (section.id, rows), self.width, self.kinds, self.list_bookmarks)

    def _build_section(self, section: LayoutSection) -> Iterator[Element]:
        mark = self.list_bookmarks.create(section.id)
        # Adjacent lines of the cover share one table, so that their columns are aligned.
        for is_cover_line, blocks in groupby(section.blocks, _is_cover_line):
            if is_cover_line:
                yield from build_cover_table([b.line for b in blocks if isinstance(b, LayoutParagraph)], self.width)
                continue
            for block in blocks:
                yield from self._build_block(block, section, mark)
                mark = []  # only the first block of a section bears its bookmark

    def _build_block(
        self, block: LayoutParagraph | LayoutTable, section: LayoutSection, mark: list[Element]
    ) -> Iterator[Element]:
        if isinstance(block, LayoutTable):
            yield from self.build_table_writer(block, section).build_elements()
        elif "foot" in block.classes:
            yield from self._build_foot(block)
        else:
            yield wordml.build_paragraph(_find_style(block, section), [*mark, *self.kinds.build_runs(block.line)])

    def _build_foot(self, block: LayoutParagraph) -> Iterator[Element]:
        """Build a paragraph at the bottom of its page, independent of the lines above it."""
        place = {"hAnchor": "margin", "vAnchor": "margin", "xAlign": "center", "yAlign": "bottom"}
        frame = w("framePr", w=self.width, wrap="notBeside", **place)
        yield wordml.build_paragraph("CoverFoot", self.kinds.build_runs(block.line), frame)
        yield wordml.build_paragraph("AfterTable", [])


def _get_margins(layout: FormLayout) -> dict[str, int]:
    if "wide" in layout.classes:
        return _WIDE
    return _LANDSCAPE if "landscape" in layout.classes else _PORTRAIT


def _is_cover_line(block: LayoutParagraph | LayoutTable) -> bool:
    return isinstance(block, LayoutParagraph) and "line" in block.classes


def _find_style(block: LayoutParagraph, section: LayoutSection) -> str:
    for name in block.classes:
        return get_class_style(name, section.id)
    keys = [(name, block.tag) for name in (*section.classes, "")]
    return next(_STYLE_OF_TAG[key] for key in keys if key in _STYLE_OF_TAG)
