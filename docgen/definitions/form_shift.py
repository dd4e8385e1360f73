"""A form moved to the years of another round: its definition, layout and notices, as texts of files.

The ministry has not published such a form: it is a projection (推算稿), and says so until somebody confirms it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from docgen.definitions.catalog import Catalog, built_in
from docgen.definitions.criteria import Criteria
from docgen.definitions.decode import decode
from docgen.definitions.entry_edits import drop_foreign_names, move_evidence, remove_entry, rename_scalars, set_entry
from docgen.definitions.form import Form
from docgen.definitions.notice import Notice
from docgen.definitions.shifted_text import shift_definition, shift_layout
from docgen.definitions.source import parse_source, read_text
from docgen.definitions.year_words import LocatedYear, YearShift, replace_years
from docgen.errors import DefinitionError, InputError

REPORT = "推算说明.md"
"""The file of the report of all years, beside the definitions."""

MOST_YEARS = 10
"""A round farther away is no longer the same form."""

_ID = re.compile(r"[^\W_][\w-]*\Z")
_YEAR_OF_ID = re.compile(r"(?:^|-)[0-9]{4}(?=-|$)")
_MARK = "# 推算稿，由 docgen forms shift 写出，不是官方文本；注释照原表，其中的年份没有移动。\n"
_LAYOUT_MARK = f"<!-- {_MARK[2:-1]} -->\n"
_ORIGIN = "；原文："
_OWN_FILES = ("data/tables.yaml", "data/charts.yaml")
_SHARED = "templates/shared"
_REWRITTEN = ("id", "source", "projected")
_FORM_KEPT = {"errata": "在 errata 里：说的是原表怎样印，照留"}
_NOTICE_KEPT = {"evidence_note": "在 evidence_note 里：说的是原通知，照留"}
_UNKNOWN = ("number", "deadline")
"""The keys of a notice that nobody can project."""


@dataclass(frozen=True)
class ShiftedFile:
    """A file of the shifted form: its text, and the years found in it (none for a file that is taken as it is)."""

    text: str
    years: tuple[LocatedYear, ...] = ()


@dataclass(frozen=True)
class ShiftedForm:
    """A shifted form: the id of its origin and its own, and its files by their path in the folder of definitions.

    ``projected`` says in Chinese what it is a projection of.
    """

    origin: str
    id: str
    projected: str
    files: Mapping[str, ShiftedFile]
    notices: tuple[str, ...]

    @property
    def moved(self) -> int:
        """The number of years that were moved."""
        return sum(not year.reason for file in self.files.values() for year in file.years)

    @property
    def kept(self) -> int:
        """The number of years that were kept, for a reason."""
        return sum(bool(year.reason) for file in self.files.values() for year in file.years)

    def to_json(self) -> dict[str, object]:
        """Return the shifted form as ``docgen forms shift --json`` prints it, with each year by file."""
        return {
            "origin": self.origin,
            "form": self.id,
            "notices": list(self.notices),
            "projected": self.projected,
            "files": [
                {"path": name, "years": [_convert_year(year) for year in file.years]}
                for name, file in self.files.items()
            ],
        }

    def format_lines(self, folder: Path) -> Iterator[str]:
        """Yield in Chinese what was written into ``folder``, and what to do with it."""
        yield f"已写 {self.id} 的推算稿（{self.projected}）到 {folder}："
        yield from (f"  {name}" for name in (*self.files, REPORT))
        yield f"移动了 {self.moved} 处年份，{self.kept} 处照留；每一处连行号和理由都在 {REPORT} 里，请核对。"
        yield "这不是公布的文本：只能出草稿，每页印“推算稿”；官方文本公布后逐字核对，再删去定义里 projected: 这一行。"
        yield "接下来："
        command = f"docgen --definitions {folder}"
        yield f"  {command} template build {self.id}"
        yield from (f"  {command} new 新文件夹 --form {self.id} --notice {name}" for name in self.notices)


def _convert_year(year: LocatedYear) -> dict[str, object]:
    return {"line": year.line, "before": year.before, "after": year.after, "kept": year.reason, "words": year.excerpt}


def describe_shift(origin: str, by: int) -> str:
    """Describe in Chinese what a definition is a projection of."""
    return f"推算自 {origin}，年度{'后' if by > 0 else '前'}移 {abs(by)} 年"


def shift_form(catalog: Catalog, form_id: str, by: int, new_id: str = "") -> ShiftedForm:
    """Move the form ``form_id`` by so many years; ``new_id`` is by default its id with the year moved.

    Raises InputError where the number of years or the id cannot be used, DefinitionError where there is no such form.
    """
    if by == 0 or abs(by) > MOST_YEARS:
        remedy = f"请写 --by 1（下一年）、--by -1（上一年）等，前后不超过 {MOST_YEARS} 年。"
        raise InputError(f"年度不能移 {by} 年。", remedy=remedy)
    form = catalog.load_form(form_id)
    return _FormShift(catalog, form, by, new_id or _shift_id(form_id, by)).run()


def _shift_id(form_id: str, by: int) -> str:
    everywhere = YearShift(0, 0, by)
    shifted = replace_years(form_id, everywhere.find_years(form_id, is_always=True)).text
    if shifted == form_id:
        raise InputError(f"代号“{form_id}”里没有年份，不知道新的申报表叫什么。", remedy="请用 --id 写明新的代号。")
    return shifted


class _FormShift:
    """One form that is shifted."""

    def __init__(self, catalog: Catalog, form: Form, by: int, new_id: str) -> None:
        if not _ID.match(new_id) or new_id.lower() in ("null", "true", "false"):
            remedy = "代号也是文件名，只用字母、数字和连字符，如 2026-application。"
            raise InputError(f"“{new_id}”不能作申报表的代号。", remedy=remedy)
        if new_id in catalog.list_form_ids():
            raise InputError(f"已有申报表“{new_id}”，没有写。", remedy="请用 --id 另写一个代号。")
        self.catalog = catalog
        self.origin = form
        self.by = by
        self.id = new_id
        self.shift = YearShift.of_round(form.years, form.edition, by)

    def run(self) -> ShiftedForm:
        """Return the shifted form with all that it needs."""
        files = {f"data/forms/{self.id}.yaml": self._shift_definition()}
        form = decode(parse_source(files[f"data/forms/{self.id}.yaml"].text.encode(), f"{self.id}.yaml"), Form)
        files[f"templates/{self.id}/form.html"] = self._shift_layout()
        notices = dict(self._shift_notices(form))
        files |= {f"data/notices/{name}.yaml": file for name, file in notices.items()}
        files |= dict(self._list_criteria(form))
        files |= dict(self._list_own_files())
        return ShiftedForm(self.origin.id, self.id, describe_shift(self.origin.id, self.by), files, tuple(notices))

    def _shift_definition(self) -> ShiftedFile:
        text = self._rewrite(self.catalog.find_form_file(self.origin.id), self.origin.id, self.id, self.origin.source)
        return ShiftedFile(*shift_definition(text, self.shift, Form, _FORM_KEPT, _REWRITTEN))

    def _shift_layout(self) -> ShiftedFile:
        path = self.catalog.find_template(self.origin.id) / "form.html"
        text = read_text(path, path.name)[0].replace(_LAYOUT_MARK, "")
        first, rest = text.partition("\n")[::2] if text.lower().startswith("<!doctype") else ("", text)
        return ShiftedFile(*shift_layout(f"{first}\n{_LAYOUT_MARK}{rest}".lstrip("\n"), self.shift))

    def _rewrite(self, path: Path, old_id: str, new_id: str, source: str) -> str:
        """Return the text of a definition with its new id, and with what it is a projection of."""
        text = read_text(path, path.name)[0].replace(_MARK, "").rstrip("\n") + "\n"
        described = describe_shift(old_id, self.by)
        text = set_entry(text, "id", new_id)
        text = set_entry(text, "source", f"没有官方文本，{described}{_ORIGIN}{source.rpartition(_ORIGIN)[2]}")
        return _MARK + set_entry(text, "projected", described, behind="source")

    # -- notices -----------------------------------------------------------------------------------------------------

    def _shift_notices(self, form: Form) -> Iterator[tuple[str, ShiftedFile]]:
        """Yield each notice for the form with its new id; a minimal one where there is none."""
        taken: list[str] = []
        for old_id in self.catalog.list_notice_ids():
            notice = self.catalog.load_notice(old_id)
            if self.origin.id in notice.forms:
                taken.append(self._name_notice(old_id, taken))
                yield taken[-1], self._shift_notice(notice, taken[-1])
        if not taken:
            yield self.id, ShiftedFile(_MARK + self._write_notice(form))

    def _name_notice(self, old_id: str, taken: Sequence[str]) -> str:
        rest = _YEAR_OF_ID.sub("", old_id.removeprefix(self.origin.id)).strip("-")
        name = "-".join(filter(None, (self.id, rest)))
        known = {*taken, *self.catalog.list_notice_ids()}
        return next(one for one in (name, *(f"{name}-{at}" for at in range(2, 999))) if one not in known)

    def _shift_notice(self, notice: Notice, new_id: str) -> ShiftedFile:
        path = self.catalog.find_notice_file(notice.id)
        text = self._rewrite(path, notice.id, new_id, notice.source)
        text = set_entry(text, "forms", [self.id])
        lender = decode(parse_source(text.encode(), path.name), Notice).evidence_as
        if lender:
            text = move_evidence(text, read_text(self.catalog.find_notice_file(lender), lender)[0])
        for key in _UNKNOWN:
            text = remove_entry(text, key)
        text = drop_foreign_names(text, self.origin)
        return ShiftedFile(*shift_definition(text, self.shift, Notice, _NOTICE_KEPT, (*_REWRITTEN, "forms")))

    def _write_notice(self, form: Form) -> str:
        described = describe_shift(self.origin.id, self.by)
        text = f"id: {self.id}\n"
        for key, value in (
            ("title", f"{form.title}（{form.edition}）的通知"),
            ("issuer", "尚未发文"),
            ("source", f"没有官方文本，{described}"),
            ("projected", described),
            ("forms", [self.id]),
        ):
            text = set_entry(text, key, value)
        return text

    # -- what the definitions of others have beside a form -------------------------------------------------------------

    def _list_criteria(self, form: Form) -> Iterator[tuple[str, ShiftedFile]]:
        """Yield the criteria beside docgen's own that are for this form; what they quote is older than the round."""
        names = {self.origin.id: self.id} | dict(zip(self.origin.fields, form.fields, strict=True))
        for criteria_id in self.catalog.list_criteria_ids():
            path = self.catalog.find_criteria_file(criteria_id)
            criteria = decode(parse_source(path.read_bytes(), path.name), Criteria)
            is_for_it = not criteria.forms or self.origin.id in criteria.forms
            if is_for_it and not _is_built_in(path):
                text = rename_scalars(read_text(path, path.name)[0], names)
                yield f"data/criteria/{criteria_id}.yaml", ShiftedFile(text)

    def _list_own_files(self) -> Iterator[tuple[str, ShiftedFile]]:
        """Yield the tables and charts that replace docgen's own; raises DefinitionError for shared templates."""
        for root in (root for root in self.catalog.roots if root not in built_in().roots):
            if (root / _SHARED).is_dir():
                message = f"{root} 里有自己的 {_SHARED}，不能只把一张申报表移到另一个文件夹。"
                raise DefinitionError(message, remedy=f"请先把 {_SHARED} 移开，写好后再复制过去。", path=root)
            for name in _OWN_FILES:
                if (root / name).is_file():
                    yield name, ShiftedFile(read_text(root / name, name)[0])


def _is_built_in(path: Path) -> bool:
    return any(path.is_relative_to(root) for root in built_in().roots)
