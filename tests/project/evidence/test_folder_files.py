"""What Windows, macOS, Office, WPS and network drives leave in folders, in every folder that people fill."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import pytest

from conftest import Factory
from docgen.definitions.catalog import Catalog
from docgen.errors import InputError
from docgen.project.application_loader import load
from docgen.project.evidence import folder_files
from docgen.project.evidence.evidence_files import find_evidence
from docgen.project.evidence.folder_files import FolderFiles, find_placeholder
from docgen.project.register.collect import find_files
from docgen.runtime.file_names import is_system_file

SYSTEM_FILES = [
    *("Thumbs.db", "THUMBS.DB", "ehthumbs.db", "desktop.ini", "Desktop.ini", ".DS_Store", "._协议.pdf", "Icon\r"),
    *("Icon\uf00d", "~$协议.docx", "~$$图.vsd", "~WRL0001.tmp", "~WRD0000.tmp", "~协议.tmp", ".~协议.docx"),
    *(".~lock.协议.docx#", ".协议.docx.swp", "__MACOSX", "@eaDir", "#recycle", "$RECYCLE.BIN"),
    *("System Volume Information", "协议.pdf:Zone.Identifier", "协议.pdf\uf03aZone.Identifier"),
]
USER_FILES = [
    *("Icon.pdf", "~协议.docx", "Thumbs.db.pdf", "desktop.ini.docx", "图标Icon\r", "Zone.Identifier.pdf"),
    *("__MACOSX 说明.pdf", "a.tmp"),
]


@pytest.mark.parametrize("name", SYSTEM_FILES)
def test_what_systems_leave_is_told_from_files_of_people(name: str) -> None:
    assert is_system_file(name)


@pytest.mark.parametrize("name", USER_FILES)
def test_no_file_of_a_person_is_taken_for_one_of_a_system(name: str) -> None:
    assert not is_system_file(name)


def test_what_systems_leave_is_never_an_error(folder: Factory, catalog: Catalog) -> None:
    home = folder("area: 1", plan="x")
    for place in ("", "evidence", "evidence/08 协议", "lists", "sealed"):
        (home / place).mkdir(exist_ok=True)
    before = [one for one in load(home, catalog).problems if one.severity.label != "说明"]
    for place in ("", "evidence", "evidence/08 协议", "lists", "sealed"):
        for name in SYSTEM_FILES:
            (home / place / name).write_bytes(b"x")
    after = load(home, catalog)
    assert [one for one in after.problems if one.severity.label != "说明"] == before
    assert after.evidence.files == ()


def test_a_returned_table_in_a_folder_of_the_system_is_no_return(tmp_path: Path) -> None:
    for name in ("$RECYCLE.BIN/甲.csv", "__MACOSX/._甲.csv", "Icon\r", "甲.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("企业名称\n甲\n", encoding="utf-8")
    found, problems = find_files(tmp_path, None)
    assert [path.name for path in found] == ["甲.csv"]
    assert {problem.code for problem in problems} == {"collect.ignored"}
    assert len(problems) == 3


def test_a_definition_that_macos_left_beside_another_is_none(tmp_path: Path) -> None:
    for name in ("mine.yaml", "._mine.yaml"):
        (tmp_path / "data" / "notices").mkdir(parents=True, exist_ok=True)
        (tmp_path / "data" / "notices" / name).touch()
    assert Catalog((tmp_path,))._list_ids("notices") == ("mine",)


# -- in the cloud -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "real"),
    [(".协议.pdf.icloud", "协议.pdf"), (".a.b.ICLOUD", "a.b"), (".icloud", ""), ("协议.icloud", ""), (".协议.pdf", "")],
)
def test_a_placeholder_has_the_name_of_the_file(name: str, real: str) -> None:
    assert find_placeholder(name) == real


def test_a_file_that_is_only_in_the_cloud_is_named_wherever_it_belongs(folder: Factory, catalog: Catalog) -> None:
    home = folder("area: 1", plan="x")
    places = ("", "evidence/08 协议", "lists", "sealed")
    for place in places:
        (home / place).mkdir(parents=True, exist_ok=True)
        (home / place / ".材料.pdf.icloud").touch()
    application = load(home, catalog)
    problems = [*application.problems, *application.evidence.problems, *application.sealed.problems]
    found = {one.where.path: one for one in problems if one.code == "file.not-downloaded"}
    assert found.keys() == {"材料.pdf", "evidence/08 协议/材料.pdf", "lists/材料.pdf", "sealed/材料.pdf"}
    assert {one.message for one in found.values()} == {"这个文件还在 iCloud 里，没有下载到本机，没有读取。"}
    assert all("下载" in one.hint for one in found.values())


def test_a_returned_table_that_is_only_in_the_cloud_is_named(tmp_path: Path) -> None:
    (tmp_path / ".甲.xlsx.icloud").touch()
    found, problems = find_files(tmp_path, None)
    assert found == []
    assert [(one.code, one.where.path) for one in problems] == [("file.not-downloaded", "甲.xlsx")]


def test_answers_that_are_only_in_the_cloud_are_named(tmp_path: Path, catalog: Catalog) -> None:
    (tmp_path / ".application.yaml.icloud").touch()
    with pytest.raises(InputError) as caught:
        load(tmp_path, catalog)
    assert caught.value.message == "application.yaml 还在 iCloud 里，没有下载到本机。"
    assert "下载" in caught.value.remedy


# -- long and decomposed names ----------------------------------------------------------------------------------------


def test_a_file_that_windows_cannot_find_for_its_length_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows lists a name whose path is too long, and then finds nothing there."""
    home = tmp_path / "evidence" / "08 协议"
    home.mkdir(parents=True)
    (home / "短.pdf").touch()
    long = home / f"{'长' * 80}.pdf"
    long.touch()
    is_file = Path.is_file
    monkeypatch.setattr(Path, "is_file", lambda self: is_file(self) and self != long)
    monkeypatch.setattr(folder_files, "LONGEST_PATH", len(str(home)) + 20)
    for platform, message in (("win32", "连同文件夹的路径有"), ("linux", "这不是一个可以读取的文件。")):
        monkeypatch.setattr(sys, "platform", platform)
        filed = FolderFiles(tmp_path, "evidence")
        assert [path.name for path in filed.iterate_files()] == ["短.pdf"]
        [problem] = filed.problems
        assert problem.message.startswith(message)
        assert (problem.code, Path(problem.where.path).name) == ("evidence.unreadable", long.name)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_title_is_printed_composed_however_the_name_was_stored(tmp_path: Path, form: str) -> None:
    name = unicodedata.normalize(form, "08 Café 한국 协议.pdf")
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / name).touch()
    found = find_evidence(tmp_path, ["8"])
    assert found.problems == ()
    [file] = found.files
    assert file.title == "Café 한국 协议"
    assert file.path.name == name


def test_two_files_that_differ_in_spelling_only_stay_two(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    for form in ("NFC", "NFD"):
        (tmp_path / "evidence" / unicodedata.normalize(form, "08 Café.pdf")).touch()
    found = find_evidence(tmp_path, ["8"])
    assert len({file.name for file in found.files}) == 2
    assert {file.title for file in found.files} == {"Café"}
