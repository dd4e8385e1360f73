"""What differs between two finished outputs: answers, files, and which pages to print again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from os.path import commonprefix
from pathlib import Path
from typing import Any

from docgen.errors import InputError, in_brackets
from docgen.package.layout.book import Layout
from docgen.package.proof.finished_output import FinishedOutput, read_output
from docgen.package.proof.page_digests import looks
from docgen.package.proof.pdf_reader import UNREADABLE
from docgen.package.proof.reprint import Moved, Package, Ranges, Reprint, moved, reprint
from docgen.values import in_characters

_FACTS = {"form": "申报表", "notice": "通知", "cluster": "集群"}
_SIDES = {"one": "单面印", "two": "双面印"}
_SHOWN = 40
"""So many characters of a long answer are shown, a few of them before the first that differs."""
_BEFORE = 8


@dataclass(frozen=True)
class Answer:
    """One printed answer that differs: its slot, its name in the words of the form, what was and what is printed."""

    slot: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Files:
    """Files by their paths: those that came, that went, that have other content, and another name (from, to)."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Changes:
    """All that differs between two outputs.

    ``facts`` are sentences on what they are (form, notice, draft); ``inputs`` the files that went in, ``documents``
    those that came out; ``pages`` of the package before and now, None where there is none to compare; ``sealed`` the
    pages, as they are told in print, that a scan took the place of since.
    """

    facts: tuple[str, ...]
    answers: tuple[Answer, ...]
    inputs: Files
    documents: Files
    pages: tuple[int, int] | None
    reprint: tuple[Reprint, ...]
    moved: Moved | None
    sealed: tuple[str, ...]
    has_volumes: bool

    def lines(self) -> list[str]:
        """The same in Chinese, line by line; one line where nothing differs."""
        told = [
            *self.facts,
            *(_answer_line(answer) for answer in self.answers),
            *_file_lines("填报数据和材料", self.inputs),
            *_file_lines("生成的文件", self.documents),
        ]
        return [*told, *self._page_lines()] if told or self.reprint else ["两份材料没有不同，不用重印。"]

    def as_json(self) -> dict[str, Any]:
        """The same as ``--json`` prints it."""
        return asdict(self)

    def _page_lines(self) -> Iterator[str]:
        if self.pages is None:
            return
        before, now = self.pages
        if before != now:
            yield f"总页数：{before} → {now}。"
        if self.moved:
            yield f"{self.moved.page}起页码都变了（原来是{self.moved.before}）。"
        for one in self.reprint:
            yield from _reprint_lines(one, f"第{in_characters(one.volume)}册：" if self.has_volumes else "")
        if self.sealed:
            yield f"{'、'.join(self.sealed)}换成了签字盖章后的扫描件：用原件的那一份不用重印这几页。"
        if not self.reprint:
            yield "各页都没有变，不用重印。"
        elif len(self.reprint) > 1:
            yield f"每份合计重印 {sum(one.sheets for one in self.reprint)} 张纸。"


def changes(old: Path, new: Path) -> Changes:
    """What differs between the outputs in two folders.

    Raises InputError where one of them is not an output of docgen, or its package is not as it was built.
    """
    before, now = read_output(old), read_output(new)
    packages = _packages(before, now)
    return Changes(
        facts=tuple(_facts(before, now)),
        answers=tuple(_answers(before.answers, now.answers)),
        inputs=_files(before.inputs, now.inputs),
        documents=_files(before.documents, now.documents),
        pages=(packages[0].layout.pages, packages[1].layout.pages) if packages else None,
        reprint=reprint(*packages) if packages else (),
        moved=moved(packages[0].layout, packages[1].layout) if packages else None,
        sealed=tuple(_newly_sealed(packages[0].layout, packages[1].layout)) if packages else (),
        has_volumes=any(package.layout.is_split for package in packages or ()),
    )


def _packages(old: FinishedOutput, new: FinishedOutput) -> tuple[Package, Package] | None:
    """Both packages; None where one has none. What is the same file is not read."""
    if old.layout is None or new.layout is None:
        return None
    paths = old.package_as_built(), new.package_as_built()
    if old.sha256(paths[0]) == new.sha256(paths[1]) and old.layout == new.layout:
        same = tuple(str(page) for page in range(old.layout.pages))
        return Package(old.layout, same), Package(new.layout, same)
    return _read(paths[0], old), _read(paths[1], new)


