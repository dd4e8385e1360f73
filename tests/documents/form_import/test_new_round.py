"""A new round of a known form: years moved, labels changed, rows added and taken away, and all of it told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docgen import built_in
from docgen.definitions.form import Choice, Choices, Goals, Series
from docgen.definitions.form_faults import find_form_faults
from docgen.documents.form_import.form_importer import ImportedForm, import_form
from docgen.documents.form_import.import_report import GONE, NEW, ImportSection, build_import_report
from docgen.documents.form_import.import_report_html import write_report_html
from docgen.documents.form_import.import_report_word import write_report_word
from docgen.documents.form_import.like_matching import Likeness
from docgen.errors import InputError
from docgen.project.word.word_document import iterate_paragraphs
from docgen.project.word.word_reader import read_word_document
from made_up_official import write_made_up_official
from official_blank import write_blank

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[3]
EMPTY = '<td class="v"></td>' * 3
WIDE = '<td class="v" colspan="3"></td>' * 3
CHANGES = {
    "集群主导产业产值占集群总产值比例（%）": "主导产业产值占集群全部产值的比例（%）",
    f"<tr><th>集群中小企业研发人员数量</th>{WIDE}</tr>": "",
    "<tr><th>工业软件采购": f"<tr><th>人工智能应用企业数量</th>{EMPTY}</tr><tr><th>工业软件采购",
    "集群外商直接投资额（万元）": "集群外商直接投资额（亿元）",
    "集群主导产业是否属于国家规定": "集群主导产业不属于国家规定",
    "□开展人力资源共享": "□开展人才共享",
    "<h3>三、存在的问题</h3>": "<h3>三、存在的主要问题</h3><h3>四、产业链建设</h3>",
    "工业互联网普及率</th>": "工业互联网平台普及率</th>",
    "2.各必填栏目不得空缺": "2.各必填栏目均不得空缺",
    "c.研发经费年均增速不低于10%": "c.研发经费年均增速不低于12%",
    "集群发展环境情况<br>（200字以内）": "集群发展环境情况<br>（300字以内，需提供佐证材料）",
}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> ImportedForm:
    text = (ROOT / "tests" / "sources" / "2025-application.html").read_text("utf-8")
    text = re.sub(r"(?<![〔\d])20(2[2-7])(?!\d|〕)", lambda year: str(int(year[0]) + 2), text)
    for old, new in CHANGES.items():
        assert old in text
        text = text.replace(old, new)
    path = write_blank(text, tmp_path_factory.mktemp("round") / "2027.docx")
    return import_form(read_word_document(path), "2027-application", built_in(), "2025-application", (), path.name)


def test_the_years_are_those_of_the_new_round(imported: ImportedForm) -> None:
    years = imported.form.years
    assert (years.actual, years.base, years.target, years.stages) == (
        (2024, 2025, 2026),
        2026,
        2029,
        (2027, 2028, 2029),
    )
    assert "plan.stage_2029" in imported.form.slots
    assert "output_value.2026" in imported.form.slots
    goals = imported.form.fields["goals"]
    assert isinstance(goals, Goals)
    assert goals.columns == {"base": "2026年基准值", "target": "2029年目标值"}
    assert goals.same_as["green.co2.base"] == "co2_intensity.2026"
    assert {2024, 2025, 2026} >= {goal.year for goal in goals.derive} - {None}


def test_each_field_is_judged(imported: ImportedForm) -> None:
    judged = {match.known.id: match.likeness for match in imported.matches if match.likeness is not Likeness.SAME}
    assert judged == {
        "industry_restricted": Likeness.DOUBTFUL,
        "leading_output_share": Likeness.REWORDED,
        "fdi": Likeness.DOUBTFUL,
    }
    assert imported.gone == ("rd_staff",)
    assert [imported.form.fields[name].label for name in imported.new] == ["人工智能应用企业数量"]


def test_a_field_of_another_unit_or_negation_is_another_question(imported: ImportedForm) -> None:
    fields = imported.form.fields
    assert "fdi" not in fields and "industry_restricted" not in fields
    changed = next(field for field in fields.values() if field.label == "集群外商直接投资额（亿元）")
    assert isinstance(changed, Series) and changed.unit == "亿元" and changed.derive is None
    assert "单位不同" in changed.review[0] and "fdi" in changed.review[0]
    reversed_ = next(field for field in fields.values() if "不属于国家规定" in field.label)
    assert isinstance(reversed_, Choice) and "意思可能相反" in reversed_.review[0]


def test_the_official_words_are_taken_over(imported: ImportedForm) -> None:
    field = imported.form.fields["leading_output_share"]
    assert field.label == "主导产业产值占集群全部产值的比例（%）"
    assert isinstance(field, Series) and field.derive
    assert field.review == (
        "“集群主导产业产值占集群总产值比例（%）”改为“主导产业产值占集群全部产值的比例（%）”，"
        "意思相同才能沿用 id leading_output_share",
    )
    work = imported.form.fields["resource_coordination_work"]
    assert isinstance(work, Choices) and work.options["shared_staff"] == "开展人才共享"
    assert "开展人力资源共享" in work.review[0]


def test_what_is_printed_beside_a_label_is_the_new_one(imported: ImportedForm) -> None:
    field = imported.form.fields["environment"]
    assert getattr(field, "limit", 0) == 300
    assert [one.kind for one in field.attach] == ["evidence"]


def test_a_new_field_is_guessed_and_marked(imported: ImportedForm) -> None:
    field = imported.form.fields[imported.new[0]]
    assert isinstance(field, Series) and (field.unit, field.whole) == ("家", True)
    assert "没有印单位" in field.review[0]


def test_rules_are_carried_and_those_that_lost_a_field_are_told(imported: ImportedForm) -> None:
    assert list(find_form_faults(imported.form)) == []
    rules = imported.form.consistency
    known = built_in().load_form("2025-application").consistency
    assert len(rules.steady) == len(known.steady) - 1
    assert rules.distinct == tuple(name for name in known.distinct if name != "fdi")
    assert ("distinct", "fdi") in imported.lost
    assert any(section == "subsets" and "rd_staff" in names for section, names in imported.lost)
    assert rules.figures.stages == {"plan.stage_2027": 2027, "plan.stage_2028": 2028, "plan.stage_2029": 2029}
    goals = imported.form.fields["goals"]
    assert isinstance(goals, Goals)
    assert "c.研发经费年均增速不低于10%" not in [rule.text for rule in goals.rules]
    assert len(goals.rules) == 8
    assert ("goals（目标表的要求）", "c.研发经费年均增速不低于10%") in imported.lost
    assert any("c.研发经费年均增速不低于12%" in text for text in goals.review)
    assert any(section == "认定标准 national-2022" for section, _ in imported.lost)


def test_the_evidence_list_is_that_of_the_known_notice(imported: ImportedForm) -> None:
    items = {item.number: item for item in imported.notice.iterate_items()}
    assert items["1"].proves == ("enterprises", "smes")
    names = {name.partition(".")[0] for item in items.values() for name in item.proves}
    assert names <= imported.form.fields.keys()
    assert any("集群发展环境情况" in item.title and item.proves == ("environment",) for item in items.values())


def test_headings_and_indicators_that_changed_are_to_be_confirmed(imported: ImportedForm) -> None:
    plan = imported.form.narratives[0]
    assert [one.id for one in plan.sections][:5] == ["overview", "results", "shortcomings", "p04", "future"]
    assert plan.review == (
        "标题“存在的问题”改为“存在的主要问题”，意思相同才能沿用 shortcomings",
        "标题“产业链建设”是新的",
    )
    goals = imported.form.fields["goals"]
    assert "指标“工业互联网普及率”改为“工业互联网平台普及率”，意思相同才能沿用 platform_adoption" in goals.review
    assert isinstance(goals, Goals) and goals.directions[2].indicators[0].unit == "%"


# -- the report ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sections(imported: ImportedForm) -> dict[str, ImportSection]:
    return {one.heading: one for one in build_import_report(imported, "2027.docx").sections}


def join(section: ImportSection) -> list[str]:
    return ["|".join("".join(text for text, _ in words) for words in row) for row in section.rows]


def test_the_report_has_the_texts_side_by_side(sections: dict[str, ImportSection]) -> None:
    changed = sections["改了说法的栏目"]
    row = next(row for row in changed.rows if "全部" in "".join(text for text, _ in row[1]))
    assert row[0] == (("集群", GONE), ("主导产业产值占集群", ""), ("总", GONE), ("产值", ""), ("比例（%）", ""))
    assert row[1] == (("主导产业产值占集群", ""), ("全部", NEW), ("产值", ""), ("的", NEW), ("比例（%）", ""))


def test_the_report_tells_each_change(sections: dict[str, ImportSection]) -> None:
    assert join(sections["取消的栏目"]) == ["rd_staff|集群中小企业研发人员数量"]
    assert any("人工智能应用企业数量|每年一个数字|家" in row for row in join(sections["新增的栏目"]))
    assert join(sections["选项的变化"]) == ["集群已开展的产业链资源协同协作工作|开展人力资源共享|开展人才共享"]
    assert any("均不得空缺" in row for row in join(sections["填报说明的变化"]))
    assert join(sections["标题、提示和要求的变化"]) == [
        "三、存在的问题|三、存在的主要问题",
        "|四、产业链建设",
        "c.研发经费年均增速不低于10%|c.研发经费年均增速不低于12%",
    ]
    assert join(sections["要附的材料的变化"]) == ["集群发展环境情况|（无）|佐证材料"]
    assert "各列 2024、2025、2026" in join(sections["概要"])[3]
    assert len(join(sections["没有改的栏目"])) == 10


def test_the_report_in_html_shows_text_as_text(imported: ImportedForm) -> None:
    report = build_import_report(imported, "<script>.docx")
    page = write_report_html(report).decode()
    assert "<script>" not in page and "&lt;script&gt;.docx" in page
    assert "<del>总</del>" in page and "<ins>全部</ins>" in page


def test_the_report_in_word_reads_back(imported: ImportedForm, tmp_path: Path) -> None:
    report = build_import_report(imported, "2027.docx")
    path = tmp_path / "报告.docx"
    path.write_bytes(write_report_word(report, ROOT / "templates" / "shared" / "house"))
    document = read_word_document(path)
    texts = [paragraph.text for paragraph in iterate_paragraphs(document.blocks)]
    assert texts[0] == report.title
    for section in report.sections:
        for row in section.rows:
            for words in row:
                assert all(line in texts for line in "".join(text for text, _ in words).split("\n"))
    assert path.read_bytes() == write_report_word(report, ROOT / "templates" / "shared" / "house")


def test_another_kind_of_form_is_refused(tmp_path: Path) -> None:
    path = write_made_up_official(tmp_path / "园区.docx")
    with pytest.raises(InputError, match="这张表不像 2025-application") as caught:
        import_form(read_word_document(path), "2027-park", built_in(), "2025-application", (), path.name)
    assert "不要写 --like" in caught.value.remedy
