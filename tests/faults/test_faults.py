"""Consistent application folders raise no alarm; single faults in them are told.

The folders are made by formulas of the tests' own; docs/testing.md has the table, with what is missed by name.
"""

from __future__ import annotations

import re
from functools import cache

import pytest

from dossiers import MODES, Dossier, build_dossier
from economies import Economy
from fault_measure import (
    FORMS,
    Checked,
    check_dossier,
    find_false_alarms,
    format_table,
    is_caught,
    list_consistent_economies,
    list_faults,
    list_modes,
    list_spoilt_economies,
    measure,
    read_section,
)

LEAST_RATES = {"typed, with table": 96, "typed, without table": 93, "computed": 95}
"""The least share of faults, in %, that docs/testing.md may show as caught."""

ECONOMIES = [one for form in FORMS for one in list_consistent_economies(form)]
TOO_SLOW = 60
"""Sets of more enterprises are not among the quick tests."""

CERTAIN = {
    "typed": ("十倍", "丢小数点", "漏一家"),
    "alone": ("部分多于整体", "三年总增幅当年均", "目标低于基准"),
    "computed": ("产值填成万元", "从业人员与研发人员颠倒", "信用代码错一位"),
}
"""Kinds of faults that are caught wherever they are made."""


def mark(number: int, economy: Economy) -> object:
    is_quick = number % 10 == 0 and economy.size <= TOO_SLOW
    name = f"{economy.form}-{economy.name}"
    return pytest.param(economy, id=name, marks=() if is_quick else pytest.mark.slow)


@cache
def spoilt(form: str) -> Dossier:
    return build_dossier(list_spoilt_economies(form)[1])


@cache
def unspoilt(form: str, mode: str) -> Checked:
    return check_dossier(spoilt(form), mode)


def test_there_are_sixty_sets_of_twenty_to_five_hundred() -> None:
    assert len(ECONOMIES) >= 60
    assert {one.form for one in ECONOMIES} == set(FORMS)
    assert (min(one.size for one in ECONOMIES), max(one.size for one in ECONOMIES)) == (20, 500)


def test_an_economy_is_the_same_each_time() -> None:
    one = list_spoilt_economies(FORMS[0])[0]
    assert build_dossier(one) == build_dossier(one)


@pytest.mark.parametrize("economy", [mark(number, one) for number, one in enumerate(ECONOMIES)])
def test_a_consistent_set_raises_no_alarm(economy: Economy) -> None:
    dossier = build_dossier(economy)
    for mode in list_modes(economy):
        assert find_false_alarms(check_dossier(dossier, mode)) == [], mode


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("form", FORMS)
def test_a_gross_fault_is_caught(form: str, mode: str) -> None:
    faults = {fault.kind: fault for fault in list_faults(spoilt(form), mode)}
    for kind in CERTAIN[mode]:
        fault = faults[kind]
        assert is_caught(fault, unspoilt(form, mode), check_dossier(fault.dossier, mode)), fault.words


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("form", FORMS)
def test_what_is_caught_and_missed_is_what_the_page_says(form: str, mode: str) -> None:
    tally = measure(form, mode)
    written = read_section().splitlines()
    rows = [row for row in format_table([tally]) if f"| {form} |" in row]
    assert rows and set(rows) <= set(written), "run python tests/faults/fault_measure.py"
    mine = [line for line in written if line.startswith(f"- {mode}, {form}: ")]
    assert mine == [f"- {mode}, {form}: {words}" for words in tally.missed], "run python tests/faults/fault_measure.py"


def test_the_rates_are_at_least_these() -> None:
    found = re.findall(r"\| \*\*(.+)\*\* \| all \| (\d+) \| \d+ \| ([\d.]+) % \|", read_section())
    assert {name for name, _, _ in found} == set(LEAST_RATES)
    assert sum(int(faults) for _, faults, _ in found) >= 150
    for name, _, rate in found:
        assert float(rate) >= LEAST_RATES[name]
