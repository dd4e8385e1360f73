"""Find duplicates: the same file under two names, and the same page in two files or twice in one.

A duplicate in two items may prove two things and is only noted. Within one item it is most likely a mistake.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from docgen.package.evidence.page_ink import PageFacts, format_page_numbers
from docgen.problems.problem import Problem, Where
from docgen.project.evidence.evidence_files import EvidenceFile

_SHOWN_NAMES = 3


class FileFacts(NamedTuple):
    """One evidence file and the facts of its pages; none for a file that LibreOffice has to convert."""

    file: EvidenceFile
    facts: Sequence[PageFacts]


class _NumberedPage(NamedTuple):
    file: EvidenceFile
    number: int


def check_duplicates(filed: Sequence[FileFacts], alike: Iterable[Sequence[EvidenceFile]]) -> Iterator[Problem]:
    """Yield a problem for each duplicate file and for the duplicate pages of the other files.

    ``alike`` are the groups of :func:`group_identical_files`. Pages of a duplicate file are not compared.
    """
    again: set[str] = set()
    for same in alike:
        again.update(file.name for file in same[1:])
        yield from _check_identical_files(same)
    yield from _check_identical_pages([one for one in filed if one.file.name not in again])


def group_identical_files(files: Iterable[tuple[EvidenceFile, str]]) -> list[list[EvidenceFile]]:
    """Return the groups of at least two files with the same checksum; a file with an empty checksum is in none."""
    groups: dict[str, list[EvidenceFile]] = defaultdict(list)
    for file, digest in files:
        if digest:
            groups[digest].append(file)
    return [group for group in groups.values() if len(group) > 1]


def _check_identical_files(same: Sequence[EvidenceFile]) -> Iterator[Problem]:
    """Yield a problem for each item that has the file more than once, and one where several items have it."""
    first_of: dict[str, list[EvidenceFile]] = defaultdict(list)
    for file in same:
        first_of[file.item].append(file)
    for first, *others in first_of.values():
        if others:
            message = (
                f"同一个文件放了 {len(others) + 1} 次：与{_join_names([one.name for one in others])}内容完全相同。"
            )
            yield Problem("evidence.duplicate", Where(first.name), message, "请只留一份；应是另一份材料的，请换成它。")
    if len(first_of) > 1:
        first, *others = (files[0] for files in first_of.values())
        items, names = "、".join(one.item for one in others), _join_names([one.name for one in others])
        message = f"同一个文件也放在佐证材料{items}：{names}。"
        yield Problem("evidence.duplicate-elsewhere", Where(first.name), message, "确实用来证明这几项的，不用处理。")


def _check_identical_pages(filed: Sequence[FileFacts]) -> Iterator[Problem]:
    """Yield a problem for each pair of files of an item that have pages in common, the later file first."""
    seen: dict[tuple[str, str], _NumberedPage] = {}
    found: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for file, facts in filed:
        for number, one in enumerate(facts, 1):
            first = (
                seen.setdefault((file.item, one.fingerprint), _NumberedPage(file, number)) if one.fingerprint else None
            )
            if first and first != (file, number):
                found[file.name, first.file.name].append((number, first.number))
    for (name, earlier), pairs in found.items():
        mine, theirs = (
            format_page_numbers([mine for mine, _ in pairs]),
            format_page_numbers(sorted({their for _, their in pairs})),
        )
        where = "前面的" if name == earlier else f"“{_shorten(earlier)}”的"
        message = f"{mine}与{where}{theirs}完全相同。"
        yield Problem("evidence.duplicate", Where(name), message, "扫描重了的，请删去一份；确实应有两份的，不用处理。")


def _join_names(names: Sequence[str]) -> str:
    joined = "、".join(f"“{_shorten(name)}”" for name in names[:_SHOWN_NAMES])
    return joined + (f"等 {len(names)} 个文件" if len(names) > _SHOWN_NAMES else "")


def _shorten(name: str) -> str:
    return name.partition("/")[2] or name
