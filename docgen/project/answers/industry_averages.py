"""Read the averages of the industry that the applicant gives; the goals of 2025 are compared with them.

    averages:
      platform_adoption: {value: 38.20, source: 2024年全省通用设备制造业工业互联网发展报告}

No average is published with the forms, so none is assumed: a rule without its average stays open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from docgen.definitions.form import Form, Goals
from docgen.definitions.source import Node, Scalar, Table
from docgen.errors import suggest_nearest
from docgen.problems.problem import Problem, Where
from docgen.values import convert_to_half_width, parse_number

SECTION = "averages"

_VALUE, _SOURCE = "value", "source"
_SHAPE = f"请写成 {{{_VALUE}: 38.20, {_SOURCE}: 数据出自哪里}}。"


@dataclass(frozen=True)
class IndustryAverage:
    """One average of the industry in %, and its source."""

    value: Decimal
    source: str


@dataclass(frozen=True)
class IndustryAverages:
    """The averages by name, their lines by place (``averages.<name>``), and the problems of reading them."""

    values: Mapping[str, IndustryAverage]
    lines: Mapping[str, int]
    problems: tuple[Problem, ...]


def list_required_averages(form: Form) -> Mapping[str, str]:
    """Return the averages that the rules of this form require: name → text of the rule."""
    tables = [field for field in form.fields.values() if isinstance(field, Goals)]
    return {rule.average: rule.text for field in tables for rule in field.rules if rule.average}


def read_averages(node: Node | None, form: Form, path: str) -> IndustryAverages:
    """Read the section ``averages:`` of the answer file, which may be missing; one without a source is a problem."""
    if node is None or (isinstance(node, Scalar) and node.is_blank):
        return IndustryAverages({}, {}, ())
    if not isinstance(node, Table):
        hint = f"每项一行，如 {', '.join(list_required_averages(form)) or '名称'}: …；{_SHAPE}"
        return IndustryAverages(
            {}, {}, (Problem("answer.shape", Where(path, node.line, SECTION), "填写的形式不对。", hint),)
        )
    reader = _AverageReader(form, path)
    values = {name: average for name, one in node.entries.items() if (average := reader.read(name, one))}
    lines = {f"{SECTION}.{name}": line for name, line in node.key_lines.items()}
    return IndustryAverages(values, lines, tuple(reader.problems))


class _AverageReader:
    def __init__(self, form: Form, path: str) -> None:
        self.asked = list_required_averages(form)
        self.path = path
        self.problems: list[Problem] = []

    def read(self, name: str, node: Node) -> IndustryAverage | None:
        """Return one average; None where it has a problem, which is collected."""
        if name not in self.asked:
            self._report_unknown(name, node.line)
            return None
        if not isinstance(node, Table):
            self._add_problem("answer.shape", name, node.line, "填写的形式不对。", _SHAPE)
            return None
        for key in node.entries:
            if key not in (_VALUE, _SOURCE):
                self._add_problem("answer.unknown-field", name, node.key_lines[key], f"没有“{key}”这一项。", _SHAPE)
        value, source = (self._read_text(node.entries.get(key)) for key in (_VALUE, _SOURCE))
        number = parse_number(convert_to_half_width(value).removesuffix("%"))
        if number is None:
            message = f"“{value}”不是数字。" if value else f"没有写 {_VALUE}。"
            self._add_problem("answer.not-a-number", name, node.line, message, "请填行业平均水平，单位是%。")
            return None
        if not source:
            message = f"行业平均水平没有写明出处（{_SOURCE}）。"
            self._add_problem(
                "answer.missing", name, node.line, message, "请写明数据出自哪个文件或统计资料；没有出处的不能用来判断。"
            )
            return None
        return IndustryAverage(number, source)

    def _report_unknown(self, name: str, line: int) -> None:
        known = (
            f"本申报表用得上的有：{'、'.join(self.asked)}。" if self.asked else "本申报表用不上行业平均水平，请删去。"
        )
        message = f"{SECTION} 之下没有“{name}”这一项。"
        self._add_problem("answer.unknown-field", name, line, message, suggest_nearest(name, self.asked, known))

    def _read_text(self, node: Node | None) -> str:
        return " ".join(node.text.split()) if isinstance(node, Scalar) and not node.is_blank else ""

    def _add_problem(self, code: str, name: str, line: int, message: str, hint: str) -> None:
        self.problems.append(Problem(code, Where(self.path, line, f"{SECTION}.{name}"), message, hint))
