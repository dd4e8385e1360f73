"""The self-assessment as a short text for the terminal, and in full as JSON."""

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
    """The output style of outcomes: coloured on a terminal, plain text elsewhere."""

    COLOUR = "\x1b[{}m{}\x1b[0m"
    PLAIN = "{1}"

    @classmethod
    def select(cls, stream: TextIO) -> Palette:
        """Select COLOUR if ``stream`` is a terminal and NO_COLOR is not set, else PLAIN."""
        return cls.COLOUR if stream.isatty() and not os.environ.get("NO_COLOR") else cls.PLAIN

    def paint(self, words: str, colour: int) -> str:
        """Format words with an ANSI colour code, or unchanged for PLAIN."""
        return self.value.format(colour, words)


_BOLD_RED, _GREEN, _YELLOW, _BOLD = 31, 32, 33, 1


def format_assessment_lines(assessment: Assessment, colour: Palette) -> Iterator[str]:
    """Format the result, then each sentence and goal with its state; problems are printed separately.

    As many lines are for a person as the result says.
    """
    from docgen.documents.assessment.assessment_report import NOT_READY, READY, format_reason

    tone = _GREEN if assessment.ready else _BOLD_RED
    yield f"{colour.paint(READY if assessment.ready else NOT_READY, tone)}：{format_reason(assessment)}"
    for profile in assessment.profiles:
        yield ""
        yield colour.paint(f"认定标准：{profile.criteria.title}", _BOLD)
        yield from (_format_verdict_line(one, colour) for one in profile.verdicts)
    for table in assessment.goals:
        yield ""
        yield colour.paint(f"发展目标：{table.field.label}", _BOLD)
        yield from (_format_goal_line(one, colour) for one in table.judgements)
        yield from (f"  {_format_state(one.state, colour)}{one.label}：{one.words}" for one in table.completions)
    yield ""


def build_assessment_json(assessment: Assessment) -> dict[str, Any]:
    """Build the complete assessment as JSON data; numbers are strings, so that no value is rounded."""
    return {
        "ready": assessment.ready,
        "criteria": [
            {"id": one.criteria.id, "title": one.criteria.title, "sentences": [_build_verdict(v) for v in one.verdicts]}
            for one in assessment.profiles
        ],
        "goals": [_build_goals(table) for table in assessment.goals],
        "requirements": [_build_requirement(one) for one in assessment.requirements],
        "problems": [problem.to_json() for problem in assessment.problems],
    }


def _format_verdict_line(verdict: Verdict, colour: Palette) -> str:
    limit = "，".join(part for part in (verdict.limit, verdict.margin_words) if part)
    value = _format_finding(verdict)
    facts = "；".join(part for part in (value, limit) if part)
    sentence = _pad_text(verdict.sentence.text.rstrip("，；。"), _SENTENCE_WIDTH)
    return f"  {_format_state(verdict.state, colour)}{sentence}{facts}"


def _format_finding(verdict: Verdict) -> str:
    """Format the figure that was compared with the limit, or the chosen option."""
    from docgen.values import format_with_unit

    finding = verdict.finding
    if finding is None or finding.value is None:
        return "选“" + verdict.chosen_option.rpartition("”选“")[2] if verdict.chosen_option else ""
    return (
        format_with_unit(finding.value, finding.threshold.unit)
        if finding.threshold.scope != "each_change"
        else finding.words
    )


def _format_goal_line(one: GoalJudgement, colour: Palette) -> str:
    facts = "；".join(part for part in (one.words, "，".join(p for p in (one.limit, one.margin_words) if p)) if part)
    return f"  {_format_state(one.state, colour)}{_pad_text(one.rule.text, _SENTENCE_WIDTH)}{facts}"


def _format_state(state: VerdictState, colour: Palette) -> str:
    """Format the outcome, padded to the width of the widest one and a gap."""
    from docgen.rules.criteria.verdicts import VerdictState

    colours = {
        VerdictState.MET: _GREEN,
        VerdictState.NOT_MET: _BOLD_RED,
        VerdictState.PERSON: _YELLOW,
        VerdictState.OPEN: _YELLOW,
    }
    padding = " " * (_STATE_WIDTH + 2 - _measure_width(state.value))
    return colour.paint(state.value, colours[state]) + padding


def _pad_text(text: str, width: int) -> str:
    """Shorten (with …) or pad a text to ``width`` terminal columns, then a gap."""
    if _measure_width(text) > width:
        while _measure_width(text) > width - 2:
            text = text[:-1]
        text += "…"
    return text + " " * (width - _measure_width(text) + 2)


def _measure_width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in _WIDE else 1 for letter in text)


def _build_verdict(verdict: Verdict) -> dict[str, Any]:
    finding = verdict.finding
    return {
        "standard": verdict.standard.heading,
        "text": verdict.sentence.text,
        "verdict": verdict.state.value,
        "value": _format_number(finding.value if finding else None),
        "unit": finding.threshold.unit if finding else "",
        "operator": finding.threshold.operator if finding else "",
        "limit": _format_number(finding.threshold.limit if finding else None),
        "margin": _format_number(finding.margin if finding else None),
        "words": {"value": verdict.values, "limit": verdict.limit, "margin": verdict.margin_words},
        "conventions": {name: _format_number(value) for name, value in finding.conventions.items()} if finding else {},
        "places": list(verdict.places),
        "source": verdict.source,
        "notes": list(verdict.notes),
    }


def _build_goals(table: JudgedGoals) -> dict[str, Any]:
    return {
        "id": table.field.id,
        "title": table.field.label,
        "rules": [
            {
                "text": one.rule.text,
                "indicator": one.label,
                "place": one.place,
                "verdict": one.state.value,
                "value": _format_number(one.value),
                "unit": one.unit,
                "limit": _format_number(one.least),
                "margin": _format_number(one.margin),
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
                "margin": _format_number(one.margin),
                "share": _format_number(one.share),
                "words": one.words,
            }
            for one in table.completions
        ],
    }


def _build_requirement(one: Requirement) -> dict[str, Any]:
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


def _format_number(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
