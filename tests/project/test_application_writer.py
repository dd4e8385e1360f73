"""Answers written into the files of a folder: all or none, with or without a backup, beside other writers."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from conftest import Factory, told
from docgen.definitions.catalog import Catalog
from docgen.documents.workbook.workbook_writer import write_fill_in_workbook
from docgen.errors import InputError, OutputError, ReadBackError
from docgen.project.answers.answer_notation import WrittenValue
from docgen.project.answers.answer_writer import AnswerText
from docgen.project.application_loader import load
from docgen.project.application_writer import AnswerChanges, read_typed_folder, write_answers
from docgen.project.workbook.workbook_names import name_answer
from docgen.runtime import file_replacement

EXAMPLE = Path(__file__).parents[2] / "data" / "examples" / "yunxi-2022"
AREA = AnswerChanges({"area": Decimal("16.2")})


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The example with its answers and its plan alone."""
    folder = tmp_path / "申报"
    folder.mkdir()
    for name in ("application.yaml", "plan.md"):
        shutil.copy(EXAMPLE / name, folder)
    return folder


def read_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_answers_and_prose_are_written_together(home: Path, catalog: Catalog) -> None:
    before = read_files(home)
    changes = AnswerChanges(
        {"area": Decimal("16.2"), "city": "宁川", "plan.overview": ("第一段。", "第二段。")},
        {"county": "看不清", "plan.results": "有两处标题"},
        "申报表.docx",
    )
    result = write_answers(home, catalog, changes, backup=True)
    assert [(one.place, one.old[:5], one.new) for one in result.differences] == [
        ("area", "15.60", "16.20"),
        ("plan.overview", "云溪县位于", "第一段。\n第二段。"),
    ]
    assert [path.name for path in result.files] == ["application.yaml", "plan.md"]
    assert [path.name for path in result.backups] == ["application（上一份）.yaml", "plan（上一份）.md"]
    after = read_files(home)
    assert after["application（上一份）.yaml"] == before["application.yaml"]
    assert after["plan（上一份）.md"] == before["plan.md"]
    mark = "# 由《申报表.docx》读入，请对照原文：看不清（做完后删去这一行）"
    assert after["application.yaml"].decode() == before["application.yaml"].decode().replace(
        "15.60\n", "16.20\n", 1
    ).replace("  county:", f"  {mark}\n  county:", 1)
    application = load(home, catalog)
    assert [where for code, where, _, _ in told(application.problems) if code == "carry.to-compare"] == [
        "application.yaml 第15行 county",
        "plan.md 第11行 plan.results",
    ]
    assert (application.answers["area"], application.answers["plan.overview"]) == (
        Decimal("16.2"),
        ("第一段。", "第二段。"),
    )


def test_equal_answers_touch_nothing(home: Path, catalog: Catalog) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in home.iterdir()}
    _, answers = read_typed_folder(home, catalog)
    result = write_answers(home, catalog, AnswerChanges(answers), backup=True)
    assert (result.files, result.backups, result.differences) == ((), (), ())
    assert {path.name: path.stat().st_mtime_ns for path in home.iterdir()} == before


def test_a_page_that_saves_each_answer_leaves_no_backups(home: Path, catalog: Catalog) -> None:
    for area in range(1, 4):
        write_answers(home, catalog, AnswerChanges({"area": Decimal(area)}), backup=False)
    assert sorted(read_files(home)) == ["application.yaml", "plan.md"]
    assert b"area: 3\n" in read_files(home)["application.yaml"]


def test_plan_that_is_not_there_is_begun(home: Path, catalog: Catalog) -> None:
    (home / "plan.md").unlink()
    write_answers(home, catalog, AREA, backup=False)
    assert not (home / "plan.md").exists()
    write_answers(home, catalog, AnswerChanges({"plan.overview": ("甲。",)}), backup=True)
    assert load(home, catalog).answers["plan.overview"] == ("甲。",)
    assert (home / "plan.md").read_text("utf-8").count("<!-- 在这里写 -->") > 3


@pytest.mark.parametrize("codec", ["gb18030", "utf-16", "utf-16-be", "utf-8-sig"])
def test_encoding_stays(home: Path, catalog: Catalog, codec: str) -> None:
    for name in ("application.yaml", "plan.md"):
        text = (home / name).read_text("utf-8").replace("\n", "\r\n")
        (home / name).write_bytes(text.encode(codec))
    before = (home / "application.yaml").read_bytes()
    write_answers(home, catalog, AnswerChanges({"area": Decimal("16.2"), "plan.overview": ("甲。",)}), backup=False)
    change = [
        text.encode(codec.replace("utf-16", "utf-16-le").replace("-le-be", "-be").replace("-sig", ""))
        for text in ("15.60", "16.20")
    ]
    assert (home / "application.yaml").read_bytes() == before.replace(*change, 1)
    assert load(home, catalog).answers["plan.overview"] == ("甲。",)


def test_json_is_written_as_json(home: Path, catalog: Catalog) -> None:
    (home / "application.yaml").unlink()
    tree = {"form": "2022-application", "notice": "guangdong-2022", "answers": {"area": "15.60"}}
    (home / "application.json").write_text(json.dumps(tree, indent=4), "utf-8")
    write_answers(home, catalog, AREA, backup=False)
    assert (home / "application.json").read_text("utf-8") == json.dumps(tree, indent=4).replace("15.60", "16.20")


