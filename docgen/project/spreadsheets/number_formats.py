"""Number formats of Excel ([ECMA-376] 18.8.31, [MS-XLS] 2.4.126): the value of a cell as it is seen.

A format can scale a number (``0.00,`` shows thousands, ``0!.0,"万"`` ten thousands), make a percentage of it, add a
unit, or make it a date. What a person reads in the cell is the value; decimals that are only rounded away stay.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne

from docgen.project.spreadsheets.cell_values import RawValue

BUILT_IN = {
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 55), 57, 58), "yyyy-mm-dd"),
    **dict.fromkeys((18, 19, 20, 21, *range(32, 36), 45, 47, 55, 56), "h:mm:ss"),
    46: "[h]:mm:ss",
}
"""The formats that a file may name by number alone and that change the value, those of Chinese editions included."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|[_*].?|\[(?P<bracket>[^\[\]]*)\]|(?P<end>;)'
    r"|(?P<general>General|G/\w*格式|Standard)|(?P<exponent>E[+-])|(?P<clock>AM/PM|A/P|上午/下午)"
    r"|(?P<digit>[0#?])|(?P<comma>,)|(?P<point>\.)|(?P<percent>%)|(?P<text>@)|(?P<slash>/)"
    r"|(?P<date>[ymdhsegab]+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[0-9.]+)\Z")
_COMPARISONS: dict[str, Callable[[float, float], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}
_ELAPSED = re.compile(r"(h+|m+|s+)\Z", re.IGNORECASE)
_YUAN = re.compile(r"[￥¥]|RMB|CNY|人民币", re.IGNORECASE)
_DASHES = frozenset("-—–－")
_EPOCHS = {False: datetime.datetime(1899, 12, 30), True: datetime.datetime(1904, 1, 1)}
_LARGEST = 1e15
"""Excel keeps 15 digits; what is larger, and what is no number, stays as it is stored."""
_HALF_A_SECOND = 1 / 172_800
_LAST_DAY = 2958466
"""The day after 9999-12-31 in days since 1899-12-30: a larger number is shown as ######."""


@dataclass(frozen=True)
class _Section:
    """One section of a format: when it holds, and what it makes of a number.

    ``pattern`` has the digit places and the characters between them, ``scale`` is the factor of the number.
    """

    holds: Callable[[float], bool] | None
    kind: str
    prefix: str
    suffix: str
    scale: Decimal = Decimal(1)
    pattern: tuple[str, ...] = ()
    decimals: int = 0

    @property
    def is_plain(self) -> bool:
        return self.kind == "number" and self.scale == 1 and not (self.prefix or self.suffix or self.pattern)

    def show(self, value: float, date1904: bool) -> RawValue:
        match self.kind:
            case "date":
                return _convert_date(value, date1904)
            case "elapsed":
                return datetime.timedelta(days=value) if abs(value) < _LAST_DAY else value
            case "words":
                return self._show_words(value)
        if self.prefix in _DASHES and not value:
            return 0  # the accounting formats show zero as a dash
        number = Decimal(f"{value:.15g}") * self.scale
        if self.pattern:
            return f"{self.prefix}{self._fill_pattern(number)}{self.suffix}"
        if self.prefix or self.suffix:
            return f"{self.prefix}{number.normalize():f}{self.suffix}"
        return value if self.scale == 1 else float(number)

    def _show_words(self, value: float) -> RawValue:
        if self.prefix and (value or self.prefix not in _DASHES):
            return self.prefix
        # ";;;" hides the number: a hidden zero is taken for a blank, any other number as it is stored.
        return value if value or self.prefix else None

    def _fill_pattern(self, number: Decimal) -> str:
        """Put the digits into their places from the right; more digits than places stand before the first."""
        rounded = number.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)
        digits = [*format(abs(rounded), "f").replace(".", "")]
        shown: list[str] = []
        for sign in reversed(self.pattern):
            shown.append(sign if sign not in "0#?" else digits.pop() if digits else "0" if sign == "0" else "")
        first = next((at for at in range(len(shown) - 1, -1, -1) if shown[at].isdecimal()), len(shown))
        shown[first + 1 :] = []
        return f"{'-' * (number < 0)}{''.join(digits)}{''.join(reversed(shown))}"


@dataclass(frozen=True)
class NumberFormat:
    """A number format that changes what is seen of a number."""

    sections: tuple[_Section, ...]

    def show(self, value: float, date1904: bool = False) -> RawValue:
        """Return the number as it is seen: scaled, with its unit as text, or as a date."""
        if not abs(value) < _LARGEST:
            return value
        return self._choose_section(value).show(value, date1904)

    def _choose_section(self, value: float) -> _Section:
        for section in self.sections[:-1]:
            if section.holds is not None and section.holds(value):
                return section
        last = self.sections[-1]
        return last if last.holds is None or last.holds(value) else _GENERAL


_GENERAL = _Section(None, "number", "", "")


