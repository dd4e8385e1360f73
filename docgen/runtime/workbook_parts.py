"""The parts of an Open XML workbook, prepared so that LibreOffice prints what is stored in them.

Hidden sheets are not printed, names and dates in headers are no moment and no folder of the build, and formulas whose
value changes by itself show the value that was stored.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from xml.parsers.expat import ParserCreate

from docgen.runtime.office_relationships import UNREADABLE_XML, read_relationships
from docgen.runtime.sheet_page import fit_to_width
from docgen.runtime.sheet_room import find_cut_cells, read_shared_texts, read_styles

_EPOCH = datetime(1899, 12, 30)
_MODIFIED = re.compile(rb"<(?:\w+:)?modified\b[^<>]*>(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)")

_SHEET_DATA = re.compile(rb"<(?:\w+:)?sheetData\b")
_SHEET_DATA_END = re.compile(rb"</(?:\w+:)?sheetData\s*>")
_FORMULA = re.compile(
    rb"<(?:\w+:)?f\b([^<>]*?)(?:/>|>([^<]*)</(?:\w+:)?f\s*>)(\s*<(?:\w+:)?v\s*(?:/>|>([^<]*)</(?:\w+:)?v\s*>))?"
)
_SHARED = re.compile(rb"""\bsi=["'](\d+)["']""")
_REFERENCE = re.compile(rb"""\sr=["']([A-Z]{1,3}\d{1,7})["']""")
_REFERENCE_REACH = 300
_CHANGING = rb"(?:_xlfn\.)?(?:TODAY|NOW|RAND|RANDBETWEEN|RANDARRAY|INFO|WEBSERVICE|DDE|RTD)\s*\("
"""The functions whose value depends on the moment or on something outside the file."""
_LINKED = re.compile(rb"(?<![\w\]])\[\d{1,5}\]")
_FILE_NAME = re.compile(rb"""(?<![\w.])CELL\(\s*"filename"\s*(?:,[^()<]*)?\)""", re.IGNORECASE)
_MOMENT = re.compile(rb"(?<![\w.])(?:TODAY|NOW)\(\s*\)", re.IGNORECASE)
_TIME_PERIOD = re.compile(rb"""(<(?:\w+:)?cfRule\b[^<>]*\btype=)(["'])timePeriod\2""")
_HEADER = re.compile(rb"(<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)\b[^<>]*>)([^<]+)(</)")
_HEADER_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d+|.)', re.DOTALL)
_PRINT_AREA = "_xlnm.Print_Area"
_HIDDEN = ("hidden", "veryHidden")


@dataclass
class PreparedParts:
    """The changed parts by name, what could not be printed (Chinese), and the use of the file's own name.

    ``revisions`` and ``comments`` are the numbers of those in a Word file.
    """

    changed: dict[str, bytes] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    has_name: bool = False
    has_equations: bool = False
    revisions: int = 0
    comments: int = 0


@dataclass(frozen=True)
class SheetPart:
    """A sheet: its name, its part, and True where it is not shown."""

    name: str
    part: str
    is_hidden: bool


@dataclass
class _MainPart:
    """The main part of a workbook; ``names`` has the text of each defined name, ``hidden_areas`` is their number."""

    part: str = ""
    sheets: list[SheetPart] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    hidden_areas: int = 0
    is_calculated: bool = False
    """True where each value is to be computed on opening: a stored 0 then stands for none."""


def list_sheets(archive: zipfile.ZipFile) -> list[SheetPart]:
    """List the sheets of a workbook in their order; empty where its main part cannot be read."""
    return _read_workbook(archive).sheets


def find_cut_texts(archive: zipfile.ZipFile) -> list[str]:
    """Find the cells (``企业表!A3``) of the shown sheets whose text is not seen to its end."""
    sheets = [sheet for sheet in list_sheets(archive) if not sheet.is_hidden]
    names = set(archive.namelist())
    main = _find_target(archive, "_rels/.rels", "/officeDocument", "")
    folder = posixpath.dirname(main)
    styles, texts = (f"{folder}/{part}".lstrip("/") for part in ("styles.xml", "sharedStrings.xml"))
    known_styles = read_styles(archive.read(styles)) if styles in names else []
    known_texts = read_shared_texts(archive.read(texts)) if texts in names else []
    return [
        f"{sheet.name}!{cell}"
        for sheet in sheets
        if sheet.part in names
        for cell in find_cut_cells(archive.read(sheet.part), known_styles, known_texts)
    ]


