"""The self-assessment as plain data: headings, lines and tables, the same for every output format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from docgen.definitions.form import Form
from docgen.definitions.notice import Notice
from docgen.documents.assessment.assessment import NAME, Assessment
from docgen.documents.assessment.assessment_charts import Chart
from docgen.documents.assessment.assessment_problems import MergedProblem, ProblemGroup, group_problems
from docgen.documents.contribution_rows import COLUMNS, NOTE, build_contribution_groups, describe_expired_titles
from docgen.documents.printed_answers import format_value
from docgen.problems.problem import Severity
from docgen.rules.criteria.verdicts import Verdict, VerdictState
from docgen.rules.evidence.evidence_checklist import CheckedItem
from docgen.rules.evidence.requirements import Fulfilment, Requirement, count_evidence_kinds, group_by_item
from docgen.rules.goals.goal_check import JudgedGoals
from docgen.values import format_number

READY = "可以提交"
NOT_READY = "还不能提交"
_FIRST_PAGE_LINES = 6
"""The most errors, and the most manual checks, on the first page; the sections list all of them."""

_FIRST_PAGE_LETTERS = 120
_MOST_IN_A_GROUP = 100
"""The most problems listed for one part, errors first; a longer list is not read on paper."""

_NONE = "—"


@dataclass(frozen=True)
class ReportCell:
    """One cell: its text, and lines in smaller letters below; ``tone`` is the kind of outcome (good, bad, open)."""

    text: str
    small: tuple[str, ...] = ()
    tone: str = ""


@dataclass(frozen=True)
class ReportColumn:
    """One column: its heading, its share of the width, and the alignment of its cells."""

    heading: str
    share: int
    centred: bool = False


@dataclass(frozen=True)
class ReportGroup:
    """Rows under a heading; without rows the heading is a message."""

    heading: str
    rows: tuple[tuple[ReportCell, ...], ...]


@dataclass(frozen=True)
class ReportSection:
    """One section: its heading, lines under it, a table (columns and groups of rows) or the charts.

    Several profiles of criteria have a section each, all with the same ``id``.
    """

    id: str
    heading: str
    lines: tuple[str, ...] = ()
    columns: tuple[ReportColumn, ...] = ()
    groups: tuple[ReportGroup, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True)
class ReportCount:
    """A count on the first page, with its name."""

    name: str
    number: int
    tone: str = ""


@dataclass(frozen=True)
class AssessmentReport:
    """The complete document; ``facts`` and ``figures`` are pairs of a name and a value."""

    title: str
    cluster: str
    verdict: str
    reason: str
    tone: str
    counts: tuple[ReportCount, ...]
    facts: tuple[tuple[str, str], ...]
    figures_heading: str
    figures: tuple[tuple[str, str], ...]
    blocking: tuple[str, ...]
    to_judge: tuple[str, ...]
    sections: tuple[ReportSection, ...]


_JUDGED = (
    ReportColumn("要求", 31),
    ReportColumn("填报的数据", 28),
    ReportColumn("界限与差距", 22),
    ReportColumn("结论", 12, centred=True),
)


def build_report(assessment: Assessment) -> AssessmentReport:
    """Build the document of an assessment."""
    application = assessment.application
    errors = assessment.filter_problems(Severity.ERROR)
    return AssessmentReport(
        title=NAME,
        cluster=format_cluster(assessment),
        verdict=READY if assessment.ready else NOT_READY,
        reason=format_reason(assessment),
        tone="good" if assessment.ready else "bad",
        counts=tuple(_count_results(assessment)),
        facts=(
            ("申报表", f"{application.form.title}（{application.form.edition}）{_tell_projection(application.form)}"),
            ("通知", f"{application.notice.title}{_tell_projection(application.notice)}"),
            ("认定标准", "；".join(one.criteria.title for one in assessment.profiles) or "没有相配的认定标准"),
        ),
        figures_heading=f"关键数据（{application.form.years.actual[-1]}年）",
        figures=tuple((figure.name, figure.words) for figure in assessment.figures),
        blocking=_limit_lines([problem.message for problem in errors], "其余见“四、问题与整改”"),
        to_judge=_limit_lines(list(_list_manual_checks(assessment)), "其余见“一、认定标准”和“二、发展目标”"),
        sections=tuple(_build_sections(assessment)),
    )


def _tell_projection(definition: Form | Notice) -> str:
    return f"——推算稿，{definition.projected}，不得报送" if definition.projected else ""


def format_cluster(assessment: Assessment) -> str:
    """Format the name of the cluster, or a placeholder if it is blank."""
    application = assessment.application
    return format_value(application.answers.get(application.form.package.cluster)) or "（集群名称未填写）"


def format_reason(assessment: Assessment) -> str:
    """Format the reason why the application can be submitted or not, in one sentence."""
    errors, warnings = (len(assessment.filter_problems(one)) for one in (Severity.ERROR, Severity.WARNING))
    persons = assessment.states.count(VerdictState.PERSON)
    then = [f"{persons} 项须由人判断" if persons else "", f"{warnings} 项提醒请核对" if warnings else ""]
    rest = "，".join(part for part in then if part)
    if errors:
        return f"有 {errors} 个错误，改正后才能提交。" + (f"另有 {rest}。" if rest else "")
    return "没有发现错误。" + (f"提交前请处理：{rest}。" if rest else "")


def _limit_lines(lines: Sequence[str], more: str) -> tuple[str, ...]:
    lines = [line if len(line) <= _FIRST_PAGE_LETTERS else f"{line[:_FIRST_PAGE_LETTERS]}…" for line in lines]
    shown = lines if len(lines) <= _FIRST_PAGE_LINES else lines[: _FIRST_PAGE_LINES - 1]
    rest = len(lines) - len(shown)
    return (*shown, *([f"{more}（另有 {rest} 项）。"] if rest else []))


def _list_manual_checks(assessment: Assessment) -> Iterator[str]:
    for verdict in assessment.verdicts:
        if verdict.state is VerdictState.PERSON:
            yield f"{_format_sentence(verdict)}：{'；'.join(note.rstrip('。') for note in verdict.notes)}。"
    for one in (one for table in assessment.goals for one in table.judgements if one.state is VerdictState.PERSON):
        yield f"{one.rule.text}：{'；'.join(note.rstrip('。') for note in one.notes)}。"


def _count_results(assessment: Assessment) -> Iterator[ReportCount]:
    errors, warnings = (len(assessment.filter_problems(one)) for one in (Severity.ERROR, Severity.WARNING))
    states = assessment.states
    lacking = sum(one.state is not Fulfilment.READY for one in assessment.requirements)
    yield ReportCount("错误", errors, "bad" if errors else "")
    yield ReportCount("提醒", warnings)
    yield ReportCount("符合", states.count(VerdictState.MET))
    yield ReportCount("不符合", states.count(VerdictState.NOT_MET), "bad" if VerdictState.NOT_MET in states else "")
    yield ReportCount("暂不能判断", states.count(VerdictState.OPEN))
    yield ReportCount("需人工判断", states.count(VerdictState.PERSON))
    yield ReportCount("缺材料的要求", lacking)


def _build_sections(assessment: Assessment) -> Iterator[ReportSection]:
    yield from _build_criteria_sections(assessment)
    yield _build_goals_section(assessment)
    drawn = "虚线是认定标准的界限；没有填写的标“—”。" if assessment.charts else "还没有可以画图的数据。"
    yield ReportSection("charts", "三、图表", (drawn,), charts=assessment.charts)
    yield _build_problems_section(assessment)
    yield _build_requirements_section(assessment)
    yield _build_items_section(assessment)
    yield _build_contributions_section(assessment)


def _build_criteria_sections(assessment: Assessment) -> Iterator[ReportSection]:
    """Build a section for each profile of criteria, or one with a message if none fits the form."""
    if not assessment.profiles:
        yield ReportSection("criteria", "一、认定标准", (), _JUDGED, (ReportGroup("没有与申报表相配的认定标准。", ()),))
    for one in assessment.profiles:
        by_standard = groupby(one.verdicts, key=lambda verdict: verdict.standard.heading)
        groups = tuple(
            ReportGroup(heading.rstrip("。"), tuple(map(_build_verdict_row, verdicts)))
            for heading, verdicts in by_standard
        )
        title = f"：{one.criteria.title}" if len(assessment.profiles) > 1 else ""
        lines = (f"依据：{one.criteria.source}。", *one.criteria.notes)
        yield ReportSection("criteria", f"一、认定标准{title}", lines, _JUDGED, groups)


def _build_verdict_row(verdict: Verdict) -> tuple[ReportCell, ...]:
    margin = (verdict.margin_words,) if verdict.margin_words else ()
    source = (f"来源：{verdict.source}",) if verdict.values and verdict.source else ()
    return (
        ReportCell(_format_sentence(verdict), verdict.notes if verdict.values else ()),
        ReportCell(verdict.values, source) if verdict.values else ReportCell("", verdict.notes or (_NONE,)),
        ReportCell(verdict.limit or _NONE, margin),
        build_state_cell(verdict.state),
    )


def _format_sentence(verdict: Verdict) -> str:
    return verdict.sentence.text.rstrip("，；。")


def build_state_cell(state: VerdictState) -> ReportCell:
    """Build the cell of an outcome."""
    tones = {
        VerdictState.MET: "good",
        VerdictState.NOT_MET: "bad",
        VerdictState.OPEN: "open",
        VerdictState.PERSON: "person",
    }
    return ReportCell(state.value, tone=tones[state])


def _build_goals_section(assessment: Assessment) -> ReportSection:
    groups = [rows for table in assessment.goals for rows in _build_goal_groups(table)]
    return ReportSection(
        "goals", "二、发展目标", (), _JUDGED, tuple(groups) or (ReportGroup("申报表没有可以计算的目标。", ()),)
    )


def _build_goal_groups(table: JudgedGoals) -> Iterator[ReportGroup]:
    if table.judgements:
        rows = tuple(
            (
                ReportCell(one.rule.text, one.notes),
                ReportCell(f"{one.label}：{one.words}"),
                ReportCell(one.limit or _NONE, (one.margin_words,) if one.margin_words else ()),
                build_state_cell(one.state),
            )
            for one in table.judgements
        )
        yield ReportGroup(f"{table.field.label}：目标值与要求", rows)
    if table.completions:
        done = tuple(
            (
                ReportCell(f"{one.label}达到目标值"),
                ReportCell(one.words),
                ReportCell(_NONE if one.share is None else f"完成从基准到目标的 {format_number(one.share)}%"),
                build_state_cell(one.state),
            )
            for one in table.completions
        )
        yield ReportGroup(f"{table.field.label}：目标完成情况", done)


def _build_problems_section(assessment: Assessment) -> ReportSection:
    columns = (
        ReportColumn("程度", 9, centred=True),
        ReportColumn("问题", 44),
        ReportColumn("怎样改", 30),
        ReportColumn("位置", 20),
    )
    groups = tuple(
        ReportGroup(
            _format_group_heading(group), tuple(_build_problem_row(one) for one in group.problems[:_MOST_IN_A_GROUP])
        )
        for group in group_problems(assessment)
    )
    return ReportSection("problems", "四、问题与整改", (), columns, groups or (ReportGroup("没有发现问题。", ()),))


def _format_group_heading(group: ProblemGroup) -> str:
    number = len(group.problems)
    rest = f"，先列 {_MOST_IN_A_GROUP} 项，其余请看 docgen check" if number > _MOST_IN_A_GROUP else ""
    return f"{group.heading}（{number} 项{rest}）"


def _build_problem_row(one: MergedProblem) -> tuple[ReportCell, ...]:
    tone = {Severity.ERROR: "bad", Severity.WARNING: "open", Severity.NOTE: ""}[one.problem.severity]
    rule = (f"依据：{one.problem.rule}",) if one.problem.rule else ()
    places = "；".join(one.places) or _NONE
    return (
        ReportCell(one.problem.severity.label, tone=tone),
        ReportCell(one.problem.message, rule),
        ReportCell(one.problem.hint or _NONE),
        ReportCell(places),
    )


def _build_requirements_section(assessment: Assessment) -> ReportSection:
    columns = (
        ReportColumn("申报表的答案", 42),
        ReportColumn("要求", 13, centred=True),
        ReportColumn("佐证材料和文件", 37),
        ReportColumn("状态", 9, centred=True),
    )
    by_part = groupby(assessment.requirements, key=lambda one: one.part)
    groups = tuple(
        ReportGroup(part, tuple(_build_requirement_row(one) for one in demands)) for part, demands in by_part
    )
    nothing = (ReportGroup("现有的答案没有要求附佐证材料。", ()),)
    return ReportSection("demands", "五、每项要求由哪些材料证明", (), columns, groups or nothing)


def _build_requirement_row(one: Requirement) -> tuple[ReportCell, ...]:
    items = "、".join(f"第{number}项" for number in one.items) or "清单里没有收它的一项"
    tone = "good" if one.state is Fulfilment.READY else "bad"
    return (
        ReportCell(one.claim),
        ReportCell(one.kind.value, (f"{one.source.value}要求",)),
        ReportCell(items, ("；".join(_shorten_titles(one.files)),) if one.files else ()),
        ReportCell(one.state.value, tone=tone),
    )


def _shorten_titles(titles: Iterable[str]) -> tuple[str, ...]:
    """Shorten the titles of files to the first few and the number of all."""
    named = tuple(titles)
    if len(named) <= _FIRST_PAGE_LINES:
        return named
    return (*named[: _FIRST_PAGE_LINES - 1], f"等 {len(named)} 个文件")


def _build_items_section(assessment: Assessment) -> ReportSection:
    columns = (
        ReportColumn("序号", 8, centred=True),
        ReportColumn("佐证材料", 36),
        ReportColumn("证明的要求", 44),
        ReportColumn("状态", 11, centred=True),
    )
    served = group_by_item(assessment.requirements, assessment.items)
    kinds = {one.item: one.words for one in count_evidence_kinds(assessment.application)}
    by_heading = groupby(served.values(), key=lambda pair: pair[0].heading)
    groups = tuple(
        ReportGroup(
            heading, tuple(_build_item_row(item, demands, kinds.get(item.item.number, "")) for item, demands in pairs)
        )
        for heading, pairs in by_heading
    )
    nothing = (ReportGroup("通知没有佐证材料清单。", ()),)
    return ReportSection("items", "六、每项材料证明哪些要求", (), columns, groups or nothing)


def _build_item_row(item: CheckedItem, demands: Sequence[Requirement], kinds: str) -> tuple[ReportCell, ...]:
    claims = list(dict.fromkeys(demand.claim for demand in demands))
    words = "；".join(claims) or ("；".join(item.reasons) if item.is_needed else item.item.retired or "没有答案需要它")
    tone = {"已备": "good", "缺": "bad"}.get(item.state.value, "")
    files = f"文件 {len(item.files)} 个{f'（{kinds}）' if kinds else ''}" if item.files else ""
    return (
        ReportCell(item.item.number),
        ReportCell(item.item.title.rstrip("；。"), (files,) if files else ()),
        ReportCell(words),
        ReportCell(item.state.value, tone=tone),
    )


def _build_contributions_section(assessment: Assessment) -> ReportSection:
    """Build the section of the enterprises that carry each total, with the titles that have to be won anew."""
    columns = (
        ReportColumn(COLUMNS[0], 40),
        *(ReportColumn(heading, 14, centred=True) for heading in COLUMNS[1:-1]),
        ReportColumn(COLUMNS[-1], 22, centred=True),
    )
    groups = tuple(
        ReportGroup(heading, tuple(tuple(map(ReportCell, row)) for row in rows))
        for heading, rows in build_contribution_groups(assessment.application)
    )
    lines = (NOTE, *describe_expired_titles(assessment.application))
    nothing = (ReportGroup("没有企业表，或没有由它计算的合计。", ()),)
    return ReportSection("contributions", "七、各项合计由哪些企业构成", lines, columns, groups or nothing)
