"""The form inside an official document, which may be a whole notice, and what of the document is not part of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docgen.documents.alignment.outside_texts import is_page_number
from docgen.documents.form_import.blank_blocks import is_attachment_mark
from docgen.errors import InputError
from docgen.project.word.word_document import (
    WordBlock,
    WordDocument,
    WordParagraph,
    WordTable,
    iterate_paragraphs,
)
from docgen.values import shorten_text

_FEWEST = 3
"""An attachment with fewer cells to fill in is no form."""
_SMALL = 0.2
"""An attachment with less than this share of the cells of the largest one (a 汇总表) is not the form that is meant."""


def choose_form(document: WordDocument, shown: str) -> tuple[Sequence[WordBlock], list[str]]:
    """Return the blocks of the form, and in Chinese what of the document is left out.

    A document is divided where 附件1 stands alone on its line. Raises InputError where several attachments are forms;
    ``shown`` is the name of the file in messages.
    """
    pieces = _divide(document.blocks)
    counts = [_count_empty(piece) for piece in pieces]
    least = max(_FEWEST, _SMALL * max(counts))
    forms = [piece for piece, count in zip(pieces, counts, strict=True) if count >= least]
    if len(forms) > 1:
        names = "、".join(map(_name_piece, forms))
        remedy = "请在 Word 里把要导入的那一张另存为单独的文件。"
        raise InputError(f"文件里有 {len(forms)} 张表：{names}。", remedy=remedy, path=shown)
    left_out = list(_list_beside(document))
    if not forms:
        return document.blocks, left_out
    for piece in pieces:
        if piece is not forms[0] and _name_piece(piece):
            left_out.append(f"{_name_piece(piece)}……（共 {len(piece)} 段，不是这张表的）")
    return forms[0], left_out


def _divide(blocks: Sequence[WordBlock]) -> list[list[WordBlock]]:
    pieces: list[list[WordBlock]] = [[]]
    for block in blocks:
        text = block.text.strip() if isinstance(block, WordParagraph) else ""
        # 附表 is a table of the form itself.
        if is_attachment_mark(text) and "表" not in text:
            pieces.append([])
        pieces[-1].append(block)
    return pieces


def _count_empty(blocks: Sequence[WordBlock]) -> int:
    """Count the cells of tables that are empty or have a box."""
    tables = (block for block in blocks if isinstance(block, WordTable))
    cells = (cell for table in tables for row in table.rows for cell in row.cells)
    return sum(1 for cell in cells if not cell.text.strip() or any(one.boxes for one in cell.paragraphs))


def _name_piece(blocks: Sequence[WordBlock]) -> str:
    """Return the first words of an attachment, without its mark."""
    texts = (block.text.strip() for block in blocks if isinstance(block, WordParagraph))
    return shorten_text(next((text for text in texts if text and not is_attachment_mark(text)), ""), 30)


def _list_beside(document: WordDocument) -> Iterator[str]:
    """Yield in Chinese what stands beside the text: headers and footers, notes, comments, changes, what is no text."""
    for margin in (*document.headers, *document.footers):
        texts = [one.text.strip() for one in iterate_paragraphs(margin.blocks) if not is_page_number(one.text)]
        if texts:
            yield f"{margin.kind}：{shorten_text('／'.join(texts))}"
    for note in document.notes:
        text = "".join(one.text for one in iterate_paragraphs(note.blocks)).strip()
        yield f"{note.kind}{note.number}（{note.place.describe()}）：{shorten_text(text)}"
    for comment in document.comments:
        yield f"批注（{comment.author}）：{shorten_text(comment.text)}"
    if document.changes:
        yield f"修订 {len(document.changes)} 处，按接受后的文字读"
    for found in document.unread:
        yield f"{found.what}（{found.place.describe()}）{f'：{shorten_text(found.text)}' if found.text else ''}"
    for table in (block for block in document.blocks if isinstance(block, WordTable)):
        for cell in (cell for row in table.rows for cell in row.cells):
            if len(cell.paragraphs) < len(cell.blocks):
                yield f"格子里套的表格或文本框（{cell.place.describe()}）"
