"""The content of paragraphs of Word documents: what is seen becomes text, what is not does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.project.word.word_document import ChangeKind, PieceKind, TextMark, WordPiece
from word_documents import field, first_paragraph, p, r, read_body, sdt, tbl, tc, texts, tr

TEXT = PieceKind.TEXT
END = '<w:fldChar w:fldCharType="end"/>'


def read_text(folder: Path, *content: str) -> str:
    return first_paragraph(read_body(folder, p(*content))).text


def read_pieces(folder: Path, *content: str) -> tuple[WordPiece, ...]:
    return first_paragraph(read_body(folder, p(*content))).pieces


def test_split_runs_are_one_piece(tmp_path: Path) -> None:
    bold = "<w:b/>"
    pieces = read_pieces(tmp_path, "集群", "<w:proofErr/>", r("名"), r("称", bold), r("：", '<w:b w:val="0"/>'))
    assert [(piece.text, piece.marks) for piece in pieces] == [
        ("集群名", TextMark.NONE),
        ("称", TextMark.BOLD),
        ("：", TextMark.NONE),
    ]


def test_marks_of_runs_and_styles(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:rPr><w:u w:val="single"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="c"><w:basedOn w:val="d"/></w:style>'
        '<w:style w:type="character" w:styleId="d"><w:basedOn w:val="c"/><w:rPr><w:strike/></w:rPr></w:style>'
    )
    body = p(
        "甲",
        r("乙", '<w:u w:val="none"/>'),
        r("丙", '<w:rStyle w:val="c"/>'),
        r("2", '<w:vertAlign w:val="superscript"/>'),
    )
    pieces = first_paragraph(read_body(tmp_path, body, {"styles": styles})).pieces
    assert [piece.marks for piece in pieces] == [
        TextMark.UNDERLINED,
        TextMark.NONE,
        TextMark.UNDERLINED | TextMark.STRUCK,
        TextMark.UNDERLINED | TextMark.RAISED,
    ]


def test_tabs_breaks_and_signs(tmp_path: Path) -> None:
    content = "<w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>d</w:t><w:cr/>"
    pieces = read_pieces(tmp_path, r(content), r("e\xadf\u200bg\xa0h"), r('<w:br w:type="page"/>'))
    assert "".join(piece.text for piece in pieces) == "a\tb\nc-d\nefg\xa0h\n"
    assert [piece.kind for piece in pieces if piece.kind is not TEXT] == [
        PieceKind.TAB,
        PieceKind.LINE_BREAK,
        PieceKind.LINE_BREAK,
        PieceKind.PAGE_BREAK,
    ]


def test_a_line_break_begins_a_line(tmp_path: Path) -> None:
    paragraph = first_paragraph(read_body(tmp_path, p("□是", r("<w:br/>"), "□否", r("<w:br/>"))))
    assert [["".join(piece.text) for piece in line] for line in paragraph.lines] == [["□", "是"], ["□", "否"], []]


def test_variation_selectors_of_rare_characters_stay(tmp_path: Path) -> None:
    assert read_text(tmp_path, "葛\U000e0100城✔\ufe0f") == "葛\U000e0100城✔"


def test_blanks_at_the_ends_count_only_where_they_are_kept(tmp_path: Path) -> None:
    run = "<w:r><w:t> 12 </w:t><w:t>\n 亿元</w:t><w:t xml:space='preserve'> \n 元</w:t></w:r>"
    assert read_text(tmp_path, run) == "12亿元   元"


def test_underlined_blanks_are_places_to_write_on(tmp_path: Path) -> None:
    line = '<w:u w:val="single"/>'
    pieces = read_pieces(tmp_path, "名称：", r("    ", line), r("<w:tab/>", line), "____", r("浙江", line), "   ")
    assert [piece.is_blank_line for piece in pieces] == [False, True, True, True, False, False]


def test_hidden_text_is_told_and_not_read(tmp_path: Path) -> None:
    styles = '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
    body = p("见", r("不见", "<w:vanish/>"), r("也不见", '<w:rStyle w:val="h"/>'), r("又见", '<w:vanish w:val="0"/>'))
    read = read_body(tmp_path, body, {"styles": styles})
    assert texts(read) == ["见又见"]
    assert [(one.what, one.text, one.is_seen) for one in read.unread] == [("隐藏的文字", "不见也不见", False)]


def test_capitals(tmp_path: Path) -> None:
    assert read_text(tmp_path, r("ab甲", "<w:caps/>"), r("cd", "<w:smallCaps/>")) == "AB甲cd"


def test_ruby_shows_its_base(tmp_path: Path) -> None:
    ruby = f"<w:ruby><w:rt>{r('yún')}</w:rt><w:rubyBase>{r('郧')}</w:rubyBase></w:ruby>"
    read = read_body(tmp_path, p(r(ruby), "县"))
    assert texts(read) == ["郧县"] and read.unread[0].text == "yún"


def test_smart_tags_links_and_directions_are_looked_through(tmp_path: Path) -> None:
    content = f"<w:smartTag><w:smartTagPr/><w:customXml>{r('甲')}</w:customXml></w:smartTag>"
    link = f'<w:hyperlink r:id="rId9">{r("乙")}</w:hyperlink><w:bdo w:val="rtl">{r("丙")}</w:bdo>'
    assert read_text(tmp_path, content, link) == "甲乙丙"


# -- fields -----------------------------------------------------------------------------------------------------


def test_fields_show_their_results(tmp_path: Path) -> None:
    simple = f'<w:fldSimple w:instr=" NUMPAGES ">{r("12")}</w:fldSimple>'
    pieces = read_pieces(tmp_path, "第", field(" PAGE ", r("3")), "页共", simple)
    assert [(piece.text, piece.detail) for piece in pieces] == [
        ("第", ""),
        ("3", "PAGE"),
        ("页共", ""),
        ("12", "NUMPAGES"),
    ]
    assert TextMark.FIELD in pieces[1].marks


def test_fields_in_fields(tmp_path: Path) -> None:
    inner = field(" DOCPROPERTY n ", r("2"))
    code = r('<w:fldChar w:fldCharType="begin"/>') + r('<w:instrText xml:space="preserve"> IF </w:instrText>') + inner
    code += r("<w:instrText> = 2 </w:instrText>") + r('<w:fldChar w:fldCharType="separate"/>')
    outer = code + r("甲") + field(" REF b ", r("乙")) + r('<w:fldChar w:fldCharType="end"/>')
    assert read_text(tmp_path, "前", outer, "后") == "前甲乙后"


def test_a_field_over_several_paragraphs(tmp_path: Path) -> None:
    begin = r('<w:fldChar w:fldCharType="begin"/>') + r("<w:instrText>TOC</w:instrText>")
    body = p(begin + r('<w:fldChar w:fldCharType="separate"/>'), "一、基本情况", r("<w:tab/>"), "1") + p("二、经济")
    read = read_body(tmp_path, body + p(r('<w:fldChar w:fldCharType="end"/>'), "正文"))
    assert texts(read) == ["一、基本情况\t1", "二、经济", "正文"]
    assert [block.is_contents for block in read.blocks] == [True, True, False]  # type: ignore[union-attr]


def test_a_field_without_end_hides_nothing(tmp_path: Path) -> None:
    begin = r('<w:fldChar w:fldCharType="begin"/>') + r("<w:instrText>PAGE</w:instrText>")
    read = read_body(tmp_path, p("前", begin, "中", field(" PAGE ", r("3"))) + p("后") + p(*[begin] * 300, "末"))
    assert texts(read) == ["前中3", "后", "末"]
    end = f'<w:del w:id="1">{r(END)}</w:del>'
    assert read_text(tmp_path, "前", begin, end, "后") == "前后"


def test_form_fields(tmp_path: Path) -> None:
    entries = "".join(f'<w:listEntry w:val="{name}"/>' for name in ("是", "否"))
    form = f'<w:ffData><w:ddList><w:result w:val="1"/>{entries}</w:ddList></w:ffData>'
    text = field(" FORMTEXT ", r("86.40"), "<w:ffData><w:textInput/></w:ffData>")
    assert read_text(tmp_path, field(" FORMDROPDOWN ", None, form), text) == "否86.40"
    (blank,) = read_pieces(tmp_path, field(" FORMTEXT ", r("\u2002" * 5), "<w:ffData><w:textInput/></w:ffData>"))
    assert blank.is_blank_line
    assert read_text(tmp_path, field(" FORMDROPDOWN ", r("旧"), form)) == "否"


def test_fields_without_result(tmp_path: Path) -> None:
    read = read_body(
        tmp_path, p(field(" XE 索引 "), field(r" EQ \o\ac(○,3) "), field(" MACROBUTTON NoMacro 点此填写 "))
    )
    assert texts(read) == ["③点此填写"] and read.unread == ()
    read = read_body(tmp_path, p("共", field(" NUMPAGES "), "页"))
    assert [one.what for one in read.unread] == ["没有结果的域（NUMPAGES）"]


# -- content controls ---------------------------------------------------------------------------------------------


def test_placeholders_of_controls_are_blank(tmp_path: Path) -> None:
    blank = sdt(r("单击此处") + r("输入文字"), "<w:showingPlcHdr/><w:text/>")
    filled = sdt(r("2025年6月"), "<w:date/>")
    pieces = read_pieces(tmp_path, "名称：", blank, filled)
    assert [piece.text for piece in pieces] == ["名称：", "", "2025年6月"]
    assert TextMark.PLACEHOLDER in pieces[1].marks and pieces[1].detail == "单击此处输入文字"
    assert TextMark.CONTROL in pieces[2].marks and TextMark.PLACEHOLDER not in pieces[2].marks


def test_placeholders_around_paragraphs_and_cells(tmp_path: Path) -> None:
    showing = "<w:showingPlcHdr/>"
    body = sdt(p("请填写"), showing) + tbl(tr(tc("名称"), sdt(tc("请选择"), showing), sdt(tc("已选"))))
    read = read_body(tmp_path, body)
    assert texts(read) == [""]
    assert [cell.text for cell in read.blocks[1].rows[0].cells] == ["名称", "", "已选"]  # type: ignore[union-attr]


# -- tracked changes ----------------------------------------------------------------------------------------------


def test_changes_are_taken_as_accepted_and_told(tmp_path: Path) -> None:
    deleted = '<w:del w:id="1"><w:r><w:delText>85</w:delText></w:r><w:r><w:delText>.0</w:delText></w:r></w:del>'
    inserted = f'<w:ins w:id="2">{r("86")}</w:ins><w:ins w:id="3">{r(".4")}</w:ins>'
    moved = f"<w:moveFrom>{r('旧处')}</w:moveFrom><w:moveTo>{r('新处')}</w:moveTo>"
    nested = f'<w:ins w:id="4"><w:del w:id="5"><w:r><w:delText>又删</w:delText></w:r></w:del>{r("留")}</w:ins>'
    read = read_body(tmp_path, p("产值", deleted, inserted, moved, nested))
    assert texts(read) == ["产值86.4新处留"]
    assert [(change.kind, change.text) for change in read.changes[:4]] == [
        (ChangeKind.DELETED, "85.0"),
        (ChangeKind.INSERTED, "86.4"),
        (ChangeKind.MOVED_AWAY, "旧处"),
        (ChangeKind.MOVED_HERE, "新处"),
    ]
    assert (ChangeKind.DELETED, "又删") in {(change.kind, change.text) for change in read.changes}


def test_a_deleted_paragraph_mark_joins_paragraphs(tmp_path: Path) -> None:
    mark = '<w:rPr><w:del w:id="1"/></w:rPr>'
    gone = '<w:del w:id="2"><w:r><w:delText>整段</w:delText></w:r></w:del>'
    read = read_body(tmp_path, p("上", properties=mark) + p("下") + p(gone, properties=mark) + p("末"))
    assert texts(read) == ["上下", "末"]
    assert [change.kind for change in read.changes].count(ChangeKind.JOINED) == 2
    assert read.blocks[1].place.describe() == "第 2 段"


def test_a_deleted_mark_at_the_end_of_a_cell_loses_nothing(tmp_path: Path) -> None:
    body = tbl(tr(tc(p("末", properties='<w:rPr><w:del w:id="1"/></w:rPr>'))))
    assert read_body(tmp_path, body).blocks[0].rows[0].cells[0].text == "末"  # type: ignore[union-attr]


def test_a_large_first_letter_belongs_to_its_paragraph(tmp_path: Path) -> None:
    assert texts(read_body(tmp_path, p("集", properties='<w:framePr w:dropCap="drop"/>') + p("群名称"))) == ["集群名称"]


# -- objects and equations ----------------------------------------------------------------------------------------


def drawing(graphic: str, properties: str = "") -> str:
    return f"<w:drawing><wp:inline>{properties}<a:graphic>{graphic}</a:graphic></wp:inline></w:drawing>"


CHART = '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
PICTURE = "<v:shape><v:imagedata/></v:shape>"


@pytest.mark.parametrize(
    "content, name",
    [
        (drawing("<a:graphicData><pic:pic/></a:graphicData>", '<wp:docPr descr="公章"/>'), "图片"),
        (drawing(CHART), "图表"),
        ('<w:pict><v:shape alt="公章"><v:imagedata/></v:shape></w:pict>', "图片"),
        ("<w:pict><v:rect/></w:pict>", "图形"),
        ('<w:pict><v:shape><v:textpath string="公章"/></v:shape></w:pict>', "艺术字"),
        (f'<w:object>{PICTURE}<o:OLEObject ProgID="Equation.3"/></w:object>', "公式（对象）"),
        ('<w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object>', "嵌入的对象（Excel.Sheet.12）"),
        ('<w:object><w:control w:name="CheckBox1"/></w:object>', "ActiveX 控件（CheckBox1）"),
    ],
)
def test_what_is_no_text_is_told_with_its_place(tmp_path: Path, content: str, name: str) -> None:
    read = read_body(tmp_path, p("甲", r(content), "乙"))
    piece = first_paragraph(read).pieces[1]
    assert (piece.kind, piece.text, piece.detail) == (PieceKind.OBJECT, "", name)
    (unread,) = read.unread
    assert (unread.what, unread.is_seen, unread.place.describe()) == (name, True, "第 1 段")
    assert unread.text == ("公章" if "公章" in content else "")


def test_equations_are_plain_text(tmp_path: Path) -> None:
    def run(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    fraction = f"<m:f><m:fPr/><m:num>{run('a+b')}</m:num><m:den>{run('2')}</m:den></m:f>"
    power = f"<m:sSup><m:e>{run('x')}</m:e><m:sup>{run('3')}</m:sup></m:sSup>"
    read = read_body(tmp_path, p("增速", f"<m:oMath>{fraction}{power}</m:oMath>"))
    assert texts(read) == ["增速(a+b)/2x^3"]
    assert [one.what for one in read.unread] == ["公式"]


def test_foreign_parts_are_named(tmp_path: Path) -> None:
    read = read_body(tmp_path, p("甲") + '<w:altChunk r:id="rId5"/>' + p('<w:subDoc r:id="rId6"/>'))
    assert [(one.what, one.place.describe()) for one in read.unread] == [
        ("嵌入的另一份文档", "第 2 段"),
        ("插入的子文档", "第 3 段"),
    ]
