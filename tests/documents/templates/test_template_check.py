"""A template, whoever made it, against its form: what is missing, twice, unknown, misplaced, not allowed, and where."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from docgen.definitions.catalog import built_in
from docgen.definitions.form import Form
from docgen.documents.templates.template_builder import check_template
from docgen.errors import InputError
from docgen.problems.problem import Problem

TEMPLATE = Path(__file__).parents[3] / "templates" / "2022-application" / "form.docx"
DOCUMENT = "word/document.xml"


@pytest.fixture(scope="module")
def form() -> Form:
    return built_in().load_form("2022-application")


def edited(folder: Path, old: str, new: str, part: str = DOCUMENT) -> Path:
    """The template of the house with the first ``old`` in one of its parts replaced."""
    path = folder / "我的模板.docx"
    with zipfile.ZipFile(TEMPLATE) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode("utf-8")
            if name == part:
                assert old in text
                text = text.replace(old, new, 1)
            target.writestr(name, text)
    return path


def only(problems: tuple[Problem, ...]) -> Problem:
    assert len(problems) == 1, [problem.message for problem in problems]
    return problems[0]


def test_the_template_of_the_house_is_clean(form: Form) -> None:
    assert check_template(TEMPLATE, form) == ()


def test_a_slot_that_is_missing_is_named_with_the_place_where_it_belongs(form: Form, tmp_path: Path) -> None:
    problem = only(check_template(edited(tmp_path, "{{ output_value.2020 }}", ""), form))
    assert (problem.code, problem.where.slot) == ("template.missing", "output_value.2020")
    assert "二、主导产业情况" in problem.message
    assert "第3个表格第2行第2格" in problem.message
    assert "output_value.2019" in problem.message


def test_a_slot_that_is_there_twice_is_named_with_both_places(form: Form, tmp_path: Path) -> None:
    twice = edited(tmp_path, "{{ output_value.2020 }}", "{{ output_value.2020 }}{{ output_value.2019 }}")
    problem = only(check_template(twice, form))
    assert (problem.code, problem.where.slot) == ("template.twice", "output_value.2019")
    assert "第3个表格第2行第3格" in problem.message
    assert "第3个表格第2行第2格" in problem.message


def test_a_misspelt_slot_is_named_with_its_place_the_words_nearby_and_the_nearest_name(
    form: Form, tmp_path: Path
) -> None:
    problems = check_template(edited(tmp_path, "{{ supply_risk }}", "{{ suply_risk }}"), form)
    unknown = next(problem for problem in problems if problem.code == "template.unknown")
    assert "第3个表格第15行第2格" in unknown.message
    assert "200字以内" in unknown.message
    assert "supply_risk" in unknown.hint
    assert {problem.code for problem in problems} == {"template.missing", "template.unknown"}


def test_a_slot_in_another_part_is_told_where_it_belongs(form: Form, tmp_path: Path) -> None:
    moved = edited(tmp_path, "{{ area }}", "{{ area }}{{ governance }}")
    moved = _again(moved, tmp_path, '<w:t xml:space="preserve">{{ governance }}</w:t>', "<w:t></w:t>")
    problem = only(check_template(moved, form))
    assert (problem.code, problem.where.slot) == ("template.misplaced", "governance")
    assert "七、治理和服务水平" in problem.message


def _again(template: Path, folder: Path, old: str, new: str) -> Path:
    path = folder / "再改.docx"
    with zipfile.ZipFile(template) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode("utf-8")
            assert name != DOCUMENT or old in text
            target.writestr(name, text.replace(old, new, 1))
    return path


def test_a_slot_that_word_cut_over_runs_is_read_whole(form: Form, tmp_path: Path) -> None:
    cut = '{</w:t></w:r><w:r><w:t>{ supply_</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t>risk }}'
    assert check_template(edited(tmp_path, "{{ supply_risk }}", cut), form) == ()


def test_the_same_slot_on_the_cover_and_in_its_part_is_wanted_twice(form: Form, tmp_path: Path) -> None:
    problem = only(check_template(edited(tmp_path, "{{ cluster_name }}", ""), form))
    assert problem.code == "template.missing"
    assert "封面" in problem.message


@pytest.mark.parametrize(
    "construct",
    [
        "{% if area %}",
        "{{ area.__class__ }}x{{ ''.join(area) }}",
        "{# note #}",
        "{{ area | upper }}",
        "{%p for x in area %}",
        "{% vm %}",
        "{{r area }}",
    ],
)
def test_jinja_beyond_slots_and_row_loops_is_refused(construct: str, form: Form, tmp_path: Path) -> None:
    problems = check_template(edited(tmp_path, "{{ area }}", "{{ area }}" + construct), form)
    construct_problems = [problem for problem in problems if problem.code == "template.construct"]
    assert construct_problems
    assert "第2个表格第6行第2格" in construct_problems[0].message


@pytest.mark.parametrize("typed", ["{{ area", "area }}", "｛｛ area ｝｝"])
def test_braces_that_do_not_pair_are_reported(typed: str, form: Form, tmp_path: Path) -> None:
    codes = {problem.code for problem in check_template(edited(tmp_path, "{{ area }}", typed), form)}
    assert codes == {"template.construct", "template.missing"}


def test_jinja_hidden_in_an_attribute_is_refused(form: Form, tmp_path: Path) -> None:
    hidden = edited(tmp_path, 'w:name="cover"', 'w:name="{{ area }}"')
    assert only(check_template(hidden, form)).code == "template.construct"


def test_jinja_in_the_properties_of_the_file_is_refused(form: Form, tmp_path: Path) -> None:
    hidden = edited(tmp_path, "<dc:creator/>", "<dc:creator>{% if a %}</dc:creator>", "docProps/core.xml")
    assert only(check_template(hidden, form)).code == "template.construct"


def test_a_slot_in_the_header_does_not_count_for_any_part(form: Form, tmp_path: Path) -> None:
    header = edited(tmp_path, "{{ draft_mark }}", "{{ area }}", "word/header1.xml")
    problem = only(check_template(header, form))
    assert problem.code in ("template.twice", "template.misplaced")
    assert "页眉页脚" in problem.message


def test_a_loop_without_an_end_or_a_beginning_is_reported(form: Form, tmp_path: Path) -> None:
    codes = {problem.code for problem in check_template(edited(tmp_path, "{%tr endfor %}", ""), form)}
    assert codes == {"template.loop"}
    begun = edited(tmp_path, "{%tr for row in goals.industry.own %}", "")
    assert {"template.loop", "template.missing"} <= {problem.code for problem in check_template(begun, form)}


def test_a_repeated_row_without_one_of_its_columns_is_reported(form: Form, tmp_path: Path) -> None:
    problem = only(check_template(edited(tmp_path, "{{ row.base }}", ""), form))
    assert (problem.code, problem.where.slot) == ("template.missing", "goals.industry.own")
    assert "row.base" in problem.message


def test_a_repeated_row_with_an_unknown_column_is_reported(form: Form, tmp_path: Path) -> None:
    codes = {problem.code for problem in check_template(edited(tmp_path, "{{ row.base }}", "{{ row.bas }}"), form)}
    assert codes == {"template.missing", "template.unknown"}


def test_a_loop_over_something_else_is_reported_with_the_nearest_name(form: Form, tmp_path: Path) -> None:
    wrong = edited(tmp_path, "in goals.industry.own", "in goals.industri.own")
    problems = check_template(wrong, form)
    assert any(problem.code == "template.unknown" and "goals.industry.own" in problem.hint for problem in problems)


def test_a_part_without_its_title_is_reported_once_and_its_slots_still_count(form: Form, tmp_path: Path) -> None:
    problem = only(check_template(edited(tmp_path, ">五、绿色化转型情况<", ">绿色化<"), form))
    assert problem.code == "template.part"
    assert "五、绿色化转型情况" in problem.message


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 truncated"])
def test_a_file_that_is_not_word_is_refused(content: bytes, form: Form, tmp_path: Path) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(content)
    with pytest.raises(InputError, match="docx"):
        check_template(path, form)
