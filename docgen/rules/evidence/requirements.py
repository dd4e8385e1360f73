"""The requirement map: each requirement of the form and the notice, the items that serve it, and their files.

The form requires evidence, a list, a statement or a formula beside some answers (``attach``); the notice requires more
by the ``proves`` of its items. Both are traced to the items of the notice and on to the files, and back from each item.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from docgen.definitions.form import Attach, Choice, Choices, Field, describe_place, iterate_places, shorten_label
from docgen.problems.problem import Problem
from docgen.project.application import Application
from docgen.project.evidence.evidence_files import EvidenceFile
from docgen.project.evidence.evidence_index import INDEX, EvidenceKind, contains_slot
from docgen.rules.evidence.evidence_checklist import CheckedItem, ItemState, is_claim
from docgen.values import quote_text


class RequirementKind(Enum):
    """The kind of document that is required; the map prints the values."""

    EVIDENCE = "证明"
    LIST = "清单"
    STATEMENT = "情况说明"
    FORMULA = "计算公式"


class RequirementSource(Enum):
    """The origin of a requirement; the map prints the values."""

    FORM = "申报表"
    NOTICE = "通知"


class Fulfilment(Enum):
    """The fulfilment of a requirement: files, no files, or no item for them; the map prints the values."""

    READY = "已备"
    LACKING = "缺"
    NO_ITEM = "无处归"


@dataclass(frozen=True)
class Requirement:
    """One requirement: the answer that calls for it, its kind and origin, and its fulfilment.

    ``option`` is the text of the option, "" for other answers. ``items`` are the numbers of the items that serve it;
    ``files`` the titles of the generated lists, then of the files.
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
        """The answer that calls for the requirement, as text."""
        return f"{quote_text(self.field)}的{quote_text(self.option)}" if self.option else quote_text(self.field)


@dataclass(frozen=True)
class ItemFileKinds:
    """The number of files of one item by declared kind; ``undeclared`` is the number of files without one."""

    item: str
    counts: Mapping[EvidenceKind, int]
    undeclared: int

    @property
    def words(self) -> str:
        """The counts as text, "" where no file has a declared kind."""
        counts = "，".join(f"{kind.value} {count} 个" for kind, count in self.counts.items())
        return f"{counts}，未说明 {self.undeclared} 个" if counts and self.undeclared else counts


_KINDS = {
    "evidence": RequirementKind.EVIDENCE,
    "list": RequirementKind.LIST,
    "statement": RequirementKind.STATEMENT,
    "formula": RequirementKind.FORMULA,
}


def trace_requirements(application: Application, items: Sequence[CheckedItem]) -> tuple[Requirement, ...]:
    """Trace every requirement of the answers, in the order of the form; ``items`` are those of the checklist."""
    tracer = _RequirementTracer(application, items)
    return tuple(one for field in application.form.fields.values() for one in tracer.trace(field))


def group_by_item(
    demands: Iterable[Requirement], items: Iterable[CheckedItem]
) -> Mapping[str, tuple[CheckedItem, tuple[Requirement, ...]]]:
    """Group the requirements by item: each item of the list by its number, with the requirements that it serves."""
    served: dict[str, list[Requirement]] = {}
    for demand in demands:
        for number in demand.items:
            served.setdefault(number, []).append(demand)
    return {one.item.number: (one, tuple(served.get(one.item.number, ()))) for one in items}


def count_evidence_kinds(application: Application) -> tuple[ItemFileKinds, ...]:
    """Count the files of each kind for each item that has files, in the order of the list."""
    declared = application.evidence.declared
    kinds: dict[str, list[EvidenceKind | None]] = {item.number: [] for item in application.notice.iterate_items()}
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
    """Yield a problem for each requirement without an item, and for each that no file proves by the index."""
    states = {one.item.number: one for one in items}
    for demand in demands:
        where = application.locate(demand.slot)
        if demand.state is Fulfilment.NO_ITEM:
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
        """Yield the requirements of one field: those of the form, or, where the form has none, those of the notice."""
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
                    self._build_requirement(field, slot, option, _KINDS[one.item.asks], RequirementSource.NOTICE, [one])
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
            part=self.application.form.find_part(field).title,
            field=_format_field(field),
            option=option,
            slot=slot,
            kind=kind,
            source=source,
            items=tuple(numbers),
            files=(*made, *(file.title for file in own)),
            state=Fulfilment.READY if made or own else Fulfilment.LACKING if items else Fulfilment.NO_ITEM,
        )

    def _find_files(self, field: Field, slot: str, items: Sequence[CheckedItem]) -> Iterator[EvidenceFile]:
        """Yield the files of the items unless declared to prove something else; without items, files declared so."""
        numbers = {one.item.number for one in items}
        for file in self.application.evidence.files:
            declared = self.application.evidence.declared.get(file.name)
            proves = declared.proves if declared else ()
            named = contains_slot(proves, self.application.form, field, slot)
            if (file.item in numbers and (named or not proves)) or (named and not numbers):
                yield file


def _find_claims(application: Application, field: Field) -> Iterator[tuple[str, str]]:
    """Yield what the answer claims: slot and text of each chosen option, for other fields the field itself."""
    answers, years = application.answers, application.form.years
    match field:
        case Choice() | Choices():
            answer = answers.get(field.id)
            chosen = answer if isinstance(answer, tuple) else (answer,)
            yield from ((f"{field.id}.{name}", words) for name, words in field.options.items() if name in chosen)
        case _ if any(is_claim(answers.get(place)) for place in iterate_places(field, years)):
            yield field.id, ""


def _is_demanded(attach: Attach, field: Field, slot: str) -> bool:
    return not attach.when or slot.removeprefix(f"{field.id}.") in attach.when


def _format_field(field: Field) -> str:
    """Format the field as shortly as possible but distinct from others of the same label."""
    return describe_place(field, field.id) if field.about else shorten_label(field)
