"""The command docgen carry: its report in Chinese, and the same for machines."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from conftest import FORM
from docgen.cli import main
from docgen.errors import ExitCode

EXAMPLE = Path(__file__).parents[3] / "data" / "examples" / "yunxi-2022"
REVIEW = "2025-review"
LATER = "national-2025"


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The example without its evidence."""
    home = tmp_path / "云溪"
    shutil.copytree(EXAMPLE, home, ignore=shutil.ignore_patterns("evidence", "output"))
    return home


def test_the_command_reports_in_chinese_and_says_where_the_rest_is(
    example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (example / "evidence" / "07 图谱").mkdir(parents=True)
    (example / "evidence" / "07 图谱" / "图谱.pdf").write_bytes(b"x")
    new = tmp_path / "新"
    assert main(["carry", str(example), str(new), "--form", REVIEW, "--notice", LATER]) == ExitCode.OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"已新建 {new}（{REVIEW}，{LATER}），答案取自 {example}（{FORM}）。"
    headings = [line for line in lines[1:] if not line.startswith(" ")]
    assert [re.sub(r"\d+", "n", line) for line in headings[:4]] == [
        "沿用，请核对（n 项）：",
        "必须更新（n 项）：",
        "首次填写（n 项）：",
        "不再填写（n 项）：",
    ]
    left = "enterprises.csv、lists/（4 个文件）、evidence/（1 个文件）"
    assert headings[4] == f"没有复制，仍在 {example}：{left}。现在仍适用的，请放进新文件夹。"
    assert not (new / "enterprises.csv").exists()
    assert [path.name for path in (new / "evidence").rglob("*") if path.is_file()] == ["index.yaml"]
    assert main(["check", str(new)]) == ExitCode.PROBLEMS


def test_the_report_is_one_object_for_machines(
    example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["carry", str(example), str(tmp_path / "新"), "--form", REVIEW, "--json"]) == ExitCode.OK
    shown = json.loads(capsys.readouterr().out)
    assert list(shown) == [
        "from", "to", "written", "carried", "renew", "first", "not_trusted", "blank", "dropped", "not_copied"
    ]  # fmt: skip
    assert shown["to"]["notice"] == LATER
    assert shown["not_copied"] == ["enterprises.csv", "lists/（4 个文件）"]
    assert {"place": "area", "part": "一、基本情况", "label": "集群占地面积（平方公里）"}.items() <= next(
        one for one in shown["renew"] if one["place"] == "area"
    ).items()
