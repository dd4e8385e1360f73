"""Finds the definitions: forms, notices and templates, docgen's own and those of other folders."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from docgen.definitions.consistency_faults import consistency_faults
from docgen.definitions.criteria import Criteria, criteria_faults
from docgen.definitions.decode import decode
from docgen.definitions.folder_notice import extended_id, laid_over
from docgen.definitions.form import (
    ByHand,
    Choice,
    Choices,
    Field,
    Form,
    Goals,
    Matrix,
    NamedList,
    Narrative,
    Number,
    Series,
)
from docgen.definitions.goal_faults import goal_faults
from docgen.definitions.notice import Notice
from docgen.definitions.source import Listing, Node, Scalar, Source, Table, read_source
from docgen.definitions.summary_faults import summary_faults
from docgen.definitions.table_columns import Tables
from docgen.errors import DefinitionError, InputError
from docgen.resources import find_resources

_ID = re.compile(r"[a-z][a-z0-9_]*\Z")
_TABLES = Path("data", "tables.yaml")


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

    def criteria_ids(self) -> tuple[str, ...]:
        """The ids of all profiles of criteria."""
        return self._ids("criteria")

    def criteria(self, criteria_id: str) -> Criteria:
        """The criteria of that id, checked against the forms."""
        path = self._path("criteria", criteria_id, "认定标准")
        criteria = self.own_criteria(path)
        for fault in _other_id(criteria.id, path):
            raise fault.error(read_source(path, path.name))
        return criteria

    def own_criteria(self, path: Path) -> Criteria:
        """The criteria that a file holds, checked against the forms; raises DefinitionError as for our own."""
        source = read_source(path, path.name)
        criteria = decode(source, Criteria)
        forms = [self.form(form_id) for form_id in self.form_ids()]
        for message, name, known in criteria_faults(criteria, forms, tuple(self.tables().enterprises.by_id)):
            raise _Fault(message, name, _nearest(name, known)).error(source)
        return criteria

    def form(self, form_id: str) -> Form:
        """The form of that id, checked."""
        path = self._path("forms", form_id, "申报表")
        form = _form(path)
        for fault in _table_faults(form, self.tables()):
            raise fault.error(read_source(path, path.name))
        return form

    def tables(self) -> Tables:
        """The enterprise table and the lists: those of the first folder that has any, or docgen's own."""
        return _tables(next(root / _TABLES for root in (*self.roots, *built_in().roots) if (root / _TABLES).is_file()))

    def notice(self, notice_id: str) -> Notice:
        """The notice of that id, with the evidence list that it uses filled in, checked against its forms."""
        return self._complete(*_notice(self._notice_path(notice_id)))

    def notice_for(self, form: Form, notice_id: str | None) -> Notice:
        """The notice of that id, which must be for ``form``; without an id the only one that is.

        Raises InputError where it is for other forms, or where there is a choice.
        """
        fitting = [known for known in self.notice_ids() if form.id in self.notice(known).forms]
        if notice_id is None and len(fitting) == 1:
            return self.notice(fitting[0])
        choice = f"请用 --notice 指明其中一个：{'、'.join(fitting)}。" if fitting else "请先写一个通知的定义。"
        if notice_id is None:
            raise InputError(f"申报表 {form.id} 有 {len(fitting)} 个适用的通知。", remedy=choice)
        notice = self.notice(notice_id)
        if notice_id not in fitting:
            message = f"通知 {notice_id} 用的不是申报表 {form.id}，而是 {'、'.join(notice.forms)}。"
            raise InputError(message, remedy=choice)
        return notice

    def own_notice(self, path: Path) -> tuple[Notice, str]:
        """The notice that a folder's own ``notice.yaml`` makes of the one it ``extends``, and the id of that one.

        Raises DefinitionError (exit code 3, file and line) as for a notice of ours.
        """
        own = read_source(path, path.name)
        base_id = extended_id(own, self.notice_ids())
        _, base = _notice(self._notice_path(base_id))
        return self._complete(*_decoded_notice(laid_over(base, own))), base_id

    def _notice_path(self, notice_id: str) -> Path:
        return self._path("notices", notice_id, "通知")

    def _complete(self, notice: Notice, source: Source) -> Notice:
        for form_id in notice.forms:
            if form_id not in self.form_ids():
                fault = _Fault(f"forms 指向没有的申报表“{form_id}”。", form_id, _nearest(form_id, self.form_ids()))
                raise fault.error(source)
        for message, name, known in summary_faults(notice, [self.form(form_id) for form_id in notice.forms]):
            raise _Fault(message, name, _nearest(name, known)).error(source)
        if notice.evidence_as:
            lender, source = _notice(self._notice_path(notice.evidence_as))
            if not lender.evidence:
                message = f"evidence_as 指向的通知“{lender.id}”没有自己的佐证材料清单。"
                raise DefinitionError(message, path=f"{notice.id}.yaml")
            notice = msgspec.structs.replace(notice, evidence=lender.evidence, evidence_as="")
        for fault in _evidence_faults(notice, [self.form(form_id) for form_id in notice.forms]):
            raise fault.error(source)
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
        known = self._ids(kind)
        for root in self.roots if wanted in known else ():
            path = root / "data" / kind / f"{wanted}.yaml"
            if path.is_file():
                return path
        raise DefinitionError(
            f"没有“{wanted}”这个{called}。",
            remedy=_nearest(wanted, known) or f"现有：{'、'.join(known)}。",
        )


