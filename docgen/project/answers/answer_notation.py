"""Notation of answers in application.yaml: the keys that lead to a place, and values as YAML or JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from docgen.definitions.form import Choice, Choices, Field, Form, Matrix
from docgen.definitions.node_spans import MappingSpan, NodeSpan, ScalarSpan, locate_nodes
from docgen.project.answers.answer_reader import OwnRow, Value
from docgen.project.answers.answer_source import AnswerSource
from docgen.project.scaffold import ScaffoldContent, format_entry, format_scalar
from docgen.values import NOTHING, Nothing, format_number

WrittenValue = Value | AnswerSource
"""What can stand at a place of application.yaml: an answer, or the source that it is computed from."""

Steps = tuple[tuple[str, ...], ...]
"""The keys that lead to a place, from the field on; of several names the first is the one that is written."""

_ROOT = "answers:\n"


@dataclass(frozen=True)
class FlowIndent:
    """The indentation of JSON and of YAML in braces: a line break with that of a key, and what each level adds.

    ``line`` is "" where keys are not on lines of their own.
    """

    line: str = ""
    step: str = "  "

    def deepen(self) -> FlowIndent:
        """Return the indentation of the next level."""
        return FlowIndent(f"{self.line}{self.step}", self.step) if self.line else self


def list_steps(field: Field, place: str) -> Steps:
    """Return the keys that lead to a place of ``field``; rows and columns of a matrix have a label and an id."""
    first, *rest = place.split(".")
    if not isinstance(field, Matrix) or not rest:
        return tuple((step,) for step in (first, *rest))
    labels = {**field.rows, **field.columns}
    return ((first,), (rest[0],), *((labels[step], step) for step in rest[1:]))


def list_text_items(field: Field, value: WrittenValue | None) -> tuple[str, ...]:
    """Return the items of a list as they are written: the labels of options, the names; none for any other value."""
    texts = [item for item in value if isinstance(item, str)] if isinstance(value, tuple) else []
    return tuple(field.options.get(text, text) for text in texts) if isinstance(field, Choices) else tuple(texts)


def get_typed_text(field: Field, value: WrittenValue | None) -> str | Decimal | None:
    """Return the text or number of a scalar as a person types it, an option by its label; None for a blank."""
    match value:
        case AnswerSource():
            return value.value
        case Nothing():
            return str(NOTHING)
        case tuple():
            return str(NOTHING) if not value else None
        case str() if isinstance(field, Choice):
            return field.options.get(value, value)
        case _:
            return value


def format_typed_text(text: str | Decimal | None, is_json: bool, style: str = "") -> str:
    """Return a scalar as YAML or JSON; ``style`` is the quotation mark of the value that it replaces."""
    if text is None:
        return "null" if is_json else ""
    shown = format_number(text) if isinstance(text, Decimal) else text
    if is_json:
        return shown if isinstance(text, Decimal) and style != '"' else json.dumps(shown, ensure_ascii=False)
    if style == "'" and shown.isprintable():
        return "'" + shown.replace("'", "''") + "'"
    if style == '"':
        return json.dumps(shown, ensure_ascii=False)
    return format_scalar(shown)


def format_own_row(row: OwnRow, is_json: bool) -> str:
    """Return one own indicator of a table of goals as a mapping in braces."""
    return format_flow({"label": row.label, **row.cells}, is_json)


def format_flow(cells: Mapping[str, str | Decimal | None], is_json: bool) -> str:
    """Return scalars as a mapping in braces."""
    texts = {name: format_typed_text(text, is_json) for name, text in cells.items()}
    return f"{{{', '.join(f'{json.dumps(name) if is_json else name}: {text}' for name, text in texts.items())}}}"


def format_flow_entry(
    form: Form, prefix: str, values: Mapping[str, WrittenValue | None], is_json: bool, indent: FlowIndent
) -> str:
    """Return the value at ``prefix`` in brackets or braces, with the values of the places below it."""
    field = form.fields[prefix.partition(".")[0]]
    if prefix in form.places:
        value = values.get(prefix)
        if isinstance(value, tuple) and value:
            rows = [format_own_row(row, is_json) for row in value if isinstance(row, OwnRow)]
            items = rows or [format_typed_text(text, is_json) for text in list_text_items(field, value)]
            return join_flow(items, "[]", indent)
        return format_typed_text(get_typed_text(field, value), is_json)
    depth = len(prefix.split("."))
    below = {list_steps(field, place)[depth][0]: place for place in reversed(list_places_below(form, prefix))}
    entries = []
    for name, place in reversed(below.items()):
        inside = ".".join(place.split(".")[: depth + 1])
        if not is_json or any(values.get(one) is not None for one in list_places_below(form, inside)):
            text = format_flow_entry(form, inside, values, is_json, indent.deepen())
            entries.append(f"{json.dumps(name, ensure_ascii=False) if is_json else name}: {text}")
    return join_flow(entries, "{}", indent)


def join_flow(items: Iterable[str], brackets: str, indent: FlowIndent) -> str:
    """Return the items in brackets, on lines of their own where the file writes them so."""
    if not indent.line:
        return f"{brackets[0]}{', '.join(items)}{brackets[1]}"
    inside = indent.deepen().line
    return f"{brackets[0]}{inside}{f',{inside}'.join(items)}{indent.line}{brackets[1]}"


def list_places_below(form: Form, prefix: str) -> list[str]:
    """Return the places of the form at or below ``prefix``, in the order of the form."""
    field = form.fields[prefix.partition(".")[0]]
    return [
        place
        for place, owner in form.places.items()
        if owner is field and (place == prefix or place.startswith(f"{prefix}."))
    ]


def format_block_entry(
    form: Form, prefix: str, values: Mapping[str, WrittenValue | None], column: int
) -> tuple[str, list[str]]:
    """Return the entry at ``prefix`` in the shape of a new application.yaml, its key at ``column``.

    Returns the value that stands behind the key, "" where it stands below it, and all lines of the entry.
    """
    field = form.fields[prefix.partition(".")[0]]
    answers = {
        place: value.value if isinstance(value, AnswerSource) else value
        for place, value in values.items()
        if value is not None
    }
    text = _ROOT + "\n".join(format_entry(field, form, ScaffoldContent(answers))) + "\n"
    node: NodeSpan = locate_nodes(text, is_json=False)
    after: int | None = len(text)
    place = list_places_below(form, prefix)[0]
    steps = list_steps(field, place)[: len(prefix.split("."))]
    for names in (("answers",), *steps):
        assert isinstance(node, MappingSpan)
        keys = [entry.key.text for entry in node.entries]
        at = next(keys.index(name) for name in names if name in keys)
        home, entry, node = node, node.entries[at], node.entries[at].value
        if at + 1 < len(home.entries) and not home.is_flow:
            after = text.rfind("\n", 0, home.entries[at + 1].key.start) + 1
    if home.is_flow:
        return text[node.start : node.end], [" " * column + text[entry.key.start : node.end].rstrip()]
    first = text.rfind("\n", 0, entry.key.start) + 1
    lines = text[first:after].rstrip("\n").split("\n")
    shift = column - (entry.key.start - first)
    moved = [" " * shift + line if shift >= 0 else line[-shift:] for line in lines]
    is_inline = isinstance(node, ScalarSpan) and not node.is_block or not isinstance(node, ScalarSpan) and node.is_flow
    return (text[node.start : node.end] if is_inline else "|" * isinstance(node, ScalarSpan)), moved
