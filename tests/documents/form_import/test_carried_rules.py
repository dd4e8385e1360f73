"""Rules carried to another round: with its years, and without what lost a field."""

from __future__ import annotations

import msgspec

from docgen import built_in
from docgen.definitions.form import Form
from docgen.definitions.form_faults import find_form_faults
from docgen.documents.form_import.carried_rules import carry_rules
from docgen.documents.form_import.year_shift import shift_name, shift_text


def without(form: Form, *names: str) -> Form:
    """The form without these fields."""
    parts = [
        msgspec.structs.replace(part, fields=tuple(field for field in part.fields if field.id not in names))
        for part in form.parts
    ]
    return msgspec.structs.replace(form, parts=tuple(parts))


def test_the_same_form_keeps_all_rules() -> None:
    for form_id in built_in().list_form_ids():
        form = built_in().load_form(form_id)
        carried = carry_rules(form, form, 0)
        assert carried.consistency == form.consistency and carried.lost == []


def test_each_field_in_turn_can_be_lost() -> None:
    """Whatever field is gone, no rule names it any more, and where a rule named it that is told."""
    form = built_in().load_form("2025-application")
    for name in form.fields:
        if name == "plan":
            continue
        less = without(form, name)
        carried = carry_rules(form, less, 0)
        changed = msgspec.structs.replace(less, consistency=carried.consistency)
        faults = [fault for fault in find_form_faults(changed) if "consistency" in fault.message]
        assert faults == [], name
        assert bool(carried.lost) == (carried.consistency != form.consistency), name


def test_years_are_moved_in_texts_and_names() -> None:
    assert shift_text("2024年基准值，〔2015〕119号，财税[2015]119号，2025—2027年", 2) == (
        "2026年基准值，〔2015〕119号，财税[2015]119号，2027—2029年"
    )
    assert shift_name("output_value.2024", 1) == "output_value.2025"
    assert shift_name("plan.stage_2025", 2) == "plan.stage_2027"
    assert shift_name("patents_per_10000", 2) == "patents_per_10000"
