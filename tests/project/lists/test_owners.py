"""The owners in one cell: one name however it is written, or several."""

from __future__ import annotations

import pytest

from docgen.definitions.catalog import built_in
from docgen.project.lists.owners import OwnerReader
from docgen.project.register.register import normalize_name

READER = OwnerReader(
    frozenset(map(normalize_name, ("甲、乙（集团）公司", "丙公司"))), built_in().load_tables().enterprises.endings
)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        (None, ()),
        ("  ", ()),
        ("丙公司", ("丙公司",)),
        ("甲、乙(集团)公司", ("甲、乙(集团)公司",)),
        ("丙公司；丁厂", ("丙公司", "丁厂")),
        ("丙公司、丁大学共有", ("丙公司", "丁大学")),
        ("丙公司和东江理工大学", ("丙公司", "东江理工大学")),
        ("丙公司 丁机械厂", ("丙公司", "丁机械厂")),
        ("戊集团 有限公司", ("戊集团 有限公司",)),
        ("和平与发展公司", ("和平与发展公司",)),
        ("丙公司、丙公司", ("丙公司",)),
        ("𠮷䶮厂/=1+1", ("𠮷䶮厂", "=1+1")),
    ],
)
def test_names_in_a_cell(cell: str | None, names: tuple[str, ...]) -> None:
    assert READER.read(cell) == names
