"""Shapes that official forms come in: each is read into the fields that a person would see in it."""

from __future__ import annotations

import time
from pathlib import Path

import docx
import pytest

from docgen import built_in
from docgen.definitions.form import Choice, Choices, Field, LongText, NamedList, Number, Series, Text
from docgen.definitions.form_faults import find_form_faults
from docgen.documents.form_import.form_importer import ImportedForm, import_form
from docgen.documents.templates.form_layout import LayoutParagraph
from docgen.errors import InputError
from docgen.project.word.word_reader import read_word_document
from made_up_official import write_made_up_official
from word_documents import p, r, read_body, tbl, tc, tr

Rows = list[list[str]]


def write(folder: Path, *items: str | Rows) -> Path:
    """Paragraphs and tables; a cell of < goes on from the one at its left, one of ^ from the one above."""
    document = docx.Document()
    for item in items:
        if isinstance(item, str):
            document.add_paragraph(item)
            continue
        table = document.add_table(len(item), len(item[0]), style="Table Grid")
        for y, row in enumerate(item):
            for x, text in enumerate(row):
                if text in ("<", "^"):
                    table.cell(y, x).merge(table.cell(y, x - 1) if text == "<" else table.cell(y - 1, x))
        for y, row in enumerate(item):
            for x, text in enumerate(row):
                if text not in ("<", "^"):
                    first, *rest = text.split("\n")
                    table.cell(y, x).paragraphs[0].text = first
                    for line in rest:
                        table.cell(y, x).add_paragraph(line)
    path = folder / "表.docx"
    document.save(str(path))
    return path


def read(folder: Path, *items: str | Rows, years: tuple[int, ...] = ()) -> ImportedForm:
    imported = import_form(read_word_document(write(folder, *items)), "2027-x", built_in(), "", years, "表.docx")
    assert list(find_form_faults(imported.form)) == []
    return imported


def read_fields(folder: Path, *rows: list[str]) -> list[Field]:
    """The fields of a table of one part, without those of three rows that make it a form."""
    usual = [["单位名称", *[""] * (len(rows[0]) - 1)], ["地址", *[""] * (len(rows[0]) - 1)]]
    table = [*([cells[0], "", *["<"] * (len(cells) - 2)] for cells in usual), *rows]
    fields = list(read(folder, "企业申报表", "一、基本情况", table).form.fields.values())
    assert [field.label for field in fields[:2]] == ["单位名称", "地址"]
    return fields[2:]


def describe(field: Field) -> tuple[object, ...]:
    return (type(field), field.label, getattr(field, "unit", getattr(field, "limit", None)))


def test_figures_by_year(tmp_path: Path) -> None:
    rows = [["指标", "2024年", "2025年度"], ["营业收入（万元）", "", ""], ["年均增速（%）", "", "<"]]
    income, growth = read_fields(tmp_path, *rows)
    assert (describe(income), describe(growth)) == (
        (Series, "营业收入（万元）", "万元"),
        (Number, "年均增速（%）", "%"),
    )
    assert growth.signed  # type: ignore[union-attr]


def test_years_below_one_another(tmp_path: Path) -> None:
    rows = [["能耗（吨标准煤）", "2024年", ""], ["^", "2025年", ""], ["^", "（注：需提供计算公式）", "<"]]
    (field,) = read_fields(tmp_path, *rows)
    assert describe(field) == (Series, "能耗（吨标准煤）", "吨标准煤")
    assert [one.kind for one in field.attach] == ["formula"]


def test_columns_that_are_no_years(tmp_path: Path) -> None:
    rows = [["类别", "数量（个）", "金额（万元）"], ["国家级项目", "", ""], ["省级项目", "", ""]]
    fields = read_fields(tmp_path, *rows)
    assert [(field.label, field.about, field.unit) for field in fields] == [  # type: ignore[union-attr]
        ("国家级项目", "数量（个）", "个"),
        ("国家级项目", "金额（万元）", "万元"),
        ("省级项目", "数量（个）", "个"),
        ("省级项目", "金额（万元）", "万元"),
    ]


