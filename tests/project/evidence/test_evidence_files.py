"""Evidence as people file it: numbers of every kind, folders in folders, links, pipes and odd names."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import told
from docgen import built_in
from docgen.errors import InputError
from docgen.project.application_loader import load
from docgen.project.evidence.evidence_files import Evidence, find_evidence
from docgen.project.evidence.file_kinds import ACCEPTED

ITEMS = [str(number) for number in range(1, 26)]
Find = Callable[..., Evidence]

NO_ITEM = "看不出这个文件是哪一项佐证材料。"
NO_ITEM_HINT = "请放进以序号（1至25）开头的文件夹，或在文件名前加序号，如“08 协议.pdf”。"
NO_LINK = "请把文件复制进来，不要用快捷方式或链接。"
BAD_NAME = "文件名里有无法显示的字符，没有放进材料。"
BAD_NAME_HINT = "请改成看得清的文件名；由压缩包解压出来的，多半是解压时变成了乱码。"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "申报"
    (home / "evidence").mkdir(parents=True)
    return home


@pytest.fixture
def find(home: Path) -> Find:
    def write_and_find(*names: str) -> Evidence:
        for name in names:
            path = home / "evidence" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x")
        return find_evidence(home, ITEMS)

    return write_and_find


@pytest.mark.parametrize(
    "name",
    ["8.pdf", "08.pdf", "008.pdf", "８.pdf", "０８.pdf", "第8项.pdf", "第08项 协议.pdf", "08-1.pdf", "08_协议.pdf"]
    + ["8、协议.pdf", "8．协议.pdf", "8)协议.pdf", "8）协议.pdf", "08协议.pdf", " 08 协议.pdf", "08 提供/x.pdf"]
    + ["08/09 x.pdf", "08/子文件夹/更深/x.pdf", "第8项/x.pdf", "8.PDF", "08 2022年协议.pdf"],
)
def test_the_leading_number_is_the_item_however_it_is_typed(find: Find, name: str) -> None:
    evidence = find(name)
    assert told(evidence.problems) == []
    assert [(file.item, file.name) for file in evidence.files] == [("8", f"evidence/{name}")]


@pytest.mark.parametrize(
    "name",
    ["协议.pdf", "26.pdf", "0.pdf", "00 x.pdf", "100 x.pdf", "2022年规划.pdf", "8月报表.pdf", "10家企业名单.pdf"]
    + ["3年规划/x.pdf", "附件8.pdf", "VIII.pdf", "-8.pdf", "补1.pdf", "二十五.pdf"],
)
def test_a_file_without_an_item_is_told_and_not_filed(find: Find, name: str) -> None:
    evidence = find(name)
    assert evidence.files == ()
    assert told(evidence.problems) == [("evidence.no-item", f"evidence/{name}", NO_ITEM, NO_ITEM_HINT)]


def test_supplements_have_numbers_of_their_own(home: Path) -> None:
    for name in ("补1 平台.pdf", "补12/x.pdf"):
        (home / "evidence" / name).parent.mkdir(exist_ok=True)
        (home / "evidence" / name).write_bytes(b"x")
    evidence = find_evidence(home, [*ITEMS, "补1", "补12"])
    assert [(file.item, file.title) for file in evidence.files] == [("补1", "平台"), ("补12", "x")]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("08 协议.pdf", "协议"),
        ("08-1 协议.pdf", "协议"),
        ("08_1_协议.pdf", "协议"),
        ("8、协议（2021）.pdf", "协议（2021）"),
        ("08/1.2021年协议：甲、乙.pdf", "2021年协议：甲、乙"),
        ("08/2021年协议.pdf", "2021年协议"),
        ("08/3D打印.pdf", "3D打印"),
        ("08/５．合同.pdf", "合同"),
        ("08/2021.pdf", "2021"),
        ("08.pdf", "08"),
        ("08/①合同.pdf", "①合同"),
        ("08/ 合同 .pdf", "合同"),
        ("08/合同.v2.pdf", "合同.v2"),
    ],
)
def test_the_title_is_the_file_name_without_its_ordering_number(find: Find, name: str, title: str) -> None:
    assert [file.title for file in find(name).files] == [title]


def test_files_are_in_the_order_in_which_a_person_counts(find: Find) -> None:
    names = ["10.pdf", "08/10 丙.pdf", "08/2 乙.pdf", "08/1 甲.pdf", "2.pdf", "08/２1 丁.pdf", "8.pdf", "08/2 乙/1.pdf"]
    assert [file.name.removeprefix("evidence/") for file in find(*names).files] == [
        "2.pdf",
        "08/1 甲.pdf",
        "08/2 乙/1.pdf",
        "08/2 乙.pdf",
        "08/10 丙.pdf",
        "08/２1 丁.pdf",
        "8.pdf",
        "10.pdf",
    ]


@pytest.mark.parametrize(
    ("name", "ending"),
    [("08/录像.mp4", ".mp4"), ("08/压缩.zip", ".zip"), ("08/README", "（没有后缀）"), ("08/宏.docm", ".docm")],
)
def test_a_kind_that_cannot_be_printed_is_told(find: Find, name: str, ending: str) -> None:
    evidence = find(name)
    assert evidence.files == ()
    assert told(evidence.problems) == [
        (
            "evidence.unknown-kind",
            f"evidence/{name}",
            f"{ending} 类型的文件不能放进材料。",
            f"请转换成 PDF 再放入；可以放 {ACCEPTED}。",
        )
    ]


@pytest.mark.parametrize("name", ["08/协议.pdf.lnk", "08/通知.URL", "08/通知.webloc"])
def test_a_shortcut_is_told_from_the_file_itself(find: Find, name: str) -> None:
    [(code, shown, message, hint)] = told(find(name).problems)
    assert (code, shown) == ("evidence.unknown-kind", f"evidence/{name}")
    assert message.startswith("这是快捷方式")
    assert "复制进来" in hint


@pytest.mark.parametrize("name", ["08/.DS_Store", "08/~$协议.docx", "08/Thumbs.db", "08/desktop.ini", ".git/config"])
def test_hidden_and_temporary_files_are_noted_and_left_out(find: Find, name: str) -> None:
    evidence = find(name)
    assert evidence.files == ()
    shown = "evidence/.git" if name.startswith(".git") else f"evidence/{name}"
    assert told(evidence.problems) == [("evidence.ignored", shown, "这是系统或 Office 的临时文件，没有放进材料。", "")]


def test_without_an_evidence_folder_there_is_no_evidence(tmp_path: Path) -> None:
    assert find_evidence(tmp_path, ITEMS) == Evidence((), ())


def test_an_evidence_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_bytes(b"x")
    assert told(find_evidence(tmp_path, ITEMS).problems) == [
        ("evidence.unreadable", "evidence", "文件夹读不了：路径中有一段不是文件夹。", "请检查权限，或换成文件夹。")
    ]


# -- links and what is no file ----------------------------------------------------------------------------------------


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the application with a file in it that must never be read."""
    folder = tmp_path / "别处"
    folder.mkdir()
    (folder / "08 秘密.pdf").write_bytes(b"x")
    return folder


