"""Manners of typing names and their number, and texts as people write them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

NOTHING = "无"


@dataclass(frozen=True)
class TypedNames:
    """What stands behind 数量 and 名称, and what is accepted: names, 无 as no names at all, or a blank (None).

    ``whole`` replaces the whole content of the cell, the printed words included.
    """

    count: str
    names: str
    accepted: tuple[tuple[str, ...] | None, ...]
    whole: str = ""


Manner = Callable[[Sequence[str], random.Random], TypedNames]


def _joined(sign: str) -> Manner:
    return lambda names, _lot: TypedNames(str(len(names)), sign.join(names), (tuple(names),))


def _numbered(mark: str, sign: str) -> Manner:
    def type_names(names: Sequence[str], _lot: random.Random) -> TypedNames:
        listed = sign.join(mark.format(number) + name for number, name in enumerate(names, 1))
        return TypedNames(str(len(names)), listed, (tuple(names),))

    return type_names


def _whole(pattern: str, sign: str = "、") -> Manner:
    def type_names(names: Sequence[str], _lot: random.Random) -> TypedNames:
        text = pattern.format(count=len(names), names=sign.join(names))
        return TypedNames("", "", (tuple(names),), whole=text)

    return type_names


MANNERS: Mapping[str, Manner] = {
    "照填": _joined("、"),
    "分号": _joined("；"),
    "半角分号": _joined(";"),
    "逗号": _joined("，"),
    "换行": _joined("\v"),
    "另段": _joined("\n"),
    "编号换行": _numbered("{}.", "\v"),
    "编号顿号": _numbered("{}、", "\n"),
    "括号编号": _numbered("（{}）", "；"),
    "句号": lambda names, _: TypedNames(str(len(names)), "、".join(names) + "。", (tuple(names),)),
    "全角数": lambda names, _: TypedNames(
        f" {len(names)} ".translate({c: c + 0xFEE0 for c in range(48, 58)}), "；".join(names), (tuple(names),)
    ),
    "只有名称": lambda names, _: TypedNames("", "、".join(names), (tuple(names),)),
    "整格个": _whole("{count}个：{names}"),
    "整格共": _whole("共{count}个，分别为：{names}"),
    "整格名称": _whole("{names}"),
    "整格一行": _whole("数量：{count}个 名称：{names}"),
    "整格半角": _whole("数量:{count}个\n名称:{names}", ";"),
    "整格倒": _whole("名称：{names}\n数量：{count}个"),
    "数目不符": lambda names, _: TypedNames(str(len(names) + 2), "、".join(names), ()),
    "等": lambda names, _: TypedNames(str(len(names) + 7), "、".join(names) + "等", ()),
    "只有数量": lambda names, _: TypedNames(str(len(names)), "", ()),
    "详见清单": lambda names, _: TypedNames(str(len(names)), "详见附件清单", ()),
}
EMPTY_MANNERS: Mapping[str, TypedNames] = {
    "零无": TypedNames("0", NOTHING, ((),)),
    "零": TypedNames("0", "", ((),)),
    "无": TypedNames("", NOTHING, ((),)),
    "无无": TypedNames(NOTHING, NOTHING, ((),)),
    "整格无": TypedNames("", "", ((),), whole=NOTHING),
    "斜线": TypedNames("0", "/", ((),)),
    "零横": TypedNames("0", "——", ((),)),
    "留空": TypedNames("", "", (None,)),
}
SAFE = ("照填", "分号", "全角数")
EVERYDAY = ("照填", "分号", "半角分号", "换行", "另段", "编号换行", "句号", "只有名称", "整格一行")
ODD = ("逗号", "编号顿号", "括号编号", "整格个", "整格共", "整格名称", "整格半角", "整格倒")
DOUBTFUL = ("数目不符", "等", "只有数量", "详见清单")

SURNAMES = "张王李赵欧阳诸葛司徒"
RARE = ("䶮", "㐂", "堃", "旻", "喆", "翀", "𠮷", "㛃", "犇", "骉", "𬭎", "𫖯")
GOODS = ("阀门", "紧固件", "羽绒", "竹制品", "小家电", "轴承", "陶瓷", "香料", "眼镜", "乐器", "中药材", "工业缝纫机")
BODIES = ("研究院", "技术中心", "检测中心", "行业协会", "产业联盟", "服务有限公司", "工程实验室", "合作社")
PLACES = ("东江", "临川", "青溪", "石门", "云和", "清水", "永安", "平望", "长宁")
SENTENCES = (
    "围绕{goods}主导产业，梳理上下游配套企业{count}家，补齐关键零部件短板。",
    "集群总产值（亿元）连续三年保持增长，2024年达到{count}.40亿元。",
    "建立“链长+链主”机制，由县领导牵头，每季度调度一次。",
    "1.龙头带动：与链主企业签订配套协议{count}份；2.平台支撑：建成共享车间。",
    "现有省级以上平台{count}个（数量：国家级1个，省级{count}个），服务企业1,200余家次。",
    "受原材料价格波动影响，部分企业利润下降3.5%，但用工总体稳定。",
    "产品执行GB/T 19001—2016标准，出口“一带一路”沿线{count}个国家和地区。",
    "一是强化要素保障；二是推动“智改数转”；三是完善公共服务体系。",
    "企业A&B、C<D>、{{{{测试}}}}等名称照录，公式为=1+1，引号为\"与'。",
    "已出台《关于支持{goods}产业高质量发展的若干意见》（{place}政办〔2023〕15号）。",
    "是否存在短板？否。集群内企业均已达标，√为已完成事项。",
    "力争到2027年，研发经费投入年均增速不低于10%。",
)


def draw_name(lot: random.Random, odd: bool = False) -> str:
    """The name of a body; odd ones have parentheses, digits, rare characters or marks."""
    name = lot.choice(PLACES) + lot.choice(("省", "县", "市", "")) + lot.choice(GOODS) + lot.choice(BODIES)
    if not odd:
        return name
    return lot.choice(
        (
            f"{name}（{lot.choice(PLACES)}）",
            f"{lot.choice(PLACES)}{lot.choice(RARE)}{lot.choice(RARE)}{lot.choice(GOODS)}有限公司",
            f"{name}({lot.randint(2019, 2024)}年认定)",
            f"“{name}”",
            f"{lot.choice(PLACES)}A&B<{lot.choice(GOODS)}>中心",
            f"{lot.randint(1, 9)}号{name}",
            name,
        )
    )


def draw_person(lot: random.Random) -> str:
    return lot.choice(SURNAMES) + lot.choice(RARE) + lot.choice(("", "明", "华"))


def draw_text(lot: random.Random, longest: int, paragraphs: int = 1) -> str:
    """Prose of at most this many characters, its paragraphs separated by newlines."""
    parts: list[str] = []
    room = longest
    for _ in range(paragraphs):
        text = ""
        for sentence in lot.sample(SENTENCES, lot.randint(1, 3)):
            told = sentence.format(goods=lot.choice(GOODS), count=lot.randint(2, 98), place=lot.choice(PLACES))
            if len(text) + len(told) <= room:
                text += told
        room -= len(text)
        parts += [text] if text else []
    return "\n".join(parts) or "情况良好。"
