"""Automatic numbers of a Word document: counted in reading order, written as they are seen (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from docgen.project.word.symbol_fonts import find_symbol, is_symbol_font
from docgen.project.word.word_parts import Element, find_inside, get_attribute, get_number, get_value, read_switch
from docgen.project.word.word_styles import WordStyles

_LEVELS = 9
_PLACEHOLDER = re.compile(r"%([1-9])")
_DIGITS = "〇一二三四五六七八九"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN_BELOW = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LARGEST = 9_999


@dataclass(frozen=True, slots=True)
class _Level:
    """One level: its first number, the kind of its numbers, its text with %1 for a number, the font of a bullet."""

    start: int
    kind: str
    text: str
    font: str
    is_legal: bool
    restart: int
    """The level (from 1) after which it begins again, 0 for never."""


@dataclass
class _List:
    """The levels of an abstract numbering, and its counts, which all numberings of it share."""

    levels: dict[int, _Level]
    counts: dict[int, int] = field(default_factory=dict)


class WordNumbering:
    """Counts the numbered paragraphs of a document; :meth:`count` is called for each, in reading order."""

    def __init__(self, root: Element | None, styles: WordStyles) -> None:
        self._lists: dict[str, _List] = {}
        self._used: dict[str, tuple[_List, dict[int, int], dict[int, _Level]]] = {}
        self._started: set[tuple[str, int]] = set()
        if root is None:
            return
        abstracts = {get_attribute(node, "abstractNumId"): node for node in root.iter("w:abstractNum")}
        numbers = {get_attribute(node, "numId"): node for node in root.iter("w:num")}
        for identifier, node in numbers.items():
            abstract = get_value(node, "w:abstractNumId")
            abstract = _follow_link(abstract, abstracts, numbers, styles)
            if abstract in abstracts:
                if abstract not in self._lists:
                    self._lists[abstract] = _List(_read_levels(abstracts[abstract]))
                self._used[identifier] = (self._lists[abstract], *_read_overrides(node))

    def count(self, numbering: str, level: int) -> str:
        """Count one more paragraph; returns its number as it is seen, "" where it has none or it is not known."""
        if numbering not in self._used:
            return ""
        shared, starts, replaced = self._used[numbering]
        levels = {**shared.levels, **replaced}
        if level not in levels:
            return ""
        if level in starts and (numbering, level) not in self._started:
            self._started.add((numbering, level))
            shared.counts[level] = starts[level] - 1
        counts = shared.counts
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for lower in range(level + 1, _LEVELS):
            restart = levels[lower].restart if lower in levels else lower
            if restart and level < restart:
                counts.pop(lower, None)
        return self._write(levels, level, counts)

    def _write(self, levels: Mapping[int, _Level], level: int, counts: dict[int, int]) -> str:
        own = levels[level]
        if own.kind == "bullet":
            return _write_bullet(own)

        def write(found: re.Match[str]) -> str:
            number = int(found[1]) - 1
            if number not in levels:
                return ""
            one = levels[number]
            kind = "decimal" if own.is_legal else one.kind
            return write_number(counts.setdefault(number, one.start), kind)

        return _PLACEHOLDER.sub(write, own.text)


def write_number(number: int, kind: str) -> str:
    """Write a number as Word does for a kind (``w:numFmt``); in digits where the kind is another one."""
    write = _KINDS.get(kind)
    return write(number) if write and 0 <= number <= _LARGEST else str(number)


def _write_chinese(number: int) -> str:
    """Write 12 as 十二, 105 as 一百零五."""
    if number == 0:
        return "〇"
    text = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += _DIGITS[digit] + name
        elif text and number and not text.endswith("零"):
            text += "零"
    return text.removeprefix("一") if text.startswith("一十") else text


def _write_letters(number: int) -> str:
    """Write 1 as a, 27 as aa, 28 as bb."""
    return chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 30) if number else ""


def _write_roman(number: int) -> str:
    text = ""
    for value, letters in (*_ROMAN, *_ROMAN_BELOW):
        text += letters * (number // value)
        number %= value
    return text


def _write_circled(number: int) -> str:
    if 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    return chr(0x3251 + number - 21) if 21 <= number <= 35 else str(number)


def _pick(letters: str) -> Callable[[int], str]:
    return lambda number: letters[number - 1] if 1 <= number <= len(letters) else str(number)


_KINDS: Mapping[str, Callable[[int], str]] = {
    "none": lambda _: "",
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: "".join(chr(0xFF10 + int(digit)) for digit in str(number)),
    "decimalFullWidth2": lambda number: "".join(chr(0xFF10 + int(digit)) for digit in str(number)),
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "koreanDigital"),
        _write_chinese,
    ),
    **dict.fromkeys(("taiwaneseCountingThousand", "japaneseDigitalTenThousand"), _write_chinese),
    "ideographDigital": lambda number: "".join(_DIGITS[int(digit)] for digit in str(number)),
    "chineseLegalSimplified": lambda number: _write_chinese(number).translate(
        str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
    ),
    "lowerLetter": _write_letters,
    "upperLetter": lambda number: _write_letters(number).upper(),
    "lowerRoman": _write_roman,
    "upperRoman": lambda number: _write_roman(number).upper(),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _write_circled),
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "decimalEnclosedParen": lambda number: f"({number})",
    "ideographEnclosedCircle": _pick("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "ideographTraditional": _pick("甲乙丙丁戊己庚辛壬癸"),
    "ideographZodiac": _pick("子丑寅卯辰巳午未申酉戌亥"),
}


def _follow_link(
    abstract: str, abstracts: Mapping[str, Element], numbers: Mapping[str, Element], styles: WordStyles
) -> str:
    """Return the abstract numbering that has the levels: another one where this is a reference to a style."""
    style = get_value(abstracts.get(abstract), "w:numStyleLink")
    linked = numbers.get(styles.find_numbering(style)) if style else None
    return get_value(linked, "w:abstractNumId") or abstract


def _read_levels(node: Element) -> dict[int, _Level]:
    return {_get_level(one): _read_level(one) for one in node.findall("w:lvl")}


def _read_overrides(node: Element) -> tuple[dict[int, int], dict[int, _Level]]:
    """Return the first numbers, and the levels, that a numbering sets for itself."""
    starts: dict[int, int] = {}
    levels: dict[int, _Level] = {}
    for override in node.findall("w:lvlOverride"):
        if override.find("w:startOverride") is not None:
            starts[_get_level(override)] = get_number(override, "w:startOverride")
        level = override.find("w:lvl")
        if level is not None:
            levels[_get_level(override)] = _read_level(level)
    return starts, levels


def _get_level(node: Element) -> int:
    text = get_attribute(node, "ilvl")
    return int(text) if text.isdecimal() else 0


def _read_level(node: Element) -> _Level:
    fonts = find_inside(node, "w:rPr", "w:rFonts")
    names = [] if fonts is None else [get_attribute(fonts, name) for name in ("ascii", "hAnsi", "eastAsia", "cs")]
    return _Level(
        get_number(node, "w:start"),
        get_value(node, "w:numFmt") or "decimal",
        get_value(node, "w:lvlText"),
        next((name for name in names if is_symbol_font(name)), ""),
        read_switch(node, "w:isLgl") or False,
        get_number(node, "w:lvlRestart", _get_level(node)),
    )


def _write_bullet(level: _Level) -> str:
    if not level.font:
        return "".join(sign for sign in level.text if not 0xE000 <= ord(sign) < 0xF900) or "•"
    return "".join(find_symbol(level.font, ord(sign)) or "•" for sign in level.text)
