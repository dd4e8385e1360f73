"""The official forms, blank, imported as if nobody knew them: the definition and the layout are those that exist."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import docx
import pytest

from docgen import InputError, blank, built_in
from docgen.definitions.form import Field, Form, Goals, Narrative
from docgen.documents.form_import.form_importer import import_form
from docgen.documents.form_import.like_matching import Likeness
from docgen.documents.templates.form_layout import FormLayout, LayoutLine, LayoutParagraph, Slot, read_layout
from docgen.project.word.word_document import WordDocument
from docgen.project.word.word_reader import read_word_document
from official_blank import write_official_blank

ROOT = Path(__file__).parents[3]
FORMS = built_in().list_form_ids()
KNOWN_DIFFERENCES = {
    # The official text has 低率 where it means 降低率, so that no word shows that the figure may be below 0.
    ("2025-review", "近三年集群单位产值二氧化碳排放量低率（%）"): {"signed"},
}
SHARE = 0.98


@pytest.fixture(scope="module", params=[(form, maker) for form in FORMS for maker in ("official", "docgen")], ids=str)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, WordDocument]:
    """A form, and its blank: made of the official text without any style, or as docgen writes it."""
    form_id, maker = request.param
    path = tmp_path_factory.mktemp("blank") / "官方.docx"
    if maker == "official":
        write_official_blank(ROOT / "tests" / "sources" / f"{form_id}.html", path)
    else:
        path.write_bytes(blank(form_id))
    return form_id, read_word_document(path)


def list_facts(field: Field) -> dict[str, object]:
    """What is to be found in the form: all but ids, derivations, hints and what only a person knows."""
    facts: dict[str, object] = {"kind": type(field).__name__, "label": field.label, "also": field.also}
    facts["attach"] = sorted((one.kind, len(one.when)) for one in field.attach)
    for name in ("unit", "limit", "signed"):
        facts[name] = getattr(field, name, None)
    facts["whole"] = getattr(field, "whole", None) is True
    for name in ("options", "rows", "columns"):
        found = getattr(field, name, None)
        facts[name] = tuple(found.values()) if isinstance(found, Mapping) else None
    if isinstance(field, Goals):
        facts["remark"], facts["span"] = field.remark, field.span
        facts["directions"] = [
            (one.label, one.own, [(row.label, row.unit, row.better, row.signed) for row in one.indicators])
            for one in field.directions
        ]
    if isinstance(field, Narrative):
        facts["sections"] = [(one.level, one.heading, one.text) for one in field.sections]
    return facts


def list_layout(layout: FormLayout) -> list[object]:
    """Each row and paragraph: text, slots, merged cells and classes, without names of slots, widths and room."""
    found: list[object] = []
    for section in layout.sections:
        found.append((section.id, section.classes))
        for block in section.blocks:
            if isinstance(block, LayoutParagraph):
                found.append((block.tag, block.classes, list_line(block.line)))
                continue
            for row in block.rows:
                cells = [
                    (one.is_label, one.colspan, one.rowspan, one.classes, [list_line(line) for line in one.lines])
                    for one in row.cells
                ]
                found.append((row.classes, bool(row.each), cells))
    return found


def list_line(line: LayoutLine) -> list[object]:
    return [(span.classes, [None if isinstance(one, Slot) else one.text for one in span.pieces]) for span in line.spans]


def test_fields_are_found_as_if_nobody_knew_the_form(case: tuple[str, WordDocument]) -> None:
    form_id, document = case
    known = built_in().load_form(form_id)
    found = import_form(document, "2027-new", built_in()).form
    assert [one.label for one in found.fields.values()] == [one.label for one in known.fields.values()]
    wrong = {}
    for old, new in zip(known.fields.values(), found.fields.values(), strict=True):
        before, after = list_facts(old), list_facts(new)
        if different := {name for name in before if before[name] != after[name]}:
            wrong[form_id, old.label] = different
    assert wrong.items() <= KNOWN_DIFFERENCES.items()
    assert len(wrong) <= (1 - SHARE) * len(known.fields)


def test_the_layout_is_found_as_if_nobody_knew_the_form(case: tuple[str, WordDocument]) -> None:
    form_id, document = case
    known = read_layout(ROOT / "templates" / form_id / "form.html")
    assert list_layout(import_form(document, "2027-new", built_in()).layout) == list_layout(known)


def test_what_belongs_to_the_whole_form_is_found(case: tuple[str, WordDocument]) -> None:
    form_id, document = case
    known = built_in().load_form(form_id)
    found = import_form(document, "2027-new", built_in()).form
    assert (found.title, found.years, found.rules) == (known.title, known.years, known.rules)
    assert (found.package.title, found.package.form_name) == (known.package.title, known.package.form_name)
    assert [name_labels(found, one) for one in (found.package.cluster, *found.package.cover, found.package.date)] == [
        name_labels(known, one) for one in (known.package.cluster, *known.package.cover, known.package.date)
    ]
    assert [(name_labels(found, one.field), one.action, one.part, one.label) for one in found.by_hand] == [
        (name_labels(known, one.field), one.action, one.part, one.label) for one in known.by_hand
    ]


def name_labels(form: Form, field_id: str) -> str:
    return form.fields[field_id].label


@pytest.mark.slow
def test_beside_itself_a_form_is_taken_over_whole(case: tuple[str, WordDocument]) -> None:
    form_id, document = case
    known = built_in().load_form(form_id)
    start = time.process_time()
    imported = import_form(document, "2027-new", built_in(), like=form_id)
    assert time.process_time() - start < 2
    assert {match.likeness for match in imported.matches} == {Likeness.SAME}
    assert (imported.gone, imported.new, imported.lost) == ((), (), ())
    assert imported.form.fields == known.fields
    assert imported.form.consistency == known.consistency
    assert (imported.form.package, imported.form.by_hand) == (known.package, known.by_hand)
    assert not any(field.review for field in imported.form.fields.values())


@pytest.mark.slow
@pytest.mark.parametrize("form_id", FORMS)
def test_a_filled_form_is_refused(form_id: str, tmp_path: Path) -> None:
    """Names alone are enough beside the known form; without it, ticks or figures show it."""
    path = tmp_path / "填过.docx"
    document = docx.Document(str(write_official_blank(ROOT / "tests" / "sources" / f"{form_id}.html", path)))
    table = document.tables[0]
    for row, text in enumerate(("云溪轴承产业集群", "云溪县工业局", "水青", "云溪园区公司", "石远")):
        table.cell(row, 1).paragraphs[0].text = text
    document.save(str(path))
    with pytest.raises(InputError, match="像是填过的：第 1 个表第 1 行第 2 格等 5 处写着字"):
        import_form(read_word_document(path), "2027-new", built_in(), like=form_id, shown=path.name)


@pytest.mark.slow
def test_beside_itself_the_room_of_the_cells_is_taken_over(case: tuple[str, WordDocument]) -> None:
    form_id, document = case
    known = read_layout(ROOT / "templates" / form_id / "form.html")
    found = import_form(document, "2027-new", built_in(), like=form_id).layout
    assert list_rooms(found) == list_rooms(known)


def list_rooms(layout: FormLayout) -> dict[str, int]:
    blocks = [
        block for section in layout.sections for block in section.blocks if not isinstance(block, LayoutParagraph)
    ]
    cells = [cell for block in blocks for row in block.rows for cell in row.cells if not cell.is_label]
    return {slot: cell.least_lines for cell in cells for line in cell.lines for slot in line.slots}
