"""Single faults in typed answers: slips of one figure, figures in the wrong place, wrong formulas, texts, names."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction

from dossiers import COUNTS, SERIES, SINGLE, Dossier, format_figure
from official_figures import Cluster, compute_growth, compute_series, compute_share
from slips import AMOUNT_SLIPS, GROWTH_SLIPS, SHARE_SLIPS, SLIPS, Slip


@dataclass(frozen=True)
class Fault:
    """One fault: its kind, what is wrong in words, the place of the answer ("" for none), the dossier with it."""

    kind: str
    words: str
    place: str
    dossier: Dossier
    heals: bool = False
    """The fault does no harm where docgen does not read it: the answers stay as they were."""


AMOUNTS = frozenset(["output_value", "software_purchases", "fdi", "exports", "rd_spending"])
GROWTHS = frozenset(
    [
        "leading_output_growth",
        "rd_growth",
        "sme_rd_growth",
        "export_growth",
        "fdi_growth",
        "leading_output_growth_average",
        "patent_growth_average",
        "sme_patent_growth_average",
    ]
)
SWAPS = {
    "2022-application": (
        ("sme_output_share", "leading_output_share"),
        ("enterprises", "smes"),
        ("specialized_smes", "little_giants"),
        ("specialized_smes", "high_tech_and_innovative"),
        ("export_growth", "fdi_growth"),
        ("leading_output_growth", "rd_growth"),
    ),
    "2025-application": (
        ("sme_output_share", "leading_output_share"),
        ("enterprises", "smes"),
        ("leading_specialized_smes", "leading_little_giants"),
        ("leading_high_tech", "leading_innovative"),
        ("fdi", "exports"),
        ("fdi_growth", "export_growth"),
        ("sme_staff", "rd_staff"),
        ("cloud_smes", "connected_smes"),
        ("sme_cloud_share", "sme_platform_adoption"),
        ("rd_intensity", "sme_rd_growth"),
    ),
    "2025-review": (
        ("sme_output_share", "leading_output_share"),
        ("enterprises", "smes"),
        ("leading_specialized_smes", "leading_little_giants"),
        ("cloud_smes", "connected_smes"),
        ("sme_cloud_share", "sme_platform_adoption"),
        ("co2_intensity", "energy_intensity"),
        ("rd_intensity", "sme_rd_growth"),
    ),
}
MENTIONED = ("enterprises", "smes", "little_giants", "specialized_smes", "leading_little_giants")
"""Counts of the last year that the texts of a dossier name as well."""


def list_figures(dossier: Dossier) -> list[str]:
    """The places of all typed figures."""
    form = dossier.economy.form
    yearly = [*SERIES[form], "co2_intensity", "energy_intensity", "county_output_share"]
    places = [f"{name}.{year}" for name in yearly if name in dossier.answers for year in dossier.years]
    single = [*SINGLE[form], "area", "energy_reduction", "energy_intensity_reduction", "co2_reduction"]
    return [*places, *(name for name in single if name in dossier.answers)]


def mistype(dossier: Dossier, lot: random.Random) -> Iterator[Fault]:
    """One slip of each kind, each in a figure drawn by lot."""
    every = list_figures(dossier)
    for kinds, of in (
        (SLIPS, every),
        (AMOUNT_SLIPS, [place for place in every if _name(place) in AMOUNTS]),
        (SHARE_SLIPS, [place for place in every if _is_share(_name(place))]),
        (GROWTH_SLIPS, [place for place in every if _name(place) in GROWTHS]),
    ):
        for kind, slip in kinds.items():
            yield from _mistype_one(dossier, lot, kind, slip, of)


def _mistype_one(dossier: Dossier, lot: random.Random, kind: str, slip: Slip, of: list[str]) -> Iterator[Fault]:
    for place in lot.sample(of, len(of)):
        right = dossier.get(place)
        wrong = slip(right, lot) if right not in ("", "无") and float(right) else None
        if wrong is None or float(wrong) == float(right) or (kind == "百分数写成小数" and float(right) < 10):
            continue
        yield _retype(dossier, kind, {place: wrong})
        return


def misplace(dossier: Dossier, lot: random.Random) -> Iterator[Fault]:
    """Figures in the place of others: years, columns, the year before."""
    form, years = dossier.economy.form, [str(year) for year in dossier.years]
    names = [name for name in SERIES[form] if _differ(dossier, f"{name}.{years[1]}", f"{name}.{years[2]}")]
    if names:
        name, (one, two) = lot.choice(names), lot.choice((years[:2], years[1:]))
        yield from _swap(dossier, "两年颠倒", f"{name}.{one}", f"{name}.{two}")
        name = lot.choice(names)
        last = dossier.get(f"{name}.{years[1]}")
        yield _retype(dossier, "照抄上年", {f"{name}.{years[2]}": last})
    one, two = lot.choice(SWAPS[form])
    year = lot.choice(years)
    yield from _swap(dossier, "相邻两栏颠倒", f"{one}.{year}", f"{two}.{year}")


def miscount(dossier: Dossier, lot: random.Random, mode: str) -> Iterator[Fault]:
    """Sums and counts of other rows than the right ones, counts above their whole.

    Without a table, it is those that another figure or a text holds: nobody can tell anything of the others.
    """
    form, last = dossier.economy.form, str(dossier.years[-1])
    cluster = Cluster(dossier.economy, dossier.enterprises)
    sums = {"output_value": "output", "software_purchases": "software", "exports": "exports", "sme_staff": "employees"}
    if mode == "alone":
        del sums["software_purchases"]
    name = lot.choice([name for name in sums if name in SERIES[form]])
    firms = [one for one in dossier.enterprises if one.sme and one.operates(dossier.years[-1])]
    biggest = max(firms, key=lambda one: one.figures[sums[name]][dossier.years[-1]])
    amount, right = biggest.figures[sums[name]][dossier.years[-1]], Fraction(dossier.get(f"{name}.{last}"))
    is_count = name == "sme_staff"
    if amount:
        for kind, wrong in (("漏一家", right - amount), ("重计一家", right + amount), ("合计行也计入", right * 2)):
            yield _retype(dossier, kind, {f"{name}.{last}": format_figure(wrong, is_count)})
    counts = [name for name, key in SERIES[form].items() if key in COUNTS and name != "sme_staff"]
    if mode == "alone":
        counts = [name for name in counts if name in MENTIONED or name in ("cloud_smes", "connected_smes")]
    name = lot.choice(counts)
    yield _retype(dossier, "差一", {f"{name}.{last}": str(int(dossier.get(f"{name}.{last}")) + 1)})
    part = lot.choice([name for name in counts if name != "enterprises"])
    whole = int(dossier.get(f"enterprises.{last}"))
    yield _retype(dossier, "部分多于整体", {f"{part}.{last}": str(whole + lot.randint(1, 9))})
    giants = "little_giants" if form == "2022-application" else "leading_little_giants"
    more = int(dossier.get(f"{giants.replace('little_giants', 'specialized_smes')}.{last}")) + 1
    yield _retype(dossier, "小巨人多于专精特新", {f"{giants}.{last}": str(more)})
    yield from _use_other_scope(dossier, cluster, lot)


def _use_other_scope(dossier: Dossier, cluster: Cluster, lot: random.Random) -> Iterator[Fault]:
    """The figure of the SMEs in the place of the cluster's, or the other way round."""
    last = dossier.years[-1]
    output, mine = cluster.sum_up("output", last), cluster.sum_up("output", last, lambda one: one.sme)
    wrong = {
        f"output_value.{last}": format_figure(mine),
        f"rd_spending.{last}": format_figure(cluster.sum_up("rd", last) / 10_000),
        f"rd_intensity.{last}": format_figure(compute_share(cluster.sum_up("rd", last), mine * 10_000)),
        f"sme_staff.{last}": format_figure(cluster.sum_up("employees", last), True),
        "sme_employees": format_figure(cluster.sum_up("employees", last), True),
        "sme_patents": format_figure(cluster.sum_up("patents", last), True),
    }
    known = [place for place in wrong if dossier.get(place) and _is_far(dossier.get(place), wrong[place])]
    if output != mine and known:
        place = lot.choice(known)
        yield _retype(dossier, "口径相反（中小企业、全集群）", {place: wrong[place]})


