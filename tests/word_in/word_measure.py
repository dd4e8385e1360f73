"""Measure a reader of filled Word forms against their truth: right, told as uncertain, wrong in silence, words lost.

Run as a program, with tests/support in PYTHONPATH, it measures docgen's reader and writes the table of docs/testing.md
anew; with words of names of cases it only prints what is wrong in these, with ``--quick`` in those made without
LibreOffice, with ``--seed=N`` in held-out ones.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docgen import api
from docgen.definitions.form import Choice, Choices, Field, NamedList, Number, Series
from drawn_answers import NOTHING, Truth, canonical
from word_cases import list_cases
from word_generator import FilledForm, generate, open_catalog

PAGE = Path(__file__).parents[2] / "docs" / "testing.md"
MARK = "<!-- measured by tests/word_in/word_measure.py -->"

Reading = Mapping[str, Any]
"""{"form", "answers": {place: text or ids}, "uncertain": [{place, reason}], "unplaced", "problems"}."""

Reader = Callable[[FilledForm], Reading]


@dataclass(frozen=True)
class Miss:
    """A place that was not read as it should be."""

    case: str
    place: str
    expected: tuple[str, ...]
    read: str | None
    words: str
    reason: str = ""


@dataclass
class Tally:
    """The places of some files; ``lost`` are words that appear nowhere in what the reader gives back."""

    files: int = 0
    places: int = 0
    right: int = 0
    uncertain: list[Miss] = field(default_factory=list)
    wrong: list[Miss] = field(default_factory=list)
    lost: list[Miss] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.files += other.files
        self.places += other.places
        self.right += other.right
        for name in ("uncertain", "wrong", "lost", "refused"):
            getattr(self, name).extend(getattr(other, name))


def measure_file(one: FilledForm, read: Reader) -> Tally:
    """Read one file and compare each place with the truth; whoever refuses a file has told all of it as uncertain."""
    try:
        reading = read(one)
    except Exception as error:
        refusal = f"{one.case.name}: {type(error).__name__}: {str(error)[:200]}"
        untold = [Miss(one.case.name, place, truth.accepted, None, truth.words) for place, truth in one.truth.items()]
        return Tally(1, len(one.truth), 0, untold, [], [], [refusal])
    tally = Tally(1, len(one.truth))
    told = {entry["place"]: entry.get("reason", "") for entry in reading["uncertain"]}
    said = canonical(*_iterate_texts(reading))
    for place, truth in one.truth.items():
        answer = read_answer(one.form.places[place], reading["answers"].get(place))
        reason = find_told(place, told)
        miss = Miss(one.case.name, place, truth.accepted, answer, truth.words, reason or "")
        if reason is not None:
            if truth.accepted and "" not in truth.accepted:
                tally.uncertain.append(miss)
            else:  # nobody could read an answer there
                tally.right += 1
        elif answer in truth.accepted:
            tally.right += 1
            continue
        else:
            tally.wrong.append(miss)
        if not isinstance(one.form.places[place], Choice | Choices) and is_lost(truth.words, said):
            tally.lost.append(miss)
    tally.lost += [Miss(one.case.name, "", (), None, words) for words in one.strays if is_lost(words, said)]
    return tally


def find_told(place: str, told: Mapping[str, str]) -> str | None:
    """The reason why a place, or the field or table around it, is told as uncertain; None where it is not."""
    steps = place.split(".")
    around = [".".join(steps[:count]) for count in range(len(steps), 0, -1)]
    return next((told[name] for name in around if name in told), None)


def is_lost(words: str, said: str) -> bool:
    """True where a line of the words is nowhere in what was said; marks that say nothing cannot be lost."""
    lines = [canonical(line) for line in re.split(r"[\n\v]", words)]
    return any(line not in said for line in lines if re.search(r"\w", line))


def read_answer(one: Field, answer: Any) -> str:
    """The canonical form of an answer that was read; a blank is the empty text."""
    match one:
        case Choice() | Choices():
            options = [answer] if isinstance(answer, str) else answer or []
            return ",".join(sorted(options))
        case NamedList() if answer == []:
            return NOTHING
        case NamedList() if isinstance(answer, list):
            return canonical("、".join(answer))
        case Number() | Series() if isinstance(answer, str):
            return canonical(answer)
        case _:
            return canonical(*_iterate_texts(answer))


def _iterate_texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inside in value.values():
            yield from _iterate_texts(inside)
    elif isinstance(value, list | tuple):
        for inside in value:
            yield from _iterate_texts(inside)
    elif value is not None:
        yield str(value)


def measure(files: Iterable[FilledForm], read: Reader) -> dict[str, Tally]:
    """Measure all files, by group of manners."""
    groups: dict[str, Tally] = {}
    for one in files:
        groups.setdefault(one.case.group, Tally()).add(measure_file(one, read))
    return groups


def sum_up(groups: Mapping[str, Tally]) -> Tally:
    total = Tally()
    for tally in groups.values():
        total.add(tally)
    return total


def format_table(groups: Mapping[str, Tally]) -> Iterator[str]:
    """The table of docs/testing.md."""
    yield "| manners of | files | places | right | told as uncertain | wrong in silence | words lost | files refused |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, tally in (*groups.items(), ("**all**", sum_up(groups))):
        share = f"{100 * tally.right / max(1, tally.places):.2f} %"
        counts = (len(tally.uncertain), len(tally.wrong), len(tally.lost), len(tally.refused))
        yield f"| {name} | {tally.files} | {tally.places} | {tally.right} ({share}) | {' | '.join(map(str, counts))} |"


def format_misses(tally: Tally, most: int = 10_000) -> Iterator[str]:
    """Each miss on a line, wrong ones first."""
    for kind in ("wrong", "lost", "uncertain"):
        for miss in getattr(tally, kind)[:most]:
            expected = " / ".join(one[:60] or "空白" for one in miss.expected) or "须说存疑"
            read = "空白" if miss.read == "" else str(miss.read)[:60]
            words = json.dumps(miss.words[:60], ensure_ascii=False)
            compared = f"应为 {expected} | 读作 {read} | 原文 {words} | {miss.reason[:60]}"
            yield f"- {kind} | {miss.case} | {miss.place} | {compared}"
    yield from (f"- refused | {told}" for told in tally.refused)


def read_by_truth(one: FilledForm) -> Reading:
    """A reader that knows everything: the first accepted answer, uncertain where there is none."""
    answers = {place: _unfold(one.form.places[place], truth) for place, truth in one.truth.items() if truth.accepted}
    told = [{"place": place, "reason": truth.words} for place, truth in one.truth.items() if not truth.accepted]
    return {"form": one.form.id, "answers": answers, "uncertain": told, "unplaced": list(one.strays), "problems": []}


def _unfold(one: Field, truth: Truth) -> str | list[str]:
    first = truth.accepted[0]
    return [option for option in first.split(",") if option] if isinstance(one, Choice | Choices) else first


def read_section() -> str:
    """The measured section of docs/testing.md."""
    return PAGE.read_text("utf-8").partition(MARK)[2].partition("\n## ")[0].strip()


def write_section(text: str) -> None:
    head, _, rest = PAGE.read_text("utf-8").partition(MARK)
    after = re.search(r"\n## ", rest)
    tail = rest[after.start() :] if after else ""
    PAGE.write_text(f"{head}{MARK}\n\n{text}\n{tail}", encoding="utf-8", newline="\n")


def main(arguments: Sequence[str]) -> None:
    words = [one for one in arguments if not one.startswith("--")]
    since = next((int(one.removeprefix("--seed=")) for one in arguments if one.startswith("--seed=")), 0)
    cases = [case for case in list_cases(since) if not words or any(word in case.name for word in words)]
    if "--quick" in arguments:
        cases = [case for case in cases if case.is_quick]
    with tempfile.TemporaryDirectory() as home:
        files = generate(Path(home), cases)
        begun = time.process_time()
        groups = measure(files, read_with_docgen)
        seconds = time.process_time() - begun
    print("\n".join(format_table(groups)))
    print(f"\n{seconds / len(files):.2f} s CPU a file\n")
    print("\n".join(format_misses(sum_up(groups))))
    if not arguments:
        write_section("\n".join(format_table(groups)))


def read_with_docgen(one: FilledForm) -> Reading:
    """Read with docgen's own reader of Word forms."""
    return api.read_form(one.path, catalog=open_catalog(one.case.form)).to_json()


if __name__ == "__main__":
    main(sys.argv[1:])
