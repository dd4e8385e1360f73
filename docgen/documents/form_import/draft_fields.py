"""Fields of a new form as they are guessed: before they have ids, with the reasons why a person must look at them."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Step = tuple[str, int]
"""One step from a field to a slot: the year 2024, the option 0, the row 1 …"""

DraftKind = Literal[
    "text", "long_text", "number", "series", "choice", "choices", "matrix", "named_list", "goals", "narrative", "blank"
]


@dataclass
class DraftAttach:
    """A document that is demanded; ``option`` is the number of the option that it belongs to, None for any answer."""

    kind: Literal["evidence", "list", "statement", "formula"]
    option: int | None = None


@dataclass
class DraftIndicator:
    """A printed row of a table of goals."""

    label: str
    unit: str = ""
    signed: bool = False
    maximum: Decimal | None = None
    is_lower_better: bool = False


@dataclass
class DraftDirection:
    """A direction of a table of goals."""

    label: str
    indicators: list[DraftIndicator] = field(default_factory=list)
    own: bool = False


@dataclass
class DraftSection:
    """A heading of a plan; ``slot`` is where its text is written, "" where it has none."""

    heading: str
    level: int
    slot: str = ""


@dataclass(eq=False)
class DraftField:
    """A field: its kind and words, its numbered slots with the steps to each, and what a person must look at.

    ``group`` is the label of the rows that it belongs to, ``after`` that of the field before it.
    """

    kind: DraftKind
    label: str
    part: str
    about: str = ""
    group: str = ""
    hint: str = ""
    limit: int = 0
    unit: str = ""
    whole: bool = False
    signed: bool = False
    maximum: Decimal | None = None
    options: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    directions: list[DraftDirection] = field(default_factory=list)
    sections: list[DraftSection] = field(default_factory=list)
    remark: str = ""
    attach: list[DraftAttach] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    review: list[str] = field(default_factory=list)
    slots: dict[str, tuple[Step, ...]] = field(default_factory=dict)
    sealed: str = ""
    """The words of a line on the cover that is sealed beside the answer."""

    def demand(
        self, kinds: list[Literal["evidence", "list", "statement", "formula"]], option: int | None = None
    ) -> None:
        """Add the documents that are demanded, each once."""
        known = {(one.kind, one.option) for one in self.attach}
        self.attach += [DraftAttach(kind, option) for kind in kinds if (kind, option) not in known]
