"""Whatever answers a folder starts with, they read back the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Form
from docgen.definitions.notice import Notice
from docgen.project.answers.answer_reader import OwnRow
from docgen.project.application_loader import load
from docgen.project.scaffold import ScaffoldContent, write_scaffold

_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1).map(
    lambda text: " ".join(text.split())
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=_TEXTS, names=st.lists(_TEXTS, min_size=1, max_size=3))
def test_whatever_is_written_into_a_new_folder_reads_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, form: Form, notice: Notice, catalog: Catalog, text: str, names: list[str]
) -> None:
    given_words = [re.sub("[\u200b\ufeff\ufffe\uffff]", "", word).strip() for word in (text, *names)]
    if not all(given_words) or "无" in given_words:
        return
    answers = {
        "cluster_name": given_words[0],
        "quality": "\n".join(given_words),
        "national_platforms": tuple(given_words[1:]),
        "goals.other.own": (OwnRow(given_words[0], {"base": given_words[-1], "target": given_words[0]}),),
        "goals.openness.openness.base": given_words[-1],
    }
    folder = tmp_path_factory.mktemp("scaffold") / "新"
    write_scaffold(
        folder, form, notice, ScaffoldContent(answers, {"quality": (f"说明 {text}",), "plan.overview": (text,)})
    )
    new = load(folder, catalog)
    assert new.answers == answers
    assert [problem for problem in new.problems if problem.code != "file.control-character"] == []


@pytest.mark.parametrize(
    "text", ["null", "~", "true", "- x", "# x", "a: b", "a #b", "{a", "[b]", '"c"', "'", "\\", "0x10"]
)
def test_text_that_yaml_would_take_for_something_else_stays_text(
    tmp_path: Path, form: Form, notice: Notice, catalog: Catalog, text: str
) -> None:
    start = ScaffoldContent({"cluster_name": text, "other_platforms": (text,), "quality": text})
    write_scaffold(tmp_path / "新", form, notice, start)
    assert load(tmp_path / "新", catalog).answers == start.answers
