"""Comparison of two finished outputs: answers, files, and the pages to print again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from docgen.errors import InputError, format_cause
from docgen.package.layout.package_layout import Layout
from docgen.package.proof.finished_output import FinishedOutput, read_output
from docgen.package.proof.page_digests import compute_page_digests
from docgen.package.proof.pdf_reader import UNREADABLE
from docgen.package.proof.reprint import ComparedPackage, Ranges, Renumbering, Reprint, find_renumbering, list_reprints
from docgen.progress import SILENT, Progress, Stage
from docgen.project.answers.answer_difference import format_difference
from docgen.values import format_chinese_number

_FACTS = {"form": "申报表", "notice": "通知", "cluster": "集群"}
_SIDES = {"one": "单面印", "two": "双面印"}


@dataclass(frozen=True)
class AnswerChange:
    """One printed answer that differs: its slot, its label in the form, the old and the new printed text."""

    slot: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class FileChanges:
    """Differences between two sets of files, as paths: added, removed, changed in content, and renamed (from, to)."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class OutputChanges:
    """Differences between two outputs.

    ``facts`` are sentences about the outputs (form, notice, draft). ``inputs`` are the input files, ``documents`` the
    generated files. ``pages`` holds the page counts of both packages, None without two packages to compare.
    ``sealed`` lists the pages, as printed references, that a scan has replaced since.
    """

    facts: tuple[str, ...]
    answers: tuple[AnswerChange, ...]
    inputs: FileChanges
    documents: FileChanges
    pages: tuple[int, int] | None
    reprint: tuple[Reprint, ...]
    moved: Renumbering | None
    sealed: tuple[str, ...]
    has_volumes: bool

    def format_lines(self) -> list[str]:
        """Return the differences as lines of Chinese text; one line where nothing differs."""
        lines = [
            *self.facts,
            *(format_difference(one.label, one.slot, one.old, one.new) for one in self.answers),
            *_format_file_lines("填报数据和材料", self.inputs),
            *_format_file_lines("生成的文件", self.documents),
        ]
        return [*lines, *self._format_page_lines()] if lines or self.reprint else ["两份材料没有不同，不用重印。"]

    def to_json(self) -> dict[str, Any]:
        """Return the differences as ``--json`` prints them."""
        return asdict(self)

    def _format_page_lines(self) -> Iterator[str]:
        if self.pages is None:
            return
        before, now = self.pages
        if before != now:
            yield f"总页数：{before} → {now}。"
        if self.moved:
            yield f"{self.moved.page}起页码都变了（原来是{self.moved.before}）。"
        for one in self.reprint:
            yield from _format_reprint_lines(
                one, f"第{format_chinese_number(one.volume)}册：" if self.has_volumes else ""
            )
        if self.sealed:
            yield f"{'、'.join(self.sealed)}换成了签字盖章后的扫描件：用原件的那一份不用重印这几页。"
        if not self.reprint:
            yield "各页都没有变，不用重印。"
        elif len(self.reprint) > 1:
            yield f"每份合计重印 {sum(one.sheets for one in self.reprint)} 张纸。"


def compare_outputs(old: Path, new: Path, progress: Progress = SILENT) -> OutputChanges:
    """Compare the outputs in two folders.

    Raises InputError where one of them is not an output of docgen, or its package has changed since the build.
    """
    before, now = read_output(old), read_output(new)
    with progress.run_stage(Stage.COMPARE):
        packages = _read_packages(before, now)
    return OutputChanges(
        facts=tuple(_list_facts(before, now)),
        answers=tuple(_compare_answers(before.answers, now.answers)),
        inputs=_compare_files(before.inputs, now.inputs),
        documents=_compare_files(before.documents, now.documents),
        pages=(packages[0].layout.pages, packages[1].layout.pages) if packages else None,
        reprint=list_reprints(*packages) if packages else (),
        moved=find_renumbering(packages[0].layout, packages[1].layout) if packages else None,
        sealed=tuple(_list_newly_sealed(packages[0].layout, packages[1].layout)) if packages else (),
        has_volumes=any(package.layout.is_split for package in packages or ()),
    )


def _read_packages(old: FinishedOutput, new: FinishedOutput) -> tuple[ComparedPackage, ComparedPackage] | None:
    """Read both packages; None where one output has no package."""
    if old.layout is None or new.layout is None:
        return None
    paths = old.find_intact_package(), new.find_intact_package()
    if old.hash_file(paths[0]) == new.hash_file(paths[1]) and old.layout == new.layout:
        # Identical files need no digests: reading every page of two large packages takes minutes.
        same = tuple(str(page) for page in range(old.layout.pages))
        return ComparedPackage(old.layout, same), ComparedPackage(new.layout, same)
    return _read_package(paths[0], old), _read_package(paths[1], new)


def _read_package(path: Path, output: FinishedOutput) -> ComparedPackage:
    assert output.layout
    try:
        return ComparedPackage(output.layout, compute_page_digests(path, output.layout))
    except UNREADABLE as error:
        raise InputError(f"读不懂这个 PDF{format_cause(error)}。", remedy="请重新生成后再比较。", path=path) from error


def _list_facts(old: FinishedOutput, new: FinishedOutput) -> Iterator[str]:
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


def _list_newly_sealed(old: Layout, new: Layout) -> Iterator[str]:
    before = {(page.page, page.sha256, page.source_page) for page in old.sealed}
    for page in new.sealed:
        if (page.page, page.sha256, page.source_page) not in before:
            yield new.format_reference(page.page, page.page)


def _compare_answers(
    old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]
) -> Iterator[AnswerChange]:
    for slot in dict.fromkeys((*new, *old)):
        before, now = _format_text(old.get(slot)), _format_text(new.get(slot))
        if before != now:
            yield AnswerChange(slot, (new.get(slot) or old[slot])["label"], before, now)


def _format_text(answer: Mapping[str, Any] | None) -> str:
    text = answer["text"] if answer else ""
    return text if isinstance(text, str) else "；".join("，".join(row.values()) for row in text)


def _compare_files(old: Mapping[str, str], new: Mapping[str, str]) -> FileChanges:
    added = sorted(new.keys() - old.keys())
    removed = sorted(old.keys() - new.keys())
    gone = {old[path]: path for path in reversed(removed)}
    renamed = [(gone.pop(new[path]), path) for path in added if new[path] in gone]
    went, came = {one for one, _ in renamed}, {one for _, one in renamed}
    return FileChanges(
        tuple(path for path in added if path not in came),
        tuple(path for path in removed if path not in went),
        tuple(sorted(path for path in old.keys() & new.keys() if old[path] != new[path])),
        tuple(renamed),
    )


def _format_file_lines(called: str, files: FileChanges) -> Iterator[str]:
    for what, names in (("增加", files.added), ("去掉", files.removed), ("内容变了", files.changed)):
        yield from (f"{called} {what}：{name}" for name in names)
    yield from (f"{called} 改名：{before} → {now}" for before, now in files.renamed)


def _format_reprint_lines(one: Reprint, volume: str) -> Iterator[str]:
    if one.pages:
        amount = "全部重印" if one.is_whole else "重印"
        yield f"{volume}{amount}第 {_format_ranges(one.pages)} 页（每份 {one.sheets} 张纸）。"
    if one.taken_out:
        yield f"{volume}抽去原来的第 {_format_ranges(one.taken_out)} 页。"


def _format_ranges(ranges: Ranges) -> str:
    return "、".join(str(first) if first == last else f"{first}—{last}" for first, last in ranges)
