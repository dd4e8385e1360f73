"""Rules carried to another form: without what lost a field, and none of it in silence."""

from __future__ import annotations

import msgspec
import pytest

from docgen import built_in
from docgen.definitions.form import Form
from docgen.definitions.form_faults import find_form_faults
from docgen.documents.form_import.carried_rules import carry_rules


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
        carried = carry_rules(form, form)
        assert carried.consistency == form.consistency and carried.lost == []


@pytest.mark.slow
def test_each_field_in_turn_can_be_lost() -> None:
    """Whatever field is gone, no rule names it any more, and where a rule named it that is told."""
    form = built_in().load_form("2025-application")
    for name in form.fields:
        if name == "plan":
            continue
        less = without(form, name)
        carried = carry_rules(form, less)
        changed = msgspec.structs.replace(less, consistency=carried.consistency)
        faults = [fault for fault in find_form_faults(changed) if "consistency" in fault.message]
        assert faults == [], name
        assert bool(carried.lost) == (carried.consistency != form.consistency), name
