"""A layout that is written and read again is the same layout; the layouts of 2025 come out as they are kept."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from docgen.documents.templates.form_layout import (
    FormLayout,
    LayoutCell,
    LayoutLine,
    LayoutParagraph,
    LayoutRow,
    LayoutSection,
    LayoutSpan,
    LayoutTable,
    OfficialText,
    RowGroup,
    Slot,
    read_layout,
)
from docgen.documents.templates.layout_writer import write_layout

TEMPLATES = Path(__file__).parents[3] / "templates"
LAYOUTS = sorted(TEMPLATES.glob("*/form.html")) + sorted(TEMPLATES.glob("shared/*/*.html"))


def write_and_read(layout: FormLayout, folder: Path) -> FormLayout:
    path = folder / "form.html"
    path.write_text(write_layout(layout), encoding="utf-8")
    return read_layout(path)


def without_shares(layout: FormLayout) -> FormLayout:
    sections = []
    for section in layout.sections:
        blocks = [replace(one, shares=()) if isinstance(one, LayoutTable) else one for one in section.blocks]
        sections.append(replace(section, blocks=tuple(blocks)))
    return replace(layout, sections=tuple(sections))


def list_shares(layout: FormLayout) -> list[float]:
    tables = [block for section in layout.sections for block in section.blocks if isinstance(block, LayoutTable)]
    return [share for table in tables for share in table.shares]


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda path: path.parent.name)
def test_written_and_read_again_it_is_the_same(path: Path, tmp_path: Path) -> None:
    layout = read_layout(path)
    again = write_and_read(layout, tmp_path)
    assert without_shares(again) == without_shares(layout)
    assert list_shares(again) == pytest.approx(list_shares(layout), abs=1e-9)


@pytest.mark.parametrize("form_id", ["2025-application", "2025-review"])
def test_it_is_written_as_it_is_kept(form_id: str) -> None:
    path = TEMPLATES / form_id / "form.html"
    kept = path.read_text("utf-8")
    assert write_layout(read_layout(path)) == re.sub(r"<!--.*?-->\n", "", kept, flags=re.DOTALL)


def test_signs_of_the_notation_are_text(tmp_path: Path) -> None:
    words = LayoutLine((LayoutSpan((OfficialText("A<B & “C” > D　E"), Slot("a.b"), OfficialText(" 个"))),))
    blank = LayoutLine((LayoutSpan((Slot("c"),), ("v",)), LayoutSpan((OfficialText("项"),))))
    own = LayoutLine((LayoutSpan((Slot("row.label"),)),))
    rows = (
        LayoutRow((LayoutCell((words, blank), 2, 1, False, ("v", "left"), 8),)),
        LayoutRow((LayoutCell((own,), is_label=True), LayoutCell((LayoutLine(),), 1)), ("head",), "row in x.own"),
    )
    groups = (RowGroup(rows[:1]), RowGroup((replace(rows[1], each=""),), "row in y.own"), RowGroup(rows[1:]))
    table = LayoutTable((0.25, 0.75), groups, ("close",))
    blocks = (LayoutParagraph("h2", words), LayoutParagraph("p", blank, ("line",)), table)
    layout = FormLayout("A & B", ("landscape", "wide"), (LayoutSection("s1", ("front",), blocks),))
    assert write_and_read(layout, tmp_path) == layout


def test_the_comment_cannot_end_early(tmp_path: Path) -> None:
    path = tmp_path / "form.html"
    path.write_text(write_layout(FormLayout("x", (), ()), "a --> <b>"), encoding="utf-8")
    assert read_layout(path) == FormLayout("x", (), ())
