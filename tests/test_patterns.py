"""Regular expressions over text from outside take no time that grows out of proportion with its length."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pattern_texts import FoundPattern, iterate_patterns, list_pieces

resource = pytest.importorskip("resource")
LETTERS = 16_000
LONG = 1 << 20
SECONDS = 0.15
"""CPU time for a text of 16,000 letters; where it grows in proportion, some thousandths of a second."""
LONG_SECONDS = 5.0
"""CPU time for a megabyte of the worst letters: some tenths of a second, or else hours."""
LEAST_SECONDS = 0.01
"""A search that takes less for 16,000 letters tries none of them again: that would be 100 million steps."""
ALL_SECONDS = 240
TRUSTED = (
    "docgen.documents.filled_form.figure_reader.",  # texts of 100 letters at most
    "docgen.documents.filled_form.name_reader.",  # of 10,000; what is searched from everywhere is 40 letters long
    "docgen.documents.filled_form.cell_tokens.",  # of 3,000
    "docgen.definitions.shifted_text.",  # definitions and templates, chosen on the command line
    "docgen.definitions.year_words.",
    "docgen.documents.templates.",
    "docgen.documents.word.word_filler.",
    "docgen.documents.assessment.assessment_charts.",  # labels of a form
    "docgen.project.unused_files.",  # names of files, of 255 bytes at most
    "docgen.project.evidence.sealed_files.",
    "docgen.project.plan._COMMENT",  # only where a comment ends: see run_functions
)


class TooSlow(Exception):
    pass


def stop(*_: object) -> None:
    raise TooSlow


def measure(found: FoundPattern, text: str, limit: float) -> float:
    """CPU seconds of a search; infinity beyond the limit."""
    begin = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, limit)
    try:
        found.search(text)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except TooSlow:
        return float("inf")
    return time.process_time() - begin


def is_slow(found: FoundPattern, piece: tuple[str, str]) -> bool:
    """Whether the worst letters take too long, three times in a row; the slowest are tried in full length."""
    before, repeated = piece
    long = before + repeated * (LONG // len(repeated)) + "\x01"
    return all(measure(found, long, LONG_SECONDS) > LONG_SECONDS for _ in range(3))


def run_all() -> None:
    """Search the texts of every pattern, and run the functions."""
    signal.signal(signal.SIGVTALRM, stop)
    resource.setrlimit(resource.RLIMIT_CPU, (ALL_SECONDS, ALL_SECONDS))
    slow = []
    patterns = {(one.pattern, one.is_anchored): one for one in iterate_patterns() if not one.name.startswith(TRUSTED)}
    for found in patterns.values():
        times = {
            piece: measure(found, piece[0] + piece[1] * (LETTERS // len(piece[1])) + "\x01", SECONDS)
            for piece in list_pieces(found.pattern)
        }
        worst = max(times, key=lambda piece: times[piece])
        if times[worst] > LEAST_SECONDS and is_slow(found, worst):
            slow.append(f"{found.name}: {found.pattern.pattern!r:.200} takes too long for {worst}")
    assert len(patterns) > 200
    assert not slow, "\n".join(slow)
    run_functions()


def run_functions() -> None:
    """Run the functions whose patterns are put together for each text, or follow one another."""
    from docgen.project.plan import mask_comments
    from docgen.project.plan_import import _cut_page_number
    from docgen.project.register.row_words import explain_words, is_company_name, is_no_name
    from docgen.rules.consistency.written_words import Dictionary

    signal.setitimer(signal.ITIMER_VIRTUAL, 20)
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
    for text in ("<!--", "-->", "<!-- a", "--><!--", "\n"):
        print(f"comments in {text!r}", flush=True)
        mask_comments(text * (LONG // len(text)))


def run(*arguments: str) -> None:
    """Run Python with the folders of the tests."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, encoding="utf-8", check=False, env=environment
    )
    assert done.returncode == 0, f"{done.stdout.splitlines()[-1:]} {done.stderr[-3000:]}"


@pytest.mark.slow
def test_a_megabyte_of_the_worst_letters_is_searched_in_time() -> None:
    run(__file__)


@pytest.mark.slow
def test_the_texts_find_patterns_that_try_again_and_again() -> None:
    lines = (
        "import re, signal, test_patterns as tests",
        "from pattern_texts import FoundPattern, list_pieces",
        "signal.signal(signal.SIGVTALRM, tests.stop)",
        "tests.LONG_SECONDS, tests.LONG = 0.5, 1 << 17",
        r"for text in (r'<!--.*?-->', r'a\s*,?\s*b', r'(x+)+y', r'#(.+?)\s*#*\Z', r'\d+%', r'\[[^\]]*\]\('):",
        "    found = FoundPattern(text, re.compile(text, re.DOTALL), False)",
        "    assert any(tests.is_slow(found, piece) for piece in list_pieces(found.pattern)), text",
    )
    run("-c", "\n".join((f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})", *lines)))


if __name__ == "__main__":
    run_all()
