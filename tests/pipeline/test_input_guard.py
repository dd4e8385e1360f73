"""Files that change while a build reads them, and outputs among what is read."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from docgen import Cache, InputError, OutputError, ProgressEvent, Stage, StageFinished, build
from docgen.definitions.catalog import built_in
from docgen.pipeline.input_guard import guard_inputs
from docgen.project.application_loader import load
from small_application import contents_of, write_application


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


def test_the_output_is_not_watched_by_another_name_either(tmp_path: Path) -> None:
    """As on a mapped drive of Windows, which is a network path as well."""
    real = tmp_path / "real"
    (real / "output").mkdir(parents=True)
    (real / "output" / "a").write_text("1")
    (real / ".output.building-abcdefgh").mkdir()
    (real / ".output.building-abcdefgh" / "a").write_text("1")
    (tmp_path / "mapped").symlink_to(real)
    for folder, out in (("mapped", "real"), ("real", "mapped")):
        with guard_inputs(tmp_path / folder, tmp_path / out / "output") as watch:
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


def swap(path: Path) -> None:
    """Put another file of the same size and time in its place, under its name."""
    before = path.stat()
    other = path.with_name("other")
    other.write_text("x" * before.st_size)
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)


def overwrite(path: Path) -> None:
    """Write other content of the same size into it, and set the time back."""
    before = path.stat()
    path.write_text("x" * before.st_size)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def take_away_and_put_back(path: Path) -> None:
    aside = path.with_name("aside")
    path.rename(aside)
    aside.rename(path)


@pytest.mark.parametrize("change", [swap, overwrite, take_away_and_put_back])
@pytest.mark.parametrize("is_read", [True, False])
def test_a_swap_that_keeps_size_and_time_is_noticed_even_where_the_file_was_not_read(
    tmp_path: Path, change: Callable[[Path], object], is_read: bool
) -> None:
    path = tmp_path / "evidence" / "08" / "a.pdf"
    path.parent.mkdir(parents=True)
    path.write_text("1")
    with guard_inputs(tmp_path, tmp_path / "output") as watch:
        change(path)
        with pytest.raises(InputError, match=f"在生成期间被改动、移走或正在复制：{path}。"):
            watch.prove([path] if is_read else [])


def test_files_that_nobody_reads_may_change(tmp_path: Path) -> None:
    paths = [tmp_path / "letter.docx", tmp_path / "evidence" / "~$a.docx", tmp_path / "evidence" / ".DS_Store"]
    (tmp_path / "evidence").mkdir()
    for path in paths:
        path.write_text("1")
    with guard_inputs(tmp_path, tmp_path / "output") as watch:
        for path in paths:
            path.unlink()
        watch.prove([])


def test_an_input_that_vanishes_is_among_those_that_are_proven(folder: Callable[..., Path]) -> None:
    home = folder("area: 1")
    (home / "plan.md").write_text("正文。", "utf-8")
    application = load(home, built_in())
    with guard_inputs(home, home / "output") as watch:
        (home / "plan.md").unlink()
        with pytest.raises(InputError, match="plan.md"):
            watch.prove(application.list_input_paths())


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
    tmp_path: Path,
) -> None:
    folder, cache = write_application(tmp_path / "a"), Cache(tmp_path / "cache")
    out = folder / "output"
    assert build(folder, out, cache=cache).out
    before = contents_of(out)
    plan = folder / "plan.md"
    plan.write_text(plan.read_text("utf-8") + "\n", "utf-8")

    def change_at_the_end(event: ProgressEvent) -> None:
        if event == StageFinished(Stage.DELIVER):
            plan.write_text(plan.read_text("utf-8") + "\n", "utf-8")

    with pytest.raises(InputError, match="在生成期间被改动、移走或正在复制：.*plan.md。"):
        build(folder, out, cache=cache, on_event=change_at_the_end)
    assert contents_of(out) == before


@pytest.mark.parametrize("name", ["evidence", "evidence/01 材料/out", "lists/out", "sealed"])
def test_an_output_among_what_was_handed_in_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="里的文件都算申报的材料，输出不能放在这里，没有生成。"):
        build(tmp_path, tmp_path / name)
