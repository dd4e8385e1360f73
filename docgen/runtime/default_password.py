"""Decryption of workbooks with the default password, which Excel opens without asking ([MS-OFFCRYPTO]).

Excel encrypts a workbook whose structure is protected, or that is recommended read-only, with a password that every
program knows. Such a file has no password for its user. No other password is ever tried.
"""

from __future__ import annotations

import base64
import hashlib
import struct
from xml.parsers.expat import ParserCreate

from docgen.runtime.aes_decryption import add_bytes, decrypt_blocks, decrypt_chain
from docgen.runtime.compound_file import CompoundFile, DamagedCompoundError
from docgen.runtime.office_relationships import UNREADABLE_XML

_PASSWORD = "VelvetSweatshop"  # [MS-OFFCRYPTO] 2.4.2.3
_ENCODED = _PASSWORD.encode("utf-16-le")
_AGILE, _STANDARD = (4, 4), ((2, 2), (3, 2), (4, 2))
_STANDARD_SPINS = 50_000
_MOST_SPINS = 1_000_000
_SEGMENT = 4096
_HASHES = {"SHA1": "sha1", "SHA256": "sha256", "SHA384": "sha384", "SHA512": "sha512", "SHA-1": "sha1"}
_AES = ("AES",)
_KEY_BLOCKS = (
    bytes.fromhex("fea7d2763b4b9e79"),  # [MS-OFFCRYPTO] 2.3.4.13: verifier, its hash, the key
    bytes.fromhex("d7aa0f6d3061344e"),
    bytes.fromhex("146e0be7abacd0d6"),
)
_UNREADABLE = (DamagedCompoundError, *UNREADABLE_XML, struct.error, OverflowError)

# Records of [MS-XLS]; the first are never encrypted, of a sheet's record the place of the sheet is not.
_FILEPASS, _BOUNDSHEET = 0x002F, 0x0085
_PLAIN_RECORDS = frozenset({0x0809, _FILEPASS, 0x00E1, 0x00E2, 0x01AF, 0x01BC, 0x0194, 0x0195, 0x0196, 0x0193, 0x0138})
IGNORED_RECORD = 0x0FFF
_RC4_BLOCK = 1024
_RC4, _XOR = 1, 0


def decrypt_package(compound: CompoundFile) -> bytes | None:
    """Decrypt the Open XML file in ``compound``; None where its password is another one, or it cannot be read."""
    try:
        description = compound.read("EncryptionInfo")
        package = compound.read("EncryptedPackage")
        version = struct.unpack_from("<HH", description)
        if version == _AGILE:
            plain = _decrypt_agile(description[8:], package[8:])
        elif version in _STANDARD:
            plain = _decrypt_standard(description, package[8:])
        else:
            return None
    except _UNREADABLE:
        return None
    return None if plain is None else plain[: int.from_bytes(package[:8], "little")]


# -- Excel 2007 ----------------------------------------------------------------------------------------------------


def _decrypt_standard(description: bytes, package: bytes) -> bytes | None:
    flags, header_size = struct.unpack_from("<II", description, 4)
    if flags & 0x20 == 0:  # not AES
        return None
    key_size = struct.unpack_from("<I", description, 12 + 16)[0] // 8
    if key_size not in (16, 24, 32):
        return None
    verifier_at = 12 + header_size
    salt = description[verifier_at + 4 : verifier_at + 20]
    verifier = description[verifier_at + 20 : verifier_at + 36]
    verifier_hash = description[verifier_at + 40 : verifier_at + 72]
    digest = hashlib.sha1(salt + _ENCODED).digest()
    for number in range(_STANDARD_SPINS):
        digest = hashlib.sha1(struct.pack("<I", number) + digest).digest()
    digest = hashlib.sha1(digest + bytes(4)).digest().ljust(64, b"\0")
    key = b"".join(hashlib.sha1(add_bytes(digest, bytes((pad,)) * 64)).digest() for pad in (0x36, 0x5C))[:key_size]
    expected = decrypt_blocks(key, verifier_hash)[:20]
    if hashlib.sha1(decrypt_blocks(key, verifier)).digest() != expected:
        return None
    return decrypt_blocks(key, _cut_to_blocks(package))


