"""What another program holds is tried again for some seconds, and then named."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from docgen.errors import ExitCode, OutputError, describe_os_error, is_usual, suggest_remedy
from docgen.runtime.file_replacement import change_folder, finish_change, replace_file
from docgen.runtime.held_files import find_open_file, remove_folder, retry_while_held
from docgen.runtime.output_folder import replace_output, write_file
from held_by_others import DENIED, SHARED, OtherProgram, make_windows_error

FOR_EVER = float("inf")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "企业表.xlsx"
    path.write_text("old", encoding="utf-8")
    return path


def test_a_file_that_a_scanner_holds_for_a_moment_is_replaced(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scanner = OtherProgram(old, refusals=3).open_file(monkeypatch)
    write_file(old, b"new")
    assert old.read_bytes() == b"new"
    assert scanner.pauses == sorted(scanner.pauses) and len(scanner.pauses) == 3
    assert [path.name for path in old.parent.iterdir()] == [old.name]


def test_a_file_that_stays_open_is_told_after_some_seconds(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    word = OtherProgram(old).open_file(monkeypatch)
    with pytest.raises(OutputError) as caught:
        write_file(old, b"new")
    assert caught.value.message == "写不进去：正被别的程序打开。"
    assert "请关闭打开着它的 Word" in caught.value.remedy
    assert caught.value.path == str(old)
    assert 2 < sum(word.pauses) < 5
    assert old.read_bytes() == b"old"
    assert [path.name for path in old.parent.iterdir()] == [old.name]


def test_nobody_waits_for_what_is_no_question_of_time(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = OtherProgram(old).open_file(monkeypatch)
    for error in (errno.ENOSPC, errno.EACCES, errno.ENOENT):
        with pytest.raises(OSError, match=os.strerror(error)):
            retry_while_held(lambda error=error: _raise(OSError(error, os.strerror(error))))
    assert program.pauses == []


def _raise(error: OSError) -> None:
    raise error


def test_a_folder_is_removed_once_its_files_are_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "work"
    (folder / "pdf").mkdir(parents=True)
    for name in ("a.pdf", "b.pdf"):
        (folder / "pdf" / name).touch()
    program = OtherProgram(folder / "pdf" / "a.pdf", refusals=4).open_file(monkeypatch)
    remove_folder(folder)
    assert not folder.exists()
    assert 0 < len(program.pauses) < 4
    remove_folder(folder)  # which is not there


def test_a_folder_that_cannot_be_removed_stays_without_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "work" / "a.pdf"
    kept.parent.mkdir()
    kept.touch()
    (kept.parent / "b.pdf").touch()
    program = OtherProgram(kept).open_file(monkeypatch)
    remove_folder(kept.parent)
    assert [path.name for path in kept.parent.iterdir()] == ["a.pdf"]
    assert sum(program.pauses) < 5


def test_a_file_that_may_only_be_read_is_removed_but_not_what_a_link_leads_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine.pdf"
    mine.touch()
    mine.chmod(0o400)
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "link.pdf").symlink_to(mine)
    (folder / "copy.pdf").touch()
    (folder / "copy.pdf").chmod(0o400)
    unlink = os.unlink

    def refuse_read_only(path: Path | str, **named: int) -> None:
        if not Path(path).stat().st_mode & stat.S_IWUSR:
            raise make_windows_error(DENIED, path)
        unlink(path, **named)

    OtherProgram(tmp_path / "none").open_file(monkeypatch)
    monkeypatch.setattr(os, "unlink", refuse_read_only)
    remove_folder(folder)
    assert [path.name for path in folder.iterdir()] == ["link.pdf"]
    assert stat.S_IMODE(mine.stat().st_mode) == 0o400


def test_the_open_one_of_many_files_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b/c", "b/d"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert find_open_file(tmp_path) is None
    OtherProgram(tmp_path / "b" / "d").open_file(monkeypatch)
    assert find_open_file(tmp_path) == tmp_path / "b" / "d"


def test_a_change_of_several_files_is_not_begun_while_one_of_them_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("application.json", "plan.md"):
        (tmp_path / name).write_text("old", encoding="utf-8")
    for held in ("application.json", "plan.md"):
        with monkeypatch.context() as patch:
            OtherProgram(tmp_path / held).open_file(patch)
            with pytest.raises(OSError, match="Windows"), change_folder(tmp_path, ["application.json"]) as new:
                (new / "application.yaml").write_text("new", encoding="utf-8")
                (new / "plan.md").write_text("new", encoding="utf-8")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["application.json", "plan.md"]
        assert (tmp_path / "plan.md").read_text("utf-8") == "old"


def test_a_change_that_is_made_is_no_failure_where_the_old_file_stays_for_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "application.json").touch()
    with monkeypatch.context() as patch:
        with change_folder(tmp_path, ["application.json"]) as new:
            (new / "application.yaml").write_text("new", encoding="utf-8")
            program = OtherProgram(tmp_path / "application.json")
            program.refusals = 0
            program.open_file(patch)
            rename = os.rename

            def open_late(*paths: Path) -> None:
                rename(*paths)
                if Path(paths[1]).name == ".docgen-ready":
                    program.refusals = FOR_EVER

            patch.setattr(os, "rename", open_late)
        assert (tmp_path / "application.json").exists()
        assert (tmp_path / "application.yaml").read_text("utf-8") == "new"
    assert finish_change(tmp_path, ["application.json"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["application.yaml"]


@pytest.mark.parametrize(
    ("error", "said", "remedy"),
    [
        (make_windows_error(SHARED, "a.docx"), "正被别的程序打开", "请关闭"),
        (make_windows_error(DENIED, "a.docx"), "没有权限，或正被别的程序打开", "请关闭"),
        (OSError(errno.EBUSY, "busy"), "正被别的程序使用", "请关闭"),
        (make_windows_error(362, "a.pdf", error=errno.EINVAL), "文件只在云盘上，没有下载到本机", "始终保留"),
        (make_windows_error(123, "a?.pdf", error=errno.EINVAL), "名称里有 Windows 不允许的字符", "请去掉"),
        (make_windows_error(64, "a.pdf", error=errno.ENOENT), "网络盘断开了", "复制到本机"),
        (make_windows_error(1224, "a.pdf", error=errno.EINVAL), "正被别的程序打开", "请关闭"),
        (OSError(errno.ENOSPC, "full"), "磁盘已满", "请腾出磁盘空间"),
        (OSError(errno.EROFS, "read only"), "磁盘是只读的", "照旧"),
    ],
    ids=["shared", "denied", "busy", "cloud", "name", "network", "mapped", "full", "other"],
)
def test_what_the_system_refuses_is_said_in_chinese_with_what_to_do(error: OSError, said: str, remedy: str) -> None:
    assert describe_os_error(error) == said
    assert remedy in suggest_remedy(error, "照旧")
    assert is_usual(error)


@pytest.mark.parametrize(("code", "length", "is_long"), [(206, 300, True), (3, 250, True), (3, 100, False)])
def test_a_path_that_is_too_long_for_windows_is_named(code: int, length: int, is_long: bool) -> None:
    path = "D:\\" + "长" * (length - 3)
    error = make_windows_error(code, "D:\\a", path, error=errno.ENOENT)
    assert is_usual(error) is is_long
    if is_long:
        assert describe_os_error(error) == f"路径太长（{length} 个字符，Windows 最多 259 个）：{path}"
        assert "短" in suggest_remedy(error, "")
    else:
        assert describe_os_error(error) == "文件夹或文件不存在"


def test_a_path_that_is_too_long_is_told_where_it_is_written(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = old.parent / f"{'长' * 60}.xlsx"

    def refuse(*paths: Path) -> None:
        raise make_windows_error(206, *paths, error=errno.ENOENT)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OutputError) as caught, replace_output(long) as new:
        new.touch()
    assert caught.value.exit_code is ExitCode.OUTPUT
    assert "路径太长" in caught.value.message
    assert long.name in caught.value.message


def test_a_usual_fault_of_code_is_not_taken_for_one_of_the_system() -> None:
    assert not is_usual(FileNotFoundError(errno.ENOENT, "x", "y"))
    assert not is_usual(OSError("x"))


def test_a_new_file_is_put_in_place_with_one_call_where_nothing_is_held(old: Path) -> None:
    with replace_file(old) as new:
        new.write_text("new", encoding="utf-8")
    assert old.read_text("utf-8") == "new"
