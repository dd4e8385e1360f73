"""Checks of the 推荐汇总表: the line of each application, and the limits of the notice across all of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from docgen.dates import format_date, read_date, read_days
from docgen.definitions.form import Choice, Choices
from docgen.definitions.notice import Notice, Quota, SummaryColumn, SummaryTable
from docgen.errors import InputError
from docgen.problems.problem import Problem, Where
from docgen.project.answers.summary_answers import SECTION
from docgen.project.application import Application
from docgen.values import NOTHING, Nothing, convert_to_half_width, count_zi, format_number

_LEVEL = re.compile(r"(?<=..)(壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|地区|省|市|盟|县|区)\Z")
"""The level of a place: the form prints it, but some applicants write it too."""

_WRITTEN_DATE = re.compile(r"[0-9]{2,4}[年./-][0-9]{1,2}([月./-]([0-9]{1,2}日?)?)?\Z")
"""A text that means a date in digits, whether or not there is such a day."""


def check_summary_answers(application: Application) -> Iterator[Problem]:
    """Yield a problem for each question of the summary table that is blank, too long or contradicts the form."""
    table = application.notice.summary
    if table is None:
        return
    for column in (*table.columns, *table.beside):
        if column.ask:
            yield from _check_answer(application, column)
        if column.limit:
            yield from _check_length(application, column, column.limit)


def check_summary(applications: Sequence[Application]) -> Iterator[Problem]:
    """Yield the problems of the common summary table of these applications: of each line, then across all of them.

    Raises InputError where they cannot share a table: the notices differ, or have no summary table.
    """
    notice, table = find_shared_table(applications)
    for application in applications:
        own = [problem for problem in application.problems if problem.code.startswith(f"{SECTION}.")]
        for problem in (*own, *check_summary_answers(application), *_check_blanks(application, table)):
            yield locate_problem(application, problem)
        yield from (locate_problem(application, problem) for problem in check_deadline(application))
    for quota in notice.quota:
        yield from _check_quota(applications, notice, quota)
    yield from _check_one_per_sector(applications, notice, table)
    for column in table.columns:
        if column.unique:
            yield from _check_unique(applications, column)
        if column.note:
            yield Problem("summary.by-hand", Where(), f"{column.note}。", "请照通知的原件补上。")


def check_deadline(application: Application) -> Iterator[Problem]:
    """Yield a problem where the date of the application is none, of another round, or after the deadline."""
    deadline, place = application.notice.deadline, application.form.package.date
    text = _format_answer(application, place)
    if not text:
        return
    day, days, where = read_date(text), read_days(text), application.locate(place)
    year = application.form.years.stages[0]
    if days is None and _WRITTEN_DATE.match(normalize_words(text)):
        message = f"申报时间“{text}”不是真实的日期。"
        yield Problem("answer.date", where, message, f"请写成 {year}年10月8日 这样。", "申报表封面：申报时间")
    elif days is not None and days.first.year not in (year, deadline.year if deadline else year):
        message = f"申报时间“{text}”不在 {year} 年，这份申报表是 {year} 年申报用的。"
        rule = f"申报表问的是 {application.form.years.actual[0]}—{application.form.years.actual[-1]}年的数据"
        yield Problem("answer.date-round", where, message, "请核对年份。", rule)
    elif deadline:
        yield from _check_last_day(application, day, text)


def _check_last_day(application: Application, day: date | None, text: str) -> Iterator[Problem]:
    deadline, where = application.notice.deadline, application.locate(application.form.package.date)
    if deadline is None:
        return
    last = format_date(deadline)
    rule = f"{application.notice.title}：{last}{application.notice.delivery}"
    if day is None:
        message = f"申报时间“{text}”看不出是哪一天，没有核对截止日期（{last}）。"
        yield Problem("summary.date", where, message, "请写成 2022年10月8日 这样。", rule)
    elif day > deadline:
        message = f"申报时间是{text}，晚于截止日期{last}。"
        yield Problem("summary.late", where, message, "请核对申报时间；逾期的不会受理。", rule)


def find_shared_table(applications: Sequence[Application]) -> tuple[Notice, SummaryTable]:
    """Return the notice of all applications and its summary table. Raises InputError where there is none in common."""
    if not applications:
        raise InputError("没有申报数据，做不了推荐汇总表。", remedy="请至少指明一个申报文件夹。")
    first = applications[0]
    for other in applications[1:]:
        if other.notice != first.notice:
            name = first.folder.resolve().name
            message = f"用的通知是 {other.notice.id}，与“{name}”用的 {first.notice.id} 不同或内容不一致。"
            remedy = "一张汇总表只能按一份通知；请分开做，或改成同一份通知。"
            raise InputError(message, remedy=remedy, path=other.folder)
    if first.notice.summary is None:
        message = f"通知 {first.notice.id} 没有推荐汇总表的格式。"
        remedy = "请在申报文件夹里放一个 notice.yaml，用 extends 改自这份通知，并在 summary: 之下写明各列。"
        raise InputError(message, remedy=remedy, path=first.folder)
    return first.notice, first.notice.summary


def format_summary_value(application: Application, column: SummaryColumn) -> str:
    """Format the value of a column for this application, "" where it is blank or written by hand."""
    if own := application.summary.get(column.ask):
        return own
    answers = [_format_answer(application, place) for place in column.of]
    named = [answer for answer in answers if answer and answer != str(NOTHING)]
    return column.join.join(named) or next((answer for answer in answers if answer), "")


def locate_problem(application: Application, problem: Problem) -> Problem:
    """Return the problem with the folder of the application in its path, to distinguish several applications."""
    path = (application.folder / problem.where.path).as_posix()
    return replace(problem, where=replace(problem.where, path=path))


def _format_answer(application: Application, place: str) -> str:
    value, field = application.answers.get(place), application.form.places.get(place)
    match value:
        case None:
            return ""
        case str():
            return field.options[value] if isinstance(field, Choice) else value
        case Nothing():
            return str(value)
        case tuple():
            texts = [text for text in value if isinstance(text, str)]
            return "、".join(field.options[text] for text in texts) if isinstance(field, Choices) else "、".join(texts)
        case _:
            return format_number(value)


def _check_answer(application: Application, column: SummaryColumn) -> Iterator[Problem]:
    slot = f"{SECTION}.{column.ask}"
    own = application.summary.get(column.ask, "")
    reported = any(problem.where.slot == slot for problem in application.problems)
    if not own and not column.of and not reported:
        where = application.locate(slot)
        place = "请填在这一格里" if where.cell else f"请在 {SECTION}: 之下填写 {column.ask}"
        hint = f"{place}{f'（{column.hint}）' * bool(column.hint)}。"
        yield Problem("summary.missing", where, f"推荐汇总表的“{column.label}”空缺。", hint)
    lacking = [
        name for name in map(str, _list_names(application, column)) if normalize_words(name) not in normalize_words(own)
    ]
    if own and lacking:
        message = f"推荐汇总表的“{column.label}”写的是“{own}”，里面没有申报表填的“{'、'.join(lacking)}”。"
        yield Problem("summary.contradicts", application.locate(slot), message, "请核对哪一处填错了。")


def _list_names(application: Application, column: SummaryColumn) -> Iterator[str]:
    for place in column.of:
        text = _format_answer(application, place)
        if text and text != str(NOTHING):
            yield text


def _check_length(application: Application, column: SummaryColumn, limit: int) -> Iterator[Problem]:
    length = count_zi(format_summary_value(application, column))
    where = application.locate(f"{SECTION}.{column.ask}" if column.ask else column.of[0])
    rule = f"推荐汇总表“{column.label}”限 {limit} 字"
    if length.words > limit:
        message = f"“{column.label}”有 {length.words} 字，超出 {length.words - limit} 字（限 {limit} 字）。"
        yield Problem("summary.too-long", where, message, "请删减。", rule)
    elif length.characters > limit:
        message = f"“{column.label}”按 Word 计 {length.words} 字，未超限；按全部字符计 {length.characters} 字。"
        yield Problem("summary.nearly-too-long", where, message, "审核人若按字符计会认为超限，请酌情删减。", rule)


def _check_blanks(application: Application, table: SummaryTable) -> Iterator[Problem]:
    """Yield a problem for each blank answer of the form; questions are up to :func:`check_summary_answers`."""
    for column in table.columns:
        if column.of and not format_summary_value(application, column):
            message = f"推荐汇总表的“{column.label}”空缺：申报表的这一栏还没有填。"
            yield Problem("summary.missing", application.locate(column.of[0]), message, "请先填好申报表。")


def _check_quota(applications: Sequence[Application], notice: Notice, quota: Quota) -> Iterator[Problem]:
    rule = f"{notice.title}：{quota.scope}推荐不超过 {quota.limit} 个"
    if not quota.by:
        message = f"通知规定{quota.scope}推荐不超过 {quota.limit} 个；从申报数据看不出哪些集群属于它。"
        yield Problem("summary.quota-by-hand", Where(), message, "请自行核对。", rule)
        return
    places: dict[tuple[str, ...], list[Application]] = defaultdict(list)
    for application in applications:
        names = tuple(_LEVEL.sub("", normalize_words(_format_answer(application, place))) for place in quota.by)
        if all(names):
            places[names].append(application)
        else:
            where = application.locate(quota.by[names.index("")])
            message = f"没有填所在地，没有计入{quota.scope}的限额（{quota.limit} 个）。"
            problem = Problem("summary.quota-by-hand", where, message, "请先填好申报表的所属地区。", rule)
            yield locate_problem(application, problem)
    for names, members in places.items():
        if len(members) > quota.limit:
            yield _report_above_quota(applications, members, quota, " ".join(names), rule)


def _report_above_quota(
    applications: Sequence[Application], members: Sequence[Application], quota: Quota, place: str, rule: str
) -> Problem:
    message = (
        f"“{place}”推荐了 {len(members)} 个集群（{_format_lines(applications, members)}），"
        f"{quota.scope}的限额是 {quota.limit} 个，超出 {len(members) - quota.limit} 个。"
    )
    beyond = members[quota.limit]
    problem = Problem("summary.above-quota", beyond.locate(quota.by[-1]), message, "请择优留下限额以内的集群。", rule)
    return locate_problem(beyond, problem)


def _check_one_per_sector(
    applications: Sequence[Application], notice: Notice, table: SummaryTable
) -> Iterator[Problem]:
    questions = {column.ask: column for column in table.iterate_questions()}
    if not table.one_per:
        return
    column = questions[table.one_per]
    answers = [application.summary.get(column.ask, "") for application in applications]
    for text, members in _group_equal(applications, answers).items():
        message = f"“{column.label}”同为“{text}”的集群有 {len(members)} 个（{_format_lines(applications, members)}）。"
        where = members[1].locate(f"{SECTION}.{column.ask}")
        hint = "请只留一个；确属不同领域的，请把细分领域写得更具体。"
        yield locate_problem(members[1], Problem("summary.same-sector", where, message, hint, notice.selection))


def _check_unique(applications: Sequence[Application], column: SummaryColumn) -> Iterator[Problem]:
    answers = [format_summary_value(application, column) for application in applications]
    for text, members in _group_equal(applications, answers).items():
        message = f"“{column.label}”同为“{text}”的有 {len(members)} 个（{_format_lines(applications, members)}）。"
        last = members[1]
        where = last.locate(column.of[0] if column.of else f"{SECTION}.{column.ask}")
        if last.form.package.cluster in column.of:
            hint = "同一个集群只能推荐一次；若是两个集群，请核对名称。"
            yield locate_problem(last, Problem("summary.same-cluster", where, message, hint))
        else:
            yield locate_problem(last, Problem("summary.same-name", where, message, "请核对是否填串了。"))


def _group_equal(applications: Sequence[Application], answers: Iterable[str]) -> Mapping[str, list[Application]]:
    """Group the applications with equal answers by the answer; blank answers and 无 equal nothing."""
    found: dict[str, list[Application]] = defaultdict(list)
    words: dict[str, str] = {}
    for application, text in zip(applications, answers, strict=True):
        if text and text != str(NOTHING):
            words.setdefault(normalize_words(text), text)
            found[normalize_words(text)].append(application)
    return {words[key]: members for key, members in found.items() if len(members) > 1}


def _format_lines(applications: Sequence[Application], members: Sequence[Application]) -> str:
    """Format the line numbers of the members. They are compared by identity, since two applications may be equal."""
    wanted = {id(member) for member in members}
    numbers = [number for number, application in enumerate(applications, 1) if id(application) in wanted]
    return f"第 {'、'.join(map(str, numbers))} 行"


def normalize_words(text: str) -> str:
    """Normalize a text for comparison: width of brackets and letters, case, spaces."""
    return "".join(convert_to_half_width(text).split()).casefold()
