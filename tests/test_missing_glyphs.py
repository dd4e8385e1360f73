"""Characters that no font has: the page prints with a gap, and that is said."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import broken_files as files
import small_book
from docgen.documents.sheet import Column, Sheet
from docgen.package.assembly import assemble
from docgen.package.book import CoverLine
from docgen.package.drawn.sheets import draw_sheet
from docgen.package.proof.verify import verify

UNDRAWN = "\U00031350"
"""A character of 2022, which fonts do not have yet."""


def test_a_character_that_no_font_has_is_told_with_its_page_and_what_stands_around_it(tmp_path: Path) -> None:
    scan = files.scanned_pdf(tmp_path / "scan.pdf", pages=1)
    book = small_book.book(tmp_path, {"8": [small_book.item_file(scan, tmp_path, f"{UNDRAWN}某证书")]})
    cover = replace(book.cover, lines=(CoverLine("集群名称", f"云溪县{UNDRAWN}器产业集群"),))
    package = tmp_path / "package.pdf"
    layout = assemble(replace(book, cover=cover), package, small_book.TYPESETTER).layout
    title, cluster = sorted(problem.message for problem in verify(package, layout, {}))
    assert title.startswith("“□某证书”里的“□”这个字") and "第2页、第" in title
    assert cluster == "“云溪县□器产业集群”里的“□”这个字，电脑上的字体都没有，第1页印出来是空的。"


def test_a_list_that_docgen_drew_is_looked_at_and_what_came_in_is_not(tmp_path: Path) -> None:
    sheet = Sheet("名单", "集群内企业名单", (), (Column("企业名称", 30),), ((f"云溪{UNDRAWN}氏公司",),), (), "")
    (tmp_path / "list.pdf").write_bytes(draw_sheet(sheet, small_book.TYPESETTER))
    shutil.copy(tmp_path / "list.pdf", tmp_path / "came.pdf")
    made = replace(small_book.item_file(tmp_path / "list.pdf", tmp_path), name="pdf/list.pdf")
    came = small_book.item_file(tmp_path / "came.pdf", tmp_path)
    package, layout = small_book.bound(tmp_path, {"8": [made], "25": [came]})
    (problem,) = verify(package, layout, {})
    assert problem.code == "font.no-glyph" and "云溪□氏公司" in problem.message
    assert problem.message.count("页") == 1


def test_characters_that_some_font_has_are_not_told(tmp_path: Path) -> None:
    scan = files.scanned_pdf(tmp_path / "scan.pdf", pages=1)
    rare = "桑㛃与𠮷野〇○①Ω②—“”（１）.,;&<>{{ }}"
    package, layout = small_book.bound(tmp_path, {"8": [small_book.item_file(scan, tmp_path, rare)]})
    assert verify(package, layout, {}) == ()
