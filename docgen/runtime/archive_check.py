"""Check of the members of an Open XML file before anything parses them: whole, and no more than a document has."""

from __future__ import annotations

import re
import zipfile
import zlib

_CHUNK = 1 << 20
_MARKUP = (".xml", ".rels", ".vml")
_PARSED = ("word/", "xl/", "ppt/", "_rels/", "[content_types].xml", "docprops/")
_MOST_TAGS = 3_000_000
_MOST_PARAGRAPHS = 300_000
_DEEPEST_TABLE = 50
_PARAGRAPH = re.compile(rb"<\w{1,20}:p[\s/>]")
_TABLE = re.compile(rb"<(/?)\w{1,20}:tbl>")
_UNREADABLE = (NotImplementedError, EOFError, OSError, ValueError, zlib.error, zipfile.BadZipFile)
_ADVICE = "请确认原件，用 Office 或 WPS 打开后另存"


def find_member_fault(archive: zipfile.ZipFile) -> str | None:
    """Read every member through; returns the reason (Chinese) why the file is not opened, None where there is none.

    LibreOffice takes gigabytes and minutes for millions of paragraphs, tables in tables and entities in entities.
    """
    tags = 0
    for member in archive.infolist():
        name = member.filename.lower()
        markup = _MarkupCount(tags)
        try:
            with archive.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    if name.endswith(_MARKUP):
                        markup.add(chunk)
                    if reason := markup.describe_excess():
                        return f"{reason}，没有打开，{_ADVICE}"
        except _UNREADABLE:
            return f"文件已损坏（其中的 {member.filename} 读不出来），请重新复制或下载"
        if markup.has_declaration and name.startswith(_PARSED):
            return f"其中的 {member.filename} 不是 Office 写出来的（有 DTD），没有打开，{_ADVICE}"
        tags = markup.tags
    return None


class _MarkupCount:
    """Counts of one part, added up over its chunks, and its tags with those of the parts before it."""

    def __init__(self, tags: int) -> None:
        self.tags = tags
        self.paragraphs = self.depth = self._open = 0
        self.has_declaration = False
        self._end = b""

    def add(self, chunk: bytes) -> None:
        # What lies across two chunks is counted with the second.
        whole = (self._end + chunk).replace(b"\0", b"")  # also UTF-16
        self.tags += chunk.count(b"<")
        self.has_declaration = self.has_declaration or b"<!DOCTYPE" in whole
        if self._end:  # a first chunk has no room for so many
            self.paragraphs += sum(1 for _ in _PARAGRAPH.finditer(whole))
        for table in _TABLE.finditer(whole) if b":tbl>" in whole else ():
            self._open += -1 if table[1] else 1
            self.depth = max(self.depth, self._open)
        self._end = chunk[-8:]

    def describe_excess(self) -> str:
        """Describe (Chinese) what is more than a document has, "" where nothing is."""
        if self.depth > _DEEPEST_TABLE:
            return f"表格里套表格，超过 {_DEEPEST_TABLE} 层，不像正常的文档"
        if self.paragraphs > _MOST_PARAGRAPHS or self.tags > _MOST_TAGS:
            return f"内容太多（段落超过 {_MOST_PARAGRAPHS // 10_000} 万，或格子超过几十万），不像佐证材料"
        return ""
