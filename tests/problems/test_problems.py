"""The catalogue of problems and the page that documents it; ``python tests/test_problems.py`` writes the page."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.problems import problem as problems
from docgen.problems.kinds_groups import GROUPS, group_of
from docgen.problems.kinds_kind import Kind
from docgen.problems.problem import CATALOGUE, Problem, Severity, Where, has_errors, in_order

PAGE = Path(__file__).parents[2] / "docs" / "problems.md"
PACKAGE = Path(__file__).parents[2] / "docgen"
CODE = re.compile(r"([a-z]+)\.[a-z][a-z-]*")
NO_RULE = {"file"}
"""Groups behind which no rule stands: a file is read as well as it can be."""


def page() -> str:
    """The page docs/problems.md as the catalogue has it."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# 问题代码"
    yield ""
    yield "`docgen check` 和 `docgen build` 报告的每个问题都有一个固定的代码，"
    yield "`--json` 输出和 manifest.json 里用的就是它；`docgen check --explain 代码` 说明其中一个。"
    yield ""
    yield from (f"- {severity.label}：{severity.weight}。" for severity in Severity)
    yield ""
    yield "<!-- 由 docgen/kinds/ 生成：python tests/test_problems.py -->"
    yield from ("", "| 代码 | 说的是 | 错误 | 提醒 | 说明 | 详见 |", "|---|---|---|---|---|---|")
    groups = {name: list(codes) for name, codes in itertools.groupby(CATALOGUE, group_of)}
    for name, codes in groups.items():
        weights = [CATALOGUE[code].severity for code in codes]
        counts = " | ".join(str(weights.count(severity) or "") for severity in Severity)
        about = GROUPS[name].page
        yield f"| `{name}.…` | {GROUPS[name].title} | {counts} | {f'[{about}]({about})' if about else ''} |"
    for name, codes in groups.items():
        yield from ("", f"## {GROUPS[name].title}")
        for code in codes:
            yield from _entry(code, CATALOGUE[code])


def _entry(code: str, kind: Kind) -> Iterator[str]:
    yield from ("", f"### `{code}`", "", f"**{kind.severity.label}**：{kind.meaning}", "")
    told = {"依据": kind.rule, "例如": kind.example, "怎么办": kind.remedy}
    yield from (f"- {name}：{words.replace('*', chr(92) + '*')}" for name, words in told.items() if words)


def test_the_page_is_complete_and_says_what_the_code_says() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_the_pages_that_tell_more_are_there() -> None:
    pages = {group.page for group in GROUPS.values()} - {""}
    assert len(pages) > 5
    assert [one for one in pages if not (PAGE.parent / one).exists()] == []


def test_each_group_of_codes_stands_together() -> None:
    groups = [group for group, _ in itertools.groupby(CATALOGUE, group_of)]
    assert groups == list(GROUPS)


def test_no_two_files_of_kinds_have_the_same_code() -> None:
    subjects = [subject.KINDS for subject in problems._SUBJECTS]
    assert sum(map(len, subjects)) == len(CATALOGUE)
    files = {path.stem for path in (PACKAGE / "kinds").glob("*.py") if "KINDS" in path.read_text("utf-8")}
    assert files == {subject.__name__.rpartition(".")[2] for subject in problems._SUBJECTS}


@pytest.mark.parametrize("code", CATALOGUE)
def test_all_is_said_of_every_code_in_short_chinese_sentences(code: str) -> None:
    kind = CATALOGUE[code]
    assert CODE.fullmatch(code)
    assert kind.meaning and not kind.meaning.endswith("。")
    assert bool(kind.rule) or group_of(code) in NO_RULE
    for words in (kind.rule, kind.example, kind.remedy):
        assert words == "" or (words.endswith("。") and len(words) <= 80), words
        assert words == "" or len(re.findall("[\u4e00-\u9fff]", words)) >= 4, words
        assert not re.search(r"[\u4e00-\u9fff][,;!?]", words), f"a half-width stop in {words}"
    assert len(kind.meaning) <= 40


