"""The catalogue of problems and the page that documents it; ``python tests/test_problems.py`` writes the page."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.problems import CATALOGUE, Problem, Severity, Where, has_errors, in_order

PAGE = Path(__file__).parent.parent / "docs" / "problems.md"
PACKAGE = Path(__file__).parent.parent / "docgen"
GROUPS = {
    "file": "读取文件",
    "answer": "填报数据（application.yaml）",
    "notice": "申报表与通知",
    "carry": "沿用的答案（docgen carry）",
    "plan": "规划正文（plan.md）",
    "consistency": "前后一致（见 docs/consistency.md）",
    "criteria": "认定标准",
    "goals": "目标表",
    "evidence": "佐证材料（evidence/）",
    "requirement": "要求与材料的对应",
    "enterprises": "企业表（enterprises.xlsx、enterprises.csv）",
    "list": "清单（lists/）",
    "workbook": "填报工作簿（填报.xlsx）",
    "summary": "推荐汇总表（summary）",
    "collect": "收集企业的表（docgen enterprises collect）",
    "template": "Word 模板",
    "package": "申报表的页面",
    "font": "字体",
    "office": "LibreOffice",
    "output": "输出文件夹",
}


def page() -> str:
    """The page docs/problems.md as the catalogue has it."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# 问题代码"
    yield ""
    yield "`docgen check` 和 `docgen build` 报告的每个问题都有一个固定的代码，"
    yield "`--json` 输出和 manifest.json 里用的就是它。"
    yield "错误：会被退回，改正前不生成正式材料。提醒：审核人可能会问。说明：只告诉你 docgen 做了什么。"
    yield ""
    yield "<!-- 由 docgen/kinds/ 生成：python tests/test_problems.py -->"
    for group, codes in itertools.groupby(CATALOGUE, key=lambda code: code.partition(".")[0]):
        yield from ("", f"## {GROUPS[group]}", "", "| 代码 | 轻重 | 含义 |", "|---|---|---|")
        for code in codes:
            yield f"| `{code}` | {CATALOGUE[code].severity.label} | {CATALOGUE[code].meaning} |"


def test_the_page_is_complete_and_says_what_the_code_says() -> None:
    assert PAGE.read_text("utf-8") == page()


def test_each_group_of_codes_stands_together() -> None:
    groups = [group for group, _ in itertools.groupby(CATALOGUE, key=lambda code: code.partition(".")[0])]
    assert groups == list(GROUPS)


def test_every_code_that_is_reported_is_in_the_catalogue() -> None:
    reported = set()
    for path in PACKAGE.rglob("*.py"):
        reported |= set(re.findall(r'Problem\(\s*"([a-z]+\.[a-z-]+)"', path.read_text("utf-8")))
    assert len(reported) > 15
    assert reported <= CATALOGUE.keys()


def test_a_code_that_is_not_in_the_catalogue_cannot_be_reported() -> None:
    with pytest.raises(ValueError, match="answer.nonsense"):
        Problem("answer.nonsense", Where(), "没有这个代码")


def test_problems_are_sorted_as_a_person_reads_them_and_each_is_told_once() -> None:
    note = Problem("evidence.ignored", Where("a"), "说明")
    warning = Problem("plan.markup", Where("plan.md", 3), "提醒")
    tenth = Problem("evidence.missing", Where("evidence", 0, "evidence.10"), "错误")
    second = Problem("evidence.missing", Where("evidence", 0, "evidence.2"), "错误")
    early = Problem("answer.missing", Where("application.yaml", 4, "area"), "错误")
    late = Problem("answer.missing", Where("application.yaml", 12, "area"), "错误")
    mixed = [note, tenth, warning, late, second, note, early]
    assert in_order(mixed) == (early, late, second, tenth, warning, note)
    assert in_order(reversed(mixed)) == in_order(mixed)


def test_only_errors_are_errors() -> None:
    warning = Problem("plan.markup", Where(), "提醒")
    assert not has_errors([warning])
    assert has_errors([warning, Problem("answer.missing", Where(), "错误")])
    assert [severity.label for severity in Severity] == ["错误", "提醒", "说明"]


def test_a_problem_is_printed_for_machines_with_all_it_knows() -> None:
    problem = Problem("answer.missing", Where("application.yaml", 4, "area"), "空缺。", "请填写。", "填报说明2")
    assert problem.as_json() == {
        "code": "answer.missing",
        "severity": "error",
        "where": {"path": "application.yaml", "line": 4, "slot": "area"},
        "message": "空缺。",
        "hint": "请填写。",
        "rule": "填报说明2",
    }
    assert str(problem.where) == "application.yaml 第4行 area"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
