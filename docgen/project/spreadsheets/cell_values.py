"""Conversion of the cells of a column to text, Decimal, year, yes or no, with an issue for each unsuitable cell."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from docgen.definitions.table_columns import Column
from docgen.values import LONGEST_NUMBER, NOTHING, Nothing, convert_to_half_width, parse_number

RawValue = str | int | float | bool | datetime.datetime | datetime.date | datetime.time | datetime.timedelta | None
"""A cell as a file holds it."""

CellValue = str | Decimal | int | bool | Nothing | None
"""A cell as docgen holds it: text and code → str, number → Decimal, year → int, yes_no → bool, option → its id.

无 is NOTHING and a blank is None, whatever the column.
"""

UNITS: dict[str, tuple[str, Decimal]] = {
    "元": ("元", Decimal(1)),
    "千元": ("元", Decimal(1000)),
    "万元": ("元", Decimal(10_000)),
    "百万元": ("元", Decimal(1_000_000)),
    "千万元": ("元", Decimal(10_000_000)),
    "亿元": ("元", Decimal(100_000_000)),
    "万": ("元", Decimal(10_000)),
    "亿": ("元", Decimal(100_000_000)),
    "人": ("人", Decimal(1)),
    "名": ("人", Decimal(1)),
    "件": ("件", Decimal(1)),
    "项": ("件", Decimal(1)),
    "个": ("件", Decimal(1)),
}
"""The known units: by its name the base unit and the number of base units in it."""

PLAUSIBLE_YEARS = range(1978, 2100)
"""Plausible years of a recognition (认定年份). Others are taken for typing errors."""

NOTHING_MARKS = frozenset({"无", "/", "-", "--", "—", "——", "－", "－－", "–"})
"""Cells that say 无: the word, a stroke or a dash."""
_PLAIN_TYPES = frozenset({int, float, type(None)})
_YES = frozenset({"是", "√", "✓", "✔", "☑", "y", "yes", "true"})
_NO = frozenset({"否", "×", "✗", "✘", "x", "n", "no", "false"})
_ERRORS = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|GETTING_DATA)\Z")
_AMOUNT = re.compile(r"([-+−﹣–]?[0-9.,\s]+)(\D+)\Z")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""Marks without a width that come along when a text is copied from a web page or a chat."""
_APOSTROPHES = "'‘’`"
_YUAN = re.compile(r"[￥¥]|\bRMB\b|\bCNY\b|人民币", re.IGNORECASE)
_LOSS = re.compile(r"\(\s*([0-9][0-9.,\s]*)\)\s*(\D*)\Z")
"""A negative amount as accountants write it: (450)."""
_SPACED = re.compile(r"[-+−﹣–]?\s?[0-9]{1,3}( [0-9]{3})+(\.[0-9]+)?\Z|[-+−﹣–] [0-9.,]+\Z")
"""Thousands that are separated by spaces; others may be two numbers. Or a space after the sign."""
_EXPONENT = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?[eE][-+]?[0-9]{1,2}\Z")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:年度?|[-./年][0-9]{1,2}(?:月|[-./月][0-9]{1,2}日?)?)?(?:\s.*)?\Z")
_SHOWN_DIGITS = 16
"""Fifteen digits and the point."""

_EXACT_DIGITS = 10**15
"""Excel keeps fifteen digits of a number; what is longer has lost the rest."""


@dataclass(frozen=True)
class CellIssue:
    """An issue of one cell: its index in the column, the problem code, the message and the hint."""

    index: int
    code: str
    message: str
    hint: str = ""


class _CellError(Exception):
    """A cell does not fit the kind of its column; ``args`` are the message and the hint."""


@dataclass(frozen=True)
class _ConvertedFigure:
    """A figure converted from another unit, with the message that reports it."""

    value: Decimal
    message: str


def convert_cells(
    values: Sequence[RawValue], column: Column, unit: str = ""
) -> tuple[tuple[CellValue, ...], list[CellIssue]]:
    """Convert the cells of one column.

    Return one value per cell and an issue for each cell that does not fit the column; such a cell counts as blank.
    ``unit`` is the unit of the heading where it differs from that of the column.
    """
    rate = compute_unit_factor(unit or column.unit, column.unit)
    kinds = set(map(type, values))
    if column.kind == "number" and kinds <= _PLAIN_TYPES:
        numbers = _convert_plain_numbers(values, kinds, column, rate)
        if numbers is not None:
            return numbers, []
    if bool in kinds:
        values = [
            str(value).upper() if isinstance(value, bool) else value for value in values
        ]  # True == 1 as a dict key
    return _convert_singly(values, _CONVERTERS[column.kind](column, rate))


def compute_unit_factor(unit: str, wanted: str) -> Decimal | None:
    """Compute the factor from ``unit`` to ``wanted``; None where the two units are not of the same kind."""
    if unit == wanted:
        return Decimal(1)
    if unit not in UNITS or wanted not in UNITS or UNITS[unit][0] != UNITS[wanted][0]:
        return None
    return UNITS[unit][1] / UNITS[wanted][1]


