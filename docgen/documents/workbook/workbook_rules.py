"""Data validation of the fill-in workbook: drop-downs, ranges of numbers, and input messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docgen.definitions.form import (
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
    PlanSection,
    Series,
    Text,
    shorten_label,
)
from docgen.documents.workbook.workbook_page import Page, format_cell_name
from docgen.project.answers.answer_source import AnswerSource
from docgen.project.workbook.workbook_names import TICK
from docgen.project.workbook.workbook_rows import HIDDEN
from docgen.values import NOTHING

_LONGEST_TITLE = 32  # limits of Excel for the texts of data validation
_LONGEST_MESSAGE = 255


class ValidationRules:
    """The validation of one workbook; ``lists`` are its drop-downs, each in a column of the hidden sheet."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.lists: list[tuple[str, ...]] = []

    def format_hint(self, field: Field) -> str:
        """Format the hint of a field: the text of the form, and the input that it expects."""
        parts = [field.hint, *_describe_input(field), *([_ATTACHED] if field.attach else [])]
        return "；".join(part.rstrip("。；") for part in parts if part)

    def add_field_rule(
        self, field: Text | LongText | Number | Series | Matrix | Choice, page: Page, first: int, last: int
    ) -> None:
        """Add the validation of a field to the cells of the current row."""
        match field:
            case Choice():
                rule = self._build_list_rule(tuple(field.options.values()))
            case Number() | Series() | Matrix():
                rule = self._build_number_rule(field, format_cell_name(page.row, first))
            case LongText():
                rule = _build_length_rule(format_cell_name(page.row, first), field.limit)
            case _:
                rule = {"validate": "any"}
        message = _build_input_message(shorten_label(field), self.format_hint(field), self.form.rules.required)
        page.sheet.data_validation(page.row, first, page.row, last, rule | message)

    def add_tick_rule(self, field: Choices, page: Page, top: int, bottom: int) -> None:
        """Add a drop-down with the tick to each of these rows."""
        message = _build_input_message(shorten_label(field), f"选的打{TICK}（下拉或直接输入），不选的空着", "")
        page.sheet.data_validation(top, 1, bottom, 1, self._build_list_rule((TICK,)) | message)

    def add_names_rule(self, field: NamedList, page: Page, top: int, bottom: int) -> None:
        """Add the input message to each of the rows for names."""
        message = _build_input_message(shorten_label(field), self.format_hint(field), self.form.rules.required)
        page.sheet.data_validation(top, 1, bottom, 1, {"validate": "any"} | message)

    def add_indicator_rule(self, indicator: Indicator, page: Page, last: int) -> None:
        """Add the validation of a goal to the current row: numbers if it has a unit."""
        hint = f"填数字，单位：{indicator.unit}" if indicator.unit else "用文字说明"
        message = _build_input_message(indicator.label, hint, self.form.rules.required)
        rule = {"validate": "any"}
        if indicator.unit:
            rule = _build_custom_rule(
                _build_number_formula(format_cell_name(page.row, 1), (), (str(NOTHING),)), indicator.unit
            )
        page.sheet.data_validation(page.row, 1, page.row, last, rule | message)

    def add_own_rule(self, direction: Direction, page: Page, top: int, bottom: int, width: int) -> None:
        """Add the input message to each of the rows for own indicators."""
        message = _build_input_message(
            f"{direction.label}：自设指标", "每行一个：名称、各列的值（带单位）；没有的，在第一格填“无”", ""
        )
        page.sheet.data_validation(top, 0, bottom, width - 1, {"validate": "any"} | message)

    def add_section_rule(self, section: PlanSection, page: Page) -> None:
        """Add the input message to the cell of a section of the plan."""
        message = _build_input_message(section.heading, "一段一行，换行按 Alt+Enter；只写文字，不要编号以外的标记", "")
        page.sheet.data_validation(page.row, 1, page.row, 1, {"validate": "any"} | message)

    def _build_list_rule(self, words: tuple[str, ...]) -> dict[str, Any]:
        if words not in self.lists:
            self.lists.append(words)
        column = format_cell_name(0, 2 + self.lists.index(words), absolute=True)[1:-2]
        shown = "、".join(words)
        return {
            "validate": "list",
            "source": f"={HIDDEN}!${column}$1:${column}${len(words)}",
            "error_title": "请从下拉里选",
            "error_message": _shorten(f"这里只能选：{shown}。", _LONGEST_MESSAGE),
        }

    def _build_number_rule(self, field: Number | Series | Matrix, cell: str) -> dict[str, Any]:
        bounds = []
        if isinstance(field, Matrix) or not field.signed:
            bounds.append(f"{cell}>=0")
        if not isinstance(field, Matrix) and field.maximum is not None:
            bounds.append(f"{cell}<={field.maximum}")
        if isinstance(field, Matrix) or field.whole:
            bounds.append(f"{cell}=INT({cell})")
        words = [str(NOTHING), *(source.words for source in AnswerSource if source.can_compute(field))]
        return _build_custom_rule(_build_number_formula(cell, bounds, words), field.unit)


_ATTACHED = "要附佐证材料或清单"


def _describe_input(field: Field) -> Sequence[str]:
    match field:
        case LongText():
            return (f"{field.limit} 字以内，右边自动计数",)
        case Number() | Series():
            return (_describe_number(field),)
        case Matrix():
            return ("每格一个整数，没有的填 0",)
        case Choice():
            return ("从下拉里选一项",)
        case Choices():
            return (f"选的打 {TICK}，可选多项；都没有的在最后一行打 {TICK}",)
        case NamedList():
            return ("每行一个名称，数量自动算出；没有的在第一行填“无”；行不够可插入行",)
        case Goals():
            return ("没有的填“无”",)
        case Narrative():
            return (f"全文 {field.limit} 字以内（不计标题）；换段按 Alt+Enter",)
        case _:
            return ()


def _describe_number(field: Number | Series) -> str:
    kind = "整数" if field.whole else "数字，最多两位小数"
    return f"{kind}{'，可以是负数' * field.signed}{f'，不超过 {field.maximum}' if field.maximum is not None else ''}"


def _build_number_formula(cell: str, bounds: Sequence[str], words: Sequence[str]) -> str:
    either = ",".join(f'{cell}="{word}"' for word in words)
    return f"=IF(ISNUMBER({cell}),AND({','.join(bounds) or 'TRUE'}),OR({either}))"


def _build_custom_rule(formula: str, unit: str) -> dict[str, Any]:
    return {
        "validate": "custom",
        "value": formula,
        "error_title": "这里填数字",
        "error_message": _shorten(
            f"请只填数字（单位：{unit}），不写单位；没有的填“无”。请核对正负号、上限和是否应为整数。", 255
        ),
    }


def _build_length_rule(cell: str, limit: int) -> dict[str, Any]:
    return {
        "validate": "custom",
        "value": f'=LEN(SUBSTITUTE(SUBSTITUTE({cell}," ",""),CHAR(10),""))<={limit}',
        "error_type": "warning",
        "error_title": "可能超过字数限制",
        "error_message": f"按全部字符计超过 {limit} 个。是否超限以右边的字数为准（按 Word 的字数统计）。要保留吗？",
    }


def _build_input_message(title: str, *messages: str) -> dict[str, Any]:
    text = "\n".join(message for message in messages if message)
    return {"input_title": _shorten(title, _LONGEST_TITLE), "input_message": _shorten(text, _LONGEST_MESSAGE)}


def _shorten(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