def check_slots(imported: ImportedForm) -> None:
    """Each slot of the form stands once in the layout, as the template has to have it."""
    blocks = [block for section in imported.layout.sections[1:] for block in section.blocks]
    rows = [row for block in blocks if not isinstance(block, LayoutParagraph) for row in block.rows]
    lines = [line for row in rows for cell in row.cells for line in cell.lines]
    lines += [block.line for block in blocks if isinstance(block, LayoutParagraph)]
    own = {slot for part in imported.form.parts[1:] for slot in imported.form.list_slots(part)}
    assert sorted(slot for line in lines for slot in line.slots) == sorted(own)


def test_tables_that_are_not_regular(tmp_path: Path) -> None:
    """Whatever the grid is, each cell is a place of some field, and none is there twice."""
    usual = [["名称", "", "<", "<"], ["地址", "", "<", "<"]]
    two_a_year = [["纹样", "2024年", "", ""], ["^", "2025年", "", ""]]
    holes = [
        ["年度", "2024年", "<", "2025年"],
        ["标准", "类别", "主持", "参与"],
        ["^", "国际", "", ""],
        ["^", "国家", "", "<"],
    ]
    wide = [["指标", "2024年", "<", "2025年"], ["收入（万元）", "", "", ""]]
    for number, rows in enumerate((two_a_year, holes, wide)):
        (tmp_path / str(number)).mkdir()
        check_slots(read(tmp_path / str(number), "申报表", "一、概况", [*usual, *rows]))


def test_a_table_of_goals_with_merged_cells(tmp_path: Path) -> None:
    goals = [["方向", "指标", "2024年基准值", "2027年目标值"], ["创新", "专利", "", ""], ["开放", "描述", "", "<"]]
    imported = read(tmp_path, "申报表", "一、概况", [["名称", ""]], "二、规划", "一、目标", goals, "二、措施")
    check_slots(imported)


def test_a_list_to_fill_in_is_told(tmp_path: Path) -> None:
    rows = [["序号", "产品名称", "产值（万元）"], ["1", "", ""], ["……", "", ""]]
    fields = read_fields(tmp_path, *rows)
    assert [(field.label, field.about) for field in fields][:2] == [("产品名称", "第3行"), ("产值（万元）", "第3行")]
    assert all("清单" in field.review[0] for field in fields)


def test_boxes(tmp_path: Path) -> None:
    rows = [
        ["是否上市", "□是（需附证明材料） □否"],
        ["所属行业类型", "□工业\n□农业\n□服务业"],
        ["已有资质（可多选）", "□甲 □乙\n（注：勾选需提供佐证材料）"],
        ["企业等次", "□一 □二"],
        ["管理", "质量体系：\n□有 □无\n环境体系：\n□有 □无"],
    ]
    listed, trade, owned, rank, quality, nature = read_fields(tmp_path, *rows)
    assert isinstance(listed, Choice) and listed.options == {"true": "是", "false": "否"}
    assert [(one.kind, one.when) for one in listed.attach] == [("evidence", ("true",))]
    assert isinstance(trade, Choice) and list(trade.options.values()) == ["工业", "农业", "服务业"]
    assert isinstance(owned, Choices) and [(one.kind, one.when) for one in owned.attach] == [("evidence", ())]
    assert isinstance(rank, Choices) and "单选还是多选" in rank.review[0]
    assert (quality.label, nature.label) == ("质量体系", "环境体系")


def test_a_box_alone_is_a_box(tmp_path: Path) -> None:
    (field,) = read_fields(tmp_path, ["获得绿色工厂认定", "□"])
    assert isinstance(field, Choices) and field.options == {"o1": "获得绿色工厂认定"}
    assert "没有文字" in field.review[-1]


def test_blanks_among_words(tmp_path: Path) -> None:
    rows = [
        ["职工情况", "共____人，其中研发人员____人"],
        ["专利", "数量：    件\n名称："],
        ["获奖情况（100字以内）", ""],
        ["厂房", "件（需提供清单）"],
    ]
    staff, research, patents, prizes, halls = read_fields(tmp_path, *rows)
    assert [field.unit for field in (staff, research)] == ["人", "人"]  # type: ignore[union-attr]
    assert isinstance(patents, NamedList) and patents.unit == "件"
    assert isinstance(prizes, LongText) and prizes.limit == 100
    assert isinstance(halls, Number) and halls.whole and [one.kind for one in halls.attach] == ["list"]


