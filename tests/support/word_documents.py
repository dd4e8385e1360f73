"""Small Word documents made by hand: the XML of a body and of other parts, zipped as Word would."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from docgen.project.word.word_document import WordDocument, WordParagraph, WordTable
from docgen.project.word.word_reader import read_word_document

NAMESPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
STRICT = (
    (
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    ),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/",
        "http://purl.oclc.org/ooxml/officeDocument/",
    ),
)
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def write_word(
    path: Path,
    body: str,
    parts: Mapping[str, str] | None = None,
    *,
    strict: bool = False,
    main: str = "word/document.xml",
) -> Path:
    """Write a document; ``parts`` are the contents of further parts (styles, header1 …), by the kind of each."""
    content = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": _relationships({"rId1": ("officeDocument", main)}),
        main: f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
    }
    related = {}
    for name, (root, inside) in {name: _split(name, text) for name, text in (parts or {}).items()}.items():
        related[name] = (name.rstrip("123456789"), f"{name}.xml")
        content[f"word/{name}.xml"] = f"<w:{root} {NAMESPACES}>{inside}</w:{root}>"
    folder, _, file = main.rpartition("/")
    content[f"{folder}/_rels/{file}.rels"] = _relationships(related)
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in content.items():
            for old, new in STRICT if strict else ():
                text = text.replace(old, new)
            archive.writestr(name, text)
    return path


def _split(name: str, text: str) -> tuple[str, str]:
    roots = {"header": "hdr", "footer": "ftr"}
    kind = name.rstrip("123456789")
    return roots.get(kind, kind), text


def _relationships(related: Mapping[str, tuple[str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="{identifier}" Type="{_KINDS}/{kind}" Target="{target}"/>'
        for identifier, (kind, target) in related.items()
    )
    return f'<Relationships xmlns="{_RELATIONSHIPS}">{inside}</Relationships>'


def read_body(folder: Path, body: str, parts: Mapping[str, str] | None = None) -> WordDocument:
    """Write a document and read it."""
    return read_word_document(write_word(folder / "document.docx", body, parts))


def p(*content: str, properties: str = "") -> str:
    """A paragraph; what does not begin with < is the text of a run."""
    inside = "".join(one if one.startswith("<") else r(one) for one in content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>" if properties else f"<w:p>{inside}</w:p>"


def r(content: str, properties: str = "") -> str:
    """A run of a text, or of XML."""
    inside = content if content.startswith("<") else f'<w:t xml:space="preserve">{content}</w:t>'
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{inside}</w:r>"


def tc(content: str = "", properties: str = "") -> str:
    """A cell with one paragraph, or with XML."""
    inside = content if content.startswith("<") else p(*([content] if content else []))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row."""
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def tbl(*rows: str, widths: tuple[int, ...] = ()) -> str:
    """A table."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def sdt(content: str, properties: str = "") -> str:
    """A content control."""
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def field(instruction: str, result: str | None = None, form: str = "") -> str:
    """A complex field; ``result`` is the XML of its result, None for a field without one."""
    separate = "" if result is None else r('<w:fldChar w:fldCharType="separate"/>') + result
    begin = f'<w:fldChar w:fldCharType="begin">{form}</w:fldChar>'
    code = f'<w:instrText xml:space="preserve">{instruction}</w:instrText>'
    return r(begin) + r(code) + separate + r('<w:fldChar w:fldCharType="end"/>')


def first_paragraph(document: WordDocument) -> WordParagraph:
    """The first block, which is a paragraph."""
    block = document.blocks[0]
    assert isinstance(block, WordParagraph)
    return block


def first_table(document: WordDocument) -> WordTable:
    """The first table."""
    return next(block for block in document.blocks if isinstance(block, WordTable))


def grid(table: WordTable) -> list[list[tuple[int, int, int, str]]]:
    """Column, columns and rows spanned, and text of each cell."""
    return [[(cell.column, cell.colspan, cell.rowspan, cell.text) for cell in row.cells] for row in table.rows]


def texts(document: WordDocument) -> list[str]:
    """The texts of the paragraphs that are no cells."""
    return [block.text for block in document.blocks if isinstance(block, WordParagraph)]
