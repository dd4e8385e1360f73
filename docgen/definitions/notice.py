"""A notice as data: the requirements of a national or provincial notice around the form.

Evidence list, copies, discs, quota, deadline, summary columns and binding differ from province to province;
a value that the notice does not give stays None and is printed as unknown, never invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from docgen.definitions.document_names import OWN_NAMES
from docgen.definitions.faults import Fault, find_bad_names, find_unknown
from docgen.definitions.form import Action, Choice, Choices, Form
from docgen.definitions.item_numbers import is_item_number
from docgen.runtime.file_names import find_unreadable, fold_path
from docgen.strict_struct import StrictStruct

_ID = re.compile(r"[a-z][a-z0-9_]*\Z")


class EvidenceItem(StrictStruct, kw_only=True, frozen=True):
    """One numbered item of the evidence list: its official wording and the answers that it proves.

    ``for`` names fields, or options as ``field.option`` where an item proves only some of the boxes; a notice that
    is used for several forms may name what only one of them has. ``needed`` is ``always``, or ``claimed``: when one
    of the answers it proves claims something. ``per`` is ``enterprise`` where every enterprise of the cluster owes a
    sheet of its own. ``asks`` is what it asks for, as the form's ``attach`` calls it. ``retired`` says why nothing
    calls for the item any more; it keeps its number and place.
    """

    number: str
    title: str
    proves: tuple[str, ...] = msgspec.field(name="for", default=())
    needed: Literal["always", "claimed"] = "claimed"
    per: Literal["enterprise"] | None = None
    asks: Literal["evidence", "list", "statement", "formula"] = "evidence"
    note: str = ""
    retired: str = ""


class EvidenceGroup(StrictStruct, kw_only=True, frozen=True):
    """One heading of the evidence list and its items."""

    heading: str
    items: tuple[EvidenceItem, ...]


class Copies(StrictStruct, kw_only=True, frozen=True):
    """The number of paper copies: the total, and of these the originals (正本) and duplicates (副本).

    Raises ValueError where originals and duplicates do not add up to the total.
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
        """The marks on covers with the number of copies of each; None where the notice does not give a number.

        There is one empty mark where the notice does not distinguish originals and duplicates. Where it gives the total
        and one of the two numbers, the other one is the rest.
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
        """The total number of copies; None where the notice does not give it."""
        numbers = [number for _, number in self.marked]
        return None if None in numbers else sum(number or 0 for number in numbers)


class VolumeLimit(StrictStruct, kw_only=True, frozen=True):
    """The largest volume before the package is split (分册): in pages, or in megabytes (10^6 bytes) of a file."""

    pages: Annotated[int, Meta(ge=20)] | None = None
    megabytes: Annotated[int, Meta(ge=1)] | None = None


class Printing(StrictStruct, kw_only=True, frozen=True):
    """The printing of the package; a value that the notice does not give is None, and the default is used and noted.

    ``sides`` of a sheet that are printed on; ``numbering`` of pages through all volumes or anew in each; ``paper`` and
    ``cover`` in the notice's words, ``weight`` of that paper in g/m²; ``across`` the words that ask for a seal across
    the edges of all pages (骑缝章); ``disc`` is the medium.
    """

    sides: Literal["one", "two"] | None = None
    volumes: VolumeLimit = VolumeLimit()
    numbering: Literal["continuous", "volume"] | None = None
    paper: str = ""
    weight: Annotated[int, Meta(ge=40)] | None = None
    cover: str = ""
    across: str = ""
    disc: Literal["CD", "DVD"] | None = None

    @property
    def is_two_sided(self) -> bool:
        """True for printing on both sides (双面印刷, GB/T 9704—2012), unless the notice asks for one side."""
        return self.sides != "one"

    @property
    def numbers_each_volume(self) -> bool:
        """True where each volume begins with page 1; by default page numbers run through all volumes."""
        return self.numbering == "volume"


class Quota(StrictStruct, kw_only=True, frozen=True):
    """The number of clusters that one place may recommend; ``by`` has the fields whose answers name that place.

    Without ``by`` no answer names the place, and the limit is only printed.
    """

    scope: str
    limit: int
    by: tuple[str, ...] = ()


class SummaryColumn(StrictStruct, kw_only=True, frozen=True):
    """One column of the 推荐汇总表: its heading as printed, and its content.

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


class SummaryHandPlace(StrictStruct, kw_only=True, frozen=True):
    """A line above the 推荐汇总表 where somebody signs or seals: its words, the action, and who does it."""

    line: str
    action: Action
    by: str


