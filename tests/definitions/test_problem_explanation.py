"""``docgen check --explain CODE``: what is said of one code, without an application folder."""

from __future__ import annotations

import json

import pytest

from docgen.cli import main
from docgen.definitions.problem_catalogue import read_problem_kinds
from docgen.definitions.problem_explanation import explain_problem
from docgen.errors import ExitCode, InputError

KINDS = read_problem_kinds().kinds


@pytest.mark.parametrize("code", KINDS)
def test_every_code_is_explained_with_all_that_is_said_of_it(code: str) -> None:
    kind = KINDS[code]
    lines = explain_problem(code).format_lines()
    assert lines[0] == f"{code}　{kind.meaning}"
    assert kind.severity.label in lines[1]
    for words in (kind.rule, kind.example, kind.remedy):
        assert any(line.endswith(words) for line in lines)


def test_a_code_is_explained_without_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--explain", "answer.missing"]) == ExitCode.OK
    assert capsys.readouterr().out.splitlines() == explain_problem("answer.missing").format_lines()


def test_a_code_is_explained_to_machines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--explain", "file.encoding", "--json"]) == ExitCode.OK
    told = json.loads(capsys.readouterr().out)
    kind = KINDS["file.encoding"]
    assert told == {
        "code": "file.encoding",
        "severity": "note",
        "meaning": kind.meaning,
        "rule": "",
        "example": kind.example,
        "remedy": kind.remedy,
    }


@pytest.mark.parametrize("copied", ["【answer.missing】", "`answer.missing`", " Answer.Missing "])
def test_what_was_copied_along_with_a_code_does_no_harm(copied: str) -> None:
    assert explain_problem(copied) == explain_problem("answer.missing")


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("answer.mising", "answer.missing"),
        ("goals.nomet", "goals.not-met"),
        ("expired", "evidence.expired"),
        ("carry", "carry.to-renew、carry.to-confirm"),
        ("生僻字&<{{", "docs/problems.md"),
        ("", "docs/problems.md"),
    ],
)
def test_an_unknown_code_is_refused_and_the_nearest_are_named(
    code: str, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(InputError, match=f"没有“{code}”这个问题代码"):
        explain_problem(code)
    assert main(["check", "--explain", code]) == ExitCode.INPUT
    told = capsys.readouterr()
    assert named in told.err
    assert told.out == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "缺少参数：DIR，或 --explain。"),
        (["--explain"], "--explain 后面缺少内容。"),
        (["some-folder", "--explain", "answer.missing"], "--explain 不能与 DIR 同时用。"),
    ],
)
def test_check_wants_a_folder_or_a_code(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["check", *arguments])
    assert stopped.value.code == ExitCode.INPUT
    assert capsys.readouterr().err.startswith(f"docgen：{words}\n")
