"""Find the marks of carried answers: comments beside an answer until the applicant has renewed or confirmed it.

An answer of three years ago may be out of date. As long as its mark is in the file, the answer has a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from docgen.definitions.form import Form, describe_place
from docgen.definitions.source import read_text
from docgen.problems.problem import Problem, Where

_MARK = re.compile(r"\s*(?:#|<!--)\s*沿用(?P<origin>.+?)，(?P<what>请更新|请核对)")


class CarryMark(Enum):
    """The action that a carried answer needs; the value is its text in the comment."""

    RENEW = "请更新"
    CONFIRM = "请核对"

    def format_comment(self, origin: str) -> str:
        """Return the text of the comment without comment signs; ``origin`` is the name of the earlier application."""
        return f"沿用{origin}，{self.value}（做完后删去这一行）"


@dataclass(frozen=True)
class FoundMark:
    """A mark in a file of the folder, and the answer it belongs to."""

    mark: CarryMark
    origin: str
    where: Where

    @property
    def words(self) -> str:
        """The text beside the answer in the fill-in workbook, where it is no comment."""
        return f"沿用{self.origin}，{self.mark.value}"


def find_marks(path: Path, form: Form, lines: Mapping[str, int]) -> list[FoundMark]:
    """Return the marks in a file of answers (above the answer) or of prose (below its heading).

    ``lines`` has the line of each place of this file. A missing file has no marks.
    """
    if not path.is_file():
        return []
    text, _ = read_text(path, path.name)
    by_line = sorted((line, place) for place, line in lines.items() if place.split(".")[0] in form.fields)
    return [
        FoundMark(CarryMark(match["what"]), match["origin"], Where(path.name, line, _find_place(path, line, by_line)))
        for line, match in _iterate_matches(text)
    ]


def find_cell_marks(cells: Iterable[tuple[str, Where]]) -> list[FoundMark]:
    """Return the marks in ``cells``, whose texts have no comment sign."""
    matches = ((_MARK.match(f"# {text}"), where) for text, where in cells)
    return [FoundMark(CarryMark(match["what"]), match["origin"], where) for match, where in matches if match]


def report_mark(found: FoundMark, form: Form) -> Problem:
    """Return the problem of an answer that has not been renewed or confirmed."""
    origin, where = found.origin, found.where
    field = form.fields.get(where.slot.split(".")[0])
    name = describe_place(field, where.slot) if field else "这一处"
    if found.mark is CarryMark.RENEW:
        message, hint = f"“{name}”还是{origin}的内容，没有更新。", "请改成现在的情况，然后删去“沿用…请更新”这一行。"
        return Problem("carry.to-renew", where, message, hint)
    message, hint = f"“{name}”取自{origin}，还没有核对。", "请核对现在是否仍然如此，然后删去“沿用…请核对”这一行。"
    return Problem("carry.to-confirm", where, message, hint)


def _iterate_matches(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if match := _MARK.match(line):
            yield number, match


def _find_place(path: Path, line: int, by_line: list[tuple[int, str]]) -> str:
    """Return the place of the mark on ``line``: the heading above it in prose, the answer below it in YAML."""
    above = [place for number, place in by_line if number < line]
    below = [place for number, place in by_line if number > line]
    beside = above[-1:] if path.suffix == ".md" else below[:1]
    return beside[0] if beside else ""
