"""Writer of small .xls workbooks ([MS-XLS], Excel 97-2003), for tests of their reader."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from office_samples import write_compound

OldValue = str | float | bool | None
RELATIVE_NAME = bytes.fromhex("00000002090000000000000000000058512d02000200030005000000")
"""The body of a defined name X whose formula is the relative range (PtgAreaN) that xlrd refuses."""
_BOF, _EOF, _BOUNDSHEET, _FORMAT, _XF, _NAME = 0x809, 0x0A, 0x85, 0x41E, 0xE0, 0x18
_NUMBER, _LABEL, _BOOLERR, _FORMULA, _MERGED = 0x203, 0x204, 0x205, 0x06, 0xE5
_MULBLANK, _ROW = 0xBE, 0x208
_FIRST_OWN_STYLE, _FIRST_OWN_FORMAT = 16, 164


@dataclass(frozen=True)
class OldError:
    """An error value, by its code: 0x2A is #N/A."""

    code: int


@dataclass(frozen=True)
class OldFormula:
    """A formula (its own tokens do not matter) with its stored number."""

    stored: float


@dataclass
class OldSheetContent:
    """One sheet: its rows, the number format of a cell by its place, merged areas, hidden lines (all from 0)."""

    name: str
    rows: Sequence[Sequence[OldValue | OldError | OldFormula]]
    formats: Mapping[tuple[int, int], str | int] = field(default_factory=dict)
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden: Sequence[int] = ()
    blank_rows: int = 0
    """The number of lines, from the first on, whose 256 cells are blank but formatted."""


def write_old_workbook(path: Path, *sheets: OldSheetContent, names: Sequence[bytes] = (), bare: bool = False) -> Path:
    """Write the sheets; ``names`` are bodies of defined names, ``bare`` leaves out the container."""
    codes = dict.fromkeys(code for sheet in sheets for code in sheet.formats.values())
    styles = {code: _FIRST_OWN_STYLE + at for at, code in enumerate(codes)}
    numbers = {code: _FIRST_OWN_FORMAT + at for at, code in enumerate(codes) if isinstance(code, str)}
    formats = [_build(_FORMAT, struct.pack("<H", number) + _encode(code)) for code, number in numbers.items()]
    used = [0] * _FIRST_OWN_STYLE + [code if isinstance(code, int) else numbers[code] for code in codes]
    looks = [_build(_XF, struct.pack("<HHH14x", 0, one, 0 if at >= 15 else 0xFFF4)) for at, one in enumerate(used)]
    defined = [_build(_NAME, body) for body in names]
    bodies = [_build_sheet(sheet, styles) for sheet in sheets]
    head = _build_head(0x05) + b"".join([*formats, *looks, *defined])
    size = len(head) + sum(len(_build_entry(0, sheet.name)) for sheet in sheets) + 4
    positions = itertools.accumulate(map(len, bodies), initial=size)
    listed = b"".join(_build_entry(position, sheet.name) for position, sheet in zip(positions, sheets, strict=False))
    content = head + listed + _build(_EOF, b"") + b"".join(bodies)
    if bare:
        path.write_bytes(content)
        return path
    return write_compound(path, {"Workbook": content})


def _build_entry(position: int, name: str) -> bytes:
    return _build(_BOUNDSHEET, struct.pack("<IBB", position, 0, 0) + _encode(name, "<B"))


def _build(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _build_head(kind: int) -> bytes:
    return _build(_BOF, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))


def _encode(text: str, length: str = "<H") -> bytes:
    return struct.pack(length, len(text)) + b"\x01" + text.encode("utf-16-le")


def _build_sheet(sheet: OldSheetContent, styles: Mapping[str | int, int]) -> bytes:
    parts = [_build_head(0x10)]
    parts += [_build(_ROW, struct.pack("<HHHHHHI", line, 0, 1, 255, 0, 0, 0x120)) for line in sheet.hidden]
    blanks = struct.pack("<H", 0) + struct.pack("<256H", *[15] * 256) + struct.pack("<H", 255)
    parts += [_build(_MULBLANK, struct.pack("<H", line) + blanks) for line in range(sheet.blank_rows)]
    for line, row in enumerate(sheet.rows):
        for position, value in enumerate(row):
            style = styles.get(sheet.formats.get((line, position), ""), 15)
            place = struct.pack("<HHH", line, position, style)
            parts += [] if value is None else [_build_cell(value, place)]
    if sheet.merged:
        areas = b"".join(struct.pack("<HHHH", *area) for area in sheet.merged)
        parts.append(_build(_MERGED, struct.pack("<H", len(sheet.merged)) + areas))
    return b"".join([*parts, _build(_EOF, b"")])


def _build_cell(value: OldValue | OldError | OldFormula, place: bytes) -> bytes:
    match value:
        case bool():
            return _build(_BOOLERR, place + bytes((value, 0)))
        case OldError():
            return _build(_BOOLERR, place + bytes((value.code, 1)))
        case OldFormula():
            return _build(_FORMULA, place + struct.pack("<dHIH", value.stored, 0, 0, 3) + b"\x1e\x01\x00")
        case str():
            return _build(_LABEL, place + _encode(value))
        case _:
            return _build(_NUMBER, place + struct.pack("<d", value))
