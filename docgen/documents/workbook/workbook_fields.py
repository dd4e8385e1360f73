"""Writes the fields of a part into a sheet of the fill-in workbook, each kind in its own way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from docgen.definitions.form import (
    Blank,
    Choice,
    Choices,
    Direction,
    Field,
    Form,
    Goals,
    Indicator,
    LongText,
    Matrix,
    NamedList,
    Narrative,
    Number,
    Series,
    Text,
    name_of,
)
from docgen.documents.printed_answers import format_value
from docgen.documents.sheets.sheet import lines_of
from docgen.documents.workbook.workbook_count import count_formula
from docgen.documents.workbook.workbook_page import COUNTED, HIDDEN, Page, cell_name, height_of
from docgen.documents.workbook.workbook_rules import Rules
from docgen.project.answers.answer_reader import OwnRow, Value
from docgen.project.answers.answer_source import AnswerSource
from docgen.project.carry.carry_marks import FoundMark
from docgen.project.scaffold import list_texts
from docgen.project.workbook.workbook_names import TICK, answer_name, mark_name, nothing_name
from docgen.values import NOTHING, count_zi

_NUMBERED = f"{HIDDEN}!$A$1:$A$"
_FEWEST_NAMES = 5
_SPARE_NAMES = 3
_FEWEST_OWN = 2
_LINE = 16.0


@dataclass(frozen=True)
class Content:
    """What the workbook starts with: answers, the places to be computed, and the marks, all by place."""

    answers: Mapping[str, Value]
    taken: Mapping[str, AnswerSource]
    marks: Mapping[str, FoundMark]

    def computed(self, places: Sequence[str]) -> str:
        """What the places to be computed come to at present, in words."""
        values = [self.answers.get(place) for place in places if place in self.taken]
        words = [f"{len(value)} 个" if isinstance(value, tuple) else format_value(value) or "？" for value in values]
        return f"现在算得：{' / '.join(words)}" if words else ""

    def shown(self, place: str) -> str | Decimal:
        """What a cell shows for one value."""
        if place in self.taken:
            return self.taken[place].words
        value = self.answers.get(place)
        match value:
            case None | tuple():
                return ""
            case Decimal():
                return value
            case _:
                return str(value)


class FieldWriter:
    """Writes fields from top to bottom of one sheet."""

    def __init__(self, page: Page, form: Form, content: Content, rules: Rules) -> None:
        self.page = page
        self.form = form
        self.content = content
        self.rules = rules
        self.grid = page.grid

    def write(self, field: Field) -> None:
        """Write one field; what is signed by hand has no place here."""
        match field:
            case Text() | Number() | Choice():
                self._single(field)
            case LongText():
                self._prose(field)
            case Series():
                self._by_year(field)
            case Choices():
                self._ticks(field)
            case Matrix():
                self._matrix(field)
            case NamedList():
                self._names(field)
            case Goals():
                self._goals(field)
            case Narrative():
                self._narrative(field)
            case Blank():
                return
            case _:
                assert_never(field)

    def _single(self, field: Text | Number | Choice) -> None:
        page = self.page
        value = self.content.shown(field.id)
        if isinstance(field, Choice):
            value = field.options.get(str(value), "")
        style = page.styles.of(_kind(field))
        page.block(page.row, 1, page.row, self.grid.last, value, style)
        page.named(answer_name(field.id), page.row, 1)
        self.rules.on(field, page, 1, 1)
        hint = self.content.computed([field.id]) or self.rules.hint(field)
        self._labels(name_of(field, field.id), field.id, _unit(field), hint)
        page.colour(page.row, 1, page.row, 1)
        blanks = f"=IF(LEN(TRIM({cell_name(page.row, 1)}))=0,1,0)"
        page.states(page.row, page.row, blanks, 1, int(value == ""))
        page.next(self._height(name_of(field, field.id), hint, str(value)))

    def _prose(self, field: LongText) -> None:
        page = self.page
        self._labels(name_of(field, field.id), field.id, "", self.rules.hint(field))
        self._text_cell(field.id, str(self.content.shown(field.id)), field.limit)
        self.rules.on(field, page, 1, 1)
        room = lines_of("国" * field.limit, self.grid.across) + 1
        needed = lines_of(str(self.content.shown(field.id)), self.grid.across) + 1
        page.next(max(room, needed) * _LINE)

    def _text_cell(self, place: str, text: str, limit: int) -> None:
        """A cell for prose and beside it how long the prose is, as it is typed."""
        page = self.page
        row = page.row
        page.block(row, 1, row, self.grid.last, text, page.styles.of("prose"))
        page.named(answer_name(place), row, 1)
        page.colour(row, 1, row, 1)
        cell = cell_name(row, 1)
        formula = count_formula(cell, COUNTED, f"{_NUMBERED}{COUNTED}")
        page.count(row, formula, count_zi(text).words, limit)
        page.states(row, row, f"=IF(LEN(TRIM({cell}))=0,1,0)", 1, int(not text))

    def _by_year(self, field: Series) -> None:
        places = [f"{field.id}.{year}" for year in self.form.years.actual]
        self._row(field, field.id, name_of(field, field.id), places, self.rules.hint(field))

    def _row(self, field: Series | Matrix, marked: str, label: str, places: Sequence[str], hint: str) -> None:
        """One row of numbers, a column for each year."""
        page = self.page
        style = page.styles.of(_kind(field))
        for column, place in enumerate(places, 1):
            page.put(page.row, column, self.content.shown(place), style)
            page.named(answer_name(place), page.row, column)
        last = len(places)
        for column in range(last + 1, self.grid.last + 1):
            page.words(column, "", "option")
        self.rules.on(field, page, 1, last)
        hint = self.content.computed(places) or hint
        self._labels(label, marked, _unit(field), hint)
        page.colour(page.row, 1, page.row, last)
        self._blank_cells(1, last, [place for place in places if self.content.shown(place) == ""])
        page.next(self._height(label, hint))

    def _blank_cells(self, first: int, last: int, left: Sequence[str]) -> None:
        page = self.page
        cells = f"{cell_name(page.row, first)}:{cell_name(page.row, last)}"
        page.states(page.row, page.row, f"=SUMPRODUCT(--(LEN(TRIM({cells}))=0))", last - first + 1, len(left))

    def _matrix(self, field: Matrix) -> None:
        self._band(field.label, self.rules.hint(field), field.id)
        for row, label in field.rows.items():
            for column, words in field.columns.items():
                places = [f"{field.id}.{year}.{row}.{column}" for year in self.form.years.actual]
                self._row(field, "", f"　{label} · {words}", places, "")

    def _band(self, label: str, hint: str, place: str = "") -> None:
        page = self.page
        page.block(page.row, 0, page.row, self.grid.unit, label, page.styles.of("band"))
        page.words(self.grid.hint, hint, "hint")
        page.words(self.grid.state, "", "unit")
        self._mark(place)
        page.next(height_of((label, self.grid.across + self.grid.label_width), (hint, 40.0)))

    def _ticks(self, field: Choices) -> None:
        page = self.page
        value = self.content.answers.get(field.id)
        chosen = list_texts(value)
        top, bottom = page.row, page.row + len(field.options)
        self._beside(field, top, bottom)
        for option, label in field.options.items():
            self._tick(answer_name(f"{field.id}.{option}"), label, is_ticked=option in chosen)
        self._tick(nothing_name(field), "以上都没有", is_ticked=value == ())
        self.rules.on_ticks(field, page, top, bottom)
        ticks = f"{cell_name(top, 1)}:{cell_name(bottom, 1)}"
        page.colour_together(top, 1, bottom, 1)
        page.states(top, bottom, f"=IF(COUNTA({ticks})=0,1,0)", 1, int(value is None))

    def _tick(self, name: str, label: str, *, is_ticked: bool) -> None:
        page = self.page
        page.put(page.row, 1, TICK if is_ticked else "", page.styles.of("tick"))
        page.named(name, page.row, 1)
        page.block(page.row, 2, page.row, self.grid.unit, label, page.styles.of("option"))
        page.next(height_of((label, self.grid.across - self.grid.answer_width + 14)))

    def _beside(self, field: Field, top: int, bottom: int) -> None:
        """Label and hint of a field that takes several rows."""
        page = self.page
        page.block(top, 0, bottom, 0, name_of(field, field.id), page.styles.of("label"))
        hint = self.content.computed([field.id]) or self.rules.hint(field)
        page.block(top, self.grid.hint, bottom, self.grid.hint, hint, page.styles.of("hint"))
        self._mark(field.id)

    def _names(self, field: NamedList) -> None:
        page = self.page
        names = self._names_of(field)
        count = max(_FEWEST_NAMES, len(names) + _SPARE_NAMES)
        top, bottom = page.row, page.row + count - 1
        self._beside(field, top, bottom)
        style = page.styles.of("text")
        for row, name in enumerate([*names, *[""] * (count - len(names))], top):
            page.block(row, 1, row, self.grid.last, name, style)
            page.next(height_of((name, self.grid.across)))
        page.named(answer_name(field.id), top, 1, bottom, 1)
        self.rules.on_names(field, page, top, bottom)
        cells = f"{cell_name(top, 1)}:{cell_name(bottom, 1)}"
        number = len(list_texts(self.content.answers.get(field.id)))
        first = cell_name(top, 1)
        taken = ",".join(f'{first}="{source.words}"' for source in AnswerSource)
        formula = f'=IF({first}="{NOTHING}",0,IF(OR({taken}),{number},COUNTA({cells})))'
        page.name_count(top, bottom, formula, number, field.unit)
        page.colour_together(top, 1, bottom, 1)
        page.states(top, bottom, f"=IF(COUNTA({cells})=0,1,0)", 1, int(not names))

    def _names_of(self, field: NamedList) -> list[str]:
        if field.id in self.content.taken:
            return [self.content.taken[field.id].words]
        value = self.content.answers.get(field.id)
        return [str(NOTHING)] if value == () else list(list_texts(value))

    def _goals(self, field: Goals) -> None:
        page = self.page
        self._band(field.label, self.rules.hint(field), field.id)
        page.words(0, "指标", "heading")
        for column, label in enumerate(field.columns.values(), 1):
            page.words(column, label, "heading")
        for column, words in ((self.grid.unit, "单位"), (self.grid.hint, "填写说明"), (self.grid.state, "状态")):
            page.words(column, words, "heading")
        page.next()
        for direction in field.directions:
            place = f"{field.id}.{direction.id}"
            page.block(page.row, 0, page.row, self.grid.state, direction.label, page.styles.of("group"))
            page.next()
            for indicator in direction.indicators:
                self._indicator(field, indicator, f"{place}.{indicator.id}")
            if direction.own:
                self._own(field, direction, f"{place}.own")

    def _indicator(self, field: Goals, indicator: Indicator, place: str) -> None:
        page = self.page
        places = [f"{place}.{column}" for column in field.columns]
        style = page.styles.of("number" if indicator.unit else "prose")
        for column, one in enumerate(places, 1):
            page.put(page.row, column, self.content.shown(one), style)
            page.named(answer_name(one), page.row, column)
        self.rules.on_indicator(indicator, page, len(places))
        hint = f"数字，单位：{indicator.unit}；没有的填“无”" if indicator.unit else "用文字说明；没有的填“无”"
        self._labels(f"　{indicator.label}", place, indicator.unit or "—", hint)
        page.colour(page.row, 1, page.row, len(places))
        self._blank_cells(1, len(places), [one for one in places if self.content.shown(one) == ""])
        texts = [(str(self.content.shown(one)), self.grid.answer_width) for one in places]
        page.next(max(height_of(*texts), _LEAST_PROSE if not indicator.unit else 0.0))

    def _own(self, field: Goals, direction: Direction, place: str) -> None:
        page = self.page
        rows = self._own_rows(field, place)
        count = max(_FEWEST_OWN, len(rows) + 1)
        top, bottom = page.row, page.row + count - 1
        hint = "自设指标：每行一个，名称和各列都要填（数字后写单位）；没有的，在第一格填“无”"
        page.block(top, self.grid.hint, bottom, self.grid.hint, hint, page.styles.of("hint"))
        page.block(top, self.grid.unit, bottom, self.grid.unit, "自设", page.styles.of("unit"))
        self._mark(place)
        width = 1 + len(field.columns)
        for row in [*rows, *[("",) * width] * (count - len(rows))]:
            for column, text in enumerate(row):
                page.put(page.row, column, text, page.styles.of("text"))
            widths = (self.grid.label_width, *[self.grid.answer_width] * len(field.columns))
            page.next(height_of(*zip(row, widths, strict=True)))
        page.named(answer_name(place), top, 0, bottom, width - 1)
        self.rules.on_own(direction, page, top, bottom, width)
        cells = f"{cell_name(top, 0)}:{cell_name(bottom, width - 1)}"
        page.colour_together(top, 0, bottom, width - 1)
        page.states(top, bottom, f"=IF(COUNTA({cells})=0,1,0)", 1, int(not rows))

    def _own_rows(self, field: Goals, place: str) -> list[tuple[str, ...]]:
        value = self.content.answers.get(place)
        if value is NOTHING:
            return [(str(NOTHING), *[""] * len(field.columns))]
        rows = value if isinstance(value, tuple) else ()
        return [
            (row.label, *(row.cells[column] for column in field.columns)) for row in rows if isinstance(row, OwnRow)
        ]

    def _narrative(self, field: Narrative) -> None:
        page = self.page
        self._band(field.label, self.rules.hint(field), field.id)
        counts: list[int] = []
        for section in field.sections:
            indent = "　" * (section.level - 1)
            place = f"{field.id}.{section.id}"
            if not section.text:
                page.block(
                    page.row, 0, page.row, self.grid.state, f"{indent}{section.heading}", page.styles.of("group")
                )
                page.next()
                continue
            text = "\n".join(list_texts(self.content.answers.get(place)))
            self._labels(f"{indent}{section.heading}", place, "", "")
            self._text_cell(place, text, 0)
            self.rules.on_section(section, page)
            counts.append(page.row)
            page.next(max(7.0, lines_of(text, self.grid.across) + 2) * _LINE)
        page.whole_count(counts, field.limit)

    def _labels(self, label: str, place: str, unit: str, hint: str) -> None:
        page = self.page
        page.words(0, label, "label")
        page.words(self.grid.unit, unit, "unit")
        page.words(self.grid.hint, hint, "hint")
        self._mark(place)

    def _mark(self, place: str) -> None:
        """What was carried over, in a cell that is emptied when the answer has been looked at."""
        page = self.page
        found = self.content.marks.get(place)
        if found:
            page.put(page.row, self.grid.mark, found.words, page.styles.of("mark"))
            page.named(mark_name(place), page.row, self.grid.mark)
            page.colour_mark(page.row)

    def _height(self, label: str, hint: str, answer: str = "") -> float:
        return height_of((label, self.grid.label_width), (hint, 40.0 * 1.1), (answer, self.grid.across))


_LEAST_PROSE = 80.0


def _kind(field: Field) -> str:
    match field:
        case Number() | Series():
            return "share" if field.unit == "%" else "number"
        case Matrix():
            return "number"
        case Choice():
            return "choice"
        case _:
            return "text"


def _unit(field: Field) -> str:
    return field.unit if isinstance(field, Number | Series | Matrix) else ""