def built_in() -> Catalog:
    """The catalog that comes with docgen."""
    return Catalog((find_resources(),))


class _Fault(NamedTuple):
    """What is wrong with a definition: the name that is at fault, by which its line is found, and what to do."""

    message: str
    name: str
    remedy: str = ""

    def error(self, source: Source) -> DefinitionError:
        """The fault as an error, at the last line of the file that spells the name."""
        line = max((line for line, text in _scalars(source.root) if text == self.name), default=0)
        return DefinitionError(self.message, remedy=self.remedy, path=source.path, line=line)


@cache
def _form(path: Path) -> Form:
    source = read_source(path, path.name)
    form = decode(source, Form)
    for fault in (*_other_id(form.id, path), *_form_faults(form)):
        raise fault.error(source)
    return form


@cache
def _tables(path: Path) -> Tables:
    source = read_source(path, path.name)
    tables = decode(source, Tables)
    for fault in _tables_faults(tables):
        raise fault.error(source)
    return tables


@cache
def _notice(path: Path) -> tuple[Notice, Source]:
    notice, source = _decoded_notice(read_source(path, path.name))
    for fault in _other_id(notice.id, path):
        raise fault.error(source)
    return notice, source


def _decoded_notice(source: Source) -> tuple[Notice, Source]:
    notice = decode(source, Notice)
    for fault in _repeated("佐证材料序号", (item.number for item in notice.items())):
        raise fault.error(source)
    return notice, source


def _other_id(found: str, path: Path) -> Iterator[_Fault]:
    if found != path.stem:
        yield _Fault(f"id 是“{found}”，与文件名 {path.name} 不符。", found)


def _repeated(called: str, names: Iterable[str]) -> Iterator[_Fault]:
    for name, times in Counter(names).items():
        if times > 1:
            yield _Fault(f"{called}“{name}”出现了 {times} 次。", name)


def _form_faults(form: Form) -> Iterator[_Fault]:
    ids = [field.id for part in form.parts for field in part.fields]
    yield from _repeated("部分 id ", (part.id for part in form.parts))
    yield from _repeated("栏目 id ", ids)
    for name in ids:
        if not _ID.match(name):
            yield _Fault(f"栏目 id “{name}”只能用小写英文字母、数字和下划线。", name)
    for name in (form.package.cluster, *form.package.cover, form.package.date):
        if name not in ids:
            yield _Fault(f"package 指向不存在的栏目“{name}”。", name, _nearest(name, ids))
    parts = [part.id for part in form.parts]
    for place in form.by_hand:
        yield from _by_hand_faults(place, ids, parts)
    for field in form.fields.values():
        yield from _field_faults(field, parts)
        yield from _repeated_inside(field)
    for message, name, known in (*goal_faults(form), *consistency_faults(form)):
        yield _Fault(message, name, _nearest(name, known))


