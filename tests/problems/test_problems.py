"""The kinds of problems in data/problems.yaml, and the problems that are made of them."""

from __future__ import annotations

import ast
import itertools
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from docgen.definitions.problem_catalogue import read_problem_kinds
from docgen.errors import DefinitionError, ExitCode
from docgen.problems.kinds import PROBLEMS_FILE, get_topic, read_severities
from docgen.problems.problem import Problem, Severity, Where, has_errors, sort_problems

DOCS = Path(__file__).parents[2] / "docs"
PACKAGE = Path(__file__).parents[2] / "docgen"
CODE = re.compile(r"([a-z]+)\.[a-z][a-z-]*")
GROUPS = read_problem_kinds().groups
KINDS = read_problem_kinds().kinds
NO_RULE = {"file"}
"""Groups behind which no rule stands: a file is read as well as it can be."""


def test_the_pages_that_tell_more_are_there() -> None:
    pages = {group.page for group in GROUPS.values()} - {""}
    assert len(pages) > 5
    assert [one for one in pages if not (DOCS / one).exists()] == []


def test_each_group_of_codes_stands_together() -> None:
    groups = [group for group, _ in itertools.groupby(KINDS, get_topic)]
    assert groups == list(GROUPS)


def test_the_severities_found_by_layout_are_those_of_the_whole_file() -> None:
    assert len(KINDS) > 200
    assert list(read_severities().items()) == [(code, kind.severity) for code, kind in KINDS.items()]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "read"),
    [
        (["--help"], []),
        (["check", "data/examples/yunxi-2022"], ["docgen.problems.kinds"]),
        (["check", "--explain", "answer.missing"], ["docgen.definitions.problem_catalogue", "docgen.problems.kinds"]),
    ],
)
def test_no_verb_reads_more_of_the_kinds_than_it_needs(arguments: list[str], read: list[str]) -> None:
    lines = (
        "import sys",
        "from docgen.cli import run",
        f"sys.argv[1:] = {arguments}",
        "try: run()",
        "except SystemExit: pass",
        "names = ('docgen.definitions.problem_catalogue', 'docgen.problems.kinds')",
        "print([name for name in names if name in sys.modules], file=sys.stderr)",
    )
    done = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, cwd=DOCS.parent, check=True)
    assert done.stdout
    assert done.stderr.decode() == f"{read}\n"


# -- a file that is faulty ------------------------------------------------------------------------------------------

Refused = Callable[[str, str], tuple[int, str]]


@pytest.fixture
def refused(tmp_path: Path) -> Refused:
    """The line and the words of the error for the file with one text replaced by another, the first time it occurs."""

    def read(old: str, new: str) -> tuple[int, str]:
        text = PROBLEMS_FILE.read_text("utf-8")
        assert old in text
        path = tmp_path / "problems.yaml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(DefinitionError) as caught:
            read_problem_kinds(path)
        assert (caught.value.exit_code, caught.value.path) == (ExitCode.DEFINITION, "problems.yaml")
        return caught.value.line, f"{caught.value.message}{caught.value.remedy}"

    return read


def line_of(text: str) -> int:
    """The line of the file where ``text`` first stands."""
    before, found, _ = PROBLEMS_FILE.read_text("utf-8").partition(text)
    assert found
    return before.count("\n") + 1


ENTRY = "  file.encoding:\n    severity: note\n"


@pytest.mark.parametrize(
    ("old", "new", "below", "words"),
    [
        (ENTRY, f"{ENTRY}    cause: 无\n", 2, "不认识的键“cause”。"),
        (ENTRY, f"{ENTRY}    remedie: 无\n", 2, "不认识的键“remedie”。是不是“remedy”？"),
        (ENTRY, ENTRY.replace("note", "notes"), 1, "不认识的值“notes”。是不是“note”？"),
        (ENTRY, f"{ENTRY}    severity: note\n", 2, "“severity”填了两次，第一次在第"),
        ("  file.duplicate-key:", "  file.encoding:", 6, "“file.encoding”填了两次，第一次在第"),
        (f"{ENTRY}    meaning:", f"{ENTRY}    rule:", 1, "缺少必需的键“meaning”。"),
        (ENTRY, ENTRY.replace("file.", "fil."), 0, "代码“fil.encoding”不属于任何一组。现有：file、answer、"),
        (ENTRY, ENTRY.replace("encoding", "Encoding"), 0, "代码“file.Encoding”的下一行应是 severity。"),
        (ENTRY, ENTRY.replace("\n    ", "\n    # so\n    "), 0, "代码“file.encoding”的下一行应是 severity。"),
    ],
)
def test_a_file_that_is_faulty_is_refused_with_its_line(
    refused: Refused, old: str, new: str, below: int, words: str
) -> None:
    line, told = refused(old, new)
    assert told.startswith(words)
    assert line == line_of(ENTRY) + below


