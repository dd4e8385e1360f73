"""Which options of a cell are ticked: every manner is read rightly or told as uncertain."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.documents.filled_form.box_reader import BoxReading, read_boxes
from docgen.project.word.word_document import WordTable
from typed_cells import make_cell
from word_documents import p, r, read_body, sdt, tbl, tc, tr

YES_NO = {"true": "是", "false": "否"}
INDUSTRY = {"one": "第一产业", "two": "第二产业", "three": "第三产业"}
BENCHMARK = {"true": "是", "false": "否", "none": "非高耗能行业，不适用"}
SERVICES = {"a": "信息服务", "b": "创业辅导", "c": "创新支持", "d": "人员培训"}
CHAIN = {
    "map": "绘制产业链图谱，开展产业链培育",
    "list": "形成产业链技术难点清单或创新项目库，建立“揭榜挂帅”、“赛马”或众创众包等激励机制",
    "union": "联合集群上下游企业，组建创新联合体，开展产业链联合攻关",
}
OFFICIAL = ("（如涉及，需提供佐证材料）", "（需附情况说明）", "是否高于行业平均水平", "（注：勾选需提供佐证材料）")


def read(options: dict[str, str], text: str, *, several: bool = False) -> BoxReading:
    return read_boxes(options, make_cell(text), OFFICIAL, several=several)


@pytest.mark.parametrize(
    "text, ticked",
    [
        ("☑是 □否", "true"),
        ("□是 ☑否", "false"),
        ("✓是 □否", "true"),
        ("√是 □否", "true"),
        ("■是□否", "true"),
        ("☒是 □否", "true"),
        ("□是\n☒否", "false"),
        ("□√是 □否", "true"),
        ("√□是 □否", "true"),
        ("√ □是 □否", "true"),
        ("□ √ 是 □否", "true"),
        ("□是√ □否", "true"),
        ("□是 □否√", "false"),
        ("□是□√否", "false"),
        ("□是  √否", "false"),
        ("□ 是 √ 否", "false"),
        ("□是、√否", "false"),
        ("是√ 否", "true"),
        ("是 √否", "false"),
        ("√是否", "true"),
        ("是否√", "false"),
        ("是：√ 否：", "true"),
        ("√是 ×否", "true"),
        ("是√ 否×", "true"),
        ("V是 □否", "true"),
        ("□是Ｖ □否", "true"),
        ("□对是 □否", "true"),
        ("口是 ☑否", "false"),
        ("口是口√否", "false"),
        ("○是 ●否", "false"),
        ("●是 〇否", "true"),
        ("0是 √否", "false"),
        ("[√]是 [ ]否", "true"),
        ("[x]是 [ ]否", "true"),
        ("（√）是 （　）否", "true"),
        ("是（√） 否（ ）", "true"),
        ("是（ ） 否（√）", "false"),
        ("（）是（√）否", "false"),
        ("是□ 否☑", "false"),
        ("是☑ 否□", "true"),
        ("是_√_ 否___", "true"),
        ("<u>是</u> 否", "true"),
        ("□<u>是</u> □否", "true"),
        ("<u>□是</u> □否", "true"),
        ("□是 □<s>否</s>", "true"),
        ("<s>是</s> 否", "false"),
        ("☑是 □<s>否</s>", "true"),
        ("是", "true"),
        ("否。", "false"),
        ("□否", "false"),
        ("√是", "true"),
        ("☑是 否", "true"),
        ("选：否", "false"),
        ("☑否 □是", "false"),
        ("☑□是 □否", "true"),
        ("□是（√）□否", "true"),
        ("□是（√） □否（ ）", "true"),
        ("□是 □否（V）", "false"),
        ("□\n是\n☑\n否", "false"),
        ("□是\v☑否", "false"),
        ("□是（需附情况说明）\n☑否", "false"),
        ("□是（需附情况说明）√\n□否", "true"),
        ("□是√（需附情况说明） □否", "true"),
        ("☑是 □否（如涉及，需提供佐证材料）", "true"),
        ("□是 ☑否（如涉及需提供证明材料）", "false"),
        ("是否高于行业平均水平：☑是 □否", "true"),
        ("☑是（需附情况说明\n□否", "true"),
    ],
)
def test_one_of_two(text: str, ticked: str) -> None:
    reading = read(YES_NO, text)
    assert (reading.ticked, reading.doubt, reading.unplaced) == ((ticked,), "", ())


@pytest.mark.parametrize(
    "options, text, ticked",
    [
        (INDUSTRY, "□第一产业\n☑第二产业\n□第三产业", "two"),
        (INDUSTRY, "□第一产业□第二产业☑第三产业", "three"),
        (INDUSTRY, "第一产业□ 第二产业☑ 第三产业□", "two"),
        (INDUSTRY, "第二产业", "two"),
        (INDUSTRY, "□第二产业", "two"),
        (INDUSTRY, "□第 一 产业\n√□第二产业\n□第三产业", "two"),
        (INDUSTRY, "□第三产业 ☑第一产业 □第二产业", "one"),
        (INDUSTRY, "<s>第一产业</s>\n第二产业\n<s>第三产业</s>", "two"),
        (BENCHMARK, "□是\n□否\n☑非高耗能行业，不适用", "none"),
        (BENCHMARK, "□是\n□否\n√非高耗能行业不适用。", "none"),
        (BENCHMARK, "□是\n□否\n☑不适用", "none"),
        (BENCHMARK, "□是\n☑否\n□非高耗能行业，不适用", "false"),
    ],
)
def test_one_of_three(options: dict[str, str], text: str, ticked: str) -> None:
    reading = read(options, text)
    assert (reading.ticked, reading.doubt) == ((ticked,), "")


@pytest.mark.parametrize(
    "text",
    [
        "☑是 ☑否",
        "√是√否",
        "☒是 ☒否",
        "■是 ■否",
        "☑是 ☒否",
        "☒是 ■否",
        "×是 □否",
        "□X是 □否",
        "是√否",
        "□是√□否",
        "□是√否",
        "□是 √ □否",
        "v是 V否",
        "V是 否",
        "□是 □<b>否</b>",
        "是 □否",
        "是 否",
        "□是 □否 是",
        "☑是 □否 否",
        "□是 ☑<s>否</s>",
        "□是 <s>√</s>□否",
        "☑是 □<u>否</u>",
        "□是 □否\n√",
        "☑ □否",
        "□是 □否（如涉及，需提供佐证材料）√",
        "□是 □否 已认定",
        "√",
        "不是",
        "是的",
        "无",
        "已认定",
        "<object>□是 □否",
        "□是 □否 ☑其他",
        "0",
        "□",
        "/",
        "□<u>是</u> □<u>否</u>",
    ],
)
def test_what_cannot_be_told_is_doubtful(text: str) -> None:
    reading = read(YES_NO, text)
    assert reading.doubt and not reading.is_blank


@pytest.mark.parametrize(
    "text", ["不属于第二产业", "第二产业 第三产业", "□第一产业\n第二产业\n□第三产业", "□第一产业\n☑二产\n□第三产业"]
)
def test_words_that_are_no_option_are_doubtful(text: str) -> None:
    assert read(INDUSTRY, text).doubt


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n",
        "□是 □否",
        "□是（需附情况说明）\n□否",
        "○是 ○否",
        "是（ ） 否（ ）",
        "□否 □是（如涉及，需提供佐证材料）",
    ],
)
def test_a_blank(text: str) -> None:
    reading = read(YES_NO, text)
    assert (reading.ticked, reading.doubt, reading.is_blank) == ((), "", True)


@pytest.mark.parametrize(
    "text, ticked",
    [
        ("□信息服务 ☑创业辅导 □创新支持\n☑人员培训", "bd"),
        ("☑信息服务、☑创业辅导、☑创新支持、☑人员培训", "abcd"),
        ("信息服务√ 创业辅导 创新支持√ 人员培训", "ac"),
        ("√信息服务 创业辅导 √创新支持 人员培训", "ac"),
        ("☒信息服务 ☒创业辅导 □创新支持 □人员培训", "ab"),
        ("<u>信息服务</u> 创业辅导 <u>创新支持</u> 人员培训", "ac"),
        ("<s>□信息服务</s> □创业辅导 □创新支持 <s>□人员培训</s>", "bc"),
        ("信息服务、创业辅导", "ab"),
        ("1.信息服务；\n2.人员培训；", "ad"),
        ("√信息服务\n√人员培训", "ad"),
        ("☑人员培训 □创新支持 □创业辅导 ☑信息服务", "ad"),
    ],
)
def test_several(text: str, ticked: str) -> None:
    reading = read(SERVICES, text, several=True)
    assert (reading.ticked, reading.doubt, reading.is_blank) == (tuple(ticked), "", False)


@pytest.mark.parametrize("text", ["无", "无。", "/", "——", "□信息服务 □创业辅导 □创新支持 □人员培训\n无"])
def test_none_of_several_is_an_answer(text: str) -> None:
    reading = read(SERVICES, text, several=True)
    assert (reading.ticked, reading.doubt, reading.is_blank) == ((), "", False)


@pytest.mark.parametrize(
    "text",
    [
        "■信息服务 ■创业辅导 ■创新支持 ■人员培训",
        "☒信息服务 ☒创业辅导 ☒创新支持 ☒人员培训",
        "信息服务 创业辅导 创新支持 人员培训",
        "□信息服务\n□人员培训",
        "信息服务√创业辅导创新支持√人员培训",
        "☑其他：物流 □信息服务 □创业辅导 □创新支持 □人员培训",
        "☑信息服务 创业辅导 □创新支持 □人员培训",
        "均有开展",
        "□",
        "☑没有信息服务 □创业辅导 □创新支持 □人员培训",
        "☑拟信息服务 □创业辅导 □创新支持 □人员培训",
        "☑信息服务未开展 □创业辅导 □创新支持 □人员培训",
    ],
)
def test_several_that_cannot_be_told(text: str) -> None:
    assert read(SERVICES, text, several=True).doubt


def test_long_options_that_were_changed_a_little() -> None:
    text = (
        "集群已开展的工作：\n☑绘制产业链图谱,开展产业链培育工作\n□形成技术难点清单或创新项目库，建立揭榜挂帅、赛马或众创众包等机制\n"
        "√联合上下游企业，组建创新联合体，开展联合攻关\n（注：勾选须提供佐证材料）"
    )
    reading = read_boxes(CHAIN, make_cell(text), (*OFFICIAL, "集群已开展的工作："), several=True)
    assert (reading.ticked, reading.doubt, reading.unplaced) == (("map", "union"), "", ())


def test_an_option_over_two_lines_and_letters_for_boxes() -> None:
    text = "口绘制产业链图谱，开展产业链培育\n√形成产业链技术难点清单或创新项目库，\n"
    text += "建立“揭榜挂帅”、“赛马”或众创众包等激励机制"
    assert read(CHAIN, text, several=True).ticked == ("list",)


def test_figures_of_an_option_are_not_changed() -> None:
    options = {"a": "建成公共服务平台10个以上", "b": "建成公共服务平台30个以上"}
    reading = read(options, "☑建成公共服务平台20个以上\n□建成公共服务平台30个以上")
    assert reading.doubt and reading.ticked == ()


def test_nothing_typed_beside_is_lost() -> None:
    reading = read(YES_NO, "√是，2023年被认定 □否")
    assert (reading.ticked, reading.doubt) == (("true",), "")
    assert [(span.text, span.start, span.end) for span in reading.unplaced] == [("2023年被认定", 3, 11)]


@pytest.mark.parametrize("told", ["（请在□内打“√”）", "（打√）", "请在相应的□里划√："])
def test_words_that_say_how_to_tick_are_no_tick(told: str) -> None:
    assert read(YES_NO, f"□是 □否\n{told}").ticked == ()
    assert read(YES_NO, f"□是 ☑否\n{told}").ticked == ("false",)
    assert read(YES_NO, f"{told}□是 ☑否").doubt == ""


def test_an_option_that_somebody_added_is_said_and_no_doubt() -> None:
    reading = read(SERVICES, "☑信息服务 □创业辅导 □创新支持 □人员培训\n☑其他：物流", several=True)
    assert (reading.ticked, reading.doubt, [span.text for span in reading.unplaced]) == (("a",), "", ["其他：物流"])
    assert read(SERVICES, "☑信息服务 □创业辅导 □创新支持\n☑其他：物流", several=True).doubt


def test_places_of_boxes_and_words() -> None:
    reading = read(YES_NO, "□是（需附情况说明）\n  否")
    box, gap = reading.boxes["true"], reading.boxes["false"]
    assert (box.text, box.start, box.paragraph.place.paragraph) == ("□", 0, 1)
    assert (gap.start, gap.end, gap.paragraph.place.paragraph) == (2, 2, 2)
    assert [reading.words[option].text for option in YES_NO] == ["是", "否"]
    assert read(YES_NO, "是（ ） 否（ ）").boxes["false"].text == "（ ）"


WINGDINGS = '<w:sym w:font="Wingdings" w:char="{}"/>'
FIELD = (
    '<w:fldChar w:fldCharType="begin">'
    '<w:ffData><w:checkBox><w:default w:val="0"/>{}</w:checkBox></w:ffData></w:fldChar>'
)
END = r('<w:fldChar w:fldCharType="separate"/>') + r('<w:fldChar w:fldCharType="end"/>')
CHECKBOX = '<w14:checkbox><w14:checked w14:val="{}"/></w14:checkbox>'
OVERSTRUCK = r('<w:fldChar w:fldCharType="begin"/>') + r("<w:instrText>eq \\o\\ac(□,√)</w:instrText>") + END


@pytest.mark.parametrize(
    "yes, no",
    [
        (r(WINGDINGS.format("F0FE")), r(WINGDINGS.format("F0A8"))),
        (r(WINGDINGS.format("F0FC")), "□"),
        (r("\uf0fe", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'), "□"),
        (sdt("☒", CHECKBOX.format(1)), sdt("☐", CHECKBOX.format(0))),
        (r(FIELD.format("<w:checked/>")) + END, r(FIELD.format("")) + END),
        (OVERSTRUCK, "□"),
        (r("√", "<w:bdr/>"), "□"),
    ],
)
def test_boxes_of_word(tmp_path: Path, yes: str, no: str) -> None:
    document = read_body(tmp_path, tbl(tr(tc("是否达到"), tc(p(yes, "是（需附情况说明）") + p(no, "否")))))
    table = document.blocks[0]
    assert isinstance(table, WordTable)
    reading = read_boxes(YES_NO, table.rows[0].cells[1].paragraphs, OFFICIAL, several=False)
    assert (reading.ticked, reading.doubt) == (("true",), "")


@pytest.mark.parametrize("box", [sdt("☒", CHECKBOX.format(1)), r(FIELD.format("<w:checked/>")) + END])
def test_checkboxes_are_ticked_whatever_the_others_are(tmp_path: Path, box: str) -> None:
    content = "".join(p(box, words) for words in SERVICES.values())
    table = read_body(tmp_path, tbl(tr(tc("工作"), tc(content)))).blocks[0]
    assert isinstance(table, WordTable)
    reading = read_boxes(SERVICES, table.rows[0].cells[1].paragraphs, several=True)
    assert (reading.ticked, reading.doubt) == (tuple(SERVICES), "")


def test_formats_of_word(tmp_path: Path) -> None:
    cells = [
        tc(p("□", r("是", '<w:u w:val="single"/>'), " □否")),
        tc(p("□是 ", r("□否", "<w:strike/>"))),
        tc(p("□", r("是", "<w:b/>"), " □否")),
    ]
    table = read_body(tmp_path, tbl(tr(*cells))).blocks[0]
    assert isinstance(table, WordTable)
    readings = [read_boxes(YES_NO, cell.paragraphs, OFFICIAL, several=False) for cell in table.rows[0].cells]
    assert [(reading.ticked, bool(reading.doubt)) for reading in readings] == [
        (("true",), False),
        (("true",), False),
        (("true",), True),
    ]


@pytest.mark.parametrize("text", ["□是" * 20_000, "（ " * 20_000, "，" * 50_000 + "x"])
def test_a_cell_of_a_book_is_doubtful_at_once(text: str) -> None:
    reading = read(SERVICES, text, several=True)
    assert "不像一组选项" in reading.doubt and reading.unplaced[0].text == text
