"""The evidence of the example 兰汀县 2025: what the answers need is there, and its lists say what the form says."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdf
import pytest
import yaml

from docgen.values import round_to_two_places
from example_answers import answers_of, read_firms

ROOT = Path(__file__).parents[2]
CASE = ROOT / "data/examples/lanting-2025"
FIRMS = read_firms(CASE.name)
ANSWERS = answers_of(CASE.name)
EVIDENCE = CASE / "evidence"
NOTICE: dict[str, Any] = yaml.load((ROOT / "data/notices/national-2025.yaml").read_text("utf-8"), yaml.BaseLoader)
RARE = ("兰汀𬭚康医用敷料有限公司", "兰汀镕喆卫材有限公司", "兰汀安舒&康护医疗用品有限公司", "安澜㛃恩生物材料有限公司")


def evidence_files() -> list[Path]:
    return sorted(path for path in EVIDENCE.rglob("*") if path.is_file())


def declared(field: str) -> list[Decimal]:
    return [Decimal(ANSWERS[field][year]) for year in ("2022", "2023", "2024")]


def item_of(path: Path) -> str:
    return path.relative_to(EVIDENCE).parts[0].split(" ")[0].lstrip("0")


def files_of(item: str, ending: str) -> list[Path]:
    return [path for path in evidence_files() if item_of(path) == item and path.suffix == ending]


def rows_of(item: str, sheet: int = 0) -> list[tuple[Any, ...]]:
    (path,) = files_of(item, ".xlsx")
    return list(openpyxl.load_workbook(path).worksheets[sheet].iter_rows(min_row=3, values_only=True))


def words_of(item: str) -> str:
    (path,) = files_of(item, ".docx")
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_there_is_evidence_for_each_item_that_the_answers_need_and_for_no_other() -> None:
    numbers = [str(item["number"]) for group in NOTICE["evidence"] for item in group["items"]]
    unneeded = {"5", "17", "补1", "补2", "补3"}
    made_from_lists = {"1", "11", "补4", "补8", "补13"}
    assert {item_of(path) for path in evidence_files()} == set(numbers) - unneeded - made_from_lists


def test_the_files_are_of_many_kinds_and_below_three_megabytes() -> None:
    files = evidence_files()
    assert len(files) >= 30
    assert {path.suffix for path in files} == {".pdf", ".jpg", ".png", ".tif", ".docx", ".xlsx"}
    assert sum(path.stat().st_size for path in files) < 3_000_000


@pytest.mark.slow
def test_docgen_finds_nothing_wrong() -> None:
    command = [sys.executable, "-m", "docgen", "check", str(CASE)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stdout
    assert run.stdout.endswith("没有发现问题。\n")


@pytest.mark.slow
def test_each_enterprise_has_its_sheet() -> None:
    (path,) = [path for path in evidence_files() if item_of(path) == "2"]
    texts = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    assert len(texts) == len(FIRMS)
    assert all("企业发展情况表" in text and "2024年" in text for text in texts)


@pytest.mark.parametrize(("item", "field"), [("补10", "co2_intensity"), ("补11", "energy_intensity")])
def test_the_formula_gives_the_figures_of_the_form(item: str, field: str) -> None:
    (path,) = files_of(item, ".docx")
    consumption, results = docx.Document(str(path)).tables
    for row, printed, value in zip(consumption.rows[1:], results.rows[1:], declared(field), strict=True):
        *_, amount, output = [Decimal(cell.text) for cell in row.cells[1:]]
        assert round_to_two_places(amount / output) == Decimal(printed.cells[1].text) == value
    assert [Decimal(row.cells[4].text) for row in consumption.rows[1:]] == [v * 10000 for v in declared("output_value")]


def test_rare_characters_and_ampersands_survive_in_names() -> None:
    assert set(RARE) <= {firm["企业名称"] for firm in FIRMS}
    assert RARE[0] in words_of("补5")
    assert RARE[2] in words_of("补5")
    assert (ANSWERS["department_contact"][-1], ANSWERS["operator_contact"][-1]) == ("喆", "㛃")
