"""The fill-in workbook says what application.yaml says, to the last character."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from docgen.definitions.catalog import Catalog
from docgen.definitions.form import (
    Blank,
    Choice,
    Choices,
    Form,
    Goals,
    LongText,
    Matrix,
    NamedList,
    Narrative,
    Number,
    Series,
    Text,
    iterate_places,
)
from docgen.documents.workbook.workbook_writer import (
    drop_workbook,
    read_workbook_back,
    write_application_workbook,
    write_fill_in_workbook,
)
from docgen.errors import InputError, OutputError
from docgen.project.answers.answer_reader import OwnRow, Value
from docgen.project.application import Application
from docgen.project.application_loader import load, load_written
from docgen.project.scaffold import ScaffoldContent, write_scaffold
from docgen.project.workbook.workbook_import import import_workbook
from docgen.project.workbook.workbook_names import name_answer
from docgen.rules.answer_check import check_answers
from docgen.values import NOTHING
from written_files import NOTICES

EXAMPLES = Path(__file__).parents[3] / "data" / "examples"
FILE = "填报.xlsx"

Factory = Callable[..., Path]


def copied(example: str, folder: Path) -> Path:
    """An example without its evidence, in a folder of its own."""
    shutil.copytree(EXAMPLES / example, folder, ignore=shutil.ignore_patterns("evidence"))
    return folder


def through_the_workbook(folder: Path, catalog: Catalog) -> tuple[Application, Application]:
    """The application of a folder, and the same after its workbook was written and read."""
    before = load(folder, catalog)
    write_application_workbook(before, folder / FILE)
    save_last(folder / FILE)
    return before, load(folder, catalog)


def save_last(path: Path) -> None:
    """Let the file be the one that was saved last."""
    newest = max(one.stat().st_mtime_ns for one in path.parent.iterdir())
    os.utime(path, ns=(newest + 10**9, newest + 10**9))


def typed(folder: Path, cells: Mapping[str, object]) -> Path:
    """Type values into the named cells of the workbook, as a user does, and save it."""
    book = openpyxl.load_workbook(folder / FILE)
    for name, value in cells.items():
        cell_of(book, name).value = value
    book.save(folder / FILE)
    save_last(folder / FILE)
    return folder


def cell_of(book: Any, name: str) -> Any:
    ((sheet, reference),) = book.defined_names[name].destinations
    return book[sheet][reference.replace("$", "").partition(":")[0]]


def changed(one: Mapping[str, object], other: Mapping[str, object]) -> list[tuple[str, object, object]]:
    places = sorted({*one, *other})
    return [(place, one.get(place), other.get(place)) for place in places if one.get(place) != other.get(place)]


def told(application: Application) -> list[tuple[str, str, str]]:
    return [
        (one.code, str(one.where), one.message)
        for one in application.problems
        if one.code.startswith(("answer", "workbook.cell", "plan", "file", "carry"))
    ]


@pytest.fixture
def workbook(folder: Factory, catalog: Catalog) -> Callable[[str], Path]:
    """A folder with these answers and its workbook, which was saved last."""

    def write(answers: str = "") -> Path:
        home = folder(answers)
        through_the_workbook(home, catalog)
        return home

    return write


@pytest.mark.slow
@pytest.mark.parametrize("example", ["yunxi-2022", "lanting-2025", "yunxi-2025-review"])
def test_an_example_is_the_same_out_of_the_workbook(example: str, tmp_path: Path, catalog: Catalog) -> None:
    before, after = through_the_workbook(copied(example, tmp_path / "申报"), catalog)
    assert after.answer_file == FILE
    assert len(after.answers) > 150
    assert after.answers == before.answers
    assert after.answer_sources == before.answer_sources
    assert after.summary == before.summary
    assert [one for one in after.problems if one.code.startswith("workbook.")] == []


TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=40),
    st.sampled_from(
        (
            "=1+1", "+86 0000", "-3", "@甲", "'甲", "001", "44.70", "1e5", "2025-04-18", "110101199001011234",
            "_x000D_", "x005F_", "_x005F_", "&<>{{ a }}{% b %}", "𠮷㛃喆", "~", "null", "TRUE",
            "#REF!", "无。", "a  b", "{=A1}", '"引号"',
        )
    ),
)  # fmt: skip
LINES = TEXTS.map(lambda text: " ".join(text.translate(dict.fromkeys((0x200B, 0xFEFF, 0xFFFE, 0xFFFF))).split()))
WORDS = LINES.filter(lambda text: bool(text) and text != str(NOTHING))
CENTS = st.integers(0, 10**14).map(lambda cents: Decimal(cents) / 100)
WHOLES = st.integers(0, 10**17).map(Decimal)


@st.composite
def answers_of(draw: st.DrawFn, form: Form) -> dict[str, Value]:
    """Answers that the form accepts, with blanks among them."""
    found: dict[str, Value] = {}
    for field in form.fields.values():
        match field:
            case Text():
                _some(draw, found, field.id, WORDS | st.just(NOTHING))
            case LongText():
                _some(draw, found, field.id, st.lists(WORDS, min_size=1, max_size=3).map("\n".join))
            case Number() | Series() | Matrix():
                is_whole = isinstance(field, Matrix) or field.whole
                for place in iterate_places(field, form.years):
                    _some(draw, found, place, (WHOLES if is_whole else CENTS) | st.just(NOTHING))
            case Choice():
                _some(draw, found, field.id, st.sampled_from(list(field.options)))
            case Choices():
                chosen = st.sets(st.sampled_from(list(field.options)))
                _some(draw, found, field.id, chosen.map(_in_order(field)))
            case NamedList():
                _some(draw, found, field.id, st.lists(WORDS, max_size=9).map(tuple))
            case Goals():
                _goals(draw, found, field)
            case Narrative() | Blank():
                continue
    return found


def _in_order(field: Choices) -> Callable[[set[str]], tuple[str, ...]]:
    return lambda chosen: tuple(option for option in field.options if option in chosen)


def _some(draw: st.DrawFn, found: dict[str, Value], place: str, values: st.SearchStrategy[Any]) -> None:
    if draw(st.booleans()):
        found[place] = draw(values)


def _goals(draw: st.DrawFn, found: dict[str, Value], field: Goals) -> None:
    for direction in field.directions:
        for indicator in direction.indicators:
            for column in field.columns:
                place = f"{field.id}.{direction.id}.{indicator.id}.{column}"
                _some(draw, found, place, CENTS if indicator.unit else WORDS)
        if direction.own:
            row = st.builds(OwnRow, WORDS, st.fixed_dictionaries(dict.fromkeys(field.columns, WORDS)))
            rows = st.lists(row, min_size=1, max_size=3).map(tuple)
            _some(draw, found, f"{field.id}.{direction.id}.own", rows | st.just(NOTHING))


@pytest.mark.slow
@pytest.mark.parametrize("form_id", NOTICES)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(data=st.data())
def test_whatever_is_answered_comes_back_the_same(
    form_id: str, data: st.DataObject, catalog: Catalog, tmp_path_factory: pytest.TempPathFactory
) -> None:
    form = catalog.load_form(form_id)
    answers = data.draw(answers_of(form))
    home = tmp_path_factory.mktemp("填报") / "申报"
    write_scaffold(home, form, catalog.load_notice(NOTICES[form_id]), ScaffoldContent(answers))
    before, after = through_the_workbook(home, catalog)
    assert changed(answers, before.answers) == []
    assert changed(answers, after.answers) == []
    assert [one for one in told(after) if one[0] == "workbook.cell"] == []


def test_what_is_typed_into_the_workbook_is_the_answer(workbook: Factory, catalog: Catalog) -> None:
    home = typed(
        workbook(),
        {
            name_answer("cluster_name"): " 云溪集群\t一号 ",
            name_answer("area"): 44.7,
            name_answer("output_value.2019"): "１２.5亿元",
            name_answer("output_value.2020"): "无",
            name_answer("sme_output_share.2021"): 7,
            name_answer("national_platforms"): "甲中心",
            name_answer("quality"): "第一段\r\n\n 第二段 ",
        },
    )
    found = load(home, catalog)
    assert found.answers == {
        "cluster_name": "云溪集群 一号",
        "area": Decimal("44.7"),
        "output_value.2019": Decimal("12.5"),
        "output_value.2020": NOTHING,
        "sme_output_share.2021": Decimal(7),
        "national_platforms": ("甲中心",),
        "quality": "第一段\n第二段",
    }


@pytest.mark.slow
def test_a_percentage_a_date_and_a_formula_are_read_as_they_are_seen(workbook: Factory, catalog: Catalog) -> None:
    home = workbook()
    book = openpyxl.load_workbook(home / FILE)
    share = cell_of(book, name_answer("sme_output_share.2021"))
    share.value, share.number_format = 0.3468, "0.00%"
    cell_of(book, name_answer("applied_on")).value = datetime.date(2025, 4, 18)
    cell_of(book, name_answer("area")).value = "=1+1"
    book.save(home / FILE)
    save_last(home / FILE)
    found = load(home, catalog)
    assert found.answers == {"sme_output_share.2021": Decimal("34.68"), "applied_on": "2025年4月18日"}
    assert told(found) == [
        ("workbook.cell", "填报.xlsx 一、基本情况 B11", "这一格是公式，还没有算出结果。"),
    ]


@pytest.mark.slow
def test_what_does_not_fit_is_told_with_sheet_and_row(workbook: Factory, catalog: Catalog) -> None:
    home = typed(
        workbook(),
        {name_answer("area"): "约十", "nothing.sharing_work": "✓", name_answer("sharing_work.shared_workshop"): "√"},
    )
    found = load(home, catalog)
    row = found.lines["sharing_work"]
    assert [(code, where) for code, where, _ in told(found)] == [
        ("answer.not-a-number", "填报.xlsx 一、基本情况 B11"),
        ("answer.shape", f"填报.xlsx 二、主导产业情况 B{row}"),
    ]
    missing = next(one for one in check_answers(found) if one.where.slot == "county")
    assert str(missing.where) == "填报.xlsx 封面 B6"


@pytest.mark.slow
def test_reading_back_writes_the_answers_and_keeps_the_old_files(workbook: Factory, catalog: Catalog) -> None:
    home = typed(workbook("area: 1"), {name_answer("area"): 44.7, name_answer("plan.safeguards"): "甲。\n乙。"})
    before = load(home, catalog)
    back = read_workbook_back(home, catalog)
    after = load_written(home, catalog)
    assert [path.name for path in back.written] == ["application.yaml", "plan.md"]
    assert [path.name for path in back.backups] == ["application（上一份）.yaml", "填报（上一份）.xlsx"]
    assert "area: 1\n" in back.backups[0].read_text("utf-8")
    assert (after.answer_file, after.answers) == ("application.yaml", before.answers)
    assert after.answers["plan.safeguards"] == ("甲。", "乙。")
    again = load(home, catalog)
    assert [one for one in again.problems if one.code.startswith("workbook.")] == []
    assert again.content == after.content


@pytest.mark.slow
def test_what_the_workbook_does_not_ask_for_stays_in_the_answer_file(workbook: Factory, catalog: Catalog) -> None:
    home = workbook("area: 1")
    answers = home / "application.yaml"
    kept = "criteria: [national-2022, guangdong-draft]\naverages:\n  甲: {value: 38.20, source: 某省报告}\n"
    answers.write_text(answers.read_text("utf-8") + kept, "utf-8")
    os.utime(home / FILE, ns=(answers.stat().st_mtime_ns + 10**9,) * 2)
    before = load(home, catalog)
    assert (before.answer_file, before.profiles) == (FILE, ("national-2022", "guangdong-draft"))
    import_workbook(home, catalog)
    after = load(home, catalog)
    assert (after.profiles, after.averages) == (before.profiles, before.averages)


@pytest.mark.slow
def test_what_does_not_fit_is_taken_over_as_it_was_typed(workbook: Factory, catalog: Catalog) -> None:
    cells = {
        "answer.area": "约十",
        "answer.industry_type": "第四产业",
        "answer.sharing_work.shared_workshop": "部分",
        "nothing.quality_work": "✓",
        "answer.quality_work.brand_operation": "✓",
        "answer.county": "云溪",
    }
    home = typed(workbook("area: 1"), cells)
    told_before = {one.code for one in load(home, catalog).problems if one.code.startswith("answer.")}
    back = read_workbook_back(home, catalog)
    assert {one.code for one in back.problems if one.code.startswith("answer.")} == told_before
    assert told_before == {"answer.not-a-number", "answer.unknown-option", "answer.shape"}
    written = load_written(home, catalog)
    assert written.answers == {"county": "云溪"}
    assert written.content["area"] == "约十"
    assert load(home, catalog).content == written.content


@pytest.mark.slow
def test_a_cell_that_cannot_be_read_keeps_the_old_answer_and_leaves_the_workbook_as_it_is(
    workbook: Factory, catalog: Catalog
) -> None:
    cells = {
        name_answer("area"): "=1+1",
        name_answer("county"): "云溪",
        name_answer("sharing_work.shared_workshop"): "=1",
    }
    home = typed(workbook("area: 1\nsharing_work: [建立了共享车间、共享工厂]"), cells)
    kept = (home / FILE).read_bytes()
    with pytest.raises(OutputError, match="2 格读不出"):
        write_fill_in_workbook(home, catalog)
    back = read_workbook_back(home, catalog)
    assert "workbook.cell" in [one.code for one in back.problems]
    answers = {"area": Decimal(1), "county": "云溪", "sharing_work": ("shared_workshop",)}
    assert load_written(home, catalog).answers == answers
    assert (home / FILE).read_bytes() == kept
    again = load(home, catalog)
    assert again.answers == answers
    assert {code for code, _ in told_of_choice(again)} == {"workbook.cell"}
    assert [place for place, _ in list_unread(again)] == ["area", "sharing_work.shared_workshop"]
    save_last(home / FILE)
    newer = load(home, catalog)
    assert (newer.answers, list_unread(newer)) == (answers, list_unread(again))


@pytest.mark.slow
def test_a_cell_that_cannot_be_read_is_told_once_where_there_is_no_old_answer(
    workbook: Factory, catalog: Catalog
) -> None:
    home = typed(workbook(), {name_answer("area"): "=1+1"})
    found = load(home, catalog)
    assert list_unread(found) == [("area", "这一格是公式，还没有算出结果。")]
    assert "area" not in [one.where.slot for one in check_answers(found)]


def list_unread(application: Application) -> list[tuple[str, str]]:
    return [(one.where.slot, one.message) for one in application.problems if one.code == "workbook.cell"]


@pytest.mark.slow
def test_one_growth_rate_without_its_base_year_keeps_nothing_from_being_read(
    workbook: Factory, catalog: Catalog
) -> None:
    home = workbook()
    enterprises = "企业名称,类型,2019年产值（亿元）,2020年产值（亿元）,2021年产值（亿元）\n甲,中型,3,4,5\n"
    (home / "enterprises.csv").write_text(enterprises, "utf-8")
    growth = "leading_output_growth.2019"
    typed(home, {"docgen.blanks": "由企业表计算", name_answer("county"): "云溪"})
    assert growth in [one.where.slot for one in load(home, catalog).problems if one.code == "answer.not-computed"]
    read_workbook_back(home, catalog)
    written = load_written(home, catalog)
    assert (written.answers["county"], written.answers["output_value.2021"]) == ("云溪", Decimal(5))
    assert write_fill_in_workbook(home, catalog) == home / FILE
    typed(home, {name_answer(growth): 7})
    assert load(home, catalog).answers[growth] == Decimal(7)


def told_of_choice(application: Application) -> list[tuple[str, str]]:
    return [(one.code, one.where.slot) for one in application.problems if one.code.startswith("workbook.")]


@pytest.mark.slow
@pytest.mark.parametrize("newer", [FILE, "application.yaml"])
def test_the_one_that_was_changed_counts_whatever_the_times_say(
    newer: str, workbook: Factory, catalog: Catalog
) -> None:
    home = typed(workbook("area: 1"), {name_answer("area"): 2})
    save_last(home / newer)
    assert load(home, catalog).answers["area"] == 2
    assert told_of_choice(load(home, catalog)) == [("workbook.used", "")]
    through_the_workbook(home, catalog)
    change(home, "area: 1", "area: 3")
    through = load_written(home, catalog)
    write_application_workbook(through, home / FILE)
    change(home, "area: 3", "area: 4")
    save_last(home / newer)
    assert load(home, catalog).answers["area"] == 4
    assert told_of_choice(load(home, catalog)) == [("workbook.outdated", "")]
    with pytest.raises(InputError, match="盖掉新答案"):
        read_workbook_back(home, catalog)


def change(home: Path, old: str, new: str) -> None:
    answers = home / "application.yaml"
    text = answers.read_text("utf-8")
    assert old in text
    answers.write_text(text.replace(old, new), "utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("newer", [FILE, "application.yaml"])
def test_where_both_were_changed_each_difference_is_told_until_one_is_chosen(
    newer: str, workbook: Factory, catalog: Catalog
) -> None:
    home = typed(workbook("area: 1\nchain_map: 是"), {name_answer("area"): 2, "answer.chain_map": "否"})
    change(home, "area: 1", "area: 3")
    save_last(home / newer)
    found = load(home, catalog)
    assert told_of_choice(found) == [("workbook.differs", "area"), ("workbook.differs", "chain_map")]
    first = next(one for one in found.problems if one.code == "workbook.differs")
    assert "填报.xlsx 里“2”，application.yaml 里“3”" in first.message
    with pytest.raises(OutputError, match="都改过"):
        write_fill_in_workbook(home, catalog)
    other = home.parent / "另一份"
    shutil.copytree(home, other)
    read_workbook_back(home, catalog)
    assert (load(home, catalog).answers["area"], told_of_choice(load(home, catalog))) == (Decimal(2), [])
    backup = drop_workbook(other, catalog)
    assert backup is not None
    assert backup.name == "填报（上一份）.xlsx"
    assert (load(other, catalog).answers["area"], told_of_choice(load(other, catalog))) == (Decimal(3), [])


@pytest.mark.slow
def test_without_the_remembered_state_a_file_without_answers_loses(workbook: Factory, catalog: Catalog) -> None:
    home = typed(workbook(), {name_answer("area"): 2})
    forget_baseline(home)
    save_last(home / "application.yaml")
    assert load(home, catalog).answers["area"] == 2
    change(home, "answers:", "answers:\n  area: 3")
    assert told_of_choice(load(home, catalog)) == [("workbook.differs", "area")]
    typed(home, {name_answer("area"): None})
    assert load(home, catalog).answers["area"] == 3
    (home / "application.yaml").unlink()
    assert load(home, catalog).answers == {}


def forget_baseline(home: Path) -> None:
    """As a workbook of an earlier version, or one that lost its hidden sheet's range."""
    book = openpyxl.load_workbook(home / FILE)
    del book.defined_names["docgen.baseline"]
    book.save(home / FILE)


