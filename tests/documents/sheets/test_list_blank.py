"""The blank lists that are handed out: read back as empty lists, and filled in as people would."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from docgen.definitions.catalog import built_in
from docgen.definitions.derive_rules import Listed
from docgen.definitions.form import Form
from docgen.documents.sheets import list_blank
from docgen.documents.sheets.list_blank import list_used_tables, write_blank_list
from docgen.project.lists.list_entries import read_lists

CATALOG = built_in()
TABLES = CATALOG.load_tables()
FORMS = [CATALOG.load_form(name) for name in CATALOG.list_form_ids()]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_every_list_that_the_form_counts_is_handed_out(form) -> None:  # type: ignore[no-untyped-def]
    counted = {field.listed.id for field in form.fields.values() if getattr(field, "listed", None)}
    assert {table.id for table in list_used_tables(form, TABLES)} == counted


def write(folder: Path, list_id: str) -> Path:
    home = folder / "lists"
    home.mkdir()
    path = home / f"{TABLES.by_id[list_id].title}.xlsx"
    write_blank_list(path, TABLES.by_id[list_id], FORMS[0], TABLES)
    return path


@pytest.mark.parametrize("list_id", ["patents", "standards"])
def test_a_blank_list_is_an_empty_list_without_problems(tmp_path: Path, list_id: str) -> None:
    write(tmp_path, list_id)
    entries = read_lists(tmp_path, TABLES)[list_id]
    assert (entries.rows, entries.problems) == ((), ())
    assert entries.columns.keys() == TABLES.by_id[list_id].by_id.keys()


def test_what_is_filled_in_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, "standards")
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    head = next(row for row in page.iter_rows() if row[1].value == "标准名称")
    for at, text in enumerate((1, "甲标准", "GB/T 1—2020", "2020", "国家", "主持", "=甲公司", "1"), 1):
        page.cell(head[0].row + 1, at).value = text
        page.cell(head[0].row + 1, at).data_type = "n" if at == 1 else "s"
    book.save(path)
    entries = read_lists(tmp_path, TABLES)["standards"]
    assert (entries.names, entries.columns["enterprise"], entries.columns["year"]) == (
        ("甲标准",),
        ("=甲公司",),
        (2020,),
    )
    assert entries.problems == ()


def test_options_are_drop_down_lists_and_columns_have_hints(tmp_path: Path) -> None:
    page = openpyxl.load_workbook(write(tmp_path, "standards")).worksheets[0]
    rules = {rule.promptTitle: rule for rule in page.data_validations.dataValidation}
    assert rules["级别"].formula1 == '"国际,国家,行业,团体"'
    assert rules["企业名称"].prompt == "与企业表的企业名称一致，只列中小企业的；几家共有的用“；”隔开"
    assert str(rules["级别"].sqref).startswith("E5:E")


@pytest.mark.parametrize(
    ("populations", "scope"),
    [([("leading",)], "，只列主导产业的"), ([("leading", "sme"), ("sme",)], "，只列中小企业的"), ([("sme",), ()], "")],
)
def test_the_hint_names_the_enterprises_that_all_answers_count(
    monkeypatch: pytest.MonkeyPatch, populations: list[tuple[str, ...]], scope: str
) -> None:
    counted = [(None, Listed(id="standards", of=of)) for of in populations]
    monkeypatch.setattr(Form, "iterate_listed", lambda form, list_id="": iter(counted))
    table = TABLES.by_id["standards"]
    hint = list_blank._build_hint(table.by_id[table.owner], table, FORMS[0], TABLES.enterprises)
    assert hint == f"与企业表的企业名称一致{scope}；几家共有的用“；”隔开"
