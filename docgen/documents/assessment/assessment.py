"""The self-assessment (自评报告): the state of an application, collected once for all output formats.

It is written for the applicant and is not part of the package.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docgen.definitions import document_names
from docgen.definitions.chart_data import AssessmentContent
from docgen.documents.assessment.assessment_charts import Chart, build_charts, find_last_place, get_number
from docgen.documents.printed_answers import format_value
from docgen.problems.problem import Problem, Severity, has_errors
from docgen.project.application import Application
from docgen.rules.criteria.criteria_check import JudgedCriteria
from docgen.rules.criteria.verdicts import Verdict, VerdictState
from docgen.rules.evidence.evidence_checklist import CheckedItem
from docgen.rules.evidence.requirements import Requirement
from docgen.rules.goals.goal_check import JudgedGoals
from docgen.rules.judgements import Judgements
from docgen.values import format_with_unit

NAME = document_names.ASSESSMENT


@dataclass(frozen=True)
class KeyFigure:
    """A figure of the first page: its name, and its value in the last year with the unit."""

    name: str
    words: str


@dataclass(frozen=True)
class Assessment:
    """The assessment of one application: problems, verdicts, goals, charts, and the evidence for each requirement."""

    application: Application
    items: tuple[CheckedItem, ...]
    problems: tuple[Problem, ...]
    profiles: tuple[JudgedCriteria, ...]
    goals: tuple[JudgedGoals, ...]
    requirements: tuple[Requirement, ...]
    figures: tuple[KeyFigure, ...]
    charts: tuple[Chart, ...]

    @property
    def ready(self) -> bool:
        """True if the application has no errors and can be submitted."""
        return not has_errors(self.problems)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdicts of all profiles."""
        return tuple(verdict for profile in self.profiles for verdict in profile.verdicts)

    @property
    def states(self) -> tuple[VerdictState, ...]:
        """The outcome of each sentence of the criteria and of each rule on the goals."""
        rules = (one.state for table in self.goals for one in table.judgements)
        return (*(verdict.state for verdict in self.verdicts), *rules)

    def filter_problems(self, severity: Severity) -> tuple[Problem, ...]:
        """Return the problems of one severity."""
        return tuple(problem for problem in self.problems if problem.severity is severity)


def assess(
    application: Application, judgements: Judgements, problems: Sequence[Problem], shown: AssessmentContent
) -> Assessment:
    """Build the assessment; criteria for other forms are left out (a check reports them)."""
    fitting = tuple(one for one in judgements.profiles if one.fits)
    return Assessment(
        application=application,
        items=judgements.items,
        problems=tuple(problems),
        profiles=fitting,
        goals=judgements.goals,
        requirements=judgements.requirements,
        figures=tuple(_list_key_figures(application, shown)),
        charts=build_charts(application, shown.charts, [one.criteria for one in fitting], judgements.goals),
    )


def _list_key_figures(application: Application, shown: AssessmentContent) -> list[KeyFigure]:
    found = []
    for figure in shown.figures:
        field = figure.find_field(application.form)
        if field:
            place = find_last_place(application, field)
            value = get_number(application.answers, place)
            words = (
                format_value(application.answers.get(place)) if value is None else format_with_unit(value, field.unit)
            )
            found.append(KeyFigure(figure.get_label(field), words or "未填写"))
    return found
