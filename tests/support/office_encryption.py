"""Encryption of office files as Excel does it, written plainly and apart from docgen's decryption ([MS-OFFCRYPTO])."""

from __future__ import annotations

import base64
import hashlib
import struct
from functools import cache
from pathlib import Path

from office_samples import write_compound

DEFAULT_PASSWORD = "VelvetSweatshop"
_SALT = bytes(range(16))


def _times(left: int, right: int) -> int:
    product = 0
    for bit in range(8):
        if right >> bit & 1:
            product ^= left << bit
    for bit in range(14, 7, -1):
        if product >> bit & 1:
            product ^= 0x11B << (bit - 8)
    return product


@cache
def _substitution() -> list[int]:
    box = []
    for value in range(256):
        inverse = next((other for other in range(256) if _times(value, other) == 1), 0)
        bits = [
            (inverse >> bit ^ inverse >> (bit + 4) % 8 ^ inverse >> (bit + 5) % 8 ^ inverse >> (bit + 6) % 8)
            ^ (inverse >> (bit + 7) % 8 ^ 0x63 >> bit)
            for bit in range(8)
        ]
        box.append(sum((one & 1) << bit for bit, one in enumerate(bits)))
    return box


def encrypt_block(key: bytes, block: bytes) -> bytes:
    """AES of one block (FIPS 197), step by step."""
    box, words = _substitution(), [list(key[at : at + 4]) for at in range(0, len(key), 4)]
    length, constant = len(words), 1
    rounds = length + 6
    while len(words) < 4 * (rounds + 1):
        word = list(words[-1])
        if len(words) % length == 0:
            word = [box[value] for value in word[1:] + word[:1]]
            word[0] ^= constant
            constant = _times(constant, 2)
        elif length > 6 and len(words) % length == 4:
            word = [box[value] for value in word]
        words.append([one ^ two for one, two in zip(words[-length], word, strict=True)])
    keys = [sum(words[at : at + 4], []) for at in range(0, len(words), 4)]
    state = [one ^ two for one, two in zip(block, keys[0], strict=True)]
    for number in range(1, rounds + 1):
        state = [box[state[(place + 4 * (place % 4)) % 16]] for place in range(16)]
        if number < rounds:
            mixed = []
            for at in range(0, 16, 4):
                column = state[at : at + 4]
                for row in range(4):
                    turned = column[row:] + column[:row]
                    mixed.append(_times(turned[0], 2) ^ _times(turned[1], 3) ^ turned[2] ^ turned[3])
            state = mixed
        state = [one ^ two for one, two in zip(state, keys[number], strict=True)]
    return bytes(state)


def encrypt_single(key: bytes, content: bytes) -> bytes:
    padded = content + bytes(-len(content) % 16)
    return b"".join(encrypt_block(key, padded[at : at + 16]) for at in range(0, len(padded), 16))


def encrypt_chain(key: bytes, start: bytes, content: bytes) -> bytes:
    padded, done, before = content + bytes(-len(content) % 16), b"", start
    for at in range(0, len(padded), 16):
        block = bytes(one ^ two for one, two in zip(padded[at : at + 16], before, strict=True))
        before = encrypt_block(key, block)
        done += before
    return done


def write_agile(path: Path, package: bytes, password: str = DEFAULT_PASSWORD) -> Path:
    """An Open XML file encrypted as Excel 2010 and later do, with few repetitions."""
    spins, key = 100, bytes(range(100, 132))
    digest = hashlib.sha512(_SALT + password.encode("utf-16-le")).digest()
    for number in range(spins):
        digest = hashlib.sha512(struct.pack("<I", number) + digest).digest()

    def protect(block: str, content: bytes) -> str:
        own = hashlib.sha512(digest + bytes.fromhex(block)).digest()[:32]
        return base64.b64encode(encrypt_chain(own, _SALT, content)).decode()

    verifier, salt = b"sixteen letters!", base64.b64encode(_SALT).decode()
    common = (
        f'saltSize="16" blockSize="16" keyBits="256" hashSize="64" cipherAlgorithm="AES" '
        f'cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512" saltValue="{salt}"'
    )
    description = (
        '<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption" '
        'xmlns:p="http://schemas.microsoft.com/office/2006/keyEncryptor/password">'
        f'<keyData {common}/><keyEncryptors><keyEncryptor><p:encryptedKey spinCount="{spins}" {common} '
        f'encryptedVerifierHashInput="{protect("fea7d2763b4b9e79", verifier)}" '
        f'encryptedVerifierHashValue="{protect("d7aa0f6d3061344e", hashlib.sha512(verifier).digest())}" '
        f'encryptedKeyValue="{protect("146e0be7abacd0d6", key)}"/></keyEncryptor></keyEncryptors></encryption>'
    )
    segments = b""
    for number, at in enumerate(range(0, len(package), 4096)):
        start = hashlib.sha512(_SALT + struct.pack("<I", number)).digest()[:16]
        segments += encrypt_chain(key, start, package[at : at + 4096])
    encrypted = struct.pack("<Q", len(package)) + segments
    return write_compound(
        path, {"EncryptionInfo": struct.pack("<HHI", 4, 4, 0x40) + description.encode(), "EncryptedPackage": encrypted}
    )


