"""docs/enterprises.md names every column of the register; tests/test_documents.py sees that it is current."""

from __future__ import annotations

from docgen.definitions.catalog import built_in
from docgen.project.spreadsheets.heading_lines import WantedColumns
from docs.generate import section


def test_every_heading_that_the_page_shows_is_recognised() -> None:
    enterprises = built_in().load_tables().enterprises
    wanted = WantedColumns(enterprises.columns, enterprises.name, enterprises.number, (2019, 2020, 2021))
    for line in section("enterprises.md").splitlines()[2:]:
        heading, _, _, also = (cell.strip() for cell in line.strip("|").split("|")[:4])
        for words in (heading, *(also.split("、") if also != "—" else ())):
            assert wanted.is_heading(words), words
