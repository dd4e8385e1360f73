"""Find where each value of a YAML or JSON text stands: spans of characters, for changing one and leaving the rest.

The text is one that :func:`docgen.definitions.source.parse_text` has accepted. Its parser tells the positions, so that
every notation of YAML is known; what a person sees behind a value (comments, blank lines) is not part of a span.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import yaml

from docgen.definitions.source import NULLS

_PYYAML_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_JSON_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|.)", re.DOTALL)
_SURROGATES_LENGTH = 12


@dataclass(frozen=True, slots=True)
class ScalarSpan:
    """One scalar: its text as the parser reads it, and its first and last position with quotation marks.

    ``style`` is "" for plain text, otherwise the sign it begins with: ' " | or >. A missing value is an empty span
    where it would stand.
    """

    text: str
    start: int
    end: int
    style: str

    @property
    def is_blank(self) -> bool:
        """True where nothing was typed, or only YAML's null or ~."""
        return not self.text.strip() or (not self.style and self.text in NULLS)

    @property
    def is_block(self) -> bool:
        """True for text below its key, behind | or >."""
        return self.style in ("|", ">")


@dataclass(frozen=True, slots=True)
class SequenceSpan:
    """A sequence; ``is_flow`` where it stands in brackets."""

    items: tuple[NodeSpan, ...]
    start: int
    end: int
    is_flow: bool


@dataclass(frozen=True, slots=True)
class EntrySpan:
    """A key of a mapping with its value."""

    key: ScalarSpan
    value: NodeSpan


@dataclass(frozen=True, slots=True)
class MappingSpan:
    """A mapping; ``is_flow`` where it stands in braces."""

    entries: tuple[EntrySpan, ...]
    start: int
    end: int
    is_flow: bool

    def find_entries(self, names: Iterable[str]) -> list[EntrySpan]:
        """Return the entries whose key is one of the names, in the order typed."""
        wanted = set(names)
        return [entry for entry in self.entries if entry.key.text in wanted]


NodeSpan = ScalarSpan | SequenceSpan | MappingSpan


def locate_nodes(text: str, is_json: bool) -> NodeSpan:
    """Return the root node of a text without CR and control characters, with the spans of all values."""
    if is_json:
        text = _JSON_ESCAPE.sub(_mask_surrogates, text.replace("\t", " "))
    root = yaml.compose(text, Loader=_PYYAML_LOADER)
    return _convert_node(root, text) if root else ScalarSpan("", 0, 0, "")


def _mask_surrogates(escape: re.Match[str]) -> str:
    """Replace a pair of surrogates, which YAML does not know, by other characters of the same length."""
    return r"\u0020" * 2 if len(escape[0]) == _SURROGATES_LENGTH else escape[0]


def _convert_node(node: yaml.Node, text: str) -> NodeSpan:
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, yaml.ScalarNode):
        style = node.style or ""
        return ScalarSpan(node.value, start, _find_prose_end(text, start, end) if style in ("|", ">") else end, style)
    if isinstance(node, yaml.SequenceNode):
        items = tuple(_convert_node(item, text) for item in node.value)
        is_flow = bool(node.flow_style)
        return SequenceSpan(items, start, end if is_flow or not items else items[-1].end, is_flow)
    assert isinstance(node, yaml.MappingNode)
    entries = tuple(_convert_entry(key, value, text) for key, value in node.value)
    is_flow = bool(node.flow_style)
    return MappingSpan(entries, start, end if is_flow or not entries else entries[-1].value.end, is_flow)


def _convert_entry(key: yaml.Node, value: yaml.Node, text: str) -> EntrySpan:
    span = _convert_node(key, text)
    assert isinstance(span, ScalarSpan)  # the reader has refused any other
    return EntrySpan(span, _convert_node(value, text))


def _find_prose_end(text: str, start: int, end: int) -> int:
    """Return the end of the last line that is not blank, for text below its key."""
    last = start + len(text[start:end].rstrip())
    line_end = text.find("\n", last)
    return line_end if line_end >= 0 else len(text)
