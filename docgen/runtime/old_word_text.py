r"""The text of a .doc (Word 97 and later) and its fields, and text written over a field: :class:`OldWordText`.

Word stores no result of an EQ field such as ``EQ \o\ac(□,√)``, with which people tick boxes, and LibreOffice drops it
from a .doc. Text in its place, of the same length, is kept.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from docgen.runtime.compound_file import CompoundFile, DamagedCompoundError

_WORD_97 = 0x00C1
# [MS-DOC] 2.5.4 and 2.5.6: the lengths of the stories, the places of tables, the tables of fields and of pieces.
_TABLES_AT = 0x9A
_HEAD = _TABLES_AT + 8 * 93
_SECOND_TABLE = 0x0200
_PIECES = 33
_STORIES = ((0x4C, 16), (0x50, 18), (0x54, 17), (0x58, None), (0x5C, 19), (0x60, 48), (0x64, 57), (0x68, 59))
"""The stories in the order of the text: the place of its length, and the number of its table of fields."""
_COMPRESSED = 0x40000000
_BEGIN, _SEPARATOR, _END = 0x13, 0x14, 0x15
_DEEPEST = 100
_LONGEST = 400
_UNSEEN_16, _UNSEEN_8 = "\u200b", b"\xad"
"""Characters that nobody sees, for what is left of a field: a space without width, a soft hyphen."""
WRITTEN_MARK = "\u2060"
"""A joint without width, after the first letter of what was written over a field."""


class OldField(NamedTuple):
    """A field: the places of its signs in the text, its instruction, and True where it has a result."""

    begin: int
    end: int
    instruction: str
    has_result: bool
    signs: tuple[int, ...]
    """The places of its signs in the table of fields."""


class _Piece(NamedTuple):
    """A piece of the text: its first place, and where it is stored, with one or two bytes a letter."""

    first: int
    at: int
    width: int


class OldWordText:
    """The text of the binary document in ``compound``.

    Raises DamagedCompoundError where its tables are damaged, KeyError where a stream is missing.
    """

    def __init__(self, compound: CompoundFile) -> None:
        self._compound = compound
        self._text = bytearray(compound.read("WordDocument"))
        self._head = bytes(self._text[:_HEAD]).ljust(_HEAD, b"\0")
        self._name = "1table" if struct.unpack_from("<H", self._head, 10)[0] & _SECOND_TABLE else "0table"
        self._table = bytearray(compound.read(self._name))
        self._pieces = tuple(self._read_pieces())
        self._firsts = [piece.first for piece in self._pieces]

    @staticmethod
    def is_readable(compound: CompoundFile) -> bool:
        """Return True for Word 97 or later; before, the text was stored in another way."""
        head = compound.read_beginning("WordDocument", 4)
        return len(head) == 4 and int.from_bytes(head[2:], "little") >= _WORD_97

    def iterate_fields(self) -> Iterator[OldField]:
        """Yield the fields, each after those inside it."""
        first = 0
        for length_at, number in _STORIES:
            if number is not None:
                yield from self._iterate_story(number, first)
            first += struct.unpack_from("<I", self._head, length_at)[0]

    def write_over(self, field: OldField, text: str) -> bool:
        """Write text over a whole field, which is none then; returns False where it does not fit or cannot be stored.

        After the first of its letters stands one that nobody sees, U+2060, by which it is found again.
        """
        room = range(field.begin + 1, field.end)
        if len(text) + 1 > len(room) or any(self._locate(place).width == 1 for place in room[: len(text) + 1]):
            return False
        if any(ord(letter) > 0xFFFF for letter in text):
            return False
        for place in range(field.begin, field.end + 1):
            self._put(place, _UNSEEN_16)
        for place, letter in zip(room, text[:1] + WRITTEN_MARK + text[1:], strict=False):
            self._put(place, letter)
        for sign in field.signs:
            self._table[sign] = self._table[sign + 1] = 0
        return True

    def save(self) -> bytes:
        """Return the whole document as it is now."""
        self._compound.replace("WordDocument", bytes(self._text))
        self._compound.replace(self._name, bytes(self._table))
        return self._compound.content

    # -- tables ------------------------------------------------------------------------------------------------------

    def _get_table(self, number: int) -> tuple[int, int]:
        start, length = struct.unpack_from("<II", self._head, _TABLES_AT + 8 * number)
        return (start, length) if start + length <= len(self._table) else (0, 0)

    def _read_pieces(self) -> Iterator[_Piece]:
        """Read the table of pieces ([MS-DOC] 2.9.38), after changes of format that are passed over."""
        at, length = self._get_table(_PIECES)
        end = at + length
        while at + 3 <= end and self._table[at] == 1:
            at += 3 + struct.unpack_from("<H", self._table, at + 1)[0]
        if at + 5 > end or self._table[at] != 2:
            raise DamagedCompoundError("no pieces")
        count = (min(struct.unpack_from("<I", self._table, at + 1)[0], end - at - 5) - 4) // 12
        firsts = struct.unpack_from(f"<{max(count, 0)}I", self._table, at + 5)
        for number, first in enumerate(firsts):
            stored = struct.unpack_from("<I", self._table, at + 5 + 4 * (count + 1) + 8 * number + 2)[0]
            is_compressed = bool(stored & _COMPRESSED)
            place = stored & (_COMPRESSED - 1)
            yield _Piece(first, place // 2 if is_compressed else place, 1 if is_compressed else 2)

    def _iterate_story(self, number: int, first: int) -> Iterator[OldField]:
        start, length = self._get_table(number)
        count = (length - 4) // 6
        places = struct.unpack_from(f"<{count}I", self._table, start) if count > 0 else ()
        opened: list[list[tuple[int, int]]] = []
        for order, place in enumerate(places):
            sign_at = start + 4 * (count + 1) + 2 * order
            sign = self._table[sign_at] & 0x1F
            if sign == _BEGIN:
                opened.append([])
                del opened[:-_DEEPEST]
            if opened and sign in (_BEGIN, _SEPARATOR, _END):
                opened[-1].append((first + place, sign_at))
            if opened and sign == _END:
                yield self._build_field(opened.pop())

    def _build_field(self, signs: list[tuple[int, int]]) -> OldField:
        begin, end, middle = signs[0][0], signs[-1][0], signs[1][0]
        text = self._read(begin + 1, min(middle, begin + _LONGEST))
        return OldField(begin, end, text, middle + 1 < end, tuple(at for _, at in signs))

    # -- letters -----------------------------------------------------------------------------------------------------

    def _locate(self, place: int) -> _Piece:
        """Return the piece of a letter, moved so that it begins with it."""
        number = bisect_right(self._firsts, place) - 1
        if number < 0:
            raise DamagedCompoundError("a place before the text")
        piece = self._pieces[number]
        at = piece.at + (place - piece.first) * piece.width
        if at + piece.width > len(self._text):
            raise DamagedCompoundError("a place behind the text")
        return _Piece(place, at, piece.width)

    def _read(self, first: int, end: int) -> str:
        letters = []
        for place in range(first, end):
            piece = self._locate(place)
            stored = self._text[piece.at : piece.at + piece.width]
            letters.append(stored.decode("utf-16-le", "replace") if piece.width == 2 else stored.decode("latin-1"))
        return "".join(letters)

    def _put(self, place: int, letter: str) -> None:
        piece = self._locate(place)
        stored = letter.encode("utf-16-le") if piece.width == 2 else _UNSEEN_8
        self._text[piece.at : piece.at + piece.width] = stored
