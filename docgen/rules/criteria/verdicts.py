"""Results of a judgement: the state of a sentence, the figures it is based on, and their margin to the limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from docgen.definitions.criteria import Criteria, Sentence, Standard, Threshold
from docgen.values import format_number, format_with_unit


class VerdictState(Enum):
    """The outcome of a judgement; the values are printed."""

    MET = "符合"
    NOT_MET = "不符合"
    PERSON = "需人工判断"
    OPEN = "暂不能判断"


@dataclass(frozen=True)
class FigureReading:
    """One figure of a judgement: the place of its answer, its label, its year if any, and its source."""

    place: str
    label: str
    year: int | None
    value: Decimal
    unit: str
    source: str

    @property
    def words(self) -> str:
        """The value with its year: 2021年 58.20 亿元."""
        year = f"{self.year}年 " if self.year else ""
        return year + format_with_unit(self.value, self.unit)


@dataclass(frozen=True)
class ThresholdFinding:
    """The judgement of one threshold.

    ``value`` is the figure that was compared with the limit, None where there is none. ``decisive`` is its place and
    ``worst`` the text of its year, where the worst of several years counts. ``conventions`` are the values by other
    conventions, ``doubts`` earlier years beyond the limit. ``unusable`` are the places with 无 or an impossible number
    where a number is needed.
    """

    threshold: Threshold
    state: VerdictState
    value: Decimal | None = None
    readings: tuple[FigureReading, ...] = ()
    decisive: str = ""
    worst: str = ""
    conventions: Mapping[str, Decimal] = field(default_factory=dict)
    doubts: tuple[FigureReading, ...] = ()
    unusable: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def margin(self) -> Decimal | None:
        """The value minus the limit, in the unit of the limit; None without a value."""
        return None if self.value is None else self.value - self.threshold.limit

    @property
    def words(self) -> str:
        """The figures as text, with their labels where they are not the same figure in several years."""
        if len({reading.label for reading in self.readings}) < 2:
            return "，".join(reading.words for reading in self.readings)
        parts: dict[str, list[str]] = {}
        for reading in self.readings:
            parts.setdefault(reading.label, []).append(reading.words)
        return "；".join(f"{label} {'，'.join(words)}" for label, words in parts.items())

    @property
    def disagreeing(self) -> Mapping[str, Decimal]:
        """The conventions by which the outcome would be the opposite."""
        if self.value is None:
            return {}
        holds = self.threshold.is_met_by(self.value)
        return {name: value for name, value in self.conventions.items() if self.threshold.is_met_by(value) is not holds}

    @property
    def margin_words(self) -> str:
        """The margin as text: 高出 4.80 个百分点（2019年最低）; "" where there is none."""
        if self.margin is None:
            return ""
        unit = "个百分点" if self.threshold.unit == "%" else self.threshold.unit
        far = f"{format_number(abs(self.margin))} {unit}"
        if self.threshold.scope == "each_change":
            return self.worst + (f"上升 {far}" if self.margin > 0 else f"下降 {far}" if self.margin else "没有变化")
        words = f"高出 {far}" if self.margin > 0 else f"低 {far}" if self.margin else "正好等于界限"
        return words + (f"（{self.worst}）" if self.worst else "")


@dataclass(frozen=True)
class Verdict:
    """The judgement of one sentence of the criteria; ``findings`` are those of its thresholds.

    ``places`` are the places of the answers used, ``chosen_option`` the text of the option that decided, if one did,
    ``notes`` remarks for the reader.
    """

    criteria: Criteria
    standard: Standard
    sentence: Sentence
    state: VerdictState
    findings: tuple[ThresholdFinding, ...] = ()
    places: tuple[str, ...] = ()
    chosen_option: str = ""
    source: str = ""
    notes: tuple[str, ...] = ()

    @property
    def finding(self) -> ThresholdFinding | None:
        """The decisive finding: one that is met, otherwise the nearest; None without thresholds."""
        return min(self.findings, key=_rank_finding, default=None)

    @property
    def advisory(self) -> bool:
        """Return whether the limit holds in general only (一般)."""
        return self.finding is not None and self.finding.threshold.advisory

    @property
    def values(self) -> str:
        """The figures as text, or the option that was chosen."""
        return self.chosen_option or "；".join(finding.words for finding in self.findings if finding.words)

    @property
    def limit(self) -> str:
        """The limit as text; alternative limits are joined by 或."""
        return " 或 ".join(finding.threshold.words for finding in self.findings)

    @property
    def margin_words(self) -> str:
        """The margin of the decisive finding as text."""
        return self.finding.margin_words if self.finding else ""


def _rank_finding(finding: ThresholdFinding) -> tuple[int, Decimal]:
    """Return a sort key, best finding first: by state, then by the margin as a fraction of the limit."""
    rank = (VerdictState.MET, VerdictState.PERSON, VerdictState.OPEN, VerdictState.NOT_MET).index(finding.state)
    scale = abs(finding.threshold.limit) or Decimal(1)
    return rank, -(finding.margin or Decimal(0)) / scale