class SummaryTable(StrictStruct, kw_only=True, frozen=True):
    """The 推荐汇总表: its title, the lines above the table, which of them are signed or sealed, and its columns.

    ``beside`` are questions that are asked with it and not printed; ``one_per`` names the question of which no two
    clusters may have the same answer.
    """

    title: str
    head: tuple[str, ...] = ()
    by_hand: tuple[SummaryHandPlace, ...] = ()
    columns: tuple[SummaryColumn, ...]
    beside: tuple[SummaryColumn, ...] = ()
    one_per: str = ""

    def iterate_questions(self) -> Iterator[SummaryColumn]:
        """Yield the questions of the section ``summary:`` in order: those of the table, then those beside it."""
        yield from (column for column in (*self.columns, *self.beside) if column.ask)


class Notice(StrictStruct, kw_only=True, frozen=True):
    """One notice; ``evidence`` holds its own list, ``evidence_as`` the id of the notice whose list is used.

    ``projected`` says of which notice and by how many years it is a projection (推算稿), as with a form.
    """

    id: str
    title: str
    number: str = ""
    issuer: str
    source: str
    projected: str = ""
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

    def iterate_items(self) -> Iterator[EvidenceItem]:
        """Yield the evidence items in the order of the list."""
        for group in self.evidence:
            yield from group.items

    def find_item(self, number: str) -> EvidenceItem | None:
        """Find the item of that number; None where the list does not have it."""
        return next((item for item in self.iterate_items() if item.number == number), None)


def find_title_faults(notice: Notice, forms: Sequence[Form]) -> Iterator[Fault]:
    """Yield a fault where the title of the evidence list cannot name its documents, or names another document."""
    title = notice.evidence_title
    yield from find_bad_names("evidence_title ", [title])
    if fold_path(title) in map(fold_path, (*OWN_NAMES, *(form.package.form_name for form in forms))):
        yield Fault(f"evidence_title “{title}”是另一份材料的名称，清单会盖掉它。", title)


def find_evidence_faults(notice: Notice, forms: Sequence[Form]) -> Iterator[Fault]:
    """Yield a fault for each malformed number, and each name that no form has as a field or as ``field.option``."""
    fields = {name: field for form in forms for name, field in form.fields.items()}
    options = {slot for form in forms for slot, field in form.slots.items() if isinstance(field, Choice | Choices)}
    called = "、".join(form.id for form in forms)
    for item in notice.iterate_items():
        if not is_item_number(item.number):
            message = f"佐证材料序号“{item.number}”应是 1 至 999 的整数，官方清单以外的在前面加“补”。"
            yield Fault(message, item.number)
        if why := find_unreadable(item.title):
            yield Fault(f"第 {item.number} 项佐证材料的标题里有{why}，印不出来。", item.title)
        for name in item.proves if forms else ():
            if name not in fields and name not in options:
                message = f"第 {item.number} 项佐证材料的 for 指向申报表 {called} 没有的栏目“{name}”。"
                yield Fault(message, name, (*fields, *sorted(options)) if "." in name else tuple(fields))


def find_summary_faults(notice: Notice, forms: Sequence[Form]) -> Iterator[Fault]:
    """Yield a fault for each unknown answer or question, and for each column without content."""
    places = tuple(dict.fromkeys(place for form in forms for place in form.places))
    for quota in notice.quota:
        yield from find_unknown(f"quota“{quota.scope}”的 by 指向没有的", quota.by, places)
    if notice.summary:
        yield from _find_table_faults(notice.summary, places)


def _find_table_faults(table: SummaryTable, places: tuple[str, ...]) -> Iterator[Fault]:
    yield from find_unknown("summary 的 by_hand 指向没有的", [place.line for place in table.by_hand], table.head)
    for column in (*table.columns, *table.beside):
        yield from find_unknown(f"summary“{column.label}”的 from 指向没有的", column.of, places)
        if bool(column.fill) == bool(column.of or column.ask):
            message = f"summary“{column.label}”要么写 from 或 ask，要么写 fill，二者必居其一。"
            yield Fault(message, column.label)
        if not (column.label or (column.fill == "hand" and column.note)):
            yield Fault("summary 有一列没有 label；标题不明的列写 fill: hand，并在 note 里说明。", column.ask)
    for column in table.beside:
        if not column.ask:
            yield Fault(f"summary 的 beside“{column.label}”没有写 ask。", column.label)
    asked = tuple(column.ask for column in table.iterate_questions())
    for column in table.iterate_questions():
        yield from _find_question_faults(column, asked)
    if table.one_per:
        yield from find_unknown("summary 的 one_per 指向没有的", (table.one_per,), asked)


def _find_question_faults(column: SummaryColumn, asked: tuple[str, ...]) -> Iterator[Fault]:
    if not _ID.match(column.ask):
        yield Fault(f"summary 的 ask “{column.ask}”只能用小写英文字母、数字和下划线。", column.ask)
    if asked.count(column.ask) > 1:
        yield Fault(f"summary 的 ask “{column.ask}”出现了 {asked.count(column.ask)} 次。", column.ask)
