"""Slots of 印制单, the order for the print shop: one row for each volume and one for each kind of cover.

Each rule names its origin: the notice (通知写明), or docgen's own choice where the notice is silent (通知没有规定).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from docgen.definitions.notice import Notice
from docgen.documents.printed_answers import PARAGRAPH, SlotValue
from docgen.values import format_number

NAME = "印制单"

_UNSAID = "通知没有规定"
_NUMBER_UNSAID = "通知没有写明份数"
_MILLION = Decimal(1_000_000)


@dataclass(frozen=True)
class VolumeOrder:
    """The inside of one volume: its name (第一册), file, printed page numbers, sheets of paper, and pages by ink.

    ``colour`` has the ranges of colour pages by printed number; ``thick`` is in mm. ``pages`` includes blank pages.
    """

    name: str
    file: str
    first: int
    last: int
    sheets: int
    grey: int
    colour: tuple[tuple[int, int], ...]
    thick: Decimal

    @property
    def pages(self) -> int:
        """The number of pages."""
        return self.last - self.first + 1

    @property
    def colour_pages(self) -> int:
        """The number of pages printed in colour."""
        return sum(last - first + 1 for first, last in self.colour)


@dataclass(frozen=True)
class CoverOrder:
    """The covers of one kind of copies: the mark (正本, 副本 or none), the file, the number of copies if known."""

    mark: str
    file: str
    copies: int | None


@dataclass(frozen=True)
class PrintOrder:
    """A complete order; ``blanks`` are pages inserted for two-sided printing, ``bytes`` the size of the package."""

    title: str
    notice: Notice
    volumes: Sequence[VolumeOrder]
    covers: Sequence[CoverOrder]
    spine: str
    spine_pages: int
    blanks: int
    bytes: int
    weight: int

    def build_slots(self) -> dict[str, SlotValue]:
        """Build the slots of the Word template of the 印制单."""
        one_sheet = calculate_thickness(1, self.weight)
        slots: dict[str, Any] = {
            "title": self.title,
            "notice": " ".join(text for text in (self.notice.title, self.notice.number) if text),
            "reckoned": f"厚度按 {self.weight} 克纸每张 {one_sheet.normalize()} 毫米估算，以实物为准",
            "volumes": tuple(_build_volume_row(volume) for volume in self.volumes),
            "colour": PARAGRAPH.join(self._list_colour_pages()),
            "covers": tuple(self._build_cover_rows()),
            "rules": tuple(_build_rule_row(*rule) for rule in self._list_rules()),
        }
        checks = [f"□ {check}" for check in self._list_checks()]
        # The template prints the checks in two cells side by side.
        half = (len(checks) + 1) // 2
        return slots | {"checks": PARAGRAPH.join(checks[:half]), "more_checks": PARAGRAPH.join(checks[half:])}

    def _list_colour_pages(self) -> Iterator[str]:
        """List the colour pages of each volume by printed number; one line says so if there are none."""
        for volume in self.volumes:
            if volume.colour:
                name = f"{volume.name}：" if len(self.volumes) > 1 else ""
                yield f"{name}{'、'.join(format_range(*pages) for pages in volume.colour)}"
        if not any(volume.colour for volume in self.volumes):
            yield "没有，全部黑白印刷"

    def _build_cover_rows(self) -> Iterator[dict[str, str]]:
        pages = f"，{len(self.volumes)} 页，每册一页" if len(self.volumes) > 1 else ""
        for cover in self.covers:
            copies = f"{cover.copies} 份" if cover.copies else _NUMBER_UNSAID
            number = copies if cover.mark else "每份一套"
            yield {"mark": cover.mark or "封面", "copies": number, "file": f"{cover.file}{pages}"}
        yield {"mark": "合计", "copies": self._format_total_copies(), "file": self._format_spines()}

    def _format_total_copies(self) -> str:
        copies, volumes = self.notice.copies.in_all, len(self.volumes)
        if copies is None:
            return _NUMBER_UNSAID + (f"；每份 {volumes} 册" if volumes > 1 else "")
        return f"{copies} 份" + (f"，每份 {volumes} 册，共 {copies * volumes} 本" if volumes > 1 else "")

    def _format_spines(self) -> str:
        return f"{self.spine}，{self.spine_pages} 页，每本一条"

    def _list_rules(self) -> Iterator[tuple[str, str, str]]:
        """List the rules of printing and binding, each with its value and its origin."""
        printing, by_notice = self.notice.printing, "通知写明"
        if printing.is_two_sided:
            origin = by_notice if printing.sides else f"{_UNSAID}，照 GB/T 9704"
            yield "单双面", "双面印刷，长边翻转，正反面套正", origin
            yield "空白页", self._format_blanks(), "使各项从右页开始"
        else:
            yield "单双面", "单面印刷", by_notice
        yield "比例", "A4，100% 实际大小，不缩放，不自动旋转", "横排的表已转好，表头朝左"
        yield "内页用纸", *_choose_rule(printing.paper, "A4 复印纸，80 克")
        yield "封面用纸", *_choose_rule(printing.cover, "A4 白色铜版纸或卡纸，200 克左右，单面印")
        yield "装订", *_choose_rule(self.notice.binding, "左侧装订，胶装成册，书脊贴书脊条")
        yield "光盘", *self._format_discs()

    def _format_blanks(self) -> str:
        if not self.blanks:
            return "没有插入空白页"
        return f"已按双面排版插入空白页 {self.blanks} 页，请勿删除"

    def _format_discs(self) -> tuple[str, str]:
        medium, discs = self.notice.printing.disc, self.notice.discs
        size = f"申报材料.pdf 为 {format_number(Decimal(self.bytes) / _MILLION)} MB"
        number = "张数由申报单位核定" if discs is None else f"{discs} 张" if discs else "不要光盘"
        kind = f"，{medium}" if medium and discs != 0 else ""
        unsaid = [name for name, lacks in (("张数", discs is None), ("光盘种类", not medium and discs != 0)) if lacks]
        return f"{number}{kind}；{size}", f"{_UNSAID}{'和'.join(unsaid)}" if unsaid else "通知写明"

    def _list_checks(self) -> Iterator[str]:
        several = len(self.volumes) > 1
        yield "页码连续，首页、末页与上表相符"
        yield "没有缺页、重页、倒页"
        if self.notice.printing.is_two_sided:
            yield "目录、隔页都在右页，空白页都在"
        yield "彩色页是彩色，扫描件看得清"
        marks = [*(cover.mark for cover in self.covers if cover.mark), *(["册次"] if several else [])]
        if marks:
            yield f"封面、书脊的{'、'.join(marks)}无误"
        yield "签字、盖章齐全，见待签字盖章清单"
        if self.notice.discs:
            yield f"光盘 {self.notice.discs} 张能打开，内容与纸质一致"


def calculate_thickness(sheets: int, weight: int) -> Decimal:
    """Calculate the thickness in mm of ``sheets`` sheets of paper of ``weight`` g/m².

    This is docgen's own estimate: copy paper has a bulk of about 1.3 cm³/g, which is 0.104 mm for 80 g/m².
    """
    return sheets * weight * Decimal("0.0013")


def format_range(first: int, last: int) -> str:
    """Format a range of pages: 12, or 14—18."""
    return str(first) if first == last else f"{first}—{last}"


def _build_volume_row(volume: VolumeOrder) -> dict[str, str]:
    return {
        "name": volume.name,
        "file": volume.file,
        "range": format_range(volume.first, volume.last),
        "pages": str(volume.pages),
        "sheets": str(volume.sheets),
        "grey": str(volume.grey),
        "colour": str(volume.colour_pages),
        "thick": f"{volume.thick:.1f} 毫米",
    }


def _choose_rule(official: str, own: str) -> tuple[str, str]:
    return (official, "通知写明") if official else (own, f"{_UNSAID}，docgen 建议")


def _build_rule_row(name: str, what: str, why: str) -> dict[str, str]:
    return {"name": name, "what": what, "why": why}
