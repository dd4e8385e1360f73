"""Ways of Word to hold an answer: form fields, controls for dates and choices, hidden text, numbers written by Word.

And edits of the official text that change what a figure means: another unit, other years.
"""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from html import escape

from docgen.definitions.form import Matrix, Series, Text
from drawn_answers import BLANK, Truth, canonical
from filling import Filled
from form_model import Cell, Paragraph, Piece, text_of_line
from table_structures import find_series_row, is_spanned, list_series

_TEXT = '<w:t xml:space="preserve">{}</w:t>'
_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="Text1"/><w:enabled/><w:textInput/></w:ffData>'
    '</w:fldChar></w:r><w:r><w:instrText xml:space="preserve"> FORMTEXT </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r>{}</w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
_DATE = (
    '<w:sdt><w:sdtPr><w:date w:fullDate="2025-04-18T00:00:00Z"><w:dateFormat w:val="yyyy年M月d日"/>'
    '<w:lid w:val="zh-CN"/>'
    "</w:date></w:sdtPr><w:sdtContent><w:r>{}</w:r></w:sdtContent></w:sdt>"
)
_DROP_DOWN = (
    '<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:displayText="请选择" w:value=""/>'
    '<w:listItem w:displayText="其他" w:value="2"/></w:dropDownList></w:sdtPr>'
    "<w:sdtContent><w:r>{}</w:r></w:sdtContent></w:sdt>"
)
_PLACEHOLDER = (
    '<w:sdt><w:sdtPr><w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent><w:r><w:rPr><w:color w:val="808080"/></w:rPr>'
    "<w:t>单击或点击此处输入文字。</w:t></w:r></w:sdtContent></w:sdt>"
)
_HIDDEN = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>（示例：{}）</w:t></w:r>"
_LINK = '<w:hyperlink w:anchor="top"><w:r>{}</w:r></w:hyperlink>'
_SIMPLE = '<w:fldSimple w:instr=" DOCPROPERTY Answer "><w:r>{}</w:r></w:fldSimple>'


def _wrap(filled: Filled, pattern: str, lot: random.Random, share: float) -> None:
    """Let answers of one line stand in such XML."""
    for line in filled.text.lines():
        line[:] = [
            replace(piece, xml=pattern.format(_TEXT.format(escape(piece.text, quote=False))))
            if piece.slot
            and piece.text
            and not piece.xml
            and not set(piece.text) & set("\n\v\t")
            and lot.random() < share
            else piece
            for piece in line
        ]


def form_fields(filled: Filled, lot: random.Random) -> None:
    """Answers in fields of an old form, in drop-down lists, links and fields of properties; blanks as placeholders."""
    for line in filled.text.lines():
        line[:] = [
            replace(piece, xml=_PLACEHOLDER) if piece.slot and not piece.text and not piece.xml else piece
            for piece in line
        ]
    for slot in filled.form.slots:
        field = filled.form.slots[slot]
        if isinstance(field, Text) and field.id == filled.form.package.date:
            for line in filled.text.lines():
                line[:] = [
                    replace(one, xml=_DATE.format(_TEXT.format(one.text))) if one.slot == slot and one.text else one
                    for one in line
                ]
    for pattern in (_FIELD, _DROP_DOWN, _LINK, _SIMPLE):
        _wrap(filled, pattern, lot, 0.3)


def hidden_examples(filled: Filled, lot: random.Random) -> None:
    """A hidden figure before many answers: nobody sees it, nobody reads it."""
    for line in filled.text.lines():
        for at in [at for at, piece in enumerate(line) if piece.slot and piece.text and not piece.xml][::-1]:
            if lot.random() < 0.5:
                line.insert(at, Piece(xml=_HIDDEN.format(lot.randint(100, 999))))


def broken_labels(filled: Filled, lot: random.Random) -> None:
    """A label over two paragraphs, and those of several rows with one character a line."""
    for _, row in filled.text.rows():
        for cell in row.cells:
            text = text_of_line(cell.lines[0])
            if not cell.is_label or len(cell.lines) > 1 or any(piece.slot for piece in cell.lines[0]):
                continue
            if cell.rowspan > 1 and len(text) < 8:
                cell.lines = [[Piece(character)] for character in text]
            elif "（" in text[1:] and lot.random() < 0.6:
                at = text.index("（", 1)
                cell.lines = [[Piece(text[:at])], [Piece(text[at:])]]


def listed_prose(filled: Filled, _lot: random.Random) -> None:
    """The paragraphs of the plan numbered by Word: the numbers may belong to the answer or not."""
    number = 0
    for section in filled.text.sections:
        for block in section.blocks:
            if not isinstance(block, Paragraph) or block.kind != "answer":
                continue
            block.kind = "listed"
            for piece in block.line:
                lines = [line for line in piece.text.split("\n") if line]
                numbered = "".join(f"{number + at}.{line}" for at, line in enumerate(lines, 1))
                number += len(lines)
                truth = filled.truth[piece.slot]
                filled.truth[piece.slot] = replace(truth, accepted=(*truth.accepted, canonical(numbered)))


def other_units(filled: Filled, _lot: random.Random) -> None:
    """（亿元） in a label becomes （万元）, the figures with it: exact, or told."""
    for one in list_series(filled):
        found = find_series_row(filled, one)
        if one.unit != "亿元" or found is None:
            continue
        for line in found[1].cells[0].lines:
            line[:] = [replace(piece, text=piece.text.replace("亿元", "万元")) for piece in line]
        for cell in found[1].cells[1:]:
            cell.lines = [[_convert(filled, piece) for piece in line] for line in cell.lines]


def _convert(filled: Filled, piece: Piece) -> Piece:
    try:
        value = Decimal(piece.text)
    except InvalidOperation:
        return piece
    text = f"{value * 10_000:.0f}"
    filled.truth[piece.slot] = replace(filled.truth[piece.slot], words=text)
    return replace(piece, text=text)


def other_years(filled: Filled, _lot: random.Random) -> None:
    """The form of the year before was used: all years are one less. What is told as 2023 is of 2023, or all is told."""
    years = filled.form.years.actual
    for year in years:
        for table in filled.text.tables():
            for row in table.rows:
                for cell in row.cells:
                    if _is_heading_of(cell, year):
                        cell.lines = [[Piece(f"{year - 1}年")]]
    old = dict(filled.truth)
    for place, field in filled.form.places.items():
        if isinstance(field, Series | Matrix):
            head, year, *rest = place.split(".")
            filled.truth[place] = old.get(".".join([head, str(int(year) + 1), *rest]), Truth((), ""))
            if int(year) == years[0] and old[place].words:
                filled.strays.append(old[place].words)


def _is_heading_of(cell: Cell, year: int) -> bool:
    return [text_of_line(line) for line in cell.lines] == [f"{year}年"] and not cell.lines[0][0].slot


def deleted_rows_tracked(filled: Filled, lot: random.Random) -> None:
    """Rows deleted with tracking are gone, with all that is in them."""
    found = [(one, place) for one in list_series(filled) if (place := find_series_row(filled, one))]
    for one, (table, row) in lot.sample(found, 2):
        if is_spanned(table, row) or any(cell.rowspan > 1 for cell in row.cells):
            continue
        row.is_deleted = True
        for year in filled.form.years.actual:
            filled.truth[f"{one.id}.{year}"] = Truth((BLANK,), "")
