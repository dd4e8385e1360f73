"""A folder's own notice.yaml: it replaces keys of the notice it extends, and is held to the same rules."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from conftest import FORM, Factory
from docgen.cli import main
from docgen.definitions.catalog import Catalog
from docgen.definitions.notice import Copies, Printing, Quota, VolumeLimit
from docgen.errors import DefinitionError, ExitCode, InputError
from docgen.project.application_loader import load
from docgen.rules.evidence.evidence_checklist import judge_items

PAGE = Path(__file__).parents[2] / "docs" / "notices.md"


def documented() -> str:
    """The example of the documentation, word for word."""
    [example] = re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return str(example)


def own(home: Path, text: str, head: str = f"form: {FORM}\n") -> Path:
    (home / "notice.yaml").write_text(text, encoding="utf-8")
    (home / "application.yaml").write_text(f"{head}answers:\n  smes: {{2019: 1, 2020: 2, 2021: 3}}\n", encoding="utf-8")
    return home


def test_the_documented_example_replaces_what_it_says_and_keeps_the_rest(folder: Factory, catalog: Catalog) -> None:
    application = load(own(folder(), documented()), catalog)
    notice, national = application.notice, catalog.load_notice("national-2022")
    assert (notice.id, notice.issuer) == ("dongjiang-2022", "东江省工业和信息化厅")
    assert (notice.deadline, notice.discs) == (date(2022, 10, 12), 1)
    assert notice.copies == Copies(total=5, originals=1, duplicates=4)
    assert notice.quota == (Quota(scope="地级市", limit=1, by=("province", "city")),)
    assert notice.binding == "胶装成册，封面用白色铜版纸，内页双面打印"
    assert notice.printing == Printing(
        sides="two",
        volumes=VolumeLimit(pages=400),
        numbering="volume",
        paper="A4，80克复印纸",
        weight=80,
        cover="白色铜版纸",
        disc="CD",
    )
    assert notice.summary is not None
    assert [column.limit for column in notice.summary.columns] == [None, None, None, 100]
    assert [item.number for item in notice.iterate_items()] == ["1", "2", "3", "4"]
    assert (notice.forms, notice.applicant, notice.selection) == (FORM_ONLY, national.applicant, national.selection)
    assert notice.evidence_note == ""
    assert not [problem for problem in application.problems if not problem.code.startswith("plan.")]


FORM_ONLY = (FORM,)


def test_the_example_judges_evidence_by_its_own_list(folder: Factory, catalog: Catalog) -> None:
    home = own(folder(), documented())
    (home / "evidence" / "01 名单").mkdir(parents=True)
    (home / "evidence" / "01 名单" / "名单.pdf").write_bytes(b"x")
    (home / "evidence" / "25 规划").mkdir()
    (home / "evidence" / "25 规划" / "规划.pdf").write_bytes(b"x")
    application = load(home, catalog)
    assert [one.state.value for one in judge_items(application)] == ["已备", "不适用", "不适用", "缺"]
    assert [problem.code for problem in application.evidence.problems] == ["evidence.no-item"]


def test_the_own_notice_is_an_input_of_the_manifest(folder: Factory, catalog: Catalog) -> None:
    home = own(folder(), documented())
    assert home / "notice.yaml" in load(home, catalog).list_input_files()


@pytest.mark.parametrize("named", ["national-2022", "dongjiang-2022"])
def test_the_answers_may_name_the_notice_that_is_extended_or_the_own_one(
    folder: Factory, catalog: Catalog, named: str
) -> None:
    home = own(folder(), documented(), f"form: {FORM}\nnotice: {named}\n")
    assert load(home, catalog).notice.id == "dongjiang-2022"


def test_an_answer_file_that_names_another_notice_is_refused(folder: Factory, catalog: Catalog) -> None:
    home = own(folder(), documented(), f"form: {FORM}\nnotice: ningxia-2022\n")
    with pytest.raises(InputError) as caught:
        load(home, catalog)
    assert caught.value.message == (
        "这里写的通知是“ningxia-2022”，文件夹里的 notice.yaml 改自“national-2022”，不知道以哪个为准。"
    )
    assert caught.value.remedy == "请改成 national-2022，或删去 notice: 这一行。"
    assert (caught.value.path, caught.value.line, caught.value.exit_code) == ("application.yaml", 2, ExitCode.INPUT)


def test_a_key_without_a_value_makes_what_was_known_unknown(folder: Factory, catalog: Catalog) -> None:
    notice = load(own(folder(), "extends: guangdong-2022\ndeadline:\n"), catalog).notice
    assert notice.deadline is None
    assert notice.copies == catalog.load_notice("guangdong-2022").copies
    assert len(list(notice.iterate_items())) == 25


def test_a_list_can_be_borrowed_in_place_of_the_own_one(folder: Factory, catalog: Catalog) -> None:
    text = "extends: guangdong-2022\nid: dongjiang-2022\nevidence_as: guangdong-2022\nevidence_note: 照广东。\n"
    notice = load(own(folder(), text), catalog).notice
    assert notice.evidence == catalog.load_notice("guangdong-2022").evidence
    assert notice.evidence_note == "照广东。"


ITEM = "evidence:\n- heading: 一\n  items:\n  - {number: 1, title: 甲, for: [%s]}\n"


@pytest.mark.parametrize(
    ("text", "line", "message", "remedy"),
    [
        ("copies: {total: 5}\n", 1, "没有写明 extends（改自哪个通知）。", "请写 extends: 加上其中一个："),
        ("discs: 1\nextend: national-2022\n", 2, "没有写明 extends（改自哪个通知）。", "“extend”是不是“extends”？"),
        ("extends: nationl-2022\n", 1, "extends 指向没有的通知“nationl-2022”。", "是不是“national-2022”？"),
        ("extends: [national-2022]\n", 1, "extends 指向没有的通知“”。", "请写 extends: 加上其中一个："),
        ("extends: national-2022\ncopys: {total: 5}\n", 2, "不认识的键“copys”。", "是不是“copies”？"),
        ("extends: national-2022\n\ncopies: {totl: 5}\n", 3, "不认识的键“totl”。", "是不是“total”？"),
        ("extends: national-2022\ndeadline: 十月\n", 2, "这里应是日期（如 2022-10-14）。", ""),
        ("extends: national-2022\nprinting:\n  volumes: {pages: 19}\n", 3, "这里应是不小于 20 的整数。", ""),
        ("extends: national-2022\nprinting:\n  volumes:\n    megabytes: 0\n", 4, "这里应是不小于 1 的整数。", ""),
        ("extends: national-2022\nprinting: {side: two}\n", 2, "不认识的键“side”。", "是不是“sides”？"),
        ("extends: national-2022\nprinting: {sides: both}\n", 2, "不认识的值“both”。", "可用的有：one、two。"),
        ("extends: national-2022\ncopies: {total: 0}\n", 2, "这里应是不小于 1 的整数。", ""),
        (
            "extends: national-2022\ncopies: {total: 4, originals: 1, duplicates: 2}\n",
            2,
            "正本 1 份加副本 2 份不是共 4 份。",
            "",
        ),
        ("extends: national-2022\ncopies: {total: 2, duplicates: 3}\n", 2, "正本或副本的份数多于共 2 份。", ""),
        ("extends: national-2022\ndiscs: 1\ndiscs: 2\n", 3, "“discs”填了两次，第一次在第 2 行。", ""),
        (
            f"extends: national-2022\n{ITEM % 'enterprizes'}",
            5,
            f"第 1 项佐证材料的 for 指向申报表 {FORM} 没有的栏目“enterprizes”。",
            "是不是“enterprises”？",
        ),
        (
            f"extends: national-2022\n{ITEM % 'smes'}  - {{number: 1, title: 乙}}\n",
            6,
            "佐证材料序号“1”出现了 2 次。",
            "",
        ),
        (
            f"extends: national-2022\n{ITEM % 'smes'}evidence_as: guangdong-2022\n",
            6,
            "evidence 和 evidence_as 只能写一个，不知道以哪份清单为准。",
            "",
        ),
        (
            "extends: guangdong-2022\nsummary:\n  title: 表\n  head: [甲：（盖章）]\n"
            "  by_hand: [{line: 乙：（盖章）, action: seal, by: 乙}]\n  columns: [{label: 序号, fill: number}]\n",
            5,
            "summary 的 by_hand 指向没有的“乙：（盖章）”。",
            "是不是“甲：（盖章）”？",
        ),
        (
            "extends: national-2022\nevidence_title: ../../../mine\n",
            2,
            "evidence_title “../../../mine”里有“/”，它不能用在文件名里。它是文件的名称，请改正。",
            "",
        ),
        (
            "extends: national-2022\nevidence_title: 清\u202e单\n",
            2,
            "evidence_title “清\\u202e单”里有看不见的字符（U+202E）。它是文件的名称，请改正。",
            "",
        ),
        (
            "extends: national-2022\nevidence_title: 申报表\n",
            2,
            "evidence_title “申报表”是另一份材料的名称，清单会盖掉它。",
            "",
        ),
        (
            "extends: national-2022\n\nevidence_title: 自评报告\n",
            3,
            "evidence_title “自评报告”是另一份材料的名称，清单会盖掉它。",
            "",
        ),
        (
            "extends: national-2022\nevidence:\n- heading: 一\n  items:\n  - {number: ../../../../x, title: 甲}\n",
            5,
            "佐证材料序号“../../../../x”应是 1 至 999 的整数，官方清单以外的在前面加“补”。",
            "",
        ),
        (
            "extends: national-2022\nevidence:\n- heading: 一\n  items:\n  - {number: 1, title: الس}\n",
            5,
            "第 1 项佐证材料的标题里有从右向左写的文字，印不出来。",
            "",
        ),
        ("- x\n", 1, "这里应是“键: 值”。", "请以 extends: 开头。"),
        ("", 1, "这里应是“键: 值”。", "请以 extends: 开头。"),
    ],
)
def test_a_fault_is_named_with_file_line_and_nearest_name(
    folder: Factory, catalog: Catalog, text: str, line: int, message: str, remedy: str
) -> None:
    with pytest.raises(DefinitionError) as caught:
        load(own(folder(), text), catalog)
    error = caught.value
    assert (error.message, error.path, error.line) == (message, "notice.yaml", line)
    assert error.remedy.startswith(remedy)
    assert error.exit_code is ExitCode.DEFINITION


@pytest.mark.parametrize(
    ("copies", "marked", "in_all"),
    [
        (Copies(), (("", None),), None),
        (Copies(total=4), (("", 4),), 4),
        (Copies(originals=1), (("正本", 1), ("副本", None)), None),
        (Copies(originals=1, duplicates=2), (("正本", 1), ("副本", 2)), 3),
        (Copies(total=5, originals=1), (("正本", 1), ("副本", 4)), 5),
        (Copies(total=5, duplicates=4), (("正本", 1), ("副本", 4)), 5),
        (Copies(total=1, originals=1), (("正本", 1),), 1),
    ],
)
def test_what_covers_are_marked_with_and_how_many_follows_from_two_of_the_numbers(
    copies: Copies, marked: tuple[tuple[str, int | None], ...], in_all: int | None
) -> None:
    assert (copies.marked, copies.in_all) == (marked, in_all)


def test_the_command_line_checks_by_the_own_notice(folder: Factory, capsys: pytest.CaptureFixture[str]) -> None:
    home = own(folder(), documented())
    assert main(["check", str(home), "--json"]) == ExitCode.PROBLEMS
    problems = json.loads(capsys.readouterr().out)["problems"]
    lacking = [one["where"]["slot"] for one in problems if one["code"] == "evidence.missing"]
    assert lacking == ["evidence.1", "evidence.4"]
    (home / "notice.yaml").write_text("extends: national-2022\ncopys: 1\n", encoding="utf-8")
    assert main(["check", str(home)]) == ExitCode.DEFINITION == 3
    assert capsys.readouterr().err == "错误：notice.yaml：第2行：不认识的键“copys”。 是不是“copies”？\n"
