"""Evidence files as they come in: turned, cropped, protected, cut off, misnamed. Each function writes one."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

A4 = (0, 0, 595, 842)


def marked_page(box: tuple[float, float, float, float] = A4, **entries: object) -> Dictionary:
    """A page whose visible box is marked: red lower left, green lower right, blue upper left, grey bar at the top."""
    left, bottom, right, top = entries.get("CropBox", box)  # type: ignore[misc]
    width, height = right - left, top - bottom
    side = min(width, height) / 4
    drawing = (
        f"0.9 0.9 0.8 rg {left} {bottom} {width} {height} re f "
        f"1 0 0 rg {left} {bottom} {side} {side} re f "
        f"0 0.7 0 rg {right - side} {bottom} {side} {side} re f "
        f"0 0 1 rg {left} {top - side} {side} {side} re f "
        f"0.3 g {left + width / 2} {top - side / 2} {width / 2} {side / 2} re f 0.5 0 0 0.5 0 0 cm 1 0 1 rg"
    )
    page = Dictionary(Type=Name.Page, MediaBox=Array(list(box)), Resources=Dictionary(), Contents=drawing)
    for key, value in entries.items():
        page[f"/{key}"] = Array(list(value)) if isinstance(value, tuple) else value
    return page


def pdf_of(path: Path, *pages: Dictionary, **saving: object) -> Path:
    """A PDF of such pages."""
    with pikepdf.new() as pdf:
        for page in pages or (marked_page(),):
            page.Contents = pdf.make_stream(str(page.Contents).encode())
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        pdf.save(path, deterministic_id="encryption" not in saving, **saving)
    return path


def jpeg_bytes(size: tuple[int, int] = (600, 400), mode: str = "RGB", **saving: object) -> bytes:
    """A photograph: a gradient with a dark upper left corner."""
    image = Image.radial_gradient("L").resize(size).convert(mode)
    image.paste(Image.new(mode, (size[0] // 4, size[1] // 4)), (0, 0))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90, **saving)
    return out.getvalue()


def turned_jpeg(path: Path, orientation: int) -> Path:
    """A photograph whose EXIF data say how to turn it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    path.write_bytes(jpeg_bytes(exif=exif))
    return path


def truncated_jpeg(path: Path) -> Path:
    """A photograph of which the second half is missing."""
    whole = jpeg_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def scanned_pdf(path: Path, pages: int = 5) -> Path:
    """A scan: one photograph per page."""
    with pikepdf.new() as pdf:
        for number in range(pages):
            data = jpeg_bytes((800, 1100 + number))
            image = pdf.make_stream(
                data,
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=800,
                Height=1100 + number,
                ColorSpace=Name.DeviceRGB,
                BitsPerComponent=8,
                Filter=Name.DCTDecode,
            )
            page = pdf.add_blank_page(page_size=(595, 842))
            page.Resources = Dictionary(XObject=Dictionary(Im0=image))
            page.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q")
        pdf.save(path, static_id=True)
    return path


def cut_off(source: Path, path: Path, part: float) -> Path:
    """The beginning of a file, as a broken download leaves it."""
    whole = source.read_bytes()
    path.write_bytes(whole[: int(len(whole) * part)])
    return path


def protected_pdf(path: Path, user: str, owner: str, revision: int = 6) -> Path:
    """A PDF with a password to open it, or only one to change it."""
    return pdf_of(
        path, encryption=pikepdf.Encryption(user=user, owner=owner, R=revision, aes=revision > 3, metadata=revision > 3)
    )  # type: ignore[arg-type]


def html_named_pdf(path: Path) -> Path:
    """The error page of a web site, saved under the name of the file that was asked for."""
    path.write_text("<!DOCTYPE html>\n<html><body>404</body></html>", encoding="utf-8")
    return path


def annotated_pdf(path: Path) -> Path:
    """A page with a seal as an annotation, a link to outside, a script and an attachment."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        seal = pdf.make_stream(
            b"1 0 0 rg 0 0 100 100 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 100, 100]
        )
        page.Annots = pdf.make_indirect(
            Array(
                [
                    Dictionary(
                        Type=Name.Annot,
                        Subtype=Name.Stamp,
                        Rect=Array([400, 100, 500, 200]),
                        F=4,
                        AP=Dictionary(N=seal),
                    ),
                    Dictionary(
                        Type=Name.Annot,
                        Subtype=Name.Link,
                        Rect=Array([0, 0, 50, 50]),
                        A=Dictionary(S=Name.URI, URI=pikepdf.String("http://example.invalid/")),
                    ),
                ]
            )
        )
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        pdf.attachments["notes.txt"] = b"notes"
        pdf.save(path, static_id=True)
    return path


def pdf_with_standard_font(path: Path) -> Path:
    """Text in Helvetica, which the file does not bring along."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.Resources = Dictionary(Font=Dictionary(F1=pdf.make_indirect(font)))
        page.Contents = pdf.make_stream(b"BT /F1 24 Tf 100 700 Td (Helvetica) Tj ET")
        pdf.save(path, static_id=True)
    return path


