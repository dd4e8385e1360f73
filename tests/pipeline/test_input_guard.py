"""Files that change while a build reads them, and outputs among what is read."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from docgen.definitions.catalog import built_in
from docgen.errors import InputError, OutputError
from docgen.pipeline.build_result import Mode
from docgen.pipeline.input_guard import guard_inputs
from docgen.runtime.cache import open_cache
from docgen.runtime.checksums import Checksums
from small_application import contents_of, write_application

building = importlib.import_module("docgen.pipeline.build")  # docgen.pipeline.build is also a function of the package


def test_files_that_stay_or_came_later_do_not_disturb(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    with guard_inputs(tmp_path, tmp_path / "output") as watch:
        (tmp_path / "b").write_text("2")
        watch.prove([tmp_path / "a", tmp_path / "b"])


def test_the_output_itself_is_not_watched(tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    (tmp_path / "output" / "a").write_text("1")
    with guard_inputs(tmp_path, tmp_path / "output") as watch:
        assert not watch.before


@pytest.mark.parametrize("change", [lambda path: path.unlink(), lambda path: path.write_text("12"), os.utime])
def test_a_file_that_changed_or_went_is_named(tmp_path: Path, change: Callable[[Path], object]) -> None:
    path = tmp_path / "a"
    path.write_text("1")
    os.utime(path, (1, 1))
    with guard_inputs(tmp_path, tmp_path / "output") as watch:
        change(path)
        with pytest.raises(InputError, match=f"在生成期间被改动、移走或正在复制：{path}。上次的输出没有改动。"):
            watch.prove([path])


def test_a_fault_is_told_as_the_change_it_comes_of_and_otherwise_as_itself(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("1")
    with pytest.raises(InputError, match="在生成期间"), guard_inputs(tmp_path, tmp_path / "output"):
        path.unlink()
        raise ValueError("图片数据已损坏")
    with pytest.raises(ValueError, match="图片"), guard_inputs(tmp_path, tmp_path / "output"):
        raise ValueError("图片数据已损坏")


@pytest.mark.slow
def test_a_build_whose_answers_changed_meanwhile_does_not_take_the_place_of_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_application(tmp_path / "a")
    out = folder / "output"
    catalog = built_in()
    assert building.build_anew(folder, out, catalog, Mode.FINAL, open_cache(), Checksums()).out
    before = contents_of(out)
    hand_over = building.hand_over

    def changed_meanwhile(*made: object) -> object:
        (folder / "plan.md").write_text((folder / "plan.md").read_text("utf-8") + "\n", "utf-8")
        return hand_over(*made)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "hand_over", changed_meanwhile)
    with pytest.raises(InputError, match="在生成期间被改动、移走或正在复制：.*plan.md。"):
        building.build_anew(folder, out, catalog, Mode.FINAL, open_cache(), Checksums())
    assert contents_of(out) == before


@pytest.mark.parametrize("name", ["evidence", "evidence/01 材料/out", "lists/out", "sealed"])
def test_an_output_among_what_was_handed_in_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="里的文件都算申报的材料，输出不能放在这里，没有生成。"):
        building.build_anew(tmp_path, tmp_path / name, built_in(), Mode.FINAL, open_cache(), Checksums())
