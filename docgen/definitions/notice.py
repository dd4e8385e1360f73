"""A notice as data: what a national or provincial notice asks for around the form.

Evidence list, copies, discs, quota, deadline, summary columns and binding differ from province to province;
what a notice does not say stays None and is printed as unknown: nothing is invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Immutable; an unknown key is refused."""


class EvidenceItem(_Data, kw_only=True, frozen=True):
    """One numbered item of the evidence list: its official wording and what it proves.

    ``for`` names fields, or options as ``field.option`` where an item proves only some of the boxes; a notice that
    is used for several forms may name what only one of them has. ``needed`` is ``always``, or ``claimed``: when one
    of the answers it proves claims something. ``per`` is ``enterprise`` where every enterprise of the cluster owes a
    sheet of its own. ``retired`` says why nothing calls for the item any more; it keeps its number and place.
    """

    number: str
    title: str
    proves: tuple[str, ...] = msgspec.field(name="for", default=())
    needed: Literal["always", "claimed"] = "claimed"
    per: Literal["enterprise"] | None = None
    note: str = ""
    retired: str = ""


class EvidenceGroup(_Data, kw_only=True, frozen=True):
    """One heading of the evidence list and its items."""

    heading: str
    items: tuple[EvidenceItem, ...]


class Copies(_Data, kw_only=True, frozen=True):
    """How many paper copies: in all, and of these how many originals (正本) and duplicates (副本).

    ValueError where originals and duplicates are not what there is in all.
    """

    total: Annotated[int, Meta(ge=1)] | None = None
    originals: Annotated[int, Meta(ge=1)] | None = None
    duplicates: Annotated[int, Meta(ge=0)] | None = None

    def __post_init__(self) -> None:
        total, originals, duplicates = self.total, self.originals, self.duplicates
        if None not in (total, originals, duplicates) and (originals or 0) + (duplicates or 0) != total:
            raise ValueError(f"正本 {originals} 份加副本 {duplicates} 份不是共 {total} 份。")
        if total is not None and max(originals or 0, duplicates or 0) > total:
            raise ValueError(f"正本或副本的份数多于共 {total} 份。")

    @property
    def marked(self) -> tuple[tuple[str, int | None], ...]:
        """The marks that covers bear, with how many copies bear each; None where the notice does not say how many.

        One empty mark where the notice does not tell originals from duplicates. With the number of all copies and
        that of the one kind, the rest are of the other.
        """
        originals, duplicates = self.originals, self.duplicates
        if originals is None and duplicates is None:
            return (("", self.total),)
        if self.total is not None:
            originals = self.total - (duplicates or 0) if originals is None else originals
            duplicates = self.total - originals
        marks = (("正本", originals), ("副本", duplicates))
        return tuple((mark, number) for mark, number in marks if number != 0)

    @property
    def in_all(self) -> int | None:
        """How many copies there are of either kind, or None where the notice does not say so."""
        numbers = [number for _, number in self.marked]
        return None if None in numbers else sum(number or 0 for number in numbers)


class VolumeLimit(_Data, kw_only=True, frozen=True):
    """From how much on the package is bound in several volumes (分册): pages, or megabytes (10^6 bytes) of a file."""

    pages: Annotated[int, Meta(ge=20)] | None = None
    megabytes: Annotated[int, Meta(ge=1)] | None = None


class Printing(_Data, kw_only=True, frozen=True):
    """How the package is printed; what a notice does not say is None, and docgen's own way is taken and told.

    ``sides`` of a sheet that are printed on; ``numbering`` of pages through all volumes or anew in each; ``paper`` and
    ``cover`` in the notice's words; ``disc`` is the medium.
    """

    sides: Literal["one", "two"] | None = None
    volumes: VolumeLimit = VolumeLimit()
    numbering: Literal["continuous", "volume"] | None = None
    paper: str = ""
    cover: str = ""
    disc: Literal["CD", "DVD"] | None = None

    @property
    def is_two_sided(self) -> bool:
        """Whether both sides are printed on: unless the notice says otherwise, as GB/T 9704—2012 has it (双面印刷)."""
        return self.sides != "one"

    @property
    def numbers_each_volume(self) -> bool:
        """Whether each volume begins with page 1; page numbers run through all volumes unless the notice says so."""
        return self.numbering == "volume"


class Quota(_Data, kw_only=True, frozen=True):
    """How many clusters one place may recommend; ``by`` names the fields whose answers say which place that is.

    Without ``by`` no answer tells the place, and the limit is only told.
    """

    scope: str
    limit: int
    by: tuple[str, ...] = ()


class SummaryColumn(_Data, kw_only=True, frozen=True):
    """One column of the 推荐汇总表: its heading as printed, and what stands in it.

    ``fill`` is ``number`` for the running number and ``hand`` for what is written in by hand. Otherwise ``of`` names
    fields whose answers are printed with ``join`` between them, or ``ask`` a question of the ``summary:`` section. A
    column with both prints the words of the section where there are any, and they must hold each of the answers. In a
    column that is ``unique`` no two clusters may have the same words. ``limit`` is in 字. Without a heading is only a
    column whose ``note`` says why.
    """

    label: str = ""
    fill: Literal["number", "hand"] | None = None
    of: tuple[str, ...] = msgspec.field(name="from", default=())
    join: str = ""
    ask: str = ""
    limit: int | None = None
    unique: bool = False
    hint: str = ""
    note: str = ""


class SummaryTable(_Data, kw_only=True, frozen=True):
    """The 推荐汇总表: its title, the lines above the table, and its columns.

    ``beside`` are questions that are asked with it and not printed; ``one_per`` names the question of which no two
    clusters may have the same answer.
    """

    title: str
    head: tuple[str, ...] = ()
    columns: tuple[SummaryColumn, ...]
    beside: tuple[SummaryColumn, ...] = ()
    one_per: str = ""

    def questions(self) -> Iterator[SummaryColumn]:
        """What the ``summary:`` section is asked for, in order: the columns that ask, then those beside the table."""
        yield from (column for column in (*self.columns, *self.beside) if column.ask)


class Notice(_Data, kw_only=True, frozen=True):
    """One notice; ``evidence`` holds its own list, ``evidence_as`` the id of the notice whose list is used."""

    id: str
    title: str
    number: str = ""
    issuer: str
    source: str
    forms: tuple[str, ...]
    applicant: str = ""
    addressee: str = ""
    deadline: date | None = None
    delivery: str = ""
    quota: tuple[Quota, ...] = ()
    selection: str = ""
    documents: tuple[str, ...] = ()
    copies: Copies = Copies()
    discs: Annotated[int, Meta(ge=0)] | None = None
    binding: str = ""
    printing: Printing = Printing()
    evidence_title: str = "佐证材料清单"
    evidence: tuple[EvidenceGroup, ...] = ()
    evidence_as: str = ""
    evidence_note: str = ""
    summary: SummaryTable | None = None

    def items(self) -> Iterator[EvidenceItem]:
        """Every evidence item in the order of the list."""
        for group in self.evidence:
            yield from group.items

    def item(self, number: str) -> EvidenceItem | None:
        """The item of that number, if the list has it."""
        return next((item for item in self.items() if item.number == number), None)
