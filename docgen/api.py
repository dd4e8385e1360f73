"""The public API: every verb of docgen as a function, with its result types and errors.

The command line, a server and a batch call these functions and nothing below them. Every function can be called any
number of times and from several threads of one process. Long calls take ``on_event``, a callback for the events of
:mod:`docgen.progress`, and ``cancel``, a token; a cancelled call raises :class:`~docgen.errors.Cancelled` within a
second and leaves everything as it was. ``cache`` and ``office`` can be handed in and shared between calls; without them
a call opens the cache of the user (``DOCGEN_CACHE``) and looks for the installed LibreOffice.

All errors are :class:`~docgen.errors.DocgenError`. Problems of an application are in the results, never raised.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docgen.errors import (
    Cancelled,
    DefinitionError,
    DocgenError,
    ExitCode,
    InputError,
    OutputError,
    ReadBackError,
    ToolFailed,
    ToolMissing,
)
from docgen.pipeline.build_result import BuildResult, Mode
from docgen.problems.kinds import Severity
from docgen.problems.problem import Problem, Where, group_same_problems, has_errors
from docgen.progress import (
    Cancel,
    FileDone,
    OnEvent,
    ProblemFound,
    Progress,
    ProgressEvent,
    Stage,
    StageAdvanced,
    StageFinished,
    StageStarted,
    activate,
    event_to_json,
)
from docgen.runtime.cache import NO_CACHE, Cache, open_cache
from docgen.runtime.tools import Tools

if TYPE_CHECKING:
    from docgen.definitions.catalog import Catalog, built_in
    from docgen.definitions.form import Form
    from docgen.definitions.form_difference import FormDifference
    from docgen.definitions.form_shift import ShiftedForm
    from docgen.definitions.notice import Notice
    from docgen.definitions.problem_explanation import ProblemExplanation
    from docgen.documents.assessment.assessment import Assessment
    from docgen.documents.filled_form.filled_form import FilledForm
    from docgen.package.proof.changes import OutputChanges
    from docgen.pipeline.blank_forms import TemplateResult
    from docgen.pipeline.blank_tables import BlankSet
    from docgen.pipeline.check import CheckResult
    from docgen.pipeline.enterprise_tables import CollectResult, PrintResult, SummaryResult
    from docgen.pipeline.form_folders import FilledFormComparison, FilledFormFolder
    from docgen.pipeline.imported_forms import FormImport
    from docgen.pipeline.official_files import AdoptionResult
    from docgen.project.application import Application
    from docgen.project.carry.carry_report import CarryReport
    from docgen.project.plan_import import PlanImport
    from docgen.project.workbook.workbook_import import WorkbookImport
    from docgen.runtime.doctor import Finding
    from docgen.runtime.office import Office, find_office
    from docgen.runtime.warm_office import WarmOffice

__all__ = [
    "AdoptionResult",
    "Application",
    "Assessment",
    "BuildResult",
    "Cache",
    "Cancel",
    "Cancelled",
    "CarryReport",
    "Catalog",
    "CheckResult",
    "CollectResult",
    "DefinitionError",
    "DocgenError",
    "ExitCode",
    "FileDone",
    "FilledForm",
    "FilledFormComparison",
    "FilledFormFolder",
    "Finding",
    "Form",
    "FormDifference",
    "FormImport",
    "InputError",
    "NO_CACHE",
    "Mode",
    "Notice",
    "Office",
    "OnEvent",
    "OutputChanges",
    "OutputError",
    "PlanImport",
    "PrintResult",
    "Problem",
    "ProblemExplanation",
    "ProblemFound",
    "ProgressEvent",
    "ReadBackError",
    "Severity",
    "ShiftedForm",
    "Stage",
    "StageAdvanced",
    "StageFinished",
    "StageStarted",
    "SummaryResult",
    "TemplateResult",
    "ToolFailed",
    "ToolMissing",
    "WarmOffice",
    "Where",
    "WorkbookImport",
    "adopt_template",
    "blank",
    "build",
    "build_templates",
    "built_in",
    "carry",
    "changes",
    "check",
    "check_template",
    "collect",
    "compare_form",
    "compare_forms",
    "create",
    "drop_workbook",
    "event_to_json",
    "explain_problem",
    "examine_machine",
    "find_office",
    "group_same_problems",
    "has_errors",
    "import_form",
    "load",
    "open_cache",
    "open_catalog",
    "print_enterprises",
    "read_form",
    "read_plan_document",
    "read_workbook",
    "shift_form",
    "summary",
    "verify",
    "write_blank_form",
    "write_blank_lists",
    "write_blank_set",
    "write_blank_table",
    "write_form_folder",
    "write_workbook",
]

_LAZY = {
    "Application": "docgen.project.application",
    "Assessment": "docgen.documents.assessment.assessment",
    "CarryReport": "docgen.project.carry.carry_report",
    "BlankSet": "docgen.pipeline.blank_tables",
    "Catalog": "docgen.definitions.catalog",
    "CheckResult": "docgen.pipeline.check",
    "CollectResult": "docgen.pipeline.enterprise_tables",
    "FilledForm": "docgen.documents.filled_form.filled_form",
    "FilledFormComparison": "docgen.pipeline.form_folders",
    "FilledFormFolder": "docgen.pipeline.form_folders",
    "Finding": "docgen.runtime.doctor",
    "Form": "docgen.definitions.form",
    "FormDifference": "docgen.definitions.form_difference",
    "FormImport": "docgen.pipeline.imported_forms",
    "Notice": "docgen.definitions.notice",
    "Office": "docgen.runtime.office",
    "OutputChanges": "docgen.package.proof.changes",
    "PlanImport": "docgen.project.plan_import",
    "ProblemExplanation": "docgen.definitions.problem_explanation",
    "ShiftedForm": "docgen.definitions.form_shift",
    "PrintResult": "docgen.pipeline.enterprise_tables",
    "SummaryResult": "docgen.pipeline.enterprise_tables",
    "TemplateResult": "docgen.pipeline.blank_forms",
    "AdoptionResult": "docgen.pipeline.official_files",
    "WarmOffice": "docgen.runtime.warm_office",
    "WorkbookImport": "docgen.project.workbook.workbook_import",
    "built_in": "docgen.definitions.catalog",
    "find_office": "docgen.runtime.office",
}
"""Types and functions whose modules take long to import: a build that has nothing to do must not wait for them."""


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_LAZY[name]), name)


def __dir__() -> list[str]:
    return __all__


# -- definitions -------------------------------------------------------------------------------------------------


def explain_problem(code: str) -> ProblemExplanation:
    """Return the meaning, severity, rule, example and remedy of a problem code.

    Raises InputError, with the nearest code, where there is no such code.

    Example::

        >>> from docgen import explain_problem
        >>> explain_problem("answer.missing").to_json()["severity"]
        'error'
    """
    from docgen.definitions.problem_explanation import explain_problem as explain

    return explain(code)


def open_catalog(*folders: Path) -> Catalog:
    """Return the definitions in ``folders``, the first one first, followed by docgen's own.

    Each folder has ``data/`` and ``templates/`` like docgen's checkout. Raises InputError where a folder is missing.

    Example::

        >>> from docgen import open_catalog
        >>> open_catalog().list_form_ids()
        ('2022-application', '2025-application', '2025-review')
    """
    from docgen.definitions.catalog import Catalog, built_in

    for folder in folders:
        if not os.path.isdir(folder):  # noqa: PTH112  # a name that is too long is no folder either
            raise InputError("没有这个放定义的文件夹。", remedy="请检查路径。", path=folder)
    return Catalog((*folders, *built_in().roots))


def blank(form_id: str, catalog: Catalog | None = None) -> bytes:
    """Return the form with every answer empty, as the bytes of a .docx.

    Raises DefinitionError where there is no form of that id.

    Example::

        >>> from docgen import blank
        >>> blank("2022-application")[:2]
        b'PK'
    """
    from docgen.pipeline.blank_forms import fill_blank_form

    return fill_blank_form(form_id, catalog or open_catalog())


def write_blank_form(file: Path, form_id: str, catalog: Catalog | None = None) -> Path:
    """Write the form with every answer empty to ``file`` (.docx); return it.

    Raises DefinitionError where there is no form of that id, OutputError where the file cannot be written.

    Example::

        >>> from docgen import write_blank_form
        >>> write_blank_form(folder / "空白申报表.docx", "2022-application").name
        '空白申报表.docx'
    """
    from docgen.runtime.output_folder import replace_filled_file

    content = blank(form_id, catalog)
    with replace_filled_file(file) as new:
        new.write_bytes(content)
    return file


def compare_forms(before: str, after: str, catalog: Catalog | None = None) -> FormDifference:
    """Return the fields that two forms share, those whose words changed, and those that only one of them has.

    Raises DefinitionError where there is no form of one of the ids.

    Example::

        >>> from docgen import compare_forms
        >>> next(iter(compare_forms("2022-application", "2025-review").format_lines()))
        '2022-application → 2025-review'
    """
    from docgen.definitions.form_difference import compare_forms as compare

    catalog = catalog or open_catalog()
    return compare(catalog.load_form(before), catalog.load_form(after))


def shift_form(form_id: str, by: int, folder: Path, new_id: str = "", catalog: Catalog | None = None) -> ShiftedForm:
    """Write the same form with its years moved ``by`` so many years, -10 to 10 and not 0, as definitions in ``folder``.

    Form, layout and notices are written, and 推算说明.md, which names each year that was moved, or kept and why.
    Without ``new_id`` the years in the id are moved. The form is a projection (推算稿): only drafts are built of it
    until the line ``projected:`` of its definition is deleted. Raises InputError where ``by`` or the new id cannot be
    used, DefinitionError where there is no such form or the shifted one would not be sound, OutputError where
    ``folder`` has files already.

    Example::

        >>> from docgen import open_catalog, shift_form
        >>> shifted = shift_form("2025-application", 1, folder / "推算")
        >>> shifted.id, shifted.projected
        ('2026-application', '推算自 2025-application，年度后移 1 年')
        >>> open_catalog(folder / "推算").load_form("2026-application").years.actual
        (2023, 2024, 2025)
    """
    from docgen.definitions.form_shift import shift_form as shift
    from docgen.pipeline.shifted_forms import write_shifted_form

    catalog = catalog or open_catalog()
    shifted = shift(catalog, form_id, by, new_id)
    write_shifted_form(shifted, catalog.load_form(form_id), by, folder)
    return shifted


def import_form(
    file: Path,
    form_id: str,
    folder: Path,
    catalog: Catalog | None = None,
    *,
    like: str = "",
    years: Sequence[int] = (),
    office: Office | None = None,
    on_event: OnEvent | None = None,
    cancel: Cancel | None = None,
) -> FormImport:
    """Write the definition of a new form that a blank official Word file defines, with its layout and a notice.

    ``folder`` is empty or missing; it becomes a folder of definitions, with a report in Word and HTML. ``like`` is the
    id of a known form: what asks the same takes its ids, derivations and rules, and the report lays the two texts side
    by side. ``years`` are those of the columns where the file does not print them. All that was guessed is marked
    ``review:``. Raises InputError where the file is no blank form, is filled in, or is not like that form,
    DefinitionError where there is no such form, OutputError where the folder has files, ToolMissing where the file has
    to be converted and LibreOffice is not there.

    Example::

        >>> from docgen import import_form, write_blank_form
        >>> official = write_blank_form(folder / "官方.docx", "2025-application")
        >>> imported = import_form(official, "2027-application", folder / "定义", like="2025-application")
        >>> imported.same, imported.new, imported.gone
        (99, 0, 0)
    """
    from docgen.pipeline.imported_forms import import_official_form

    with _open_tools(None, office, on_event, cancel) as tools:
        return import_official_form(file, form_id, folder, catalog or open_catalog(), like, years, tools)


def build_templates(
    form_ids: Sequence[str] = (),
    catalog: Catalog | None = None,
    *,
    office: Office | None = None,
    on_event: OnEvent | None = None,
    cancel: Cancel | None = None,
) -> TemplateResult:
    """Write the Word template of each form (all without ids) from its layout; return the files written.

    Where LibreOffice is installed, the page map of each blank form is measured and written as well. Raises
    DefinitionError, with file and line, where a layout does not have the slots of its form, each once.

    Example::

        >>> from docgen import build_templates, open_catalog
        >>> build_templates(catalog=open_catalog(my_definitions))  # doctest: +SKIP
    """
    from docgen.pipeline.blank_forms import build_all_templates

    with _open_tools(None, office, on_event, cancel) as tools:
        return build_all_templates(form_ids, catalog or open_catalog(), tools)


def adopt_template(
    form_id: str,
    official: Path,
    template: Path,
    catalog: Catalog | None = None,
    *,
    office: Office | None = None,
    on_event: OnEvent | None = None,
    cancel: Cancel | None = None,
) -> AdoptionResult:
    """Put the slots of a form into the official Word file, and write it as ``template``, for an application folder.

    Nothing else of the file changes; .doc and .wps are converted first. What could not be placed, what is not certain,
    and where the file says something else than docgen's layout is in the result, with table, row and cell. Raises
    InputError where the file is not this form or cannot be a template, OutputError where ``template`` is there already,
    ToolMissing where it has to be converted without LibreOffice.

    Example::

        >>> from docgen import adopt_template
        >>> adopt_template("2025-application", official, folder / "template.docx").placed  # doctest: +SKIP
        283
    """
    from docgen.pipeline.official_files import adopt_official_file

    with _open_tools(None, office, on_event, cancel) as tools:
        return adopt_official_file(form_id, official, template, catalog or open_catalog(), tools)


def check_template(form_id: str, template: Path | None = None, catalog: Catalog | None = None) -> tuple[Problem, ...]:
    """Return the differences between a Word template (docgen's own without one) and its form; none where they agree.

    A form that was imported has a warning for each thing that nobody has confirmed yet (``review:``). Raises
    DefinitionError where there is no form of that id.

    Example::

        >>> from docgen import check_template
        >>> check_template("2022-application")
        ()
    """
    from docgen.documents.templates.template_check import check_template as check_slots
    from docgen.rules.review_check import list_reviews

    catalog = catalog or open_catalog()
    path = template or catalog.find_template(form_id) / "form.docx"
    form = catalog.load_form(form_id)
    return (*check_slots(path, form), *list_reviews(form))


# -- one application ---------------------------------------------------------------------------------------------


def create(folder: Path, form_id: str, notice_id: str, catalog: Catalog | None = None) -> tuple[Path, ...]:
    """Write a new application folder with every field explained; return the files written.

    Raises OutputError where ``folder`` has files already, DefinitionError where there is no such form or notice.

    Example::

        >>> from docgen import create
        >>> [path.name for path in create(folder / "new", "2022-application", "guangdong-2022")]
        ['application.yaml', 'plan.md']
    """
    from docgen.project.scaffold import write_scaffold

    catalog = catalog or open_catalog()
    return tuple(write_scaffold(folder, catalog.load_form(form_id), catalog.load_notice(notice_id)))


def load(folder: Path, catalog: Catalog | None = None) -> Application:
    """Read the application in ``folder``, typed by its form; nothing is judged and no evidence file is opened.

    Raises InputError where it cannot be read.

    Example::

        >>> from docgen import load
        >>> load(example).form.id
        '2022-application'
    """
    from docgen.project.application_loader import load as load_application

    return load_application(folder, catalog or open_catalog())


def check(
    folder: Path,
    catalog: Catalog | None = None,
    *,
    cache: Cache | None = None,
    on_event: OnEvent | None = None,
    cancel: Cancel | None = None,
) -> CheckResult:
    """Read and judge the application in ``folder``; nothing is written there.

    Raises InputError where it cannot be read.

    Example::

        >>> from docgen import check
        >>> check(example).problems
        ()
    """
    from docgen.pipeline.check import check_application

    with _open_tools(cache, None, on_event, cancel) as tools:
        return check_application(folder, catalog or open_catalog(), tools)


def build(
    folder: Path,
    out: Path,
    catalog: Catalog | None = None,
    mode: Mode = Mode.FINAL,
    *,
    cache: Cache | None = None,
    office: Office | None = None,
    on_event: OnEvent | None = None,
    cancel: Cancel | None = None,
) -> BuildResult:
    """Build all documents of the application in ``folder`` into the folder ``out``.

    ``out`` is exchanged as a whole at the end; a call that fails or is cancelled leaves it as it was. Where nothing
    has changed since it was written, it is left alone. In :attr:`Mode.FINAL` nothing is built while there are errors.
    Without LibreOffice Word and Excel are written and the result has no pages. Raises DocgenError where the build
    cannot go on.

    Example::

        >>> from docgen import build
        >>> result = build(example, folder / "output")
        >>> result.out.joinpath("申报材料.pdf").is_file(), result.pages > 300
        (True, True)
    """
    from docgen.pipeline.incremental_build import build_if_changed

    with _open_tools(cache, office, on_event, cancel) as tools:
        return build_if_changed(folder, out, catalog or open_catalog(), mode, tools)


def carry(
    old: Path, new: Path, form_id: str, notice_id: str | None = None, catalog: Catalog | None = None
) -> CarryReport:
    """Write a new application folder ``new`` for the form from the answers of ``old`` that still mean the same.

    Without ``notice_id`` the only notice of the form is taken. Raises InputError where there is a choice, or ``old``
    cannot be read, OutputError where ``new`` has files already.

    Example::

        >>> from docgen import carry
        >>> report = carry(example, folder / "review", "2025-review")
        >>> (folder / "review" / "application.yaml").is_file()
        True
    """
    from docgen.project.carry.carry import carry as carry_answers
    from docgen.rules.answer_check import check_answers

    catalog = catalog or open_catalog()
    form = catalog.load_form(form_id)
    notice = catalog.choose_notice(form, notice_id)
    application = load(old, catalog)
    return carry_answers(application, check_answers(application), new, form, notice)


def read_form(
    file: Path,
    form_id: str = "",
    catalog: Catalog | None = None,
    *,
    cache: Cache | None = None,
    office: Office | None = None,
    on_event: OnEvent | None = None,
    cancel: Cancel | None = None,
) -> FilledForm:
    """Read a filled form of Word (.docx, .doc, .wps …): the answer of each place, and what is not certain.

    Without ``form_id`` the form is recognised. A .docx is read as it is, other files are converted by LibreOffice.
    ``answers`` of the result has what is certain, ``uncertain`` the rest with reasons in Chinese, ``unplaced`` all
    other text of the document; nothing is dropped. Raises InputError where the file is damaged, no form, or holds two.

    Example::

        >>> from docgen import read_form
        >>> filled = read_form(folder / "output" / "word" / "申报表.docx")
        >>> filled.form.id, len(filled.uncertain), len(filled.answers) > 150
        ('2022-application', 0, True)
    """
    from docgen.pipeline.filled_forms import read_form_document

    with _open_tools(cache, office, on_event, cancel) as tools:
        return read_form_document(file, catalog or open_catalog(), form_id, tools)


def write_form_folder(
    filled: FilledForm, new: Path, notice_id: str | None = None, catalog: Catalog | None = None
) -> FilledFormFolder:
    """Write a new application folder ``new`` with the answers of a filled form.

    Doubtful answers have a mark that ``check`` lists. Without ``notice_id`` the only notice of the form is taken.
    Raises InputError where there is a choice or the form is blank, OutputError where ``new`` has files already.

    Example::

        >>> from docgen import read_form, write_form_folder
        >>> filled = read_form(folder / "output" / "word" / "申报表.docx")
        >>> [path.name for path in write_form_folder(filled, folder / "from-word", "guangdong-2022").files]
        ['application.yaml', 'plan.md']
    """
    from docgen.pipeline.form_folders import write_form_folder as write_folder

    return write_folder(filled, new, catalog or open_catalog(), notice_id)


def compare_form(
    filled: FilledForm, folder: Path, take: Collection[str] = (), catalog: Catalog | None = None
) -> FilledFormComparison:
    """Compare a filled form with the answers of the application in ``folder``; write the places in ``take`` into it.

    ``take`` has names of places (``output_value.2021``), or ``all`` for every difference that is certain. Everything
    else of application.yaml and plan.md stays byte for byte; backups are kept. Raises InputError where the folder is
    one of another form, or a name is none of a place that differs.

    Example::

        >>> from docgen import compare_form, read_form
        >>> filled = read_form(folder / "output" / "word" / "申报表.docx")
        >>> compare_form(filled, example).differences
        ()
    """
    from docgen.pipeline.form_folders import compare_form_folder

    return compare_form_folder(filled, folder, catalog or open_catalog(), take)


def read_plan_document(folder: Path, file: Path, catalog: Catalog | None = None) -> PlanImport:
    """Write plan.md of ``folder`` from a plan written in Word (.docx), its prose sorted under the official headings.

    A relative ``file`` is looked for here, then in ``folder``. A plan.md that is replaced is kept as a backup. The
    problems name text kept under another heading, headings not found, and tables and pictures, which are left out.
    Raises InputError where the folder has no application.yaml, or the document cannot be read or has none of the
    headings; OutputError where plan.md cannot be written.

    Example::

        >>> from docgen import create, read_plan_document
        >>> _ = create(folder / "planned", "2025-review", "national-2025")
        >>> read_plan_document(folder / "planned", folder / "规划.docx").written.name
        'plan.md'
    """
    from docgen.project.plan_import import import_plan

    return import_plan(folder, file, catalog or open_catalog())


def write_workbook(folder: Path, catalog: Catalog | None = None) -> Path:
    """Write the fill-in workbook (填报.xlsx) of the application in ``folder``; return its path.

    Raises OutputError where it is open in Excel, or has answers that application.yaml does not have.

    Example::

        >>> from docgen import create, write_workbook
        >>> _ = create(folder / "another", "2025-review", "national-2025")
        >>> write_workbook(folder / "another").name
        '填报.xlsx'
    """
    from docgen.documents.workbook.workbook_writer import write_fill_in_workbook

    return write_fill_in_workbook(folder, catalog or open_catalog())


def read_workbook(folder: Path, catalog: Catalog | None = None) -> WorkbookImport:
    """Write application.yaml and plan.md of ``folder`` from its fill-in workbook; the old files are kept beside them.

    All that can be read is written, and the workbook anew from it, so that both say the same. Raises InputError where
    there is no workbook, or only application.yaml was changed since it was written.

    Example::

        >>> from docgen import read_workbook
        >>> [path.name for path in read_workbook(filled).written]  # doctest: +SKIP
        ['application.yaml', 'plan.md']
    """
    from docgen.documents.workbook.workbook_writer import read_workbook_back

    return read_workbook_back(folder, catalog or open_catalog())


def drop_workbook(folder: Path, catalog: Catalog | None = None) -> Path | None:
    """Write the fill-in workbook anew from application.yaml; return the backup of the old one, None without one.

    Raises InputError where there is no application.yaml, OutputError where the workbook is open in Excel.

    Example::

        >>> from docgen import drop_workbook
        >>> drop_workbook(filled)  # doctest: +SKIP
    """
    from docgen.documents.workbook import workbook_writer

    return workbook_writer.drop_workbook(folder, catalog or open_catalog())


# -- the enterprise table and the summary table ------------------------------------------------------------------


def write_blank_table(file: Path, form_id: str | None = None, catalog: Catalog | None = None) -> Form:
    """Write the blank 表1 to ``file`` (.xlsx to be filled in, .docx to be sealed); return the form of its years.

    Without ``form_id`` the form is that of the application folder around ``file``, or the latest one. Raises InputError
    for another ending.

    Example::

        >>> from docgen import write_blank_table
        >>> write_blank_table(folder / "表1.xlsx", "2022-application").id
        '2022-application'
    """
    from docgen.pipeline.blank_tables import write_blank
    from docgen.pipeline.enterprise_tables import choose_form

    catalog = catalog or open_catalog()
    form = choose_form(file, form_id, catalog)
    write_blank(file, form, catalog)
    return form


def write_blank_set(
    archive: Path,
    roster: Path,
    form_id: str | None = None,
    catalog: Catalog | None = None,
    *,
    on_event: OnEvent | None = None,
    cancel: Cancel | None = None,
) -> BlankSet:
    """Write a blank 表1 for each enterprise of the ``roster`` into one ``archive`` (.zip), name and code filled in.

    The roster is a table or a text with a name a line. The form is found as in :func:`write_blank_table`. Raises
    InputError where the roster cannot be read.

    Example::

        >>> from docgen import write_blank_set
        >>> _ = (folder / "名单.txt").write_text("云溪沣川机械有限公司", encoding="utf-8")
        >>> write_blank_set(folder / "空白表.zip", folder / "名单.txt", "2022-application").names
        ('云溪沣川机械有限公司.xlsx',)
    """
    from docgen.pipeline.blank_tables import write_blank_set
    from docgen.pipeline.enterprise_tables import choose_form

    catalog = catalog or open_catalog()
    form = choose_form(archive, form_id, catalog)
    with _open_tools(None, None, on_event, cancel) as tools:
        return write_blank_set(archive, roster, form, catalog, tools.progress)


def write_blank_lists(
    lists: Path,
    form_id: str | None = None,
    catalog: Catalog | None = None,
    *,
    on_event: OnEvent | None = None,
    cancel: Cancel | None = None,
) -> tuple[Path, ...]:
    """Write each list (清单) that the form counts as a blank workbook into the folder ``lists``; return the files.

    The form is found as in :func:`write_blank_table`. Raises InputError where one of the files is there already.

    Example::

        >>> from docgen import write_blank_lists
        >>> [file.name for file in write_blank_lists(folder / "空白清单", "2025-review")][0]
        '有效发明专利清单.xlsx'
    """
    from docgen.pipeline.blank_tables import write_blank_lists
    from docgen.pipeline.enterprise_tables import choose_form

    catalog = catalog or open_catalog()
    form = choose_form(lists, form_id, catalog)
    with _open_tools(None, None, on_event, cancel) as tools:
        return write_blank_lists(lists, form, catalog, tools.progress)


def collect(
    returns: Path,
    table: Path,
    form_id: str | None = None,
    catalog: Catalog | None = None,
    *,
    roster: Path | None = None,
    on_event: OnEvent | None = None,
    cancel: Cancel | None = None,
) -> CollectResult:
    """Collect the sheets in the folder ``returns`` into the enterprise table ``table`` (.xlsx), with their sources.

    A table that is there is updated; the old one stays under another name. The form is found as in
    :func:`write_blank_table`. With a ``roster`` (a table or text with the names of all enterprises) the result says who
    is missing. Raises InputError where the folder, the roster or the old table cannot be read.

    Example::

        >>> from docgen import collect
        >>> collect(returns, folder / "enterprises.xlsx", "2022-application").enterprises
        2
    """
    from docgen.pipeline.enterprise_tables import choose_form, collect_into

    catalog = catalog or open_catalog()
    form = choose_form(table, form_id, catalog)
    with _open_tools(None, None, on_event, cancel) as tools:
        return collect_into(table, returns, form, catalog, roster, tools.progress)


def print_enterprises(
    folder: Path,
    out: Path,
    catalog: Catalog | None = None,
    *,
    on_event: OnEvent | None = None,
    cancel: Cancel | None = None,
) -> PrintResult:
    """Write the sheets of all enterprises of an application and their whole table into the folder ``out``.

    Raises InputError where the application has no enterprise table.

    Example::

        >>> from docgen import print_enterprises
        >>> print_enterprises(example, folder / "print").enterprises
        186
    """
    from docgen.pipeline.enterprise_tables import print_tables

    with _open_tools(None, None, on_event, cancel) as tools:
        return print_tables(folder, out, catalog or open_catalog(), tools.progress)


def summary(
    folders: Iterable[Path],
    file: Path,
    catalog: Catalog | None = None,
    *,
    on_event: OnEvent | None = None,
    cancel: Cancel | None = None,
) -> SummaryResult:
    """Write the 推荐汇总表 of the applications in ``folders``, or inside them, to ``file`` (.xlsx).

    Raises DocgenError where a folder cannot be read, or the applications cannot stand in one table.

    Example::

        >>> from docgen import summary
        >>> summary([example], folder / "推荐汇总表.xlsx").clusters
        1
    """
    from docgen.pipeline.enterprise_tables import write_summary

    with _open_tools(None, None, on_event, cancel) as tools:
        return write_summary(folders, file, catalog or open_catalog(), tools.progress)


# -- finished outputs --------------------------------------------------------------------------------------------


def verify(out: Path, *, on_event: OnEvent | None = None, cancel: Cancel | None = None) -> tuple[Problem, ...]:
    """Prove a finished output folder; return its problems, errors first, none where all is as it was written.

    Raises InputError where ``out`` is no output of this docgen.

    Example::

        >>> from docgen import verify
        >>> verify(folder / "output")
        ()
    """
    from docgen.package.proof.verify import verify_output

    with _open_tools(None, None, on_event, cancel) as tools:
        return verify_output(out, tools.progress, tools.cache)


def changes(old: Path, new: Path, *, on_event: OnEvent | None = None, cancel: Cancel | None = None) -> OutputChanges:
    """Return the answers, files and pages in which two finished outputs differ, and the sheets to print again.

    Raises InputError where one of them is no output of this docgen.

    Example::

        >>> from docgen import changes
        >>> changes(folder / "output", folder / "output").format_lines()
        ['两份材料没有不同，不用重印。']
    """
    from docgen.package.proof.changes import compare_outputs

    with _open_tools(None, None, on_event, cancel) as tools:
        return compare_outputs(old, new, tools.progress)


# -- this computer -----------------------------------------------------------------------------------------------


def examine_machine() -> tuple[Finding, ...]:
    """Return what docgen needs on this computer, whether it is there, and what to do about each lack.

    Example::

        >>> from docgen import examine_machine
        >>> examine_machine()[0].what
        'Python'
    """
    from docgen.runtime.doctor import examine

    return examine()


@contextmanager
def _open_tools(
    cache: Cache | None, office: Office | None, on_event: OnEvent | None, cancel: Cancel | None
) -> Iterator[Tools]:
    """Yield the tools of one call; deep loops of this thread and its workers ask its progress for cancellation."""
    progress = Progress(on_event, cancel)
    with activate(progress):
        if cache is None:
            cache = office.cache if office and office.cache.is_on else open_cache()
        yield Tools(cache, office, progress)
