"""The output folder: the last good one stays until the new one is whole, and nothing of the user's is lost."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from conftest import told
from docgen.errors import ExitCode, InputError, OutputError
from docgen.runtime import file_replacement, held_files
from docgen.runtime import output_folder as output
from docgen.runtime.checksums import Checksums, compute_sha256
from docgen.runtime.output_folder import MANIFEST, StagedOutput, stage_output
from held_by_others import DENIED, SHARED, OtherProgram, make_windows_error


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "output"


def fill(stage: StagedOutput, files: dict[str, str]) -> None:
    """Write ``files`` and a manifest of them into the stage."""
    documents = []
    for name, text in files.items():
        path = stage.new / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        documents.append({"path": name, "sha256": compute_sha256(path)})
    (stage.new / MANIFEST).write_text(json.dumps({"documents": documents, "package": None}), encoding="utf-8")


def build(out: Path, files: dict[str, str]) -> list[tuple[str, str, str, str]]:
    with stage_output(out) as stage:
        fill(stage, files)
        kept = stage.keep_foreign_files(Checksums())
        stage.put_in_place()
    return told(kept)


def read(out: Path) -> dict[str, str]:
    found = {path.relative_to(out).as_posix(): path for path in sorted(out.rglob("*")) if path.is_file()}
    return {name: path.read_text("utf-8") for name, path in found.items() if name != MANIFEST}


def beside(out: Path) -> list[str]:
    return sorted(path.name for path in out.parent.iterdir())


def test_a_build_puts_its_files_in_place_and_leaves_nothing_beside_them(out: Path) -> None:
    assert build(out, {"word/a.docx": "1"}) == []
    assert build(out, {"word/a.docx": "2"}) == []
    assert read(out) == {"word/a.docx": "2"}
    assert beside(out) == ["output"]


@pytest.mark.parametrize("fault", [RuntimeError("x"), KeyboardInterrupt(), OutputError("x")])
def test_a_build_that_fails_leaves_the_last_output_as_it_was(out: Path, fault: BaseException) -> None:
    build(out, {"a": "1"})
    with pytest.raises(type(fault)), stage_output(out) as stage:
        fill(stage, {"a": "2"})
        raise fault
    assert read(out) == {"a": "1"}
    assert beside(out) == ["output"]


def test_files_of_the_user_are_kept_and_told(out: Path) -> None:
    build(out, {"a": "1"})
    (out / "我的").mkdir()
    (out / "我的" / "笔记.txt").write_text("记", encoding="utf-8")
    assert build(out, {"a": "2"}) == [
        ("output.foreign", "我的/笔记.txt", "我的/笔记.txt 不是 docgen 写的，原样保留。", "")
    ]
    assert read(out) == {"a": "2", "我的/笔记.txt": "记"}


def _store_decomposed(path: Path) -> None:
    """Give the file the name under which macOS lists it on its older drives and on those it shares."""
    path.rename(path.with_name(unicodedata.normalize("NFD", path.name)))


def test_a_document_that_macos_lists_decomposed_is_docgens_own(out: Path) -> None:
    build(out, {"disc/Café.pdf": "1"})
    _store_decomposed(out / "disc" / "Café.pdf")
    assert build(out, {"disc/Café.pdf": "2"}) == []
    assert read(out) == {"disc/Café.pdf": "2"}
    (out / "disc" / "Café.pdf").write_text("mine", encoding="utf-8")
    _store_decomposed(out / "disc" / "Café.pdf")
    assert [one[0] for one in build(out, {"disc/Café.pdf": "3"})] == ["output.edited"]
    assert read(out) == {"disc/Café.pdf": "3", "手工修改/disc/Café.pdf": "mine"}


def test_an_edited_document_is_kept_aside_each_time(out: Path) -> None:
    build(out, {"word/a.docx": "1"})
    for text in ("改一", "改二"):
        (out / "word" / "a.docx").write_text(text, encoding="utf-8")
        kept = build(out, {"word/a.docx": "2"})
        edited = [one for one in kept if one[0] == "output.edited"]
        aside = "手工修改/word/a.docx" if text == "改一" else "手工修改/word/a（1）.docx"
        message = f"word/a.docx 在上次生成后被改过，改过的一份另存为 {aside}。"
        assert edited == [("output.edited", "word/a.docx", message, "请把改动写进填报数据，再重新生成。")]
    assert read(out) == {
        "word/a.docx": "2",
        "手工修改/word/a.docx": "改一",
        "手工修改/word/a（1）.docx": "改二",
    }


def test_a_file_of_the_user_never_gives_way_to_a_new_document(out: Path) -> None:
    build(out, {"a": "1"})
    (out / "b").write_text("我的", encoding="utf-8")
    build(out, {"a": "1", "b": "新"})
    assert read(out) == {"a": "1", "b": "新", "手工修改/b": "我的"}


def test_a_document_that_is_no_longer_made_goes_away(out: Path) -> None:
    build(out, {"a": "1", "b": "1"})
    assert build(out, {"a": "1"}) == []
    assert read(out) == {"a": "1"}


def test_links_of_the_user_are_kept_as_links_even_broken_ones(out: Path, tmp_path: Path) -> None:
    (tmp_path / "别处").mkdir()
    build(out, {"a": "1"})
    (out / "broken").symlink_to("nothing")
    (out / "folder").symlink_to(tmp_path / "别处")
    assert [code for code, *_ in build(out, {"a": "2"})] == ["output.foreign"] * 2
    assert ((out / "broken").readlink(), (out / "folder").is_symlink()) == (Path("nothing"), True)


def test_a_pipe_in_the_output_is_told_and_nobody_waits_for_it(out: Path) -> None:
    build(out, {"a": "1"})
    os.mkfifo(out / "pipe")
    with pytest.raises(OutputError) as caught:
        build(out, {"a": "2"})
    assert caught.value.message == "输出文件夹里的 pipe 不是普通的文件，无法保留。"
    assert caught.value.remedy == "请先移走。"
    assert read(out) == {"a": "1"}


# -- places that are not ours -----------------------------------------------------------------------------------------


def refused(out: Path) -> tuple[str, str]:
    with pytest.raises(OutputError) as caught, stage_output(out):
        raise AssertionError("a stage where there must be none")
    assert caught.value.exit_code is ExitCode.OUTPUT
    assert caught.value.path == str(out)
    return caught.value.message, caught.value.remedy


def test_a_file_where_the_output_should_be_is_refused(out: Path) -> None:
    out.write_text("x", encoding="utf-8")
    assert refused(out) == ("输出应是文件夹，这里已有同名的文件。", "请用 -o 换一个名字。")


@pytest.mark.parametrize("manifest", [None, "", "{}", '{"name": "web", "documents": 1}', "[1]"])
def test_a_folder_of_somebody_else_is_refused_even_with_a_manifest(out: Path, manifest: str | None) -> None:
    out.mkdir()
    (out / "论文.docx").write_text("我的", encoding="utf-8")
    if manifest is not None:
        (out / MANIFEST).write_text(manifest, encoding="utf-8")
    message = "这个文件夹里有别的文件，而且不是 docgen 的输出，没有改动。"
    assert refused(out) == (message, "请用 -o 换一个新的文件夹。")
    assert beside(out) == ["output"]


def test_an_empty_folder_may_become_the_output(out: Path) -> None:
    out.mkdir()
    build(out, {"a": "1"})
    assert read(out) == {"a": "1"}


@pytest.mark.parametrize("name", [".", "no/such/parent/output"])
def test_missing_parents_are_made(tmp_path: Path, name: str) -> None:
    out = tmp_path / "home" / name / "output"
    build(out, {"a": "1"})
    assert read(out) == {"a": "1"}


def _failing(error: int, monkeypatch: pytest.MonkeyPatch, name: str, target: Any) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(target, name, fail)


def test_a_parent_that_is_read_only_is_told(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _failing(errno.EROFS, monkeypatch, "mkdtemp", file_replacement.tempfile)
    assert refused(out) == ("写不进去：磁盘是只读的。", "请检查磁盘空间和权限。")


@pytest.mark.parametrize("has_long_paths", [True, False])
def test_a_place_too_long_for_windows_is_told_before_anything_is_built(
    out: Path, monkeypatch: pytest.MonkeyPatch, has_long_paths: bool
) -> None:
    mkdir = os.mkdir

    def refuse(path: Path | str, *mode: int, **named: int) -> None:
        if len(str(path)) > len(str(out)) + 100 and not has_long_paths:
            raise make_windows_error(206, path, error=errno.ENOENT)
        mkdir(path, *mode, **named)

    monkeypatch.setattr(os, "mkdir", refuse)
    monkeypatch.setattr(sys, "platform", "win32")
    if has_long_paths:
        build(out, {"a": "1"})
        assert sorted(path.name for path in out.iterdir()) == ["a", MANIFEST]
        return
    with pytest.raises(OutputError) as caught:
        build(out, {"a": "1"})
    assert caught.value.message.startswith("写不进去：路径太长（")
    assert "移到" in caught.value.remedy
    assert beside(out) == []


def test_a_parent_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert refused(tmp_path / "file" / "output") == ("写不进去：已有同名的文件。", "请检查磁盘空间和权限。")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (errno.ENOSPC, "磁盘已满"),
        (errno.EACCES, "没有权限"),
        (errno.EROFS, "磁盘是只读的"),
        (errno.EDQUOT, "超过了磁盘配额"),
    ],
)
def test_a_disk_that_fills_up_is_told_and_the_last_output_stays(out: Path, error: int, reason: str) -> None:
    build(out, {"a": "1"})
    with pytest.raises(OutputError) as caught, stage_output(out) as stage:
        fill(stage, {"a": "2"})
        raise OSError(error, os.strerror(error))
    assert caught.value.message == f"写到一半写不下去了：{reason}。上次的输出没有改动。"
    assert read(out) == {"a": "1"}
    assert beside(out) == ["output"]


def test_a_full_disk_elsewhere_is_named(out: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught, stage_output(out):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/elsewhere/tmp/x")
    assert caught.value.path == "/elsewhere/tmp/x"
    assert caught.value.message == "写到一半写不下去了：磁盘已满。上次的输出没有改动。"


def test_a_file_that_another_program_keeps_from_being_read_is_named(out: Path) -> None:
    held = out.parent / "evidence" / "08 协议.xlsx"
    with pytest.raises(OutputError) as caught, stage_output(out):
        raise make_windows_error(SHARED, held)
    assert caught.value.path == str(held)
    assert "正被别的程序打开" in caught.value.message
    with pytest.raises(OutputError) as caught, stage_output(out) as stage:
        raise make_windows_error(SHARED, stage.new / "a.docx")
    assert caught.value.path == str(out)


def test_a_fault_that_has_nothing_to_do_with_writing_stays_what_it_is(out: Path) -> None:
    with pytest.raises(FileNotFoundError), stage_output(out):
        raise FileNotFoundError(errno.ENOENT, "x")


# -- moving into place ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("exchange", ["exchange", "two renames"])
def test_the_output_changes_places_with_or_without_help_of_the_system(
    out: Path, exchange: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if exchange != "exchange":
        monkeypatch.setattr(output, "_try_to_exchange", lambda one, other: False)
    for text in ("1", "2", "3"):
        build(out, {"a": text})
        assert read(out) == {"a": text}
    assert beside(out) == ["output"]


def test_an_output_that_is_in_use_is_told_and_stays(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(out, {"a": "1"})
    monkeypatch.setattr(output, "_try_to_exchange", lambda one, other: False)
    _failing(errno.EBUSY, monkeypatch, "_try_to_rename", output)
    with pytest.raises(OutputError) as caught:
        build(out, {"a": "2"})
    assert caught.value.message == "写好的材料放不进输出文件夹：正被别的程序使用。上次的输出没有改动。"
    assert caught.value.remedy.startswith("请关闭打开着它的 Word、WPS、Excel、PDF 阅读器")
    assert read(out) == {"a": "1"}
    assert beside(out) == ["output"]


def test_an_output_moved_away_when_the_second_rename_fails_is_put_back(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(out, {"a": "1"})
    renamed = output._try_to_rename
    monkeypatch.setattr(output, "_try_to_exchange", lambda one, other: False)

    def second_fails(source: Path, target: Path) -> bool:
        if source.name == "new":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return renamed(source, target)

    monkeypatch.setattr(output, "_try_to_rename", second_fails)
    with pytest.raises(OutputError):
        build(out, {"a": "2"})
    assert read(out) == {"a": "1"}
    assert beside(out) == ["output"]


@pytest.fixture
def without_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where two folders cannot change places in one step."""
    monkeypatch.setattr(output, "_try_to_exchange", lambda one, other: False)


