"""待签字盖章清单: every place that is signed or sealed, where it lies, and what has come back."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import msgspec
import pytest

from docgen.definitions.form import Action
from docgen.definitions.notice import Copies, Notice
from docgen.documents.word.hand_places import ListedPlace, SigningState, build_hand_places_slots
from docgen.documents.word.word_filler import fill_template
from docgen.package.deliverables.signing_places import list_signing_places
from docgen.package.layout.book import Book, Cover, FormPdf, HandPlace
from docgen.package.layout.package_layout import FilePages, Layout, PackagePart, SealedPage, Volume
from docgen.project.application import Application
from docgen.project.evidence.evidence_index import EvidenceKind, EvidenceMetadata
from docgen.rules.evidence.evidence_checklist import judge_items

TEMPLATE = Path(__file__).parents[3] / "templates" / "shared" / "hand_places" / "hand_places.docx"
BOOK = Book(
    "申报材料",
    Cover("申报材料", (), ""),
    FormPdf("申报表", Path(), ()),
    (),
    (),
    hand_places=(
        HandPlace("department", "主管部门（盖章）", Action.SEAL, "云溪县工业和信息化局", 1),
        HandPlace("signature", "单位负责人（签字）", Action.SIGN, "单位负责人", 4),
        HandPlace("seal", "主管部门（公章）", Action.SEAL, "云溪县工业和信息化局", 4),
    ),
)
LAYOUT = Layout(
    40,
    (
        PackagePart("cover", "封面", 1, 1),
        PackagePart("form", "申报表", 5, 8),
        PackagePart(
            "evidence",
            "表1",
            11,
            20,
            "2",
            "佐证材料2",
            files=(FilePages("pdf/02 汇总.pdf", "汇总", "x", 12, 14), FilePages("evidence/2.pdf", "表1", "x", 15, 20)),
        ),
        PackagePart(
            "evidence",
            "图谱",
            21,
            24,
            "7",
            "佐证材料7",
            files=(
                FilePages("evidence/7/1 图谱.pdf", "图谱", "x", 22, 22),
                FilePages("evidence/7/2 声明.pdf", "声明", "x", 23, 24),
            ),
        ),
    ),
)

Loaded = Callable[..., Application]


@pytest.fixture
def application(loaded: Loaded) -> Application:
    files = ["2.pdf", "7/1 图谱.pdf", "7/2 声明.pdf"]
    read = loaded("chain_map: 是", evidence=files)
    own = EvidenceMetadata("evidence/index.yaml", {}, EvidenceKind.SELF)
    declared = {
        "evidence/2.pdf": own,
        "evidence/7/1 图谱.pdf": EvidenceMetadata("evidence/index.yaml", {}, EvidenceKind.THIRD_PARTY),
        "evidence/7/2 声明.pdf": own,
    }
    return replace(read, evidence=replace(read.evidence, declared=declared))


def places(application: Application, layout: Layout = LAYOUT) -> list[ListedPlace]:
    return list(list_signing_places(application, judge_items(application), BOOK, layout))


def test_every_place_is_there_with_its_page_and_official_words(application: Application) -> None:
    told = [(one.material, one.pages, one.place, one.action, one.by) for one in places(application)]
    assert told == [
        ("申报表", "第5页", "主管部门（盖章）", "盖章", "云溪县工业和信息化局"),
        ("申报表", "第8页", "单位负责人（签字）", "签字", "单位负责人"),
        ("申报表", "第8页", "主管部门（公章）", "盖章", "云溪县工业和信息化局"),
        ("推荐汇总表", "另印", "地级以上市中小企业主管部门：（盖章）", "盖章", "地级以上市中小企业主管部门"),
        ("佐证材料2", "第11—20页", "表1 每个企业一份，加盖企业公章", "盖章", "集群内每个企业"),
        ("佐证材料2 汇总", "第14页", "填报单位（盖章）", "盖章", "申报主体"),
        ("佐证材料7 声明", "第23—24页", "自我声明", "盖章", "申报主体"),
    ]


def test_the_collected_table_is_sealed_above_its_first_row_and_a_list_below_its_last(application: Application) -> None:
    part = replace(LAYOUT.parts[2], files=(FilePages("pdf/02 企业发展情况表.pdf", "企业发展情况表", "x", 11, 20),))
    found = places(application, replace(LAYOUT, parts=(*LAYOUT.parts[:2], part)))
    assert [(one.material, one.pages, one.place) for one in found if one.material == "佐证材料2 企业发展情况表"] == [
        ("佐证材料2 企业发展情况表", "第11页", "填表单位（盖章）")
    ]


def test_a_page_that_came_back_is_done_and_names_its_scan(application: Application) -> None:
    back = replace(LAYOUT, sealed=(SealedPage(8, "sealed/声明页.pdf", "x", 2), SealedPage(23, "sealed/b.jpg", "x", 1)))
    told = {(one.place, one.done, one.detail) for one in places(application, back)}
    assert ("主管部门（盖章）", SigningState.TO_DO, "") in told
    assert ("单位负责人（签字）", SigningState.BACK, "声明页.pdf 第2页") in told
    assert ("主管部门（公章）", SigningState.BACK, "声明页.pdf 第2页") in told
    assert ("自我声明", SigningState.BACK, "b.jpg 第1页") in told
    assert ("表1 每个企业一份，加盖企业公章", SigningState.TO_LOOK_AT, "已放入 6 页") in told


def test_an_item_that_lies_in_two_volumes_has_a_line_for_each(application: Application) -> None:
    first, second = replace(LAYOUT.parts[2], last=15), replace(LAYOUT.parts[2], first=16)
    volumes = (Volume(1, 1, 15, 1), Volume(2, 16, 40, 1))
    layout = replace(LAYOUT, parts=(*LAYOUT.parts[:2], first, second), volumes=volumes)
    (one,) = (place for place in places(application, layout) if place.material == "佐证材料2")
    assert one.pages == "第1册第11—15页\a第2册第1—5页"


def test_sheets_that_are_not_there_yet_are_still_to_do(loaded: Loaded) -> None:
    read = loaded("chain_map: 否")
    without = replace(LAYOUT, parts=LAYOUT.parts[:2])
    (one,) = (place for place in places(read, without) if place.material == "佐证材料2")
    assert (one.pages, one.done, one.detail) == ("—", SigningState.TO_DO, "还没有文件")


@pytest.mark.parametrize(("start", "page"), [(7, "第二册第8页"), (1, "第2册第2页")])
def test_with_several_volumes_the_volume_is_told(application: Application, start: int, page: str) -> None:
    volumes = (Volume(1, 1, 6, 1), Volume(2, 7, 40, start))
    found = places(application, replace(LAYOUT, volumes=volumes))
    assert found[1].pages == page


@pytest.mark.parametrize(("across", "found"), [("加盖骑缝章", 1), ("", 0)])
def test_a_seal_across_the_pages_is_listed_only_where_the_notice_asks_for_it(
    application: Application, across: str, found: int
) -> None:
    printing = msgspec.structs.replace(application.notice.printing, across=across)
    notice = msgspec.structs.replace(application.notice, printing=printing)
    listed = places(replace(application, notice=notice))
    listed_across = [one for one in listed if one.action == "骑缝章"]
    assert [(one.pages, one.place) for one in listed_across] == [("全部 40 页", across)] * found


@pytest.mark.parametrize(
    ("copies", "told"),
    [
        (Copies(total=3, originals=1, duplicates=2), "每份都要签字、盖章，共 3 份（正本 1 份、副本 2 份）"),
        (Copies(total=4), "每份都要签字、盖章，共 4 份"),
        (Copies(originals=1), "每份都要签字、盖章；通知没有写明共几份（正本 1 份、副本 份数未写明）"),
        (Copies(), "每份都要签字、盖章；通知没有写明共几份"),
    ],
)
def test_the_list_says_how_many_copies_are_sealed(notice: Notice, copies: Copies, told: str) -> None:
    asked = msgspec.structs.replace(notice, copies=copies)
    assert build_hand_places_slots("申报材料", asked, ())["copies"] == told


def test_the_word_list_reads_back_with_a_box_for_each_place(application: Application) -> None:
    back = replace(LAYOUT, sealed=(SealedPage(8, "sealed/a.pdf", "x", 1),))
    slots = build_hand_places_slots("申报材料（甲&<乙>{{ 集群 }}）", application.notice, places(application, back))
    document = docx.Document(io.BytesIO(fill_template(TEMPLATE, {**slots, "draft_mark": ""})))
    lead = [paragraph.text for paragraph in document.paragraphs]
    assert "材料：申报材料（甲&<乙>{{ 集群 }}）" in lead
    assert any(text.startswith("共 7 处：待办 3 处，请核对 2 处，已收回扫描件 2 处。") for text in lead)
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[0] == ["序号", "材料", "页码", "位置", "方式", "由谁", "状态", "完成"]
    assert [row[0] for row in rows[1:]] == list("1234567")
    assert [row[7] for row in rows[1:]] == ["□", "☑", "☑", "□", "□", "□", "□"]
    assert rows[2][6] == "已收回扫描件\na.pdf 第1页"
