"""A folder of nothing but trouble: it is built, every file of it is accounted for, and nobody is spoken to in English.

``python tests/pipeline/test_torture.py`` prints the table of docs/testing.md.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest

import torture
from docgen.errors import ExitCode
from small_application import assert_whole, manifest_of, start

pytestmark = pytest.mark.slow

PATIENCE = 400
"""Seconds after which a build is taken to hang; it takes half a minute."""

SOUND = re.compile(
    r"正常扫描五页|扫描(72|200|150)|纸张|旋转(90|180|270)|继承的属性|五百页|只有所有者密码|附件|图层关着|填了字的表单"
    r"|照片方向|四色|三色|灰度|渐进式|透明|索引色|黑白|传真五页\.tif|四号传真|压缩(LZW|JPEG)|网图(无损透明|动画)?\.webp"
    r"|协议\.docx|名单\.xlsx|很宽的表|长文|介绍\.pptx|老协议\.doc|老名单\.xls|国产(格式|表格)|带宏改了名|图片在"
)
"""What anybody could print: it has to be in the package."""

HOPELESS = re.compile(
    r"有打开密码|零字节|一个字节|只有文件头|全是零| 网页\.|压缩包\.pdf| 程序\.|文本\.pdf|没有页面(\.pdf|树)"
    r"|有密码| 空的\.|解压炸弹|少一半|少了尾\.(docx|xlsx|pptx)|只有开头|手机视频|尺寸是零|其实是(网页|压缩包|文本)"
    r"|宣传片|资料\.zip|说明\.txt|没有内容\.docx"
)
"""What nobody could print: it has to be refused, with the reason."""

ENGLISH = re.compile(r"[A-Za-z]{3,}[ ,:'-]+[A-Za-z]{2,}[ ,:'-]+[A-Za-z]{2,}")
"""Three words in a row: a sentence of some library, not a name."""

DAMAGED_DRAWING = re.compile("error decoding stream|without filtering|output may still be valid|too many filters")


@dataclass(frozen=True)
class Built:
    """What came of the folder."""

    names: list[str]
    code: int
    told: str
    out: Path

    @property
    def manifest(self) -> dict[str, Any]:
        return manifest_of(self.out)

    def placed(self) -> dict[str, range]:
        """The pages of each evidence file that is in the package."""
        parts = self.manifest["package"]["parts"]
        files = [file for part in parts for file in part.get("files", ())]
        return {file["path"]: range(file["first"], file["last"] + 1) for file in files}

    def said(self, name: str) -> list[Mapping[str, Any]]:
        return [problem for problem in self.manifest["report"] if problem["where"]["path"] == name]


def make_and_build(home: Path) -> Built:
    folder, out = home / "折磨", home / "output"
    names = torture.make(folder)
    process = start("build", folder, "-o", out, "--draft", DOCGEN_CACHE="off")
    try:
        _, told = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    return Built(names, process.returncode, told.decode("utf-8"), out)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    made = make_and_build(tmp_path_factory.mktemp("torture"))
    assert made.code == ExitCode.PROBLEMS, made.told[-2000:]
    return made


def test_the_folder_holds_more_than_enough(built: Built) -> None:
    assert len(set(built.names)) == len(built.names) >= 120


def test_what_is_built_is_whole_and_proves_itself(built: Built) -> None:
    assert_whole(built.out)
    process = start("verify", built.out)
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == ExitCode.OK, told.decode()
    assert "evidence.differs" not in told.decode()


def test_every_file_is_in_the_package_or_refused_with_a_reason(built: Built) -> None:
    placed = built.placed()
    for name in built.names:
        reasons = [problem["message"] for problem in built.said(name) if problem["severity"] == "error"]
        assert (name in placed) != bool(reasons), f"{name}: {placed.get(name)}, {reasons}"
        assert all(re.search("[\u4e00-\u9fff]{2}", reason) for reason in reasons)


def test_what_anybody_could_print_is_in_the_package(built: Built) -> None:
    sound = [name for name in built.names if SOUND.search(name) and not HOPELESS.search(name) and "随机" not in name]
    assert len(sound) > 60
    assert [name for name in sound if name not in built.placed()] == []


def test_what_nobody_could_print_is_refused(built: Built) -> None:
    hopeless = [name for name in built.names if HOPELESS.search(name) and "随机" not in name]
    assert len(hopeless) > 40
    assert [name for name in hopeless if name in built.placed()] == []


def test_sound_pages_look_as_in_their_files(built: Built) -> None:
    assert [one for one in built.manifest["report"] if one["code"] == "evidence.differs"] == []


def test_nobody_is_spoken_to_in_english(built: Built) -> None:
    files = {Path(name).name for name in built.names}
    for problem in built.manifest["report"]:
        for told in (problem["message"], problem["hint"]):
            assert not ENGLISH.search(told), told
    lines = [line for line in built.told.splitlines() if line.strip() and not any(file in line for file in files)]
    assert [line for line in lines if not re.search("[\u4e00-\u9fff]", line)] == [], "what libraries print themselves"


def test_another_reader_finds_every_page_on_a4_and_nothing_that_runs(built: Built) -> None:
    reader = pypdf.PdfReader(built.out / "申报材料.pdf", strict=True)
    assert len(reader.pages) == built.manifest["package"]["pages"]
    for page in reader.pages:
        assert [round(float(side)) for side in page.mediabox] == [0, 0, 595, 842]
        assert page.rotation == 0
    assert not {"/OpenAction", "/AA", "/AcroForm", "/Collection"} & reader.trailer["/Root"].keys()
    assert b"app.alert" not in (built.out / "申报材料.pdf").read_bytes()


def test_qpdf_finds_no_fault_in_the_package_but_drawings_that_came_damaged(built: Built) -> None:
    with pikepdf.open(built.out / "申报材料.pdf") as pdf:
        found = [fault for fault in pdf.check_pdf_syntax() if not DAMAGED_DRAWING.search(fault)]
    assert found == []


# -- the table ----------------------------------------------------------------------------------------------------


def rows(built: Built) -> Iterator[tuple[str, int, int, int]]:
    """For each kind: how many files, how many of them are in the package, and how many of these were mended."""
    placed = built.placed()
    for kind in torture.ITEMS:
        names = [name for name in built.names if name.split("/")[1].endswith(kind)]
        inside = [name for name in names if name in placed]
        mended = [name for name in inside if any(one["code"] == "evidence.repaired" for one in built.said(name))]
        yield kind, len(names), len(inside), len(mended)


def table(built: Built) -> str:
    """The table of docs/testing.md."""
    counted = list(rows(built))
    files, inside, mended = (sum(column) for column in zip(*(row[1:] for row in counted), strict=True))
    lines = ["| kind | files | in the package | of these mended | refused |", "|---|---|---|---|---|"]
    for kind, *counts in (*counted, ("all", files, inside, mended)):
        lines.append(f"| {kind} | {counts[0]} | {counts[1]} | {counts[2]} | {counts[0] - counts[1]} |")
    return "\n".join(lines)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        sys.stdout.write(table(make_and_build(Path(home))) + "\n")
