"""Judges one application: loads its folder, looks into its evidence, and runs every check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from docgen.definitions.blank_pages import read_pages
from docgen.definitions.catalog import Catalog
from docgen.definitions.chart_data import shown_data
from docgen.documents.assessment.assessment import Assessment, assess
from docgen.documents.sheets.list_sheets import ItemLists, build_item_lists, describe_item_lists
from docgen.package.evidence.inspection_cache import remembering
from docgen.package.evidence.intake import Examination, Examined, examined_content
from docgen.package.sealing.scans import ProbedScan, probe_scans, scan_problems
from docgen.problems.problem import Problem, in_order
from docgen.project.application import Application, load
from docgen.project.evidence.evidence_files import EvidenceFile
from docgen.rules.answer_check import check_answers
from docgen.rules.consistency.consistency_check import check_consistency
from docgen.rules.criteria.criteria_check import check_criteria, select_criteria
from docgen.rules.derived_check import check_derived
from docgen.rules.evidence.evidence_checklist import CheckedItem, check_evidence, check_page_counts, judge_items
from docgen.rules.evidence.evidence_dates import check_evidence_dates
from docgen.rules.evidence.requirements import check_requirements
from docgen.rules.goals.goal_check import check_goals
from docgen.rules.judgements import Judgements, judgements_of
from docgen.rules.list_check import check_lists
from docgen.rules.room_check import check_room
from docgen.rules.summary_check import check_deadline, check_summary_answers
from docgen.runtime.cache import NOTHING_KEPT, Cache
from docgen.runtime.checksums import Checksums


@dataclass(frozen=True)
class Checked:
    """An application, what was found in its files, what docgen makes itself, the judgements, every problem in order.

    ``checksums`` knows the files that were read.
    """

    application: Application
    examined: tuple[Examined, ...]
    scans: tuple[ProbedScan, ...]
    lists: ItemLists
    judgements: Judgements
    problems: tuple[Problem, ...]
    checksums: Checksums

    @property
    def items(self) -> tuple[CheckedItem, ...]:
        """The items of the checklist, judged."""
        return self.judgements.items


@dataclass(frozen=True)
class Judged:
    """An application and what is said of it before its files are looked into: ``problems`` has no more than that."""

    application: Application
    lists: ItemLists
    judgements: Judgements
    problems: tuple[Problem, ...]


def check(folder: Path, catalog: Catalog, cache: Cache = NOTHING_KEPT, checksums: Checksums | None = None) -> Checked:
    """Load and judge the application in ``folder``; writes nothing there.

    ``cache`` knows files seen before, ``checksums`` files that were read for this build already.
    """
    return Looking(judge(folder, catalog), cache, checksums or Checksums()).checked


def judge(folder: Path, catalog: Catalog) -> Judged:
    """Load the application in ``folder`` and judge all but the contents of evidence and scans."""
    application = load(folder, catalog)
    lists = build_item_lists(application)
    items = judge_items(application, describe_item_lists(application, lists))
    judgements = judgements_of(application, items, select_criteria(folder, application.profiles, catalog))
    problems = (
        *find_problems(application, judgements),
        *_check_room(application, catalog),
    )
    return Judged(application, lists, judgements, problems)


class Looking:
    """The look into the files of an application that was judged; what LibreOffice has to convert is known first."""

    def __init__(self, judged: Judged, cache: Cache, checksums: Checksums) -> None:
        self.judged = judged
        self._checksums = checksums
        self._lock = Lock()
        self._checked: Checked | None = None
        evidence = judged.application.evidence
        look = remembering(examined_content, cache, checksums)
        self._examination = Examination(evidence.files, evidence.declared, look, checksums)

    def office_files(self) -> tuple[EvidenceFile, ...]:
        """The usable files for LibreOffice, without those that are named otherwise."""
        with self._lock:
            return self._examination.office_files()

    @property
    def checked(self) -> Checked:
        """All that is found; whoever asks first has the files looked into, and others wait for it."""
        with self._lock:
            if self._checked is None:
                self._checked = self._all_of_it()
            return self._checked

    def _all_of_it(self) -> Checked:
        judged, application = self.judged, self.judged.application
        examined = self._examination.all()
        scans = probe_scans(application.sealed.files, self._checksums)
        pages = {one.file.name: one.probed.pages for one in examined if not one.is_office}
        problems = (
            *judged.problems,
            *(problem for one in examined for problem in one.probed.problems),
            *scan_problems(scans),
            *check_page_counts(application, judged.judgements.items, pages),
        )
        found = in_order(problems)
        return Checked(application, examined, scans, judged.lists, judged.judgements, found, self._checksums)


def find_problems(application: Application, judgements: Judgements) -> Iterator[Problem]:
    """Run every check of the answers, the lists and the evidence items, whatever is inside the files."""
    yield from application.problems
    yield from check_answers(application)
    yield from check_derived(application)
    yield from check_lists(application)
    yield from check_criteria(application, judgements.profiles)
    yield from check_goals(application, judgements.goals)
    yield from check_consistency(application)
    yield from check_summary_answers(application)
    yield from check_deadline(application)
    yield from check_evidence(judgements.items)
    yield from check_requirements(application, judgements.requirements, judgements.items)
    yield from check_evidence_dates(application)


def judged(checked: Checked, catalog: Catalog) -> Assessment:
    """The self-assessment of what was checked."""
    return assess(checked.application, checked.judgements, checked.problems, shown_data(catalog))


def _check_room(application: Application, catalog: Catalog) -> Iterator[Problem]:
    """Whether the answers have room, where the pages of the blank form are known without printing it."""
    pages = read_pages(catalog.template(application.form.id))
    return check_room(application, pages) if pages else iter(())
