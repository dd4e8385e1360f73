"""Conversions to .docx: each content once, nothing taken for a result that is none, ended where they hang."""

from __future__ import annotations

import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

import fake_office
from docgen.errors import Cancelled, InputError
from docgen.progress import Cancel, Progress
from docgen.project.word.word_intake import open_word_form
from docgen.runtime import word_conversion
from docgen.runtime.cache import Cache
from docgen.runtime.office import find_office
from docgen.runtime.office_engine import ConversionEnd, ConversionWatch
from docgen.runtime.tools import Tools
from docgen.runtime.word_conversion import convert_to_docx

TEXT = rb"{\rtf1 abc\par}"


def copy_of(folder: Path, content: bytes = TEXT) -> Path:
    path = folder / "original.rtf"
    path.write_bytes(content)
    return path


def test_what_was_converted_before_is_not_converted_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def convert(_office: object, copy: Path, folder: Path, *_: object) -> ConversionEnd:
        made.append(copy.read_bytes())
        with zipfile.ZipFile(folder / "original.docx", "w") as archive:
            archive.writestr("content", copy.read_bytes())
        return ConversionEnd.FINISHED

    fake_office.use("moody", monkeypatch)
    monkeypatch.setattr(word_conversion, "_convert", convert)
    office = replace(find_office(), cache=Cache(tmp_path / "cache"))
    first = convert_to_docx(office, copy_of(tmp_path), tmp_path / "one")
    again = convert_to_docx(office, copy_of(tmp_path), tmp_path / "two")
    other = convert_to_docx(office, copy_of(tmp_path, TEXT + b" "), tmp_path / "three")
    assert isinstance(first, Path) and isinstance(again, Path) and isinstance(other, Path)
    assert made == [TEXT, TEXT + b" "]
    assert first.read_bytes() == again.read_bytes() != other.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("fake, reason", [("crashes", "崩溃"), ("silent", "打不开")])
def test_a_document_without_result_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake: str, reason: str
) -> None:
    fake_office.use(fake, monkeypatch)
    path = copy_of(tmp_path).rename(tmp_path / "申报表.doc")
    with pytest.raises(InputError, match=reason) as caught:
        open_word_form(path, tmp_path / "work", Tools(), "申报表.doc")
    assert "另存为 .docx" in caught.value.remedy


def test_a_hanging_conversion_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_office.use("hangs", monkeypatch)
    fake_office.notes_in(tmp_path, monkeypatch)
    start = time.monotonic()
    assert convert_to_docx(find_office(), copy_of(tmp_path), tmp_path, timeout=0.1) == ConversionEnd.HUNG.value
    ended = ConversionWatch(lambda: True)
    assert convert_to_docx(find_office(), copy_of(tmp_path), tmp_path, watch=ended) == ConversionEnd.HUNG.value
    assert time.monotonic() - start < 5


def test_a_cancelled_call_ends_its_conversion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_office.use("hangs", monkeypatch)
    fake_office.notes_in(tmp_path, monkeypatch)
    cancel = Cancel()
    monkeypatch.setattr("docgen.runtime.word_conversion.prove_room", lambda _: cancel.cancel())
    monkeypatch.setattr("docgen.runtime.word_conversion.supervise", lambda *_: ConversionEnd.HUNG)
    with pytest.raises(Cancelled):
        open_word_form(copy_of(tmp_path), tmp_path / "work", Tools(progress=Progress(cancel=cancel)))