@lru_cache(maxsize=512)
def parse_number_format(code: str) -> NumberFormat | None:
    """Parse the code of a number format; None where it shows a number as it is stored, but for its decimals."""
    parts: list[list[tuple[str, str]]] = [[]]
    for match in _TOKEN.finditer(code):
        if match.lastgroup == "end":
            parts.append([])
        elif match.lastgroup is not None:
            parts[-1].append((match.lastgroup, match[match.lastgroup]))
    parts = [part for part in parts if not any(kind == "text" for kind, _ in part)][:3]  # @ is the format of texts
    if not code.strip() or not parts:
        return None
    conditions = [_find_condition(part) for part in parts]
    is_signed = not any(conditions)
    defaults = [_is_positive if len(parts) == 3 else _is_not_negative, _is_negative][: len(parts) - 1]
    holds = [own or default for own, default in zip(conditions, [*defaults, None], strict=True)]
    sections = tuple(
        _parse_section(*part, is_signed and at == 1) for at, part in enumerate(zip(parts, holds, strict=True))
    )
    return None if all(section.is_plain for section in sections) else NumberFormat(sections)


def _parse_section(
    tokens: Sequence[tuple[str, str]], holds: Callable[[float], bool] | None, negative: bool
) -> _Section:
    tokens = [token for one in tokens if (token := _convert_bracket(*one)) is not None]
    kinds = [kind for kind, _ in tokens]
    if "elapsed" in kinds or "date" in kinds or "clock" in kinds:
        return _Section(holds, "elapsed" if "elapsed" in kinds else "date", "", "")
    places = [place for place, kind in enumerate(kinds) if kind in ("digit", "general", "point")]
    if not places:
        return _Section(holds, "words", "".join(text for _, text in tokens).strip(), "")
    first, last = places[0], places[-1]
    prefix = _clean_words([text for kind, text in tokens[:first] if kind in ("literal", "percent")], negative)
    suffix = _clean_words([text for kind, text in tokens[last + 1 :] if kind in ("literal", "percent")], negative)
    scale = Decimal(100) ** kinds.count("percent") / Decimal(1000) ** _count_scaling_commas(kinds, last)
    section = _Section(holds, "number", prefix, suffix, scale)
    return section if {"slash", "exponent"} & {*kinds} else _add_pattern(section, tokens[first : last + 1])


def _add_pattern(section: _Section, tokens: Sequence[tuple[str, str]]) -> _Section:
    """Add what stands between the digits: ``0!.0`` divides by ten, ``000-0000`` and ``00000`` need all their places."""
    kinds = [kind for kind, _ in tokens]
    digits = [(kind, text) for kind, text in tokens if kind in ("digit", "literal")]
    inner = [text for kind, text in digits if kind == "literal"]
    if inner == ["."] and "point" not in kinds:
        behind = len(digits) - 1 - digits.index(("literal", "."))
        return replace(section, scale=section.scale / Decimal(10) ** behind)
    decimals = kinds[kinds.index("point") :].count("digit") if "point" in kinds else 0
    if not inner and (decimals or [text for _, text in digits].count("0") < 2):
        return section
    pattern = tuple(sign for kind, text in tokens if kind in ("digit", "literal", "point") for sign in text)
    return replace(section, pattern=pattern, decimals=decimals)


def _find_condition(tokens: Sequence[tuple[str, str]]) -> Callable[[float], bool] | None:
    for kind, text in tokens:
        if kind == "bracket" and (found := _CONDITION.match(text)):
            compare, limit = _COMPARISONS[found[1]], float(found[2])
            return lambda value: compare(value, limit)
    return None


def _convert_bracket(kind: str, text: str) -> tuple[str, str] | None:
    """Convert a token to its meaning: [$￥-804] is a sign of money, [h] a duration; colours mean nothing."""
    if kind == "bracket":
        if text.startswith("$"):
            return ("literal", text[1:].partition("-")[0])
        return ("elapsed", text) if _ELAPSED.match(text) else None
    return ("literal" if kind in ("quoted", "escaped", "other") else kind, text)


def _count_scaling_commas(kinds: Sequence[str], last: int) -> int:
    """Count the commas behind the last digit of the number, or directly before its point: each divides by 1000."""
    behind = kinds[last + 1 :]
    count = next((at for at, kind in enumerate(behind) if kind != "comma"), len(behind))
    point = kinds.index("point") if "point" in kinds else 0
    while point and kinds[point - 1] == "comma":
        count, point = count + 1, point - 1
    return count


def _clean_words(words: Sequence[str], negative: bool) -> str:
    """Join the words beside a number without signs of the yuan, and without the marks of a negative number."""
    text = _YUAN.sub("", "".join(words)).strip()
    return text.strip("-()（）−").strip() if negative else text.strip("()")


def _is_positive(value: float) -> bool:
    return value > 0


def _is_negative(value: float) -> bool:
    return value < 0


def _is_not_negative(value: float) -> bool:
    return value >= 0


def _convert_date(value: float, date1904: bool) -> RawValue:
    """Convert a number of days to a date, or to a time of day where it is less than one; others stay numbers."""
    if not 0 <= value < _LAST_DAY - 1462 * date1904 - _HALF_A_SECOND:
        return value
    # Excel counts a 29 February 1900 that never was: below it, days are one less.
    days = value + 1 if 1 <= value < 60 and not date1904 else value
    shown = _EPOCHS[date1904] + datetime.timedelta(seconds=round(days * 86400))
    return shown.time() if value < 1 else shown
