"""Text that nobody sees because of its colour, and marks by colour."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.project.word.text_colours import UNKNOWN, are_alike, read_shading
from docgen.project.word.word_document import TextMark
from word_documents import first_paragraph, p, r, read_body, tbl, tc, tr

WHITE = '<w:color w:val="FFFFFF"/>'


def shade(colour: str, pattern: str = "clear") -> str:
    return f'<w:shd w:val="{pattern}" w:color="auto" w:fill="{colour}"/>'


def read_colours(folder: Path, body: str, parts: dict[str, str] | None = None) -> tuple[str, list[str]]:
    document = read_body(folder, body, parts)
    block = document.blocks[0]
    text = block.text if hasattr(block, "text") else block.rows[0].cells[0].text  # type: ignore[union-attr]
    return text, [one.text for one in document.unread if "看不见" in one.what and not one.is_seen]


@pytest.mark.parametrize("properties", [WHITE, '<w:color w:val="FAFAFA"/>', '<w:highlight w:val="white"/>' + WHITE])
def test_white_text_on_paper_is_told_and_not_read(tmp_path: Path, properties: str) -> None:
    assert read_colours(tmp_path, p("甲", r("86.40", properties), "乙")) == ("甲乙", ["86.40"])


def test_text_in_the_colour_of_its_ground(tmp_path: Path) -> None:
    red = '<w:color w:val="FF0000"/>'
    assert read_colours(tmp_path, p("甲", r("乙", red + '<w:highlight w:val="red"/>'))) == ("甲", ["乙"])
    assert read_colours(tmp_path, p("甲", r("乙", red), properties=shade("FE0000"))) == ("甲", ["乙"])
    assert read_colours(tmp_path, tbl(tr(tc(p("甲", r("乙", red)), shade("FF0505"))))) == ("甲", ["乙"])


def test_text_that_is_seen_stays(tmp_path: Path) -> None:
    white = r("标题", WHITE)
    for body in (
        p(r("标题", WHITE + shade("1F4E79"))),
        p(white, properties=shade("1F4E79")),
        tbl(tr(tc(p(white), shade("1F4E79")))),
        tbl(tr(tc(p(white), shade("auto", "pct50")))),
        p(r("标题", '<w:color w:val="auto"/>')),
        p(r("标题", '<w:color w:val="BFBFBF"/>')),
    ):
        assert read_colours(tmp_path, body) == ("标题", [])


def test_text_before_a_drawing_stays(tmp_path: Path) -> None:
    """A cover with a dark picture behind a white title."""
    picture = '<w:r><w:drawing><wp:anchor behindDoc="{}"/></w:drawing></w:r>'
    assert read_colours(tmp_path, p(r("标题", WHITE)) + p(picture.format(1))) == ("标题", [])
    assert read_colours(tmp_path, p(r("标题", WHITE)) + p(picture.format(0))) == ("", ["标题"])


def test_a_table_whose_style_shades_it_hides_nothing(tmp_path: Path) -> None:
    styled = tbl(tr(tc(p(r("标题", WHITE))))).replace("<w:tblPr/>", '<w:tblPr><w:tblStyle w:val="dark"/></w:tblPr>')
    dark = f'<w:tblStylePr w:type="firstRow"><w:tcPr>{shade("1F4E79")}</w:tcPr></w:tblStylePr>'
    styles = f'<w:style w:type="table" w:styleId="dark">{dark}</w:style>'
    assert read_colours(tmp_path, styled, {"styles": styles}) == ("标题", [])
    assert read_colours(tmp_path, styled) == ("", ["标题"])


def test_choices_marked_by_colour_or_border(tmp_path: Path) -> None:
    border = '<w:bdr w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    none = '<w:highlight w:val="none"/>' + shade("FFFFFF") + border.replace("single", "nil")
    pieces = first_paragraph(
        read_body(
            tmp_path,
            p(r("是", '<w:highlight w:val="yellow"/>'), r("否", none), r("有", shade("FFFF00")), "无", r("在", border)),
        )
    ).pieces
    assert [(piece.text, piece.marks) for piece in pieces] == [
        ("是", TextMark.HIGHLIGHTED),
        ("否", TextMark.NONE),
        ("有", TextMark.HIGHLIGHTED),
        ("无", TextMark.NONE),
        ("在", TextMark.BORDERED),
    ]


def test_colours() -> None:
    assert are_alike("FFFFFF", "F0F0F0") and not are_alike("FFFFFF", "E0E0E0")
    assert not are_alike("", "") and not are_alike("FFFFFF", UNKNOWN)
    assert read_shading(None) == ""
