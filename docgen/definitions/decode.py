"""Decode located text into the typed, frozen objects of the definitions; errors name the file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from typing import Any, TypeVar, get_args, get_type_hints

import msgspec

from docgen.definitions.source import Listing, Node, Scalar, Source, Table
from docgen.errors import DefinitionError, suggest_nearest
from docgen.strict_struct import convert_content

T = TypeVar("T")

_PLACE = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`$")
_STEP = re.compile(r"\.(?P<key>[^.\[\]]+)|\[(?P<index>\d+|\.\.\.)\]")
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<name>[^`]*)`")
_MISSING = re.compile(r"Object missing required field `(?P<name>[^`]*)`")
_WRONG_KIND = re.compile(r"Expected `(?P<wanted>[^`]*)`, got `(?P<found>[^`]*)`")
_TOO_SMALL = re.compile(r"Expected `int` >= (?P<least>\d+)")
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
    """Decode the object of type ``kind`` that the file describes.

    Raises DefinitionError (exit code 3) naming file, line and, for an unknown key, the nearest known one.
    """
    if source.problems:
        first = source.problems[0]
        raise DefinitionError(first.message, remedy=first.hint, path=source.path, line=first.where.line)
    try:
        return convert_content(convert_node(source.root), kind)
    except msgspec.ValidationError as error:
        raise _translate_error(error, source, kind) from None


def convert_node(node: Node) -> Any:
    """Convert the node to dicts, lists and strings; a blank becomes None."""
    match node:
        case Scalar():
            return None if node.is_blank else node.text
        case Listing():
            return [convert_node(item) for item in node.items]
        case Table():
            return {key: convert_node(value) for key, value in node.entries.items()}


def find_node(root: Node, path: str) -> Node:
    """Find the deepest existing node on ``path``, such as ``.parts[2].fields[0]``."""
    node = root
    for step in _STEP.finditer(path):
        if isinstance(node, Table) and step["key"] in node.entries:
            node = node.entries[step["key"]]
        elif isinstance(node, Listing) and (step["index"] or "").isdecimal():
            node = node.items[int(step["index"])]
        else:
            break
    return node


def _translate_error(error: msgspec.ValidationError, source: Source, kind: type) -> DefinitionError:
    text = str(error)
    place = _PLACE.search(text)
    path = place["path"] if place else ""
    node = _find_faulty_node(text, path, source, kind)
    line = node.line
    message = _PLACE.sub("", text)
    remedy = ""
    if unknown := _UNKNOWN.search(message):
        name = unknown["name"]
        if isinstance(node, Table):
            line = node.key_lines.get(name, line)
        message, remedy = f"不认识的键“{name}”。", _suggest_name(name, _list_known_keys(kind))
    elif (value := _WRONG_VALUE.search(message)) and isinstance(node, Scalar) and "date" not in message:
        key = next((step["key"] for step in reversed(list(_STEP.finditer(path))) if step["key"]), "")
        message, remedy = (
            f"不认识的值“{value['value']}”。",
            _suggest_name(value["value"], _list_known_values(kind, key)),
        )
    else:
        message = _translate_message(message, error)
    return DefinitionError(message, remedy=remedy, path=source.path, line=line)


def _find_faulty_node(text: str, path: str, source: Source, kind: type) -> Node:
    """Find the node on ``path``; at a step ``[...]``, where msgspec does not name the key, try each entry alone."""
    before, unnamed, after = path.partition("[...]")
    table = find_node(source.root, before)
    if unnamed and isinstance(table, Table):
        content = convert_node(source.root)
        alone = _get_value(content, before)
        entries = dict(alone)
        for key, value in entries.items():
            alone.clear()
            alone[key] = value
            if _find_fault(content, kind) == text:
                return find_node(table.entries[key], after)
    return find_node(source.root, path)


def _get_value(content: Any, path: str) -> Any:
    for step in _STEP.finditer(path):
        content = content[step["key"] or int(step["index"])]
    return content


def _find_fault(content: Any, kind: type) -> str:
    try:
        convert_content(content, kind)
    except msgspec.ValidationError as error:
        return str(error)
    return ""


def _translate_message(message: str, error: msgspec.ValidationError) -> str:
    """Translate the message about a value for which no other name can be suggested."""
    if missing := _MISSING.search(message):
        return f"缺少必需的键“{missing['name']}”。"
    if wrong := _WRONG_KIND.search(message):
        wanted, found = (_translate_types(types) for types in wrong.groups())
        return f"这里应是{wanted}，现在是{found}。"
    if small := _TOO_SMALL.search(message):
        return f"这里应是不小于 {small['least']} 的整数。"
    if "date" in message:
        return f"这里应是{_KINDS['date']}。"
    # A ValueError comes from a definition's own __post_init__ and is Chinese already.
    return str(error.__cause__) if isinstance(error.__cause__, ValueError) else f"内容与定义的格式不符：{message}"


def _translate_types(types: str) -> str:
    """Translate the names of types; null is left out, except where it stands alone."""
    names = types.split(" | ")
    return "、".join(_KINDS.get(name, name) for name in names if name != "null" or names == ["null"])


def _suggest_name(name: str, known: set[str]) -> str:
    return suggest_nearest(name, sorted(known), f"可用的有：{'、'.join(sorted(known))}。")


def _list_known_keys(kind: Any) -> set[str]:
    """List the keys of all structures at or below ``kind``."""
    return {key for model in list_models(kind) for key in model.__struct_encode_fields__}


def _list_known_values(kind: Any, key: str) -> set[str]:
    """List the allowed values of ``key`` in all structures at or below ``kind``, including tags of kinds."""
    values: set[str] = set()
    for model in list_models(kind):
        tag = model.__struct_config__
        values |= {tag.tag} if tag.tag_field == key and isinstance(tag.tag, str) else set()
        hints = get_type_hints(model)
        names = zip(model.__struct_fields__, model.__struct_encode_fields__, strict=True)
        values |= {word for name, encoded in names if encoded == key for word in _collect_words(hints[name])}
    return values


def list_models(kind: Any) -> tuple[type[msgspec.Struct], ...]:
    """List the structures at or below ``kind``, each once."""
    return tuple(_collect_models(kind, {}))


def _collect_models(kind: Any, found: dict[type[msgspec.Struct], None]) -> Iterable[type[msgspec.Struct]]:
    """Add the structures at or below ``kind`` to ``found`` and return it."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        if kind not in found:
            found[kind] = None
            for hint in get_type_hints(kind).values():
                _collect_models(hint, found)
    else:
        for argument in get_args(kind):
            _collect_models(argument, found)
    return found


def _collect_words(kind: Any) -> set[str]:
    """Collect the values of the enumerations and literals in a type."""
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {str(one.value) for one in kind}
    words = {argument for argument in get_args(kind) if isinstance(argument, str)}
    return words.union(*(_collect_words(one) for one in get_args(kind) if not isinstance(one, str)))