def _read(path: Path, output: FinishedOutput) -> Package:
    assert output.layout
    try:
        return Package(output.layout, looks(path, output.layout))
    except UNREADABLE as error:
        raise InputError(f"读不懂这个 PDF{in_brackets(error)}。", remedy="请重新生成后再比较。", path=path) from error


def _facts(old: FinishedOutput, new: FinishedOutput) -> Iterator[str]:
    for name, called in _FACTS.items():
        if old.manifest[name] != new.manifest[name]:
            yield f"{called}：{old.manifest[name]} → {new.manifest[name]}。"
    if old.manifest["draft"] != new.manifest["draft"]:
        yield "原来的一份是草稿，现在的不是。" if old.manifest["draft"] else "现在的一份是草稿，原来的不是。"
    if old.layout and new.layout and old.layout.sides != new.layout.sides:
        yield f"原来{_SIDES[old.layout.sides]}，现在{_SIDES[new.layout.sides]}。"
    for output, called in ((old, "原来"), (new, "现在")):
        if output.layout is None:
            yield f"{called}的一份没有 PDF，不能比较页面。"


def _newly_sealed(old: Layout, new: Layout) -> Iterator[str]:
    before = {(page.page, page.sha256, page.source_page) for page in old.sealed}
    for page in new.sealed:
        if (page.page, page.sha256, page.source_page) not in before:
            yield new.format_reference(page.page, page.page)


def _answers(old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]) -> Iterator[Answer]:
    for slot in dict.fromkeys((*new, *old)):
        before, now = _text(old.get(slot)), _text(new.get(slot))
        if before != now:
            yield Answer(slot, (new.get(slot) or old[slot])["label"], before, now)


def _text(answer: Mapping[str, Any] | None) -> str:
    text = answer["text"] if answer else ""
    return text if isinstance(text, str) else "；".join("，".join(row.values()) for row in text)


def _files(old: Mapping[str, str], new: Mapping[str, str]) -> Files:
    added = sorted(new.keys() - old.keys())
    removed = sorted(old.keys() - new.keys())
    gone = {old[path]: path for path in reversed(removed)}
    renamed = [(gone.pop(new[path]), path) for path in added if new[path] in gone]
    went, came = {one for one, _ in renamed}, {one for _, one in renamed}
    return Files(
        tuple(path for path in added if path not in came),
        tuple(path for path in removed if path not in went),
        tuple(sorted(path for path in old.keys() & new.keys() if old[path] != new[path])),
        tuple(renamed),
    )


def _answer_line(answer: Answer) -> str:
    start = max(len(commonprefix((answer.old, answer.new))) - _BEFORE, 0)
    old, new = (_excerpt(text, start) for text in (answer.old, answer.new))
    return f"答案 {answer.label}（{answer.slot}）：{old} → {new}"


def _excerpt(text: str, start: int) -> str:
    """The text in one line, from a little before where it differs if it is long."""
    if len(text) <= _SHOWN:
        shown = text
    else:
        end = start + _SHOWN
        shown = f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
    return shown.replace("\n", " ") or "（空）"


def _file_lines(called: str, files: Files) -> Iterator[str]:
    for what, names in (("增加", files.added), ("去掉", files.removed), ("内容变了", files.changed)):
        yield from (f"{called} {what}：{name}" for name in names)
    yield from (f"{called} 改名：{before} → {now}" for before, now in files.renamed)


def _reprint_lines(one: Reprint, volume: str) -> Iterator[str]:
    if one.pages:
        amount = "全部重印" if one.is_whole else "重印"
        yield f"{volume}{amount}第 {_numbers(one.pages)} 页（每份 {one.sheets} 张纸）。"
    if one.taken_out:
        yield f"{volume}抽去原来的第 {_numbers(one.taken_out)} 页。"


def _numbers(ranges: Ranges) -> str:
    return "、".join(str(first) if first == last else f"{first}—{last}" for first, last in ranges)
