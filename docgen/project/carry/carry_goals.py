"""Carry tables of goals: a value is carried only where the year and the kind of its column are the same.

The label of a column names both (2022年基准值), so columns match where their labels are equal. The table of a value
does not matter: the goals of one round are the first columns of the review three years later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from docgen.definitions.form import Direction, Goals, Indicator
from docgen.problems.problem import Problem
from docgen.project.answers.answer_reader import OwnRow, Value
from docgen.project.answers.untrusted_answers import UntrustedAnswers
from docgen.project.application import Application
from docgen.project.carry.carry_report import OutcomeKind
from docgen.project.carry.previous_answer import format_value
from docgen.values import NOTHING


@dataclass(frozen=True)
class CarriedGoals:
    """The result for one table: answers and errors by place, the previous values of rows, and the outcome."""

    answers: Mapping[str, Value]
    previous_values: Sequence[tuple[str, tuple[str, ...]]]
    doubted: Mapping[str, tuple[Problem, ...]]
    kind: OutcomeKind
    message: str


def carry_goals(old: Application, doubts: UntrustedAnswers, field: Goals) -> CarriedGoals:
    """Return the values for the table ``field`` of a new form from the tables of goals of ``old``."""
    carrier = _GoalsCarrier(old, doubts, field)
    for direction in field.directions:
        for indicator in direction.indicators:
            carrier.carry_row(direction, indicator)
        if direction.own:
            carrier.carry_own_rows(direction)
    kind, message = carrier.determine_outcome()
    previous = [(place, tuple(lines)) for place, lines in carrier.previous.items()]
    return CarriedGoals(carrier.answers, previous, carrier.doubted, kind, message)


class _GoalsCarrier:
    def __init__(self, old: Application, doubts: UntrustedAnswers, field: Goals) -> None:
        self.old = old
        self.doubts = doubts
        self.field = field
        self.tables = [table for table in old.form.fields.values() if isinstance(table, Goals)]
        self.answers: dict[str, Value] = {}
        self.previous: dict[str, list[str]] = {}
        self.doubted: dict[str, tuple[Problem, ...]] = {}

    def carry_row(self, direction: Direction, indicator: Indicator) -> None:
        """Carry one indicator from every table of goals that has it."""
        place = f"{self.field.id}.{direction.id}.{indicator.id}"
        for table, before in self._find_indicators(direction, indicator):
            was = f"{table.id}.{direction.id}.{indicator.id}"
            if doubted := self.doubts.find_errors(was):
                self.doubted[place] = doubted
                continue
            rest = []
            for column, words in table.columns.items():
                value = self.old.answers.get(f"{was}.{column}")
                fitting = self._find_column(words) if before.unit == indicator.unit else ""
                if value is not None and fitting:
                    self.answers[f"{place}.{fitting}"] = value
                elif value is not None:
                    rest.append(f"{words} {format_value(value, before.unit)}")
            self._record_previous(place, rest)

    def carry_own_rows(self, direction: Direction) -> None:
        """Carry the applicant's own indicators of one direction."""
        place = f"{self.field.id}.{direction.id}.own"
        for table in self.tables:
            was = f"{table.id}.{direction.id}.own"
            value = self.old.answers.get(was)
            if doubted := self.doubts.find_errors(was):
                self.doubted[place] = doubted
            elif value is NOTHING and list(table.columns.values()) == list(self.field.columns.values()):
                self.answers[place] = NOTHING
            elif value is NOTHING:
                self._record_previous(place, [str(NOTHING)])
            elif isinstance(value, tuple):
                self._move_own_rows(place, table, [row for row in value if isinstance(row, OwnRow)])

    def determine_outcome(self) -> tuple[OutcomeKind, str]:
        """Return the outcome of the table as a whole, with its message."""
        cells = sum(len(direction.indicators) for direction in self.field.directions) * len(self.field.columns)
        filled = sum(1 for place in self.answers if not place.endswith(".own"))
        if self.answers:
            rest = "" if filled == cells else f"年份相同的 {filled} 格已填入，其余请填写"
            return (OutcomeKind.RENEW if rest else OutcomeKind.CARRIED), rest
        is_known = self.field.id in self.old.form.fields
        if not self.previous:
            return (OutcomeKind.BLANK if is_known else OutcomeKind.FIRST), ""
        asked, had = (f"“{'”“'.join(words)}”" for words in (self.field.columns.values(), self._list_columns()))
        message = f"上次填的是{had}，这里问{asked}，年份不合，没有填入；上次的数写在各行的说明里"
        return (OutcomeKind.RENEW if is_known else OutcomeKind.FIRST), message

    def _find_indicators(self, direction: Direction, indicator: Indicator) -> Iterator[tuple[Goals, Indicator]]:
        for table in self.tables:
            for other in table.directions:
                for one in other.indicators:
                    if (other.id, one.id) == (direction.id, indicator.id):
                        yield table, one

    def _move_own_rows(self, place: str, table: Goals, rows: Sequence[OwnRow]) -> None:
        fitting = {column: self._find_column(words) for column, words in table.columns.items()}
        if any(fitting.values()) and place not in self.answers:
            blank = dict.fromkeys(self.field.columns, "")
            moved = [{new: row.cells[column] for column, new in fitting.items() if new} for row in rows]
            self.answers[place] = tuple(
                OwnRow(row.label, blank | cells) for row, cells in zip(rows, moved, strict=True)
            )
        for row in rows:
            rest = [f"{table.columns[column]} {cell}" for column, cell in row.cells.items() if not fitting[column]]
            self._record_previous(place, [f"{row.label}：{'，'.join(rest)}"] if rest else [])

    def _record_previous(self, place: str, rest: Sequence[str]) -> None:
        if rest:
            self.previous.setdefault(place, []).append("，".join(rest))

    def _find_column(self, words: str) -> str:
        """Return the id of the column of the new table with the same label; "" without one."""
        return next((column for column, label in self.field.columns.items() if label == words), "")

    def _list_columns(self) -> list[str]:
        return list(dict.fromkeys(words for table in self.tables for words in table.columns.values()))
