"""Several returns of one enterprise: which one counts, by what, and what of the others is told."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from docgen.definitions.catalog import built_in
from docgen.project.register.collect import collect_sheets
from docgen.project.register.collected_rows import Collected
from docgen.project.spreadsheets.saved_time import read_saved_time

TABLE = built_in().load_tables().enterprises
YEARS = built_in().load_form("2022-application").years
HEAD = ["企业名称", "统一社会信用代码", "2019年产值（亿元）", "2020年产值（亿元）", "小巨人认定年份"]
CODE = "91990126MAY000375L"


def write(path: Path, *rows: Sequence[object], saved: str = "", changed: int = 1_650_000_000) -> None:
    """Write a return that was saved and changed at the given times, without a time inside where ``saved`` is ""."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表1"
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    time = rb"\g<1>" + saved.encode() + rb"\g<2>" if saved else b""
    core = re.sub(rb"(<dcterms:modified[^>]*>).*?(</dcterms:modified>)", time, parts["docProps/core.xml"])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in (parts | {"docProps/core.xml": core}).items():
            archive.writestr(name, content)
    os.utime(path, (changed, changed))


def collected(folder: Path) -> Collected:
    return collect_sheets(folder, TABLE, YEARS)


def test_the_return_that_was_saved_last_counts_whatever_its_name_and_the_time_of_the_file(tmp_path: Path) -> None:
    write(tmp_path / "甲.xlsx", HEAD, ["甲厂", CODE, 1, 3, None], saved="2022-05-09T08:00:00Z", changed=1_650_000_000)
    write(
        tmp_path / "甲(1).xlsx", HEAD, ["甲厂", CODE, 1, 2, 2020], saved="2022-05-01T08:00:00Z", changed=1_660_000_000
    )
    found = collected(tmp_path)
    (row,) = found.rows
    assert (row.values["output.2020"], str(row.sources["output.2020"])) == (Decimal(3), "甲.xlsx 表1!D2")
    assert "little_giant" not in row.values
    message = (
        "企业“甲厂”（甲.xlsx 表1!A2）与“甲厂”（甲(1).xlsx 表1!A2）是同一家，但数据不同："
        "2020年产值（亿元）原来是 2，现在（表1!D2）是 3；小巨人认定年份原来是 2020，现在（表1!E2）空着。"
        "用了较新的 甲.xlsx（按文件里记的保存时间：甲(1).xlsx 2022-05-01 16:00:00，甲.xlsx 2022-05-09 16:00:00）。"
    )
    assert [(one.code, one.where.path, one.message) for one in found.problems] == [
        ("collect.corrected", "甲.xlsx", message)
    ]
    assert [tuple(one) for one in found.withdrawn] == [
        ("甲厂", "小巨人认定年份", "2020", "甲(1).xlsx 表1!E2", "甲.xlsx 表1!E2")
    ]


def test_a_newer_return_that_lacks_a_column_leaves_the_value_of_the_older(tmp_path: Path) -> None:
    write(tmp_path / "甲.xlsx", HEAD, ["甲厂", CODE, 1, 2, 2020], saved="2022-05-01T08:00:00Z")
    write(tmp_path / "甲2.xlsx", HEAD[:3], ["甲厂", CODE, 5], saved="2022-05-09T08:00:00Z")
    found = collected(tmp_path)
    assert {place: found.rows[0].values[place] for place in ("output.2019", "output.2020", "little_giant")} == {
        "output.2019": Decimal(5),
        "output.2020": Decimal(2),
        "little_giant": 2020,
    }
    assert found.withdrawn == ()


@pytest.mark.parametrize(
    ("changed", "counts", "words"),
    [
        (1_660_000_000, "3", "有的文件里没有记保存时间，按文件的修改时间：甲.xlsx "),
        (1_640_000_000, "2", "有的文件里没有记保存时间，按文件的修改时间：甲(1).xlsx "),
        (1_650_000_001, "3", "有的文件里没有记保存时间，文件的修改时间也相同，按文件名的顺序"),
    ],
)
def test_without_a_time_inside_an_error_says_what_decided(
    tmp_path: Path, changed: int, counts: str, words: str
) -> None:
    write(tmp_path / "甲.xlsx", HEAD, ["甲厂", CODE, 1, 2, None], saved="2022-05-01T08:00:00Z", changed=1_650_000_000)
    write(tmp_path / "甲(1).xlsx", HEAD, ["甲厂", CODE, 1, 3, None], changed=changed)
    found = collected(tmp_path)
    assert found.rows[0].values["output.2020"] == Decimal(counts)
    (problem,) = found.problems
    assert problem.code == "collect.differs"
    assert words in problem.message


