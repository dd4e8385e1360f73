"""Turns located text into the typed, frozen objects of the definitions, and says file and line of what does not fit."""

from __future__ import annotations

import difflib
import re
from typing import Any, TypeVar, get_args, get_type_hints

import msgspec

from docgen.definitions.source import Listing, Node, Scalar, Source, Table
from docgen.errors import DefinitionError

T = TypeVar("T")

_PLACE = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`$")
_STEP = re.compile(r"\.(?P<key>[^.\[\]]+)|\[(?P<index>\d+|\.\.\.)\]")
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<name>[^`]*)`")
_MISSING = re.compile(r"Object missing required field `(?P<name>[^`]*)`")
_WRONG_KIND = re.compile(r"Expected `(?P<wanted>[^`]*)`, got `(?P<found>[^`]*)`")
_WRONG_VALUE = re.compile(r"Invalid (?:enum )?value '?(?P<value>[^']*)'?")
_KINDS = {
    "str": "文字",
    "int": "整数",
    "bool": "“true”或“false”",
    "decimal": "数字",
    "date": "日期（如 2022-10-14）",
    "array": "列表",
    "object": "“键: 值”",
    "null": "空白",
}


def decode(source: Source, kind: type[T]) -> T:
    """The object of type ``kind`` that the file describes.

    Raises DefinitionError (exit code 3) naming file, line and, for an unknown key, the nearest known one.
    """
    if source.problems:
        first = source.problems[0]
        raise DefinitionError(first.message, remedy=first.hint, path=source.path, line=first.where.line)
    try:
        return msgspec.convert(plain(source.root), kind, strict=False)
    except msgspec.ValidationError as error:
        raise _located(error, source, kind) from None


def plain(node: Node) -> Any:
    """The node as dicts, lists and strings; a blank is None."""
    match node:
        case Scalar():
            return None if node.is_blank else node.text
        case Listing():
            return [plain(item) for item in node.items]
        case Table():
            return {key: plain(value) for key, value in node.entries.items()}


def node_at(root: Node, path: str) -> Node:
    """The deepest node on ``path`` (such as ``.parts[2].fields[0]``) that is there."""
    node = root
    for step in _STEP.finditer(path):
        if isinstance(node, Table) and step["key"] in node.entries:
            node = node.entries[step["key"]]
        elif isinstance(node, Listing) and (step["index"] or "").isdigit():
            node = node.items[int(step["index"])]
        else:
            break
    return node


def _located(error: msgspec.ValidationError, source: Source, kind: type) -> DefinitionError:
    text = str(error)
    place = _PLACE.search(text)
    node = node_at(source.root, place["path"] if place else "")
    line = node.line
    message = _PLACE.sub("", text)
    remedy = ""
    if unknown := _UNKNOWN.search(message):
        name = unknown["name"]
        if isinstance(node, Table):
            line = node.key_lines.get(name, line)
        message, remedy = f"不认识的键“{name}”。", _nearest(name, _known_keys(kind))
    elif missing := _MISSING.search(message):
        message = f"缺少必需的键“{missing['name']}”。"
    elif wrong := _WRONG_KIND.search(message):
        wanted, found = (_in_chinese(types) for types in wrong.groups())
        message = f"这里应是{wanted}，现在是{found}。"
    elif "date" in message:
        message = f"这里应是{_KINDS['date']}。"
    elif (value := _WRONG_VALUE.search(message)) and isinstance(node, Scalar):
        message, remedy = f"不认识的值“{value['value']}”。", _nearest(value["value"], _known_values(kind))
    else:
        message = f"内容与定义的格式不符：{message}"
    return DefinitionError(message, remedy=remedy, path=source.path, line=line)


def _in_chinese(types: str) -> str:
    """The name of a type, without the blank that an optional value may be."""
    names = types.split(" | ")
    return "、".join(_KINDS.get(name, name) for name in names if name != "null" or names == ["null"])


def _nearest(name: str, known: set[str]) -> str:
    close = difflib.get_close_matches(name, sorted(known), 1, 0.5)
    return f"是不是“{close[0]}”？" if close else f"可用的有：{'、'.join(sorted(known))}。"


def _known_keys(kind: Any, seen: frozenset[Any] = frozenset()) -> set[str]:
    """Every key that the model knows anywhere below ``kind``."""
    if kind in seen:
        return set()
    seen |= {kind}
    keys: set[str] = set()
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        hints = get_type_hints(kind)
        keys |= set(kind.__struct_encode_fields__)
        nested = [hints[name] for name in kind.__struct_fields__]
    else:
        nested = [argument for argument in get_args(kind) if not isinstance(argument, str)]
    return keys.union(*(_known_keys(one, seen) for one in nested))


def _known_values(kind: Any, seen: frozenset[Any] = frozenset()) -> set[str]:
    """Every value of a closed set, tags of kinds included, that the model knows anywhere below ``kind``."""
    if kind in seen:
        return set()
    seen |= {kind}
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        tag = kind.__struct_config__.tag
        hints = get_type_hints(kind)
        nested = [hints[name] for name in kind.__struct_fields__]
        return set({tag} if isinstance(tag, str) else ()).union(*(_known_values(one, seen) for one in nested))
    values = {argument for argument in get_args(kind) if isinstance(argument, str)}
    return values.union(*(_known_values(one, seen) for one in get_args(kind) if not isinstance(one, str)))
