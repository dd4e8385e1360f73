"""The evidence checklist: the state of each item, the answers that need it, and its files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from types import MappingProxyType

from docgen.definitions.form import (
    Choice,
    Choices,
    Field,
    Matrix,
    NamedList,
    Number,
    Series,
    iterate_places,
    shorten_label,
)
from docgen.definitions.notice import EvidenceItem
from docgen.problems.problem import Problem, Where
from docgen.project.answers.answer_reader import Value
from docgen.project.application import Application
from docgen.project.evidence.evidence_files import EvidenceFile
from docgen.values import format_with_unit, quote_text


class ItemState(Enum):
    """The state of an item; the checklist prints the values."""

    READY = "已备"
    LACKING = "缺"
    NOT_NEEDED = "不适用"


@dataclass(frozen=True)
class GeneratedLists:
    """The lists generated for an item: their titles, and whether they are sufficient without files."""

    titles: tuple[str, ...] = ()
    suffices: bool = False


GeneratedByItem = Mapping[str, GeneratedLists]
"""The generated lists, by the number of the item."""

NOTHING_GENERATED: GeneratedByItem = MappingProxyType({})


@dataclass(frozen=True)
class CheckedItem:
    """The judgement of one item: ``reasons`` name the answers that need it, none where no answer does."""

    item: EvidenceItem
    heading: str
    reasons: tuple[str, ...]
    files: tuple[EvidenceFile, ...]
    generated: GeneratedLists = GeneratedLists()

    @property
    def is_needed(self) -> bool:
        """Return whether an answer of the application needs this item."""
        return bool(self.reasons)

    @property
    def state(self) -> ItemState:
        """The state: 已备 with files or sufficient lists, 缺 without them where they are needed, 不适用 otherwise."""
        if self.files or (self.is_needed and self.generated.suffices):
            return ItemState.READY
        return ItemState.LACKING if self.is_needed else ItemState.NOT_NEEDED


def judge_items(application: Application, makes: GeneratedByItem = NOTHING_GENERATED) -> tuple[CheckedItem, ...]:
    """Judge every item of the evidence list of the notice, in order, by answers, files and generated lists."""
    by_item: dict[str, list[EvidenceFile]] = {}
    for file in application.evidence.files:
        by_item.setdefault(file.item, []).append(file)
    return tuple(
        CheckedItem(
            item,
            group.heading,
            tuple(_list_reasons(application, item)),
            tuple(by_item.get(item.number, ())),
            makes.get(item.number, GeneratedLists()),
        )
        for group in application.notice.evidence
        for item in group.items
    )


def find_proven_fields(application: Application, item: EvidenceItem) -> Iterator[tuple[Field, list[str]]]:
    """Yield each field that the item proves, with the names in the notice: that of the field or of single options.

    A notice may serve several forms; a name that this form does not have is skipped.
    """
    named: dict[str, list[str]] = {}
    for name in item.proves:
        field = application.form.find_field(name)
        if field is not None:
            named.setdefault(field.id, []).append(name)
    for field_id, names in named.items():
        yield application.form.fields[field_id], names


def check_evidence(items: Iterable[CheckedItem]) -> Iterator[Problem]:
    """Yield a problem for each item that is needed and has no file, and for each with files that no answer needs."""
    for checked in items:
        where = Where("evidence", 0, f"evidence.{checked.item.number}")
        title = checked.item.title.rstrip("；。")
        if checked.state is ItemState.LACKING:
            besides = (
                f"（清单“{'”“'.join(checked.generated.titles)}”由程序生成，另需材料）"
                if checked.generated.titles
                else ""
            )
            needed = f"需要它的是：{'；'.join(checked.reasons)}。"
            message = f"佐证材料 {checked.item.number}“{title}”没有文件{besides}。{needed}"
            hint = f"请把文件放进 evidence/ 下以 {checked.item.number.zfill(2)} 开头的文件夹，或更改相应的答案。"
            yield Problem("evidence.missing", where, message, hint, checked.item.title)
        elif checked.files and not checked.is_needed:
            message = f"佐证材料 {checked.item.number}“{title}”有 {len(checked.files)} 个文件，但没有答案需要它。"
            yield Problem(
                "evidence.not-needed", where, message, "请核对是否漏勾了选项，或把文件移走。", checked.item.title
            )


def check_page_counts(
    application: Application, items: Iterable[CheckedItem], pages: Mapping[str, int]
) -> Iterator[Problem]:
    """Yield a problem for each item of one sheet per enterprise that has fewer pages than there are enterprises.

    ``pages`` has the known page counts by file name; an item with a file of unknown length is not judged.
    """
    enterprises = len(application.register.names) if application.register else 0
    for checked in items:
        names = [file.name for file in checked.files]
        if checked.item.per != "enterprise" or not names or not all(name in pages for name in names):
            continue
        found = sum(pages[name] for name in names)
        if 0 < found < enterprises:
            where = Where("evidence", 0, f"evidence.{checked.item.number}")
            message = (
                f"佐证材料 {checked.item.number} 应当每个企业一份：企业表有 {enterprises} 家，材料只有 {found} 页。"
            )
            hint = "请核对缺了哪些企业；一页上有几家的，可以不管。"
            yield Problem("evidence.fewer-than-enterprises", where, message, hint, checked.item.note)


def _list_reasons(application: Application, item: EvidenceItem) -> Iterator[str]:
    if item.needed == "always":
        yield "本项必交"
        return
    for field, names in find_proven_fields(application, item):
        if field.id in names:
            yield from _format_claim(application, field)
        else:
            yield from _format_option_claim(application, field, names)


def _format_option_claim(application: Application, field: Field, slots: list[str]) -> Iterator[str]:
    """Yield a reason that names the chosen options of ``field`` among ``slots``, if there are any."""
    answer = application.answers.get(field.id)
    options = field.options if isinstance(field, Choice | Choices) else {}
    chosen = answer if isinstance(answer, tuple) else (answer,)
    wanted = [slot.removeprefix(f"{field.id}.") for slot in slots]
    words = [quote_text(options[option]) for option in wanted if option in chosen]
    if words:
        verb = "勾选了" if isinstance(field, Choices) else "选了"
        yield f"{quote_text(shorten_label(field))}{verb}{'、'.join(words)}"


def _format_claim(application: Application, field: Field) -> Iterator[str]:
    """Yield the reasons that the answer of ``field`` gives, if it claims anything."""
    places = iterate_places(field, application.form.years)
    claimed = {place: value for place in places if is_claim(value := application.answers.get(place))}
    name = quote_text(shorten_label(field))
    numbers = [value for value in claimed.values() if isinstance(value, Decimal)]
    match field:
        case _ if not claimed:
            return
        case Choice():
            demanded = {option for attach in field.attach for option in attach.when} or set(field.options)
            yield from (f"{name}选了{quote_text(field.options[str(v)])}" for v in claimed.values() if v in demanded)
        case Choices():
            yield f"{name}勾选 {_count_entries(claimed[field.id])} 项"
        case NamedList():
            yield f"{name}填了 {_count_entries(claimed[field.id])} {field.unit}"
        case Series():
            last = list(claimed)[-1]
            yield f"{name}{last.rpartition('.')[2]}年为 {format_with_unit(numbers[-1], field.unit)}"
        case Matrix():
            yield f"{name}合计 {format_with_unit(sum(numbers, Decimal(0)), field.unit)}"
        case Number():
            yield f"{name}为 {format_with_unit(numbers[-1], field.unit)}"
        case _:
            yield f"{name}已填写"


def _count_entries(value: Value | None) -> int:
    return len(value) if isinstance(value, tuple) else 0


def is_claim(value: Value | None) -> bool:
    """Return whether an answer claims something: not blank, not 无, not 0, not an empty list."""
    match value:
        case Decimal():
            return value != 0
        case str() | tuple():
            return bool(value)
        case _:
            return False
