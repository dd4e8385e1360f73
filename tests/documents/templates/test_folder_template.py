"""The template of an application folder: bookmarks and sizes are added to a copy, and nothing else is touched."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from docgen.definitions.blank_pages import read_pages
from docgen.definitions.catalog import built_in
from docgen.documents.printed_answers import format_answers
from docgen.documents.templates.folder_template import FolderTemplate
from docgen.documents.templates.template_check import check_template
from docgen.documents.word.answer_sizes import AnswerSize
from docgen.documents.word.archive import build_archive, read_parts
from docgen.documents.word.word_filler import fill_template
from docgen.errors import InputError
from official_word import write_official_word

CATALOG = built_in()
FORM = CATALOG.load_form("2022-application")
OWN = CATALOG.find_template(FORM.id)
BODY = "word/document.xml"
BOOKMARK = re.compile(r'<w:bookmarkStart [^>]*w:name="([^"]*)"[^>]*/>|<w:bookmarkEnd [^>]*/>')


def strip(path: Path) -> Path:
    """docgen's own template without its bookmarks and without the styles of its parts."""
    parts = read_parts((OWN / "form.docx").read_bytes())
    text = BOOKMARK.sub("", parts[BODY].decode())
    parts[BODY] = re.sub(r'w:val="(Answer|Short|Plan)-s\d"', r'w:val="\1"', text).encode()
    path.write_bytes(build_archive(parts))
    return path


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A template that somebody typed into a plain document."""
    return write_official_word(OWN / "form.html", tmp_path_factory.mktemp("typed") / "template.docx")


def names(document: bytes) -> list[str]:
    return [found[1] for found in BOOKMARK.finditer(read_parts(document)[BODY].decode()) if found[1]]


def test_the_rows_of_our_own_template_get_the_bookmarks_that_were_taken_from_it(tmp_path: Path) -> None:
    template = FolderTemplate(strip(tmp_path / "template.docx"), FORM)
    pages = read_pages(OWN)
    assert pages
    rows = {row for part in pages.parts.values() for row in part.rows}
    parts = {part.id for part in FORM.parts}
    # Ours count the repeated rows, too, and the lines of our cover are a table without bookmarks.
    assert {name for name in names(template.document) if name[:2] in ("s1", "s2", "s3", "s4", "s5", "s6", "s7")} == {
        name for name in rows | parts if name[:2] in ("s1", "s2", "s3", "s4", "s5", "s6", "s7")
    }
    assert {part: fields for part, fields in template.fields.items() if part in ("s1", "s4", "s7")} == {
        part: fields for part, fields in pages.fields.items() if part in ("s1", "s4", "s7")
    }


def test_nothing_is_added_but_bookmarks(typed: Path) -> None:
    template = FolderTemplate(typed, FORM)
    before, after = read_parts(typed.read_bytes()), read_parts(template.document)
    assert {name for name in before if before[name] != after[name]} == {BODY}
    plain = docx.Document(str(typed)).element.body.xml
    assert BOOKMARK.sub("", docx.Document(io.BytesIO(template.document)).element.body.xml).split() == plain.split()


def test_each_bookmark_is_there_once_and_no_row_that_is_repeated_has_one(typed: Path) -> None:
    template = FolderTemplate(typed, FORM)
    found = names(template.document)
    assert len(found) == len(set(found))
    assert {part.id for part in FORM.parts} <= set(found)
    filled = fill_template(_write(typed, template.document), {**format_answers(FORM, {}), "draft_mark": ""})
    assert names(filled) == found


def test_old_bookmarks_of_the_same_names_are_replaced(tmp_path: Path) -> None:
    path = tmp_path / "template.docx"
    path.write_bytes((OWN / "form.docx").read_bytes())
    found = names(FolderTemplate(path, FORM).document)
    assert len(found) == len(set(found))


def test_answers_of_one_part_are_set_smaller_and_nothing_else_is(typed: Path) -> None:
    template = FolderTemplate(typed, FORM)
    assert template.size == 10.5
    resized = docx.Document(io.BytesIO(template.resize({"s4": AnswerSize(9, 13)})))
    sized = {
        run.text
        for paragraph in resized.element.body.iter("{*}p")
        for run in docx.text.paragraph.Paragraph(paragraph, resized).runs
        if run.font.size
    }
    slots = {slot for part in FORM.parts if part.id == "s4" for slot in FORM.list_slots(part)}
    assert sized == {
        f"{{{{ {slot} }}}}" for slot in slots if type(FORM.slots[slot]).__name__ not in ("Choice", "Choices")
    }


def test_a_slot_split_over_runs_beside_words_gets_a_run_of_its_own(tmp_path: Path) -> None:
    document = docx.Document()
    for part in FORM.parts:
        document.add_paragraph(part.title)
        paragraph = document.add_paragraph("前")
        for text in ("面{", "{ digital_", "services", " }", "}后面{{ output_value.2021 }}"):
            paragraph.add_run(text)
    path = tmp_path / "template.docx"
    document.save(str(path))
    resized = docx.Document(io.BytesIO(FolderTemplate(path, FORM).resize({"s1": AnswerSize(9, 13)})))
    first = resized.paragraphs[1 + 2 * [part.id for part in FORM.parts].index("s1")]
    assert [(run.text, run.font.size and run.font.size.pt) for run in first.runs if run.text] == [
        ("前", None),
        ("面", None),
        ("{{ digital_services }}", 9),
        ("后面", None),
        ("{{ output_value.2021 }}", 9),
    ]


def test_what_is_smaller_already_is_not_made_larger(tmp_path: Path) -> None:
    path = write_official_word(OWN / "form.html", tmp_path / "template.docx", size=8)
    template = FolderTemplate(path, FORM)
    assert template.size == 8
    body = read_parts(template.resize({"s4": AnswerSize(9, 13)}))[BODY].decode()
    assert set(re.findall(r'<w:sz w:val="(\d+)"', body)) == {"16"}


def test_the_typed_template_is_clean_and_is_filled(typed: Path) -> None:
    assert check_template(typed, FORM) == ()
    texts = {**format_answers(FORM, {"operator": "云溪管委会"}), "draft_mark": ""}
    filled = docx.Document(io.BytesIO(fill_template(typed, texts)))
    assert any(cell.text == "云溪管委会" for table in filled.tables for row in table.rows for cell in row.cells)


def test_slots_in_content_controls_inner_tables_and_text_boxes_are_read_back(tmp_path: Path) -> None:
    document = docx.Document()
    outer = document.add_table(1, 1)
    outer.cell(0, 0).add_table(1, 1).cell(0, 0).text = "{{ operator }}"
    path = tmp_path / "template.docx"
    document.save(str(path))
    filled = docx.Document(io.BytesIO(fill_template(path, {"operator": "甲\a乙"})))
    inner = filled.tables[0].cell(0, 0).tables[0].cell(0, 0)
    assert [paragraph.text for paragraph in inner.paragraphs] == ["甲", "乙"]


def _write(beside: Path, content: bytes) -> Path:
    path = beside.with_name("prepared.docx")
    path.write_bytes(content)
    return path


def test_a_file_that_unpacks_to_more_than_a_form_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "template.docx"
    path.write_bytes((OWN / "form.docx").read_bytes())
    monkeypatch.setattr("docgen.documents.templates.folder_template._LARGEST", 100_000)
    with pytest.raises(InputError, match="大得不像一份申报表"):
        FolderTemplate(path, FORM)


def test_each_place_to_be_signed_or_sealed_has_a_bookmark_in_its_own_paragraph(typed: Path) -> None:
    template = FolderTemplate(typed, FORM)
    blanks = {place.field for place in FORM.by_hand} & set(template.fields["s9"])
    labels = {template.fields["s9"][field]: FORM.fields[field].label for field in blanks}
    assert len(labels) == len(blanks) > 2
    body = docx.Document(io.BytesIO(template.document)).element.body
    for bookmark in body.iter("{*}bookmarkStart"):
        if label := labels.pop(bookmark.attrib[qn("w:name")], ""):
            assert "".join(bookmark.getparent().itertext()).startswith(label)
    assert not labels
