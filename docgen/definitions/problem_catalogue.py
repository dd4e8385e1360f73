"""Read the catalogue of the kinds of problems, for the documentation and ``docgen check --explain``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from docgen.definitions.decode import decode, find_node
from docgen.definitions.source import Source, Table, read_source
from docgen.errors import DefinitionError
from docgen.problems.kinds import PROBLEMS_FILE, ProblemKinds, Severity, get_topic, read_severities


@cache
def read_problem_kinds(path: Path = PROBLEMS_FILE) -> ProblemKinds:
    """Read the groups and kinds of the file; raises DefinitionError (exit code 3, file and line) where it is faulty.

    A code without a group is a fault, and so is a severity that is not where :func:`read_severities` reads it.
    """
    source = read_source(path, path.name)
    found = decode(source, ProblemKinds)
    for code, message, remedy in _find_faults(found, read_severities(path)):
        raise DefinitionError(message, remedy=remedy, path=source.path, line=_find_line(code, source))
    return found


def _find_faults(found: ProblemKinds, severities: Mapping[str, Severity]) -> Iterator[tuple[str, str, str]]:
    """Yield the code, the message and the remedy of each fault."""
    for code, kind in found.kinds.items():
        if get_topic(code) not in found.groups:
            yield code, f"代码“{code}”不属于任何一组。", f"现有：{'、'.join(found.groups)}。"
        if severities.get(code) is not kind.severity:
            remedy = "代码缩进 2 格，severity 缩进 4 格；代码用小写英文字母和连字符。"
            yield code, f"代码“{code}”的下一行应是 severity。", remedy


def _find_line(code: str, source: Source) -> int:
    kinds = find_node(source.root, ".kinds")
    return kinds.key_lines[code] if isinstance(kinds, Table) else 0
