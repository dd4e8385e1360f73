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

pytestmark = [needs_validator, pytest.mark.slow]


def test_the_workbook_of_each_form_is_valid(tmp_path: Path, catalog: Catalog) -> None:
    paths = []
    for form_id, notice in NOTICES.items():
        form = catalog.load_form(form_id)
        cluster = form.package.cluster
        start = ScaffoldContent({cluster: HOSTILE}, {cluster: ("沿用2022年申报表，请更新",)})
        write_scaffold(tmp_path / form_id, form, catalog.load_notice(notice), start)
        paths.append(tmp_path / f"{form_id}.xlsx")
        write_application_workbook(load(tmp_path / form_id, catalog), paths[-1])
    assert faults_of(paths) == []