def test_units_behind_spaces(tmp_path: Path) -> None:
    rows = [
        ["授权专利", "发明专利 项，实用新型 项"],
        ["研发机构", "国家级____个，省级____个"],
        ["规模", "10 人以上的车间"],
    ]
    fields = read_fields(tmp_path, *rows)
    assert [(field.label, field.about, getattr(field, "unit", "")) for field in fields] == [
        ("发明专利", "授权专利", "项"),
        ("实用新型", "授权专利", "项"),
        ("国家级", "研发机构", "个"),
        ("省级", "研发机构", "个"),
    ]


def test_a_row_without_a_place_to_fill_in_is_told(tmp_path: Path) -> None:
    table = [["名称", ""], ["地址", ""], ["电话", ""], ["产品", "请列出主要产品"]]
    assert any("“产品｜请列出主要产品”" in text for text in read(tmp_path, "申报表", table).form.review)


def test_who_signs_in_a_cell(tmp_path: Path) -> None:
    rows = [["推荐意见", "（盖章）\n年  月  日"], ["声明", "以上属实。\n法定代表人（签名）：\n（企业公章）\n年 月 日"]]
    table = [["企业名称", ""], ["地址", ""], ["电话", ""], *rows]
    form = read(tmp_path, "申报表", table).form
    assert [(one.by, one.action.value) for one in form.by_hand] == [
        ("推荐意见", "seal"),
        ("法定代表人", "sign"),
        ("企业", "seal"),
    ]


def test_a_label_with_its_answer_in_the_same_cell(tmp_path: Path) -> None:
    rows = [["总体情况", "发展情况（200字以内）"], ["^", "其他需要说明的：\n"]]
    text, other = read_fields(tmp_path, *rows)
    assert describe(text) == (LongText, "发展情况", 200)
    assert isinstance(other, Text) and other.label == "其他需要说明的"


def test_several_answers_in_a_row(tmp_path: Path) -> None:
    fields = read_fields(tmp_path, ["联系人", "", "手机", ""], ["传真", "", "邮箱", ""])
    assert [field.label for field in fields] == ["联系人", "手机", "传真", "邮箱"]


def test_labels_that_occur_twice_are_told_apart(tmp_path: Path) -> None:
    fields = read_fields(
        tmp_path, ["法定代表人", "姓名", ""], ["^", "电话", ""], ["经办人", "姓名", ""], ["^", "电话", ""]
    )
    assert [(field.label, field.about) for field in fields] == [
        ("姓名", "法定代表人"),
        ("电话", "法定代表人"),
        ("姓名", "经办人"),
        ("电话", "经办人"),
    ]


def test_a_form_without_cover_and_headings(tmp_path: Path) -> None:
    table = [["企业名称", ""], ["地址", ""], ["员工人数", ""]]
    imported = read(tmp_path, "附件1", "试点企业申请书", table, "法定代表人签字：", "2027年  月  日")
    form = imported.form
    assert [part.title for part in form.parts] == ["封面", "试点企业申请书"]
    assert form.package.cluster == "s1_01"
    assert form.by_hand[0].by == "法定代表人"
    assert imported.left_out == ("附件1",)
    assert any("date" in text for text in form.review)


def test_a_whole_notice_with_the_form_attached(tmp_path: Path) -> None:
    table = [["企业名称", ""], ["地址", ""], ["员工人数", ""]]
    body = ("关于申报的通知", "各地：", "现通知如下：", "一、条件", "具有法人资格。", "二、材料", "见附件。")
    imported = read(tmp_path, *body, "附件1", "申请书", "一、概况", table, "附件2", "要求", "请用A4纸。")
    assert imported.form.title == "申请书"
    assert [part.title for part in imported.form.parts] == ["封面", "一、概况"]
    assert any(text.startswith("关于申报的通知") for text in imported.left_out)


def test_several_forms_in_one_file_are_refused(tmp_path: Path) -> None:
    table = [["企业名称", ""], ["地址", ""], ["员工人数", ""]]
    with pytest.raises(InputError, match="文件里有 2 张表：甲表、乙表"):
        read(tmp_path, "附件1", "甲表", table, "附件2", "乙表", table)