@pytest.mark.slow
@pytest.mark.parametrize("lock", [f"~${FILE}", f".~{FILE}", f".~lock.{FILE}#"], ids=["Excel", "WPS", "LibreOffice"])
def test_a_workbook_that_is_open_is_told(workbook: Factory, catalog: Catalog, lock: str) -> None:
    home = workbook("area: 1")
    (home / lock).write_bytes(b"x")
    [told] = [one for one in load(home, catalog).problems if one.code == "workbook.open"]
    assert lock in told.hint
    with pytest.raises(OutputError, match="打开着") as caught:
        write_fill_in_workbook(home, catalog)
    assert lock in caught.value.remedy


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "words"),
    [(b"PK\x03\x04broken", "读不了"), (b"", "读不了"), (b"\xd0\xcf\x11\xe0" + b"0" * 600, "内容与扩展名不符")],
)
def test_a_workbook_that_cannot_be_read_stops_and_says_why(
    content: bytes, words: str, workbook: Factory, catalog: Catalog
) -> None:
    home = workbook("area: 1")
    (home / FILE).write_bytes(content)
    save_last(home / FILE)
    with pytest.raises(InputError, match=words):
        load(home, catalog)


@pytest.mark.slow
def test_a_workbook_that_is_none_of_ours_is_refused(workbook: Factory, catalog: Catalog) -> None:
    home = workbook("area: 1")
    openpyxl.Workbook().save(home / FILE)
    with pytest.raises(InputError, match="不是 docgen 生成的填报工作簿"):
        load(home, catalog)
    assert drop_workbook(home, catalog) == home / "填报（上一份）.xlsx"
    assert load(home, catalog).answers["area"] == 1


