"""The text of binary Word documents, and what is written over their fields."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path

import pytest

from docgen.runtime.compound_file import CompoundFile, DamagedCompoundError
from docgen.runtime.old_word_text import WRITTEN_MARK, OldWordText
from old_word import read_old_text, write_old_word

TEXT = "甲\x13 EQ \\o\\ac(□,√) \x15乙\x13 PAGE \x141\x15丙\x13 IF \x13 X \x15 \x15"


def open_text(path: Path) -> OldWordText:
    return OldWordText(CompoundFile(BytesIO(path.read_bytes())))


def test_fields_have_their_instruction_and_result(tmp_path: Path) -> None:
    fields = list(open_text(write_old_word(tmp_path / "a.doc", TEXT)).iterate_fields())
    found = [(field.instruction.strip(), field.has_result) for field in fields]
    assert found == [("EQ \\o\\ac(□,√)", False), ("PAGE", True), ("X", False), ("IF \x13 X \x15", False)]


def test_a_field_of_a_footnote_has_its_own_place(tmp_path: Path) -> None:
    path = write_old_word(tmp_path / "a.doc", TEXT, footnote="注\x13 EQ \\f(1,2) \x15")
    assert [field.instruction for field in open_text(path).iterate_fields()][-1] == " EQ \\f(1,2) "


def test_text_over_a_field_leaves_all_else(tmp_path: Path) -> None:
    document = open_text(write_old_word(tmp_path / "a.doc", TEXT))
    field = next(document.iterate_fields())
    assert document.write_over(field, "☑是")
    content = document.save()
    text = read_old_text(content, len(TEXT))
    assert text.replace("\u200b", "").startswith(f"甲☑{WRITTEN_MARK}是乙\x13 PAGE")
    assert len(text) == len(TEXT) and text[field.end + 1 :] == TEXT[field.end + 1 :]
    left = OldWordText(CompoundFile(BytesIO(content))).iterate_fields()
    assert [one.instruction.strip() for one in left] == ["PAGE", "X", "IF \x13 X \x15"]


def test_what_does_not_fit_is_not_written(tmp_path: Path) -> None:
    document = open_text(write_old_word(tmp_path / "a.doc", "\x13EQ\x15"))
    assert not document.write_over(next(document.iterate_fields()), "☑是")
    narrow = open_text(write_old_word(tmp_path / "b.doc", "\x13 EQ \\o(a,b) \x15", compressed=True))
    assert not narrow.write_over(next(narrow.iterate_fields()), "☑")


@pytest.mark.parametrize("at", [0x9A + 8 * 33, 0x9A + 8 * 16])
def test_damaged_tables_end_in_one_of_the_known_errors(tmp_path: Path, at: int) -> None:
    compound = CompoundFile(BytesIO(write_old_word(tmp_path / "a.doc", TEXT).read_bytes()))
    stream = bytearray(compound.read("WordDocument"))
    for places in ((0xFFFFFF00, 64), (0, 0), (64, 0xFFFFFFF0), (10, 60)):
        struct.pack_into("<II", stream, at, *places)
        compound.replace("WordDocument", bytes(stream))
        try:
            for field in OldWordText(CompoundFile(BytesIO(compound.content))).iterate_fields():
                assert len(field.instruction) <= 400
        except (DamagedCompoundError, struct.error, IndexError):
            continue
