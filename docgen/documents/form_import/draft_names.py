"""The ids of a new form: made up where nothing is known, such as ``s3_05``, its options ``o1``, its rows ``r1``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from docgen.definitions.form_words import FormWords, has_any
from docgen.documents.form_import.draft_fields import DraftField, Step

_YEAR = re.compile(r"(20\d\d)\s*年")


@dataclass
class FieldNames:
    """The ids of a field, of its options, rows, columns, headings, directions, and of the indicators of each."""

    id: str
    options: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    directions: list[str] = field(default_factory=list)
    indicators: list[list[str]] = field(default_factory=list)

    def name_slot(self, steps: Sequence[Step]) -> str:
        """Return the name of the slot that these steps lead to; that of a repeated row is ``row.…``."""
        numbers = dict(steps)
        if "own" in numbers:
            return f"row.{self.columns[numbers['column']]}"
        return ".".join([self.id, *self._iterate_steps(numbers)])

    def _iterate_steps(self, numbers: dict[str, int]) -> list[str]:
        found: list[str] = []
        for name, value in numbers.items():
            match name:
                case "year":
                    found.append(str(value))
                case "option":
                    found.append(self.options[value])
                case "row":
                    found.append(self.rows[value])
                case "column":
                    found.append(self.columns[value])
                case "section":
                    found.append(self.sections[value])
                case "direction":
                    found.append(self.directions[value])
                case "indicator":
                    found.append(self.indicators[numbers["direction"]][value])
                case _:
                    found.append(name)
        return found


def make_names(draft: DraftField, name: str, words: FormWords) -> FieldNames:
    """Make up the ids of a field whose own id is ``name``."""
    return FieldNames(
        name,
        _name_options(draft.options, words),
        [f"r{number}" for number in range(1, len(draft.rows) + 1)],
        _name_columns(draft, words),
        _name_sections(draft),
        [f"d{number}" for number in range(1, len(draft.directions) + 1)],
        [[f"i{number}" for number in range(1, len(one.indicators) + 1)] for one in draft.directions],
    )


def _name_options(options: Sequence[str], words: FormWords) -> list[str]:
    """Name the options: those of a question of 是 and 否 ``true``, ``false`` and ``not_applicable``."""
    if list(options[:2]) != [words.yes, words.no]:
        return [f"o{number}" for number in range(1, len(options) + 1)]
    rest = [
        "not_applicable" if number == 0 and has_any(option, words.not_applicable) else f"o{number + 3}"
        for number, option in enumerate(options[2:])
    ]
    return ["true", "false", *rest]


def _name_columns(draft: DraftField, words: FormWords) -> list[str]:
    names: list[str] = []
    for number, column in enumerate(draft.columns, 1):
        known = [one.id for one in words.goal_columns if draft.kind == "goals" and has_any(column, one.words)]
        names.append(next((one for one in known if one not in names), f"c{number}"))
    return names


def _name_sections(draft: DraftField) -> list[str]:
    names: list[str] = []
    for number, section in enumerate(draft.sections, 1):
        year = _YEAR.search(section.heading)
        stage = f"stage_{year[1]}" if year and section.slot else ""
        names.append(stage if stage and stage not in names else f"p{number:02}")
    return names
