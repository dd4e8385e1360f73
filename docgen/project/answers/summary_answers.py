"""Read the answers for the 推荐汇总表 that the form does not ask (section ``summary:``)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from docgen.definitions.notice import SummaryColumn, SummaryTable
from docgen.definitions.source import Node, Scalar, Table
from docgen.errors import suggest_nearest
from docgen.problems.problem import Problem, Where

SECTION = "summary"


@dataclass(frozen=True)
class SummaryAnswers:
    """The answers of the section by question, their lines by ``summary.<question>``, and the problems of reading."""

    values: Mapping[str, str]
    lines: Mapping[str, int]
    problems: tuple[Problem, ...]


def read_summary(node: Node | None, table: SummaryTable | None, path: str) -> SummaryAnswers:
    """Read the section ``summary:``; blanks are left out, a name that is no question of ``table`` is a problem."""
    if node is None or (isinstance(node, Scalar) and node.is_blank):
        return SummaryAnswers({}, {}, ())
    if table is None:
        message = f"这份通知没有推荐汇总表的格式，{SECTION}: 之下的内容用不上。"
        note = Problem("summary.not-asked", Where(path, node.line, SECTION), message, "可以留着，也可以删去。")
        return SummaryAnswers({}, {}, (note,))
    if not isinstance(node, Table):
        hint = f"{SECTION}: 之下每行写一项“名称: 内容”，前面空 2 格。"
        return SummaryAnswers({}, {}, (_build_shape_problem(Where(path, node.line, SECTION), hint),))
    reader = _SummaryReader(path, {column.ask: column for column in table.iterate_questions()})
    for name, value in node.entries.items():
        reader.read(name, value, node.key_lines[name])
    return SummaryAnswers(reader.values, {SECTION: node.line, **reader.lines}, tuple(reader.problems))


class _SummaryReader:
    def __init__(self, path: str, questions: Mapping[str, SummaryColumn]) -> None:
        self.path = path
        self.iterate_questions = questions
        self.values: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []

    def read(self, name: str, node: Node, line: int) -> None:
        """Read one answer of the section; an unknown name is a problem."""
        slot = f"{SECTION}.{name}"
        where = Where(self.path, line, slot)
        if name not in self.iterate_questions:
            message = f"推荐汇总表没有“{name}”这一项。"
            hint = suggest_nearest(name, self.iterate_questions, f"可填：{' / '.join(self.iterate_questions)}。")
            self.problems.append(Problem("summary.unknown", where, message, hint))
            return
        self.lines[slot] = line
        if not isinstance(node, Scalar):
            self.problems.append(_build_shape_problem(where, "这里应是文字。"))
        elif not node.is_blank:
            self.values[name] = node.text.replace("\t", " ").strip()


def _build_shape_problem(where: Where, hint: str) -> Problem:
    return Problem("summary.shape", where, "填写的形式不对。", hint)


def format_summary_section(table: SummaryTable, answers: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of the section: each question with its heading, limit and hint as comments, and its answer."""
    yield f"# ════ 推荐汇总表：{table.title} ════"
    yield "# 这几项申报表里没有，是汇总表另外问的；集群名称等照申报表印，不用再填。"
    yield f"{SECTION}:"
    for column in table.iterate_questions():
        optional = "（可不填）" if column.of else ""
        yield f"  # {column.label}{optional}"
        limit = [f"{column.limit}字以内；从下一行写起，每行前空 4 格"] if column.limit else []
        yield from (f"  #   {line}" for line in (*limit, column.hint) if line)
        yield from _format_answer(column, answers.get(column.ask, ""))


def _format_answer(column: SummaryColumn, text: str) -> Iterator[str]:
    """Yield the answer as YAML; a text with a limit as a block of lines."""
    if column.limit:  # a block needs no quotes, and prose may have quotation marks and colons
        yield f"  {column.ask}: |"
        yield from (f"    {line}" for line in text.split("\n") if text)
    else:
        yield f"  {column.ask}:{f' {json.dumps(text, ensure_ascii=False)}' if text else ''}"
