"""Reading the workbook back where it is cut short: all of the old files, or all of the new ones."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
import yaml

from cut_short import run_killed, run_on_full_disk
from docgen.definitions.catalog import Catalog
from docgen.documents.workbook.workbook_writer import read_workbook_back, write_fill_in_workbook
from docgen.errors import OutputError
from docgen.project.application import ANSWER_FILES
from docgen.project.application_loader import load, load_written
from docgen.project.workbook import workbook_import
from docgen.project.workbook.workbook_import import import_workbook
from docgen.project.workbook.workbook_names import name_answer
from docgen.runtime import file_replacement
from docgen.runtime.file_replacement import finish_change

EXAMPLE = Path(__file__).parents[3] / "data" / "examples" / "yunxi-2022"
FILE = "填报.xlsx"
PLACE = "cluster_name"
NEW = "云溪县新名称产业集群"

Files = dict[str, bytes]


@pytest.fixture
def home(tmp_path: Path, catalog: Catalog) -> Path:
    """An application whose answers are in application.json, and differ from those in its workbook."""
    folder = tmp_path / "a"
    folder.mkdir()
    answers = yaml.load((EXAMPLE / "application.yaml").read_text("utf-8"), yaml.BaseLoader)
    (folder / "application.json").write_text(json.dumps(answers, ensure_ascii=False, indent=1), "utf-8")
    for name in ("plan.md", "enterprises.csv"):
        shutil.copy(EXAMPLE / name, folder)
    shutil.copytree(EXAMPLE / "lists", folder / "lists")
    path = write_fill_in_workbook(folder, catalog)
    book = openpyxl.load_workbook(path)
    [(sheet, cell)] = book.defined_names[name_answer(PLACE)].destinations
    book[sheet][cell.replace("$", "")] = NEW
    book.save(path)
    return folder


def files_of(folder: Path) -> Files:
    """The files of answers and prose of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name in _ANSWERS}


_ANSWERS = ("application.json", "application.yaml", "plan.md")


@pytest.mark.slow
def test_a_full_disk_changes_nothing(home: Path, catalog: Catalog) -> None:
    before = {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}
    assert not run_on_full_disk(lambda: import_workbook(home, catalog), 15_000)
    assert {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()} == before
    assert load(home, catalog).answers[PLACE] == NEW


@pytest.mark.slow
def test_a_failure_says_that_nothing_was_changed(home: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path) -> None:
        if path.name == "application.yaml":
            raise OSError(28, "full")

    monkeypatch.setattr(file_replacement, "_sync", fail)
    with pytest.raises(OutputError, match="写不进去：磁盘已满。原来的文件没有改动。"):
        import_workbook(home, catalog)
    assert not [path.name for path in home.iterdir() if "上一份" in path.name or path.name.startswith(".docgen-")]


@pytest.mark.slow
def test_a_kill_anywhere_leaves_the_old_files_or_the_new_ones(home: Path, catalog: Catalog, tmp_path: Path) -> None:
    old = files_of(home)
    whole = shutil.copytree(home, tmp_path / "whole")
    import_workbook(whole, catalog)
    new = files_of(whole)
    assert set(new) == {"application.yaml", "plan.md"} and set(old) == {"application.json", "plan.md"}
    texts = {name: content.decode() for name, content in new.items()}
    outcomes = []
    for after in range(30):
        folder = shutil.copytree(home, tmp_path / str(after))
        if not run_killed(lambda: workbook_import._replace_files(folder, texts, FILE), after):  # noqa: B023
            break
        load_written(folder, catalog) if after % 3 == 0 else finish_change(folder, ANSWER_FILES)
        found = files_of(folder)
        assert found in (old, new)
        outcomes.append(found == new)
    assert outcomes == sorted(outcomes) and set(outcomes) == {True, False}
    folder = tmp_path / str(outcomes.index(True) - 1)  # the last moment before the change counts
    assert load(folder, catalog).answers[PLACE] == NEW
    read_workbook_back(folder, catalog)
    assert load_written(folder, catalog).answers[PLACE] == NEW
