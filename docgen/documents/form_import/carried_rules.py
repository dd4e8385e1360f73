"""Rules of a known form carried to a new one of the same years, without what names a field that is gone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from docgen.definitions.consistency_rules import Consistency
from docgen.definitions.definition_writer import convert_record
from docgen.definitions.form import Form, Goals, Narrative
from docgen.strict_struct import convert_content

_LISTS = ("parts", "yearly", "average", "ahead", "besides", "shares", "phones", "distinct")
"""Lists of names of which one may be missing: the rule holds for the others."""


@dataclass
class CarriedRules:
    """The rules that still apply, and each that lost a field: its section and the names that are gone."""

    consistency: Consistency
    lost: list[tuple[str, str]] = field(default_factory=list)


def carry_rules(known: Form, new: Form) -> CarriedRules:
    """Carry the rules of consistency of ``known`` to ``new``, a form of the same years."""
    carrier = _RuleCarrier(list_names(known), list_names(new))
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


class _RuleCarrier:
    def __init__(self, known: frozenset[str], new: frozenset[str]) -> None:
        self.gone = known - new
        self.lost: list[tuple[str, str]] = []

    def prune(self, value: Any, section: str) -> Any:
        """Return a section of the rules without the entries that lost a name; each of them is noted."""
        if isinstance(value, list):
            return [kept for one in value if (kept := self._prune_entry(one, section)) is not None]
        if isinstance(value, dict):
            gone = [name for name in value if name in self.gone]
            self.lost += [(section, name) for name in gone]
            return {name: self.prune(one, section) for name, one in value.items() if name not in gone}
        return value

    def _prune_entry(self, entry: Any, section: str) -> Any:
        if isinstance(entry, str):
            if entry in self.gone:
                self.lost.append((section, entry))
                return None
            return entry
        if not isinstance(entry, dict):
            return entry
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
            return value
        if isinstance(value, list) and value and isinstance(value[0], list):
            left = [one for one in value if not self._list_gone(one)]
        elif isinstance(value, list) and key in _LISTS:
            left = [one for one in value if one not in self.gone]
        else:
            return None
        return left or None

    def _list_gone(self, value: Any) -> set[str]:
        return {text for text in iterate_texts(value) if text in self.gone}


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
