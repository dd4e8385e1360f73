"""The headings of the prose of a form (a plan), by their numbers, and where its text is to be written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docgen.definitions.form_words import FormWords, has_any
from docgen.documents.form_import.blank_blocks import SeenBlock, SeenParagraph, SeenTable
from docgen.documents.form_import.blank_cells import LIMIT
from docgen.project.word.word_document import WordPlace

_NUMBERS = (
    re.compile(r"[一二三四五六七八九十]{1,3}[、．.]\s*\S"),
    re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]\s*\S"),
    re.compile(r"\d{1,2}[．.、]\s*\S"),
    re.compile(r"[（(]\d{1,2}[）)]\s*\S"),
    re.compile(r"[①-⑳]\s*\S"),
)
"""The numbers of headings in official documents (GB/T 9704): the first level, the second …"""
_TAGS = (("h3", ()), ("h4", ()), ("h5", ()), ("p", ("stage",)), ("p", ("stage",)))
_NOTE = re.compile(r"[（(]?(?:备注|注|说明)[：:]|[a-zA-Z][.．、]")
_LONGEST = 40


@dataclass(frozen=True)
class PlanHeadings:
    """The blocks of a part of prose, with a place where text is to be written; the level of each heading."""

    blocks: tuple[SeenBlock | WordPlace, ...]
    levels: dict[int, int]

    @classmethod
    def find(cls, blocks: Sequence[SeenBlock], words: FormWords) -> PlanHeadings | None:
        """Find the headings of a part; None where it is no prose: tables to fill in, or no numbered heading."""
        patterns: list[int] = []
        levels: dict[int, int] = {}
        for block in blocks:
            number = _find_number(block) if isinstance(block, SeenParagraph) else None
            if number is not None:
                patterns += [] if number in patterns else [number]
                levels[id(block)] = patterns.index(number) + 1
        found = tuple(_add_places(blocks, levels, words)) if levels else ()
        return cls(found, levels) if any(isinstance(block, WordPlace) for block in found) else None

    def find_style(self, paragraph: SeenParagraph) -> tuple[str, tuple[str, ...]]:
        """Return the tag and the classes of a paragraph."""
        level = self.levels.get(id(paragraph))
        if level:
            return _TAGS[min(level, len(_TAGS)) - 1]
        words = paragraph.words
        if LIMIT.search(words) and len(words) < 20:
            return "p", ("limit",)
        return "p", ("note",) if _NOTE.match(words) else ("hint",)


def is_numbered(paragraph: SeenParagraph) -> bool:
    """Return True for a short line that begins with a number, as headings do."""
    return _find_number(paragraph) is not None


def _find_number(paragraph: SeenParagraph) -> int | None:
    words = paragraph.words
    if len(words) > _LONGEST or "。" in words or "；" in words:
        return None
    return next((number for number, pattern in enumerate(_NUMBERS) if pattern.match(words)), None)


def _add_places(
    blocks: Sequence[SeenBlock], levels: dict[int, int], words: FormWords
) -> Iterator[SeenBlock | WordPlace]:
    """Yield the blocks without empty lines; after each heading that no deeper one follows, the place of its text.

    An empty line below a heading shows such a place. Where the document has none, it is below every heading, but for
    one that a table belongs to; a table of goals below a heading of the first level still has words before it.
    """
    groups: list[list[SeenBlock]] = [[]]
    for block in blocks:
        if isinstance(block, SeenParagraph) and id(block) in levels:
            groups.append([])
        groups[-1].append(block)
    yield from (block for block in groups[0] if not _is_empty(block))
    shown = [_has_line(group) for group in groups[1:]]
    # One alone is no sign: an empty line at the end of a part holds the break of its page.
    shown = shown if sum(shown) > 1 else [False] * len(shown)
    for number, group in enumerate(groups[1:]):
        heading = group[0]
        assert isinstance(heading, SeenParagraph)
        level = levels[id(heading)]
        after = groups[number + 2][0] if number + 2 < len(groups) else None
        has_deeper = after is not None and levels[id(after)] > level
        is_place = shown[number] if any(shown) else not (has_deeper and len(group) < 3)
        tables = [block for block in group if isinstance(block, SeenTable)]
        if tables and not any(shown):
            is_place = level == 1 and _is_of_goals(tables[0], words)
        if any(shown) and has_deeper:
            is_place = shown[number] and any(not _is_empty(block) for block in group[1:])
        yield from _place_text(group, heading.place if is_place else None)


def _place_text(group: Sequence[SeenBlock], place: WordPlace | None) -> Iterator[SeenBlock | WordPlace]:
    """Yield a heading, its hints, the place of the text, then tables and the notes below them."""
    filled = [block for block in group if not _is_empty(block)]
    table = next((n for n, block in enumerate(filled) if isinstance(block, SeenTable)), len(filled))
    yield from filled[:table]
    if place:
        yield place
    yield from filled[table:]


def _is_of_goals(table: SeenTable, words: FormWords) -> bool:
    """Return True for a table whose first row has a column of base values and one of targets."""
    texts = [cell.text.text for cell in table.rows[0][1:]]
    return sum(any(has_any(text, one.words) for text in texts) for one in words.goal_columns) > 1


def _is_empty(block: SeenBlock) -> bool:
    return isinstance(block, SeenParagraph) and not block.words


def _has_line(group: Sequence[SeenBlock]) -> bool:
    """Return True if an empty line stands below the heading and its hints, before any table."""
    table = next((n for n, block in enumerate(group) if isinstance(block, SeenTable)), len(group))
    return any(_is_empty(block) for block in group[:table])
