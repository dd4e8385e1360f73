"""Report the outcome of each answer that was carried to another form, in Chinese and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from pathlib import Path


class OutcomeKind(Enum):
    """The kinds of outcomes; the value is the key of ``--json``."""

    CARRIED = "carried"
    RENEW = "renew"
    FIRST = "first"
    UNTRUSTED = "not_trusted"
    BLANK = "blank"
    DROPPED = "dropped"

    @property
    def heading(self) -> str:
        """The heading of the list of these outcomes."""
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
    """The outcome of one answer: its place in the new form (in the old one for a dropped answer), and the reason."""

    kind: OutcomeKind
    place: str
    part: str
    name: str
    message: str = ""

    def to_json(self) -> dict[str, str]:
        """Return the outcome as ``--json`` prints it in the list of its kind."""
        return {"place": self.place, "part": self.part, "label": self.name, "message": self.message}


@dataclass(frozen=True)
class CarryReport:
    """A finished carry-over: the files written, the outcomes in the order of the form, and the files not copied."""

    old: Path
    old_form: str
    new: Path
    form: str
    notice: str
    written: tuple[Path, ...]
    outcomes: tuple[CarryOutcome, ...]
    left: tuple[str, ...]

    def list_outcomes(self, kind: OutcomeKind) -> tuple[CarryOutcome, ...]:
        """Return the outcomes of one kind in the order of the form."""
        return tuple(outcome for outcome in self.outcomes if outcome.kind is kind)

    def to_json(self) -> dict[str, object]:
        """Return the report as ``docgen carry --json`` prints it."""
        lists = {kind.value: [outcome.to_json() for outcome in self.list_outcomes(kind)] for kind in OutcomeKind}
        return {
            "from": {"folder": str(self.old), "form": self.old_form},
            "to": {"folder": str(self.new), "form": self.form, "notice": self.notice},
            "written": [path.name for path in self.written],
            **lists,
            "not_copied": list(self.left),
        }

    def format_lines(self) -> Iterator[str]:
        """Yield the lines of the report in Chinese."""
        yield f"已新建 {self.new}（{self.form}，{self.notice}），答案取自 {self.old}（{self.old_form}）。"
        for kind in OutcomeKind:
            if outcomes := self.list_outcomes(kind):
                yield f"{kind.heading}（{len(outcomes)} 项）："
                for part, group in groupby(outcomes, key=lambda outcome: outcome.part):
                    yield f"  {part}" if part else "  其他"
                    yield from (f"    {one.name}{'：' * bool(one.message)}{one.message}" for one in group)
        if self.left:
            yield f"没有复制，仍在 {self.old}：{'、'.join(self.left)}。现在仍适用的，请放进新文件夹。"
        yield f"接着运行 docgen check {self.new}，会逐条列出还缺什么、哪些还没有更新。"
