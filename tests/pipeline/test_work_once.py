"""A build does each piece of work once: how often it reads a file, computes a checksum, and makes a judgement."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import fake_office
from docgen import Mode, build
from docgen.definitions.catalog import Catalog
from docgen.documents.sheets import list_sheets as item_lists
from docgen.problems.problem import Severity
from docgen.rules.evidence import evidence_checklist as checklist
from docgen.rules.evidence import requirements
from docgen.rules.goals import goal_check as goals
from docgen.runtime.cache import CACHE
from opened_files import counted_checksums, counted_opens
from small_application import write_application

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="inotify is a matter of Linux"),
]

MOST_OPENINGS = 5
"""For its checksum, and in child processes to inspect it, to make its pages, to merge them, and to see that they look
as in the file."""
JUDGEMENTS = (
    checklist.judge_items,
    goals.judge_goals,
    item_lists.build_item_lists,
    requirements.trace_requirements,
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A whole application with every kind of evidence: PDF, pictures, Word; two files of one size among them."""
    home = write_application(tmp_path / "申报")
    (home / "evidence" / "03 材料" / "2 又一份.png").write_bytes(
        (home / "evidence" / "03 材料" / "1 第3项.png").read_bytes()
    )
    return home


@contextmanager
def counted_calls(*functions: Callable[..., Any]) -> Iterator[Counter[str]]:
    """How often each function was called meanwhile, in whichever thread, by its name."""
    codes = {function.__code__: function.__name__ for function in functions}
    found: Counter[str] = Counter()

    def note(frame: Any, event: str, _: object) -> None:
        if event == "call" and frame.f_code in codes:
            found[codes[frame.f_code]] += 1

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("cache", ["off", "on"])
def test_a_fresh_build_opens_each_file_of_the_folder_at_most_five_times(
    home: Path, tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, mode: Mode, cache: str
) -> None:
    monkeypatch.setenv(CACHE, str(tmp_path / "cache") if cache == "on" else "off")
    with counted_opens(home) as opened:
        built = build(home, tmp_path / "out", catalog, mode)
    assert built.out
    there = {path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()}
    assert set(opened) == there
    assert {name: count for name, count in opened.items() if count > MOST_OPENINGS} == {}


def test_a_fresh_build_computes_the_checksum_of_each_file_once(
    home: Path, tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CACHE, str(tmp_path / "cache"))
    with counted_checksums() as computed:
        built = build(home, tmp_path / "out", catalog)
    assert built.out
    inside = {name: count for name, count in computed.items() if not Path(name).is_relative_to(catalog.roots[0])}
    assert {str(path) for path in home.rglob("*") if path.is_file()} <= set(inside)
    assert {name: count for name, count in inside.items() if count > 1} == {}


def test_a_build_makes_each_judgement_once(home: Path, tmp_path: Path, catalog: Catalog) -> None:
    with counted_calls(*JUDGEMENTS) as called:
        built = build(home, tmp_path / "out", catalog)
    assert built.out
    assert called == Counter(function.__name__ for function in JUDGEMENTS)


def test_libreoffice_is_ended_as_soon_as_the_evidence_turns_out_to_have_errors(
    home: Path, tmp_path: Path, catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_office.use("hangs", monkeypatch)
    (home / "evidence" / "03 材料" / "2 又一份.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    begun = time.monotonic()
    built = build(home, tmp_path / "out", catalog)
    assert time.monotonic() - begun < 60  # it would be waited for twice as long
    assert built.out is None
    assert [problem.code for problem in built.problems if problem.severity is Severity.ERROR] == ["evidence.unreadable"]
    assert not list(tmp_path.glob(".out.*"))
