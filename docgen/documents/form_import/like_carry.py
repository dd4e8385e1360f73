"""Contents that a new form takes over from the known one: derivations, hints, limits of figures, rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from docgen.definitions.form import (
    DeclaredHandPlace,
    Direction,
    Field,
    Form,
    Goals,
    Indicator,
    Matrix,
    NamedList,
    Number,
    Package,
    Series,
    Text,
)
from docgen.documents.alignment.likeness import normalize_words
from docgen.documents.form_import.carried_rules import carry_rules
from docgen.documents.form_import.form_draft import OPEN_REQUIREMENTS
from docgen.documents.form_import.like_matching import FieldMatch, Likeness


@dataclass(frozen=True)
class CarriedForm:
    """The new form with what was carried to it; ``lost`` has what could not be: its kind, the names that are gone."""

    form: Form
    lost: list[tuple[str, str]] = field(default_factory=list)


def carry_over(
    form: Form,
    known: Form,
    matches: Sequence[FieldMatch],
    requirements: Mapping[str, Sequence[str]],
) -> CarriedForm:
    """Carry to ``form`` what ``known`` says of the fields that both have.

    ``requirements`` are the sentences below the tables of goals of the new form, by the id of their field.
    """
    lost: list[tuple[str, str]] = []
    by_id = {match.known.id: match for match in matches if match.likeness.keeps_id}
    parts = []
    for part in form.parts:
        fields = tuple(_carry_field(one, by_id.get(one.id)) for one in part.fields)
        parts.append(msgspec.structs.replace(part, fields=fields))
    form = msgspec.structs.replace(form, parts=tuple(parts), package=_carry_package(form, known))
    form = msgspec.structs.replace(form, by_hand=tuple(_carry_hand_place(one, known, form) for one in form.by_hand))
    form = _carry_goals(form, by_id, requirements, lost)
    rules = carry_rules(known, form)
    lost += rules.lost
    return CarriedForm(msgspec.structs.replace(form, consistency=rules.consistency), lost)


def _carry_field(new: Field, match: FieldMatch | None) -> Field:
    """Carry what the known field says that the form itself does not print."""
    if match is None or type(new) is not type(match.known):
        return new
    known: Any = match.known
    is_same = match.likeness is Likeness.SAME
    hint = known.hint or ("" if is_same else new.hint)
    changes: dict[str, Any] = {"about": known.about, "hint": hint}
    match new:
        case Text():
            changes |= {"suffixes": known.suffixes, "whole": known.whole}
        case Number() | Series():
            names = ("whole", "signed", "maximum", "derive", "listed")
            changes |= {name: getattr(known, name) for name in names}
        case Matrix() | NamedList():
            changes["listed"] = known.listed
        case _:
            pass
    reasons = [one for one in new.review if not (is_same and _is_settled(one))]
    if match.likeness is Likeness.REWORDED:
        old = known.label
        reasons.insert(0, f"“{old}”改为“{new.label}”，意思相同才能沿用 id {known.id}")
    return msgspec.structs.replace(new, **changes, review=tuple(reasons))


def _is_settled(reason: str) -> bool:
    """Return True for a guess that the known form settles: the unit, the number of 字, one or several options."""
    return reason.startswith("申报表没有")


def _carry_package(form: Form, known: Form) -> Package:
    package = known.package
    if {package.cluster, *package.cover, package.date} <= form.fields.keys():
        return msgspec.structs.replace(package, title=form.package.title, form_name=form.package.form_name)
    return form.package


def _carry_hand_place(place: DeclaredHandPlace, known: Form, form: Form) -> DeclaredHandPlace:
    """Carry who signs or seals, where the known form says it more exactly than the line that is signed."""
    same = next((one for one in known.by_hand if one.field == place.field and one.action is place.action), None)
    if same is None or known.fields[same.field].label != form.fields[place.field].label:
        return place
    return msgspec.structs.replace(place, by=same.by, named=same.named if same.named in form.fields else place.named)


# -- tables of goals -----------------------------------------------------------------------------------------------


def _carry_goals(
    form: Form,
    matches: Mapping[str, FieldMatch],
    requirements: Mapping[str, Sequence[str]],
    lost: list[tuple[str, str]],
) -> Form:
    """Carry the units, derivations and rules of tables of goals; they name places of the whole form."""
    parts = []
    for part in form.parts:
        fields = list(part.fields)
        for number, one in enumerate(fields):
            match = matches.get(one.id)
            if isinstance(one, Goals) and match and isinstance(match.known, Goals):
                carrier = _GoalTableCarrier(form, one, match.known, requirements.get(one.id, ()), lost)
                fields[number] = carrier.carry()
        parts.append(msgspec.structs.replace(part, fields=tuple(fields)))
    return msgspec.structs.replace(form, parts=tuple(parts))


class _GoalTableCarrier:
    def __init__(
        self,
        form: Form,
        new: Goals,
        known: Goals,
        requirements: Sequence[str],
        lost: list[tuple[str, str]],
    ) -> None:
        self.form, self.new, self.known = form, new, known
        self.requirements, self.lost = requirements, lost
        self.directions = tuple(map(self._carry_direction, new.directions))
        self.rows = {f"{one.id}.{row.id}" for one in self.directions for row in one.indicators if row.unit}
        self.cells = {f"{row}.{column}" for row in self.rows for column in new.columns}

    def carry(self) -> Goals:
        """Return the table with what was carried; its open questions are in ``review``."""
        same_as = {}
        for cell, place in self.known.same_as.items():
            if self._has(cell, place):
                same_as[cell] = place
        derive = []
        for goal in self.known.derive:
            if self._has(goal.of):
                kept = tuple(place for place in goal.answers if place in self.form.places)
                derive.append(msgspec.structs.replace(goal, answers=kept))
        rules, reasons = self._carry_rules()
        span = self.new.span or self.known.span
        return msgspec.structs.replace(
            self.new,
            directions=self.directions,
            same_as=same_as,
            derive=tuple(derive),
            rules=rules,
            span=span,
            review=tuple(reasons),
        )

    def _has(self, cell: str, place: str = "") -> bool:
        if cell in self.cells and (not place or place in self.form.places):
            return True
        self.lost.append((f"{self.new.id}（目标表）", place or cell))
        return False

    def _carry_direction(self, direction: Direction) -> Direction:
        known = next((one for one in self.known.directions if one.id == direction.id), None)
        by_id = {row.id: row for row in known.indicators} if known else {}
        return msgspec.structs.replace(
            direction, indicators=tuple(self._carry_indicator(row, by_id.get(row.id)) for row in direction.indicators)
        )

    def _carry_indicator(self, new: Indicator, known: Indicator | None) -> Indicator:
        if known is None:
            return new
        names = ("unit", "better", "signed", "maximum")
        return msgspec.structs.replace(new, **{name: getattr(known, name) for name in names})

    def _carry_rules(self) -> tuple[tuple[Any, ...], list[str]]:
        """Return the rules whose sentences the new form still prints, and what a person has to write or confirm."""
        printed = {normalize_words(text): text for text in self.requirements}
        is_same_remark = normalize_words(self.known.remark) == normalize_words(self.new.remark)
        rules, used, reasons = [], set(), []
        for rule in self.known.rules:
            words = normalize_words(rule.text)
            is_of_remark = rule.measure == "base" and is_same_remark
            if rule.of in self.rows and (words in printed or is_of_remark):
                used.add(words)
                rules.append(msgspec.structs.replace(rule, text=rule.text))
            else:
                self.lost.append((f"{self.new.id}（目标表的要求）", rule.text))
        for words, text in printed.items():
            if words not in used:
                reasons.append(f"表下的要求“{text}”是新的或改过，请写成 rules")
        # Guesses of units and the bare number of requirements are settled by what was carried.
        inside = [one for one in self.new.review if not _is_settled(one) and not one.startswith(OPEN_REQUIREMENTS)]
        return tuple(rules), [*inside, *reasons]
