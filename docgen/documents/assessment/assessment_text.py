"""The short form of the self-assessment on a terminal, and all of it as JSON."""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Any, TextIO
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from docgen.documents.assessment.assessment import Assessment
    from docgen.rules.criteria.verdicts import Verdict, VerdictState
    from docgen.rules.evidence.requirements import Requirement
    from docgen.rules.goals.goal_check import JudgedGoals
    from docgen.rules.goals.goal_figures import GoalJudgement

_SENTENCE_WIDTH = 44
_STATE_WIDTH = 10
_WIDE = ("W", "F", "A")


class Palette(Enum):
    """How outcomes are told apart: by colour on a terminal, by their words alone anywhere else."""

    COLOUR = "\x1b[{}m{}\x1b[0m"
    PLAIN = "{1}"

    @classmethod
    def of(cls, stream: TextIO) -> Palette:
        """Colour where ``stream`` is a terminal and NO_COLOR is not set."""
        return cls.COLOUR if stream.isatty() and not os.environ.get("NO_COLOR") else cls.PLAIN

    def painted(self, words: str, colour: int) -> str:
        """The words, in colour where there is any."""
        return self.value.format(colour, words)


_BOLD_RED, _GREEN, _YELLOW, _BOLD = 31, 32, 33, 1


def assessment_lines(assessment: Assessment, colour: Palette) -> Iterator[str]:
    """Whether it is ready, then each sentence and goal that was judged by a figure; the problems come after it.

    What only a person can judge is counted, not listed: it is the same for every application.
    """
    from docgen.documents.assessment.assessment_report import NOT_READY, READY, format_reason

    tone = _GREEN if assessment.ready else _BOLD_RED
    yield f"{colour.painted(READY if assessment.ready else NOT_READY, tone)}：{format_reason(assessment)}"
    for profile in assessment.profiles:
        yield ""
        yield colour.painted(f"认定标准：{profile.criteria.title}", _BOLD)
        yield from (_verdict_line(one, colour) for one in profile.verdicts if _is_told(one))
    for table in assessment.goals:
        yield ""
        yield colour.painted(f"发展目标：{table.field.label}", _BOLD)
        yield from (_goal_line(one, colour) for one in table.judgements)
        yield from (f"  {_state(one.state, colour)}{one.label}：{one.words}" for one in table.completions)
    yield ""


def assessment_json(assessment: Assessment) -> dict[str, Any]:
    """The whole assessment; numbers are strings, so that none is rounded."""
    return {
        "ready": assessment.ready,
        "criteria": [
            {"id": one.criteria.id, "title": one.criteria.title, "sentences": [_verdict(v) for v in one.verdicts]}
            for one in assessment.profiles
        ],
        "goals": [_goals(table) for table in assessment.goals],
        "requirements": [_requirement(one) for one in assessment.requirements],
        "problems": [problem.as_json() for problem in assessment.problems],
    }


def _is_told(verdict: Verdict) -> bool:
    from docgen.rules.criteria.verdicts import VerdictState

    return bool(verdict.findings or verdict.chosen_option) or verdict.state is not VerdictState.PERSON


def _verdict_line(verdict: Verdict, colour: Palette) -> str:
    limit = "，".join(part for part in (verdict.limit, verdict.margin_words) if part)
    value = _held(verdict)
    facts = "；".join(part for part in (value, limit) if part)
    return f"  {_state(verdict.state, colour)}{_padded(verdict.sentence.text.rstrip('，；。'), _SENTENCE_WIDTH)}{facts}"


def _held(verdict: Verdict) -> str:
    """The figure that was held to the limit, or the option that was chosen."""
    from docgen.values import with_unit

    finding = verdict.finding
    if finding is None or finding.value is None:
        return "选“" + verdict.chosen_option.rpartition("”选“")[2] if verdict.chosen_option else ""
    return (
        with_unit(finding.value, finding.threshold.unit) if finding.threshold.scope != "each_change" else finding.words
    )


def _goal_line(one: GoalJudgement, colour: Palette) -> str:
    facts = "；".join(part for part in (one.words, "，".join(p for p in (one.limit, one.margin_words) if p)) if part)
    return f"  {_state(one.state, colour)}{_padded(one.rule.text, _SENTENCE_WIDTH)}{facts}"


def _state(state: VerdictState, colour: Palette) -> str:
    """The outcome, as wide as the widest one and a gap."""
    from docgen.rules.criteria.verdicts import VerdictState

    colours = {
        VerdictState.MET: _GREEN,
        VerdictState.NOT_MET: _BOLD_RED,
        VerdictState.PERSON: _YELLOW,
        VerdictState.OPEN: _YELLOW,
    }
    padding = " " * (_STATE_WIDTH + 2 - _width(state.value))
    return colour.painted(state.value, colours[state]) + padding


def _padded(text: str, width: int) -> str:
    """The text as wide as ``width`` half letters: shortened with … or filled, then a gap."""
    if _width(text) > width:
        while _width(text) > width - 2:
            text = text[:-1]
        text += "…"
    return text + " " * (width - _width(text) + 2)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in _WIDE else 1 for letter in text)


def _verdict(verdict: Verdict) -> dict[str, Any]:
    finding = verdict.finding
    return {
        "standard": verdict.standard.heading,
        "text": verdict.sentence.text,
        "verdict": verdict.state.value,
        "value": _number(finding.value if finding else None),
        "unit": finding.threshold.unit if finding else "",
        "operator": finding.threshold.operator if finding else "",
        "limit": _number(finding.threshold.limit if finding else None),
        "margin": _number(finding.margin if finding else None),
        "words": {"value": verdict.values, "limit": verdict.limit, "margin": verdict.margin_words},
        "conventions": {name: _number(value) for name, value in finding.conventions.items()} if finding else {},
        "places": list(verdict.places),
        "source": verdict.source,
        "notes": list(verdict.notes),
    }


def _goals(table: JudgedGoals) -> dict[str, Any]:
    return {
        "id": table.field.id,
        "title": table.field.label,
        "rules": [
            {
                "text": one.rule.text,
                "indicator": one.label,
                "place": one.place,
                "verdict": one.state.value,
                "value": _number(one.value),
                "unit": one.unit,
                "limit": _number(one.least),
                "margin": _number(one.margin),
                "words": {"value": one.words, "limit": one.limit, "margin": one.margin_words, "needed": one.needed},
                "notes": list(one.notes),
            }
            for one in table.judgements
        ],
        "completion": [
            {
                "indicator": one.label,
                "place": one.place,
                "verdict": one.state.value,
                "margin": _number(one.margin),
                "share": _number(one.share),
                "words": one.words,
            }
            for one in table.completions
        ],
    }


def _requirement(one: Requirement) -> dict[str, Any]:
    return {
        "part": one.part,
        "slot": one.slot,
        "claim": one.claim,
        "kind": one.kind.value,
        "demanded_by": one.source.value,
        "items": list(one.items),
        "files": list(one.files),
        "state": one.state.value,
    }


def _number(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
