"""Convert the answers of application.yaml to typed values by the form, with a problem for each that does not fit.

The values are stored flat, by place: ``output_value.2021`` → Decimal, ``industry_type`` → the option's id,
``national_platforms`` → names, ``goals.green.own`` → rows. A place that is absent is blank; 无 is NOTHING.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from docgen.definitions.form import (
    Blank,
    Choice,
    Choices,
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
    iterate_places,
    shorten_label,
)
from docgen.definitions.source import Listing, Node, Scalar, Table
from docgen.errors import suggest_nearest
from docgen.problems.problem import Problem, Where
from docgen.project.answers.answer_source import AnswerSource
from docgen.project.answers.answer_texts import (
    convert_nothing,
    describe_chinese_colon,
    is_nothing,
    match_option,
    parse_with_unit,
)
from docgen.values import LONGEST_NUMBER, NOTHING, Nothing, format_number, round_to_two_places, shorten_text


@dataclass(frozen=True)
class OwnRow:
    """An indicator that the applicant adds: its name, and a text for each column."""

    label: str
    cells: Mapping[str, str]


Value = str | Decimal | Nothing | tuple[str, ...] | tuple[OwnRow, ...]
Answers = Mapping[str, Value]

_TOP = "answers"
_ROW_LABEL = "label"


class AnswerReader:
    """Reader of one file of answers: collects values, their lines and problems.

    ``sources`` has the places that are computed instead of typed, with the source of each; ``unread`` the texts that
    were typed and do not fit, so that they can be written elsewhere as they are.
    """

    def __init__(self, form: Form, path: str) -> None:
        self.form = form
        self.path = path
        self.values: dict[str, Value] = {}
        self.sources: dict[str, AnswerSource] = {}
        self.unread: dict[str, Value] = {}
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []

    def read(self, node: Node) -> None:
        """Read the table of answers; a name that is no field of the form is a problem."""
        for name, answer in self._list_entries(node, _TOP):
            field = self.form.fields.get(name)
            if field is None:
                self._report_unknown("answer.unknown-field", "栏目", name, self.form.fields, answer.line)
            elif not self._read_source(field, iterate_places(field, self.form.years), answer):
                self._read_field(field, answer)

    def _read_field(self, field: Field, node: Node) -> None:
        match field:
            case Text() | LongText():
                self._read_text(field, node)
            case Number():
                self._read_number(field, field.id, node)
            case Series():
                self._read_series(field, node)
            case Choice():
                self._read_choice(field, node)
            case Choices():
                self._read_choices(field, node)
            case Matrix():
                self._read_matrix(field, node)
            case NamedList():
                self._read_names(field, node)
            case Goals():
                self._read_goals(field, node)
            case Narrative():
                hint = f"请写在 {field.id}.md 里，把这里的内容删去。"
                self._add_problem("answer.shape", field.id, node.line, f"“{field.label}”不在这个文件里填写。", hint)
            case Blank():
                hint = "请删去；打印后由有关单位签字、盖章。"
                self._add_problem("answer.shape", field.id, node.line, f"“{field.label}”由手工签署，不能填写。", hint)
            case _:
                assert_never(field)

    def _read_source(self, field: Field, places: Iterable[str], node: Node) -> bool:
        """Record the source of a computed answer; False where the node is a typed answer.

        A text field may contain the words “from enterprises” as its answer.
        """
        source = AnswerSource.parse(node.text) if isinstance(node, Scalar) else None
        if source is None or isinstance(field, Text | LongText):
            return False
        if source.can_compute(field):
            self.sources |= dict.fromkeys(places, source)
            self.lines |= dict.fromkeys(places, node.line)
        else:
            message = f"“{shorten_label(field)}”不能{source.words}。"
            self._add_problem("answer.not-computed", field.id, node.line, message, "请直接填写。")
        return True

    def _read_text(self, field: Text | LongText, node: Node) -> None:
        text = self._read_scalar(field.id, node, "一段文字")
        if text is None:
            return
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        joined = "\n".join(lines) if isinstance(field, LongText) else " ".join(lines)
        self._store_value(field.id, convert_nothing(joined), node.line)

    def _read_number(self, field: Number | Series | Matrix, place: str, node: Node) -> None:
        if self._read_source(field, (place,), node):
            return
        text = self._read_scalar(place, node, "一个数字")
        if text is None:
            return
        if text == str(NOTHING):
            self._store_value(place, NOTHING, node.line)
            return
        value = self._parse_number(field, place, text, node.line)
        if value is None:
            self.unread[place] = text
        else:
            self._store_value(place, value, node.line)

    def _parse_number(self, field: Number | Series | Matrix, place: str, text: str, line: int) -> Decimal | None:
        value = parse_with_unit(field.unit, text)
        signed = isinstance(field, Number | Series) and field.signed  # a matrix holds counts
        whole = isinstance(field, Matrix) or field.whole
        if value is None:
            hint = f"请只填数字（单位是{field.unit}），没有的填“无”。"
            length = f"（共 {len(text)} 个字，不像一个数）" if len(text) > LONGEST_NUMBER else ""
            message = f"“{field.label}”应填数字，现在是“{shorten_text(text)}”{length}。"
            self._add_problem("answer.not-a-number", place, line, message, hint)
        elif value < 0 and not signed:
            message = f"“{field.label}”不会是负数，现在是 {text}。"
            self._add_problem("answer.negative", place, line, message, "请核对正负号。")
        elif whole and value != value.to_integral_value():
            message = f"“{field.label}”应是整数，现在是 {text}。"
            self._add_problem("answer.not-a-number", place, line, message, "请核对。")
        else:
            return self._round_value(place, value, text, line)
        return None

    def _round_value(self, place: str, value: Decimal, text: str, line: int) -> Decimal:
        rounded = round_to_two_places(value)
        if rounded != value:
            message = f"{text} 的小数超过两位，已四舍五入为 {format_number(rounded)}。"
            self._add_problem("answer.rounded", place, line, message, rule=self.form.rules.decimals)
        return rounded

    def _read_series(self, field: Series, node: Node) -> None:
        for year, value in self._list_years(field, node):
            self._read_number(field, f"{field.id}.{year}", value)

    def _list_years(self, field: Series | Matrix, node: Node) -> Iterable[tuple[str, Node]]:
        known = [str(year) for year in self.form.years.actual]
        if is_nothing(node):
            return [(year, node) for year in known]
        found = []
        for year, value in self._list_entries(node, field.id, f"每年一个，如 {{{known[0]}: …, {known[-1]}: …}}"):
            if year in known:
                found.append((year, value))
            else:
                message = f"“{field.label}”没有“{year}”这一栏，本表填 {'、'.join(known)}。"
                message = describe_chinese_colon(year) or message
                self._add_problem(
                    "answer.year", f"{field.id}.{year}", value.line, message, "请核对年份，去掉多余的一年。"
                )
        return found

    def _read_choice(self, field: Choice, node: Node) -> None:
        text = self._read_scalar(field.id, node, f"一个选项（{'、'.join(field.options.values())}）")
        if text is None:
            return
        option = self._find_option(field, text, node.line)
        if option is None:
            self.unread[field.id] = text
        else:
            self._store_value(field.id, option, node.line)

    def _read_choices(self, field: Choices, node: Node) -> None:
        if is_nothing(node):
            self._store_value(field.id, (), node.line)
            return
        shape = "列表，每行一项，以“- ”开头；都没有的填“无”"
        texts = {text: item.line for item, text in self._iterate_texts(field.id, node, shape)}
        if len(texts) > 1 and str(NOTHING) in texts:
            message = f"“{shorten_label(field)}”既选了“无”（以上都没有），又选了别的。"
            hint = "确实都没有的，只留“无”；有的，去掉“无”。"
            self._add_problem("answer.shape", field.id, texts[str(NOTHING)], message, hint)
            options = {text: match_option(field, text) for text in texts}
        else:
            options = {text: self._find_option(field, text, line) for text, line in texts.items()}
        known = tuple(option for option in field.options if option in options.values())  # in the order of the form
        # With one option unknown the answer stays blank: a form with half of its ticks would look complete.
        if None in options.values():
            self.unread[field.id] = (*known, *(text for text, option in options.items() if option is None))
        elif known:
            self._store_value(field.id, known, node.line)

    def _find_option(self, field: Choice | Choices, text: str, line: int) -> str | None:
        option = match_option(field, text)
        if option is None:
            called = f"“{field.label}”的选项"
            self._report_unknown("answer.unknown-option", called, text, field.options.values(), line, field.id)
        return option

    def _read_matrix(self, field: Matrix, node: Node) -> None:
        for year, rows in self._list_years(field, node):
            for row, columns in self._list_rows(field, f"{field.id}.{year}", rows, field.rows):
                for column, cell in self._list_rows(field, f"{field.id}.{year}.{row}", columns, field.columns):
                    self._read_number(field, f"{field.id}.{year}.{row}.{column}", cell)

    def _list_rows(self, field: Matrix, place: str, node: Node, known: Mapping[str, str]) -> Iterable[tuple[str, Node]]:
        if is_nothing(node):
            return [(name, node) for name in known]
        ids = {label: name for name, label in known.items()} | {name: name for name in known}
        found: list[tuple[str, Node]] = []
        for name, value in self._list_entries(node, place, f"写明{'、'.join(known.values())}"):
            if name not in ids:
                self._report_unknown(
                    "answer.unknown-option", f"“{field.label}”的栏", name, known.values(), value.line, place
                )
            elif ids[name] in dict(found):
                message = f"“{known[ids[name]]}”和“{ids[name]}”是同一栏，填了两次。"
                self._add_problem("file.duplicate-key", f"{place}.{ids[name]}", value.line, message, "请只保留一处。")
            else:
                found.append((ids[name], value))
        return found

    def _read_names(self, field: NamedList, node: Node) -> None:
        if is_nothing(node):
            self._store_value(field.id, (), node.line)
            return
        shape = "名称的列表，每行一个，以“- ”开头；没有的填“无”"
        names = [text for _, text in self._iterate_texts(field.id, node, shape)]
        if str(NOTHING) in names:  # 无 as an item would be counted: 1 where 0 is meant
            message = f"“{field.label}”的名单里有一行“无”，会当作一个名称来数。"
            self._add_problem("answer.shape", field.id, node.line, message, "都没有的，只填一个“无”；否则删去这一行。")
            self.unread[field.id] = tuple(names)
        elif names:
            self._store_value(field.id, tuple(names), node.line)

    def _read_goals(self, field: Goals, node: Node) -> None:
        directions = {direction.id: direction for direction in field.directions}
        for name, table in self._list_entries(node, field.id):
            direction = directions.get(name)
            if direction is None:
                self._report_unknown(
                    "answer.unknown-field", f"“{field.label}”的方向", name, directions, table.line, field.id
                )
                continue
            indicators = {indicator.id: indicator for indicator in direction.indicators}
            known = [*indicators, "own"] if direction.own else [*indicators]
            for key, row in self._list_entries(table, f"{field.id}.{name}"):
                place = f"{field.id}.{name}.{key}"
                if key not in known:
                    self._report_unknown(
                        "answer.unknown-field", f"“{direction.label}”的指标", key, known, row.line, place
                    )
                elif key in indicators:
                    self._read_indicator(field, indicators[key], place, row)
                else:
                    self._read_own_rows(field, place, row)

    def _read_indicator(self, field: Goals, indicator: Indicator, place: str, node: Node) -> None:
        for column, cell in self._list_columns(field, place, node):
            where = f"{place}.{column}"
            text = self._read_scalar(where, cell, "一个数字" if indicator.unit else "一段文字")
            if text is None:
                continue
            if indicator.unit and text != str(NOTHING):
                self._read_goal_number(indicator, where, text, cell.line)
            else:
                self._store_value(where, convert_nothing(text), cell.line)

    def _read_goal_number(self, indicator: Indicator, where: str, text: str, line: int) -> None:
        value = parse_with_unit(indicator.unit, text)
        if value is None:
            message = f"“{indicator.label}”应填数字，现在是“{shorten_text(text)}”。"
            self._add_problem("answer.not-a-number", where, line, message, f"请只填数字，单位是{indicator.unit}。")
            self.unread[where] = text
        else:
            self._store_value(where, self._round_value(where, value, text, line), line)

    def _list_columns(self, field: Goals, place: str, node: Node) -> Iterable[tuple[str, Node]]:
        if is_nothing(node):
            return [(column, node) for column in field.columns]
        found = []
        for column, cell in self._list_entries(node, place, f"写明 {'、'.join(field.columns)}"):
            if column in field.columns:
                found.append((column, cell))
            else:
                self._report_unknown("answer.unknown-field", "列", column, field.columns, cell.line, place)
        return found

    def _read_own_rows(self, field: Goals, place: str, node: Node) -> None:
        if is_nothing(node):
            self._store_value(place, NOTHING, node.line)
            return
        wanted = (_ROW_LABEL, *field.columns)
        rows = []
        for item in self._list_nodes(place, node, f"列表，每行一项，写明 {'、'.join(wanted)}；没有的填“无”"):
            if not isinstance(item, Table):
                shape = ", ".join(f"{name}: …" for name in wanted)
                self._add_problem("answer.shape", place, item.line, "填写的形式不对。", f"这里每行应写成 {{{shape}}}。")
                continue
            cells = {name: self._read_scalar(place, cell, "文字或数字") for name, cell in item.entries.items()}
            for name in (name for name in cells if name not in wanted):
                self._report_unknown("answer.unknown-field", "列", name, wanted, item.line, place)
            missing = [name for name in wanted if not cells.get(name)]
            if missing:
                words = {_ROW_LABEL: "名称", **field.columns}
                message = f"自设指标缺少{'、'.join(words[name] for name in missing)}。"
                self._add_problem("answer.missing", place, item.line, message, "请补上，没有的填“无”。")
                continue
            rows.append(OwnRow(cells[_ROW_LABEL] or "", {name: cells[name] or "" for name in field.columns}))
        if rows:
            self._store_value(place, tuple(rows), node.line)

    def _list_entries(self, node: Node, place: str, shape: str = "是“名称: 内容”的形式") -> Iterable[tuple[str, Node]]:
        self.lines.setdefault(place, node.line)
        if isinstance(node, Table):
            inside = "" if place == _TOP else f"{place}."
            self.lines |= {f"{inside}{name}": line for name, line in node.key_lines.items()}
            return node.entries.items()
        if not (isinstance(node, Scalar) and node.is_blank):
            colon = describe_chinese_colon(node.text) if isinstance(node, Scalar) else ""
            self._add_problem("answer.shape", place, node.line, colon or "填写的形式不对。", f"这里应{shape}。")
        return ()

    def _list_nodes(self, place: str, node: Node, shape: str) -> Iterable[Node]:
        self.lines.setdefault(place, node.line)
        if isinstance(node, Listing):
            return node.items
        if not (isinstance(node, Scalar) and node.is_blank):
            self._add_problem("answer.shape", place, node.line, "填写的形式不对。", f"这里应是{shape}。")
        return ()

    def _iterate_texts(self, place: str, node: Node, shape: str) -> Iterable[tuple[Node, str]]:
        for item in self._list_nodes(place, node, shape):
            text = self._read_scalar(place, item, "一行文字")
            if text is not None:
                yield item, text

    def _read_scalar(self, place: str, node: Node, shape: str) -> str | None:
        """Return the text of a scalar without space at its ends; None for a blank or a node of another kind."""
        self.lines[place] = node.line
        if not isinstance(node, Scalar):
            self._add_problem("answer.shape", place, node.line, "填写的形式不对。", f"这里应是{shape}。")
            return None
        return None if node.is_blank else node.text.replace("\t", " ").strip()

    def _store_value(self, place: str, value: Value, line: int) -> None:
        self.values[place] = value
        self.lines[place] = line

    def _report_unknown(
        self, code: str, called: str, name: str, known: Iterable[str], line: int, place: str = ""
    ) -> None:
        names = list(known)
        hint = suggest_nearest(name, names, f"可填：{' / '.join(names[:12])}{' 等' * (len(names) > 12)}。")
        message = describe_chinese_colon(name) or f"没有“{shorten_text(name)}”这个{called}。"
        self._add_problem(code, place or name, line, message, hint)

    def _add_problem(self, code: str, place: str, line: int, message: str, hint: str = "", rule: str = "") -> None:
        self.problems.append(Problem(code, Where(self.path, line, place), message, hint, rule))
