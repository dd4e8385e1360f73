"""The judgements on one application, each made once, for problems, pages and reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docgen.definitions.criteria import Criteria
from docgen.project.application import Application
from docgen.rules.criteria.criteria_check import JudgedCriteria, judge_profiles
from docgen.rules.evidence.evidence_checklist import CheckedItem
from docgen.rules.evidence.requirements import Requirement, trace_requirements
from docgen.rules.goals.goal_check import JudgedGoals, judge_goals


@dataclass(frozen=True)
class Judgements:
    """The checklist, the demands of the form and the notice, the goals, and the criteria of each chosen profile."""

    items: tuple[CheckedItem, ...]
    requirements: tuple[Requirement, ...]
    goals: tuple[JudgedGoals, ...]
    profiles: tuple[JudgedCriteria, ...]


def collect_judgements(
    application: Application, items: Sequence[CheckedItem], profiles: Sequence[Criteria]
) -> Judgements:
    """Collect the judgements on ``application``; ``items`` are those of its checklist."""
    return Judgements(
        items=tuple(items),
        requirements=trace_requirements(application, items),
        goals=judge_goals(application, application.averages),
        profiles=judge_profiles(application, profiles),
    )