@pytest.mark.usefixtures("without_exchange")
def test_an_output_that_is_open_for_a_moment_is_exchanged_once_it_is_closed(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(out, {"word/a.docx": "1"})
    word = OtherProgram(out / "word" / "a.docx", refusals=4).open_file(monkeypatch)
    build(out, {"word/a.docx": "2"})
    assert read(out) == {"word/a.docx": "2"}
    assert len(word.pauses) == 4
    assert beside(out) == ["output"]


@pytest.mark.usefixtures("without_exchange")
def test_the_document_that_keeps_the_output_in_its_place_is_named(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(out, {"word/a.docx": "1", "word/b.docx": "1"})
    OtherProgram(out / "word" / "b.docx").open_file(monkeypatch)
    with pytest.raises(OutputError) as caught:
        build(out, {"word/a.docx": "2"})
    opened = out / "word" / "b.docx"
    assert caught.value.message == f"写好的材料放不进输出文件夹：“{opened}”正被别的程序打开。上次的输出没有改动。"
    assert "请关闭" in caught.value.remedy
    assert read(out) == {"word/a.docx": "1", "word/b.docx": "1"}
    assert beside(out) == ["output"]


@pytest.mark.usefixtures("without_exchange")
def test_an_output_that_was_moved_away_and_may_not_return_is_not_lost(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Moved away, then opened by a scanner: neither the new output nor the last one can take its name."""
    build(out, {"word/a.docx": "1"})
    rename = Path.rename

    def refuse_return(self: Path, target: Path) -> Path:
        if Path(target) == out:
            raise make_windows_error(DENIED, self, target)
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(held_files.time, "sleep", lambda _: None)
        patch.setattr(Path, "rename", refuse_return)
        with pytest.raises(OutputError) as caught:
            build(out, {"word/a.docx": "2"})
        [container] = out.parent.iterdir()
        assert read(container / "old") == {"word/a.docx": "1"}
        assert f"上次的输出完整地在“{container / 'old'}”里" in caught.value.message
        assert "没有改动" not in caught.value.message
        with pytest.raises(OutputError, match="放不回原处"):  # and no new output takes its place meanwhile
            build(out, {"word/a.docx": "3"})
        assert read(container / "old") == {"word/a.docx": "1"}
    (container / "old" / "mine.txt").write_text("kept", encoding="utf-8")
    build(out, {"word/a.docx": "4"})
    assert read(out) == {"word/a.docx": "4", "mine.txt": "kept"}
    assert beside(out) == ["output"]


@pytest.mark.usefixtures("without_exchange")
def test_a_fault_of_restoring_does_not_hide_the_fault_of_the_build(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(out, {"a": "1"})

    def refuse(self: Path, target: Path) -> Path:
        raise make_windows_error(DENIED, self, target)

    monkeypatch.setattr(held_files.time, "sleep", lambda _: None)
    with pytest.raises(InputError, match="mine"), stage_output(out) as stage:
        out.rename(stage.container / "old")
        monkeypatch.setattr(Path, "rename", refuse)
        raise InputError("mine")
    assert read(stage.container / "old") == {"a": "1"}


def test_two_stages_at_once_do_not_disturb_each_other(out: Path) -> None:
    with stage_output(out) as one:
        fill(one, {"a": "1"})
        with stage_output(out) as other:
            fill(other, {"a": "2"})
            assert one.container != other.container
            other.put_in_place()
        assert read(out) == {"a": "2"}
        one.put_in_place()
    assert read(out) == {"a": "1"}
    assert beside(out) == ["output"]


def test_a_link_to_the_output_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "output").symlink_to(real)
    build(tmp_path / "output", {"a": "1"})
    build(tmp_path / "output", {"a": "2"})
    assert (tmp_path / "output").is_symlink()
    assert read(real) == {"a": "2"}


# -- what a killed build leaves behind --------------------------------------------------------------------------------


def killed(out: Path, name: str = "abcd1234") -> Path:
    container = out.parent / f".{out.name}.building-{name}"
    (container / "new").mkdir(parents=True)
    (container / "lock").touch()
    return container


def test_the_stage_of_a_killed_build_is_cleared_by_the_next(out: Path) -> None:
    build(out, {"a": "1"})
    killed(out)
    build(out, {"a": "2"})
    assert beside(out) == ["output"]


def test_an_output_that_a_killed_build_had_moved_away_is_put_back(out: Path) -> None:
    build(out, {"a": "1"})
    out.rename(killed(out) / "old")
    with pytest.raises(RuntimeError), stage_output(out) as stage:
        assert read(out) == {"a": "1"}
        fill(stage, {"a": "2"})
        raise RuntimeError
    assert read(out) == {"a": "1"}
    assert beside(out) == ["output"]


def test_the_stage_of_a_build_that_is_still_running_is_left_alone(out: Path) -> None:
    container = killed(out)
    with FileLock(container / "lock"):
        build(out, {"a": "1"})
        assert container.is_dir()


def test_a_drive_that_cannot_lock_can_be_built_on(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As network drives whose server has no locks."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(FileLock, "acquire", refuse)
    with stage_output(out) as stage:
        fill(stage, {"a": "1"})
        build(out, {"a": "2"})
        assert stage.new.is_dir(), "another build does not clear it"
        stage.put_in_place()
    assert read(out) == {"a": "1"}


@pytest.mark.parametrize("name", ["output[1]", "*", "output.building-x", "输出 (1)"])
def test_stages_of_other_outputs_are_left_alone_whatever_the_names(tmp_path: Path, name: str) -> None:
    others = [killed(tmp_path / other) for other in ("output", "output1", "x")]
    longer = killed(tmp_path / f"{name}.building-x")
    left = killed(tmp_path / name, "wxyz9876")
    build(tmp_path / name, {"a": "1"})
    assert [path.is_dir() for path in (*others, longer, left)] == [True] * 4 + [False]


def test_a_stage_taken_for_left_behind_before_it_is_locked_is_made_again(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    acquired: list[Path] = []

    class ClearedAtOnce(FileLock):
        def acquire(self, *settings: Any, **more: Any) -> Any:
            acquired.append(Path(self.lock_file))
            held = super().acquire(*settings, **more)
            if len(acquired) == 1:
                shutil.rmtree(acquired[0].parent)
            return held

    monkeypatch.setattr(output, "FileLock", ClearedAtOnce)
    build(out, {"a": "1"})
    assert read(out) == {"a": "1"}
    assert acquired[0] != acquired[-1]
    assert beside(out) == ["output"]


def test_files_that_vanish_while_they_are_kept_are_no_fault(out: Path) -> None:
    build(out, {"a": "1"})
    (out / "b").write_text("我的", encoding="utf-8")

    class Vanishing(Checksums):
        def compute(self, path: Path) -> str:
            path.unlink()
            raise FileNotFoundError(path)

    with stage_output(out) as stage:
        assert stage.keep_foreign_files(Vanishing()) == ()


def test_an_input_that_vanishes_during_a_build_is_told_as_what_it_is(tmp_path: Path) -> None:
    gone = tmp_path / "evidence" / "08 协议.pdf"
    with pytest.raises(InputError) as caught, stage_output(tmp_path / "output"):
        gone.read_bytes()
    assert caught.value.message == "这个文件在生成期间不见了。上次的输出没有改动。"
    assert caught.value.path == str(gone)
    assert not (tmp_path / "output").exists()


def test_what_a_build_wrote_into_any_folder_is_its_own(out: Path) -> None:
    build(out, {"print/封面.pdf": "cover", "disc/03 光盘/清单.txt": "list", "word/a.docx": "form"})
    assert build(out, {"word/a.docx": "form"}) == []
    assert not (out / "print").exists() and not (out / "disc").exists()


def test_what_the_last_build_wrote_is_known_again(out: Path) -> None:
    build(out, {"disc/a.pdf": "a"})
    file = out / "disc" / "a.pdf"
    digest = compute_sha256(file)
    with stage_output(out) as stage:
        assert stage.find_unchanged(digest) == file
        assert stage.find_unchanged("0" * 64) is None
        file.rename(out / "b.pdf")
        file.symlink_to(out / "b.pdf")
        assert stage.find_unchanged(digest) is None
