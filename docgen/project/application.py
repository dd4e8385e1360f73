"""Loads one application folder: what the applicant says, typed by the form, with every complaint about it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.definitions.catalog import Catalog
from docgen.definitions.folder_notice import FILE as OWN_NOTICE
from docgen.definitions.form import Form, Narrative
from docgen.definitions.notice import Notice
from docgen.definitions.source import Node, Scalar, Source, Table, read_source
from docgen.definitions.table_columns import Tables
from docgen.errors import InputError
from docgen.problems.problem import Problem, Where
from docgen.project.answers.answer_reader import AnswerReader, Answers, Value
from docgen.project.answers.answer_source import BLANKS, AnswerSource
from docgen.project.answers.computed_answers import check_computed_answers, compute_answers, find_computable_blanks
from docgen.project.answers.criteria_profiles import OWN as OWN_CRITERIA
from docgen.project.answers.criteria_profiles import SECTION as PROFILES
from docgen.project.answers.criteria_profiles import read_profiles
from docgen.project.answers.industry_averages import SECTION as AVERAGES
from docgen.project.answers.industry_averages import IndustryAverage, read_averages
from docgen.project.answers.summary_answers import SECTION, read_summary
from docgen.project.carry.carry_marks import FoundMark, find_marks, report_mark
from docgen.project.evidence.evidence_files import Evidence, find_evidence
from docgen.project.evidence.evidence_index import read_index
from docgen.project.evidence.folder_files import escape_unprintable
from docgen.project.evidence.sealed_files import SealedFiles, find_sealed
from docgen.project.lists.list_entries import ListEntries, compute_list_answers, find_stray_files, read_lists
from docgen.project.plan import Plan, read_plan
from docgen.project.register.derived_answers import DerivedAnswers, derive_answers
from docgen.project.register.register import FILES as ENTERPRISE_FILES
from docgen.project.register.register import Register, read_register
from docgen.project.workbook.workbook_choice import check_workbook_choice, is_in_use
from docgen.project.workbook.workbook_names import format_sheet_path

if TYPE_CHECKING:
    from docgen.project.workbook.workbook_reader import FilledWorkbook

ANSWER_FILES = ("application.yaml", "application.yml", "application.json")
_KEYS = ("form", "notice", PROFILES, BLANKS, "answers", SECTION, AVERAGES)


@dataclass(frozen=True)
class Application:
    """One application: its folder, its form and notice, its answers by place, and the problems of reading it.

    ``derived`` has by place what follows from the enterprise table; ``taken`` are the places whose answer is computed
    instead of typed, and from what; ``blanks`` is what blanks are computed from where the applicant says so
    once for all. ``profiles`` are the criteria that are named, ``averages`` those of the industry. ``marks`` stand
    beside carried answers. ``sheets`` has the sheet of each field where the answers are those of the fill-in workbook.
    """

    folder: Path
    form: Form
    notice: Notice
    tables: Tables
    answers: Answers
    answer_sources: Mapping[str, AnswerSource]
    derived: DerivedAnswers
    answer_file: str
    lines: Mapping[str, int]
    sheets: Mapping[str, str]
    marks: Mapping[str, FoundMark]
    blanks: AnswerSource | None
    summary: Mapping[str, str]
    profiles: tuple[str, ...]
    averages: Mapping[str, IndustryAverage]
    register: Register | None
    lists: Mapping[str, ListEntries]
    evidence: Evidence
    sealed: SealedFiles
    problems: tuple[Problem, ...]

    def locate(self, place: str) -> Where:
        """Where the answer of ``place`` stands, or should stand."""
        field = self.form.places.get(place)
        steps = place.split(".")
        path = format_sheet_path(self.answer_file, self.sheets.get(steps[0], ""))
        if isinstance(field, Narrative):
            return Where(path if self.sheets else f"{field.id}.md", self.lines.get(place, 0), place)
        around = (".".join(steps[:count]) for count in range(len(steps), 0, -1))
        return Where(path, next((self.lines[name] for name in around if name in self.lines), 0), place)

    def list_input_files(self) -> tuple[Path, ...]:
        """Every file that was read, for the manifest."""
        narratives = [f"{field.id}.md" for field in self.form.fields.values() if isinstance(field, Narrative)]
        written = [] if self.sheets else narratives
        criteria = (*self.profiles, OWN_CRITERIA)
        names = dict.fromkeys((self.answer_file, OWN_NOTICE, *criteria, *written, *ENTERPRISE_FILES))
        own = [self.folder / name for name in names if (self.folder / name).is_file()]
        lists = [self.folder / entries.path for entries in self.lists.values()]
        index = [self.folder / self.evidence.index] if self.evidence.index else []
        filed = [file.path for file in self.evidence.files] + [file.path for file in self.sealed.files]
        return (*own, *lists, *index, *filed)


def load(folder: Path, catalog: Catalog) -> Application:
    """The application in ``folder``.

    Raises InputError where the folder or its answer file cannot be read, DefinitionError where the form or
    notice that it names does not exist.
    """
    return _load(folder, catalog, _read_workbook(folder, catalog))


def load_written(folder: Path, catalog: Catalog) -> Application:
    """The application as application.yaml and plan.md have it, whatever the fill-in workbook says; raises as load."""
    return _load(folder, catalog, None)


def _load(folder: Path, catalog: Catalog, filled: FilledWorkbook | None) -> Application:
    source = filled.source if filled else read_source(_find_answer_file(folder), _find_answer_file(folder).name)
    top = _read_top_level(source)
    form = catalog.form(_read_id(source, top, "form", catalog.form_ids()))
    notice = _read_notice(folder, source, top, catalog)
    reader = AnswerReader(form, source.path)
    reader.read(top.get("answers", Scalar("", source.root.line)))
    summary = read_summary(top.get(SECTION), notice.summary, source.path)
    written, path = _read_settings(folder, filled, source)
    profiles = read_profiles(written.get(PROFILES), path)
    averages = read_averages(written.get(AVERAGES), form, path)
    values, lines, problems = _merge_plans(filled.plans if filled else _read_plans(folder, form))
    marks = list(filled.marks if filled else _find_marks(folder, form, source.path, reader.lines, lines))
    tables = catalog.tables()
    register = read_register(folder, tables.enterprises, form.years)
    lists = read_lists(folder, tables)
    follows = derive_answers(form, tables.enterprises, register, reader.values)
    listed = compute_list_answers(form, lists)
    blanks = _read_blanks(source, top)
    taken = (find_computable_blanks(reader.values, follows, listed) if blanks else {}) | reader.sources
    computed = compute_answers(taken, follows, listed)
    evidence = _read_evidence(folder, form, notice)
    sealed = find_sealed(folder)
    return Application(
        folder=folder,
        form=form,
        notice=notice,
        tables=tables,
        answers={**reader.values, **computed, **values},
        answer_sources=taken,
        derived=follows,
        answer_file=source.path,
        lines={**reader.lines, **summary.lines, **averages.lines, **lines},
        sheets=filled.sheets if filled else {},
        marks={one.where.slot: one for one in marks},
        blanks=blanks,
        summary=summary.values,
        profiles=profiles.names,
        averages=averages.values,
        register=register,
        lists=lists,
        evidence=evidence,
        sealed=sealed,
        problems=(
            *check_workbook_choice(folder, list_text_files(folder, form)),
            *_locate_problems(
                filled,
                *source.problems,
                *_check_keys(source, top),
                *_check_notice(form, notice, source.path),
                *reader.problems,
                *check_computed_answers(form, tables, taken, computed, follows, reader),
                *summary.problems,
                *(report_mark(one, form) for one in marks),
                *problems,
            ),
            *profiles.problems,
            *averages.problems,
            *(register.problems if register else ()),
            *(problem for entries in lists.values() for problem in entries.problems),
            *find_stray_files(folder, tables),
            *evidence.problems,
            *sealed.problems,
        ),
    )


def _find_answer_file(folder: Path) -> Path:
    if not os.path.isdir(folder):  # noqa: PTH112  (Path.is_dir raises where a name is too long)
        raise InputError("没有这个文件夹。", remedy="请检查路径，或用 docgen new 新建。", path=folder)
    if (shown := escape_unprintable(str(folder))) != str(
        folder
    ):  # nor could libraries and LibreOffice be told such a path
        remedy = "多半是压缩包解压时变成了乱码，请改成看得清的名称。"
        raise InputError("文件夹的路径里有无法显示的字符。", remedy=remedy, path=shown)
    found = [folder / name for name in ANSWER_FILES if (folder / name).exists()]
    if not found:
        raise InputError(
            "文件夹里没有 application.yaml（或 application.json）。", remedy="请用 docgen new 新建。", path=folder
        )
    if len(found) > 1:
        names = " 和 ".join(path.name for path in found)
        raise InputError(f"文件夹里同时有 {names}，不知道以哪个为准。", remedy="请只保留一个。", path=folder)
    return found[0]


def list_text_files(folder: Path, form: Form) -> list[Path]:
    """The files of ``folder`` with which the fill-in workbook competes: that of the answers and that of the plan."""
    narratives = (f"{field.id}.md" for field in form.fields.values() if isinstance(field, Narrative))
    return [folder / name for name in (*ANSWER_FILES, *narratives) if (folder / name).is_file()]


def _read_workbook(folder: Path, catalog: Catalog) -> FilledWorkbook | None:
    """What the fill-in workbook says, where it was saved last."""
    if not is_in_use(folder, [folder / name for name in ANSWER_FILES]):
        return None
    from docgen.project.workbook.workbook_reader import read_filled_workbook  # with openpyxl, which takes its time

    filled = read_filled_workbook(folder, catalog)
    return filled if is_in_use(folder, [folder / f"{name}.md" for name in filled.plans]) else None


def _read_settings(folder: Path, filled: FilledWorkbook | None, source: Source) -> tuple[Mapping[str, Node], str]:
    """What stands beside the answers in application.yaml, and its name: the fill-in workbook does not ask for it."""
    there = [folder / name for name in ANSWER_FILES if (folder / name).is_file()]
    written = read_source(there[0], there[0].name) if filled and there else source
    return _read_top_level(written), written.path


def _read_top_level(source: Source) -> Mapping[str, Node]:
    if not isinstance(source.root, Table):
        raise InputError(
            "文件应以 form:、notice:、answers: 开头。",
            remedy="可用 docgen new 生成一份样子。",
            path=source.path,
            line=1,
        )
    return source.root.entries


def _read_id(source: Source, top: Mapping[str, Node], key: str, known: tuple[str, ...]) -> str:
    node = top.get(key)
    if not isinstance(node, Scalar) or node.is_blank:
        line = node.line if node else source.root.line
        raise InputError(
            f"没有写明 {key}。", remedy=f"请写 {key}: 加上其中一个：{'、'.join(known)}。", path=source.path, line=line
        )
    return node.text.strip()


def _read_notice(folder: Path, source: Source, top: Mapping[str, Node], catalog: Catalog) -> Notice:
    """The folder's own notice where it has one, otherwise the one that the answer file names."""
    path = folder / OWN_NOTICE
    if not path.exists():
        return catalog.notice(_read_id(source, top, "notice", catalog.notice_ids()))
    notice, base_id = catalog.own_notice(path)
    named = top.get("notice")
    agreed = (notice.id, base_id)
    if named is None or (isinstance(named, Scalar) and named.text.strip() in agreed):
        return notice
    told = named.text.strip() if isinstance(named, Scalar) else ""
    message = f"这里写的通知是“{told}”，文件夹里的 {OWN_NOTICE} 改自“{base_id}”，不知道以哪个为准。"
    remedy = f"请改成 {base_id}，或删去 notice: 这一行。"
    raise InputError(message, remedy=remedy, path=source.path, line=named.line)


