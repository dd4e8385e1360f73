"""The fill-in workbook has no fault under the Open XML SDK, whatever stands in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.definitions.catalog import Catalog
from docgen.documents.workbook.workbook_writer import write_application_workbook
from docgen.project.application_loader import load
from docgen.project.scaffold import ScaffoldContent, write_scaffold
from open_xml_validator import faults_of, needs_validator
from written_files import HOSTILE, NOTICES

pytestmark = needs_validator


@pytest.mark.parametrize(
    "form_id",
    ["2022-application", *(pytest.param(name, marks=pytest.mark.slow) for name in NOTICES if name[:4] != "2022")],
)
def test_the_workbook_of_each_form_is_valid(form_id: str, tmp_path: Path, catalog: Catalog) -> None:
    form = catalog.load_form(form_id)
    cluster = form.package.cluster
    start = ScaffoldContent({cluster: HOSTILE}, {cluster: ("沿用2022年申报表，请更新",)})
    write_scaffold(tmp_path / form_id, form, catalog.load_notice(NOTICES[form_id]), start)
    path = tmp_path / f"{form_id}.xlsx"
    write_application_workbook(load(tmp_path / form_id, catalog), path)
    assert faults_of([path]) == []