@pytest.mark.parametrize("target", ["08 秘密.pdf", ".", "没有.pdf"])
def test_a_link_that_leaves_the_folder_is_not_followed(home: Path, outside: Path, target: str) -> None:
    (home / "evidence" / "08 链接.pdf").symlink_to(outside / target)
    evidence = find_evidence(home, ITEMS)
    assert evidence.files == ()
    assert told(evidence.problems) == [
        ("evidence.outside", "evidence/08 链接.pdf", "链接指向了文件夹 evidence 之外，没有读取。", NO_LINK)
    ]


def test_a_link_that_climbs_out_by_dots_is_not_followed(home: Path, outside: Path) -> None:
    (home / "evidence" / "08").mkdir()
    (home / "evidence" / "08" / "x.pdf").symlink_to("../../../别处/08 秘密.pdf")
    (home / "evidence" / "08" / "y.pdf").symlink_to("../../application.yaml")
    evidence = find_evidence(home, ITEMS)
    assert evidence.files == ()
    assert [problem.code for problem in evidence.problems] == ["evidence.outside"] * 2


def test_an_evidence_folder_that_leads_elsewhere_is_not_followed(tmp_path: Path, outside: Path) -> None:
    home = tmp_path / "申报"
    home.mkdir()
    (home / "evidence").symlink_to(outside)
    assert told(find_evidence(home, ITEMS).problems) == [
        ("evidence.outside", "evidence", "文件夹 evidence 是指向别处的链接。", "请换成真正的文件夹。")
    ]


def test_a_folder_linked_within_the_evidence_is_told_and_a_linked_file_is_read(home: Path) -> None:
    folder = home / "evidence" / "08"
    folder.mkdir()
    (folder / "x.pdf").write_bytes(b"x")
    (home / "evidence" / "09").symlink_to(folder)
    (home / "evidence" / "10.pdf").symlink_to(folder / "x.pdf")
    evidence = find_evidence(home, ITEMS)
    assert [file.name for file in evidence.files] == ["evidence/08/x.pdf", "evidence/10.pdf"]
    assert told(evidence.problems) == [
        ("evidence.outside", "evidence/09", "文件夹的链接没有读取。", "请把文件夹复制进来。")
    ]


