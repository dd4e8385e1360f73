"""The self-assessment as a document: headings, lines and tables in plain data, the same for every format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from docgen.documents.assessment.assessment import NAME, Assessment
from docgen.documents.assessment.assessment_charts import Chart
from docgen.documents.assessment.assessment_problems import GatheredProblem, ProblemGroup, problem_groups
from docgen.documents.printed_answers import format_value
from docgen.problems.problem import Severity
from docgen.rules.criteria.verdicts import State, Verdict
from docgen.rules.evidence.evidence_checklist import CheckedItem
from docgen.rules.evidence.requirements import Fulfilment, Requirement, by_item, evidence_kinds
from docgen.rules.goals.goal_check import JudgedGoals
from docgen.values import show_number

READY = "可以提交"
NOT_READY = "还不能提交"
_FIRST_PAGE_LINES = 6
"""So many errors, and so many sentences for a person, the first page names; the sections have them all."""

_FIRST_PAGE_LETTERS = 120
_MOST_IN_A_GROUP = 100
"""So many problems of one part are listed, the errors first; nobody reads more of them on paper."""

_NONE = "—"


@dataclass(frozen=True)
class Cell:
    """One cell: its text, and lines in smaller letters below; ``tone`` tells outcomes apart (good, bad, open)."""

    text: str
    small: tuple[str, ...] = ()
    tone: str = ""


@dataclass(frozen=True)
class Column:
    """One column: its heading, its share of the width, and whether its cells are centred."""

    heading: str
    share: int
    centred: bool = False


@dataclass(frozen=True)
class Rows:
    """Rows under a heading of their own; without rows the heading says all."""

    heading: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Section:
    """One section: its heading, lines under it, a table (columns and groups of rows) or the charts.

    Several profiles of criteria have a section each, all with the same ``id``.
    """

    id: str
    heading: str
    lines: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    groups: tuple[Rows, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True)
class Count:
    """How many there are of something, on the first page."""

    name: str
    number: int
    tone: str = ""


@dataclass(frozen=True)
class Report:
    """The whole document; ``facts`` and ``figures`` are pairs of a name and what it is."""

    title: str
    cluster: str
    verdict: str
    reason: str
    tone: str
    counts: tuple[Count, ...]
    facts: tuple[tuple[str, str], ...]
    figures_heading: str
    figures: tuple[tuple[str, str], ...]
    blocking: tuple[str, ...]
    to_judge: tuple[str, ...]
    sections: tuple[Section, ...]


_JUDGED = (
    Column("要求", 31),
    Column("填报的数据", 28),
    Column("界限与差距", 22),
    Column("结论", 12, centred=True),
)


def report_of(assessment: Assessment) -> Report:
    """The document of an assessment."""
    application = assessment.application
    errors = assessment.of(Severity.ERROR)
    return Report(
        title=NAME,
        cluster=cluster_of(assessment),
        verdict=READY if assessment.ready else NOT_READY,
        reason=reason_of(assessment),
        tone="good" if assessment.ready else "bad",
        counts=tuple(_counts(assessment)),
        facts=(
            ("申报表", f"{application.form.title}（{application.form.edition}）"),
            ("通知", application.notice.title),
            ("认定标准", "；".join(one.criteria.title for one in assessment.profiles) or "没有相配的认定标准"),
        ),
        figures_heading=f"关键数据（{application.form.years.actual[-1]}年）",
        figures=tuple((figure.name, figure.words) for figure in assessment.figures),
        blocking=_first([problem.message for problem in errors], "其余见“四、问题与整改”"),
        to_judge=_first(list(dict.fromkeys(_for_a_person(assessment))), "其余见“一、认定标准”和“二、发展目标”"),
        sections=tuple(_sections(assessment)),
    )


def cluster_of(assessment: Assessment) -> str:
    """The name of the cluster, or that there is none yet."""
    application = assessment.application
    return format_value(application.answers.get(application.form.package.cluster)) or "（集群名称未填写）"


def reason_of(assessment: Assessment) -> str:
    """Why the application can be handed in or not, in one sentence."""
    errors, warnings = (len(assessment.of(one)) for one in (Severity.ERROR, Severity.WARNING))
    persons = assessment.states.count(State.PERSON)
    then = [f"{persons} 项须由人判断" if persons else "", f"{warnings} 项提醒请核对" if warnings else ""]
    rest = "，".join(part for part in then if part)
    if errors:
        return f"有 {errors} 个错误，改正后才能提交。" + (f"另有 {rest}。" if rest else "")
    return "没有发现错误。" + (f"提交前请处理：{rest}。" if rest else "")


def _first(lines: Sequence[str], more: str) -> tuple[str, ...]:
    lines = [line if len(line) <= _FIRST_PAGE_LETTERS else f"{line[:_FIRST_PAGE_LETTERS]}…" for line in lines]
    shown = lines if len(lines) <= _FIRST_PAGE_LINES else lines[: _FIRST_PAGE_LINES - 1]
    rest = len(lines) - len(shown)
    return (*shown, *([f"{more}（另有 {rest} 项）。"] if rest else []))


def _for_a_person(assessment: Assessment) -> Iterator[str]:
    for verdict in assessment.verdicts:
        if verdict.state is State.PERSON:
            yield f"{_sentence(verdict)}：{'；'.join(note.rstrip('。') for note in verdict.notes)}。"
    for one in (one for table in assessment.goals for one in table.judgements if one.state is State.PERSON):
        yield f"{one.rule.text}：{'；'.join(note.rstrip('。') for note in one.notes)}。"


def _counts(assessment: Assessment) -> Iterator[Count]:
    errors, warnings = (len(assessment.of(one)) for one in (Severity.ERROR, Severity.WARNING))
    states = assessment.states
    lacking = sum(one.state is not Fulfilment.READY for one in assessment.requirements)
    yield Count("错误", errors, "bad" if errors else "")
    yield Count("提醒", warnings)
    yield Count("符合", states.count(State.MET))
    yield Count("不符合", states.count(State.NOT_MET), "bad" if State.NOT_MET in states else "")
    yield Count("暂不能判断", states.count(State.OPEN))
    yield Count("需人工判断", states.count(State.PERSON))
    yield Count("缺材料的要求", lacking)


def _sections(assessment: Assessment) -> Iterator[Section]:
    yield from _criteria(assessment)
    yield _goals(assessment)
    drawn = "虚线是认定标准的界限；没有填写的标“—”。" if assessment.charts else "还没有可以画图的数据。"
    yield Section("charts", "三、图表", (drawn,), charts=assessment.charts)
    yield _problems(assessment)
    yield _demands(assessment)
    yield _items(assessment)


def _criteria(assessment: Assessment) -> Iterator[Section]:
    """A section for each profile; one that says so where none is for the form."""
    if not assessment.profiles:
        yield Section("criteria", "一、认定标准", (), _JUDGED, (Rows("没有与申报表相配的认定标准。", ()),))
    for one in assessment.profiles:
        by_standard = groupby(one.verdicts, key=lambda verdict: verdict.standard.heading)
        groups = tuple(
            Rows(heading.rstrip("。"), tuple(map(_verdict_row, verdicts))) for heading, verdicts in by_standard
        )
        title = f"：{one.criteria.title}" if len(assessment.profiles) > 1 else ""
        lines = (f"依据：{one.criteria.source}。", *one.criteria.notes)
        yield Section("criteria", f"一、认定标准{title}", lines, _JUDGED, groups)


def _verdict_row(verdict: Verdict) -> tuple[Cell, ...]:
    margin = (verdict.margin_words,) if verdict.margin_words else ()
    source = (f"来源：{verdict.source}",) if verdict.values and verdict.source else ()
    return (
        Cell(_sentence(verdict), verdict.notes if verdict.values else ()),
        Cell(verdict.values, source) if verdict.values else Cell("", verdict.notes or (_NONE,)),
        Cell(verdict.limit or _NONE, margin),
        state_cell(verdict.state),
    )


def _sentence(verdict: Verdict) -> str:
    return verdict.sentence.text.rstrip("，；。")


def state_cell(state: State) -> Cell:
    """The cell of an outcome."""
    tones = {State.MET: "good", State.NOT_MET: "bad", State.OPEN: "open", State.PERSON: "person"}
    return Cell(state.value, tone=tones[state])


def _goals(assessment: Assessment) -> Section:
    groups = [rows for table in assessment.goals for rows in _goal_groups(table)]
    return Section("goals", "二、发展目标", (), _JUDGED, tuple(groups) or (Rows("申报表没有可以计算的目标。", ()),))


def _goal_groups(table: JudgedGoals) -> Iterator[Rows]:
    if table.judgements:
        rows = tuple(
            (
                Cell(one.rule.text, one.notes),
                Cell(f"{one.label}：{one.words}"),
                Cell(one.limit or _NONE, (one.margin_words,) if one.margin_words else ()),
                state_cell(one.state),
            )
            for one in table.judgements
        )
        yield Rows(f"{table.field.label}：目标值与要求", rows)
    if table.completions:
        done = tuple(
            (
                Cell(f"{one.label}达到目标值"),
                Cell(one.words),
                Cell(_NONE if one.share is None else f"完成从基准到目标的 {show_number(one.share)}%"),
                state_cell(one.state),
            )
            for one in table.completions
        )
        yield Rows(f"{table.field.label}：目标完成情况", done)


def _problems(assessment: Assessment) -> Section:
    columns = (Column("程度", 9, centred=True), Column("问题", 44), Column("怎样改", 30), Column("位置", 20))
    groups = tuple(
        Rows(_counted(group), tuple(_problem_row(one) for one in group.problems[:_MOST_IN_A_GROUP]))
        for group in problem_groups(assessment)
    )
    return Section("problems", "四、问题与整改", (), columns, groups or (Rows("没有发现问题。", ()),))


def _counted(group: ProblemGroup) -> str:
    number = len(group.problems)
    rest = f"，先列 {_MOST_IN_A_GROUP} 项，其余请看 docgen check" if number > _MOST_IN_A_GROUP else ""
    return f"{group.heading}（{number} 项{rest}）"


def _problem_row(one: GatheredProblem) -> tuple[Cell, ...]:
    tone = {Severity.ERROR: "bad", Severity.WARNING: "open", Severity.NOTE: ""}[one.problem.severity]
    rule = (f"依据：{one.problem.rule}",) if one.problem.rule else ()
    places = "；".join(one.places) or _NONE
    return (
        Cell(one.problem.severity.label, tone=tone),
        Cell(one.problem.message, rule),
        Cell(one.problem.hint or _NONE),
        Cell(places),
    )


def _demands(assessment: Assessment) -> Section:
    columns = (
        Column("申报表的答案", 42),
        Column("要求", 13, centred=True),
        Column("佐证材料和文件", 37),
        Column("状态", 9, centred=True),
    )
    by_part = groupby(assessment.requirements, key=lambda one: one.part)
    groups = tuple(Rows(part, tuple(_demand_row(one) for one in demands)) for part, demands in by_part)
    nothing = (Rows("现有的答案没有要求附佐证材料。", ()),)
    return Section("demands", "五、每项要求由哪些材料证明", (), columns, groups or nothing)


def _demand_row(one: Requirement) -> tuple[Cell, ...]:
    items = "、".join(f"第{number}项" for number in one.items) or "清单里没有收它的一项"
    tone = "good" if one.state is Fulfilment.READY else "bad"
    return (
        Cell(one.claim),
        Cell(one.kind.value, (f"{one.source.value}要求",)),
        Cell(items, ("；".join(_titles(one.files)),) if one.files else ()),
        Cell(one.state.value, tone=tone),
    )


def _titles(titles: Iterable[str]) -> tuple[str, ...]:
    """The titles of files; of many only the first, and how many there are."""
    named = tuple(titles)
    if len(named) <= _FIRST_PAGE_LINES:
        return named
    return (*named[: _FIRST_PAGE_LINES - 1], f"等 {len(named)} 个文件")


def _items(assessment: Assessment) -> Section:
    columns = (
        Column("序号", 8, centred=True),
        Column("佐证材料", 36),
        Column("证明的要求", 44),
        Column("状态", 11, centred=True),
    )
    served = by_item(assessment.requirements, assessment.items)
    kinds = {one.item: one.words for one in evidence_kinds(assessment.application)}
    by_heading = groupby(served.values(), key=lambda pair: pair[0].heading)
    groups = tuple(
        Rows(heading, tuple(_item_row(item, demands, kinds.get(item.item.number, "")) for item, demands in pairs))
        for heading, pairs in by_heading
    )
    nothing = (Rows("通知没有佐证材料清单。", ()),)
    return Section("items", "六、每项材料证明哪些要求", (), columns, groups or nothing)


def _item_row(item: CheckedItem, demands: Sequence[Requirement], kinds: str) -> tuple[Cell, ...]:
    claims = list(dict.fromkeys(demand.claim for demand in demands))
    words = "；".join(claims) or ("；".join(item.reasons) if item.needed else item.item.retired or "没有答案需要它")
    tone = {"已备": "good", "缺": "bad"}.get(item.state.value, "")
    files = f"文件 {len(item.files)} 个{f'（{kinds}）' if kinds else ''}" if item.files else ""
    return (
        Cell(item.item.number),
        Cell(item.item.title.rstrip("；。"), (files,) if files else ()),
        Cell(words),
        Cell(item.state.value, tone=tone),
    )
