"""Reads a YAML or JSON file as located text: every scalar stays the text that was typed, with its line.

A plain YAML reader turns 020 into 16 and 12.10 into 12.1; here types are given later, by the form.
The one file that imports yaml.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from docgen.definitions.yaml_syntax import syntax_error
from docgen.errors import InputError, reason
from docgen.problems.problem import Problem, Where

LARGEST_FILE = 8 * 1024 * 1024
DEEPEST_NESTING = 32

# What XML cannot hold, what YAML takes for a line break and an editor does not, and what has no width at all.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff\ufffe\uffff]")
_JSON_ESCAPE = re.compile(r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|.)", re.DOTALL)
_PYYAML_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class Scalar:
    """One value as it was typed; ``quoted`` tells "" from nothing at all."""

    text: str
    line: int
    quoted: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed (YAML's null and ~ included)."""
        return not self.text.strip() or (not self.quoted and self.text in ("~", "null", "Null", "NULL"))


@dataclass(frozen=True)
class Listing:
    """A sequence of nodes."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True)
class Table:
    """A mapping of keys to nodes, in the order typed."""

    entries: Mapping[str, Node]
    key_lines: Mapping[str, int]
    line: int


Node = Scalar | Listing | Table


@dataclass(frozen=True)
class Source:
    """A file that was read: its root node and what was odd about the file."""

    path: str
    root: Node
    problems: tuple[Problem, ...] = field(default=())


def read_source(path: Path, shown: str) -> Source:
    """The located text of a .yaml, .yml or .json file; ``shown`` is the name that messages use.

    Raises InputError (exit code 2, with the line) where the file cannot be read as such.
    """
    text, problems = read_text(path, shown)
    if path.suffix.lower() == ".json":
        text = _checked_json(text, shown)
    return _located(text, shown, problems)


def source_of(data: bytes, shown: str) -> Source:
    """The located text of the YAML in ``data``; as :func:`read_source` otherwise."""
    text, problems = _text_of(data, shown)
    return _located(text, shown, problems)


def _located(text: str, shown: str, problems: list[Problem]) -> Source:
    reader = _Reader(shown)
    root = reader.read(text)
    return Source(shown, root, (*problems, *reader.problems))


def read_text(path: Path, shown: str) -> tuple[str, list[Problem]]:
    """The text of a file, whatever its encoding, without control characters, and what was odd about it."""
    return _text_of(read_data(path, shown), shown)


def _text_of(data: bytes, shown: str) -> tuple[str, list[Problem]]:
    text, encoding = _decoded(data, shown)
    problems = []
    if encoding != "UTF-8":
        hint = "请用编辑器另存为 UTF-8 编码，避免个别字变成乱码。"
        problems.append(Problem("file.encoding", Where(shown), f"文件不是 UTF-8 编码，已按 {encoding} 读取。", hint))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text), [*problems, *_control_characters(text, shown)]


def cleaned(text: str, where: Where) -> tuple[str, list[Problem]]:
    """A text from elsewhere as a file of answers holds it: without control characters, and what that took away."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    found = _CONTROL.findall(plain)
    return _CONTROL.sub("", plain), [_control_problem(found, where)] if found else []


def read_data(path: Path, shown: str) -> bytes:
    """The bytes of a file that somebody typed; InputError where it is no such file or cannot be read."""
    try:
        _refuse_what_is_no_data(path.stat(), shown)
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("找不到这个文件。", remedy="请检查路径，或用 docgen new 新建。", path=shown) from None
    except OSError as error:
        raise InputError(f"文件无法读取：{reason(error)}。", remedy="请检查权限。", path=shown) from None


def _refuse_what_is_no_data(found: os.stat_result, shown: str) -> None:
    """A folder, a device or a pipe (reading one could wait for ever), or far more than anyone types."""
    if stat.S_ISDIR(found.st_mode):
        raise InputError("这是一个文件夹，不是文件。", path=shown)
    if not stat.S_ISREG(found.st_mode):
        raise InputError("这不是一个普通的文件，没有读取。", remedy="请换成真正的文件。", path=shown)
    if found.st_size > LARGEST_FILE:
        raise InputError(
            f"文件有 {found.st_size / 1048576:.0f} MB，超过 {LARGEST_FILE // 1048576} MB 的上限，不像是填报数据。",
            remedy="请检查是否放错了文件。",
            path=shown,
        )


def _decoded(data: bytes, shown: str) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = [("utf-16", "UTF-16")]
    elif b"\0" in data:
        candidates = []  # no text has a zero byte; GB18030 would make characters of nearly any bytes
    else:
        candidates = [("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")]
    for codec, name in candidates:
        try:
            return data.decode(codec), name
        except UnicodeDecodeError:
            continue
    raise InputError(
        "文件既不是 UTF-8 也不是 GB18030 编码，读不出文字。",
        remedy="请检查是否放错了文件；如是文本，请用编辑器打开后另存为 UTF-8。",
        path=shown,
    )


