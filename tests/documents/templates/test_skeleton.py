"""Filled minus answers equals blank: whatever is answered, the form's tables, styles and pages stay as printed."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import NamedTuple

import pytest
from lxml import etree

from docgen.documents.printed_answers import OWN_LABEL, TICKED, UNTICKED
from written_files import EXAMPLES, FORMS, blank_form, filled_form, hostile_form, small_form

Element = etree._Element
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY, STYLES, HEADER = "word/document.xml", "word/styles.xml", "word/header1.xml"
RUN_PROPERTIES = f"{W}rPr"
SIZES = (f"{W}sz", f"{W}szCs", f"{W}spacing", f"{W}ind")


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_without_its_answers_is_the_blank_form(example: str) -> None:
    form, filled = filled_form(example)
    assert_same(filled, blank_form(form))


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_a_form_full_of_hostile_answers_is_the_blank_form_without_them(form: str) -> None:
    assert_same(hostile_form(form), blank_form(form))


# -- a change of the form is noticed ----------------------------------------------------------------------------------


class Change(NamedTuple):
    """A change to one part of a filled form: the first place that matches a pattern is replaced."""

    part: str
    old: str
    new: str


CHANGES = {
    "a label": Change(BODY, "集群名称", "集群全称"),
    "a width of the grid": Change(BODY, r'<w:gridCol w:w="\d+"/>', '<w:gridCol w:w="7"/>'),
    "a width of a cell": Change(BODY, r'<w:tcW w:w="\d+"', '<w:tcW w:w="7"'),
    "a span": Change(BODY, r'<w:gridSpan w:val="\d+"/>', '<w:gridSpan w:val="7"/>'),
    "a merge": Change(BODY, '<w:vMerge w:val="restart"/>', ""),
    "a row that may break": Change(BODY, "<w:cantSplit/>", ""),
    "a height": Change(BODY, r'<w:trHeight w:val="\d+"', '<w:trHeight w:val="7"'),
    "a border": Change(BODY, r"<w:tcBorders>.*?</w:tcBorders>", ""),
    "a style": Change(BODY, r'<w:pStyle w:val="Short-s1"/>', '<w:pStyle w:val="Label"/>'),
    "an alignment": Change(BODY, "<w:pPr><w:pStyle", '<w:pPr><w:jc w:val="right"/><w:pStyle'),
    "a font": Change(BODY, '<w:rFonts w:hint="eastAsia"/>', '<w:rFonts w:hint="eastAsia"/><w:b/>'),
    "a margin": Change(BODY, r'w:bottom="\d+"', 'w:bottom="7"'),
    "a size of the page": Change(BODY, r'<w:pgSz w:w="\d+"', '<w:pgSz w:w="7"'),
    "a paragraph more": Change(BODY, "<w:sectPr>", "<w:p/><w:sectPr>"),
    "a row less": Change(BODY, r"<w:tr>(?:(?!<w:tr>).)*?</w:tr></w:tbl>", "</w:tbl>"),
    "a table less": Change(BODY, r"<w:tbl>.*?</w:tbl>", ""),
    "a bookmark less": Change(BODY, r"<w:bookmarkStart [^>]*/><w:bookmarkEnd [^>]*/>", ""),
    "a size of the labels": Change(STYLES, r'(w:styleId="Label">.*?<w:sz w:val=)"\d+"', r'\1"20"'),
    "a font of the answers": Change(STYLES, r'(w:styleId="Answer-s2">.*?w:eastAsia=)"[^"]+"', r'\1"黑体"'),
    "a setting": Change("word/settings.xml", 'w:val="15"', 'w:val="14"'),
    "a header": Change(HEADER, "DraftMark", "Normal"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_the_form_is_noticed(name: str) -> None:
    filled = parts_of(hostile_form(FORMS[0]))
    change = CHANGES[name]
    text = filled[change.part].decode("utf-8")
    changed = re.sub(change.old, change.new, text, count=1, flags=re.DOTALL)
    assert changed != text
    assert differences({**filled, change.part: changed.encode("utf-8")}, parts_of(blank_form(FORMS[0])))


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_answers_in_smaller_type_are_still_the_form(form: str) -> None:
    small = small_form(form)
    assert parts_of(small)[STYLES] != parts_of(hostile_form(form))[STYLES]
    assert_same(small, blank_form(form))


# -- taking the answers out -------------------------------------------------------------------------------------------


def assert_same(filled: bytes, blank: bytes) -> None:
    assert differences(parts_of(filled), parts_of(blank)) == []


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def differences(filled: dict[str, bytes], blank: dict[str, bytes]) -> list[str]:
    """What differs between two Word files once the answers are taken out, part by part and block by block."""
    found = [f"{name}: only in one" for name in sorted(filled.keys() ^ blank.keys())]
    for name in sorted(filled.keys() & blank.keys()):
        if name == STYLES:
            found += compared(name, unsized(filled[name]), unsized(blank[name]))
        elif name in (BODY, HEADER):
            found += compared(name, *without_answers(filled[name], blank[name]))
        elif filled[name] != blank[name]:
            found.append(name)
    return found


def compared(name: str, filled: Element, blank: Element) -> list[str]:
    """The innermost elements that differ, in words short enough to read."""
    if canonical(filled) == canonical(blank):
        return []
    if len(filled) != len(blank) or not len(filled):
        return [f"{name}: {canonical(filled)[:300]} is not {canonical(blank)[:300]}"]
    inner = [one for pair in enumerate(zip(filled, blank, strict=True), 1) for one in _inner(name, *pair)]
    return inner or [f"{name}: <{filled.tag} {dict(filled.attrib)}> is not {dict(blank.attrib)}"]


def _inner(name: str, number: int, pair: tuple[Element, Element]) -> list[str]:
    return compared(f"{name}/{str(pair[0].tag).removeprefix(W)}[{number}]", *pair)


def canonical(element: Element) -> str:
    return etree.tostring(element, method="c14n", with_tail=False).decode("utf-8")


def unsized(styles: bytes) -> Element:
    """The styles, without the sizes of those that a part has to itself: these may be smaller."""
    root = etree.fromstring(styles, etree.XMLParser(remove_blank_text=True))
    for style in root.iter(f"{W}style"):
        if re.search(r"-s\d+$", style.get(f"{W}styleId", "")):
            for element in style.iter(*SIZES):
                for attribute in ("val", "line", "firstLine"):
                    element.attrib.pop(W + attribute, None)
    return root


def without_answers(filled: bytes, blank: bytes) -> tuple[Element, Element]:
    """The filled part without its answers, beside the blank one; nothing else of it is changed."""
    filled_root, blank_root = etree.fromstring(filled), etree.fromstring(blank)
    for one, other in (
        (filled_root, blank_root),
        *zip(filled_root.iter(f"{W}body"), blank_root.iter(f"{W}body"), strict=True),
    ):
        take_out_of_blocks(one, other)
    return filled_root, blank_root


def take_out_of_blocks(filled: Element, blank: Element) -> None:
    """Take the answers out of the paragraphs and tables of a body, a header or a cell."""
    drop_repeated(filled, blank, f"{W}p", is_answer, goes_on)
    for one, other in zip(filled, blank, strict=False):
        if one.tag == other.tag == f"{W}p":
            take_out_of_paragraph(one, other)
        elif one.tag == other.tag == f"{W}tbl":
            take_out_of_table(one, other)


def take_out_of_table(filled: Element, blank: Element) -> None:
    drop_repeated(filled, blank, f"{W}tr", is_own_row, is_another_own_row)
    for row, blank_row in zip(filled.iter(f"{W}tr"), blank.iter(f"{W}tr"), strict=False):
        for cell, blank_cell in zip(row.iter(f"{W}tc"), blank_row.iter(f"{W}tc"), strict=False):
            take_out_of_blocks(cell, blank_cell)


def drop_repeated(
    filled: Element,
    blank: Element,
    tag: str,
    begins: Callable[[Element], bool],
    repeats: Callable[[Element, Element], bool],
) -> None:
    """Drop the further paragraphs of an answer, or the further rows of a loop, so that one of each is left."""
    surplus = len(filled) - len(blank)
    for number, other in enumerate(blank):
        if other.tag == tag and begins(other) and number < len(filled):
            first = filled[number]
            while surplus > 0 and number + 1 < len(filled) and repeats(first, filled[number + 1]):
                filled.remove(filled[number + 1])
                surplus -= 1


def is_answer(blank: Element) -> bool:
    """Whether a paragraph of the blank form is nothing but a slot."""
    runs = list(blank.iterchildren(f"{W}r"))
    return len(runs) == 1 and is_slot(runs[0])


def is_slot(run: Element) -> bool:
    """Whether a run of the blank form prints nothing: then it is where an answer goes."""
    return not text(run) and run.find(f"{W}tab") is None


def is_answered(run: Element) -> bool:
    """Whether an answer may stand in place of what a run of the blank form prints."""
    return is_slot(run) or text(run) == OWN_LABEL


def goes_on(first: Element, following: Element) -> bool:
    return following.tag == first.tag and properties(first) == properties(following)


def is_own_row(blank: Element) -> bool:
    return any(text(cell) == OWN_LABEL for cell in blank.iter(f"{W}tc")) and not has_bookmark(blank)


def is_another_own_row(first: Element, following: Element) -> bool:
    """Whether a row repeats the one above: the same cells, at most merged with those above."""
    if following.tag != first.tag or has_bookmark(following):
        return False
    rows = [copy.deepcopy(row) for row in (first, following)]
    for row in rows:
        for merge in list(row.iter(f"{W}vMerge")):
            merge.getparent().remove(merge)  # type: ignore[union-attr]
    return [properties(one) for one in rows[0].iter(f"{W}tr", f"{W}tc")] == [
        properties(one) for one in rows[1].iter(f"{W}tr", f"{W}tc")
    ]


def has_bookmark(element: Element) -> bool:
    return next(element.iter(f"{W}bookmarkStart"), None) is not None


def take_out_of_paragraph(filled: Element, blank: Element) -> None:
    join_tabs(filled, blank)
    for run, blank_run in zip(filled.iterchildren(f"{W}r"), blank.iterchildren(f"{W}r"), strict=False):
        is_ticked = (text(run), text(blank_run)) == (TICKED, UNTICKED)
        if is_ticked or is_answered(blank_run):
            put(run, blank_run)


def join_tabs(filled: Element, blank: Element) -> None:
    """Put together again what was cut because an answer has tabs in it: text, tab and text are a run each."""
    surplus = len(filled.findall(f"{W}r")) - len(blank.findall(f"{W}r"))
    for number, blank_run in enumerate(blank.findall(f"{W}r")):
        while is_answered(blank_run) and surplus > 0:
            following = filled.findall(f"{W}r")[number + 1 : number + 3]
            if [child.tag for child in following[0]] != [RUN_PROPERTIES, f"{W}tab"]:
                break
            for run in following:
                filled.remove(run)
                surplus -= 1


def put(run: Element, blank_run: Element) -> None:
    """Put what the blank form prints into a run in place of its text; how it looks stays as it is."""
    kept = [child for child in run if child.tag == RUN_PROPERTIES]
    printed = [copy.deepcopy(child) for child in blank_run if child.tag != RUN_PROPERTIES]
    run[:] = [*kept, *printed]


def text(element: Element) -> str:
    return "".join(node.text or "" for node in element.iter(f"{W}t"))


def properties(element: Element) -> Sequence[str]:
    """How an element and the runs in it look, without what they say."""
    tags = (f"{W}pPr", f"{W}rPr", f"{W}trPr", f"{W}tcPr")
    return sorted({canonical(one) for one in element.iter(*tags)})
