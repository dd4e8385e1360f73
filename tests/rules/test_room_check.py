"""The estimate of docgen check: lines are reckoned as LibreOffice breaks them, and judged against the room there is."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from lxml import etree

from docgen import built_in
from docgen.definitions.blank_pages import read_pages
from docgen.definitions.form import LongText
from docgen.documents.word import wordml
from docgen.documents.word.archive import build_archive
from docgen.documents.word.wordml import WordCell
from docgen.package.form.page_map import read_page_map
from docgen.project.answers.answer_reader import Value
from docgen.project.application_loader import load
from docgen.rules.room_check import check_room, count_lines
from docgen.runtime.office import convert, find_office

CATALOG = built_in()
ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.parent for path in (ROOT / "data" / "examples").glob("*/application.yaml"))
HOUSE = ROOT / "templates" / "shared" / "house"
YUNXI = ROOT / "data" / "examples" / "yunxi-2022"
LINE = 17.0
INDENT = 24.0
SEED = 20221008


class Sample(NamedTuple):
    """A text and the width of its cell in points."""

    text: str
    width: float


def examples() -> Iterator[Sample]:
    """Every long answer of every example, in the width of its cell."""
    for folder in EXAMPLES:
        application = load(folder, CATALOG)
        pages = read_pages(CATALOG.find_template(application.form.id))
        assert pages, "run: docgen template build"
        for slot, field in application.form.slots.items():
            if isinstance(field, LongText) and slot in application.answers:
                yield Sample(str(application.answers[slot]), pages.room[slot].width)


def random_texts() -> Iterator[Sample]:
    """Forty texts of the words of such answers: prose, figures, names in Latin letters, brackets and quotes."""
    dice = random.Random(SEED)
    words = ["围绕", "产业链", "中小企业", "公共服务平台", "发展", "协同", "县", "质量品牌建设", "由", "实现"]
    figures = ["2021年", "86.43%", "1.26万元", "58家", "GB/T 3453", "3.86亿元", "PLC", "ISO 9001", "12078人", "5G"]
    marks = ["，", "。", "、", "；", "“揭榜挂帅”", "（三年）", "《行动方案》", "——", "：", "“云传动”，", "……"]
    for _ in range(40):
        pool = [*words * 3, *figures, *marks]
        text = "".join(dice.choice(pool) for _ in range(dice.randrange(20, 110)))
        yield Sample(text.lstrip("，。、；："), dice.uniform(130, 330))


def printed_lines(samples: list[Sample], folder: Path) -> list[int]:
    """How many lines each sample takes when LibreOffice prints it as an answer, one on a page."""
    path = folder / "samples.docx"
    path.write_bytes(document(samples))
    pdf = convert(find_office(), [path], folder / "office")[path].pdf
    assert pdf
    places = read_page_map(pdf)
    tops, ends = ([places[f"{name}{number}"] for number in range(len(samples))] for name in ("top", "end"))
    assert all(top.first == end.first for top, end in zip(tops, ends, strict=True))
    return [round((top.top - end.top) / LINE) for top, end in zip(tops, ends, strict=True)]


def document(samples: list[Sample]) -> bytes:
    parts = {path.relative_to(HOUSE).as_posix(): path.read_bytes() for path in HOUSE.rglob("*") if path.is_file()}
    parts["word/document.xml"] = wordml.build_document(body(samples))
    return build_archive(parts)


def body(samples: list[Sample]) -> Iterator[etree._Element]:
    marks = wordml.Bookmarks()
    for number, sample in enumerate(samples):
        yield wordml.build_paragraph("AfterTable", [], wordml.w("pageBreakBefore"))
        width = round(sample.width * 20) + 2 * wordml.CELL_MARGIN_SIDE
        text = wordml.build_paragraph("Answer", [*marks.create(f"top{number}"), wordml.build_run(sample.text)])
        end = wordml.build_paragraph("Short", [*marks.create(f"end{number}"), wordml.build_run("完")])
        yield wordml.build_table("FormTable", [width], [wordml.build_row([WordCell(width, [text, end])], 560)])
    yield wordml.build_section(11906, 16838, {"top": 1588, "right": 1474, "bottom": 1418, "left": 1588})


@pytest.mark.slow
@pytest.mark.parametrize("texts", [examples, random_texts])
def test_the_lines_are_those_that_libreoffice_prints(texts: Callable[[], Iterator[Sample]], tmp_path: Path) -> None:
    samples = list(texts())
    assert len(samples) >= 13
    printed = printed_lines(samples, tmp_path)
    reckoned = [count_lines(sample.text, sample.width, 12, INDENT) for sample in samples]
    differences = [one - other for one, other in zip(reckoned, printed, strict=True)]
    near = [difference for difference in differences if abs(difference) <= 1]
    assert len(near) >= 0.95 * len(samples), differences
    assert differences.count(0) >= 0.85 * len(samples), differences


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", 1),
        ("集" * 10, 1),
        ("集" * 11, 2),
        ("集" * 10 + "。", 2),  # a mark does not begin a line: it takes a character along
        ("集" * 9 + "（群）", 2),
        ("集" * 9 + "2021", 2),  # a figure is not broken
        ("集" * 8 + "202", 1),
        ("集" * 8 + "2021", 2),  # two characters and the gap before it
        ("a" * 22, 1),
        ("一\n二\n三", 3),
        (" ".join(["word"] * 5), 2),
    ],
)
def test_a_line_of_ten_characters_is_broken_where_it_may_be(text: str, lines: int) -> None:
    assert count_lines(text, 120, 12) == lines


def test_the_first_line_is_set_in() -> None:
    assert (count_lines("集" * 8, 120, 12, 24), count_lines("集" * 9, 120, 12, 24)) == (1, 2)


# -- the warning ------------------------------------------------------------------------------------------------------


def warned(folder: Path, **answers: Value) -> list[tuple[str, str]]:
    application = load(folder, CATALOG)
    pages = read_pages(CATALOG.find_template(application.form.id))
    assert pages
    longer = replace(application, answers={**application.answers, **answers})
    return [(problem.where.slot, problem.message) for problem in check_room(longer, pages)]


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_the_examples_have_room(folder: Path) -> None:
    assert warned(folder) == []


def test_an_answer_longer_than_its_cell_and_page_is_told_with_its_lines_and_the_room() -> None:
    assert warned(YUNXI, governance="集" * 1200) == [
        ("governance", "“治理和服务水平情况”约 51 行，格子里留有 10 行，这一页另外只空 12 行，可能串页。")
    ]


def test_an_answer_longer_than_its_cell_is_not_told_while_the_page_has_room() -> None:
    assert warned(YUNXI, governance="集" * 500) == []


def test_answers_that_are_too_long_together_are_all_told() -> None:
    assert warned(YUNXI, sharing="集" * 260) == []
    told = warned(YUNXI, supply_risk="集" * 260, sharing="集" * 260, synergy="集" * 260)
    assert [slot for slot, _ in told] == ["supply_risk", "sharing", "synergy"]


def test_many_names_in_a_list_count_as_the_line_that_is_printed() -> None:
    names = tuple(f"东江省第{number}个精密传动件产业技术创新与公共服务平台" for number in range(12))
    told = dict(warned(YUNXI, national_platforms=names, other_platforms=names[:1]))
    assert list(told) == ["national_platforms"]
    assert "格子里留有 5 行" in told["national_platforms"]


def test_a_plan_of_any_length_keeps_no_page() -> None:
    assert warned(YUNXI, **{"plan.overview": ("集" * 5000,)}) == []
