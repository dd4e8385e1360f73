"""The enterprise tables and lists of the three examples are made the same each time and agree with the answers."""

from __future__ import annotations

import importlib
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from docgen.definitions.catalog import built_in
from docgen.project.application_loader import load
from docgen.rules.derived_check import check_derived
from docgen.rules.list_check import check_lists
from example_answers import EXAMPLES, answers_of, read_firms, read_list

CASES = ("yunxi-2022", "yunxi-2025-review", "lanting-2025")
MAKERS = {
    "yunxi-2022": ("yunxi_2022_table.make_enterprises", "yunxi_2022_columns.write_table", "yunxi_2022_lists"),
    "yunxi-2025-review": (
        "yunxi_2025_table.make_enterprises_2024",
        "yunxi_2025_table.write_table_2024",
        "yunxi_2025_lists",
    ),
    "lanting-2025": ("lanting_2025_table.make_enterprises", "lanting_2025_table.write_table", "lanting_2025_lists"),
}
"""What makes the enterprises of an example, what writes their table, and where its lists are made."""

OWNERS = ("企业名称", "权利人", "申请人", "设立企业", "承担企业")


def _imported(name: str) -> Any:
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute)


# ── the same each time ──


@pytest.mark.parametrize("example", CASES)
def test_the_table_and_the_lists_are_made_the_same_each_time(
    example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(EXAMPLES))
    make, write, lists_module = MAKERS[example]
    folder = EXAMPLES / example
    (table,) = folder.glob("enterprises.*")
    enterprises = _imported(make)()
    _imported(write)(enterprises, tmp_path / table.name)
    firms = _imported(f"{write.rpartition('.')[0]}.firms_of")(enterprises)
    for name, listed in _imported(f"{lists_module}.lists_of")(firms).items():
        _imported("example_tables.write_list")(tmp_path / name, listed)
    lists = sorted((folder / "lists").iterdir())
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in [table, *lists])
    for path in (table, *lists):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


# ── what docgen computes, and what was typed, agree ──


@pytest.mark.parametrize("example", CASES)
def test_all_that_the_forms_can_have_computed_follows_from_the_table_and_the_lists(example: str) -> None:
    application = load(EXAMPLES / example, built_in())
    assert [str(problem) for problem in (*check_derived(application), *check_lists(application))] == []
    assert [place for place, computed in application.derived.items() if not hasattr(computed, "exact")] == []
    assert not [problem for problem in application.problems if problem.where.path.startswith(("lists", "enterprises"))]
    wanted = {field.listed.id for field in application.form.fields.values() if getattr(field, "listed", None)}
    needed = wanted - {"standards"} if example == "yunxi-2025-review" else wanted
    assert set(application.lists) == needed


def test_one_example_types_its_figures_one_says_of_each_where_it_comes_from_and_one_leaves_them_out() -> None:
    taken = {example: load(EXAMPLES / example, built_in()).answer_sources for example in CASES}
    sources = {example: Path(EXAMPLES / example / "application.yaml").read_text("utf-8") for example in CASES}
    assert not taken["yunxi-2025-review"]
    assert "from enterprises" not in sources["yunxi-2025-review"]
    assert len(taken["lanting-2025"]) > 100
    assert sources["lanting-2025"].count(": from enterprises\n") + sources["lanting-2025"].count(": from lists\n") > 40
    assert len(taken["yunxi-2022"]) > 60
    assert sources["yunxi-2022"].count("from enterprises") == 1
    assert "\nblanks: from enterprises\n" in sources["yunxi-2022"]


# ── the lists ──


@pytest.mark.parametrize("example", CASES)
def test_the_lists_name_enterprises_of_the_register_only(example: str) -> None:
    names = {firm["企业名称"] for firm in read_firms(example)}
    endings = Counter(path.suffix for path in (EXAMPLES / example / "lists").iterdir())
    assert endings[".xlsx"] == endings[".yaml"] == 1
    assert endings[".csv"] >= 2
    for path in (EXAMPLES / example / "lists").iterdir():
        entries = read_list(example, path.name)
        assert entries
        owners = [entry[owner] for entry in entries for owner in OWNERS if entry.get(owner)]
        assert set(owners) <= names, path.name


@pytest.mark.parametrize(
    ("example", "years"),
    [
        ("yunxi-2022", ("2019", "2020", "2021")),
        ("yunxi-2025-review", ("2022", "2023", "2024")),
        ("lanting-2025", ("2021", "2022", "2023", "2024")),
    ],
)
def test_the_list_of_patents_names_each_owner_as_often_as_the_table(example: str, years: tuple[str, ...]) -> None:
    entries = read_list(example, "patents.xlsx")
    numbers = {entry["专利号"] for entry in entries}
    names = {entry.get("专利名称") or entry["名称"] for entry in entries}
    assert len(entries) == len(numbers) == len(names) == int(answers_of(example)["sme_patents"])
    for firm in read_firms(example):
        owned = [entry for entry in entries if entry["权利人"] == firm["企业名称"]]
        for year in years if firm["是否中小企业"] == "是" else ():
            granted = [e for e in owned if (e.get("授权时间") or e["授权日期"]).removesuffix("年") <= year]
            assert len(granted) == int(firm[f"{year}年有效发明专利"])


