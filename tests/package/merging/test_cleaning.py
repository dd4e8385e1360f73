"""Nothing but the drawing of a page reaches the package: no file, no address, no data of an editor."""

from __future__ import annotations

from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name

import small_book
from docgen.package.merging.assembly import assemble_package
from docgen.package.merging.cleaning import remove_needless
from foreign_pdfs import FORM, SEAL, TEXT, bind, count_coloured, list_entries, one_page, stream, write_objects

SECRETS = (b"SECRET", b"127.0.0.1", b"evil", b"calc.exe", b"alert")
NEEDLESS = {
    *("/AF", "/Ref", "/OPI", "/Alternates", "/PieceInfo", "/Metadata", "/EF", "/AA", "/JS", "/URI", "/Launch"),
    *("/EmbeddedFiles", "/JavaScript", "/OpenAction", "/F", "/FS", "/UF", "/XFA", "/AcroForm", "/Private"),
}
FILE = "<</Type/Filespec/F(calc.exe)/UF(http://127.0.0.1/SECRET)/EF<</F 20 0 R>>>>"
CARRIED = f"/AF[{FILE}]/PieceInfo<</Y<</Private(SECRET)>>>>/Metadata 20 0 R/LastModified(SECRET)"


def active(path: Path) -> Path:
    """A PDF with something carried by each kind of object."""
    drawn = (
        f"{FORM}{CARRIED}/Ref<</F{FILE}/Page 0>>/OPI<</2.0<</F(http://127.0.0.1/opi)>>>>"
        "/Resources<</Properties<</M<</Metadata 20 0 R/X(SECRET)>>>>/XObject<</I 8 0 R>>>>"
    )
    picture = "/Type/XObject/Subtype/Image/Width 4/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray"
    stamp = f"<</Type/Annot/Subtype/Stamp/F 4/Rect[350 100 470 220]/AP<</N 10 0 R>>{CARRIED}>>"
    attached = f"<</Type/Annot/Subtype/FileAttachment/Rect[0 0 20 20]/FS{FILE}/AP<</N 10 0 R>>>>"
    profile = f"/N 1/Alternate/DeviceGray/F{FILE}/Metadata 20 0 R"
    more: list[str | bytes] = [
        stamp,  # 6
        stream(drawn, SEAL + b" /P /M BDC q 50 0 0 50 0 0 cm /I Do Q EMC"),
        stream(
            picture + f"{CARRIED}/Alternates[<</Image 9 0 R/DefaultForPrinting true>>]/ID(SECRET)", b"\0\x60\xa0\xff"
        ),
        stream(picture + f"/F{FILE}", b"SECRET"),
        stream(FORM + CARRIED, SEAL),  # 10
        attached,
        stream(profile, b"profile"),
        *["null"] * 7,
        stream("/Type/EmbeddedFile", b"SECRET"),  # 20
    ]
    root = f"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/AF[{FILE}]/Names<</EmbeddedFiles<</Names[(e){FILE}]>>>>"
    resources = f"/Font<</F1 5 0 R>>/XObject<</X 7 0 R>>/ColorSpace<</C[/ICCBased 12 0 R]>>{CARRIED}"
    content = TEXT + b"/C cs 0.5 sc /X Do"
    page = f"/AA<</O<</S/JavaScript/JS(app.alert\\(3\\))>>>>{CARRIED}"
    return write_objects(path, one_page("6 0 R 11 0 R", root, more, content, resources, page))


def assert_clean(package: Path) -> None:
    assert not list_entries(package) & NEEDLESS
    with pikepdf.open(package) as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Object):
                data = one.unparse(resolved=True) if not isinstance(one, pikepdf.Stream) else one.read_raw_bytes()
                assert not any(secret in data for secret in SECRETS)


def test_what_objects_carry_is_left_out_and_what_they_draw_is_printed(tmp_path: Path) -> None:
    (picture,) = bind(active(tmp_path / "a.pdf"), assert_clean)
    assert count_coloured(picture) > 2000


def test_a_whole_package_has_only_what_its_pages_need(tmp_path: Path) -> None:
    item = small_book.item_file(active(tmp_path / "a.pdf"), tmp_path, "协议")
    book = small_book.book(tmp_path, {"8": [item]})
    package = tmp_path / "package.pdf"
    assemble_package(book, package, small_book.TYPESETTER)
    assert_clean(package)


def test_what_an_image_needs_stays() -> None:
    with pikepdf.new() as pdf:
        picture = pdf.make_stream(b"\0", Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1))
        for key in ("/Matte", "/SMask", "/Decode", "/Interpolate", "/ImageMask", "/OC", "/Mask", "/ColorSpace"):
            picture[key] = pikepdf.Array([0])
        before = set(picture.keys())
        picture["/Alternates"] = pikepdf.Array([])
        remove_needless(pdf)
        assert set(picture.keys()) == before