@pytest.mark.parametrize("key", ["meaning", "rule", "example", "remedy"])
def test_nothing_is_left_blank(refused: Refused, key: str) -> None:
    entry = "  answer.missing:\n"
    text = PROBLEMS_FILE.read_text("utf-8")
    words = next(line for line in text[text.index(entry) :].splitlines() if line.startswith(f"    {key}:"))
    line, told = refused(words, f"    {key}:")
    assert (line, told) == (line_of(words), "这里应是文字，现在是空白。")


# -- what is said of each code --------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", KINDS)
def test_all_is_said_of_every_code_in_short_chinese_sentences(code: str) -> None:
    kind = KINDS[code]
    assert CODE.fullmatch(code)
    assert kind.meaning and not kind.meaning.endswith("。")
    assert bool(kind.rule) or get_topic(code) in NO_RULE
    for words in (kind.rule, kind.example, kind.remedy):
        assert words == "" or (words.endswith("。") and len(words) <= 80), words
        assert words == "" or len(re.findall("[\u4e00-\u9fff]", words)) >= 4, words
        assert not re.search(r"[\u4e00-\u9fff][,;!?]", words), f"a half-width stop in {words}"
    assert len(kind.meaning) <= 40


def test_no_two_codes_mean_the_same_or_have_the_same_example() -> None:
    for told in ("meaning", "example"):
        words = [re.sub(r"\W", "", getattr(kind, told)) for kind in KINDS.values()]
        assert all(words)
        assert sorted({word for word in words if words.count(word) > 1}) == [], told


@pytest.mark.parametrize("code", KINDS)
def test_the_remedy_says_something_else_than_the_meaning(code: str) -> None:
    kind = KINDS[code]
    told = [re.sub(r"\W", "", words) for words in (kind.meaning, kind.rule, kind.example, kind.remedy) if words]
    assert not [one for one, other in itertools.permutations(told, 2) if one in other]


def _sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
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


@pytest.mark.slow
def test_every_code_of_the_data_is_reported_somewhere() -> None:
    reported = set().union(*(_reported(tree) for _, tree in _sources()))
    assert sorted(KINDS.keys() - reported) == []


@pytest.mark.slow
def test_every_code_that_is_reported_is_in_the_data() -> None:
    reported = set()
    for name, tree in _sources():
        for node in ast.walk(tree):
            for given in node.args if isinstance(node, ast.Call) else ():
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    found = CODE.fullmatch(given.value)
                    if found and found[1] in GROUPS and not given.value.endswith((".xlsx", ".csv", ".docx")):
                        reported.add((name, given.value))
    assert len(reported) > 100
    assert [one for one in sorted(reported) if one[1] not in KINDS] == []


def test_a_code_that_is_not_in_the_data_cannot_be_reported() -> None:
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
    assert sort_problems(mixed) == (early, late, second, tenth, warning, note)
    assert sort_problems(reversed(mixed)) == sort_problems(mixed)


def test_only_errors_are_errors() -> None:
    warning = Problem("plan.markup", Where(), "提醒")
    assert not has_errors([warning])
    assert has_errors([warning, Problem("answer.missing", Where(), "错误")])
    assert [severity.label for severity in Severity] == ["错误", "提醒", "说明"]


def test_a_problem_is_printed_for_machines_with_all_it_knows() -> None:
    problem = Problem("answer.missing", Where("application.yaml", 4, "area"), "空缺。", "请填写。", "填报说明2")
    assert problem.to_json() == {
        "code": "answer.missing",
        "severity": "error",
        "where": {"path": "application.yaml", "line": 4, "slot": "area"},
        "message": "空缺。",
        "hint": "请填写。",
        "rule": "填报说明2",
    }
    assert str(problem.where) == "application.yaml 第4行 area"
