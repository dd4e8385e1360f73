"""Who fills in the workbook meets the words of the form and of Excel, none of application.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from docgen.api import check
from docgen.definitions.catalog import Catalog
from docgen.documents.workbook.workbook_writer import write_fill_in_workbook
from docgen.errors import InputError
from docgen.problems.problem import Problem
from docgen.project.application_loader import load
from docgen.project.scaffold import ANSWER_FILE, write_scaffold
from written_files import NOTICES

FILE = "填报.xlsx"
ODD = (
    "待定",
    "-1",
    "1，5万",
    "无",
    "100.123",
    "由企业表计算",
    "由清单计算",
    "✓",
    -5,
    "是",
    "甲：乙",
    None,
    "=1/0",
    "1.5",
)
"""What people type into cells where it does not belong; nothing in it has a Latin letter."""

NAMES_OF_FILES = re.compile(r"enterprises\.(xlsx|csv)|lists/\w+\.xlsx|plan\.md|application\.yaml|填报\.xlsx")
WORD_OF_YAML = re.compile(r"[a-z]{2,}|_|[\[\]{}]")
ABOUT_EVIDENCE = ("evidence", "requirement", "sealed")
"""Their remedy is in evidence/index.yaml, which the workbook does not replace."""


@pytest.fixture
def book(tmp_path: Path, catalog: Catalog, request: pytest.FixtureRequest) -> Path:
    """The workbook of a new application, whose application.yaml is gone."""
    home = tmp_path / "申报"
    write_scaffold(home, catalog.load_form(request.param), catalog.load_notice(NOTICES[request.param]))
    write_fill_in_workbook(home, catalog)
    (home / ANSWER_FILE).unlink()
    return home / FILE


def iterate_blanks(book: Any) -> Iterator[Any]:
    """The cells of answers and of the summary, row by row."""
    for name, defined in book.defined_names.items():
        if name.startswith(("answer.", "nothing.", "summary.")):
            ((sheet, reference),) = defined.destinations
            cells = book[sheet][reference.replace("$", "")]
            for row in cells if isinstance(cells, tuple) else ((cells,),):
                yield from row


def find_words_of_yaml(problem: Problem) -> str:
    words = NAMES_OF_FILES.sub("", f"{problem.where} {problem.message} {problem.hint}")
    return f"{problem.code}: {words}" if WORD_OF_YAML.search(words) else ""


@pytest.mark.slow
@pytest.mark.parametrize("first", [0, 5])
@pytest.mark.parametrize("book", sorted(NOTICES), indirect=True)
def test_no_problem_of_a_badly_filled_workbook_speaks_yaml(book: Path, first: int, catalog: Catalog) -> None:
    filled = openpyxl.load_workbook(book)
    for number, cell in enumerate(iterate_blanks(filled), first):
        cell.value = ODD[number % len(ODD)]
    filled.save(book)
    problems = [one for one in check(book.parent, catalog).problems if one.where.path == FILE]
    assert {"answer.shape", "answer.not-a-number", "answer.not-computed"} <= {one.code for one in problems}
    assert [
        said for one in problems if not one.code.startswith(ABOUT_EVIDENCE) if (said := find_words_of_yaml(one))
    ] == []


@pytest.mark.slow
@pytest.mark.parametrize("book", sorted(NOTICES), indirect=True)
def test_no_problem_of_a_blank_workbook_speaks_yaml(book: Path, catalog: Catalog) -> None:
    problems = [one for one in check(book.parent, catalog).problems if one.where.path == FILE]
    assert "answer.missing" in {one.code for one in problems}
    assert [
        said for one in problems if not one.code.startswith(ABOUT_EVIDENCE) if (said := find_words_of_yaml(one))
    ] == []


@pytest.mark.slow
@pytest.mark.parametrize("book", sorted(NOTICES)[:1], indirect=True)
def test_an_odd_choice_for_blanks_is_told_by_its_cell(book: Path, catalog: Catalog) -> None:
    filled = openpyxl.load_workbook(book)
    ((sheet, reference),) = filled.defined_names["docgen.blanks"].destinations
    filled[sheet][reference.replace("$", "")].value = "自动"
    filled.save(book)
    with pytest.raises(InputError) as raised:
        load(book.parent, catalog)
    assert re.search(r"说明 第\d+行“空着、又能由企业表算出的数字”只能选“由企业表计算”，现在是“自动”", str(raised.value))
    assert not WORD_OF_YAML.search(NAMES_OF_FILES.sub("", str(raised.value)))
