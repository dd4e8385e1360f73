"""The fonts of official documents, and what stands in for them, as fontconfig sees them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from docgen.runtime.fonts import HOUSE_FACES, Drawn, Face, build_fontconfig, judge_stand_in, list_font_folders

FACE = Face("仿宋_GB2312", ("FangSong",), ("FandolFang",))


def matched(pattern: str, folder: Path, wanted: str) -> str:
    configuration = folder / "fonts.conf"
    configuration.write_text(build_fontconfig(list_font_folders()), encoding="utf-8")
    environment = {**os.environ, "FONTCONFIG_FILE": str(configuration)}
    command = ["fc-match", "-f", f"%{{{wanted}}}", pattern.replace("-", "\\-")]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


@pytest.mark.skipif(not list_font_folders(), reason="the Fandol fonts are not on this machine")
@pytest.mark.parametrize("name", [name for face in HOUSE_FACES for name in face.names])
def test_every_spelling_of_a_face_finds_its_stand_in_or_the_face_itself(name: str, tmp_path: Path) -> None:
    face = next(face for face in HOUSE_FACES if name in face.names)
    assert judge_stand_in(face, matched(name, tmp_path, "family").split(",")).drawn is not Drawn.MISSING


@pytest.mark.skipif(not list_font_folders(), reason="the Fandol fonts are not on this machine")
@pytest.mark.parametrize("name", ["宋体", "黑体"])
def test_ordinary_text_is_not_drawn_with_the_faces_that_only_claim_to_be_regular(name: str, tmp_path: Path) -> None:
    assert "Bold" not in matched(name, tmp_path, "file")


def test_the_title_face_is_drawn_bold(tmp_path: Path) -> None:
    assert matched("方正小标宋简体", tmp_path, "style") == "Bold"


@pytest.mark.parametrize(
    ("families", "drawn"),
    [
        (["FangSong", "仿宋"], Drawn.REAL),
        (["FandolFang", "FandolFang R"], Drawn.STAND_IN),
        (["DejaVu Sans"], Drawn.MISSING),
    ],
)
def test_a_face_is_real_a_stand_in_or_missing(families: list[str], drawn: Drawn) -> None:
    assert judge_stand_in(FACE, families).drawn is drawn


def test_only_folders_that_exist_are_font_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    own = tmp_path / "docgen" / "fonts" / "fandol"
    assert own not in list_font_folders()
    own.mkdir(parents=True)
    assert own in list_font_folders()


def test_a_folder_with_markup_in_its_name_is_written_as_text() -> None:
    assert "a&amp;b" in build_fontconfig([Path("/tmp/a&b")])
