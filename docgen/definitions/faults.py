"""Faults of definitions: each module of definitions finds its own, and the catalog raises the first one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from docgen.runtime.file_names import escape_invisible, find_name_fault
from docgen.values import shorten_text


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


def find_bad_names(called: str, names: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for each of the names that cannot name a file; ``called`` begins the message."""
    found = ((name, find_name_fault(name)) for name in names)
    yield from (
        Fault(f"{called}“{shorten_text(escape_invisible(name))}”{why}。它是文件的名称，请改正。", name)
        for name, why in found
        if why
    )
