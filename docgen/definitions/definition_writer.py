"""Write a definition (a form, a notice) as YAML in the shape of ``data/``: read again, it is an equal record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any

import msgspec

from docgen.strict_struct import StrictStruct

_WIDTH = 160
"""The longest line of a record that is written on one line."""

_FIRST = ("id", "kind", "number", "field", "label", "about", "title", "edition", "source")
_LAST = ("hint", "also", "list", "attach", "review", "directions", "parts", "consistency")
_BLOCKS = ("rules", "package", "review", "fields", "sections", "directions", "evidence", "items")
"""Keys whose entries have a line each, however short they are."""
_APART = ("by_hand", "parts", "consistency")
"""Keys of a form with an empty line before them, and before each part."""

_PLAIN = re.compile(r"[\w（《【〔“‘—…\u4e00-\u9fff][^,:：#\[\]{}\"'\n]*(?:：[^,:#\[\]{}\"'\n]*)*\Z")
_OTHER_KINDS = re.compile(r"[-+.\d_,]+\Z|(?:true|false|null|yes|no|on|off|y|n)\Z", re.IGNORECASE)


def write_definition(record: StrictStruct, comments: Sequence[str] = ()) -> str:
    """Return the YAML of ``record`` without what is default; ``comments`` stand at its head, each on a line."""
    lines = [f"# {comment}" for comment in comments]
    for key, value in convert_record(record).items():
        written = list(_write_entry(key, value, 0))
        lines += [""] if key in _APART else []
        lines += _space_parts(written) if key == "parts" else written
    return "\n".join(lines) + "\n"


def _space_parts(lines: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if line.startswith("- ") and number > 1:
            yield ""
        yield line


def convert_record(record: StrictStruct) -> dict[str, Any]:
    """Convert a record to what is written: its keys in their order, without those that have their default."""
    kind = record.__struct_config__
    found: dict[str, Any] = {kind.tag_field: kind.tag} if kind.tag_field else {}
    for field in msgspec.structs.fields(record):
        value = getattr(record, field.name)
        # A mutable default, such as {}, is made by a factory.
        default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
        if value != default:
            found[field.encode_name] = _convert(value)
    order = {key: place for place, key in enumerate((*_FIRST, *(k for k in found if k not in _FIRST + _LAST), *_LAST))}
    return dict(sorted(found.items(), key=lambda entry: order[entry[0]]))


def _convert(value: Any) -> Any:
    match value:
        case StrictStruct():
            return convert_record(value)
        case Mapping():
            return {str(key): _convert(one) for key, one in value.items()}
        case tuple() | list():
            return [_convert(one) for one in value]
        case Enum():
            return value.value
        case _:
            return value


def _write_entry(key: str, value: Any, indent: int) -> Iterator[str]:
    """Yield the lines of one entry: on one line where it fits, parts and fields always in their own lines."""
    head = f"{' ' * indent}{_write_scalar(key)}:"
    flow = f"{head} {_write_flow(value)}"
    is_block = key in _BLOCKS and isinstance(value, dict | list) and len(value) > 1
    is_short = len(flow) <= _WIDTH and not _is_deep(value) and not is_block
    if not isinstance(value, dict | list) or not value or is_short:
        yield flow
        return
    yield head
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _write_entry(name, one, indent + 2)
    else:
        for one in value:
            yield from _write_item(one, indent)


def _write_item(value: Any, indent: int) -> Iterator[str]:
    flow = f"{' ' * indent}- {_write_flow(value)}"
    is_short = len(flow) <= _WIDTH and not _is_deep(value)
    if not isinstance(value, dict) or (is_short and not any(key in _BLOCKS for key in value)):
        yield flow
        return
    lines = [line for name, one in value.items() for line in _write_entry(name, one, indent + 2)]
    yield f"{' ' * indent}- {lines[0].lstrip()}"
    yield from lines[1:]


def _is_deep(value: Any) -> bool:
    """True for what is easier to read over several lines: records within records within records."""
    return isinstance(value, dict | list) and _measure_depth(value) > 3


def _measure_depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(_measure_depth, inner), default=0)


def _write_flow(value: Any) -> str:
    match value:
        case dict():
            return f"{{{', '.join(f'{_write_scalar(key)}: {_write_flow(one)}' for key, one in value.items())}}}"
        case list():
            return f"[{', '.join(map(_write_flow, value))}]"
        case _:
            return _write_scalar(value)


def _write_scalar(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | Decimal():
            return format(value, "f") if isinstance(value, Decimal) else str(value)
        case None:
            return "null"
    text = str(value)
    if _PLAIN.match(text) and not _OTHER_KINDS.match(text) and text == text.strip():
        return text
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a YAML string as well
