"""Prose replaced under single headings of plan.md: the new paragraphs are read back, all other bytes stay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Narrative
from docgen.errors import InputError, ReadBackError
from docgen.project.carry.carry_marks import find_text_marks
from docgen.project.plan import parse_plan
from docgen.project.plan_writer import mark_plan_sections, replace_plan_sections
from docgen.project.scaffold import EMPTY, format_plan

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"
FORMS = {"lanting-2025": "2025-application", "yunxi-2022": "2022-application", "yunxi-2025-review": "2025-review"}

Replace = Callable[[str, Sequence[str]], str]


@pytest.fixture(scope="module")
def narrative(catalog: Catalog) -> Narrative:
    return catalog.load_form("2022-application").narratives[0]


@pytest.fixture
def sections(narrative: Narrative) -> list[str]:
    return [section.id for section in narrative.sections if section.text]


def read(text: str, narrative: Narrative) -> dict[str, tuple[str, ...]]:
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
    return parse_plan(plain, narrative, "plan.md").paragraphs


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("is_new", [False, True])
def test_each_section_of_each_form_is_replaced_alone(catalog: Catalog, name: str, line_end: str, is_new: bool) -> None:
    narrative = catalog.load_form(FORMS[name]).narratives[0]
    text = format_plan(narrative, EMPTY) if is_new else (EXAMPLES / name / "plan.md").read_text("utf-8")
    text = "\ufeff" * (line_end != "\n") + text.replace("\n", line_end)
    before = read(text, narrative)
    for section in (section.id for section in narrative.sections if section.text):
        rest = {one: old for one, old in before.items() if one != section}
        kept = before.get(section, ())[1:]
        for wanted in ((*kept, "新的一段。"), ("第一段。", *kept, "第三段。"), ()):
            new = replace_plan_sections(text, narrative, {section: wanted})
            assert read(new, narrative) == ({**rest, section: wanted} if wanted else rest)
            assert new.count("\n") == new.count(line_end)
            other = [line for line in text.split(line_end) if line and line not in before.get(section, ())]
            lines = new.split(line_end)
            assert [line for line in other if line in lines] == [
                line for line in other if "在这里写" not in line
            ] or is_new
        assert replace_plan_sections(text, narrative, {section: before.get(section, ())}) == text


@pytest.fixture
def replaced(narrative: Narrative, sections: list[str]) -> Replace:
    """Replaces the paragraphs of the first section of a text whose headings are written {0} and {1}."""

    def run(text: str, paragraphs: Sequence[str]) -> str:
        headings = [f"# {section.heading}" for section in narrative.sections if section.text][:2]
        new = replace_plan_sections(text.format(*headings), narrative, {sections[0]: paragraphs})
        for at, heading in enumerate(headings):
            new = new.replace(heading, f"{{{at}}}")
        return new

    return run


@pytest.mark.parametrize(
    ("text", "paragraphs", "new"),
    [
        ("{0}\n甲\n乙\n{1}\n丙", ["甲", "丁"], "{0}\n甲\n丁\n{1}\n丙"),
        ("{0}\n\n甲\n\n乙\n\n{1}\n", ["甲", "乙", "丙"], "{0}\n\n甲\n\n乙\n\n丙\n\n{1}\n"),
        ("{0}\n\n甲\n\n乙\n\n{1}\n", ["零", "甲", "乙"], "{0}\n\n零\n\n甲\n\n乙\n\n{1}\n"),
        ("{0}\n\n甲\n\n乙\n\n丙\n\n{1}\n", ["甲"], "{0}\n\n甲\n\n{1}\n"),
        ("{0}\n\n甲\n\n{1}\n", [], "{0}\n\n{1}\n"),
        ("{0}\n\n<!-- 在这里写 -->\n\n{1}\n", ["甲", "乙"], "{0}\n\n甲\n乙\n\n{1}\n"),
        ("{0}\n<!-- 说明\n二 -->\n\n{1}\n", ["甲"], "{0}\n<!-- 说明\n二 -->\n\n甲\n\n{1}\n"),
        ("{0}\n{1}\n", ["甲"], "{0}\n\n甲\n\n{1}\n"),
        ("{0}", ["甲"], "{0}\n\n甲"),
        (
            "{0}\n  甲<!-- 注 -->后  \n<!-- 一\n二 --> 乙 <!-- 三 -->\n",
            ["丙", "丁"],
            "{0}\n  丙<!-- 注 -->  \n<!-- 一\n二 --> 丁 <!-- 三 -->\n",
        ),
        ("{0}\n甲 <!-- 注 -->\n乙\n", ["乙"], "{0}\n <!-- 注 -->\n乙\n"),
        ("<!-- 头 -->\n\n{1}\n\n乙\n", ["甲"], "<!-- 头 -->\n\n{0}\n\n甲\n\n{1}\n\n乙\n"),
        ("", ["甲"], "{0}\n\n甲\n"),
    ],
)
def test_paragraphs_are_replaced_one_by_one(replaced: Replace, text: str, paragraphs: Sequence[str], new: str) -> None:
    assert replaced(text, paragraphs) == new


@pytest.mark.parametrize("paragraph", ["# 标题", "二、发展成效", "甲\n乙", " 甲", "", "<!-- 甲 -->"])
def test_a_paragraph_that_would_be_read_otherwise_is_refused(
    narrative: Narrative, sections: list[str], paragraph: str
) -> None:
    text = format_plan(narrative, EMPTY)
    with pytest.raises(ReadBackError, match="没有改动文件"):
        replace_plan_sections(text, narrative, {sections[0]: [paragraph]})


def test_section_of_another_form_is_refused(narrative: Narrative) -> None:
    with pytest.raises(InputError, match="没有“nope”这个标题"):
        replace_plan_sections("", narrative, {"nope": ["甲"]})


def test_doubtful_section_gets_a_mark_that_goes_with_new_prose(
    catalog: Catalog, narrative: Narrative, sections: list[str]
) -> None:
    form = catalog.load_form("2022-application")
    text = format_plan(narrative, EMPTY)
    new = mark_plan_sections(text, narrative, {sections[1]: "标题 --> 改过"}, "申报表.docx")
    mark = "<!-- 由《申报表.docx》读入，请对照原文：标题 → 改过（做完后删去这一行） -->\n"
    assert new.replace(mark, "") == text
    assert mark_plan_sections(new, narrative, {sections[1]: "标题 --> 改过"}, "申报表.docx") == new
    lines = {f"plan.{name}": line for name, line in parse_plan(new, narrative, "plan.md").lines.items()}
    (found,) = find_text_marks(new, "plan.md", form, lines)
    assert (found.where.slot, found.reason) == (f"plan.{sections[1]}", "标题 → 改过")
    for section, count in ((sections[0], 1), (sections[1], 0)):
        assert replace_plan_sections(new, narrative, {section: ["甲"]}, drop_marks=True).count(mark) == count
        assert replace_plan_sections(new, narrative, {section: ["甲"]}).count(mark) == 1
