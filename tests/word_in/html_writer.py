"""Write a filled form as HTML, which LibreOffice turns into Word documents of a wholly other build."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from form_model import Block, Cell, Drawing, FormText, Line, Paragraph, Piece, Table

TAGS = {"h1": "h1", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h5"}


def write_html(path: Path, text: FormText, paragraphs: bool) -> None:
    """Write the form; the lines of a cell are paragraphs, or separated by <br>."""
    inside = "\n".join(_write_block(block, paragraphs) for section in text.sections for block in section.blocks)
    head = '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>申报表</title></head>'
    path.write_text(f"{head}<body>\n{inside}\n</body></html>\n", encoding="utf-8", newline="\n")


def _write_block(block: Block, paragraphs: bool) -> str:
    match block:
        case Paragraph():
            tag = TAGS.get(block.kind, "p")
            return "\n".join(f"<{tag}>{one}</{tag}>" for one in _write_lines([block.line]))
        case Table():
            rows = "\n".join(
                f"<tr>{''.join(_write_cell(cell, paragraphs) for cell in row.cells)}</tr>" for row in block.rows
            )
            columns = "".join(f'<col width="{round(600 * share)}">' for share in block.shares)
            return f'<table border="1" cellpadding="4" cellspacing="0" width="600">{columns}\n{rows}\n</table>'
        case Drawing(rows=rows):
            cells = "".join(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>" for row in rows)
            return f'<table border="1">{cells}</table>' if rows else "<hr>"


def _write_cell(cell: Cell, paragraphs: bool) -> str:
    tag = "th" if cell.is_label else "td"
    spans = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    spans += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    lines = list(_write_lines(cell.lines))
    inside = "".join(f"<p>{line or '<br>'}</p>" for line in lines) if paragraphs else "<br>".join(lines)
    return f"<{tag}{spans}>{inside}</{tag}>"


def _write_lines(lines: list[Line]) -> Iterator[str]:
    for line in lines:
        yield from "".join(_write_piece(piece) for piece in line).split("\n")


def _write_piece(piece: Piece) -> str:
    found = escape(piece.text, quote=False).replace("\v", "<br>").replace("\t", "&emsp;")
    found = found.replace("\xa0", "&nbsp;")
    for tag, is_set in {"u": piece.underlined, "s": piece.struck, "b": piece.bold, "sup": piece.raised}.items():
        found = f"<{tag}>{found}</{tag}>" if is_set and found else found
    return f'<font face="{piece.font}">{found}</font>' if piece.font and found else found
