"""Finds the definitions: forms, notices and templates, docgen's own and those of other folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

from docgen.definitions.criteria import Criteria, criteria_faults
from docgen.definitions.decode import decode
from docgen.definitions.faults import Fault, find_repeated, find_unknown
from docgen.definitions.folder_notice import extended_id, laid_over
from docgen.definitions.form import Form
from docgen.definitions.form_faults import find_form_faults, find_table_faults
from docgen.definitions.notice import Notice, find_evidence_faults, find_summary_faults
from docgen.definitions.source import Listing, Node, Scalar, Source, Table, read_data, read_source, source_of
from docgen.definitions.table_columns import Tables, find_tables_faults
from docgen.errors import DefinitionError, InputError, suggest_nearest
from docgen.resources import find_resources

_TABLES = Path("data", "tables.yaml")
_KEPT = 32
"""So many definitions of a kind are kept, each by the bytes of its file: a file that was edited is another one."""


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
            raise _as_error(fault, read_source(path, path.name))
        return criteria

    def own_criteria(self, path: Path) -> Criteria:
        """The criteria that a file holds, checked against the forms; raises DefinitionError as for our own."""
        source = read_source(path, path.name)
        criteria = decode(source, Criteria)
        forms = [self.form(form_id) for form_id in self.form_ids()]
        _refuse(criteria_faults(criteria, forms, tuple(self.tables().enterprises.by_id)), source)
        return criteria

    def form(self, form_id: str) -> Form:
        """The form of that id, checked."""
        path = self._path("forms", form_id, "申报表")
        form = _form(path)
        for fault in find_table_faults(form, self.tables()):
            raise _as_error(fault, read_source(path, path.name))
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
        _refuse(find_unknown("forms 指向没有的申报表", notice.forms, self.form_ids()), source)
        forms = [self.form(form_id) for form_id in notice.forms]
        _refuse(find_summary_faults(notice, forms), source)
        if notice.evidence_as:
            lender, source = _notice(self._notice_path(notice.evidence_as))
            if not lender.evidence:
                message = f"evidence_as 指向的通知“{lender.id}”没有自己的佐证材料清单。"
                raise DefinitionError(message, path=f"{notice.id}.yaml")
            notice = msgspec.structs.replace(notice, evidence=lender.evidence, evidence_as="")
        _refuse(find_evidence_faults(notice, forms), source)
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
            remedy=suggest_nearest(wanted, known, f"现有：{'、'.join(known)}。"),
        )


def built_in() -> Catalog:
    """The catalog that comes with docgen."""
    return Catalog((find_resources(),))


def _refuse(faults: Iterable[Fault], source: Source) -> None:
    """Raise the first of the faults as an error; nothing without any."""
    for fault in faults:
        raise _as_error(fault, source)


def _as_error(fault: Fault, source: Source) -> DefinitionError:
    """The fault as an error, at the last line of the file that spells the name at fault."""
    line = max((line for line, text in _scalars(source.root) if text == fault.name), default=0)
    return DefinitionError(fault.message, remedy=suggest_nearest(fault.name, fault.known), path=source.path, line=line)


def _form(path: Path) -> Form:
    return _form_of(path.name, read_data(path, path.name))


@lru_cache(_KEPT)
def _form_of(name: str, data: bytes) -> Form:
    source = source_of(data, name)
    form = decode(source, Form)
    _refuse((*_other_id(form.id, Path(name)), *find_form_faults(form)), source)
    return form


def _tables(path: Path) -> Tables:
    return _tables_of(path.name, read_data(path, path.name))


@lru_cache(_KEPT)
def _tables_of(name: str, data: bytes) -> Tables:
    source = source_of(data, name)
    tables = decode(source, Tables)
    _refuse(find_tables_faults(tables), source)
    return tables


def _notice(path: Path) -> tuple[Notice, Source]:
    return _notice_of(path.name, read_data(path, path.name))


@lru_cache(_KEPT)
def _notice_of(name: str, data: bytes) -> tuple[Notice, Source]:
    notice, source = _decoded_notice(source_of(data, name))
    _refuse(_other_id(notice.id, Path(name)), source)
    return notice, source


def _decoded_notice(source: Source) -> tuple[Notice, Source]:
    notice = decode(source, Notice)
    _refuse(find_repeated("佐证材料序号", (item.number for item in notice.items())), source)
    return notice, source


def _other_id(found: str, path: Path) -> Iterator[Fault]:
    if found != path.stem:
        yield Fault(f"id 是“{found}”，与文件名 {path.name} 不符。", found)


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
