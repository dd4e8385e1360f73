"""Faults of definitions: each module of definitions finds its own, and the catalog raises the first one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Fault(NamedTuple):
    """A message about a definition, the faulty name, and the valid names."""

    message: str
    name: str
    known: tuple[str, ...] = ()


def find_repeated(called: str, names: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for each of the names that occurs more than once; ``called`` begins the message."""
    for name, times in Counter(names).items():
        if times > 1:
            yield Fault(f"{called}“{name}”出现了 {times} 次。", name)


def find_unknown(called: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for each of the names that is not a known one; ``called`` begins the message."""
    right = tuple(known)
    yield from (Fault(f"{called}“{name}”。", name, right) for name in names if name not in right)
