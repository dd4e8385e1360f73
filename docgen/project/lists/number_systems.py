"""Numbers of patents, PCT applications and standards: one spelling for each, and what a number says about its entry.

Chinese application numbers: ZC 0006—2003 (since 2003-10-01 twelve digits and a check digit, before eight and one).
Publication numbers: ZC 0007—2012. Standards: the prefixes of GB, industry, group and international standards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from docgen.values import convert_to_half_width

_PATENT_KINDS = {"1": "invention", "8": "invention", "2": "utility", "9": "utility", "3": "design"}
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9)
_PREFIX = re.compile(r"\A(?:中国|国家|发明|专利|授权|申请|公告|公布|号|ZL|CN)*")
_APPLICATION = re.compile(r"(?:((?:19|20)\d{2})([12389])\d{7}|(\d{2})([12389])\d{5})([\dX])?\Z")
_PUBLICATION = re.compile(r"([123])\d{6}(?:\d{2})?([A-Z])\d?\Z")
_IN_A_TEXT = re.compile(r"(?<!\d)(?:19|20)\d{2}[12389]\d{7}(?:[\dX](?!\d))?")
_UNEXAMINED = "A"
_PCT = re.compile(r"(?:PCT)?([A-Z]{2})((?:19|20)\d{2}|\d{2})(\d{5,6})\Z")
_STANDARD_YEAR = re.compile(r"[-—－–―:]\s*((?:19|20)\d{2})\s*(?:[（(].*)?\Z")
_OLDEST = 85
"""The first Chinese applications are of 1985."""


@dataclass(frozen=True)
class NumberReading:
    """Reading of a number: one spelling (``key``), kind and year of its entry, "" and 0 where it says nothing.

    ``expected`` is the check digit that the number should have, ``check`` the one that it has, both "" without one.
    ``fault`` is another fault in Chinese. ``is_known`` is False for a number that does not belong to the system.
    """

    key: str
    kind: str = ""
    year: int = 0
    check: str = ""
    expected: str = ""
    fault: str = ""
    is_known: bool = True


def read_number(text: str, system: str) -> NumberReading:
    """Read a number of a system: ``patent``, ``pct`` or ``standard``; of any other one only the spelling counts."""
    return _READERS.get(system, _read_other)(convert_to_half_width(text).upper().strip())


def normalize_words(words: str) -> str:
    """Return the letters and digits alone, so that GB/T 10095.1—2022 and GBT10095.1-2022 are equal."""
    return "".join(letter for letter in convert_to_half_width(words).upper() if letter.isalnum())


def _read_other(text: str) -> NumberReading:
    return NumberReading(normalize_words(text), is_known=False)


def _read_patent(text: str) -> NumberReading:
    plain = normalize_words(text.replace("×", "X"))
    number = _PREFIX.sub("", plain)
    published = _PUBLICATION.match(number)
    if published and "ZL" not in plain:
        kind = _PATENT_KINDS[published[1]]
        fault = (
            "是公布号，只说明已经申请，不说明已经授权" if published[2] == _UNEXAMINED and kind == "invention" else ""
        )
        return NumberReading(number, kind, fault=fault)
    found = _APPLICATION.match(number)
    # Nine digits after CN, without a point, are a publication number whose letter was left out.
    if found is None or (len(number) == 9 and plain.startswith("CN") and "." not in text):
        return NumberReading(plain, is_known=False)
    year = int(found[1]) if found[1] else _complete_year(int(found[3]))
    digits, check = number[: 12 if found[1] else 8], found[5] or ""
    kind = _PATENT_KINDS[found[2] or found[4]]
    return NumberReading(digits, kind, year, check, _compute_check_digit(digits) if check else "")


def find_patent_numbers(text: str) -> tuple[str, ...]:
    """Find the application numbers in a text, each in one spelling and once."""
    plain = re.sub(r"[\s.．·]", "", convert_to_half_width(text).upper())
    return tuple(dict.fromkeys(read_number(found, "patent").key for found in _IN_A_TEXT.findall(plain)))


def _complete_year(short: int) -> int:
    return (1900 if short >= _OLDEST else 2000) + short


def _compute_check_digit(digits: str) -> str:
    weights = (*_WEIGHTS, *_WEIGHTS)
    rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11
    return "X" if rest == 10 else str(rest)


def _read_pct(text: str) -> NumberReading:
    plain = normalize_words(text)
    found = _PCT.match(plain)
    if found is None:
        is_patent = _read_patent(text).is_known
        return NumberReading(plain, fault="是中国专利的号码，不是国际申请号" if is_patent else "", is_known=is_patent)
    year = int(found[2]) if len(found[2]) == 4 else _complete_year(int(found[2]))
    return NumberReading(f"{found[1]}{year}{int(found[3])}", year=year)


def _read_standard(text: str) -> NumberReading:
    prefix = re.match(r"[A-Z]+", text)
    found = _STANDARD_YEAR.search(text)
    if prefix is None:
        return _read_other(text)
    return NumberReading(normalize_words(text), _get_standard_level(prefix[0], text), int(found[1]) if found else 0)


def _get_standard_level(prefix: str, text: str) -> str:
    if prefix in ("GB", "GBT", "GBZ"):
        return "national"
    if prefix == "T" and re.match(r"T\s*/", text):
        return "group"
    if prefix in ("ISO", "IEC", "ITU", "ISOIEC"):
        return "international"
    if prefix.startswith("DB") or prefix == "Q":
        return "other"
    return "industry" if re.match(r"[A-Z]{2}\s*(?:/\s*[TZ]\s*)?\d", text) else ""


_READERS: Mapping[str, Callable[[str], NumberReading]] = {
    "patent": _read_patent,
    "pct": _read_pct,
    "standard": _read_standard,
}
