"""The forms that docgen writes, read back: every official text is in the grid, in its order and its merged cell."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from docgen.definitions.catalog import built_in
from docgen.definitions.form import Form
from docgen.documents.printed_answers import format_answers
from docgen.documents.word.word_filler import fill_template
from docgen.project.word.table_grid import join_split_tables
from docgen.project.word.word_document import BoxMark, WordDocument, WordParagraph, WordTable, iterate_paragraphs
from docgen.project.word.word_reader import read_word_document
from official_text import Cell, Official, lines

ROOT = Path(__file__).parents[3]
FORMS = sorted(path.stem for path in (ROOT / "data" / "forms").glob("*.yaml"))


@pytest.fixture(scope="module", params=FORMS)
def form(request: pytest.FixtureRequest) -> Form:
    return built_in().load_form(request.param)


@pytest.fixture(scope="module")
def official(form: Form) -> Official:
    return Official(ROOT / "tests" / "sources" / f"{form.id}.html", form)


@pytest.fixture(scope="module")
def blank(form: Form, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("form") / "申报表.docx"
    slots = {**format_answers(form, {}), "draft_mark": ""}
    path.write_bytes(fill_template(ROOT / "templates" / form.id / "form.docx", slots))
    return path


@pytest.fixture(scope="module")
def read(blank: Path) -> WordDocument:
    return read_word_document(blank)


def lay_out(table: WordTable) -> list[list[Cell]]:
    """The cells that each row shows, as in the official text: a cell that goes on from above is shown again."""
    rows: list[dict[int, Cell]] = [{} for _ in table.rows]
    for number, row in enumerate(table.rows):
        for cell in row.cells:
            for line in range(cell.rowspan):
                text, state = ("", "continue") if line else (lines(cell.text), "")
                rows[number + line][cell.column] = (text, cell.colspan, state)
    return [[cells[column] for column in sorted(cells)] for cells in rows]


def read_blocks(read: WordDocument) -> list[object]:
    """Paragraphs and tables; the rows of the cover, a table without borders, are lines of the official form."""
    found: list[object] = []
    tables = 0
    for block in read.blocks:
        if isinstance(block, WordParagraph):
            found += [text] if (text := lines(block.text)) else []
        else:
            assert isinstance(block, WordTable)
            rows = lay_out(block)
            found += [rows] if tables else ["".join(cell[0] for cell in row) for row in rows]
            tables += 1
    return found


def test_the_grid_is_the_official_form(official: Official, read: WordDocument) -> None:
    assert read_blocks(read) == [block for _, block in official.blocks()]
    assert read.unread == () and read.changes == () and read.notes == ()


def test_every_box_is_empty(form: Form, read: WordDocument, official: Official) -> None:
    boxes = [box for paragraph in iterate_paragraphs(read.blocks) for box in paragraph.boxes]
    assert {box.mark for box in boxes} == {BoxMark.EMPTY}
    assert len(boxes) == str(official.blocks()).count("□") > 50


def test_no_tables_of_the_form_are_joined(read: WordDocument) -> None:
    assert len(join_split_tables(read.blocks)) == len(read.blocks)


def test_a_form_is_read_fast(blank: Path) -> None:
    start = time.process_time()
    read_word_document(blank)
    assert time.process_time() - start < 0.3
