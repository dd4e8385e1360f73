"""Reads all that is said of the kinds of problems, which the documentation and ``docgen check --explain`` print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from docgen.definitions.decode import decode, node_at
from docgen.definitions.source import Source, Table, read_source
from docgen.errors import DefinitionError
from docgen.problems.kinds import PROBLEMS_FILE, ProblemKinds, Severity, find_group, find_severities


@cache
def read_problem_kinds(path: Path = PROBLEMS_FILE) -> ProblemKinds:
    """The groups and kinds that the file holds; raises DefinitionError (exit code 3, file and line) where it is faulty.

    A code of no group is refused, and one whose severity does not stand where :func:`find_severities` looks for it.
    """
    source = read_source(path, path.name)
    found = decode(source, ProblemKinds)
    for code, message, remedy in _faults(found, find_severities(path)):
        raise DefinitionError(message, remedy=remedy, path=source.path, line=_line_of(code, source))
    return found


def _faults(found: ProblemKinds, severities: Mapping[str, Severity]) -> Iterator[tuple[str, str, str]]:
    """For each fault the code, what is wrong and what to do."""
    for code, kind in found.kinds.items():
        if find_group(code) not in found.groups:
            yield code, f"代码“{code}”不属于任何一组。", f"现有：{'、'.join(found.groups)}。"
        if severities.get(code) is not kind.severity:
            remedy = "代码缩进 2 格，severity 缩进 4 格；代码用小写英文字母和连字符。"
            yield code, f"代码“{code}”的下一行应是 severity。", remedy


def _line_of(code: str, source: Source) -> int:
    kinds = node_at(source.root, ".kinds")
    return kinds.key_lines[code] if isinstance(kinds, Table) else 0