def test_whatever_goes_wrong_changes_nothing(home: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    before = read_files(home)
    refused: list[dict[str, WrittenValue | None]] = [
        {"area": Decimal(3), "plan.overview": ("# 甲",)},
        {"area": Decimal("1.234")},
    ]
    for values in refused:
        with pytest.raises(ReadBackError):
            write_answers(home, catalog, AnswerChanges(values), backup=True)
    with pytest.raises(InputError, match="没有“nope”这个位置"):
        write_answers(home, catalog, AnswerChanges({"nope": None}), backup=True)

    def fail(path: Path) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(file_replacement, "_sync", fail)
    with pytest.raises(OutputError, match="写不进去：磁盘已满。原来的文件没有改动。"):
        write_answers(home, catalog, AREA, backup=False)
    assert read_files(home) == before


def test_an_answer_changed_elsewhere_is_not_overwritten(home: Path, catalog: Catalog) -> None:
    seen: dict[str, WrittenValue | None] = {"area": Decimal("15.6"), "city": "宁川"}
    write_answers(home, catalog, AREA, backup=False)
    with pytest.raises(InputError, match="刚才在别处改成了“16.20”，没有改动。"):
        write_answers(home, catalog, AnswerChanges({"area": Decimal(3)}, known=seen), backup=False)
    write_answers(home, catalog, AnswerChanges({"city": "新城"}, known=seen), backup=False)
    write_answers(home, catalog, AnswerChanges({"area": Decimal("16.2")}, known=seen), backup=False)
    text = (home / "application.yaml").read_text("utf-8")
    assert "area: 16.20\n" in text
    assert "city: 新城\n" in text


@pytest.mark.slow
def test_writers_at_the_same_time_lose_nothing(home: Path, catalog: Catalog) -> None:
    places = ["department", "department_contact", "operator", "operator_contact", "city", "county"]

    def write(place: str) -> None:
        for number in range(3):
            write_answers(home, catalog, AnswerChanges({place: f"{place}{number}"}), backup=False)

    threads = [threading.Thread(target=write, args=(place,)) for place in places]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers = load(home, catalog).answers
    assert [answers[place] for place in places] == [f"{place}2" for place in places]


def test_a_file_saved_by_an_editor_meanwhile_is_read_again(
    home: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    saves = iter([True, False])
    real = AnswerText.replace

    def replace(text: AnswerText, changes: Mapping[str, WrittenValue | None], *, drop_marks: bool) -> AnswerText:
        new = real(text, changes, drop_marks=drop_marks)
        if next(saves):  # between reading and writing, once
            path = home / "application.yaml"
            path.write_bytes(path.read_bytes().replace("city: 宁川".encode(), "city: 新城".encode()))
        return new

    monkeypatch.setattr(AnswerText, "replace", replace)
    result = write_answers(home, catalog, AREA, backup=True)
    text = (home / "application.yaml").read_text("utf-8")
    assert "city: 新城\n" in text
    assert "area: 16.20\n" in text
    assert len(result.backups) == 1
    assert "city: 新城\n" in result.backups[0].read_text("utf-8")
    assert not [name for name in read_files(home) if "上一份2" in name]


def test_a_file_that_changes_all_the_time_is_left_alone(
    home: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = AnswerText.replace

    def replace(text: AnswerText, changes: Mapping[str, WrittenValue | None], *, drop_marks: bool) -> AnswerText:
        with (home / "application.yaml").open("ab") as file:
            file.write(b"# x\n")
        return real(text, changes, drop_marks=drop_marks)

    monkeypatch.setattr(AnswerText, "replace", replace)
    with pytest.raises(OutputError, match="文件一直在被别的程序改动，没有写入。"):
        write_answers(home, catalog, AREA, backup=True)
    assert sorted(read_files(home)) == ["application.yaml", "plan.md"]
    assert b"area: 15.60\n" in read_files(home)["application.yaml"]


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links")
def test_a_link_out_of_the_folder_is_refused(home: Path, catalog: Catalog, tmp_path: Path) -> None:
    shutil.move(home / "plan.md", tmp_path / "plan.md")
    (home / "plan.md").symlink_to(tmp_path / "plan.md")
    with pytest.raises(InputError, match="之外的链接"):
        write_answers(home, catalog, AREA, backup=False)


@pytest.mark.slow
def test_a_workbook_with_other_answers_stops_the_writer(folder: Factory, catalog: Catalog) -> None:
    home = folder("city: 宁川")
    path = write_fill_in_workbook(home, catalog)
    write_answers(home, catalog, AnswerChanges({"city": "新城"}), backup=False)  # both said the same
    write_answers(home, catalog, AnswerChanges({"city": "宁川"}), backup=False)  # only application.yaml was changed
    book = openpyxl.load_workbook(path)
    [(sheet, cell)] = book.defined_names[name_answer("city")].destinations
    book[sheet][cell.replace("$", "")] = "别处"
    book.save(path)
    before = (home / "application.yaml").read_bytes()
    with pytest.raises(InputError, match=r"填报.xlsx 里有还没写回的答案") as caught:
        write_answers(home, catalog, AnswerChanges({"county": "云溪"}), backup=False)
    assert "docgen workbook DIR --read" in caught.value.remedy
    assert (home / "application.yaml").read_bytes() == before
    (home / "application.yaml").unlink()
    with pytest.raises(InputError, match="没有 application.yaml 可以改"):
        write_answers(home, catalog, AnswerChanges({"county": "云溪"}), backup=False)
