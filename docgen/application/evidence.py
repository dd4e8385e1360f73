"""Finds the evidence: which file belongs to which item, in which order, under which title."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from docgen.application.evidence_index import FOLDER as FOLDER
from docgen.application.evidence_index import Declared, index_files
from docgen.application.evidence_kinds import ACCEPTED, ENDINGS
from docgen.errors import reason
from docgen.problems import Problem, Where
from docgen.values import half_width

_JUNK = re.compile(r"\.|~\$|Thumbs\.db\Z|desktop\.ini\Z", re.IGNORECASE)
_ORDERING_NUMBER = re.compile(r"补?\d{1,3}[\s._、．,，\-－—)）]+(?=\S)")
_LEADING_NUMBER = re.compile(r"\s*第?(补?[0-9]{1,3})(?![0-9年月日家个])")
"""Not 2022年, 8月 or 10家: such a number counts something else."""
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""What a file name cannot show: control characters, and bytes that are not UTF-8 (names packed on Windows)."""


@dataclass(frozen=True)
class EvidenceFile:
    """One file under ``evidence/``: its item, its path, its name relative to the folder and its title."""

    item: str
    path: Path
    name: str
    title: str


@dataclass(frozen=True)
class Evidence:
    """All evidence files in order, and what was wrong with how they are filed.

    ``declared`` is what the index says of a file, by its name; ``index`` is the path of the index, "" without one.
    """

    files: tuple[EvidenceFile, ...]
    problems: tuple[Problem, ...]
    declared: Mapping[str, Declared] = field(default_factory=dict)
    index: str = ""


def find_evidence(folder: Path, items: Sequence[str]) -> Evidence:
    """The evidence in ``folder/evidence`` for the given item numbers.

    A file without an item, of an unknown kind or behind a link that leaves the folder is a problem, and is not
    among the files.
    """
    root = folder / FOLDER
    if not root.exists() and not root.is_symlink():
        return Evidence((), ())
    finder = _Finder(folder, items)
    files = tuple(finder.below(root))
    return Evidence(files, tuple(finder.problems))


class _Finder:
    def __init__(self, folder: Path, items: Sequence[str]) -> None:
        self.folder = folder
        self.inside = _real(folder / FOLDER)
        self.items = items
        self.indexes = index_files(folder)
        self.problems: list[Problem] = []

    def below(self, root: Path) -> Iterator[EvidenceFile]:
        found: dict[str, list[EvidenceFile]] = {item: [] for item in self.items}
        if not self.inside.is_relative_to(_real(self.folder)):
            self._say("evidence.outside", root, "文件夹 evidence 是指向别处的链接。", "请换成真正的文件夹。")
            return
        for entry in self._in_natural_order(root):
            if entry.name in self.indexes:
                continue
            item = self._item(_leading_number(entry.name))
            for path in self._files(entry):
                evidence = self._file(path, item)
                if evidence:
                    found[evidence.item].append(evidence)
        for files in found.values():
            yield from files

    def _item(self, number: str) -> str:
        plain = number if number.startswith("补") else number.lstrip("0")
        return plain if plain in self.items else ""

    def _files(self, entry: Path) -> Iterator[Path]:
        if _JUNK.match(entry.name):
            self._say("evidence.ignored", entry, "这是系统或 Office 的临时文件，没有放进材料。", "")
        elif _UNPRINTABLE.search(entry.name):
            hint = "多半是压缩包解压时变成了乱码，请改成看得清的文件名。"
            self._say("evidence.unreadable", entry, "文件名里有无法显示的字符，没有放进材料。", hint)
        elif not _real(entry).is_relative_to(self.inside):
            hint = "请把文件复制进来，不要用快捷方式或链接。"
            self._say("evidence.outside", entry, "链接指向了材料文件夹之外，没有读取。", hint)
        elif entry.is_dir():
            if entry.is_symlink():
                self._say("evidence.outside", entry, "文件夹的链接没有读取。", "请把文件夹复制进来。")
                return
            for child in self._in_natural_order(entry):
                yield from self._files(child)
        elif entry.is_file():
            yield entry
        else:
            self._say("evidence.unreadable", entry, "这不是一个可以读取的文件。", "请检查链接是否失效。")

    def _file(self, path: Path, item: str) -> EvidenceFile | None:
        if not item:
            hint = (
                f"请放进以序号（{self.items[0]}至{self.items[-1]}）开头的文件夹，或在文件名前加序号，如“08 协议.pdf”。"
            )
            self._say("evidence.no-item", path, "看不出这个文件是哪一项佐证材料。", hint)
            return None
        if path.suffix.lower() not in ENDINGS:
            ending = path.suffix or "（没有后缀）"
            hint = f"请转换成 PDF 再放入；可以放{ACCEPTED}。"
            self._say("evidence.unknown-kind", path, f"{ending} 类型的文件不能放进材料。", hint)
            return None
        return EvidenceFile(item, path, self._shown(path), _title(path.stem))

    def _shown(self, path: Path) -> str:
        return _UNPRINTABLE.sub("\ufffd", path.relative_to(self.folder).as_posix())

    def _in_natural_order(self, folder: Path) -> list[Path]:
        try:
            return sorted(folder.iterdir(), key=lambda path: (_natural(path.name), path.name))
        except OSError as error:
            self._say("evidence.unreadable", folder, f"文件夹读不了：{reason(error)}。", "请检查权限，或换成文件夹。")
            return []

    def _say(self, code: str, path: Path, message: str, hint: str) -> None:
        self.problems.append(Problem(code, Where(self._shown(path)), message, hint))


def _leading_number(name: str) -> str:
    match = _LEADING_NUMBER.match(half_width(name))
    return match[1] if match else ""


def _title(stem: str) -> str:
    """The file name without the numbers that order it; a number that belongs to the words stays."""
    rest = stem.strip()
    while match := _ORDERING_NUMBER.match(rest):
        rest = rest[match.end() :]
    return rest.strip() or stem


def _real(path: Path) -> Path:
    """Where the path leads; links that lead round in a circle lead to themselves."""
    return Path(os.path.realpath(path))


def _natural(name: str) -> list[tuple[int, int | str]]:
    """A key that puts 2 before 10."""
    plain = half_width(name).casefold()
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in re.split(r"(\d+)", plain) if part]
