"""Write the fields of a part into a sheet of the fill-in workbook, by kind of field."""

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
    describe_place,
)
from docgen.documents.printed_answers import format_value
from docgen.documents.sheets.sheet import count_lines
from docgen.documents.workbook.workbook_count import build_count_formula
from docgen.documents.workbook.workbook_page import COUNTED, Page, calculate_row_height, format_cell_name
from docgen.documents.workbook.workbook_rules import ValidationRules
from docgen.project.answers.answer_reader import OwnRow, Value
from docgen.project.answers.answer_source import AnswerSource
from docgen.project.carry.carry_marks import FoundMark
from docgen.project.scaffold import list_texts
from docgen.project.workbook.workbook_names import BLANKS_NAME, TICK, name_answer, name_mark, name_nothing
from docgen.project.workbook.workbook_rows import HIDDEN, NOTHING_LABEL, OWN_UNIT, format_matrix_label
from docgen.values import NOTHING, count_zi

_NUMBERED = f"{HIDDEN}!$A$1:$A$"
_FEWEST_NAMES = 5
_SPARE_NAMES = 3  # so that a name can be added without inserting a row
_FEWEST_OWN = 2
_LINE = 16.0


@dataclass(frozen=True)
class WorkbookContent:
    """The initial content of the workbook by place.

    ``answers`` is what was typed, with the words of the source where an answer is computed; ``computable`` are the
    values that follow from the tables, which fill the blanks where ``fills_blanks``.
    """

    answers: Mapping[str, Value]
    computable: Mapping[str, Value]
    fills_blanks: bool
    marks: Mapping[str, FoundMark]

    def format_hint(self, places: Sequence[str], hint: str) -> str:
        """Format the hint of a row: what is computed in it now, or how to fill it in and what could be computed."""
        if not any(place in self.computable for place in places):
            return hint
        values = [self.computable.get(place) for place in places]
        words = [f"{len(value)} 个" if isinstance(value, tuple) else format_value(value) or "？" for value in values]
        found = " / ".join(words)
        is_computed = any(self.counts_as_filled(place) for place in places) or any(
            AnswerSource.parse(str(self.answers.get(place, ""))) for place in places
        )
        return f"现在算得：{found}" if is_computed else f"{hint}；按企业表（清单）是 {found}"

    def counts_as_filled(self, place: str) -> bool:
        """Return True for a blank that the setting for blanks computes."""
        return self.fills_blanks and place not in self.answers and place in self.computable

    def is_missing(self, place: str) -> bool:
        """Return True for a blank that nothing computes."""
        return self.format_cell(place) == "" and not self.counts_as_filled(place)

    def format_cell(self, place: str) -> str | Decimal:
        """Format the content of the cell of a place."""
        value = self.answers.get(place)
        match value:
            case None | tuple():
                return ""
            case Decimal():
                return value
            case _:
                return str(value)


