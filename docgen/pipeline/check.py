"""Check one application: load its folder, judge it, inspect its files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TextIO

from docgen.definitions.blank_pages import read_pages
from docgen.definitions.catalog import Catalog
from docgen.definitions.chart_data import load_assessment_content
from docgen.documents.assessment.assessment import Assessment, assess
from docgen.documents.sheets.list_sheets import ItemLists, build_item_lists, describe_item_lists
from docgen.package.evidence.inspection_cache import cache_inspections
from docgen.package.evidence.intake import EvidenceInspection, InspectedFile, inspect_isolated
from docgen.problems.problem import Problem, sort_problems
from docgen.progress import Stage
from docgen.project.application import Application
from docgen.project.application_loader import load
from docgen.project.evidence.evidence_files import EvidenceFile
from docgen.project.evidence.folder_files import refuse_outside
from docgen.project.spreadsheets.isolated_reading import remember_tables
from docgen.rules.answer_check import check_answers
from docgen.rules.consistency.consistency_check import check_consistency
from docgen.rules.criteria.criteria_check import check_criteria, select_criteria
from docgen.rules.derived_check import check_derived
from docgen.rules.enterprises.enterprise_check import check_enterprises
from docgen.rules.evidence.evidence_checklist import CheckedItem, check_evidence, check_page_counts, judge_items
from docgen.rules.evidence.evidence_dates import check_evidence_dates
from docgen.rules.evidence.requirements import check_requirements
from docgen.rules.goals.goal_check import check_goals
from docgen.rules.judgements import Judgements, collect_judgements
from docgen.rules.list_check import check_lists
from docgen.rules.percent_check import check_percentages
from docgen.rules.projection_check import check_projection
from docgen.rules.review_check import check_reviews
from docgen.rules.room_check import check_room
from docgen.rules.summary_check import check_deadline, check_summary_answers
from docgen.runtime.checksums import Checksums
from docgen.runtime.tools import Tools

if TYPE_CHECKING:
    from docgen.package.sealing.scans import InspectedScan


@dataclass(frozen=True)
class CheckResult:
    """A judged application, its inspected files, its generated lists, the judgements, and all problems in order."""

    application: Application
    examined: tuple[InspectedFile, ...]
    scans: tuple[InspectedScan, ...]
    lists: ItemLists
    judgements: Judgements
    problems: tuple[Problem, ...]
    catalog: Catalog

    @property
    def items(self) -> tuple[CheckedItem, ...]:
        """The items of the evidence checklist, judged."""
        return self.judgements.items

    @cached_property
    def assessment(self) -> Assessment:
        """The self-assessment (自评报告): readiness, criteria with margins, goals, requirements, problems."""
        return assess(self.application, self.judgements, self.problems, load_assessment_content(self.catalog))

    def format_lines(self, stream: TextIO) -> Iterator[str]:
        """Yield the short form of the self-assessment in Chinese, line by line, without the problems.

        It is in colour where ``stream`` is a terminal.
        """
        from docgen.documents.assessment.assessment_text import Palette, format_assessment_lines

        return format_assessment_lines(self.assessment, Palette.select(stream))

    def to_json(self) -> dict[str, Any]:
        """Return the self-assessment and all problems as ``docgen check --json`` prints them."""
        from docgen.documents.assessment.assessment_text import build_assessment_json

        return build_assessment_json(self.assessment)


@dataclass(frozen=True)
class JudgedApplication:
    """An application judged without its files; ``problems`` are those found so far, in no order."""

    application: Application
    lists: ItemLists
    judgements: Judgements
    problems: tuple[Problem, ...]
    catalog: Catalog


def check_application(folder: Path, catalog: Catalog, tools: Tools) -> CheckResult:
    """Load, judge and inspect the application in ``folder``; nothing is written there.

    Raises InputError where the application cannot be read.
    """
    checksums = Checksums()
    return DeferredCheck(judge_application(folder, catalog, tools, checksums), tools, checksums).result


def judge_application(folder: Path, catalog: Catalog, tools: Tools, checksums: Checksums) -> JudgedApplication:
    """Load the application in ``folder`` and judge all but the contents of evidence files and scans."""
    progress = tools.progress
    with progress.run_stage(Stage.READ), remember_tables(tools.cache, checksums):
        application = load(folder, catalog)
    with progress.run_stage(Stage.JUDGE):
        lists = build_item_lists(application)
        items = judge_items(application, describe_item_lists(application, lists))
        judgements = collect_judgements(application, items, select_criteria(folder, application.profiles, catalog))
        about_form = (
            *check_projection(application, catalog),
            *check_reviews(application.form),
            *_check_form_template(application, catalog),
        )
        problems = (*find_problems(application, judgements), *about_form)
    progress.report_problems(problems)
    return JudgedApplication(application, lists, judgements, problems, catalog)


class DeferredCheck:
    """The check of a judged application whose files are inspected when they are asked for.

    LibreOffice can begin with the office files while everything else is inspected beside it. Any threads may ask.
    """

    def __init__(self, judged: JudgedApplication, tools: Tools, checksums: Checksums) -> None:
        self.judged = judged
        self.checksums = checksums
        self._progress = tools.progress
        self._lock = Lock()
        self._result: CheckResult | None = None
        evidence = judged.application.evidence
        look = cache_inspections(inspect_isolated, tools.cache, checksums)
        self._examination = EvidenceInspection(evidence.files, evidence.declared, look, checksums, tools.progress)

    def office_files(self) -> tuple[EvidenceFile, ...]:
        """Return the usable files for LibreOffice, by their names; misnamed ones are found later."""
        with self._lock:
            return self._examination.find_office_files()

    @property
    def result(self) -> CheckResult:
        """The whole result; the first thread that asks has the files inspected, others wait for it."""
        with self._lock:
            if self._result is None:
                self._result = self._inspect_files()
            return self._result

    def _inspect_files(self) -> CheckResult:
        judged, application = self.judged, self.judged.application
        examined = self._examination.inspect_all()
        scans, of_scans = _inspect_scans(application, self.checksums)
        pages = {one.file.name: one.inspection.pages for one in examined if not one.is_office}
        found = (
            *(problem for one in examined for problem in one.inspection.problems),
            *of_scans,
            *check_page_counts(application, judged.judgements.items, pages),
        )
        self._progress.report_problems(found)
        problems = sort_problems((*judged.problems, *found))
        return CheckResult(application, examined, scans, judged.lists, judged.judgements, problems, judged.catalog)


def _inspect_scans(
    application: Application, checksums: Checksums
) -> tuple[tuple[InspectedScan, ...], tuple[Problem, ...]]:
    """Inspect the scans of sealed pages; return them and their problems."""
    if not application.sealed.files:
        return (), ()
    from docgen.package.sealing.scans import check_scans, inspect_scans  # with pikepdf and typst

    scans = inspect_scans(application.sealed.files, checksums)
    return scans, tuple(check_scans(scans))


def find_problems(application: Application, judgements: Judgements) -> Iterator[Problem]:
    """Yield the problems of every check of answers, lists and evidence items, whatever is inside the files."""
    yield from application.problems
    yield from check_answers(application)
    yield from check_percentages(application)
    yield from check_derived(application)
    yield from check_enterprises(application)
    yield from check_lists(application)
    yield from check_criteria(application, judgements.profiles)
    yield from check_goals(application, judgements.goals)
    yield from check_consistency(application)
    yield from check_summary_answers(application)
    yield from check_deadline(application)
    yield from check_evidence(judgements.items)
    yield from check_requirements(application, judgements.requirements, judgements.items)
    yield from check_evidence_dates(application)


def _check_form_template(application: Application, catalog: Catalog) -> Iterator[Problem]:
    """Yield the faults of the folder's own template; or, with docgen's own, the problems of answers without room."""
    if application.template:
        from docgen.documents.templates.template_check import check_template  # here: lxml takes its time

        yield from check_template(refuse_outside(application.template, application.folder), application.form)
        return
    pages = read_pages(catalog.find_template(application.form.id))
    yield from check_room(application, pages) if pages else ()
