"""Find the answers of an application that have errors, so that they are not carried to another form."""

from __future__ import annotations

from collections.abc import Iterable

from docgen.definitions.form import Goals, Narrative
from docgen.problems.problem import Problem, Severity
from docgen.project.application import Application

_HARMLESS_CODES = frozenset({"answer.too-long", "plan.file-missing", "plan.heading-missing"})
"""Errors that do not make an answer untrusted: the new form checks it again, or there is no answer."""


class UntrustedAnswers:
    """The errors of an application by row of the form; ``elsewhere`` has those that belong to no field."""

    def __init__(self, old: Application, problems: Iterable[Problem]) -> None:
        self.old = old
        self.elsewhere: list[Problem] = []
        self._by_row: dict[str, list[Problem]] = {}
        for problem in dict.fromkeys((*old.problems, *problems)):
            if self._is_answer_error(problem):
                self._add_error(problem)

    def find_errors(self, place: str) -> tuple[Problem, ...]:
        """Return the errors of the answer at ``place``, of the row it is a part of, and of its own parts."""
        return tuple(
            problem
            for row, problems in self._by_row.items()
            if f"{row}.".startswith(f"{place}.") or f"{place}.".startswith(f"{row}.")
            for problem in problems
        )

    def _is_answer_error(self, problem: Problem) -> bool:
        if problem.severity is not Severity.ERROR or problem.code in _HARMLESS_CODES:
            return False
        # Reading reports it only of a row that is half filled in; the checks report it of blanks, which carry nothing.
        if problem.code == "answer.missing":
            return problem in self.old.problems
        return problem.code.startswith(("answer.", "carry.", "plan.", "file."))

    def _add_error(self, problem: Problem) -> None:
        rows = list(dict.fromkeys(self._find_rows(problem)))
        for row in rows:
            self._by_row.setdefault(row, []).append(problem)
        if not rows:
            self.elsewhere.append(problem)

    def _find_rows(self, problem: Problem) -> Iterable[str]:
        fields = self.old.form.fields
        slot = problem.where.slot
        field = fields.get(slot.split(".")[0])
        if problem.code == "file.duplicate-key" or (isinstance(field, Narrative) and slot == field.id):
            beside = self._find_place_near(problem)
            yield from [beside] if "." in beside else []
        if isinstance(field, Goals):
            yield ".".join(slot.split(".")[:3])
        elif isinstance(field, Narrative):
            yield from [slot] if slot != field.id else []
        elif field:
            yield field.id

    def _find_place_near(self, problem: Problem) -> str:
        """Return the place on the line of the problem, or the last one before it in the same file; "" without one."""
        path, line = problem.where.path, problem.where.line
        known = [
            (number, len(place), place)
            for place, number in self.old.lines.items()
            if number <= line and self.old.locate(place).path == path and place.split(".")[0] in self.old.form.fields
        ]
        place = max(known)[2] if known else ""
        is_in_goals = isinstance(self.old.form.fields.get(place.split(".")[0]), Goals)
        return ".".join(place.split(".")[:3]) if is_in_goals else place
