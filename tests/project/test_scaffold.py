"""A new folder: it asks for every field, and check lists exactly what is still to be filled in."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs

from cut_short import run_killed, run_on_full_disk
from docgen.definitions.catalog import Catalog
from docgen.definitions.form import Blank, Choice, Choices, Form, Narrative
from docgen.definitions.notice import EvidenceGroup, EvidenceItem, Notice
from docgen.errors import ExitCode, OutputError
from docgen.project.application_loader import load
from docgen.project.scaffold import write_scaffold
from docgen.rules.answer_check import check_answers
from docgen.rules.evidence.evidence_checklist import check_evidence, judge_items
from docgen.runtime.file_replacement import is_untouched


@pytest.fixture
def new(tmp_path: Path, form: Form, notice: Notice) -> Path:
    write_scaffold(tmp_path / "新", form, notice)
    return tmp_path / "新"


def test_a_new_folder_lacks_exactly_every_field_and_nothing_else(new: Path, catalog: Catalog, form: Form) -> None:
    application = load(new, catalog)
    assert application.problems == ()
    assert application.answers == {}
    problems = list(check_answers(application))
    assert {problem.code for problem in problems} == {"answer.missing"}
    asked = {problem.where.slot.split(".")[0] for problem in problems}
    assert asked == {field.id for field in form.fields.values() if not isinstance(field, Blank)}
    assert all(problem.where.line for problem in problems)
    assert [problem.where.slot for problem in check_evidence(judge_items(application))] == [
        "evidence.1",
        "evidence.2",
        "evidence.25",
    ]


def test_every_option_limit_and_unit_is_in_the_comments(new: Path, form: Form) -> None:
    text = (new / "application.yaml").read_text("utf-8")
    for field in form.fields.values():
        if isinstance(field, Narrative | Blank):
            assert f"\n  {field.id}:" not in text
            continue
        assert f"\n  {field.id}:" in text
        assert field.label in text
        assert field.hint in text
        if isinstance(field, Choice | Choices):
            assert all(label in text for label in field.options.values())
    assert text.count("200字以内") == 13


def test_the_lines_of_a_new_file_can_be_filled_in_as_they_say(new: Path, catalog: Catalog) -> None:
    path = new / "application.yaml"
    text = path.read_text("utf-8")
    for old, filled in (
        ("  province:\n", "  province: 东江\n"),
        ("  # - 建立了共享车间、共享工厂\n", "  - 建立了共享车间、共享工厂\n"),
        ("  sharing: |\n", "  sharing: |\n    第一段\n    第二段\n"),
        ("output_value: {2019: ,", "output_value: {2019: 44.70,"),
        ("output_growth: {base: , target: }", "output_growth: {base: 1, target: 2}"),
        ("国际: {主持数量: , 参与数量: }", "国际: {主持数量: 0, 参与数量: 1}"),
        ("  national_platforms:\n", "  national_platforms:\n  - 甲中心\n"),
    ):
        assert old in text
        text = text.replace(old, filled, 1)
    path.write_text(text, encoding="utf-8")
    application = load(new, catalog)
    assert application.problems == ()
    assert application.answers["sharing_work"] == ("shared_workshop",)
    assert application.answers["sharing"] == "第一段\n第二段"
    assert application.answers["standards.2019.international.joined"] == 1
    assert application.answers["national_platforms"] == ("甲中心",)
    assert len(application.answers) == 9


def test_there_is_a_folder_for_each_evidence_item(new: Path, notice: Notice) -> None:
    folders = sorted(path.name for path in (new / "evidence").iterdir() if path.is_dir())
    assert len(folders) == 25
    assert folders[0] == "01 提供集群内企业名单"
    assert all(len(name) <= 43 and not set('<>:"/\\|?*') & set(name) for name in folders)
    assert [int(name[:2]) for name in folders] == list(range(1, 26))


def test_two_new_folders_are_the_same(tmp_path: Path, form: Form, notice: Notice) -> None:
    written = [write_scaffold(tmp_path / name, form, notice) for name in ("甲", "乙")]
    assert [path.read_bytes() for path in written[0]] == [path.read_bytes() for path in written[1]]


def test_what_is_already_there_is_never_touched(new: Path, form: Form, notice: Notice, tmp_path: Path) -> None:
    before = (new / "application.yaml").read_bytes()
    (tmp_path / "file").write_bytes(b"x")
    for taken in (new, tmp_path / "file"):
        with pytest.raises(OutputError) as caught:
            write_scaffold(taken, form, notice)
        assert caught.value.exit_code is ExitCode.OUTPUT
        assert caught.value.message == "这里已经有文件，没有改动任何东西。"
        assert (caught.value.remedy, caught.value.path) == ("请换一个新的文件夹名。", str(taken))
    assert (new / "application.yaml").read_bytes() == before


def test_an_empty_folder_may_be_used(tmp_path: Path, form: Form, notice: Notice) -> None:
    (tmp_path / "空").mkdir()
    assert len(write_scaffold(tmp_path / "空", form, notice)) == 2


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, form: Form, notice: Notice) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(OutputError, match="写不进去：") as caught:
        write_scaffold(tmp_path / "file" / "新", form, notice)
    assert caught.value.remedy == "请检查磁盘和权限。"


def test_a_call_that_is_killed_anywhere_is_no_half_of_a_folder_and_refuses_no_later_one(
    tmp_path: Path, form: Form, notice: Notice
) -> None:
    whole = write_scaffold(tmp_path / "whole", form, notice)[0].parent
    names = sorted(path.relative_to(whole).as_posix() for path in whole.rglob("*"))
    for after in range(20):
        folder = tmp_path / str(after)
        if not run_killed(lambda: write_scaffold(folder, form, notice), after):  # noqa: B023
            break
        if not folder.exists() or is_untouched(folder):
            write_scaffold(folder, form, notice)
        else:
            with pytest.raises(OutputError, match="剩下的已经补完|已经有文件"):
                write_scaffold(folder, form, notice)
        left = [path for path in folder.rglob("*") if not path.relative_to(folder).parts[0].startswith(".docgen-")]
        assert sorted(path.relative_to(folder).as_posix() for path in left) == names
    assert after >= 4


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, form: Form, notice: Notice) -> None:
    assert not run_on_full_disk(lambda: write_scaffold(tmp_path / "a" / "新", form, notice), 100)
    assert list(tmp_path.rglob("*")) == [tmp_path / "a"]
    assert write_scaffold(tmp_path / "a" / "新", form, notice)


def test_a_title_of_the_notice_makes_no_folder_outside(tmp_path: Path, form: Form, notice: Notice) -> None:
    items = tuple(
        EvidenceItem(number=str(number), title=title)
        for number, title in enumerate(["../../../甲", "a/b\\c", "..", "甲：\u202e乙"], 1)
    )
    odd = structs.replace(notice, evidence=(EvidenceGroup(heading="一", items=items),))
    write_scaffold(tmp_path / "新", form, odd)
    found = sorted(path.name for path in (tmp_path / "新" / "evidence").iterdir() if path.is_dir())
    assert found == ["01 ..／..／..／甲", "02 a／b＼c", "03", "04 甲：_乙"]
    assert [path.name for path in tmp_path.iterdir()] == ["新"]
