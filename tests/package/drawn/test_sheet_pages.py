"""Printable sheets drawn as pages: all of it is there, inside the paper, with its headings on every page."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest

import small_book
from docgen.documents.sheets.sheet import Band, PrintableSheet, PrintColumn, SheetRow
from docgen.package.drawn.sheet_pages import calculate_drawn_box, draw_sheet
from docgen.package.merging.geometry import MILLIMETRE

SIGNED = ("填报单位（盖章）：", "填报人：", "日期：")
_WORD = re.compile(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.+?)</word>')


def a_list(count: int, orientation: str = "portrait") -> PrintableSheet:
    columns = (
        PrintColumn("序号", 6, centred=True),
        PrintColumn("企业名称", 34),
        PrintColumn("统一社会信用代码", 23, centred=True),
    )
    rows = tuple((number, f"云溪第{number}机械有限公司", "91990126MAY00746XB") for number in range(1, count + 1))
    head = ("集群名称：云溪县精密减速传动件产业集群", "截至2021年末")
    return PrintableSheet(
        "名单", "集群内企业名单", head, columns, rows, (f"合计 {count} 家。", *SIGNED), "", orientation
    )


def a_table(count: int) -> PrintableSheet:
    """表1 with 18 columns, as wide as the collected one."""
    years = (2019, 2020, 2021)
    groups = ("产值（亿元）", "研发投入（万元）", "工业软件采购额（万元）", "出口贸易额（万元）")
    yearly = [PrintColumn(f"{year}年", 10, group=group, decimals=2, summed=True) for group in groups for year in years]
    staff = [PrintColumn(name, 9, decimals=0, summed=True) for name in ("从业人员数", "研发人员数")]
    columns = (
        PrintColumn("序号", 6, centred=True),
        PrintColumn("企业名称", 30),
        PrintColumn("主营业务", 24),
        *yearly,
        *staff,
        PrintColumn("备注", 24),
    )
    figures = [Decimal("1234.56")] * len(yearly)
    rows = tuple((number, "云溪沣川机械有限公司", "减速机箱体、端盖", *figures, 489, 66, "") for number in range(count))
    return PrintableSheet("表1", "企业发展情况表", ("填表单位：（盖章）", "填报人和手机："), columns, rows, (), "合计")


def pages(sheet: PrintableSheet) -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(io.BytesIO(draw_sheet(sheet, small_book.TYPESETTER))).pages)


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def text_of(sheet: PrintableSheet) -> list[str]:
    return [plain(page.extract_text()) for page in pages(sheet)]


def words(sheet: PrintableSheet, work: Path) -> list[tuple[float, float, float, float, str]]:
    """Every word with its corners, in points from the upper left."""
    path = work / "sheet.pdf"
    path.write_bytes(draw_sheet(sheet, small_book.TYPESETTER))
    told = subprocess.run(["pdftotext", "-bbox", str(path), "-"], check=True, capture_output=True).stdout.decode()
    return [(*map(float, found[:4]), found[4]) for found in _WORD.findall(told)]  # type: ignore[misc]


def test_every_row_is_there_once_in_order_below_headings_on_every_page() -> None:
    sheet = a_list(120)
    texts = text_of(sheet)
    assert len(texts) > 2
    assert all("企业名称" in text and "统一社会信用代码" in text for text in texts)
    numbers = [int(number) for text in texts for number in re.findall(r"云溪第(\d+)机械有限公司", text)]
    assert numbers == list(range(1, 121))


def test_title_and_head_stand_on_the_first_page_only_and_the_foot_on_the_last() -> None:
    first, *rest = text_of(a_list(60))
    assert "集群内企业名单" in first and "截至2021年末" in first
    assert not any("集群内企业名单" in text for text in rest)
    *others, last = (first, *rest)
    assert all(line in last for line in ("合计60家。", *SIGNED))
    assert not any("填报人" in text for text in others)


def test_there_are_no_page_numbers() -> None:
    for text in text_of(a_list(60)):
        assert not re.search(r"第\d+页|—\d+—|\d+/\d+", text)


@pytest.mark.parametrize("count", range(30, 48))
def test_the_foot_never_stands_on_a_page_without_a_row(count: int) -> None:
    assert f"云溪第{count}机械有限公司" in text_of(a_list(count))[-1]


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_the_pages_have_the_size_of_the_paper(orientation: str) -> None:
    box = pages(a_list(1, orientation))[0].mediabox
    found = (round(float(box.width) / MILLIMETRE), round(float(box.height) / MILLIMETRE))
    assert found == ((210, 297) if orientation == "portrait" else (297, 210))


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_all_words_stand_in_the_part_that_the_package_shows(orientation: str, tmp_path: Path) -> None:
    sheet = a_list(100, orientation)
    box = calculate_drawn_box(sheet)
    found = words(sheet, tmp_path)
    height = (297 if orientation == "portrait" else 210) * MILLIMETRE
    assert min(left for left, *_ in found) >= box.left
    assert max(right for _, _, right, *_ in found) <= box.left + box.width
    assert min(top for _, top, *_ in found) >= height - box.bottom - box.height
    assert max(bottom for _, _, _, bottom, _ in found) <= height - box.bottom
    shown = sorted((round(box.width / MILLIMETRE), round(box.height / MILLIMETRE)))
    assert shown == [190, 267]


def test_headings_in_two_lines_sums_and_decimals_are_printed() -> None:
    (text,) = text_of(a_table(3))
    assert "出口贸易额（万元）" in text and text.count("2020年") == 4
    assert text.count("合计") == 1 and text.count("3703.68") == 12 and "1467" in text


def test_the_collected_table_is_readable_on_one_width(tmp_path: Path) -> None:
    found = words(a_table(186), tmp_path)
    assert min(left for left, *_ in found) > 10 * MILLIMETRE
    assert max(right for _, _, right, *_ in found) < (297 - 10) * MILLIMETRE
    heights = {round(bottom - top, 2) for _, top, _, bottom, word in found if word == "云溪沣川机械有限公司"}
    assert min(heights) >= 7.0


HOSTILE: tuple[SheetRow, ...] = (
    (1, "𠮷田龘㐂有限公司", "&<>{{ }} {% x %}", "=1+1", Decimal("1.5")),
    (2, "W" * 60, "91990126MAY000746B" * 3, "a.b-c_d" * 20, None),
    (3, "很" * 300, "长" * 300, "@+-=", 0),
    Band("一、" + "标题" * 60),
    (4, "多\n行", "#set text(red) *a* _b_ $x$ `c`", "无", Decimal("123456789012345.678")),
)


def hostile(rows: Sequence[SheetRow]) -> PrintableSheet:
    columns = (
        PrintColumn("序号", 6, centred=True),
        PrintColumn("企业名称ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG", 20),
        PrintColumn("代码", 12, centred=True),
        PrintColumn("备注", 10),
        PrintColumn("金额（万元）", 8, decimals=2, summed=True),
    )
    return PrintableSheet(
        "x", "标题&<>{{ }}" * 12, ("名称：" + "很" * 120,), columns, tuple(rows), SIGNED, "合计", "portrait"
    )


def test_nothing_is_cut_off_and_nothing_is_markup(tmp_path: Path) -> None:
    sheet = hostile(HOSTILE)
    whole = "".join(text_of(sheet))
    for text in ("𠮷田龘㐂有限公司", "&<>{{}}{%x%}", "=1+1", "@+-=", "#settext(red)*a*_b_$x$`c`", "多行"):
        assert text in whole
    for letter, count in (("W", 60 + 1), ("很", 300 + 120), ("长", 300), ("题", 12 + 60)):
        assert whole.count(letter) >= count
    found = words(sheet, tmp_path)
    assert min(left for left, *_ in found) > 9 * MILLIMETRE
    assert max(right for _, _, right, *_ in found) < (210 - 9) * MILLIMETRE


def test_a_row_higher_than_a_page_goes_on_over_several(tmp_path: Path) -> None:
    sheet = hostile(((1, "很" * 3000, "", "", None),))
    assert sum(text.count("很") for text in text_of(sheet)) == 3000 + 120
    lowest = max(bottom for _, _, _, bottom, word in words(sheet, tmp_path) if "很" in word)
    assert lowest < (297 - 17) * MILLIMETRE


def test_a_sheet_without_rows_and_one_with_forty_columns_can_be_drawn() -> None:
    assert "序号" in text_of(hostile(()))[0]
    columns = tuple(PrintColumn(f"第{number}列", 20) for number in range(40))
    wide = replace(a_list(1), columns=columns, rows=(tuple(f"格{number}" for number in range(40)),), total="")
    assert "格39" in text_of(wide)[0]


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert draw_sheet(a_list(5), small_book.TYPESETTER) == draw_sheet(a_list(5), small_book.TYPESETTER)
