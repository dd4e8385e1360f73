"""How well the tests hold the rules: one thing in them is changed at a time, and some test must notice.

    .venv/bin/python benchmarks/mutate.py [NUMBER]

The rules are the checks (docgen/rules), the answers derived from the enterprise table and the numbers in the data:
limits, operators, scopes. Of all changes every n-th is tried, so that about NUMBER are and the choice is the same
each time. A change is noticed where a case of its subject or a unit test fails, or takes too
long. Two run at a time, each in a copy of the project, never in the project itself.
"""

from __future__ import annotations

import ast
import copy
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ("yunxi-2022", "lanting-2025", "yunxi-2025-review")
WORKERS = 2
SECONDS = 120

SUBJECTS = {
    "answer_check": ("填写", "test_answer_reader"),
    "evidence_checklist": ("佐证材料", "test_evidence_checklist test_evidence_files"),
    "consistency": ("一致性", "test_consistency_check test_consistency_texts"),
    "criteria": ("认定标准", "test_criteria_check"),
    "derived": ("企业表", "test_derived_answers test_example_computed"),
    "evidence_dates": ("佐证材料", "test_evidence_dates"),
    "goal": ("发展目标", "test_goal_check"),
    "intervals": ("一致性", "test_intervals test_consistency_check"),
    "list_check": ("清单", "test_list_check test_list_entries"),
    "growth_rates": ("认定标准 发展目标", "test_criteria_check test_goal_check"),
    "requirements": ("佐证材料", "test_requirements test_evidence_dates"),
    "room_check": ("", "test_room_check"),
    "summary_check": ("汇总表", "test_summary_check"),
    "prose": ("一致性", "test_consistency_texts"),
    "thresholds": ("认定标准", "test_criteria_check"),
    "verdicts": ("认定标准", "test_criteria_check test_goal_check"),
    "national": ("认定标准", "test_rules_as_written test_criteria_check"),
    "guangdong": ("认定标准", "test_rules_as_written test_criteria_check"),
    "20": ("发展目标 一致性 填写 企业表", "test_rules_as_written test_goal_check test_forms"),
}
"""By the beginning of a file's name: the subjects of its cases, and its unit tests."""

COMPARED = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
RECKONED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
CALLED = {"min": "max", "max": "min", "any": "all", "all": "any"}
WRITTEN = (
    (r'is: ">="', ('is: ">"', 'is: "<="')),
    (r'is: ">"', ('is: ">="', 'is: "<"')),
    (r'is: "<="', ('is: "<"', 'is: ">="')),
    (r'is: "<"', ('is: "<="', 'is: ">"')),
    (r"scope: each_year", ("scope: last",)),
    (r"scope: last", ("scope: each_year",)),
    (r"measure: rate", ("measure: fall",)),
    (r"measure: fall", ("measure: rate",)),
    (r"measure: target", ("measure: base",)),
    (r"measure: base", ("measure: target",)),
    (r"advisory: true", ("advisory: false",)),
    (r"earlier: true", ("earlier: false",)),
    (r"better: higher", ("better: lower",)),
    (r"better: lower", ("better: higher",)),
    (r"signed: true", ("signed: false",)),
    (r", about: 1", ("", ", about: 2")),
    (r"target, years: 3", ("target, years: 2",)),
    (r'met: \["false"\]', ('met: ["true"]',)),
    (r'met: \["true"\]', ('met: ["false"]',)),
)
NUMBERS = re.compile(r"\b(limit|most|least|times|band|maximum): ([0-9.]+)")


class Mutant(NamedTuple):
    path: str
    line: int
    change: str
    text: str


def mutants() -> list[Mutant]:
    """Every change, by file and line."""
    code = [
        *sorted((ROOT / "docgen" / "rules").rglob("*.py")),
        ROOT / "docgen" / "project" / "register" / "derived_answers.py",
    ]
    data = [*sorted((ROOT / "data" / "criteria").glob("*.yaml")), *sorted((ROOT / "data" / "forms").glob("*.yaml"))]
    return [one for path in code for one in _in_code(path)] + [one for path in data for one in _in_data(path)]


def _in_code(path: Path) -> Iterator[Mutant]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    outside = _wording(tree)
    for number, node in enumerate(nodes):
        if id(node) in outside:
            continue
        for way in range(len(_ways(node))):
            changed = copy.deepcopy(tree)
            words = _ways(list(ast.walk(changed))[number])[way]()
            ast.fix_missing_locations(changed)
            yield Mutant(path.relative_to(ROOT).as_posix(), getattr(node, "lineno", 0), words, ast.unparse(changed))


def _wording(tree: ast.AST) -> set[int]:
    """What is no rule: annotations, texts with their conditions, cuts of a text, defaults of dataclasses."""
    skipped: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr | ast.Slice):
            skipped.append(node)
        if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation:
            skipped.append(node.annotation)
        if isinstance(node, ast.FunctionDef) and node.returns:
            skipped.append(node.returns)
    return {id(below) for node in skipped for below in ast.walk(node)}


