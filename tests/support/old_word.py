"""Binary Word documents (.doc) with fields: a plain one made by hand, and one of LibreOffice with other fields."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path

from docgen.runtime.compound_file import CompoundFile
from office_samples import write_compound

_TABLES = 0x9A
_FIELDS, _PIECES = 16, 33
_TEXT_AT = 0x800
EQUATION = 49


def write_old_word(path: Path, text: str, *, compressed: bool = False, footnote: str = "") -> Path:
    r"""A .doc whose text has fields by their signs \x13, \x14, \x15: enough of one for docgen, not for LibreOffice."""
    head = bytearray(_TEXT_AT)
    struct.pack_into("<HHHHHH", head, 0, 0xA5EC, 0xC1, 0, 0x804, 0, 0x0200)
    struct.pack_into("<II", head, 0x4C, len(text), len(footnote))
    table = bytearray(64)
    for number, story in ((_FIELDS, text), (18, footnote)):
        signs = [(at, ord(letter)) for at, letter in enumerate(story) if letter in "\x13\x14\x15"]
        plc = struct.pack(f"<{len(signs) + 1}I", *(at for at, _ in signs), len(story))
        plc += b"".join(bytes((sign, EQUATION if sign == 0x13 else 0x80)) for _, sign in signs)
        struct.pack_into("<II", head, _TABLES + 8 * number, len(table), len(plc))
        table += plc
    place = _TEXT_AT * 2 | 0x40000000 if compressed else _TEXT_AT
    pieces = struct.pack("<IIHIH", 0, len(text + footnote), 0, place, 0)
    clx = b"\x01\x02\x00ab" + b"\x02" + struct.pack("<I", len(pieces)) + pieces
    struct.pack_into("<II", head, _TABLES + 8 * _PIECES, len(table), len(clx))
    stored = (text + footnote).encode("cp1252" if compressed else "utf-16-le")
    return write_compound(path, {"WordDocument": bytes(head) + stored, "1Table": bytes(table) + clx})


def read_old_text(content: bytes, length: int) -> str:
    """The text of a document that write_old_word made."""
    stream = CompoundFile(BytesIO(content)).read("WordDocument")
    return stream[_TEXT_AT : _TEXT_AT + 2 * length].decode("utf-16-le")


def put_equations(path: Path, *instructions: str) -> None:
    """Make EQ fields of the first fields of a .doc that LibreOffice wrote, which drops them itself.

    Each field needs a longer instruction than the equation, and loses its result.
    """
    compound = CompoundFile(BytesIO(path.read_bytes()))
    text, table = bytearray(compound.read("WordDocument")), bytearray(compound.read("1Table"))
    start, length = struct.unpack_from("<II", text, _TABLES + 8 * _FIELDS)
    count = (length - 4) // 6
    places = list(struct.unpack_from(f"<{count + 1}I", table, start))
    signs = [bytes(table[start + 4 * (count + 1) + 2 * at :][:2]) for at in range(count)]
    pieces = struct.unpack_from("<I", text, _TABLES + 8 * _PIECES)[0]
    first = struct.unpack_from("<I", table, pieces + 5 + 8 + 2)[0]
    dropped = []
    for order, instruction in enumerate(instructions):
        begin, end = places[3 * order], places[3 * order + 2]
        inside = instruction.ljust(end - begin - 1)
        assert len(inside) == end - begin - 1, "the field is too short"
        text[first + 2 * (begin + 1) : first + 2 * end] = inside.encode("utf-16-le")
        signs[3 * order] = bytes((0x13, EQUATION))
        dropped.append(3 * order + 1)
    kept = [at for at in range(count) if at not in dropped]
    plc = struct.pack(f"<{len(kept) + 1}I", *(places[at] for at in kept), places[count])
    plc += b"".join(signs[at] for at in kept)
    table[start : start + len(plc)] = plc
    struct.pack_into("<I", text, _TABLES + 8 * _FIELDS + 4, len(plc))
    compound.replace("WordDocument", bytes(text))
    compound.replace("1Table", bytes(table))
    path.write_bytes(compound.content)
