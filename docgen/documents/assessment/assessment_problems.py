"""Group the problems of an assessment by the part of the application that they concern."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from docgen.documents.assessment.assessment import Assessment
from docgen.problems.problem import Problem, group_same_problems
from docgen.project.application import Application

_OTHER = "填报文件"
_TABLES = "企业数据表"
_PARTS_OF_CODES: Mapping[str, str] = {
    "evidence": "佐证材料",
    "requirement": "佐证材料",
    "enterprises": _TABLES,
    "collect": _TABLES,
    "list": "各类清单",
    "summary": "推荐汇总表",
    "package": "成套材料",
    "font": "成套材料",
    "office": "成套材料",
    "output": "成套材料",
}
"""The heading of a problem without an answer, by the first word of its code."""


@dataclass(frozen=True)
class MergedProblem:
    """A problem, and the places of all problems with the same code and text."""

    problem: Problem
    places: tuple[str, ...]


@dataclass(frozen=True)
class ProblemGroup:
    """The problems of one part, errors first."""

    heading: str
    problems: tuple[MergedProblem, ...]


def group_problems(assessment: Assessment) -> tuple[ProblemGroup, ...]:
    """Group the problems in the order of the form, then those of its files; parts without problems are left out."""
    found: dict[str, list[Problem]] = {part.title: [] for part in assessment.application.form.parts}
    for name in (_OTHER, *_PARTS_OF_CODES.values()):
        found.setdefault(name, [])
    for problem in assessment.problems:
        found[_find_part_title(assessment.application, problem)].append(problem)
    return tuple(ProblemGroup(heading, _merge_problems(problems)) for heading, problems in found.items() if problems)


def _find_part_title(application: Application, problem: Problem) -> str:
    form = application.form
    field = form.find_field(problem.where.slot) or form.fields.get(problem.where.slot.partition(".")[0])
    if field:
        return form.find_part(field).title
    return _PARTS_OF_CODES.get(problem.code.partition(".")[0], _OTHER)


def _merge_problems(problems: Iterable[Problem]) -> tuple[MergedProblem, ...]:
    """Merge problems with the same code and text; the order (errors first) is kept."""
    return tuple(
        MergedProblem(same[0], tuple(dict.fromkeys(place for one in same if (place := str(one.where)))))
        for same in group_same_problems(problems)
    )