def _control_characters(text: str, shown: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), 1):
        if found := _CONTROL.findall(line):
            yield _control_problem(found, Where(shown, number))


def _control_problem(found: list[str], where: Where) -> Problem:
    codes = "、".join(f"U+{ord(character):04X}" for character in dict.fromkeys(found))
    message = f"这一行有 {len(found)} 个看不见的控制字符（{codes}），已去掉。"
    hint = "多半是从 Word 粘贴来的手动换行符等，请核对这一行的文字是否完整。"
    return Problem("file.control-character", where, message, hint)


def _checked_json(text: str, shown: str) -> str:
    """The same text, fit for the YAML reader: JSON is YAML but for tabs between values and \\ud83d\\ude00 pairs."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            f"不是有效的 JSON：第 {error.colno} 列附近读不下去。",
            remedy="请检查是否少了引号、逗号或括号。",
            path=shown,
            line=error.lineno,
        ) from None
    except RecursionError:
        raise InputError("括号嵌套过深。", remedy="请检查文件是否损坏。", path=shown) from None
    return _JSON_ESCAPE.sub(_joined_pair, text.replace("\t", " "))


def _joined_pair(escape: re.Match[str]) -> str:
    if escape[1] is None:
        return escape[0]
    return bytes.fromhex(escape[1] + escape[2]).decode("utf-16-be")


class _Reader:
    """Turns the parser's events into nodes; refuses aliases, keeps the first of two equal keys and says so."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.problems: list[Problem] = []

    def read(self, text: str) -> Node:
        """The root node of the one document in ``text``."""
        try:
            events = iter(yaml.parse(text, Loader=_PYYAML_LOADER))
            for event in events:
                if isinstance(event, yaml.NodeEvent):
                    root = self._node(event, events, 0)
                    self._nothing_follows(events)
                    return root
        except yaml.MarkedYAMLError as error:
            raise syntax_error(error, text, self.shown) from None
        except yaml.YAMLError as error:
            raise InputError(f"文件里有无法识别的字符：{error}", path=self.shown) from None
        return Scalar("", 1)

    def _nothing_follows(self, events: Iterator[yaml.Event]) -> None:
        for event in events:
            if isinstance(event, yaml.NodeEvent):
                raise InputError(
                    "文件里有不止一份数据（用 --- 隔开）。",
                    remedy="请只保留一份。",
                    path=self.shown,
                    line=_line(event),
                )

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        line = _line(event)
        if depth > DEEPEST_NESTING:
            raise InputError("嵌套过深。", remedy="请检查缩进或括号。", path=self.shown, line=line)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise InputError(
                "不能用 YAML 的锚点（&）和引用（*）。",
                remedy="以 & 或 * 开头的文字请加引号；重复的内容请直接写出来。",
                path=self.shown,
                line=line,
            )
        if getattr(event, "tag", None):
            raise InputError(
                "不能用 YAML 的类型标记（!）。", remedy="以“!”开头的文字请加引号。", path=self.shown, line=line
            )
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(self._clean(event.value, line), line, bool(event.style))
        if isinstance(event, yaml.SequenceStartEvent):
            return Listing(tuple(self._items(events, depth)), line)
        return self._table(events, depth, line)

    def _clean(self, text: str, line: int) -> str:
        """The text without the control characters that escapes such as \\u000b brought in again."""
        if found := _CONTROL.findall(text):
            self.problems.append(_control_problem(found, Where(self.shown, line)))
        return _CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")

    def _items(self, events: Iterator[yaml.Event], depth: int) -> Iterator[Node]:
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._node(event, events, depth + 1)

    def _table(self, events: Iterator[yaml.Event], depth: int, line: int) -> Table:
        entries: dict[str, Node] = {}
        lines: dict[str, int] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._key(event, events, depth)
            value = self._node(next(events), events, depth + 1)
            if key.text in entries:
                self._twice(key, lines[key.text])
                continue
            entries[key.text], lines[key.text] = value, key.line
        return Table(entries, lines, line)

    def _key(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Scalar:
        key = self._node(event, events, depth + 1)
        if not isinstance(key, Scalar):
            raise InputError("冒号前面应是栏目名称。", path=self.shown, line=key.line)
        return key

    def _twice(self, key: Scalar, first: int) -> None:
        self.problems.append(
            Problem(
                "file.duplicate-key",
                Where(self.shown, key.line, key.text),
                f"“{key.text}”填了两次，第一次在第 {first} 行。",
                "请只保留一处；目前按第一处计。",
            )
        )


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0
