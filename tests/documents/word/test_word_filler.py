"""Filling Word templates: nothing in a template runs, nothing in an answer is lost, the same input is the same file."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pytest

from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Form
from docgen.documents.printed_answers import format_answers
from docgen.documents.word import word_filler
from docgen.documents.word.word_filler import Slots, fill_template
from docgen.errors import DefinitionError, ExitCode, ReadBackError

SLOTS: Slots = {"a": "甲", "b.2021": "乙", "rows": ({"x": "1", "y": "2"},)}
ONLY = "模板无法填写：只能有 {{ 栏目 }} 和按行重复的标记，不能有“%s”。"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

Template = Callable[..., Path]


@pytest.fixture
def template(tmp_path: Path) -> Template:
    """A Word file with text in its body, the rows of a table, its header, a footnote or its title."""

    def write(
        body: str = "", *, rows: tuple[str, ...] = (), header: str = "", footnote: str = "", title: str = ""
    ) -> Path:
        document = docx.Document()
        document.add_paragraph(body)
        if rows:
            table = document.add_table(len(rows), 1)
            for number, text in enumerate(rows):
                table.cell(number, 0).text = text
        document.sections[0].header.paragraphs[0].text = header
        document.core_properties.title = title
        path = tmp_path / "t.docx"
        document.save(str(path))
        if footnote:
            _add_footnote(path, footnote)
        return path

    return write


def _add_footnote(path: Path, text: str) -> None:
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    note = f'<w:footnote w:id="2"><w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:footnote>'
    parts["word/footnotes.xml"] = f'<w:footnotes xmlns:w="{W}">{note}</w:footnotes>'.encode()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    target = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    override = f'<Override PartName="/word/footnotes.xml" ContentType="{kind}"/>'
    relation = f'<Relationship Id="rId99" Type="{target}" Target="footnotes.xml"/>'
    for name, end, addition in (
        ("[Content_Types].xml", b"</Types>", override),
        ("word/_rels/document.xml.rels", b"</Relationships>", relation),
    ):
        parts[name] = parts[name].replace(end, addition.encode() + end)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def refused(path: Path, slots: Slots = SLOTS) -> str:
    begun = time.monotonic()
    with pytest.raises(DefinitionError) as caught:
        fill_template(path, slots)
    assert time.monotonic() - begun < 2
    assert caught.value.exit_code is ExitCode.DEFINITION
    assert caught.value.path == path.name
    return caught.value.message


def texts(data: bytes, folder: Path) -> list[str]:
    path = folder / "filled.docx"
    path.write_bytes(data)
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(paragraph.text for paragraph in document.paragraphs), *cells]


# -- a template from outside can run nothing --------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["body", "header", "footnote", "title"])
@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("{{ ''.__class__ }}", ONLY % "{{ ''.__class__ }}"),
        ("{{ cycler.__init__ }}", "模板无法填写：没有“cycler.__init__”这个栏目。"),
        ("{{ a.__class__ }}", "模板无法填写：没有“a.__class__”这个栏目。"),
        ("{{ self }}", "模板无法填写：没有“self”这个栏目。"),
        ("{{ slots }}", "模板无法填写：没有“slots”这个栏目。"),
        ("{% for x in range(10**9) %}{% endfor %}", ONLY % "{% for x in range(10**9) %}"),
        ("{% for x in a %}{% endfor %}", "模板无法填写：“a”不是按行重复的栏目，不能写在 for 里。"),
        ("{% include 'x' %}", ONLY % "{% include 'x' %}"),
        ("{% import 'x' as y %}", ONLY % "{% import 'x' as y %}"),
        ("{{ a|attr('x') }}", ONLY % "{{ a|attr('x') }}"),
        ("{{ 'a'*10**9 }}", ONLY % "{{ 'a'*10**9 }}"),
        ("{% set x = 1 %}", ONLY % "{% set x = 1 %}"),
        ("{% if a %}", ONLY % "{% if a %}"),
        ("{% raw %}", ONLY % "{% raw %}"),
        ("{# x #}", ONLY % "{# x #}"),
        ("{{ a", "模板无法填写：有没有配对的“{{”。"),
        ("{{ rows }}", "模板无法填写：“rows”是按行重复的栏目，要写成 {%tr for … in rows %}。"),
        ("{{ c }}", "模板无法填写：没有“c”这个栏目。"),
        ("{{ b.2020 }}", "模板无法填写：没有“b.2020”这个栏目。是不是“b.2021”？"),
        ("{% endfor %}", ONLY % "{% endfor %}"),
        ("{% for r in rows %}", "模板无法填写：按行重复的标记没有结束（缺少 endfor）。"),
    ],
)
def test_what_is_no_slot_is_refused_wherever_it_stands(template: Template, place: str, code: str, message: str) -> None:
    path = template(code) if place == "body" else template("{{ a }}", **{place: code})
    assert refused(path) == message


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (("{%tr for r in rows %}", "{{ r.x }}"), "模板无法填写：按行重复的标记没有结束（缺少 endfor）。"),
        (("{%tr for r in rows %}", "{{ r.z }}", "{%tr endfor %}"), "模板无法填写：没有“r.z”这个栏目。"),
        (("{%tr for r in rows %}", "{{ r }}", "{%tr endfor %}"), "模板无法填写：没有“r”这个栏目。"),
        (("{%tr for r in a %}", "x", "{%tr endfor %}"), "模板无法填写：“a”不是按行重复的栏目，不能写在 for 里。"),
        (
            ("{%tr for r in rows %}",) * 3 + ("x",) + ("{%tr endfor %}",) * 3,
            "模板无法填写：按行重复的标记最多套 2 层。",
        ),
    ],
)
def test_a_row_loop_that_is_no_row_loop_is_refused(template: Template, rows: tuple[str, ...], message: str) -> None:
    assert refused(template(rows=rows)) == message


@pytest.mark.parametrize("code", ["{% for r in rows %}{{ r.x }}{% endfor %}", "{{r a }}", "{{p a }}"])
def test_what_docxtpl_would_allow_inside_a_paragraph_is_refused(template: Template, code: str) -> None:
    assert refused(template(code)).startswith("模板无法填写：一段文字里只能有 {{ 栏目 }}，不能有“{")


@pytest.mark.parametrize("content", [b"", b"x", b"PK\x03\x04", None])
def test_what_is_no_word_file_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "t.docx"
    if content is not None:
        path.write_bytes(content)
    assert refused(path).startswith("模板打不开（")


def test_a_word_file_with_broken_xml_is_refused(template: Template) -> None:
    path = template("{{ a }}")
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["word/document.xml"] = b"<w:document"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert refused(path) == "模板打不开（XMLSyntaxError）。"


# -- answers survive --------------------------------------------------------------------------------------------------

HARD = [
    "&<>\"'",
    "&amp;&#123;&lt;w:p/&gt;]]>",
    "{{ a }}{% for x in y %}{# z #}",
    "{_{ a }_}{_% b %_}{{{ }}}",
    "“引号”‘单引号’……——",
    "😀👩‍🔧🇨🇳",
    "𠮷䶮㙍\U00030ede",
    "字" * 300,
    "两个  空格和\t制表",
    "第一行\n第二行",
    "%}}{%",
    "</w:t></w:r>",
    "<w:br/>",
    "\\n\\a",
]


@pytest.mark.parametrize("value", HARD)
def test_an_answer_survives_unchanged(template: Template, tmp_path: Path, value: str) -> None:
    path = template("前{{ a }}后", rows=("{%tr for r in rows %}", "{{ r.x }}", "{%tr endfor %}"))
    filled = fill_template(path, {"a": value, "rows": ({"x": value}, {"x": "末"})})
    assert texts(filled, tmp_path) == [f"前{value}后", value, "末"]


def test_an_answer_of_two_paragraphs_becomes_two_paragraphs(template: Template, tmp_path: Path) -> None:
    assert texts(fill_template(template("{{ a }}"), {"a": "一\a二"}), tmp_path) == ["一", "二"]


def test_the_whole_form_takes_hard_answers_and_is_read_back(catalog: Catalog, form: Form, tmp_path: Path) -> None:
    slots = format_answers(form, {})
    hard = "".join(HARD[:7]) + "字" * 100
    filled = fill_template(
        catalog.find_template(form.id) / "form.docx",
        {**slots, "cluster_name": hard, "sharing": f"{hard}\a{hard}", "draft_mark": ""},
    )
    assert sum(hard in text for text in texts(filled, tmp_path)) >= 4


def test_the_same_input_gives_the_same_bytes(template: Template, monkeypatch: pytest.MonkeyPatch) -> None:
    path = template("{{ a }}", title="题 {{ a }}")
    first = fill_template(path, {"a": "甲"})
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert fill_template(path, {"a": "甲"}) == first
    path.with_name("y.docx").write_bytes(first)
    with zipfile.ZipFile(path.with_name("y.docx")) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_text_that_was_lost_on_the_way_is_noticed(template: Template, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_filler, "_escape", lambda slots: {**slots, "a": "别的"})
    with pytest.raises(ReadBackError) as caught:
        fill_template(template("{{ a }}。"), {"a": "甲"})
    assert caught.value.exit_code is ExitCode.READ_BACK
    assert caught.value.message == "写好的 Word 与答案不一致：正文应是“甲。”，读出来是“别的。”。"
    assert caught.value.remedy == "请把这份数据和模板发给 docgen 的维护者。"


def test_a_row_that_was_lost_on_the_way_is_noticed(template: Template, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_filler, "_escape", lambda slots: {"rows": slots["rows"][:1]})
    path = template(rows=("{%tr for r in rows %}", "{{ r.x }}", "{%tr endfor %}"))
    with pytest.raises(ReadBackError, match="写好的 Word 应有 3 段，读出来是 2 段。"):
        fill_template(path, {"rows": ({"x": "1"}, {"x": "2"})})