@pytest.mark.slow
def test_a_mark_of_a_carried_answer_stays_until_its_cell_is_emptied(workbook: Factory, catalog: Catalog) -> None:
    home = workbook("# 沿用2022年申报表，请更新（做完后删去这一行）\narea: 1")
    assert [code for code, _, _ in told(load(home, catalog))] == ["carry.to-renew"]
    assert "沿用2022年申报表，请更新" in (import_workbook(home, catalog).written[0]).read_text("utf-8")
    save_last(home / FILE)
    typed(home, {"mark.area": None})
    assert told(load(home, catalog)) == []


@pytest.mark.slow
def test_the_summary_comes_back_as_well(workbook: Factory, catalog: Catalog) -> None:
    home = workbook("area: 1")
    asks = [column.ask for column in load(home, catalog).notice.summary.iterate_questions()]  # type: ignore[union-attr]
    typed(home, {f"summary.{ask}": f"{ask}：=1+1“甲”" for ask in asks})
    words = {ask: f"{ask}：=1+1“甲”" for ask in asks}
    assert asks
    assert load(home, catalog).summary == words
    import_workbook(home, catalog)
    after = load(home, catalog)
    assert (after.answer_file, after.summary) == ("application.yaml", words)


@pytest.mark.slow
def test_blanks_that_are_computed_show_it_where_the_setting_is_chosen(workbook: Factory, catalog: Catalog) -> None:
    home = workbook()
    table = "企业名称,类型,2019年产值（亿元）,2020年产值（亿元）,2021年产值（亿元）\n甲,中型,3,4,5\n"
    (home / "enterprises.csv").write_text(table, "utf-8")
    write_fill_in_workbook(home, catalog)
    assert list_states(home)["集群总产值（亿元）"] == 3
    typed(home, {"docgen.blanks": "由企业表计算"})
    write_fill_in_workbook(home, catalog)
    states = list_states(home)
    # The table does not say which enterprises are of the leading industry: that growth is asked for.
    assert (states["集群总产值（亿元）"], states["集群主导产业产值增速（%）"]) == (0, 3)
    book = openpyxl.load_workbook(home / FILE)
    cell = cell_of(book, "answer.output_value.2019")
    page = cell.parent
    assert (cell.value, page.cell(cell.row, 6).value) == (None, "现在算得：3 / 4 / 5")
    assert 'IF(docgen.blanks="",' in page.cell(cell.row, 7).value
    rules = [rule for area in page.conditional_formatting if cell.coordinate in area.cells for rule in area.rules]
    assert [rule.formula for rule in rules][0] == ['AND(LEN(TRIM(B4))=0,docgen.blanks<>"")']
    assert load(home, catalog).answers["output_value.2021"] == 5