def prepare_workbook(archive: zipfile.ZipFile, name: str) -> PreparedParts:
    """Prepare the parts of a workbook for printing; ``name`` is the file's own name."""
    workbook, prepared = _read_workbook(archive), PreparedParts()
    names = set(archive.namelist())
    moment = _read_saving(archive)
    if workbook.hidden_areas or any(_MOMENT.search(text.encode()) for text in workbook.names.values()):
        prepared.changed[workbook.part] = _prepare_main_part(archive.read(workbook.part), workbook, moment)
    changing = _find_changing(workbook.names)
    for sheet in workbook.sheets:
        if sheet.part in names:
            one = _SheetPreparation(archive.read(sheet.part), sheet, name, workbook.is_calculated, prepared)
            one.prepare(changing, moment)
    return prepared


def _find_changing(names: Mapping[str, str]) -> re.Pattern[bytes]:
    """Compile the pattern of a formula that changes by itself, also by a defined name."""
    changing = re.compile(rb"(?<![\w.])" + _CHANGING, re.IGNORECASE)
    own = [re.escape(name.encode()) for name, text in names.items() if changing.search(text.encode())]
    words = b"|".join((_CHANGING, *(rb"%s(?![\w.(])" % name for name in own)))
    return re.compile(rb"(?<![\w.])(?:%s)" % words, re.IGNORECASE)


# -- the main part -------------------------------------------------------------------------------------------------


def _read_workbook(archive: zipfile.ZipFile) -> _MainPart:
    parts = set(archive.namelist())
    part = _find_target(archive, "_rels/.rels", "/officeDocument", "")
    workbook = _MainPart(part)
    if part not in parts:
        return workbook
    folder, base = posixpath.split(part)
    targets = {}
    relations = f"{folder}/_rels/{base}.rels".lstrip("/")
    if relations in parts:
        found, _ = read_relationships(archive.read(relations))
        targets = {one.identifier: _resolve(folder, one.target) for one in found}
    _parse_main_part(archive.read(part), workbook, targets)
    return workbook


def _find_target(archive: zipfile.ZipFile, relations: str, kind: str, folder: str) -> str:
    if relations not in archive.namelist():
        return ""
    found, _ = read_relationships(archive.read(relations))
    return next((_resolve(folder, one.target) for one in found if one.kind.endswith(kind)), "")


