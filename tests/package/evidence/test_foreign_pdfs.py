"""PDFs of foreign programs, odd in one thing: what a viewer shows is printed, and only damage is called damage."""

from __future__ import annotations

import io
import time
import zlib
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name
from PIL import Image, ImageDraw

from docgen.package.evidence.evidence_pdf import inspect_file, make_bound_pdf
from docgen.package.evidence.pdf_names import format_name
from foreign_pdfs import (
    FORM,
    HELVETICA,
    SEAL,
    TEXT,
    bind,
    codes,
    count_coloured,
    count_dark,
    escape,
    one_page,
    stream,
    write_objects,
)

PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>"
WHOLE = (0, 0, 595, 842)


# -- names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "encoding"), [("宋体", "gbk"), ("黑体,Bold", "gbk"), ("新細明體", "big5"), ("ＭＳ明朝", "shift-jis")]
)
def test_the_name_of_a_font_may_be_in_any_encoding(tmp_path: Path, words: str, encoding: str) -> None:
    objects = one_page()
    objects[4] = f"<</Type/Font/Subtype/TrueType/BaseFont/{escape(words, encoding)}/Encoding/WinAnsiEncoding>>"
    path = write_objects(tmp_path / "a.pdf", objects)
    (problem,) = inspect_file(path, "a.pdf").problems
    assert problem.code == "evidence.font-not-embedded"
    assert encoding != "gbk" or words in problem.message
    assert count_dark(bind(path)[0], WHOLE) > 300


def test_an_old_chinese_font_is_told_by_its_name(tmp_path: Path) -> None:
    name, words = escape("宋体"), "关于公布名单的通知".encode("gbk").hex()
    font = f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/GBK-EUC-H/DescendantFonts[6 0 R]>>"
    system = "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
    below = f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}{system}/DW 1000/FontDescriptor 7 0 R>>"
    described = f"<</Type/FontDescriptor/FontName/{name}/Flags 6/FontBBox[-8 -145 1000 859]>>"
    objects = one_page("", "", [below, described], b"BT /F1 24 Tf 72 700 Td <" + words.encode() + b"> Tj ET")
    objects[4] = font
    (problem,) = inspect_file(write_objects(tmp_path / "a.pdf", objects), "a.pdf").problems
    assert "宋体" in problem.message


def test_the_name_of_a_colour_may_be_in_any_encoding(tmp_path: Path) -> None:
    tint = "<</FunctionType 2/Domain[0 1]/C0[1 1 1]/C1[1 0 0]/N 1>>"
    resources = f"/Font<</F1 5 0 R>>/ColorSpace<</C0[/Separation/{escape('专色红')}/DeviceRGB{tint}]>>"
    content = TEXT + b"/C0 cs 1 scn 100 300 200 200 re f"
    path = write_objects(tmp_path / "a.pdf", one_page("", "", [], content, resources))
    assert codes(path) == []
    assert count_coloured(bind(path)[0]) > 1000


def test_the_name_of_a_state_may_be_in_any_encoding(tmp_path: Path) -> None:
    on = escape("是")
    states = f"/V/{on}/AS/{on}/AP<</N<</{on} 7 0 R/Off 8 0 R>>>>"
    look = stream("/Type/XObject/Subtype/Form/BBox[0 0 20 20]", b"0 0 1 rg 2 2 16 16 re f")
    empty = stream("/Type/XObject/Subtype/Form/BBox[0 0 20 20]", b"")
    field = f"<</Type/Annot/Subtype/Widget/FT/Btn/T(cb)/Rect[100 400 120 420]/F 4{states}>>"
    path = write_objects(tmp_path / "a.pdf", one_page("6 0 R", "/AcroForm<</Fields[6 0 R]>>", [field, look, empty]))
    assert codes(path) == []
    assert count_coloured(bind(path)[0]) > 150


def test_a_name_is_shown_without_its_slash_and_the_mark_of_its_subset() -> None:
    assert format_name(Name("/ABCDEF+SimSun")) == "SimSun"
    assert format_name("/Symbol") == "Symbol"


# -- the tree of pages -------------------------------------------------------------------------------------------

