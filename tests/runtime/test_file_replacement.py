"""Files that are written aside and put in place whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.runtime.file_replacement import replace_file


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
