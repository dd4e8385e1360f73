"""A fault of a definition: every definition says itself what is wrong with it, and the catalog tells the first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Fault(NamedTuple):
    """What is wrong with a definition, the name that is at fault, and the names that would have been right."""

    message: str
    name: str
    known: tuple[str, ...] = ()


def find_repeated(called: str, names: Iterable[str]) -> Iterator[Fault]:
    """A fault for each of the names that is there more than once."""
    for name, times in Counter(names).items():
        if times > 1:
            yield Fault(f"{called}“{name}”出现了 {times} 次。", name)


def find_unknown(called: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    """A fault for each of the names that is none of the known ones; ``called`` says who names what."""
    right = tuple(known)
    yield from (Fault(f"{called}“{name}”。", name, right) for name in names if name not in right)
