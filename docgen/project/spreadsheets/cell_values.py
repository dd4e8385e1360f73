"""What stands in the cells of a column, typed: text, Decimal, year, yes or no; and a complaint for what is none."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from docgen.definitions.table_columns import Column
from docgen.values import NOTHING, Nothing, half_width, parse_number, show_number

Raw = str | int | float | bool | datetime.datetime | datetime.date | datetime.time | datetime.timedelta | None
"""A cell as a file holds it."""

Cell = str | Decimal | int | bool | Nothing | None
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
"""What a figure can be counted in: of which kind it is and how many of the smallest it holds."""

YEARS = range(1978, 2100)
"""Years in which something can have been recognised."""

_NONE = frozenset({"无", "/", "-", "—", "——", "－", "–"})
_PLAIN = frozenset({int, float, type(None)})
_YES = frozenset({"是", "√", "✓", "✔", "☑", "y", "yes", "true"})
_NO = frozenset({"否", "×", "✗", "✘", "x", "n", "no", "false"})
_ERRORS = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|GETTING_DATA)\Z")
_AMOUNT = re.compile(r"([-+−﹣–]?[0-9.,\s]+)(\D+)\Z")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:年度?|[-./年][0-9]{1,2}(?:月|[-./月][0-9]{1,2}日?)?)?(?:\s.*)?\Z")
_SHOWN_DIGITS = 16
"""Fifteen digits and the point."""

_EXACT_DIGITS = 10**15
"""Excel keeps fifteen digits of a number; what is longer has lost the rest."""


@dataclass(frozen=True)
class Complaint:
    """What is wrong with a cell: its index in the column, the code of the problem, what is there, what to do."""

    index: int
    code: str
    message: str
    hint: str = ""


class _Wrong(Exception):
    """Tells why a cell cannot be what its column wants; ``args`` are the message and the hint."""


@dataclass(frozen=True)
class _Converted:
    """A figure that was written in another unit."""

    value: Decimal
    message: str


def typed(values: Sequence[Raw], column: Column, unit: str = "") -> tuple[tuple[Cell, ...], list[Complaint]]:
    """The cells of a column, and a complaint for each that is not what the column wants (it counts as blank).

    ``unit`` is what the heading counts in, where that is another unit than the column's.
    """
    rate = factor(unit or column.unit, column.unit)
    kinds = set(map(type, values))
    if column.kind == "number" and kinds <= _PLAIN:
        numbers = _plain_numbers(values, kinds, column, rate)
        if numbers is not None:
            return numbers, []
    if bool in kinds:
        values = [str(value).upper() if isinstance(value, bool) else value for value in values]  # since True == 1
    return _one_by_one(values, _READERS[column.kind](column, rate))


def factor(unit: str, wanted: str) -> Decimal | None:
    """By what a figure in ``unit`` is multiplied to be one in ``wanted``; None where one is not the other's kind."""
    if unit == wanted:
        return Decimal(1)
    if unit not in UNITS or wanted not in UNITS or UNITS[unit][0] != UNITS[wanted][0]:
        return None
    return UNITS[unit][1] / UNITS[wanted][1]


def show_raw(value: Raw) -> str:
    """The cell in words, as one would type it."""
    if isinstance(value, float):
        return format(Decimal(f"{value:.15g}"), "f") if value == value and abs(value) < 1e300 else str(value)
    if isinstance(value, datetime.datetime):
        return (value.date() if value.time() == datetime.time() else value).isoformat()
    return "" if value is None else str(value).strip()


_Reader = Callable[[Raw], Cell | _Converted]


def _plain_numbers(
    values: Sequence[Raw], kinds: set[type], column: Column, rate: Decimal | None
) -> tuple[Cell, ...] | None:
    """The column at once, where every cell is a number or blank and none is odd; None otherwise."""
    found: list[float] = [value for value in values if value is not None]  # type: ignore[misc]  # checked by kinds
    if not found or not math.isfinite(math.fsum(found)) or (min(found) < 0 and not column.signed):
        return () if not values else (None,) * len(values) if not found else None
    if column.whole and float in kinds and not all(value == int(value) for value in found):
        return None
    numbers = map(Decimal, found if kinds == {int} else _digits(found))
    scaled = numbers if rate in (1, None) else (number * rate for number in numbers)
    if len(found) == len(values):
        return tuple(scaled)
    return tuple(None if value is None else next(scaled) for value in values)


def _digits(numbers: Sequence[float]) -> list[str]:
    """The numbers as text, with no more digits than Excel shows: the sums in a file have dust in the last ones."""
    exact = list(map(repr, numbers))
    return exact if max(map(len, exact)) <= _SHOWN_DIGITS else [f"{number:.15g}" for number in numbers]


def _one_by_one(values: Sequence[Raw], convert: _Reader) -> tuple[tuple[Cell, ...], list[Complaint]]:
    known: dict[Raw, Cell] = {None: None}
    odd: dict[Raw, tuple[str, str, str]] = {}
    for value in set(values) - {None}:
        try:
            cell = convert(value)
            if isinstance(cell, _Converted):
                odd[value] = ("enterprises.converted", cell.message, "")
                cell = cell.value
        except _Wrong as wrong:
            message, hint = wrong.args
            odd[value] = ("enterprises.cell", message, hint)
            cell = None
        known[value] = cell
    complaints = [Complaint(index, *odd[value]) for index, value in enumerate(values) if value in odd] if odd else []
    return tuple(map(known.__getitem__, values)), complaints