def test_no_two_codes_mean_the_same_or_have_the_same_example() -> None:
    for told in ("meaning", "example"):
        words = [re.sub(r"\W", "", getattr(kind, told)) for kind in CATALOGUE.values()]
        assert all(words)
        assert sorted({word for word in words if words.count(word) > 1}) == [], told


@pytest.mark.parametrize("code", CATALOGUE)
def test_the_remedy_says_something_else_than_the_meaning(code: str) -> None:
    kind = CATALOGUE[code]
    told = [re.sub(r"\W", "", words) for words in (kind.meaning, kind.rule, kind.example, kind.remedy) if words]
    assert not [one for one, other in itertools.permutations(told, 2) if one in other]


def _sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent.name != "kinds":
            yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text("utf-8"))


def _constants(tree: ast.AST) -> Iterator[str]:
    """The texts of a module, but for those that something is only compared with."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif not isinstance(node, ast.Compare | ast.Set):
            yield from _constants(node)


def _reported(tree: ast.Module) -> set[str]:
    """The codes that a module spells, also in two pieces: f"template.{code}" and "missing"."""
    texts = set(_constants(tree))
    starts = [text for text in texts if re.fullmatch(r"[a-z]+\.([a-z-]+-)?", text)]
    return texts | {start + text for start in starts for text in texts}


def test_every_code_of_the_catalogue_is_reported_somewhere() -> None:
    reported = set().union(*(_reported(tree) for _, tree in _sources()))
    assert sorted(CATALOGUE.keys() - reported) == []


def test_every_code_that_is_reported_is_in_the_catalogue() -> None:
    reported = set()
    for name, tree in _sources():
        for node in ast.walk(tree):
            for given in node.args if isinstance(node, ast.Call) else ():
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    found = CODE.fullmatch(given.value)
                    if found and found[1] in GROUPS and not given.value.endswith((".xlsx", ".csv")):
                        reported.add((name, given.value))
    assert len(reported) > 100
    assert [one for one in sorted(reported) if one[1] not in CATALOGUE] == []


def test_a_code_that_is_not_in_the_catalogue_cannot_be_reported() -> None:
    with pytest.raises(ValueError, match="answer.nonsense"):
        Problem("answer.nonsense", Where(), "没有这个代码")


def test_problems_are_sorted_as_a_person_reads_them_and_each_is_told_once() -> None:
    note = Problem("evidence.ignored", Where("a"), "说明")
    warning = Problem("plan.markup", Where("plan.md", 3), "提醒")
    tenth = Problem("evidence.missing", Where("evidence", 0, "evidence.10"), "错误")
    second = Problem("evidence.missing", Where("evidence", 0, "evidence.2"), "错误")
    early = Problem("answer.missing", Where("application.yaml", 4, "area"), "错误")
    late = Problem("answer.missing", Where("application.yaml", 12, "area"), "错误")
    mixed = [note, tenth, warning, late, second, note, early]
    assert in_order(mixed) == (early, late, second, tenth, warning, note)
    assert in_order(reversed(mixed)) == in_order(mixed)


def test_only_errors_are_errors() -> None:
    warning = Problem("plan.markup", Where(), "提醒")
    assert not has_errors([warning])
    assert has_errors([warning, Problem("answer.missing", Where(), "错误")])
    assert [severity.label for severity in Severity] == ["错误", "提醒", "说明"]


def test_a_problem_is_printed_for_machines_with_all_it_knows() -> None:
    problem = Problem("answer.missing", Where("application.yaml", 4, "area"), "空缺。", "请填写。", "填报说明2")
    assert problem.as_json() == {
        "code": "answer.missing",
        "severity": "error",
        "where": {"path": "application.yaml", "line": 4, "slot": "area"},
        "message": "空缺。",
        "hint": "请填写。",
        "rule": "填报说明2",
    }
    assert str(problem.where) == "application.yaml 第4行 area"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
