"""The kinds of problems: each code has one severity and an entry in ``data/problems.yaml``.

A problem needs only the severity of its code, which a regular expression reads in a fraction of the time that parsing
the file takes; :mod:`docgen.definitions.problem_catalogue` parses all of it and refuses a layout that does not match.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from docgen.resources import find_resources
from docgen.strict_struct import StrictStruct

PROBLEMS_FILE = find_resources() / "data" / "problems.yaml"

_SEVERITY_OF_CODE = re.compile(r"^  ([a-z]+\.[a-z-]+):\n    severity: (error|warning|note)$", re.MULTILINE)


class Severity(Enum):
    """The severity of a problem; the value is the word that ``--json`` prints."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def label(self) -> str:
        """The Chinese word for the severity."""
        return {"error": "错误", "warning": "提醒", "note": "说明"}[self.value]

    @property
    def weight(self) -> str:
        """The consequence for the application, in Chinese."""
        return {
            "error": "会被退回，改正前不生成正式材料",
            "warning": "审核人可能会问",
            "note": "只告诉你 docgen 做了什么",
        }[self.value]


class ProblemKind(StrictStruct, kw_only=True, frozen=True):
    """The documentation of one code, in Chinese; ``rule`` is "" where no official rule is behind it."""

    severity: Severity
    meaning: str
    rule: str = ""
    example: str
    remedy: str


class ProblemTopic(StrictStruct, kw_only=True, frozen=True):
    """The subject of the codes of one topic, in Chinese, and its page under docs/ ("" where there is none)."""

    subject: str
    page: str = ""


class ProblemKinds(StrictStruct, kw_only=True, frozen=True):
    """The content of ``data/problems.yaml``: topics by the part of a code before the point, kinds by code, in order."""

    groups: dict[str, ProblemTopic]
    kinds: dict[str, ProblemKind]


def get_topic(code: str) -> str:
    """Return the topic of a code: the part before the point."""
    return code.partition(".")[0]


@cache
def read_severities(path: Path = PROBLEMS_FILE) -> Mapping[str, Severity]:
    """Read the severity of every code, in the order of the file."""
    found = _SEVERITY_OF_CODE.findall(path.read_text("utf-8"))
    return MappingProxyType({code: Severity(word) for code, word in found})
