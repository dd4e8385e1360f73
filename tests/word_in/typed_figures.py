"""Manners of typing a figure into a cell, each with the answers that a careful person would take from it.

No accepted answer at all means: the cell has to be told as uncertain. To be told as uncertain is never wrong.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from docgen.values import format_number

FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
CHINESE_DIGITS = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))
MONEY = {"元": 1, "万元": 10_000, "亿元": 100_000_000}


@dataclass(frozen=True)
class Typed:
    """What is typed, and the answers that may be read from it."""

    text: str
    accepted: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A figure to be typed: its value, the unit that the form asks for, and whether it may be a change."""

    value: Decimal
    unit: str
    is_signed: bool = False

    @property
    def printed(self) -> str:
        return format_number(self.value)

    @property
    def short(self) -> str:
        """Without the zeros at the end."""
        text = self.printed
        return text.rstrip("0").rstrip(".") if "." in text else text

    @property
    def grouped(self) -> str:
        return f"{Decimal(self.printed):,}"


Manner = Callable[[Figure, random.Random], Typed]


def _just(text: str, figure: Figure) -> Typed:
    return Typed(text, (figure.printed,))


def _unit(figure: Figure) -> str:
    return figure.unit


def _full_width(text: str) -> str:
    return text.translate(FULL_WIDTH)


def _in_other_money(figure: Figure, _lot: random.Random) -> Typed:
    """万元 where 亿元 is asked and the other way round: exact, as both are powers of ten."""
    if figure.unit not in MONEY:
        return _just(figure.printed + figure.unit, figure)
    other = "万元" if figure.unit == "亿元" else "亿元"
    value = figure.value * MONEY[figure.unit] / MONEY[other]
    return _just(f"{value.normalize():f}{other}", figure)


def _in_yuan(figure: Figure, _lot: random.Random) -> Typed:
    if figure.unit not in MONEY:
        return _just(f"{figure.printed} {figure.unit}", figure)
    return _just(f"{figure.value * MONEY[figure.unit]:,.0f}元", figure)


def _without_yuan(figure: Figure, _lot: random.Random) -> Typed:
    """86.40亿 in a column of 亿元."""
    return _just(figure.short + (figure.unit.removesuffix("元") if figure.unit in MONEY else figure.unit), figure)


def _foreign_unit(figure: Figure, _lot: random.Random) -> Typed:
    """Money of another country, or a unit of another size, which nobody can convert."""
    wrong = {"亿元": "亿美元", "万元": "万美元", "%": "个", "家": "万吨", "人": "小时"}.get(figure.unit, "吨公里")
    return Typed(f"{figure.printed}{wrong}", ())


def _many_places(figure: Figure, _lot: random.Random) -> Typed:
    """More than two decimals: the form prints two, half up."""
    value = figure.value + (Decimal("0.0047") if figure.value >= 0 else Decimal("-0.0047"))
    if figure.value == figure.value.to_integral_value():
        return _just(figure.printed, figure)
    rounded = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Typed(format(value, "f"), (format_number(rounded), format(value, "f")))


def _range(figure: Figure, lot: random.Random) -> Typed:
    sign = lot.choice(["-", "~", "—", "至", "～"])
    return Typed(f"{figure.short}{sign}{Decimal(figure.short) + 5}", ())


def _two_figures(figure: Figure, _lot: random.Random) -> Typed:
    return Typed(f"{figure.short}（去年{Decimal(figure.short) + 3}）", (figure.printed,))


def _alternatives(figure: Figure, _lot: random.Random) -> Typed:
    return Typed(f"{figure.short}或{Decimal(figure.short) + 2}", ())


def _chinese_digits(figure: Figure, _lot: random.Random) -> Typed:
    digits = "".join(CHINESE_DIGITS.get(one, one) for one in figure.short.replace(".", "点").replace("-", "负"))
    return _just(digits + (figure.unit if figure.unit != "%" else "％"), figure)


def _moved(figure: Figure, _lot: random.Random) -> Typed:
    """A change told in words: its sign is in the word; in the cell of an amount it is another figure."""
    word = "下降" if figure.value < 0 else "增长"
    if not figure.is_signed:
        return Typed(f"{word}{figure.short}{figure.unit}", ())
    return _just(f"{word}{figure.short.lstrip('-')}{figure.unit}", figure)


def _minus(sign: str) -> Manner:
    return lambda figure, _lot: _just(figure.printed.replace("-", sign), figure)


