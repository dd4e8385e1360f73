"""What each slot prints, for every kind of field."""

from __future__ import annotations

from decimal import Decimal

import pytest

from docgen.definitions.form import Choice, Choices, Form, Goals, NamedList
from docgen.documents.printed_answers import SlotValue, format_answers, format_value
from docgen.project.answers.answer_reader import Answers, OwnRow
from docgen.values import NOTHING


@pytest.mark.parametrize(
    ("answers", "slot", "shown"),
    [
        ({}, "area", ""),
        ({"area": NOTHING}, "area", "无"),
        ({"area": Decimal(0)}, "area", "0"),
        ({"area": Decimal("15.6")}, "area", "15.60"),
        ({"output_value.2020": Decimal("51.01")}, "output_value.2020", "51.01"),
        ({"output_value.2020": Decimal("51.01")}, "output_value.2021", ""),
        ({"province": "东江"}, "province", "东江"),
        ({"province": "东江省"}, "province", "东江"),
        ({"province": "宁夏回族自治区"}, "province", "宁夏"),
        ({"province": NOTHING}, "province", "无"),
        ({"city": "宁川市"}, "city", "宁川"),
        ({"city": "凉山彝族自治州"}, "city", "凉山彝族自治州"),
        ({"county": "云溪县"}, "county", "云溪"),
        ({"county": "长阳土家族自治县"}, "county", "长阳土家族自治"),
        ({"county": "和县"}, "county", "和县"),
        ({"county": "浦东新区"}, "county", "浦东新区"),
        ({"sharing": "一\n二"}, "sharing", "一\a二"),
        ({"plan.overview": ("一", "二")}, "plan.overview", "一\a二"),
        ({}, "plan.overview", ""),
        ({}, "national_platforms.count", ""),
        ({}, "national_platforms.names", ""),
        ({"national_platforms": ()}, "national_platforms.count", "0"),
        ({"national_platforms": ()}, "national_platforms.names", "无"),
        ({"national_platforms": ("甲", "乙")}, "national_platforms.count", "2"),
        ({"national_platforms": ("甲", "乙")}, "national_platforms.names", "甲、乙"),
        ({"goals.green.co2.base": Decimal("0.5")}, "goals.green.co2.base", "0.50吨/万元"),
        ({"goals.green.co2.base": Decimal(0)}, "goals.green.co2.base", "0吨/万元"),
        ({"goals.green.co2.base": NOTHING}, "goals.green.co2.base", "无"),
        ({"goals.industry.output_growth.base": Decimal("14.2")}, "goals.industry.output_growth.base", "14.20%"),
        ({"goals.openness.openness.base": "文字"}, "goals.openness.openness.base", "文字"),
        ({}, "goals.industry.own", ({"label": "……", "base": "", "target": ""},)),
        ({"goals.industry.own": NOTHING}, "goals.industry.own", ({"label": "……", "base": "无", "target": "无"},)),
        (
            {"goals.industry.own": (OwnRow("甲", {"base": "62家", "target": "无"}),)},
            "goals.industry.own",
            ({"label": "甲", "base": "62家", "target": "无"},),
        ),
    ],
)
def test_a_slot_prints_its_answer(form: Form, answers: Answers, slot: str, shown: SlotValue) -> None:
    assert format_answers(form, answers)[slot] == shown


def test_a_chosen_option_is_ticked_and_the_others_are_not(form: Form) -> None:
    shown = format_answers(
        form, {"industry_type": "secondary", "sharing_work": ("joint_purchasing", "shared_workshop")}
    )
    assert [shown[f"industry_type.{option}"] for option in ("primary", "secondary", "tertiary")] == ["□", "☑", "□"]
    work = form.fields["sharing_work"]
    assert isinstance(work, Choices)
    assert [shown[f"sharing_work.{option}"] for option in work.options] == ["□", "□", "☑", "☑"]


def test_a_fact_ticks_the_box_that_the_form_prints_for_it(form: Form) -> None:
    field = form.fields["industry_restricted"]
    assert isinstance(field, Choice)
    assert field.options == {"false": "是", "true": "否"}
    shown = format_answers(form, {"industry_restricted": "false"})
    assert (shown["industry_restricted.false"], shown["industry_restricted.true"]) == ("☑", "□")


def test_every_slot_of_the_form_is_shown_and_no_other(form: Form) -> None:
    assert list(format_answers(form, {})) == [
        slot for field in form.fields.values() for slot in form.slots if form.slots[slot] is field
    ]


def test_a_blank_form_prints_nothing_but_its_boxes_and_dots(form: Form) -> None:
    shown = format_answers(form, {})
    for slot, field in form.slots.items():
        if isinstance(field, Choice | Choices):
            assert shown[slot] == "□"
        elif isinstance(field, Goals) and slot.endswith(".own"):
            assert shown[slot] == ({"label": "……", "base": "", "target": ""},)
        else:
            assert shown[slot] == ""


def test_nothing_claimed_is_not_the_same_as_nothing_said(form: Form) -> None:
    for field in form.fields.values():
        if isinstance(field, NamedList):
            blank, nothing = format_answers(form, {}), format_answers(form, {field.id: ()})
            assert (blank[f"{field.id}.names"], nothing[f"{field.id}.names"]) == ("", "无")


def test_a_value_is_shown_alike_wherever_it_is_shown() -> None:
    shown = [format_value(value) for value in (None, NOTHING, Decimal("0.125"), "文", (), ("甲",), (OwnRow("乙", {}),))]
    assert shown == ["", "无", "0.13", "文", "无", "甲", "乙"]
