"""Read the criteria that an application names: ``criteria: [national-2022, guangdong-draft]``, or a file of its own."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.definitions.source import Listing, Node, Scalar
from docgen.problems.problem import Problem, Where

SECTION = "criteria"

OWN = "criteria.yaml"
"""The file of a folder that is used beside the national criteria without being named."""


@dataclass(frozen=True)
class CriteriaProfiles:
    """The names of criteria in the order of the file, and the problems of reading them."""

    names: tuple[str, ...]
    problems: tuple[Problem, ...]


def read_profiles(node: Node | None, path: str) -> CriteriaProfiles:
    """Read the names under ``criteria:`` of the answer file: a list or a single name; none where the key is missing."""
    items = node.items if isinstance(node, Listing) else () if node is None else (node,)
    names = [item.text.strip() for item in items if isinstance(item, Scalar) and not item.is_blank]
    wrong = [item for item in items if not isinstance(item, Scalar)]
    hint = f"请写 {SECTION}: [national-2022] 这样的列表，每项是一份认定标准的名称，或文件夹里一个文件的名称。"
    problems = [Problem("answer.shape", Where(path, item.line, SECTION), "填写的形式不对。", hint) for item in wrong]
    return CriteriaProfiles(tuple(names), tuple(problems))
