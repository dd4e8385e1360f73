"""An .xls workbook, changed in place so that LibreOffice prints what is stored in it ([MS-XLS]).

Every record stays as long as it is. Hidden sheets lose their print areas, wide sheets are scaled to the width of the
page, formulas whose value changes by itself become their stored values.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field

from docgen.runtime.default_password import IGNORED_RECORD, decrypt_workbook, list_records

_BOF, _EOF, _BOUNDSHEET, _LBL = 0x0809, 0x000A, 0x0085, 0x0018
_WSBOOL, _SETUP, _DIMENSIONS, _COLINFO = 0x0081, 0x00A1, 0x0200, 0x007D
_HEADERS = (0x0014, 0x0015)
_FORMULA, _STRING, _SHARED, _ARRAY = 0x0006, 0x0207, 0x04BC, 0x0221
_NUMBER, _LABEL, _BOOLERR, _BLANK = 0x0203, 0x0204, 0x0205, 0x0201
_BIFF8 = 0x0600
_BUILT_IN, _PRINT_AREA, _OTHER_NAME = 0x20, 0x06, 0x0C
_FIT, _IS_PORTRAIT, _NO_PRINTER, _NO_ORIENTATION = 0x0100, 0x0002, 0x0004, 0x0040
_A4 = 9
_USUAL_COLUMN, _PORTRAIT_CHARACTERS = 9.0, 100
_CALCULATE = 0x0003  # fAlwaysCalc and fCalcOnOpen: a stored 0 then stands for no value
# The tokens of TODAY, NOW, RAND, and with a number of arguments of CELL and INFO ([MS-XLS] 2.5.198.17).
_CHANGING = re.compile(rb"[\x21\x41\x61][\xdd\x4a\x3f]\x00|[\x22\x42\x62].[\x7d\xf4]\x00", re.DOTALL)
_EXP = 0x01
_HEADER_CODE = re.compile(r'&(?:"[^"]*"|\d+|.)', re.DOTALL)
_MOVING_CODES = ("&D", "&T", "&F", "&Z")


@dataclass
class _OldSheet:
    name: str
    is_hidden: bool
    columns: int = 0
    width: float = 0.0
    records: list[tuple[int, int, int]] = field(default_factory=list)


def prepare_old_workbook(stream: bytes) -> tuple[bytes, list[str]]:
    """Prepare the workbook stream of an .xls; returns it, as long as before, and what cannot be printed (Chinese)."""
    content = bytearray(decrypt_workbook(stream))
    records = list_records(content)
    if not records or records[0][0] != _BOF:
        return stream, []
    is_new = struct.unpack_from("<H", content, records[0][1])[0] == _BIFF8
    sheets = _list_sheets(content, records, is_new)
    ordered, lost = list(sheets.values()), list[str]()
    for kind, at, length in records:
        if kind == _LBL and length >= 16:
            _hide_print_area(content, at, ordered, is_new)
    for sheet in ordered:
        _fit_to_width(content, sheet)
        for kind, at, length in sheet.records:
            if kind in _HEADERS and length > 3:
                codes = _clear_header(content, at, length, is_new)
                if codes and not sheet.is_hidden:
                    lost.append(f"{sheet.name} 页眉页脚的 {'、'.join(codes)}")
        lost += [f"{sheet.name}!{cell}" for cell in _store_values(content, sheet.records) if not sheet.is_hidden]
    return bytes(content), lost


def _list_sheets(content: bytearray, records: list[tuple[int, int, int]], is_new: bool) -> dict[int, _OldSheet]:
    """List the sheets by the place of their first record, in the order of the workbook."""
    sheets: dict[int, _OldSheet] = {}
    current, depth = None, 0
    for kind, at, length in records:
        if kind == _BOUNDSHEET and length > 8:
            name = _read_text(content[at + 6 : at + length], 1, is_new)
            sheets[struct.unpack_from("<I", content, at)[0]] = _OldSheet(name, bool(content[at + 4] & 3))
        if kind == _BOF:
            depth += 1
            current = sheets.get(at - 4) if depth == 1 else current
        elif kind == _EOF:
            depth = max(depth - 1, 0)
        elif current is not None and depth == 1:  # deeper ones are of a chart
            current.records.append((kind, at, length))
            _note_width(content, current, kind, at, length)
    return sheets


def _note_width(content: bytearray, sheet: _OldSheet, kind: int, at: int, length: int) -> None:
    if kind == _DIMENSIONS and length >= 10:
        sheet.columns = struct.unpack_from("<H", content, at + (10 if length >= 14 else 6))[0]
        sheet.width += sheet.columns * _USUAL_COLUMN
    elif kind == _COLINFO and length >= 10:
        first, last, width, _, options = struct.unpack_from("<5H", content, at)
        used = max(min(last, sheet.columns - 1 if sheet.columns else 255) - first + 1, 0)
        sheet.width += used * ((0 if options & 1 else width / 256) - _USUAL_COLUMN)


def _read_text(body: bytearray | bytes, size: int, is_new: bool) -> str:
    count = int.from_bytes(body[:size], "little")
    if not is_new:
        return bytes(body[size : size + count]).decode("gbk", errors="replace")
    is_wide, start = body[size] & 1, size + 1
    raw = bytes(body[start : start + count * (2 if is_wide else 1)])
    return raw.decode("utf-16-le" if is_wide else "latin-1", errors="replace")


def _hide_print_area(content: bytearray, at: int, sheets: list[_OldSheet], is_new: bool) -> None:
    flags, place = struct.unpack_from("<H", content, at)[0], struct.unpack_from("<H", content, at + 8)[0]
    letter = at + (15 if is_new else 14)
    is_area = flags & _BUILT_IN and content[letter] == _PRINT_AREA
    if is_area and 0 < place <= len(sheets) and sheets[place - 1].is_hidden:
        content[letter] = _OTHER_NAME


def _fit_to_width(content: bytearray, sheet: _OldSheet) -> None:
    places = {kind: at for kind, at, length in sheet.records if kind in (_WSBOOL, _SETUP) and length in (2, 34)}
    if len(places) < 2:
        return
    switches = struct.unpack_from("<H", content, places[_WSBOOL])[0]
    setup = places[_SETUP]
    paper, scale, _, _, _, options = struct.unpack_from("<6H", content, setup)
    if switches & _FIT or (scale not in (0, 100) and not options & _NO_PRINTER):
        return
    struct.pack_into("<H", content, places[_WSBOOL], switches | _FIT)
    if options & _NO_PRINTER or not paper:
        paper = _A4
    if sheet.width > _PORTRAIT_CHARACTERS:
        options &= ~(_IS_PORTRAIT | _NO_ORIENTATION)
    elif options & (_NO_PRINTER | _NO_ORIENTATION):
        options |= _IS_PORTRAIT
    struct.pack_into("<HH", content, setup, paper, 100)
    struct.pack_into("<HHH", content, setup + 6, 1, 0, options & ~(_NO_PRINTER | _NO_ORIENTATION))


def _clear_header(content: bytearray, at: int, length: int, is_new: bool) -> list[str]:
    """Put spaces in the place of codes for the file and the moment of printing; return them."""
    size = 2 if is_new else 1
    text = _read_text(content[at : at + length], size, is_new)
    codes = list(dict.fromkeys(code for code in map(str.upper, _HEADER_CODE.findall(text)) if code in _MOVING_CODES))
    if codes and (is_new or text.isascii()):
        cleared = _HEADER_CODE.sub(lambda code: "  " if code[0].upper() in _MOVING_CODES else code[0], text)
        is_wide = is_new and content[at + size] & 1
        raw = cleared.encode("utf-16-le" if is_wide else "latin-1", errors="replace")
        start = at + size + is_new
        content[start : start + len(raw)] = raw
    return codes


# -- values --------------------------------------------------------------------------------------------------------


def _store_values(content: bytearray, records: list[tuple[int, int, int]]) -> list[str]:
    """Replace formulas that change by themselves by their values; return the cells that have none."""
    shared: set[bytes] = set()
    for (before, start, _), (kind, at, length) in zip(records, records[1:], strict=False):
        if kind in (_SHARED, _ARRAY) and before == _FORMULA and _CHANGING.search(content, at, at + length):
            shared.add(bytes(content[start : start + 4]))
    lost = []
    for number, (kind, at, length) in enumerate(records):
        if kind != _FORMULA or length < 22:
            continue
        is_changing = _CHANGING.search(content, at + 22, at + length) is not None
        is_shared = length >= 27 and content[at + 22] == _EXP and bytes(content[at + 23 : at + 27]) in shared
        if is_changing or is_shared:
            following = records[number + 1] if number + 1 < len(records) else (0, 0, 0)
            if not _store_value(content, at, length, following):
                row, column = struct.unpack_from("<HH", content, at)
                lost.append(f"{_name_column(column)}{row + 1}")
    return lost


def _store_value(content: bytearray, at: int, length: int, following: tuple[int, int, int]) -> bool:
    """Write the value of a formula in its place; False where there is none, and the cell becomes empty."""
    place, value = bytes(content[at : at + 6]), bytes(content[at + 6 : at + 14])
    options = struct.unpack_from("<H", content, at + 14)[0]
    if value[6:] != b"\xff\xff":
        if value == bytes(8) and options & _CALCULATE:
            _write_cell(content, at, length, _BLANK, place)
            return False
        _write_cell(content, at, length, _NUMBER, place + value)
    elif value[0] == 0 and following[0] == _STRING and following[1] == at + length + 4:
        text = bytes(content[following[1] : following[1] + following[2]])
        _write_cell(content, at, length + 4 + following[2], _LABEL, place + text)
    elif value[0] in (1, 2):
        _write_cell(content, at, length, _BOOLERR, place + bytes((value[2], value[0] - 1)))
    else:
        _write_cell(content, at, length, _BLANK, place)
    return True


def _write_cell(content: bytearray, at: int, length: int, kind: int, body: bytes) -> None:
    """Write a record over one that is longer by at least 4 bytes; the rest becomes a record that nobody reads."""
    rest = length - len(body) - 4
    written = struct.pack("<HH", kind, len(body)) + body + struct.pack("<HH", IGNORED_RECORD, rest)
    content[at - 4 : at - 4 + len(written)] = written


def _name_column(column: int) -> str:
    name = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
