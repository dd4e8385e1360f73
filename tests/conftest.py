"""What several test files need: the definitions, and small application folders with one thing wrong in each."""

from __future__ import annotations

import os
import pickle
import textwrap
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from docgen.definitions.catalog import Catalog, built_in
from docgen.definitions.form import Form, Narrative
from docgen.definitions.notice import Notice
from docgen.problems.problem import Problem
from docgen.project.application import Application
from docgen.project.application_loader import load
from docgen.runtime import isolated_calls, isolated_process

os.environ["DOCGEN_CACHE"] = "off"  # no test finds what another made before, or leaves anything to whoever runs it

# Other programs on the machine make a property slow, not wrong.
settings.register_profile("docgen", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("docgen")

FORM = "2022-application"
NOTICE = "guangdong-2022"
FIRST_ANSWER = 4
"""The line of application.yaml where the answers of a folder from the factory begin."""

Told = tuple[str, str, str, str]
"""A problem as a user meets it: code, place, message, hint."""

Factory = Callable[..., Path]


@pytest.fixture
def calls_stay_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Isolated calls run in this process, where a test can replace what they call."""

    class Here:
        def call(self, call: bytes, limits: isolated_calls.CallLimits) -> isolated_process.CallReply:
            function, arguments = pickle.loads(call)
            try:
                return isolated_process.CallReply(pickle.loads(pickle.dumps(function(*arguments))))
            except Exception as error:
                return isolated_process.CallReply(error=error)

        def measure_memory(self) -> int:
            return 0

        def kill(self) -> None:
            pass

    monkeypatch.setattr(isolated_calls._POOL, "take", Here)
    monkeypatch.setattr(isolated_calls._POOL, "give_back", lambda child, memory: None)


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return built_in()


@pytest.fixture(scope="session")
def form(catalog: Catalog) -> Form:
    return catalog.load_form(FORM)


@pytest.fixture(scope="session")
def notice(catalog: Catalog) -> Notice:
    return catalog.load_notice(NOTICE)


@pytest.fixture
def folder(tmp_path: Path) -> Factory:
    """Writes an application folder: answers as YAML without their indentation, a plan, evidence files by name."""

    def write(
        answers: str = "", *, plan: str | None = None, evidence: Mapping[str, bytes] | Iterable[str] = ()
    ) -> Path:
        home = tmp_path / "申报"
        home.mkdir(exist_ok=True)
        body = textwrap.indent(textwrap.dedent(answers).strip("\n"), "  ")
        head = f"form: {FORM}\nnotice: {NOTICE}\nanswers:\n"
        (home / "application.yaml").write_text(f"{head}{body}\n", encoding="utf-8")
        if plan is not None:
            (home / "plan.md").write_text(plan, encoding="utf-8")
        files = evidence if isinstance(evidence, Mapping) else dict.fromkeys(evidence, b"x")
        for name, content in files.items():
            path = home / "evidence" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return home

    return write


@pytest.fixture
def loaded(folder: Factory, catalog: Catalog) -> Callable[..., Application]:
    """Writes a folder as ``folder`` does and loads it."""

    def read(answers: str = "", **more: object) -> Application:
        return load(folder(answers, **more), catalog)

    return read


def told(problems: Iterable[Problem], *groups: str) -> list[Told]:
    """The problems as a user meets them; only those whose code begins with one of ``groups``, if any are given."""
    return [
        (problem.code, str(problem.where), problem.message, problem.hint)
        for problem in problems
        if not groups or problem.code.startswith(groups)
    ]


def whole_plan(form: Form, text: str = "正文。") -> str:
    """A plan with every official heading and ``text`` under each that takes text."""
    lines = []
    for field in form.fields.values():
        if isinstance(field, Narrative):
            for section in field.sections:
                lines.append(f"{'#' * section.level} {section.heading}")
                lines += [text] * section.text
    return "\n".join(lines) + "\n"