def _read_evidence(folder: Path, form: Form, notice: Notice) -> Evidence:
    """The evidence files, with what the index says of them."""
    evidence = find_evidence(folder, [item.number for item in notice.items()])
    index = read_index(folder, {file.name: file.item for file in evidence.files}, form, notice)
    if index is None:
        return evidence
    problems = (*evidence.problems, *index.problems)
    return replace(evidence, problems=problems, declared=index.declared, index=index.path)


def _read_blanks(source: Source, top: Mapping[str, Node]) -> AnswerSource | None:
    """What blanks are to be computed from, where the file says so once for all."""
    node = top.get(BLANKS)
    if node is None:
        return None
    if isinstance(node, Scalar) and AnswerSource.parse(node.text) is AnswerSource.ENTERPRISES:
        return AnswerSource.ENTERPRISES
    message = f"{BLANKS} 这一项只能写“{AnswerSource.ENTERPRISES.value}”（{AnswerSource.ENTERPRISES.words}）。"
    raise InputError(message, remedy="请改正，或删去这一行。", path=source.path, line=node.line)


def _check_keys(source: Source, top: Mapping[str, Node]) -> list[Problem]:
    return [
        Problem(
            "answer.unknown-field",
            Where(source.path, node.line, key),
            f"最外层没有“{key}”这一项。",
            f"最外层只有 {'、'.join(_KEYS)}；栏目都写在 answers: 之下。",
        )
        for key, node in top.items()
        if key not in _KEYS
    ]