TREES = {
    "itself": (["3 0 R", "2 0 R"], "", 1),
    "a child": (["3 0 R", "6 0 R"], "<</Type/Pages/Parent 2 0 R/Kids[2 0 R 3 0 R]/Count 2>>", 2),
    "deep": (["6 0 R"], "<</Type/Pages/Parent 2 0 R/Kids[3 0 R 6 0 R]/Count 2>>", 1),
}


@pytest.mark.parametrize("kind", TREES)
def test_a_tree_of_pages_with_a_loop_gives_the_pages_that_it_has(tmp_path: Path, kind: str) -> None:
    kids, more, pages = TREES[kind]
    objects = one_page("", "", [more or "null"])
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count 2>>"
    path = write_objects(tmp_path / "a.pdf", objects)
    assert codes(path) == ["evidence.repaired"]
    printed = bind(path)
    assert len(printed) == pages
    assert all(count_dark(one, WHOLE) > 300 for one in printed)


def test_a_root_that_is_a_page_gives_it_and_what_it_inherits(tmp_path: Path) -> None:
    path = write_objects(
        tmp_path / "a.pdf", ["<</Type/Catalog/Pages 3 0 R>>", "null", PAGE, stream("", TEXT), HELVETICA]
    )
    assert inspect_file(path, "a.pdf").pages == 1


def test_a_tree_of_very_many_shared_nodes_ends_soon(tmp_path: Path) -> None:
    deep = [f"<</Type/Pages/Kids[{number + 1} 0 R {number + 1} 0 R 2 0 R]/Count 2>>" for number in range(6, 60)]
    objects = one_page("", "", deep)
    objects[1] = "<</Type/Pages/Kids[6 0 R]/Count 1>>"
    before = time.process_time()
    assert inspect_file(write_objects(tmp_path / "a.pdf", objects), "a.pdf").pages == 0
    assert time.process_time() - before < 5


# -- odd parts ---------------------------------------------------------------------------------------------------


def test_metadata_that_are_none_cost_nothing(tmp_path: Path) -> None:
    seal = "<</Type/Annot/Subtype/Stamp/F 4/Rect[350 100 470 220]/AP<</N 7 0 R>>>>"
    more: list[str | bytes] = [seal, stream(FORM, SEAL), "<</Type/Metadata/Subtype/XML>>"]
    path = write_objects(tmp_path / "a.pdf", one_page("6 0 R", "/Metadata 8 0 R", more))
    assert codes(path) == []
    assert count_coloured(bind(path)[0]) > 1000


@pytest.mark.slow
def test_a_number_of_thousands_of_digits_is_printed_as_pictures_and_said(tmp_path: Path) -> None:
    path = write_objects(tmp_path / "a.pdf", one_page(resources="/Font<</F1 5 0 R>>/Pi 3." + "1415926535" * 500))
    bound = make_bound_pdf(path, inspect_file(path, "a.pdf"), tmp_path / "made.pdf")
    assert [one.code for one in bound.problems] == ["evidence.rendered"]
    assert count_dark(bind(path)[0], WHOLE) > 300


@pytest.mark.parametrize(
    "font",
    [
        "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H>>",
        "<</Type/Font/Subtype/Type0/DescendantFonts[null]>>",
        "<</Type/Font/Subtype/Type1/BaseFont(x)/FontDescriptor 4>>",
    ],
)
def test_one_odd_font_refuses_nothing(tmp_path: Path, font: str) -> None:
    objects = one_page()
    objects[4] = font
    assert codes(write_objects(tmp_path / "a.pdf", objects)) == []


@pytest.mark.parametrize("entries", ["/Width(a)/Height 3", "/Width 3/Height 3/ColorSpace[]", "/Width 3/Filter 7"])
def test_one_odd_picture_refuses_nothing(tmp_path: Path, entries: str) -> None:
    picture = stream(f"/Type/XObject/Subtype/Image{entries}", b"abc")
    content = TEXT + b"q 100 0 0 100 9 9 cm /I Do Q"
    objects = one_page("", "", [picture], content, "/Font<</F1 5 0 R>>/XObject<</I 6 0 R>>")
    assert "evidence.unreadable" not in codes(write_objects(tmp_path / "a.pdf", objects))


