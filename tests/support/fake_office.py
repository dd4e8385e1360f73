"""LibreOffices of tests/fakes, each of which does what no real one should."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.runtime.office import OVERRIDE

_FAKES = Path(__file__).parents[1] / "fakes"


def program_of(fake: str) -> Path:
    """The program of that fake."""
    return _FAKES / fake / "soffice"


def use(fake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let docgen take the fake for LibreOffice."""
    monkeypatch.setenv(OVERRIDE, str(program_of(fake)))


def notes_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in there where the fakes write down what happened to them."""
    notes = folder / "notes"
    notes.mkdir()
    monkeypatch.setenv("FAKE_OFFICE_NOTES", str(notes))
    return notes