def _by_hand_faults(place: ByHand, ids: Sequence[str], parts: Sequence[str]) -> Iterator[_Fault]:
    """A fault for each name of a place to sign or to seal that the form does not have."""
    names = ((place.field, ids, "栏目"), (place.named, ids, "栏目"), (place.part, parts, "部分"))
    for name, known, called in names:
        if name and name not in known:
            yield _Fault(f"by_hand 指向不存在的{called}“{name}”。", name, _nearest(name, known))


def _field_faults(field: Field, parts: Sequence[str]) -> Iterator[_Fault]:
    for part in field.also:
        if part not in parts:
            yield _Fault(f"“{field.id}”的 also 指向不存在的部分“{part}”。", part, _nearest(part, parts))
    options = field.options if isinstance(field, Choice | Choices) else {}
    for attach in field.attach:
        for option in attach.when:
            if option not in options:
                message = f"“{field.id}”的 attach.when 指向不存在的选项“{option}”。"
                yield _Fault(message, option, _nearest(option, options))


def _repeated_inside(field: Field) -> Iterator[_Fault]:
    if isinstance(field, Narrative):
        yield from _repeated(f"“{field.id}”的标题 id ", (section.id for section in field.sections))
    if isinstance(field, Goals):
        yield from _repeated(f"“{field.id}”的方向 id ", (direction.id for direction in field.directions))
        for direction in field.directions:
            names = (indicator.id for indicator in direction.indicators)
            yield from _repeated(f"“{field.id}.{direction.id}”的指标 id ", names)


def _tables_faults(tables: Tables) -> Iterator[_Fault]:
    """A fault for each column that is there twice, and for each name of one that is not there."""
    table = tables.enterprises
    yield from _repeated("企业表的列 ", (column.id for column in table.columns))
    yield from _unknown_columns("企业表", (table.name, table.code, *(one.column for one in table.sheet)), table.by_id)
    yield from _repeated("清单 ", (one.id for one in tables.lists))
    for one in tables.lists:
        yield from _repeated(f"清单“{one.id}”的列 ", (column.id for column in one.columns))
        yield from _unknown_columns(f"清单“{one.id}”", (one.name, *one.same), one.by_id)


def _table_faults(form: Form, tables: Tables) -> Iterator[_Fault]:
    """A fault for each derived answer of ``form`` that names a column or list that is not there."""
    for field in form.fields.values():
        if isinstance(field, Number | Series) and field.derive:
            measures = [field.derive, *([field.derive.over] if field.derive.over else [])]
            for measure in measures:
                if bool(measure.sum) == bool(measure.count):
                    yield _Fault(f"“{field.id}”的 derive 要写 sum 或 count 中的一个。", field.id)
                names = (*([measure.sum] if measure.sum else []), *measure.count, *measure.of)
                yield from _unknown_columns(f"“{field.id}”的 derive ", names, tables.enterprises.by_id)
        if isinstance(field, Number | Series | Matrix | NamedList) and field.listed:
            listed = field.listed
            if listed.id not in tables.by_id:
                message = f"“{field.id}”的 list 指向没有的清单“{listed.id}”。"
                yield _Fault(message, listed.id, _nearest(listed.id, tables.by_id))
            else:
                known = tables.by_id[listed.id].by_id
                yield from _unknown_columns(f"“{field.id}”的 list ", (*listed.where, *listed.by), known)


def _unknown_columns(called: str, names: Iterable[str], known: Iterable[str]) -> Iterator[_Fault]:
    columns = list(known)
    for name in names:
        if name not in columns:
            yield _Fault(f"{called}指向没有的列“{name}”。", name, _nearest(name, columns))


def _evidence_faults(notice: Notice, forms: Sequence[Form]) -> Iterator[_Fault]:
    """A fault for each name that none of the forms has as a field, or as an option written ``field.option``."""
    fields = {name: field for form in forms for name, field in form.fields.items()}
    options = {slot for form in forms for slot, field in form.slots.items() if isinstance(field, Choice | Choices)}
    called = "、".join(form.id for form in forms)
    for item in notice.items():
        for name in item.proves if forms else ():
            if name not in fields and name not in options:
                message = f"第 {item.number} 项佐证材料的 for 指向申报表 {called} 没有的栏目“{name}”。"
                yield _Fault(message, name, _nearest(name, [*fields, *options] if "." in name else fields))


def _nearest(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), 1)
    return f"是不是“{close[0]}”？" if close else ""


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
