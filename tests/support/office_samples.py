"""Office files for the tests, made by hand where no library would make them so wrong."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

import xlsxwriter

OFFICE_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{name}"'
    for prefix, name in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": OFFICE_RELATIONS,
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    }.items()
)


def write_docx(
    path: Path,
    body: str = "<w:p><w:r><w:t>text</w:t></w:r></w:p>",
    relations: str = "",
    parts: dict[str, bytes] | None = None,
    main_type: str = f"{_WORD}.document.main+xml",
) -> Path:
    """A Word file with that body, stored uncompressed so that a fake can find words in it."""
    types = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="png" ContentType="image/png"/><Default Extension="svg" ContentType="image/svg+xml"/>'
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main_type}"/>'
        f'<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>'
    )
    main = f'<Relationship Id="m" Type="{OFFICE_RELATIONS}/officeDocument" Target="word/document.xml"/>'
    contents = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": relationships(main),
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/settings.xml": f"<w:settings {_NAMESPACES}/>",
        "word/_rels/document.xml.rels": relationships(relations),
        **(parts or {}),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


def relationships(content: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{content}</Relationships>'


def relation(kind: str, target: str, *, mode: str = "External") -> str:
    return f'<Relationship Id="x" Type="{OFFICE_RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/>'


def picture(attribute: str) -> str:
    """A picture of an inch; the attribute is ``link`` or ``embed``."""
    size = 'cx="914400" cy="914400"'
    return (
        f'<w:p><w:r><w:drawing><wp:inline><wp:extent {size}/><wp:docPr id="1" name="p"/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        '<pic:cNvPr id="1" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:{attribute}="x"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
        f'<a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def field(instruction: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return (
        f"<w:p>{mark.format('begin')}<w:r><w:instrText>{instruction}</w:instrText></w:r>{mark.format('separate')}"
        f"<w:r><w:t>cached</w:t></w:r>{mark.format('end')}</w:p>"
    )


def heading(number: int) -> str:
    return (
        '<w:p><w:pPr><w:pageBreakBefore/><w:outlineLvl w:val="0"/></w:pPr>'
        f'<w:bookmarkStart w:id="{number}" w:name="s{number}start"/><w:r><w:t>Part {number}</w:t></w:r>'
        f'<w:bookmarkEnd w:id="{number}"/></w:p>'
    )


def png(red: int = 255, green: int = 0, blue: int = 0) -> bytes:
    rows = (b"\0" + bytes((red, green, blue)) * 8) * 8

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def write_sheet(path: Path, columns: int = 3, rows: int = 3, formula: str = "") -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("企业表")
    for row in range(rows):
        for column in range(columns):
            sheet.write(row, column, f"r{row}c{column}")
    if formula:
        sheet.write_formula(rows, 0, formula)
    book.close()
    return path


def write_compound(path: Path, streams: dict[str, bytes]) -> Path:
    """A compound file with those streams, each of at least 4096 bytes (none goes into the mini stream)."""
    free, end, table_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    sectors: list[bytes] = []
    table: list[int] = []

    def add(content: bytes) -> int:
        first, count = len(sectors), -(-len(content) // 512)
        for place in range(count):
            sectors.append(content[place * 512 : (place + 1) * 512].ljust(512, b"\0"))
            table.append(len(sectors) if place + 1 < count else end)
        return first

    def entry(name: str, kind: int, first: int, size: int) -> bytes:
        encoded = name.encode("utf-16-le")
        return struct.pack(
            "<64sHBBIII36xIQ", encoded, len(encoded) + 2, kind, 1, free, free, 1 if kind == 5 else free, first, size
        )

    entries = [entry("Root Entry", 5, end, 0)]
    for name, content in streams.items():
        padded = content.ljust(4096, b"\0")
        entries.append(entry(name, 2, add(padded), len(padded)))
    directory = add(b"".join(entries))
    table.append(table_mark)
    numbers = table + [free] * (128 - len(table))
    places = [len(sectors)] + [free] * 108
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII109I",
        bytes.fromhex("d0cf11e0a1b11ae1"),
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, 1, directory, 0, 4096, end, 0, end, 0),
        *places,
    )
    path.write_bytes(header + b"".join(sectors) + struct.pack("<128I", *numbers))
    return path


def word_stream(flags: int = 0) -> bytes:
    return struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0x804, 0, flags)


def excel_stream(*records: tuple[int, bytes]) -> bytes:
    bof = (0x0809, bytes(16))
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in (bof, *records, (0x000A, b"")))


def write_pptx(path: Path, *slides: str, relations: str = "", parts: dict[str, bytes] | None = None) -> Path:
    """A presentation with a slide for each of the texts; ``relations`` are those of the first slide."""
    kind = "application/vnd.openxmlformats-officedocument.presentationml"
    spaces = (
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        f'xmlns:r="{OFFICE_RELATIONS}" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    )
    numbers = range(1, len(slides) + 1)
    types = "".join(f'<Override PartName="/ppt/slides/s{n}.xml" ContentType="{kind}.slide+xml"/>' for n in numbers)
    contents: dict[str, str | bytes] = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="png" ContentType="image/png"/><Default Extension="svg" ContentType="image/svg+xml"/>'
            f'<Override PartName="/ppt/presentation.xml" ContentType="{kind}.presentation.main+xml"/>{types}</Types>'
        ),
        "_rels/.rels": relationships(
            f'<Relationship Id="m" Type="{OFFICE_RELATIONS}/officeDocument" Target="ppt/presentation.xml"/>'
        ),
        "ppt/presentation.xml": (
            f"<p:presentation {spaces}><p:sldIdLst>"
            + "".join(f'<p:sldId id="{255 + n}" r:id="s{n}"/>' for n in numbers)
            + '</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/></p:presentation>'
        ),
        "ppt/_rels/presentation.xml.rels": relationships(
            "".join(
                f'<Relationship Id="s{n}" Type="{OFFICE_RELATIONS}/slide" Target="slides/s{n}.xml"/>' for n in numbers
            )
        ),
        "ppt/slides/_rels/s1.xml.rels": relationships(relations),
    }
    for number, text in zip(numbers, slides, strict=True):
        contents[f"ppt/slides/s{number}.xml"] = (
            f'<p:sld {spaces}><p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/>'
            f"</p:nvGrpSpPr><p:grpSpPr/>{_shape(text)}</p:spTree></p:cSld></p:sld>"
        )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**contents, **(parts or {})}.items():
            archive.writestr(name, content)
    return path


def _shape(text: str) -> str:
    """A box with the text, or what is put there instead of one: markup of a shape, or nothing."""
    if not text or text.startswith("<"):
        return text
    return (
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="t"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm>'
        '<a:off x="900000" y="900000"/><a:ext cx="6000000" cy="900000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/>'
        f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def shown_picture(attribute: str) -> str:
    """A picture on a slide; the attribute is ``link`` or ``embed``."""
    return (
        '<p:pic><p:nvPicPr><p:cNvPr id="3" name="p"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill>'
        f'<a:blip r:{attribute}="x"/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr><a:xfrm>'
        '<a:off x="900000" y="900000"/><a:ext cx="3000000" cy="3000000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
    )


def current_user(token: int = 0xE391C05F) -> bytes:
    """The stream of a .ppt that says whether it is protected (0xF3D1C4DF)."""
    return struct.pack("<HHIII", 0, 0x0FF6, 0x14, 0x14, token)
