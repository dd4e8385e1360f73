"""The book that an application makes: what is demanded, where it is answered, who signs and seals."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen import CheckResult, built_in, check
from docgen.definitions.form import Action, Blank
from docgen.package.layout.book import Book
from docgen.package.layout.compose import Places, compose_book
from docgen.problems.problem import Severity

EXAMPLES = Path(__file__).parents[3] / "data" / "examples"


@pytest.fixture(scope="module", params=["yunxi-2022", "yunxi-2025-review"])
def checked(request: pytest.FixtureRequest) -> CheckResult:
    found = check(EXAMPLES / request.param, built_in())
    assert not [one for one in found.problems if one.severity is Severity.ERROR]
    return found


def places_of(checked: CheckResult) -> Places:
    """Each field of a part on another page, so that no two can be taken for one another."""
    form = checked.application.form
    return {
        part.id: {name: 100 * number + index for index, name in enumerate(form.fields)}
        for number, part in enumerate(form.parts, 1)
    }


def book_of(checked: CheckResult, places: Places) -> Book:
    files = {one.name: Path(one.name) for one in checked.application.evidence.files}
    hashes = dict.fromkeys(files, "")
    return compose_book(checked.application, checked.judgements, Path("form.pdf"), {}, files, hashes, "", places)


@pytest.mark.slow
def test_the_book_is_printed_as_the_notice_says(checked: CheckResult) -> None:
    assert book_of(checked, {}).printing == checked.application.notice.printing


@pytest.mark.slow
def test_every_demand_names_a_place_of_the_form_and_items_of_the_checklist(checked: CheckResult) -> None:
    book = book_of(checked, places_of(checked))
    rows = {row.label for group in book.checklist for row in group.rows}
    assert book.demands
    assert len({demand.part for demand in book.demands}) > 4
    for demand in book.demands:
        assert demand.field in book.form.places
        assert set(demand.items) <= rows
        assert demand.state in ("已备", "缺", "无处归")


@pytest.mark.slow
def test_the_demands_of_one_part_stand_together(checked: CheckResult) -> None:
    parts = [demand.part for demand in book_of(checked, {}).demands]
    titles = [part.title for part in checked.application.form.parts if part.title in parts]
    assert list(dict.fromkeys(parts)) == titles
    assert parts == sorted(parts, key=titles.index)


def test_every_answer_is_looked_for_in_the_part_that_asks_for_it(checked: CheckResult) -> None:
    form = checked.application.form
    places = places_of(checked)
    printed = book_of(checked, places).form.places
    assert printed == {field.id: places[part.id][field.id] for part in form.parts for field in part.fields}
    assert all({one.field for one in item.proves} <= printed.keys() for item in book_of(checked, places).items)


def test_every_signature_and_seal_of_the_form_has_its_place_and_its_body_by_name(checked: CheckResult) -> None:
    form = checked.application.form
    places = places_of(checked)
    hand = book_of(checked, places).hand_places
    assert {place.field for place in hand} >= {field.id for field in form.fields.values() if isinstance(field, Blank)}
    cover, signature, seal, recommendation = hand
    assert [place.action for place in hand] == [Action.SEAL, Action.SIGN, Action.SEAL, Action.SEAL]
    assert cover.label.endswith("（盖章）")
    assert cover.form_page == places["cover"][cover.field]
    assert signature.form_page == places[form.parts[-1].id][signature.field]
    assert all("云溪县" in place.by for place in (cover, signature, seal))
    assert recommendation.by == "推荐单位（省级中小企业主管部门）"
