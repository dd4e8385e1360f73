"""ActiveX checkboxes, option buttons, text fields: what they show is read, or the control is named with its place."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from docgen.project.word.word_document import BoxKind, BoxMark, TextMark, WordDocument, WordParagraph
from docgen.project.word.word_reader import read_word_document
from office_samples import write_compound
from word_documents import p, write_word

CHECKBOX, OPTION, FIELD, BUTTON = (
    f"{{{one}-EC42-11CE-9E0D-00AA006002F3}}" for one in ("8BD21D40", "8BD21D50", "8BD21D10", "D7053240")
)
AX = 'xmlns:ax="http://schemas.microsoft.com/office/2006/activeX"'
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OBJECT = '<w:r><w:object><v:shape/><w:control r:id="c1" w:name="CheckBox1" w:shapeid="x"/></w:object></w:r>'
CAPTION, VALUE, SIZE, GROUP = 1 << 23, 1 << 22, 1 << 8, 1 << 32


def relations(identifier: str, kind: str, target: str) -> str:
    inside = f'<Relationship Id="{identifier}" Type="{R}/{kind}" Target="{target}"/>'
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )


def read_control(folder: Path, control: str, binary: bytes = b"") -> WordDocument:
    path = write_word(folder / "a.docx", p("选", OBJECT, "后"))
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    members["word/_rels/document.xml.rels"] = relations("c1", "control", "activeX/activeX1.xml").encode()
    members["word/activeX/activeX1.xml"] = control.encode()
    members["word/activeX/_rels/activeX1.xml.rels"] = relations("b1", "binary", "activeX1.bin").encode()
    members["word/activeX/activeX1.bin"] = binary
    with zipfile.ZipFile(path, "w") as new:
        for name, content in members.items():
            new.writestr(name, content)
    return read_word_document(path)


def first(document: WordDocument) -> WordParagraph:
    block = document.blocks[0]
    assert isinstance(block, WordParagraph)
    return block


def bag(kind: str, **properties: str) -> str:
    inside = "".join(f'<ax:ocxPr ax:name="{name}" ax:value="{value}"/>' for name, value in properties.items())
    return f'<ax:ocx {AX} ax:classid="{kind}" ax:persistence="persistPropertyBag">{inside}</ax:ocx>'


def stored(kind: str) -> str:
    return f'<ax:ocx {AX} xmlns:r="{R}" ax:classid="{kind}" ax:persistence="persistStreamInit" r:id="b1"/>'


def morph(value: str, caption: str, *, narrow: bool = False) -> bytes:
    """The properties of a control as [MS-OFORMS] 2.2.5 lays them out: mask, numbers, size, texts padded to 4."""
    mask = 1 | 1 << 6 | SIZE | VALUE | CAPTION | GROUP
    texts = [text.encode("latin-1" if narrow else "utf-16-le") for text in (value, caption, "")]
    flag = 0x80000000 if narrow else 0
    data = struct.pack("<IBxxxIII", 0x2C80481B, 4, *(len(text) | flag for text in texts))
    extra = struct.pack("<II", 1000, 500) + b"".join(text + bytes(-len(text) % 4) for text in texts)
    return struct.pack("<HHQ", 0x0200, 8 + len(data + extra), mask) + data + extra


@pytest.mark.parametrize("kind", [CHECKBOX, OPTION])
@pytest.mark.parametrize("value, mark", [("1", BoxMark.CHECKED), ("0", BoxMark.EMPTY)])
def test_the_state_in_properties(tmp_path: Path, kind: str, value: str, mark: BoxMark) -> None:
    document = read_control(tmp_path, bag(kind, Value=value, Caption="是"))
    assert first(document).text == f"选{mark.value}是后"
    assert [(box.mark, box.kind) for box in first(document).boxes] == [(mark, BoxKind.CONTROL)]
    assert document.unread == ()


@pytest.mark.parametrize("value, shown", [("1", "☑"), ("0", "□")])
def test_the_state_in_binary_form(tmp_path: Path, value: str, shown: str) -> None:
    stream = bytes(16) + morph(value, "国家级")
    assert first(read_control(tmp_path, stored(CHECKBOX), stream)).text == f"选{shown}国家级后"
    storage = write_compound(tmp_path / "x.bin", {"contents": morph(value, "Yes", narrow=True)}).read_bytes()
    assert first(read_control(tmp_path, stored(OPTION), storage)).text == f"选{shown}Yes后"


def test_a_text_field_is_text_of_a_control(tmp_path: Path) -> None:
    pieces = first(read_control(tmp_path, bag(FIELD, Value="86.40"))).pieces
    assert [(piece.text, bool(piece.marks & TextMark.CONTROL)) for piece in pieces] == [
        ("选", False),
        ("86.40", True),
        ("后", False),
    ]


@pytest.mark.parametrize(
    "control, binary",
    [
        (bag(CHECKBOX, Caption="是"), b""),
        (bag(CHECKBOX, Value="2"), b""),
        (bag(BUTTON, Value="1"), b""),
        (stored(CHECKBOX), b""),
        (stored(CHECKBOX), bytes(16) + morph("1", "是")[:-20]),
        (stored(CHECKBOX), bytes(40)),
        (stored(CHECKBOX), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    ],
)
def test_a_state_that_is_not_known_is_named_with_its_place(tmp_path: Path, control: str, binary: bytes) -> None:
    document = read_control(tmp_path, control, binary)
    assert [(one.what, one.place.paragraph) for one in document.unread] == [("ActiveX 控件（CheckBox1）", 1)]
    assert first(document).boxes == ()
