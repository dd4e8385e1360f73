"""The text of a blank form line by line: words, boxes, and the gaps that somebody is to write in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from docgen.project.word.word_document import TextMark, WordParagraph, WordPiece


class BlankMark(Enum):
    """A place that is filled in."""

    GAP = "gap"
    BOX = "box"


Token = str | BlankMark
Line = tuple[Token, ...]

SPACES = " \t\r\n\xa0\u2002\u2003\u2009\u3000\u200b"
_SPACE_RUN = re.compile(f"[{SPACES}]+")
_LINE_SIGNS = re.compile(r"[_＿]{2,}")
_INNER_GAP = re.compile(rf"(?<=[：:])[{SPACES}]{{2,}}(?=\S)|(?<=\S)(?:[{SPACES}]{{4,}}|\u3000{{2,}})(?=\S)")
_LAST_GAP = re.compile(rf"(?<=[：:])[{SPACES}]*\Z")
_UNIT = r"[\u4e00-\u9fff][（(][^（）()]{1,12}[）)]"
_UNITS = re.compile(rf"[：:](?:{_UNIT}){{2,5}}\Z")
"""Words behind blanks that nothing else shows, each with others that may be meant: 省（区、市）市（区）."""
_LONGEST_QUESTION = 40
"""A longer line that ends with a colon introduces what stands below it."""
_DATE = re.compile(r"年[ ]?月[ ]?日\Z")


@dataclass(frozen=True)
class BlankText:
    """The lines of a paragraph or cell; ``answers`` are texts that stand on a blank line: somebody has filled it in."""

    lines: tuple[Line, ...]
    answers: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The words, a line each, without gaps and boxes."""
        return "\n".join(join_words(line) for line in self.lines)

    def has(self, mark: BlankMark) -> bool:
        """Return True if one of the lines has such a place."""
        return any(mark in line for line in self.lines)


def read_blank_text(paragraphs: Iterable[WordParagraph]) -> BlankText:
    """Read the paragraphs of a cell, or one paragraph; empty lines at the end and the beginning are left out."""
    lines: list[Line] = []
    answers: list[str] = []
    for paragraph in paragraphs:
        for number, pieces in enumerate(paragraph.lines):
            tokens = [paragraph.number] if paragraph.number and not number else []
            lines.append(tuple(_merge([*tokens, *_read_tokens(pieces, answers)])))
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return BlankText(tuple(lines), tuple(answers))


def _read_tokens(pieces: Iterable[WordPiece], answers: list[str]) -> Iterator[Token]:
    for piece in pieces:
        if piece.box:
            yield BlankMark.BOX
            if piece.box.is_marked:
                answers.append(piece.text)
        elif piece.is_blank_line or TextMark.PLACEHOLDER in piece.marks:
            yield BlankMark.GAP
        else:
            if TextMark.UNDERLINED in piece.marks and piece.text.strip():
                answers.append(piece.text.strip())
            for number, part in enumerate(_LINE_SIGNS.split(piece.text)):
                if number:
                    yield BlankMark.GAP
                yield part


def _merge(tokens: Iterable[Token]) -> Iterator[Token]:
    """Join the words, and gaps that only spaces part; spaces at the ends of the line are left out."""
    merged: list[Token] = []
    for token in tokens:
        before = merged[-1] if merged else None
        if isinstance(token, str) and isinstance(before, str):
            merged[-1] = before + token
        elif (
            token is BlankMark.GAP
            and isinstance(before, str)
            and not before.strip(SPACES)
            and BlankMark.GAP in merged[-2:-1]
        ):
            merged.pop()
        elif token != "" and not (token is BlankMark.GAP and before is BlankMark.GAP):
            merged.append(token)
    for number, token in enumerate(merged):
        text = token
        if isinstance(text, str):
            text = text.lstrip(SPACES) if number == 0 else text
            text = text.rstrip(SPACES) if number == len(merged) - 1 else text
        if text:
            yield text


def squeeze(text: str) -> str:
    """Write every run of spaces as one."""
    return _SPACE_RUN.sub(" ", text)


def join_words(line: Iterable[Token]) -> str:
    """Return the words of a line."""
    return squeeze("".join(token for token in line if isinstance(token, str))).strip()


def find_gaps(line: Line) -> Line:
    """Add the gaps that nothing but spaces or the words behind them show: after a colon, between words.

    A date has none.
    """
    if _DATE.search(join_words(line)):
        return line
    found: list[Token] = []
    for number, token in enumerate(line):
        if not isinstance(token, str):
            found.append(token)
            continue
        text = _INNER_GAP.sub("\n", token)
        if units := _UNITS.search(text):
            text = text[: units.start()] + re.sub(f"(?={_UNIT})", "\n", units[0])
        is_asked = number == len(line) - 1 and len(token) <= _LONGEST_QUESTION
        text = _LAST_GAP.sub("\n", text) if is_asked else text
        for place, part in enumerate(text.split("\n")):
            found += [BlankMark.GAP, part] if place else [part]
    return tuple(_merge(found))
