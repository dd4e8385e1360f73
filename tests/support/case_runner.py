"""Runs the cases of tests/cases: an example is copied, changed as the case says, and judged.

A case is written for an official to read; docs/testing.md says how. Values are the text that was written (70.00 stays
70.00), so a case says exactly what an applicant would type. Evidence is stood in for by empty files of the same names:
what is in them is not what these cases are about.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import yaml

from docgen.definitions.catalog import Catalog, built_in
from docgen.definitions.criteria import Criteria
from docgen.documents.sheets.list_sheets import build_item_lists, describe_item_lists
from docgen.pipeline.check import find_problems
from docgen.problems.problem import Problem, sort_problems
from docgen.project.application import Application
from docgen.project.application_loader import load
from docgen.rules.criteria.criteria_check import judge_criteria, select_criteria
from docgen.rules.evidence.evidence_checklist import CheckedItem, check_page_counts, judge_items
from docgen.rules.goals.goal_check import judge_goals
from docgen.rules.judgements import collect_judgements
from docgen.values import NOTHING, format_number

HERE = Path(__file__).parents[1]
CASES = HERE / "cases"
EXAMPLES = HERE.parent / "data" / "examples"
TYPED = "填报"
"""来源: 填报: what the example has computed from its table and lists is typed instead, and these are left out."""

OF_PROSE = ("consistency.written", "goals.written")
"""The problems of figures in prose, which contradict an answer as soon as it is changed."""

_TABLES = ("enterprises.csv", "enterprises.xlsx")
_KEYS = {"名称", "示例", "来源", "改动", "页数", "预期", "认定", "目标", "完成", "另外"}
_MORE = "可以有别的问题"
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the parser in C takes a tenth of the time
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


@dataclass(frozen=True)
class Case:
    """One case as it is written; ``subject`` is the name of its file."""

    subject: str
    name: str
    example: str
    typed: bool
    changes: tuple[Mapping[str, Any], ...]
    problems: tuple[Mapping[str, str], ...]
    verdicts: tuple[Mapping[str, str], ...] = ()
    goals: tuple[Mapping[str, str], ...] = ()
    done: tuple[Mapping[str, str], ...] = ()
    pages: Mapping[str, str] = field(default_factory=dict)
    more: bool = False

    def __str__(self) -> str:
        return f"{self.subject}：{self.name}"


@dataclass(frozen=True)
class Judged:
    """An application with everything that was found in it."""

    application: Application
    profiles: tuple[Criteria, ...]
    items: tuple[CheckedItem, ...]
    pages: Mapping[str, int]

    def problems(self) -> tuple[Problem, ...]:
        """What docgen check would say, except of the contents of the evidence files and of printed lines."""
        judgements = collect_judgements(self.application, self.items, self.profiles)
        found = find_problems(self.application, judgements)
        return sort_problems((*found, *check_page_counts(self.application, self.items, self.pages)))


def read_cases() -> list[Case]:
    """Every case, in the order of the files; raises where one has a key that is not known."""
    return [
        _case(path.stem, one)
        for path in sorted(CASES.glob("*.yaml"))
        for one in yaml.load(path.read_text(encoding="utf-8"), _LOADER)
    ]


@cache
def definitions() -> Catalog:
    """The definitions that ship with docgen."""
    return built_in()


@cache
def judged(example: str, typed: bool = False) -> Judged:
    """The example without any change."""
    return _judged(Case("", example, example, typed, (), ()))


def whole_items(example: str) -> list[CheckedItem]:
    """The items of an example for which there is nothing but what docgen makes from the table and the lists."""
    return [one for one in judged(example).items if one.generated.suffices and not one.files]


def _case(subject: str, told: Mapping[str, Any]) -> Case:
    unknown = set(told) - _KEYS
    if unknown or "名称" not in told or "示例" not in told:
        raise ValueError(f"{subject}：{told.get('名称')}: {sorted(unknown)}")
    problems = told.get("预期", [])
    return Case(
        subject=subject,
        name=told["名称"],
        example=told["示例"],
        typed=_one_of(told, "来源", TYPED),
        changes=tuple(told.get("改动", [])),
        problems=() if problems == "没有问题" else tuple(problems),
        verdicts=tuple(told.get("认定", [])),
        goals=tuple(told.get("目标", [])),
        done=tuple(told.get("完成", [])),
        pages=told.get("页数", {}),
        more=_one_of(told, "另外", _MORE),
    )


def _one_of(told: Mapping[str, str], key: str, word: str) -> bool:
    if told.get(key, word) != word:
        raise ValueError(f"{told['名称']}: {key} {told[key]}")
    return key in told


def _dump(data: Any) -> str:
    return yaml.dump(data, Dumper=_DUMPER, allow_unicode=True, sort_keys=False)


def _judged(case: Case) -> Judged:
    with TemporaryDirectory(prefix="case-") as work:
        folder = Path(work) / case.example
        _copy(EXAMPLES / case.example, folder)
        _Changing(folder, case).all()
        catalog = definitions()
        application = load(folder, catalog)
        profiles = select_criteria(folder, application.profiles, catalog)
        items = judge_items(application, describe_item_lists(application, build_item_lists(application)))
        pages = {f"evidence/{name}": int(number) for name, number in case.pages.items()}
        return Judged(application, profiles, items, pages)


def _copy(example: Path, folder: Path) -> None:
    """The texts and tables as they are, an empty file for each paper."""
    for path in sorted(example.rglob("*")):
        to = folder / path.relative_to(example)
        if path.is_dir():
            to.mkdir(parents=True)
        else:
            to.parent.mkdir(parents=True, exist_ok=True)
            if "evidence" in path.parts and path.name != "index.yaml":
                to.touch()
            else:
                shutil.copyfile(path, to)


class _Changing:
    """Makes the changes of one case in a copy of its example."""

    def __init__(self, folder: Path, case: Case) -> None:
        self.folder = folder
        self.case = case
        self.top: dict[str, Any] = yaml.load(self._text("application.yaml"), _LOADER)

    def all(self) -> None:
        if self.case.typed:
            self._type_in_what_was_computed()
        kinds: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "答案": self._answer,
            "文字": self._words,
            "企业表": self._register,
            "清单": self._list,
            "材料": self._evidence,
            "材料索引": self._index,
            "汇总表": lambda one: self._put(self.top.setdefault("summary", {}), one["汇总表"], one["改为"]),
            "行业平均": lambda one: self._put(self.top.setdefault("averages", {}), one["行业平均"], one["改为"]),
            "最外层": lambda one: self._put(self.top, one["最外层"], one["改为"]),
            "文件": lambda one: self._write(one["文件"], one["内容"]),
        }
        for change in self.case.changes:
            kinds[next(iter(change))](change)
        self._write("application.yaml", _dump(self.top))

    def _type_in_what_was_computed(self) -> None:
        whole = judged(self.case.example).application
        self.top.pop("blanks", None)
        for place in whole.answer_sources:
            self._put(self.top["answers"], place, _typed(whole.answers[place]))
        shutil.rmtree(self.folder / "lists")
        for name in _TABLES:
            (self.folder / name).unlink(missing_ok=True)
        for one in whole_items(self.case.example):
            (self.folder / "evidence" / f"{one.item.number} 清单.pdf").touch()

    def _answer(self, change: Mapping[str, Any]) -> None:
        """改为 is the new answer, blank for none; 增加 and 去掉 are one entry of a list."""
        place = change["答案"]
        if "改为" in change:
            self._put(self.top["answers"], place, change["改为"])
            return
        entries = self._got(self.top["answers"], place)
        entries = [] if isinstance(entries, str) else entries
        if "去掉" in change:
            entries.remove(change["去掉"])
        if "增加" in change:
            entries.append(change["增加"])
        self._put(self.top["answers"], place, entries or "无")

    def _words(self, change: Mapping[str, Any]) -> None:
        """原文 in a long answer or in plan.md is replaced by 改为; it must stand there once."""
        place = change["文字"]
        text = self._text(place) if place.endswith(".md") else self._got(self.top["answers"], place)
        if text.count(change["原文"]) != 1:
            raise ValueError(f"{self.case}: {change['原文']} 出现 {text.count(change['原文'])} 次")
        text = text.replace(change["原文"], change["改为"])
        if place.endswith(".md"):
            self._write(place, text)
        else:
            self._put(self.top["answers"], place, text)

    def _register(self, change: Mapping[str, Any]) -> None:
        """One cell by the name of the enterprise and the heading; a whole column, or the table itself."""
        path = next(self.folder / name for name in _TABLES if (self.folder / name).exists())
        if change["企业表"] == "删去":
            path.unlink()
            return
        table = _Rows(path)
        rows = table.body if change["企业表"] == "各企业" else [table.row("企业名称", change["企业表"])]
        table.change(rows, change)
        table.save()

    def _list(self, change: Mapping[str, Any]) -> None:
        """One cell of a list by its row (第 1 行 is the first entry); 增加 a row, 删去 a row or the whole list."""
        path = self.folder / "lists" / change["清单"]
        if change.get("删去") == "清单":
            path.unlink()
            return
        table = _Rows(path)
        if "增加" in change:
            table.add(change["增加"])
        else:
            table.change([table.body[int(change["行"]) - 1]], change)
        table.save()

    def _evidence(self, change: Mapping[str, Any]) -> None:
        path = self.folder / "evidence" / change["材料"]
        if "增加" in change:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        elif path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()

    def _index(self, change: Mapping[str, Any]) -> None:
        """What the index says of a file; 改为 has its keys, a blank one is taken out."""
        path = self.folder / "evidence" / "index.yaml"
        index = yaml.load(path.read_text(encoding="utf-8"), _LOADER) if path.exists() else {}
        if change.get("删去") == "全部":
            del index[change["材料索引"]]
        for key, value in change.get("改为", {}).items():
            self._put(index.setdefault(change["材料索引"], {}), key, value)
        path.write_text(_dump(index), encoding="utf-8")

    def _put(self, at: dict[str, Any], place: str, value: Any) -> None:
        """Sets the value at a place; a blank one takes the place out."""
        *above, last = place.split(".")
        for step in above:
            if not isinstance(at.get(step), dict):
                at[step] = {}
            at = at[step]
        if value == "":
            at.pop(last, None)
        else:
            at[last] = value

    def _got(self, at: Any, place: str) -> Any:
        for step in place.split("."):
            at = at[step]
        return at

    def _text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8-sig")

    def _write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")


class _Rows:
    """A table file whose cells are changed by heading: .csv, .xlsx, or .yaml with one mapping a row."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.body: list[dict[str, Any]]
        match path.suffix:
            case ".csv":
                self.heads, *rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
                self.body = [dict(zip(self.heads, row, strict=True)) for row in rows]
            case ".xlsx":
                self.heads, self.body = _sheet_rows(path)
            case _:
                self.body = yaml.load(path.read_text(encoding="utf-8"), _LOADER)
                self.heads = list(dict.fromkeys(head for row in self.body for head in row))

    def row(self, head: str, value: str) -> dict[str, Any]:
        return next(row for row in self.body if row[head] == value)

    def change(self, rows: list[dict[str, Any]], change: Mapping[str, Any]) -> None:
        if change.get("删去") in ("行", "列"):
            self._drop(rows, change)
            return
        head = self._head(change["列"])
        for row in rows:
            row[head] = change["改为"]

    def add(self, row: Mapping[str, str]) -> None:
        self.body.append(dict.fromkeys(self.heads, "") | {self._head(head): value for head, value in row.items()})

    def save(self) -> None:
        if self.path.suffix == ".yaml":
            self.path.write_text(_dump(self.body), encoding="utf-8")
            return
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(self.heads)
        writer.writerows([row.get(head, "") for head in self.heads] for row in self.body)
        self.path.unlink()
        self.path.with_suffix(".csv").write_text(text.getvalue(), encoding="utf-8")

    def _drop(self, rows: list[dict[str, Any]], change: Mapping[str, Any]) -> None:
        if change["删去"] == "行":
            self.body = [row for row in self.body if not any(row is one for one in rows)]
            return
        head = self._head(change["列"])
        self.heads.remove(head)
        for row in self.body:
            del row[head]

    def _head(self, words: str) -> str:
        """The heading; a list in YAML may get a new one."""
        if words in self.heads:
            return words
        if self.path.suffix != ".yaml":
            raise ValueError(f"{self.path.name} 没有“{words}”这一列：{self.heads}")
        self.heads.append(words)
        return words


