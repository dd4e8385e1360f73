"""A projected form written as definitions: it works at once, is proven sound, and nothing of it passes as official."""

from __future__ import annotations

import json
import re
from pathlib import Path

import docx
import pypdf
import pytest

import docgen
from docgen.cli import main
from docgen.errors import DefinitionError, ExitCode, OutputError
from docgen.pipeline.build_result import Mode
from docgen.resources import find_resources

EXAMPLE = find_resources() / "data" / "examples" / "lanting-2025"


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The form of 2026, projected from that of 2025, with its template."""
    folder = tmp_path_factory.mktemp("projected") / "2026"
    assert run("forms", "shift", "2025-application", "--by", 1, "-o", folder) == ExitCode.OK
    assert run("--definitions", folder, "template", "build", "2026-application") == ExitCode.OK
    return folder


@pytest.mark.slow
def test_it_is_a_form_like_any_other_at_once(
    definitions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_it = ("--definitions", definitions)
    assert run(*with_it, "template", "check", "2026-application") == ExitCode.OK
    assert run(*with_it, "forms", "diff", "2025-application", "2026-application") == ExitCode.OK
    assert "年度栏：“2022、2023、2024” → “2023、2024、2025”" in capsys.readouterr().out
    named = ("--form", "2026-application", "--notice", "2026-application-national")
    assert run(*with_it, "new", tmp_path / "新", *named) == ExitCode.OK
    assert (
        "2026-application 【推算稿：推算自 2025-application，年度后移 1 年，不是公布的文本】" in capsys.readouterr().out
    )
    assert "  output_value: {2023: , 2024: , 2025: }" in (tmp_path / "新" / "application.yaml").read_text("utf-8")
    assert run(*with_it, "forms") == ExitCode.OK
    assert capsys.readouterr().out.count("【推算稿：") == 2


@pytest.mark.slow
def test_only_drafts_are_built_and_each_page_says_what_it_is(
    definitions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, out = tmp_path / "申报", tmp_path / "出"
    assert run("--definitions", definitions, "carry", EXAMPLE, home, "--form", "2026-application") == ExitCode.OK
    answers = (home / "application.yaml").read_text("utf-8")
    assert re.search(r"output_value: \{2023: [0-9.]+, 2024: [0-9.]+, 2025: \}", answers)
    assert run("--definitions", definitions, "build", home, "-o", out) == ExitCode.PROBLEMS
    assert not out.exists()
    capsys.readouterr()
    assert run("--definitions", definitions, "build", home, "-o", out, "--draft") == ExitCode.PROBLEMS
    told = capsys.readouterr().err.splitlines()
    assert told[-1].startswith("注意：通知 2026-application-national 是推算稿")
    assert told[-2].startswith("注意：申报表 2026-application 是推算稿（推算自 2025-application，年度后移 1 年）")
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["draft"] is True
    assert manifest["projected"] == "推算自 2025-application，年度后移 1 年"
    pages = pypdf.PdfReader(out / "申报材料.pdf").pages
    assert all("推算稿" in "".join(page.extract_text().split()) for page in pages)
    assert "推算稿，不是官方文本，不得报送" in pages[0].extract_text().replace("\n", "")
    assert "推算稿，不是官方文本，不得报送" in pypdf.PdfReader(out / "print" / "封面.pdf").pages[0].extract_text()
    assert docx.Document(str(out / "word" / "申报表.docx")).sections[0].header.paragraphs[0].text == "推算稿"
    assert "推算稿" in (out / "自评报告.html").read_text("utf-8")


@pytest.mark.slow
def test_a_problem_names_file_and_line_and_goes_with_that_line(tmp_path: Path) -> None:
    docgen.shift_form("2025-application", 1, tmp_path / "定义")
    catalog = docgen.open_catalog(tmp_path / "定义")
    docgen.create(tmp_path / "新", "2026-application", "2026-application-national", catalog)
    problems = docgen.check(tmp_path / "新", catalog).problems
    found = [one for one in problems if one.code == "notice.projected"]
    assert [one.severity.value for one in found] == ["error", "error"]
    for one in found:
        path = tmp_path / "定义" / one.where.path
        lines = path.read_text("utf-8").splitlines()
        assert lines[one.where.line - 1].startswith("projected: ")
        assert f"第{one.where.line}行" in one.hint
        del lines[one.where.line - 1]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    rest = docgen.check(tmp_path / "新", catalog).problems
    assert set(problems) - set(rest) == set(found)


@pytest.mark.slow
def test_the_report_lists_every_year_with_its_line(tmp_path: Path) -> None:
    shifted = docgen.shift_form("2025-review", 1, tmp_path / "定义")
    report = (tmp_path / "定义" / "推算说明.md").read_text("utf-8")
    for name, file in shifted.files.items():
        lines = (tmp_path / "定义" / name).read_text("utf-8").splitlines()
        section = report.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
        assert len(file.years) == sum(len(re.findall(r"(?<![0-9])20[0-9]{2}(?![0-9])", line)) for line in lines) - sum(
            len(re.findall(r"(?<![0-9])20[0-9]{2}(?![0-9])", line))
            for line in lines
            if line.startswith(("id: ", "source: ", "projected: ", "forms: "))
        )
        for year in file.years:
            assert year.after in lines[year.line - 1]
            assert re.search(rf"^\| {year.line} \| |[第、] ?{year.line}[、 ]", section, re.MULTILINE)
            assert year.reason in section


@pytest.mark.slow
def test_a_folder_with_files_is_refused_and_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    with pytest.raises(OutputError, match="这里已经有文件"):
        docgen.shift_form("2025-application", 1, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.slow
def test_an_unsound_result_is_not_written(tmp_path: Path) -> None:
    docgen.shift_form("2025-application", 1, tmp_path / "定义")
    layout = tmp_path / "定义" / "templates" / "2026-application" / "form.html"
    layout.write_text(layout.read_text("utf-8").replace("{{ fdi.2025 }}", "{{ fdi.2035 }}"), encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"fdi\.2035"):
        docgen.shift_form("2026-application", 1, tmp_path / "再移", catalog=docgen.open_catalog(tmp_path / "定义"))
    assert not (tmp_path / "再移").exists()


@pytest.mark.parametrize(
    ("by", "told"), [("0", "年度不能移 0 年"), ("50", "年度不能移 50 年"), ("一", "要写移几年的整数")]
)
def test_years_that_make_no_round_are_refused_in_chinese(
    by: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("forms", "shift", "2025-application", "--by", by, "-o", tmp_path / "x") == ExitCode.INPUT
    assert told in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


@pytest.mark.slow
def test_the_round_before_can_be_written_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("forms", "shift", "2025-review", "--by", "-1", "-o", tmp_path / "x", "--json") == ExitCode.OK
    told = json.loads(capsys.readouterr().out)
    assert (told["form"], told["projected"]) == ("2024-review", "推算自 2025-review，年度前移 1 年")
    years = [year for year in told["files"][0]["years"] if year["line"] == 10]
    assert [(year["before"], year["after"], year["kept"]) for year in years[:3]] == [
        ("2022", "2021", ""),
        ("2023", "2022", ""),
        ("2024", "2023", ""),
    ]


@pytest.mark.slow
def test_the_form_of_2022_three_years_on_is_sound(tmp_path: Path) -> None:
    folder = tmp_path / "定义"
    assert run("forms", "shift", "2022-application", "--by", 3, "--id", "2025-b", "-o", folder) == ExitCode.OK
    assert run("--definitions", folder, "template", "build", "2025-b") == ExitCode.OK
    pages = json.loads((folder / "templates" / "2025-b" / "pages.json").read_text("utf-8"))
    original = json.loads((find_resources() / "templates" / "2022-application" / "pages.json").read_text("utf-8"))
    assert pages["parts"] == original["parts"]
    catalog = docgen.open_catalog(folder)
    assert docgen.check_template("2025-b", catalog=catalog) == ()
    docgen.create(tmp_path / "新", "2025-b", "2025-b-guangdong", catalog)
    built = docgen.build(tmp_path / "新", tmp_path / "出", catalog, Mode.DRAFT)
    assert built.pages