def write_standard(path: Path, package: bytes, password: str = DEFAULT_PASSWORD) -> Path:
    """An Open XML file encrypted as Excel 2007 does (AES with 128 bits)."""
    digest = hashlib.sha1(_SALT + password.encode("utf-16-le")).digest()
    for number in range(50_000):
        digest = hashlib.sha1(struct.pack("<I", number) + digest).digest()
    digest = hashlib.sha1(digest + bytes(4)).digest()
    key = hashlib.sha1(bytes(value ^ 0x36 for value in digest.ljust(64, b"\0"))).digest()[:16]
    verifier = b"sixteen letters!"
    provider = "Microsoft Enhanced RSA and AES Cryptographic Provider\0".encode("utf-16-le")
    header = struct.pack("<8I", 0x24, 0, 0x660E, 0x8004, 128, 0x18, 0, 0) + provider
    description = struct.pack("<HHII", 4, 2, 0x24, len(header)) + header
    description += struct.pack("<I", 16) + _SALT + encrypt_single(key, verifier)
    description += struct.pack("<I", 20) + encrypt_single(key, hashlib.sha1(verifier).digest())
    encrypted = struct.pack("<Q", len(package)) + encrypt_single(key, package)
    return write_compound(path, {"EncryptionInfo": description, "EncryptedPackage": encrypted})


def apply_rc4(key: bytes, content: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    done, i, j = b"", 0, 0
    for value in content:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        done += bytes((value ^ state[(state[i] + state[j]) % 256],))
    return done


def encrypt_workbook(stream: bytes, *, is_crypto_api: bool, password: str = DEFAULT_PASSWORD) -> bytes:
    """The stream of an .xls with a FILEPASS record after its first record, encrypted with RC4."""
    encoded, verifier = password.encode("utf-16-le"), b"sixteen letters!"

    def make_key(number: int) -> bytes:
        block = struct.pack("<I", number)
        if is_crypto_api:
            return hashlib.sha1(hashlib.sha1(_SALT + encoded).digest() + block).digest()[:16]
        base = hashlib.md5((hashlib.md5(encoded).digest()[:5] + _SALT) * 16).digest()[:5]
        return hashlib.md5(base + block).digest()

    if is_crypto_api:
        checked = apply_rc4(make_key(0), verifier + hashlib.sha1(verifier).digest())
        header = struct.pack("<8I", 4, 0, 0x6801, 0x8004, 128, 1, 0, 0) + "RC4\0".encode("utf-16-le")
        body = struct.pack("<HHHII", 1, 2, 2, 4, len(header)) + header
        body += struct.pack("<I", 16) + _SALT + checked[:16] + struct.pack("<I", 20) + checked[16:]
    else:
        checked = apply_rc4(make_key(0), verifier + hashlib.md5(verifier).digest())
        body = struct.pack("<HHH", 1, 1, 1) + _SALT + checked
    filepass = struct.pack("<HH", 0x2F, len(body)) + body
    first = 4 + struct.unpack_from("<H", stream, 2)[0]
    plain = bytearray(stream[:first] + filepass + stream[first:])
    clear, at = [], 0
    while at + 4 <= len(plain):
        kind, length = struct.unpack_from("<HH", plain, at)
        if kind == 0x85:
            place = struct.unpack_from("<I", plain, at + 4)[0]
            struct.pack_into("<I", plain, at + 4, place + len(filepass))
        kept = length if kind in (0x809, 0x2F, 0xE1) else 4 if kind == 0x85 else 0
        clear.append((at, at + 4 + kept))
        at += 4 + length
    blocks = [apply_rc4(make_key(n), bytes(plain[n * 1024 : n * 1024 + 1024])) for n in range(-(-len(plain) // 1024))]
    encrypted = bytearray(b"".join(blocks))
    for start, end in clear:
        encrypted[start:end] = plain[start:end]
    return bytes(encrypted)