def test_broken_links_and_links_in_a_circle_are_told(home: Path) -> None:
    folder = home / "evidence" / "08"
    folder.mkdir()
    (folder / "broken.pdf").symlink_to("nothing.pdf")
    (folder / "circle.pdf").symlink_to("circle.pdf")
    (folder / "one.pdf").symlink_to("two.pdf")
    (folder / "two.pdf").symlink_to("one.pdf")
    evidence = find_evidence(home, ITEMS)
    assert evidence.files == ()
    assert told(evidence.problems) == [
        ("evidence.unreadable", f"evidence/08/{name}.pdf", "这不是一个可以读取的文件。", "请检查链接是否失效。")
        for name in ("broken", "circle", "one", "two")
    ]


def test_an_evidence_folder_that_is_a_circle_is_told(tmp_path: Path) -> None:
    (tmp_path / "evidence").symlink_to("evidence")
    evidence = find_evidence(tmp_path, ITEMS)
    assert evidence.files == ()
    assert [(problem.code, problem.where.path) for problem in evidence.problems] == [
        ("evidence.unreadable", "evidence")
    ]


def test_a_pipe_is_told_and_nobody_waits_for_it(home: Path) -> None:
    os.mkfifo(home / "evidence" / "08 管道.pdf")
    assert told(find_evidence(home, ITEMS).problems) == [
        ("evidence.unreadable", "evidence/08 管道.pdf", "这不是一个可以读取的文件。", "请检查链接是否失效。")
    ]


def test_a_folder_that_may_not_be_read_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "evidence" / "08").mkdir()
    listed = Path.iterdir

    def refuse(folder: Path) -> object:
        if folder.name == "08":
            raise PermissionError(13, "Permission denied")
        return listed(folder)

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert told(find_evidence(home, ITEMS).problems) == [
        ("evidence.unreadable", "evidence/08", "文件夹读不了：没有权限。", "请检查权限，或换成文件夹。")
    ]


# -- many files and odd names -----------------------------------------------------------------------------------------


def test_three_hundred_files_are_found_in_order_and_at_once(find: Find) -> None:
    names = [f"{1 + number % 25} 项/{number}.pdf" for number in range(300)]
    begun = time.monotonic()
    evidence = find(*names)
    assert time.monotonic() - begun < 3
    assert [file.name for file in evidence.files] == sorted(
        (f"evidence/{name}" for name in names),
        key=lambda name: (int(name.split("/")[1].split()[0]), int(name.split("/")[2][:-4])),
    )


@pytest.mark.parametrize(
    "title", ["𠮷䶮㙍", "😀报告👩‍🔧", "长" * 80, "a" * 200, "café", "&<>{{ }}{% %}", "'\"`$(id);", "一 二"]
)
def test_odd_names_are_kept_as_they_are(find: Find, title: str) -> None:
    evidence = find(f"08 {title}.pdf")
    assert [file.title for file in evidence.files] == [title]
    assert evidence.problems == ()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"08 \xb0\xb8.pdf", r"evidence/08 \xb0\xb8.pdf"),
        (b"08 a\x07b.pdf", r"evidence/08 a\x07b.pdf"),
        (b"08 a\nb.pdf", r"evidence/08 a\nb.pdf"),
    ],
)
def test_a_name_that_cannot_be_shown_is_told(home: Path, name: bytes, shown: str) -> None:
    (home / "evidence" / os.fsdecode(name)).write_bytes(b"x")
    evidence = find_evidence(home, ITEMS)
    assert evidence.files == ()
    assert told(evidence.problems) == [("evidence.unreadable", shown, BAD_NAME, BAD_NAME_HINT)]
    shown.encode("utf-8")


@pytest.mark.parametrize("name", [b"\xb6\xab\xbd\xad", b"a\nb"])
def test_an_application_whose_path_cannot_be_shown_is_refused_with_the_path(tmp_path: Path, name: bytes) -> None:
    folder = tmp_path / os.fsdecode(name)
    folder.mkdir()
    (folder / "application.yaml").write_text("form: cluster-2022\n", encoding="utf-8")
    with pytest.raises(InputError, match="无法显示的字符") as refused:
        load(folder, built_in())
    refused.value.path.encode("utf-8")
    assert "\n" not in refused.value.path
