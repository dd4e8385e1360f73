"""What the self-assessment shows, as data: its key figures and the series of its charts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from docgen.definitions.catalog import Catalog, built_in
from docgen.definitions.decode import decode
from docgen.definitions.form import Field, Form, Id, Number, Series, short_name
from docgen.definitions.source import read_source
from docgen.errors import DefinitionError, suggest_nearest

_FILE = Path("data", "charts.yaml")


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Immutable; an unknown key is refused."""


class ShownFigure(_Data, kw_only=True, frozen=True):
    """A figure by all the answers that may hold it, and what it is called; without a name as the form calls it."""

    of: tuple[Id, ...]
    name: str = ""

    def field_in(self, form: Form) -> Number | Series | None:
        """The first of the answers that ``form`` asks for."""
        found = (form.fields[name] for name in self.of if name in form.fields)
        return next((field for field in found if isinstance(field, Number | Series)), None)

    def called(self, field: Field) -> str:
        """Its name."""
        return self.name or short_name(field)


class ChartData(_Data, kw_only=True, frozen=True):
    """One chart: every year of its series, or the last value of each by itself."""

    title: str
    show: Literal["years", "last"]
    series: tuple[ShownFigure, ...]


class ShownData(_Data, kw_only=True, frozen=True):
    """The figures and charts of the self-assessment, in order."""

    figures: tuple[ShownFigure, ...]
    charts: tuple[ChartData, ...]


def shown_data(catalog: Catalog) -> ShownData:
    """What the self-assessment shows: by the first folder of definitions that says so, or as docgen's own.

    Raises DefinitionError where it names an answer that no form asks for, or that is no number.
    """
    path = next(root / _FILE for root in (*catalog.roots, *built_in().roots) if (root / _FILE).is_file())
    found = decode(read_source(path, path.name), ShownData)
    for message, remedy in _faults(found, [catalog.form(form_id) for form_id in catalog.form_ids()]):
        raise DefinitionError(message, remedy=remedy, path=path.name)
    return found


def _faults(data: ShownData, forms: Sequence[Form]) -> Iterator[tuple[str, str]]:
    known = {name: field for form in forms for name, field in form.fields.items()}
    figures = (*data.figures, *(figure for chart in data.charts for figure in chart.series))
    for name in (name for figure in figures for name in figure.of):
        if name not in known:
            yield f"of 指向没有的栏目“{name}”。", suggest_nearest(name, known)
        elif not isinstance(known[name], Number | Series):
            yield f"of 指向的栏目“{name}”不是填数字的。", ""
    for chart in data.charts:
        for form in forms:
            fields = [field for one in chart.series if (field := one.field_in(form))]
            if chart.show == "years" and len({field.unit for field in fields}) > 1:
                yield f"图“{chart.title}”里几个栏目的单位不同（申报表 {form.id}）。", "请分成几张图。"
            if chart.show == "years" and not all(isinstance(field, Series) for field in fields):
                yield f"图“{chart.title}”里有不是逐年填写的栏目（申报表 {form.id}）。", "请改用 show: last。"