def format_raw_value(value: RawValue) -> str:
    """Format a cell as text, as one would type it."""
    if isinstance(value, float):
        # "f" writes every zero of a large number: from 1e300 on, and for NaN, the short form of str is used.
        return format(Decimal(f"{value:.15g}"), "f") if value == value and abs(value) < 1e300 else str(value)
    if isinstance(value, datetime.datetime):
        return (value.date() if value.time() == datetime.time() else value).isoformat()
    text = "" if value is None else str(value).strip()
    return text if text.isprintable() else _INVISIBLE.sub("", text).strip()


def is_number(value: RawValue) -> bool:
    """Return True for a number, also one that is stored as text."""
    if isinstance(value, str):
        return parse_number(value) is not None
    return isinstance(value, int | float) and not isinstance(value, bool)


_CellConverter = Callable[[RawValue], CellValue | _ConvertedFigure]


def _convert_plain_numbers(
    values: Sequence[RawValue], kinds: set[type], column: Column, rate: Decimal | None
) -> tuple[CellValue, ...] | None:
    """Convert the column at once where every cell is blank or a valid number; None otherwise."""
    # Nearly all columns of figures are like this: without a call per cell a table of 5,000 lines is read fast.
    found: list[float] = [value for value in values if value is not None]  # type: ignore[misc]  # checked by kinds
    if not found or not math.isfinite(math.fsum(found)) or (min(found) < 0 and not column.signed):
        return () if not values else (None,) * len(values) if not found else None
    if column.whole and float in kinds and not all(value == int(value) for value in found):
        return None
    numbers = map(Decimal, found if kinds == {int} else _format_digits(found))
    scaled = numbers if rate in (1, None) else (number * rate for number in numbers)
    if len(found) == len(values):
        return tuple(scaled)
    return tuple(None if value is None else next(scaled) for value in values)


def _format_digits(numbers: Sequence[float]) -> list[str]:
    """Format the numbers with at most the 15 digits that Excel shows: sums have rounding errors behind them."""
    exact = list(map(repr, numbers))
    return exact if max(map(len, exact)) <= _SHOWN_DIGITS else [f"{number:.15g}" for number in numbers]


def _convert_singly(
    values: Sequence[RawValue], convert: _CellConverter
) -> tuple[tuple[CellValue, ...], list[CellIssue]]:
    known: dict[RawValue, CellValue] = {None: None}
    odd: dict[RawValue, tuple[str, str, str]] = {}
    for value in set(values) - {None}:  # equal cells are converted once: 是, 否 and years repeat all the way down
        try:
            cell = convert(value)
            if isinstance(cell, _ConvertedFigure):
                odd[value] = ("enterprises.converted", cell.message, "")
                cell = cell.value
        except _CellError as wrong:
            message, hint = wrong.args
            odd[value] = ("enterprises.cell", message, hint)
            cell = None
        known[value] = cell
    issues = [CellIssue(index, *odd[value]) for index, value in enumerate(values) if value in odd] if odd else []
    return tuple(map(known.__getitem__, values)), issues


def _make_text_converter(_column: Column, _rate: Decimal | None) -> _CellConverter:
    def read(value: RawValue) -> CellValue:
        text = format_raw_value(value)
        if text[:1] == "#":
            _reject_formula_error(text)
        return NOTHING if text == NOTHING.value else text or None

    return read


def _make_code_converter(column: Column, rate: Decimal | None) -> _CellConverter:
    as_text = _make_text_converter(column, rate)

    def read(value: RawValue) -> CellValue | _ConvertedFigure:
        if isinstance(value, int | float) and not abs(value) < _EXACT_DIGITS:
            raise _CellError("按数字录入，第15位以后的数字已经丢失。", "请把这一格设成文本格式，再按证照重新录入。")
        cell = as_text(value)
        return convert_to_half_width(cell).upper() if isinstance(cell, str) else cell

    return read


def _make_number_converter(column: Column, rate: Decimal | None) -> _CellConverter:
    scale = Decimal(1) if rate is None else rate

    def read(value: RawValue) -> CellValue | _ConvertedFigure:
        kind = type(value)
        if kind is float:
            number = Decimal(f"{value:.15g}") * scale  # the digits that Excel shows, without its rounding errors
        elif kind is int:
            number = Decimal(value) * scale  # type: ignore[arg-type]  # narrowed by the line above
        else:
            return _convert_number_text(format_raw_value(value), column, scale)
        return _validate_number(number, column, format_raw_value(value))

    return read


