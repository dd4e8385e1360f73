"""Read the answers for the 推荐汇总表 that the form does not ask (section ``summary:``), and find its folders."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from docgen.definitions.notice import SummaryColumn, SummaryTable
from docgen.definitions.source import Node, Scalar, Table
from docgen.errors import InputError, reason, suggest_nearest
from docgen.problems.problem import Problem, Where

SECTION = "summary"


@dataclass(frozen=True)
class SummaryAnswers:
    """The answers of the section by question, their lines by ``summary.<question>``, and the problems of reading."""

    values: Mapping[str, str]
    lines: Mapping[str, int]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class FoundFolders:
    """The application folders in the order of the table, and a note for each folder that was skipped."""

    folders: tuple[Path, ...]
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
    reader = _SummaryReader(path, {column.ask: column for column in table.questions()})
    for name, value in node.entries.items():
        reader.read(name, value, node.key_lines[name])
    return SummaryAnswers(reader.values, {SECTION: node.line, **reader.lines}, tuple(reader.problems))


class _SummaryReader:
    def __init__(self, path: str, questions: Mapping[str, SummaryColumn]) -> None:
        self.path = path
        self.questions = questions
        self.values: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []

    def read(self, name: str, node: Node, line: int) -> None:
        """Read one answer of the section; an unknown name is a problem."""
        slot = f"{SECTION}.{name}"
        where = Where(self.path, line, slot)
        if name not in self.questions:
            message = f"推荐汇总表没有“{name}”这一项。"
            hint = suggest_nearest(name, self.questions, f"可填：{' / '.join(self.questions)}。")
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
    for column in table.questions():
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


def find_application_folders(given: Iterable[Path], answer_files: Iterable[str]) -> FoundFolders:
    """Find the application folders: each given folder, or instead those directly inside it, sorted by name.

    Raises InputError where a given folder neither is nor contains one, or where a folder is given twice.
    """
    names = tuple(answer_files)
    folders: list[Path] = []
    problems: list[Problem] = []
    for folder in given:
        inside, skipped = _find_inside(folder, names)
        folders += inside
        problems += (_report_skipped(path, names) for path in skipped)
    _refuse_duplicates(folders)
    return FoundFolders(tuple(folders), tuple(problems))


def _find_inside(folder: Path, names: tuple[str, ...]) -> tuple[list[Path], list[Path]]:
    try:
        if not folder.is_dir():
            raise InputError("没有这个文件夹。", remedy="请检查路径。", path=folder)
        if _is_application(folder, names):
            return [folder], []
        below = sorted(path for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
        found = [path for path in below if _is_application(path, names)]
    except OSError as error:
        raise InputError(f"文件夹读不了：{reason(error)}。", remedy="请检查路径和权限。", path=folder) from None
    if not found:
        remedy = "请指明一个申报文件夹，或者装着几个申报文件夹的文件夹。"
        raise InputError(f"里面没有 {names[0]}，下一层的文件夹里也没有。", remedy=remedy, path=folder)
    return found, [path for path in below if path not in found]


def _is_application(folder: Path, names: tuple[str, ...]) -> bool:
    return any((folder / name).is_file() for name in names)


def _report_skipped(folder: Path, names: tuple[str, ...]) -> Problem:
    message = f"文件夹“{folder.name}”里没有 {names[0]}，没有列入汇总表。"
    return Problem("summary.folder-skipped", Where(folder.as_posix()), message, "如果它也是一个集群，请检查文件名。")


def _refuse_duplicates(folders: list[Path]) -> None:
    seen: set[Path] = set()
    for folder in folders:
        if folder.resolve() in seen:  # resolved, since a link or “..” can give one folder two names
            raise InputError("这个申报文件夹给了两次。", remedy="请每个只给一次。", path=folder)
        seen.add(folder.resolve())
