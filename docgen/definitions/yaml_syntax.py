"""Translate YAML syntax errors into Chinese, with the line of the mistake instead of the line where the parser stopped.

The parser notices an unclosed quotation mark or bracket far below the line where it was opened.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from docgen.errors import InputError

_NO_SPACE = re.compile(r"\s*(?:- )?(?P<key>[^\s:：\"'{\[#][^\s:：]*)(?P<colon>：|:(?=[^\s:/]))")
_REMEDY = "请检查这一行前后的缩进、冒号后的空格、引号和括号。"
_CANNOT_START = "found character that cannot start any token"
_WHERE_OPENED = (
    "found unexpected end of stream",
    "found unexpected document indicator",
    "could not find expected ':'",
    "did not find expected ',' or",
)
_WORDS = {
    "mapping values are not allowed": "这里多了一个冒号，或上一行的引号没有闭合",
    "could not find expected ':'": "少了冒号（:）",
    "did not find expected key": "缩进不一致，引号后面多了文字，或缺少栏目名称",
    "did not find expected '-' indicator": "列表的缩进不一致",
    "found unexpected end of stream": "引号没有闭合",
    "found unexpected document indicator": "引号没有闭合",
    "did not find expected ',' or '}'": "花括号里少了逗号，或没有闭合",
    "did not find expected ',' or ']'": "方括号里少了逗号，或没有闭合",
    "block sequence entries are not allowed": "列表的“-”不能写在这里，请另起一行",
    "found undefined tag handle": "以“!”开头的文字请加引号",
    "did not find expected whitespace or line break": "以“!”开头的文字请加引号",
    "did not find expected alphabetic or numeric character": "以 & 或 * 开头的文字请加引号",
    "did not find expected comment or line break": "“|”或“>”后面不能写字，请从下一行写起",
    "found unknown directive name": "以“%”开头的文字请加引号",
    "found unknown escape character": "双引号里的反斜杠（\\）要写两个，或改用单引号",
    "found invalid Unicode character escape code": "“\\u”后面不是一个完整的字符",
    "did not find expected node content": "这里缺少内容",
    "did not find expected <document start>": "开头部分之后有多余的内容，缩进不一致或引号、括号多了",
}


class Mark(Protocol):
    """A position in the text; both numbers count from 0."""

    line: int
    column: int


class MarkedError(Protocol):
    """The part of a YAML parser error that is used here."""

    @property
    def problem(self) -> str | None:
        """The message, in English."""

    @property
    def problem_mark(self) -> Mark | None:
        """The position where the parser stopped."""

    @property
    def context_mark(self) -> Mark | None:
        """The beginning of the construct that was being parsed."""


def translate_syntax_error(error: MarkedError, text: str, shown: str) -> InputError:
    """Translate a YAML parser error into an InputError with a Chinese message and the line of the mistake."""
    lines = text.split("\n")
    words = str(error.problem or "")
    mark = error.problem_mark or error.context_mark
    line = mark.line if mark else 0
    if words.startswith(_WHERE_OPENED) and error.context_mark:
        line = error.context_mark.line
    glued = _find_glued_colon(lines, line, words)
    if glued:
        line, message = glued
    elif words.startswith(_CANNOT_START) and mark:
        message = _describe_character(lines[line][mark.column : mark.column + 1])
    else:
        known = (chinese for english, chinese in _WORDS.items() if words.startswith(english))
        message = next(known, f"读不下去（{words}）")
    return InputError(f"不是有效的 YAML：{message}。", remedy=_REMEDY, path=shown, line=line + 1)


def _find_glued_colon(lines: Sequence[str], line: int, words: str) -> tuple[int, str] | None:
    """Find a full-width colon, or one without a space after it, in this line or the one before it."""
    if not words.startswith(("could not find expected ':'", "mapping values are not allowed")):
        return None
    for number in (line - 1, line):
        found = _NO_SPACE.match(lines[number]) if 0 <= number < len(lines) else None
        if found and found["colon"] == "：":
            return number, f"“{found['key']}”后面的冒号是中文的，要用英文冒号加一个空格"
        if found:
            return number, f"“{found['key']}:”后面少了一个空格"
    return None


def _describe_character(character: str) -> str:
    if character == "\t":
        return "用了制表符（Tab）缩进，缩进请用空格"
    return f"文字不能以“{character}”开头，请给这段文字加引号"
