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

from docgen.values import round_two
from test_example_lanting_2025 import ANSWERS, CASE, FIELDS, FIRMS, ROOT, SMES, YEARS, declared

EVIDENCE = CASE / "evidence"
NOTICE: dict[str, Any] = yaml.load((ROOT / "data/notices/national-2025.yaml").read_text("utf-8"), yaml.BaseLoader)
RARE = ("兰汀𬭚康医用敷料有限公司", "兰汀镕喆卫材有限公司", "兰汀安舒&康护医疗用品有限公司", "安澜㛃恩生物材料有限公司")


def evidence_files() -> list[Path]:
    return sorted(path for path in EVIDENCE.rglob("*") if path.is_file())


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
    assert {item_of(path) for path in evidence_files()} == set(numbers) - unneeded


def test_the_files_are_of_many_kinds_and_below_three_megabytes() -> None:
    files = evidence_files()
    assert len(files) >= 30
    assert {path.suffix for path in files} == {".pdf", ".jpg", ".png", ".tif", ".docx", ".xlsx"}
    assert sum(path.stat().st_size for path in files) < 3_000_000


def test_docgen_finds_nothing_wrong() -> None:
    command = [sys.executable, "-m", "docgen", "check", str(CASE)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stdout
    assert "错误" not in run.stdout


def test_each_enterprise_has_its_sheet() -> None:
    (path,) = [path for path in evidence_files() if item_of(path) == "2"]
    texts = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    assert len(texts) == len(FIRMS)
    assert all("企业发展情况表" in text and "2024年" in text for text in texts)


def test_the_lists_have_as_many_rows_as_the_form_says() -> None:
    assert len(rows_of("1")) == len(FIRMS)
    assert len(rows_of("6")) == int(ANSWERS["leading_high_tech"]["2024"])
    assert len(rows_of("6", 1)) == int(ANSWERS["leading_innovative"]["2024"])
    assert len(rows_of("补8")) == int(ANSWERS["pct_applications"])
    assert len(rows_of("补13")) == len(ANSWERS["alliances"])


@pytest.mark.parametrize(
    ("item", "fields"),
    [
        ("22", ("provincial_service_platforms", "other_service_platforms")),
        ("补7", ("provincial_platforms", "other_platforms")),
        ("补9", ("provincial_pilots", "other_pilots")),
        ("补13", ("alliances",)),
    ],
)
def test_a_list_names_what_the_form_names(item: str, fields: tuple[str, ...]) -> None:
    assert [row[0] for row in rows_of(item)] == [name for field in fields for name in ANSWERS[field]]


def test_the_list_of_patents_names_each_owner_as_often_as_the_table() -> None:
    rows = rows_of("12")
    assert len(rows) == len({row[1] for row in rows}) == len({row[2] for row in rows}) == int(ANSWERS["sme_patents"])
    for firm in SMES:
        owned = [row[4] for row in rows if row[3] == firm["企业名称"]]
        for year in ("2021", *YEARS):
            assert sum(1 for granted in owned if granted <= int(year)) == int(firm[f"有效发明专利{year}"])


def test_the_list_of_standards_is_the_matrix_of_the_form() -> None:
    rows = rows_of("11")
    levels, roles = FIELDS["standards"]["rows"], {"led": "主持", "joined": "参与"}
    for year in YEARS:
        for level, printed in levels.items():
            for role, word in roles.items():
                found = [row for row in rows if (row[3], row[4], str(row[7])) == (printed, word, year)]
                assert len(found) == int(ANSWERS["standards"][year][level][role])
    assert all((row[5] <= 3) == (row[4] == "主持") for row in rows)


@pytest.mark.parametrize(("item", "field"), [("补10", "co2_intensity"), ("补11", "energy_intensity")])
def test_the_formula_gives_the_figures_of_the_form(item: str, field: str) -> None:
    (path,) = files_of(item, ".docx")
    consumption, results = docx.Document(str(path)).tables
    for row, printed, value in zip(consumption.rows[1:], results.rows[1:], declared(field), strict=True):
        *_, amount, output = [Decimal(cell.text) for cell in row.cells[1:]]
        assert round_two(amount / output) == Decimal(printed.cells[1].text) == value
    assert [Decimal(row.cells[4].text) for row in consumption.rows[1:]] == [v * 10000 for v in declared("output_value")]


def test_rare_characters_and_ampersands_survive_in_names() -> None:
    assert set(RARE) <= {firm["企业名称"] for firm in FIRMS}
    assert set(RARE) <= {row[1] for row in rows_of("1")}
    assert RARE[0] in words_of("补5")
    assert RARE[2] in words_of("补5")
    assert (ANSWERS["department_contact"][-1], ANSWERS["operator_contact"][-1]) == ("喆", "㛃")
