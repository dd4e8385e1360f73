"""Files that are written aside and put in place whole."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from cut_short import run_killed
from docgen.runtime.file_replacement import change_folder, finish_change, is_untouched, replace_file


def test_a_new_file_takes_the_place_of_the_old_one_with_the_usual_permissions(tmp_path: Path) -> None:
    path, beside = tmp_path / "表.xlsx", tmp_path / "other"
    path.write_text("old", "utf-8")
    beside.write_text("x", "utf-8")
    with replace_file(path) as new:
        assert new.suffix == ".xlsx"
        assert path.read_text("utf-8") == "old"
        new.write_text("new", "utf-8")
    assert path.read_text("utf-8") == "new"
    assert path.stat().st_mode == beside.stat().st_mode
    assert {one.name for one in tmp_path.iterdir()} == {"表.xlsx", "other"}


@pytest.mark.parametrize("fault", [OSError("full"), KeyboardInterrupt(), RuntimeError("x")])
def test_a_failure_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path, fault: BaseException) -> None:
    path = tmp_path / "表.xlsx"
    path.write_text("old", "utf-8")
    with pytest.raises(type(fault)), replace_file(path) as new:
        new.write_text("half", "utf-8")
        raise fault
    assert path.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none"), replace_file(tmp_path / "none" / "x"):
        pass


def test_a_link_in_the_way_is_replaced_and_not_followed(tmp_path: Path) -> None:
    other, path = tmp_path / "other", tmp_path / "a.yaml"
    other.write_text("mine", "utf-8")
    path.symlink_to(other)
    with replace_file(path) as new:
        assert new.parent.name.startswith(".docgen-")
        assert new.parent.stat().st_mode & 0o077 == 0, "nobody else can put anything there"
        new.write_text("new", "utf-8")
    assert (path.read_text("utf-8"), other.read_text("utf-8"), path.is_symlink()) == ("new", "mine", False)


def test_a_disk_that_is_full_at_the_last_moment_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "a"
    path.write_text("old", "utf-8")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"), replace_file(path) as new:
        new.write_text("new", "utf-8")
    assert [(one.name, one.read_text("utf-8")) for one in tmp_path.iterdir()] == [("a", "old")]


# -- several files at once -----------------------------------------------------------------------------------------


def write_change(folder: Path) -> None:
    with change_folder(folder, ["gone.json"]) as aside:
        (aside / "a.yaml").write_text("new", "utf-8")
        (aside / "b.md").write_text("new", "utf-8")
        (aside / "sub").mkdir()
        (aside / "sub" / "c").write_text("new", "utf-8")


def list_files(folder: Path) -> dict[str, str]:
    shown = (path for path in folder.rglob("*") if path.is_file() and ".docgen-" not in str(path))
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(shown)}


OLD = {"a.yaml": "old", "gone.json": "old"}
NEW = {"a.yaml": "new", "b.md": "new", "sub/c": "new"}


def make_old(folder: Path) -> Path:
    folder.mkdir()
    for name, text in OLD.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def test_a_change_that_is_killed_anywhere_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    outcomes = set()
    for after in range(20):
        folder = make_old(tmp_path / str(after))
        if not run_killed(lambda: write_change(folder), after):  # noqa: B023
            break
        finish_change(folder, ["gone.json"])
        found = list_files(folder)
        assert found in (OLD, NEW)
        outcomes.add(found == NEW)
        if found == OLD:
            write_change(folder)
            assert list_files(folder) == NEW, "what was left does not disturb the next one"
    assert (after >= 5, outcomes) == (True, {True, False})
    assert list_files(folder) == NEW


def test_a_change_that_cannot_be_completed_is_not_begun(tmp_path: Path) -> None:
    folder = make_old(tmp_path / "x")
    (folder / "b.md").mkdir()
    with pytest.raises(IsADirectoryError):
        write_change(folder)
    assert list_files(folder) == OLD
    assert sorted(path.name for path in folder.iterdir()) == ["a.yaml", "b.md", "gone.json"]


def test_a_change_counts_from_its_last_renaming_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make_old(tmp_path / "a")
    sync = os.fsync

    def fail_afterwards(handle: int) -> None:
        if (folder / ".docgen-ready").exists():
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        sync(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail_afterwards)
        write_change(folder)
    finish_change(folder, ["gone.json"])
    assert list_files(folder) == NEW


def test_a_change_that_a_stranger_left_moves_nothing_from_elsewhere_and_removes_nothing_else(tmp_path: Path) -> None:
    folder, mine = make_old(tmp_path / "x"), tmp_path / "mine"
    mine.mkdir()
    (mine / "letter").write_text("mine", "utf-8")
    ready = folder / ".docgen-ready"
    (ready / "gone").mkdir(parents=True)
    (ready / "gone" / "a.yaml").touch()
    (ready / "new").symlink_to(mine)
    finish_change(folder, ["gone.json"])
    assert (list_files(folder), list_files(mine)) == (OLD, {"letter": "mine"})
    assert not ready.exists()
    ready.symlink_to(mine)
    finish_change(folder, ["gone.json"])
    assert (list_files(folder), list_files(mine)) == (OLD, {"letter": "mine"})


def test_what_a_killed_process_left_is_nothing_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / ".docgen-abcd_f12").mkdir()
    assert is_untouched(tmp_path)
    (tmp_path / ".docgen-notes").mkdir()
    assert not is_untouched(tmp_path)


def test_on_windows_a_new_file_gets_the_rights_of_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There 0o700 gives a folder rights that its files keep when they are moved: colleagues could not read them."""
    modes: dict[str, int] = {}
    mkdir = os.mkdir

    def note(path: Path | str, mode: int = 0o777, **named: int) -> None:
        mkdir(path, mode, **named)
        modes[str(path)] = mode

    monkeypatch.setattr(os, "mkdir", note)
    for platform, expected in (("linux", 0o700), ("win32", 0o777)):
        modes.clear()
        monkeypatch.setattr(sys, "platform", platform)
        with replace_file(tmp_path / "a.txt") as new:
            new.touch()
            assert modes == {str(new.parent): expected}
            assert new.parent.name.startswith(".docgen-")
