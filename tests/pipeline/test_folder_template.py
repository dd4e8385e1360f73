"""An application folder with a template.docx of its own: judged, built with it, proven, and not built again."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import pytest

from docgen import BuildResult, Mode, build, built_in, check, verify
from docgen.errors import DefinitionError, InputError
from docgen.runtime.cache import CACHE
from docgen.runtime.output_folder import read_manifest
from official_word import write_official_word
from small_application import EXAMPLE

FORM = built_in().load_form("2022-application")
FORM_HTML = built_in().find_template("2022-application") / "form.html"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example without its evidence, with a template typed by hand."""
    path = tmp_path / "云溪"
    shutil.copytree(EXAMPLE, path, ignore=shutil.ignore_patterns("evidence", "output"))
    write_official_word(FORM_HTML, path / "template.docx")
    return path


def edit(path: Path, old: str, new: str) -> None:
    document = docx.Document(str(path))
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                for paragraph in cell.paragraphs:
                    if old in paragraph.text:
                        paragraph.text = paragraph.text.replace(old, new)
    document.save(str(path))


def test_a_sound_template_is_no_problem_and_no_unused_file(folder: Path) -> None:
    found = check(folder).problems
    assert not [one for one in found if one.code.startswith(("template.", "file.")) or "template" in one.where.path]


def test_a_fault_of_the_template_is_an_error_with_table_row_and_cell(folder: Path) -> None:
    edit(folder / "template.docx", "{{ area }}", "{{ aera }}")
    found = {one.code: one for one in check(folder).problems if one.code.startswith("template.")}
    assert set(found) == {"template.unknown", "template.missing"}
    unknown = found["template.unknown"]
    assert unknown.where.path == "template.docx" and unknown.severity.value == "error"
    assert "第1个表格第6行第2格" in unknown.message and "area" in unknown.hint


def test_a_draft_with_a_template_that_cannot_be_filled_is_refused_with_its_place(folder: Path) -> None:
    edit(folder / "template.docx", "{{ area }}", "{{ aera }}")
    with pytest.raises(DefinitionError, match="第1个表格第6行第2格"):
        _build(folder)
    assert not (folder / "output").exists()


def test_a_file_that_is_no_word_file_is_refused(folder: Path) -> None:
    (folder / "template.docx").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(InputError, match="不是一个能读的 Word 文件"):
        check(folder)


def test_a_template_of_another_name_is_told(folder: Path) -> None:
    (folder / "template.docx").rename(folder / "申报表模板.docx")
    (told,) = [one for one in check(folder).problems if one.where.path == "申报表模板.docx"]
    assert "template.docx" in told.message and "template adopt" in told.hint


@pytest.mark.slow
def test_the_folder_is_built_with_its_template_and_the_output_is_proven(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CACHE, str(tmp_path / "cache"))
    built = _build(folder)
    output = folder / "output"
    document = docx.Document(str(output / "word" / "申报表.docx"))
    assert document.styles["Normal"].font.name == "宋体"  # the file is that of the template
    assert "{{" not in document.element.body.xml and "{%" not in document.element.body.xml
    assert not verify(output)
    assert "template.docx" in {one["path"] for one in read_manifest(output).data["inputs"]}
    # Parts share pages in this template, so that none can keep its own: told once, and no error.
    assert [one.code for one in built.problems if one.code.startswith("package.")].count("package.rows-moved") == 1
    assert not {"package.part-pages", "package.unmapped", "package.shrunk"} & {one.code for one in built.problems}
    assert not _build(folder).is_new
    edit(folder / "template.docx", "联系方式", "电话")
    assert _build(folder).is_new
    assert "电话" in docx.Document(str(output / "word" / "申报表.docx")).element.body.xml


@pytest.mark.slow
def test_parts_on_pages_of_their_own_keep_them_in_smaller_type(folder: Path) -> None:
    template = folder / "template.docx"
    document = docx.Document(str(template))
    for paragraph in document.paragraphs:
        paragraph.paragraph_format.page_break_before = paragraph.text in {part.title for part in FORM.parts}
    for row in document.tables[3].rows:  # part 四: the room that its answers of the example just do not have
        row.height = 560_000
    document.save(str(template))
    found = {one.code: one for one in _build(folder).problems if one.code.startswith("package.")}
    assert "package.rows-moved" not in found
    assert "package.shrunk" in found or "package.part-pages" in found


def _build(folder: Path) -> BuildResult:
    return build(folder, folder / "output", mode=Mode.DRAFT)