def _resolve(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _parse_main_part(content: bytes, workbook: _MainPart, targets: Mapping[str, str]) -> None:
    open_name: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "sheet":
            identifier = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            hidden = attributes.get("state") in _HIDDEN
            workbook.sheets.append(SheetPart(attributes.get("name", ""), targets.get(identifier, ""), hidden))
        elif local == "calcPr":
            workbook.is_calculated = attributes.get("fullCalcOnLoad") in ("1", "true")
        elif local == "definedName":
            open_name[:] = [attributes.get("name", "")]
            place = attributes.get("localSheetId", "")
            if open_name[0] == _PRINT_AREA and place.isdecimal() and _is_hidden(workbook.sheets, place):
                workbook.hidden_areas += 1

    def note(text: str) -> None:
        if open_name:
            workbook.names[open_name[0]] = workbook.names.get(open_name[0], "") + text

    def end(tag: str) -> None:
        if tag.rpartition(":")[2] == "definedName":
            open_name.clear()

    parser = ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, note
    try:
        parser.Parse(content, True)
    except UNREADABLE_XML:
        return  # LibreOffice reads what comes before the fault as well


def _is_hidden(sheets: list[SheetPart], place: str) -> bool:
    return len(place) < 6 and int(place) < len(sheets) and sheets[int(place)].is_hidden


_DEFINED_NAME = re.compile(rb"<(?:\w+:)?definedName\b([^<>]*)>([^<]*)</(?:\w+:)?definedName\s*>")
_LOCAL_SHEET = re.compile(rb"""\blocalSheetId=["'](\d{1,5})["']""")


def _prepare_main_part(content: bytes, workbook: _MainPart, moment: bytes) -> bytes:
    """Remove the print areas of hidden sheets, which LibreOffice prints; let names be of the day of the saving."""

    def change(found: re.Match[bytes]) -> bytes:
        place = _LOCAL_SHEET.search(found[1])
        if _PRINT_AREA.encode() in found[1] and place and _is_hidden(workbook.sheets, place[1].decode()):
            return b""
        return _MOMENT.sub(moment, found[0])

    return _DEFINED_NAME.sub(change, content)


def _read_saving(archive: zipfile.ZipFile) -> bytes:
    """Read the moment when the workbook was saved, as a number of days as in a cell; 0 where it is not stored."""
    part = _find_target(archive, "_rels/.rels", "/core-properties", "") or "docProps/core.xml"
    found = _MODIFIED.search(archive.read(part)) if part in archive.namelist() else None
    try:
        moment = datetime.fromisoformat(found[1].decode()) if found else _EPOCH
    except ValueError:
        moment = _EPOCH
    return b"%d" % (moment - _EPOCH).days


# -- one sheet -----------------------------------------------------------------------------------------------------


@dataclass
class _SheetPreparation:
    content: bytes
    sheet: SheetPart
    name: str
    is_calculated: bool
    prepared: PreparedParts

    def prepare(self, changing: re.Pattern[bytes], moment: bytes) -> None:
        """Add the changed part and the findings of this sheet to ``prepared``."""
        fitted = fit_to_width(self.content)
        start, end = _SHEET_DATA.search(fitted), _SHEET_DATA_END.search(fitted)
        if start and end and start.start() < end.start():
            head, cells, tail = fitted[: start.start()], fitted[start.start() : end.start()], fitted[end.start() :]
            tail = _TIME_PERIOD.sub(rb"\1\2expression\2", _MOMENT.sub(moment, tail))
            fitted = head + self._store_values(cells, changing) + _HEADER.sub(self._change_header, tail)
        if fitted != self.content:
            self.prepared.changed[self.sheet.part] = fitted

    def _store_values(self, cells: bytes, changing: re.Pattern[bytes]) -> bytes:
        if b"<f" not in cells and b":f" not in cells:
            return cells
        shared = set()
        for found in _FORMULA.finditer(cells):
            number = _SHARED.search(found[1])
            formula = _read_formula(found)
            if number and (changing.search(formula) or _FILE_NAME.search(formula)):
                shared.add(number[1])

        def change(found: re.Match[bytes]) -> bytes:
            return self._change_formula(found, changing, shared)

        return _FORMULA.sub(change, cells)

    def _change_formula(self, found: re.Match[bytes], changing: re.Pattern[bytes], shared: set[bytes]) -> bytes:
        formula, value = _read_formula(found), found[4] or b""
        number = _SHARED.search(found[1])
        is_stored = bool(value) and not (self.is_calculated and value == b"0")
        has_moment = changing.search(formula) is not None or (number is not None and number[1] in shared)
        has_name = _FILE_NAME.search(formula) is not None
        if is_stored and (has_moment or has_name or _LINKED.search(formula)):
            return found[3]
        if has_moment:
            self._report(found, formula)
            return b""
        if not has_name:
            return found[0]
        self.prepared.has_name = True
        own = f"[{self.name}]{self.sheet.name}".replace('"', '""').encode()
        changed = _FILE_NAME.sub(lambda _: b'"' + own + b'"', formula).decode("utf-8", errors="replace")
        return found[0].replace(found[2], _escape(changed).encode(), 1)

    def _report(self, found: re.Match[bytes], formula: bytes) -> None:
        if self.sheet.is_hidden:
            return
        before = found.string[max(found.start() - _REFERENCE_REACH, 0) : found.start()]
        cells = _REFERENCE.findall(before)
        shown = formula.decode("utf-8", errors="replace")[:30]
        place = f"{self.sheet.name}!{cells[-1].decode()}" if cells else self.sheet.name
        self.prepared.lost.append(f"{place}{f' 的 ={shown}' if shown else ''}")

    def _change_header(self, found: re.Match[bytes]) -> bytes:
        text = unescape(found[2].decode("utf-8", errors="replace"))
        changed, lost = replace_header_codes(text, self.name)
        if changed == text:
            return found[0]
        self.prepared.has_name = self.prepared.has_name or "&F" in text.upper()
        if lost and not self.sheet.is_hidden:
            self.prepared.lost.append(f"{self.sheet.name} 页眉页脚的 {'、'.join(lost)}")
        return found[1] + _escape(changed).encode() + found[3]


def _read_formula(found: re.Match[bytes]) -> bytes:
    formula = found[2] or b""
    return unescape(formula.decode("utf-8", errors="replace")).encode() if b"&" in formula else formula


def replace_header_codes(text: str, name: str) -> tuple[str, list[str]]:
    """Replace the codes of the file, the folder and the moment of printing in a header or footer of Excel.

    Returns the text with the file's own ``name``, no folder and no moment, and the codes that were left out.
    """
    lost: list[str] = []
    shown = name.replace("&", "&&")

    def change(found: re.Match[str]) -> str:
        code = found[0].upper()
        if code == "&F":
            # a digit after the size of a font would become part of the size
            is_after_size = text[: found.start()][-1:].isdecimal() and shown[:1].isdecimal()
            return f" {shown}" if is_after_size else shown
        if code in ("&D", "&T"):
            lost.append(code)
        return "" if code in ("&D", "&T", "&Z") else found[0]

    return _HEADER_CODE.sub(change, text), list(dict.fromkeys(lost))


def _escape(text: str) -> str:
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, entity)
    return text
