"""Projected forms and notices are errors until somebody confirms them; published ones are none."""

from __future__ import annotations

from pathlib import Path

import pytest

import docgen
from docgen.definitions.catalog import built_in
from docgen.rules.projection_check import check_projection


def test_published_definitions_are_no_projections(tmp_path: Path) -> None:
    docgen.create(tmp_path / "新", "2025-review", "national-2025")
    assert list(check_projection(docgen.load(tmp_path / "新"), built_in())) == []


@pytest.mark.slow
def test_an_own_notice_is_projected_until_it_names_its_source(tmp_path: Path) -> None:
    docgen.shift_form("2025-application", 1, tmp_path / "定义")
    catalog = docgen.open_catalog(tmp_path / "定义")
    home = tmp_path / "新"
    docgen.create(home, "2026-application", "2026-application-national", catalog)
    own = "extends: 2026-application-national\nid: our-2026\nissuer: 东江省工业和信息化厅\n"
    (home / "notice.yaml").write_text(own, encoding="utf-8")
    [of_form, of_notice] = check_projection(docgen.load(home, catalog), catalog)
    assert of_form.where.path == "data/forms/2026-application.yaml"
    assert (of_notice.where.path, of_notice.where.line) == ("notice.yaml", 0)
    assert "写明 source:" in of_notice.hint
    (home / "notice.yaml").write_text(own + "source: 东工信函〔2026〕8号\n", encoding="utf-8")
    assert list(check_projection(docgen.load(home, catalog), catalog)) == [of_form]
