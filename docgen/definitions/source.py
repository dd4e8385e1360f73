"""Read a YAML or JSON file as located text: every scalar stays the text that was typed, with its line.

An ordinary YAML reader converts 020 to 16 and 12.10 to 12.1; here the form assigns the types later.
This is the only file that imports yaml.
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

from docgen.definitions.yaml_syntax import translate_syntax_error
from docgen.errors import InputError
from docgen.problems.problem import Problem, Where

NULLS = ("~", "null", "Null", "NULL")
"""Unquoted words of YAML for a missing value."""

LARGEST_FILE = 8 * 1024 * 1024
DEEPEST_NESTING = 32
MOST_NODES = 200_000
"""Keys and values of one file: a list of 5,000 entries with 20 columns has as many."""

# Characters that XML cannot hold, that are a line break for YAML but not for an editor, or that have no width.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff\ufffe\uffff]")
_REMOVED = re.compile(rf"\r(?=\n)|{_CONTROL.pattern}")
_JSON_ESCAPE = re.compile(r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|.)", re.DOTALL)
_PYYAML_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class Scalar:
    """One value as it was typed; ``quoted`` distinguishes "" from a missing value."""

    text: str
    line: int
    quoted: bool = False

    @property
    def is_blank(self) -> bool:
        """True where nothing was typed, or only YAML's null or ~."""
        return not self.text.strip() or (not self.quoted and self.text in NULLS)


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
    """A file that was read: its root node, and the problems of its encoding, characters and keys."""

    path: str
    root: Node
    problems: tuple[Problem, ...] = field(default=())


def read_source(path: Path, shown: str) -> Source:
    """Read the located text of a .yaml, .yml or .json file; ``shown`` is the name that messages use.

    Raises InputError (exit code 2, with the line) where the file cannot be read or is malformed.
    """
    text, problems = read_text(path, shown)
    return _build_source(text, shown, problems, is_json_name(path))


def is_json_name(path: Path | str) -> bool:
    """Return True where the file of that name is JSON, not YAML."""
    return Path(path).suffix.lower() == ".json"


def parse_source(data: bytes, shown: str) -> Source:
    """Parse the YAML in ``data``; raises what :func:`read_source` raises."""
    text, problems = _decode_text(data, shown)
    return _build_source(text, shown, problems)


def parse_text(text: str, shown: str) -> Source:
    """Parse the text of a .yaml, .yml or .json file called ``shown``; raises what :func:`read_source` raises."""
    plain, problems = _clean_lines(text, shown)
    return _build_source(plain, shown, problems, is_json_name(shown))


def _build_source(text: str, shown: str, problems: list[Problem], is_json: bool = False) -> Source:
    if is_json:
        text = _prepare_json(text, shown)
    reader = _SourceReader(shown)
    root = reader.read(text)
    return Source(shown, root, (*problems, *reader.problems))


def read_text(path: Path, shown: str) -> tuple[str, list[Problem]]:
    """Read a text file in any of the known encodings; return it without control characters, and the problems found."""
    return _decode_text(read_data(path, shown), shown)


def _decode_text(data: bytes, shown: str) -> tuple[str, list[Problem]]:
    text, encoding = _decode(data, shown)
    problems = []
    if encoding != "UTF-8":
        hint = "请用编辑器另存为 UTF-8 编码，避免个别字变成乱码。"
        problems.append(Problem("file.encoding", Where(shown), f"文件不是 UTF-8 编码，已按 {encoding} 读取。", hint))
    plain, found = _clean_lines(text, shown)
    return plain, [*problems, *found]


def _clean_lines(text: str, shown: str) -> tuple[str, list[Problem]]:
    plain = _unify_line_breaks(text)
    return _CONTROL.sub("", plain), list(_find_control_characters(plain, shown))


def clean_lines(text: str) -> str:
    """Return the text as a reader sees it: lines end with LF, and there are no control characters."""
    return _CONTROL.sub("", _unify_line_breaks(text))


