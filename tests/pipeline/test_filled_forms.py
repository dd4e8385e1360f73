"""A filled Word form is read into a new folder, or compared with an existing one, and nothing is guessed."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path

import docx
import pytest

from docgen import (
    DefinitionError,
    InputError,
    OutputError,
    compare_form,
    read_form,
    write_blank_form,
    write_form_folder,
)
from docgen.cli import main
from docgen.definitions.catalog import Catalog
from docgen.documents.printed_answers import format_answers
from docgen.documents.word.word_filler import fill_template
from docgen.project.application_loader import load
from word_generator import convert_files

EXAMPLES = Path("data/examples")
EXAMPLE = EXAMPLES / "lanting-2025"


def write_filled(example: Path, catalog: Catalog, file: Path) -> Path:
    application = load(example, catalog)
    shown = {**format_answers(application.form, application.answers), "draft_mark": ""}
    file.write_bytes(fill_template(catalog.find_template(application.form.id) / "form.docx", shown))
    return file


@pytest.fixture
def filled(catalog: Catalog, tmp_path: Path) -> Path:
    return write_filled(EXAMPLE, catalog, tmp_path / "申报表.docx")


def edit_cell(file: Path, label: str, column: int, text: str) -> None:
    """Type another text into a cell of the row with this label, as a person does."""
    document = docx.Document(str(file))
    row = next(
        row for table in document.tables for row in table.rows if row.cells[0].text.replace("\n", "").startswith(label)
    )
    paragraph = row.cells[column].paragraphs[0]
    for run in paragraph.runs[1:]:
        run.text = ""
    paragraph.runs[0].text = text
    document.save(str(file))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "notice"),
    [("yunxi-2022", "guangdong-2022"), ("lanting-2025", "national-2025"), ("yunxi-2025-review", "national-2025")],
)
def test_the_folder_written_from_a_form_prints_the_same_form(
    name: str, notice: str, catalog: Catalog, tmp_path: Path
) -> None:
    file = write_filled(EXAMPLES / name, catalog, tmp_path / "申报表.docx")
    filled = read_form(file)
    assert (filled.uncertain, filled.unplaced, filled.problems) == ((), (), ())
    before = load(EXAMPLES / name, catalog)
    write_form_folder(filled, tmp_path / "new", notice)
    after = load(tmp_path / "new", catalog)
    assert format_answers(after.form, after.answers) == format_answers(before.form, before.answers)
    assert compare_form(filled, EXAMPLES / name).differences == ()


@pytest.mark.slow
def test_the_forms_of_all_examples_saved_by_libreoffice_have_the_same_answers(catalog: Catalog, tmp_path: Path) -> None:
    examples = {name: EXAMPLES / name for name in ("yunxi-2022", "lanting-2025", "yunxi-2025-review")}
    files = [write_filled(folder, catalog, tmp_path / f"{name}.docx") for name, folder in examples.items()]
    old = convert_files(files, "doc", ".docx")
    (tmp_path / "back").mkdir()
    again = [shutil.copy(file, tmp_path / "back" / file.name) for file in old]
    for file in (*old, *convert_files(again, "docx", ".doc")):
        compared = compare_form(read_form(file), examples[file.stem])
        assert (compared.differences, compared.uncertain, compared.filled.unplaced) == ((), (), ()), file


def test_a_figure_changed_in_word_is_the_only_difference_and_is_taken_over(filled: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    shutil.copytree(EXAMPLE, folder)
    edit_cell(filled, "集群中小企业PCT国际专利申请量", 1, "１，２３４件")
    edit_cell(filled, "工业软件采购金额（万元）", 3, "约900")
    read = read_form(filled)
    compared = compare_form(read, folder)
    assert [(one.place, one.new) for one in compared.differences] == [("pct_applications", "1234")]
    assert [one.place for one in compared.uncertain] == ["software_purchases.2024"]
    assert "约900" in compared.uncertain[0].text
    before = (folder / "application.yaml").read_bytes().split(b"\n")
    written = compare_form(read, folder, ["all"]).written
    assert written and [one.place for one in written.differences] == ["pct_applications"]
    after = (folder / "application.yaml").read_bytes().split(b"\n")
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert len(changed) == 1 and b"1234" in changed[0][1]
    assert len(written.backups) == 1
    assert compare_form(read, folder).differences == ()


def test_a_name_that_is_no_difference_is_refused_and_changes_nothing(filled: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    shutil.copytree(EXAMPLE, folder)
    before = (folder / "application.yaml").read_bytes()
    with pytest.raises(InputError, match="不是 Word 里与文件夹不同的位置"):
        compare_form(read_form(filled), folder, ["area"])
    assert (folder / "application.yaml").read_bytes() == before


def test_doubtful_answers_are_marked_and_listed_by_check(filled: Path, tmp_path: Path, catalog: Catalog) -> None:
    edit_cell(filled, "工业软件采购金额（万元）", 3, "约900")
    written = write_form_folder(read_form(filled), tmp_path / "new", "national-2025")
    assert [one.place for one in written.marked] == ["software_purchases.2024"]
    marks = load(tmp_path / "new", catalog).marks
    assert [place.partition(".")[0] for place in marks] == ["software_purchases"]
    assert "约900" in (tmp_path / "new" / "application.yaml").read_text("utf-8")
    with pytest.raises(OutputError):
        write_form_folder(read_form(filled), tmp_path / "new", "national-2025")


def test_the_form_is_recognised_and_others_are_refused(tmp_path: Path, catalog: Catalog, filled: Path) -> None:
    for form_id in catalog.list_form_ids():
        blank = read_form(write_blank_form(tmp_path / f"{form_id}.docx", form_id))
        assert blank.form.id == form_id
        assert [one.code for one in blank.problems] == ["word.blank-form"]
        with pytest.raises(InputError, match="空白"):
            write_form_folder(blank, tmp_path / "blank")
    other = docx.Document()
    other.add_heading("专精特新中小企业申请书")
    table = other.add_table(rows=3, cols=2)
    for number, row in enumerate(table.rows):
        row.cells[0].text, row.cells[1].text = f"企业名称{number}", "某某公司"
    other.save(str(tmp_path / "other.docx"))
    with pytest.raises(InputError, match="这不像 docgen 认识的申报表"):
        read_form(tmp_path / "other.docx")
    with pytest.raises(DefinitionError, match="没有“nix”这个申报表"):
        read_form(filled, "nix")
    with pytest.raises(InputError, match="没有比较"):
        compare_form(read_form(filled), EXAMPLES / "yunxi-2022")


def test_two_forms_in_one_file_are_refused(filled: Path) -> None:
    document = docx.Document(str(filled))
    body = document.element.body
    for element in list(body)[:-1]:
        body.insert(len(body) - 1, copy.deepcopy(element))
    document.save(str(filled))
    with pytest.raises(InputError, match="两份申报表"):
        read_form(filled)


def test_a_form_of_other_years_is_told_and_read_by_its_headings(filled: Path) -> None:
    straight = {year: read_form(filled).answers[f"output_value.{year}"] for year in (2022, 2023)}
    document = docx.Document(str(filled))
    for table in document.tables:
        for node in table._tbl.iter():
            if node.tag.endswith("}t") and node.text:
                for year in (2024, 2023, 2022):
                    node.text = node.text.replace(f"{year}年", f"{year + 1}年")
    document.save(str(filled))
    read = read_form(filled)
    assert "word.other-years" in [one.code for one in read.problems]
    assert not [one.text for one in read.found.values() if one.text.endswith("年度") and not one.doubt]
    # What stands under 2023年 is the figure of 2023, whatever the column; 2022年 is not there.
    assert (read.answers["output_value.2023"], read.answers["output_value.2024"]) == (straight[2022], straight[2023])
    assert "output_value.2022" in [one.place for one in read.uncertain]


@pytest.mark.slow
def test_the_command_reads_compares_and_writes(
    filled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*arguments: str) -> str:
        assert main(["read", str(filled), *arguments]) == 0
        return capsys.readouterr().out

    edit_cell(filled, "集群中小企业PCT国际专利申请量", 1, "77")
    told = json.loads(run("--json"))
    assert (told["form"], told["answers"]["pct_applications"]) == ("2025-application", "77")
    assert told["answers"]["industry_type"] == ["secondary"]
    assert told["uncertain"] == told["unplaced"] == []
    folder = tmp_path / "folder"
    shutil.copytree(EXAMPLE, folder)
    assert "pct_applications" in run("--into", str(folder))
    taken = json.loads(run("--into", str(folder), "--take", "pct_applications", "--json"))
    assert taken["taken"] == ["pct_applications"]
    assert "一样" in run("--into", str(folder))
    assert "docgen check" in run("-o", str(tmp_path / "new"), "--notice", "national-2025")
    assert main(["read", str(filled), "--take", "all"]) != 0
