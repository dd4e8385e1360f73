"""What the names of scans tell: page numbers in every spelling, and nothing from a number that counts other things."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Factory, told
from docgen.project.application import Application
from docgen.project.evidence.sealed_files import SealedFiles, find_sealed, parse_page_numbers, parse_volume_number

Find = Callable[..., SealedFiles]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "申报"
    (home / "sealed").mkdir(parents=True)
    return home


@pytest.fixture
def find(home: Path) -> Find:
    def write_and_find(*names: str) -> SealedFiles:
        for name in names:
            path = home / "sealed" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x")
        return find_sealed(home)

    return write_and_find


@pytest.mark.parametrize(
    ("stem", "numbers"),
    [
        ("第21页", (21,)),
        ("第 21 页", (21,)),
        ("第２１页", (21,)),
        ("21", (21,)),
        ("21-22", (21, 22)),
        ("21—22页", (21, 22)),
        ("P21", (21,)),
        ("扫描_p.21", (21,)),
        ("pp21-23 盖章", (21, 22, 23)),
        ("第5—6页 盖章", (5, 6)),
        ("第5至6页", (5, 6)),
        ("21、25", (21, 25)),
        ("第1-2、4页", (1, 2, 4)),
        ("第1页、第3页", (1, 3)),
        ("第2册第12页", (12,)),
        ("第21页（2022年9月20日）", (21,)),
        ("2022年9月20日 第3页", (3,)),
        ("2022年9月", ()),
        ("2022-09-20 扫描", ()),
        ("20220920", ()),
        ("2022", ()),
        ("IMG_0021", ()),
        ("0021", ()),
        ("WPS21", ()),
        ("声明", ()),
        ("共3页", ()),
        ("3页", ()),
        ("10家企业", ()),
        ("第2册", ()),
        ("第3次盖章", ()),
        ("21 声明", ()),
        ("第21页码", ()),
        ("", ()),
    ],
)
def test_a_name_tells_pages_where_it_says_pages(stem: str, numbers: tuple[int, ...]) -> None:
    assert parse_page_numbers(stem) == numbers


@pytest.mark.parametrize("stem", ["第22-21页", "22-21", "P6-5", "第1、4-2页"])
def test_a_range_that_runs_backwards_is_refused(stem: str) -> None:
    with pytest.raises(ValueError):
        parse_page_numbers(stem)


@given(st.text())
def test_no_name_breaks_the_reading_of_names(stem: str) -> None:
    try:
        numbers = parse_page_numbers(stem)
    except ValueError:
        return
    assert all(0 <= number <= 9999 for number in numbers)
    parse_volume_number(stem)


@pytest.mark.parametrize(
    ("name", "volume"),
    [
        ("第2册第12页.pdf", 2),
        ("第二册 第12页.pdf", 2),
        ("第十一册/第3页.pdf", 11),
        ("第12页.pdf", None),
        ("册.pdf", None),
    ],
)
def test_a_name_or_its_folder_tells_the_volume(name: str, volume: int | None) -> None:
    assert parse_volume_number(name) == volume


def test_scans_come_in_natural_order_from_folders_as_well(find: Find) -> None:
    found = find("P10.pdf", "P2.jpg", "第二册/第3页.TIF", "声明.heic")
    assert told(found.problems) == []
    assert [(file.name, file.numbers, file.volume) for file in found.files] == [
        ("sealed/P2.jpg", (2,), None),
        ("sealed/P10.pdf", (10,), None),
        ("sealed/声明.heic", (), None),
        ("sealed/第二册/第3页.TIF", (3,), 2),
    ]


@pytest.mark.parametrize("name", ["声明.docx", "名单.xlsx", "材料.zip", "声明", "说明.txt"])
def test_what_is_no_scan_is_told_and_not_taken(find: Find, name: str) -> None:
    found = find(name)
    assert found.files == ()
    assert [one[:2] for one in told(found.problems)] == [("sealed.no-scan", f"sealed/{name}")]


def test_a_name_that_contradicts_itself_is_told(find: Find) -> None:
    found = find("第22-21页.pdf")
    assert found.files == ()
    assert told(found.problems) == [
        (
            "sealed.name",
            "sealed/第22-21页.pdf",
            "文件名里的页码从大到小，不知道是哪几页。",
            "请从小到大写，如“第21-22页.pdf”。",
        )
    ]


def test_system_files_are_ignored_and_told(find: Find) -> None:
    found = find("Thumbs.db", "~$声明.docx", ".DS_Store")
    assert found.files == ()
    assert {one[0] for one in told(found.problems)} == {"evidence.ignored"}
    assert len(found.problems) == 3


def test_links_that_lead_outside_are_not_followed(home: Path, find: Find, tmp_path: Path) -> None:
    (tmp_path / "别处.pdf").write_bytes(b"x")
    (home / "sealed" / "第1页.pdf").symlink_to(tmp_path / "别处.pdf")
    (home / "sealed" / "圈.pdf").symlink_to("圈.pdf")
    (home / "sealed" / "断.pdf").symlink_to("没有.pdf")
    found = find()
    assert found.files == ()
    assert sorted((one[0], one[1]) for one in told(found.problems)) == [
        ("evidence.outside", "sealed/第1页.pdf"),
        ("evidence.unreadable", "sealed/圈.pdf"),
        ("evidence.unreadable", "sealed/断.pdf"),
    ]


def test_a_folder_that_is_a_link_is_not_read(home: Path, tmp_path: Path) -> None:
    (home / "sealed").rmdir()
    (tmp_path / "网盘").mkdir()
    (tmp_path / "网盘" / "第1页.pdf").write_bytes(b"x")
    (home / "sealed").symlink_to(tmp_path / "网盘")
    found = find_sealed(home)
    assert found.files == ()
    assert [one[:3] for one in told(found.problems)] == [
        ("evidence.outside", "sealed", "文件夹 sealed 是指向别处的链接。")
    ]


def test_a_name_that_cannot_be_shown_is_told(find: Find) -> None:
    found = find("第1页\x07.pdf")
    assert found.files == ()
    assert [one[:2] for one in told(found.problems)] == [("evidence.unreadable", r"sealed/第1页\x07.pdf")]


def test_where_sealed_is_a_file_that_is_told(tmp_path: Path) -> None:
    (tmp_path / "sealed").write_bytes(b"x")
    found = find_sealed(tmp_path)
    assert [one[0] for one in told(found.problems)] == ["evidence.unreadable"]


def test_an_application_has_its_scans_among_its_inputs_and_tells_what_is_wrong_with_them(
    folder: Factory, loaded: Callable[..., Application]
) -> None:
    home = folder()
    (home / "sealed").mkdir()
    (home / "sealed" / "第21页.pdf").write_bytes(b"x")
    (home / "sealed" / "声明.docx").write_bytes(b"x")
    application = loaded()
    assert home / "sealed" / "第21页.pdf" in application.list_input_files()
    assert [one[1] for one in told(application.problems, "sealed")] == ["sealed/声明.docx"]


def test_without_the_folder_nothing_has_come_back(tmp_path: Path) -> None:
    assert find_sealed(tmp_path) == SealedFiles()
