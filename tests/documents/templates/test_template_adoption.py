"""The official text as a Word file becomes a template: each slot in its cell, and nothing else is changed."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest
from lxml import etree

from docgen.definitions.catalog import built_in
from docgen.documents.templates.form_layout import read_layout
from docgen.documents.templates.template_adoption import AdoptedTemplate, adopt_template
from docgen.documents.templates.template_check import check_template
from docgen.documents.word.archive import read_parts
from docgen.errors import InputError
from docgen.pipeline.blank_forms import fill_blank_form
from official_word import write_official_word
from word_documents import write_word

CATALOG = built_in()
SOURCES = Path(__file__).parents[2] / "sources"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY = "word/document.xml"
SLOT = re.compile(r"\{\{ [\w.]+ \}\}|\{%tr .*?%\}")
BLANKS = re.compile(r"[\s　_□…]")


def adopt(form_id: str, official: Path) -> AdoptedTemplate:
    layout = read_layout(CATALOG.find_template(form_id) / "form.html")
    return adopt_template(official, official.name, layout, CATALOG.load_form(form_id))


def read_lines(document: bytes) -> list[str]:
    root = etree.fromstring(read_parts(document)[BODY])
    texts = ("".join(node.text or "" for node in paragraph.iter(f"{W}t")) for paragraph in root.iter(f"{W}p"))
    return [text for text in (re.sub(r"[\s　]", "", text) for text in texts) if text]


def count_slots(form_id: str) -> int:
    form = CATALOG.load_form(form_id)
    return sum(len(form.list_slots(part)) for part in form.parts)


@pytest.mark.slow
@pytest.mark.parametrize("form_id", CATALOG.list_form_ids())
class TestOfficialText:
    def test_each_slot_stands_where_the_layout_has_it(self, form_id: str, tmp_path: Path) -> None:
        adopted = adopt(form_id, write_official_word(SOURCES / f"{form_id}.html", tmp_path / "官方.docx"))
        typed = write_official_word(CATALOG.find_template(form_id) / "form.html", tmp_path / "typed.docx")
        assert read_lines(adopted.document) == read_lines(typed.read_bytes())
        assert adopted.placed == count_slots(form_id) and not adopted.problems

    def test_the_template_is_clean(self, form_id: str, tmp_path: Path) -> None:
        adopted = adopt(form_id, write_official_word(SOURCES / f"{form_id}.html", tmp_path / "官方.docx"))
        template = tmp_path / "template.docx"
        template.write_bytes(adopted.document)
        assert check_template(template, CATALOG.load_form(form_id)) == ()

    def test_without_its_slots_it_is_the_official_file_part_by_part(self, form_id: str, tmp_path: Path) -> None:
        official = write_official_word(SOURCES / f"{form_id}.html", tmp_path / "官方.docx")
        before, after = read_parts(official.read_bytes()), read_parts(adopt(form_id, official).document)
        assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} == {BODY}
        ours, theirs = etree.fromstring(before[BODY]), etree.fromstring(after[BODY])
        for row in [row for row in theirs.iter(f"{W}tr") if "{%tr" in "".join(row.itertext())]:
            row.getparent().remove(row)
        changes = difflib.SequenceMatcher(None, describe(ours), describe(theirs), autojunk=False).get_opcodes()
        replaced = [(describe(ours)[i:j], describe(theirs)[k:m]) for kind, i, j, k, m in changes if kind == "replace"]
        assert not replaced
        added = [one for kind, _, _, k, m in changes if kind != "equal" for one in describe(theirs)[k:m]]
        assert {kind for kind, *_ in changes} <= {"equal", "insert"}
        assert not any(runs for _, runs in added)  # paragraphs that hold nothing but a slot
        for root in (ours, theirs):
            for paragraph in list(root.iter(f"{W}p")):
                paragraph.getparent().remove(paragraph)
        assert etree.tostring(ours, method="c14n") == etree.tostring(theirs, method="c14n")

    def test_our_own_blank_form_becomes_our_own_template_again(self, form_id: str, tmp_path: Path) -> None:
        blank = tmp_path / "空白.docx"
        blank.write_bytes(fill_blank_form(form_id, CATALOG))
        adopted = adopt(form_id, blank)
        own = (CATALOG.find_template(form_id) / "form.docx").read_bytes()
        # The label beside own indicators is not merged over their rows.
        assert read_lines(adopted.document) == [line.replace("{%vm%}", "") for line in read_lines(own)]
        assert not adopted.problems


def describe(root: etree._Element) -> list[tuple[bytes, tuple[tuple[bytes, str], ...]]]:
    """Each paragraph: its properties, and the texts in one format without blanks, boxes and slots."""
    found = []
    for paragraph in root.iter(f"{W}p"):
        runs: list[tuple[bytes, str]] = []
        for run in paragraph.iter(f"{W}r"):
            text = "".join(node.text or "" for node in run.iter(f"{W}t"))
            text = BLANKS.sub("", SLOT.sub("", text))
            look = b"".join(etree.tostring(one, method="c14n") for one in run.findall(f"{W}rPr"))
            if text and runs and runs[-1][0] == look:
                runs[-1] = (look, runs[-1][1] + text)
            elif text:
                runs.append((look, text))
        layout = b"".join(etree.tostring(one, method="c14n") for one in paragraph.findall(f"{W}pPr"))
        found.append((layout, tuple(runs)))
    return found


# -- what has to be looked at -----------------------------------------------------------------------------------------


def write_changed(folder: Path, *changes: tuple[str, str]) -> Path:
    """The official text of 2025 with changes of its HTML."""
    text = (SOURCES / "2025-application.html").read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    source = folder / "changed.html"
    source.write_text(text, encoding="utf-8")
    return write_official_word(source, folder / "官方.docx")


AREA = '<tr><th>集群占地面积（平方公里）</th><td class="v" colspan="3"></td></tr>'


@pytest.mark.slow
def test_a_row_that_the_file_does_not_have_is_told_by_its_slot(tmp_path: Path) -> None:
    adopted = adopt("2025-application", write_changed(tmp_path, (AREA, "")))
    missing = [one for one in adopted.problems if one.code == "template.unplaced"]
    assert [one.where.slot for one in missing] == ["area"]
    assert "集群占地面积" in missing[0].message and "{{ area }}" in missing[0].hint
    assert adopted.placed == count_slots("2025-application") - 1


@pytest.mark.slow
def test_an_answer_gives_way_to_its_slot_and_is_told_with_its_place(tmp_path: Path) -> None:
    filled = AREA.replace('colspan="3"></td>', 'colspan="3">12.5</td>')
    adopted = adopt("2025-application", write_changed(tmp_path, (AREA, filled)))
    (replaced,) = [one for one in adopted.problems if one.code == "template.replaced"]
    assert replaced.where.slot == "area"
    assert "第 1 个表第 6 行第 2 格" in replaced.message and "12.5" in replaced.message
    assert "12.5" not in "".join(read_lines(adopted.document))


@pytest.mark.slow
def test_what_the_ministry_reworded_stays_and_is_told(tmp_path: Path) -> None:
    reworded = AREA.replace("集群占地面积（平方公里）", "集群规划占地面积（平方公里）")
    adopted = adopt("2025-application", write_changed(tmp_path, (AREA, reworded)))
    told = [one for one in adopted.problems if "集群规划占地面积" in one.message]
    assert told and "{{area}}" in "".join(read_lines(adopted.document))
    assert "集群规划占地面积（平方公里）" in read_lines(adopted.document)


@pytest.mark.slow
def test_a_line_of_the_province_stays_and_is_told(tmp_path: Path) -> None:
    more = '<p>市级审核人：</p></section>\n<section id="s2">'
    adopted = adopt("2025-application", write_changed(tmp_path, ('</section>\n<section id="s2">', more)))
    assert "市级审核人：" in read_lines(adopted.document)
    assert any(one.code == "template.extra-text" and "市级审核人" in one.message for one in adopted.problems)
    assert adopted.placed == count_slots("2025-application")


def test_another_document_is_refused(tmp_path: Path) -> None:
    other = write_word(tmp_path / "other.docx", "<w:p><w:r><w:t>关于召开会议的通知</w:t></w:r></w:p>")
    with pytest.raises(InputError, match="不像申报表"):
        adopt("2025-application", other)


def test_tracked_changes_are_refused_with_their_place(tmp_path: Path) -> None:
    changed = write_word(
        tmp_path / "changed.docx",
        '<w:p><w:ins w:id="1" w:author="甲"><w:r><w:t>新</w:t></w:r></w:ins></w:p>',
    )
    with pytest.raises(InputError, match="修订（第一处在第 1 段）") as refused:
        adopt("2025-application", changed)
    assert "接受所有修订" in refused.value.remedy


def test_a_strict_file_is_refused_with_a_way_out(tmp_path: Path) -> None:
    strict = write_word(tmp_path / "strict.docx", "<w:p/>", strict=True)
    with pytest.raises(InputError, match="不能做模板") as refused:
        adopt("2025-application", strict)
    assert "另存为" in refused.value.remedy
