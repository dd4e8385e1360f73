"""Made-up economies: the enterprises of a cluster over four years, drawn from a seed, none of them real.

Sizes, output per head, research and titles are of the order of a county's cluster. All figures are exact fractions of
what the enterprise table prints. Nothing here comes from docgen.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

LAST_YEAR = {"2022-application": 2021, "2025-application": 2024, "2025-review": 2024}
YEARLY = ("output", "rd", "software", "exports", "fdi", "employees", "rd_staff", "patents")
TITLES = (
    "specialized",
    "little_giant",
    "champion",
    "high_tech",
    "innovative",
    "listed",
    "pre_listing",
    "cloud",
    "platform",
    "digital_tools",
)
FIRST_SIGNS = "沣昱珩衡泓锐腾恒嘉瑞远宏博铭信达盛科华安泰源鼎晟凯隆毅诚旭辉"
SECOND_SIGNS = "川远和锋源兴飞力丰康达通图创业成邦德宇翔立升亚新航耀凌杰"
CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Place:
    """The names of a made-up county and of its industry."""

    province: str
    city: str
    county: str
    industry: str
    product: str

    @property
    def cluster(self) -> str:
        return f"{self.province}省{self.city}市{self.county}县{self.industry}产业集群"


PLACES = (
    Place("东江", "宁川", "云溪", "精密减速传动件", "减速机"),
    Place("西岭", "沧原", "澜亭", "高性能滤材", "滤芯"),
    Place("北湖", "昌宁", "石浦", "智能阀门", "阀门"),
    Place("南屏", "临沅", "白河", "特种电缆", "电缆"),
    Place("东江", "怀川", "青陂", "精细陶瓷部件", "陶瓷件"),
    Place("西岭", "广沅", "洛川", "园林工具", "割草机"),
)


@dataclass(frozen=True)
class Economy:
    """The kind of a cluster, and how whoever fills in its form reads what the form leaves open.

    ``scope`` is ``sme`` or ``cluster`` where a label of 2022 says 集群 or 企业; ``mean`` the convention of 年均增速;
    ``places`` the decimals of output in the table, which has ``table_years`` years; ``from_printed`` says that rates
    are computed from the printed figures; ``exporters`` is which enterprises the exports of 主导产品 are those of.
    """

    name: str
    form: str
    seed: int
    size: int = 40
    growth: float = 0.15
    startups: float = 0.0
    closures: float = 0.0
    exports: bool = True
    all_sme: bool = False
    scope: str = "sme"
    mean: str = "three"
    places: int = 4
    table_years: int = 4
    from_printed: bool = False
    exporters: str = "all"

    @property
    def counts_all(self) -> bool:
        """Whether 集群 and 企业 in a label of 2022 mean every enterprise; the labels of 2025 say 中小企业."""
        return self.scope == "cluster" and self.form == "2022-application"

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the form."""
        last = LAST_YEAR[self.form]
        return tuple(range(last - 2, last + 1))

    @property
    def all_years(self) -> tuple[int, ...]:
        """The years of the form with the one before them."""
        return (self.years[0] - 1, *self.years)

    @property
    def place(self) -> Place:
        return PLACES[self.seed % len(PLACES)]


@dataclass(frozen=True)
class Enterprise:
    """One enterprise: its figures by column and year, in the units of the table; its titles with their years."""

    name: str
    code: str
    business: str
    sme: bool
    leading: bool
    figures: Mapping[str, Mapping[int, Fraction]]
    titles: Mapping[str, int] = field(default_factory=dict)

    def operates(self, year: int) -> bool:
        return self.figures["output"][year] > 0

    def holds(self, title: str, year: int) -> bool:
        return title in self.titles and self.titles[title] <= year

    def change(self, column: str, year: int, value: Fraction) -> Enterprise:
        """The enterprise with one other figure."""
        return replace(self, figures={**self.figures, column: {**self.figures[column], year: value}})


