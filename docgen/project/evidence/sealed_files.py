"""Find the scans of signed and sealed pages, and the page numbers in their names.

    sealed/第21页.pdf   21-22.pdf   P21.jpg   第5—6页 盖章.pdf   21、25.pdf   第2册第12页.pdf   声明.pdf

A name need not contain a page number: docgen prints a code on every page that is sealed. Other numbers in a name
(a date, the counter of a camera) are no pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docgen.problems.problem import Problem, Where
from docgen.project.evidence.file_kinds import ENDINGS, PICTURES, FileKind
from docgen.project.evidence.folder_files import FolderFiles
from docgen.values import convert_to_half_width, format_chinese_number

FOLDER = "sealed"

_RANGE = r"\d{1,4}(?:\s*(?:[-~—–－～]{1,2}|至|到)\s*\d{1,4})?"
_JOINT = r"\s*[、,+和]\s*"
_PAGES = rf"{_RANGE}(?:{_JOINT}{_RANGE})*"
_WITH_ORDINAL = re.compile(rf"第\s*({_PAGES})\s*页(?!码)")
_SEVERAL = re.compile(rf"(?<![\d共第])({_RANGE}(?:{_JOINT}{_RANGE})+|\d{{1,4}}\s*(?:[-~—–]|至|到)\s*\d{{1,4}})\s*页")
_WITH_P = re.compile(rf"(?<![A-Za-z0-9])pp?\.?\s*({_PAGES})(?!\d)", re.IGNORECASE)
_ALONE = re.compile(rf"\s*({_PAGES})\s*\Z")
_NO_PAGE = re.compile(r"(?:19|20)\d\d|0")
"""A year, or the counter of a scanner: a number alone that is no page."""
_VOLUME = re.compile(r"第\s*(\d{1,3}|[一二三四五六七八九十]{1,3})\s*册")
_IN_CHARACTERS = {format_chinese_number(number): number for number in range(1, 100)}


@dataclass(frozen=True)
class SealedFile:
    """One file under ``sealed/``: its path, its name relative to the folder, the page numbers in its name.

    The numbers are those that are printed on the pages, in the order of the file's own pages; none where the name
    has none. ``volume`` is the volume they are numbered in, None where the name has none.
    """

    path: Path
    name: str
    numbers: tuple[int, ...] = ()
    volume: int | None = None


@dataclass(frozen=True)
class SealedFiles:
    """The scans in order, and the problems of finding them."""

    files: tuple[SealedFile, ...] = ()
    problems: tuple[Problem, ...] = ()


def find_sealed(folder: Path) -> SealedFiles:
    """Find the scans in ``folder/sealed``; none where there is no such folder.

    A file of an unknown kind, behind a link that leaves the folder or with a range of pages that runs backwards is
    left out with a problem.
    """
    filed = FolderFiles(folder, FOLDER)
    problems: list[Problem] = []
    files = tuple(_iterate_scans(filed, problems))
    return SealedFiles(files, (*filed.problems, *problems))


def parse_page_numbers(stem: str) -> tuple[int, ...]:
    """Return the page numbers in a file name without its ending; none where it has none.

    Raises ValueError where a range runs backwards.
    """
    plain = convert_to_half_width(stem)
    for pattern in (_WITH_ORDINAL, _SEVERAL, _WITH_P):
        if found := pattern.findall(plain):
            return tuple(number for pages in found for number in _expand_ranges(pages))
    alone = _ALONE.match(plain)
    if alone is None or _NO_PAGE.match(alone[1].strip()):
        return ()
    return tuple(_expand_ranges(alone[1]))


def parse_volume_number(name: str) -> int | None:
    """Return the volume (第2册, 第二册) in a path, the last one of several; None without one."""
    found = _VOLUME.findall(convert_to_half_width(name))
    if not found:
        return None
    return int(found[-1]) if found[-1].isdecimal() else _IN_CHARACTERS.get(found[-1])


def _iterate_scans(filed: FolderFiles, problems: list[Problem]) -> Iterator[SealedFile]:
    for path in filed.iterate_files():
        name = filed.format_path(path)
        kind = ENDINGS.get(path.suffix.lower())
        if kind is None or kind is FileKind.OFFICE:
            problems.append(_report_no_scan(path, name))
            continue
        try:
            yield SealedFile(path, name, parse_page_numbers(path.stem), parse_volume_number(name))
        except ValueError:
            message = "文件名里的页码从大到小，不知道是哪几页。"
            problems.append(Problem("sealed.name", Where(name), message, "请从小到大写，如“第21-22页.pdf”。"))


def _report_no_scan(path: Path, name: str) -> Problem:
    message = f"{path.suffix or '没有后缀'} 类型的文件不是扫描件，没有换进材料。"
    hint = f"这里只放签字盖章后的扫描件：请放 PDF 或{PICTURES}。"
    return Problem("sealed.no-scan", Where(name), message, hint)


def _expand_ranges(pages: str) -> Iterator[int]:
    """Yield the numbers of a list such as 5-6、9; raises ValueError for a range that runs backwards."""
    for part in re.split(_JOINT, pages):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        if ends[0] > ends[-1]:
            raise ValueError(pages)
        yield from range(ends[0], ends[-1] + 1)
