"""Enterprises, lists and answers of the examples, read by csv, openpyxl and PyYAML and not by docgen's own readers.

The enterprises come under docgen's headings, whatever the file says; the answers with those that docgen computes.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import yaml

from docgen.definitions.catalog import built_in
from docgen.definitions.form import Matrix, NamedList, Series
from docgen.project.application_loader import load
from docgen.values import format_number

EXAMPLES = Path(__file__).parents[2] / "data/examples"

Firm = Mapping[str, str]


@cache
def read_firms(example: str) -> list[dict[str, str]]:
    """The enterprises of an example under headings such as 2021年产值（亿元）, every cell as text."""
    folder = EXAMPLES / example
    if (folder / "enterprises.xlsx").exists():
        return _read_book(folder / "enterprises.xlsx")
    with (folder / "enterprises.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    return [dict(zip(map(_year_first, head), row, strict=True)) for row in rows]


@cache
def read_list(example: str, name: str) -> list[dict[str, str]]:
    """The entries of a list by the headings of the file, every cell as text."""
    path = EXAMPLES / example / "lists" / name
    if path.suffix == ".yaml":
        return [{**entry} for entry in yaml.load(path.read_text("utf-8"), yaml.BaseLoader)]
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    _, head, *rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@cache
def answers_of(example: str) -> dict[str, Any]:
    """The answers of an example as one would type them: those of application.yaml, and those that docgen computes."""
    folder = EXAMPLES / example
    answers: dict[str, Any] = yaml.load((folder / "application.yaml").read_text("utf-8"), yaml.BaseLoader)["answers"]
    application = load(folder, built_in())
    for place in application.answer_sources:
        field, value = application.form.places[place], application.answers[place]
        if isinstance(field, NamedList):
            assert isinstance(value, tuple)
            answers[field.id] = list(value) or "无"
            continue
        assert isinstance(value, Decimal)
        *steps, last = place.split(".")
        home = answers
        for step in steps:
            home[step] = home[step] if isinstance(home.get(step), dict) else {}
            home = home[step]
        home[last] = format_number(value)
        assert isinstance(field, Series | Matrix) == bool(steps)
    return answers


def total(firms: Sequence[Firm], column: str) -> Decimal:
    return sum((Decimal(firm[column]) for firm in firms), Decimal(0))


def _year_first(heading: str) -> str:
    found = re.fullmatch(r"([^\d]+)(\d{4})(（.+）)?", heading)
    return f"{found[2]}年{found[1]}{found[3] or ''}" if found else heading


def _read_book(path: Path) -> list[dict[str, str]]:
    """The rows between the headings and the last row, which has the sums."""
    _, headings, *rows, _sums = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(headings, ["" if cell is None else str(cell) for cell in row], strict=True)) for row in rows]
