"""The enterprise table of the fictional county 兰汀县: 121 enterprises whose columns add up to fixed totals.

Nobody and nothing here is real. One seeded generator and largest remainders: a second run gives the same file.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

from example_tables import write_firms_book, write_firms_csv
from yunxi_2022_table import Enterprise, _credit_check, _organisation_check, apportion

YEARS = (2022, 2023, 2024)
BASE_YEAR = 2021
YEAR_COLUMNS = {
    "产值": "亿元",
    "研发投入": "万元",
    "工业软件采购额": "万元",
    "出口贸易额": "万元",
    "外商直接投资额": "万元",
}
TITLES = ("省级专精特新", "小巨人", "单项冠军", "高新技术企业", "创新型中小企业", "上市", "上市辅导")
DIGITAL = ("上云", "接入工业互联网平台", "应用数字化研发工具")

# Hundredths of the unit, per year: 亿元 for output, 万元 for the others. The groups are (large or not, leading or not).
OUTPUT = {
    ("large", True): (652, 719, 796),
    ("large", False): (218, 240, 265),
    ("sme", True): (2726, 3103, 3550),
    ("sme", False): (510, 550, 596),
}
RD = {"sme": (839826, 970215, 1119640), "large": (201430, 228815, 260490)}
SOFTWARE = (41260, 51840, 65280)
EXPORTS = (10586000, 11234000, 12611500)
FDI = (134522, 123317, 149556)
# The same of 2021: the growth rates of 2022 follow from these.
OUTPUT_BEFORE = {("large", True): 592, ("large", False): 198, ("sme", True): 2414, ("sme", False): 480}
RD_BEFORE = {"sme": 732640, "large": 177480}
EXPORTS_BEFORE, FDI_BEFORE = 9842000, 125804
STAFF = {"sme": (6180, 6420, 6705), "large": (1655, 1710, 1764)}
RD_STAFF = {"sme": (612, 668, 735), "large": (168, 181, 196)}
PATENTS = {"sme": (61, 71, 83, 97), "large": (17, 20, 22, 25)}

# How many enterprises gained a title in which year; the sums are what the form asks for.
GAINED = {
    "高新技术企业": {2018: 5, 2019: 4, 2020: 5, 2021: 4, 2022: 3, 2023: 5, 2024: 6},
    "创新型中小企业": {2022: 19, 2023: 6, 2024: 6},
    "省级专精特新": {2020: 2, 2021: 3, 2022: 3, 2023: 3, 2024: 4},
    "上云": {2020: 21, 2021: 16, 2022: 11, 2023: 10, 2024: 11},
    "接入工业互联网平台": {2021: 12, 2022: 8, 2023: 7, 2024: 8},
    "应用数字化研发工具": {2020: 24, 2021: 18, 2022: 10, 2023: 8, 2024: 10},
}
FOUNDED = {2023: 6, 2024: 7}

LEADING_TRADES = (
    ("医用敷料", "医用纱布敷料", 16),
    ("医用敷料", "医用自粘敷料、创口贴", 13),
    ("卫材", "医用脱脂棉、棉签", 12),
    ("医疗用品", "一次性使用手术包、护理包", 13),
    ("医疗用品", "医用绷带、弹性绷带", 10),
    ("生物材料", "藻酸盐、水胶体等湿性愈合敷料", 7),
    ("医疗科技", "泡沫敷料、硅凝胶敷料", 6),
    ("防护用品", "手术衣、手术铺单", 9),
)
SUPPORTING_TRADES = (
    ("非织造材料", "水刺非织造布卷材", 8),
    ("棉纺", "脱脂纱布坯布织造", 6),
    ("包装材料", "医用透析纸、灭菌包装袋", 7),
    ("灭菌技术", "环氧乙烷灭菌服务", 3),
    ("机械", "敷料折叠机、包装机", 4),
    ("供应链", "医疗用品仓储与配送", 3),
)
CORE_TRADES = ("藻酸盐、水胶体等湿性愈合敷料", "泡沫敷料、硅凝胶敷料")
FIRST = "蘅芷若苓茵蔚菁荃葆芃荻"
SECOND = "康宁泽瑞安舒佑恒禾源诚"
# Rare characters, an ampersand and a letter in names: they have to survive every format.
SPECIAL_NAMES = (
    "兰汀𬭚康医用敷料有限公司",
    "兰汀镕喆卫材有限公司",
    "兰汀安舒&康护医疗用品有限公司",
    "安澜㛃恩生物材料有限公司",
)
LARGE = (
    ("沧屿蘅康医用材料股份有限公司", "医用敷料、手术包", True, 1.5, "从业人员1000人以上且营业收入4亿元以上"),
    ("兰汀恒葆医疗用品有限公司", "手术衣、手术铺单", True, 0.62, "大型企业直接控股，不按中小企业统计"),
    ("兰汀佑蔚敷料有限公司", "医用纱布敷料", True, 0.48, "大型企业直接控股，不按中小企业统计"),
    ("安澜源荃非织造材料有限公司", "水刺非织造布卷材", False, 1.0, "大型企业直接控股，不按中小企业统计"),
)


def make_enterprises(seed: int = 20250418) -> list[Enterprise]:
    """The 121 enterprises, by output of 2024, the largest first."""
    rng = random.Random(seed)
    enterprises = [Enterprise(name, trade, leading, "large", note=n, weight=w) for name, trade, leading, w, n in LARGE]
    enterprises += _small_and_medium_ones(rng)
    _found_some_later(enterprises, rng)
    _give_output(enterprises, rng)
    _give_titles(enterprises, rng)
    _give_money(enterprises, rng)
    _give_staff(enterprises, rng)
    _give_patents(enterprises, rng)
    _give_digital_years(enterprises, rng)
    _give_year_before(enterprises, random.Random(seed + 1))
    return sorted(enterprises, key=lambda e: (-e.values["产值"][2], e.name))


def firms_of(enterprises: Sequence[Enterprise]) -> list[dict[str, str]]:
    """The enterprises by heading, as the lists and papers use them."""
    return [_firm(number, enterprise) for number, enterprise in enumerate(enterprises, 1)]


def write_table(enterprises: Sequence[Enterprise], path: Path) -> None:
    """Write ``enterprises.xlsx``: one row per enterprise, the sums in the last."""
    write_firms_book(path, "医用敷料产业集群企业表", TABLE_HEADINGS, firms_of(enterprises))


def write_paper_table(firms: Sequence[dict[str, str]], path: Path) -> None:
    """Write the columns that the papers print, at the places where they look for them."""
    write_firms_csv(path, PAPER_HEADINGS, firms)


def credit_code(number: int) -> str:
    """A unified credit code with valid check characters in a region (990127) that does not exist."""
    organisation = f"MAL{number * 53 % 100000:05d}"
    body = f"91990127{organisation}{_organisation_check(organisation)}"
    return body + _credit_check(body)


def _small_and_medium_ones(rng: random.Random) -> list[Enterprise]:
    trades = [(*trade, True) for trade in LEADING_TRADES] + [(*trade, False) for trade in SUPPORTING_TRADES]
    kinds = [(suffix, trade, leading) for suffix, trade, count, leading in trades for _ in range(count)]
    taken = {"恒葆", "蘅康"}
    names = [a + b for a in FIRST for b in SECOND if a + b not in taken]
    rng.shuffle(names)
    places, endings = ("兰汀", "兰汀", "兰汀县", "安澜"), ("有限公司", "有限公司", "股份有限公司")
    made = [
        Enterprise(
            f"{rng.choice(places)}{name}{suffix}{rng.choice(endings)}",
            trade,
            leading,
            "sme",
            weight=rng.lognormvariate(0, 0.95) + 0.12,
        )
        for name, (suffix, trade, leading) in zip(names, kinds, strict=False)
    ]
    for name in SPECIAL_NAMES:
        ending = next(suffix for suffix, _, _ in LEADING_TRADES if name.removesuffix("有限公司").endswith(suffix))
        double = next(e for e in made if e.name.removesuffix("有限公司").endswith(ending) and e.name[:2] == "兰汀")
        double.name = name
    return made


def _found_some_later(enterprises: list[Enterprise], rng: random.Random) -> None:
    small = [e for e in enterprises if e.is_sme and e.weight < 1.0 and e.name not in SPECIAL_NAMES]
    years = [year for year, count in FOUNDED.items() for _ in range(count)]
    for enterprise, year in zip(rng.sample(small, len(years)), years, strict=True):
        enterprise.founded = year
        enterprise.note = f"{year}年{rng.randint(1, 6)}月成立，此前无数据"
        enterprise.weight *= 0.5


def _give_output(enterprises: list[Enterprise], rng: random.Random) -> None:
    for (size, leading), totals in OUTPUT.items():
        group = [e for e in enterprises if (e.size, e.leading) == (size, leading)]
        drift = [rng.gauss(1.0, 0.06) for _ in group]
        columns = []
        for year, total in zip(YEARS, totals, strict=True):
            weights = [e.weight * d ** (year - YEARS[0]) * e.exists_in(year) for e, d in zip(group, drift, strict=True)]
            columns.append(apportion(total, weights, 2))
        for enterprise, *values in zip(group, *columns, strict=True):
            enterprise.values["产值"] = tuple(values)


def _give_titles(enterprises: list[Enterprise], rng: random.Random) -> None:
    older = [e for e in enterprises if e.is_sme and e.leading and e.founded == 2015]
    ranked = sorted(older, key=lambda e: -e.values["产值"][2] * rng.uniform(0.5, 1.0))
    large = [e for e in enterprises if e.size == "large" and e.leading]
    large[0].titles["高新技术企业"] = 2018
    high_tech = ranked[:31]
    counts = GAINED["高新技术企业"] | {2018: GAINED["高新技术企业"][2018] - 1}
    _award(high_tech, "高新技术企业", counts, rng)
    _award(ranked[22:53], "创新型中小企业", GAINED["创新型中小企业"], rng)
    _award(ranked[:15], "省级专精特新", GAINED["省级专精特新"], rng)
    giants = [e for e in ranked[:15] if e.trade in CORE_TRADES and e.titles["省级专精特新"] <= 2023]
    for enterprise, year in zip(giants, (2022, 2024), strict=False):
        enterprise.titles["小巨人"] = year
    giants[0].titles["上市辅导"] = 2024
    giants[0].name = giants[0].name.replace("材料有限公司", "材料股份有限公司")


def _award(group: Sequence[Enterprise], title: str, years: dict[int, int], rng: random.Random) -> None:
    awarded = [year for year, count in years.items() for _ in range(count)]
    if len(awarded) != len(group):
        raise ValueError(f"{title}: {len(awarded)} years for {len(group)} enterprises")
    order = sorted(range(len(group)), key=lambda i: i + rng.uniform(0, 6))
    for index, year in zip(order, awarded, strict=True):
        group[index].titles[title] = year


def _give_money(enterprises: list[Enterprise], rng: random.Random) -> None:
    intensity = {e.name: _rd_intensity(e, rng) for e in enterprises}
    for size, totals in RD.items():
        group = [e for e in enterprises if e.size == size]
        _share_out(group, "研发投入", totals, lambda e, i: e.values["产值"][i] * intensity[e.name])
    buys = {e.name: (not e.is_sme or bool(e.titles) or rng.random() < 0.3) * rng.uniform(0.6, 1.5) for e in enterprises}
    _share_out(enterprises, "工业软件采购额", SOFTWARE, lambda e, i: buys[e.name] * e.values["产值"][i] ** 0.7)
    larger = [e for e in enterprises if e.leading and e.values["产值"][0] >= 18]
    exports = {e.name: rng.uniform(0.18, 0.44) for e in larger[: len(larger) * 9 // 10]}
    _share_out(enterprises, "出口贸易额", EXPORTS, lambda e, i: exports.get(e.name, 0.0) * e.values["产值"][i])
    joint_ventures = [e.name for e in larger if e.is_sme and not e.titles.get("小巨人")][3:7]
    stakes = {name: rng.uniform(0.5, 2.0) for name in joint_ventures}
    _share_out(enterprises, "外商直接投资额", FDI, lambda e, i: stakes.get(e.name, 0.0))


def _rd_intensity(enterprise: Enterprise, rng: random.Random) -> float:
    if enterprise.titles or not enterprise.is_sme:
        return rng.uniform(3.2, 4.6)
    if enterprise.values["产值"][2] <= 12:
        return 0.0 if rng.random() < 0.6 else rng.uniform(0.9, 1.8)
    return rng.uniform(1.0, 2.2)


def _share_out(
    group: Sequence[Enterprise], column: str, totals: Sequence[int], weigh: Callable[[Enterprise, int], float]
) -> None:
    columns = [apportion(total, [weigh(e, i) for e in group]) for i, total in enumerate(totals)]
    for enterprise, *values in zip(group, *columns, strict=True):
        enterprise.values[column] = tuple(values)


def _give_staff(enterprises: list[Enterprise], rng: random.Random) -> None:
    for size in STAFF:
        group = [e for e in enterprises if e.size == size]
        # The first of the large ones sews by hand: more than a thousand people, which is what makes it large.
        spread = [rng.uniform(0.8, 1.25) if e.is_sme else 2.2 if e.name == LARGE[0][0] else 1.0 for e in group]
        staff = [
            apportion(total, [e.values["产值"][i] ** 0.86 * s for e, s in zip(group, spread, strict=True)], 5)
            for i, total in enumerate(STAFF[size])
        ]
        researchers = [
            apportion(total, [(e.values["研发投入"][i] * e.values["产值"][i]) ** 0.5 for e in group])
            for i, total in enumerate(RD_STAFF[size])
        ]
        for enterprise, *values in zip(group, *staff, *researchers, strict=True):
            enterprise.values["从业人员"], enterprise.values["研发人员"] = tuple(values[:3]), tuple(values[3:])


def _give_patents(enterprises: list[Enterprise], rng: random.Random) -> None:
    for size, totals in PATENTS.items():
        group = [e for e in enterprises if e.size == size]
        weights = [_patent_weight(e, rng) for e in group]
        stock, rows = [0] * len(group), []
        for total in totals:
            gained = apportion(total - sum(stock), weights)
            stock = [have + more for have, more in zip(stock, gained, strict=True)]
            rows.append(tuple(stock))
        for enterprise, *values in zip(group, *rows, strict=True):
            enterprise.patents = tuple(values)


def _patent_weight(enterprise: Enterprise, rng: random.Random) -> float:
    if not enterprise.titles and enterprise.is_sme:
        return 0.0
    return (2.5 if "省级专精特新" in enterprise.titles else 1.0) * rng.uniform(0.4, 1.6)


def _give_digital_years(enterprises: list[Enterprise], rng: random.Random) -> None:
    smes = [e for e in enterprises if e.is_sme and e.founded == 2015]
    ranked = sorted(smes, key=lambda e: -(e.values["产值"][2] + 60 * bool(e.titles)) * rng.uniform(0.5, 1.0))
    for title in DIGITAL:
        _award(ranked[: sum(GAINED[title].values())], title, GAINED[title], rng)


def _give_year_before(enterprises: list[Enterprise], rng: random.Random) -> None:
    for (size, leading), total in OUTPUT_BEFORE.items():
        group = [e for e in enterprises if (e.size, e.leading) == (size, leading)]
        weights = [e.values["产值"][0] * rng.uniform(0.92, 1.06) for e in group]
        _set_before(group, "产值", apportion(total, weights, 1))
    for size, total in RD_BEFORE.items():
        group = [e for e in enterprises if e.size == size]
        _set_before(group, "研发投入", apportion(total, [_shrunk(e, "研发投入") for e in group]))
    for column, total in (("出口贸易额", EXPORTS_BEFORE), ("外商直接投资额", FDI_BEFORE)):
        _set_before(enterprises, column, apportion(total, [_shrunk(e, column) for e in enterprises]))


def _set_before(group: Sequence[Enterprise], column: str, amounts: Sequence[int]) -> None:
    for enterprise, amount in zip(group, amounts, strict=True):
        enterprise.before[column] = amount


def _shrunk(enterprise: Enterprise, column: str) -> float:
    """An amount of the first year at the size that the enterprise had the year before."""
    output = enterprise.values["产值"][0]
    return enterprise.values[column][0] * enterprise.before["产值"] / output if output else 0.0


def _headings(column: str, *years: int) -> list[str]:
    return [f"{column}{year}（{YEAR_COLUMNS[column]}）" for year in years]


_WITH_BEFORE = ("产值", "研发投入", "出口贸易额", "外商直接投资额")
_FIRST = ["序号", "企业名称", "统一社会信用代码", "主营业务", "是否中小企业", "是否主导产业"]
_YEARLY = [heading for column in YEAR_COLUMNS for heading in _headings(column, *YEARS)]
_PEOPLE = [f"{year}年{kind}数" for kind in ("从业人员", "研发人员") for year in YEARS]
_TITLES = [f"{title}认定年份" for title in TITLES]
_DIGITAL = [f"{title}年份" for title in DIGITAL]
_PATENTS = [f"有效发明专利{year}" for year in (BASE_YEAR, *YEARS)]
PAPER_HEADINGS = [*_FIRST, *_YEARLY, *_PEOPLE, *_TITLES, *_DIGITAL, *_PATENTS, "备注"]
TABLE_HEADINGS = [
    *_FIRST,
    *(
        heading
        for column in YEAR_COLUMNS
        for heading in _headings(column, *([BASE_YEAR] if column in _WITH_BEFORE else []), *YEARS)
    ),
    *_PEOPLE,
    *_PATENTS,
    *_TITLES,
    *_DIGITAL,
    "备注",
]


def _firm(number: int, e: Enterprise) -> dict[str, str]:
    yes = {True: "是", False: "否"}
    first = [number, e.name, credit_code(number), e.trade, yes[e.is_sme], yes[e.leading]]
    people = [
        count if e.exists_in(year) else 0
        for kind in ("从业人员", "研发人员")
        for year, count in zip(YEARS, e.values[kind], strict=True)
    ]
    cells = {
        **dict(zip(_FIRST, first, strict=True)),
        **{_headings(column, BASE_YEAR)[0]: _hundredths(e.before[column]) for column in _WITH_BEFORE},
        **dict(zip(_YEARLY, [_hundredths(v) for column in YEAR_COLUMNS for v in e.values[column]], strict=True)),
        **dict(zip(_PEOPLE, people, strict=True)),
        **dict(zip(_PATENTS, e.patents, strict=True)),
        **{heading: e.titles.get(title, "") for title, heading in zip(TITLES, _TITLES, strict=True)},
        **{heading: e.titles.get(title, "") for title, heading in zip(DIGITAL, _DIGITAL, strict=True)},
        "备注": e.note,
    }
    return {heading: str(cell) for heading, cell in cells.items()}


def _hundredths(value: int) -> str:
    return f"{Decimal(value) / 100:.2f}" if value else "0"