# -- Excel 2010 and later ------------------------------------------------------------------------------------------


def _decrypt_agile(description: bytes, package: bytes) -> bytes | None:
    data, password = _read_agile(description)
    salt, spins = base64.b64decode(password["saltValue"]), int(password["spinCount"])
    if not _is_known(data) or not _is_known(password) or not 0 <= spins <= _MOST_SPINS:
        return None
    algorithm = _HASHES[password["hashAlgorithm"]]
    digest = hashlib.new(algorithm, salt + _ENCODED).digest()
    for number in range(spins):
        digest = hashlib.new(algorithm, struct.pack("<I", number) + digest).digest()
    size = int(password["keyBits"]) // 8
    verifier, verifier_hash, key = (
        decrypt_chain(
            _fit(hashlib.new(algorithm, digest + block).digest(), size),
            _fit(salt, 16),
            base64.b64decode(password[name]),
        )
        for name, block in zip(
            ("encryptedVerifierHashInput", "encryptedVerifierHashValue", "encryptedKeyValue"), _KEY_BLOCKS, strict=True
        )
    )
    expected = hashlib.new(algorithm, verifier[: int(password["saltSize"])]).digest()
    if verifier_hash[: len(expected)] != expected:
        return None
    return _decrypt_segments(data, key[: int(data["keyBits"]) // 8], _cut_to_blocks(package))


def _read_agile(description: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """Return the attributes of the data and of the key that is encrypted with a password."""
    found: dict[str, dict[str, str]] = {}

    def note(tag: str, attributes: dict[str, str]) -> None:
        found.setdefault(tag.rpartition(":")[2], attributes)

    parser = ParserCreate()
    parser.StartElementHandler = note
    parser.Parse(description.rstrip(b"\0"), True)
    return found["keyData"], found["encryptedKey"]


def _is_known(attributes: dict[str, str]) -> bool:
    cipher = (attributes["cipherAlgorithm"], attributes["cipherChaining"], attributes["blockSize"])
    return cipher == ("AES", "ChainingModeCBC", "16") and attributes["keyBits"] in ("128", "192", "256")


def _decrypt_segments(data: dict[str, str], key: bytes, package: bytes) -> bytes:
    salt, algorithm = base64.b64decode(data["saltValue"]), _HASHES[data["hashAlgorithm"]]
    before = bytearray(bytes(16) + package[:-16])
    for number, at in enumerate(range(0, len(package), _SEGMENT)):
        start = hashlib.new(algorithm, salt + struct.pack("<I", number)).digest()
        before[at : at + 16] = _fit(start, 16)
    return add_bytes(decrypt_blocks(key, package), bytes(before))


def _fit(content: bytes, size: int) -> bytes:
    return content[:size].ljust(size, b"\x36")


def _cut_to_blocks(content: bytes) -> bytes:
    return content[: len(content) // 16 * 16]


# -- .xls ----------------------------------------------------------------------------------------------------------


def list_records(stream: bytes | bytearray) -> list[tuple[int, int, int]]:
    """List the records of a workbook stream: kind, place of the body, length; up to the first that is cut off."""
    records, at, end = [], 0, len(stream)
    while at + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, at)
        if at + 4 + length > end:
            break
        records.append((kind, at + 4, length))
        at += 4 + length
    return records


def has_default_password(body: bytes) -> bool:
    """Return True where the FILEPASS record with that body is of the default password."""
    try:
        if len(body) == 4:  # before Excel 97
            return int.from_bytes(body[2:4], "little") == _compute_xor_hash()
        if struct.unpack_from("<H", body)[0] == _XOR:
            return int.from_bytes(body[4:6], "little") == _compute_xor_hash()
        return _Rc4Keys(body).is_right
    except _UNREADABLE:
        return False


def decrypt_workbook(stream: bytes) -> bytes:
    """Decrypt a workbook stream that has the default password; the same bytes where it is encrypted otherwise."""
    records = list_records(stream)
    found = next(((at, length) for kind, at, length in records if kind == _FILEPASS), None)
    body = stream[found[0] : found[0] + found[1]] if found else b""
    if found is None or len(body) < 40 or not has_default_password(body):
        return stream
    plain = bytearray(_Rc4Keys(body).decrypt(stream))
    for kind, at, length in records:
        kept = length if kind in _PLAIN_RECORDS else 4 if kind == _BOUNDSHEET else 0
        plain[at - 4 : at + kept] = stream[at - 4 : at + kept]
    end = records[-1][1] + records[-1][2]
    plain[end:] = stream[end:]
    plain[found[0] - 4 : found[0] - 2] = struct.pack("<H", IGNORED_RECORD)
    return bytes(plain)


class _Rc4Keys:
    """The keys of [MS-OFFCRYPTO] 2.3.5 and 2.3.6, one for each 1,024 bytes of the stream."""

    def __init__(self, body: bytes) -> None:
        kind, major, minor = struct.unpack_from("<HHH", body)
        if kind != _RC4:
            raise ValueError("neither RC4 nor XOR")
        self._is_simple = (major, minor) == (1, 1)
        if self._is_simple:
            self._hash, salt, at = "md5", body[6:22], 22
            digest = hashlib.md5(_ENCODED).digest()[:5]
            self._base, self._size = hashlib.md5((digest + salt) * 16).digest()[:5], 16
            verifier, expected = body[at : at + 16], body[at + 16 : at + 32]
        else:
            header_size = struct.unpack_from("<I", body, 10)[0]
            key_bits = struct.unpack_from("<I", body, 14 + 16)[0] or 40
            at = 14 + header_size
            salt, verifier, expected = body[at + 4 : at + 20], body[at + 20 : at + 36], body[at + 40 : at + 60]
            self._hash, self._size = "sha1", key_bits // 8
            self._base = hashlib.sha1(salt + _ENCODED).digest()
        if not 5 <= self._size <= 16:
            raise ValueError("size of the key")
        both = _apply_rc4(self._compute_key(0), verifier + expected)
        self.is_right = hashlib.new(self._hash, both[:16]).digest() == both[16:]

    def decrypt(self, stream: bytes) -> bytes:
        """Decrypt all bytes of the stream, also those that are not encrypted."""
        places = range(0, len(stream), _RC4_BLOCK)
        blocks = (stream[at : at + _RC4_BLOCK] for at in places)
        return b"".join(_apply_rc4(self._compute_key(number), block) for number, block in enumerate(blocks))

    def _compute_key(self, number: int) -> bytes:
        key = hashlib.new(self._hash, self._base + struct.pack("<I", number)).digest()[: self._size]
        return key.ljust(16, b"\0") if len(key) == 5 else key


def _apply_rc4(key: bytes, content: bytes) -> bytes:
    state, other = list(range(256)), 0
    for place in range(256):
        other = (other + state[place] + key[place % len(key)]) & 0xFF
        state[place], state[other] = state[other], state[place]
    result, place, other = bytearray(), 0, 0
    for byte in content:
        place = (place + 1) & 0xFF
        one = state[place]
        other = (other + one) & 0xFF
        two = state[other]
        state[place], state[other] = two, one
        result.append(byte ^ state[(one + two) & 0xFF])
    return bytes(result)


def _compute_xor_hash() -> int:
    """Compute the verifier of [MS-OFFCRYPTO] 2.3.7.1."""
    verifier = 0
    for byte in reversed(bytes((len(_PASSWORD), *_PASSWORD.encode()))):
        verifier = ((verifier >> 14 & 1) | (verifier << 1 & 0x7FFF)) ^ byte
    return verifier ^ 0xCE4B
