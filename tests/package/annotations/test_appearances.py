"""Annotations and form fields without an appearance are printed as viewers draw them, or named."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from docgen.package.evidence.evidence_pdf import inspect_file
from docgen.package.evidence.page_ink import Ink
from foreign_pdfs import FORM, SEAL, bind, codes, count_coloured, count_dark, one_page, stream, write_objects

EMPTY = stream("/Type/XObject/Subtype/Form/BBox[0 0 300 24]", b"/Tx BMC EMC")
OLD = stream(
    "/Type/XObject/Subtype/Form/BBox[0 0 300 24]/Resources<</Font<</Helv 5 0 R>>>>", b"BT /Helv 14 Tf 2 6 Td (o) Tj ET"
)
WORDS = "云溪县工业和信息化局"
CHINESE = "<FEFF" + WORDS.encode("utf-16-be").hex() + ">"
SHAPES = {
    "FreeText": "/Rect[100 400 300 440]/Contents(RECEIVED 2022-10-08)/DA(/Helv 18 Tf 1 0 0 rg)",
    "Highlight": "/Rect[70 690 260 725]/QuadPoints[72 722 250 722 72 695 250 695]/C[1 1 0]",
    "Underline": "/Rect[70 690 260 725]/QuadPoints[72 722 250 722 72 695 250 695]/C[1 0 0]",
    "StrikeOut": "/Rect[70 690 260 725]/QuadPoints[72 722 250 722 72 695 250 695]/C[1 0 0]",
    "Squiggly": "/Rect[70 690 260 725]/QuadPoints[72 722 250 722 72 695 250 695]/C[1 0 0]",
    "Square": "/Rect[60 500 300 600]/C[1 0 0]/BS<</W 3>>",
    "Circle": "/Rect[60 500 300 600]/C[1 0 0]/IC[1 1 0]/BS<</W 3/S/D/D[4 2]>>",
    "Line": "/Rect[60 500 300 600]/L[70 510 290 590]/C[1 0 0]/BS<</W 3>>/LE[/None/OpenArrow]",
    "Ink": "/Rect[60 500 300 600]/InkList[[70 510 150 590 200 520 290 590]]/C[0 0 1]/BS<</W 3>>",
    "Polygon": "/Rect[60 500 300 600]/Vertices[70 510 150 590 290 520]/C[0 0 1]/BS<</W 3>>",
    "PolyLine": "/Rect[60 500 300 600]/Vertices[70 510 150 590 290 520]/C[0 0 1]/BS<</W 3>>",
}


def note(kind: str, entries: str) -> str:
    return f"<</Type/Annot/F 4/Subtype/{kind}{entries}>>"


def annotated(path: Path, kind: str, entries: str, root: str = "") -> Path:
    return write_objects(path, one_page("6 0 R", root, [note(kind, entries)]))


def form(path: Path, value: str, entries: str = "", more: list[str | bytes] | None = None, needs: bool = True) -> Path:
    """A form of one text field, 300 by 24 points, 100 from the left and 400 from the bottom."""
    field = f"/FT/Tx/T(a)/V{value}/Rect[100 400 400 424]/DA(/Helv 14 Tf 0 0 1 rg){entries}"
    needed = "/NeedAppearances true" if needs else ""
    root = f"/AcroForm<</Fields[6 0 R]/DR<</Font<</Helv 5 0 R>>>>/DA(/Helv 12 Tf 0 g){needed}>>"
    return write_objects(path, one_page("6 0 R", root, [note("Widget", field), *(more or [])]))


def print_one(path: Path) -> Image.Image:
    (picture,) = bind(path)
    return picture


# -- annotations -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SHAPES)
def test_an_annotation_without_appearance_is_drawn_as_a_viewer_draws_it(tmp_path: Path, kind: str) -> None:
    path = annotated(tmp_path / "a.pdf", kind, SHAPES[kind])
    assert codes(path) == []
    assert inspect_file(path, "a.pdf").facts[0].ink is Ink.COLOUR
    assert count_coloured(print_one(path)) > 60


@pytest.mark.parametrize("kind", ["Stamp", "Caret", "Odd"])
def test_what_no_two_viewers_draw_alike_is_named_with_its_page(tmp_path: Path, kind: str) -> None:
    path = annotated(tmp_path / "a.pdf", kind, "/Rect[60 500 300 600]/Name/Approved")
    (problem,) = [one for one in inspect_file(path, "a.pdf").problems if one.code == "evidence.annotation"]
    assert problem.message.startswith("第 1 页")


@pytest.mark.parametrize(
    "entries",
    [
        "/F 2/Subtype/Square/Rect[60 500 300 600]/C[1 0 0]",
        "/F 32/Subtype/Square/Rect[60 500 300 600]/C[1 0 0]",
        "/F 4/Subtype/Link/Rect[60 500 300 600]/C[1 0 0]",
        "/F 4/Subtype/Popup/Rect[60 500 300 600]/C[1 0 0]",
        "/F 4/Subtype/Stamp",
        "/F 4/Subtype/FreeText/Rect[60 500 300 600]/Contents()",
    ],
)
def test_what_no_viewer_shows_is_neither_drawn_nor_named(tmp_path: Path, entries: str) -> None:
    path = write_objects(tmp_path / "a.pdf", one_page("6 0 R", "", [f"<</Type/Annot{entries}>>"]))
    assert codes(path) == []
    assert count_coloured(print_one(path)) == 0


def test_the_flag_invisible_hides_kinds_that_nobody_knows_and_no_seal(tmp_path: Path) -> None:
    seal = "<</Type/Annot/Subtype/Stamp/F 1/Rect[350 100 470 220]/AP<</N 7 0 R>>>>"
    path = write_objects(tmp_path / "a.pdf", one_page("6 0 R", "", [seal, stream(FORM, SEAL)]))
    assert codes(path) == []
    assert count_coloured(print_one(path)) > 1000


def test_pages_that_differ_in_an_annotation_are_no_duplicates(tmp_path: Path) -> None:
    first = annotated(tmp_path / "a.pdf", "Line", SHAPES["Line"])
    second = annotated(tmp_path / "b.pdf", "Line", SHAPES["Line"].replace("590]", "520]"))
    marks = [inspect_file(path, "x").facts[0].fingerprint for path in (first, second, first)]
    assert marks[0] == marks[2] != marks[1]


@pytest.mark.parametrize(
    "entries",
    [
        "/Rect[60 500 300]/C[1 0 0]",
        "/Rect(no)/C[/a]",
        "/Rect[60 500 300 600]/C[1 0 0]/BS<</W/x>>",
        "/Rect[60 500 300 600]/CA(x)",
        "/C[1 0 0 0 0]",
    ],
)
def test_a_malformed_annotation_costs_only_itself(tmp_path: Path, entries: str) -> None:
    path = annotated(tmp_path / "a.pdf", "Square", entries)
    assert set(codes(path)) <= {"evidence.annotation"}
    assert count_dark(print_one(path), (0, 0, 595, 842)) > 300


# -- form fields -------------------------------------------------------------------------------------------------

FIELD = (90, 405, 520, 450)
"""Where the field is on the printed sheet, in points from the top left."""


def ink_of_field(path: Path) -> int:
    return count_coloured(print_one(path).crop(FIELD))


@pytest.mark.parametrize("value", ["(filled value)", CHINESE])
def test_a_value_with_an_empty_appearance_is_printed(tmp_path: Path, value: str) -> None:
    path = form(tmp_path / "a.pdf", value, "/AP<</N 7 0 R>>", [EMPTY])
    assert codes(path) == []
    assert ink_of_field(path) > 100


@pytest.mark.parametrize("value", ["(filled value)", CHINESE])
@pytest.mark.parametrize("needs", [True, False])
def test_a_value_without_appearance_is_printed(tmp_path: Path, value: str, needs: bool) -> None:
    assert ink_of_field(form(tmp_path / "a.pdf", value, needs=needs)) > 100


def test_an_appearance_is_drawn_anew_where_the_form_asks_for_it_and_kept_otherwise(tmp_path: Path) -> None:
    old = form(tmp_path / "a.pdf", "(a much longer value)", "/AP<</N 7 0 R>>", [OLD], needs=False)
    new = form(tmp_path / "b.pdf", "(a much longer value)", "/AP<</N 7 0 R>>", [OLD])
    formatted = form(tmp_path / "c.pdf", "(a much longer value)", "/AP<</N 7 0 R>>/AA<</F<<>>>>", [OLD])
    assert ink_of_field(old) == ink_of_field(formatted) == 0  # the old one is black
    assert ink_of_field(new) > 100


def test_several_lines_are_lines(tmp_path: Path) -> None:
    entries = "/FT/Tx/Ff 4096/T(a)/V(line one\\rline two\\rline three)/Rect[100 300 400 424]/DA(/Helv 14 Tf 0 0 1 rg)"
    path = annotated(tmp_path / "a.pdf", "Widget", entries, "/AcroForm<</Fields[6 0 R]/NeedAppearances true>>")
    picture = print_one(path)
    rows = [bool(count_coloured(picture.crop((100, row, 500, row + 1)))) for row in range(400, 560)]
    assert sum(here and not above for above, here in zip(rows, rows[1:], strict=False)) >= 3


def test_a_value_that_has_no_room_is_set_smaller_and_not_cut(tmp_path: Path) -> None:
    path = form(tmp_path / "a.pdf", "(" + "wide words " * 8 + "END)")
    picture = print_one(path)
    end = max(x for x in range(100, 500) if count_coloured(picture.crop((x, 405, x + 1, 450))))
    assert end < 400


def test_forms_that_are_filled_differently_are_no_duplicates(tmp_path: Path) -> None:
    paths = [form(tmp_path / f"{value}.pdf", f"({value})", "/AP<</N 7 0 R>>", [EMPTY]) for value in ("one", "two")]
    first, second = (inspect_file(path, "x").facts[0].fingerprint for path in paths)
    assert first != second


@pytest.mark.parametrize(
    "entries",
    [
        "/FT/Btn/T(b)/V/Yes/AS/Yes/MK<</CA(4)>>",
        "/FT/Btn/T(b)/Ff 32768/AS/1",
        "/FT/Btn/T(b)/Ff 65536/MK<</CA(Press)/BC[1 0 0]>>",
        "/FT/Ch/T(c)/V(a)/Opt[[(a)(Alpha)][(b)(Beta)]]",
        "/FT/Ch/T(c)/V[(a)(b)]/Opt[(a)(b)]",
        "/FT/Tx/T(c)/Ff 16777216/MaxLen 8/V(12345)",
        "/FT/Tx/T(c)/Ff 8192/V(secret)",
        "/Parent<</FT/Tx/T(p)/V(from above)>>",
        "/FT/Tx/T(c)/MK<</BG[0 0 1]/R 90>>",
    ],
)
def test_other_fields_are_printed(tmp_path: Path, entries: str) -> None:
    path = annotated(
        tmp_path / "a.pdf",
        "Widget",
        f"/Rect[100 400 400 424]/DA(/Helv 0 Tf 0 0 1 rg){entries}",
        "/AcroForm<</Fields[6 0 R]>>",
    )
    assert codes(path) == []
    assert ink_of_field(path) > 10


def test_a_page_that_has_only_a_field_is_complete(tmp_path: Path) -> None:
    look = stream(f"{FORM}/Resources<</Font<</Helv 5 0 R>>>>", b"BT /Helv 14 Tf 2 6 Td (value) Tj ET")
    objects = one_page(
        "", "/AcroForm<</Fields[6 0 R]>>", [note("Widget", "/FT/Tx/V(v)/Rect[9 9 99 99]/AP<</N 7 0 R>>"), look]
    )
    objects[2] = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[6 0 R]>>"
    assert codes(write_objects(tmp_path / "a.pdf", objects)) == []


def test_a_dynamic_form_is_told(tmp_path: Path) -> None:
    path = write_objects(tmp_path / "a.pdf", one_page("", "/AcroForm<</Fields[]/XFA 6 0 R>>", [stream("", b"<x/>")]))
    assert codes(path) == ["evidence.live-form"]


# -- pages and layers --------------------------------------------------------------------------------------------


def test_a_seal_is_on_both_of_two_pages_that_share_their_annotations(tmp_path: Path) -> None:
    page = (
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R/Annots 7 0 R>>"
    )
    objects = one_page("", "", [page, "[8 0 R 9 0 R]", note("Stamp", "/Rect[350 100 470 220]/AP<</N 10 0 R>>")])
    objects += [note("Link", "/Rect[60 60 100 80]/A<</S/URI/URI(http://a)>>"), stream(FORM, SEAL)]
    objects[1], objects[2] = "<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>", page
    first, second = bind(write_objects(tmp_path / "a.pdf", objects))
    assert count_coloured(first) == count_coloured(second) > 1000


@pytest.mark.parametrize(
    ("configuration", "layer", "is_shown"),
    [
        ("/OFF[8 0 R]", "", False),
        ("/OFF[]", "", True),
        ("/BaseState/OFF", "", False),
        ("/BaseState/OFF/ON[8 0 R]", "", True),
        ("/AS[<</Event/View/OCGs[8 0 R]/Category[/View]>>]", "/Usage<</View<</ViewState/OFF>>>>", False),
        ("/AS[<</Event/Print/OCGs[8 0 R]/Category[/Print]>>]", "/Usage<</Print<</PrintState/OFF>>>>", True),
    ],
)
@pytest.mark.parametrize("kind", ["/Type/OCG", ""])
def test_layers_are_shown_as_viewers_show_them(
    tmp_path: Path, configuration: str, layer: str, is_shown: bool, kind: str
) -> None:
    root = f"/OCProperties<</OCGs[8 0 R]/D<<{configuration}>>>>"
    seal = note("Stamp", "/Rect[350 100 470 220]/OC 8 0 R/AP<</N 7 0 R>>")
    more: list[str | bytes] = [seal, stream(FORM, SEAL), f"<<{kind}/Name(L){layer}>>"]
    annotation = write_objects(tmp_path / "a.pdf", one_page("6 0 R", root, more))
    content = b"/OC /L1 BDC 1 0 0 rg 100 300 200 100 re f EMC"
    drawn = one_page("", root, more, content, "/Properties<</L1 8 0 R>>")
    assert bool(count_coloured(print_one(annotation))) is is_shown
    assert bool(count_coloured(print_one(write_objects(tmp_path / "b.pdf", drawn)))) is is_shown


@pytest.mark.parametrize(
    ("policy", "is_shown"), [("AnyOn", True), ("AllOn", False), ("AnyOff", True), ("AllOff", False)]
)
def test_a_membership_of_layers_follows_its_policy(tmp_path: Path, policy: str, is_shown: bool) -> None:
    root = "/OCProperties<</OCGs[8 0 R 9 0 R]/D<</OFF[8 0 R]>>>>"
    member = f"<</Type/OCMD/OCGs[8 0 R 9 0 R]/P/{policy}>>"
    seal = note("Stamp", f"/Rect[350 100 470 220]/OC {member}/AP<</N 7 0 R>>")
    more: list[str | bytes] = [seal, stream(FORM, SEAL), "<</Type/OCG/Name(A)>>", "<</Type/OCG/Name(B)>>"]
    path = write_objects(tmp_path / "a.pdf", one_page("6 0 R", root, more))
    assert bool(count_coloured(print_one(path))) is is_shown


@pytest.mark.slow
def test_very_many_annotations_are_refused_by_their_number(tmp_path: Path) -> None:
    many = 6000
    numbers = " ".join(f"{6 + number} 0 R" for number in range(many))
    squares = [note("Square", SHAPES["Square"])] * many
    assert codes(write_objects(tmp_path / "a.pdf", one_page(numbers, "", squares))) == ["evidence.unreadable"]
    links = ["<</Type/Annot/Subtype/Link/Rect[0 0 9 9]>>"] * many
    assert codes(write_objects(tmp_path / "b.pdf", one_page(numbers, "", links))) == []
