"""What became of each answer when it was carried to another form, and how that is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from pathlib import Path


class OutcomeKind(Enum):
    """What became of an answer; the value is the key of ``--json``."""

    CARRIED = "carried"
    RENEW = "renew"
    FIRST = "first"
    UNTRUSTED = "not_trusted"
    BLANK = "blank"
    DROPPED = "dropped"

    @property
    def heading(self) -> str:
        """The heading of its list."""
        return {
            OutcomeKind.CARRIED: "沿用，请核对",
            OutcomeKind.RENEW: "必须更新",
            OutcomeKind.FIRST: "首次填写",
            OutcomeKind.UNTRUSTED: "上次有错，没有采信",
            OutcomeKind.BLANK: "上次也空着",
            OutcomeKind.DROPPED: "不再填写",
        }[self]


@dataclass(frozen=True)
class CarryOutcome:
    """What became of one answer: its place (of the new form; of the old one where it is dropped), and why."""

    kind: OutcomeKind
    place: str
    part: str
    name: str
    message: str = ""

    def as_json(self) -> dict[str, str]:
        """The outcome as ``--json`` prints it, in the list of its fate."""
        return {"place": self.place, "part": self.part, "label": self.name, "message": self.message}


@dataclass(frozen=True)
class CarryReport:
    """A finished carry-over: the files written, each outcome in the order of the form, what was left where it is."""

    old: Path
    old_form: str
    new: Path
    form: str
    notice: str
    written: tuple[Path, ...]
    outcomes: tuple[CarryOutcome, ...]
    left: tuple[str, ...]

    def list_outcomes(self, fate: OutcomeKind) -> tuple[CarryOutcome, ...]:
        """The outcomes of one fate, in the order of the form."""
        return tuple(outcome for outcome in self.outcomes if outcome.kind is fate)

    def as_json(self) -> dict[str, object]:
        """The report as ``docgen carry --json`` prints it."""
        lists = {fate.value: [outcome.as_json() for outcome in self.list_outcomes(fate)] for fate in OutcomeKind}
        return {
            "from": {"folder": str(self.old), "form": self.old_form},
            "to": {"folder": str(self.new), "form": self.form, "notice": self.notice},
            "written": [path.name for path in self.written],
            **lists,
            "not_copied": list(self.left),
        }

    def format_lines(self) -> Iterator[str]:
        """The report in Chinese, line by line."""
        yield f"已新建 {self.new}（{self.form}，{self.notice}），答案取自 {self.old}（{self.old_form}）。"
        for fate in OutcomeKind:
            if outcomes := self.list_outcomes(fate):
                yield f"{fate.heading}（{len(outcomes)} 项）："
                for part, group in groupby(outcomes, key=lambda outcome: outcome.part):
                    yield f"  {part}" if part else "  其他"
                    yield from (f"    {one.name}{'：' * bool(one.message)}{one.message}" for one in group)
        if self.left:
            yield f"没有复制，仍在 {self.old}：{'、'.join(self.left)}。现在仍适用的，请放进新文件夹。"
        yield f"接着运行 docgen check {self.new}，会逐条列出还缺什么、哪些还没有更新。"
