"""The regular expressions of docgen, and for each the texts on which a search that tries again and again takes longest.

Patterns are found in the modules once these are imported, and in the calls of :mod:`re` inside functions.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

import docgen

_CALLS = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
_ANCHORED = {"match", "fullmatch"}
_SIGNS = re.compile(r"[^\\\[\](){}?*+|^$\s]")
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_SAMPLES = "x1 甲-\n,."


class FoundPattern(NamedTuple):
    """A pattern, and whether it is only ever applied at the beginning of a text."""

    name: str
    pattern: re.Pattern[Any]
    is_anchored: bool

    def search(self, text: str) -> None:
        """Apply the pattern as docgen does."""
        content: Any = text.encode("utf-8") if isinstance(self.pattern.pattern, bytes) else text
        if self.is_anchored:
            self.pattern.match(content)
        else:
            for _ in self.pattern.finditer(content):
                pass


def iterate_patterns() -> Iterator[FoundPattern]:
    """Yield every pattern of docgen once for each place, but for those put together inside a function."""
    for found in pkgutil.walk_packages(docgen.__path__, "docgen."):
        if not found.name.endswith("__main__"):
            module = importlib.import_module(found.name)
            tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
            yield from _iterate_compiled(found.name, vars(module), _find_uses(tree))
            yield from _iterate_calls(found.name, tree)


def _find_uses(tree: ast.Module) -> dict[str, set[str]]:
    """Return the methods that each name, or an element of it, is used with."""
    uses: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in _CALLS and isinstance(node.value, ast.Name):
            uses.setdefault(node.value.id, set()).add(node.attr)
    return uses


def _iterate_compiled(module: str, known: dict[str, Any], uses: dict[str, set[str]]) -> Iterator[FoundPattern]:
    for name, value in known.items():
        for pattern in _find_inside(value):
            is_anchored = isinstance(value, re.Pattern) and bool(uses.get(name)) and uses[name] <= _ANCHORED
            yield FoundPattern(f"{module}.{name}", pattern, is_anchored)


def _find_inside(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from _find_inside(tuple(value.values()))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _find_inside(one)


def _iterate_calls(module: str, tree: ast.Module) -> Iterator[FoundPattern]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and (node.func.value.id, node.func.attr in _CALLS - {"compile"}) == ("re", True)
            and isinstance(node.args[0], ast.Constant)
        ):
            pattern = re.compile(node.args[0].value)
            yield FoundPattern(f"{module}, re.{node.func.attr}", pattern, node.func.attr in _ANCHORED)


def list_pieces(pattern: re.Pattern[Any]) -> list[tuple[str, str]]:
    """List what a text begins with, and what it then repeats.

    These are the letters that the pattern names; each of its parts that repeats, behind what comes before it; and each
    beginning of a text that it matches. A text never ends as the pattern wants.
    """
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = parser.parse(pattern.pattern, pattern.flags)
    letters = {*_SIGNS.findall(source), *"1 \t\nx甲."}
    return sorted({*(("", letter) for letter in letters), *_iterate_parts(list(tree), "")})


def _iterate_parts(parts: Any, before: str) -> Iterator[tuple[str, str]]:
    for operator, given in parts:
        match operator:
            case codes.BRANCH:
                for branch in given[1]:
                    yield from _iterate_parts(branch, before)
            case codes.SUBPATTERN:
                yield from _iterate_parts(given[-1], before)
            case codes.ATOMIC_GROUP:
                yield from _iterate_parts(given, before)
            case _ if operator in _REPEATS:
                if repeated := _make_sample(given[2]):
                    yield before, repeated
                yield from _iterate_parts(given[2], before)
        before += _make_sample([(operator, given)])
        if before:
            yield "", before


def _make_sample(parts: Any) -> str:
    """Make a short text that the parts match, as far as that can be told without looking around."""
    text = ""
    for operator, given in parts:
        match operator:
            case codes.LITERAL:
                text += chr(given)
            case codes.NOT_LITERAL:
                text += "y" if given == ord("x") else "x"
            case codes.ANY:
                text += "x"
            case codes.IN:
                text += _choose_letter(given)
            case codes.BRANCH:
                text += _make_sample(given[1][0])
            case codes.SUBPATTERN:
                text += _make_sample(given[-1])
            case codes.ATOMIC_GROUP:
                text += _make_sample(given)
            case _ if operator in _REPEATS:
                text += _make_sample(given[2]) * min(max(given[0], 1), 50)
    return text


def _choose_letter(kinds: Any) -> str:
    """Choose a letter of a set."""
    is_negated = kinds[0][0] is codes.NEGATE
    if not is_negated:
        operator, given = kinds[0]
        if operator in (codes.LITERAL, codes.RANGE):
            return chr(given if operator is codes.LITERAL else given[0])
    return next((one for one in _SAMPLES if any(_is_of(one, kind) for kind in kinds) is not is_negated), "z")


def _is_of(letter: str, kind: Any) -> bool:
    operator, given = kind
    if operator is codes.LITERAL:
        return given == ord(letter)
    if operator is codes.RANGE:
        return given[0] <= ord(letter) <= given[1]
    if operator is codes.CATEGORY:
        name = str(given)
        is_in = {"DIGIT": letter.isdigit, "SPACE": letter.isspace, "WORD": letter.isalnum}[name.rpartition("_")[2]]()
        return is_in is not ("NOT" in name)
    return False
