"""Check of the members of an Open XML file before anything parses them: whole, and no more than a document has."""

from __future__ import annotations

import re
import zipfile
import zlib

from docgen.errors import raise_machine_fault

_CHUNK = 1 << 20
_OVERLAP = 300
"""Bytes of a chunk that are searched again with the next one: a table of a part in UTF-16, an address."""
_MARKUP = (".xml", ".rels", ".vml")
_PARSED = ("word/", "xl/", "ppt/", "_rels/", "[content_types].xml", "docprops/")
_MOST_TAGS = 3_000_000
_MOST_PARAGRAPHS = 300_000
_DEEPEST_TABLE = 50
_MOST_MEMBERS = 20_000
_SHEETS = "xl/worksheets/"
# A cell to the right of column ZZ and one below line 99,999 are the corners of an area of 70 million cells. Cursors,
# selections, rows without cells and cells without content may lie anywhere: none is printed. "r=" comes first because
# it is found fast.
_FAR_COLUMN = re.compile(rb"""r=(?<=\sr=)["']([A-Z]{3})[0-9]{1,7}["'][^<>/]{0,99}>""")
_FAR_LINE = re.compile(rb"""r=(?<=\sr=)["'][A-Z]{1,3}([0-9]{6,7})["'][^<>/]{0,99}>""")
_PARAGRAPH = re.compile(rb"<\w{1,20}:p[\s/>]")
_TABLE = re.compile(rb"<(/?)\w{1,20}:tbl>")
_UNREADABLE = (NotImplementedError, EOFError, OSError, ValueError, zlib.error, zipfile.BadZipFile)
_ADVICE = "请确认原件，用 Office 或 WPS 打开后另存"


def find_member_fault(archive: zipfile.ZipFile) -> str | None:
    """Read every member through; returns the reason (Chinese) why the file is not opened, None where there is none.

    LibreOffice takes gigabytes and minutes for millions of paragraphs, tables in tables and entities in entities.
    Raises OSError where the disk fails.
    """
    if len(archive.infolist()) > _MOST_MEMBERS:
        return f"里面有 {len(archive.infolist())} 个部件，不像正常的文档，没有打开，{_ADVICE}"
    tags = 0
    for member in archive.infolist():
        name = member.filename.lower()
        markup = _MarkupCount(tags, name.startswith(_SHEETS))
        try:
            with archive.open(member) as stream:
                while chunk := stream.read(_CHUNK):
                    if name.endswith(_MARKUP):
                        markup.add(chunk)
                    if reason := markup.describe_excess():
                        return f"{reason}，没有打开，{_ADVICE}"
        except _UNREADABLE as error:
            raise_machine_fault(error)
            return f"文件已损坏（其中的 {member.filename} 读不出来），请重新复制或下载"
        if markup.has_declaration and name.startswith(_PARSED):
            return f"其中的 {member.filename} 不是 Office 写出来的（有 DTD），没有打开，{_ADVICE}"
        tags = markup.tags
    return None


class _MarkupCount:
    """Counts of one part, added up over its chunks, and its tags with those of the parts before it."""

    def __init__(self, tags: int, is_sheet: bool) -> None:
        self.tags = tags
        self._is_sheet = is_sheet
        self._column = self._line = ""
        self.paragraphs = self.depth = self._open = 0
        self.has_declaration = False
        self._end = b""

    def add(self, chunk: bytes) -> None:
        # What lies across two chunks is counted with the second.
        whole = (self._end + chunk).replace(b"\0", b"")  # also UTF-16
        counted = len(self._end.replace(b"\0", b""))
        self.tags += chunk.count(b"<")
        self.has_declaration = self.has_declaration or b"<!DOCTYPE" in whole
        if self._end:  # a first chunk has no room for so many
            self.paragraphs += sum(found.end() > counted for found in _PARAGRAPH.finditer(whole))
        for table in _TABLE.finditer(whole) if b":tbl>" in whole else ():
            if table.end() > counted:
                self._open += -1 if table[1] else 1
            self.depth = max(self.depth, self._open)
        if self._is_sheet:
            self._look_far(whole)
        self._end = chunk[-_OVERLAP:]

    def _look_far(self, part: bytes) -> None:
        """Remember a cell far to the right and one far below; LibreOffice prints all that is between."""
        if not self._column and (found := _FAR_COLUMN.search(part)):
            self._column = found[1].decode("ascii")
        if not self._line and (found := _FAR_LINE.search(part)):
            self._line = found[1].decode("ascii")

    def describe_excess(self) -> str:
        """Describe (Chinese) what is more than a document has, "" where nothing is."""
        if self.depth > _DEEPEST_TABLE:
            return f"表格里套表格，超过 {_DEEPEST_TABLE} 层，不像正常的文档"
        if self.paragraphs > _MOST_PARAGRAPHS or self.tags > _MOST_TAGS:
            return f"内容太多（段落超过 {_MOST_PARAGRAPHS // 10_000} 万，或格子超过几十万），不像正常的文件"
        if self._column and self._line:
            return f"有一张工作表用到 {self._column} 列、第 {self._line} 行那么远，印出来有几十万页"
        return ""
