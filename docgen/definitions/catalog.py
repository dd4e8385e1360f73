"""Find and load the definitions: forms, notices and templates, docgen's own and those of other folders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import msgspec

from docgen.definitions.criteria import Criteria, find_criteria_faults
from docgen.definitions.decode import decode
from docgen.definitions.faults import Fault, find_repeated, find_unknown
from docgen.definitions.folder_notice import merge_notices, read_extended_id
from docgen.definitions.form import Form
from docgen.definitions.form_faults import find_form_faults, find_table_faults
from docgen.definitions.form_words import FormWords
from docgen.definitions.notice import Notice, find_evidence_faults, find_summary_faults, find_title_faults
from docgen.definitions.source import Listing, Node, Scalar, Source, Table, parse_source, read_data, read_source
from docgen.definitions.table_columns import Tables, find_tables_faults
from docgen.errors import DefinitionError, InputError, suggest_nearest
from docgen.resources import find_resources
from docgen.runtime.file_names import is_system_file

_TABLES = Path("data", "tables.yaml")
_FORM_WORDS = Path("data", "form_words.yaml")
_CACHED_DEFINITIONS = 32
"""The number of cached definitions of a kind; their key is the content of the file, so an edited file is read anew."""


@dataclass(frozen=True)
class Catalog:
    """The folders that hold definitions, in the order of preference; each has ``data/`` and ``templates/``."""

    roots: tuple[Path, ...]

    def list_form_ids(self) -> tuple[str, ...]:
        """Return the sorted ids of all forms."""
        return self._list_ids("forms")

    def list_notice_ids(self) -> tuple[str, ...]:
        """Return the sorted ids of all notices."""
        return self._list_ids("notices")

    def list_criteria_ids(self) -> tuple[str, ...]:
        """Return the sorted ids of all profiles of criteria."""
        return self._list_ids("criteria")

    def load_criteria(self, criteria_id: str) -> Criteria:
        """Load the criteria of that id; raises DefinitionError where they are faulty.

        Those that come with docgen are checked against the forms by its tests, which saves reading every form.
        """
        path = self.find_criteria_file(criteria_id)
        is_shipped = self.roots == built_in().roots
        criteria = decode(read_source(path, path.name), Criteria) if is_shipped else self.load_own_criteria(path)
        for fault in _check_id(criteria.id, path):
            raise _convert_fault(fault, read_source(path, path.name))
        return criteria

    def load_own_criteria(self, path: Path) -> Criteria:
        """Load the criteria of a file, checked against the forms; raises DefinitionError where they are faulty."""
        source = read_source(path, path.name)
        criteria = decode(source, Criteria)
        forms = [self.load_form(form_id) for form_id in self.list_form_ids()]
        _raise_first_fault(find_criteria_faults(criteria, forms, tuple(self.load_tables().enterprises.by_id)), source)
        return criteria

    def load_form(self, form_id: str) -> Form:
        """Load the form of that id; raises DefinitionError where there is none or it is faulty."""
        path = self.find_form_file(form_id)
        form = _read_form(path)
        for fault in find_table_faults(form, self.load_tables()):
            raise _convert_fault(fault, read_source(path, path.name))
        return form

    def load_tables(self) -> Tables:
        """Load the enterprise table and the lists: those of the first folder that has any, or docgen's own."""
        return _read_tables(
            next(root / _TABLES for root in (*self.roots, *built_in().roots) if (root / _TABLES).is_file())
        )

    def load_form_words(self) -> FormWords:
        """Load the words of the language of forms: those of the first folder that has any, or docgen's own."""
        path = next(root / _FORM_WORDS for root in (*self.roots, *built_in().roots) if (root / _FORM_WORDS).is_file())
        return decode(read_source(path, path.name), FormWords)

    def load_notice(self, notice_id: str) -> Notice:
        """Load the notice of that id, with the evidence list that it uses filled in, checked against its forms.

        Raises DefinitionError where there is none or it is faulty.
        """
        return self._complete_notice(*_read_notice(self.find_notice_file(notice_id)))

    def choose_notice(self, form: Form, notice_id: str | None) -> Notice:
        """Choose the notice of that id, which must be for ``form``; without an id the only one for this form.

        Raises InputError where the notice is for other forms, or where several notices are for this form.
        """
        fitting = [known for known in self.list_notice_ids() if form.id in self.load_notice(known).forms]
        if notice_id is None and len(fitting) == 1:
            return self.load_notice(fitting[0])
        choice = f"请用 --notice 指明其中一个：{'、'.join(fitting)}。" if fitting else "请先写一个通知的定义。"
        if notice_id is None:
            raise InputError(f"申报表 {form.id} 有 {len(fitting)} 个适用的通知。", remedy=choice)
        notice = self.load_notice(notice_id)
        if notice_id not in fitting:
            message = f"通知 {notice_id} 用的不是申报表 {form.id}，而是 {'、'.join(notice.forms)}。"
            raise InputError(message, remedy=choice)
        return notice

    def load_own_notice(self, path: Path) -> tuple[Notice, str]:
        """Load a folder's own ``notice.yaml``; return the completed notice and the id of the one that it ``extends``.

        Raises DefinitionError (exit code 3, file and line) where it is faulty.
        """
        own = read_source(path, path.name)
        base_id = read_extended_id(own, self.list_notice_ids())
        _, base = _read_notice(self.find_notice_file(base_id))
        return self._complete_notice(*_decode_notice(merge_notices(base, own))), base_id

    def find_form_file(self, form_id: str) -> Path:
        """Return the definition of the form of that id; raises DefinitionError where there is none."""
        return self._find_file("forms", form_id, "申报表")

    def find_projected_line(self, path: Path) -> int:
        """Return the line of a definition that says that it is a projection; 0 where it has none."""
        root = read_source(path, path.name).root
        return root.key_lines.get("projected", 0) if isinstance(root, Table) else 0

    def find_criteria_file(self, criteria_id: str) -> Path:
        """Return the definition of the criteria of that id; raises DefinitionError where there are none."""
        return self._find_file("criteria", criteria_id, "认定标准")

    def find_notice_file(self, notice_id: str) -> Path:
        """Return the definition of the notice of that id; raises DefinitionError where there is none."""
        return self._find_file("notices", notice_id, "通知")

    def _complete_notice(self, notice: Notice, source: Source) -> Notice:
        _raise_first_fault(find_unknown("forms 指向没有的申报表", notice.forms, self.list_form_ids()), source)
        forms = [self.load_form(form_id) for form_id in notice.forms]
        _raise_first_fault((*find_title_faults(notice, forms), *find_summary_faults(notice, forms)), source)
        if notice.evidence_as:
            lender, source = _read_notice(self.find_notice_file(notice.evidence_as))
            if not lender.evidence:
                message = f"evidence_as 指向的通知“{lender.id}”没有自己的佐证材料清单。"
                raise DefinitionError(message, path=f"{notice.id}.yaml")
            notice = msgspec.structs.replace(notice, evidence=lender.evidence, evidence_as="")
        _raise_first_fault(find_evidence_faults(notice, forms), source)
        return notice

    def find_template(self, form_id: str) -> Path:
        """Return the folder of the form's layout and template (form.html, form.docx); DefinitionError without one."""
        return self._find_template_folder(form_id)

    def find_shared_template(self, name: str) -> Path:
        """Return the folder of a template that all forms share, such as ``checklist``; DefinitionError without one."""
        return self._find_template_folder(f"shared/{name}")

    def _find_template_folder(self, name: str) -> Path:
        for root in self.roots:
            folder = root / "templates" / name
            if folder.is_dir():
                return folder
        raise DefinitionError(f"没有“{name}”的模板文件夹。", remedy="请先运行 docgen template build。")

    def _list_ids(self, kind: str) -> tuple[str, ...]:
        return tuple(
            sorted(
                {
                    path.stem
                    for root in self.roots
                    for path in (root / "data" / kind).glob("*.yaml")
                    if not is_system_file(path.name)
                }
            )
        )

    def _find_file(self, kind: str, wanted: str, called: str) -> Path:
        known = self._list_ids(kind)
        for root in self.roots if wanted in known else ():
            path = root / "data" / kind / f"{wanted}.yaml"
            if path.is_file():
                return path
        raise DefinitionError(
            f"没有“{wanted}”这个{called}。",
            remedy=suggest_nearest(wanted, known, f"现有：{'、'.join(known)}。"),
        )


