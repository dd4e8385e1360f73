"""Each entry of a list by itself: what does not belong there is told with its row; sound lists are left in peace."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from docgen.definitions.catalog import Catalog
from docgen.project.application_loader import load
from docgen.rules.list_entry_check import find_entry_faults, format_lines
from tests.conftest import Factory

PATENTS = "专利号,名称,类型,权利人,授权日期,法律状态\n"
STANDARDS = "标准名称,标准编号,发布年份,级别,主持或参与,企业名称,起草单位排名\n"
PLATFORMS = "平台名称,级别,认定时间\n"
FIRMS = "企业名称,是否中小企业\n甲公司,是\n乙公司,是\n大公司,否\n丁公司,\n"
NUMBERS = ("ZL201810862228.X", "ZL201811044634.1", "ZL201810801154.9", "ZL201810246441.8", "ZL201710601862.3")
"""Patents with the right check digits."""

Found = Callable[..., list[tuple[str, str, str]]]


@pytest.fixture
def found(folder: Factory, catalog: Catalog) -> Found:
    """The code, place and message of the problems of these lists."""

    def check(enterprises: str = "", **lists: str) -> list[tuple[str, str, str]]:
        home: Path = folder("")
        (home / "lists").mkdir(exist_ok=True)
        for name, text in lists.items():
            (home / "lists" / f"{name}.csv").write_text(text, encoding="utf-8")
        if enterprises:
            (home / "enterprises.csv").write_text(enterprises, encoding="utf-8")
        return [(one.code, str(one.where), one.message) for one in find_entry_faults(load(home, catalog))]

    return check


def patent(at: int, **cells: str) -> str:
    known = {
        "number": NUMBERS[at],
        "type": "发明专利",
        "owner": "甲公司",
        "date": "2020年5月",
        "status": "有效",
    } | cells
    return f"{known['number']},一种齿圈{at},{known['type']},{known['owner']},{known['date']},{known['status']}\n"


def test_a_sound_list_is_left_in_peace(found: Found) -> None:
    rows = "".join(map(patent, range(5)))
    standards = "甲标准,GB/T 1.1—2020,2020,国家,主持,甲公司,3\n乙标准,T/ABC 1—2021,2021,团体,参与,甲公司,4\n"
    platforms = "甲、乙及丙检测技术中心,省级,2021年\n齿轮和轴承平台,省级,\n"
    assert found(FIRMS, patents=PATENTS + rows, standards=STANDARDS + standards, platforms=PLATFORMS + platforms) == []


def test_utility_models_and_designs_in_the_list_of_inventions_are_told_with_their_rows(found: Found) -> None:
    rows = (
        patent(0) + "".join(patent(at, type="实用新型专利") for at in (1, 2)) + patent(3) + patent(4, type="外观设计")
    )
    assert found(FIRMS, patents=PATENTS + rows) == [
        (
            "list.wrong-kind",
            "lists/patents.csv 第3行",
            "第 3—4 行共 2 件的类型是“实用新型”，不属于“有效发明专利清单”，照样计入了数量。",
        ),
        (
            "list.wrong-kind",
            "lists/patents.csv 第6行",
            "第 6 行的类型是“外观设计”，不属于“有效发明专利清单”，照样计入了数量。",
        ),
    ]


@pytest.mark.parametrize("kind", ["", "发明专利"])
@pytest.mark.parametrize(
    ("number", "is_told"),
    [
        ("ZL201820862228.5", True),
        ("CN208000001U", True),
        ("201830862228.0", True),
        ("201880862228.8", False),
        ("CN108000001B", False),
        ("CNA20180001.1", False),
        ("BS.185006789", False),
    ],
)
def test_the_number_tells_the_kind(found: Found, number: str, kind: str, is_told: bool) -> None:
    rows = "".join(map(patent, range(4))) + patent(4, number=number, type=kind)
    assert [code for code, _, _ in found(FIRMS, patents=PATENTS + rows)] == ["list.wrong-kind"] * is_told


def test_a_number_with_a_wrong_check_digit_is_told(found: Found) -> None:
    rows = "".join(map(patent, range(4))) + patent(4, number="ZL201710601826.3")
    message = "“ZL201710601826.3”（第 6 行）最后一位校验位应是“7”，这里是“3”，号码有误。"
    (problem,) = found(FIRMS, patents=PATENTS + rows)
    assert (problem[0], problem[2]) == ("list.number", message)


def test_numbers_that_mostly_are_none_are_told_once_and_not_believed(found: Found) -> None:
    rows = "".join(patent(0, number=f"ZL20182000{at:04d}.{at % 10}") for at in range(90))
    assert [code for code, _, _ in found(FIRMS, patents=PATENTS + rows)] == ["list.numbers-unchecked"]


def test_an_application_that_was_only_published_is_told(found: Found) -> None:
    rows = "".join(map(patent, range(4))) + patent(4, number="CN108000001A")
    assert [message for _, _, message in found(FIRMS, patents=PATENTS + rows)] == [
        "第 6 行的专利号是公布号，只说明已经申请，不说明已经授权。"
    ]


@pytest.mark.parametrize(
    ("date", "code"),
    [
        ("2022-03", "list.late"),
        ("2022年3月1日", "list.late"),
        ("20220301", "list.late"),
        ("2022年获批", "list.late"),
        ("2021年12月31日", ""),
        ("2021.12", ""),
        ("", ""),
        ("去年底", "list.date"),
        ("2016年", "list.number"),
    ],
)
def test_a_day_after_the_last_year_is_told(found: Found, date: str, code: str) -> None:
    rows = "".join(map(patent, range(4))) + patent(4, date=date)
    assert [one for one, _, _ in found(FIRMS, patents=PATENTS + rows)] == [code] * bool(code)


def test_the_day_of_every_list_is_looked_at(found: Found) -> None:
    assert found(platforms=PLATFORMS + "甲中心,省级,2022年3月\n") == [
        (
            "list.late",
            "lists/platforms.csv 第2行",
            "第 2 行的认定时间（2022年3月）晚于 2021 年末，申报表的数据只到 2021 年，照样计入了数量。",
        )
    ]


def test_a_pct_application_has_an_international_number(found: Found) -> None:
    head = "国际申请号,名称,申请人,申请日期\n"
    rows = "PCT/CN2021/123456,一种齿圈,甲公司,\nZL201810862228.X,一种齿条,甲公司,\nPCT/CN2022/123456,一种轴,甲公司,\n"
    assert [(code, where) for code, where, _ in found(FIRMS, pct_applications=head + rows)] == [
        ("list.number", "lists/pct_applications.csv 第3行"),
        ("list.late", "lists/pct_applications.csv 第4行"),
    ]


def test_owners_that_the_label_does_not_count_are_told_with_their_rows(found: Found) -> None:
    rows = (
        patent(0, owner="大公司")
        + patent(1, owner="大公司；乙公司")
        + patent(2, owner="丁公司")
        + patent(3, owner="大公司")
    )
    standards = "甲标准,,2020,国家,主持,大公司,1\n"
    problems = found(FIRMS, patents=PATENTS + rows, standards=STANDARDS + standards)
    assert [(where, message) for code, where, message in problems if code == "list.outside-scope"] == [
        (
            "lists/standards.csv 第2行",
            "第 2 行的企业名称“大公司”在企业表里“是否中小企业”填“否”，"
            "“集群中小企业近三年主持或参与制修订标准数量情况”只计“是”的，照样计入了数量。",
        ),
        (
            "lists/patents.csv 第2行",
            "第 2、5 行共 2 件的权利人“大公司”在企业表里“是否中小企业”填“否”，"
            "“集群内中小企业有效发明专利拥有量”只计“是”的，照样计入了数量。",
        ),
    ]


@pytest.mark.parametrize(
    "owner", ["甲公司；乙公司", "甲公司、乙公司共有", "甲公司/乙公司", "甲公司和乙公司", '"甲公司\n乙公司"']
)
def test_several_owners_are_told_and_count_once(found: Found, owner: str) -> None:
    assert found(FIRMS, patents=PATENTS + patent(0) + patent(1, owner=owner)) == [
        ("list.co-owned", "lists/patents.csv 第3行", "第 3 行的权利人不止一家（如“甲公司、乙公司”），每行只计 1 件。")
    ]


def test_a_name_with_a_mark_that_the_register_has_is_one_owner(found: Found) -> None:
    firms = "企业名称,是否中小企业\n甲和乙（集团）公司,是\n"
    assert found(firms, patents=PATENTS + patent(0, owner="甲和乙(集团)公司")) == []


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("甲检测中心、乙研究院", 2),
        ("甲检测技术服务；乙技术创新机构", 2),
        ("甲、乙、丙检测中心", 0),
        ('"甲检测中心\n乙研究院"', 2),
        ('"甲检测技术\n服务中心"', 0),
    ],
)
def test_several_entries_in_one_cell_are_told(found: Found, name: str, count: int) -> None:
    problems = found(platforms=f"{PLATFORMS}{name},省级,\n")
    assert [code for code, _, _ in problems] == ["list.several"] * bool(count)
    assert all(f"像是 {count} 个写在一格里" in message for _, _, message in problems)


def test_several_patents_in_one_cell_are_told(found: Found) -> None:
    rows = patent(0) + patent(1, number=f"{NUMBERS[1]} {NUMBERS[2]}")
    assert [code for code, _, _ in found(FIRMS, patents=PATENTS + rows)] == ["list.several"]


def test_a_standard_against_its_number_and_its_rank(found: Found) -> None:
    rows = (
        "甲标准,GB/T 1.1—2020,2020,国家,主持,甲公司,1\n"
        "乙标准,GB/T 1.2—2020,2021,国家,主持,甲公司,第2位\n"
        "丙标准,T/ABC 1—2021,2021,国家,参与,甲公司,5\n"
        "丁标准,JB/T 1—2021,2021,行业,主持,甲公司,6\n"
        "戊标准,DB44/T 1—2021,2021,团体,参与,甲公司,2\n"
        "己标准,ISO 1:2021,2021,国际,参与,甲公司,/\n"
    )
    problems = found(FIRMS, standards=STANDARDS + rows)
    assert [(code, where.removeprefix("lists/standards.csv ")) for code, where, _ in problems] == [
        ("list.number", "第4行"),
        ("list.number", "第6行"),
        ("list.number", "第3行"),
        ("list.rank", "第5行"),
        ("list.rank", "第6行"),
    ]
    assert "“GB/T 1.2—2020”（第 3 行）是 2020 年的编号，发布年份填的是 2021。" in [
        message for _, _, message in problems
    ]


@pytest.mark.parametrize(
    ("rows", "words"),
    [([2], "第 2 行"), ([2, 3, 4, 9], "第 2—4、9 行"), (list(range(1, 200, 2)), "等行"), ([5, 6], "第 5—6 行")],
)
def test_rows_are_named_in_ranges(rows: list[int], words: str) -> None:
    assert format_lines(rows).endswith(words) or format_lines(rows) == words


@pytest.mark.parametrize(
    ("state", "is_told"), [("有效", False), ("专利权维持", False), ("", False), ("失效", True), ("专利权终止", True)]
)
def test_what_is_no_longer_in_force_is_told(found: Found, state: str, is_told: bool) -> None:
    problems = found(patents=PATENTS + patent(0, status=state) + patent(1))
    expected = f"清单有 1 件的法律状态是“{state}”（第 2 行），照样计入了数量。"
    assert [message for _, _, message in problems] == [expected] * is_told
