"""The tables around the form as data: the enterprise table (表1 and the columns beyond it) and the lists (清单).

A *place* in the enterprise table is a column, and a year where the column has one a year: ``output.2021``, ``sme``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Literal

from docgen.definitions.enterprise_rules import EnterpriseRules
from docgen.definitions.faults import Fault, find_bad_names, find_repeated, find_unknown
from docgen.definitions.form import Id, Years
from docgen.strict_struct import StrictStruct


class Column(StrictStruct, kw_only=True, frozen=True):
    """One column of a table.

    ``kind``: text; code (digits and letters that are no number); number (``whole`` for counts, ``signed`` where it
    may be negative); yes_no; year (of a recognition: what holds from that year on); option (one of ``options``, id →
    words). ``yearly`` where there is one for each year of the form. ``also`` are other headings it is known by.
    ``within`` is the column of which this one counts a part, so that it can never be more. ``base`` where the year
    before the form's first is asked for as well, beyond 表1: the growth of the first year needs it.
    """

    id: Id
    label: str
    kind: Literal["text", "code", "number", "yes_no", "year", "option"]
    unit: str = ""
    whole: bool = False
    signed: bool = False
    yearly: bool = False
    required: bool = False
    options: Mapping[str, str] = {}
    also: tuple[str, ...] = ()
    within: str = ""
    base: bool = False
    hint: str = ""

    def iterate_places(self, years: Years) -> Iterator[str]:
        """Yield the places of the column for a form with these years."""
        yield from (f"{self.id}.{year}" if year else self.id for year in self.list_years(years))

    def list_years(self, years: Years) -> tuple[int | None, ...]:
        """List the years that the column is asked for; one None where it has no years."""
        before = (years.actual[0] - 1,) if self.base else ()
        return (*before, *years.actual) if self.yearly else (None,)

    @property
    def recognition(self) -> str:
        """The title that a year of recognition is about: 专精特新 of 专精特新认定年份."""
        return self.label.removesuffix("年份").removesuffix("认定")

    def format_heading(self, year: int | None = None) -> str:
        """Format the heading in one line, such as 2021年产值（亿元） or 统一社会信用代码."""
        unit = f"（{self.unit}）" if self.unit and not self.whole else ""
        return f"{f'{year}年' if year else ''}{self.label}{unit}"


class SheetColumn(StrictStruct, kw_only=True, frozen=True):
    """One column, or one group of a column a year, of 表1; ``years`` selects from the form's years."""

    column: Id
    years: Literal["actual", "last"] | None = None


class EnterpriseTable(StrictStruct, dict=True, kw_only=True, frozen=True):
    """表1 as the notice prints it, and every column that the register may have beyond it.

    ``caption`` is how the notice numbers it (表1). ``number`` is the heading of the running number, which is printed
    and never read. ``rules`` say what the figures of one enterprise cannot be. ``endings`` are
    the words that names of enterprises and other bodies end with. ``roster`` are the columns of a roster (名单) beyond
    name and code. ``active`` is the yearly column without which (blank or 0) an enterprise does not count in a year.
    """

    title: str
    caption: str
    source: str
    head: tuple[str, ...]
    number: str
    name: Id
    code: Id
    active: Id
    sheet: tuple[SheetColumn, ...]
    endings: tuple[str, ...] = ()
    roster: tuple[Column, ...] = ()
    columns: tuple[Column, ...]
    rules: EnterpriseRules = EnterpriseRules()

    @property
    def printed_title(self) -> str:
        """The title with the caption before it."""
        return f"{self.caption}　{self.title}"

    @cached_property
    def by_id(self) -> Mapping[Id, Column]:
        """Every column by its id."""
        return {column.id: column for column in self.columns}

    def iterate_sheet_places(self, years: Years) -> Iterator[tuple[Column, int | None]]:
        """Yield the columns of 表1 in order, each with its year, or with None."""
        for entry in self.sheet:
            column = self.by_id[entry.column]
            wanted = {"actual": years.actual, "last": years.actual[-1:]}.get(entry.years or "", (None,))
            yield from ((column, year) for year in wanted)


