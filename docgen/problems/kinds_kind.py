"""What is said of one kind of problem; all of it is Chinese, for those who write applications."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


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


@dataclass(frozen=True)
class Kind:
    """One entry of the catalogue.

    The rule is the official sentence or the rule of docgen behind it ("" where there is none), the example a short
    situation or line that brings it about, the remedy what to do.
    """

    severity: Severity
    meaning: str
    rule: str
    example: str
    remedy: str


def error(meaning: str, *, rule: str, example: str, remedy: str) -> Kind:
    """A kind that gets an application rejected or a build refused."""
    return Kind(Severity.ERROR, meaning, rule, example, remedy)


def warning(meaning: str, *, rule: str, example: str, remedy: str) -> Kind:
    """A kind that a reviewer would ask about."""
    return Kind(Severity.WARNING, meaning, rule, example, remedy)


def note(meaning: str, *, rule: str, example: str, remedy: str) -> Kind:
    """A kind that tells what docgen did."""
    return Kind(Severity.NOTE, meaning, rule, example, remedy)
