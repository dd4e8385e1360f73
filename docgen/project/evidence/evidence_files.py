"""Find the evidence files: the item, the order and the title of each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from docgen.definitions.item_numbers import PATTERN, normalize_item_number
from docgen.problems.problem import Problem, Where
from docgen.project.evidence.evidence_index import FOLDER as FOLDER
from docgen.project.evidence.evidence_index import EvidenceMetadata, find_index_files
from docgen.project.evidence.file_kinds import ACCEPTED, ENDINGS
from docgen.project.evidence.folder_files import FolderFiles
from docgen.values import convert_to_half_width

_ORDERING_NUMBER = re.compile(PATTERN + r"[\s._、．,，\-－—)）]+(?=\S)")
_LEADING_NUMBER = re.compile(rf"\s*第?({PATTERN})(?![0-9年月日家个])")
"""The number of an item at the beginning of a name; 2022年, 8月 or 10家 count something else."""

_SHORTCUTS = (".lnk", ".url", ".webloc", ".desktop")


@dataclass(frozen=True)
class EvidenceFile:
    """One file under ``evidence/``: its item, its path, its name relative to the folder and its title."""

    item: str
    path: Path
    name: str
    title: str


@dataclass(frozen=True)
class Evidence:
    """The evidence files in order, and the problems of finding them.

    ``declared`` has the metadata of the index by file name; ``index`` is the path of the index, "" without one.
    """

    files: tuple[EvidenceFile, ...]
    problems: tuple[Problem, ...]
    declared: Mapping[str, EvidenceMetadata] = field(default_factory=dict)
    index: str = ""


def find_evidence(folder: Path, items: Sequence[str]) -> Evidence:
    """Find the evidence in ``folder/evidence`` for the given item numbers.

    A file without an item, of an unknown kind or behind a link that leaves the folder is left out with a problem.
    """
    filed = FolderFiles(folder, FOLDER, find_index_files(folder))
    problems: list[Problem] = []
    found: dict[str, list[EvidenceFile]] = {item: [] for item in items}
    for path in filed.iterate_files():
        name = filed.format_path(path)
        item = _find_item(path.relative_to(folder / FOLDER).parts[0], items)
        if wrong := _check_file(path, item, items):
            problems.append(Problem(wrong[0], Where(name), *wrong[1:]))
        else:
            found[item].append(EvidenceFile(item, path, name, _derive_title(path.stem)))
    files = tuple(file for of_item in found.values() for file in of_item)
    return Evidence(files, (*filed.problems, *problems))


def _find_item(entry: str, items: Sequence[str]) -> str:
    """Return the item whose number begins the name of a file or folder in evidence/; "" without one."""
    number = normalize_item_number(_parse_leading_number(entry))
    return number if number in items else ""


def _check_file(path: Path, item: str, items: Sequence[str]) -> tuple[str, str, str] | None:
    """Return code, message and hint of the problem of a file that is no evidence; None for evidence."""
    if not item:
        hint = f"请放进以序号（{items[0]}至{items[-1]}）开头的文件夹，或在文件名前加序号，如“08 协议.pdf”。"
        return "evidence.no-item", "看不出这个文件是哪一项佐证材料。", hint
    if path.suffix.lower() in _SHORTCUTS:
        hint = "请把它指向的文件复制进来，删去快捷方式。"
        return "evidence.unknown-kind", "这是快捷方式，不是文件本身，不能放进材料。", hint
    if path.suffix.lower() not in ENDINGS:
        hint = f"请转换成 PDF 再放入；可以放 {ACCEPTED}。"
        return "evidence.unknown-kind", f"{path.suffix or '（没有后缀）'} 类型的文件不能放进材料。", hint
    return None


def _parse_leading_number(name: str) -> str:
    match = _LEADING_NUMBER.match(convert_to_half_width(name))
    return match[1] if match else ""


def _derive_title(stem: str) -> str:
    """Return the file name without the numbers that order it; a number that is part of the title stays.

    What is printed is composed (NFC), whatever system the file comes from.
    """
    stem = unicodedata.normalize("NFC", stem)
    rest = stem.strip()
    while match := _ORDERING_NUMBER.match(rest):
        rest = rest[match.end() :]
    return rest.strip() or stem
