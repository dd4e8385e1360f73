"""Reader of a Word document (.docx, flat XML of Word 2007 or 2003) as a person sees it: :func:`read_word_document`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from docgen.errors import InputError
from docgen.project.word.reading_state import ReadingState, ReadParagraph, gather_text
from docgen.project.word.story_reader import StoryReader
from docgen.project.word.text_colours import read_paper
from docgen.project.word.word_document import (
    WordComment,
    WordDocument,
    WordFacts,
    WordMargin,
    WordNote,
    WordPlace,
    iterate_paragraphs,
)
from docgen.project.word.word_numbering import WordNumbering
from docgen.project.word.word_parts import (
    Element,
    WordPart,
    WordParts,
    get_attribute,
    open_word_parts,
    read_switch,
)
from docgen.project.word.word_styles import WordStyles

_TURNS = {"first": "首页", "even": "偶数页"}


def read_word_document(path: Path, shown: str = "") -> WordDocument:
    """Read the document as a person sees it; ``shown`` is the name of the file in messages, its path where it is "".

    Made for a child process (:func:`docgen.runtime.isolated_calls.call_isolated`): the result is plain records.
    Raises InputError, in Chinese, where the file is damaged, hostile, encrypted or no .docx; OSError where it cannot be
    opened. Nothing outside the file is looked at.
    """
    try:
        return _DocumentReader(open_word_parts(path, shown or str(path))).read()
    except RecursionError:
        raise InputError("里面套得太深，不像正常的文档，没有打开。", path=shown or path) from None


@dataclass(frozen=True)
class TracedWord:
    """A document, and where its paragraphs are in its main part: ``root`` is the tree of that part."""

    document: WordDocument
    root: Element
    paragraphs: tuple[ReadParagraph, ...]


def trace_word_document(path: Path, shown: str = "") -> TracedWord:
    """Read a document as :func:`read_word_document` does, and keep the elements that its paragraphs were read from."""
    parts = open_word_parts(path, shown or str(path))
    try:
        reader = _DocumentReader(parts, is_traced=True)
        document = reader.read()
    except RecursionError:
        raise InputError("里面套得太深，不像正常的文档，没有打开。", path=shown or path) from None
    return TracedWord(document, parts.main.root, reader.paragraphs)


class _DocumentReader:
    def __init__(self, parts: WordParts, *, is_traced: bool = False) -> None:
        self._parts = parts
        root = parts.main.root
        is_old = parts.dialect == "2003"
        styles = root.find("w:styles") if is_old else _get_root(parts.find("styles"))
        self._styles = WordStyles(styles)
        numbering = WordNumbering(None if is_old else _get_root(parts.find("numbering")), self._styles)
        self._state = ReadingState(self._styles, numbering, parts=parts, main_targets=parts.main.targets)
        self._state.paragraphs = [] if is_traced else None
        self._state.paper = read_paper(root)
        settings = parts.find("settings")
        self._settings = root.find("w:docPr") if is_old else _get_root(settings)

    @property
    def paragraphs(self) -> tuple[ReadParagraph, ...]:
        """The paragraphs with their elements, where the reading is traced."""
        return tuple(self._state.paragraphs or ())

    def read(self) -> WordDocument:
        body = self._parts.main.root.find("w:body")
        blocks = StoryReader(self._state).read(body) if body is not None else ()
        headers: list[WordMargin] = []
        footers: list[WordMargin] = []
        for margin in self._read_margins():
            (headers if margin.kind.endswith("页眉") else footers).append(margin)
        return WordDocument(
            blocks,
            tuple(headers),
            tuple(footers),
            tuple(self._read_notes()),
            tuple(self._read_comments()),
            tuple(self._state.changes),
            tuple(self._state.unread),
            self._read_facts(),
        )

    def _read_margins(self) -> Iterator[WordMargin]:
        """Yield the headers and footers that are shown on some page, each once."""
        has_even = bool(read_switch(self._settings, "w:evenAndOddHeaders"))
        seen: set[str] = set()
        for section in self._state.sections:
            has_first = bool(read_switch(section, "w:titlePg"))
            for node in section:
                kind = _MARGINS.get(node.tag)
                turn = get_attribute(node, "type")
                is_shown = turn not in _TURNS or (has_first if turn == "first" else has_even)
                if kind is None or not is_shown:
                    continue
                name = self._parts.main.targets.get(get_attribute(node, "id"), "")
                if name in seen or (not len(node) and not self._parts.has(name)):
                    continue
                seen |= {name} if name else set()
                # Word 2003 has headers inside the section itself.
                root = node if len(node) else self._parts.open(name).root
                label = f"{_TURNS.get(turn, '')}{kind}"
                yield WordMargin(label, StoryReader(self._state, label).read(root))

    def _read_notes(self) -> Iterator[WordNote]:
        contents = {"脚注": self._index("footnotes", "w:footnote"), "尾注": self._index("endnotes", "w:endnote")}
        marks = list(self._state.notes)
        for mark in marks:
            content = contents[mark.kind].get(mark.identifier) if mark.content is None else mark.content
            if content is not None:
                label = f"{mark.kind}{mark.number}"
                blocks = StoryReader(self._state, label).read(content)
                yield WordNote(mark.kind, mark.number, blocks, mark.place)

    def _read_comments(self) -> Iterator[WordComment]:
        for identifier, node in self._index("comments", "w:comment").items():
            place = self._state.comment_places.get(identifier)
            yield self._read_comment(node, place)
        for node, place in self._state.old_comments:
            yield self._read_comment(node, place)

    def _read_comment(self, node: Element, place: WordPlace | None) -> WordComment:
        state = ReadingState(self._styles, WordNumbering(None, self._styles))
        blocks = StoryReader(state, "批注").read(node)
        text = "\n".join(paragraph.text for paragraph in iterate_paragraphs(blocks)).strip()
        return WordComment(get_attribute(node, "author"), text or gather_text(node), place)

    def _index(self, kind: str, name: str) -> Mapping[str, Element]:
        part = self._parts.find(kind)
        return {} if part is None else {get_attribute(node, "id"): node for node in part.root.findall(name)}

    def _read_facts(self) -> WordFacts:
        properties = self._parts.read_properties()
        texts = {} if properties is None else {one.tag.rpartition("}")[2]: one.text or "" for one in properties}
        protection = None if self._settings is None else self._settings.find("w:documentProtection")
        pages = texts.get("Pages", "")
        return WordFacts(
            self._parts.dialect,
            texts.get("Application", "").strip(),
            int(pages) if pages.isascii() and pages.isdigit() and len(pages) < 7 else 0,
            self._parts.has_macros,
            protection is not None and get_attribute(protection, "enforcement").lower() in ("1", "true", "on"),
            max(len(self._state.sections), 1),
            self._state.large_pictures,
        )


_MARGINS = {"w:headerReference": "页眉", "w:footerReference": "页脚", "w:hdr": "页眉", "w:ftr": "页脚"}


def _get_root(part: WordPart | None) -> Element | None:
    return None if part is None else part.root
