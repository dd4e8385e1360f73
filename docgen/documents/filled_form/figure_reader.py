"""Figures as people type them into a cell: 86.40亿元, １，２３４, 人民币 8,640万元, 约86.4, 十二家, /.

A text that is a number, alone or with its unit, is read by the parsers of tables and prose; what had to be changed for
it (another unit, a footnote mark, a stroke for 无) is said in a note. Any other word beside the number makes a doubt,
with the number as a proposal only where it is the only one and has no other unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from docgen.documents.alignment.slot_texts import BLANKS
from docgen.project.answers.answer_reader import Value
from docgen.project.answers.answer_texts import parse_with_unit
from docgen.project.spreadsheets.cell_values import NOTHING_MARKS, clean_amount, parse_figure, split_amount
from docgen.rules.consistency.written_numbers import find_unit_factor
from docgen.values import (
    LONGEST_NUMBER,
    NOTHING,
    convert_to_half_width,
    format_number,
    parse_chinese_number,
    parse_number,
    round_to_two_places,
    shorten_text,
)


@dataclass(frozen=True)
class ReadAnswer:
    """An answer as it was read: its typed value, None for a blank or where it cannot be told.

    ``doubt`` is a reason in Chinese why it is uncertain, "" where it is not; the value is then a proposal, or None.
    ``note`` says in Chinese what was changed for a certain value, such as its unit.
    """

    value: Value | None
    doubt: str = ""
    note: str = ""


def read_figure(text: str, unit: str, *, whole: bool, signed: bool, is_fall: bool = False) -> ReadAnswer:
    """Read a number with ``unit`` as the form asks for it; 无 is NOTHING, a blank None.

    ``is_fall`` is true where the form asks by how much something fell (降低率): 下降5% is 5 there, not -5.
    """
    lines = [line.strip(BLANKS) for line in text.replace("\v", "\n").split("\n")]
    typed = _Typed("".join(lines).strip(BLANKS))
    if not typed.text:
        return ReadAnswer(None)
    if len(typed.text) > LONGEST_NUMBER:
        return ReadAnswer(None, f"应填数字，写的是“{shorten_text(typed.text, 30)}”")
    typed = _join_broken(typed, [line for line in lines if line])
    plain = convert_to_half_width(typed.text).rstrip(" .,;、。").strip(BLANKS) or convert_to_half_width(typed.text)
    if nothing := read_nothing(plain):
        return nothing
    half = convert_to_half_width(unit)
    plain = plain.removesuffix(half) if plain.endswith(half * 2) else plain  # typed before the unit that is printed
    typed = _strip_note_marks(replace(typed, text=plain))
    typed = _read_change(typed, is_fall=is_fall) if signed else typed
    reading = _parse(typed, unit, signed) or _propose(typed, unit)
    return _validate(reading, text, unit, whole=whole, signed=signed)


def read_nothing(plain: str) -> ReadAnswer | None:
    """Read a word, a stroke or a dash for 无; None for any other text."""
    word = plain.strip(BLANKS + "()（）").rstrip("。.;；")
    if word == str(NOTHING):
        return ReadAnswer(NOTHING)
    if word in NOTHING_MARKS or (word and set(word) <= _STROKES):
        return ReadAnswer(NOTHING, note=f"“{word}”读作“无”")
    if word in _OTHER_NOTHING:
        return ReadAnswer(NOTHING, f"写的是“{word}”，表上应填“无”")
    return None


_STROKES = frozenset("-—－–─━/／\\")
_OTHER_NOTHING = frozenset({"暂无", "没有", "不涉及", "不适用", "无此项", "未发生", "无数据", "暂无数据"})
_LONGEST_MARKS = 3
_NOTE_MARKS = re.compile(r"(?<=[\d%元家人件个项倍])\s*[*※†①-⑳]{1,3}\Z")
_RAISED = re.compile(r"(?<=\d)[⁰¹²³⁴-⁹]+\Z")
_IN_FRONT = re.compile(r"\(([^()\d]+)\)\s*(?=[-+\d])")
_LOSS = re.compile(r"\([\d.,\s]+\)\D*\Z")
_EXPONENT = re.compile(r"[\d.]+[eE]")
_CHANGE = re.compile(r"(?:同比|比上年|较上年)?(增长|上升|提高|增加|下降|降低|减少|下滑)(?:了|率)?\s*(?=\d)")
_FALLS = frozenset({"下降", "降低", "减少", "下滑"})
_ABOUT = re.compile(
    r"(?:大?约|近|超过?|预计|预估|不低于|不少于|达到?|[≥≤>＞<＜≈~])|(?:左右|以上|以下|以内|上下|余|多|\+)|"
    r"\((?:预计|预估|估算|暂估|暂定|初步|快报|估计)[^()]*\)|\((?:数|值)\)"
)
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d\s*年(?:底|末|度)?|\d{1,2}\s*月(?:\d{1,2}\s*日)?(?:底|末)?")
_UNIT_WORDS = re.compile(r"\s*\(?([^\d\s()。，,;；、]*)")
_RANGE = re.compile(r"\d\s*(?:[-~—–至到或/、]|--)\s*\d")
_FALLING = re.compile("[降减跌负亏↓—─]")
_AREAS = ("公顷", "亩")
"""Units that convert by a factor, but are another way to measure: the reader of the form confirms them."""
_CHINESE = re.compile(r"(负)?([零〇一二两三四五六七八九十百千]{1,9})(?:点([零〇一二三四五六七八九]{1,4}))?(\D*)\Z")
_CHINESE_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class _Typed:
    """A text as it is read, with what was changed in it and why it is uncertain."""

    text: str
    note: str = ""
    doubt: str = ""


@dataclass(frozen=True)
class _Reading:
    """A number in the unit of the form; None where there is none to propose."""

    value: Decimal | None
    note: str = ""
    doubt: str = ""


def _join_broken(typed: _Typed, lines: list[str]) -> _Typed:
    """Say where a line break was inside a number: after a point it is one number, else it may be two."""
    for one, other in zip(lines, lines[1:], strict=False):
        if one[-1].isdigit() and other[0].isdigit():
            return replace(typed, doubt="数字分成了几行，看不出是一个数还是几个数")
        if one[-1] in ".,，．" or other[0] in ".,，．":
            typed = replace(typed, note="数字断成两行，已接上")
    return typed


def _strip_note_marks(typed: _Typed) -> _Typed:
    found = _NOTE_MARKS.search(typed.text)
    if found:
        typed = replace(typed, text=typed.text[: found.start()], note=f"去掉了注号“{found[0].strip()}”")
    if found := _RAISED.search(typed.text):
        return replace(typed, text=typed.text[: found.start()], doubt=f"后面的“{found[0]}”看不出是注号还是乘方")
    return typed


def _read_change(typed: _Typed, *, is_fall: bool) -> _Typed:
    """Read a change told in words (下降5.2%) as a number with a sign."""
    change = _CHANGE.match(typed.text)
    if change is None:
        return typed
    has_fallen = change[1] in _FALLS
    number = typed.text[change.end() :]
    if is_fall and not has_fallen:
        return replace(typed, text=f"-{number}", doubt=f"这一栏填降低的幅度，写的是“{typed.text}”")
    number = f"-{number}" if has_fallen and not is_fall else number
    return replace(typed, text=number, note=f"“{typed.text}”读作 {number}")


def _parse(typed: _Typed, unit: str, signed: bool) -> _Reading | None:
    """Read a number alone or with its unit; None for any other text."""
    text = _move_unit(typed.text)
    note, doubt = typed.note, typed.doubt
    if signed and text[:1] in "—─" and text[1:2].isdigit():
        text, note = f"-{text[1:]}", f"“{text[0]}”读作负号"
    if _LOSS.match(text):
        doubt = "数字写在括号里，看不出是不是负数"
    number = parse_with_unit(unit, text)
    if number is None:
        return _parse_amount(_Typed(text, note, doubt), unit)
    return _Reading(number, note, doubt)


def _parse_amount(typed: _Typed, unit: str) -> _Reading | None:
    plain = clean_amount(typed.text)
    number, named = parse_figure(plain), unit
    if number is not None and _EXPONENT.match(plain):
        return _Reading(number, typed.note, "写的是科学记数法")
    if number is None:
        amount = split_amount(plain)
        if amount is None:
            return None
        number, named = amount
    if not number.is_finite():
        return None
    return _convert(number, named.strip(BLANKS), unit, typed)


def _convert(number: Decimal, named: str, unit: str, typed: _Typed) -> _Reading | None:
    """Convert to the unit of the form; None where the units do not agree."""
    factor = (
        Decimal(1) if convert_to_half_width(named) == convert_to_half_width(unit) else find_unit_factor(named, unit)
    )
    if factor is None:
        return None
    if factor == 1:
        return _Reading(number, typed.note, typed.doubt)
    value = number * factor
    told = f"“{typed.text}”换算成 {format_number(value)}{unit}"
    if named.endswith(_AREAS):
        return _Reading(value, typed.note, f"单位不是{unit}：{told}")
    if round_to_two_places(value) != value:
        return _Reading(round_to_two_places(value), typed.note, f"{told}，不是正好两位小数")
    return _Reading(value, "；".join(filter(None, (typed.note, told))), typed.doubt)


def _move_unit(text: str) -> str:
    """Move a unit in brackets from before the number behind it: (亿元)86.40."""
    found = _IN_FRONT.match(text)
    return text[found.end() :] + found[1] if found else text


def _propose(typed: _Typed, unit: str) -> _Reading:
    """Return the one number of a text that says more than it, with the doubt."""
    told = f"除了数字还写了别的：“{shorten_text(typed.text, 30)}”"
    if chinese := _parse_chinese(typed.text, unit):
        return replace(chinese, doubt=f"写的是中文数字“{typed.text}”")
    is_unclear = _RANGE.search(typed.text) or _FALLING.search(typed.text)
    numbers = [] if is_unclear else list(_find_numbers(typed.text, unit))
    if len(numbers) != 1 or numbers[0] is None:
        has_digits = any(sign.isdigit() for sign in typed.text)
        return _Reading(None, "", told if has_digits else f"应填数字，写的是“{shorten_text(typed.text, 30)}”")
    return _Reading(numbers[0], "", told)


def _find_numbers(text: str, unit: str) -> Iterator[Decimal | None]:
    """Yield each number of the text in the unit of the form; None for one with another unit."""
    rest = _YEAR.sub(" ", text)
    for found in _NUMBER.finditer(rest):
        number = parse_number(found[0])
        words = _UNIT_WORDS.match(rest, found.end())
        named = _ABOUT.sub("", words[1] if words else "")
        reading = None if number is None else _convert(number, named or unit, unit, _Typed(found[0]))
        yield reading.value if reading else None


def _parse_chinese(text: str, unit: str) -> _Reading | None:
    found = _CHINESE.match(text)
    if found is None:
        return None
    is_zero = found[2] in ("零", "〇")
    number = Decimal(0) if is_zero else None if (whole := parse_chinese_number(found[2])) is None else Decimal(whole)
    if number is None and set(found[2]) <= set(_CHINESE_DIGITS + "零"):  # 一二〇: read digit by digit
        number = Decimal("".join(str(_find_digit(sign)) for sign in found[2]))
    if number is None:
        return None
    if found[3]:
        number += Decimal("0." + "".join(str(_find_digit(sign)) for sign in found[3]))
    return _convert(-number if found[1] else number, found[4].strip() or unit, unit, _Typed(text))


def _find_digit(sign: str) -> int:
    return 0 if sign == "零" else _CHINESE_DIGITS.index(sign)


def _validate(reading: _Reading, text: str, unit: str, *, whole: bool, signed: bool) -> ReadAnswer:
    value, shown = reading.value, shorten_text(" ".join(text.split()), 30)
    if value is None:
        return ReadAnswer(None, reading.doubt)
    if value < 0 and not signed:
        return ReadAnswer(None, f"这一栏不会是负数，写的是“{shown}”")
    if whole and value != value.to_integral_value():
        return ReadAnswer(None, f"这一栏应是整数，写的是“{shown}”")
    rounded = Decimal(format(round_to_two_places(value), "f"))
    note = reading.note
    if rounded != value and not reading.doubt:
        if unit == "%" and abs(value) < 1:
            return ReadAnswer(rounded, f"单位是%，写的是“{shown}”，看不出是不是没有乘100")
        note = "；".join(filter(None, (note, f"“{shown}”的小数超过两位，已四舍五入为 {format_number(rounded)}{unit}")))
    return ReadAnswer(rounded, reading.doubt, note if not reading.doubt else "")
