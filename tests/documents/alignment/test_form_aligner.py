"""The aligner gives each slot of a form its place in a Word document, however the document was made."""

from __future__ import annotations

import copy
from pathlib import Path

import docx
import pytest

from docgen.api import write_blank_form
from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Choice, Choices, Form
from docgen.documents.alignment.form_aligner import align_form, measure_resemblances
from docgen.documents.alignment.form_alignment import FormAlignment
from docgen.documents.printed_answers import PARAGRAPH, format_answers
from docgen.documents.templates.form_layout import FormLayout, read_layout
from docgen.documents.word.word_filler import fill_template
from docgen.project.application_loader import load
from docgen.project.word.word_reader import read_word_document

FORMS = ("2022-application", "2025-application", "2025-review")
EXAMPLES = ("yunxi-2022", "lanting-2025", "yunxi-2025-review")


def lay_out(catalog: Catalog, form: Form) -> FormLayout:
    return read_layout(catalog.find_template(form.id) / "form.html")


def list_boxes(form: Form) -> set[str]:
    return {slot for slot, field in form.slots.items() if isinstance(field, Choice | Choices)}


def write_blank(form_id: str, folder: Path) -> Path:
    return write_blank_form(folder / f"{form_id}.docx", form_id)


def align(file: Path, form: Form, catalog: Catalog) -> FormAlignment:
    return align_form(read_word_document(file), lay_out(catalog, form), list_boxes(form))


@pytest.mark.parametrize("form_id", FORMS)
def test_a_blank_form_has_every_slot_and_nothing_else(form_id: str, catalog: Catalog, tmp_path: Path) -> None:
    form = catalog.load_form(form_id)
    found = align(write_blank(form_id, tmp_path), form, catalog)
    found_slots = {slot.slot for slot in found.list_slots()}
    loops = {row.each.partition(" in ")[2] for row in found.loops}
    assert found_slots | loops == set(form.slots)
    assert not found.missing
    assert not found.edited
    assert found.copies == 1


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_filled_form_gives_the_text_of_every_slot(example: str, catalog: Catalog, tmp_path: Path) -> None:
    application = load(Path("data/examples") / example, catalog)
    form = application.form
    shown = {**format_answers(form, application.answers), "draft_mark": ""}
    file = tmp_path / "申报表.docx"
    file.write_bytes(fill_template(catalog.find_template(form.id) / "form.docx", shown))
    found = align(file, form, catalog)
    wanted = {slot: text.replace(PARAGRAPH, "\n") for slot, text in shown.items() if isinstance(text, str)}
    texts = [(slot.slot, slot.text) for slot in found.list_slots() if slot.slot not in list_boxes(form)]
    assert texts == [(slot, wanted[slot]) for slot, _ in texts]
    assert not found.unplaced
    for slot, rows in shown.items():
        if not isinstance(rows, str):
            read = [
                {name.removeprefix("row."): match.text for name, match in row.slots.items()}
                for row in found.loops
                if row.each == f"row in {slot}"
            ]
            assert read == [dict(row) for row in rows]


def test_a_form_resembles_itself_most(catalog: Catalog, tmp_path: Path) -> None:
    layouts = {form_id: lay_out(catalog, catalog.load_form(form_id)) for form_id in FORMS}
    for form_id in FORMS:
        document = read_word_document(write_blank(form_id, tmp_path))
        likeness = dict(zip(layouts, measure_resemblances(document, layouts.values()), strict=True))
        assert max(likeness, key=lambda other: likeness[other]) == form_id
        assert likeness[form_id] > 0.95


def read_changed(tmp_path: Path, catalog: Catalog, change: object) -> FormAlignment:
    """Align a filled 2025 form after ``change`` was made to its Word document."""
    application = load(Path("data/examples/lanting-2025"), catalog)
    form = application.form
    shown = {**format_answers(form, application.answers), "draft_mark": ""}
    file = tmp_path / "申报表.docx"
    file.write_bytes(fill_template(catalog.find_template(form.id) / "form.docx", shown))
    document = docx.Document(str(file))
    assert callable(change)
    change(document)
    document.save(str(file))
    return align(file, form, catalog)


def find_row(document: object, label: str) -> object:
    tables = document.tables  # type: ignore[attr-defined]
    return next(row for table in tables for row in table.rows if row.cells[0].text.replace("\n", "").startswith(label))


def get_text(found: FormAlignment, slot: str) -> str:
    return next(one.text for one in found.list_slots() if one.slot == slot)


def get_doubt(found: FormAlignment, slot: str) -> str:
    return next(one.doubt for one in found.list_slots() if one.slot == slot)


