"""What a judgement says: the state of one sentence, the figures it rests on, and how far they are from the limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from docgen.definitions.criteria import Criteria, Sentence, Standard, Threshold
from docgen.values import show_number, with_unit


class VerdictState(Enum):
    """The outcome of a judgement, in the words that are printed."""

    MET = "符合"
    NOT_MET = "不符合"
    PERSON = "需人工判断"
    OPEN = "暂不能判断"


@dataclass(frozen=True)
class FigureReading:
    """One figure that a judgement read: where its answer is kept, what it is, its year if any, and its source."""

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
        return year + with_unit(self.value, self.unit)


@dataclass(frozen=True)
class ThresholdFinding:
    """How one threshold was judged.

    ``value`` is the figure that was held to the limit and ``margin`` is it minus the limit; both are None where it
    has no value. ``decisive`` is the place it came from and ``worst`` its year, where the worst of several counts.
    ``conventions`` are the values by other ways of reckoning, ``doubts`` years before that are beyond the limit.
    ``unusable`` are the places that say 无, or a number that cannot be, where one is needed.
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
        """How far the value is from the limit: the value minus the limit, in the unit of the limit."""
        return None if self.value is None else self.value - self.threshold.limit

    @property
    def words(self) -> str:
        """The figures in words; each by its name where they are not the same figure of several years."""
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
        holds = self.threshold.holds(self.value)
        return {name: value for name, value in self.conventions.items() if self.threshold.holds(value) is not holds}

    @property
    def margin_words(self) -> str:
        """The margin in words: 高出 4.80 个百分点（2019年最低）; empty where there is none."""
        if self.margin is None:
            return ""
        unit = "个百分点" if self.threshold.unit == "%" else self.threshold.unit
        far = f"{show_number(abs(self.margin))} {unit}"
        if self.threshold.scope == "each_change":
            return self.worst + (f"上升 {far}" if self.margin > 0 else f"下降 {far}" if self.margin else "没有变化")
        words = f"高出 {far}" if self.margin > 0 else f"低 {far}" if self.margin else "正好等于界限"
        return words + (f"（{self.worst}）" if self.worst else "")


@dataclass(frozen=True)
class Verdict:
    """One sentence of the criteria, judged; ``findings`` are its thresholds, empty where it has none.

    ``places`` are the answers it was judged by and ``notes`` what a person has to know.
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
        """The finding that decides: one that is met, otherwise the one nearest to it."""
        return min(self.findings, key=_rank_finding, default=None)

    @property
    def advisory(self) -> bool:
        """Whether the limit is one that only 一般 holds."""
        return self.finding is not None and self.finding.threshold.advisory

    @property
    def values(self) -> str:
        """The figures in words, or the option that was chosen."""
        return self.chosen_option or "；".join(finding.words for finding in self.findings if finding.words)

    @property
    def limit(self) -> str:
        """The limit in words; several that will do are joined by 或."""
        return " 或 ".join(finding.threshold.words for finding in self.findings)

    @property
    def margin_words(self) -> str:
        """The margin of the finding that decides, in words."""
        return self.finding.margin_words if self.finding else ""


def _rank_finding(finding: ThresholdFinding) -> tuple[int, Decimal]:
    """A key that puts the best finding first: by state, then by the margin in parts of the limit."""
    rank = (VerdictState.MET, VerdictState.PERSON, VerdictState.OPEN, VerdictState.NOT_MET).index(finding.state)
    scale = abs(finding.threshold.limit) or Decimal(1)
    return rank, -(finding.margin or Decimal(0)) / scale