def _text(_column: Column, _rate: Decimal | None) -> _Reader:
    def read(value: Raw) -> Cell:
        text = value.strip() if isinstance(value, str) else show_raw(value)
        if text[:1] == "#":
            _refuse_error(text)
        return NOTHING if text == NOTHING.value else text or None

    return read


def _code(column: Column, rate: Decimal | None) -> _Reader:
    as_text = _text(column, rate)

    def read(value: Raw) -> Cell | _Converted:
        if isinstance(value, int | float) and not abs(value) < _EXACT_DIGITS:
            raise _Wrong("按数字录入，第15位以后的数字已经丢失。", "请把这一格设成文本格式，再按证照重新录入。")
        cell = as_text(value)
        return half_width(cell).upper() if isinstance(cell, str) else cell

    return read


def _number(column: Column, rate: Decimal | None) -> _Reader:
    scale = Decimal(1) if rate is None else rate

    def read(value: Raw) -> Cell | _Converted:
        kind = type(value)
        if kind is float:
            number = Decimal(f"{value:.15g}") * scale  # as many digits as Excel shows, not the dust of its sums
        elif kind is int:
            number = Decimal(value) * scale  # type: ignore[arg-type]  # narrowed by the line above
        else:
            return _spelt(show_raw(value), column, scale)
        return _checked(number, column, show_raw(value))

    return read


def _spelt(text: str, column: Column, scale: Decimal) -> Cell | _Converted:
    plain = half_width(text)
    if not plain or plain in _NONE:
        return NOTHING if plain else None
    _refuse_error(plain)
    number = parse_number(plain)
    if number is not None:
        return _checked(number * scale, column, text)
    amount = _AMOUNT.match(plain)
    bare = parse_number(amount[1].strip()) if amount else None
    if amount is None or bare is None:
        raise _Wrong(f"“{_short(text)}”不是数字。", "请只填数字；没有的填0或“无”。")
    unit = amount[2].strip("() ")
    rate = factor(unit, column.unit)
    if rate is None:
        raise _Wrong(f"“{_short(text)}”的单位不是{column.unit or '这一列的单位'}。", "请换算后只填数字。")
    number = _checked(bare * rate, column, text)
    if rate == 1:
        return number
    return _Converted(number, f"“{text}”已换算成 {show_number(number)}{column.unit}。")


def _checked(number: Decimal, column: Column, shown: str) -> Decimal:
    if not number.is_finite():
        raise _Wrong(f"“{shown}”不是数字。", "请只填数字；没有的填0或“无”。")
    if number < 0 and not column.signed:
        raise _Wrong(f"{column.label}不会是负数，这里是 {shown}。", "请核对。")
    if column.whole and number != number.to_integral_value():
        raise _Wrong(f"{column.label}应是整数，这里是 {shown}。", "请核对。")
    return number


def _yes_no(_column: Column, _rate: Decimal | None) -> _Reader:
    def read(value: Raw) -> Cell:
        text = half_width(show_raw(value)).lower()
        if text in _YES or text in _NO or not text:
            return text in _YES if text else None
        _refuse_error(text.upper())
        raise _Wrong(f"“{_short(show_raw(value))}”既不是“是”也不是“否”。", "请填“是”或“否”。")

    return read


def _year(column: Column, _rate: Decimal | None) -> _Reader:
    def read(value: Raw) -> Cell:
        text = half_width(show_raw(value))
        if not text or text in _NONE or text.lower() in _NO:
            return NOTHING if text else None
        _refuse_error(text)
        if text.lower() in _YES:
            raise _Wrong(f"“{text}”没有写明年份。", f"请填{column.label}，如 2021。")
        year = _YEAR.match(text)
        if year is None:
            raise _Wrong(f"“{_short(text)}”不是年份。", "请填四位数的年份，如 2021；没有的留空。")
        if int(year[1]) not in YEARS:
            raise _Wrong(f"{year[1]}年不合常理。", "请核对年份。")
        return int(year[1])

    return read


def _option(column: Column, _rate: Decimal | None) -> _Reader:
    by_words = {half_width(words): key for key, words in column.options.items()}

    def read(value: Raw) -> Cell:
        text = half_width(show_raw(value))
        if not text or text == NOTHING.value:
            return NOTHING if text else None
        if text in by_words or text in column.options:
            return by_words.get(text, text)
        choices = "、".join(f"“{words}”" for words in column.options.values())
        raise _Wrong(f"没有“{_short(text)}”这一项。", f"请填其中一个：{choices}。")

    return read


_READERS: dict[str, Callable[[Column, Decimal | None], _Reader]] = {
    "text": _text,
    "code": _code,
    "number": _number,
    "yes_no": _yes_no,
    "year": _year,
    "option": _option,
}


def _refuse_error(text: str) -> None:
    if text.startswith("#") and _ERRORS.match(text):
        raise _Wrong(f"公式算不出来，是 {text}。", "请改好公式，或直接填数。")


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:30]}……"
