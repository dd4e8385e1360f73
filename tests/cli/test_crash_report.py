"""The report of a fault of docgen itself: what a maintainer needs, and nothing of the applicant's."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen import cli
from docgen.cli import main
from docgen.cli.crash_report import write_crash_report
from docgen.errors import ExitCode

PERSONAL = ("张三的企业", "/home/zhang/云溪/x.pdf", "91330000123456789X")
VERBS = {"build", "enterprises", "collect"}


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("platformdirs.user_log_path", lambda *_names, **_settings: tmp_path / "logs")
    return tmp_path / "logs"


def fail() -> Exception:
    try:
        try:
            {}[PERSONAL[0]]
        except KeyError as error:
            raise RuntimeError(f"cannot read {PERSONAL}") from error
    except RuntimeError as fault:
        return fault


def test_the_report_has_versions_the_verb_and_the_traceback(logs: Path) -> None:
    path = write_crash_report(fail(), ["build", "/home/zhang/云溪", "-o", "out", "--draft", "--definitions=/a"], VERBS)
    assert path
    assert path.parent == logs
    text = path.read_text("utf-8")
    assert "docgen 0" in text
    assert "pikepdf " in text
    assert "command: docgen build （略） -o （略） --draft --definitions" in text
    assert "test_crash_report.py" in text
    assert "builtins.KeyError" in text
    assert "builtins.RuntimeError: cannot read" in text


def test_nothing_personal_is_in_the_report(logs: Path) -> None:
    path = write_crash_report(fail(), ["build", "/home/zhang/云溪", "--json=云溪"], VERBS)
    assert path
    for personal in ("zhang", "云溪", "张三", "91330000"):
        assert personal not in path.read_text("utf-8")


def test_the_user_is_told_where_the_report_is(
    logs: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def explode(_arguments: object) -> int:
        raise fail()

    monkeypatch.delenv(cli.DEBUG, raising=False)
    monkeypatch.setattr("docgen.api.open_catalog", explode)
    assert main(["forms"]) == ExitCode.FAULT
    (report,) = logs.iterdir()
    assert str(report) in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_no_second_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setattr("platformdirs.user_log_path", lambda *_names, **_settings: blocked / "logs")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(blocked / "temp"))
    assert write_crash_report(fail(), [], VERBS) is None