def draw_enterprises(economy: Economy) -> list[Enterprise]:
    """The enterprises of an economy, always the same ones."""
    lot = random.Random(f"{economy.name} {economy.form} {economy.seed}")
    large = 0 if economy.all_sme else max(1, economy.size // 60)
    drawn = [_draw_enterprise(lot, economy, number, number < large) for number in range(economy.size)]
    shuffled = drawn[1:]
    lot.shuffle(shuffled)
    return [drawn[0], *shuffled]


def _draw_enterprise(lot: random.Random, economy: Economy, number: int, large: bool) -> Enterprise:
    years, place = economy.all_years, economy.place
    first, last = _draw_life(lot, economy, number, large)
    heads = lot.uniform(1500, 2100) if large else min(700.0, max(9.0, math.exp(lot.gauss(math.log(55), 0.7))))
    per_head = math.exp(lot.gauss(math.log(0.0088), 0.22))  # 亿元 a head
    research, software = lot.uniform(0.022, 0.055), lot.uniform(0.0005, 0.003)
    abroad = lot.uniform(0.05, 0.35) if economy.exports and (number == 2 or lot.random() < 0.4) else 0.0
    foreign = lot.uniform(60, 700) if number == 1 or lot.random() < 0.04 else 0.0
    inventors = lot.uniform(0.07, 0.17)
    patents = lot.randint(2, 9) if large or lot.random() < 0.55 else 0
    figures: dict[str, dict[int, Fraction]] = {column: {} for column in YEARLY}
    for year in years:
        alive = first <= year <= last
        output = _round(heads * per_head, economy.places) if alive else Fraction(0)
        staff = Fraction(max(5, round(heads))) if alive else Fraction(0)
        amounts = {
            "output": max(output, Fraction(2, 100)) if alive else output,
            "rd": _round(float(output) * 10_000 * research, 2),
            "software": _round(float(output) * 10_000 * software, 2),
            "exports": _round(float(output) * 10_000 * abroad, 2),
            "fdi": _round(foreign * lot.uniform(0.8, 1.3), 2) if alive else Fraction(0),
            "employees": staff,
            "rd_staff": Fraction(min(int(staff), math.ceil(staff * Fraction(inventors)))),
            "patents": Fraction(patents if alive else 0),
        }
        for column, amount in amounts.items():
            figures[column][year] = amount
        rise = max(-0.3, economy.growth + lot.gauss(0, 0.045))
        heads *= 1 + rise * 0.45
        per_head *= (1 + rise) / (1 + rise * 0.45)
        research *= 1 + lot.uniform(0.0, 0.03)
        patents += lot.choice((0, 1, 1, 2)) if patents else 0
    return Enterprise(
        name=_draw_name(place, number),
        code=_make_credit_code(number + 1000 * (economy.seed % 97)),
        business=f"{place.product}{lot.choice(('', '零部件', '总成', '配件'))}",
        sme=not large,
        leading=number < 3 or lot.random() < 0.88,
        figures=figures,
        titles=_draw_titles(lot, max(first, years[0] - 4), years[-1], sme=not large, number=number),
    )


def _draw_life(lot: random.Random, economy: Economy, number: int, large: bool) -> tuple[int, int]:
    """The first and the last year with output."""
    years = economy.all_years
    if large or number < 6:
        return years[0] - 5, years[-1]
    chance = lot.random()
    if chance < economy.startups:
        return lot.choice(years[1:]), years[-1]
    if chance < economy.startups + economy.closures:
        return years[0] - 5, lot.choice(years[1:-1])
    return years[0] - 5, years[-1]


def _draw_titles(lot: random.Random, first: int, last: int, *, sme: bool, number: int) -> dict[str, int]:
    titles: dict[str, int] = {}

    def award(title: str, chance: float, since: int = first) -> None:
        if lot.random() < chance and since <= last:
            titles[title] = lot.randint(since, last)

    award("high_tech", 0.3)
    award("cloud", 0.62)
    award("platform", 0.42)
    award("digital_tools", 0.33)
    if sme:
        award("innovative", 0.3)
        award("specialized", 1.0 if number in (3, 4) else 0.2)
        if "specialized" in titles:
            award("little_giant", 1.0 if number == 3 else 0.2, titles["specialized"])
        award("listed", 0.02)
        if "listed" not in titles:
            award("pre_listing", 0.03)
    award("champion", 0.5 if not sme else 0.02)
    return titles


def _draw_name(place: Place, number: int) -> str:
    first, second = FIRST_SIGNS[number % len(FIRST_SIGNS)], SECOND_SIGNS[number // len(FIRST_SIGNS)]
    return f"{place.county}{first}{second}{place.product}有限公司"


def _make_credit_code(number: int) -> str:
    """A valid 统一社会信用代码 (GB 32100-2015), with a valid 组织机构代码 (GB 11714-1997) in it."""
    body = f"MA{number:06}"
    weighted = sum(int(sign, 36) * weight for sign, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    code = f"91990126{body}{'0123456789X0'[11 - weighted % 11]}"
    total = sum(CODE_SIGNS.index(sign) * pow(3, at, 31) for at, sign in enumerate(code))
    return code + CODE_SIGNS[-total % 31]


def _round(value: float, places: int) -> Fraction:
    return Fraction(round(value * 10**places), 10**places)
