"""An answer is found by the label of its row where its name is lost or no longer beside it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from docgen.definitions.catalog import Catalog
from docgen.documents.workbook.workbook_writer import read_workbook_back, write_application_workbook
from docgen.project.application import Application
from docgen.project.application_loader import load, load_filled, load_written
from old_workbook import OldSheetContent, write_old_workbook

EXAMPLES = Path(__file__).parents[3] / "data" / "examples"
FILE = "填报.xlsx"

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path, catalog: Catalog) -> Path:
    """An example without evidence, with its workbook."""
    folder = tmp_path / "申报"
    shutil.copytree(EXAMPLES / "lanting-2025", folder, ignore=shutil.ignore_patterns("evidence"))
    write_application_workbook(load(folder, catalog), folder / FILE)
    return folder


def change_workbook(home: Path, change: Callable[[Any], None]) -> None:
    book = openpyxl.load_workbook(home / FILE)
    change(book)
    book.save(home / FILE)


def find_cell(book: Any, name: str) -> Any:
    ((sheet, reference),) = book.defined_names[name].destinations
    return book[sheet][reference.replace("$", "").partition(":")[0]]


def drop_names(book: Any) -> None:
    for name in list(book.defined_names):
        del book.defined_names[name]


def list_lost(application: Application) -> list[tuple[str, str]]:
    return [(one.where.slot, one.message) for one in application.problems if one.code == "workbook.lost"]


@pytest.mark.parametrize("example", ["yunxi-2022", "lanting-2025", "yunxi-2025-review"])
def test_without_any_name_every_answer_is_found(example: str, tmp_path: Path, catalog: Catalog) -> None:
    folder = tmp_path / "申报"
    shutil.copytree(EXAMPLES / example, folder, ignore=shutil.ignore_patterns("evidence"))
    before = load(folder, catalog)
    write_application_workbook(before, folder / FILE)
    change_workbook(folder, drop_names)
    after = load_filled(folder, catalog)
    assert len(after.content) > 90
    assert after.content == before.content
    assert list_lost(after) == []


def test_without_the_hidden_sheet_and_with_renamed_ones_every_answer_is_found(home: Path, catalog: Catalog) -> None:
    before = load_written(home, catalog)

    def break_it(book: Any) -> None:
        drop_names(book)
        del book["docgen"]
        for number, sheet in enumerate(book):
            sheet.title = f"Sheet{number}"

    change_workbook(home, break_it)
    assert load_filled(home, catalog).content == before.content


def test_a_workbook_saved_as_xls_is_read_by_its_content(home: Path, catalog: Catalog) -> None:
    before = load_written(home, catalog)
    book = openpyxl.load_workbook(home / FILE)
    sheets = [
        OldSheetContent(sheet.title, [[as_old(cell.value) for cell in row] for row in sheet.iter_rows(max_col=12)])
        for sheet in book
    ]
    write_old_workbook(home / "填报.xls", *sheets, bare=True)
    (home / FILE).unlink()
    assert load_filled(home, catalog).content == before.content
    (home / "填报.xls").rename(home / FILE)
    assert load_filled(home, catalog).content == before.content


def as_old(value: object) -> str | float | None:
    return float(value) if isinstance(value, int | float) else None if value is None else str(value)


def test_values_follow_their_labels_where_rows_were_sorted(home: Path, catalog: Catalog) -> None:
    before = load_written(home, catalog)

    def swap(book: Any) -> None:
        one, other = find_cell(book, "answer.area"), find_cell(book, "answer.department_phone")
        sheet = one.parent
        for column in range(1, 9):
            first, second = sheet.cell(one.row, column), sheet.cell(other.row, column)
            if type(first).__name__ != "MergedCell":
                first.value, second.value = second.value, first.value

    change_workbook(home, swap)
    after = load_filled(home, catalog)
    assert after.content == before.content
    assert list_lost(after) == []


def test_a_deleted_row_is_named_and_the_rest_is_read(home: Path, catalog: Catalog) -> None:
    before = load_written(home, catalog)

    def delete(book: Any) -> None:
        cell = find_cell(book, "answer.area")
        label = cell.parent.cell(cell.row, 1)
        label.value, cell.value = None, None
        del book.defined_names["answer.area"]
        find_cell(book, "answer.county").value = "新县"

    change_workbook(home, delete)
    found = load(home, catalog)
    assert list_lost(found) == [
        ("area", "找不到“集群占地面积（平方公里）”的格子：那一行（列）被删掉，或栏目的文字被改了。")
    ]
    assert found.answers["county"] == "新县"
    back = read_workbook_back(home, catalog)
    assert "workbook.lost" in [one.code for one in back.problems]
    after = load_written(home, catalog)
    assert after.content == {**before.content, "county": "新县"}
    assert list_lost(load(home, catalog)) == []


def test_two_rows_with_the_same_label_are_named(home: Path, catalog: Catalog) -> None:
    def copy_row(book: Any) -> None:
        drop_names(book)
        sheet = next(sheet for sheet in book if sheet["A1"].value == "一、基本情况")
        last = sheet.max_row + 2
        sheet.cell(last, 1).value, sheet.cell(last, 2).value = "集群占地面积（平方公里）", 12

    change_workbook(home, copy_row)
    ((place, message),) = list_lost(load_filled(home, catalog))
    assert place == "area"
    assert message.startswith("有 2 行都是“集群占地面积（平方公里）”（“一、基本情况”第 ")


def test_a_label_that_was_reworded_keeps_its_answer(home: Path, catalog: Catalog) -> None:
    before = load_written(home, catalog)

    def reword(book: Any) -> None:
        cell = find_cell(book, "answer.area")
        cell.parent.cell(cell.row, 1).value = "面积"

    change_workbook(home, reword)
    assert load_filled(home, catalog).content == before.content


@pytest.mark.parametrize("is_inserted", [True, False])
@pytest.mark.parametrize(
    "name", ["answer.cooperation_work.cooperation_mechanism", "answer.joint_innovation_work.technology_roadmap"]
)
def test_no_tick_gets_to_another_option_where_rows_move(
    name: str, is_inserted: bool, tmp_path: Path, catalog: Catalog
) -> None:
    folder = tmp_path / "申报"
    shutil.copytree(EXAMPLES / "yunxi-2022", folder, ignore=shutil.ignore_patterns("evidence"))
    before = load(folder, catalog)
    write_application_workbook(before, folder / FILE)

    def move(book: Any) -> None:
        cell = find_cell(book, name)
        if is_inserted:
            cell.parent.insert_rows(cell.row)
        else:
            cell.parent.delete_rows(cell.row - 1)

    change_workbook(folder, move)
    after = load(folder, catalog)
    assert after.content == before.content
    assert is_inserted or list_lost(after)
