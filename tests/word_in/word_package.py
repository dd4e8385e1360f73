"""Word files as packages of parts: a body with styles, numbering, notes, comments, header and footer."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import docx
from lxml import etree

from word_documents import NAMESPACES

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KINDS = "application/vnd.openxmlformats-officedocument.wordprocessingml"
STAMP = (2026, 1, 1, 0, 0, 0)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

STYLES = """
<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}"/>
<w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>
<w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="a"/>
<w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:b/><w:sz w:val="28"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="3"><w:name w:val="heading 3"/><w:basedOn w:val="a"/>
<w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="a5"><w:name w:val="List Paragraph"/><w:basedOn w:val="a"/>
<w:pPr><w:ind w:firstLine="420"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="a6"><w:name w:val="Body Text"/><w:basedOn w:val="a"/></w:style>
"""
NUMBERING = """
<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="nothing"/>
<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="nothing"/>
<w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="nothing"/>
<w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:suff w:val="nothing"/>
<w:lvlText w:val="%3."/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
<w:suff w:val="nothing"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>
"""
PARTS = {  # kind of part: (root, content type)
    "styles": ("styles", "styles"),
    "numbering": ("numbering", "numbering"),
    "settings": ("settings", "settings"),
    "comments": ("comments", "comments"),
    "footnotes": ("footnotes", "footnotes"),
    "header": ("hdr", "header"),
    "footer": ("ftr", "footer"),
}


def pack_word(path: Path, body: str, font: str, parts: Mapping[str, str]) -> None:
    """Write a document; ``parts`` has the content of further parts by their kind."""
    inside = {"styles": STYLES.format(font=font), "numbering": NUMBERING, "settings": "", **parts}
    overrides, related, content = "", "", {}
    for number, (kind, text) in enumerate(inside.items(), 1):
        root, content_type = PARTS[kind]
        overrides += f'<Override PartName="/word/{kind}.xml" ContentType="{KINDS}.{content_type}+xml"/>'
        related += f'<Relationship Id="r{number}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/>'
        content[f"word/{kind}.xml"] = f"<w:{root} {NAMESPACES}>{text}</w:{root}>"
        body = body.replace(f'r:id="{kind}"', f'r:id="r{number}"')
    package = "http://schemas.openxmlformats.org/package/2006"
    content = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{KINDS}.document.main+xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">{related}</Relationships>',
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        **content,
    }
    declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    write_parts(path, {name: (declaration + text).encode() for name, text in content.items()})


def pack_in_library_template(path: Path, body: str) -> None:
    """Put the body into the document that python-docx begins with: its styles, and its properties of the section."""
    document = docx.Document()
    root = etree.fromstring(f"<w:body {NAMESPACES}>{body}</w:body>")
    home = document.element.body
    for element in root:
        if element.tag != f"{W}sectPr":
            home.insert(len(home) - 1, element)
    data = io.BytesIO()
    document.save(data)
    with zipfile.ZipFile(data) as archive:
        write_parts(path, {name: archive.read(name) for name in archive.namelist()})


def write_parts(path: Path, parts: Mapping[str, bytes]) -> None:
    """Write the parts of a package, the same bytes each time."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, STAMP), data, zipfile.ZIP_DEFLATED)
