"""No file of an application is read through a link that leads out of its folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conftest import FORM, Factory
from docgen.definitions.catalog import Catalog
from docgen.errors import InputError
from docgen.pipeline.check import judge_application
from docgen.project.application_loader import load
from docgen.project.register.collect import find_files
from docgen.runtime.checksums import Checksums
from docgen.runtime.tools import Tools

SECRET = "secret"
NOT_READ = "这是指向申报文件夹之外的链接，没有读取。"


@pytest.mark.parametrize(
    "name",
    [
        "application.yaml",
        "plan.md",
        "notice.yaml",
        "enterprises.csv",
        "enterprises.xlsx",
        "lists/patents.csv",
        "填报.xlsx",
        "criteria.yaml",
        "own.yaml",
    ],
)
def test_a_file_that_is_a_link_out_of_the_folder_is_refused_by_name(
    folder: Factory, catalog: Catalog, tmp_path: Path, name: str
) -> None:
    home, other = folder("area: 1"), tmp_path / "elsewhere"
    if name == "own.yaml":
        text = (home / "application.yaml").read_text("utf-8")
        (home / "application.yaml").write_text(f"criteria: [own.yaml]\n{text}", "utf-8")
    path = home / name
    path.parent.mkdir(exist_ok=True)
    if path.exists():
        shutil.move(path, other)
    else:
        other.write_text(SECRET, "utf-8")
    path.symlink_to(other)
    with pytest.raises(InputError) as caught:
        judge_application(home, catalog, Tools(), Checksums())
    assert (caught.value.message, caught.value.path) == (NOT_READ, name)
    assert SECRET not in str(caught.value)


def test_a_folder_of_lists_that_is_a_link_is_not_even_listed(folder: Factory, catalog: Catalog, tmp_path: Path) -> None:
    home, other = folder("area: 1"), tmp_path / "elsewhere"
    other.mkdir()
    (other / f"{SECRET}.txt").touch()
    (home / "lists").symlink_to(other)
    with pytest.raises(InputError, match=f"lists：{NOT_READ}"):
        load(home, catalog)


def test_a_link_to_another_file_of_the_folder_and_a_folder_that_is_one_itself_are_read(
    folder: Factory, catalog: Catalog, tmp_path: Path
) -> None:
    home = folder("area: 1")
    (home / "application.yaml").rename(home / "answers of mine")
    (home / "application.yaml").symlink_to("answers of mine")
    (tmp_path / "link").symlink_to(home)
    assert load(tmp_path / "link", catalog).form.id == FORM


def test_a_returned_table_that_is_a_link_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    home, other = tmp_path / "returns", tmp_path / "other.csv"
    home.mkdir()
    other.write_text("企业名称\n甲\n", "utf-8")
    (home / "a.csv").write_text("企业名称\n甲\n", "utf-8")
    (home / "b.csv").symlink_to(other)
    found, problems = find_files(home, None)
    assert [path.name for path in found] == ["a.csv"]
    assert [(one.code, one.where.path, one.message) for one in problems] == [
        ("collect.unreadable", "b.csv", "链接指向了文件夹之外，没有读取。")
    ]
