"""The Word template of every form: the official text, unchanged, in a style whose pages do not depend on chance."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from pypdf import PdfReader

from docgen.definitions.catalog import built_in
from docgen.definitions.form import Choice, Choices, Form, Goals, LongText, Number, Series
from docgen.documents.printed_answers import SlotValue, format_answers
from docgen.documents.templates import template_table
from docgen.documents.templates.template_builder import build_template
from docgen.documents.word import wordml
from docgen.documents.word.word_filler import fill_template
from docgen.errors import DefinitionError
from docgen.runtime.office import convert, find_office
from official_text import SLOT, Official, W, word_blocks, word_part

ROOT = Path(__file__).parents[3]
FORMS = sorted(path.stem for path in (ROOT / "data" / "forms").glob("*.yaml"))
HOUSE = ROOT / "templates" / "shared" / "house"
EACH = re.compile(r'data-each="row in ([a-z0-9_.]+)"')
ITEMS = re.compile(r"\{\{ (row\.[a-z]+) \}\}")
CHECKLIST = ROOT / "templates" / "shared" / "checklist"


@pytest.fixture(scope="module", params=FORMS)
def form(request: pytest.FixtureRequest) -> Form:
    """Every form there is; a new one is tested as soon as its file lies in data/forms."""
    return built_in().load_form(request.param)


@pytest.fixture(scope="module")
def folder(form: Form) -> Path:
    return ROOT / "templates" / form.id


@pytest.fixture(scope="module")
def official(form: Form) -> Official:
    return Official(Path(__file__).parents[2] / "sources" / f"{form.id}.html", form)


@pytest.fixture(scope="module")
def built(form: Form, folder: Path) -> bytes:
    return build_template(folder / "form.html", HOUSE, form)


@pytest.fixture(scope="module")
def blank(form: Form, folder: Path) -> bytes:
    return fill_template(folder / "form.docx", {**format_answers(form, {}), "draft_mark": ""})


def styles(data: bytes) -> dict[str, etree._Element]:
    return {style.get(f"{W}styleId"): style for style in word_part(data, "word/styles.xml").iter(f"{W}style")}


def small_layout(folder: Path, cells: str) -> Path:
    path = folder / "form.html"
    columns = '<colgroup><col style="width:50%"><col style="width:50%"></colgroup>'
    path.write_text(f'<html lang="zh-CN"><section id="s1"><table>{columns}{cells}</table></section></html>', "utf-8")
    return path


# -- the official text ----------------------------------------------------------------------------------------------


def test_the_layout_is_the_official_text_but_for_slots_and_layout(form: Form, folder: Path, official: Official) -> None:
    ours = Official(folder / "form.html", form)
    assert ours.blocks() == official.blocks()
    assert ours.marks() == official.marks()


def test_the_word_file_has_the_official_paragraphs_and_cells_in_order(
    form: Form, official: Official, built: bytes
) -> None:
    assert word_blocks(built, form) == [block for _, block in official.blocks()]


def test_the_blank_form_filled_by_docxtpl_is_still_the_official_form(
    form: Form, official: Official, blank: bytes
) -> None:
    assert word_blocks(blank, form) == [block for _, block in official.blocks()]


def test_every_tick_box_and_blank_of_the_official_form_has_a_slot_of_its_own(form: Form, folder: Path) -> None:
    layout = (folder / "form.html").read_text("utf-8")
    own = [slot for part in form.parts for slot in form.list_slots(part)]
    assert sorted(SLOT.findall(layout) + EACH.findall(layout)) == sorted([*own, *ITEMS.findall(layout)])
    assert "□" not in layout
    source = (Path(__file__).parents[2] / "sources" / f"{form.id}.html").read_text("utf-8")
    boxes = [slot for slot, field in form.slots.items() if isinstance(field, Choice | Choices)]
    assert len(boxes) == re.sub(r"<!--.*?-->", "", source, flags=re.DOTALL).count("□")


# -- the file ---------------------------------------------------------------------------------------------------------


def test_a_rebuild_gives_the_committed_file(folder: Path, built: bytes) -> None:
    assert built == (folder / "form.docx").read_bytes(), "run: docgen template build"


def test_a_rebuild_gives_the_committed_checklist() -> None:
    checklist = build_template(CHECKLIST / "checklist.html", HOUSE, None)
    assert checklist == (CHECKLIST / "checklist.docx").read_bytes(), "run: docgen template build"


@pytest.mark.parametrize("name", ["print_order", "hand_places"])
def test_a_close_table_gives_a_line_no_more_than_its_own_height(name: str) -> None:
    folder = ROOT / "templates" / "shared" / name
    built = (folder / f"{name}.docx").read_bytes()
    assert build_template(folder / f"{name}.html", HOUSE, None) == built
    heights = {int(height.get(f"{W}val", "0")) for height in word_part(built).iter(f"{W}trHeight")}
    assert heights == {template_table.LINE + 2 * wordml.CELL_MARGIN_TOP}


def test_the_content_types_come_first_and_no_part_carries_a_date(folder: Path) -> None:
    with zipfile.ZipFile(folder / "form.docx") as archive:
        names = archive.namelist()
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert names[0] == "[Content_Types].xml"
    assert names[1:] == sorted(names[1:])


def test_every_line_spacing_in_the_styles_is_exact_and_high_enough(built: bytes) -> None:
    root = word_part(built, "word/styles.xml")
    for spacing in root.iter(f"{W}spacing"):
        assert spacing.get(f"{W}lineRule") == "exact"
    for name, style in styles(built).items():
        size, spacing = style.find(f"{W}rPr/{W}sz"), style.find(f"{W}pPr/{W}spacing")
        if size is not None and spacing is not None and name != "AfterTable":
            assert int(spacing.get(f"{W}line")) / 20 >= 1.3 * int(size.get(f"{W}val")) / 2, name


def test_every_font_is_named_for_all_scripts_and_every_run_is_east_asian(built: bytes) -> None:
    for fonts in word_part(built, "word/styles.xml").iter(f"{W}rFonts"):
        assert {name.removeprefix(W) for name in fonts.attrib} == {"ascii", "hAnsi", "eastAsia", "cs", "hint"}
    for run in word_part(built).iter(f"{W}r"):
        assert run.find(f"{W}rPr/{W}rFonts").get(f"{W}hint") == "eastAsia"


def test_every_style_that_is_used_exists_and_answers_have_one_for_each_part(form: Form, built: bytes) -> None:
    asking = {part.id for part in form.parts if any(isinstance(field, LongText) for field in part.fields)}
    used = {style.get(f"{W}val") for style in word_part(built).iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")}
    assert used <= set(styles(built))
    assert asking
    assert {f"Answer-{part}" for part in asking} <= used


def test_the_room_kept_for_an_answer_is_reckoned_with_the_measures_of_its_style(built: bytes) -> None:
    answer = styles(built)["Answer-s2"]
    assert int(answer.find(f"{W}pPr/{W}spacing").get(f"{W}line")) == template_table.LINE
    assert int(answer.find(f"{W}rPr/{W}sz").get(f"{W}val")) * 10 == template_table.EM
    margins = styles(built)["FormTable"].find(f"{W}tblPr/{W}tblCellMar")
    assert int(margins.find(f"{W}top").get(f"{W}w")) == wordml.CELL_MARGIN_TOP
    assert int(margins.find(f"{W}left").get(f"{W}w")) == wordml.CELL_MARGIN_SIDE


def test_a_tick_box_is_printed_in_one_font_whether_ticked_or_not(form: Form, built: bytes) -> None:
    boxes = [slot for slot, field in form.slots.items() if isinstance(field, Choice | Choices)]
    styled = [
        "".join(run.itertext()).strip("{} ")
        for run in word_part(built).iter(f"{W}r")
        if run.find(f"{W}rPr/{W}rStyle") is not None
    ]
    assert sorted(styled) == sorted(boxes)


def test_the_cells_of_every_row_add_up_to_the_grid(built: bytes, blank: bytes) -> None:
    for table in (table for data in (built, blank) for table in word_part(data).iter(f"{W}tbl")):
        widths = [int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")]
        assert sum(widths) == int(table.find(f"{W}tblPr/{W}tblW").get(f"{W}w"))
        for row in table.iter(f"{W}tr"):
            column = 0
            for cell in row.iter(f"{W}tc"):
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                end = column + (1 if span is None else int(span.get(f"{W}val")))
                assert int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) == sum(widths[column:end])
                assert cell[-1].tag == f"{W}p"
                column = end
            assert column == len(widths)


def test_no_row_breaks_over_pages_and_none_cuts_its_text_off(built: bytes) -> None:
    for row in word_part(built).iter(f"{W}tr"):
        assert row.find(f"{W}trPr/{W}cantSplit") is not None
        assert row.find(f"{W}trPr/{W}trHeight").get(f"{W}hRule") == "atLeast"


def test_bookmarks_are_unique_and_name_every_part_and_row(official: Official, built: bytes, blank: bytes) -> None:
    parts = {part.get("id"): part for part in official.root.iter("section")}
    rows = {f"s{number}r{row:02}" for number in range(1, 8) for row, _ in enumerate(parts[f"s{number}"].iter("tr"), 1)}
    assert len(rows) > 60
    for data in (built, blank):
        marks = list(word_part(data).iter(f"{W}bookmarkStart"))
        names = [mark.get(f"{W}name") for mark in marks]
        assert len({mark.get(f"{W}id") for mark in marks}) == len(marks) == len(set(names))
        assert all(name.isalnum() and name.isascii() for name in names)
        assert {"cover", "instructions", *(f"s{number}" for number in range(1, 10)), *rows} <= set(names)


def test_own_indicators_are_repeated_under_their_direction(form: Form, folder: Path) -> None:
    fields = [field for field in form.fields.values() if isinstance(field, Goals)]
    slots: dict[str, SlotValue] = {**format_answers(form, {}), "draft_mark": ""}
    for field in fields:
        rows = tuple({"label": label, **dict.fromkeys(field.columns, "1家")} for label in "甲乙")
        slots |= {f"{field.id}.other.own": rows, f"{field.id}.digital.own": rows}
    blocks = word_blocks(fill_template(folder / "form.docx", slots), form)
    tables = [block for block in blocks if isinstance(block, list) and block[0][0][0] == "方向"]
    assert [[cell[0] for cell in table[0][2:]] for table in tables] == [list(f.columns.values()) for f in fields]
    for table in tables:
        assert [row[0] for row in table if row[1][0] in "甲乙"] == [
            ("", 1, "continue"),
            ("", 1, "continue"),
            ("其它", 1, ""),
            ("", 1, "continue"),
        ]


# -- the pages --------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_long_answers_leave_every_part_and_row_on_its_page(
    form: Form, folder: Path, blank: bytes, tmp_path: Path
) -> None:
    slots = {**format_answers(form, {}), "draft_mark": "草稿", **_longest(form)}
    (tmp_path / "blank.docx").write_bytes(blank)
    (tmp_path / "full.docx").write_bytes(fill_template(folder / "form.docx", slots))
    blank_pages, full_pages = _page_maps(tmp_path)
    before_plan = {name: page for name, page in blank_pages.items() if not name.startswith(("/s8", "/s9"))}
    assert {name: full_pages[name] for name in before_plan} == before_plan
    parts = [blank_pages[f"/s{number}"] for number in range(1, 8)]
    assert len(set(parts)) == 7
    for number in range(1, 8):
        rows = [page for name, page in full_pages.items() if name.startswith(f"/s{number}r")]
        assert rows
        assert max(rows) < full_pages[f"/s{number + 1}"]


def _longest(form: Form) -> dict[str, str]:
    """The longest answers that a form may hold, and names as long as names are."""
    slots = dict[str, str]()
    for slot, field in form.slots.items():
        if isinstance(field, LongText):
            slots[slot] = "集" * 120 + "\a" + "群" * (field.limit - 120)
        elif isinstance(field, Number | Series):
            slots[slot] = "-12345.67"
    name = (
        "东江省云溪市连山壮族瑶族自治县高端电子元器件与精密结构件制造"
        + "中小企业特色产业集群（电子信息产业）管理委员会及园区运营公司"
    )
    operator = "东江省云溪市连山壮族瑶族自治县高端电子元器件产业园区管理委员会"
    names = {"cluster_name": name, "department": name, "operator": operator, "county": "连山壮族瑶族自治"}
    return {**slots, **names, "department_phone": "0763-1234567、13800000000"}


def _page_maps(folder: Path) -> list[dict[str, int]]:
    sources = [folder / "blank.docx", folder / "full.docx"]
    done = convert(find_office(), sources, folder / "work")
    maps = []
    for source in sources:
        pdf = done[source].pdf
        assert pdf, done[source].reason
        reader = PdfReader(pdf)
        places = reader.named_destinations.items()
        maps.append({name: reader.get_destination_page_number(place) or 0 for name, place in places})
    return maps


# -- a layout that is wrong -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("<tr><th>甲</th></tr>", "格数不够"),
        ("<tr><th>甲</th><td>乙</td><td>丙</td></tr>", "列数与表格不符"),
        ("<tr><th>甲<td>乙</td></tr>", "没有结束"),
        ("<tr><th>甲</th><td>{{cluster}}</td></tr>", "写法"),
        ("<tr><th>甲</th><td><b>乙</b></td></tr>", "不认识标记 <b>"),
        ('<tr><th style="x">甲</th><td>乙</td></tr>', "不能有属性 style"),
        ('<tr data-each="row of x"><th>甲</th><td>乙</td></tr>', "row in 栏目"),
        ('<tr><th colspan="0">甲</th><td>乙</td></tr>', "正整数"),
        ('<tr><th>甲</th><td><span class="nonsense">乙</span></td></tr>', "nonsense"),
        ('<tr><th rowspan="3">甲</th><td>乙</td></tr>', "rowspan"),
    ],
)
def test_a_layout_that_cannot_be_understood_is_refused_with_the_reason(cells: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=words):
        build_template(small_layout(tmp_path, cells), HOUSE, None)