def miscompute(dossier: Dossier, lot: random.Random) -> Iterator[Fault]:
    """Rates over the wrong base, means that are none."""
    cluster = Cluster(dossier.economy, dossier.enterprises)
    year, first = lot.choice(dossier.years[1:]), dossier.years[0]
    leading = cluster.list_levels("output", lambda one: one.leading)
    place = f"leading_output_growth.{year}"
    wrong = format_figure((1 - leading[year - 1] / leading[year]) * 100)
    if _is_far(wrong, dossier.get(place)):
        yield _retype(dossier, "增速的基数错", {place: wrong})
    whole = (leading[dossier.years[-1]] / leading[first] - 1) * 100
    place = "leading_output_growth_average"
    for kind, value in (("三年总增幅当年均", whole), ("总增幅除以三", whole / 3)):
        if _is_far(format_figure(value), dossier.get(place)) and abs(whole) > 8:
            yield _retype(dossier, kind, {place: format_figure(value)})
    growth = compute_growth(cluster.list_levels("output"), year)
    share = compute_series(cluster)["leading_share"][year]
    assert growth is not None and share is not None
    yield _retype(dossier, "填了比例而不是增速", {f"leading_output_growth.{year}": format_figure(share)})


def misname(dossier: Dossier, lot: random.Random) -> Iterator[Fault]:
    """Names, dates and numbers beside the figures."""
    place = dossier.economy.place
    other = "临江" if place.county != "临江" else "海门"
    yield _retype(
        dossier, "集群名称里的县错", {"cluster_name": dossier.get("cluster_name").replace(place.county, other)}
    )
    yield _retype(dossier, "主管部门的县错", {"department": dossier.get("department").replace(place.county, other)})
    date = dossier.get("applied_on")
    year = int(date[:4])
    yield _retype(
        dossier,
        "申报时间",
        {"applied_on": lot.choice((f"{year - 3}年4月18日", f"{year}年13月8日", f"{year}年4月31日"))},
    )
    yield _retype(dossier, "电话", {"department_phone": lot.choice(("0000-8123", "1380000123", "0000-812345678901"))})


