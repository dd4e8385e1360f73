"""Any Word-like file as a :class:`WordDocument`, or a refusal in Chinese that says what to do: :func:`open_word_form`.

.docx and XML are read as they are; .doc, .wps, .rtf, .odt and HTML named .doc through LibreOffice. All foreign bytes
are read in a child process; nothing outside the file is looked at.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from docgen.errors import InputError, ToolMissing
from docgen.problems.problem import Problem, Where
from docgen.project.word.converted_document import mend_converted
from docgen.project.word.foreign_reading import read_foreign_word
from docgen.project.word.word_copy import PreparedCopy, write_word_copy
from docgen.project.word.word_document import WordDocument
from docgen.project.word.word_reader import read_word_document
from docgen.runtime.old_word_text import WRITTEN_MARK
from docgen.runtime.tools import Tools
from docgen.runtime.word_sniffing import WordKind, sniff_word

_SAVE_AS = "请用 Word 或 WPS 打开，另存为 .docx 再用。"


@dataclass(frozen=True)
class OpenedWord:
    """A document that was read: what is in it, the .docx it was read from, and what the user has to know.

    ``docx`` is the file itself or what LibreOffice made of it; None for a document in one XML file. ``kind`` is that of
    the file by its bytes. ``notes`` are problems of the group word.
    """

    document: WordDocument
    docx: Path | None
    kind: WordKind
    notes: tuple[Problem, ...]


def open_word_form(path: Path, work: Path, tools: Tools | None = None, shown: str = "") -> OpenedWord:
    """Open a Word-like file of whatever kind; ``shown`` is its name in messages.

    ``work`` is a folder for what LibreOffice makes; nothing is written beside the file. LibreOffice is looked for only
    where it is needed. Raises InputError, with a remedy, for a file that cannot be read; ToolMissing where it has to be
    converted and LibreOffice is not there, with the way out; ToolFailed, Cancelled.
    """
    shown = shown or str(path)
    found = read_foreign_word(_read_directly, path, shown)
    if found.document is not None:
        docx = path if found.kind is WordKind.OPEN_XML else None
        return OpenedWord(found.document, docx, found.kind, tuple(_find_notes(found.document, found.kind, shown)))
    docx, prepared = _convert(path, found.kind, work, tools or Tools(), shown)
    document = mend_converted(*read_foreign_word(_read_converted, docx, shown), prepared)
    return OpenedWord(document, docx, found.kind, tuple(_find_notes(document, found.kind, shown)))


class _DirectlyRead(NamedTuple):
    kind: WordKind
    document: WordDocument | None


def _read_directly(path: Path, shown: str) -> _DirectlyRead:
    kind = sniff_word(path, shown)
    return _DirectlyRead(kind, read_word_document(path, shown) if kind.is_read_directly else None)


def _convert(path: Path, kind: WordKind, work: Path, tools: Tools, shown: str) -> tuple[Path, PreparedCopy]:
    from docgen.runtime.office_engine import ConversionWatch
    from docgen.runtime.word_conversion import convert_to_docx

    try:
        office = tools.find_office()
    except ToolMissing as error:
        message = f"读这种文件（{kind.value}）要 LibreOffice：{error.message}"
        remedy = f"{_SAVE_AS.removesuffix('。')}，就不要 LibreOffice；或者：{error.remedy}"
        raise ToolMissing(message, remedy=remedy, path=shown) from None
    work.mkdir(parents=True, exist_ok=True)
    copy = work / f"original{kind.value}"
    prepared = read_foreign_word(_write_copy, path, shown, copy, kind)
    watch = ConversionWatch(lambda: tools.progress.is_cancelled)
    made = convert_to_docx(office, copy, work, watch=watch)
    tools.progress.raise_if_cancelled()
    if isinstance(made, str):
        raise InputError(f"文件读不出来：{made}。", remedy=_SAVE_AS, path=shown)
    return made, prepared


def _write_copy(path: Path, shown: str, copy: Path, kind: WordKind) -> PreparedCopy:
    return write_word_copy(path, copy, kind, shown)


def _read_converted(docx: Path, shown: str) -> tuple[WordDocument, int]:
    """Read what LibreOffice made, and count the marks of what was written over fields."""
    with zipfile.ZipFile(docx) as archive:
        parts = (archive.read(name) for name in archive.namelist() if name.startswith("word/"))
        marks = sum(part.count(WRITTEN_MARK.encode()) for part in parts)
    return read_word_document(docx, shown), marks


def _find_notes(document: WordDocument, kind: WordKind, shown: str) -> Iterator[Problem]:
    where = Where(shown)
    facts = document.facts
    if document.is_photographed:
        message = f"文件里是图片（{facts.large_pictures} 张），几乎没有文字，填了什么读不出来。"
        yield Problem("word.photographed", where, message, "请向填表的单位要能编辑的 Word 文件。")
    if not kind.is_read_directly:
        message = f"是 {kind.value} 文件，由 LibreOffice 转换后读入。"
        yield Problem("word.converted", where, message, "读出的勾选和数字，请与原件核对一遍。")
    if facts.has_macros:
        yield Problem("word.macros", where, "文件里有宏，没有运行，只读了文字。", "不认得这些宏的来历，就不要启用。")