def test_exchanged_years_are_read_by_their_headings(tmp_path: Path, catalog: Catalog) -> None:
    straight = read_changed(tmp_path, catalog, lambda document: None)

    def exchange(document: object) -> None:
        table = find_row(document, "集群总产值（亿元）").table  # type: ignore[attr-defined]
        for row in table.rows:
            cells = row._tr.tc_lst
            if len(cells) == 4:
                cells[1].addprevious(cells[3])

    found = read_changed(tmp_path, catalog, exchange)
    for year in (2022, 2023, 2024):
        slot = f"output_value.{year}"
        assert get_text(found, slot) == get_text(straight, slot)


def test_a_row_that_was_deleted_is_missing_and_moves_no_other(tmp_path: Path, catalog: Catalog) -> None:
    straight = read_changed(tmp_path, catalog, lambda document: None)

    def delete(document: object) -> None:
        row = find_row(document, "集群企业数量（年度当前值）")._tr  # type: ignore[attr-defined]
        row.getparent().remove(row)

    found = read_changed(tmp_path, catalog, delete)
    assert [row.slots for row in found.missing] == [("enterprises.2022", "enterprises.2023", "enterprises.2024")]
    assert get_doubt(found, "enterprises.2022")
    assert get_text(found, "smes.2022") == get_text(straight, "smes.2022")
    assert not get_doubt(found, "smes.2022")


def test_a_label_with_another_unit_makes_its_answers_doubtful(tmp_path: Path, catalog: Catalog) -> None:
    def edit(document: object) -> None:
        find_row(document, "集群总产值（亿元）").cells[0].paragraphs[0].runs[0].text = "集群总产值（万元）"  # type: ignore[attr-defined]

    found = read_changed(tmp_path, catalog, edit)
    assert "万元" in get_doubt(found, "output_value.2022")
    assert [(one.official, one.seen) for one in found.edited] == [("集群总产值（亿元）", "集群总产值（万元）")]


def test_a_row_that_was_added_is_unplaced(tmp_path: Path, catalog: Catalog) -> None:
    def add(document: object) -> None:
        row = find_row(document, "集群总产值（亿元）")._tr  # type: ignore[attr-defined]
        added = copy.deepcopy(row)
        row.addnext(added)
        texts = [node for node in added.iter() if node.tag.endswith("}t")]
        for node in texts:
            node.text = "我们加的一行"

    found = read_changed(tmp_path, catalog, add)
    assert {one.text for one in found.unplaced} == {"我们加的一行"}
    assert not found.missing


@pytest.mark.parametrize(
    ("results", "is_doubtful"),
    [
        (("正文甲。", "存在的问题", "正文乙。"), False),
        (("正文甲。", "（三）存在的问题", "正文乙。"), False),
        (("正文甲。", "三、存在的问题", "正文乙。"), True),
    ],
)
def test_prose_that_quotes_a_heading_is_read_whole_or_doubted(
    results: tuple[str, ...], is_doubtful: bool, catalog: Catalog, tmp_path: Path
) -> None:
    application = load(Path("data/examples/lanting-2025"), catalog)
    form = application.form
    shown = format_answers(form, {**application.answers, "plan.results": results})
    file = tmp_path / "申报表.docx"
    template = catalog.find_template(form.id) / "form.docx"
    file.write_bytes(fill_template(template, {**shown, "draft_mark": ""}))
    found = {slot.slot: slot for slot in align(file, form, catalog).list_slots()}
    for name in ("plan.results", "plan.shortcomings"):
        assert bool(found[name].doubt) is is_doubtful
    if not is_doubtful:
        assert found["plan.results"].text == "\n".join(results)


def test_columns_that_were_dragged_in_one_row_move_no_answer(tmp_path: Path, catalog: Catalog) -> None:
    straight = read_changed(tmp_path, catalog, lambda document: None)

    def drag(document: object) -> None:
        for label, shares in (("集群总产值（亿元）", (50, 1200)), ("集群企业数量（年度当前值）", (4000, -900))):
            row = find_row(document, label)._tr  # type: ignore[attr-defined]
            for number, cell in enumerate(row.tc_lst):
                width = next(node for node in cell.iter() if node.tag.endswith("}tcW"))
                name = next(key for key in width.attrib if key.endswith("}w"))
                width.set(name, str(max(200, int(width.get(name)) + shares[number % 2] * (-1) ** number)))

    found = read_changed(tmp_path, catalog, drag)
    for slot in (f"{name}.{year}" for name in ("output_value", "enterprises", "smes") for year in (2022, 2023, 2024)):
        assert (get_text(found, slot), get_doubt(found, slot)) == (get_text(straight, slot), "")
