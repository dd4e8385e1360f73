"""The text that counts at the place of an answer: struck words and raised marks behind a number do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docgen.documents.alignment.slot_texts import TextSpan
from docgen.project.word.word_document import PieceKind, TextMark, WordPiece
from docgen.values import shorten_text


@dataclass(frozen=True)
class SpanText:
    """The text of an answer, a line for each paragraph or line break; ``doubt`` as in :class:`ReadAnswer`."""

    text: str
    doubt: str = ""


def gather_text(spans: Sequence[TextSpan], *, with_numbers: bool = False) -> SpanText:
    """Gather the text of an answer from its spans.

    ``with_numbers`` keeps the numbers that Word writes before paragraphs: they belong to prose, not to names.
    """
    gathered = _Gathered()
    lines = [_gather_line(span, gathered, with_numbers=with_numbers) for span in spans]
    text = "\n".join(lines)
    if gathered.struck:
        words = shorten_text("".join(gathered.struck), 30)
        return SpanText(text, f"有划去的字“{words}”，没有算进去")
    if gathered.raised:
        return SpanText(text, f"数字右上角有“{''.join(gathered.raised)}”，当作注号没有算进去")
    if gathered.objects and not text.strip():
        return SpanText(text, f"这里是{'、'.join(gathered.objects)}，没有文字")
    return SpanText(text)


class _Gathered:
    def __init__(self) -> None:
        self.struck: list[str] = []
        self.raised: list[str] = []
        self.objects: list[str] = []


def _gather_line(span: TextSpan, gathered: _Gathered, *, with_numbers: bool) -> str:
    text = ""
    for piece, part in _iterate_parts(span):
        if piece.kind is PieceKind.OBJECT:
            gathered.objects.append(piece.detail)
        elif piece.marks & TextMark.STRUCK and part.strip():
            gathered.struck.append(part)
        elif piece.marks & TextMark.RAISED and part.strip().isdigit() and text[-1:].isdigit():
            gathered.raised.append(part)
        else:
            text += " " if piece.kind is PieceKind.TAB else part
    is_whole = with_numbers and span.start == 0 and text.strip()
    return span.paragraph.number + text if is_whole else text


def _iterate_parts(span: TextSpan) -> Iterator[tuple[WordPiece, str]]:
    """Yield each piece with the part of its text that lies in the span."""
    position = 0
    for piece in span.paragraph.pieces:
        end = position + len(piece.text)
        if span.start <= position <= span.end or position < span.end < end or position < span.start < end:
            yield piece, span.paragraph.text[max(position, span.start) : min(end, span.end)]
        position = end
