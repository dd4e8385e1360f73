"""The notice of 2025: the 25 items of 2022 kept and mapped to its two forms, and what these ask for beyond them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from docgen import load
from docgen.definitions.catalog import Catalog, built_in
from docgen.definitions.form import Choices, Form
from docgen.definitions.notice import Copies, Notice
from docgen.documents.word.checklist_document import format_need
from docgen.errors import DefinitionError
from docgen.project.application import Application
from docgen.project.scaffold import write_scaffold
from docgen.rules.evidence.evidence_checklist import CheckedItem, ItemState, judge_items

CATALOG = built_in()
FORMS = ("2025-application", "2025-review")
SOURCE = Path(__file__).parents[1] / "sources" / "2022-evidence-checklist.md"
OWN = re.compile(r"补\d+\Z")

Judged = Callable[[str, str], dict[str, CheckedItem]]


@pytest.fixture(scope="module")
def notice() -> Notice:
    return CATALOG.load_notice("national-2025")


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> Form:
    return CATALOG.load_form(request.param)


@pytest.fixture
def judged(tmp_path: Path) -> Judged:
    """The items of the checklist by number, for a form and a YAML of answers."""

    def judge(form_id: str, answers: str) -> dict[str, CheckedItem]:
        text = f"form: {form_id}\nnotice: national-2025\nanswers:\n  {answers}\n"
        (tmp_path / "application.yaml").write_text(text, encoding="utf-8")
        application: Application = load(tmp_path, CATALOG)
        assert [problem for problem in application.problems if problem.code.startswith("answer.")] == []
        return {checked.item.number: checked for checked in judge_items(application)}

    return judge


def test_what_is_known_is_said_and_what_is_not_stays_empty(notice: Notice) -> None:
    assert notice.number == "工信厅企业函〔2025〕77号"
    assert notice.forms == FORMS
    assert [(quota.scope, quota.limit) for quota in notice.quota] == [
        ("省、自治区、直辖市", 8),
        ("计划单列市、新疆生产建设兵团", 2),
    ]
    assert (notice.deadline, notice.copies, notice.discs) == (None, Copies(), None)
    assert (notice.delivery, notice.binding, notice.summary) == ("", "", None)
    assert notice.evidence_note.startswith("国家通知只要求“申报表中要求的佐证材料”，没有编号清单")


def test_the_25_items_keep_their_numbers_and_their_words(notice: Notice) -> None:
    listed = re.findall(r"^(\d+)\.(.+)", SOURCE.read_text("utf-8").partition("# 表1")[0], re.MULTILINE)
    items = list(notice.iterate_items())
    assert [(item.number, item.title.replace("2025—2027", "2023—2025")) for item in items[:25]] == listed
    # The plan of this round has years of its own; the official words stand in the note below the checklist.
    assert "2025—2027年" in items[24].title and "2023—2025年" in notice.evidence_note
    assert [item.number for item in items[25:]] == [f"补{number}" for number in range(1, len(items) - 24)]
    assert "补充材料" in notice.evidence[-1].heading


def test_item_17_stays_in_its_place_and_nothing_calls_for_it(judged: Judged) -> None:
    item = judged("2025-application", "area: 12")["17"]
    assert item.state is ItemState.NOT_NEEDED
    assert format_need(item) == "不需要：2025年表不再要求"


def test_every_tick_is_proven_by_one_item(form: Form, notice: Notice) -> None:
    proven = Counter(
        slot
        for item in notice.iterate_items()
        for name in item.proves
        for slot in ([name] if name in form.slots else _boxes(form, name))
    )
    ticks = [slot for slot, field in form.slots.items() if isinstance(field, Choices)]
    assert len(ticks) == 47
    assert {slot: proven[slot] for slot in ticks} == dict.fromkeys(ticks, 1)


def test_whatever_the_form_wants_attached_has_an_item(form: Form, notice: Notice) -> None:
    proven = {name.split(".")[0] for item in notice.iterate_items() for name in item.proves}
    assert [field.id for field in form.fields.values() if field.attach and field.id not in proven] == []


def test_every_item_of_ours_names_what_one_of_the_forms_asks_and_none_of_the_25_has(notice: Notice) -> None:
    old = {name for item in notice.iterate_items() if not OWN.match(item.number) for name in item.proves}
    own = [item for item in notice.iterate_items() if OWN.match(item.number)]
    assert len(own) == 13
    assert not old & {name for item in own for name in item.proves}


@pytest.mark.parametrize(
    ("form_id", "answers", "number", "reason"),
    [
        (
            "2025-application",
            "chain_strengthening_work: [绘制产业链图谱，开展产业链培育]",
            "7",
            "“集群已开展的产业链强链补链工作”勾选了“绘制产业链图谱，开展产业链培育”",
        ),
        ("2025-application", "leading_listed: {2022: 0, 2023: 1, 2024: 2}", "补4", "2024年为 2 家"),
        ("2025-application", "national_platforms: [国家某某中心]", "补7", "填了 1 个"),
        ("2025-application", "pct_applications: 3", "补8", "为 3 件"),
        ("2025-review", "major_incident: 是", "补1", "选了“是”"),
        ("2025-review", "operator_changed: 是", "补3", "“是否发生变化”选了“是”"),
        ("2025-review", "co2_intensity: {2022: 0.42, 2023: 0.39, 2024: 0.36}", "补10", "2024年为 0.36"),
        ("2025-review", "alliances: [某某协会, 某某学会]", "补13", "填了 2 个"),
    ],
)
def test_an_answer_that_claims_something_needs_its_item_and_is_named(
    judged: Judged, form_id: str, answers: str, number: str, reason: str
) -> None:
    items = judged(form_id, answers)
    assert {item.item.number for item in items.values() if item.is_needed} == {"1", "2", "25", number}
    assert reason in format_need(items[number])
    assert items[number].state is ItemState.LACKING


@pytest.mark.parametrize("answers", ["major_incident: 否", "alliances: 无", "chain_strengthening_work: 无"])
def test_an_answer_that_claims_nothing_needs_nothing(judged: Judged, answers: str) -> None:
    assert {item.item.number for item in judged("2025-review", answers).values() if item.is_needed} == {"1", "2", "25"}


def test_an_item_for_what_only_the_other_form_asks_is_not_needed(judged: Judged) -> None:
    items = judged("2025-review", "area: 12")
    assert {items[number].state for number in ("11", "补7", "补8")} == {ItemState.NOT_NEEDED}


def test_a_new_folder_has_places_only_for_what_its_form_can_owe(tmp_path: Path, form: Form, notice: Notice) -> None:
    write_scaffold(tmp_path / "new", form, notice)
    numbers = {path.name.split()[0].lstrip("0") for path in (tmp_path / "new/evidence").iterdir()}
    left_out = {item.number for item in notice.iterate_items()} - numbers
    assert left_out == {"17"} | ({"11", "补4", "补7", "补8"} if form.id == "2025-review" else {"补3"})


@pytest.mark.parametrize(
    ("old", "new", "wrong", "near"),
    [
        ("[operator_changed]", "[operator_change]", "operator_change", "operator_changed"),
        ("_work.chain_map]", "_work.chain_mop]", "chain_strengthening_work.chain_mop", "_work.chain_map"),
    ],
)
def test_a_name_that_none_of_the_forms_has_is_refused_with_line_and_nearest_name(
    tmp_path: Path, old: str, new: str, wrong: str, near: str
) -> None:
    root = CATALOG.roots[0] / "data"
    for name in (*(f"forms/{form_id}.yaml" for form_id in FORMS), "notices/national-2025.yaml"):
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((root / name).read_text("utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        Catalog((tmp_path,)).load_notice("national-2025")
    assert f"的 for 指向申报表 2025-application、2025-review 没有的栏目“{wrong}”" in caught.value.message
    assert near in caught.value.remedy
    lines = (root / "notices/national-2025.yaml").read_text("utf-8").splitlines()
    assert old in lines[caught.value.line - 1]


def _boxes(form: Form, name: str) -> list[str]:
    field = form.fields.get(name)
    return [f"{name}.{option}" for option in field.options] if isinstance(field, Choices) else []
