"""The figures of the forms by formulas of the tests' own, written from the official labels, in exact fractions.

Each function has the label that it follows. Where a label leaves something open, the economy says how it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from economies import Economy, Enterprise

Figure = Fraction | None
"""A figure, None for 无: a rate over a base of 0."""

Test = Callable[[Enterprise], bool]
Levels = Mapping[int, Fraction]


def round_half_up(value: Fraction) -> Fraction:
    """The value to two decimals as 填报说明2 asks, half away from 0."""
    cents = abs(value) * 100
    whole = int(cents) + (1 if cents - int(cents) >= Fraction(1, 2) else 0)
    return Fraction(whole if value >= 0 else -whole, 100)


def _everybody(one: Enterprise) -> bool:
    return True


def _is_sme(one: Enterprise) -> bool:
    return one.sme


def _is_leading(one: Enterprise) -> bool:
    return one.leading


class Cluster:
    """The enterprises of an economy, summed and counted."""

    def __init__(self, economy: Economy, enterprises: Sequence[Enterprise]) -> None:
        self.economy = economy
        self.enterprises = enterprises
        self.years = economy.years
        self.scope: Test = _everybody if economy.counts_all else _is_sme
        self.exporters: Test = _is_leading if economy.exporters == "leading" else _everybody

    def sum_up(self, column: str, year: int, of: Test = _everybody) -> Fraction:
        working = (one for one in self.enterprises if one.operates(year) and of(one))
        return sum((one.figures[column][year] for one in working), Fraction(0))

    def count(self, year: int, of: Test = _everybody, titles: Iterable[str] = ()) -> Fraction:
        having = list(titles)
        return Fraction(
            sum(
                1
                for one in self.enterprises
                if one.operates(year) and of(one) and (not having or any(one.holds(title, year) for title in having))
            )
        )

    def list_levels(self, column: str, of: Test = _everybody, unit: int = 1) -> Levels:
        """The sums of each year and the one before, in a unit that is ``unit`` times that of the table."""
        return {year: self.sum_up(column, year, of) / unit for year in self.economy.all_years}


def compute_growth(levels: Levels, year: int) -> Figure:
    """增速（%）: over the year before."""
    before = levels[year - 1]
    return (levels[year] / before - 1) * 100 if before else None


def compute_mean(levels: Levels, years: Sequence[int], way: str) -> Figure:
    """年均增速（%）: over three intervals, over two, or the arithmetic mean of three yearly rates."""
    first, last = years[0], years[-1]
    if way == "arithmetic":
        rates = [compute_growth(levels, year) for year in years]
        known = [rate for rate in rates if rate is not None]
        return sum(known, Fraction(0)) / len(known) if len(known) == len(rates) else None
    base, steps = (first - 1, len(years)) if way == "three" else (first, len(years) - 1)
    if not levels[base]:
        return None
    return (Fraction(float(levels[last] / levels[base]) ** (1 / steps)) - 1) * 100


def compute_share(part: Fraction, whole: Fraction) -> Figure:
    return part / whole * 100 if whole else None


def _print_levels(levels: Levels, is_printed: bool) -> Levels:
    return {year: round_half_up(level) if is_printed else level for year, level in levels.items()}


def compute_series(cluster: Cluster) -> dict[str, dict[int, Figure]]:
    """The yearly figures of the three forms, by what they are; each form takes those that it asks for."""
    years, economy, total = cluster.years, cluster.economy, cluster.sum_up
    scoped = cluster.scope
    output = cluster.list_levels("output")
    leading = cluster.list_levels("output", _is_leading)
    research = _print_levels(cluster.list_levels("rd", _is_sme, 10_000), economy.from_printed)
    # 集群研发经费 of 2022 counts every enterprise.
    all_research = cluster.list_levels("rd")
    abroad = cluster.list_levels("exports", cluster.exporters)
    foreign = cluster.list_levels("fdi")

    def each(compute: Callable[[int], Figure]) -> dict[int, Figure]:
        return {year: compute(year) for year in years}

    def holders(titles: Sequence[str], of: Test = _everybody) -> dict[int, Figure]:
        return each(lambda year: cluster.count(year, of, titles))

    def share(title: str, of: Test) -> dict[int, Figure]:
        return each(lambda year: compute_share(cluster.count(year, of, [title]), cluster.count(year, of)))

    def listed(one: Enterprise) -> bool:
        return one.leading and one.sme

    return {
        "output": each(output.__getitem__),
        "sme_share": each(lambda year: compute_share(total("output", year, _is_sme), output[year])),
        "leading_share": each(lambda year: compute_share(leading[year], output[year])),
        "leading_growth": each(lambda year: compute_growth(leading, year)),
        "enterprises": each(cluster.count),
        "smes": each(lambda year: cluster.count(year, _is_sme)),
        "specialized": holders(["specialized"]),
        "little_giants": holders(["little_giant"]),
        "champions": holders(["champion"]),
        "high_tech_or_innovative": holders(["high_tech", "innovative"]),
        "leading_specialized": holders(["specialized"], _is_leading),
        "leading_little_giants": holders(["little_giant"], _is_leading),
        "leading_champions": holders(["champion"], _is_leading),
        "leading_high_tech": holders(["high_tech"], _is_leading),
        "leading_innovative": holders(["innovative"], _is_leading),
        "leading_listed": holders(["listed"], listed),
        "leading_pre_listing": holders(["pre_listing"], listed),
        "rd_intensity": each(
            lambda year: compute_share(total("rd", year, _is_sme), total("output", year, _is_sme) * 10_000)
        ),
        "research": each(research.__getitem__),
        "sme_rd_growth": each(lambda year: compute_growth(research, year)),
        "rd_growth": each(lambda year: compute_growth(all_research, year)),
        "fdi": each(foreign.__getitem__),
        "fdi_growth": each(lambda year: compute_growth(foreign, year)),
        "exports": each(abroad.__getitem__),
        "export_growth": each(lambda year: compute_growth(abroad, year)),
        "software": each(lambda year: total("software", year)),
        "sme_staff": each(lambda year: total("employees", year, _is_sme)),
        "sme_rd_staff": each(lambda year: total("rd_staff", year, _is_sme)),
        "cloud": holders(["cloud"], _is_sme),
        "connected": holders(["platform"], _is_sme),
        "cloud_share": share("cloud", scoped),
        "adoption": share("platform", scoped),
        "tools": share("digital_tools", _is_sme),
    }


def compute_single(cluster: Cluster) -> dict[str, Figure]:
    """The figures without a year of the three forms, by what they are."""
    last, total, scoped = cluster.years[-1], cluster.sum_up, cluster.scope
    staff = total("employees", last, scoped)
    quality = ["specialized", "little_giant", "high_tech", "innovative"]
    return {
        "leading_mean": compute_mean(cluster.list_levels("output", _is_leading), cluster.years, cluster.economy.mean),
        "output_mean": compute_mean(cluster.list_levels("output"), cluster.years, "three"),
        "patent_mean": compute_mean(cluster.list_levels("patents", scoped), cluster.years, cluster.economy.mean),
        "per_10000": total("patents", last, scoped) / staff * 10_000 if staff else None,
        "patents": total("patents", last, _is_sme),
        "staff": total("employees", last, _is_sme),
        "rd_staff_share": compute_share(total("rd_staff", last), total("employees", last)),
        "cloud_share": compute_share(cluster.count(last, scoped, ["cloud"]), cluster.count(last, scoped)),
        "adoption": compute_share(cluster.count(last, scoped, ["platform"]), cluster.count(last, scoped)),
        "quality_smes": cluster.count(last, _is_sme, quality),
        "quality_smes_first": cluster.count(cluster.years[0], _is_sme, quality),
        "all_research": total("rd", last) / 10_000,
        "all_research_first": total("rd", cluster.years[0]) / 10_000,
        "patents_first": total("patents", cluster.years[0], _is_sme),
    }
