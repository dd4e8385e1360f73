"""Which rows are one enterprise: by code, or by name where no valid code contradicts."""

from __future__ import annotations

import pytest

from docgen.definitions.catalog import built_in
from docgen.project.register.collected_rows import CollectedRow
from docgen.project.register.enterprise_index import EnterpriseIndex

TABLE = built_in().load_tables().enterprises
ONE, TWO, FAULTY = "91990126MAY000375L", "91990126MAY000746B", "91990126MAY000746C"


def row(name: str, code: str = "") -> CollectedRow:
    return CollectedRow({TABLE.name: name, **({TABLE.code: code} if code else {})}, {})


@pytest.mark.parametrize(
    ("name", "code", "wanted"),
    [
        ("甲 厂", "", 0),
        ("甲厂", ONE, 0),
        ("甲新厂", ONE, 0),
        ("甲厂", FAULTY, 0),
        ("甲厂", TWO, None),
        ("乙厂", TWO, 1),
        ("乙厂", ONE, 1),
        ("丙厂", TWO, None),
        ("丙厂", "", None),
    ],
)
def test_code_and_name_find_an_enterprise(name: str, code: str, wanted: int | None) -> None:
    index = EnterpriseIndex(TABLE)
    index.add(row("甲厂", ONE), 0)
    index.add(row("乙厂"), 1)
    assert index.find(row(name, code)) == wanted


def test_the_name_of_one_with_the_code_of_another_is_neither() -> None:
    index = EnterpriseIndex(TABLE)
    index.add(row("甲厂", ONE), 0)
    index.add(row("乙厂", TWO), 1)
    mixed = row("乙厂", ONE)
    assert (index.find(mixed), index.find_namesake(mixed)) == (None, 1)
