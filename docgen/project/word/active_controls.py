"""ActiveX controls in a Word document (checkbox, option button, text field, list): what they show.

Word stores the state of a control as properties (``activeX1.xml``) or in a binary form beside it ([MS-OFORMS] 2.2.5.1).
"""

from __future__ import annotations

import struct
from io import BytesIO
from typing import NamedTuple

from docgen.project.word.word_parts import WordParts, get_attribute
from docgen.runtime.compound_file import SIGNATURE, CompoundFile, DamagedCompoundError

_TICKED = frozenset({"8BD21D40-EC42-11CE-9E0D-00AA006002F3", "8BD21D50-EC42-11CE-9E0D-00AA006002F3"})
"""The classes of checkboxes and option buttons."""
_WRITTEN = frozenset({"8BD21D10-EC42-11CE-9E0D-00AA006002F3", "8BD21D30-EC42-11CE-9E0D-00AA006002F3"})
"""The classes of text fields and lists with a text field."""
_CLASS_ID = 16
_SIZES = (4, 4, 4, 4, 1, 1, 1, 1, 0, 2, 4, 2, 2, 2, 2, 2, 1, 1, 1, 0, 1, 1, 4, 4, 4, 4, 4, 2, 2, 2, 0, 0, 4)
"""The bytes of each property in the block of data, by its bit in the mask; each is aligned to its size."""
_EXTENT, _VALUE, _CAPTION = 8, 22, 23
_IS_NARROW = 0x80000000
_LONGEST = 1000


class ActiveControl(NamedTuple):
    """The sight of a control: ticked or not, None for one to write in; its text, or the words beside its box."""

    is_ticked: bool | None
    text: str


def read_active_control(parts: WordParts, name: str) -> ActiveControl | None:
    """Read the control in the part ``name``; None where its kind or state is not known."""
    if not parts.has(name):
        return None
    part = parts.open(name)
    kind = get_attribute(part.root, "classid").strip("{}").upper()
    if kind not in _TICKED | _WRITTEN:
        return None
    found = {get_attribute(one, "name"): get_attribute(one, "value") for one in part.root}
    if "Value" not in found:
        stored = _read_stored(parts.get_binary(part.targets.get(get_attribute(part.root, "id"), "")))
        if stored is None:
            return None
        found = {**found, **stored}
    value = found.get("Value", "")
    if kind in _WRITTEN:
        return ActiveControl(None, value)
    return ActiveControl(value in ("1", "-1", "True"), found.get("Caption", "")) if value in _STATES else None


_STATES = frozenset({"0", "1", "-1", "True", "False"})


def _read_stored(content: bytes) -> dict[str, str] | None:
    """Return the value and the caption of a control stored in binary form; None where it is damaged."""
    try:
        if content.startswith(SIGNATURE):
            content = CompoundFile(BytesIO(content)).read("contents")
        elif len(content) > _CLASS_ID:
            content = content[_CLASS_ID:]
        return _read_properties(content)
    except (DamagedCompoundError, struct.error, KeyError, UnicodeDecodeError, IndexError):
        return None


def _read_properties(content: bytes) -> dict[str, str] | None:
    version, _length, low, high = struct.unpack_from("<HHII", content)
    if version != 0x0200:
        return None
    mask, at, sizes = low | high << 32, 12, {}
    for bit, size in enumerate(_SIZES):
        if size and mask >> bit & 1:
            at += -at % size
            if bit in (_VALUE, _CAPTION):
                sizes[bit] = struct.unpack_from("<I", content, at)[0]
            at += size
    at += -at % 4
    at += 8 if mask >> _EXTENT & 1 else 0
    texts = {}
    for bit, name in ((_VALUE, "Value"), (_CAPTION, "Caption")):
        length = sizes.get(bit, 0) & ~_IS_NARROW
        if length > _LONGEST or at + length > len(content):
            return None
        is_narrow = bool(sizes.get(bit, 0) & _IS_NARROW)
        texts[name] = content[at : at + length].decode("latin-1" if is_narrow else "utf-16-le")
        at += length + -length % 4
    return texts
