"""Binary documents (.doc, .xls), changed in place so that LibreOffice prints what is stored in them."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice

from docgen.runtime.compound_file import SIGNATURE, CompoundFile, DamagedCompoundError
from docgen.runtime.old_workbooks import prepare_old_workbook

_WORD_97 = 0x00C1
# [MS-DOC] 2.5.6: the places of tables in the FIB; those of fields in the text, headers, notes, comments, boxes.
_TABLES_AT = 0x9A
_FIELD_TABLES = (16, 17, 18, 19, 48, 57, 59)
_SECOND_TABLE = 0x0200
_FIELD_BEGIN = 0x13
_PLAIN_FIELD = 0x02
_COMPUTED_FIELDS = frozenset((7, *range(14, 26), 27, 28, 29, 30, 31, 32, 35, 60, 61, 62, 64, 69, 85))
"""IF, document properties, dates, names of the file and of people ([MS-DOC] 2.9.90): their results are stored."""
_EQUATION_FIELD = 49
_COMMENTS, _COMMENT_SIZE = 4, 4 + 30
_REVISION_AUTHORS, _ONE_AUTHOR = 51, 6 + 2 + 2 * len("Unknown")
_REVISION = re.compile(rb"[\x00\x01]\x08\x01")
"""The properties of deleted and of inserted text ([MS-DOC] 2.6.1: sprmCFRMarkDel, sprmCFRMarkIns)."""
_LINKED_FIELD = re.compile(r"INCLUDEPICTURE\s([^\x13-\x15]{1,400})")
_NOT_STORED = re.compile(r"\\d\b")
_LINKED_SHAPE = re.compile(rb"\x05\xc1(.{4})\x06\x01(.{4})", re.DOTALL)
_ADDRESS = re.compile(r"(?:[a-z]{1,5}:|\\\\|/)[\x20-\x7e\u4e00-\u9fff]{3,400}", re.IGNORECASE)
_SHAPE_NAME, _MOST_SHAPES = 1024, 100
_IS_NOT_SAVED = 0x04


@dataclass
class OldDocument:
    """A binary document: its content, what cannot be printed (Chinese), its tracked changes and comments."""

    content: bytes
    lost: list[str] = field(default_factory=list)
    revisions: int = 0
    comments: int = 0


def prepare_old_document(content: bytes, suffix: str) -> OldDocument:
    """Prepare a binary document of the format ``suffix`` for LibreOffice."""
    document = OldDocument(content)
    if not content.startswith(SIGNATURE) or suffix not in (".doc", ".xls"):
        return document
    try:
        compound = CompoundFile(BytesIO(content))
        if suffix == ".xls":
            book = next(name for name in ("workbook", "book") if name in compound.names)
            stream, document.lost = prepare_old_workbook(compound.read(book))
            compound.replace(book, stream)
        else:
            _store_fields(compound, document)
        document.content = compound.content
    except (DamagedCompoundError, StopIteration, struct.error, IndexError, KeyError):
        return OldDocument(content)  # LibreOffice decides
    return document


def _store_fields(compound: CompoundFile, document: OldDocument) -> None:
    """Let computed fields be of a kind of which LibreOffice shows the stored result."""
    head = compound.read_beginning("WordDocument", _TABLES_AT + 8 * 60)
    if struct.unpack_from("<H", head, 2)[0] < _WORD_97:
        return
    name = "1table" if struct.unpack_from("<H", head, 10)[0] & _SECOND_TABLE else "0table"
    table, equations = bytearray(compound.read(name)), 0
    for at in _list_fields(head, table):
        if table[at + 1] in _COMPUTED_FIELDS:
            table[at + 1] = _PLAIN_FIELD
        equations += table[at + 1] == _EQUATION_FIELD
    compound.replace(name, bytes(table))
    document.lost += [f"{equations} 处 EQ 域（公式、带圈字符）"] if equations else []
    document.comments = max(struct.unpack_from("<I", head, _TABLES_AT + 8 * _COMMENTS + 4)[0] - 4, 0) // _COMMENT_SIZE
    if struct.unpack_from("<I", head, _TABLES_AT + 8 * _REVISION_AUTHORS + 4)[0] > _ONE_AUTHOR:
        document.revisions = len(_REVISION.findall(compound.read("WordDocument")))


def _list_fields(head: bytes, table: bytearray) -> Iterator[int]:
    """List the places of the two bytes that begin each field ([MS-DOC] 2.8.25)."""
    for number in _FIELD_TABLES:
        start, length = struct.unpack_from("<II", head, _TABLES_AT + 8 * number)
        count = (length - 4) // 6
        if length < 10 or start + length > len(table):
            continue
        for at in range(start + 4 * (count + 1), start + length - 1, 2):
            if table[at] & 0x1F == _FIELD_BEGIN:
                yield at


def find_linked_pictures(compound: CompoundFile) -> tuple[str, ...]:
    """Find the addresses of pictures that a .doc only links to."""
    found: set[str] = set()
    for name in ("worddocument", "data", "0table", "1table"):
        if name not in compound.names:
            continue
        content = compound.read(name)
        for text in (content.decode("latin-1"), content.decode("utf-16-le", "replace")):
            codes = (one[1] for one in _LINKED_FIELD.finditer(text))
            found.update(code.strip().split("\\d")[0].strip(' "') for code in codes if _NOT_STORED.search(code))
        found.update(_find_linked_shapes(content))
    return tuple(sorted(found))


def _find_linked_shapes(content: bytes) -> Iterator[str]:
    """Find the names of shapes whose picture is only linked ([MS-ODRAW] 2.3.23: pibName, and pibFlags after it)."""
    for shape in islice(_LINKED_SHAPE.finditer(content), _MOST_SHAPES):
        size, flags = struct.unpack("<I", shape[1])[0], struct.unpack("<I", shape[2])[0]
        if flags & _IS_NOT_SAVED and 2 < size <= _SHAPE_NAME:
            after = content[shape.end() : shape.end() + 4 * _SHAPE_NAME].decode("utf-16-le", "ignore")
            odd = content[shape.end() + 1 : shape.end() + 4 * _SHAPE_NAME].decode("utf-16-le", "ignore")
            names = [one for text in (after, odd) for one in _ADDRESS.findall(text)]
            yield names[0] if names else "名称不明"
