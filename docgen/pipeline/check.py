"""Judges one application: loads its folder, looks into its evidence, and runs every check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docgen.definitions.blank_pages import read_pages
from docgen.definitions.catalog import Catalog
from docgen.definitions.chart_data import shown_data
from docgen.definitions.criteria import Criteria
from docgen.documents.assessment.assessment import Assessment, assess
from docgen.documents.sheets.item_lists import ItemLists, build_item_lists, describe_item_lists
from docgen.package.evidence.inspection_cache import remembering
from docgen.package.evidence.intake import Examined, examine, examined_content
from docgen.package.sealing.scans import scan_problems
from docgen.problems.problem import Problem, in_order
from docgen.project.application import Application, load
from docgen.rules.answer_check import check_answers
from docgen.rules.consistency.consistency_check import check_consistency
from docgen.rules.criteria.criteria_check import check_criteria, select_criteria
from docgen.rules.derived_check import check_derived
from docgen.rules.evidence.evidence_checklist import CheckedItem, check_evidence, check_page_counts, judge_items
from docgen.rules.evidence.evidence_dates import check_evidence_dates
from docgen.rules.evidence.requirements import check_requirements, trace_requirements
from docgen.rules.goals.goal_check import check_goals
from docgen.rules.list_check import check_lists
from docgen.rules.room_check import check_room
from docgen.rules.summary_check import check_deadline, check_summary_answers
from docgen.runtime.cache import NOTHING_KEPT, Cache


@dataclass(frozen=True)
class Checked:
    """An application, what was found in its evidence files, what docgen makes itself, and every problem in order."""

    application: Application
    examined: tuple[Examined, ...]
    lists: ItemLists
    items: tuple[CheckedItem, ...]
    profiles: tuple[Criteria, ...]
    problems: tuple[Problem, ...]


def check(folder: Path, catalog: Catalog, cache: Cache = NOTHING_KEPT) -> Checked:
    """Load and judge the application in ``folder``; writes nothing there. ``cache`` knows files seen before."""
    application = load(folder, catalog)
    evidence = application.evidence
    examined = examine(evidence.files, evidence.declared, remembering(examined_content, cache))
    lists = build_item_lists(application)
    items = judge_items(application, describe_item_lists(application, lists))
    profiles = select_criteria(folder, application.profiles, catalog)
    problems = (
        *application.problems,
        *check_answers(application),
        *check_derived(application),
        *check_lists(application),
        *check_criteria(application, profiles),
        *check_goals(application, application.averages),
        *check_consistency(application),
        *check_summary_answers(application),
        *check_deadline(application),
        *_check_room(application, catalog),
        *check_evidence(items),
        *check_requirements(application, trace_requirements(application, items), items),
        *check_evidence_dates(application),
        *(problem for one in examined for problem in one.probed.problems),
        *scan_problems(application.sealed.files),
        *check_page_counts(
            application, items, {one.file.name: one.probed.pages for one in examined if not one.is_office}
        ),
    )
    return Checked(application, examined, lists, items, profiles, in_order(problems))


def judged(checked: Checked, catalog: Catalog) -> Assessment:
    """The self-assessment of what was checked."""
    return assess(checked.application, checked.items, checked.problems, checked.profiles, shown_data(catalog))


def _check_room(application: Application, catalog: Catalog) -> Iterator[Problem]:
    """Whether the answers have room, where the pages of the blank form are known without printing it."""
    pages = read_pages(catalog.template(application.form.id))
    return check_room(application, pages) if pages else iter(())
