"""AES decryption (FIPS 197) of many blocks at once, without a library: each step works on one byte of all blocks.

A state is 16 strings, one for each place in a block, with the byte of every block. Substitution and multiplication are
then translations of whole strings, and additions are those of large numbers, which is fast enough for an office file.
"""

from __future__ import annotations

from collections.abc import Sequence

_BLOCK = 16


def _double(value: int) -> int:
    return (value << 1) ^ (0x11B if value & 0x80 else 0)


def _multiply(left: int, right: int) -> int:
    product = 0
    while right:
        if right & 1:
            product ^= left
        left, right = _double(left), right >> 1
    return product


def _make_substitution() -> bytes:
    box, place, inverse = bytearray(256), 1, 1
    for _ in range(255):
        place = place ^ _double(place)  # times 3, a generator of the field
        for shift in (1, 2, 4):
            inverse ^= inverse << shift & 0xFF
        inverse ^= 0x09 if inverse & 0x80 else 0
        turned = inverse
        for shift in range(1, 5):
            turned ^= (inverse << shift | inverse >> 8 - shift) & 0xFF
        box[place] = turned ^ 0x63
    box[0] = 0x63
    return bytes(box)


_SUBSTITUTION = _make_substitution()
_INVERSE = bytes(_SUBSTITUTION.index(value) for value in range(256))
_PRODUCTS = {factor: bytes(_multiply(value, factor) for value in range(256)) for factor in (9, 11, 13, 14)}
_MIXING = (14, 11, 13, 9)


def decrypt_blocks(key: bytes, content: bytes) -> bytes:
    """Decrypt ``content``, whole blocks of 16 bytes, each by itself (ECB); ``key`` has 16, 24 or 32 bytes."""
    if not content:
        return b""
    keys = _expand_key(key)
    state = [content[place::_BLOCK] for place in range(_BLOCK)]
    state = _add_key(state, keys[-1])
    for number in range(len(keys) - 2, -1, -1):
        # the row r of the state turns r places to the right
        state = [state[(place - 4 * (place % 4)) % _BLOCK].translate(_INVERSE) for place in range(_BLOCK)]
        state = _add_key(state, keys[number])
        if number:
            state = _mix_columns(state)
    plain = bytearray(len(content))
    for place in range(_BLOCK):
        plain[place::_BLOCK] = state[place]
    return bytes(plain)


def decrypt_chain(key: bytes, start: bytes, content: bytes) -> bytes:
    """Decrypt ``content``, whole blocks of 16 bytes, in CBC mode; ``start`` is the initialization vector."""
    return add_bytes(decrypt_blocks(key, content), (start + content)[: len(content)])


def add_bytes(left: bytes, right: bytes) -> bytes:
    """Return the exclusive or of two strings of the same length."""
    return (int.from_bytes(left, "little") ^ int.from_bytes(right, "little")).to_bytes(len(left), "little")


def _add_key(state: Sequence[bytes], key: bytes) -> list[bytes]:
    return [add_bytes(plane, bytes((value,)) * len(plane)) for plane, value in zip(state, key, strict=True)]


def _mix_columns(state: Sequence[bytes]) -> list[bytes]:
    mixed = []
    for place in range(_BLOCK):
        column, row = place - place % 4, place % 4
        total = 0
        for source in range(4):
            table = _PRODUCTS[_MIXING[(source - row) % 4]]
            total ^= int.from_bytes(state[column + source].translate(table), "little")
        mixed.append(total.to_bytes(len(state[0]), "little"))
    return mixed


def _expand_key(key: bytes) -> list[bytes]:
    length, round_constant = len(key) // 4, 1
    words = [key[at : at + 4] for at in range(0, len(key), 4)]
    while len(words) < 4 * (length + 7):
        word, place = words[-1], len(words) % length
        if place == 0:
            word = (word[1:] + word[:1]).translate(_SUBSTITUTION)
            word = bytes((word[0] ^ round_constant,)) + word[1:]
            round_constant = _double(round_constant)
        elif length > 6 and place == 4:
            word = word.translate(_SUBSTITUTION)
        words.append(add_bytes(words[-length], word))
    return [b"".join(words[at : at + 4]) for at in range(0, len(words), 4)]
