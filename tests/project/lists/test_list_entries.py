"""The lists of an application: which files are lists, what counts as an entry, and what is wrong with one."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Form
from docgen.errors import InputError
from docgen.problems.problem import Problem
from docgen.project.lists.list_entries import ListEntries, compute_list_answers, find_stray_files, read_lists
from docgen.values import NOTHING
from tests.conftest import told

STANDARDS = "标准名称,标准编号,发布年份,级别,主持或参与,企业名称\n"
GEAR = "小模数渐开线齿轮 精度检验,GB/T 99002—2019,2019,国家,参与,云溪沣川机械有限公司\n"
Lists = Mapping[str, ListEntries]


@pytest.fixture
def lists(tmp_path: Path, catalog: Catalog) -> Callable[..., Lists]:
    """Writes files into lists/ by their names and reads the lists."""

    def read(**files: str) -> Lists:
        (tmp_path / "lists").mkdir(exist_ok=True)
        for name, text in files.items():
            stem, _, ending = name.rpartition("_")
            (tmp_path / "lists" / f"{stem}.{ending}").write_text(text, encoding="utf-8")
        return read_lists(tmp_path, catalog.load_tables())

    return read


def only(lists: Lists) -> ListEntries:
    (entries,) = lists.values()
    return entries


def workbook(path: Path, rows: Sequence[Sequence[object]]) -> None:
    path.parent.mkdir(exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)


def messages(problems: Sequence[Problem]) -> list[str]:
    return [f"{problem.where} {problem.message}" for problem in problems]


# -- which files are lists --


def test_without_a_folder_there_is_no_list(tmp_path: Path, catalog: Catalog) -> None:
    assert read_lists(tmp_path, catalog.load_tables()) == {}
    assert find_stray_files(tmp_path, catalog.load_tables()) == ()


def test_a_list_is_known_by_its_id_and_by_its_title(lists: Callable[..., Lists]) -> None:
    read = lists(standards_csv=STANDARDS + GEAR, 有效发明专利清单_csv="专利号,名称,权利人\nZL1,一种齿圈,甲\n")
    assert [(name, one.path, len(one.rows)) for name, one in read.items()] == [
        ("standards", "lists/standards.csv", 1),
        ("patents", "lists/有效发明专利清单.csv", 1),
    ]


def test_a_title_may_have_a_number_before_it(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "lists" / "12 有效发明专利清单.csv"
    path.parent.mkdir()
    path.write_text("专利号,名称,权利人\n", encoding="utf-8")
    assert only(read_lists(tmp_path, catalog.load_tables())).path == "lists/12 有效发明专利清单.csv"


def test_what_is_no_list_is_told_with_the_nearest_one(tmp_path: Path, catalog: Catalog) -> None:
    home = tmp_path / "lists"
    (home / "旧").mkdir(parents=True)
    for name in ("pattents.csv", "green.pdf", "~$patents.xlsx", ".DS_Store"):
        (home / name).write_bytes(b"x")
    found = find_stray_files(tmp_path, catalog.load_tables())
    assert messages(found) == [
        "lists/green.pdf 清单不能是“.pdf”文件，没有读取。",
        "lists/pattents.csv 不知道这是哪个清单，没有读取。",
        "lists/旧 清单应直接放在 lists/ 里，这是一个文件夹。",
    ]
    assert found[1].hint.startswith("是不是“有效发明专利清单（patents）”？")


def test_lists_must_be_a_folder(tmp_path: Path, catalog: Catalog) -> None:
    (tmp_path / "lists").write_bytes(b"x")
    assert read_lists(tmp_path, catalog.load_tables()) == {}
    assert messages(find_stray_files(tmp_path, catalog.load_tables())) == [
        "lists lists 应是一个文件夹，里面每个清单一个文件。"
    ]


def test_of_two_files_for_one_list_the_workbook_is_read(tmp_path: Path, catalog: Catalog) -> None:
    workbook(tmp_path / "lists" / "patents.xlsx", [("专利号", "名称", "权利人"), ("ZL1", "一种齿圈", "甲公司")])
    (tmp_path / "lists" / "patents.csv").write_text("专利号,名称,权利人\n", encoding="utf-8")
    entries = only(read_lists(tmp_path, catalog.load_tables()))
    assert (entries.path, len(entries.rows)) == ("lists/patents.xlsx", 1)
    assert messages(entries.problems) == ["lists/patents.csv 这个清单有不止一个文件，只读了 lists/patents.xlsx。"]


def test_a_workbook_that_is_none_cannot_be_read(tmp_path: Path, catalog: Catalog) -> None:
    path = tmp_path / "lists" / "patents.xlsx"
    path.parent.mkdir()
    path.write_bytes(b"not a zip")
    with pytest.raises(InputError, match="Excel"):
        read_lists(tmp_path, catalog.load_tables())


# -- what is an entry --


def test_cells_are_typed_by_their_columns(lists: Callable[..., Lists]) -> None:
    entries = only(lists(standards_csv=STANDARDS + GEAR))
    assert {name: cells[0] for name, cells in entries.columns.items()} == {
        "name": "小模数渐开线齿轮 精度检验",
        "number": "GB/T 99002—2019",
        "year": 2019,
        "level": "national",
        "role": "joined",
        "enterprise": "云溪沣川机械有限公司",
    }
    assert (entries.rows, entries.problems) == ((2,), ())


def test_titles_numbers_totals_and_signatures_are_no_entries(tmp_path: Path, catalog: Catalog) -> None:
    workbook(
        tmp_path / "lists" / "platforms.xlsx",
        [
            ("云溪县创新平台清单",),
            ("填报单位（盖章）：云溪县工业和信息化局", "", "2022年9月"),
            ("序号", "平台名称", "级别"),
            (1, "国家齿轮产品质量检验检测中心", "国家级"),
            (2, "江南省谐波减速器工程技术研究中心", "省级"),
            (3, "", ""),
            ("合 计", 2, ""),
            ("填报人：李文", "", "日期：2022年9月1日"),
            ("注：截至2021年末。", "", ""),
        ],
    )
    entries = only(read_lists(tmp_path, catalog.load_tables()))
    assert entries.names == ("国家齿轮产品质量检验检测中心", "江南省谐波减速器工程技术研究中心")
    assert (entries.rows, entries.problems) == ((4, 5), ())


def test_what_only_begins_like_a_signature_or_a_total_is_an_entry(lists: Callable[..., Lists]) -> None:
    names = ("联系轴承与传动件产业创新发展联盟", "合计信息技术联盟", "单位（集团）创新联盟", "日期印刷产业联盟")
    read = lists(alliances_csv="组织名称,成立时间\n" + "".join(f"{name},2020年5月\n" for name in names))
    assert only(read).names == names


def test_an_entry_may_begin_with_a_date(lists: Callable[..., Lists]) -> None:
    read = lists(platforms_csv="认定时间,平台名称,级别\n2020年5月6日,甲中心,省级\n2022年9月1日,,\n")
    assert only(read).names == ("甲中心",)


def test_an_option_may_be_called_with_level_or_standard_after_it(lists: Callable[..., Lists]) -> None:
    lines = "甲标准,,2019,国家标准,主持,甲\n乙标准,,2020年5月,国际,参与,甲\n丙标准,,2021-03-01,团体级,主持,甲\n"
    entries = only(lists(standards_csv=STANDARDS + lines))
    assert entries.columns["level"] == ("national", "international", "group")
    assert entries.columns["year"] == (2019, 2020, 2021)


def test_dates_of_a_workbook_are_years_and_words(tmp_path: Path, catalog: Catalog) -> None:
    day = datetime.date(2021, 5, 6)
    path = tmp_path / "lists" / "Standards.XLSX"
    path.parent.mkdir()
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet()
        page.merge_range("A1:F1", "标准清单")
        page.write_row(1, 0, ("标准名称", "发布日期", "级别", "主持/参与", "企业名称", "备注"))
        page.write_row(2, 0, ("甲标准", day, "国家", "主持", "甲公司", day))
    entries = only(read_lists(tmp_path, catalog.load_tables()))
    assert (entries.columns["year"], entries.columns["remark"]) == ((2021,), ("2021-05-06",))
    assert (entries.rows, entries.problems) == ((3,), ())


def test_columns_may_stand_in_any_order_under_other_headings(lists: Callable[..., Lists]) -> None:
    entries = only(
        lists(patents_csv="序号,专利权人,专利名称,授权号,法律状态\n1,甲公司,一种齿圈,ZL201920000001.5,有效\n")
    )
    assert entries.columns["number"] == ("ZL201920000001.5",)
    assert entries.headings["number"] == "D列“授权号”"
    assert entries.problems == ()


def test_a_yaml_list_has_labels_or_ids(lists: Callable[..., Lists]) -> None:
    entries = only(lists(platforms_yaml="- 平台名称: 甲中心\n  级别: 国家级\n- {name: 乙中心, level: provincial}\n"))
    assert entries.names == ("甲中心", "乙中心")
    assert entries.columns["level"] == ("national", "provincial")
    assert (entries.rows, entries.problems) == ((1, 3), ())


def test_an_id_in_yaml_keeps_its_digits(lists: Callable[..., Lists]) -> None:
    entries = only(lists(patents_yaml="- {number: 020199900001.10, name: =1+1, enterprise: '@甲 & <乙> {{丙}} 𠮷'}\n"))
    assert [cells[0] for cells in entries.columns.values()] == ["020199900001.10", "=1+1", "@甲 & <乙> {{丙}} 𠮷"]


@pytest.mark.parametrize(
    "files",
    [
        {"patents_yaml": "[]"},
        {"patents_yaml": "无"},
        {"patents_csv": "专利号,名称,权利人\n"},
        {"patents_csv": "专利号,名称,权利人\n无,,\n"},
        {"patents_csv": "序号,专利号,名称,权利人\n1,,无,\n合计,0,,\n"},
    ],
)
def test_a_list_may_say_that_there_is_nothing(lists: Callable[..., Lists], form: Form, files: dict[str, str]) -> None:
    read = lists(**files)
    assert (only(read).rows, only(read).problems) == ((), ())
    assert compute_list_answers(form, read) == {"sme_patents": Decimal(0)}


# -- what is wrong with a list --


def test_a_list_without_its_headings_says_which_it_wants(lists: Callable[..., Lists], form: Form) -> None:
    read = lists(patents_csv="一种齿圈,甲公司\n")
    assert told(only(read).problems) == [
        (
            "list.shape",
            "lists/patents.csv",
            "找不到“专利号”这一列，没有读取。",
            "请在表头写上这些列：专利号、名称、权利人。",
        )
    ]
    assert compute_list_answers(form, read) == {}, "what was not read does not count as nothing"


def test_unknown_and_missing_columns_are_named(lists: Callable[..., Lists]) -> None:
    entries = only(lists(platforms_csv="创新平台名称,平台级,面积\n甲中心,省级,1\n"))
    assert told(entries.problems) == [
        (
            "list.unknown-column",
            "lists/platforms.csv 第1行",
            "B列“平台级”不认识，没有读取。",
            "是不是“级别”？如果用不着这一列，可以不管。",
        ),
        (
            "list.unknown-column",
            "lists/platforms.csv 第1行",
            "C列“面积”不认识，没有读取。",
            "如果用不着这一列，可以不管。",
        ),
        (
            "list.shape",
            "lists/platforms.csv",
            "“创新平台清单”缺少“级别”这一列。",
            "请补上；应有的列：平台名称、级别。",
        ),
    ]


def test_blank_and_odd_cells_are_told_with_their_place(lists: Callable[..., Lists]) -> None:
    entries = only(lists(standards_csv=STANDARDS + "甲,,二〇一九,市级,主持,\n"))
    assert messages(entries.problems) == [
        "lists/standards.csv 第2行 C2“发布年份”“二〇一九”不是年份。",
        "lists/standards.csv 第2行 D2“级别”没有“市级”这一项。",
        "lists/standards.csv 第2行 F2“企业名称”空缺。",
    ]


def test_many_odd_cells_of_a_column_are_told_together(lists: Callable[..., Lists]) -> None:
    lines = "".join(f"ZL{number},一种齿圈{number},\n" for number in range(500))
    found = messages(only(lists(patents_csv="专利号,名称,权利人\n" + lines)).problems)
    assert len(found) == 6
    assert found[-1] == "lists/patents.csv 第7行 “权利人”还有 495 格空缺或不合要求，到第 501 行为止。"


def test_an_entry_that_stands_in_the_list_twice_is_told_however_it_is_spelt(lists: Callable[..., Lists]) -> None:
    lines = "ZL 2019 10000001.5,一种齿圈,甲\nZL201910000002.X,一种齿条,甲\nzl2019100000015,一种齿圈,甲\n"
    lines += "201910000002,一种齿条,甲\nCN201910000002.X,一种齿条,甲\n"
    assert messages(only(lists(patents_csv="专利号,名称,权利人\n" + lines)).problems) == [
        "lists/patents.csv 第4行 “ZL2019100000015”在清单里出现了两次，第一次在第 2 行。",
        "lists/patents.csv 第5行 “201910000002”在清单里出现了两次，第一次在第 3 行。",
        "lists/patents.csv 第6行 “CN201910000002.X”在清单里出现了两次，第一次在第 3 行。",
    ]


def test_a_standard_of_two_enterprises_stands_in_the_list_twice(lists: Callable[..., Lists]) -> None:
    other = GEAR.replace("云溪沣川机械有限公司", "云溪泓源传动部件有限公司")
    assert only(lists(standards_csv=STANDARDS + GEAR + other)).problems == ()
    assert len(only(lists(standards_csv=STANDARDS + GEAR + GEAR)).problems) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "第1行 清单应是一项一项的列表。"),
        ("名称: 甲\n", "第1行 清单应是一项一项的列表。"),
        ("- 甲中心\n", "第1行 这一项应写成几行“列名: 内容”。"),
        ("- 平台名称: [甲, 乙]\n  级别: 省级\n", "第1行 “平台名称”应是一段文字。"),
    ],
)
def test_a_yaml_file_of_another_shape_is_told(lists: Callable[..., Lists], text: str, message: str) -> None:
    assert messages(only(lists(platforms_yaml=text)).problems)[0] == f"lists/platforms.yaml {message}"


def test_an_unknown_key_of_a_yaml_file_has_no_column_letters(lists: Callable[..., Lists]) -> None:
    entries = only(lists(platforms_yaml="- {平台名称: 甲, 级别: 省级}\n- {平台名称: 乙, 级别: 省级, 地点: 丙}\n"))
    assert messages(entries.problems) == ["lists/platforms.yaml 第2行 “地点”不认识，没有读取。"]


# -- the answers that follow --


def test_a_matrix_counts_by_year_row_and_column(lists: Callable[..., Lists], form: Form) -> None:
    led = "谐波减速器 术语,,2021,团体,主持,甲\n"
    answers = compute_list_answers(form, lists(standards_csv=STANDARDS + GEAR + led))
    counted = {place: value for place, value in answers.items() if value}
    assert counted == {"standards.2019.national.joined": 1, "standards.2021.group.led": 1}
    assert set(answers) == {place for place in form.places if place.startswith("standards.")}


def test_names_are_those_of_the_level(lists: Callable[..., Lists], form: Form) -> None:
    answers = compute_list_answers(form, lists(platforms_csv="名称,级别\n甲,省级\n乙,国家级\n丙,省级\n"))
    assert answers == {
        "national_platforms": ("乙",),
        "provincial_platforms": ("甲", "丙"),
        "other_platforms": (),
    }


def test_only_lists_that_are_there_answer(lists: Callable[..., Lists], form: Form, catalog: Catalog) -> None:
    read = lists(
        overseas_branches_csv="分支机构名称,国家,设立企业\n甲,德国,乙\n", pct_applications_csv="申请号,名称,申请人\n"
    )
    assert compute_list_answers(form, read) == {"overseas_branches": Decimal(1)}
    assert compute_list_answers(catalog.load_form("2025-application"), read) == {
        "pct_applications": Decimal(0),
        "overseas_branches": Decimal(1),
    }


def test_a_list_without_the_column_that_counts_answers_nothing(lists: Callable[..., Lists], form: Form) -> None:
    assert compute_list_answers(form, lists(platforms_csv="平台名称\n甲\n")) == {}


def test_a_blank_of_an_optional_column_is_not_nothing(lists: Callable[..., Lists]) -> None:
    entries = only(lists(overseas_branches_csv="分支机构名称,国家,设立企业,备注\n甲,德国,乙,无\n丙,法国,乙,\n"))
    assert entries.columns["remark"] == (NOTHING, None)
