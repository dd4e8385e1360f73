"""A look into evidence is done once for each content; nothing of a protected file is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

import broken_files as files
from docgen.package.evidence import inspection_cache as examined_before
from docgen.package.evidence.inspection import Inspection
from docgen.package.evidence.inspection_cache import cache_inspections
from docgen.package.evidence.intake import ContentInspector, inspect_content
from docgen.runtime.cache import NO_CACHE, Cache
from docgen.runtime.checksums import Checksums

ByPath = Callable[[Path, str], Inspection]


class Counting:
    """A look that counts how often it was asked."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def __call__(self, file: BinaryIO, password: str) -> Inspection:
        self.paths.append(Path(file.name).name)
        return inspect_content(file, password)


@pytest.fixture
def look() -> Counting:
    return Counting()


@pytest.fixture
def remembered(look: Counting, tmp_path: Path) -> ByPath:
    return by_path(cache_inspections(look, Cache(tmp_path / "cache"), Checksums()))


def by_path(look: ContentInspector) -> ByPath:
    def opening(path: Path, password: str) -> Inspection:
        with path.open("rb") as file:
            return look(file, password)

    return opening


def samples(folder: Path) -> list[Path]:
    files.scanned_pdf(folder / "scan.pdf", pages=2)
    (folder / "photo.jpg").write_bytes(files.jpeg_bytes((1600, 1200)))
    (folder / "half.pdf").write_bytes((folder / "scan.pdf").read_bytes()[:400])
    (folder / "empty.pdf").touch()
    (folder / "web.pdf").write_text("<html></html>")
    return sorted(path for path in folder.iterdir() if path.is_file())


def test_what_comes_back_is_what_was_found(tmp_path: Path, look: Counting, remembered: ByPath) -> None:
    for path in samples(tmp_path):
        found = by_path(inspect_content)(path, "")
        assert remembered(path, "") == found == remembered(path, "")
    assert len(look.paths) == len(set(look.paths)) == 5


def test_another_content_or_ending_is_looked_into(tmp_path: Path, look: Counting, remembered: ByPath) -> None:
    scan = files.scanned_pdf(tmp_path / "scan.pdf", pages=2)
    remembered(scan, "")
    remembered(scan.rename(tmp_path / "moved.pdf"), "")
    assert look.paths == ["scan.pdf"]
    moved = (tmp_path / "moved.pdf").rename(tmp_path / "moved.jpg")
    remembered(moved, "")
    moved.write_bytes(moved.read_bytes() + b"\n")
    remembered(moved, "")
    assert look.paths == ["scan.pdf", "moved.jpg", "moved.jpg"]


def test_another_version_of_docgen_looks_again(
    tmp_path: Path, look: Counting, remembered: ByPath, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = files.scanned_pdf(tmp_path / "scan.pdf", pages=2)
    remembered(scan, "")
    monkeypatch.setattr(examined_before, "get_docgen_fingerprint", lambda: "another")
    remembered(scan, "")
    assert len(look.paths) == 2


def test_nothing_is_kept_of_a_file_that_has_a_password(tmp_path: Path, look: Counting, remembered: ByPath) -> None:
    scan = files.scanned_pdf(tmp_path / "scan.pdf", pages=2)
    for _ in range(2):
        remembered(scan, "secret")
    assert len(look.paths) == 2
    assert not (tmp_path / "cache").exists()


def test_without_a_cache_the_look_is_the_look(look: Counting) -> None:
    assert cache_inspections(look, NO_CACHE, Checksums()) is look
