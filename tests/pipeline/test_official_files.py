"""docgen template adopt: a file of the ministry, of whatever kind, becomes the template of an application folder."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import docx
import pytest

from docgen import Mode, adopt_template, build, built_in, check_template, verify
from docgen.cli import main
from docgen.errors import ExitCode, InputError, OutputError
from docgen.runtime.office_install import find_soffice
from official_word import write_official_word
from small_application import EXAMPLE

SOURCES = Path(__file__).parents[1] / "sources"
FORM = built_in().load_form("2022-application")


@pytest.fixture
def official(tmp_path: Path) -> Path:
    return write_official_word(SOURCES / "2022-application.html", tmp_path / "申报表.docx")


def test_a_template_that_is_there_is_not_written_over(official: Path, tmp_path: Path) -> None:
    (tmp_path / "template.docx").write_bytes(b"mine")
    with pytest.raises(OutputError, match="已经有这个文件"):
        adopt_template("2022-application", official, tmp_path / "template.docx")
    assert (tmp_path / "template.docx").read_bytes() == b"mine"


def test_the_file_of_another_form_is_refused_by_its_name(official: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="像是申报表 2022-application，不是 2025-review"):
        adopt_template("2025-review", official, tmp_path / "template.docx")
    assert not (tmp_path / "template.docx").exists()


def test_a_file_that_is_not_there_or_no_word_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="没有这个文件"):
        adopt_template("2022-application", tmp_path / "没有.docx", tmp_path / "template.docx")
    (tmp_path / "图片.docx").write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(InputError):
        adopt_template("2022-application", tmp_path / "图片.docx", tmp_path / "template.docx")


@pytest.mark.slow
def test_the_command_tells_what_was_placed_and_what_to_do(
    official: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "template.docx"
    assert main(["template", "adopt", FORM.id, str(official), "-o", str(out)]) == ExitCode.OK
    assert "227 个栏目放上了 227 个。" in capsys.readouterr().out
    assert check_template(FORM.id, out) == ()
    document = docx.Document(str(official))
    table = document.tables[0]
    table._tbl.remove(table.rows[5]._tr)
    document.save(str(official))
    out.unlink()
    assert main(["template", "adopt", FORM.id, str(official), "-o", str(out)]) == ExitCode.DEFINITION
    told = capsys.readouterr().out
    assert "[template.unplaced]" in told and "{{ area }}" in told and "docgen template check" in told
    assert "[template.missing]" not in told  # the same again


@pytest.mark.slow
def test_an_application_is_built_with_the_adopted_file(official: Path, tmp_path: Path) -> None:
    folder = tmp_path / "云溪"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("evidence", "output"))
    adopt_template(FORM.id, official, folder / "template.docx")
    built = build(folder, folder / "output", mode=Mode.DRAFT)
    assert built.out and not verify(folder / "output")
    assert not [one for one in built.problems if one.code.startswith("template.")]
    before, after = (read_words(path) for path in (official, folder / "output" / "word" / "申报表.docx"))
    assert [words for words in before if words not in after] == []  # each official text is there as it was


def read_words(path: Path) -> list[str]:
    """The texts of cells that are labels, and of paragraphs."""
    document = docx.Document(str(path))
    cells = [row.cells[0].text for table in document.tables for row in table.rows]
    texts = (*cells, *(one.text for one in document.paragraphs))
    return [text for text in texts if text.strip("　 ") and "：　" not in text]


@pytest.mark.slow
def test_a_doc_is_converted_first_and_says_so(official: Path, tmp_path: Path) -> None:
    arguments = ["--headless", "--convert-to", "doc", "--outdir", str(tmp_path), str(official)]
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run([str(find_soffice()), profile, *arguments], check=True, capture_output=True, timeout=120)
    result = adopt_template(FORM.id, official.with_suffix(".doc"), tmp_path / "template.docx")
    assert result.placed == result.slots == 227
    assert [one.code for one in result.problems] == ["word.converted"]
    assert check_template(FORM.id, tmp_path / "template.docx") == ()
