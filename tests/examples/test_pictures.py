"""The pictures of the documentation stay small, and every page of a form shows its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from written_files import FORMS

ROOT = Path(__file__).parents[2]
PICTURES = sorted((ROOT / "docs" / "pictures").glob("*.png"))
SHOWN = re.compile(r"!\[[^]]+\]\(([^)]+\.png)\)")
LARGEST_SHEET, LARGEST_PACKAGE, LARGEST_IN_ALL = 60_000, 250_000, 2_500_000


def pictures_in(page: Path) -> list[Path]:
    return [(page.parent / link).resolve() for link in SHOWN.findall(page.read_text("utf-8"))]


def test_the_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in PICTURES}
    assert sizes.pop("package.png") <= LARGEST_PACKAGE
    assert [name for name, size in sizes.items() if size > LARGEST_SHEET] == []
    assert sum(sizes.values()) <= LARGEST_IN_ALL


@pytest.mark.parametrize("form", FORMS)
def test_the_page_of_a_form_shows_its_pictures_blank_and_filled(form: str) -> None:
    shown = pictures_in(ROOT / "docs" / "forms" / f"{form}.md")
    assert sorted(shown) == [path for path in PICTURES if path.name.startswith(f"{form}-")]
    assert {path.name.removeprefix(f"{form}-").split("-")[0] for path in shown} == {"blank", "filled"}


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_readme_shows_the_package(page: str) -> None:
    assert ROOT / "docs" / "pictures" / "package.png" in pictures_in(ROOT / page)
