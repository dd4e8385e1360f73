"""Edits of a text by positions: each says which characters are replaced, and all others stay as they are."""

from __future__ import annotations

from bisect import bisect_left

from docgen.definitions.source import clean_lines, find_removed_characters
from docgen.errors import InputError

_BYTE_ORDER_MARK = "\ufeff"


class TextEdits:
    """Collector of edits of a file's text.

    ``plain`` is the text as a reader sees it: lines end with LF, and there is no byte order mark or control character.
    All positions are those of ``plain``; :meth:`apply` makes the edits in the text as it was given. New lines get
    the line ends of the file.
    """

    def __init__(self, text: str) -> None:
        self._mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
        self._text = text.removeprefix(_BYTE_ORDER_MARK)
        self._removed = [position - count for count, position in enumerate(find_removed_characters(self._text))]
        self.plain = clean_lines(self._text)
        self._line_end = next((end for end in ("\r\n", "\n", "\r") if end in self._text), "\n")
        self._edits: list[tuple[int, int, str]] = []

    def replace(self, start: int, end: int, new: str) -> None:
        """Replace the characters from ``start`` to ``end``; without any, insert before the first."""
        self._edits.append((start, end, new))

    def insert_lines(self, position: int, lines: list[str]) -> None:
        """Insert lines below the one that holds ``position``."""
        end = self.find_line_end(position)
        if end < len(self.plain):
            self.replace(end + 1, end + 1, "".join(f"{line}\n" for line in lines))
        else:
            self.replace(end, end, "".join(f"\n{line}" for line in lines))

    def remove_lines(self, start: int, end: int) -> None:
        """Remove the lines from that with ``start`` to that with ``end``, with all that stands on them."""
        first, last = self.find_line_start(start), self.find_line_end(end)
        if last < len(self.plain):
            self.replace(first, last + 1, "")
        else:
            self.replace(max(first - 1, 0), last, "")

    def find_line_start(self, position: int) -> int:
        """Return the position of the first character of the line."""
        return self.plain.rfind("\n", 0, position) + 1

    def find_line_end(self, position: int) -> int:
        """Return the position of the line break at the end of the line."""
        end = self.plain.find("\n", position)
        return end if end >= 0 else len(self.plain)

    def find_column(self, position: int) -> int:
        """Return the number of characters before ``position`` on its line."""
        return position - self.find_line_start(position)

    def apply(self) -> str:
        """Return the text with all edits made.

        Raises InputError where two of them overlap: the notation of the file does not allow both.
        """
        pieces, done = [], 0
        for start, end, new in sorted(self._edits, key=lambda edit: edit[:2]):
            if start < done and not new:
                start, end = done, max(end, done)  # two removals may share a line break
            elif start < done:
                raise InputError("这一处的写法太特别，不能只改几个值。", remedy="请在文件里直接改。")
            pieces += [self._cut(done, start), new.replace("\n", self._line_end)]
            done = end
        return "".join((self._mark, *pieces, self._cut(done, len(self.plain))))

    def _cut(self, start: int, end: int) -> str:
        first = 0 if start == 0 else self._find_origin(start)
        return self._text[first : len(self._text) if end == len(self.plain) else self._find_origin(end)]

    def _find_origin(self, position: int) -> int:
        """Return the position in the given text: that of the first character that the reader does not see before it."""
        return position + bisect_left(self._removed, position)
