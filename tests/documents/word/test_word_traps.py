"""No Word file that docgen writes falls into the traps that Word sets, and each trap is proven to catch."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

import pytest

from word_traps import RULES, Trap, traps
from written_files import EXAMPLES, FORMS, ROOT, TEMPLATES, blank_form, hostile_form, small_form, written

ONLY_WHEN_FILLED = {"no_tag_is_left", "merges_have_a_beginning"}
"""What a template may have: its tags, and the rows of its loops between cells that are merged."""

BODY, STYLES, SETTINGS, CORE = "word/document.xml", "word/styles.xml", "word/settings.xml", "docProps/core.xml"
RELATIONS, THEME, THUMBNAIL = "_rels/.rels", "word/theme/theme1.xml", "docProps/thumbnail.jpeg"


@pytest.mark.parametrize("form", FORMS)
def test_the_blank_form_falls_into_no_trap(form: str) -> None:
    assert traps(blank_form(form)) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_form_full_of_hostile_answers_falls_into_no_trap(form: str) -> None:
    assert traps(hostile_form(form)) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_form_with_answers_in_smaller_type_falls_into_no_trap(form: str) -> None:
    assert traps(small_form(form)) == []


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES)
def test_no_word_file_of_an_example_falls_into_a_trap(example: str) -> None:
    found = {path.name: traps(path.read_bytes()) for path in sorted((written(example) / "word").glob("*.docx"))}
    assert len(found) >= 2
    assert found == dict.fromkeys(found, [])


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_templates_fall_into_no_trap_either(template: str) -> None:
    found = traps((ROOT / template).read_bytes())
    assert [trap for trap in found if trap.rule not in ONLY_WHEN_FILLED] == []


# -- each trap catches ------------------------------------------------------------------------------------------------

CELL = '<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s</w:tcPr><w:p/></w:tc>'
TABLE = (
    '<w:tbl><w:tblPr><w:tblW w:w="200" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar/></w:tblPr>'
    '<w:tblGrid><w:gridCol w:w="100"/><w:gridCol w:w="100"/></w:tblGrid>%s</w:tbl>'
)
ROW = "<w:tr>%s</w:tr>"
GOOD_TABLE = TABLE % ROW % (CELL % (100, "") * 2)
AFTER = '<w:p><w:pPr><w:pStyle w:val="AfterTable"/></w:pPr></w:p>'
HINT = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'
MERGE, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def mark(number: int, name: str, end: int) -> str:
    return f'<w:p><w:bookmarkStart w:id="{number}" w:name="{name}"/><w:bookmarkEnd w:id="{end}"/></w:p>'


def run(text: str, properties: str = HINT) -> str:
    return f"<w:r>{properties}<w:t>{text}</w:t></w:r>"


def para(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def control(number: int) -> str:
    return f'<w:sdt><w:sdtPr><w:id w:val="{number}"/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>'


def drawing(number: int) -> str:
    space = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
    return f'<w:p><w:r><w:drawing><d:docPr xmlns:d="{space}" id="{number}" name="x"/></w:drawing></w:r></w:p>'


def spacing(attributes: str) -> str:
    return f"<w:p><w:pPr><w:spacing {attributes}/></w:pPr></w:p>"


BROKEN_BODIES = [
    ("cell_ends_with_a_paragraph", GOOD_TABLE.replace("<w:p/></w:tc></w:tr>", "</w:tc></w:tr>") + AFTER),
    (
        "cell_ends_with_a_paragraph",
        GOOD_TABLE.replace("<w:p/></w:tc></w:tr>", f"{control(7)}</w:tc></w:tr>") + AFTER,
    ),
    ("cells_fill_the_grid", TABLE % ROW % (CELL % (100, "")) + AFTER),
    ("cells_fill_the_grid", TABLE % ROW % (CELL % (100, '<w:gridSpan w:val="2"/>') * 2) + AFTER),
    ("cells_fill_the_grid", TABLE % ROW % (CELL % (90, "") + CELL % (110, "")) + AFTER),
    ("merges_have_a_beginning", TABLE % ROW % (CELL % (100, GOES_ON) + CELL % (100, "")) + AFTER),
    (
        "merges_have_a_beginning",
        TABLE % (ROW % (CELL % (200, '<w:gridSpan w:val="2"/>' + MERGE)) + ROW % (CELL % (100, GOES_ON) * 2)) + AFTER,
    ),
    (
        "merges_have_a_beginning",
        TABLE % (ROW % (CELL % (100, MERGE) * 2) + ROW % (CELL % (100, "") * 2) + ROW % (CELL % (100, GOES_ON) * 2))
        + AFTER,
    ),
    ("tables_are_kept_apart", GOOD_TABLE + GOOD_TABLE + AFTER),
    ("tables_are_kept_apart", GOOD_TABLE + control(7)),
    ("tables_are_fixed", GOOD_TABLE.replace("fixed", "autofit") + AFTER),
    ("tables_are_fixed", GOOD_TABLE.replace("<w:tblCellMar/>", "") + AFTER),
    (
        "rows_grow",
        GOOD_TABLE.replace("<w:tr>", '<w:tr><w:trPr><w:trHeight w:val="9" w:hRule="exact"/></w:trPr>') + AFTER,
    ),
    ("ids_are_single", mark(9001, "a", 9001) + mark(9001, "b", 9002)),
    ("ids_are_single", mark(9001, "a", 9001) + mark(9002, "a", 9002)),
    ("ids_are_single", mark(9001, "a", 9002)),
    ("ids_are_single", control(7) + control(7)),
    ("ids_are_single", drawing(7) + drawing(7)),
    ("no_tag_is_left", para(run("{{ area }}"))),
    ("no_tag_is_left", para(run("{%tr endfor"))),
    ("no_tag_is_left", para(run("{"), run("{ area"))),
    ("styles_exist", '<w:p><w:pPr><w:pStyle w:val="Heading9"/></w:pPr></w:p>'),
    ("chinese_runs_have_a_hint", para(run("集群", ""))),
    ("chinese_runs_have_a_hint", para(run("“a”", "<w:rPr><w:b/></w:rPr>"))),
    ("chinese_runs_have_a_hint", para(run("𠮷", ""))),
    (
        "fonts_are_named_for_all_scripts",
        para(run("a", '<w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial"/></w:rPr>')),
    ),
    ("no_theme_fonts", para(run("a", '<w:rPr><w:rFonts w:asciiTheme="minorHAnsi"/></w:rPr>'))),
    ("languages_are_ours", para(run("a", '<w:rPr><w:lang w:eastAsia="ja-JP"/></w:rPr>'))),
    ("languages_are_ours", para(run("a", '<w:rPr><w:lang w:val="zh-TW"/></w:rPr>'))),
    ("lines_are_exact", spacing('w:line="360" w:lineRule="auto"')),
    ("lines_are_exact", spacing('w:line="360"')),
    ("lines_are_exact", spacing('w:line="360" w:lineRule="atLeast"')),
    ("no_grid_of_characters", '<w:p><w:pPr><w:sectPr><w:docGrid w:type="linesAndChars"/></w:sectPr></w:pPr></w:p>'),
]


@pytest.mark.parametrize(("rule", "xml"), BROKEN_BODIES)
def test_a_broken_body_is_caught(rule: str, xml: str) -> None:
    assert caught({BODY: ("<w:body>", "<w:body>" + xml)}) == {rule}


def test_a_good_addition_is_not_caught() -> None:
    merged = TABLE % (ROW % (CELL % (100, MERGE) * 2) + ROW % (CELL % (100, GOES_ON) * 2) * 2)
    good = GOOD_TABLE + AFTER + merged + AFTER + para(run("“集群”"), run("abc", "")) + mark(9001, "a", 9001)
    assert caught({BODY: ("<w:body>", "<w:body>" + good)}) == set()


BROKEN_PARTS = [
    ("word_is_of_today", SETTINGS, 'w:val="15"', 'w:val="14"'),
    ("word_is_of_today", SETTINGS, "compatibilityMode", "otherMode"),
    ("word_is_of_today", SETTINGS, "<w:compat>", "<w:compat><w:useFELayout/>"),
    ("no_theme_fonts", SETTINGS, "<w:compat>", '<w:themeFontLang w:eastAsia="ja-JP"/><w:compat>'),
    ("no_theme_fonts", THEME, "", "<theme/>"),
    ("no_trace_of_the_library", THUMBNAIL, "", "x"),
    ("no_trace_of_the_library", RELATIONS, "</Relationships>", '<Relationship Type="thumbnail"/></Relationships>'),
    ("no_trace_of_the_library", CORE, "</cp:coreProperties>", "<x>python-docx</x></cp:coreProperties>"),
    ("no_tag_is_left", CORE, "</cp:coreProperties>", "<x>{{ title }}</x></cp:coreProperties>"),
    ("lines_are_exact", STYLES, 'w:lineRule="exact"', 'w:lineRule="auto"'),
    ("lines_are_exact", STYLES, "<w:spacing [^>]*>", ""),
    ("lines_are_high_enough", STYLES, 'w:sz w:val="24"', 'w:sz w:val="36"'),
    ("languages_are_ours", STYLES, 'w:eastAsia="zh-CN"', 'w:eastAsia="ja-JP"'),
    ("languages_are_ours", STYLES, "<w:lang [^>]*>", ""),
    ("fonts_are_named_for_all_scripts", STYLES, ' w:eastAsia="黑体"', ""),
    ("fonts_are_named_for_all_scripts", STYLES, "<w:rFonts [^>]*>", ""),
    ("styles_exist", STYLES, 'w:styleId="Label"', 'w:styleId="Labell"'),
]


@pytest.mark.parametrize(("rule", "part", "old", "new"), BROKEN_PARTS)
def test_a_broken_part_is_caught(rule: str, part: str, old: str, new: str) -> None:
    assert rule in caught({part: (old, new)})


def test_every_rule_is_proven_to_catch() -> None:
    proven = {rule for rule, *_ in (*BROKEN_BODIES, *BROKEN_PARTS)}
    assert proven == {rule.__name__ for rule in RULES}


def test_a_trap_says_where_it_is() -> None:
    broken = changed(blank_form(FORMS[0]), {BODY: ("<w:body>", "<w:body>" + TABLE % ROW % (CELL % (100, "")) + AFTER)})
    assert traps(broken) == [Trap("cells_fill_the_grid", "table 1 row 1 1 of 2 columns")]


def caught(changes: Mapping[str, tuple[str, str]]) -> set[str]:
    """The rules that catch a blank form after the changes: in each part a pattern is replaced, all over."""
    return {trap.rule for trap in traps(changed(blank_form(FORMS[0]), changes))}


def changed(data: bytes, changes: Mapping[str, tuple[str, str]]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode("utf-8") for name in archive.namelist()}
    for name, (old, new) in changes.items():
        before = parts.get(name, "")
        parts[name] = re.sub(old, lambda _, new=new: new, before) if old else new
        assert parts[name] != before, f"{old} is not in {name}"
    written_again = io.BytesIO()
    with zipfile.ZipFile(written_again, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return written_again.getvalue()
