"""The enterprise table of the fictional county 云溪县: 186 enterprises whose columns add up to fixed totals.

Everything is drawn from one seeded generator and apportioned by largest remainders, so that the sums are exact
and a second run gives the same file. Nobody and nothing here is real.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

YEARS = (2019, 2020, 2021)
YEAR_BEFORE = 2018
"""The growth of the first year begins here."""

YEAR_COLUMNS = {"产值": "亿元", "研发投入": "万元", "工业软件采购额": "万元", "出口贸易额": "万元"}
FDI = {"外商直接投资额": "万元"}
TITLES = ("专精特新", "小巨人", "单项冠军", "高新技术企业", "创新型中小企业")
DIGITAL = ("上云", "接入工业互联网平台")

# Hundredths of the unit, per year: 亿元 for output, 万元 for the others. The groups are (large or not, leading or not).
OUTPUT = {
    ("champion", True): (338, 380, 426),
    ("large", True): (225, 258, 294),
    ("large", False): (60, 64, 70),
    ("sme", True): (3379, 3897, 4494),
    ("sme", False): (468, 502, 536),
}
# The share of the SMEs in R&D is the same in each year: then the growth is the same with and without the large ones.
RD = {"sme": (1278077, 1492814, 1738598), "other": (203923, 238186, 277402)}
SOFTWARE = (148650, 185230, 231860)
EXPORTS = (5682000, 5916000, 7003000)
STAFF = {"sme": 10420, "other": 612}
RD_STAFF = {"sme": 1248, "other": 199}
PATENTS = {"sme": (82, 99, 118), "other": (16, 20, 23)}
CHAMPION_STAFF = 1046
JOINT_VENTURES = (170000, 164000, 184000)

# The same of 2018: the growth rates of 2019 follow from these (3446 for the leading industry, 126.9 million for R&D …).
OUTPUT_BEFORE = {
    ("champion", True): 299,
    ("large", True): 195,
    ("large", False): 55,
    ("sme", True): 2952,
    ("sme", False): 416,
}
RD_BEFORE = {"sme": 1094386, "other": 174614}
EXPORTS_BEFORE = 5230000
JOINT_VENTURES_BEFORE = 160000

# How many enterprises gained a title in which year; the sums are what the form asks for (27 + 9 + 10 = 46 …).
SPECIALIZED = {2017: 3, 2018: 3, 2019: 3, 2020: 6, 2021: 9}
HIGH_TECH = {2016: 6, 2017: 7, 2018: 7, 2019: 7, 2020: 9, 2021: 10}
INNOVATIVE = {2018: 8, 2019: 10, 2020: 9, 2021: 11}
CONNECTED = {
    "上云": {2018: 12, 2019: 20, 2020: 36, 2021: 45},
    "接入工业互联网平台": {2019: 8, 2020: 22, 2021: 27},
}

LEADING_TRADES = (
    ("精密传动", "谐波减速器柔轮、刚轮", 9),
    ("精密传动", "机器人关节用谐波减速器", 6),
    ("减速机", "RV减速器摆线轮、针齿壳", 9),
    ("减速机", "精密行星减速机", 12),
    ("传动部件", "行星架、齿圈", 15),
    ("齿轮", "小模数精密齿轮", 20),
    ("齿轮", "磨齿加工、齿轮轴", 17),
    ("精工", "减速机输入轴、花键轴", 17),
    ("蜗轮", "蜗轮蜗杆副", 8),
    ("轴承", "交叉滚子轴承、薄壁轴承", 11),
    ("机械", "减速机箱体、端盖", 16),
    ("锻造", "齿轮毛坯精密锻造", 8),
    ("热处理", "渗碳、渗氮及真空热处理", 6),
)
SUPPORTING_TRADES = (
    ("刀具", "滚齿刀、插齿刀修磨与销售", 5),
    ("润滑材料", "减速机润滑脂分装", 3),
    ("包装制品", "传动件防锈包装", 5),
    ("电气", "电控箱、伺服驱动配套", 5),
    ("工装", "夹具、检具", 6),
    ("供应链", "工业品仓储与配送", 3),
)
CORE_TRADES = ("机器人关节用谐波减速器", "谐波减速器柔轮、刚轮", "RV减速器摆线轮、针齿壳", "精密行星减速机")
FIRST = "衡砚澜铄玑曜岚钧峤恪沣泓昱琅珩屿"
SECOND = "川峰泽成远驰恒信达睿桥锋源和"


@dataclass
class Enterprise:
    """One row of 表1, with what the form needs beside it."""

    name: str
    trade: str
    leading: bool
    size: str
    founded: int = 2015
    note: str = ""
    weight: float = 0.0
    values: dict[str, tuple[int, ...]] = field(default_factory=dict)
    staff: int = 0
    rd_staff: int = 0
    titles: dict[str, int] = field(default_factory=dict)
    patents: tuple[int, ...] = (0, 0, 0)
    before: dict[str, int] = field(default_factory=dict)
    digital: dict[str, int] = field(default_factory=dict)

    @property
    def is_sme(self) -> bool:
        return self.size == "sme"

    def exists_in(self, year: int) -> bool:
        return self.founded <= year


def make_enterprises(seed: int = 20220926) -> list[Enterprise]:
    """The 186 enterprises, by output of 2021, the largest first."""
    rng = random.Random(seed)
    enterprises = _large_ones() + _small_and_medium_ones(rng)
    _found_some_later(enterprises, rng)
    _give_output(enterprises, rng)
    _give_titles(enterprises, rng)
    _give_rd(enterprises, rng)
    _give_software_and_exports(enterprises, rng)
    _give_staff(enterprises, rng)
    _give_patents(enterprises, rng)
    _give_joint_ventures(enterprises, random.Random(seed + 1))
    _give_year_before(enterprises, random.Random(seed + 2))
    _give_digital_years(enterprises, random.Random(seed + 3))
    return sorted(enterprises, key=lambda e: (-e.values["产值"][2], e.name))


def credit_code(number: int) -> str:
    """A unified credit code with valid check characters in a region (990126) that does not exist."""
    organisation = f"MAY{number * 37 % 100000:05d}"
    body = f"91990126{organisation}{_organisation_check(organisation)}"
    return body + _credit_check(body)


def apportion(total: int, weights: Sequence[float], least: int = 0) -> list[int]:
    """``total`` shared out in whole units in proportion to ``weights``; every weight above zero gets ``least``."""
    positive = [weight > 0 for weight in weights]
    spare = total - least * sum(positive)
    if spare < 0:
        raise ValueError("the total is smaller than the least shares")
    exact = [spare * weight / sum(weights) for weight in weights]
    shares = [math.floor(value) + least * has for value, has in zip(exact, positive, strict=True)]
    by_remainder = sorted(range(len(exact)), key=lambda i: (math.floor(exact[i]) - exact[i], i))
    for index in by_remainder[: total - sum(shares)]:
        shares[index] += 1
    return shares


def _large_ones() -> list[Enterprise]:
    controlled = "大型企业直接控股，不按中小企业统计"
    champion_note = "从业人员1000人以上且营业收入4亿元以上"
    rows = (
        ("宁川齿川精密传动股份有限公司", "精密行星减速机、谐波减速器", True, "champion", champion_note),
        ("云溪重岳减速机有限公司", "工业机器人RV减速器", True, "large", controlled),
        ("东江峤远轴承（云溪）有限公司", "交叉滚子轴承", True, "large", controlled),
        ("云溪昱达齿轮有限公司", "精密齿轮、齿轮轴", True, "large", controlled),
        ("云溪沣源特种材料有限公司", "齿轮钢棒材加工配送", False, "large", controlled),
    )
    weights = (1.0, 1.24, 0.98, 0.72, 1.0)
    return [
        Enterprise(name, trade, leading, size, note=note, weight=weight)
        for (name, trade, leading, size, note), weight in zip(rows, weights, strict=True)
    ]


def _small_and_medium_ones(rng: random.Random) -> list[Enterprise]:
    taken = {"峤远", "昱达", "沣源"}
    names = [a + b for a in FIRST for b in SECOND if a + b not in taken]
    rng.shuffle(names)
    trades = [(*trade, True) for trade in LEADING_TRADES] + [(*trade, False) for trade in SUPPORTING_TRADES]
    kinds = [(suffix, trade, leading) for suffix, trade, count, leading in trades for _ in range(count)]
    places, endings = ("云溪", "云溪", "云溪县", "宁川"), ("有限公司", "有限公司", "科技有限公司")
    return [
        Enterprise(
            f"{rng.choice(places)}{name}{suffix}{rng.choice(endings)}",
            trade,
            leading,
            "sme",
            weight=rng.lognormvariate(0, 1.12) + 0.1,
        )
        for name, (suffix, trade, leading) in zip(names, kinds, strict=False)
    ]


def _found_some_later(enterprises: list[Enterprise], rng: random.Random) -> None:
    small = [e for e in enterprises if e.is_sme and e.weight < 1.2]
    for index, enterprise in enumerate(rng.sample(small, 18)):
        enterprise.founded = 2020 if index < 9 else 2021
        enterprise.note = f"{enterprise.founded}年{rng.randint(1, 6)}月成立，此前无数据"
        enterprise.weight *= 0.5


def _give_output(enterprises: list[Enterprise], rng: random.Random) -> None:
    for (size, leading), totals in OUTPUT.items():
        group = [e for e in enterprises if (e.size, e.leading) == (size, leading)]
        drift = [rng.gauss(1.0, 0.07) for _ in group]
        columns = [
            apportion(total, _output_weights(group, drift, year), 1) for year, total in zip(YEARS, totals, strict=True)
        ]
        for enterprise, *values in zip(group, *columns, strict=True):
            enterprise.values["产值"] = tuple(values)


def _output_weights(group: Sequence[Enterprise], drift: Sequence[float], year: int) -> list[float]:
    return [
        e.weight * d ** (year - 2019) * e.exists_in(year) * (0.6 if e.founded == year else 1)
        for e, d in zip(group, drift, strict=True)
    ]


def _give_titles(enterprises: list[Enterprise], rng: random.Random) -> None:
    champion = next(e for e in enterprises if e.size == "champion")
    champion.titles = {"单项冠军": 2021, "高新技术企业": 2016}
    older = [e for e in enterprises if e.is_sme and e.leading and e.founded == 2015]
    ranked = sorted(older, key=lambda e: -e.values["产值"][2] * rng.uniform(0.45, 1.0))
    high_tech, innovative = ranked[:45], ranked[45:83]
    _award(high_tech, "高新技术企业", HIGH_TECH | {2016: HIGH_TECH[2016] - 1}, rng)
    _award(innovative, "创新型中小企业", INNOVATIVE, rng)
    _award(ranked[:20] + innovative[:4], "专精特新", SPECIALIZED, rng)
    for year in YEARS:
        candidates = [e for e in high_tech if e.titles.get("专精特新", 9999) <= year and "小巨人" not in e.titles]
        next(e for e in candidates if e.trade in CORE_TRADES).titles["小巨人"] = year


def _award(group: Sequence[Enterprise], title: str, years: dict[int, int], rng: random.Random) -> None:
    awarded = [year for year, count in years.items() for _ in range(count)]
    if len(awarded) != len(group):
        raise ValueError(f"{title}: {len(awarded)} years for {len(group)} enterprises")
    order = sorted(range(len(group)), key=lambda i: i + rng.uniform(0, 8))
    for index, year in zip(order, awarded, strict=True):
        group[index].titles[title] = year


def _give_rd(enterprises: list[Enterprise], rng: random.Random) -> None:
    intensity = {e.name: _rd_intensity(e, rng) for e in enterprises}
    for group, totals in ((smes(enterprises), RD["sme"]), (others(enterprises), RD["other"])):
        share_out(group, "研发投入", totals, lambda e, i: e.values["产值"][i] * intensity[e.name])


def _rd_intensity(enterprise: Enterprise, rng: random.Random) -> float:
    if enterprise.titles or not enterprise.is_sme:
        return rng.uniform(3.8, 5.6)
    if enterprise.values["产值"][2] <= 8:
        return 0.0 if rng.random() < 0.55 else rng.uniform(1.2, 2.4)
    return rng.uniform(1.4, 2.8)


def _give_software_and_exports(enterprises: list[Enterprise], rng: random.Random) -> None:
    buys = {e.name: _software_appetite(e, rng) for e in enterprises}
    share_out(enterprises, "工业软件采购额", SOFTWARE, lambda e, i: buys[e.name] * e.values["产值"][i] ** 0.7)
    larger = [e for e in enterprises if e.leading and e.values["产值"][0] >= 25]
    exports = {e.name: rng.uniform(0.05, 0.38) for e in rng.sample(larger, min(44, len(larger)))}
    share_out(enterprises, "出口贸易额", EXPORTS, lambda e, i: exports.get(e.name, 0) * e.values["产值"][i])


def _software_appetite(enterprise: Enterprise, rng: random.Random) -> float:
    buys = not enterprise.is_sme or rng.random() < (0.9 if enterprise.titles else 0.3)
    return buys * rng.uniform(0.6, 1.5)


def share_out(
    group: Sequence[Enterprise],
    column: str,
    totals: Sequence[int],
    weigh: Callable[[Enterprise, int], float],
) -> None:
    columns = [apportion(total, [weigh(e, i) for e in group]) for i, total in enumerate(totals)]
    for enterprise, *values in zip(group, *columns, strict=True):
        enterprise.values[column] = tuple(values)


def _give_staff(enterprises: list[Enterprise], rng: random.Random) -> None:
    for group, key in ((smes(enterprises), "sme"), (others(enterprises), "other")):
        champion = [e for e in group if e.size == "champion"]
        rest = [e for e in group if e.size != "champion"]
        weights = [e.values["产值"][2] ** 0.86 * rng.uniform(0.75, 1.3) for e in rest]
        for enterprise, staff in zip(rest, apportion(STAFF[key], weights, 4), strict=True):
            enterprise.staff = staff
        for enterprise in champion:
            enterprise.staff = CHAMPION_STAFF
        shares = apportion(RD_STAFF[key], [(e.values["研发投入"][2] * e.staff) ** 0.5 for e in group])
        for enterprise, staff in zip(group, shares, strict=True):
            enterprise.rd_staff = staff


def _give_patents(enterprises: list[Enterprise], rng: random.Random) -> None:
    for group, key in ((smes(enterprises), "sme"), (others(enterprises), "other")):
        weights = [_patent_weight(e, rng) for e in group]
        stock, rows = [0] * len(group), []
        for total in PATENTS[key]:
            gained = apportion(total - sum(stock), weights)
            stock = [have + more for have, more in zip(stock, gained, strict=True)]
            rows.append(tuple(stock))
        for enterprise, *values in zip(group, *rows, strict=True):
            enterprise.patents = tuple(values)


def _patent_weight(enterprise: Enterprise, rng: random.Random) -> float:
    if not enterprise.titles and enterprise.is_sme:
        return 0.0
    bonus = 2.5 if "专精特新" in enterprise.titles else 4.0 if "单项冠军" in enterprise.titles else 1.0
    return bonus * rng.uniform(0.4, 1.6) * enterprise.values["产值"][2] ** 0.25


def _give_joint_ventures(enterprises: list[Enterprise], rng: random.Random) -> None:
    """Three SMEs that export have a partner abroad."""
    exporting = [e for e in smes(enterprises) if e.leading and e.values["出口贸易额"][0] and not e.titles.get("小巨人")]
    exporting.sort(key=lambda e: -e.values["产值"][0])
    stakes = {e.name: rng.uniform(0.6, 1.8) for e in exporting[4:13:4]}
    share_out(enterprises, "外商直接投资额", JOINT_VENTURES, lambda e, i: stakes.get(e.name, 0.0))


def _give_year_before(enterprises: list[Enterprise], rng: random.Random) -> None:
    for (size, leading), total in OUTPUT_BEFORE.items():
        group = [e for e in enterprises if (e.size, e.leading) == (size, leading)]
        weights = [e.values["产值"][0] * rng.uniform(0.92, 1.06) for e in group]
        _set_before(group, "产值", apportion(total, weights, 1))
    for group, key in ((smes(enterprises), "sme"), (others(enterprises), "other")):
        _set_before(group, "研发投入", apportion(RD_BEFORE[key], [_shrunk(e, "研发投入") for e in group]))
    for column, total in (("出口贸易额", EXPORTS_BEFORE), ("外商直接投资额", JOINT_VENTURES_BEFORE)):
        _set_before(enterprises, column, apportion(total, [_shrunk(e, column) for e in enterprises]))


def _set_before(group: Sequence[Enterprise], column: str, amounts: Sequence[int]) -> None:
    for enterprise, amount in zip(group, amounts, strict=True):
        enterprise.before[column] = amount


def _shrunk(enterprise: Enterprise, column: str) -> float:
    """An amount of the first year at the size that the enterprise had the year before."""
    output = enterprise.values["产值"][0]
    return enterprise.values[column][0] * enterprise.before["产值"] / output if output else 0.0


def _give_digital_years(enterprises: list[Enterprise], rng: random.Random) -> None:
    """Who uses a cloud, and who of them is connected to a platform: the larger ones first."""
    ranked = sorted(smes(enterprises), key=lambda e: -(e.values["产值"][2] + 15 * bool(e.titles)) * rng.uniform(0.5, 1))
    for kind, years in CONNECTED.items():
        for year, count in years.items():
            able = [e for e in ranked if kind not in e.digital and e.exists_in(year)]
            if kind != DIGITAL[0]:
                able = [e for e in able if e.digital.get(DIGITAL[0], 9999) <= year]
            for enterprise in able[:count]:
                enterprise.digital[kind] = year


def smes(enterprises: Sequence[Enterprise]) -> list[Enterprise]:
    return [e for e in enterprises if e.is_sme]


def others(enterprises: Sequence[Enterprise]) -> list[Enterprise]:
    return [e for e in enterprises if not e.is_sme]


def _organisation_check(code: str) -> str:
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(int(c, 36) * w for c, w in zip(code, weights, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def _credit_check(body: str) -> str:
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return alphabet[(31 - total % 31) % 31]
