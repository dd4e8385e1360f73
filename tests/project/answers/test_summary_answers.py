"""The summary: section of application.yaml and the folders a summary table is made of."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import FORM, Factory, told
from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Form
from docgen.definitions.notice import Notice
from docgen.errors import InputError
from docgen.project.application import ANSWER_FILES
from docgen.project.application_folders import find_application_folders
from docgen.project.application_loader import load
from docgen.project.scaffold import write_scaffold
from docgen.rules.summary_check import check_summary_answers


def with_section(home: Path, section: str, notice: str = "guangdong-2022") -> Path:
    text = f"form: {FORM}\nnotice: {notice}\nanswers:\n  province: 东江\n{section}"
    (home / "application.yaml").write_text(text, encoding="utf-8")
    return home


def test_the_answers_of_the_section_are_read_with_their_lines(folder: Factory, catalog: Catalog) -> None:
    section = "summary:\n  leading_industry: 通用设备制造业\n  established:\n  introduction: |\n    甲。\n    乙。\n"
    application = load(with_section(folder(), section), catalog)
    assert application.summary == {"leading_industry": "通用设备制造业", "introduction": "甲。\n乙。"}
    assert str(application.locate("summary.introduction")) == "application.yaml 第8行 summary.introduction"
    assert str(application.locate("summary.sub_sector")) == "application.yaml 第6行 summary.sub_sector"
    assert told(application.problems, "summary.") == []


@pytest.mark.parametrize(
    ("section", "problem"),
    [
        (
            "summary:\n  introductoin: 甲\n",
            (
                "summary.unknown",
                "application.yaml 第6行 summary.introductoin",
                "推荐汇总表没有“introductoin”这一项。",
                "是不是“introduction”？",
            ),
        ),
        (
            "summary:\n  电话: 1\n",
            (
                "summary.unknown",
                "application.yaml 第6行 summary.电话",
                "推荐汇总表没有“电话”这一项。",
                "可填：location / leading_industry / established / introduction / sub_sector。",
            ),
        ),
        (
            "summary:\n  sub_sector: [甲, 乙]\n",
            ("summary.shape", "application.yaml 第6行 summary.sub_sector", "填写的形式不对。", "这里应是文字。"),
        ),
        (
            "summary: 甲\n",
            (
                "summary.shape",
                "application.yaml 第5行 summary",
                "填写的形式不对。",
                "summary: 之下每行写一项“名称: 内容”，前面空 2 格。",
            ),
        ),
    ],
)
def test_what_does_not_fit_the_section_is_told_with_its_line(
    folder: Factory, catalog: Catalog, section: str, problem: tuple[str, str, str, str]
) -> None:
    assert told(load(with_section(folder(), section), catalog).problems, "summary.") == [problem]


def test_a_section_that_the_notice_does_not_ask_for_is_only_noted(folder: Factory, catalog: Catalog) -> None:
    application = load(with_section(folder(), "summary:\n  sub_sector: 甲\n", "national-2022"), catalog)
    assert application.summary == {}
    assert told(application.problems, "summary.") == [
        (
            "summary.not-asked",
            "application.yaml 第6行 summary",
            "这份通知没有推荐汇总表的格式，summary: 之下的内容用不上。",
            "可以留着，也可以删去。",
        )
    ]


def test_a_new_folder_asks_each_question_and_misses_those_that_are_blank(
    tmp_path: Path, catalog: Catalog, form: Form, notice: Notice
) -> None:
    write_scaffold(tmp_path / "新", form, notice)
    text = (tmp_path / "新" / "application.yaml").read_text("utf-8")
    assert "# 集群简介（150字以内）\n  #   150字以内；从下一行写起，每行前空 4 格\n  introduction: |\n" in text
    assert "# 所在省、市、县（区）（可不填）\n" in text
    application = load(tmp_path / "新", catalog)
    missing = list(check_summary_answers(application))
    slots = [problem.where.slot.partition(".")[2] for problem in missing]
    assert slots == ["leading_industry", "established", "introduction", "sub_sector"]
    assert {problem.code for problem in missing} == {"summary.missing"}
    assert all(problem.where.line for problem in missing)


def test_what_a_new_folder_asks_can_be_filled_in_as_it_says(
    tmp_path: Path, catalog: Catalog, form: Form, notice: Notice
) -> None:
    write_scaffold(tmp_path / "新", form, notice)
    path = tmp_path / "新" / "application.yaml"
    text = path.read_text("utf-8").replace("  introduction: |\n", "  introduction: |\n    甲产业。\n")
    path.write_text(text.replace("  sub_sector:\n", "  sub_sector: 甲\n"), encoding="utf-8")
    assert load(path.parent, catalog).summary == {"introduction": "甲产业。", "sub_sector": "甲"}


def test_a_new_folder_has_no_section_where_the_notice_has_no_summary_table(
    tmp_path: Path, catalog: Catalog, form: Form
) -> None:
    write_scaffold(tmp_path / "新", form, catalog.load_notice("national-2022"))
    assert "summary:" not in (tmp_path / "新" / "application.yaml").read_text("utf-8")


# -- the folders --


def applications(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).mkdir(parents=True)
        (root / name / "application.yaml").write_text("form: x\n", encoding="utf-8")
    return root


def test_folders_stand_in_the_order_given_and_those_inside_one_are_sorted(tmp_path: Path) -> None:
    root = applications(tmp_path, "市/2 乙", "市/1 甲", "市/10 丙", "另")
    found = find_application_folders([root / "另", root / "市"], ANSWER_FILES)
    assert [one.name for one in found.folders] == ["另", "1 甲", "10 丙", "2 乙"]
    assert found.problems == ()


def test_a_folder_inside_without_an_application_is_noted_and_a_hidden_one_or_a_file_is_not(tmp_path: Path) -> None:
    root = applications(tmp_path / "市", "甲")
    (root / "笔记").mkdir()
    (root / ".git").mkdir()
    (root / "说明.txt").write_text("x", encoding="utf-8")
    [problem] = find_application_folders([root], ANSWER_FILES).problems
    assert (problem.code, problem.message) == (
        "summary.folder-skipped",
        "文件夹“笔记”里没有 application.yaml，没有列入汇总表。",
    )
    assert problem.where.path == (root / "笔记").as_posix()


def test_folders_that_hold_nothing_are_missing_or_come_twice_are_refused(tmp_path: Path) -> None:
    root = applications(tmp_path / "市", "甲")
    (tmp_path / "空").mkdir()
    for given, message in (
        ([tmp_path / "空"], "里面没有 application.yaml，下一层的文件夹里也没有。"),
        ([tmp_path / "没有"], "没有这个文件夹。"),
        ([root, root / "甲"], "这个申报文件夹给了两次。"),
        ([tmp_path / ("长" * 300)], "文件夹读不了：名称太长。"),
    ):
        with pytest.raises(InputError) as caught:
            find_application_folders(given, ANSWER_FILES)
        assert caught.value.message == message
        assert caught.value.remedy
