"""Rules of a known form carried to a new one: with its years, without what names a field that is gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from docgen.definitions.consistency_rules import Consistency
from docgen.definitions.definition_writer import convert_record
from docgen.definitions.form import Form, Goals, Narrative
from docgen.documents.form_import.year_shift import shift_name, shift_text
from docgen.strict_struct import convert_content

_LISTS = ("parts", "yearly", "average", "ahead", "besides", "shares", "phones", "distinct")
"""Lists of names of which one may be missing: the rule holds for the others."""


@dataclass
class CarriedRules:
    """The rules that still apply, and each that lost a field: its section and the names that are gone."""

    consistency: Consistency
    lost: list[tuple[str, str]] = field(default_factory=list)


def carry_rules(known: Form, new: Form, years: int) -> CarriedRules:
    """Carry the rules of consistency of ``known`` to ``new``, whose years are moved by ``years``."""
    carrier = _Carrier(list_names(known), list_names(new), years)
    content = {name: carrier.prune(value, name) for name, value in convert_record(known.consistency).items()}
    kept = {name: value for name, value in content.items() if value}
    return CarriedRules(convert_content(kept, Consistency), carrier.lost)


def list_names(form: Form) -> frozenset[str]:
    """List all names by which rules speak of a form: fields, places, slots, rows of goals, headings."""
    rows = {place.rpartition(".")[0] for place, one in form.places.items() if isinstance(one, Goals)}
    headings = {
        f"{one.id}.{part.id}" for one in form.fields.values() if isinstance(one, Narrative) for part in one.sections
    }
    return frozenset({*form.fields, *form.places, *form.slots, *rows, *headings})


class _Carrier:
    def __init__(self, known: frozenset[str], new: frozenset[str], years: int) -> None:
        self.known = known
        self.new = new
        self.years = years
        self.lost: list[tuple[str, str]] = []

    def prune(self, value: Any, section: str) -> Any:
        """Return a section of the rules without the entries that lost a name; each of them is noted."""
        if isinstance(value, list):
            return [kept for one in value if (kept := self._prune_entry(one, section)) is not None]
        if isinstance(value, dict):
            gone = [name for name in value if self._is_gone(name)]
            self.lost += [(section, name) for name in gone]
            return {self._shift(name): self.prune(one, section) for name, one in value.items() if name not in gone}
        return self._shift(value)

    def _prune_entry(self, entry: Any, section: str) -> Any:
        if isinstance(entry, str):
            if self._is_gone(entry):
                self.lost.append((section, entry))
                return None
            return self._shift(entry)
        if not isinstance(entry, dict):
            return self._shift(entry)
        kept: dict[str, Any] = {}
        for key, value in entry.items():
            shifted = self._prune_value(key, value)
            if shifted is None:
                break
            kept[key] = shifted
        is_kept = len(kept) == len(entry)
        if gone := self._list_gone(entry):
            rest = "（规则留着，只少了它）" if is_kept else ""
            self.lost.append((section, "、".join(sorted(gone)) + rest))
        return kept if is_kept else None

    def _prune_value(self, key: str, value: Any) -> Any:
        """Return a value of a rule; None where the rule cannot do without a name that is gone."""
        gone = self._list_gone(value)
        if not gone:
            return self._shift(value)
        if isinstance(value, list) and value and isinstance(value[0], list):
            left = [one for one in value if not self._list_gone(one)]
        elif isinstance(value, list) and key in _LISTS:
            left = [one for one in value if not self._is_gone(one)]
        else:
            return None
        return self._shift(left) or None

    def _list_gone(self, value: Any) -> set[str]:
        return {text for text in iterate_texts(value) if self._is_gone(text)}

    def _is_gone(self, name: str) -> bool:
        return name in self.known and shift_name(name, self.years) not in self.new

    def _shift(self, value: Any) -> Any:
        match value:
            case dict():
                return {self._shift(name): self._shift(one) for name, one in value.items()}
            case list():
                return [self._shift(one) for one in value]
            case str():
                return shift_name(value, self.years) if value in self.known else shift_text(value, self.years)
            case int() if not isinstance(value, bool) and 2000 < value < 2100:
                return value + self.years
            case _:
                return value


def iterate_texts(value: Any) -> Iterator[str]:
    """Yield all texts of a definition, the keys of its mappings too."""
    match value:
        case str():
            yield value
        case list():
            for one in value:
                yield from iterate_texts(one)
        case Mapping():
            for name, one in value.items():
                yield name
                yield from iterate_texts(one)