def _sheet_rows(path: Path) -> tuple[list[str], list[dict[str, Any]]]:
    """The first sheet of a workbook, from the row that has 名称 in it; what stands above is left out."""
    sheet = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0]
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    first = next(number for number, row in enumerate(rows) if sum(map(bool, row)) > 2)
    heads = rows[first]
    return heads, [dict(zip(heads, row, strict=True)) for row in rows[first + 1 :] if any(row)]


def _typed(value: Any) -> Any:
    """An answer as an applicant would type it."""
    if isinstance(value, tuple):
        return [str(one) for one in value] or str(NOTHING)
    return str(NOTHING) if value is NOTHING else format_number(value)


def _left_out(case: Case) -> Iterator[str]:
    """The problems of figures in prose, where the case is not about texts: those of the example keep their figures."""
    about_texts = any("文字" in change for change in case.changes)
    told = [expected["问题"] for expected in case.problems]
    yield from (code for code in OF_PROSE if not about_texts and code not in told)


def faults(case: Case) -> list[str]:
    """What is not as the case expects, in words; empty where all is."""
    one = _judged(case)
    rest = [problem for problem in one.problems() if problem.code not in _left_out(case)]
    found = []
    for expected in case.problems:
        hit = next((problem for problem in rest if _is(problem, expected)), None)
        if hit is None:
            found.append(f"没有出现：{dict(expected)}")
        else:
            rest.remove(hit)
    found += [f"多出：{one.code} {one.where} {one.message}" for one in rest if not case.more]
    found += [fault for expected in case.verdicts for fault in _verdict_faults(one, expected)]
    found += [fault for expected in case.goals for fault in _goal_faults(one, expected)]
    return found + [fault for expected in case.done for fault in _completion_faults(one, expected)]


