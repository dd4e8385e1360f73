"""Sound PDFs and pictures that are odd in one thing each, so that every way of drawing a page is among them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image, ImageDraw

TEXT = (
    b"BT /F1 24 Tf 72 700 Td (Evidence page) Tj 0 -60 Td (Second line of it) Tj ET 2 w 60 60 400 600 re S "
    b"1 0 0 rg 400 100 80 80 re f 0 0 0.8 rg 80 120 60 30 re f\n"
)
QUAD = (100, 330, 300, 330, 100, 315, 300, 315)
Change = Callable[[Pdf, Any], None]
"""A change of a PDF of one page, and of the page itself."""


def write_odd_files(folder: Path) -> None:
    """Write all of them into the folder."""
    for name, change in _list_pdfs():
        with pikepdf.new() as pdf:
            page = pdf.add_blank_page(page_size=(595, 842)).obj
            page.Resources = Dictionary(
                Font=Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
            )
            page.Contents = pdf.make_stream(TEXT)
            change(pdf, page)
            pdf.save(folder / f"{name}.pdf", static_id=True)
    _write_pictures(folder)


def _list_pdfs() -> Iterator[tuple[str, Change]]:
    yield from _list_boxes()
    yield from _list_annotations()
    yield from _list_forms()
    yield from _list_layers()
    yield from _list_images()
    yield from _list_drawings()


def _set(**entries: Any) -> Change:
    def change(pdf: Pdf, page: Any) -> None:
        for key, value in entries.items():
            page[f"/{key}"] = Array(list(value)) if isinstance(value, tuple) else value

    return change


def _list_boxes() -> Iterator[tuple[str, Change]]:
    boxes = {
        "inside": (100, 100, 400, 700),
        "beyond": (-50, -50, 700, 900),
        "reversed": (400, 700, 100, 100),
        "corner": (300, 300, 900, 1200),
    }
    for (name, box), turn in product(boxes.items(), (0, 90, 180, 270)):
        yield f"crop-{name}-{turn}", _set(CropBox=box, Rotate=turn)
    for (name, box), turn in product({"negative": (-200, -300, 400, 500), "wide": (0, 0, 1684, 1191)}.items(), (0, 90)):
        yield f"media-{name}-{turn}", _set(MediaBox=box, Rotate=turn)
    for sides in ((600, 590), (590, 600), (200, 842)):
        yield f"media-{sides[0]}x{sides[1]}", _set(MediaBox=(0, 0, *sides))
    for unit, turn in product((0.5, 3), (0, 90)):
        yield f"unit-{unit}-{turn}", _set(UserUnit=unit, Rotate=turn)


def _list_annotations() -> Iterator[tuple[str, Change]]:
    kinds: dict[str, dict[str, Any]] = {
        "Stamp": {},
        "Text": {},
        "FreeText": {"DA": String("/Helv 12 Tf 0 g")},
        "Square": {"IC": Array([1, 1, 0])},
        "Circle": {},
        "Line": {"L": Array([100, 300, 300, 400])},
        "Ink": {"InkList": Array([Array([100, 300, 150, 390, 200, 310, 300, 400])])},
        "Polygon": {"Vertices": Array([100, 300, 300, 300, 200, 400])},
        **{kind: {"QuadPoints": Array(list(QUAD))} for kind in ("Highlight", "Underline", "Squiggly", "StrikeOut")},
        "Caret": {},
        "FileAttachment": {},
        "Popup": {},
        "Link": {},
    }
    for (kind, entries), has_look in product(kinds.items(), (True, False)):
        yield f"note-{kind}-{has_look}", _annotate(kind, has_look, **entries)
    for flags in (0, 1, 2, 32, 64):
        yield f"note-flags-{flags}", _annotate("Stamp", F=flags)


def _annotate(kind: str, has_look: bool = True, **entries: Any) -> Change:
    def change(pdf: Pdf, page: Any) -> None:
        box = Array([100, 300, 300, 400])
        note = Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=box, F=4, Contents=String("note of it"))
        note.C = Array([1, 0, 0])
        if has_look:
            note.AP = Dictionary(
                N=_make_form(pdf, b"0 0.5 0 rg 0 0 100 50 re f 1 0 0 RG 4 w 5 5 90 40 re S", (100, 50))
            )
        for key, value in entries.items():
            note[f"/{key}"] = value
        page.Annots = Array([pdf.make_indirect(note)])

    return change


def _make_form(pdf: Pdf, content: bytes, size: tuple[int, int], resources: Dictionary | None = None) -> Any:
    entries = Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, *size]))
    if resources is not None:
        entries.Resources = resources
    return pdf.make_stream(content, entries)


def _list_forms() -> Iterator[tuple[str, Change]]:
    values = {"line": "value of the field 2022", "lines": "first line\nsecond line", "chinese": "浙江省工业和信息化厅"}
    for (name, value), has_look, is_stale in product(values.items(), (True, False), (True, False)):
        yield f"field-{name}-{has_look}-{is_stale}", _add_field(value, has_look, is_stale)


def _add_field(value: str, has_look: bool, is_stale: bool) -> Change:
    def change(pdf: Pdf, page: Any) -> None:
        fonts = Dictionary(Font=Dictionary(Helv=page.Resources.Font.F1))
        field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("a"), V=String(value), F=4)
        field.Rect, field.DA = Array([100, 300, 400, 360]), String("/Helv 14 Tf 0 g")
        field.Ff = 1 << 12 if "\n" in value else 0
        if has_look and value.isascii():
            drawn = b"/Tx BMC BT /Helv 14 Tf 14 TL 2 44 Td "
            drawn += b"".join(b"(%s) Tj T* " % line.encode() for line in value.split("\n")) + b"ET EMC"
            field.AP = Dictionary(N=_make_form(pdf, drawn, (300, 60), fonts))
        page.Annots = Array([pdf.make_indirect(field)])
        pdf.Root.AcroForm = Dictionary(Fields=page.Annots, DR=fonts, DA=String("/Helv 0 Tf 0 g"))
        pdf.Root.AcroForm.NeedAppearances = is_stale

    return change


def _list_layers() -> Iterator[tuple[str, Change]]:
    for state, base, is_member in product(("ON", "OFF", ""), ("", "OFF"), (True, False)):
        yield f"layer-{state}-{base}-{is_member}", _add_layer(state, base, is_member)
    for state in ("ON", "OFF"):
        yield f"layer-of-note-{state}", _annotate_on_layer(state)


def _make_layer(pdf: Pdf, state: str, base: str = "") -> Any:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("layer")))
    default = Dictionary({f"/{state}": Array([layer])} if state else {})
    if base:
        default.BaseState = Name(f"/{base}")
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=default)
    return layer


def _add_layer(state: str, base: str, is_member: bool) -> Change:
    def change(pdf: Pdf, page: Any) -> None:
        layer = _make_layer(pdf, state, base)
        member = pdf.make_indirect(Dictionary(Type=Name.OCMD, OCGs=Array([layer]), P=Name.AllOn))
        page.Resources.Properties = Dictionary(OC0=member if is_member else layer)
        page.Contents = pdf.make_stream(TEXT + b"/OC /OC0 BDC 0 1 0 rg 200 200 200 200 re f EMC")

    return change


def _annotate_on_layer(state: str) -> Change:
    def change(pdf: Pdf, page: Any) -> None:
        _annotate("Stamp")(pdf, page)
        page.Annots[0].OC = _make_layer(pdf, state)

    return change


def draw_paper(mode: str = "RGB", size: tuple[int, int] = (300, 400)) -> Image.Image:
    """Draw a picture of coloured bars with a line of text."""
    picture = Image.new("RGB", size, "#dde")
    draw = ImageDraw.Draw(picture)
    for step in range(10):
        left, top = step * size[0] // 11, step * size[1] // 11
        draw.rectangle((left, top, left + size[0] // 5, top + size[1] // 20), fill=(20 * step, 40, 200 - 18 * step))
    draw.text((size[0] // 15, size[1] * 7 // 8), "picture of a paper", fill="black")
    return picture.convert(mode)


def _list_images() -> Iterator[tuple[str, Change]]:
    spot = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0] * 4), C1=Array([0, 1, 1, 0]), N=1)
    white = Dictionary(WhitePoint=Array([0.95, 1, 1.09]))
    images: dict[str, tuple[str, dict[str, Any]]] = {
        "rgb": ("RGB", {"ColorSpace": Name.DeviceRGB}),
        "grey": ("L", {"ColorSpace": Name.DeviceGray}),
        "black": ("1", {"ColorSpace": Name.DeviceGray}),
        "cmyk": ("CMYK", {"ColorSpace": Name.DeviceCMYK}),
        "inverted": ("L", {"ColorSpace": Name.DeviceGray, "Decode": Array([1, 0])}),
        "stencil": ("1", {"ImageMask": True}),
        "keyed": ("RGB", {"ColorSpace": Name.DeviceRGB, "Mask": Array([200, 255] * 3)}),
        "calibrated": ("RGB", {"ColorSpace": Array([Name.CalRGB, white])}),
        "indexed": ("L", {"ColorSpace": Array([Name.Indexed, Name.DeviceRGB, 255, String(bytes(range(256)) * 3)])}),
        "spot": ("L", {"ColorSpace": Array([Name.Separation, Name.Spot, Name.DeviceCMYK, spot])}),
    }
    places = {"upright": "400 0 0 500 100 100", "skewed": "300 100 -80 400 180 100", "mirrored": "-400 0 0 500 500 100"}
    for (name, (mode, entries)), (place, matrix) in product(images.items(), places.items()):
        yield f"image-{name}-{place}", _add_image(mode, entries, matrix)


def _add_image(mode: str, entries: dict[str, Any], matrix: str) -> Change:
    def change(pdf: Pdf, page: Any) -> None:
        picture = draw_paper(mode)
        image = Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=picture.width, Height=picture.height)
        image.BitsPerComponent, image.Filter = 1 if mode == "1" else 8, Name.FlateDecode
        for key, value in entries.items():
            image[f"/{key}"] = value
        page.Resources.XObject = Dictionary(Im=pdf.make_stream(zlib.compress(picture.tobytes()), image))
        page.Contents = pdf.make_stream(b"q %s cm /Im Do Q" % matrix.encode())

    return change


def _list_drawings() -> Iterator[tuple[str, Change]]:
    drawn = {
        "hairlines": b"0 w 60 60 400 600 re S 0.1 w 80 80 300 300 re S",
        "dashes": b"[5 3] 0 d 3 w 60 60 400 600 re S",
        "dark": b"0.1 g 0 0 595 842 re f 1 g BT /F1 30 Tf 100 400 Td (white on black) Tj ET",
        "clipped": b"q 100 100 200 200 re W n " + TEXT + b" Q",
        "unbalanced": b"q q q 0.5 0 0 0.5 0 0 cm " + TEXT,
        "small-print": b"".join(
            b"BT /F1 6 Tf 30 %d Td (%s) Tj ET " % (y, b"a contract " * 14) for y in range(20, 830, 7)
        ),
        "inline": b"q 200 0 0 200 100 400 cm BI /W 4 /H 4 /CS /G /BPC 8 ID " + bytes([0, 255] * 8) + b" EI Q",
    }
    for name, content in drawn.items():
        yield name, _draw(content)
    states = {"see-through": Dictionary(ca=0.4), "multiplied": Dictionary(BM=Name.Multiply)}
    for name, state in states.items():
        yield name, _draw(TEXT + b"/G gs 0 0.6 0.6 rg 50 50 400 500 re f", ExtGState=Dictionary(G=state))
    colours = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1, 0, 0]), C1=Array([0, 0, 1]), N=1)
    shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB, Coords=Array([100, 100, 400, 700]), Function=colours)
    pattern = Dictionary(P=Dictionary(PatternType=2, Shading=shading))
    for turn, side in product((0, 90), (595, 1190)):
        change = _draw(b"/Pattern cs /P scn 50 50 400 600 re f", Pattern=pattern)
        yield f"pattern-{turn}-{side}", _combine(change, _set(MediaBox=(0, 0, side, 842), Rotate=turn))
        yield f"tiles-{turn}-{side}", _combine(_tile, _set(MediaBox=(-100, 0, side, 842), Rotate=turn))


def _draw(content: bytes, **resources: Any) -> Change:
    def change(pdf: Pdf, page: Any) -> None:
        page.Contents = pdf.make_stream(content)
        for key, value in resources.items():
            page.Resources[f"/{key}"] = value

    return change


def _combine(*changes: Change) -> Change:
    def change(pdf: Pdf, page: Any) -> None:
        for one in changes:
            one(pdf, page)

    return change


def _tile(pdf: Pdf, page: Any) -> None:
    tile = Dictionary(Type=Name.Pattern, PatternType=1, PaintType=1, TilingType=1, BBox=Array([0, 0, 30, 30]))
    tile.XStep, tile.YStep, tile.Resources = 30, 30, Dictionary()
    page.Resources.Pattern = Dictionary(P=pdf.make_stream(b"1 0 0 rg 0 0 10 10 re f", tile))
    page.Contents = pdf.make_stream(b"/Pattern cs /P scn 50 50 400 600 re f")


def _write_pictures(folder: Path) -> None:
    modes = {"jpg": ("L", "RGB", "CMYK"), "png": ("1", "L", "P", "RGB", "RGBA"), "tif": ("1", "L", "RGB", "CMYK")}
    for ending, sides in product(modes, ((300, 400), (1240, 1754), (40, 30))):
        for mode in modes[ending]:
            draw_paper(mode, sides).save(folder / f"{mode}-{sides[0]}.{ending}")
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x112] = orientation
        draw_paper("RGB", (900, 600)).save(folder / f"turned-{orientation}.jpg", exif=exif)
        draw_paper("1", (900, 600)).save(folder / f"turned-{orientation}.tif", tiffinfo={0x112: orientation})
    draw_paper("RGB", (800, 600)).save(folder / "oblong-dots.jpg", dpi=(200, 100))
    draw_paper("RGB", (400, 6000)).save(folder / "long.png")
    draw_paper("RGB", (6000, 400)).save(folder / "strip.png")
    draw_paper().save(folder / "pages.tif", save_all=True, append_images=[draw_paper("L"), draw_paper("1")])
    draw_paper().save(folder / "moving.gif", save_all=True, append_images=[draw_paper("L")])
    dots = Image.frombytes("L", (1240, 1754), Random(1).randbytes(1240 * 1754))
    dots.convert("1").save(folder / "dotted.tif", compression="group4")