def test_returns_that_say_the_same_are_one_enterprise(tmp_path: Path) -> None:
    write(tmp_path / "甲.xlsx", HEAD, ["甲（集团）厂", CODE, 1, 2, None])
    write(tmp_path / "甲2.xlsx", HEAD, ["甲 (集团)厂", CODE, 1, 2, None])
    found = collected(tmp_path)
    assert len(found.rows) == 1
    message = "企业“甲 (集团)厂”（甲2.xlsx 表1!A2）与“甲（集团）厂”（甲.xlsx 表1!A2）是同一家，数据一致，只计一家。"
    assert [(one.code, one.message) for one in found.problems] == [("collect.same", message)]


def test_two_names_with_one_code_are_one_enterprise(tmp_path: Path) -> None:
    write(tmp_path / "甲.xlsx", HEAD, ["甲厂", CODE, 1, 2, None], saved="2022-05-01T08:00:00Z")
    write(tmp_path / "新.xlsx", HEAD, ["甲新厂", CODE, 1, 2, None], saved="2022-05-02T08:00:00Z")
    found = collected(tmp_path)
    assert [row.values["name"] for row in found.rows] == ["甲新厂"]
    assert "代码相同" in found.problems[0].message


def test_one_name_with_two_codes_is_two_enterprises_and_never_joins_others(tmp_path: Path) -> None:
    other = "91330482MA2B001480"
    write(tmp_path / "a.xlsx", HEAD, ["甲厂", CODE, 1, 2, None])
    write(tmp_path / "b.xlsx", HEAD, ["甲新厂", CODE, 1, 2, None])
    write(tmp_path / "c.xlsx", HEAD, ["甲厂", other, 1, 3, None])
    found = collected(tmp_path)
    assert [(row.values["name"], row.values["credit_code"]) for row in found.rows] == [
        ("甲新厂", CODE),
        ("甲厂", other),
    ]
    [message] = [one.message for one in found.problems if one.code == "collect.namesake"]
    shown = f"{CODE}（a.xlsx 表1!A2）、{other}（c.xlsx 表1!A2）"
    assert message == f"“甲厂”名称相同、代码不同：{shown}，可能是两家，各收了一行。"


def test_two_lines_of_one_file_are_told_and_the_first_one_counts(tmp_path: Path) -> None:
    write(
        tmp_path / "乡镇.xlsx", HEAD, ["甲厂", CODE, 1, 2, None], ["乙厂", None, 1, 1, None], ["甲厂", CODE, 1, 9, 2020]
    )
    found = collected(tmp_path)
    assert [row.values["output.2020"] for row in found.rows] == [Decimal(2), Decimal(1)]
    (problem,) = found.problems
    assert problem.code == "collect.differs"
    assert "两行在同一个文件里，用了前一行" in problem.message


def test_a_line_with_nothing_but_a_name_withdraws_nothing(tmp_path: Path) -> None:
    write(tmp_path / "甲.xlsx", HEAD, ["甲厂", CODE, 1, 2, 2020], saved="2022-05-01T08:00:00Z")
    write(tmp_path / "甲2.xlsx", HEAD, ["甲厂", CODE, None, None, None], saved="2022-05-02T08:00:00Z")
    found = collected(tmp_path)
    assert (found.rows[0].values["output.2019"], found.withdrawn) == (Decimal(1), ())


@pytest.mark.parametrize(
    ("saved", "is_known"),
    [("2022-05-01T08:00:00Z", True), ("2000-01-01T00:00:00Z", False), ("昨天", False), ("", False)],
)
def test_a_time_that_a_program_always_writes_is_none(tmp_path: Path, saved: str, is_known: bool) -> None:
    write(tmp_path / "甲.xlsx", HEAD, saved=saved)
    assert (read_saved_time(tmp_path / "甲.xlsx") is not None) is is_known


def test_what_is_no_workbook_has_no_time_inside(tmp_path: Path) -> None:
    (tmp_path / "甲.xls").write_bytes(b"PK\x03\x04 nothing")
    assert read_saved_time(tmp_path / "甲.xls") is None
    assert read_saved_time(tmp_path / "none.xlsx") is None


def test_file_names_with_other_digits_are_ordered(tmp_path: Path) -> None:
    for at, name in enumerate(("②.xlsx", "①.xlsx", "1①.xlsx", "１²(9).xlsx")):
        write(tmp_path / name, HEAD, ["甲厂", CODE, 1, at, None])
    assert [str(row.sources["output.2020"]) for row in collected(tmp_path).rows] == ["②.xlsx 表1!D2"]