def test_the_form_is_found_beside_a_small_table(tmp_path: Path) -> None:
    form = [["企业名称", ""], *([f"栏目{number}", ""] for number in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳")]
    summary = [["序号", "企业名称", "备注"], ["1", "", "<"], ["2", "", "<"]]
    imported = read(tmp_path, "附件1", "申请书", "一、概况", form, "附件2", "推荐汇总表", summary)
    assert imported.form.title == "申请书" and len(imported.form.fields) == 17
    assert any(text.startswith("推荐汇总表") for text in imported.left_out)


def test_what_stands_beside_the_text_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "申报表", [["名称", ""], ["地址", ""], ["电话", ""]])
    document = docx.Document(str(path))
    document.sections[0].header.paragraphs[0].text = "内部资料"
    document.sections[0].footer.paragraphs[0].text = "— 1 —"
    document.tables[0].cell(0, 1).add_table(1, 1)
    document.save(str(path))
    left_out = import_form(read_word_document(path), "2027-x", built_in()).left_out
    assert left_out == ("页眉：内部资料", "格子里套的表格或文本框（第 1 个表第 1 行第 2 格）")


def test_a_form_without_any_title(tmp_path: Path) -> None:
    form = read(tmp_path, [["名称", ""], ["地址", ""], ["", "□"], ["□甲", ""]]).form
    assert (form.title, form.parts[1].title) == ("申报表", "申报内容")
    assert any("没有找到表名" in text for text in form.review)
    assert all(field.label for field in form.fields.values())
    assert any("没有文字" in text for field in form.fields.values() for text in field.review)


@pytest.mark.slow
def test_a_long_list_takes_time_in_proportion(tmp_path: Path) -> None:
    def measure(rows: int) -> float:
        cells = "".join(tr(tc(str(number)), tc(), tc()) for number in range(1, rows))
        document = read_body(tmp_path, p("清单") + tbl(tr(tc("序号"), tc("名称"), tc("金额（万元）")), cells))
        start = time.process_time()
        assert len(import_form(document, "2027-x", built_in()).form.fields) == 2 * (rows - 1)
        return time.process_time() - start

    measure(10)
    assert measure(800) < 12 * measure(100) + 0.2


def test_a_letter_is_no_form(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="不像一张申报表"):
        read(tmp_path, "关于申报的通知", "各地：", "现通知如下：", "一、条件", "具有法人资格。")


def test_a_filled_form_is_refused(tmp_path: Path) -> None:
    path = write_made_up_official(tmp_path / "园区.docx", filled=True)
    with pytest.raises(InputError, match="已经有人填过") as caught:
        import_form(read_word_document(path), "2027-park", built_in(), "", (), path.name)
    assert "docgen read" in caught.value.remedy


def test_figures_alone_show_that_it_is_filled(tmp_path: Path) -> None:
    rows = [["指标", "2024年", "2025年"], ["营业收入（万元）", "12.5", "1300"], ["利润（万元）", "2.4", ""]]
    with pytest.raises(InputError, match="第 2 行第 2 格是“12.5”"):
        read(tmp_path, "申报表", "一、概况", rows)


def test_numbers_that_a_form_prints_are_no_answers(tmp_path: Path) -> None:
    head = ["主要产品", "序号", "名称", "分值"]
    form = read(tmp_path, "申报表", [head, *(["^", str(number), "", str(number * 5)] for number in range(1, 6))]).form
    assert [field.label for field in form.fields.values()] == ["名称"] * 5


def test_headings_inside_of_one_table(tmp_path: Path) -> None:
    table = [["一、概况", "<"], ["名称", ""], ["二、财务", "<"], ["收入（万元）", ""], ["利润（万元）", ""]]
    form = read(tmp_path, "申报表", table).form
    assert [(part.title, len(part.fields)) for part in form.parts] == [("封面", 0), ("一、概况", 1), ("二、财务", 2)]


def test_a_plan_begins_its_numbers_anew(tmp_path: Path) -> None:
    table = [["名称", ""], ["地址", ""]]
    headings = ("一、现状", "二、问题", "三、打算", "四、措施")
    form = read(
        tmp_path, "申报表", "一、概况", table, "二、规划", "（800字以内）", *headings, "三、承诺", "单位（盖章）："
    ).form
    assert [part.title for part in form.parts] == ["封面", "一、概况", "二、规划", "三、承诺"]
    plan = form.narratives[0]
    assert (plan.limit, [one.heading for one in plan.sections]) == (800, list(headings))


def test_subheadings_over_tables_are_no_plan(tmp_path: Path) -> None:
    table = [["指标", "2024年", "2025年"], ["收入（万元）", "", ""]]
    form = read(tmp_path, "申报表", "一、财务", "（一）收入", table, "（二）支出", table).form
    assert form.narratives == () and len(form.fields) == 2


def test_prose_without_headings(tmp_path: Path) -> None:
    table = [["名称", ""], ["地址", ""], ["电话", ""]]
    form = read(tmp_path, "申报表", "一、概况", table, "二、工作总结（1000字以内）", "").form
    text = form.fields["s2_01"]
    assert isinstance(text, LongText) and text.limit == 1000
    form = read(tmp_path, "申报表", "一、概况", table, "二、工作总结", "（600字以内）").form
    assert getattr(form.fields["s2_01"], "limit", 0) == 600


def test_years_that_are_not_printed(tmp_path: Path) -> None:
    table = [["名称", ""], ["地址", ""], ["电话", ""]]
    assert any("years" in text for text in read(tmp_path, "申报表", table).form.review)
    form = read(tmp_path, "申报表", table, years=(2023, 2024)).form
    assert form.years.actual == (2023, 2024) and not any("years" in text for text in form.review)


def test_given_years_that_contradict_the_printed_ones_are_told(tmp_path: Path) -> None:
    rows = [["指标", "2024年", "2025年"], ["收入（万元）", "", ""], ["利润（万元）", "", ""]]
    form = read(tmp_path, "申报表", rows, years=(2025, 2026)).form
    assert form.years.actual == (2024, 2025) and any("--years" in text for text in form.review)


def test_figures_by_other_years_are_fields_of_their_own(tmp_path: Path) -> None:
    usual = [["指标", "2024年", "2025年"], ["收入（万元）", "", ""], ["利润（万元）", "", ""]]
    other = [["指标", "2026年", "2027年"], ["预计收入（万元）", "", ""]]
    form = read(tmp_path, "申报表", "一、实绩", usual, "二、预计", other).form
    assert form.years.actual == (2024, 2025)
    assert [(field.label, field.about) for field in form.parts[2].fields] == [
        ("预计收入（万元）", "2026年"),
        ("预计收入（万元）", "2027年"),
    ]


def test_a_grid_dragged_by_hand_is_clean(tmp_path: Path) -> None:
    """The second row's border is half a millimetre off: Word has a column there that no person sees."""
    wide, narrow = '<w:gridSpan w:val="2"/>', ""
    rows = [
        tr(tc("名称", narrow), tc("", wide)),
        tr(tc("地址", wide), tc("")),
        tr(tc("电话", narrow), tc("", wide)),
    ]
    document = read_body(tmp_path, p("申报表") + tbl(*rows, widths=(3000, 28, 5000)))
    layout = import_form(document, "2027-x", built_in()).layout
    tables = [block for block in layout.sections[-1].blocks if not isinstance(block, LayoutParagraph)]
    assert len(tables[0].shares) == 2
    assert [[cell.colspan for cell in row.cells] for row in tables[0].rows] == [[1, 1]] * 3


def test_underlined_blanks_on_the_cover(tmp_path: Path) -> None:
    line = r("        ", '<w:u w:val="single"/>')
    cover = (
        p("申报表")
        + p("单位名称：", line)
        + p("地区：", line, "省", line, "市")
        + p("日期：", line, "年", line, "月", line, "日")
    )
    document = read_body(tmp_path, cover + p("一、概况") + tbl(tr(tc("单位名称"), tc())))
    form = import_form(document, "2027-x", built_in()).form
    assert [field.label for field in form.parts[0].fields] == ["省", "市", "日期"]
    assert form.fields["s1_01"].also == ("cover",)
