"""Characters that no font has: the page prints with a gap, and that is said."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import broken_files as files
import small_book
from docgen.documents.sheets.sheet import PrintableSheet, PrintColumn
from docgen.package.drawn.sheet_pages import draw_sheet
from docgen.package.form.form_fonts import check_glyphs
from docgen.package.layout.book import CoverLine
from docgen.package.merging.assembly import assemble_package
from docgen.package.proof.verify import verify_package
from docgen.problems.problem import Where
from docgen.runtime import office
from docgen.runtime.office import find_unsupported_characters

UNDRAWN = "\U00031350"
"""A character of 2022, which fonts do not have yet."""


def test_a_character_that_no_font_has_is_told_with_its_page_and_what_stands_around_it(tmp_path: Path) -> None:
    scan = files.scanned_pdf(tmp_path / "scan.pdf", pages=1)
    book = small_book.book(tmp_path, {"8": [small_book.item_file(scan, tmp_path, f"{UNDRAWN}某证书")]})
    cover = replace(book.cover, lines=(CoverLine("集群名称", f"云溪县{UNDRAWN}器产业集群"),))
    package = tmp_path / "package.pdf"
    layout = assemble_package(replace(book, cover=cover), package, small_book.TYPESETTER).layout
    title, cluster = sorted(problem.message for problem in verify_package(package, layout, {}))
    assert title.startswith("“□某证书”里的“□”这个字") and "第2页、第" in title
    assert cluster == "“云溪县□器产业集群”里的“□”这个字，电脑上的字体都没有，第1页印出来是空的。"


def test_a_list_that_docgen_drew_is_looked_at_and_what_came_in_is_not(tmp_path: Path) -> None:
    sheet = PrintableSheet(
        "名单", "集群内企业名单", (), (PrintColumn("企业名称", 30),), ((f"云溪{UNDRAWN}氏公司",),), (), ""
    )
    (tmp_path / "list.pdf").write_bytes(draw_sheet(sheet, small_book.TYPESETTER))
    shutil.copy(tmp_path / "list.pdf", tmp_path / "came.pdf")
    made = replace(small_book.item_file(tmp_path / "list.pdf", tmp_path), name="pdf/list.pdf")
    came = small_book.item_file(tmp_path / "came.pdf", tmp_path)
    package, layout = small_book.bound(tmp_path, {"8": [made], "25": [came]})
    (problem,) = verify_package(package, layout, {})
    assert problem.code == "font.no-glyph" and "云溪□氏公司" in problem.message
    assert problem.message.count("页") == 1


def test_characters_that_some_font_has_are_not_told(tmp_path: Path) -> None:
    scan = files.scanned_pdf(tmp_path / "scan.pdf", pages=1)
    rare = "桑㛃与𠮷野〇○①Ω②—“”（１）.,;&<>{{ }}"
    package, layout = small_book.bound(tmp_path, {"8": [small_book.item_file(scan, tmp_path, rare)]})
    assert verify_package(package, layout, {}) == ()


def test_an_answer_with_a_character_that_no_font_has_is_told_where_it_stands() -> None:
    shown = {
        "contact": f"祝青{UNDRAWN}",
        "product": "桑㛃与𠮷野〇○①Ω②—",
        "table": ({"name": f"云溪{UNDRAWN}"}, {"name": "云溪"}),
    }
    told = list(check_glyphs(shown, lambda slot: Where("application.yaml", 0, slot), find_unsupported_characters))
    assert [problem.where.slot for problem in told] == ["contact", "table"]
    assert all(problem.code == "font.no-glyph" and f"“{UNDRAWN}”" in problem.message for problem in told)


def test_without_rare_characters_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "_run_program", lambda question, environment: pytest.fail("asked"))
    assert find_unsupported_characters(["云溪县 精密减速传动件\a□ 12.5％"]) == frozenset()