def built_in() -> Catalog:
    """Return the catalog that comes with docgen.

    Example::

        >>> from docgen import built_in
        >>> built_in().list_form_ids()
        ('2022-application', '2025-application', '2025-review')
    """
    return Catalog((find_resources(),))


def _raise_first_fault(faults: Iterable[Fault], source: Source) -> None:
    """Raise the first of the faults as a DefinitionError; do nothing without any."""
    for fault in faults:
        raise _convert_fault(fault, source)


def _convert_fault(fault: Fault, source: Source) -> DefinitionError:
    """Convert the fault to an error at the last line of the file that has the faulty name as an id, or as a value."""
    found = [(key == "id", line) for key, line, text in _iterate_scalars(source.root) if text == fault.name]
    line = max(found, default=(False, 0))[1]
    return DefinitionError(fault.message, remedy=suggest_nearest(fault.name, fault.known), path=source.path, line=line)


def _read_form(path: Path) -> Form:
    return _parse_form(path.name, read_data(path, path.name))


@lru_cache(_CACHED_DEFINITIONS)
def _parse_form(name: str, data: bytes) -> Form:
    source = parse_source(data, name)
    form = decode(source, Form)
    _raise_first_fault((*_check_id(form.id, Path(name)), *find_form_faults(form)), source)
    return form


def _read_tables(path: Path) -> Tables:
    return _parse_tables(path.name, read_data(path, path.name))


@lru_cache(_CACHED_DEFINITIONS)
def _parse_tables(name: str, data: bytes) -> Tables:
    source = parse_source(data, name)
    tables = decode(source, Tables)
    _raise_first_fault(find_tables_faults(tables), source)
    return tables


def _read_notice(path: Path) -> tuple[Notice, Source]:
    return _parse_notice(path.name, read_data(path, path.name))


@lru_cache(_CACHED_DEFINITIONS)
def _parse_notice(name: str, data: bytes) -> tuple[Notice, Source]:
    notice, source = _decode_notice(parse_source(data, name))
    _raise_first_fault(_check_id(notice.id, Path(name)), source)
    return notice, source


def _decode_notice(source: Source) -> tuple[Notice, Source]:
    notice = decode(source, Notice)
    _raise_first_fault(find_repeated("佐证材料序号", (item.number for item in notice.iterate_items())), source)
    return notice, source


def _check_id(found: str, path: Path) -> Iterator[Fault]:
    if found != path.stem:
        yield Fault(f"id 是“{found}”，与文件名 {path.name} 不符。", found)


def _iterate_scalars(node: Node, key: str = "") -> Iterator[tuple[str, int, str]]:
    """Yield each value of the file with its key and its line."""
    match node:
        case Scalar():
            yield key, node.line, node.text
        case Listing():
            for item in node.items:
                yield from _iterate_scalars(item, key)
        case Table():
            for name, value in node.entries.items():
                yield from _iterate_scalars(value, name)
