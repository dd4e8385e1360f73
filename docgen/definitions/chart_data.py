"""The content of the self-assessment as data: its key figures and the series of its charts (``data/charts.yaml``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from docgen.definitions.catalog import Catalog, built_in
from docgen.definitions.decode import decode
from docgen.definitions.form import Field, Form, Id, Number, Series, shorten_label
from docgen.definitions.source import read_source
from docgen.errors import DefinitionError, suggest_nearest
from docgen.strict_struct import StrictStruct

_FILE = Path("data", "charts.yaml")


class AssessmentFigure(StrictStruct, kw_only=True, frozen=True):
    """A figure by the answers that may hold it, and its name; without one the label of the form is used."""

    of: tuple[Id, ...]
    name: str = ""

    def find_field(self, form: Form) -> Number | Series | None:
        """Return the field of the first of the answers that ``form`` asks for; None where it asks for none of them."""
        found = (form.fields[name] for name in self.of if name in form.fields)
        return next((field for field in found if isinstance(field, Number | Series)), None)

    def get_label(self, field: Field) -> str:
        """Return the name of the figure, or the short label of ``field``."""
        return self.name or shorten_label(field)


class ChartData(StrictStruct, kw_only=True, frozen=True):
    """One chart: the yearly values of its series, or only the last value of each."""

    title: str
    show: Literal["years", "last"]
    series: tuple[AssessmentFigure, ...]


class AssessmentContent(StrictStruct, kw_only=True, frozen=True):
    """The figures and charts of the self-assessment, in order."""

    figures: tuple[AssessmentFigure, ...]
    charts: tuple[ChartData, ...]


def load_assessment_content(catalog: Catalog) -> AssessmentContent:
    """Load the content of the self-assessment from the first folder of definitions that has the file, or docgen's own.

    Raises DefinitionError where the file names an answer that no form asks for, or that is not a number.
    """
    path = next(root / _FILE for root in (*catalog.roots, *built_in().roots) if (root / _FILE).is_file())
    found = decode(read_source(path, path.name), AssessmentContent)
    for message, remedy in _find_faults(found, [catalog.load_form(form_id) for form_id in catalog.list_form_ids()]):
        raise DefinitionError(message, remedy=remedy, path=path.name)
    return found


def _find_faults(data: AssessmentContent, forms: Sequence[Form]) -> Iterator[tuple[str, str]]:
    known = {name: field for form in forms for name, field in form.fields.items()}
    figures = (*data.figures, *(figure for chart in data.charts for figure in chart.series))
    for name in (name for figure in figures for name in figure.of):
        if name not in known:
            yield f"of 指向没有的栏目“{name}”。", suggest_nearest(name, known)
        elif not isinstance(known[name], Number | Series):
            yield f"of 指向的栏目“{name}”不是填数字的。", ""
    for chart in data.charts:
        for form in forms:
            fields = [field for one in chart.series if (field := one.find_field(form))]
            if chart.show == "years" and len({field.unit for field in fields}) > 1:
                yield f"图“{chart.title}”里几个栏目的单位不同（申报表 {form.id}）。", "请分成几张图。"
            if chart.show == "years" and not all(isinstance(field, Series) for field in fields):
                yield f"图“{chart.title}”里有不是逐年填写的栏目（申报表 {form.id}）。", "请改用 show: last。"
