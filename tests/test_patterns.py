"""Regular expressions over text from outside take no time that grows out of proportion with its length."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

import docgen

resource = pytest.importorskip("resource")
LETTERS = 20_000
SECONDS = 10
"""CPU time of the child for all patterns; one that is cubic, or exponential, takes hours."""
FOREIGN = ("docgen.project.", "docgen.rules.consistency.")
SIGNS = re.compile(r"[^\\\[\](){}?*+|^$\s]")


def iterate_patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the compiled patterns of the modules that read what others wrote, with their names."""
    for found in pkgutil.walk_packages(docgen.__path__, "docgen."):
        if found.name.startswith(FOREIGN):
            for name, value in vars(importlib.import_module(found.name)).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    yield f"{found.name}.{name}", value


def iterate_texts(pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield long texts of the letters that the pattern names, each followed by a letter that it does not."""
    for sign in sorted({*SIGNS.findall(pattern.pattern), "1", " ", "\t", "甲"}):
        yield sign * LETTERS + "\x01"


def run_all() -> None:
    """Match every pattern with its texts, and read figures in the longest runs of digits."""
    from docgen.project.plan_import import _cut_page_number
    from docgen.project.register.row_words import explain_words, is_company_name, is_no_name
    from docgen.rules.consistency.written_words import Dictionary

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    for name, pattern in iterate_patterns():
        print(name, flush=True)
        for text in iterate_texts(pattern):
            pattern.match(text)
    for letter in ("大", "小型", "国有", "1", "合计(", "厂()", "镇", " "):
        print(f"row words of {letter!r}", flush=True)
        text = letter * (LETTERS // len(letter))
        assert explain_words(f"{text}！") != "分类小计"
        is_company_name(text)
        is_no_name(text)
    for letter in ("1", "1,", "一", "十", "2020", "2020、", "1.5"):
        print(f"figures in {letter!r}", flush=True)
        assert not [word for word in Dictionary((), ()).split(letter * (LETTERS // len(letter))) if word.quantity]
    for letter in (" ", ".", "…", "\t", "1", ". 1"):
        print(f"contents of {letter!r}", flush=True)
        _cut_page_number(f"甲{letter * LETTERS}乙")


@pytest.mark.slow
def test_long_runs_of_the_worst_letters_are_read_in_time() -> None:
    done = subprocess.run(
        [sys.executable, __file__],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout.splitlines()[-1:]} {done.stderr[-1000:]}"


if __name__ == "__main__":
    run_all()
