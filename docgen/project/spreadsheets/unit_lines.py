"""Units that a sheet states once for all its columns: 单位：万元 above the table, 金额单位：万元、人 in a note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from docgen.definitions.table_columns import Column
from docgen.project.spreadsheets.cell_values import UNITS, RawValue
from docgen.values import convert_to_half_width

_NAMES = "|".join(sorted(UNITS, key=len, reverse=True))
_ONE = rf"(?:{_NAMES})(?:\(?人民币\)?)?"
_STATED = re.compile(r"([\u3400-\u9fff]{0,12})(?:单位|金额)\s*(?:均|都|统一|一律)?(?:[:为是]\s*)+([^\s。;]+)")
_CURRENCY = re.compile(rf"人民币[\s,(]*({_NAMES})\)?")
_SENDERS = re.compile(r"(?:填报|填表|报送|申报|制表|主管|承办|联系|编制|审核|统计|法人)\Z")
"""What stands before 单位 where an organisation follows and no unit."""
_TITLE = re.compile(rf"\(\s*({_ONE})\s*\)\s*\Z|\A\(?\s*({_ONE})\s*\)?\Z")
_TOKEN = re.compile(rf"([^、,;/和及]*?)[:为是(]{{0,3}}({_ONE})\)?\Z")
_LABEL_BEHIND = re.compile(rf"({_ONE})\(([^()]+)\)\Z")
_BETWEEN = re.compile(r"[、,;/和及]")
_BRACKETS = str.maketrans("〔〕【】[]{}", "()()()()")
_OTHERS = frozenset({"", "其他", "其余", "其它", "其他指标", "其余指标", "其余各列", "其他各列", "金额", "均", "数据"})


@dataclass
class SheetUnits:
    """The units that hold for a sheet: by base unit (元, 人, 件), and by the id of a column where it is named.

    ``text`` and ``line`` (index) are the first place that states them; ``is_clear`` is False where two units of one
    kind are stated or the words are not understood: then nothing of it is used.
    """

    general: dict[str, str] = field(default_factory=dict)
    by_column: dict[str, str] = field(default_factory=dict)
    text: str = ""
    line: int = -1
    is_clear: bool = True
    lines: set[int] = field(default_factory=set)

    def get_unit(self, column: Column) -> str:
        """Return the stated unit of a column, "" where none is."""
        if not self.is_clear or column.unit not in UNITS:
            return ""
        return self.by_column.get(column.id) or self.general.get(UNITS[column.unit][0], "")

    def read(self, text: str, line: int, known: Mapping[str, Column]) -> None:
        """Add the units that the text of one cell states."""
        plain = _CURRENCY.sub(r"\1", convert_to_half_width(text).translate(_BRACKETS).strip())
        found = [(stated[1], stated[2]) for stated in _STATED.finditer(plain) if not _SENDERS.search(stated[1])]
        title = _TITLE.search(plain)
        if title is not None and not found:
            found = [("", title[1] or title[2])]
        for subject, words in found:
            label = subject if subject in known else ""
            self._read_words(f"{label}{words}".strip("、,;:/"), text, line, known)

    def _read_words(self, words: str, text: str, line: int, known: Mapping[str, Column]) -> None:
        pieces = [_LABEL_BEHIND.sub(r"\2\1", piece) for piece in _BETWEEN.split(words) if piece]
        tokens = [_TOKEN.match(piece) for piece in pieces]
        if not any(tokens):
            return  # 填报单位：… and 单位：见表头 state no unit
        if not self.text:
            self.text, self.line = text.strip(), line
        self.lines.add(line)
        for token in tokens:
            label = token[1].strip("()").removesuffix("单位") if token else "?"
            unit = re.sub(r"\(?人民币\)?", "", token[2]) if token else ""
            if unit and label in known:
                self._set_unit(self.by_column, known[label].id, unit)
            elif unit and label in _OTHERS:
                self._set_unit(self.general, UNITS[unit][0], unit)
            else:
                self.is_clear = False

    def _set_unit(self, units: dict[str, str], key: str, unit: str) -> None:
        self.is_clear = self.is_clear and units.setdefault(key, unit) == unit


def find_sheet_units(rows: Iterable[tuple[int, Sequence[RawValue]]], known: Mapping[str, Column]) -> SheetUnits:
    """Find the units stated in the lines (index and cells) outside the table."""
    units = SheetUnits()
    for index, row in rows:
        for cell in row:
            if isinstance(cell, str) and ("元" in cell or "单位" in cell):
                units.read(cell, index, known)
    return units