def test_a_page_that_cannot_be_read_is_rendered_and_the_others_stay(tmp_path: Path) -> None:
    objects = one_page("", "", [PAGE.replace("/Contents", "/Rotate/Sideways/Contents")])
    objects[1] = "<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>"
    path = write_objects(tmp_path / "a.pdf", objects)
    inspection = inspect_file(path, "a.pdf")
    (problem,) = [one for one in inspection.problems if one.code == "evidence.rendered"]
    assert problem.message.startswith("PDF 第 2 页")
    assert (inspection.pages, inspection.rendered) == (2, (2,))
    assert all(count_dark(one, WHOLE) > 300 for one in bind(path))


@pytest.mark.parametrize("size", [(620, 877), (619, 876), (624, 880)])
def test_a_sound_jpeg_2000_is_not_called_incomplete(tmp_path: Path, size: tuple[int, int]) -> None:
    image, packed = Image.new("RGB", size, "white"), io.BytesIO()
    ImageDraw.Draw(image).ellipse([100, 100, 300, 300], outline="red", width=20)
    image.save(packed, "JPEG2000")
    with pikepdf.new() as pdf:
        entries = {"/Type": Name.XObject, "/Subtype": Name.Image, "/Width": size[0], "/Height": size[1]}
        entries |= {"/ColorSpace": Name.DeviceRGB, "/BitsPerComponent": 8, "/Filter": Name.JPXDecode}
        picture = pdf.make_stream(packed.getvalue(), Dictionary(entries))
        pdf.add_blank_page(page_size=(595, 842))
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(I=picture))
        pdf.pages[0].obj.Contents = pdf.make_stream(b"595 0 0 842 0 0 cm /I Do")
        pdf.save(tmp_path / "a.pdf")
    found = codes(tmp_path / "a.pdf")
    assert [code for code in found if code != "evidence.low-resolution"] == []


@pytest.mark.slow
def test_a_truncated_jpeg_2000_is_called_incomplete(tmp_path: Path) -> None:
    packed = io.BytesIO()
    Image.effect_noise((620, 877), 80).convert("RGB").save(packed, "JPEG2000")
    data = packed.getvalue()[: len(packed.getvalue()) // 3]
    entries = "/Type/XObject/Subtype/Image/Width 620/Height 877/ColorSpace/DeviceRGB/Filter/JPXDecode"
    content = b"595 0 0 842 0 0 cm /I Do"
    objects = one_page("", "", [stream(entries, data)], content, "/XObject<</I 6 0 R>>")
    assert "evidence.repaired" in codes(write_objects(tmp_path / "a.pdf", objects))


@pytest.mark.slow
def test_very_many_objects_in_one_stream_take_no_time(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(_pack_objects(60_000))
    before = time.process_time()
    inspection = inspect_file(path, "a.pdf")
    bound = make_bound_pdf(path, inspection, tmp_path / "made.pdf")
    assert (inspection.pages, bound.pages) == (1, 1)
    assert bound.pdf.stat().st_size < 10_000
    assert time.process_time() - before < 2


def _pack_objects(count: int) -> bytes:
    """Return a PDF of one page whose objects are all in one object stream, most of them used by nothing."""
    known = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 4 0 R>>",
    }
    numbers = [1, 2, 3, *range(7, count)]
    index, body = [], bytearray()
    for number in numbers:
        index.append(b"%d %d" % (number, len(body)))
        body += known.get(number, b"<</A %d>>" % number) + b" "
    head = b" ".join(index) + b" "
    out, places = bytearray(b"%PDF-1.5\n"), {}
    packed = zlib.compress(head + bytes(body))
    entries = f"/Type/ObjStm/N {len(numbers)}/First {len(head)}/Filter/FlateDecode"
    for number, one in ((4, stream("", b"0 g 10 10 90 90 re f")), (5, stream(entries, packed))):
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    places[6] = len(out)
    rank = {number: at for at, number in enumerate(numbers)}
    rows = bytearray()
    for number in range(count):
        if number in places:
            rows += b"\1" + places[number].to_bytes(4, "big") + bytes(3)
        elif number:
            rows += b"\2" + (5).to_bytes(4, "big") + rank[number].to_bytes(3, "big")
        else:
            rows += bytes(8)
    table = f"/Type/XRef/Size {count}/W[1 4 3]/Root 1 0 R/Filter/FlateDecode"
    out += b"6 0 obj\n" + stream(table, zlib.compress(bytes(rows))) + b"\nendobj\n"
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % places[6]
