"""The requirement map: each demand of the form and the notice, the items that answer it, and their files.

The form demands a proof, a list, a statement or a formula beside some answers (``attach``); the notice demands more by
what its items are for. Both are traced to the items of the notice and on to the files, and back from each item.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from docgen.definitions.form import Attach, Choice, Choices, Field, name_of, places_of, short_name
from docgen.definitions.notice import EvidenceItem
from docgen.problems.problem import Problem
from docgen.project.application import Application
from docgen.project.evidence.evidence_files import EvidenceFile
from docgen.project.evidence.evidence_index import INDEX, EvidenceKind, contains_slot
from docgen.rules.evidence.evidence_checklist import CheckedItem, ItemState, is_claim
from docgen.values import quoted


class RequirementKind(Enum):
    """What is demanded, in the words of the map."""

    EVIDENCE = "证明"
    LIST = "清单"
    STATEMENT = "情况说明"
    FORMULA = "计算公式"


class RequirementSource(Enum):
    """Who demands it."""

    FORM = "申报表"
    NOTICE = "通知"


class Fulfilment(Enum):
    """What there is for it: files, none, or not even an item where they would belong."""

    READY = "已备"
    LACKING = "缺"
    HOMELESS = "无处归"


@dataclass(frozen=True)
class Requirement:
    """One demand: where the answer stands that makes it, what is demanded by whom, and what there is for it.

    ``option`` are the words of the box or the choice, "" for other answers. ``items`` are the numbers of the items
    that answer it; ``files`` the titles of the lists that docgen makes, then of the files.
    """

    part: str
    field: str
    option: str
    slot: str
    kind: RequirementKind
    source: RequirementSource
    items: tuple[str, ...]
    files: tuple[str, ...]
    state: Fulfilment

    @property
    def claim(self) -> str:
        """The answer that makes the demand, in words."""
        return f"{quoted(self.field)}的{quoted(self.option)}" if self.option else quoted(self.field)


@dataclass(frozen=True)
class ItemFileKinds:
    """The files of one item by the kind that the index declares; ``unsaid`` are those of which it says none."""

    item: str
    counts: Mapping[EvidenceKind, int]
    undeclared: int

    @property
    def words(self) -> str:
        """The counts in words; nothing where the index says nothing of any file."""
        told = "，".join(f"{kind.value} {count} 个" for kind, count in self.counts.items())
        return f"{told}，未说明 {self.undeclared} 个" if told and self.undeclared else told


_KINDS = {
    "evidence": RequirementKind.EVIDENCE,
    "list": RequirementKind.LIST,
    "statement": RequirementKind.STATEMENT,
    "formula": RequirementKind.FORMULA,
}
_ITEM_WORDS = {
    "佐证材料": RequirementKind.EVIDENCE,
    "清单": RequirementKind.LIST,
    "名单": RequirementKind.LIST,
    "情况说明": RequirementKind.STATEMENT,
    "公式": RequirementKind.FORMULA,
}
"""What an item asks for, by the word in its title; the first that is found holds."""


def trace_requirements(application: Application, items: Sequence[CheckedItem]) -> tuple[Requirement, ...]:
    """Every demand that the answers call forth, in the order of the form; ``items`` are those of the checklist."""
    tracer = _RequirementTracer(application, items)
    return tuple(one for field in application.form.fields.values() for one in tracer.trace(field))


def group_by_item(
    demands: Iterable[Requirement], items: Iterable[CheckedItem]
) -> Mapping[str, tuple[CheckedItem, tuple[Requirement, ...]]]:
    """The way back: each item of the list by its number, with the demands that it answers."""
    served: dict[str, list[Requirement]] = {}
    for demand in demands:
        for number in demand.items:
            served.setdefault(number, []).append(demand)
    return {one.item.number: (one, tuple(served.get(one.item.number, ()))) for one in items}


def count_evidence_kinds(application: Application) -> tuple[ItemFileKinds, ...]:
    """How many files of each kind there are, for each item that has files, in the order of the list."""
    declared = application.evidence.declared
    kinds: dict[str, list[EvidenceKind | None]] = {item.number: [] for item in application.notice.items()}
    for file in application.evidence.files:
        kinds[file.item].append(declared[file.name].kind if file.name in declared else None)
    return tuple(
        ItemFileKinds(number, {kind: found.count(kind) for kind in EvidenceKind if kind in found}, found.count(None))
        for number, found in kinds.items()
        if found
    )


def check_requirements(
    application: Application, demands: Iterable[Requirement], items: Iterable[CheckedItem]
) -> Iterator[Problem]:
    """A problem for each demand that no item takes, and each that no file of its item proves, as the index has it."""
    states = {one.item.number: one for one in items}
    for demand in demands:
        where = application.locate(demand.slot)
        if demand.state is Fulfilment.HOMELESS:
            message = f"{demand.claim}要求附{demand.kind.value}，佐证材料清单里没有收它的一项，也没有文件说明证明它。"
            hint = f"请把材料放进最接近的一项，并在 {INDEX} 里给这个文件写上 proves: [{demand.slot}]。"
            yield Problem("requirement.no-item", where, message, hint)
        elif demand.state is Fulfilment.LACKING and all(
            states[number].state is ItemState.READY for number in demand.items
        ):
            item = states[demand.items[0]].item
            message = (
                f"{demand.claim}要求附{demand.kind.value}；佐证材料 {'、'.join(demand.items)} 有文件，"
                f"但按 {INDEX} 所写，没有一个证明它。"
            )
            hint = f"请补上材料，或在 {INDEX} 里给证明它的文件加上 proves: [{demand.slot}]，或更改答案。"
            yield Problem("requirement.no-file", where, message, hint, item.title)


@dataclass(frozen=True)
class _RequirementTracer:
    application: Application
    items: Sequence[CheckedItem]

    def trace(self, field: Field) -> Iterator[Requirement]:
        """The demands of one field: those of the form, or, where the form has none, those of the notice."""
        claimed = list(_find_claims(self.application, field))
        for attach in field.attach:
            yield from (
                self._trace_slot(field, slot, option, _KINDS[attach.kind])
                for slot, option in claimed
                if _is_demanded(attach, field, slot)
            )
        if not field.attach:
            for slot, option in claimed:
                yield from (
                    self._build_requirement(
                        field, slot, option, _determine_kind(one.item), RequirementSource.NOTICE, [one]
                    )
                    for one in self._find_items(field, slot)
                )

    def _trace_slot(self, field: Field, slot: str, option: str, kind: RequirementKind) -> Requirement:
        return self._build_requirement(field, slot, option, kind, RequirementSource.FORM, self._find_items(field, slot))

    def _find_items(self, field: Field, slot: str) -> list[CheckedItem]:
        return [one for one in self.items if contains_slot(one.item.proves, self.application.form, field, slot)]

    def _build_requirement(
        self,
        field: Field,
        slot: str,
        option: str,
        kind: RequirementKind,
        source: RequirementSource,
        items: Sequence[CheckedItem],
    ) -> Requirement:
        own = list(self._find_files(field, slot, items))
        made = [
            title
            for one in items
            for title in one.generated.titles
            if kind is RequirementKind.LIST or one.generated.suffices
        ]
        numbers = dict.fromkeys([*(one.item.number for one in items), *(file.item for file in own)])
        return Requirement(
            part=self.application.form.part_of(field).title,
            field=_format_field(field),
            option=option,
            slot=slot,
            kind=kind,
            source=source,
            items=tuple(numbers),
            files=(*made, *(file.title for file in own)),
            state=Fulfilment.READY if made or own else Fulfilment.LACKING if items else Fulfilment.HOMELESS,
        )

    def _find_files(self, field: Field, slot: str, items: Sequence[CheckedItem]) -> Iterator[EvidenceFile]:
        """The files of the items that do not say to prove something else; without items, those that say to prove it."""
        numbers = {one.item.number for one in items}
        for file in self.application.evidence.files:
            declared = self.application.evidence.declared.get(file.name)
            proves = declared.proves if declared else ()
            named = contains_slot(proves, self.application.form, field, slot)
            if (file.item in numbers and (named or not proves)) or (named and not numbers):
                yield file


def _find_claims(application: Application, field: Field) -> Iterator[tuple[str, str]]:
    """What the answer claims: a slot and the words of its box for each one chosen, the field itself for any other."""
    answers, years = application.answers, application.form.years
    match field:
        case Choice() | Choices():
            answer = answers.get(field.id)
            chosen = answer if isinstance(answer, tuple) else (answer,)
            yield from ((f"{field.id}.{name}", words) for name, words in field.options.items() if name in chosen)
        case _ if any(is_claim(answers.get(place)) for place in places_of(field, years)):
            yield field.id, ""


def _is_demanded(attach: Attach, field: Field, slot: str) -> bool:
    return not attach.when or slot.removeprefix(f"{field.id}.") in attach.when


def _determine_kind(item: EvidenceItem) -> RequirementKind:
    return next((kind for words, kind in _ITEM_WORDS.items() if words in item.title), RequirementKind.EVIDENCE)


def _format_field(field: Field) -> str:
    """The field in few words that still tell it from others of the same label."""
    return name_of(field, field.id) if field.about else short_name(field)
