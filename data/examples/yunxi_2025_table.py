"""The enterprise table of 云溪县 three years later: the 186 enterprises of 2021, and 19 that came since.

What an enterprise was in 2021 (its output, staff, titles and patents) is taken from the table of the application
of 2022 and goes on from there; the columns of 2022 to 2024 add up to fixed totals. Nobody and nothing here is real.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from example_tables import write_firms_csv
from yunxi_2022_table import (
    DIGITAL,
    TITLES,
    YEAR_COLUMNS,
    apportion,
    credit_code,
    make_enterprises,
    others,
    share_out,
    smes,
)
from yunxi_2022_table import Enterprise as Before

YEARS = (2022, 2023, 2024)
YEAR_BEFORE = 2021
"""The growth of the first year begins here; the figures are those of the table of 2022."""

# Hundredths of the unit, per year: 亿元 for output, 万元 for the others. The groups are (large or not, leading or not).
OUTPUT = {
    ("champion", True): (484, 548, 622),
    ("large", True): (334, 378, 428),
    ("large", False): (76, 82, 90),
    ("sme", True): (5164, 5948, 6846),
    ("sme", False): (582, 634, 694),
}
# As in 2021 the SMEs do the same share of R&D in each year: the growth is that of the whole cluster too.
RD = {"sme": (2018512, 2337437, 2697402), "other": (322064, 372950, 430384)}
SOFTWARE = (278640, 330520, 391270)
EXPORTS = (7920000, 8850000, 10120000)
STAFF = {"sme": 11560, "other": 668}
RD_STAFF = {"sme": 1502, "other": 228}
PATENTS = {"sme": (139, 165, 196), "other": (27, 31, 36)}
CHAMPION_STAFF = 1120

# How many enterprises gained what in which year; the stock of 2021 is that of the earlier table.
GAINED = {
    "高新技术企业": {2022: 7, 2023: 8, 2024: 8},
    "创新型中小企业": {2022: 6, 2023: 7, 2024: 8},
    "专精特新": {2022: 7, 2023: 8, 2024: 9},
    "小巨人": {2022: 1, 2023: 2, 2024: 2},
    "上云": {2022: 14, 2023: 16, 2024: 18},
    "接入工业互联网平台": {2022: 10, 2023: 12, 2024: 12},
}

# Who came in which year: thirteen of them close a gap in the chain of 2021.
NEWCOMERS = (
    ("云溪衡信关节模组有限公司", "机器人关节模组", True, 2022),
    ("云溪砚锋柔性轴承有限公司", "谐波减速器柔性轴承", True, 2022),
    ("宁川澜恒编码器科技有限公司", "精密编码器", True, 2022),
    ("云溪县珩泽工装有限公司", "夹具、检具", False, 2022),
    ("云溪岚桥齿轮有限公司", "磨齿加工、齿轮轴", True, 2022),
    ("云溪曜川关节模组科技有限公司", "机器人关节模组", True, 2023),
    ("宁川琅源关节模组有限公司", "机器人关节模组", True, 2023),
    ("云溪铄远柔性轴承有限公司", "谐波减速器柔性轴承", True, 2023),
    ("云溪玑达编码器有限公司", "精密编码器", True, 2023),
    ("云溪屿成热处理有限公司", "渗碳、渗氮及真空热处理", True, 2023),
    ("云溪县钧睿电气有限公司", "电控箱、伺服驱动配套", False, 2023),
    ("云溪泓锋柔性轴承科技有限公司", "谐波减速器柔性轴承", True, 2023),
    ("云溪恪和关节模组有限公司", "机器人关节模组", True, 2024),
    ("宁川衡驰关节模组有限公司", "机器人关节模组", True, 2024),
    ("云溪琅达柔性轴承有限公司", "谐波减速器柔性轴承", True, 2024),
    ("云溪岚信编码器科技有限公司", "精密编码器", True, 2024),
    ("宁川屿睿编码器有限公司", "精密编码器", True, 2024),
    ("云溪县砚成工装有限公司", "夹具、检具", False, 2024),
    ("云溪玑恒齿轮科技有限公司", "磨齿加工、齿轮轴", True, 2024),
)


@dataclass
class Enterprise:
    """One row of 表1 for 2022 to 2024, with what the review form counts beside it."""

    name: str
    code: str
    trade: str
    leading: bool
    size: str
    founded: int
    note: str
    scale: float
    staff_before: int = 0
    patents_before: int = 0
    before: dict[str, int] = field(default_factory=dict)
    digital_before: dict[str, int] = field(default_factory=dict)
    titles: dict[str, int] = field(default_factory=dict)
    values: dict[str, tuple[int, ...]] = field(default_factory=dict)
    rd_before: float = 0.0
    exports_before: float = 0.0
    software_before: float = 0.0
    staff: int = 0
    rd_staff: int = 0
    patents: tuple[int, ...] = ()

    @property
    def is_sme(self) -> bool:
        return self.size == "sme"

    def exists_in(self, year: int) -> bool:
        return self.founded <= year


def make_enterprises_2024(seed: int = 20250418) -> list[Enterprise]:
    """The 205 enterprises, by output of 2024, the largest first."""
    rng = random.Random(seed)
    enterprises = [*_those_of_2021(), *_newcomers(rng)]
    _give_output(enterprises, rng)
    _give_titles(enterprises, rng)
    _give_money(enterprises, rng)
    _give_staff(enterprises, rng)
    _give_patents(enterprises, rng)
    return sorted(enterprises, key=lambda e: (-e.values["产值"][2], e.name))


def firms_of(enterprises: Sequence[Enterprise]) -> list[dict[str, str]]:
    """The enterprises by heading, as the lists and papers use them."""
    return [_firm(number, enterprise) for number, enterprise in enumerate(enterprises, 1)]


def write_table_2024(enterprises: Sequence[Enterprise], path: Path) -> None:
    """Write ``enterprises.csv``: UTF-8 with BOM (Excel opens it as it is), one row per enterprise."""
    write_firms_csv(path, TABLE_HEADINGS, firms_of(enterprises))


def write_paper_table(firms: Sequence[dict[str, str]], path: Path) -> None:
    """Write the columns that the papers print, at the places where they look for them."""
    write_firms_csv(path, PAPER_HEADINGS, firms)


def _those_of_2021() -> list[Enterprise]:
    return [_grown_on(number, before) for number, before in enumerate(make_enterprises(), 1)]


def _grown_on(number: int, before: Before) -> Enterprise:
    output = before.values["产值"][2]
    return Enterprise(
        before.name,
        credit_code(number),
        before.trade,
        before.leading,
        before.size,
        before.founded,
        "" if "成立" in before.note else before.note,
        scale=output,
        staff_before=before.staff,
        patents_before=before.patents[2],
        before={column: before.values[column][2] for column in _WITH_BEFORE},
        digital_before=before.digital,
        titles=dict(before.titles),
        rd_before=before.values["研发投入"][2] / output,
        exports_before=before.values["出口贸易额"][2] / output,
        software_before=before.values["工业软件采购额"][2] / output**0.7,
    )


def _newcomers(rng: random.Random) -> list[Enterprise]:
    return [
        Enterprise(
            name,
            credit_code(number),
            trade,
            leading,
            "sme",
            year,
            f"{year}年{rng.randint(1, 6)}月成立，此前无数据",
            scale=rng.uniform(9, 30),
            rd_before=rng.uniform(300, 520),
            exports_before=0.0,
            software_before=rng.uniform(60, 160),
        )
        for number, (name, trade, leading, year) in enumerate(NEWCOMERS, 187)
    ]


def _give_output(enterprises: list[Enterprise], rng: random.Random) -> None:
    for (size, leading), totals in OUTPUT.items():
        group = [e for e in enterprises if (e.size, e.leading) == (size, leading)]
        drift = [min(1.15, max(0.85, rng.gauss(1.0, 0.05))) for _ in group]
        columns = [
            apportion(total, [_weight(e, d, year) for e, d in zip(group, drift, strict=True)], 1)
            for year, total in zip(YEARS, totals, strict=True)
        ]
        for enterprise, *values in zip(group, *columns, strict=True):
            enterprise.values["产值"] = tuple(values)


def _weight(enterprise: Enterprise, drift: float, year: int) -> float:
    first_year = 0.5 if enterprise.founded == year else 1.0
    return enterprise.scale * drift ** (year - 2021) * enterprise.exists_in(year) * first_year


def _give_titles(enterprises: list[Enterprise], rng: random.Random) -> None:
    ranked = [e for e in smes(enterprises) if e.leading and e.founded <= 2021]
    ranked.sort(key=lambda e: -e.values["产值"][2] * rng.uniform(0.5, 1.0))
    untitled = [e for e in ranked if not {"高新技术企业", "创新型中小企业"} & e.titles.keys()]
    _award(untitled, "高新技术企业", lambda e, year: True)
    _award(untitled, "创新型中小企业", lambda e, year: "高新技术企业" not in e.titles)
    _award(ranked, "专精特新", lambda e, year: min(e.titles.values(), default=9999) <= year)
    _award(ranked, "小巨人", lambda e, year: e.titles.get("专精特新", 9999) < year)
    for enterprise in enterprises:
        enterprise.titles |= enterprise.digital_before
    by_size = sorted(smes(enterprises), key=lambda e: -e.values["产值"][2] * rng.uniform(0.4, 1.0))
    _award(by_size, "上云", lambda e, year: e.exists_in(year))
    _award(by_size, "接入工业互联网平台", lambda e, year: e.titles.get("上云", 9999) <= year)


def _award(group: Sequence[Enterprise], title: str, may: Callable[[Enterprise, int], bool]) -> None:
    for year, count in GAINED[title].items():
        chosen = [e for e in group if title not in e.titles and may(e, year)][:count]
        if len(chosen) != count:
            raise ValueError(f"{title} {year}: {len(chosen)} enterprises for {count}")
        for enterprise in chosen:
            enterprise.titles[title] = year


def _give_money(enterprises: list[Enterprise], rng: random.Random) -> None:
    taste = {e.name: rng.uniform(0.85, 1.18) for e in enterprises}
    for group, totals in ((smes(enterprises), RD["sme"]), (others(enterprises), RD["other"])):
        share_out(group, "研发投入", totals, lambda e, i: e.values["产值"][i] * e.rd_before * taste[e.name])
    share_out(enterprises, "工业软件采购额", SOFTWARE, lambda e, i: e.software_before * e.values["产值"][i] ** 0.7)
    share_out(enterprises, "出口贸易额", EXPORTS, lambda e, i: e.exports_before * e.values["产值"][i])


def _give_staff(enterprises: list[Enterprise], rng: random.Random) -> None:
    for group, key in ((smes(enterprises), "sme"), (others(enterprises), "other")):
        rest = [e for e in group if e.size != "champion"]
        weights = [(e.staff_before or e.values["产值"][2] ** 0.86) * rng.uniform(0.96, 1.14) for e in rest]
        for enterprise, staff in zip(rest, apportion(STAFF[key], weights, 4), strict=True):
            enterprise.staff = staff
        for enterprise in group:
            enterprise.staff = enterprise.staff or CHAMPION_STAFF
        shares = apportion(RD_STAFF[key], [(e.values["研发投入"][2] * e.staff) ** 0.5 for e in group])
        for enterprise, staff in zip(group, shares, strict=True):
            enterprise.rd_staff = staff


def _give_patents(enterprises: list[Enterprise], rng: random.Random) -> None:
    for group, key in ((smes(enterprises), "sme"), (others(enterprises), "other")):
        weights = [_patent_weight(e, rng) for e in group]
        stock, rows = [e.patents_before for e in group], []
        for total in PATENTS[key]:
            gained = apportion(total - sum(stock), weights)
            stock = [have + more for have, more in zip(stock, gained, strict=True)]
            rows.append(tuple(stock))
        for enterprise, *values in zip(group, *rows, strict=True):
            enterprise.patents = tuple(values)


def _patent_weight(enterprise: Enterprise, rng: random.Random) -> float:
    if enterprise.is_sme and not set(TITLES) & enterprise.titles.keys():
        return 0.0
    bonus = 2.5 if "专精特新" in enterprise.titles else 4.0 if "单项冠军" in enterprise.titles else 1.0
    return bonus * rng.uniform(0.4, 1.6) * enterprise.values["产值"][2] ** 0.25


def _headings(column: str, *years: int) -> list[str]:
    return [f"{column}{year}（{YEAR_COLUMNS[column]}）" for year in years]


_WITH_BEFORE = ("产值", "研发投入")
_FIRST = ["序号", "企业名称", "统一社会信用代码", "主营业务", "是否中小企业", "是否主导产业"]
_YEARLY = [heading for column in YEAR_COLUMNS for heading in _headings(column, *YEARS)]
_STAFF = [f"{YEARS[-1]}年从业人员数", f"{YEARS[-1]}年研发人员数"]
_TITLES = [f"{title}认定年份" for title in TITLES]
_PATENTS = [f"有效发明专利{year}" for year in YEARS]
_DIGITAL = [f"{kind}年份" for kind in DIGITAL]
PAPER_HEADINGS = [*_FIRST, *_YEARLY, *_STAFF, *_TITLES, *_PATENTS, *_DIGITAL, "备注"]
TABLE_HEADINGS = [
    *_FIRST,
    *(
        heading
        for column in YEAR_COLUMNS
        for heading in _headings(column, *([YEAR_BEFORE] if column in _WITH_BEFORE else []), *YEARS)
    ),
    *_STAFF,
    *_TITLES,
    f"有效发明专利{YEAR_BEFORE}",
    *_PATENTS,
    *_DIGITAL,
    "备注",
]


def _firm(number: int, e: Enterprise) -> dict[str, str]:
    yes = {True: "是", False: "否"}
    first = [number, e.name, e.code, e.trade, yes[e.is_sme], yes[e.leading]]
    cells = {
        **dict(zip(_FIRST, first, strict=True)),
        **{_headings(column, YEAR_BEFORE)[0]: _hundredths(e.before.get(column, 0)) for column in _WITH_BEFORE},
        **dict(zip(_YEARLY, [_hundredths(v) for column in YEAR_COLUMNS for v in e.values[column]], strict=True)),
        **dict(zip(_STAFF, (e.staff, e.rd_staff), strict=True)),
        **{f"{title}认定年份": e.titles.get(title, "") for title in TITLES},
        f"有效发明专利{YEAR_BEFORE}": e.patents_before,
        **dict(zip(_PATENTS, e.patents, strict=True)),
        **{f"{kind}年份": e.titles.get(kind, "") for kind in DIGITAL},
        "备注": e.note,
    }
    return {heading: str(cell) for heading, cell in cells.items()}


def _hundredths(value: int) -> str:
    return f"{Decimal(value) / 100:.2f}" if value else "0"
