"""Boxes and ticks in Word documents, in every way people and programs make them."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.project.word.symbol_fonts import BOX_MARKS, find_symbol
from docgen.project.word.word_document import BoxKind, BoxMark, PieceKind, WordBox, iterate_paragraphs
from word_documents import field, first_paragraph, p, r, read_body, sdt, tbl, tc, tr

WINGDINGS = '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'


def symbol(font: str, code: str) -> str:
    return r(f'<w:sym w:font="{font}" w:char="{code}"/>')


def boxes(folder: Path, *content: str) -> tuple[WordBox, ...]:
    return first_paragraph(read_body(folder, p(*content, "是"))).boxes


@pytest.mark.parametrize(
    "glyph, mark",
    [("□", "EMPTY"), ("☐", "EMPTY"), ("☑", "CHECKED"), ("☒", "CROSSED"), ("■", "FILLED"), ("√", "TICK"), ("✔", "TICK")],
)
def test_characters_are_boxes(tmp_path: Path, glyph: str, mark: str) -> None:
    paragraph = first_paragraph(read_body(tmp_path, p(f"属于{glyph}是")))
    assert [(piece.kind, piece.text) for piece in paragraph.pieces] == [
        (PieceKind.TEXT, "属于"),
        (PieceKind.BOX, glyph),
        (PieceKind.TEXT, "是"),
    ]
    assert paragraph.boxes == (WordBox(BoxMark[mark], BoxKind.GLYPH),)


@pytest.mark.parametrize(
    "font, code, mark",
    [
        ("Wingdings", "F0FE", "CHECKED"),
        ("Wingdings", "00FE", "CHECKED"),
        ("Wingdings", "F0FD", "CROSSED"),
        ("Wingdings", "F0FC", "TICK"),
        ("Wingdings", "F0FB", "CROSS"),
        ("Wingdings", "F0A8", "EMPTY"),
        ("Wingdings", "F06F", "EMPTY"),
        ("wingdings", "F071", "EMPTY"),
        ("Wingdings", "F06E", "FILLED"),
        ("Wingdings 2", "F052", "CHECKED"),
        ("Wingdings 2", "0052", "CHECKED"),
        ("Wingdings 2", "F054", "CROSSED"),
        ("Wingdings 2", "F050", "TICK"),
        ("Wingdings 2", "00A3", "EMPTY"),
        ("Wingdings 2", "F02A", None),
        ("Wingdings", "F0A3", None),
        ("Wingdings", "F052", None),
        ("Webdings", "F061", "TICK"),
        ("Webdings", "F063", "EMPTY"),
        ("Symbol", "F0D6", "TICK"),
        ("MS Gothic", "2612", "CROSSED"),
        ("宋体", "25A1", "EMPTY"),
    ],
)
def test_symbols_are_boxes_by_their_font(tmp_path: Path, font: str, code: str, mark: str | None) -> None:
    expected = () if mark is None else (WordBox(BoxMark[mark], BoxKind.SYMBOL),)
    assert boxes(tmp_path, symbol(font, code)) == expected


def test_letters_of_a_symbol_font_are_signs(tmp_path: Path) -> None:
    """LibreOffice writes w:sym so, and people who set a letter in Wingdings 2."""
    two = WINGDINGS.replace("Wingdings", "Wingdings 2")
    found = boxes(tmp_path, r("\uf0fe", WINGDINGS), "甲", r("R", two), "乙", r("\uf0a8", WINGDINGS))
    assert [box.mark for box in found] == [BoxMark.CHECKED, BoxMark.CHECKED, BoxMark.EMPTY]


def test_a_symbol_font_of_a_style(tmp_path: Path) -> None:
    styles = f'<w:style w:type="character" w:styleId="tick"><w:rPr>{WINGDINGS}</w:rPr></w:style>'
    read = read_body(tmp_path, p(r("\uf0fe", '<w:rStyle w:val="tick"/>'), "√2"), {"styles": styles})
    assert [box.mark for box in first_paragraph(read).boxes] == [BoxMark.CHECKED, BoxMark.TICK]


@pytest.mark.parametrize("font, code", [("Wingdings", "F04A"), ("Wingdings 3", "F07D"), ("", "F0FE"), ("宋体", "E000")])
def test_an_unknown_symbol_is_told(tmp_path: Path, font: str, code: str) -> None:
    read = read_body(tmp_path, tbl(tr(tc("是否"), tc(p(symbol(font, code), "是")))))
    (unread,) = read.unread
    assert unread.what == f"特殊符号（{font or '字体不明'} {code}）"
    assert unread.place.describe() == "第 1 个表第 1 行第 2 格" and unread.is_seen


@pytest.mark.parametrize("state, glyph, mark", [("1", "☒", "CROSSED"), ("0", "☐", "EMPTY"), ("true", "☑", "CHECKED")])
def test_checkbox_controls(tmp_path: Path, state: str, glyph: str, mark: str) -> None:
    control = sdt(r(glyph), f'<w14:checkbox><w14:checked w14:val="{state}"/></w14:checkbox>')
    assert boxes(tmp_path, control) == (WordBox(BoxMark[mark], BoxKind.CONTROL),)


@pytest.mark.parametrize("state, mark", [("1", BoxMark.CHECKED), ("0", BoxMark.EMPTY)])
def test_a_checkbox_control_with_a_sign_of_its_own(tmp_path: Path, state: str, mark: BoxMark) -> None:
    control = sdt(r("*"), f'<w14:checkbox><w14:checked w14:val="{state}"/></w14:checkbox>')
    paragraph = first_paragraph(read_body(tmp_path, p(control, "是")))
    assert (paragraph.text, paragraph.boxes) == (f"{mark.value}是", (WordBox(mark, BoxKind.CONTROL),))


def test_a_checkbox_control_around_a_cell(tmp_path: Path) -> None:
    control = sdt(tc("☒"), '<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>')
    read = read_body(tmp_path, tbl(tr(control, tc("☐"))))
    kinds = [box.kind for paragraph in iterate_paragraphs(read.blocks) for box in paragraph.boxes]
    assert kinds == [BoxKind.CONTROL, BoxKind.GLYPH]


@pytest.mark.parametrize(
    "state, mark",
    [
        ("<w:checked/>", BoxMark.CROSSED),
        ('<w:checked w:val="0"/><w:default w:val="1"/>', BoxMark.EMPTY),
        ('<w:default w:val="1"/>', BoxMark.CROSSED),
        ('<w:default w:val="0"/>', BoxMark.EMPTY),
    ],
)
@pytest.mark.parametrize("result", [None, ""])
def test_legacy_checkboxes(tmp_path: Path, state: str, mark: BoxMark, result: str | None) -> None:
    form = f"<w:ffData><w:checkBox><w:sizeAuto/>{state}</w:checkBox></w:ffData>"
    assert boxes(tmp_path, field(" FORMCHECKBOX ", result, form)) == (WordBox(mark, BoxKind.FIELD),)


@pytest.mark.parametrize(
    "code, mark",
    [
        (r"eq \o\ac(□,√)", BoxMark.CHECKED),
        (r"EQ \o(□,√)", BoxMark.CHECKED),
        (r"EQ \o\ac(□，×)", BoxMark.CROSSED),
        (r"EQ \o\ac(□, )", BoxMark.EMPTY),
    ],
)
def test_characters_over_one_another(tmp_path: Path, code: str, mark: BoxMark) -> None:
    assert boxes(tmp_path, field(f" {code} ")) == (WordBox(mark, BoxKind.FIELD),)


def test_a_symbol_field_without_result(tmp_path: Path) -> None:
    (box,) = boxes(tmp_path, field(r'SYMBOL 254 \f "Wingdings" \s 12'))
    assert box.mark is BoxMark.CHECKED


@pytest.mark.parametrize("text, mark", [("√", BoxMark.CHECKED), (" ", BoxMark.EMPTY), ("×", BoxMark.CROSSED)])
def test_a_sign_in_a_border_is_a_box(tmp_path: Path, text: str, mark: BoxMark) -> None:
    assert boxes(tmp_path, r(text, '<w:bdr w:val="single"/>')) == (WordBox(mark, BoxKind.BORDER),)
    assert boxes(tmp_path, r("有边框的字", '<w:bdr w:val="single"/>')) == ()


def test_a_tick_typed_beside_a_box_has_no_frame(tmp_path: Path) -> None:
    tick, empty = boxes(tmp_path, "√□")
    assert (tick.mark.has_frame, tick.is_marked, empty.mark.has_frame, empty.is_marked) == (False, True, True, False)


def test_bullets_that_are_boxes(tmp_path: Path) -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0a8"/>'
        f'<w:rPr>{WINGDINGS}</w:rPr></w:lvl></w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num>'
    )
    properties = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr>'
    assert first_paragraph(read_body(tmp_path, p("是", properties=properties), {"numbering": numbering})).number == "□"


def test_each_sign_of_a_box_in_a_symbol_font_is_known() -> None:
    for font in ("Wingdings", "Wingdings 2", "Webdings", "Symbol", "Marlett"):
        signs = {find_symbol(font, code) for code in range(0x20, 0x100)}
        assert all(sign is None or len(sign) == 1 for sign in signs)
        assert signs & set(BOX_MARKS)
