"""An application folder with a template.docx of its own: judged, built with it, proven, and not built again."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import docx
import pytest
from docx.text.paragraph import Paragraph

from docgen import BuildResult, Mode, adopt_template, build, built_in, check, verify
from docgen.errors import DefinitionError, InputError
from docgen.pipeline.blank_forms import fill_blank_form
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


def test_a_template_that_is_a_link_out_of_the_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "template.docx").rename(tmp_path / "elsewhere.docx")
    (folder / "template.docx").symlink_to(tmp_path / "elsewhere.docx")
    with pytest.raises(InputError, match="指向申报文件夹之外"):
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
def test_a_part_on_pages_of_its_own_keeps_them_with_its_answers_in_smaller_type(folder: Path, tmp_path: Path) -> None:
    blank, template = tmp_path / "空白.docx", folder / "template.docx"
    blank.write_bytes(fill_blank_form(FORM.id, built_in()))
    template.unlink()
    adopt_template(FORM.id, blank, template)
    answers = (folder / "application.yaml").read_text("utf-8")
    prose = ("围绕产业链协同发展，建立健全工作机制，形成合力。" * 40)[:800]
    for name in ("digital_services", "new_models"):
        answers = re.sub(rf"(?m)^  {name}: .*$", f"  {name}: {prose}", answers)
    (folder / "application.yaml").write_text(answers, encoding="utf-8")
    found = {one.code: one for one in _build(folder).problems if one.code.startswith("package.")}
    assert found["package.shrunk"].where.slot == "s4" and "改用 9 磅" in found["package.shrunk"].message
    assert not {"package.rows-moved", "package.part-pages", "package.unmapped"} & set(found)
    document = docx.Document(str(folder / "output" / "word" / "申报表.docx"))
    sizes = {
        run.font.size.pt
        for paragraph in document.element.body.iter("{*}p")
        for run in Paragraph(paragraph, document).runs
        if run.font.size
    }
    assert sizes == {9.0} and not verify(folder / "output")


def _build(folder: Path) -> BuildResult:
    return build(folder, folder / "output", mode=Mode.DRAFT)
