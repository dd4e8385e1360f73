"""The mark of a carried answer: a comment beside it in its file, until someone has renewed or confirmed the answer.

What was true three years ago is not true by itself today. As long as the comment is there, it is a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from docgen.definitions.form import Form, name_of
from docgen.definitions.source import read_text
from docgen.problems.problem import Problem, Where

_MARK = re.compile(r"\s*(?:#|<!--)\s*沿用(?P<origin>.+?)，(?P<what>请更新|请核对)")


class CarryMark(Enum):
    """What has to be done about a carried answer; the value is what the comment says."""

    RENEW = "请更新"
    CONFIRM = "请核对"

    def format_comment(self, origin: str) -> str:
        """The comment without the signs that make it one; ``origin`` is what the answer was taken from."""
        return f"沿用{origin}，{self.value}（做完后删去这一行）"


@dataclass(frozen=True)
class FoundMark:
    """A mark that is left, and where."""

    mark: CarryMark
    origin: str
    where: Where

    @property
    def words(self) -> str:
        """What stands beside the answer where it is no comment."""
        return f"沿用{self.origin}，{self.mark.value}"


def find_marks(path: Path, form: Form, lines: Mapping[str, int]) -> list[FoundMark]:
    """The marks that are left in a file of answers (above the answer) or of prose (below its heading).

    ``lines`` has the line of each place of this file. A file that is not there has no marks.
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
    """The marks in ``cells``: texts without the sign of a comment."""
    matches = ((_MARK.match(f"# {text}"), where) for text, where in cells)
    return [FoundMark(CarryMark(match["what"]), match["origin"], where) for match, where in matches if match]


def report_mark(found: FoundMark, form: Form) -> Problem:
    """What is wrong as long as the mark is there."""
    return _problem(found.mark, found.origin, found.where, form)


def _iterate_matches(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if match := _MARK.match(line):
            yield number, match


def _find_place(path: Path, line: int, by_line: list[tuple[int, str]]) -> str:
    """The place that a mark on ``line`` is about."""
    above = [place for number, place in by_line if number < line]
    below = [place for number, place in by_line if number > line]
    beside = above[-1:] if path.suffix == ".md" else below[:1]
    return beside[0] if beside else ""


def _problem(mark: CarryMark, origin: str, where: Where, form: Form) -> Problem:
    field = form.fields.get(where.slot.split(".")[0])
    name = name_of(field, where.slot) if field else "这一处"
    if mark is CarryMark.RENEW:
        message, hint = f"“{name}”还是{origin}的内容，没有更新。", "请改成现在的情况，然后删去“沿用…请更新”这一行。"
        return Problem("carry.to-renew", where, message, hint)
    message, hint = f"“{name}”取自{origin}，还没有核对。", "请核对现在是否仍然如此，然后删去“沿用…请核对”这一行。"
    return Problem("carry.to-confirm", where, message, hint)