@pytest.mark.parametrize("example", ["yunxi-2022", "lanting-2025"])
def test_the_list_of_standards_is_the_matrix_of_the_form(example: str) -> None:
    entries = read_list(example, "standards.csv")
    levels = {"international": "国际", "national": "国家", "industry": "行业", "group": "团体"}
    roles = {"led": "主持", "joined": "参与"}
    counted = Counter((entry["发布年份"], entry["级别"], entry["主持或参与"]) for entry in entries)
    printed = {
        (year, levels[level], roles[role]): int(count)
        for year, rows in answers_of(example)["standards"].items()
        for level, cells in rows.items()
        for role, count in cells.items()
    }
    assert counted == Counter(printed)
    assert all((int(entry["起草单位排名"]) <= 3) == (entry["主持或参与"] == "主持") for entry in entries)


@pytest.mark.parametrize(
    ("example", "name", "column", "fields"),
    [
        ("yunxi-2022", "platforms.yaml", "平台名称", "platforms"),
        ("lanting-2025", "platforms.csv", "平台名称", "platforms"),
        ("lanting-2025", "pilots.yaml", "项目名称", "pilots"),
        ("lanting-2025", "green.csv", "名称", "green"),
        ("lanting-2025", "service_platforms.csv", "平台名称", "service_platforms"),
        ("yunxi-2025-review", "pilots.yaml", "项目名称", "pilots"),
        ("yunxi-2025-review", "green.csv", "名称", "green"),
        ("yunxi-2025-review", "service_platforms.csv", "平台名称", "service_platforms"),
    ],
)
def test_a_list_by_level_names_what_the_form_names(example: str, name: str, column: str, fields: str) -> None:
    entries, answers = read_list(example, name), answers_of(example)
    for prefix, level in (("national", "国家级"), ("provincial", "省级"), ("other", "其他")):
        named = [entry[column] for entry in entries if entry["级别"] == level]
        assert answers[f"{prefix}_{fields}"] == (named or "无")


@pytest.mark.parametrize(
    ("example", "alliances", "branches"),
    [
        ("yunxi-2022", "", "境外分支机构清单.csv"),
        ("yunxi-2025-review", "产业联盟组织清单.csv", "overseas_branches.csv"),
        ("lanting-2025", "alliances.csv", "overseas_branches.csv"),
    ],
)
def test_alliances_and_branches_are_those_of_the_form(example: str, alliances: str, branches: str) -> None:
    answers = answers_of(example)
    assert len(read_list(example, branches)) == int(answers["overseas_branches"])
    if alliances:
        assert [entry["组织名称"] for entry in read_list(example, alliances)] == answers["alliances"]


# ── from one application to the next ──


def test_the_year_before_in_the_table_of_2025_is_the_last_year_of_that_of_2022() -> None:
    before = {firm["企业名称"]: firm for firm in read_firms("yunxi-2022")}
    columns = ("2021年产值（亿元）", "2021年研发投入（万元）", "2021年有效发明专利")
    for firm in read_firms("yunxi-2025-review"):
        earlier = before.get(firm["企业名称"])
        assert [firm[column] for column in columns] == ([earlier[c] for c in columns] if earlier else ["0", "0", "0"])


def test_who_was_in_the_cloud_in_2021_still_is() -> None:
    now = {firm["企业名称"]: firm for firm in read_firms("yunxi-2025-review")}
    for column in ("上云年份", "接入工业互联网平台年份"):
        users = [firm for firm in read_firms("yunxi-2022") if firm[column]]
        assert len(users) == {"上云年份": 113, "接入工业互联网平台年份": 57}[column]
        assert all(now[firm["企业名称"]][column] == firm[column] for firm in users)
        assert all(firm["是否中小企业"] == "是" and firm[column] <= "2021" for firm in users)


@pytest.mark.parametrize(("example", "before", "first"), [("yunxi-2022", 2018, 2019), ("lanting-2025", 2021, 2022)])
def test_the_year_before_is_possible_for_each_enterprise(example: str, before: int, first: int) -> None:
    for firm in read_firms(example):
        output, later = (Decimal(firm[f"{year}年产值（亿元）"]) for year in (before, first))
        assert (output > 0) == (later > 0)
        assert Decimal(firm[f"{before}年出口贸易额（万元）"]) <= output * 10000
        assert Decimal(firm[f"{before}年研发投入（万元）"]) <= output * 1000
        abroad = Decimal(firm[f"{before}年外商直接投资额（万元）"])
        assert (abroad > 0) == (Decimal(firm[f"{first}年外商直接投资额（万元）"]) > 0)
