"""evidence/index.yaml: what it says of files, folders and items, and every way in which it can be wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from conftest import told
from docgen.dates import Days, read_days
from docgen.definitions.catalog import Catalog
from docgen.errors import InputError
from docgen.problems.kinds import read_severities
from docgen.project.application import Application
from docgen.project.application_loader import load
from docgen.project.evidence.evidence_index import EvidenceKind, EvidenceMetadata, build_blank_index

Loaded = Callable[..., Application]
PURCHASING = "开展了同类设备和产品的集中采销"
PAGE = Path(__file__).parents[3] / "docs" / "evidence.md"
FILES = ("03 通知.pdf", "08 共享/1 协议.pdf", "08 共享/2 照片.jpg", "10/质量.pdf")


@pytest.fixture
def indexed(loaded: Loaded) -> Callable[..., Application]:
    """An application with the four files and this index."""

    def read(index: str, **more: bytes) -> Application:
        files = {**dict.fromkeys(FILES, b"x"), "index.yaml": index.encode(), **more}
        return loaded("applied_on: 2022年10月8日", evidence=files)

    return read


def said(application: Application) -> dict[str, EvidenceMetadata]:
    return {name.removeprefix("evidence/"): one for name, one in application.evidence.declared.items()}


def complaints(application: Application) -> list[tuple[str, str, str, str]]:
    return told(application.evidence.problems)


def test_without_an_index_nothing_is_said(loaded: Loaded) -> None:
    application = loaded("", evidence=FILES)
    assert (application.evidence.declared, application.evidence.index) == ({}, "")


@pytest.mark.parametrize("text", ["", "# 都是说明\n# 03: {kind: 自我声明}\n"])
def test_an_index_of_comments_says_nothing_and_is_no_evidence(indexed: Callable[..., Application], text: str) -> None:
    application = indexed(text)
    assert said(application) == {}
    assert complaints(application) == []
    assert [file.name.removeprefix("evidence/") for file in application.evidence.files] == list(FILES)
    assert application.folder / "evidence" / "index.yaml" in application.list_input_files()


def test_all_that_can_be_said_of_a_file(indexed: Callable[..., Application]) -> None:
    application = indexed(
        "03 通知.pdf:\n"
        "  kind: 主管部门证明\n"
        "  issuer: 东江省工业和信息化厅\n"
        "  number: 东工信〔2021〕1号\n"
        "  date: 2021-09-17\n"
        "  valid_from: 2021年9月\n"
        "  valid_until: 2024年9月16日\n"
        "  proves: [specialized_smes]\n"
        "  note: 附件第3页\n"
    )
    [one] = said(application).values()
    assert (one.kind, one.issuer, one.number) == (EvidenceKind.AUTHORITY, "东江省工业和信息化厅", "东工信〔2021〕1号")
    assert one.date == Days(date(2021, 9, 17), date(2021, 9, 17), "2021-09-17")
    assert one.valid_from == Days(date(2021, 9, 1), date(2021, 9, 30), "2021年9月")
    assert one.valid_until == Days(date(2024, 9, 16), date(2024, 9, 16), "2024年9月16日")
    assert (one.proves, one.note) == (("specialized_smes",), "附件第3页")
    assert (one.path, one.lines["valid_until"]) == ("evidence/index.yaml", 7)
    assert complaints(application) == []


def test_the_same_can_be_said_in_chinese(indexed: Callable[..., Application]) -> None:
    english = (
        "{kind: 第三方证明, issuer: 甲, number: 乙, date: 2021-09-17, valid_from: 2021-10, valid_until: 2022, note: 丙}"
    )
    chinese = (
        "{类别: 第三方证明, 出具单位: 甲, 编号: 乙, 日期: 2021-09-17, 有效期自: 2021-10, 有效期至: 2022, 备注: 丙}"
    )
    assert said(indexed(f"03 通知.pdf: {english}")) == said(indexed(f"03 通知.pdf: {chinese}"))
    named = indexed("08 共享/1 协议.pdf: {证明: [joint_purchasing, 建立了共享车间、共享工厂]}")
    assert [problem[0] for problem in complaints(named)] == ["evidence.index-proves"]
    assert said(named)["08 共享/1 协议.pdf"].proves == ("sharing_work.shared_workshop",)


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("08 共享/1 协议.pdf", ["08 共享/1 协议.pdf"]),
        ("evidence/08 共享/1 协议.pdf", ["08 共享/1 协议.pdf"]),
        ("./08 共享/1 协议.pdf", ["08 共享/1 协议.pdf"]),
        ("08 共享\\1 协议.pdf", ["08 共享/1 协议.pdf"]),
        ("08 共享", ["08 共享/1 协议.pdf", "08 共享/2 照片.jpg"]),
        ("08 共享/", ["08 共享/1 协议.pdf", "08 共享/2 照片.jpg"]),
        ("08", ["08 共享/1 协议.pdf", "08 共享/2 照片.jpg"]),
        ("8", ["08 共享/1 协议.pdf", "08 共享/2 照片.jpg"]),
        ("9", []),
    ],
)
def test_a_file_a_folder_or_an_item_can_be_named(
    indexed: Callable[..., Application], name: str, files: list[str]
) -> None:
    application = indexed(f"{name}: {{kind: 自我声明}}")
    assert list(said(application)) == files
    assert complaints(application) == []


def test_a_name_in_the_decomposed_letters_of_another_system_is_the_same(loaded: Loaded) -> None:
    files = {"08 cafe\u0301.pdf": b"x", "index.yaml": "08 caf\u00e9.pdf: {kind: 自我声明}".encode()}
    application = loaded("", evidence=files)
    assert [one.kind for one in application.evidence.declared.values()] == [EvidenceKind.SELF]


def test_what_is_said_of_a_file_goes_before_its_folder_and_that_before_its_item(
    indexed: Callable[..., Application],
) -> None:
    application = indexed(
        "08 共享/1 协议.pdf: {kind: 第三方证明}\n"
        "08 共享: {kind: 自我声明, issuer: 服务中心}\n"
        '"08": {kind: 主管部门证明, issuer: 工信局, note: 同上}\n'
    )
    agreement, picture = said(application)["08 共享/1 协议.pdf"], said(application)["08 共享/2 照片.jpg"]
    assert (agreement.kind, agreement.issuer, agreement.note) == (EvidenceKind.THIRD_PARTY, "服务中心", "同上")
    assert (picture.kind, picture.issuer, picture.note) == (EvidenceKind.SELF, "服务中心", "同上")
    assert (agreement.lines["kind"], agreement.lines["issuer"], picture.lines["kind"]) == (1, 2, 2)


@pytest.mark.parametrize("words", ["长期", "长期有效", "", "~"])
def test_what_is_valid_for_ever_has_no_end(indexed: Callable[..., Application], words: str) -> None:
    application = indexed(f"03 通知.pdf: {{kind: 自我声明, valid_until: {words}}}")
    assert said(application)["03 通知.pdf"].valid_until is None
    assert complaints(application) == []


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("sharing_work.joint_purchasing", "sharing_work.joint_purchasing"),
        (PURCHASING, "sharing_work.joint_purchasing"),
        ("sharing_work", "sharing_work"),
        ("集群已开展的制造资源共享工作", "sharing_work"),
    ],
)
def test_what_a_file_proves_is_named_by_id_or_in_words(
    indexed: Callable[..., Application], words: str, name: str
) -> None:
    application = indexed(f"08 共享/1 协议.pdf: {{proves: [{words}]}}")
    assert said(application)["08 共享/1 协议.pdf"].proves == (name,)
    assert complaints(application) == []


@pytest.mark.parametrize("name", ["area", "co2_intensity"])
def test_what_no_item_asks_for_adds_to_the_answers_of_the_file_s_own_item(
    indexed: Callable[..., Application], name: str
) -> None:
    application = indexed(f"08 共享/1 协议.pdf: {{proves: [{name}]}}")
    assert said(application)["08 共享/1 协议.pdf"].proves == ("sharing_work", name)
    application = indexed(f"08 共享/1 协议.pdf: {{proves: [{name}, sharing_work.joint_purchasing]}}")
    assert said(application)["08 共享/1 协议.pdf"].proves == (name, "sharing_work.joint_purchasing")


@pytest.mark.parametrize(
    ("index", "code", "line", "message", "hint"),
    [
        (
            "- 03 通知.pdf",
            "shape",
            "第1行",
            "应每个文件一行。",
            "请写成：文件名: {kind: 主管部门证明, date: 2021-09-17}。",
        ),
        (
            "03 通知.pdf: 主管部门证明",
            "shape",
            "第1行 evidence.3",
            "“03 通知.pdf”后面应写成 {…}。",
            "如：{kind: 主管部门证明, date: 2021-09-17}。",
        ),
        (
            "03 通知.pdf: {issuer: [甲, 乙]}",
            "shape",
            "第1行 evidence.3",
            "issuer 后面应是一行文字。",
            "请去掉多余的括号或短横。",
        ),
        (
            "08 共享/1 协议.pdf: {proves: [{a: b}]}",
            "shape",
            "第1行 evidence.8",
            "proves 后面应是栏目或选项的名称。",
            "请写成 [名称, 名称]。",
        ),
        (
            "03 通知.pdf:\n  isuer: 甲",
            "unknown-key",
            "第2行 evidence.3",
            "没有“isuer”这一项。",
            "是不是“issuer”？",
        ),
        (
            "03 通知.pdf: {zzz: 甲}",
            "unknown-key",
            "第1行 evidence.3",
            "没有“zzz”这一项。",
            "可以写的有：kind（类别）、issuer（出具单位）、number（编号）、date（日期）、valid_from（有效期自）、"
            "valid_until（有效期至）、proves（证明）、password（密码）、note（备注）。",
        ),
        (
            "03 通知.pdf: {有效期: 三年}",
            "unknown-key",
            "第1行 evidence.3",
            "没有“有效期”这一项。",
            "是不是“有效期自”？",
        ),
        (
            "03 通告.pdf: {kind: 自我声明}",
            "no-file",
            "第1行",
            "evidence/ 里没有“03 通告.pdf”这个文件，也没有这个序号。",
            "是不是“03 通知.pdf”？",
        ),
        (
            '"26": {kind: 自我声明}',
            "no-file",
            "第1行",
            "evidence/ 里没有“26”这个文件，也没有这个序号。",
            "请写 evidence/ 之下的路径，如“08 制造资源共享/1 协议.pdf”，或材料的序号。",
        ),
        (
            "03 通知.pdf: {kind: 自我声明}\nevidence/03 通知.pdf: {kind: 第三方证明}",
            "twice",
            "第2行 evidence.3",
            "“evidence/03 通知.pdf”与前面的“03 通知.pdf”是同一个文件或同一项。",
            "请只保留一处；目前按前一处计。",
        ),
        (
            "03 通知.pdf: {kind: 自我声明, 类别: 第三方证明}",
            "twice",
            "第1行 evidence.3",
            "“类别”与前面的一项是同一件事。",
            "请只保留一处；目前按前一处计。",
        ),
        (
            "03 通知.pdf: {kind: 主管部门的证明}",
            "kind",
            "第1行 evidence.3",
            "没有“主管部门的证明”这一类佐证材料。",
            "是不是“主管部门证明”？只能写：主管部门证明、第三方证明、自我声明。",
        ),
        (
            "03 通知.pdf: {kind: 证书}",
            "kind",
            "第1行 evidence.3",
            "没有“证书”这一类佐证材料。",
            "只能写：主管部门证明、第三方证明、自我声明（填报说明4）。",
        ),
        (
            "03 通知.pdf: {date: 去年九月}",
            "date",
            "第1行 evidence.3",
            "“去年九月”看不出是哪一天。",
            "请写成 2021-06-30、2021年6月30日或 2021年6月。",
        ),
        (
            "03 通知.pdf: {valid_until: 2021-02-30}",
            "date",
            "第1行 evidence.3",
            "“2021-02-30”看不出是哪一天。",
            "请写成 2021-06-30、2021年6月30日或 2021年6月。",
        ),
        (
            "03 通知.pdf: {valid_from: 2021-09-17, valid_until: 2021-09-16}",
            "date",
            "第1行 evidence.3",
            "有效期至（2021-09-16）早于有效期自（2021-09-17）。",
            "请核对这两个日期。",
        ),
        (
            "08 共享/1 协议.pdf: {proves: [shared_workshop]}",
            "proves",
            "第1行 evidence.8",
            "申报表没有“shared_workshop”这个栏目或选项。",
            "请写申报表的栏目或选项，照 application.yaml 里的写法。",
        ),
        (
            "08 共享/1 协议.pdf: {proves: [建立共享车间、共享工厂]}",
            "proves",
            "第1行 evidence.8",
            "申报表没有“建立共享车间、共享工厂”这个栏目或选项。",
            "是不是“建立了共享车间、共享工厂”？",
        ),
        (
            f"10/质量.pdf: {{proves: [{PURCHASING}]}}",
            "proves",
            "第1行 evidence.10",
            f"“{PURCHASING}”不是佐证材料 10 证明的，证明它的是佐证材料 8。",
            "请把文件移到佐证材料 8 的文件夹，或更正 proves。",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    indexed: Callable[..., Application], index: str, code: str, line: str, message: str, hint: str
) -> None:
    expected = (f"evidence.index-{code}", f"evidence/index.yaml {line}", message, hint)
    assert complaints(indexed(index)) == [expected]


@pytest.mark.parametrize(
    ("name", "other"), [("sharing_work", "8"), ("sme_patents", "12"), ("sharing_work.shared_workshop", "8")]
)
def test_what_another_item_proves_is_refused_by_any_name(
    indexed: Callable[..., Application], name: str, other: str
) -> None:
    [(code, _, message, _)] = complaints(indexed(f"10/质量.pdf: {{proves: [{name}]}}"))
    assert code == "evidence.index-proves"
    assert message == f"“{name}”不是佐证材料 10 证明的，证明它的是佐证材料 {other}。"


@pytest.mark.parametrize(
    ("named", "told_of"),
    [("", []), (".chain_map", []), (".chain_leader", ["9"]), (".supply_risk", ["补6"])],
)
def test_where_the_boxes_of_one_field_have_several_items_each_has_its_own(
    tmp_path: Path, catalog: Catalog, named: str, told_of: list[str]
) -> None:
    (tmp_path / "application.yaml").write_text("form: 2025-application\nnotice: national-2025\n", "utf-8")
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "07 图谱.pdf").write_bytes(b"x")
    index = f"07 图谱.pdf: {{proves: [chain_strengthening_work{named}]}}"
    (tmp_path / "evidence" / "index.yaml").write_text(index, "utf-8")
    found = [message for _, _, message, _ in complaints(load(tmp_path, catalog))]
    assert [message.rpartition(" ")[2].rstrip("。") for message in found] == told_of


def test_validity_that_ends_on_the_day_it_begins_is_no_contradiction(indexed: Callable[..., Application]) -> None:
    index = "03 通知.pdf: {date: 2021-09, valid_from: 2021-09-17, valid_until: 2021-09-17}"
    assert complaints(indexed(index)) == []
    assert complaints(indexed("03 通知.pdf: {date: 2021-09-17, valid_until: 2021年9月}")) == []


def test_of_two_entries_for_one_file_the_first_holds(indexed: Callable[..., Application]) -> None:
    application = indexed("03 通知.pdf: {kind: 自我声明}\n./03 通知.pdf: {kind: 第三方证明}")
    assert said(application)["03 通知.pdf"].kind is EvidenceKind.SELF


def test_the_same_key_twice_is_told_by_the_reader_of_yaml(indexed: Callable[..., Application]) -> None:
    index = "03 通知.pdf: {kind: 自我声明}\n03 通知.pdf: {kind: 第三方证明}"
    assert [code for code, *_ in complaints(indexed(index))] == ["file.duplicate-key"]


def test_two_index_files_are_told_and_the_first_is_read(indexed: Callable[..., Application]) -> None:
    application = indexed("03 通知.pdf: {kind: 自我声明}", **{"index.yml": "03 通知.pdf: {kind: 第三方证明}".encode()})
    assert said(application)["03 通知.pdf"].kind is EvidenceKind.SELF
    assert [problem[1:3] for problem in complaints(application)] == [
        ("evidence/index.yaml", "文件夹里同时有 index.yaml 和 index.yml，只读了前一个。")
    ]


def test_a_file_that_is_no_yaml_stops_with_its_line(indexed: Callable[..., Application]) -> None:
    with pytest.raises(InputError) as caught:
        indexed("03 通知.pdf: {kind: 自我声明\n")
    assert str(caught.value.path) == "evidence/index.yaml"
    assert caught.value.line


def test_an_index_further_down_is_a_file_like_any_other(loaded: Loaded) -> None:
    application = loaded("", evidence={"08/index.yaml": b"x"})
    assert [problem[0] for problem in complaints(application)] == ["evidence.unknown-kind"]


def test_an_index_behind_a_link_that_leads_away_is_not_read(folder: Callable[..., Path], catalog: Catalog) -> None:
    home = folder("", evidence=["03 通知.pdf"])
    other = home.parent / "other.yaml"
    other.write_text("03 通知.pdf: {kind: 自我声明}", encoding="utf-8")
    (home / "evidence" / "index.yaml").symlink_to(other)
    application = load(home, catalog)
    assert application.evidence.declared == {}
    assert [problem[0] for problem in complaints(application)] == ["evidence.outside"]


def test_the_supplements_of_the_later_notice_can_be_named(tmp_path: Path, catalog: Catalog) -> None:
    (tmp_path / "application.yaml").write_text("form: 2025-application\nnotice: national-2025\n", "utf-8")
    (tmp_path / "evidence" / "补7").mkdir(parents=True)
    (tmp_path / "evidence" / "补7" / "证书.pdf").write_bytes(b"x")
    (tmp_path / "evidence" / "index.yaml").write_text("补7: {kind: 主管部门证明}", "utf-8")
    application = load(tmp_path, catalog)
    assert [one.kind for one in application.evidence.declared.values()] == [EvidenceKind.AUTHORITY]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021-06-30", date(2021, 6, 30), date(2021, 6, 30)),
        ("2021年6月30日", date(2021, 6, 30), date(2021, 6, 30)),
        ("2021. 6. 30", date(2021, 6, 30), date(2021, 6, 30)),
        ("２０２１年６月", date(2021, 6, 1), date(2021, 6, 30)),
        ("2021-06", date(2021, 6, 1), date(2021, 6, 30)),
        ("2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
        ("2021年", date(2021, 1, 1), date(2021, 12, 31)),
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("二〇二一年六月三十日", date(2021, 6, 30), date(2021, 6, 30)),
    ],
)
def test_a_date_may_be_a_day_a_month_or_a_year(text: str, first: date, last: date) -> None:
    assert read_days(text) == Days(first, last, text)


@pytest.mark.parametrize(
    "text", ["", "2021-13", "2021-00", "0000", "21-06-30", "2021年6月31日", "三年", "2021-06-30前"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_days(text) is None


def test_the_index_of_a_new_folder_says_nothing_until_its_comments_are_taken_away(
    indexed: Callable[..., Application],
) -> None:
    blank = build_blank_index()
    assert said(indexed(blank)) == {}
    _, entry = blank.split("#\n")
    filled = "\n".join(line.removeprefix("# ").removeprefix("#") for line in entry.splitlines())
    filled = filled.replace("08 制造资源共享/1 租赁协议.pdf", "08 共享/1 协议.pdf").replace("选项的文字", PURCHASING)
    application = indexed(filled)
    one = said(application)["08 共享/1 协议.pdf"]
    assert complaints(application) == []
    assert (one.kind, one.proves) == (EvidenceKind.THIRD_PARTY, ("sharing_work.joint_purchasing",))
    assert one.date == Days(date(2021, 6, 30), date(2021, 6, 30), "2021-06-30")
    assert one.valid_until == Days(date(2024, 6, 29), date(2024, 6, 29), "2024-06-29")


def test_the_page_on_evidence_shows_an_index_that_is_understood(loaded: Loaded) -> None:
    example = PAGE.read_text("utf-8").partition("```yaml\n")[2].partition("```")[0]
    files = ("03 公布专精特新中小企业的通知.pdf", "08 制造资源共享/4 共享车间照片.jpg", "10/质量.pdf")
    application = loaded("", evidence={**dict.fromkeys(files, b"x"), "index.yaml": example.encode()})
    assert complaints(application) == []
    assert [one.kind for one in said(application).values()] == [
        EvidenceKind.AUTHORITY,
        EvidenceKind.SELF,
        EvidenceKind.THIRD_PARTY,
    ]
    assert said(application)[files[1]].proves == ("sharing_work.shared_workshop",)


def test_the_page_on_evidence_names_every_key_and_every_problem() -> None:
    page = PAGE.read_text("utf-8")
    keys = ("kind", "issuer", "number", "date", "valid_from", "valid_until", "proves", "note")
    assert all(f"`{key}`" in page for key in keys)
    own = [code for code in read_severities() if code.startswith("requirement.")]
    dates = ["evidence.expired", "evidence.not-yet-valid", "evidence.too-late", "evidence.too-old"]
    assert len(own) == 2
    assert all(f"`{code}`" in page for code in (*own, *dates, "evidence.missing"))


@pytest.mark.parametrize("key", ["password", "密码"])
def test_a_password_is_taken_as_it_is_written_and_shown_nowhere(indexed: Callable[..., Application], key: str) -> None:
    application = indexed(f"08 共享/1 协议.pdf: {{{key}: ' a  B\u3000#1 '}}")
    (declared,) = application.evidence.declared.values()
    assert declared.password == " a  B\u3000#1 "
    assert complaints(application) == []
    assert "B\u3000#1" not in repr(application)


def test_a_password_of_digits_keeps_its_zeros(indexed: Callable[..., Application]) -> None:
    (declared,) = indexed("08 共享/1 协议.pdf: {密码: 007}").evidence.declared.values()
    assert declared.password == "007"
