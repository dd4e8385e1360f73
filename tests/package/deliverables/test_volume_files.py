"""The file of a volume is written again only where something in it has changed, and is what a fresh build writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen import build
from docgen.definitions.catalog import Catalog
from docgen.package.deliverables import volume_files
from docgen.runtime.cache import CACHE
from small_application import contents_of, write_application

pytestmark = pytest.mark.slow

NOTICE = "extends: guangdong-2022\nid: volumes-2022\nprinting: {volumes: {pages: 60}}\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = write_application(tmp_path / "申报")
    (home / "notice.yaml").write_text(NOTICE, encoding="utf-8")
    text = (home / "application.yaml").read_text("utf-8").replace("notice: guangdong-2022", "notice: volumes-2022")
    (home / "application.yaml").write_text(text, encoding="utf-8")
    return home


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The volumes that were written, by name."""
    names: list[str] = []
    real = volume_files.write_volume

    def noting(*made: object) -> None:
        names.append(made[-1].name)  # type: ignore[attr-defined]
        real(*made)  # type: ignore[arg-type]

    monkeypatch.setattr(volume_files, "write_volume", noting)
    return names


def answer(home: Path, old: str, new: str) -> None:
    text = (home / "application.yaml").read_text("utf-8")
    assert text.count(old) == 1
    (home / "application.yaml").write_text(text.replace(old, new), encoding="utf-8")


def test_after_a_changed_answer_only_the_volume_with_the_form_is_written(
    home: Path, tmp_path: Path, catalog: Catalog, written: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CACHE, str(tmp_path / "cache"))
    out = tmp_path / "out"
    assert build(home, out, catalog).out
    first = list(written)
    assert len(first) > 1
    answer(home, "operator_phone: 0000-8123 4568", "operator_phone: 0000-8123 4569")
    written.clear()
    assert build(home, out, catalog).out
    again = list(written)
    monkeypatch.setenv(CACHE, "off")
    assert build(home, tmp_path / "fresh", catalog).out
    assert contents_of(out) == contents_of(tmp_path / "fresh")
    assert again == first[:1]


def test_a_volume_that_somebody_changed_is_written_again(
    home: Path, tmp_path: Path, catalog: Catalog, written: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CACHE, str(tmp_path / "cache"))
    out = tmp_path / "out"
    assert build(home, out, catalog).out
    last = out / "print" / written[-1]
    whole = last.read_bytes()
    last.write_bytes(whole[:-1])
    written.clear()
    assert build(home, out, catalog).out
    assert written == [last.name]
    assert last.read_bytes() == whole
