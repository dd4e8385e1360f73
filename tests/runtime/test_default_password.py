"""Workbooks with the password that Excel sets by itself are no protected files; any other password is one."""

from __future__ import annotations

import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from docgen.runtime.aes_decryption import decrypt_blocks, decrypt_chain
from docgen.runtime.compound_file import CompoundFile
from docgen.runtime.default_password import decrypt_workbook
from docgen.runtime.file_sniffing import FileState, sniff, sniff_table
from office_encryption import encrypt_block, encrypt_chain, encrypt_workbook, write_agile, write_standard
from office_samples import excel_stream, write_compound, write_sheet

PLAIN = bytes.fromhex("00112233445566778899aabbccddeeff")


@pytest.mark.parametrize(
    ("length", "encrypted"),
    [
        (16, "69c4e0d86a7b0430d8cdb78070b4c55a"),
        (24, "dda97ca4864cdfe06eaf70a0ec0d7191"),
        (32, "8ea2b7ca516745bfeafc49904b496089"),
    ],
)
def test_aes_gives_the_values_of_the_standard(length: int, encrypted: str) -> None:
    """FIPS 197, appendix C."""
    key = bytes(range(length))
    assert decrypt_blocks(key, bytes.fromhex(encrypted) * 3) == PLAIN * 3
    assert encrypt_block(key, PLAIN).hex() == encrypted
    assert decrypt_chain(key, PLAIN, encrypt_chain(key, PLAIN, bytes(range(64)))) == bytes(range(64))
    assert decrypt_blocks(key, b"") == b""


@pytest.mark.slow
@pytest.mark.parametrize("write", [write_agile, write_standard])
def test_a_workbook_with_the_default_password_is_a_document(tmp_path: Path, write: Callable[..., Path]) -> None:
    package = write_sheet(tmp_path / "plain.xlsx").read_bytes()
    sniffed = sniff(write(tmp_path / "a.xlsx", package))
    assert (sniffed.suffix, sniffed.decrypted, sniffed.has_default_password) == (".xlsx", package, True)
    assert sniff(write(tmp_path / "b.xlsx", package, "another")).found is FileState.PROTECTED


@pytest.mark.slow
def test_what_is_inside_an_encrypted_file_is_looked_at_as_well(tmp_path: Path) -> None:
    assert sniff(write_agile(tmp_path / "a.xlsx", b"no document")).found is FileState.DAMAGED
    table = write_agile(tmp_path / "b.xlsx", write_sheet(tmp_path / "plain.xlsx").read_bytes())
    assert sniff_table(table).found is FileState.PROTECTED  # the readers of tables open the file themselves


@pytest.mark.parametrize("damage", [b"", b"\4\0\4\0\x40\0\0\0<nothing/>", b"\4\0\2\0" + bytes(20), b"\xff" * 90])
def test_a_damaged_description_is_a_password(tmp_path: Path, damage: bytes) -> None:
    path = write_compound(tmp_path / "a.xlsx", {"EncryptionInfo": damage, "EncryptedPackage": b""})
    assert sniff(path).found is FileState.PROTECTED


@pytest.mark.parametrize("size", [0, 1, 7, 4096])
def test_a_key_of_no_size_is_a_password(tmp_path: Path, size: int) -> None:
    header = struct.pack("<8I", 0x24, 0, 0x660E, 0x8004, size, 0x18, 0, 0)
    description = struct.pack("<HHII", 4, 2, 0x24, len(header)) + header + bytes(80)
    path = write_compound(tmp_path / "a.xlsx", {"EncryptionInfo": description, "EncryptedPackage": bytes(20)})
    assert sniff(path).found is FileState.PROTECTED
    body = struct.pack("<HHHII", 1, 2, 2, 4, len(header)) + header + bytes(80)
    if size:  # 0 stands for 40
        path = write_compound(tmp_path / "a.xls", {"Workbook": excel_stream((0x2F, body))})
        assert sniff(path).found is FileState.PROTECTED


@pytest.mark.parametrize("is_crypto_api", [True, False])
def test_an_old_workbook_with_the_default_password_is_decrypted(tmp_path: Path, is_crypto_api: bool) -> None:
    text = struct.pack("<HHHHB", 0, 0, 0, 4, 0) + b"text"
    plain = excel_stream((0x85, struct.pack("<IHBB", 20, 0, 1, 0) + b"S"), *[(0x204, text)] * 300)
    encrypted = encrypt_workbook(plain, is_crypto_api=is_crypto_api)
    decrypted = decrypt_workbook(encrypted)
    assert encrypted.count(text) == 0 and decrypted.count(text) == 300
    assert len(decrypted) == len(encrypted)
    sniffed = sniff(write_compound(tmp_path / "a.xls", {"Workbook": encrypted}))
    assert (sniffed.suffix, sniffed.has_default_password) == (".xls", True)
    other = encrypt_workbook(plain, is_crypto_api=is_crypto_api, password="another")
    assert sniff(write_compound(tmp_path / "b.xls", {"Workbook": other})).found is FileState.PROTECTED
    assert decrypt_workbook(other) == other
    assert sniff_table(tmp_path / "a.xls").found is FileState.PROTECTED


def test_the_weak_encryption_of_old_excel_is_recognised(tmp_path: Path) -> None:
    """[MS-XLS] 2.4.117 with wEncryptionType 0; the known verifier of the default password."""
    for verifier, found in ((0x9A0A, FileState.DOCUMENT), (0x1234, FileState.PROTECTED)):
        record = (0x2F, struct.pack("<HHH", 0, 0x4321, verifier))
        assert sniff(write_compound(tmp_path / "a.xls", {"Workbook": excel_stream(record)})).found is found


def test_replaced_streams_are_the_only_change(tmp_path: Path) -> None:
    path = write_compound(tmp_path / "a.xls", {"Workbook": b"a" * 5000, "Other": b"b" * 5000})
    compound = CompoundFile(BytesIO(path.read_bytes()))
    compound.replace("workbook", b"c" * 5000)
    assert compound.content == path.read_bytes().replace(b"a" * 100, b"c" * 100)
    assert CompoundFile(BytesIO(compound.content)).read("Other") == b"b" * 5000