def _bad_groups(figure: Figure, _lot: random.Random) -> Typed:
    """12,34 is nobody's figure."""
    digits = str(abs(int(figure.value)) + 1000)
    return Typed(f"{digits[:-2]},{digits[-2:]}", ())


def _fraction_of_count(figure: Figure, _lot: random.Random) -> Typed:
    return (
        Typed(f"{abs(int(figure.value))}.5{figure.unit}", ()) if figure.unit in "家人件项个台" else _range(figure, _lot)
    )


MANNERS: Mapping[str, Manner] = {
    "照填": lambda figure, _: _just(figure.printed, figure),
    "省零": lambda figure, _: _just(figure.short, figure),
    "带单位": lambda figure, _: _just(figure.printed + _unit(figure), figure),
    "空格单位": lambda figure, _: _just(f"{figure.short} {_unit(figure)}", figure),
    "全角": lambda figure, _: _just(_full_width(figure.printed), figure),
    "全角带单位": lambda figure, _: _just(_full_width(figure.printed + _unit(figure)), figure),
    "千分位": lambda figure, _: _just(figure.grouped, figure),
    "全角千分位": lambda figure, _: _just(figure.grouped.replace(",", "，"), figure),
    "千分空格": lambda figure, _: _just(figure.grouped.replace(",", " "), figure),
    "句号": lambda figure, _: _just(f"{figure.printed}{_unit(figure)}。", figure),
    "前后空格": lambda figure, _: _just(f"　 {figure.printed} \xa0", figure),
    "单位换行": lambda figure, _: _just(f"{figure.printed}\v{_unit(figure)}", figure),
    "单位另段": lambda figure, _: _just(f"{figure.printed}\n{_unit(figure)}", figure),
    "单位在前": lambda figure, _: _just(f"（{_unit(figure)}）{figure.printed}", figure),
    "空行": lambda figure, _: _just(f"\n{figure.printed}\n", figure),
    "万元换亿元": _in_other_money,
    "元": _in_yuan,
    "亿": _without_yuan,
    "多位小数": _many_places,
    "升降": _moved,
    "全角负号": _minus("－"),
    "数学负号": _minus("−"),
    "长负号": _minus("—"),
    "中文数字": _chinese_digits,
    "人民币": lambda figure, _: _just(
        f"人民币{figure.printed}{figure.unit}" if figure.unit in MONEY else figure.printed, figure
    ),
    "货币符号": lambda figure, _: _just(f"￥{figure.grouped}" if figure.unit in MONEY else figure.grouped, figure),
    "约": lambda figure, _: _just(f"约{figure.short}{_unit(figure)}", figure),
    "以上": lambda figure, _: _just(f"{figure.short}{_unit(figure)}以上", figure),
    "预计": lambda figure, _: _just(f"{figure.short}（预计）", figure),
    "左右": lambda figure, _: _just(f"{figure.short}左右", figure),
    "星号": lambda figure, _: _just(f"{figure.printed}*", figure),
    "句中": lambda figure, _: _just(f"截至2024年底为{figure.short}{_unit(figure)}", figure),
    "两个数": _two_figures,
    "范围": _range,
    "二选一": _alternatives,
    "别的单位": _foreign_unit,
    "千分位错": _bad_groups,
    "个数带小数": _fraction_of_count,
    "问号": lambda _figure, _lot: Typed("？", ()),
    "待定": lambda _figure, lot: Typed(lot.choice(["待定", "待补充", "XX", "××", "详见附件", "同上", "#REF!"]), ()),
}

SAFE = ("照填", "省零", "带单位", "空格单位", "全角", "千分位")
EVERYDAY = (*SAFE, "全角带单位", "全角千分位", "句号", "前后空格", "单位换行", "空行", "单位另段", "人民币")
CONVERTED = ("万元换亿元", "元", "亿", "带单位", "照填")
SIGNED = ("全角负号", "数学负号", "升降", "照填", "带单位", "长负号")
ODD = (
    "千分空格",
    "单位在前",
    "多位小数",
    "中文数字",
    "货币符号",
    "星号",
    "以上",
    "约",
    "预计",
    "左右",
    "句中",
    "两个数",
)
DOUBTFUL = ("范围", "二选一", "别的单位", "千分位错", "个数带小数", "问号", "待定")
OF_COUNTS = ("个数带小数",)
"""Doubtful for counts only."""
