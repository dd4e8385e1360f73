"""The words of one heading taken apart: label, years, unit, and the words in brackets that change nothing.

People write the year as 2019年, 19年, ’19, FY2019, 2019年1-12月, 截至2019年底 or as a date, and the unit in any kind of
bracket, with 人民币, behind a stroke or right behind the label.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from docgen.definitions.table_columns import Column
from docgen.project.spreadsheets.cell_values import PLAUSIBLE_YEARS, UNITS, RawValue, format_raw_value
from docgen.values import convert_to_half_width

_DECORATIONS = str.maketrans("", "", "“”\"'‘’「」『』*★☆●①②③④⑤⑥⑦⑧⑨⑩△▲#")
_BRACKETS = str.maketrans("〔〕【】[]{}〈〉<>［］｛｝", "()()()()()()()()")
_EDGES = "-_:;,./、·|　 "
_MOST_HEADING_SIGNS = 80
"""A longer text is a note, not a heading."""

_SHORT_YEAR = re.compile(r"['‘’`´](\d{2})(?!\d)年?")
_WRITTEN_YEAR = re.compile(r"二[〇○零0O]([〇○零0O一二三四])([〇○零0O一二三四五六七八九])年?")
_WRITTEN_DIGITS = {
    **dict.fromkeys("〇○零0O", "0"),
    **{sign: str(at) for at, sign in enumerate("一二三四五六七八九", 1)},
}
_TO = r"[-—–~至到]+"
_WHOLE = rf"(?:年|[-./])?0?1月?{_TO}12月份?|年?12月(?:31日|末|底)|[-./]12[-./]31|年?全年"
_QUARTERS = r"上半年|下半年|[前第]?[一二三四1-4]个?季度|[Qq][1-4]|[Hh][12]"
_PART = rf"年?(?:\d{{1,2}}月?{_TO}\d{{1,2}}月份?|{_QUARTERS}|\d{{1,2}}月份?)"
_YEAR = re.compile(
    r"(?:截至|截止到?)?(?:(?<!\d)(?:[Ff][Yy])?((?:19|20)\d{2})(?!\d)|(?<!\d)(\d{2})(?=年)|[Ff][Yy](\d{2})(?!\d))"
    rf"(?:[Ff][Yy])?(?:{_WHOLE}|({_PART})|年度|年末|年底|年终|年)?"
)
_INNER = re.compile(r"\(([^()]*)\)")
_NUMBERING = re.compile(r"(?:\(?\d{1,2}\)?[.、)]|[(]?[一二三四五六七八九十]{1,3}[)、.])(?=\D)")
_LATIN = re.compile(r"[A-Za-z][A-Za-z.&'/ -]*")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_CURRENCY = re.compile(r"人民币|RMB|CNY|[¥￥]", re.IGNORECASE)
_UNIT_WORDS = re.compile(r"(?:计量|金额|货币)?单位(?:为|是)?|金额")
_BETWEEN = re.compile(r"[,、;:/和及]+")
_UNIT_LIKE = re.compile(r"[元%‰万亿吨]|美|欧|日元|港|人次")
_QUALIFIERS = re.compile(
    r"(?:全称|盖章|公章|加盖公章|签章|必填项?|选填|可选|含税|不含税|现价|当年价格?|期末数?|年末数?|年底数?|当年数?|年度数?|全年数?|整数"
    r"|填数字|数字|数值|小数|保留.*小数.*|合计数|按.*填写|与营业执照.*|营业执照.*|如有|个数|数量|总数|会计报表.*|全口径|折合人民币)?\Z"
)
"""The words in brackets that change neither the figure nor its unit."""

_LEADING = re.compile(r"(?:其中[:,]?|期末|年末|全年)")
_BASE_DATE = datetime.date(1899, 12, 30)


@dataclass(frozen=True)
class HeadingWords:
    """One heading taken apart: ``label`` without years and units, the years, the unit, what else stands in brackets.

    ``part`` is a period shorter than the year (1-6月), "" for the whole year; ``unknown`` are words in brackets that
    are neither a unit nor without meaning.
    """

    label: str
    years: tuple[int, ...] = ()
    unit: str = ""
    part: str = ""
    unknown: str = ""


def normalize_words(cell: RawValue) -> str:
    """Normalize the text of a cell: half-width, round brackets, without spaces and ornaments, years in four digits."""
    if cell is None:
        return ""
    return _normalize_text(cell) if isinstance(cell, str) else format_raw_value(cell)


@lru_cache(maxsize=4096)
def _normalize_text(text: str) -> str:
    plain = re.sub(r"\s+", "", convert_to_half_width(text).translate(_BRACKETS))
    plain = _SHORT_YEAR.sub(r"20\1年", plain)
    plain = _WRITTEN_YEAR.sub(lambda found: f"20{_WRITTEN_DIGITS[found[1]]}{_WRITTEN_DIGITS[found[2]]}年", plain)
    return plain.translate(_DECORATIONS)


def parse_year(cell: RawValue) -> int | None:
    """Parse a cell that holds nothing but a year: 2021, 19年, 2021年度, a date of 2021; None otherwise.

    A number such as 2021 that was formatted as a date reads as a day of 1905 and is 2021 again.
    """
    if isinstance(cell, datetime.date):
        day = cell.date() if isinstance(cell, datetime.datetime) else cell
        serial = (day - _BASE_DATE).days
        if serial in PLAUSIBLE_YEARS:
            return serial
        return day.year if (day.month, day.day) in ((1, 1), (12, 31)) else None
    if isinstance(cell, bool) or cell is None:
        return None
    if isinstance(cell, int | float):
        return int(cell) if cell in PLAUSIBLE_YEARS else None
    words = split_words(normalize_words(cell)) if isinstance(cell, str) else None
    alone = words is not None and not (words.label or words.unit or words.part or words.unknown)
    return words.years[0] if words is not None and alone and len(words.years) == 1 else None


@lru_cache(maxsize=4096)
def split_words(plain: str) -> HeadingWords:
    """Take a normalized heading apart."""
    rest, years, part = _take_years(plain)
    unit = unknown = ""
    for inner in _INNER.findall(rest):
        found, other = _read_brackets(inner)
        unit, unknown = found or unit, other or unknown
    label = _CURRENCY.sub("", _INNER.sub("", rest)).strip(_EDGES)
    if label in UNITS:
        label, unit = "", label
    for separator in "/,、_-:":
        front, found_separator, back = label.rpartition(separator)
        if found_separator and back in UNITS:
            label, unit = front.strip(_EDGES), back
    return HeadingWords(label, years, unit, part, unknown)


def _take_years(plain: str) -> tuple[str, tuple[int, ...], str]:
    """Return a heading without its year, its years, and the part of the year that it names; with several, whole."""
    years: dict[int, None] = {}
    part = ""

    def take_year(found: re.Match[str]) -> str:
        nonlocal part
        year = int(found[1]) if found[1] else 2000 + int(found[2] or found[3])
        if year not in PLAUSIBLE_YEARS:
            return found[0]
        years[year] = None
        part = part or found[4] or ""
        return ""

    whole = _INNER.fullmatch(plain)
    rest = _YEAR.sub(take_year, whole[1] if whole else plain)
    if len(years) > 1:
        rest = plain  # 2019-2021年 is no year of a column
    return rest, tuple(years), part


def _read_brackets(inner: str) -> tuple[str, str]:
    """Return the unit and the unknown words of a pair of brackets; what looks like a unit counts as one."""
    plain = _CURRENCY.sub("", _UNIT_WORDS.sub("", inner)).strip(_EDGES)
    if plain in UNITS or not plain:
        return plain, ""
    tokens = [token for token in _BETWEEN.split(plain) if token]
    units = [token for token in tokens if token in UNITS]
    others = [token for token in tokens if token not in UNITS and not _QUALIFIERS.match(token)]
    if not others and len(units) <= 1:
        return "".join(units), ""
    return (plain, "") if _UNIT_LIKE.search(plain) else ("", plain)


def find_label(words: HeadingWords, known: Mapping[str, Column]) -> tuple[str, str]:
    """Find the known label of a heading and its unit; the label is "" where none is known.

    Numbering in front (1. 一、), words in Latin letters beside the Chinese ones and a unit right behind the label are
    left out where that makes the label known.
    """
    unit = words.unit
    for label in _vary_label(words.label):
        if label in known:
            return label, unit
        for suffix in UNITS:
            if label.endswith(suffix) and label[: -len(suffix)].strip(_EDGES) in known:
                return label[: -len(suffix)].strip(_EDGES), unit or max(
                    (one for one in UNITS if label.endswith(one) and label[: -len(one)].strip(_EDGES) in known), key=len
                )
    return "", unit


def _vary_label(label: str) -> list[str]:
    found = [label]
    for pattern in (_NUMBERING, _LEADING):
        matched = pattern.match(found[-1])
        found += [found[-1][matched.end() :].strip(_EDGES)] if matched else []
    if _CHINESE.search(label) and _LATIN.search(label):
        found.append(_LATIN.sub("", found[-1]).strip(_EDGES))
    return [one for one in found if one]


def read_heading(cell: RawValue, known: Mapping[str, Column]) -> HeadingWords | None:
    """Read a cell as a heading with a known label; None where it is none.

    Whole headings that are known, such as 主营业务（产品）, stand for themselves.
    """
    if not isinstance(cell, str) or len(cell) > _MOST_HEADING_SIGNS:
        return None
    plain = normalize_words(cell)
    if plain in known:
        return HeadingWords(plain)
    words = split_words(plain)
    label, unit = find_label(words, known)
    return HeadingWords(label, words.years, unit, words.part, words.unknown) if label else None
