"""Writes a folder to start from: every field with its label, unit, limit and options as comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import assert_never

from docgen.application.evidence import FOLDER
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
    name_of,
)
from docgen.definitions.notice import EvidenceItem, Notice
from docgen.errors import OutputError, reason

_LONGEST_FOLDER_NAME = 40


def write_scaffold(folder: Path, form: Form, notice: Notice) -> tuple[Path, ...]:
    """Write the files and evidence folders of a new application; what is already there is never touched.

    Raises OutputError where ``folder`` has files already or cannot be written.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise OutputError("这里已经有文件，没有改动任何东西。", remedy="请换一个新的文件夹名。", path=folder)
        folder.mkdir(parents=True, exist_ok=True)
        written = [folder / "application.yaml"]
        written[0].write_text("\n".join(_answers(form, notice)) + "\n", encoding="utf-8")
        for field in form.fields.values():
            if isinstance(field, Narrative):
                written.append(folder / f"{field.id}.md")
                written[-1].write_text("\n".join(_narrative(field)) + "\n", encoding="utf-8")
        for item in notice.items():
            (folder / FOLDER / _folder_name(item)).mkdir(parents=True)
    except OSError as error:
        raise OutputError(f"写不进去：{reason(error)}。", remedy="请检查磁盘和权限。", path=folder) from None
    return tuple(written)


def _answers(form: Form, notice: Notice) -> Iterator[str]:
    yield f"# {form.title}（{form.edition}）的填报数据"
    yield "# 冒号后面填内容，冒号与内容之间空一格；没有的填“无”，数字 0 就填 0，不能空着。"
    yield "# 以 # 开头的是说明，不会印出。填好后运行 docgen check，会逐条列出还缺什么。"
    yield f"form: {form.id}"
    yield f"notice: {notice.id}  # {notice.title}"
    yield "answers:"
    for part in form.parts:
        lines = [line for field in part.fields for line in _field(field, form)]
        if lines:
            yield ""
            yield f"  # ════ {part.title} ════"
            yield from lines


def _field(field: Field, form: Form) -> Iterator[str]:
    if isinstance(field, Narrative | Blank):
        return
    yield ""
    yield f"  # {name_of(field, field.id)}"
    if field.hint:
        yield f"  #   （{field.hint}）"
    yield from (f"  #   {line}" for line in _how(field))
    yield from _empty(field, form)


def _how(field: Field) -> Iterator[str]:
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
    if field.attach:
        yield "要附佐证材料或清单，见 evidence 文件夹"


def _empty(field: Field, form: Form) -> Iterator[str]:
    match field:
        case LongText():
            yield f"  {field.id}: |"
        case Series():
            yield f"  {field.id}: {{{', '.join(f'{year}: ' for year in form.years.actual)}}}"
        case Choices():
            yield f"  {field.id}:"
            yield from (f"  # - {label}" for label in field.options.values())
        case Matrix():
            columns = ", ".join(f"{label}: " for label in field.columns.values())
            yield f"  {field.id}:"
            for year in form.years.actual:
                yield f"    {year}:"
                yield from (f"      {label}: {{{columns}}}" for label in field.rows.values())
        case Goals():
            yield from _empty_goals(field)
        case _:
            yield f"  {field.id}:"


def _empty_goals(field: Goals) -> Iterator[str]:
    columns = ", ".join(f"{name}: " for name in field.columns)
    yield f"  {field.id}:"
    for direction in field.directions:
        yield f"    {direction.id}:  # {direction.label}"
        for indicator in direction.indicators:
            unit = f"，单位：{indicator.unit}" if indicator.unit else "，用文字"
            yield f"      {indicator.id}: {{{columns}}}  # {indicator.label}{unit}"
        if direction.own:
            yield f"      own:  # 自设指标，没有的填 无；有的每行一个：- {{label: 名称, {columns}}}"


def _narrative(field: Narrative) -> Iterator[str]:
    yield f"<!-- {field.label}：全文 {field.limit} 字以内（不计标题）。 -->"
    yield "<!-- 在各标题下写正文，一行一段；标题不要改动、增减或调换。这样的说明不会印出。 -->"
    for section in field.sections:
        yield ""
        yield f"{'#' * section.level} {section.heading}"
        if section.text:
            yield ""
            yield "<!-- 在这里写 -->"


def _folder_name(item: EvidenceItem) -> str:
    """The item's number and its official wording, short enough for Windows and without what brackets add."""
    words = re.sub(r"（[^（）]*）", "", item.title).rstrip("；。")
    return f"{item.number.zfill(2)} {words[:_LONGEST_FOLDER_NAME]}".rstrip()
