"""Building again: the cache spares work and changes nothing of what comes out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import broken_files as files
from conftest import Factory
from docgen import BuildResult, Mode, build
from docgen.definitions.catalog import Catalog
from docgen.package.proof.changes import compare_outputs
from docgen.runtime import office
from docgen.runtime.cache import CACHE, Cache
from docgen.runtime.file_names import escape_invisible
from docgen.runtime.office_engine import ConversionEnd
from office_samples import write_docx

pytestmark = pytest.mark.slow


def read(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


@pytest.fixture
def home(folder: Factory) -> Path:
    written = folder("area: 15.60\noperator_contact: 祝青禾")
    evidence = written / "evidence" / "08 协议"
    evidence.mkdir(parents=True)
    write_docx(evidence / "协议.docx", "<w:p><w:r><w:t>合作协议</w:t></w:r></w:p>")
    (evidence / "照片.jpg").write_bytes(files.jpeg_bytes((1600, 1200)))
    return written


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What LibreOffice was given, call by call."""
    calls: list[list[str]] = []
    real = office._convert_group

    def told(run: office._ConversionRun, group: list[Path]) -> ConversionEnd:
        calls.append([path.suffix for path in group])
        return real(run, group)

    monkeypatch.setattr(office, "_convert_group", told)
    return calls


def test_a_build_with_a_cache_gives_the_same_and_does_only_what_changed(
    home: Path, converted: list[list[str]], tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def built(out: str) -> BuildResult:
        return build(home, tmp_path / out, catalog, Mode.DRAFT)

    monkeypatch.setenv(CACHE, str(tmp_path / "cache"))
    first = built("kept")
    assert converted == [[".docx", ".docx"]]
    before = read(tmp_path / "kept")

    again = built("kept")
    assert len(converted) == 1 and read(tmp_path / "kept") == before
    assert (again.problems, again.pages) == (first.problems, first.pages)

    built("another")
    assert len(converted) == 1, "everything was converted before"
    assert read(tmp_path / "another") == before

    answers = home / "application.yaml"
    answers.write_text(answers.read_text("utf-8").replace("祝青禾", "祝青苗"), encoding="utf-8")
    built("kept")
    assert converted[1:] == [[".docx"]], "the form alone"
    monkeypatch.setenv(CACHE, "off")
    built("without")
    assert read(tmp_path / "kept") == read(tmp_path / "without")

    found = compare_outputs(tmp_path / "another", tmp_path / "kept")
    assert [(one.slot, one.old, one.new) for one in found.answers] == [("operator_contact", "祝青禾", "祝青苗")]
    assert found.moved is None and sum(one.sheets for one in found.reprint) == 1
    assert json.loads(json.dumps(found.to_json()))["reprint"]


def test_wrong_entries_of_the_cache_are_made_again_and_told_once(
    home: Path, tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = build(home, tmp_path / "right", catalog, Mode.DRAFT)
    cache = Cache(tmp_path / "cache")
    for garbage in (b"garbage", b"%PDF-1.7\nno document\n%%EOF\n"):
        assert build(home, tmp_path / "out", catalog, Mode.DRAFT, cache=cache).out
        for entry in [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]:
            cache.put(entry.parents[1].name, entry.name, garbage)
        (home / "application.yaml").touch()
        found = build(home, tmp_path / "out", catalog, Mode.DRAFT, cache=Cache(tmp_path / "cache"))
        assert [one.code for one in found.problems if one.code.startswith("cache")] == ["cache.wrong"]
        assert (found.pages, read(tmp_path / "out")) == (right.pages, read(tmp_path / "right"))
        (home / "application.yaml").touch()
        again = build(home, tmp_path / "out", catalog, Mode.DRAFT, cache=Cache(tmp_path / "cache"))
        assert not [one for one in again.problems if one.code.startswith("cache")]


def test_a_name_that_would_not_be_read_back_costs_only_its_file(home: Path, tmp_path: Path, catalog: Catalog) -> None:
    names = ("12 الس.jpg", "12 a\u202eb.jpg", "12 a\u200bb.jpg", "12 हिन्दी.jpg")
    for number, name in enumerate(names):
        (home / "evidence" / name).write_bytes(files.jpeg_bytes((1600, 1200 + number)))
    built = build(home, tmp_path / "out", catalog, Mode.DRAFT)
    told = {one.where.path for one in built.problems if one.code == "evidence.unreadable"}
    assert told == {f"evidence/{escape_invisible(name)}" for name in names}
    assert built.pages
