"""The self-assessment says the same on the first page, in every format and on the terminal, whatever was answered."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import docx
import pypdf
import pytest
from PIL import Image

from docgen import built_in, check
from docgen.definitions.chart_data import load_assessment_content
from docgen.documents.assessment.assessment import Assessment, assess
from docgen.documents.assessment.assessment_html import build_assessment_html
from docgen.documents.assessment.assessment_report import build_report
from docgen.documents.assessment.assessment_text import Palette, build_assessment_json, format_assessment_lines
from docgen.documents.assessment.assessment_word import build_assessment_docx
from docgen.package.drawn.assessment_pages import draw_assessment, draw_charts, write_assessment
from docgen.package.drawn.typesetting import Typesetter
from docgen.problems.problem import Problem, Severity, Where, sort_problems
from docgen.rules.criteria.criteria_check import check_criteria
from docgen.rules.criteria.verdicts import VerdictState
from docgen.rules.goals.goal_check import check_goals
from docgen.rules.judgements import collect_judgements
from docgen.runtime.fonts import list_font_folders

ROOT = Path(__file__).parents[3]
CATALOG = built_in()
TEMPLATE = CATALOG.find_shared_template("assessment")
TYPESETTER = Typesetter(CATALOG.find_shared_template("package"), list_font_folders())
EXAMPLES = ("yunxi-2022", "lanting-2025", "yunxi-2025-review")
HOSTILE = "&<b>{{ x }}{% y %}<script>alert(1)</script> 𠮷野㐂 〖图 1〗 “”'\""


def assessment_of(
    folder: Path, *more: Problem, profiles: Sequence[str] = ("national-2022",), **answers: object
) -> Assessment:
    checked = check(folder, CATALOG)
    application = replace(checked.application, answers={**checked.application.answers, **answers})
    criteria = [CATALOG.load_criteria(name) for name in profiles]
    judgements = collect_judgements(application, checked.items, criteria)
    judged = (*check_criteria(application, judgements.profiles), *check_goals(application, judgements.goals))
    problems = sort_problems((*checked.problems, *judged, *more))
    return assess(application, judgements, problems, load_assessment_content(CATALOG))


def formats(assessment: Assessment) -> tuple[bytes, bytes, bytes]:
    """PDF, HTML and Word."""
    pictures = draw_charts(assessment, TYPESETTER)
    word = build_assessment_docx(TEMPLATE / "assessment.docx", assessment, pictures.png)
    return draw_assessment(assessment, TYPESETTER), build_assessment_html(TEMPLATE, assessment, pictures.svg), word


def texts(assessment: Assessment) -> list[str]:
    """What each format says, without blanks: lines end elsewhere in each."""
    pdf, page, word = formats(assessment)
    body = re.sub(r"<svg.*?</svg>|<style>.*?</style>|<[^>]*>", "", page.decode(), flags=re.DOTALL)
    paragraphs = "".join(node.text or "" for node in docx.Document(io.BytesIO(word)).element.body.iter() if node.text)
    drawn = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return ["".join(text.split()) for text in (drawn, html.unescape(body), paragraphs)]


def missing(label: str, number: int = 1, slot: str = "cluster_name") -> Problem:
    return Problem("answer.missing", Where("application.yaml", number, slot), label, "请填写。", "填报说明2")


@pytest.fixture(scope="module")
def example() -> Assessment:
    return assessment_of(ROOT / "data" / "examples" / "yunxi-2022")


@pytest.mark.slow
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_can_be_handed_in_and_every_sentence_is_in_every_format(name: str) -> None:
    assessment = assessment_of(ROOT / "data" / "examples" / name, profiles=("national-2022", "guangdong-draft"))
    assert assessment.ready
    for text in texts(assessment):
        assert "可以提交" in text
        assert "还不能提交" not in text
        for verdict in assessment.verdicts:
            assert "".join(verdict.sentence.text.rstrip("，；。").split()) in text
            assert "".join(verdict.margin_words.split()) in text
        for table in assessment.goals:
            assert all("".join(one.words.split()) in text for one in (*table.judgements, *table.completions))
        for demand in assessment.requirements:
            assert "".join(demand.claim.split()) in text


@pytest.mark.slow
def test_an_empty_folder_cannot_be_handed_in_and_nothing_is_drawn(folder: Callable[..., Path]) -> None:
    assessment = assessment_of(folder(""))
    assert not assessment.ready
    assert assessment.charts == ()
    lines = list(format_assessment_lines(assessment, Palette.PLAIN))
    told = [verdict for verdict in assessment.verdicts if verdict.state is not VerdictState.PERSON]
    assert sum(line.startswith("  暂不能判断") for line in lines) >= len(told) > 0
    assert {one.words for one in assessment.figures} == {"未填写"}
    for text in texts(assessment):
        assert "还不能提交" in text
        assert "还没有可以画图的数据" in text
        assert "集群名称未填写" in text


@pytest.mark.slow
def test_what_is_wrong_stands_with_its_rule_and_remedy_under_its_part_errors_first(example: Assessment) -> None:
    problems = (
        Problem("answer.rounded", Where("application.yaml", 8, "cluster_name"), "甲提醒", "甲怎样改", "甲依据"),
        Problem("answer.missing", Where("application.yaml", 9, "cluster_name"), "乙错误", "乙怎样改", "乙依据"),
        Problem("evidence.missing", Where("evidence", 0, "evidence.9"), "丙错误", "丙怎样改", "丙依据"),
    )
    assessment = replace(example, problems=sort_problems(problems))
    section = next(one for one in build_report(assessment).sections if one.id == "problems")
    assert [group.heading for group in section.groups] == ["一、基本情况（2 项）", "佐证材料（1 项）"]
    assert [row[1].text for row in section.groups[0].rows] == ["乙错误", "甲提醒"]
    for text in texts(assessment):
        for words in ("甲提醒", "甲怎样改", "甲依据", "乙错误", "丙错误", "application.yaml第9行"):
            assert words in text


@pytest.mark.slow
def test_what_is_said_of_several_places_is_said_once(example: Assessment) -> None:
    assessment = replace(example, problems=(missing("空缺", 3), missing("空缺", 5)))
    section = next(one for one in build_report(assessment).sections if one.id == "problems")
    ((row,),) = [group.rows for group in section.groups]
    assert row[3].text == "application.yaml 第3行 cluster_name；application.yaml 第5行 cluster_name"


@pytest.mark.slow
def test_of_many_problems_of_one_part_it_says_how_many_there_are(example: Assessment) -> None:
    assessment = replace(example, problems=tuple(missing(f"第{number}个", number) for number in range(1, 301)))
    section = next(one for one in build_report(assessment).sections if one.id == "problems")
    assert section.groups[0].heading == "一、基本情况（300 项，先列 100 项，其余请看 docgen check）"
    assert len(section.groups[0].rows) == 100
    assert build_report(assessment).blocking[-1] == "其余见“四、问题与整改”（另有 295 项）。"
    assert "有300个错误" in texts(assessment)[0]


@pytest.mark.slow
def test_text_with_signs_of_markup_stays_text(example: Assessment) -> None:
    answers = {**example.application.answers, "cluster_name": HOSTILE}
    changed = replace(example, application=replace(example.application, answers=answers), problems=(missing(HOSTILE),))
    wanted = "".join(HOSTILE.split())
    assert all(wanted in text for text in texts(changed)[1:])
    page = formats(changed)[1].decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.slow
def test_texts_longer_than_a_page_are_drawn(example: Assessment) -> None:
    long = replace(example, problems=(missing("很长" * 2000), missing("A" * 3000, 2)))
    pages = pypdf.PdfReader(io.BytesIO(draw_assessment(long, TYPESETTER))).pages
    assert sum(sheet.extract_text().count("很长") for sheet in pages) >= 2000


@pytest.mark.slow
def test_what_is_written_is_the_same_bytes_each_time(example: Assessment, tmp_path: Path) -> None:
    for name in ("one", "other"):
        for folder in ("pdf", "word"):
            (tmp_path / name / folder).mkdir(parents=True)
        write_assessment(example, TEMPLATE, (tmp_path / name).joinpath, TYPESETTER)
    one, other = (
        {path.relative_to(tmp_path / name): path.read_bytes() for path in (tmp_path / name).rglob("*.*")}
        for name in ("one", "other")
    )
    assert sorted(map(str, one)) == ["pdf/自评报告.pdf", "word/自评报告.docx", "自评报告.html"]
    assert one == other


@pytest.mark.slow
def test_the_html_fetches_nothing(example: Assessment) -> None:
    page = formats(example)[1].decode()
    assert re.findall(r"<(?:link|script|img|iframe|object|embed)\b", page) == []
    assert re.findall(r"\bsrc=|@import|url\((?!#)", page) == []
    assert all(target.startswith("#") for target in re.findall(r'href="([^"]*)"', page))
    assert set(re.findall(r"https?://[^\"'\s<]+", page)) <= {
        "http://www.w3.org/1999/xhtml",
        "http://www.w3.org/1999/xlink",
        "http://www.w3.org/2000/svg",
    }


@pytest.mark.slow
def test_each_chart_is_inside_the_html_and_said_in_words(example: Assessment) -> None:
    page = formats(example)[1].decode()
    labels = [html.unescape(label) for label in re.findall(r'<figure [^>]*aria-label="([^"]*)"><svg', page)]
    assert labels == [chart.words for chart in example.charts]
    assert "集群总产值（亿元）：2019年 44.70；2020年 51.01；2021年 58.20。认定标准：不低于 40 亿元。" in labels


@pytest.mark.slow
def test_word_has_each_chart_as_a_sharp_picture_said_in_words(example: Assessment) -> None:
    document = docx.Document(io.BytesIO(formats(example)[2]))
    pictures = list(document.element.body.iter("{*}inline"))
    assert {one.docPr.get("descr") for one in pictures} == {chart.words for chart in example.charts}
    assert len(pictures) == len(example.charts)
    for one in pictures:
        name = one.graphic.graphicData.pic.blipFill.blip.embed
        with Image.open(io.BytesIO(document.part.related_parts[name].blob)) as image:
            assert image.width / (one.extent.cx / 914400) >= 200
    assert "〖图" not in "".join(node.text or "" for node in document.element.body.iter())


def test_word_has_no_dates_of_its_own(example: Assessment) -> None:
    with zipfile.ZipFile(io.BytesIO(formats(example)[2])) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_terminal_says_first_whether_it_is_ready(example: Assessment) -> None:
    lines = list(format_assessment_lines(example, Palette.PLAIN))
    assert lines[0].startswith("可以提交：没有发现错误。")
    assert any(
        re.fullmatch(r"  符合 +近三年产值均在40亿元以上 +44\.70 亿元；不低于 40 亿元，高出 4\.70 亿元.*", line)
        for line in lines
    )
    assert any(re.fullmatch(r"  符合 +符合国家产业政策 +选“是”", line) for line in lines)
    assert any("g.集群单位工业产值能耗下降达到13.5%左右" in line for line in lines)
    failing = list(format_assessment_lines(replace(example, problems=(missing("空缺"),)), Palette.PLAIN))
    assert failing[0].startswith("还不能提交：有 1 个错误，改正后才能提交。")
    assert not any("\x1b" in line for line in (*lines, *failing))


def test_colour_is_for_terminals_that_want_it(example: Assessment, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.delenv("NO_COLOR", raising=False)
    assert Palette.select(Terminal()) is Palette.COLOUR
    assert Palette.select(io.StringIO()) is Palette.PLAIN
    monkeypatch.setenv("NO_COLOR", "1")
    assert Palette.select(Terminal()) is Palette.PLAIN
    coloured = "\n".join(format_assessment_lines(example, Palette.COLOUR))
    assert re.sub(r"\x1b\[\d+m", "", coloured) == "\n".join(format_assessment_lines(example, Palette.PLAIN))


def test_the_json_has_all_of_it(example: Assessment) -> None:
    told = json.loads(json.dumps(build_assessment_json(example), ensure_ascii=False))
    assert list(told) == ["ready", "criteria", "goals", "requirements", "problems"]
    (profile,) = told["criteria"]
    assert len(profile["sentences"]) == len(example.verdicts)
    (output,) = [one for one in profile["sentences"] if one["text"].startswith("近三年产值均在40亿元以上")]
    assert (output["verdict"], output["value"], output["operator"], output["limit"]) == ("符合", "44.70", ">=", "40")
    assert Decimal(output["margin"]) == Decimal("4.70")
    assert len(told["goals"][0]["rules"]) == len(example.goals[0].judgements)
    assert len(told["requirements"]) == len(example.requirements)


def test_the_counts_of_the_first_page_are_those_of_the_sections(example: Assessment) -> None:
    report = build_report(replace(example, problems=(missing("空缺"),)))
    counts = {one.name: one.number for one in report.counts}
    cells = [cell.text for section in report.sections for group in section.groups for row in group.rows for cell in row]
    assert counts["错误"] == cells.count(Severity.ERROR.label) == 1
    assert counts["需人工判断"] == cells.count("需人工判断")
    assert counts["符合"] == cells.count("符合")
