"""What is handed out: one blank table for each enterprise of a roster, and the blank lists; nothing is overwritten."""

from __future__ import annotations

import errno
import io
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest

from cut_short import run_on_full_disk
from docgen import collect, write_blank_form, write_blank_lists, write_blank_set, write_blank_table
from docgen.errors import InputError, OutputError

FORM = "2022-application"
CODE = "91990126MAY000375L"


def write_roster(folder: Path, *lines: str) -> Path:
    path = folder / "名单.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.slow
def test_one_table_an_enterprise_with_its_name_and_code(tmp_path: Path) -> None:
    names = ("甲（集团）有限公司", "𠮷䶮/厂", "CON", "甲" * 120)
    archive = tmp_path / "空白表.zip"
    result = write_blank_set(archive, write_roster(tmp_path, f"{names[0]} {CODE}", *names[1:]), FORM)
    assert result.names[:3] == ("甲（集团）有限公司.xlsx", "𠮷䶮／厂.xlsx", "_CON.xlsx")
    with zipfile.ZipFile(archive) as opened:
        assert tuple(opened.namelist()) == result.names
        first = openpyxl.load_workbook(io.BytesIO(opened.read(result.names[0])))
        opened.extractall(tmp_path / "发出")
    filled = [[cell.value for row in sheet.iter_rows() for cell in row] for sheet in first.worksheets[:2]]
    assert names[0] in filled[0] and CODE in filled[1]
    assert archive.read_bytes() == write_blank_set(archive, tmp_path / "名单.txt", FORM).archive.read_bytes()
    # Sent back as they are, they are known by their names and told as empty.
    found = collect(tmp_path / "发出", tmp_path / "e.xlsx", FORM, roster=tmp_path / "名单.txt")
    assert found.enterprises == 4
    assert found.roster is not None and found.roster.to_json()["missing"] == list(names)
    assert {problem.code for problem in found.problems} == {"collect.empty", "collect.missing"}


def test_an_archive_is_a_zip(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="请写成 .zip"):
        write_blank_set(tmp_path / "表.xlsx", write_roster(tmp_path, "甲厂"), FORM)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["表.xlsx", "表.docx", "表.zip", "申报表.docx"])
def test_a_blank_keeps_the_file_that_was_there_as_a_backup(name: str, tmp_path: Path) -> None:
    out = tmp_path / "out" / name

    def write() -> None:
        if name == "申报表.docx":
            write_blank_form(out, FORM)
        elif out.suffix == ".zip":
            write_blank_set(out, write_roster(tmp_path, "甲厂"), FORM)
        else:
            write_blank_table(out, FORM)

    write()
    write()
    assert list(out.parent.iterdir()) == [out]
    out.write_bytes(b"filled in")
    write()
    kept = out.with_name(f"{out.stem}（上一份）{out.suffix}")
    assert kept.read_bytes() == b"filled in" != out.read_bytes()
    assert sorted(out.parent.iterdir()) == sorted([out, kept])


@pytest.mark.slow
def test_blank_lists_overwrite_nothing(tmp_path: Path) -> None:
    files = write_blank_lists(tmp_path / "lists", FORM)
    assert {file.stem for file in files} >= {"有效发明专利清单", "主持或参与制修订标准清单"}
    files[0].write_bytes(b"filled in")
    for other in files[1:]:
        other.unlink()
    with pytest.raises(InputError, match="可能填过了"):
        write_blank_lists(tmp_path / "lists", FORM)
    assert [file.name for file in (tmp_path / "lists").iterdir()] == [files[0].name]


@pytest.mark.parametrize("name", ["表1.xlsx", "表1.docx", "表1.zip"])
def test_a_full_disk_leaves_the_old_file(tmp_path: Path, name: str) -> None:
    old = tmp_path / name
    old.write_bytes(b"old")
    roster = write_roster(tmp_path, "甲公司", "乙公司")

    def write() -> None:
        write_blank_set(old, roster, FORM) if name.endswith("zip") else write_blank_table(old, FORM)

    assert not run_on_full_disk(write, 2_000)
    assert old.read_bytes() == b"old"
    assert {path.name for path in tmp_path.iterdir()} == {name, roster.name}


def test_a_link_in_the_way_is_not_written_through(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.write_bytes(b"mine")
    (tmp_path / "表1.xlsx").symlink_to(mine)
    write_blank_table(tmp_path / "表1.xlsx", FORM)
    assert mine.read_bytes() == b"mine"
    assert zipfile.is_zipfile(tmp_path / "表1.xlsx")


def test_an_old_file_that_could_not_be_replaced_gets_no_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "表1.xlsx"
    old.write_bytes(b"filled in")
    replace = os.replace

    def refuse(source: Path, target: Path) -> None:
        if target == old:
            raise PermissionError(errno.EACCES, "open in Excel", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OutputError, match="写不进去"):
        write_blank_table(old, FORM)
    assert old.read_bytes() == b"filled in"
    assert list(tmp_path.iterdir()) == [old]
