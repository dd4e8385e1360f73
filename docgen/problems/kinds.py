"""The kinds of problems: each code has one severity and an entry in ``data/problems.yaml``.

A problem needs only the severity of its code, and finds it by the layout of the file in a fraction of the time that
reading all of it takes; :mod:`docgen.definitions.problem_catalogue` reads all of it and refuses another layout.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from types import MappingProxyType

import msgspec

from docgen.resources import find_resources

PROBLEMS_FILE = find_resources() / "data" / "problems.yaml"

_SEVERITY_OF_CODE = re.compile(r"^  ([a-z]+\.[a-z-]+):\n    severity: (error|warning|note)$", re.MULTILINE)


class Severity(Enum):
    """How much a problem weighs; the value is what ``--json`` prints."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def label(self) -> str:
        """The Chinese word for it."""
        return {"error": "错误", "warning": "提醒", "note": "说明"}[self.value]

    @property
    def weight(self) -> str:
        """What it means for the application, in Chinese."""
        return {
            "error": "会被退回，改正前不生成正式材料",
            "warning": "审核人可能会问",
            "note": "只告诉你 docgen 做了什么",
        }[self.value]


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Immutable; an unknown key is refused."""


class Kind(_Data, kw_only=True, frozen=True):
    """What is said of one code, in Chinese: rule is "" where no rule stands behind it."""

    severity: Severity
    meaning: str
    rule: str = ""
    example: str
    remedy: str


class Group(_Data, kw_only=True, frozen=True):
    """What a group of codes is about, in Chinese, and the page under docs/ that tells more ("" where there is none)."""

    subject: str
    page: str = ""


class ProblemKinds(_Data, kw_only=True, frozen=True):
    """All of ``data/problems.yaml``: the groups by the part of a code before the point, the kinds by code, in order."""

    groups: dict[str, Group]
    kinds: dict[str, Kind]


def find_group(code: str) -> str:
    """The part of a code before the point."""
    return code.partition(".")[0]


@cache
def find_severities(path: Path = PROBLEMS_FILE) -> Mapping[str, Severity]:
    """The severity of every code, in the order of the file."""
    found = _SEVERITY_OF_CODE.findall(path.read_text("utf-8"))
    return MappingProxyType({code: Severity(word) for code, word in found})
