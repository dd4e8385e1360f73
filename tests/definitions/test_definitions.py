"""The definitions: what the loader refuses, and that the notices of 2022 say what the official ones say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from docgen.definitions.catalog import Catalog, built_in
from docgen.definitions.form import Choices, Form
from docgen.definitions.notice import Copies, Notice, Quota
from docgen.errors import DefinitionError, ExitCode, InputError

SOURCES = Path(__file__).parents[1] / "sources"
FORMS = built_in().roots[0] / "data" / "forms"
NOTICES = built_in().roots[0] / "data" / "notices"

Broken = Callable[..., DefinitionError]


@pytest.fixture
def broken(tmp_path: Path) -> Broken:
    """The error for a definition in which one text was replaced by another, the first time it occurs."""

    def load(kind: str, old: str, new: str) -> DefinitionError:
        for name, source in (("forms/2022-application", FORMS), ("notices/guangdong-2022", NOTICES)):
            text = (source / f"{Path(name).name}.yaml").read_text("utf-8")
            if name.startswith(kind):
                assert old in text
                text = text.replace(old, new, 1)
            path = tmp_path / "data" / f"{name}.yaml"
            path.parent.mkdir(parents=True)
            path.write_text(text, encoding="utf-8")
        with pytest.raises(DefinitionError) as caught:
            Catalog((tmp_path,)).load_notice("guangdong-2022")
        assert caught.value.exit_code is ExitCode.DEFINITION
        return caught.value

    return load


def line_of(kind: str, text: str) -> int:
    """The line of a definition of ours where ``text`` first stands."""
    path = FORMS / "2022-application.yaml" if kind == "forms" else NOTICES / "guangdong-2022.yaml"
    before, found, _ = path.read_text("utf-8").partition(text)
    assert found
    return before.count("\n") + 1


@pytest.mark.parametrize(
    ("kind", "old", "new", "message", "remedy"),
    [
        ("forms", "limit: 200}", "limt: 200}", "不认识的键“limt”。", "是不是“limit”？"),
        ("forms", ", limit: 200}", "}", "缺少必需的键“limit”。", ""),
        ("forms", "limit: 200}", "limit: 二百}", "这里应是整数，现在是文字。", ""),
        ("forms", "kind: series", "kind: serie", "不认识的值“serie”。", "是不是“series”？"),
        ("forms", "{id: province, kind: text,", "{id: province,", "缺少必需的键“kind”。", ""),
        ("forms", "whole: true", "whole: yes", "这里应是“true”或“false”，现在是文字。", ""),
        ("forms", "attach: [{kind: list}]", "attach: [{kind: lst}]", "不认识的值“lst”。", "是不是“list”？"),
        ("forms", "cover: [cluster_name", "cover: [[cluster_name]", "这里应是文字，现在是列表。", ""),
        ("forms", "{primary: 第一产业", "{primary: ", "这里应是文字，现在是空白。", ""),
        ("forms", "{id: city", "{id: province", "栏目 id “province”出现了 2 次。", ""),
        ("forms", "- id: s2", "- id: s1", "部分 id “s1”出现了 2 次。", ""),
        ("forms", "{id: results", "{id: overview", "“plan”的标题 id “overview”出现了 2 次。", ""),
        ("forms", "- id: innovation", "- id: industry", "“goals”的方向 id “industry”出现了 2 次。", ""),
        ("forms", "{id: city", "{id: City-1", "栏目 id “City-1”只能用小写英文字母、数字和下划线。", ""),
        (
            "forms",
            "cluster: cluster_name",
            "cluster: cluster_nam",
            "package 指向不存在的栏目“cluster_nam”。",
            "是不是“cluster_name”？",
        ),
        ("forms", "part: cover", "part: covr", "by_hand 指向不存在的部分“covr”。", "是不是“cover”？"),
        (
            "forms",
            "{field: declaration_seal",
            "{field: declaration_seel",
            "by_hand 指向不存在的栏目“declaration_seel”。",
            "是不是“declaration_seal”？",
        ),
        (
            "forms",
            "action: seal, label",
            "action: stamp, label",
            "不认识的值“stamp”。",
            "可用的有：seal、sign。",
        ),
        ("forms", "also: [cover]", "also: [covr]", "“cluster_name”的 also 指向不存在的部分“covr”。", "是不是“cover”？"),
        (
            "forms",
            'when: ["true"]',
            'when: ["tru"]',
            "“chain_map”的 attach.when 指向不存在的选项“tru”。",
            "是不是“true”？",
        ),
        (
            "forms",
            "id: 2022-application",
            "id: 2023-application",
            "id 是“2023-application”，与文件名 2022-application.yaml 不符。",
            "",
        ),
        (
            "notices",
            "for: [enterprises,",
            "for: [enterprizes,",
            "第 1 项佐证材料的 for 指向申报表 2022-application 没有的栏目“enterprizes”。",
            "是不是“enterprises”？",
        ),
        ("notices", "needed: always", "needed: alway", "不认识的值“alway”。", "是不是“always”？"),
        ("notices", "copies: {total: 4}", "copies: {totl: 4}", "不认识的键“totl”。", "是不是“total”？"),
        ("notices", "2022-10-14", "2022-13-14", "这里应是日期（如 2022-10-14）。", ""),
        ("notices", "discs: 2", "discs: 两张", "这里应是整数，现在是文字。", ""),
        (
            "notices",
            "forms: [2022-application]",
            "forms: [2022-aplication]",
            "forms 指向没有的申报表“2022-aplication”。",
            "是不是“2022-application”？",
        ),
    ],
)
def test_a_fault_in_a_definition_is_named_with_file_line_and_nearest_name(
    broken: Broken, kind: str, old: str, new: str, message: str, remedy: str
) -> None:
    error = broken(kind, old, new)
    name = "2022-application.yaml" if kind == "forms" else "guangdong-2022.yaml"
    assert (error.message, error.remedy) == (message, remedy)
    assert (error.path, error.line) == (name, line_of(kind, old))


def test_a_repeated_evidence_number_is_named_where_it_stands_again(broken: Broken) -> None:
    error = broken("notices", "{number: 2,", "{number: 1,")
    assert error.message == "佐证材料序号“1”出现了 2 次。"
    assert (error.path, error.line) == ("guangdong-2022.yaml", line_of("notices", "{number: 2,"))


def test_a_key_written_twice_in_a_definition_is_refused(broken: Broken) -> None:
    error = broken("forms", "- {id: province,", "- {id: province, id: x,")
    assert error.message.startswith("“id”填了两次，第一次在第 ")
    assert error.line == line_of("forms", "- {id: province,")


@pytest.mark.parametrize("content", ["", "- x\n", "x\n"])
def test_a_definition_that_is_no_table_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "data" / "forms" / "made-up.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DefinitionError, match="^made-up.yaml：第1行：这里应是“键: 值”，现在是"):
        Catalog((tmp_path,)).load_form("made-up")


def test_a_definition_that_is_no_yaml_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "data" / "forms" / "made-up.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("id: made-up\ntitle:x\nedition: y\n", encoding="utf-8")
    with pytest.raises(InputError, match="^made-up.yaml：第2行：不是有效的 YAML：“title:”后面少了一个空格。"):
        Catalog((tmp_path,)).load_form("made-up")


@pytest.mark.parametrize("lender", ["borrower", "other"])
def test_a_notice_cannot_borrow_an_evidence_list_that_is_not_there(tmp_path: Path, lender: str) -> None:
    folder = tmp_path / "data" / "notices"
    folder.mkdir(parents=True)
    for name in ("borrower", "other"):
        text = f"id: {name}\ntitle: 题\nissuer: 厅\nsource: 源\nforms: []\nevidence_as: {lender}\n"
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        Catalog((tmp_path,)).load_notice("borrower")
    assert caught.value.message == f"evidence_as 指向的通知“{lender}”没有自己的佐证材料清单。"


@pytest.mark.parametrize(
    ("wanted", "remedy"),
    [
        ("2022-aplication", "是不是“2022-application”？"),
        ("../forms/2022-application", "是不是“2022-application”？"),
        ("/etc/passwd", "现有：2022-application。"),
        ("x" * 5000, "现有：2022-application。"),
        ("", "现有：2022-application。"),
        ("a\0b", "现有：2022-application。"),
    ],
)
def test_a_form_that_is_not_there_is_answered_with_what_is(wanted: str, remedy: str) -> None:
    only = Catalog((FORMS.parent.parent,))
    known = only.list_form_ids()
    if known != ("2022-application",):
        remedy = remedy if "是不是" in remedy else f"现有：{'、'.join(known)}。"
    with pytest.raises(DefinitionError) as caught:
        only.load_form(wanted)
    assert (caught.value.message, caught.value.remedy) == (f"没有“{wanted}”这个申报表。", remedy)


# -- the notices of 2022 ----------------------------------------------------------------------------------------------


def _official_list() -> Iterator[tuple[str, str, str]]:
    """Heading, number and title of each item of the official evidence list."""
    text = (SOURCES / "2022-evidence-checklist.md").read_text("utf-8").partition("# 表1")[0]
    heading = ""
    for line in text.splitlines()[1:]:
        if item := re.match(r"(\d+)\.(.+)", line):
            yield heading, item[1], item[2]
        elif line.strip():
            heading = line.strip()


@pytest.mark.parametrize("notice_id", ["guangdong-2022", "national-2022", "ningxia-2022"])
def test_the_evidence_list_is_the_official_one_word_for_word(catalog: Catalog, notice_id: str) -> None:
    notice = catalog.load_notice(notice_id)
    ours = [(group.heading, item.number, item.title) for group in notice.evidence for item in group.items]
    assert ours == list(_official_list())
    assert [item.number for item in notice.iterate_items()] == [str(number) for number in range(1, 26)]
    assert len(notice.evidence) == 7


def test_a_tick_of_every_field_with_ticks_is_proven_by_one_item(form: Form, notice: Notice) -> None:
    ticked = [field.id for field in form.fields.values() if isinstance(field, Choices)]
    proven = [name for item in notice.iterate_items() for name in item.proves]
    assert [proven.count(name) for name in ticked] == [1] * len(ticked)


def test_the_guangdong_notice_says_what_the_official_one_says(catalog: Catalog) -> None:
    notice = catalog.load_notice("guangdong-2022")
    assert notice.number == "粤工信服务函〔2022〕24号"
    assert notice.deadline == date(2022, 10, 14)
    assert (notice.copies, notice.discs) == (Copies(total=4), 2)
    assert notice.quota == (
        Quota(scope="地级以上市", limit=2, by=("province", "city")),
        Quota(scope="省", limit=5, by=("province",)),
    )
    assert notice.addressee == "服务体系建设处"
    assert notice.selection == "每个细分领域推荐1个集群"
    assert notice.summary is not None
    assert [column.label for column in notice.summary.columns] == [
        "序号", "集群名称", "集群运营管理机构", "所在省、市、县（区）", "主导产业", "集群成立时间",
        "集群简介（150字以内）",
    ]  # fmt: skip
    assert notice.summary.columns[-1].limit == 150


def test_the_national_notice_says_what_the_official_one_says(catalog: Catalog) -> None:
    notice = catalog.load_notice("national-2022")
    assert notice.number == "工信厅企业函〔2022〕236号"
    assert notice.deadline == date(2022, 10, 31)
    assert (notice.copies, notice.discs) == (Copies(total=3, originals=1, duplicates=2), 1)
    assert [quota.limit for quota in notice.quota] == [5, 3]
    assert "EMS" in notice.delivery
    assert "西部地区" in notice.selection
    assert notice.evidence_note.startswith("国家通知只要求")


def test_the_ningxia_notice_says_what_the_official_one_says(catalog: Catalog) -> None:
    notice = catalog.load_notice("ningxia-2022")
    assert notice.deadline == date(2022, 10, 18)
    assert (notice.copies, notice.discs) == (Copies(total=4), 1)
    assert notice.quota == (Quota(scope="地级市", limit=2, by=("province", "city")),)
    assert notice.delivery == "逾期不再受理"
    assert notice.selection == "每个具体细分领域认定1个集群"
    assert notice.documents == ("推荐文件", "推荐汇总表", "申报表", "佐证材料")
    assert notice.summary is not None
    assert [column.label for column in notice.summary.columns] == [
        "序号", "集群名称", "集群运营管理机构", "所在省、市、县（区）", "主导产业", "集群成立时间", ""
    ]  # fmt: skip
    assert notice.summary.columns[-1].fill == "hand"
    assert notice.summary.head == ("市级中小企业主管部门：（盖章）", "联系人和手机")


@pytest.mark.parametrize("notice_id", built_in().list_notice_ids())
def test_what_the_words_of_a_notice_ask_for_is_in_its_keys(notice_id: str) -> None:
    notice = built_in().load_notice(notice_id)
    words = {"佐证材料": "evidence", "清单": "list", "名单": "list", "情况说明": "statement", "公式": "formula"}
    for item in notice.iterate_items():
        assert item.asks == next((asked for word, asked in words.items() if word in item.title), "evidence")
    if notice.summary:
        sealed = [line for line in notice.summary.head if "盖章" in line]
        assert [place.line for place in notice.summary.by_hand] == sealed