def _ways(node: ast.AST) -> list:
    """The ways to change a node in place; each, when called, changes it and tells how."""
    match node:
        case ast.Compare():
            return [
                lambda at=at: _swap(node.ops, at, COMPARED) for at, op in enumerate(node.ops) if type(op) in COMPARED
            ]
        case ast.BinOp() if type(node.op) in RECKONED and not isinstance(node.left, ast.JoinedStr):
            return [] if _is_text(node.left) or _is_text(node.right) else [lambda: _operator(node, RECKONED)]
        case ast.BoolOp():
            return [lambda: _operator(node, {ast.And: ast.Or, ast.Or: ast.And})]
        case ast.UnaryOp(op=ast.Not()):
            return [lambda: _plain(node)]
        case ast.UnaryOp(op=ast.USub()):
            return [lambda: _positive(node)]
        case ast.IfExp():
            return [lambda: _exchange(node)]
        case ast.Constant() if type(node.value) is int:
            return [lambda: _other(node, node.value + 1)]
        case ast.Constant() if isinstance(node.value, str) and re.fullmatch(r"[0-9]+(\.[0-9]+)?", node.value):
            return [lambda: _other(node, f"{float(node.value) * 10:g}")]
        case ast.Name() if node.id in CALLED:
            return [lambda: _renamed(node)]
        case _:
            return []


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _swap(ops: list, at: int, by: dict) -> str:
    before = type(ops[at])
    ops[at] = by[before]()
    return f"{before.__name__} → {by[before].__name__}"


def _operator(node: ast.BinOp | ast.BoolOp, by: dict) -> str:
    before = type(node.op)
    node.op = by[before]()
    return f"{before.__name__} → {by[before].__name__}"


def _plain(node: ast.UnaryOp) -> str:
    node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)
    return "not x → x"


def _positive(node: ast.UnaryOp) -> str:
    node.op = ast.UAdd()
    return "-x → x"


def _exchange(node: ast.IfExp) -> str:
    node.body, node.orelse = node.orelse, node.body
    return "x if … else y → y if … else x"


def _other(node: ast.Constant, value: object) -> str:
    before, node.value = node.value, value
    return f"{before!r} → {value!r}"


def _renamed(node: ast.Name) -> str:
    before, node.id = node.id, CALLED[node.id]
    return f"{before} → {node.id}"


def _in_data(path: Path) -> Iterator[Mutant]:
    text = path.read_text(encoding="utf-8")
    named = path.relative_to(ROOT).as_posix()
    for pattern, others in WRITTEN:
        for found in re.finditer(pattern, text):
            yield from (_written(named, text, found, other) for other in others)
    for found in NUMBERS.finditer(text):
        value = float(found[2])
        step = 1 if value == int(value) and value != 1 else value / 2
        for other in (value + step, value - step):
            yield _written(named, text, found, f"{found[1]}: {other:g}")


def _written(path: str, text: str, found: re.Match[str], other: str) -> Mutant:
    line = text[: found.start()].count("\n") + 1
    return Mutant(
        path, line, f"{found[0]} → {other or '（删去）'}", text[: found.start()] + other + text[found.end() :]
    )


def run(number: int) -> int:
    """Tries about ``number`` changes and tells which ones no test noticed."""
    every = mutants()
    step = len(every) // number // 2 * 2 + 1  # odd: changes often come in pairs, up and down
    chosen = every[::step]
    print(f"{len(every)} changes, every {step}th is tried: {len(chosen)}", flush=True)
    with TemporaryDirectory(prefix="mutate-") as work:
        copies: SimpleQueue[Path] = SimpleQueue()
        for worker in range(WORKERS):
            copies.put(_copy(Path(work) / str(worker)))
        with ThreadPoolExecutor(WORKERS) as pool:
            outcomes = list(pool.map(lambda mutant: _tried(mutant, copies), chosen))
    counts = {word: outcomes.count(word) for word in ("killed", "timeout", "survived")}
    caught = counts["killed"] + counts["timeout"]
    print(f"{counts}: {caught / len(chosen):.1%} noticed", flush=True)
    return counts["survived"]


def _copy(to: Path) -> Path:
    for name in ("docgen", "data", "templates", "tests", "docs"):
        shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "pyproject.toml", to / "pyproject.toml")
    return to


def _tried(mutant: Mutant, copies: SimpleQueue[Path]) -> str:
    home = copies.get()
    path = home / mutant.path
    before = path.read_text(encoding="utf-8")
    path.write_text(mutant.text, encoding="utf-8")
    try:
        outcome = _outcome(home, mutant)
    finally:
        path.write_text(before, encoding="utf-8")
        copies.put(home)
    if outcome == "survived":
        print(f"survived  {mutant.path}:{mutant.line}  {mutant.change}", flush=True)
    return outcome


def _outcome(home: Path, mutant: Mutant) -> str:
    name = Path(mutant.path).stem
    subjects, tests = next(words for start, words in SUBJECTS.items() if name.startswith(start))
    command = [sys.executable, "-B", str(Path(__file__).resolve()), "--in-copy", subjects, tests]
    try:
        done = subprocess.run(command, cwd=home, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return "timeout"
    return "killed" if done.returncode else "survived"


def in_copy(subjects: str, tests: str) -> int:
    """Runs, in the working directory, these test files, the examples and the cases of these subjects; 0 if all pass."""
    sys.path[:0] = [str(Path.cwd()), str(Path.cwd() / "tests" / "support")]
    import pytest

    from case_runner import faults, judged, read_cases

    files = [str(path) for name in tests.split() for path in Path("tests").rglob(f"{name}.py")]
    if pytest.main(["-x", "-q", "-p", "no:cacheprovider", *files]):
        return 1
    if any(judged(example).problems() for example in EXAMPLES):
        return 1
    return int(any(faults(case) for case in read_cases() if case.subject in subjects.split()))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--in-copy"]:
        sys.exit(in_copy(sys.argv[2], sys.argv[3]))
    run(int(sys.argv[1]) if len(sys.argv) > 1 else 360)
