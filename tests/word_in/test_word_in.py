"""The filled Word forms are what they say, and the measure finds what a reader gets wrong."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

import structures
import ticks
import typed_figures
from docgen.definitions.form import Number, Series
from docgen.project.word.word_document import iterate_paragraphs
from docgen.project.word.word_reader import read_word_document
from drawn_answers import canonical
from form_model import read_form_text
from word_cases import FORMS, Case, list_cases
from word_generator import FilledForm, generate, load_definition
from word_measure import (
    Reading,
    find_told,
    format_misses,
    format_table,
    measure,
    measure_file,
    read_by_truth,
    read_section,
    read_with_docgen,
    sum_up,
)

CASES = list_cases()
QUICK = [case for case in CASES if case.is_quick]
DOUBTFUL = {"doubtful writing", "doubtful ticks", "doubtful structure"}
LEAST_SHARE = 0.9
"""The least share of places of a file that is right, where its manner is not doubtful."""

SAVED = ("底稿 网页 2025-review", "另存 doc", "另存 wps", "另存 rtf", "另存 模板 doc→docx")
EACH = 4
"""One case of so many is among the quick tests."""


def mark(at: int, case: Case) -> object:
    return pytest.param(case, id=case.name, marks=pytest.mark.slow if at % EACH else ())


@cache
def home() -> Path:
    return Path(mkdtemp())


@cache
def the(name: str) -> FilledForm:
    return generate(home(), [next(case for case in QUICK if case.name == name)])[0]


def test_there_are_sixty_files_and_every_manner_is_in_one() -> None:
    assert len(CASES) >= 60
    assert len({case.name for case in CASES}) == len(CASES)
    assert {case.form for case in CASES} > set(FORMS)
    assert {name for case in CASES for name in case.ticks} == set(ticks.MANNERS)
    assert {name for case in CASES for name in case.structures} == set(structures.MANNERS)
    assert {name for case in CASES for name in case.writing.figures} == set(typed_figures.MANNERS)


def test_a_file_has_the_same_bytes_each_time(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        generate(tmp_path / folder, QUICK[::20])
    for one in (tmp_path / "a").iterdir():
        assert one.read_bytes() == (tmp_path / "b" / one.name).read_bytes(), one.name


@pytest.mark.parametrize("form", FORMS)
def test_the_text_of_a_form_has_every_slot(form: str) -> None:
    definition, layout = load_definition(form)
    slots = {piece.slot for line in read_form_text(layout).lines() for piece in line}
    assert {slot for slot in definition.slots if not slot.endswith(".own")} <= slots


@pytest.mark.parametrize("case", QUICK, ids=lambda case: case.name)
def test_every_place_has_its_truth_and_its_words_are_in_the_file(case: Case) -> None:
    one = the(case.name)
    assert set(one.truth) == set(one.form.places)
    document = read_word_document(one.path)
    margins = [margin.blocks for margin in (*document.headers, *document.footers)]
    blocks = [document.blocks, *margins, *(note.blocks for note in document.notes)]
    text = canonical(*(paragraph.text for part in blocks for paragraph in iterate_paragraphs(part)))
    text += canonical(*(comment.text for comment in document.comments))
    words = [truth.words for place, truth in one.truth.items() if isinstance(one.form.places[place], Number | Series)]
    missing = [word for word in (*words, *one.strays) if canonical(word) not in text]
    assert missing == []


@pytest.mark.parametrize("name", ["勾选 可疑", "写法 可疑数字", "结构 合并年份", "混合 2"])
def test_a_perfect_reader_is_right_everywhere(name: str) -> None:
    tally = measure_file(the(name), read_by_truth)
    assert (tally.right, tally.uncertain, tally.wrong, tally.lost) == (tally.places, [], [], [])


def test_a_reader_that_is_wrong_in_silence_is_found() -> None:
    one = the("写法 照填")
    place = next(place for place, field in one.form.places.items() if isinstance(field, Series))

    def read(_: FilledForm) -> Reading:
        reading = read_by_truth(one)
        return {**reading, "answers": {**reading["answers"], place: "4711"}}

    tally = measure_file(one, read)
    assert [miss.place for miss in tally.wrong] == [place] and tally.right == tally.places - 1
    assert any(place in line and "4711" in line for line in format_misses(tally))


def test_a_blank_without_a_word_is_wrong_and_its_words_are_lost() -> None:
    one = the("写法 照填")
    place = one.form.package.cluster

    def read(_: FilledForm) -> Reading:
        reading = read_by_truth(one)
        return {**reading, "answers": {key: value for key, value in reading["answers"].items() if key != place}}

    tally = measure_file(one, read)
    assert [miss.place for miss in tally.wrong] == [miss.place for miss in tally.lost] == [place]


def test_to_tell_everything_as_uncertain_is_never_wrong_but_never_right() -> None:
    one = the("写法 照填")

    def read(_: FilledForm) -> Reading:
        told = [{"place": place, "reason": truth.words} for place, truth in one.truth.items()]
        return {"answers": {}, "uncertain": told, "unplaced": [], "problems": []}

    tally = measure_file(one, read)
    blanks = sum("" in truth.accepted for truth in one.truth.values())  # to tell a blank is right
    assert (tally.right, len(tally.uncertain), tally.wrong, tally.lost) == (blanks, tally.places - blanks, [], [])


def test_an_answer_where_it_has_to_be_told_is_wrong() -> None:
    one = the("结构 封面异名")
    place = one.form.package.cluster

    def read(_: FilledForm) -> Reading:
        return {**read_by_truth(one), "answers": {place: one.truth[place].words}, "uncertain": []}

    assert place in [miss.place for miss in measure_file(one, read).wrong]


def test_words_outside_of_places_may_not_be_lost() -> None:
    one = the("结构 加行")
    tally = measure_file(one, lambda _: {**read_by_truth(one), "unplaced": []})
    assert [miss.words for miss in tally.lost] == list(one.strays) != []


def test_a_refusal_is_counted_with_its_words() -> None:
    def refuse(_: FilledForm) -> Reading:
        raise ValueError("这不是申报表")

    tally = measure_file(the("写法 照填"), refuse)
    assert tally.right == 0 and not tally.wrong and "这不是申报表" in tally.refused[0]


def test_a_field_that_is_told_tells_its_places() -> None:
    assert find_told("standards.2021.national.led", {"standards": "列不清"}) == "列不清"
    assert find_told("standards.2021.national.led", {"standard": "列不清"}) is None


def test_the_table_has_a_line_for_each_group_and_one_for_all() -> None:
    groups = measure([the("写法 照填"), the("勾选 字符")], read_by_truth)
    rows = list(format_table(groups))
    assert [row.split(" | ")[0] for row in rows[2:]] == ["| writing", "| ticks", "| **all**"]
    assert sum_up(groups).files == 2


@pytest.mark.parametrize("case", [mark(at, case) for at, case in enumerate(QUICK)])
def test_no_place_is_wrong_in_silence_and_no_word_is_lost(case: Case) -> None:
    tally = measure_file(the(case.name), read_with_docgen)
    assert list(format_misses(replace(tally, uncertain=[]))) == []
    if case.group not in DOUBTFUL:
        assert tally.right >= LEAST_SHARE * tally.places, "\n".join(format_misses(tally))


def test_the_page_shows_no_wrong_place_and_enough_right_ones() -> None:
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in read_section().splitlines()[2:]]
    assert rows
    right = {name: float(share.partition("(")[2].partition(" ")[0]) for name, _, _, share, *_ in rows}
    assert [row[0] for row in rows if row[5] != "0" or row[7] != "0"] == []
    assert all(share >= 99 for name, share in right.items() if name not in DOUBTFUL)


@pytest.mark.slow
def test_files_saved_by_libreoffice_are_read_as_well(tmp_path: Path) -> None:
    cases = [case for case in CASES if not case.is_quick and case.name in SAVED]
    assert len(cases) == len(SAVED)
    tally = sum_up(measure(generate(tmp_path, cases), read_with_docgen))
    assert list(format_misses(replace(tally, uncertain=[]))) == []
    assert tally.right >= 0.99 * tally.places


@pytest.mark.slow
def test_libreoffice_saves_every_kind(tmp_path: Path) -> None:
    cases = [case for case in CASES if not case.is_quick]
    kinds = {case.saved: case for case in cases}
    files = generate(tmp_path, [replace(case, structures=()) for case in kinds.values()])
    for one in files:
        assert one.path.stat().st_size > 10_000
        assert one.path.suffix == f".{one.case.saved[-1]}"