def layered_pdf(path: Path) -> Path:
    """A drawing with a layer that is switched off: a black square nobody sees."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=pikepdf.String("hidden")))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
        page.Resources = Dictionary(Properties=Dictionary(L1=layer))
        page.Contents = pdf.make_stream(b"/OC /L1 BDC 0 g 100 100 300 300 re f EMC 1 0 0 rg 10 10 50 50 re f")
        pdf.save(path, static_id=True)
    return path


def empty_pdf(path: Path) -> Path:
    """A PDF without a page."""
    with pikepdf.new() as pdf:
        pdf.save(path, static_id=True)
    return path


def pdf_with_broken_content(path: Path) -> Path:
    """Two pages; what the second one draws, in two streams, cannot be unpacked."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        page = pdf.add_blank_page()
        broken = pdf.make_stream(b"not compressed at all", Filter=Name.FlateDecode)
        page.Contents = Array([pdf.make_stream(b"0 g 10 10 50 50 re f"), broken])
        pdf.save(path, static_id=True)
    return path


def live_form(path: Path) -> Path:
    """A form whose one answer the reader has to draw."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        answer = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=pikepdf.String("a"),
            V=pikepdf.String("云溪县"),
            Rect=Array([10, 10, 200, 30]),
        )
        field = pdf.make_indirect(answer)
        page.Annots = Array([field])
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]), NeedAppearances=True)
        pdf.save(path, static_id=True)
    return path


def drawn_pdf(path: Path, *contents: bytes, resources: Dictionary | None = None, **entries: object) -> Path:
    """A page for each content, all with the same resources and entries."""
    with pikepdf.new() as pdf:
        shared = pdf.copy_foreign(resources) if resources is not None and resources.is_indirect else resources
        for content in contents:
            page = pdf.add_blank_page(page_size=(595, 842))
            page.Resources = shared or Dictionary()
            page.Contents = pdf.make_stream(content)
            for key, value in entries.items():
                page.obj[f"/{key}"] = Array(list(value)) if isinstance(value, tuple) else value
        pdf.save(path, deterministic_id=True)
    return path


def scan_of(
    path: Path, *images: Image.Image, page_size: tuple[float, float] = (595, 842), more: bytes = b"", **saving: object
) -> Path:
    """A scan: each picture fills a page of its own; ``more`` is drawn above it (letters that can be searched)."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        for image in images:
            page = pdf.add_blank_page(page_size=page_size)
            page.Resources = Dictionary(XObject=Dictionary(Im0=_image_stream(pdf, image)), Font=Dictionary(F1=font))
            width, height = page_size
            page.Contents = pdf.make_stream(f"q {width} 0 0 {height} 0 0 cm /Im0 Do Q ".encode() + more)
        pdf.save(path, deterministic_id=True, **saving)
    return path


def _image_stream(pdf: pikepdf.Pdf, image: Image.Image) -> pikepdf.Stream:
    spaces = {"L": Name.DeviceGray, "1": Name.DeviceGray, "RGB": Name.DeviceRGB}
    entries = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=image.width,
        Height=image.height,
        ColorSpace=spaces[image.mode],
        BitsPerComponent=1 if image.mode == "1" else 8,
    )
    if image.mode == "1":
        return pdf.make_stream(image.tobytes(), entries)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    entries["/Filter"] = Name.DCTDecode
    return pdf.make_stream(out.getvalue(), entries)


def sheet(
    dpi: int = 150, mode: str = "L", paper: str = "#f2f1ec", marks: str = "#202020", seal: str = ""
) -> Image.Image:
    """A scanned A4 sheet with lines of text, in the colours of paper and ink, and a seal if one is wanted."""
    width, height = round(8.27 * dpi), round(11.69 * dpi)
    page = Image.new("RGB", (width, height), paper)
    for line in range(12 if marks else 0):
        top = height // 10 + line * height // 20
        page.paste(marks, (width // 8, top, width * (4 + line % 4) // 8, top + height // 120))
    if seal:
        page.paste(seal, (width * 5 // 8, height * 3 // 4, width * 6 // 8, height * 3 // 4 + height // 150))
    return page.convert(mode)


def signed_pdf(path: Path) -> Path:
    """A certificate with a signature field that is signed."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        look = pdf.make_stream(b"1 0 0 rg 0 0 90 90 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 90, 90])
        field = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Sig,
                T=pikepdf.String("s"),
                V=Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=pikepdf.String("00")),
                Rect=Array([400, 100, 490, 190]),
                F=4,
                AP=Dictionary(N=look),
            )
        )
        page.Annots = Array([field])
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)
        pdf.save(path, static_id=True)
    return path


def portfolio(path: Path) -> Path:
    """A package of two files with a page that says so."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Contents = pdf.make_stream(b"0 g 100 700 200 20 re f")
        pdf.attachments["one.pdf"], pdf.attachments["two.pdf"] = b"%PDF-1.4", b"%PDF-1.4"
        pdf.Root.Collection = Dictionary(Type=Name.Collection)
        pdf.save(path, static_id=True)
    return path
