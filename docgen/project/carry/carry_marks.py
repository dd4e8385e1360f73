"""Find the marks of carried answers: comments beside an answer until the applicant has renewed or confirmed it.

An answer of three years ago may be out of date, and one that was read from a Word document may be misread. As long as
its mark is in the file, the answer has a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import assert_never

from docgen.definitions.form import Form, describe_place
from docgen.definitions.source import read_text
from docgen.problems.problem import Problem, Where

_MARK = re.compile(
    r"\s*(?:#|<!--)\s*(?:沿用(?P<origin>.+?)，(?P<what>请更新|请核对)"
    r"|由《(?P<document>.+?)》读入，(?P<compare>请对照原文)：(?P<reason>.*?)(?:（做完后删去这一行）|-->|$))"
)


class CarryMark(Enum):
    """The action that a carried answer needs; the value is its text in the comment."""

    RENEW = "请更新"
    CONFIRM = "请核对"
    COMPARE = "请对照原文"
    """Read from a document and doubtful."""

    def format_words(self, origin: str, reason: str = "") -> str:
        """Return the mark; ``origin`` is the name of the earlier application or of the document, with its reason."""
        return (
            f"由《{origin}》读入，{self.value}：{reason}"
            if self is CarryMark.COMPARE
            else f"沿用{origin}，{self.value}"
        )

    def format_comment(self, origin: str, reason: str = "") -> str:
        """Return the text of the comment without comment signs; arguments as in :meth:`format_words`."""
        return f"{self.format_words(origin, reason)}（做完后删去这一行）"


@dataclass(frozen=True)
class FoundMark:
    """A mark in a file of the folder, and the answer it belongs to; ``reason`` is the doubt about one that was read."""

    mark: CarryMark
    origin: str
    where: Where
    reason: str = ""

    @property
    def words(self) -> str:
        """The text beside the answer in the fill-in workbook, where it is no comment."""
        return self.mark.format_words(self.origin, self.reason)

    def format_comment(self) -> str:
        """Return the text of the comment without comment signs."""
        return self.mark.format_comment(self.origin, self.reason)


def find_marks(path: Path, form: Form, lines: Mapping[str, int]) -> list[FoundMark]:
    """Return the marks in a file of answers (above the answer) or of prose (below its heading).

    ``lines`` has the line of each place of this file. A missing file has no marks.
    """
    if not path.is_file():
        return []
    text, _ = read_text(path, path.name)
    return find_text_marks(text, path.name, form, lines)


def find_text_marks(text: str, shown: str, form: Form, lines: Mapping[str, int]) -> list[FoundMark]:
    """Return the marks in the text of the file called ``shown``; see :func:`find_marks`."""
    by_line = sorted((line, place) for place, line in lines.items() if place.split(".")[0] in form.fields)
    return [
        _build_mark(match, Where(shown, line, _find_place(shown, line, by_line)))
        for line, match in _iterate_matches(text)
    ]


def list_mark_lines(text: str) -> list[int]:
    """Return the numbers of the lines that are marks."""
    return [number for number, _ in _iterate_matches(text)]


def find_cell_marks(cells: Iterable[tuple[str, Where]]) -> list[FoundMark]:
    """Return the marks in ``cells``, whose texts have no comment sign."""
    matches = ((_MARK.match(f"# {text}"), where) for text, where in cells)
    return [_build_mark(match, where) for match, where in matches if match]


def _build_mark(match: re.Match[str], where: Where) -> FoundMark:
    if match["compare"]:
        return FoundMark(CarryMark.COMPARE, match["document"], where, match["reason"].strip())
    return FoundMark(CarryMark(match["what"]), match["origin"], where)


def report_mark(found: FoundMark, form: Form) -> Problem:
    """Return the problem of an answer that has not been renewed or confirmed."""
    origin, where = found.origin, found.where
    field = form.fields.get(where.slot.split(".")[0])
    name = describe_place(field, where.slot) if field else "这一处"
    match found.mark:
        case CarryMark.RENEW:
            message, hint = f"“{name}”还是{origin}的内容，没有更新。", "请改成现在的情况，然后删去“沿用…请更新”这一行。"
            return Problem("carry.to-renew", where, message, hint)
        case CarryMark.CONFIRM:
            message, hint = (
                f"“{name}”取自{origin}，还没有核对。",
                "请核对现在是否仍然如此，然后删去“沿用…请核对”这一行。",
            )
            return Problem("carry.to-confirm", where, message, hint)
        case CarryMark.COMPARE:
            message = f"“{name}”由《{origin}》读入，拿不准：{found.reason.rstrip('。')}。"
            hint = f"请打开《{origin}》对照，填对后删去“由…读入，请对照原文”这一行。"
            return Problem("carry.to-compare", where, message, hint)
        case _:
            assert_never(found.mark)


def _iterate_matches(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if match := _MARK.match(line):
            yield number, match


def _find_place(shown: str, line: int, by_line: list[tuple[int, str]]) -> str:
    """Return the place of the mark on ``line``: the heading above it in prose, the answer below it in YAML."""
    above = [place for number, place in by_line if number < line]
    below = [place for number, place in by_line if number > line]
    beside = above[-1:] if shown.endswith(".md") else below[:1]
    return beside[0] if beside else ""
