"""Tables of Word documents on their grid: spans, merges, inner tables, changes of rows and cells, split tables."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from docgen.project.word.table_grid import join_split_tables
from docgen.project.word.word_document import ChangeKind, WordParagraph, WordTable
from docgen.project.word.word_reader import read_word_document
from word_documents import first_table, grid, p, r, read_body, sdt, tbl, tc, tr

RESTART, CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def span(columns: int) -> str:
    return f'<w:gridSpan w:val="{columns}"/>'


def test_cells_that_python_docx_merges(tmp_path: Path) -> None:
    made = docx.Document()
    table = made.add_table(rows=3, cols=3)
    for number in range(9):
        table.cell(number // 3, number % 3).text = str(number)
    table.cell(0, 0).merge(table.cell(0, 1))
    table.cell(1, 2).merge(table.cell(2, 2))
    made.save(str(tmp_path / "made.docx"))
    read = first_table(read_word_document(tmp_path / "made.docx"))
    assert grid(read) == [
        [(1, 2, 1, "0\n1"), (3, 1, 1, "2")],
        [(1, 1, 1, "3"), (2, 1, 1, "4"), (3, 1, 2, "5\n8")],
        [(1, 1, 1, "6"), (2, 1, 1, "7")],
    ]
    assert read.columns == len(read.widths) == 3


def test_merges_down_and_right_with_columns_left_out(tmp_path: Path) -> None:
    body = tbl(
        tr(tc("a", RESTART), tc("b", span(2)), tc("c")),
        tr(tc("", CONTINUE), tc("d"), tc("e"), tc("f", RESTART)),
        tr(tc("g", span(2)), tc("h"), properties='<w:gridBefore w:val="1"/>'),
    )
    assert grid(first_table(read_body(tmp_path, body))) == [
        [(1, 1, 2, "a"), (2, 2, 1, "b"), (4, 1, 1, "c")],
        [(2, 1, 1, "d"), (3, 1, 1, "e"), (4, 1, 1, "f")],
        [(2, 2, 1, "g"), (4, 1, 1, "h")],
    ]


def test_a_cell_that_continues_nothing_is_a_cell(tmp_path: Path) -> None:
    body = tbl(tr(tc("a", CONTINUE), tc("b")), tr(tc("", CONTINUE), tc("c", CONTINUE)))
    assert grid(first_table(read_body(tmp_path, body))) == [[(1, 1, 2, "a"), (2, 1, 1, "b")], [(2, 1, 1, "c")]]


def test_a_merge_ends_where_a_row_interrupts_it(tmp_path: Path) -> None:
    body = tbl(tr(tc("a", RESTART)), tr(tc("b")), tr(tc("c", CONTINUE)))
    assert grid(first_table(read_body(tmp_path, body))) == [[(1, 1, 1, "a")], [(1, 1, 1, "b")], [(1, 1, 1, "c")]]


def test_old_merge_to_the_right(tmp_path: Path) -> None:
    body = tbl(
        tr(tc("a", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), tc("b")), tr(tc("c"), tc("d"), tc("e"))
    )
    assert grid(first_table(read_body(tmp_path, body)))[0] == [(1, 2, 1, "a"), (3, 1, 1, "b")]


def test_text_covered_by_a_merge_is_told_and_not_read(tmp_path: Path) -> None:
    read = read_body(tmp_path, tbl(tr(tc("a", RESTART)), tr(tc("旧文字", CONTINUE))))
    assert grid(first_table(read)) == [[(1, 1, 2, "a")], []]
    (covered,) = read.unread
    assert (covered.what, covered.text, covered.is_seen) == ("被合并的格遮住的文字", "旧文字", False)


def test_places_count_merged_cells_as_they_are_seen(tmp_path: Path) -> None:
    body = p("前") + tbl(tr(tc("x"))) + tbl(tr(tc("a", RESTART), tc("b")), tr(tc("", CONTINUE), tc("c")))
    table = read_body(tmp_path, body).blocks[-1]
    assert isinstance(table, WordTable)
    assert table.place.describe() == "第 2 个表"
    assert table.rows[1].cells[0].place.describe() == "第 2 个表第 2 行第 2 格"


def test_tables_in_cells(tmp_path: Path) -> None:
    inner = tbl(tr(tc("内")))
    read = first_table(read_body(tmp_path, tbl(tr(tc("左"), tc(p("上") + inner + p("下"))))))
    cell = read.rows[0].cells[1]
    assert cell.text == "上\n下"
    found = cell.blocks[1]
    assert isinstance(found, WordTable)
    assert found.rows[0].cells[0].place.describe() == "第 1 个表第 1 行第 2 格里面的第 1 个表第 1 行第 1 格"


def test_rows_and_cells_inside_content_controls(tmp_path: Path) -> None:
    body = tbl(sdt(tr(tc("a"), sdt(tc("b")))), "<w:customXml>" + tr(tc("c"), tc("d")) + "</w:customXml>")
    assert [[cell[3] for cell in row] for row in grid(first_table(read_body(tmp_path, body)))] == [
        ["a", "b"],
        ["c", "d"],
    ]


def test_tracked_rows_and_cells_are_taken_as_accepted(tmp_path: Path) -> None:
    body = tbl(
        tr(tc("a"), tc("旧", "<w:cellDel/>"), tc("新", "<w:cellIns/>")),
        tr(tc("删"), properties='<w:del w:id="1"/>'),
        tr(tc("加"), properties='<w:ins w:id="2"/>'),
        tr(tc("合", '<w:cellMerge w:vMerge="rest"/>')),
        tr(tc("", '<w:cellMerge w:vMerge="cont"/>')),
    )
    read = read_body(tmp_path, body)
    assert grid(first_table(read)) == [[(1, 1, 1, "a"), (2, 1, 1, "新")], [(1, 1, 1, "加")], [(1, 1, 2, "合")], []]
    assert [(change.kind, change.text) for change in read.changes[:4]] == [
        (ChangeKind.CELL_DELETED, "旧"),
        (ChangeKind.CELL_INSERTED, "新"),
        (ChangeKind.ROW_DELETED, "删"),
        (ChangeKind.ROW_INSERTED, "加"),
    ]


def test_a_deleted_table_is_no_table(tmp_path: Path) -> None:
    body = tbl(tr(tc("删"), properties="<w:del/>")) + tbl(tr(tc("留")))
    (table,) = read_body(tmp_path, body).blocks
    assert isinstance(table, WordTable) and table.place.describe() == "第 1 个表"


def test_a_table_split_by_hand_is_joined(tmp_path: Path) -> None:
    heading = tr(tc("名称"), tc("数量"), properties="<w:tblHeader/>")
    first = tbl(heading, tr(tc("a"), tc("1")), widths=(3000, 2000))
    second = tbl(heading, tr(tc("b"), tc("2")), widths=(3010, 1995))
    read = read_body(tmp_path, p("题") + first + p() + p(r('<w:br w:type="page"/>')) + second + p("尾"))
    title, table, end = join_split_tables(read.blocks)
    assert isinstance(title, WordParagraph) and isinstance(end, WordParagraph) and isinstance(table, WordTable)
    assert [row.cells[0].text for row in table.rows] == ["名称", "a", "b"]
    assert table.rows[2].cells[0].place.describe() == "第 2 个表第 2 行第 1 格"


@pytest.mark.parametrize(
    "between, widths",
    [(p("其他"), (3000, 2000)), ("", (2000, 3000)), ("", (3000, 1000, 1000))],
    ids=["text", "other", "more"],
)
def test_other_tables_are_not_joined(tmp_path: Path, between: str, widths: tuple[int, ...]) -> None:
    row = tr(*(tc("x") for _ in widths))
    body = tbl(tr(tc("a"), tc("b")), widths=(3000, 2000)) + between + tbl(row, widths=widths)
    read = read_body(tmp_path, body)
    assert len(join_split_tables(read.blocks)) == len(read.blocks)