def list_states(home: Path) -> dict[str, int]:
    """The number of blanks left beside each label of the second part, as it was written."""
    page = openpyxl.load_workbook(home / FILE, data_only=True)["二、主导产业情况"]
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=4, max_col=7)]
    return {row[0]: row[6] for row in rows if row[0] and isinstance(row[6], int)}


@pytest.mark.slow
def test_only_blanks_can_be_typed_into_and_excel_helps(tmp_path: Path, catalog: Catalog) -> None:
    home = copied("yunxi-2022", tmp_path / "申报")
    through_the_workbook(home, catalog)
    book = openpyxl.load_workbook(home / FILE)
    assert all(sheet.protection.sheet for sheet in book)
    assert not any(sheet.protection.password for sheet in book)
    assert book["docgen"].sheet_state == "veryHidden"
    for name in book.defined_names:
        if name.startswith("answer."):
            assert not cell_of(book, name).protection.locked, name
    page = cell_of(book, name_answer("area")).parent
    assert page["A1"].protection.locked
    rules = page.data_validations.dataValidation
    assert {"list", "custom"} <= {rule.type for rule in rules}
    assert all(rule.promptTitle and rule.prompt for rule in rules)


@pytest.mark.slow
def test_formulas_have_their_values(tmp_path: Path, catalog: Catalog) -> None:
    home = copied("yunxi-2022", tmp_path / "申报")
    through_the_workbook(home, catalog)
    values = openpyxl.load_workbook(home / FILE, data_only=True)
    formulas = openpyxl.load_workbook(home / FILE)
    cells = [cell for sheet in formulas for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(cells) > 80
    assert [cell.coordinate for cell in cells if values[cell.parent.title][cell.coordinate].value is None] == []


def test_the_same_application_gives_the_same_bytes(tmp_path: Path, catalog: Catalog) -> None:
    application = load(copied("yunxi-2022", tmp_path / "申报"), catalog)
    for name in ("一.xlsx", "二.xlsx"):
        write_application_workbook(application, tmp_path / name)
    assert (tmp_path / "一.xlsx").read_bytes() == (tmp_path / "二.xlsx").read_bytes()


def test_a_text_that_excel_would_change_is_refused(folder: Factory, catalog: Catalog) -> None:
    with pytest.raises(OutputError, match="会变样"):
        through_the_workbook(folder('cluster_name: "_x005F_x000D_"'), catalog)
