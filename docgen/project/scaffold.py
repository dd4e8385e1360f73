"""Write a new application folder: every field with its label, unit, limit and options as comments.

The folder is empty, or has the answers that are carried over from an earlier one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from decimal import Decimal
from pathlib import Path
from typing import assert_never

from docgen.definitions.form import (
    Blank,
    Choice,
    Choices,
    Field,
    Form,
    Goals,
    LongText,
    Matrix,
    NamedList,
    Narrative,
    Number,
    Series,
    Text,
    describe_place,
)
from docgen.definitions.notice import EvidenceItem, Notice
from docgen.errors import OutputError
from docgen.project.answers.answer_reader import Answers, OwnRow, Value
from docgen.project.answers.answer_source import BLANKS, AnswerSource
from docgen.project.answers.criteria_profiles import SECTION as PROFILES
from docgen.project.answers.industry_averages import SECTION as AVERAGES
from docgen.project.answers.industry_averages import IndustryAverage
from docgen.project.answers.summary_answers import format_summary_section
from docgen.project.evidence.evidence_index import FOLDER, INDEX, build_blank_index
from docgen.runtime.file_names import sanitize_name
from docgen.runtime.file_replacement import change_folder, finish_change, is_untouched
from docgen.values import NOTHING, format_number

ANSWER_FILE = "application.yaml"
WRITE_HERE = "<!-- 在这里写 -->"
"""The comment below a heading of the plan without text."""
_LONGEST_FOLDER_NAME = 40
_PLAIN = re.compile(r"[\w（“《][\w（）“”《》、，。；！？·—×％%./+\- ]*\Z")
"""Text that needs no quotes in YAML, also between braces."""

_BLANK_WORDS = ("null", "Null", "NULL")
"""Text that YAML would read as a blank, so it is quoted."""


@dataclass(frozen=True)
class ScaffoldContent:
    """The contents of a new folder: answers by place, and comments on fields, rows of goals and headings by place.

    An answer may be the text of an AnswerSource; ``blanks`` is that of all blanks. ``summary`` has the answers of the
    summary by question, ``profiles`` the names of the criteria, ``averages`` those of the industry.
    """

    answers: Answers = dataclass_field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = dataclass_field(default_factory=dict)
    blanks: str = ""
    summary: Mapping[str, str] = dataclass_field(default_factory=dict)
    profiles: tuple[str, ...] = ()
    averages: Mapping[str, IndustryAverage] = dataclass_field(default_factory=dict)

    def format_comments(self, place: str) -> tuple[str, ...]:
        """Return the comments on a place, each on one line and without “-->”, which would end a comment of plan.md."""
        return tuple(" ".join(note.replace("-->", "→").split()) for note in self.notes.get(place, ()))


EMPTY = ScaffoldContent()


def write_scaffold(folder: Path, form: Form, notice: Notice, start: ScaffoldContent = EMPTY) -> tuple[Path, ...]:
    """Write a new application into an empty or missing folder, and return its files of answers and prose.

    A folder for each evidence item and an index of the evidence without entries are written as well. A call that is
    killed leaves no half of a folder that a later one would refuse.

    Raises OutputError where ``folder`` has files already or cannot be written.
    """
    files = format_files(form, notice, start)
    is_missing = False
    try:
        is_missing = not folder.exists()
        if finish_change(folder, ()):
            message = "上次在这里新建，写到一半停了；剩下的已经补完，别的没有改动。"
            raise OutputError(message, remedy="可以直接在里面填写；要另建，请换一个文件夹名。", path=folder)
        if not is_missing and not (folder.is_dir() and is_untouched(folder)):
            raise OutputError("这里已经有文件，没有改动任何东西。", remedy="请换一个新的文件夹名。", path=folder)
        folder.mkdir(parents=True, exist_ok=True)
        with change_folder(folder) as aside:
            for name, text in files.items():
                (aside / name).write_text(text, encoding="utf-8", newline="\n")
            for item in (item for item in notice.iterate_items() if _is_applicable(item, form)):
                (aside / FOLDER / _build_folder_name(item)).mkdir(parents=True)
            (aside / FOLDER).mkdir(exist_ok=True)
            (aside / INDEX).write_text(build_blank_index(), encoding="utf-8", newline="\n")
    except OSError as error:
        if is_missing:
            with suppress(OSError):
                folder.rmdir()
        raise OutputError.of_system(error, "写不进去：{}。", "请检查磁盘和权限。", folder) from None
    return tuple(folder / name for name in files)


def format_files(form: Form, notice: Notice, start: ScaffoldContent) -> Mapping[str, str]:
    """Return the texts of the files of answers and prose by file name."""
    return {
        ANSWER_FILE: "\n".join(_format_answers(form, notice, start)) + "\n",
        **{f"{field.id}.md": format_plan(field, start) for field in form.narratives},
    }


def _is_applicable(item: EvidenceItem, form: Form) -> bool:
    """Return True where this form can require the item: a notice may serve several forms, and has retired items."""
    return not item.retired and (not item.proves or any(form.find_field(name) for name in item.proves))


def _format_answers(form: Form, notice: Notice, start: ScaffoldContent) -> Iterator[str]:
    yield f"# {form.title}（{form.edition}）的填报数据"
    yield "# 冒号后面填内容，冒号与内容之间空一格；没有的填“无”，数字 0 就填 0，不能空着。"
    yield "# 以 # 开头的是说明，不会印出。填好后运行 docgen check，会逐条列出还缺什么。"
    yield f"form: {form.id}"
    yield f"notice: {notice.id}  # {notice.title}"
    if start.profiles:
        yield f"{PROFILES}: [{', '.join(format_scalar(name) for name in start.profiles)}]"
    if start.blanks:
        yield f"{BLANKS}: {start.blanks}"
    else:
        yield f"# {BLANKS}: {AnswerSource.ENTERPRISES.value}  # 去掉行首的“# ”，空着的栏目能由企业表和清单算出的都算"
    yield "answers:"
    for part in form.parts:
        lines = [line for field in part.fields for line in _format_field(field, form, start)]
        if lines:
            yield ""
            yield f"  # ════ {part.title} ════"
            yield from lines
    if notice.summary and any(notice.summary.iterate_questions()):
        yield ""
        yield from format_summary_section(notice.summary, start.summary)
    if start.averages:
        yield from ("", f"{AVERAGES}:")
        for name, average in start.averages.items():
            yield f"  {name}: {format_cells({'value': average.value, 'source': average.source})}"


def _format_field(field: Field, form: Form, start: ScaffoldContent) -> Iterator[str]:
    if isinstance(field, Narrative | Blank):
        return
    yield ""
    yield f"  # {describe_place(field, field.id)}"
    if field.hint:
        yield f"  #   （{field.hint}）"
    yield from (f"  #   {line}" for line in (*_describe_input(field), *_describe_extras(field)))
    yield from (f"  # {note}" for note in start.format_comments(field.id))
    yield from format_entry(field, form, start)


def _describe_input(field: Field) -> Iterator[str]:
    match field:
        case Text():
            yield "一行文字"
        case LongText():
            yield f"{field.limit}字以内；从下一行写起，每行前空 4 格"
        case Number() | Series():
            whole = "整数" if field.whole else "数字，最多两位小数"
            yield f"{'每年一个' * isinstance(field, Series)}{whole}，单位：{field.unit}{'，可以是负数' * field.signed}"
        case Choice():
            yield f"选一项：{' / '.join(field.options.values())}"
        case Choices():
            yield "可选多项：去掉所选各行开头的“# ”；都没有的，在冒号后填 无"
        case Matrix():
            yield f"每格一个整数，单位：{field.unit}；没有的填 0"
        case NamedList():
            yield "每行写一个名称，前面加“- ”；数量自动算出；没有的，在冒号后填 无"
        case Goals():
            yield f"各列依次为：{'、'.join(f'{name}（{label}）' for name, label in field.columns.items())}"
        case Narrative() | Blank():
            return
        case _:
            assert_never(field)


def _describe_extras(field: Field) -> Iterator[str]:
    """Yield the sources the answer can be computed from, and the evidence that is required beside it."""
    for source in AnswerSource:
        if source.can_compute(field):
            yield f"可以{source.words}：在冒号后写 {source.value}"
    if field.attach:
        yield "要附佐证材料或清单，见 evidence 文件夹"


def format_entry(field: Field, form: Form, start: ScaffoldContent) -> Iterator[str]:
    """Yield the lines of a field in application.yaml, without the comments above it."""
    value = start.answers.get(field.id)
    match field:
        case LongText():
            yield from _format_prose(field, value)
        case Series():
            cells = (f"{year}: {format_scalar(start.answers.get(f'{field.id}.{year}'))}" for year in form.years.actual)
            yield f"  {field.id}: {{{', '.join(cells)}}}"
        case Choice():
            yield f"  {field.id}: {format_scalar(field.options.get(str(value), value))}".rstrip()
        case Choices():
            chosen = list_texts(value)
            yield f"  {field.id}:{_format_nothing(value)}"
            for option, label in field.options.items():
                yield f"  - {format_scalar(label)}" if option in chosen else f"  # - {label}"
            yield from (f"  - {format_scalar(text)}" for text in chosen if text not in field.options)
        case Matrix():
            yield from _format_matrix(field, form, start.answers)
        case NamedList():
            yield f"  {field.id}:{f' {value}' if isinstance(value, str) else _format_nothing(value)}"
            yield from (f"  - {format_scalar(name)}" for name in list_texts(value))
        case Goals():
            yield from _format_goals(field, start)
        case _:
            yield f"  {field.id}: {format_scalar(value)}".rstrip()


def _format_prose(field: LongText, value: Value | None) -> Iterator[str]:
    if value is NOTHING:
        yield f"  {field.id}: {NOTHING}"
        return
    yield f"  {field.id}: |"
    yield from (f"    {line}" for line in str(value or "").splitlines())


def _format_matrix(field: Matrix, form: Form, answers: Answers) -> Iterator[str]:
    yield f"  {field.id}:"
    for year in form.years.actual:
        yield f"    {year}:"
        for row, label in field.rows.items():
            places = {column: f"{field.id}.{year}.{row}.{column}" for column in field.columns}
            cells = (
                f"{field.columns[column]}: {format_scalar(answers.get(place))}" for column, place in places.items()
            )
            yield f"      {label}: {{{', '.join(cells)}}}"


def _format_goals(field: Goals, start: ScaffoldContent) -> Iterator[str]:
    yield f"  {field.id}:"
    for direction in field.directions:
        yield f"    {direction.id}:  # {direction.label}"
        for indicator in direction.indicators:
            unit = f"，单位：{indicator.unit}" if indicator.unit else "，用文字"
            place = f"{field.id}.{direction.id}.{indicator.id}"
            values = {column: start.answers.get(f"{place}.{column}") for column in field.columns}
            yield from (f"      # {note}" for note in start.format_comments(place))
            yield f"      {indicator.id}: {format_cells(values)}  # {indicator.label}{unit}"
        if direction.own:
            yield from _format_own_rows(field, f"{field.id}.{direction.id}.own", start)


def _format_own_rows(field: Goals, place: str, start: ScaffoldContent) -> Iterator[str]:
    value = start.answers.get(place)
    names = ", ".join(f"{name}: " for name in field.columns)
    yield from (f"      # {note}" for note in start.format_comments(place))
    yield f"      own:{_format_nothing(value)}  # 自设指标，没有的填 无；有的每行一个：- {{label: 名称, {names}}}"
    for row in value if isinstance(value, tuple) else ():
        if isinstance(row, OwnRow):
            yield f"      - {format_cells({'label': row.label, **row.cells})}"


def format_cells(values: Mapping[str, Value | None]) -> str:
    """Return the values as a YAML mapping in braces."""
    return f"{{{', '.join(f'{name}: {format_scalar(value)}' for name, value in values.items())}}}"


def list_texts(value: Value | None) -> tuple[str, ...]:
    """Return the names, options or paragraphs of a value that is a list of texts; none for any other value."""
    return tuple(text for text in value if isinstance(text, str)) if isinstance(value, tuple) else ()


def _format_nothing(value: Value | None) -> str:
    """Return 无 with a space before it for a list that is known to be empty; "" for any other value."""
    return f" {NOTHING}" if value is NOTHING or value == () else ""


def format_scalar(value: Value | None) -> str:
    """Return the value as YAML text, quoted where needed; "" for a blank."""
    if isinstance(value, Decimal):
        return format_number(value)
    text = "" if value is None else str(value)
    if not text or (_PLAIN.match(text) and text not in _BLANK_WORDS):
        return text
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a YAML string as well


def format_plan(field: Narrative, start: ScaffoldContent) -> str:
    """Return the text of the plan (plan.md): the official headings with the paragraphs of ``start`` under them."""
    return "\n".join(_format_narrative(field, start)) + "\n"


def _format_narrative(field: Narrative, start: ScaffoldContent) -> Iterator[str]:
    yield f"<!-- {field.label}：全文 {field.limit} 字以内（不计标题）。 -->"
    yield "<!-- 在各标题下写正文，一行一段；标题不要改动、增减或调换。这样的说明不会印出。 -->"
    for section in field.sections:
        yield ""
        yield f"{'#' * section.level} {section.heading}"
        place = f"{field.id}.{section.id}"
        yield from (f"<!-- {note} -->" for note in start.format_comments(place))
        if section.text:
            yield ""
            yield from list_texts(start.answers.get(place)) or (WRITE_HERE,)


def _build_folder_name(item: EvidenceItem) -> str:
    """Return the number of the item and its official wording without bracketed additions.

    The wording is cut, since Windows limits a path to 260 characters.
    """
    words = re.sub(r"（[^（）]*）", "", item.title).rstrip("；。")
    return sanitize_name(f"{item.number.zfill(2)} {words[:_LONGEST_FOLDER_NAME]}")