class FieldWriter:
    """A writer of fields into one sheet, from top to bottom."""

    def __init__(self, page: Page, form: Form, content: WorkbookContent, rules: ValidationRules) -> None:
        self.page = page
        self.form = form
        self.content = content
        self.rules = rules
        self.grid = page.grid

    def write(self, field: Field) -> None:
        """Write one field; a Blank, which is signed by hand, is left out."""
        match field:
            case Text() | Number() | Choice():
                self._write_single(field)
            case LongText():
                self._write_prose(field)
            case Series():
                self._write_series(field)
            case Choices():
                self._write_choices(field)
            case Matrix():
                self._write_matrix(field)
            case NamedList():
                self._write_names(field)
            case Goals():
                self._write_goals(field)
            case Narrative():
                self._write_narrative(field)
            case Blank():
                return
            case _:
                assert_never(field)

    def _write_single(self, field: Text | Number | Choice) -> None:
        page = self.page
        value = self.content.format_cell(field.id)
        if isinstance(field, Choice):
            value = field.options.get(str(value), str(value))
        style = page.styles.get_style(_get_cell_kind(field))
        page.write_block(page.row, 1, page.row, self.grid.last, value, style)
        page.define_name(name_answer(field.id), page.row, 1)
        self.rules.add_field_rule(field, page, 1, 1)
        hint = self.content.format_hint([field.id], self.rules.format_hint(field))
        self._write_labels(describe_place(field, field.id), field.id, _get_unit(field), hint)
        self._write_row_state([field.id])
        page.end_row(self._calculate_height(describe_place(field, field.id), hint, str(value)))

    def _write_prose(self, field: LongText) -> None:
        page = self.page
        self._write_labels(describe_place(field, field.id), field.id, "", self.rules.format_hint(field))
        self._write_text_cell(field.id, str(self.content.format_cell(field.id)), field.limit)
        self.rules.add_field_rule(field, page, 1, 1)
        room = count_lines("国" * field.limit, self.grid.across) + 1
        needed = count_lines(str(self.content.format_cell(field.id)), self.grid.across) + 1
        page.end_row(max(room, needed) * _LINE)

    def _write_text_cell(self, place: str, text: str, limit: int) -> None:
        """Write a cell for prose, and its count of 字 beside it."""
        page = self.page
        row = page.row
        page.write_block(row, 1, row, self.grid.last, text, page.styles.get_style("prose"))
        page.define_name(name_answer(place), row, 1)
        page.colour_blanks(row, 1, row, 1)
        cell = format_cell_name(row, 1)
        formula = build_count_formula(cell, COUNTED, f"{_NUMBERED}{COUNTED}")
        page.write_count(row, formula, count_zi(text).words, limit)
        page.write_state(row, row, f"=IF(LEN(TRIM({cell}))=0,1,0)", 1, int(not text))

    def _write_series(self, field: Series) -> None:
        places = [f"{field.id}.{year}" for year in self.form.years.actual]
        self._write_row(field, field.id, describe_place(field, field.id), places, self.rules.format_hint(field))

    def _write_row(self, field: Series | Matrix, marked: str, label: str, places: Sequence[str], hint: str) -> None:
        """Write one row of numbers, a column for each year."""
        page = self.page
        style = page.styles.get_style(_get_cell_kind(field))
        for column, place in enumerate(places, 1):
            page.write_value(page.row, column, self.content.format_cell(place), style)
            page.define_name(name_answer(place), page.row, column)
        last = len(places)
        for column in range(last + 1, self.grid.last + 1):
            page.write_text(column, "", "option")
        self.rules.add_field_rule(field, page, 1, last)
        hint = self.content.format_hint(places, hint) if hint else self.content.format_hint(places, "整数")
        self._write_labels(label, marked, _get_unit(field), hint)
        self._write_row_state(places)
        page.end_row(self._calculate_height(label, hint))

    def _write_row_state(self, places: Sequence[str]) -> None:
        """Colour the cells of the current row, one for each place, and write how many are blank.

        Blanks that can be computed do not count where the setting for blanks is chosen.
        """
        page, row = self.page, self.page.row
        blanks = {place: f"(LEN(TRIM({format_cell_name(row, at)}))=0)" for at, place in enumerate(places, 1)}
        asked = [f"--{blank}" for place, blank in blanks.items() if place not in self.content.computable]
        computed = [f"--{blank}" for place, blank in blanks.items() if place in self.content.computable]
        columns = [at for at, place in enumerate(places, 1) if place in self.content.computable]
        page.colour_blanks(row, 1, row, len(places), columns)
        parts = [*asked, *([f'IF({BLANKS_NAME}="",{"+".join(computed)},0)'] if computed else [])]
        left = sum(self.content.is_missing(place) for place in places)
        page.write_state(row, row, f"={'+'.join(parts)}", len(places), left)

    def _write_matrix(self, field: Matrix) -> None:
        self._write_band(field.label, self.rules.format_hint(field), field.id)
        for row in field.rows:
            for column in field.columns:
                places = [f"{field.id}.{year}.{row}.{column}" for year in self.form.years.actual]
                self._write_row(field, "", f"　{format_matrix_label(field, row, column)}", places, "")

    def _write_band(self, label: str, hint: str, place: str = "") -> None:
        page = self.page
        page.write_block(page.row, 0, page.row, self.grid.unit, label, page.styles.get_style("band"))
        page.write_text(self.grid.hint, hint, "hint")
        page.write_text(self.grid.state, "", "unit")
        self._write_mark(place)
        page.end_row(calculate_row_height((label, self.grid.across + self.grid.label_width), (hint, 40.0)))

    def _write_choices(self, field: Choices) -> None:
        page = self.page
        value = self.content.answers.get(field.id)
        chosen = list_texts(value)
        top, bottom = page.row, page.row + len(field.options)
        self._write_side_cells(field, top, bottom)
        # A text that is no tick and no option goes back into a cell: it is told until somebody corrects it.
        strange = iter(text for text in chosen if text not in (*field.options, str(NOTHING)))
        for option, label in field.options.items():
            text = TICK if option in chosen else next(strange, "")
            self._write_tick(name_answer(f"{field.id}.{option}"), label, text)
        is_none = value == () or str(NOTHING) in chosen
        self._write_tick(name_nothing(field), NOTHING_LABEL, TICK if is_none else "")
        self.rules.add_tick_rule(field, page, top, bottom)
        ticks = f"{format_cell_name(top, 1)}:{format_cell_name(bottom, 1)}"
        page.colour_together(top, 1, bottom, 1)
        page.write_state(top, bottom, f"=IF(COUNTA({ticks})=0,1,0)", 1, int(value is None))

    def _write_tick(self, name: str, label: str, text: str) -> None:
        page = self.page
        page.write_value(page.row, 1, text, page.styles.get_style("tick"))
        page.define_name(name, page.row, 1)
        page.write_block(page.row, 2, page.row, self.grid.unit, label, page.styles.get_style("option"))
        page.end_row(calculate_row_height((label, self.grid.across - self.grid.answer_width + 14)))

    def _write_side_cells(self, field: Field, top: int, bottom: int) -> None:
        """Write the label and the hint of a field of several rows."""
        page = self.page
        page.write_block(top, 0, bottom, 0, describe_place(field, field.id), page.styles.get_style("label"))
        hint = self.content.format_hint([field.id], self.rules.format_hint(field))
        page.write_block(top, self.grid.hint, bottom, self.grid.hint, hint, page.styles.get_style("hint"))
        self._write_mark(field.id)

    def _write_names(self, field: NamedList) -> None:
        page = self.page
        names = self._list_names(field)
        count = max(_FEWEST_NAMES, len(names) + _SPARE_NAMES)
        top, bottom = page.row, page.row + count - 1
        self._write_side_cells(field, top, bottom)
        style = page.styles.get_style("text")
        for row, name in enumerate([*names, *[""] * (count - len(names))], top):
            page.write_block(row, 1, row, self.grid.last, name, style)
            page.end_row(calculate_row_height((name, self.grid.across)))
        page.define_name(name_answer(field.id), top, 1, bottom, 1)
        self.rules.add_names_rule(field, page, top, bottom)
        cells = f"{format_cell_name(top, 1)}:{format_cell_name(bottom, 1)}"
        number = len(list_texts(self.content.computable.get(field.id)))
        # 无 counts as no name; a cell that refers to a computed answer counts as many names as that has.
        first = format_cell_name(top, 1)
        taken = ",".join(f'{first}="{source.words}"' for source in AnswerSource)
        computed = f'IF(OR({taken},AND(COUNTA({cells})=0,{BLANKS_NAME}<>"")),{number},COUNTA({cells}))'
        formula = f'=IF({first}="{NOTHING}",0,{computed})'
        page.write_name_count(top, bottom, formula, number, field.unit)
        is_computable = field.id in self.content.computable
        page.colour_together(top, 1, bottom, 1, is_computable=is_computable)
        blank = f'AND(COUNTA({cells})=0,{BLANKS_NAME}="")' if is_computable else f"COUNTA({cells})=0"
        is_missing = not names and not self.content.counts_as_filled(field.id)
        page.write_state(top, bottom, f"=IF({blank},1,0)", 1, int(is_missing))

    def _list_names(self, field: NamedList) -> list[str]:
        value = self.content.answers.get(field.id)
        if isinstance(value, str):
            return [value]
        return [str(NOTHING)] if value == () else list(list_texts(value))

    def _write_goals(self, field: Goals) -> None:
        page = self.page
        self._write_band(field.label, self.rules.format_hint(field), field.id)
        page.write_text(0, "指标", "heading")
        for column, label in enumerate(field.columns.values(), 1):
            page.write_text(column, label, "heading")
        for column, words in ((self.grid.unit, "单位"), (self.grid.hint, "填写说明"), (self.grid.state, "状态")):
            page.write_text(column, words, "heading")
        page.end_row()
        for direction in field.directions:
            place = f"{field.id}.{direction.id}"
            page.write_block(page.row, 0, page.row, self.grid.state, direction.label, page.styles.get_style("group"))
            page.end_row()
            for indicator in direction.indicators:
                self._write_indicator(field, indicator, f"{place}.{indicator.id}")
            if direction.own:
                self._write_own_indicators(field, direction, f"{place}.own")

    def _write_indicator(self, field: Goals, indicator: Indicator, place: str) -> None:
        page = self.page
        places = [f"{place}.{column}" for column in field.columns]
        style = page.styles.get_style("number" if indicator.unit else "prose")
        for column, one in enumerate(places, 1):
            page.write_value(page.row, column, self.content.format_cell(one), style)
            page.define_name(name_answer(one), page.row, column)
        self.rules.add_indicator_rule(indicator, page, len(places))
        hint = f"数字，单位：{indicator.unit}；没有的填“无”" if indicator.unit else "用文字说明；没有的填“无”"
        self._write_labels(f"　{indicator.label}", place, indicator.unit or "—", hint)
        self._write_row_state(places)
        texts = [(str(self.content.format_cell(one)), self.grid.answer_width) for one in places]
        page.end_row(max(calculate_row_height(*texts), _LEAST_PROSE if not indicator.unit else 0.0))

    def _write_own_indicators(self, field: Goals, direction: Direction, place: str) -> None:
        page = self.page
        rows = self._list_own_rows(field, place)
        count = max(_FEWEST_OWN, len(rows) + 1)
        top, bottom = page.row, page.row + count - 1
        hint = "自设指标：每行一个，名称和各列都要填（数字后写单位）；没有的，在第一格填“无”"
        page.write_block(top, self.grid.hint, bottom, self.grid.hint, hint, page.styles.get_style("hint"))
        page.write_block(top, self.grid.unit, bottom, self.grid.unit, OWN_UNIT, page.styles.get_style("unit"))
        self._write_mark(place)
        width = 1 + len(field.columns)
        for row in [*rows, *[("",) * width] * (count - len(rows))]:
            for column, text in enumerate(row):
                page.write_value(page.row, column, text, page.styles.get_style("text"))
            widths = (self.grid.label_width, *[self.grid.answer_width] * len(field.columns))
            page.end_row(calculate_row_height(*zip(row, widths, strict=True)))
        page.define_name(name_answer(place), top, 0, bottom, width - 1)
        self.rules.add_own_rule(direction, page, top, bottom, width)
        cells = f"{format_cell_name(top, 0)}:{format_cell_name(bottom, width - 1)}"
        page.colour_together(top, 0, bottom, width - 1)
        page.write_state(top, bottom, f"=IF(COUNTA({cells})=0,1,0)", 1, int(not rows))

    def _list_own_rows(self, field: Goals, place: str) -> list[tuple[str, ...]]:
        value = self.content.answers.get(place)
        if value is NOTHING:
            return [(str(NOTHING), *[""] * len(field.columns))]
        rows = value if isinstance(value, tuple) else ()
        return [
            (row.label, *(row.cells[column] for column in field.columns)) for row in rows if isinstance(row, OwnRow)
        ]

    def _write_narrative(self, field: Narrative) -> None:
        page = self.page
        self._write_band(field.label, self.rules.format_hint(field), field.id)
        counts: list[int] = []
        for section in field.sections:
            indent = "　" * (section.level - 1)
            place = f"{field.id}.{section.id}"
            if not section.text:
                page.write_block(
                    page.row, 0, page.row, self.grid.state, f"{indent}{section.heading}", page.styles.get_style("group")
                )
                page.end_row()
                continue
            text = "\n".join(list_texts(self.content.answers.get(place)))
            self._write_labels(f"{indent}{section.heading}", place, "", "")
            self._write_text_cell(place, text, 0)
            self.rules.add_section_rule(section, page)
            counts.append(page.row)
            page.end_row(max(7.0, count_lines(text, self.grid.across) + 2) * _LINE)
        page.write_total_count(counts, field.limit)

    def _write_labels(self, label: str, place: str, unit: str, hint: str) -> None:
        page = self.page
        page.write_text(0, label, "label")
        page.write_text(self.grid.unit, unit, "unit")
        page.write_text(self.grid.hint, hint, "hint")
        self._write_mark(place)

    def _write_mark(self, place: str) -> None:
        """Write the mark of a carried answer into a cell that the user clears after checking it."""
        page = self.page
        found = self.content.marks.get(place)
        if found:
            page.write_value(page.row, self.grid.mark, found.words, page.styles.get_style("mark"))
            page.define_name(name_mark(place), page.row, self.grid.mark)
            page.colour_mark(page.row)

    def _calculate_height(self, label: str, hint: str, answer: str = "") -> float:
        return calculate_row_height((label, self.grid.label_width), (hint, 40.0 * 1.1), (answer, self.grid.across))


_LEAST_PROSE = 80.0


def _get_cell_kind(field: Field) -> str:
    match field:
        case Number() | Series():
            return "share" if field.unit == "%" else "number"
        case Matrix():
            return "number"
        case Choice():
            return "choice"
        case _:
            return "text"


def _get_unit(field: Field) -> str:
    return field.unit if isinstance(field, Number | Series | Matrix) else ""
