"""File names that every system can hold: one check for names that come from data, and their sanitized form.

Windows forbids certain characters, device names, and blanks or dots at the end (Naming Files, Paths, and Namespaces,
Microsoft). Characters without width, and those that turn the direction of text, make two names look alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

LONGEST_NAME = 64
"""The most UTF-16 units of a name; 64 are at most 192 bytes, so that an ending fits into the 255 of a file system."""

_WITHOUT_WIDTH = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\U000e0000-\U000e007f"
)
"""Characters that nobody sees, and those that turn the direction of text, for a class of a regular expression."""

_CONTROL = "\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufff9-\ufffb\ufffe\uffff"
"""Characters that cannot be printed, and bytes that are not UTF-8, for a class of a regular expression."""

_INVISIBLE = re.compile(f"[{_WITHOUT_WIDTH}{_CONTROL}]|(?<![\U0001f000-\U0001ffff\u2600-\u27bf\ufe0f])\u200d")
"""The zero-width joiner is one of them, except in an emoji."""

_CANNOT_BE_PRINTED = re.compile(f"[{_CONTROL}]")
_FROM_RIGHT = ("R", "AL", "AN")
_JOINED = re.compile("[\u0900-\u109f\u1780-\u18af\u1900-\u1cff\ua800-\ua95f\ua980-\uabff\U00011000-\U00011fff]")
"""Scripts whose letters change their form and order when they are printed: of India and South-East Asia, Mongolian."""

_SYSTEM_FILE = re.compile(
    r"\.|~\$|(?:~.*\.tmp|(?:eh)?thumbs(?:_vista)?\.db|desktop\.ini|Icon[\r\uf00d]|__MACOSX|@eaDir|\$RECYCLE\.BIN"
    r"|System Volume Information|#recycle|.*[:\uf03a]Zone\.Identifier(?:[:\uf03a]\$DATA)?)\Z",
    re.IGNORECASE,
)
"""Hidden files, locks and temporary files of Office, WPS and LibreOffice (~$, .~, .~lock.…#, ~WRD0001.tmp), and what
Windows (marks of downloads as well, which WSL makes visible), macOS (.DS_Store, ._…, the icon of a folder, which ends
with a control character) and network drives add."""

_RESERVED = str.maketrans('<>:"/\\|?*;', "＜＞：＂／＼｜？＊；")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_DEVICES = re.compile(r"(?:CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])\s*(?:\.|\Z)", re.IGNORECASE)


def find_name_fault(name: str) -> str:
    """Return in Chinese why ``name`` cannot be the name of a file, without its ending; "" where it can."""
    if not name.strip():
        return "是空的"
    if found := _INVISIBLE.search(name):
        return f"里有看不见的字符（U+{ord(found[0]):04X}）"
    if found := _FORBIDDEN.search(name):
        return f"里有“{found[0]}”，它不能用在文件名里"
    if why := find_unreadable(name):
        return f"里有{why}"
    if name != name.strip(" .\u3000"):
        return "的开头或末尾是空格或点"
    if _DEVICES.match(name):
        return "是 Windows 保留的设备名"
    if count_units(name) > LONGEST_NAME:
        return f"有 {count_units(name)} 个字，文件名放不下（最多 {LONGEST_NAME} 个）"
    return ""


def find_unreadable(name: str) -> str:
    """Return in Chinese what in ``name`` cannot be printed, one character after the other; "" where all can.

    What is printed is read back, and such texts come back in another order.
    """
    if _CANNOT_BE_PRINTED.search(name):
        return "无法显示的字符"
    if _INVISIBLE.search(name):
        return "看不见的字符"
    if not name.isascii() and any(unicodedata.bidirectional(character) in _FROM_RIGHT for character in name):
        return "从右向左写的文字"
    if _JOINED.search(name):
        return "字母会变形、换位的文字（如泰文、蒙文）"
    return ""


def is_printable(text: str) -> bool:
    """Return True where ``text`` has neither control characters nor bytes that are not UTF-8."""
    return _CANNOT_BE_PRINTED.search(text) is None


def escape_invisible(name: str) -> str:
    """Replace characters that cannot be seen by Python escapes, so that different names stay different."""
    return _INVISIBLE.sub(_escape_character, name)


def _escape_character(found: re.Match[str]) -> str:
    """Escape one character; a surrogate stands for a byte that is not UTF-8 and is written as that byte."""
    code = ord(found[0])
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else ascii(found[0])[1:-1]


def sanitize_name(name: str) -> str:
    """Make a name valid on Windows: reserved characters full-width, no blank or dot at the end, no device name."""
    plain = _INVISIBLE.sub("_", unicodedata.normalize("NFC", name)).translate(_RESERVED).strip().rstrip(" .\u3000")
    return f"_{plain}" if not plain or _DEVICES.match(plain) else plain


def is_system_file(name: str) -> bool:
    """Return True for a hidden file, a temporary file of Office or a file that a system adds to folders."""
    return bool(_SYSTEM_FILE.match(name))


def match_spellings(listed: Iterable[str], known: Collection[str]) -> dict[str, str]:
    """Return each of the ``listed`` names with the ``known`` one that it is, itself where it is none of them.

    macOS and the drives it shares may list é as two characters (NFD) where one was written (NFC).
    """
    names = set(listed)
    composed = {name: unicodedata.normalize("NFC", name) for name in names}
    return {name: same if same in known and same not in names else name for name, same in composed.items()}


def fold_path(path: str) -> str:
    """Return a key that is equal for paths that Windows or macOS do not distinguish."""
    return unicodedata.normalize("NFC", path).casefold()


def count_units(text: str) -> int:
    """Return the length in UTF-16 units: two for a character beyond the Basic Multilingual Plane."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
