"""Tables are read in a child process, and once for each content where there is a cache."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest

from docgen.errors import InputError
from docgen.problems.problem import Problem, Where
from docgen.project.spreadsheets import grid_reader, isolated_reading
from docgen.project.spreadsheets.isolated_reading import read_isolated, remember_tables
from docgen.project.spreadsheets.sheet_grid import MergedArea, SheetGrid
from docgen.runtime.cache import Cache
from docgen.runtime.checksums import Checksums
from docgen.runtime.isolated_calls import BrokenCall

GRID = SheetGrid(
    "表1",
    (1,),
    ((1, 2.5, "甲", True, None, date(2024, 1, 2)),),
    merged=(MergedArea(1, 1, 0, 1),),
    hidden_lines=frozenset({3}),
)
FOUND = ([GRID], [Problem("file.encoding", Where("表.csv"), "编码。")])


def read_grid(path: Path, shown: str) -> tuple[list[SheetGrid], list[Problem]]:
    if b"bad" in path.read_bytes():
        raise InputError("读不了。", path=shown)
    return FOUND


class Runs:
    """What runs code when it is read from a pickle."""

    def __reduce__(self) -> object:
        return print, ("run",)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "表.xlsx"
    path.write_bytes(b"content")
    return path


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made: list[str] = []
    call = isolated_reading.call_isolated

    def count(function: object, *arguments: object, **limits: object) -> object:
        made.append(str(arguments[-1]))
        return call(function, *arguments, **limits)  # type: ignore[arg-type]

    monkeypatch.setattr(isolated_reading, "call_isolated", count)
    return made


def test_without_a_cache_a_file_is_read_each_time(table: Path, calls: list[str]) -> None:
    assert read_isolated(read_grid, table, "表") == FOUND
    assert read_isolated(read_grid, table, "表") == FOUND
    assert len(calls) == 2


def test_with_a_cache_the_same_content_is_read_once(tmp_path: Path, table: Path, calls: list[str]) -> None:
    with remember_tables(Cache(tmp_path / "cache"), Checksums()):
        assert read_isolated(read_grid, table, "表") == FOUND
        assert read_isolated(read_grid, table, "表") == FOUND
        assert calls == ["表"]
        read_isolated(read_grid, table, "它")  # problems name the file
        table.write_bytes(b"changed")
        read_isolated(read_grid, table, "表")
        read_isolated(read_grid, table.rename(table.with_suffix(".xls")), "表")
        assert len(calls) == 4


def test_a_refusal_is_not_kept(tmp_path: Path, table: Path, calls: list[str]) -> None:
    table.write_bytes(b"bad")
    with remember_tables(Cache(tmp_path / "cache"), Checksums()):
        for _ in range(2):
            with pytest.raises(InputError, match="表：读不了"):
                read_isolated(read_grid, table, "表")
    assert len(calls) == 2


@pytest.mark.parametrize("content", [pickle.dumps(Runs()), pickle.dumps(Path("a")), b"garbage", pickle.dumps(eval)])
def test_an_entry_that_would_run_code_is_thrown_away(
    tmp_path: Path, table: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    cache = Cache(tmp_path / "cache")
    cache.put(
        isolated_reading._KIND,
        isolated_reading._Memory(cache, Checksums()).compute_key(read_grid, table, ("表",)),
        content,
    )
    with remember_tables(cache, Checksums()):
        assert read_isolated(read_grid, table, "表") == FOUND
    assert cache.discarded == 1
    assert capsys.readouterr().out == ""


def test_a_table_that_breaks_a_limit_is_refused_by_name(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(*_: object, **__: object) -> None:
        raise BrokenCall("读这个文件要的内存太多，超过 600 MB")

    monkeypatch.setattr(grid_reader, "read_isolated", give_up)
    with pytest.raises(InputError, match="企业.xlsx：文件没有读：读这个文件要的内存太多，超过 600 MB。"):
        grid_reader.read_grids(table, "企业.xlsx")
