"""Consistency of figures: parts of a whole, ratios, fractions, rates of growth, reductions, magnitudes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from docgen.definitions.consistency_rules import Fraction, Growth, Magnitude, Ratio, Reduction, Subset
from docgen.problems.problem import Problem
from docgen.project.register.derived_answers import PERCENT
from docgen.rules.consistency.consistency_answers import AnswerProduct, ConsistencyAnswers
from docgen.rules.intervals import HUNDRED, Interval, convert_to_rate, format_slip
from docgen.values import HALF_A_CENT, format_number, format_with_unit

_LEAP = 50
"""Two adjacent years that differ by more than this factor are probably in different units."""


def check_subset(answered: ConsistencyAnswers, rule: Subset) -> Iterator[Problem]:
    """Yield a problem for each year in which a part exceeds its whole."""
    for name in rule.parts:
        for year in answered.list_years(name):
            part, whole = answered.compute_product([name], year), answered.compute_product([rule.of], year)
            if part is None or whole is None or part.between.least <= whole.between.most:
                continue
            place, of = part.places[0], whole.places[0]
            slip = format_slip(part.value, whole.value)
            message = (
                f"“{answered.format_name(place)}”是 {answered.format_answer(place)}，"
                f"比“{answered.format_name(of)}”{answered.format_answer(of)}还多{slip}。"
            )
            code = "consistency.subset-doubtful" if rule.doubt else "consistency.subset"
            hint = rule.doubt or "前者是后者的一部分，请核对两个数。"
            yield answered.build_problem(code, place, message, hint)


def check_ratio(answered: ConsistencyAnswers, rule: Ratio) -> Iterator[Problem]:
    """Yield a problem for each year in which a ratio is not the quotient of the figures of the form."""
    for year in answered.list_years(rule.figure):
        place = answered.get_place(rule.figure, year)
        typed, above = answered.get_number(place), answered.compute_product(rule.of, year)
        below = answered.compute_product(rule.over, year)
        if typed is None or above is None or below is None or place in answered.wrong_places:
            continue
        if below.is_zero:
            yield from check_zero_base(answered, place, below, above)
            continue
        found = (above.between / below.between).scale(rule.times)
        factor = 1 + _find_band(answered, rule, year) / HUNDRED
        if Interval(found.least / factor, found.most * factor).widen(HALF_A_CENT).contains(typed):
            continue
        code = "consistency.ratio-doubtful" if rule.doubt else "consistency.ratio"
        times = f" × {format_number(rule.times)}" if rule.times != 1 else ""
        formula = f"{_join_factors(above)} ÷ {_join_factors(below)}{times}"
        yield _report_difference(answered, code, place, typed, found, formula, rule.doubt)


def _find_band(answered: ConsistencyAnswers, rule: Ratio, year: int) -> Decimal:
    """Return by how many % a ratio may be off: the band of the rule, in proportion to the rest beside the part."""
    part = answered.get_number(answered.get_place(rule.part, year)) if rule.part else None
    return rule.band * (HUNDRED / part - 1) if part and part <= HUNDRED else rule.band


def check_fraction(answered: ConsistencyAnswers, rule: Fraction) -> Iterator[Problem]:
    """Yield a problem for each year whose share belongs to no whole number out of any of the possible counts."""
    for year in answered.list_years(rule.share):
        place = answered.get_place(rule.share, year)
        typed, wholes = answered.get_number(place), [answered.compute_product([name], year) for name in rule.of]
        counts = [whole for whole in wholes if whole is not None]
        if typed is None or len(counts) < len(wholes) or place in answered.wrong_places:
            continue
        if all(count.is_zero for count in counts):
            yield from check_zero_base(answered, place, counts[0], counts[0])
        elif not any(_is_share_of(typed, count.value) for count in counts):
            message = f"“{answered.format_name(place)}”填了 {answered.format_answer(place)}，没有哪个整数能得出。"
            nearest = "；".join(_format_nearest(answered, typed, count) for count in counts if not count.is_zero)
            hint = f"最近的是：{nearest}。请由个数重新计算，保留两位小数。"
            yield answered.build_problem("consistency.fraction", place, message, hint)


def check_growth(answered: ConsistencyAnswers, rule: Growth) -> Iterator[Problem]:
    """Yield a problem for each year whose growth rate does not follow from the levels.

    The first year is not checked: the form does not have the level before it.
    """
    for year in answered.list_years(rule.rate):
        place = answered.get_place(rule.rate, year)
        typed = answered.get_number(place)
        if typed is not None and typed < -HUNDRED:
            message = f"“{answered.format_name(place)}”是 {format_with_unit(typed, PERCENT)}，降幅不会超过 100%。"
            yield answered.build_problem("consistency.growth", place, message, "请核对数字和小数点。")
    for before, year in pairwise(answered.years) if rule.of else ():
        place = answered.get_place(rule.rate, year)
        typed = answered.get_number(place)
        base, now = answered.compute_product(rule.of, before), answered.compute_product(rule.of, year)
        if typed is None or typed < -HUNDRED or base is None or now is None or place in answered.wrong_places:
            continue
        if base.is_zero:
            yield from check_zero_base(answered, place, base, now)
            continue
        found = convert_to_rate(now.between / base.between)
        slack = HALF_A_CENT + rule.band
        if not found.widen(slack).contains(typed) and not (now.is_zero and answered.is_nothing(place)):
            formula = f"{_join_factors(now)} ÷ {_join_factors(base)} － 1"
            if rule.doubt:
                code = "consistency.growth-doubtful"
                yield _report_difference(answered, code, place, typed, found, formula, rule.doubt, is_near=True)
            else:
                leap = _format_leap(now, base)
                yield _report_difference(answered, "consistency.growth", place, typed, found, formula, leap)


def check_reduction(answered: ConsistencyAnswers, rule: Reduction) -> Iterator[Problem]:
    """Yield a problem where a declared reduction does not follow from the levels."""
    place = answered.get_place(rule.figure, answered.years[-1])
    first, last = (answered.compute_product([rule.of], year) for year in (answered.years[0], answered.years[-1]))
    typed = answered.get_number(place)
    if typed is None or first is None or last is None:
        return
    if first.is_zero:
        yield from check_zero_base(answered, place, first, last)
        return
    rate = convert_to_rate(last.between / first.between)
    found = Interval(-rate.most, -rate.least, -rate.middle)
    if not found.widen(HALF_A_CENT).contains(typed):
        formula = f"1 － {last.words[0]} ÷ {first.words[0]}"
        yield _report_difference(answered, "consistency.reduction", place, typed, found, formula, rule.doubt)


def check_magnitude(answered: ConsistencyAnswers, rule: Magnitude) -> Iterator[Problem]:
    """Yield a problem for each year in which a figure is implausible."""
    for year in answered.list_common_years((*rule.of, *rule.over)):
        above, below = answered.compute_product(rule.of, year), answered.compute_product(rule.over, year)
        if above is None or below is None or below.is_zero or answered.is_nothing(above.places[0]):
            continue
        value = (above.value / below.value) * (HUNDRED if rule.unit == PERCENT else rule.times)
        limit = _format_exceeded_limit(rule, value)
        if limit:
            figures = "；".join((*above.words, *below.words))
            # A single place (rd_spending.2022) says its year itself.
            of_year = f"（{year}年）" if not any("." in name for name in rule.of) else ""
            message = f"{rule.label}{of_year}是 {format_with_unit(value, rule.unit)}，{limit}。"
            hint = f"用到的数：{figures}。请核对数字和单位（亿元还是万元）；属实的请备好说明。"
            yield answered.build_problem("consistency.magnitude", above.places[0], message, hint)


def check_zero_base(
    answered: ConsistencyAnswers, place: str, base: AnswerProduct, figure: AnswerProduct
) -> Iterator[Problem]:
    """Yield a problem for a rate over a base of 0, which has no value; 无, and 0 over 0, are accepted."""
    if answered.is_nothing(place) or (figure.is_zero and answered.get_number(place) == 0):
        return
    name, answer = answered.format_name(place), answered.format_answer(place)
    message = f"“{name}”填了 {answer}，可是{'、'.join(base.words)}，不能作基数。"
    yield answered.build_problem("consistency.no-base", place, message, "请核对；基数确实是 0 的，这里填“无”。")


def _is_share_of(typed: Decimal, whole: Decimal) -> bool:
    if not whole:
        return False
    return any(abs(share - typed) <= HALF_A_CENT for share in _compute_shares(typed, whole).values())


def _compute_shares(typed: Decimal, whole: Decimal) -> dict[Decimal, Decimal]:
    """Compute the two whole numbers next to a share, each with its own share."""
    # The share is rounded: the whole number behind it may be the next one above.
    below = Decimal(int(typed * whole / HUNDRED))
    return {count: count / whole * HUNDRED for count in (below, below + 1)}


def _format_nearest(answered: ConsistencyAnswers, typed: Decimal, whole: AnswerProduct) -> str:
    unit = answered.get_unit(whole.places[0])
    near = _compute_shares(typed, whole.value).items()
    shares = "、".join(f"{format_with_unit(count, unit)}是 {format_with_unit(share, PERCENT)}" for count, share in near)
    return f"{whole.words[0]}里的 {shares}"


def _format_exceeded_limit(rule: Magnitude, value: Decimal) -> str:
    if rule.most is not None and value > rule.most:
        return f"一般不会超过 {format_with_unit(rule.most, rule.unit)}"
    if rule.least is not None and value < rule.least:
        return f"一般不会低于 {format_with_unit(rule.least, rule.unit)}"
    return ""


def _report_difference(
    answered: ConsistencyAnswers,
    code: str,
    place: str,
    typed: Decimal,
    found: Interval,
    formula: str,
    doubt: str = "",
    is_near: bool = False,
) -> Problem:
    unit, near = answered.get_unit(place), "大约" if is_near else ""
    message = (
        f"“{answered.format_name(place)}”填了 {answered.format_answer(place)}，"
        f"按表中的数应是{near} {format_with_unit(found.middle, unit)}{format_slip(typed, found.middle)}。"
    )
    low, high = (format_number(value) for value in (found.least, found.most))
    spread = f"（四舍五入之内是 {low} 至 {high}）" if low != high else ""
    return answered.build_problem(code, place, message, f"{formula}{spread}。{doubt or '请核对哪个数错了。'}")


def _format_leap(now: AnswerProduct, base: AnswerProduct) -> str:
    """Format the hint on units where one year is many times the other, "" otherwise."""
    small, large = sorted((now.value, base.value))
    return "相邻两年相差太多，请先看是不是单位不同（亿元还是万元）。" if large > small * _LEAP else ""


def _join_factors(figure: AnswerProduct) -> str:
    return figure.words[0] if len(figure.words) == 1 else f"（{' × '.join(figure.words)}）"
