"""Consistent dossiers and single faults in them, checked by the public API: what is caught, what is missed.

Run as a program it writes the table of docs/testing.md anew; with a number, it measures as many held-out seeds instead.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from answer_faults import Fault, list_answer_faults
from docgen import Problem, Severity, check
from dossiers import MODES, Dossier, build_dossier, write_dossier
from economies import LAST_YEAR, Economy
from table_faults import list_table_faults

FORMS = tuple(LAST_YEAR)
PAGE = Path(__file__).parents[2] / "docs" / "testing.md"
MARK = "<!-- measured by tests/faults/fault_measure.py -->"
MODE_NAMES = {"typed": "typed, with table", "alone": "typed, without table", "computed": "computed"}

IGNORED = frozenset(["evidence", "requirement", "criteria", "summary", "room", "notice", "application"])
"""Groups of codes about something else than whether figures agree."""

TRUTHS = frozenset(
    [
        "goals.not-met",
        "goals.base-below",
        "goals.advisory",
        "goals.not-completed",
        "goals.lost",
        "goals.unchanged",
        "answer.missing",
        "answer.too-long",
    ]
)
"""Codes that say something true about a weak economy, or about what a dossier leaves out."""

KINDS: tuple[Mapping[str, object], ...] = (
    {"name": "成长"},
    {"name": "缩小", "growth": -0.08},
    {"name": "有新办", "startups": 0.15},
    {"name": "有关停", "closures": 0.12},
    {"name": "无出口", "exports": False},
    {"name": "全为中小企业", "all_sme": True},
    {"name": "按全集群计", "scope": "cluster"},
    {"name": "三年的企业表", "table_years": 3},
    {"name": "两个间隔", "mean": "two"},
    {"name": "算术平均", "mean": "arithmetic"},
    {"name": "两位小数", "places": 2},
    {"name": "由印出的数计算", "from_printed": True},
    {"name": "出口只计主导产业", "exporters": "leading"},
    {"name": "快速", "growth": 0.28, "size": 60},
    {"name": "停滞", "growth": 0.01},
    {"name": "200家", "size": 200},
    {"name": "500家", "size": 500},
    {"name": "20家", "size": 20},
    {"name": "三年、全集群、算术平均", "table_years": 3, "scope": "cluster", "mean": "arithmetic"},
    {"name": "有新办有关停", "startups": 0.1, "closures": 0.1, "places": 2, "size": 120},
    {"name": "三年、两个间隔、由印出的数", "table_years": 3, "mean": "two", "from_printed": True},
)
SPOILT = (
    {"name": "甲", "seed": 101, "size": 40},
    {"name": "乙", "seed": 102, "size": 24, "mean": "two", "table_years": 3},
    {"name": "丙", "seed": 103, "size": 60, "growth": 0.08, "startups": 0.08},
    {"name": "丁", "seed": 104, "size": 30, "growth": 0.2, "all_sme": True, "mean": "arithmetic", "places": 2},
)
"""The economies with faults; each kind of fault is in one or two of them."""


@dataclass(frozen=True)
class Tally:
    """The faults of one form in one mode, and the words of the missed ones."""

    form: str
    mode: str
    faults: int
    missed: tuple[str, ...]

    @property
    def caught(self) -> int:
        return self.faults - len(self.missed)


def list_consistent_economies(form: str, since: int = 0) -> list[Economy]:
    """The economies of the consistent sets; ``since`` moves their seeds."""
    return [Economy(form=form, seed=since + at, **kind) for at, kind in enumerate(KINDS)]  # type: ignore[arg-type]


def list_spoilt_economies(form: str, since: int = 0) -> list[Economy]:
    return [replace(one, seed=since + one.seed) for one in (Economy(form=form, **kind) for kind in SPOILT)]  # type: ignore[arg-type]


def list_modes(economy: Economy) -> tuple[str, ...]:
    """The modes of an economy: what docgen computes is by its own readings."""
    return MODES[:2] if economy.counts_all or economy.exporters != "all" else MODES


@dataclass(frozen=True)
class Checked:
    """What a check says: the errors and warnings, and the answers that it read or computed."""

    problems: Counter[Problem]
    answers: Mapping[str, object]


def check_dossier(dossier: Dossier, mode: str) -> Checked:
    """Write the dossier, check it, and remove it."""
    with tempfile.TemporaryDirectory() as home:
        result = check(write_dossier(dossier, Path(home) / "申报", mode))
    problems = (one for one in result.problems if one.severity is not Severity.NOTE)
    return Checked(Counter(problems), dict(result.application.answers))


def find_false_alarms(checked: Checked) -> list[Problem]:
    """The problems that accuse consistent figures."""
    return [one for one in checked.problems if one.code.partition(".")[0] not in IGNORED and one.code not in TRUTHS]


def is_caught(fault: Fault, before: Checked, after: Checked) -> bool:
    """Whether a problem was added; what is said of an economy counts where it is about the very figure."""
    if fault.heals and before.answers == after.answers:
        return True
    return any(
        (one.code.partition(".")[0] not in IGNORED and one.code not in TRUTHS)
        or (bool(fault.place) and one.where.slot == fault.place)
        for one in after.problems - before.problems
    )


def list_faults(dossier: Dossier, mode: str) -> list[Fault]:
    """One fault of each kind, drawn by the seed of the dossier."""
    lot = random.Random(f"{mode} {dossier.economy.seed} {dossier.economy.form}")
    return list_table_faults(dossier, lot) if mode == "computed" else list_answer_faults(dossier, lot, mode)


def measure(form: str, mode: str, since: int = 0) -> Tally:
    """Check the faults of one form in one mode, a third of the kinds in each economy."""
    faults, missed = 0, []
    for at, economy in enumerate(list_spoilt_economies(form, since)):
        dossier = build_dossier(economy)
        before = check_dossier(dossier, mode)
        for fault in list_faults(dossier, mode)[at % 3 :: 3]:
            faults += 1
            if not is_caught(fault, before, check_dossier(fault.dossier, mode)):
                missed.append(fault.words)
    return Tally(form, mode, faults, tuple(missed))


def format_table(tallies: Sequence[Tally]) -> Iterator[str]:
    """The table of docs/testing.md, and the missed faults by name."""
    yield "| mode | form | faults | caught | rate |"
    yield "|---|---|---|---|---|"
    for mode, name in MODE_NAMES.items():
        mine = [one for one in tallies if one.mode == mode]
        if not mine:
            continue
        for one in mine:
            yield _format_row(name, one.form, one.faults, one.caught)
        yield _format_row(f"**{name}**", "all", sum(one.faults for one in mine), sum(one.caught for one in mine))
    yield ""
    yield "Missed:"
    yield ""
    for one in tallies:
        for words in one.missed:
            yield f"- {one.mode}, {one.form}: {words}"


def _format_row(mode: str, form: str, faults: int, caught: int) -> str:
    return f"| {mode} | {form} | {faults} | {caught} | {100 * caught / faults:.1f} % |"


def read_section() -> str:
    """The measured section of docs/testing.md."""
    return PAGE.read_text("utf-8").partition(MARK)[2].partition("\n## ")[0].strip()


def write_section(text: str) -> None:
    head, _, rest = PAGE.read_text("utf-8").partition(MARK)
    after = re.search(r"\n## ", rest)
    PAGE.write_text(f"{head}{MARK}\n\n{text}\n{rest[after.start() :] if after else ''}", "utf-8")


def main(arguments: Sequence[str]) -> None:
    if not arguments:
        write_section("\n".join(format_table([measure(form, mode) for mode in MODES for form in FORMS])))
        return
    for since in range(1000, 1000 * (int(arguments[0]) + 1), 1000):
        modes = arguments[1:] or MODES
        print("\n".join(format_table([measure(form, mode, since) for mode in modes for form in FORMS])))
        for form in FORMS:
            for economy in list_consistent_economies(form, since):
                for mode in list_modes(economy):
                    for alarm in find_false_alarms(check_dossier(build_dossier(economy), mode)):
                        print("ALARM", economy, mode, alarm)


if __name__ == "__main__":
    main(sys.argv[1:])
