"""What the documentation says of the data is what the data says; ``./dev docs`` writes it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from docgen.problems.kinds import Severity
from docs import generate


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the pages, which may be written."""
    for name in generate.PAGES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(generate.DOCS / name, tmp_path / name)
    monkeypatch.setattr(generate, "DOCS", tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_page_is_current(name: str) -> None:
    assert (generate.DOCS / name).read_text("utf-8") == generate.renewed(name), "run ./dev docs"


def test_the_page_of_problems_says_how_much_each_severity_weighs() -> None:
    lines = (generate.DOCS / "problems.md").read_text("utf-8").splitlines()
    told = [f"- {severity.label}：{severity.weight}。" for severity in Severity]
    first = lines.index(told[0])
    assert lines[first : first + len(told)] == told


def test_a_page_that_is_out_of_date_is_written_and_named(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    current = (pages / "lists.md").read_text("utf-8")
    (pages / "lists.md").write_text(current.replace("| 备注 |", "| 附注 |"), encoding="utf-8")
    assert (pages / "lists.md").read_text("utf-8") != current
    generate.main()
    assert (pages / "lists.md").read_text("utf-8") == current
    told = capsys.readouterr().out.splitlines()
    assert [line.strip() for line in told if "已更新" in line] == ["docs/lists.md：已更新"]
    assert len(told) == len(generate.PAGES)


@pytest.mark.parametrize("comments", [0, 2])
def test_a_page_must_say_once_where_its_section_begins(pages: Path, comments: int) -> None:
    text = (pages / "lists.md").read_text("utf-8").replace(generate.BEGIN, generate.BEGIN * comments)
    (pages / "lists.md").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"docs/lists\.md must have the line"):
        generate.renewed("lists.md")