def _is(problem: Problem, expected: Mapping[str, str]) -> bool:
    words = f"{problem.message}{problem.hint}{problem.rule}"
    return (
        problem.code == expected["问题"]
        and expected.get("位置", problem.where.slot) in (problem.where.slot, problem.where.path)
        and expected.get("内容", "") in words
        and expected.get("行", str(problem.where.line)) == str(problem.where.line)
    )


def _verdict_faults(one: Judged, expected: Mapping[str, str]) -> Iterator[str]:
    profile = next(profile for profile in one.profiles if profile.id == expected.get("标准", "national-2022"))
    found = [
        verdict for verdict in judge_criteria(one.application, profile) if expected["句子"] in verdict.sentence.text
    ]
    told = [(verdict.state.value, verdict.margin_words) for verdict in found]
    if len(told) != 1 or told[0][0] != expected["结论"] or expected.get("差距", "") not in told[0][1]:
        yield f"{dict(expected)}：{told}"


def _goal_faults(one: Judged, expected: Mapping[str, str]) -> Iterator[str]:
    tables = judge_goals(one.application, one.application.averages)
    judgements = [judgement for table in tables for judgement in table.judgements]
    told = [(one.state.value, one.margin_words) for one in judgements if expected["规定"] in one.rule.text]
    if len(told) != 1 or told[0][0] != expected["结论"] or expected.get("差距", "") not in told[0][1]:
        yield f"{dict(expected)}：{told}"


def _completion_faults(one: Judged, expected: Mapping[str, str]) -> Iterator[str]:
    tables = judge_goals(one.application, one.application.averages)
    found = [done for table in tables for done in table.completions if expected["指标"] in done.label]
    told = [(done.state.value, "" if done.share is None else format_number(done.share)) for done in found]
    if len(told) != 1 or told[0][0] != expected["结论"] or expected.get("进度", told[0][1]) != told[0][1]:
        yield f"{dict(expected)}：{told}"


def pure_checks() -> Iterator[str]:
    """The names of the checks that the cases run."""
    names = (*find_problems.__code__.co_names, *Judged.problems.__code__.co_names)
    yield from (name for name in names if name.startswith("check_"))
