"""Finds the definitions: forms, notices and templates; the one module that knows where they are kept."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from docgen.definitions.decode import decode
from docgen.definitions.form import Choice, Choices, Field, Form
from docgen.definitions.notice import Notice
from docgen.definitions.source import Listing, Node, Scalar, Source, Table, read_source
from docgen.errors import DefinitionError

_ID = re.compile(r"[a-z][a-z0-9_]*\Z")


@dataclass(frozen=True)
class Catalog:
    """The folders that hold definitions, the first one first; each has ``data/`` and ``templates/``."""

    roots: tuple[Path, ...]

    def form_ids(self) -> tuple[str, ...]:
        """The ids of all forms."""
        return self._ids("forms")

    def notice_ids(self) -> tuple[str, ...]:
        """The ids of all notices."""
        return self._ids("notices")

    def form(self, form_id: str) -> Form:
        """The form of that id, checked."""
        return _form(self._path("forms", form_id, "申报表"))

    def notice(self, notice_id: str) -> Notice:
        """The notice of that id, with the evidence list that it uses filled in, checked against its forms."""
        return self.complete(_notice(self._path("notices", notice_id, "通知")))

    def complete(self, notice: Notice) -> Notice:
        """``notice`` with the evidence list of the notice that it names in ``evidence_as``."""
        if notice.evidence_as:
            lender = self.notice(notice.evidence_as)
            notice = msgspec.structs.replace(notice, evidence=lender.evidence, evidence_as="")
        for form_id in notice.forms:
            _check_evidence(notice, self.form(form_id))
        return notice

    def template(self, form_id: str) -> Path:
        """The folder of the form's layout and template (form.html, form.docx)."""
        return self._template_folder(form_id)

    def shared_template(self, name: str) -> Path:
        """The folder of a template that all forms share, such as ``checklist``."""
        return self._template_folder(f"shared/{name}")

    def _template_folder(self, name: str) -> Path:
        for root in self.roots:
            folder = root / "templates" / name
            if folder.is_dir():
                return folder
        raise DefinitionError(f"没有“{name}”的模板文件夹。", remedy="请先运行 docgen template build。")

    def _ids(self, kind: str) -> tuple[str, ...]:
        return tuple(sorted({path.stem for root in self.roots for path in (root / "data" / kind).glob("*.yaml")}))

    def _path(self, kind: str, wanted: str, called: str) -> Path:
        for root in self.roots:
            path = root / "data" / kind / f"{wanted}.yaml"
            if path.is_file() and path.parent == root / "data" / kind:
                return path
        known = self._ids(kind)
        close = difflib.get_close_matches(wanted, known, 1)
        raise DefinitionError(
            f"没有“{wanted}”这个{called}。",
            remedy=f"是不是“{close[0]}”？" if close else f"现有：{'、'.join(known)}。",
        )


def built_in() -> Catalog:
    """The catalog that comes with docgen: beside the package in a checkout, inside it once installed."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_resources"
    return Catalog((inside if inside.is_dir() else package.parent,))


@cache
def _form(path: Path) -> Form:
    source = read_source(path, path.name)
    form = decode(source, Form)
    for complaint in _form_faults(form):
        raise DefinitionError(complaint, path=path.name, line=_line_naming(source, complaint))
    return form


@cache
def _notice(path: Path) -> Notice:
    source = read_source(path, path.name)
    notice = decode(source, Notice)
    for number, times in Counter(item.number for item in notice.items()).items():
        if times > 1:
            raise DefinitionError(f"佐证材料序号“{number}”出现了 {times} 次。", path=path.name)
    return notice


def _form_faults(form: Form) -> Iterator[str]:
    ids = [field.id for part in form.parts for field in part.fields]
    for name, times in Counter(ids).items():
        if times > 1:
            yield f"栏目 id “{name}”出现了 {times} 次。"
        if not _ID.match(name):
            yield f"栏目 id “{name}”只能用小写英文字母、数字和下划线。"
    for name in (form.package.cluster, *form.package.cover, form.package.date):
        if name not in form.fields:
            yield f"package 指向不存在的栏目“{name}”。"
    parts = {part.id for part in form.parts}
    for field in form.fields.values():
        yield from _field_faults(field, parts)


def _field_faults(field: Field, parts: set[str]) -> Iterator[str]:
    for part in field.also:
        if part not in parts:
            yield f"“{field.id}”的 also 指向不存在的部分“{part}”。"
    options = field.options if isinstance(field, Choice | Choices) else {}
    for attach in field.attach:
        for option in attach.when:
            if option not in options:
                yield f"“{field.id}”的 attach.when 指向不存在的选项“{option}”。"


def _check_evidence(notice: Notice, form: Form) -> None:
    for item in notice.items():
        for name in item.proves:
            if name not in form.fields:
                close = difflib.get_close_matches(name, form.fields, 1)
                raise DefinitionError(
                    f"第 {item.number} 项佐证材料的 for 指向申报表 {form.id} 没有的栏目“{name}”。",
                    remedy=f"是不是“{close[0]}”？" if close else "",
                    path=f"{notice.id}.yaml",
                )


def _line_naming(source: Source, complaint: str) -> int:
    """The last line of the file that spells a name which the complaint quotes, or 0."""
    names = re.findall("“(.+?)”", complaint)
    return max((line for line, text in _scalars(source.root) if text in names), default=0)


def _scalars(node: Node) -> Iterator[tuple[int, str]]:
    match node:
        case Scalar():
            yield node.line, node.text
        case Listing():
            for item in node.items:
                yield from _scalars(item)
        case Table():
            for value in node.entries.values():
                yield from _scalars(value)
