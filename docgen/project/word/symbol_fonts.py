"""Characters of symbol fonts (Wingdings and the like) as Unicode, and the characters that are boxes and ticks.

The codes are those of the fonts' official counterparts in Unicode 7.0 (L2/11-052 and L2/12-368 of the Unicode Technical
Committee); those of Symbol are of the Unicode mapping table of Adobe's Symbol encoding. Boxes and arrows of several
weights are one character here: they say the same.
"""

from __future__ import annotations

from collections.abc import Mapping

from docgen.project.word.word_document import BoxMark

_WINGDINGS = {
    **dict.fromkeys((0x6F, 0x70, 0x71, 0x72, 0xA8), "□"),
    0x6E: "■",
    0x78: "☒",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
    0x6C: "●",
    **dict.fromkeys((0xA1, 0xA2, 0xA3), "○"),
    **dict.fromkeys((0xA4, 0xA5), "◎"),
    **dict.fromkeys((0x9E, 0x9F), "·"),
    0xA7: "▪",
    **dict.fromkeys((0x74, 0x75), "◆"),
    0x76: "❖",
    0xAB: "★",
    0xD8: "➢",
    0x28: "☎",
    0x2A: "✉",
    **dict(zip(range(0x80, 0x8B), "⓪①②③④⑤⑥⑦⑧⑨⑩", strict=True)),
    **dict(zip(range(0x8B, 0x96), "⓿❶❷❸❹❺❻❼❽❾❿", strict=True)),
    **dict(zip(range(0xDF, 0xE3), "←→↑↓", strict=True)),
    **dict(zip(range(0xE7, 0xEB), "←→↑↓", strict=True)),
    **dict(zip(range(0xEF, 0xF3), "⇦⇨⇧⇩", strict=True)),
}
_WINGDINGS_2 = {
    0x4F: "✗",
    0x50: "✓",
    0x51: "☒",
    0x52: "☑",
    0x53: "☒",
    0x54: "☒",
    **dict.fromkeys((0x9F, 0xA0, 0xA1), "▪"),
    0xA2: "■",
    **dict.fromkeys((0xA3, 0xA4, 0xA5, 0xA6), "□"),
    **dict.fromkeys((0xA7, 0xA8, 0xA9), "▣"),
    **dict.fromkeys((0x95, 0x96), "·"),
    **dict.fromkeys((0x97, 0x98), "●"),
    **dict.fromkeys((0x99, 0x9A, 0x9B, 0x9C), "○"),
    **dict.fromkeys((0x9D, 0x9E), "◎"),
    **dict(zip(range(0x69, 0x74), "⓪①②③④⑤⑥⑦⑧⑨⑩", strict=True)),
    **dict(zip(range(0x74, 0x7F), "⓿❶❷❸❹❺❻❼❽❾❿", strict=True)),
}
_WEBDINGS = {0x61: "✓", 0x63: "□", 0x67: "■", 0x6E: "●", 0x72: "✗"}
_SYMBOL = {
    **{code: chr(code) for code in b" !#%&()+,./0123456789:;<=>?[]_{|}"},
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
    **dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True)),
    **dict(zip((0x22, 0x24, 0x27, 0x2A, 0x2D, 0x40, 0x7E), "∀∃∋∗−≅∼", strict=True)),
    **dict(zip((0xA2, 0xA3, 0xA4, 0xA5), "′≤⁄∞", strict=True)),
    **dict(zip(range(0xAB, 0xC0), "↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵", strict=True)),
    **dict(zip((0xC5, 0xC6, 0xC7, 0xC8, 0xCE, 0xCF, 0xD0, 0xD1, 0xD5, 0xD6, 0xD7), "⊕∅∩∪∈∉∠∇∏√⋅", strict=True)),
    **dict(zip(range(0xDB, 0xE0), "⇔⇐⇑⇒⇓", strict=True)),
    0xE5: "∑",
    0xF2: "∫",
}
_FONTS: Mapping[str, Mapping[int, str]] = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": {},
    "webdings": _WEBDINGS,
    "symbol": _SYMBOL,
    "marlett": {0x61: "✓", 0x62: "✓", 0x63: "□", 0x67: "■", 0x72: "✗"},
}
_PRIVATE = range(0xF000, 0xF100)

BOX_MARKS: Mapping[str, BoxMark] = {
    **dict.fromkeys("□☐▢◻◽⬜❏❐❑❒⎕🗆🞎🞏🞐🞑🞒🞓", BoxMark.EMPTY),
    **dict.fromkeys("☑🗹✅🮱", BoxMark.CHECKED),
    **dict.fromkeys("☒🗵🗷⮽⊠⌧❎", BoxMark.CROSSED),
    **dict.fromkeys("■◼◾⬛▣🞔🞕🞖", BoxMark.FILLED),
    **dict.fromkeys("✓✔√🗸", BoxMark.TICK),
    **dict.fromkeys("✗✘✕✖☓╳❌🗴🗶🗙", BoxMark.CROSS),
}
"""The characters that are boxes, or marks as they are put into boxes."""


def is_symbol_font(font: str) -> bool:
    """Return True where the font shows its own signs for letters."""
    return font.strip().lower() in _FONTS


def find_symbol(font: str, code: int) -> str | None:
    """Return the character that the font shows for a code, as it is or in U+F000 to U+F0FF; None where it is unknown.

    In a font that is none of symbols, each code but those is its own character.
    """
    table = _FONTS.get(font.strip().lower())
    low = code - _PRIVATE.start if code in _PRIVATE else code
    if table is not None and low <= 0xFF:
        return " " if low == 0x20 else table.get(low)
    is_usable = 0x20 <= code < 0x110000 and not 0xD800 <= code < 0xF900
    return chr(code) if is_usable else None
