"""The pages docgen draws itself stay inside their sheet, whatever is written on them."""

from __future__ import annotations

import dataclasses
import re
import subprocess
from pathlib import Path

import pytest

import broken_files as files
import small_book
from docgen.errors import DefinitionError, ToolMissing
from docgen.package.assembly import assemble
from docgen.package.book import Book, Cover, CoverLine, FormPart
from docgen.package.drawing import Typesetter
from docgen.package.verify import verify

_WORD = re.compile(r'<word xMin="(.+?)" yMin=".+?" xMax="(.+?)" yMax=".+?">(.+?)</word>')


def edges(pdf: Path) -> tuple[float, float]:
    """How far the words of the package reach to the left and to the right, in millimetres."""
    text = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True).stdout.decode()
    words = _WORD.findall(text)
    return min(float(word[0]) for word in words) / 72 * 25.4, max(float(word[1]) for word in words) / 72 * 25.4


def a_book(work: Path) -> Book:
    scan = files.pdf_of(work / "a.pdf")
    return small_book.book(work, {"8": [small_book.item_file(scan, work)]})


@pytest.mark.parametrize("label", ["集群名称", "集群运营管理机构", "县（市、区）中小企业主管部门"])
def test_the_cover_stays_inside_its_margins(tmp_path: Path, label: str) -> None:
    value = "东江省宁川市云溪县精密减速传动件中小企业特色产业集群发展促进中心"
    cover = Cover("中小企业特色产业集群申报材料", (CoverLine(label, value),), "2022年9月20日")
    book = dataclasses.replace(a_book(tmp_path), cover=cover, items=())
    assemble(book, tmp_path / "out.pdf", small_book.TYPESETTER)
    left, right = edges(tmp_path / "out.pdf")
    assert left > 20
    assert right < 210 - 17


def test_names_of_two_hundred_characters_stay_inside_the_page(tmp_path: Path) -> None:
    for number, title in enumerate(("佐" * 200, "a" * 200, "2021_" * 40, "A-B " * 50)):
        book = a_book(tmp_path)
        (item,) = book.items
        item = dataclasses.replace(item, files=(dataclasses.replace(item.files[0], title=title.strip()),))
        out = tmp_path / f"{number}.pdf"
        layout = assemble(dataclasses.replace(book, items=(item,)), out, small_book.TYPESETTER)
        verify(out, layout, {})
        left, right = edges(out)
        assert left > 10
        assert right < 210 - 11


def test_a_part_of_the_form_that_is_not_in_its_pdf_stops_the_build(tmp_path: Path) -> None:
    book = a_book(tmp_path)
    form = dataclasses.replace(book.form, parts=(FormPart("九、真实性声明", "s9"),))
    with pytest.raises(DefinitionError, match="九、真实性声明"):
        assemble(dataclasses.replace(book, form=form), tmp_path / "out.pdf", small_book.TYPESETTER)


def test_without_a_chinese_font_nothing_is_drawn(tmp_path: Path) -> None:
    class LatinOnly:
        def families(self) -> list[str]:
            return ["Liberation Serif"]

    typesetter = Typesetter(small_book.TYPESETTER.templates, ())
    typesetter.__dict__["_fonts"] = LatinOnly()
    with pytest.raises(ToolMissing, match="中文字体"):
        assemble(a_book(tmp_path), tmp_path / "out.pdf", typesetter)
