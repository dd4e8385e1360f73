"""Write a filled form as the XML of Word, in one of many looks that people and programs give to the same text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from form_model import Block, Cell, Drawing, FormText, Line, Paragraph, Piece, Row, Table, text_of_line
from word_package import pack_in_library_template, pack_word

NUMBER = re.compile(r"^([一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+\.)")
WIDTH = 8844
PICTURE = '<w:r><w:pict><v:rect style="width:100pt;height:60pt" fillcolor="#ccc"/></w:pict></w:r>'
OLD = "见上年稿"
"""The answer that stood there before it was changed with tracking."""

CHANGED = 'w:id="{}" w:author="王工" w:date="2026-01-01T00:00:00Z"'


@dataclass(frozen=True)
class Look:
    """Ways of Word to hold the same text.

    ``lines``: paragraphs or breaks; ``headings``: styles, plain, numbered; ``controls``: answers, cells, rows, blocks;
    ``grid``: plain, fine (each column is two), none; ``cover``: plain, underlined, tabs; ``breaks``: none, pages,
    sections; ``package``: bare or library.
    """

    font: str = "仿宋_GB2312"
    lines: str = "paragraphs"
    headings: str = "plain"
    controls: str = ""
    grid: str = "plain"
    cover: str = "plain"
    breaks: str = "pages"
    package: str = "bare"
    is_landscape: bool = False
    is_split: bool = False
    is_tracked: bool = False
    has_noise: bool = False
    has_empty_paragraphs: bool = False
    header: str = ""
    comments: tuple[str, ...] = ()
    footnote: str = ""


def write_form(path: Path, text: FormText, look: Look) -> None:
    """Write the form at ``path``."""
    body = "".join(WordWriter(look).write(text))
    if look.package == "library":
        pack_in_library_template(path, body)
        return
    parts = {}
    if look.header:
        parts["header"] = _bare_paragraph(look.header)
        parts["footer"] = _bare_paragraph("第 1 页 共 20 页")
    if look.comments:
        parts["comments"] = "".join(
            f"<w:comment {CHANGED.format(number)}>{_bare_paragraph(told)}</w:comment>"
            for number, told in enumerate(look.comments)
        )
    if look.footnote:
        parts["footnotes"] = f'<w:footnote w:id="2">{_bare_paragraph(look.footnote)}</w:footnote>'
    pack_word(path, body, look.font, parts)


def _bare_paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


class WordWriter:
    def __init__(self, look: Look) -> None:
        self.look = look
        self.number = 100
        self.comments = list(enumerate(look.comments))

    def write(self, text: FormText) -> Iterator[str]:
        for at, section in enumerate(text.sections):
            if at and self.look.breaks == "pages":
                yield '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
            for block in section.blocks:
                yield self._write_block(block, section.id)
                if self.look.has_empty_paragraphs:
                    yield "<w:p/>"
            if self.look.breaks == "sections" and at < len(text.sections) - 1:
                yield f"<w:p><w:pPr>{self._section()}</w:pPr></w:p>"
        yield self._section()

    def _section(self) -> str:
        shown = '<w:headerReference w:type="default" r:id="header"/><w:footerReference w:type="default" r:id="footer"/>'
        size = (
            '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
            if self.look.is_landscape
            else ('<w:pgSz w:w="11906" w:h="16838"/>')
        )
        margins = '<w:pgMar w:top="1440" w:right="1531" w:bottom="1440" w:left="1531"/>'
        return f"<w:sectPr>{shown if self.look.header else ''}{size}{margins}</w:sectPr>"

    def _write_block(self, block: Block, section: str) -> str:
        match block:
            case Paragraph():
                return self._write_paragraph(block, section)
            case Table():
                table = self.write_table(block)
                boxed = f"<w:sdt><w:sdtPr/><w:sdtContent>{table}</w:sdtContent></w:sdt>"
                return (boxed if self.look.controls == "blocks" else table) + "<w:p/>"
            case Drawing(rows=[]):
                return f"<w:p>{PICTURE}</w:p>"
            case Drawing(rows=rows):
                cells = [Row([Cell([[Piece(text)]]) for text in row]) for row in rows]
                return self.write_table(Table(cells, [1 / len(rows[0])] * len(rows[0]))) + "<w:p/>"

    def _write_paragraph(self, block: Paragraph, section: str) -> str:
        line, properties = block.line, ""
        level = {"h2": 0, "h3": 0, "h4": 1, "h5": 2}.get(block.kind)
        if block.kind == "line" and self.look.cover != "plain":
            line = self._underline(line)
        if level is not None and self.look.headings == "styles":
            properties = f'<w:pStyle w:val="{level + 1}"/>'
        if level is not None and self.look.headings == "numbered" and NUMBER.match(line[0].text):
            line = [replace(line[0], text=NUMBER.sub("", line[0].text)), *line[1:]]
            listed = 1 if block.kind == "h2" else 2
            properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{listed}"/></w:numPr>'
        if level is not None and self.look.headings == "plain":
            line = [replace(piece, bold=True) for piece in line]
        if block.kind == "listed":
            properties = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr>'
        if block.kind == "answer":
            properties = '<w:pStyle w:val="a5"/>' if self.look.headings == "plain" else '<w:ind w:firstLine="420"/>'
        return "".join(self.write_lines([line], properties))

    def _underline(self, line: Line) -> Line:
        """The blanks of the cover: the answer on an underlined blank, or between tabs."""
        gap = "\t" if self.look.cover == "tabs" else "    "
        found: Line = []
        for piece in line:
            if piece.slot:
                found += [Piece(gap, underlined=True), replace(piece, underlined=True), Piece(gap, underlined=True)]
            else:
                found.append(piece)
        return found

    # -- lines and runs -----------------------------------------------------------------------------------------------

    def write_lines(self, lines: Iterable[Line], properties: str = "") -> Iterator[str]:
        """Each line as a paragraph, or all in one with line breaks."""
        split = [part for line in lines for part in _split_line(line)]
        if self.look.lines == "breaks" and len(split) > 1:
            joined: Line = []
            for at, line in enumerate(split):
                joined += [*([Piece("\v")] if at else []), *line]
            split = [joined]
        for line in split or [[]]:
            inside = "".join(self._write_pieces(line))
            shown = f"<w:pPr>{properties}</w:pPr>" if properties else ""
            yield f"<w:p>{shown}{self._note(inside, line)}</w:p>"

    def _note(self, inside: str, line: Line) -> str:
        """Let some paragraphs have a comment, and noise."""
        if self.comments and any(piece.slot and piece.text for piece in line):
            number, _ = self.comments.pop(0)
            inside = (
                f'<w:commentRangeStart w:id="{number}"/>{inside}<w:commentRangeEnd w:id="{number}"/>'
                f'<w:r><w:commentReference w:id="{number}"/></w:r>'
            )
        if self.look.has_noise:
            self.number += 1
            inside = (
                f'<w:bookmarkStart w:id="{self.number}" w:name="_Goto{self.number}"/>'
                f'<w:bookmarkEnd w:id="{self.number}"/>'
                f'<w:proofErr w:type="spellStart"/><w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr></w:r>{inside}'
                '<w:proofErr w:type="spellEnd"/><w:r><w:lastRenderedPageBreak/></w:r>'
            )
        return inside

    def _write_pieces(self, line: Line) -> Iterator[str]:
        for piece in line:
            runs = piece.xml or self._write_run(piece)
            if piece.slot and runs and self.look.is_tracked and not piece.xml:
                self.number += 2
                deleted = f"<w:r><w:delText>{OLD}</w:delText></w:r>"
                runs = (
                    f"<w:del {CHANGED.format(self.number)}>{deleted}</w:del>"
                    f"<w:ins {CHANGED.format(self.number + 1)}>{runs}</w:ins>"
                )
            if piece.slot and runs and self.look.controls == "answers" and not piece.xml:
                runs = f"<w:sdt><w:sdtPr/><w:sdtContent>{runs}</w:sdtContent></w:sdt>"
            yield runs

    def _write_run(self, piece: Piece) -> str:
        font = f'w:ascii="{piece.font}" w:hAnsi="{piece.font}"' if piece.font else ""
        properties = f'<w:rFonts {font} w:hint="eastAsia"/>' if not font else f"<w:rFonts {font}/>"
        marks = {"<w:b/>": piece.bold, "<w:strike/>": piece.struck, '<w:u w:val="single"/>': piece.underlined}
        marks['<w:vertAlign w:val="superscript"/>'] = piece.raised
        properties += "".join(mark for mark, is_set in marks.items() if is_set)
        texts = list(piece.text) if self.look.is_split else [piece.text] if piece.text else []
        return "".join(f"<w:r><w:rPr>{properties}</w:rPr>{_write_text(text)}</w:r>" for text in texts)

    # -- tables -------------------------------------------------------------------------------------------------------

    def write_table(self, table: Table) -> str:
        times = 2 if self.look.grid == "fine" else 1
        widths = [round(WIDTH * share / times) for share in table.shares for _ in range(times)]
        grid = "" if self.look.grid == "none" else "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        edges = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right"))
        inner = '<w:insideH w:val="single" w:sz="4"/><w:insideV w:val="single" w:sz="4"/>'
        properties = (
            f'<w:tblPr><w:tblW w:w="{WIDTH}" w:type="dxa"/><w:tblBorders>{edges}{inner}</w:tblBorders></w:tblPr>'
        )
        rows = "".join(self._write_rows(table, widths, times))
        return f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"

    def _write_rows(self, table: Table, widths: list[int], times: int) -> Iterator[str]:
        held: dict[int, tuple[int, int]] = {}
        for row in table.rows:
            cells, column, written = list(row.cells), 0, []
            while cells or column in held:
                if column in held:
                    left, span = held.pop(column)
                    written.append(self._write_cell(None, widths, column, span, times, "continue"))
                else:
                    cell = cells.pop(0)
                    left, span = cell.rowspan, cell.colspan
                    written.append(self._write_cell(cell, widths, column, span, times, "restart" if left > 1 else ""))
                if left > 1:
                    held[column] = (left - 1, span)
                column += span
            heading = "<w:trPr><w:tblHeader/></w:trPr>" if row.is_heading else ""
            if row.is_deleted:
                self.number += 1
                heading = f"<w:trPr><w:del {CHANGED.format(self.number)}/></w:trPr>"
            one = f"<w:tr>{heading}{''.join(written)}</w:tr>"
            yield (
                f"<w:sdt><w:sdtPr/><w:sdtContent>{one}</w:sdtContent></w:sdt>" if self.look.controls == "rows" else one
            )

    def _write_cell(self, cell: Cell | None, widths: list[int], column: int, span: int, times: int, merge: str) -> str:
        width = sum(widths[column * times : (column + span) * times])
        spans = f'<w:gridSpan w:val="{span * times}"/>' if span * times > 1 else ""
        merged = {"": "", "restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}[merge]
        inside = "".join(self.write_lines(cell.lines)) if cell else "<w:p/>"
        if cell and cell.inner:
            inside = self._put_inside(cell, inside)
        properties = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}{merged}</w:tcPr>'
        written = f"<w:tc>{properties}{inside}</w:tc>"
        is_answer = cell is not None and any(piece.slot for line in cell.lines for piece in line)
        if self.look.controls == "cells" and is_answer:
            return f"<w:sdt><w:sdtPr/><w:sdtContent>{written}</w:sdtContent></w:sdt>"
        return written

    def _put_inside(self, cell: Cell, inside: str) -> str:
        if cell.inner == "table":
            rows = [Row([Cell(cell.lines)])]
            return replace_writer(self.look).write_table(Table(rows, [0.5])) + "<w:p/>"
        if cell.inner == "box":
            box = f"<w:txbxContent>{inside}</w:txbxContent>"
            shape = '<v:shape type="#_x0000_t202" style="position:absolute;width:200pt;height:40pt">'
            return f"<w:p><w:r><w:pict>{shape}<v:textbox>{box}</v:textbox></v:shape></w:pict></w:r></w:p>"
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def replace_writer(look: Look) -> WordWriter:
    """A writer for a table within a cell."""
    return WordWriter(replace(look, controls="", grid="plain"))


def _split_line(line: Line) -> list[Line]:
    """A line whose answers have several paragraphs is several lines."""
    lines: list[Line] = [[]]
    for piece in line:
        first, *rest = piece.text.split("\n")
        lines[-1].append(replace(piece, text=first))
        lines += [[replace(piece, text=text, xml="")] for text in rest]
    return lines


def _write_text(text: str) -> str:
    found = ""
    for part in re.split(r"([\v\t])", text):
        if part in ("\v", "\t"):
            found += "<w:br/>" if part == "\v" else "<w:tab/>"
        elif part:
            found += f'<w:t xml:space="preserve">{escape(part, quote=False)}</w:t>'
    return found


def is_answered(line: Line) -> bool:
    return any(piece.slot for piece in line) and bool(text_of_line(line).strip())
