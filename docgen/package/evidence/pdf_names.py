"""Names of a PDF whose bytes are no UTF-8: old Chinese programs write them in GBK, Big5 or Shift-JIS.

pikepdf raises UnicodeDecodeError for the text of such a name, but gives its bytes (ISO 32000-1, 7.3.5).
"""

from __future__ import annotations

import pikepdf

_ENCODINGS = ("utf-8", "gb18030", "big5", "shift-jis")


def read_name(name: object) -> str:
    """Read the name, with its slash, as pikepdf gives the keys of a dictionary: bytes that are no UTF-8 are escaped."""
    return bytes(name).decode("utf-8", "surrogateescape") if isinstance(name, pikepdf.Name) else str(name)


def format_name(name: object) -> str:
    """Format the name for a message, without its slash and the mark of an embedded subset."""
    found = bytes(name) if isinstance(name, pikepdf.Name) else str(name).encode("utf-8", "replace")
    for encoding in _ENCODINGS:
        try:
            shown = found.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        shown = found.decode("latin-1")
    return shown.removeprefix("/").split("+")[-1]