def misstate(dossier: Dossier, lot: random.Random) -> Iterator[Fault]:
    """Goals and texts that contradict the figures."""
    goals = {"patents": "innovation", "platform_adoption": "digital", "co2": "green"}
    if dossier.economy.form != "2022-application":
        goals["energy"] = "green"
    name = lot.choice(list(goals))
    base = f"goals.{goals[name]}.{name}.base"
    right = float(dossier.get(base))
    wrong = right * lot.choice((0.85, 1.12))
    yield _retype(dossier, "目标基准值不同于表中", {base: str(round(wrong)) if name == "patents" else f"{wrong:.2f}"})
    target = "goals.industry.quality_smes.target"
    yield _retype(dossier, "目标低于基准", {target: str(int(dossier.get(target)) // 2)})
    second = dossier.plan.rindex("（2）")
    start = dossier.plan.index("优质中小企业", second)
    stage = dossier.plan[start : dossier.plan.index("家", start) + 1]
    higher = f"优质中小企业{int(dossier.get(target)) + 15}家"
    yield _rewrite(dossier, "阶段目标高于最终目标", stage, higher, second)
    last = str(dossier.years[-1])
    for kind, words in (
        ("正文总产值", f"和{dossier.get(f'output_value.{last}')}亿元"),
        ("正文企业数", f"有企业{dossier.get(f'enterprises.{last}')}家"),
        ("正文专利数", f"中小企业有效发明专利{dossier.get('sme_patents')}件"),
        ("正文占地面积", f"占地{dossier.get('area')}平方公里"),
    ):
        number = "".join(sign for sign in words if sign.isdigit() or sign == ".")
        slip = lot.choice(list(SLIPS.values()))
        changed = slip(number, lot) if number not in ("0", "") else None
        if changed and changed != number:
            yield _rewrite(dossier, kind, words, words.replace(number, changed))


def _rewrite(dossier: Dossier, kind: str, old: str, new: str, since: int = 0) -> Fault:
    changed = deepcopy(dossier)
    assert old in dossier.plan[since:], (old, kind)
    changed.plan = dossier.plan[:since] + dossier.plan[since:].replace(old, new, 1)
    return Fault(kind, f"{kind}：{old}→{new}", "plan", changed)


def _swap(dossier: Dossier, kind: str, one: str, two: str) -> Iterator[Fault]:
    if _differ(dossier, one, two):
        yield _retype(dossier, kind, {one: dossier.get(two), two: dossier.get(one)})


def _retype(dossier: Dossier, kind: str, texts: dict[str, str]) -> Fault:
    changed = deepcopy(dossier)
    for place, text in texts.items():
        changed.put(place, text)
    words = "、".join(f"{place} {dossier.get(place)}→{text}" for place, text in texts.items())
    return Fault(kind, f"{kind}：{words}", next(iter(texts)), changed)


def _differ(dossier: Dossier, one: str, two: str) -> bool:
    texts = dossier.get(one), dossier.get(two)
    return "" not in texts and "无" not in texts and float(texts[0]) != float(texts[1])


def _is_far(one: str, other: str) -> bool:
    return "无" not in (one, other) and abs(float(one) - float(other)) > max(0.3, 0.01 * abs(float(other)))


def _name(place: str) -> str:
    return place.partition(".")[0]


def _is_share(name: str) -> bool:
    return name.endswith(("share", "adoption", "tools", "reuse")) or name in GROWTHS


def list_answer_faults(dossier: Dossier, lot: random.Random, mode: str) -> list[Fault]:
    """One fault of each kind that this dossier can have."""
    return [
        *mistype(dossier, lot),
        *misplace(dossier, lot),
        *miscount(dossier, lot, mode),
        *miscompute(dossier, lot),
        *misname(dossier, lot),
        *misstate(dossier, lot),
    ]
