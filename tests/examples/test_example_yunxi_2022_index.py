"""The index of the evidence of 云溪县 2022: every file once, with what the papers themselves print."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import docx
import pypdf
import pytest

from docgen.definitions.catalog import Catalog
from docgen.project.application import Application
from docgen.project.application_loader import load
from docgen.rules.evidence.evidence_dates import check_evidence_dates

EXAMPLES = Path(__file__).parents[2] / "data/examples"
EVIDENCE = EXAMPLES / "yunxi-2022/evidence"
SCANNED = (".jpg", ".png", ".tif", ".doc", ".xls", ".xlsx")
"""What has no text that can be read here."""


@pytest.fixture
def application(catalog: Catalog) -> Application:
    return load(EXAMPLES / "yunxi-2022", catalog)


def text_of(path: Path) -> str:
    if path.suffix == ".docx":
        return "".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in pypdf.PdfReader(path).pages))


def test_the_script_writes_the_index_that_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(EXAMPLES))
    from yunxi_2022_index import index

    try:
        assert index() == (EVIDENCE / "index.yaml").read_text("utf-8")
    finally:
        for name in [name for name in sys.modules if name.startswith("yunxi_2022_")]:
            del sys.modules[name]


def test_every_file_has_its_entry_with_kind_and_issuer(application: Application) -> None:
    declared = application.evidence.declared
    assert application.evidence.problems == ()
    assert list(declared) == [file.name for file in application.evidence.files]
    assert all(one.kind and one.issuer for one in declared.values())


def test_no_date_contradicts_the_application(application: Application) -> None:
    assert list(check_evidence_dates(application)) == []
    assert sum(1 for one in application.evidence.declared.values() if one.date) > 40


@pytest.mark.slow
def test_issuers_numbers_and_dates_are_those_that_the_papers_print(application: Application) -> None:
    read = 0
    for file in application.evidence.files:
        text = "" if file.path.suffix in SCANNED else text_of(file.path)
        if not text:
            continue  # a scan
        declared = application.evidence.declared[file.name]
        printed = [part for part in re.split("、", declared.number) if part]
        if declared.date and declared.date.first == declared.date.last:
            day = declared.date.first
            shapes = (f"{day.year}年{day.month}月{day.day}日", day.isoformat())
            assert any(shape in text for shape in shapes), file.name
        assert all(number in text for number in printed), file.name
        read += 1
    assert read > 25
