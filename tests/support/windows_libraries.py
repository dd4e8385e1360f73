"""The libraries that a module or library for 64-bit Windows (PE32+) asks the loader for."""

from __future__ import annotations

import struct

IMPORTS, DELAYED_IMPORTS = 1, 13
"""Places in the table of directories."""


def list_imports(code: bytes) -> list[str]:
    """List the names of the libraries in a file of machine code, in lower case."""
    header = struct.unpack_from("<I", code, 0x3C)[0]
    assert code[header : header + 4] == b"PE\0\0"
    sections, optional_size = struct.unpack_from("<H12xH", code, header + 6)
    optional = header + 24
    assert struct.unpack_from("<H", code, optional)[0] == 0x20B
    table = [  # size, address, raw size, raw place of each section
        struct.unpack_from("<4I", code, optional + optional_size + 40 * number + 8) for number in range(sections)
    ]

    def locate(address: int) -> int:
        return next(address - start + place for _, start, size, place in table if start <= address < start + size)

    names = []
    for directory, length, name_at in ((IMPORTS, 20, 12), (DELAYED_IMPORTS, 32, 4)):
        address = struct.unpack_from("<I", code, optional + 112 + 8 * directory)[0]
        place = locate(address) if address else len(code)
        while place < len(code) and (name := struct.unpack_from("<I", code, place + name_at)[0]):
            names.append(code[locate(name) :].split(b"\0", 1)[0].decode("ascii").lower())
            place += length
    return names
