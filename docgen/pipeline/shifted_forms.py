"""Write a form moved to the years of another round, proven to be a sound definition, with a report of all its years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from docgen.definitions.catalog import Catalog, built_in
from docgen.definitions.form import Form, Years
from docgen.definitions.form_shift import REPORT, ShiftedFile, ShiftedForm
from docgen.definitions.year_words import LocatedYear
from docgen.documents.templates.layout_check import check_layout
from docgen.errors import DefinitionError
from docgen.pipeline.definition_folders import write_definitions


def write_shifted_form(shifted: ShiftedForm, before: Form, by: int, folder: Path) -> tuple[Path, ...]:
    """Write the definitions of a shifted form and the report into an empty or missing folder; return the files.

    Raises OutputError where the folder has files already or cannot be written, DefinitionError where the shifted form
    would not be sound; nothing is written then.
    """
    files = {name: file.text for name, file in shifted.files.items()} | {REPORT: "\n".join(format_report(shifted))}
    contents = {name: text.encode("utf-8") for name, text in files.items()}
    write_definitions(folder, contents, lambda aside: _prove(aside, shifted, before, by))
    return tuple(folder / name for name in files)


def _prove(folder: Path, shifted: ShiftedForm, before: Form, by: int) -> None:
    """Raise DefinitionError where what was written in ``folder`` is not the same form with the years moved."""
    catalog = Catalog((folder, *built_in().roots))
    form = catalog.load_form(shifted.id)
    if form.years != _move_years(before.years, by) or len(form.slots) != len(before.slots):
        raise DefinitionError("推算出的年份与原表的年份对不上，没有写。", path=f"{shifted.id}.yaml")
    check_layout(catalog.find_template(shifted.id) / "form.html", form)
    for notice_id in shifted.notices:
        catalog.choose_notice(form, notice_id)
    for criteria_id in catalog.list_criteria_ids():
        catalog.load_criteria(criteria_id)


def _move_years(years: Years, by: int) -> Years:
    return Years(
        actual=tuple(year + by for year in years.actual),
        base=years.base + by,
        target=years.target + by,
        stages=tuple(year + by for year in years.stages),
    )


def format_report(shifted: ShiftedForm) -> Iterator[str]:
    """Yield the lines of the report: what is to be done, then all years, moved and kept, with file and line."""
    form, layout = f"data/forms/{shifted.id}.yaml", f"templates/{shifted.id}/form.html"
    yield from (f"# {shifted.id} 推算说明", "")
    yield from (f"{shifted.projected}。这不是官方文本，叫作推算稿：移动了年份，申报表的文字一字未改。", "")
    yield "- 只能用 `docgen build --draft` 生成，每页印“推算稿”；不能正式报送。"
    yield f"- 官方文本公布后，逐字核对 {form} 和 {layout}，改正，再删去前一个文件里 `projected:` 这一行。"
    for name in shifted.notices:
        yield f"- 通知 data/notices/{name}.yaml 也是推算的：没有文号和截止日期，清单、份数、名额等照原来的通知，"
        yield "  只有别的申报表才问的材料没有带过来；核对后同样删去 `projected:` 这一行。"
    yield "- “近三年”“上年”等没有数字的说法照原文；认定标准照旧适用，其中引用的文件的年份不动。"
    yield f"- 移动了 {shifted.moved} 处年份，{shifted.kept} 处照留。以下逐处列出，请核对；行号是新文件里的行号。"
    for name, file in shifted.files.items():
        yield from _format_file(name, file)
    yield ""


def _format_file(name: str, file: ShiftedFile) -> Iterator[str]:
    kept = [year for year in file.years if year.reason]
    moved = [year for year in file.years if not year.reason]
    yield from ("", f"## {name}")
    if not file.years:
        yield from ("", "没有年份，或照原样复制。")
    if kept:
        yield from ("", f"### 照留的 {len(kept)} 处", "")
        yield from ("| 行 | 年份 | 为什么没有移动 | 所在的文字 |", "|---|---|---|---|")
        yield from (f"| {one.line} | {one.before} | {one.reason} | {_show(one.excerpt)} |" for one in kept)
    names = [year for year in moved if _is_in_name(year)]
    words = [year for year in moved if year not in names]
    if words:
        yield from ("", f"### 文字和数里移动了的 {len(words)} 处", "")
        yield from ("| 行 | 年份 | 所在的文字（原来的） |", "|---|---|---|")
        for line, found in groupby(words, key=lambda one: one.line):
            yield _format_moved_line(line, list(found))
    if names:
        yield from ("", f"### 代号里移动了的 {len(names)} 处", "")
        lines = "、".join(str(line) for line in dict.fromkeys(year.line for year in names))
        yield f"栏目的代号和填写处（如 output_value.2024、stage_2025）随年份一起改，在第 {lines} 行。"


def _is_in_name(year: LocatedYear) -> bool:
    return bool(re.search(rf"[A-Za-z_.]{year.before}", year.excerpt))


def _format_moved_line(line: int, found: list[LocatedYear]) -> str:
    steps = "、".join(dict.fromkeys(f"{one.before}→{one.after}" for one in found))
    return f"| {line} | {steps} | {' … '.join(_show(one.excerpt) for one in found)} |"


def _show(excerpt: str) -> str:
    """Return the words of a place without the marks of HTML, some of which are cut, for a cell of the report."""
    words = re.sub(r"<[^<>]*(?:>|$)|^[^<>]*>", " ", excerpt)
    return " ".join(words.replace("|", "\\|").replace("{", "").replace("}", "").split())
