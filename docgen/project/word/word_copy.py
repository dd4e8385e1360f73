r"""A private copy of a document that LibreOffice converts to .docx: it names no place outside, and loses no tick.

LibreOffice drops EQ fields from a .doc, with which boxes are ticked (``EQ \o\ac(□,√)``); in the copy they are text.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from docgen.errors import InputError
from docgen.project.word.unstored_fields import write_unstored_field
from docgen.runtime.archive_check import find_member_fault
from docgen.runtime.compound_file import SIGNATURE, CompoundFile, DamagedCompoundError
from docgen.runtime.old_documents import prepare_old_document
from docgen.runtime.old_word_text import OldWordText
from docgen.runtime.word_sniffing import WordKind

_LINKED_FIELD = re.compile(rb"INCLUDE(?:PICTURE|TEXT)?\b|IMPORT\b|DDE(?:AUTO)?\b", re.IGNORECASE)
_RICH_EQUATION = re.compile(rb"\bEQ\s{1,3}\\\\[a-z]", re.IGNORECASE)
_OUTSIDE_HREF = re.compile(rb"""(href\s?=\s?)(?:"(?!#|Pictures/|\./|Object)[^"]*"|'(?!#|Pictures/|\./|Object)[^']*')""")
_LINKED_IMAGE = re.compile(rb"""<draw:image\b[^<>]*?href\s?=\s?["'](?!#|Pictures/|\./|Object)""")
_PAGE_LINK = re.compile(
    rb"""\b(?:src|srcset|background|data|href|action|codebase|archive|poster|classid)\s{0,9}=\s{0,9}"""
    rb"""(?:"[^"<>]*"|'[^'<>]*'|[^\s<>"']{0,999}[/\\\\][^\s<>"']*)""",
    re.IGNORECASE,
)
_STYLE_LINK = re.compile(rb"url\s{0,9}\([^)]{0,2000}\)|@import[^;<]*", re.IGNORECASE)
_ACTIVE = re.compile(rb"<(script|iframe|object|embed|applet|link|base)\b[^<>]*>", re.IGNORECASE)
_IMAGE = re.compile(rb"<img\b", re.IGNORECASE)
_MACROS = "_VBA_PROJECT".encode("utf-16-le")
"""The name of a stream in the table of contents of a .doc."""
_LARGEST = 300 << 20
_MOST_NAMED = 100


class LostContent(NamedTuple):
    """Content that a conversion loses, or that was written in another way before: what it is, and its words."""

    what: str
    text: str = ""
    is_written: bool = False
    """True where its words stand in the copy, followed by U+2060 after their first letter."""


class PreparedCopy(NamedTuple):
    """The facts of an original that its copy does not show: what its conversion loses, and that it has macros."""

    lost: tuple[LostContent, ...] = ()
    has_macros: bool = False


def write_word_copy(path: Path, copy: Path, kind: WordKind, shown: str) -> PreparedCopy:
    """Write the copy of the document of that kind; returns what it does not show.

    Made for a child process. Raises InputError where the document is hostile, OSError.
    """
    content = path.read_bytes()
    lost: list[LostContent] = []
    match kind:
        case WordKind.BINARY:
            content, lost = _prepare_binary(content)
        case WordKind.RICH_TEXT:
            lost = list(_name_lost_content(content))
            content = _LINKED_FIELD.sub(b"QUOTE", content)
        case WordKind.OPEN_DOCUMENT:
            content, lost = _prepare_open_document(content, shown)
        case WordKind.WEB_PAGE:
            content = _encode_plain(content)
            if images := len(_IMAGE.findall(content)):
                lost = [LostContent(f"网页里的图片（{images} 张）")]
            content = _STYLE_LINK.sub(b"", _PAGE_LINK.sub(b"", _ACTIVE.sub(b"", content)))
        case _:
            raise AssertionError(f"{kind} is read without a copy")
    copy.write_bytes(content)
    return PreparedCopy(tuple(lost), kind is WordKind.BINARY and _MACROS in content)


# -- .doc ----------------------------------------------------------------------------------------------------------


def _prepare_binary(content: bytes) -> tuple[bytes, list[LostContent]]:
    content = prepare_old_document(content, WordKind.BINARY.value).content
    if not content.startswith(SIGNATURE):
        return content, []
    try:
        compound = CompoundFile(BytesIO(content))
        return _write_equations(OldWordText(compound)) if OldWordText.is_readable(compound) else (content, [])
    except (DamagedCompoundError, struct.error, IndexError, KeyError):
        return content, []  # LibreOffice decides


def _write_equations(document: OldWordText) -> tuple[bytes, list[LostContent]]:
    """Write the sight of each EQ field over it, and of what cannot be told the words of its instruction."""
    lost = []
    for field in document.iterate_fields():
        words = field.instruction.split(maxsplit=1)
        is_equation = bool(words) and words[0].upper().startswith("EQ")
        # Pinyin above characters, which LibreOffice knows, is an EQ field as well.
        if field.has_result or not is_equation or r"\* jc" in field.instruction.lower():
            continue
        sign = write_unstored_field(field.instruction)
        text = "" if sign is None else sign.mark.value if sign.mark else sign.text
        is_written = bool(text) and document.write_over(field, text)
        what = "" if is_written and sign and not sign.what else "公式域"
        lost.append(LostContent(what, text or field.instruction.strip(), is_written))
    return document.save(), lost


# -- others --------------------------------------------------------------------------------------------------------


def _name_lost_content(content: bytes) -> Iterator[LostContent]:
    """Yield what LibreOffice does not read of an .rtf: equations, states of checkboxes, cells beside inner tables."""
    if equations := len(_RICH_EQUATION.findall(content)):
        yield LostContent(f"公式域（{equations} 处）")
    if (boxes := content.count(b"FORMCHECKBOX") - content.count(b"\\formfield")) > 0:
        yield LostContent(f"没有存下勾选的复选框（{boxes} 个）")
    if b"\\nestrow" in content:
        yield LostContent("格里套的表格（转换后，周围的格可能错位）")


def _prepare_open_document(content: bytes, shown: str) -> tuple[bytes, list[LostContent]]:
    copy, linked = BytesIO(), 0
    try:
        with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as new:
            size = sum(member.file_size for member in old.infolist())
            fault = f"文件解压后有 {size >> 20} MB，不像正常的文档" if size > _LARGEST else find_member_fault(old)
            if fault:
                raise InputError(f"{fault}。", path=shown)
            for member in old.infolist():
                part = old.read(member)
                is_markup = member.filename.lower().endswith((".xml", ".svg"))
                linked += len(_LINKED_IMAGE.findall(part)) if is_markup else 0
                new.writestr(member, _OUTSIDE_HREF.sub(rb'\1""', part) if is_markup else part)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError):
        raise InputError("文件不完整或已损坏。", remedy="请重新复制或下载。", path=shown) from None
    lost = [LostContent(f"链接到文件外的图片（{linked} 张）")] if linked else []
    return copy.getvalue(), lost


def _encode_plain(content: bytes) -> bytes:
    """Return a page in UTF-16 in UTF-8, any other as it is."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return b"\xef\xbb\xbf" + content.decode("utf-16", errors="replace").encode("utf-8", errors="replace")
    return content
