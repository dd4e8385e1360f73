"""Write the layout of a form in the notation that ``form_layout.py`` reads: read again, it is the same layout."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from docgen.documents.templates.form_layout import (
    FormLayout,
    LayoutCell,
    LayoutLine,
    LayoutParagraph,
    LayoutRow,
    LayoutTable,
    OfficialText,
    Slot,
)

_FILLER = "……"


def write_layout(layout: FormLayout, comment: str = "") -> str:
    """Return the HTML of the layout, one block or row a line; ``comment`` stands at its head for who reads the file."""
    return "\n".join(_write_lines(layout, comment)) + "\n"


def _write_lines(layout: FormLayout, comment: str) -> Iterator[str]:
    yield "<!doctype html>"
    yield f'<html lang="zh-CN"{_write_classes(layout.classes)}><meta charset="utf-8">'
    if comment:
        yield f"<!-- {comment.replace('--', '—')} -->"
    yield f"<title>{escape(layout.title, quote=False)}</title>"
    for section in layout.sections:
        yield f'<section id="{section.id}"{_write_classes(section.classes)}>'
        for block in section.blocks:
            if isinstance(block, LayoutParagraph):
                yield f"<{block.tag}{_write_classes(block.classes)}>{_write_line(block.line)}</{block.tag}>"
            else:
                yield from _write_table(block)
        yield "</section>"
    yield "</html>"


def _write_table(table: LayoutTable) -> Iterator[str]:
    yield f"<table{_write_classes(table.classes)}>"
    # Twelve digits keep the shares what they were: a reader divides by their sum.
    columns = "".join(f'<col style="width:{share * 100:.12g}%">' for share in table.shares)
    yield f"<colgroup>{columns}</colgroup>"
    for group in table.groups:
        if group.each:
            yield f'<tbody data-each="{group.each}">'
        yield from map(_write_row, group.rows)
        if group.each:
            yield "</tbody>"
    yield "</table>"


def _write_row(row: LayoutRow) -> str:
    each = f' data-each="{row.each}"' if row.each else ""
    return f"<tr{_write_classes(row.classes)}{each}>{''.join(map(_write_cell, row.cells))}</tr>"


def _write_cell(cell: LayoutCell) -> str:
    tag = "th" if cell.is_label else "td"
    attributes = "".join(f' {name}="{value}"' for name, value in _list_attributes(cell))
    content = _FILLER if _is_filled(cell) else "<br>".join(map(_write_line, cell.lines))
    return f"<{tag}{_write_classes(cell.classes)}{attributes}>{content}</{tag}>"


def _list_attributes(cell: LayoutCell) -> Iterator[tuple[str, int | str]]:
    if cell.colspan > 1:
        yield "colspan", cell.colspan
    if cell.rowspan > 1:
        yield "rowspan", cell.rowspan
    if cell.least_lines:
        yield "data-lines", cell.least_lines
    if _is_filled(cell):
        yield "data-slot", cell.lines[0].slots[0]


def _is_filled(cell: LayoutCell) -> bool:
    """True for a label that is an answer: the official text has a filler there."""
    return (
        cell.is_label and len(cell.lines) == 1 and tuple(map(Slot, cell.lines[0].slots)) == cell.lines[0].pieces != ()
    )


def _write_line(line: LayoutLine) -> str:
    written = []
    for span in line.spans:
        text = "".join(_write_piece(piece) for piece in span.pieces)
        written.append(f"<span{_write_classes(span.classes)}>{text}</span>" if span.classes else text)
    return "".join(written)


def _write_piece(piece: OfficialText | Slot) -> str:
    return f"{{{{ {piece.name} }}}}" if isinstance(piece, Slot) else escape(piece.text, quote=False)


def _write_classes(classes: tuple[str, ...]) -> str:
    return f' class="{" ".join(classes)}"' if classes else ""
