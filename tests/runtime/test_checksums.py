"""Each file is read once for its checksum, and anew where it is not what it was."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from docgen.runtime.checksums import Checksums
from opened_files import counted_checksums


def test_a_file_is_read_once_by_whatever_name_and_way(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"content")
    os.link(path, tmp_path / "b.pdf")
    checksums = Checksums()
    with counted_checksums() as computed, path.open("rb") as file:
        file.read(3)
        found = [checksums.compute_open(file), checksums.compute(path)]
        found += checksums.compute_all([path, tmp_path / "b.pdf"])
        assert file.tell() == 0
    assert found == [hashlib.sha256(b"content").hexdigest()] * 4
    assert sum(computed.values()) == 1


def test_a_file_that_was_written_again_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"before")
    checksums = Checksums()
    checksums.compute(path)
    path.write_bytes(b"during")
    os.utime(path, ns=(1, 1))
    assert checksums.compute(path) == hashlib.sha256(b"during").hexdigest()
    path.unlink()
    path.write_bytes(b"beyond")
    assert checksums.compute(path) == hashlib.sha256(b"beyond").hexdigest()


def test_many_files_come_in_their_order(tmp_path: Path) -> None:
    paths = [tmp_path / str(number) for number in range(20)]
    for number, path in enumerate(paths):
        path.write_text(str(number % 7))
    (tmp_path / "link").hardlink_to(paths[3])
    paths = [*paths, tmp_path / "link", *paths]
    wanted = [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]
    with counted_checksums() as computed:
        assert Checksums().compute_all(paths) == wanted
    assert sum(computed.values()) == 20, "one file under several names is read once"
    assert Checksums().compute_all([]) == []


def test_files_without_numbers_are_told_by_their_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On network drives of Windows every file has the inode 0; equal sizes and times make no file another."""
    contents = {"甲.pdf": b"one", "乙.pdf": b"two", "丙/甲.pdf": b"six"}
    for name, content in contents.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
        os.utime(tmp_path / name, ns=(1, 1))
    stat, fstat = Path.stat, os.fstat
    monkeypatch.setattr(Path, "stat", lambda self, **named: _without_number(stat(self, **named)))
    monkeypatch.setattr(os, "fstat", lambda handle: _without_number(fstat(handle)))
    monkeypatch.chdir(tmp_path)
    checksums = Checksums()
    with counted_checksums() as computed:
        for home in (tmp_path, Path()):
            found = checksums.compute_all([home / name for name in contents])
            assert found == [hashlib.sha256(content).hexdigest() for content in contents.values()]
        with (tmp_path / "乙.pdf").open("rb") as file:
            assert checksums.compute_open(file) == hashlib.sha256(b"two").hexdigest()
    assert sum(computed.values()) == 3


def _without_number(found: os.stat_result) -> os.stat_result:
    named = {name: getattr(found, name) for name in dir(found) if name.startswith("st_")}
    return os.stat_result((found[0], 0, *found[2:]), named)
