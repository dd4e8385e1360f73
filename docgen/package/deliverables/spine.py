"""Spine labels (书脊): one strip for every bound book, as wide as its spine, side by side on A4 sheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from docgen.dates import read_days
from docgen.definitions.notice import Copies
from docgen.documents.word.print_order import VolumeOrder
from docgen.values import format_chinese_number

TEMPLATE = "spine.typ"

_MINIMUM_WIDTH = Decimal(5)
"""Minimum width in mm: narrower spines have no room for a character."""

_BOX_LABEL_WIDTH = Decimal(15)
_MAXIMUM_WIDTH = Decimal(180)
_EDGE_MARGIN = Decimal(8)
_STRIP_DISTANCE = Decimal(11)
"""Space in mm beside each strip, for its cut marks and its caption."""

_SHEET_WIDTH = Decimal(210)
_TENTH = Decimal("0.1")
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")


@dataclass(frozen=True)
class Spine:
    """Common data of all strips; ``date`` is the printed date of the cover."""

    title: str
    cluster: str
    date: str
    watermark: str


def build_spine_data(spine: Spine, volumes: Sequence[VolumeOrder], copies: Copies, weight: int) -> dict[str, Any]:
    """Build the data for the template of the spine labels: the strips of each copy and volume, sheet by sheet."""
    strips = [
        _build_strip(spine, volume, mark, _format_copy(number, of), weight, len(volumes) > 1)
        for mark, of in copies.marked
        for number in range(1, (of or 1) + 1)
        for volume in volumes
    ]
    return {"title": "书脊", "watermark": spine.watermark, "pages": list(_arrange_sheets(strips))}


def _format_copy(number: int, of: int | None) -> str:
    if of is None:
        return "份数照实际需要复印"
    return f"第 {number} 份，共 {of} 份"


def _build_strip(
    spine: Spine, volume: VolumeOrder, mark: str, which: str, weight: int, is_one_of_several: bool
) -> dict[str, Any]:
    width = volume.thick.quantize(_TENTH, ROUND_HALF_UP)
    label = f"书脊：{'，'.join(text for text in (mark, which, volume.name) if text)}；{volume.sheets} 张 {weight} 克纸"
    if width < _MINIMUM_WIDTH:
        note = f"约厚 {width} 毫米，书脊上印不下字：这条宽 {_BOX_LABEL_WIDTH} 毫米，贴在档案盒或文件夹的脊上"
        width = _BOX_LABEL_WIDTH
    elif width > _MAXIMUM_WIDTH:
        note, width = f"约厚 {width} 毫米，纸上放不下，这条宽 {_MAXIMUM_WIDTH} 毫米", _MAXIMUM_WIDTH
    else:
        note = f"约厚 {width} 毫米，印前按实物调整"
    return {
        "width": float(width),
        "mark": mark,
        "title": spine.title,
        "cluster": spine.cluster,
        "volume": volume.name if is_one_of_several else "",
        "date": _format_upright_date(spine.date),
        "caption": f"{label}，{note}。沿四角的线裁下。",
    }


def _format_upright_date(date: str) -> str:
    """Format year and month in characters, as usual on spines: 二〇二二年九月; empty without a date."""
    days = read_days(date)
    if days is None:
        return ""
    year = f"{str(days.first.year).translate(_DIGITS)}年"
    is_a_year = (days.first.month, days.last.month) == (1, 12)
    return year if is_a_year else f"{year}{format_chinese_number(days.first.month)}月"


def _arrange_sheets(strips: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Yield the strips sheet by sheet, each with its distance from the left edge in mm."""
    sheet: list[dict[str, Any]] = []
    left = _EDGE_MARGIN
    for strip in strips:
        width = Decimal(str(strip["width"]))
        if sheet and left + width + _STRIP_DISTANCE > _SHEET_WIDTH:
            yield sheet
            sheet, left = [], _EDGE_MARGIN
        sheet.append(strip | {"left": float(left)})
        left += width + _STRIP_DISTANCE
    yield sheet
