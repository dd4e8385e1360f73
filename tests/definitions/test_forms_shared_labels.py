"""The two forms of 2025 stay complete files of their own; what they print in common they print in the same words."""

from __future__ import annotations

import pytest

from docgen import built_in
from docgen.definitions.form import Choice, Choices

APPLICATION, REVIEW = (built_in().load_form(form_id) for form_id in ("2025-application", "2025-review"))
SHARED = [name for name in APPLICATION.fields if name in REVIEW.fields]
OTHER_LABEL = {"plan": "part eight looks ahead in the application and back in the review"}


@pytest.mark.parametrize("name", SHARED)
def test_a_field_of_both_forms_has_the_same_label_kind_unit_and_options(name: str) -> None:
    one, other = APPLICATION.fields[name], REVIEW.fields[name]
    assert type(one) is type(other)
    assert getattr(one, "unit", "") == getattr(other, "unit", "")
    assert (one.label == other.label) is (name not in OTHER_LABEL)
    if isinstance(one, Choice | Choices) and isinstance(other, Choice | Choices):
        assert one.options == other.options


def test_every_exception_is_a_field_of_both_forms() -> None:
    assert OTHER_LABEL.keys() <= set(SHARED)
