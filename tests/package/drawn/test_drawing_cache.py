"""What typst drew once is not drawn again, and comes back as it was."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from docgen.package.drawn import drawing_cache as drawn_before
from docgen.package.drawn.drawing_cache import CachingTypesetter
from docgen.package.drawn.typesetting import Typesetter
from docgen.runtime.cache import NO_CACHE, Cache
from docgen.runtime.fonts import list_font_folders

TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set page(width: 60mm, height: 40mm)
#set document(date: none)
#set text(font: data.faces.song)
#metadata((part: "first", page: 1)) <part>
#data.word
#pagebreak()
#metadata((part: "end", page: 2)) <part>
"""
DATA = {"word": "云溪县"}


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "page.typ").write_text(TEMPLATE, encoding="utf-8")
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def everything(typesetter: Typesetter, data: dict[str, Any] = DATA) -> tuple[Any, ...]:
    return (
        typesetter.draw("page.typ", data),
        typesetter.draw_pictures("page.typ", data, "svg"),
        typesetter.draw_pictures("page.typ", data, "png", 72),
        typesetter.query_starts("page.typ", data),
    )


def asked_typst(typesetter: Typesetter) -> bool:
    return "_fonts" in vars(typesetter)


def test_what_was_drawn_comes_back_without_typst(templates: Path, cache: Cache) -> None:
    first, second = (CachingTypesetter(templates, list_font_folders(), cache) for _ in range(2))
    drawn = everything(Typesetter(templates, list_font_folders()))
    assert everything(first) == everything(second) == drawn
    second.release_memory()
    assert asked_typst(first) and not asked_typst(second)
    assert drawn[3] == {"first": 1, "end": 2} and len(drawn[1]) == 2


def test_another_density_or_kind_is_another_picture(templates: Path, cache: Cache) -> None:
    typesetter = CachingTypesetter(templates, list_font_folders(), cache)
    pictures = {typesetter.draw_pictures("page.typ", DATA, "png", density) for density in (72, 144)}
    assert len(pictures | {typesetter.draw_pictures("page.typ", DATA, "svg", 72)}) == 3


@pytest.mark.parametrize("changed", ["data", "template", "another file", "fonts", "docgen"])
def test_each_change_draws_anew(changed: str, templates: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    everything(CachingTypesetter(templates, list_font_folders(), cache))
    data = DATA
    match changed:
        case "data":
            data = {"word": "宁川市"}
        case "template":
            (templates / "page.typ").write_text(TEMPLATE + "more", encoding="utf-8")
        case "another file":
            shutil.copy(templates / "page.typ", templates / "style.typ")
        case "fonts":
            monkeypatch.setattr(drawn_before, "compute_font_fingerprint", lambda folders: "other fonts")
        case _:
            monkeypatch.setattr(drawn_before, "get_docgen_fingerprint", lambda: "another version")
    again = CachingTypesetter(templates, list_font_folders(), cache)
    everything(again, data)
    assert asked_typst(again)


def test_without_a_cache_everything_is_drawn(templates: Path) -> None:
    first, second = (CachingTypesetter(templates, list_font_folders(), NO_CACHE) for _ in range(2))
    assert everything(first) == everything(second)
    assert asked_typst(second)
