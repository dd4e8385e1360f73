"""The fill-in workbook says what application.yaml says, to the last character."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from docgen.application.application import Application, load
from docgen.definitions.catalog import Catalog
from docgen.documents.workbook import write_workbook_of

EXAMPLES = Path(__file__).parent.parent / "data" / "examples"
FILE = "填报.xlsx"


def copied(example: str, folder: Path) -> Path:
    """The files of an example, without its evidence, in a folder of their own."""
    shutil.copytree(EXAMPLES / example, folder, ignore=shutil.ignore_patterns("evidence"))
    return folder


def through_the_workbook(folder: Path, catalog: Catalog) -> tuple[Application, Application]:
    """The application of a folder, and the same after its workbook was written and read."""
    before = load(folder, catalog)
    write_workbook_of(before, folder / FILE)
    return before, load(folder, catalog)


@pytest.mark.parametrize("example", ["yunxi-2022", "lanting-2025", "yunxi-2025-review"])
def test_an_example_is_the_same_out_of_the_workbook(example: str, tmp_path: Path, catalog: Catalog) -> None:
    before, after = through_the_workbook(copied(example, tmp_path / "申报"), catalog)
    assert after.answer_file == FILE
    assert len(after.answers) > 150
    assert after.answers == before.answers
    assert after.taken == before.taken
    assert after.summary == before.summary
    assert [one.code for one in after.problems if one not in before.problems] == ["workbook.used"]
