"""Patterns that search text of foreign files take time in proportion to it, whatever is in it."""

from __future__ import annotations

import time

import pytest

from docgen.runtime import file_sniffing, sheet_page, workbook_parts
from docgen.runtime.office_relationships import remove_external_targets
from docgen.runtime.old_documents import _find_linked_shapes
from docgen.runtime.sanitized_copy import remove_external_references
from docgen.runtime.sheet_room import find_cut_cells
from docgen.runtime.word_fields import store_fields

MEGABYTE = 1 << 20
WORST = {
    "relationships": (remove_external_targets, [b'<Relationships Type="', b"<Relationship ", b"<Relationship a='b' "]),
    "SVG": (
        remove_external_references,
        [b"<!ENTITY ", b"<!DOCTYPE ", b'<!ENTITY a "', b'href="', b"href='", b"href = ", b'href="data:image/a'],
    ),
    "sheet": (
        sheet_page.fit_to_width,
        [b"<worksheet ", b"<worksheet><sheetPr ", b"<worksheet><pageSetUpPr ", b"<worksheet><pageSetup a", b"<col a",
         b"<dimension ref=", b"<pageSetUpPr>", b"<aaaa", b'<worksheet><col min="1" max="16384"/>'],
    ),
    "cells": (
        lambda text: find_cut_cells(text, [], []),
        [b"<c ", b"<c><v>a", b'<c r="A1" t="str"><v>aaaaaaaaaaaaaaaaaaaaa</v></c>', b"<row ", b"<a:c", b"<c a"],
    ),
    "formulas": (
        lambda text: workbook_parts._FORMULA.sub(b"", text),
        [b"<f", b"<f ", b"<f>a", b"<f></f>", b"<f></f><v>", b"<a:f ", b"<f/> "],
    ),
    "changing": (
        lambda text: workbook_parts._find_changing({"a": "TODAY()"}).search(text),
        [b"TODAY", b"TODAY ", b"_xlfn.", b"RAND", b" ", b"a"],
    ),
    "file name": (
        lambda text: workbook_parts._FILE_NAME.sub(b"", text),
        [b"CELL(", b'CELL("filename"', b"CELL( ", b'CELL("filename",'],
    ),
    "header": (lambda text: workbook_parts.replace_header_codes(text.decode(), "a"), [b'&"', b"&", b"&1", b"&K"]),
    "main part": (
        lambda text: workbook_parts._DEFINED_NAME.sub(b"", text),
        [b"<definedName ", b"<definedName>a", b"<a:d"],
    ),
    "rules": (lambda text: workbook_parts._TIME_PERIOD.sub(b"", text), [b"<cfRule ", b"<cfRule type=", b"<a:cfRule a"]),
    "headers": (lambda text: workbook_parts._HEADER.sub(b"", text), [b"<oddHeader ", b"<oddHeader>a", b"<a:odd"]),
    "main type": (lambda text: file_sniffing._MAIN_PART.search(text), [
        b'ContentType="application/vnd.ms-excel.main', b"main", b'ContentType="', b".main."]),
    "table": (lambda text: file_sniffing._determine_text_suffix(text, ".xls"), [b",", b"a", b"<", b"\t"]),
    "linked shape": (lambda text: list(_find_linked_shapes(text)), [
        b"\x05\xc1\x10\0\0\0\x06\x01\x0e\0\0\0", b"\x05\xc1", b"a:"]),
    "fields": (lambda text: store_fields(text, "a"), [b"<w:fldChar ", b"fldSimple", b"<a>fldChar"]),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("kind", WORST)
def test_patterns_over_foreign_text_are_linear(kind: str) -> None:
    search, pieces = WORST[kind]
    for piece in pieces:
        for text in (piece * (MEGABYTE // len(piece)), piece + b"a" * MEGABYTE, piece + b" " * MEGABYTE):
            begin = time.process_time()
            search(text)
            assert time.process_time() - begin < 2.5, piece