class Numbering(StrictStruct, kw_only=True, frozen=True):
    """The system of the numbers in a ``column`` of a list, and what each number says about its entry.

    ``kind`` is the kind of patent that every entry must be; ``level`` and ``year`` are the columns that say what a
    number of a standard says as well.
    """

    column: Id
    system: Literal["patent", "pct", "standard"]
    kind: Literal["", "invention"] = ""
    level: Id = ""
    year: Id = ""


class Ranking(StrictStruct, kw_only=True, frozen=True):
    """The rule that entries with the ``option`` of a ``column`` are those with a rank of at most ``most``."""

    column: Id
    option: Id
    rank: Id
    most: int


class ListTable(StrictStruct, dict=True, kw_only=True, frozen=True):
    """One list (清单), read from ``lists/<id>.xlsx``, ``.csv`` or ``.yaml``: a row for each entry.

    ``name`` is the column that names an entry: its words are the names that the form prints, and no two entries may
    have the same (with all of ``same`` where a name alone does not tell entries apart). ``endings`` are the words that
    such names end with, by which several names in one cell are told from one.

    ``owner`` is the column of the enterprises to which an entry belongs, ``status`` that of its legal status, ``date``
    that of its day, which may not be later than the last year of the form. ``excludes`` has by column the words of
    entries that do not belong into the list.
    """

    id: Id
    title: str
    unit: str
    name: Id
    columns: tuple[Column, ...]
    same: tuple[Id, ...] = ()
    owner: Id = ""
    status: Id = ""
    date: Id = ""
    excludes: Mapping[Id, tuple[str, ...]] = {}
    endings: tuple[str, ...] = ()
    numbering: Numbering | None = None
    ranking: Ranking | None = None
    source: str = ""

    @cached_property
    def by_id(self) -> Mapping[Id, Column]:
        """Every column by its id."""
        return {column.id: column for column in self.columns}

    @property
    def named_columns(self) -> tuple[Id, ...]:
        """The columns that the rules of the list name."""
        numbering, ranking = self.numbering, self.ranking
        named = [self.name, *self.same, self.owner, self.status, self.date, *self.excludes]
        named += [numbering.column, numbering.level, numbering.year] if numbering else []
        named += [ranking.column, ranking.rank] if ranking else []
        return tuple(name for name in named if name)


class Tables(StrictStruct, dict=True, kw_only=True, frozen=True):
    """The enterprise table and every list."""

    enterprises: EnterpriseTable
    lists: tuple[ListTable, ...]

    @cached_property
    def by_id(self) -> Mapping[Id, ListTable]:
        """Every list by its id."""
        return {one.id: one for one in self.lists}


def find_tables_faults(tables: Tables) -> Iterator[Fault]:
    """Yield a fault for each column that occurs twice, and for each unknown name."""
    table = tables.enterprises
    named = (table.name, table.code, table.active, *(one.column for one in table.sheet))
    yield from find_repeated("企业表的列 ", (column.id for column in table.columns))
    yield from find_unknown("企业表指向没有的列", named, table.by_id)
    yield from find_unknown("企业表的规则指向没有的列", table.rules.iterate_columns(), table.by_id)
    yield from find_bad_names("企业表的 title ", [table.title])
    yield from find_repeated("清单 ", (one.id for one in tables.lists))
    yield from find_repeated("清单的 title ", (one.title for one in tables.lists))
    yield from find_bad_names("清单的 title ", (one.title for one in tables.lists))
    yield from find_bad_names("清单 id ", (one.id for one in tables.lists))
    for one in tables.lists:
        yield from find_repeated(f"清单“{one.id}”的列 ", (column.id for column in one.columns))
        yield from find_unknown(f"清单“{one.id}”指向没有的列", one.named_columns, one.by_id)