def _unify_line_breaks(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def find_removed_characters(text: str) -> list[int]:
    """Return the positions of the characters of ``text`` that a reader does not see: CR before LF, and controls."""
    return [found.start() for found in _REMOVED.finditer(text)]


def clean_text(text: str, where: Where) -> tuple[str, list[Problem]]:
    """Remove control characters from a text; return it, and a problem where there were any."""
    plain = _unify_line_breaks(text)
    found = _CONTROL.findall(plain)
    return _CONTROL.sub("", plain), [_build_control_problem(found, where)] if found else []


def read_data(path: Path, shown: str) -> bytes:
    """Read the bytes of a file that a person wrote; raises InputError where it is no regular or readable file."""
    try:
        _refuse_special_file(path.stat(), shown)
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("找不到这个文件。", remedy="请检查路径，或用 docgen new 新建。", path=shown) from None
    except OSError as error:
        raise InputError.of_system(error, "文件无法读取：{}。", "请检查权限。", shown) from None


def _refuse_special_file(found: os.stat_result, shown: str) -> None:
    """Raise InputError for a folder, a device or a pipe (reading one could block), or a file over the size limit."""
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


def decode_exactly(data: bytes, shown: str) -> tuple[str, str]:
    """Return the text with all its characters, also a byte order mark, and the codec that turns it into ``data`` again.

    Raises InputError where the encoding is unknown, or does not give the same bytes again.
    """
    codec = _decode(data, shown)[1]
    if codec == "UTF-16":
        is_big = data.startswith(b"\xfe\xff") or not (data.startswith(b"\xff\xfe") or _is_text(data, "utf-16-le"))
        codec = "utf-16-be" if is_big else "utf-16-le"
    text = data.decode(codec)
    if text.encode(codec) == data:
        return text, codec
    remedy = "请用编辑器打开，另存为 UTF-8。"
    raise InputError("这个编码的文件不能只改一处而别的字节不变，没有改动。", remedy=remedy, path=shown)


def _decode(data: bytes, shown: str) -> tuple[str, str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates = [("utf-16", "UTF-16")]
    elif b"\0" in data:
        # Other texts have no zero byte, and GB18030 would make characters of nearly any bytes.
        candidates = [(codec, "UTF-16") for codec in ("utf-16-le", "utf-16-be") if _is_text(data, codec)]
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


def _is_text(data: bytes, codec: str) -> bool:
    """Return whether the bytes are characters of one line or more in that encoding, and nothing that is not printed."""
    try:
        lines = data.decode(codec).splitlines()
    except UnicodeDecodeError:
        return False
    return len(lines) > 1 and all(line.replace("\t", " ").isprintable() for line in lines)


def _find_control_characters(text: str, shown: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), 1):
        if found := _CONTROL.findall(line):
            yield _build_control_problem(found, Where(shown, number))


def _build_control_problem(found: list[str], where: Where) -> Problem:
    codes = "、".join(f"U+{ord(character):04X}" for character in dict.fromkeys(found))
    message = f"这一行有 {len(found)} 个看不见的控制字符（{codes}），已去掉。"
    hint = "多半是从 Word 粘贴来的手动换行符等，请核对这一行的文字是否完整。"
    return Problem("file.control-character", where, message, hint)


def _prepare_json(text: str, shown: str) -> str:
    """Check JSON and adapt it for the YAML reader: only tabs between values and \\ud83d\\ude00 pairs are not YAML."""
    try:
        json.loads(text, parse_int=str, parse_float=str)  # numbers stay text: Python refuses 5,000 digits
    except json.JSONDecodeError as error:
        raise InputError(
            f"不是有效的 JSON：第 {error.colno} 列附近读不下去。",
            remedy="请检查是否少了引号、逗号或括号。",
            path=shown,
            line=error.lineno,
        ) from None
    except RecursionError:
        raise InputError("括号嵌套过深。", remedy="请检查文件是否损坏。", path=shown) from None
    return _JSON_ESCAPE.sub(_join_surrogates, text.replace("\t", " "))


def _join_surrogates(escape: re.Match[str]) -> str:
    if escape[1] is None:
        return escape[0]
    return bytes.fromhex(escape[1] + escape[2]).decode("utf-16-be")


class _SourceReader:
    """A builder of nodes from the events of the parser; of two equal keys the first counts, with a problem."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.problems: list[Problem] = []
        self._left = MOST_NODES

    def read(self, text: str) -> Node:
        """Read the root node of the one document in ``text``."""
        try:
            events = iter(yaml.parse(text, Loader=_PYYAML_LOADER))
            for event in events:
                if isinstance(event, yaml.NodeEvent):
                    root = self._read_node(event, events, 0)
                    self._check_single_document(events)
                    return root
        except yaml.MarkedYAMLError as error:
            raise translate_syntax_error(error, text, self.shown) from None
        except yaml.YAMLError as error:
            raise InputError(f"文件里有无法识别的字符：{error}", path=self.shown) from None
        return Scalar("", 1)

    def _check_single_document(self, events: Iterator[yaml.Event]) -> None:
        for event in events:
            if isinstance(event, yaml.NodeEvent):
                raise InputError(
                    "文件里有不止一份数据（用 --- 隔开）。",
                    remedy="请只保留一份。",
                    path=self.shown,
                    line=_get_line(event),
                )

    def _read_node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Node:
        line = _get_line(event)
        self._left -= 1
        if self._left < 0:
            message = f"里面的条目超过 {MOST_NODES // 10_000} 万个，没有读取。"
            raise InputError(message, remedy="请删去多余的内容。", path=self.shown, line=line)
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
            return Listing(tuple(self._read_items(events, depth)), line)
        return self._read_table(events, depth, line)

    def _clean(self, text: str, line: int) -> str:
        """Remove the control characters that escapes such as \\u000b added."""
        if found := _CONTROL.findall(text):
            self.problems.append(_build_control_problem(found, Where(self.shown, line)))
        return _unify_line_breaks(_CONTROL.sub("", text))

    def _read_items(self, events: Iterator[yaml.Event], depth: int) -> Iterator[Node]:
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._read_node(event, events, depth + 1)

    def _read_table(self, events: Iterator[yaml.Event], depth: int, line: int) -> Table:
        entries: dict[str, Node] = {}
        lines: dict[str, int] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self._read_key(event, events, depth)
            value = self._read_node(next(events), events, depth + 1)
            if key.text in entries:
                self._report_duplicate(key, lines[key.text])
                continue
            entries[key.text], lines[key.text] = value, key.line
        return Table(entries, lines, line)

    def _read_key(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Scalar:
        key = self._read_node(event, events, depth + 1)
        if not isinstance(key, Scalar):
            raise InputError("冒号前面应是栏目名称。", path=self.shown, line=key.line)
        return key

    def _report_duplicate(self, key: Scalar, first: int) -> None:
        self.problems.append(
            Problem(
                "file.duplicate-key",
                Where(self.shown, key.line, key.text),
                f"“{key.text}”填了两次，第一次在第 {first} 行。",
                "请只保留一处；目前按第一处计。",
            )
        )


def _get_line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0