def _convert_number_text(text: str, column: Column, scale: Decimal) -> CellValue | _ConvertedFigure:
    plain = clean_amount(convert_to_half_width(text))
    if not plain or plain in NOTHING_MARKS:
        return NOTHING if plain else None
    _reject_formula_error(plain)
    number = parse_figure(plain)
    if number is not None:
        return _validate_number(number * scale, column, text)
    amount = split_amount(plain)
    if amount is None:
        raise _CellError(f"“{_shorten(text)}”不是数字。", "请只填数字；没有的填0或“无”。")
    bare, unit = amount
    rate = compute_unit_factor(unit, column.unit)
    if rate is None:
        raise _CellError(f"“{_shorten(text)}”的单位不是{column.unit or '这一列的单位'}。", "请换算后只填数字。")
    number = _validate_number(bare * rate, column, text)
    if rate == 1:
        return number
    return _ConvertedFigure(number, f"“{text}”已换算成 {number.normalize():f}{column.unit}。")


def clean_amount(text: str) -> str:
    """Return the amount without what says that it is a text or yuan, and a loss in brackets with its sign."""
    plain = _YUAN.sub("", " ".join(text.split()).lstrip(_APOSTROPHES)).strip()
    loss = _LOSS.match(plain)
    return f"-{loss[1]}{loss[2]}" if loss else plain


def split_amount(text: str) -> tuple[Decimal, str] | None:
    """Split a number with a unit behind it, also one in brackets: 86.40(亿元); None where it is none."""
    amount = _AMOUNT.match(text)
    number = parse_figure(amount[1].strip()) if amount else None
    return None if amount is None or number is None else (number, amount[2].strip("() "))


def parse_figure(text: str) -> Decimal | None:
    """Parse a number as cells show it: 1 234.5, 1.2345E+03 and .5 as well; None where the text is no number."""
    plain = text.replace(" ", "") if _SPACED.match(text) else text
    if len(plain) <= LONGEST_NUMBER and _EXPONENT.match(plain):
        return Decimal(plain)
    return parse_number(f"0{plain}" if plain.startswith(".") else plain)


def _validate_number(number: Decimal, column: Column, shown: str) -> Decimal:
    if not number.is_finite():
        raise _CellError(f"“{shown}”不是数字。", "请只填数字；没有的填0或“无”。")
    if number < 0 and not column.signed:
        raise _CellError(f"{column.label}不会是负数，这里是 {shown}。", "请核对。")
    if column.whole and number != number.to_integral_value():
        raise _CellError(f"{column.label}应是整数，这里是 {shown}。", "请核对。")
    return number


def _make_yes_no_converter(_column: Column, _rate: Decimal | None) -> _CellConverter:
    def read(value: RawValue) -> CellValue:
        text = convert_to_half_width(format_raw_value(value)).lower()
        if text in _YES or text in _NO or not text:
            return text in _YES if text else None
        _reject_formula_error(text.upper())
        raise _CellError(f"“{_shorten(format_raw_value(value))}”既不是“是”也不是“否”。", "请填“是”或“否”。")

    return read


def _make_year_converter(column: Column, _rate: Decimal | None) -> _CellConverter:
    def read(value: RawValue) -> CellValue:
        text = convert_to_half_width(format_raw_value(value))
        if not text or text in NOTHING_MARKS or text.lower() in _NO:
            return NOTHING if text else None
        _reject_formula_error(text)
        if text.lower() in _YES:
            raise _CellError(f"“{text}”没有写明年份。", f"请填{column.label}，如 2021。")
        year = _YEAR.match(text)
        if year is None:
            raise _CellError(f"“{_shorten(text)}”不是年份。", "请填四位数的年份，如 2021；没有的留空。")
        if int(year[1]) not in PLAUSIBLE_YEARS:
            raise _CellError(f"{year[1]}年不合常理。", "请核对年份。")
        return int(year[1])

    return read


def _make_option_converter(column: Column, _rate: Decimal | None) -> _CellConverter:
    by_words = {convert_to_half_width(words): key for key, words in column.options.items()}

    def read(value: RawValue) -> CellValue:
        text = convert_to_half_width(format_raw_value(value))
        if not text or text == NOTHING.value:
            return NOTHING if text else None
        if text in by_words or text in column.options:
            return by_words.get(text, text)
        choices = "、".join(f"“{words}”" for words in column.options.values())
        raise _CellError(f"没有“{_shorten(text)}”这一项。", f"请填其中一个：{choices}。")

    return read


_CONVERTERS: dict[str, Callable[[Column, Decimal | None], _CellConverter]] = {
    "text": _make_text_converter,
    "code": _make_code_converter,
    "number": _make_number_converter,
    "yes_no": _make_yes_no_converter,
    "year": _make_year_converter,
    "option": _make_option_converter,
}


def _reject_formula_error(text: str) -> None:
    if text.startswith("#") and _ERRORS.match(text):
        raise _CellError(f"公式算不出来，是 {text}。", "请改好公式，或直接填数。")


def _shorten(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:30]}……"