def _check_notice(form: Form, notice: Notice, shown: str) -> list[Problem]:
    if form.id in notice.forms:
        return []
    message = f"通知 {notice.id} 用的不是申报表 {form.id}，而是 {'、'.join(notice.forms)}。"
    return [Problem("notice.other-form", Where(shown, 0, "notice"), message, "请改 form 或 notice，使两者相配。")]


def _read_plans(folder: Path, form: Form) -> dict[str, Plan]:
    narratives = [field for field in form.fields.values() if isinstance(field, Narrative)]
    return {field.id: read_plan(folder / f"{field.id}.md", field) for field in narratives}


def _merge_plans(plans: Mapping[str, Plan]) -> tuple[dict[str, Value], dict[str, int], list[Problem]]:
    values: dict[str, Value] = {}
    lines: dict[str, int] = {}
    problems: list[Problem] = []
    for name, plan in plans.items():
        values |= {f"{name}.{section}": text for section, text in plan.paragraphs.items()}
        lines |= {f"{name}.{section}": line for section, line in plan.lines.items()}
        problems += plan.problems
    return values, lines, problems


def _find_marks(
    folder: Path, form: Form, shown: str, lines: Mapping[str, int], prose: Mapping[str, int]
) -> Iterator[FoundMark]:
    yield from find_marks(folder / shown, form, lines)
    for field in form.fields.values():
        if isinstance(field, Narrative):
            yield from find_marks(
                folder / f"{field.id}.md",
                form,
                {place: line for place, line in prose.items() if place.startswith(f"{field.id}.")},
            )


def _locate_problems(filled: FilledWorkbook | None, *problems: Problem) -> Iterable[Problem]:
    """The problems, with the sheet of each where they are those of the workbook."""
    return filled.locate_problems((*filled.problems, *problems)) if filled else problems
