"""The command line: exit codes, what goes to which stream, and Chinese throughout."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conftest import FORM, NOTICE, Factory
from docgen import errors
from docgen.cli import main
from docgen.cli.console import print_json
from docgen.definitions.catalog import built_in
from docgen.definitions.form import Blank
from docgen.errors import DocgenError, ExitCode
from held_by_others import make_windows_error

Captured = pytest.CaptureFixture[str]


def run(*arguments: object) -> int:
    """The exit code, whether a verb returned it or the parser left with it."""
    try:
        return main([str(argument) for argument in arguments])
    except SystemExit as left:
        assert isinstance(left.code, int)
        return left.code


def test_a_new_folder_is_checked_and_lacks_exactly_its_fields(tmp_path: Path, capsys: Captured) -> None:
    home = tmp_path / "新"
    assert run("new", home, "--form", FORM, "--notice", NOTICE) == ExitCode.OK
    told = capsys.readouterr()
    assert told.out.splitlines()[0] == f"已新建 {home}："
    assert told.err == ""
    before = sorted(path.name for path in home.rglob("*"))

    assert run("check", home, "--json") == ExitCode.PROBLEMS
    told = capsys.readouterr()
    problems = json.loads(told.out)["problems"]
    assert told.err == ""
    asked = {one["where"]["slot"].split(".")[0] for one in problems if one["code"] == "answer.missing"}
    form = built_in().load_form(FORM)
    assert asked == {field.id for field in form.fields.values() if not isinstance(field, Blank)}
    assert {one["code"] for one in problems} == {"answer.missing", "evidence.missing", "summary.missing"}
    assert sorted(path.name for path in home.rglob("*")) == before


def test_check_tells_each_problem_with_its_place_and_what_to_do(folder: Factory, capsys: Captured) -> None:
    assert run("check", folder("area: 十五")) == ExitCode.PROBLEMS
    told = capsys.readouterr()
    lines = told.out.splitlines()
    at = lines.index(
        "【错误】application.yaml 第4行 area：“集群占地面积（平方公里）”应填数字，现在是“十五”。 [answer.not-a-number]"
    )
    assert lines[at + 1] == "        请只填数字（单位是平方公里），没有的填“无”。"
    assert re.fullmatch(r"共 \d+ 个错误(，\d+ 个(提醒|说明))*。", lines[-1])
    assert told.err == ""


def test_a_build_with_errors_writes_nothing_and_says_so_on_stderr(folder: Factory, capsys: Captured) -> None:
    home = folder("area: 十五")
    assert run("build", home) == ExitCode.PROBLEMS
    told = capsys.readouterr()
    assert told.out == ""
    outcome = "有错误，没有生成；上次的输出没有改动。改正后再运行，或加 --draft 先出草稿。"
    assert told.err.splitlines()[-1] == outcome
    assert not (home / "output").exists()


def test_a_build_with_errors_is_one_object_for_machines(folder: Factory, capsys: Captured) -> None:
    assert run("build", folder(""), "--json") == ExitCode.PROBLEMS
    told = capsys.readouterr()
    shown = json.loads(told.out)
    assert (shown["output"], shown["pages"]) == (None, 0)
    assert shown["problems"]
    assert told.err == ""


def test_what_cannot_be_read_is_told_on_stderr_with_file_and_line(folder: Factory, capsys: Captured) -> None:
    home = folder("")
    (home / "application.yaml").write_text("form: x\nnotice:y\n", encoding="utf-8")
    assert run("check", home) == ExitCode.INPUT
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (
        "错误：application.yaml：第2行：不是有效的 YAML：“notice:”后面少了一个空格。 "
        "请检查这一行前后的缩进、冒号后的空格、引号和括号。\n"
    )


def test_each_class_of_error_has_its_exit_code(tmp_path: Path, folder: Factory, capsys: Captured) -> None:
    taken = tmp_path / "taken"
    taken.write_text("x", encoding="utf-8")
    home = folder("")
    (home / "application.yaml").write_text(f"form: 2022-aplication\nnotice: {NOTICE}\n", encoding="utf-8")
    assert run("check", tmp_path / "没有") == 2
    assert run("check", home) == 3
    assert run("new", taken, "--form", FORM, "--notice", NOTICE) == 7
    assert run("blank", FORM, "-o", taken / "x.docx") == 7
    assert run("--definitions", tmp_path / "没有", "forms") == 2
    for line in capsys.readouterr().err.splitlines():
        assert line.startswith("错误：")
        assert not re.search(r"[A-Z][a-z]+ [a-z]+", line)


@pytest.mark.parametrize(
    ("kind", "code"),
    [("InputError", 2), ("DefinitionError", 3), ("ToolMissing", 4), ("ToolFailed", 5), ("ReadBackError", 6)]
    + [("OutputError", 7), ("DocgenError", 70)],
)
def test_an_error_leaves_with_the_code_of_its_class(
    kind: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def fail(*_: object) -> Any:
        raise getattr(errors, kind)("出错了。", remedy="这样做。", path="甲.pdf", line=3)

    monkeypatch.setattr("docgen.pipeline.check.check_application", fail)
    assert run("check", "x") == code
    assert capsys.readouterr().err == "错误：甲.pdf：第3行：出错了。 这样做。\n"
    assert issubclass(getattr(errors, kind), DocgenError)


def test_a_fault_of_our_own_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def fail(*_: object) -> Any:
        return {}["没有"]

    monkeypatch.delenv("DOCGEN_DEBUG", raising=False)
    monkeypatch.setattr("platformdirs.user_log_path", lambda *_, **__: tmp_path)
    monkeypatch.setattr("docgen.pipeline.check.check_application", fail)
    assert run("check", "张三的集群") == ExitCode.FAULT == 70
    told = capsys.readouterr()
    (report,) = tmp_path.iterdir()
    assert told.out == ""
    assert re.fullmatch(
        r"docgen 自身出错了，不是您的数据有误：KeyError：'没有'（test_cli\.py 第\d+行）。上次的输出没有改动。\n"
        rf"请把错误报告 {report} 发给维护者，里面没有您的数据。\n",
        told.err,
    )
    lines = report.read_text("utf-8").splitlines()
    assert "command: docgen check （略）" in lines
    assert lines[-1] == "builtins.KeyError: （略）"
    assert not [line for line in lines if "张三" in line]


def test_an_interruption_is_told_and_is_no_fault(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def interrupt(*_: object) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr("docgen.pipeline.check.check_application", interrupt)
    assert run("check", "x") == ExitCode.INTERRUPTED == 130
    assert capsys.readouterr().err == "已中断，上次的输出没有改动。\n"


@pytest.mark.parametrize(
    ("arguments", "message", "usage"),
    [
        ((), "缺少参数：命令", "docgen"),
        (("nix",), "没有“nix”这个命令", "docgen"),
        (("check",), "缺少参数：DIR，或 --explain", "docgen check"),
        (("check", "a", "b"), "不认识的参数：b", "docgen"),
        (("build", "a", "-o"), "-o/--output 后面缺少内容", "docgen build"),
        (("check", "a", "--json=1"), "--json 后面不能带内容", "docgen check"),
        (("new", "a"), "缺少参数：--form, --notice", "docgen new"),
        (("blank", FORM), "缺少参数：-o/--output", "docgen blank"),
        (("template",), "缺少参数：命令", "docgen template"),
        (("template", "nix"), "没有“nix”这个命令", "docgen template"),
        (("forms", "--nix"), "不认识的参数：--nix", "docgen"),
    ],
)
def test_a_slip_on_the_command_line_is_told_in_chinese(
    arguments: tuple[str, ...], message: str, usage: str, capsys: Captured
) -> None:
    assert run(*arguments) == ExitCode.INPUT
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"docgen：{message}。\n用 {usage} --help 查看用法。\n")


@pytest.mark.parametrize(
    "verb", [(), ("check",), ("build",), ("new",), ("blank",), ("template",), ("template", "check")]
)
def test_help_is_chinese(verb: tuple[str, ...], capsys: Captured) -> None:
    assert run(*verb, "--help") == ExitCode.OK
    text = capsys.readouterr().out
    assert text.startswith("用法：docgen")
    for english in ("usage", "options:", "positional", "show this help", "required"):
        assert english not in text


def test_forms_lists_every_form_and_notice(capsys: Captured) -> None:
    assert run("forms") == ExitCode.OK
    text = capsys.readouterr().out
    for name in (*built_in().list_form_ids(), *built_in().list_notice_ids()):
        assert f"  {name}  " in text


def test_definitions_of_ones_own_come_first(tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "data" / "forms"
    folder.mkdir(parents=True)
    source = built_in().roots[0] / "data" / "forms" / f"{FORM}.yaml"
    text = source.read_text("utf-8").replace(f"id: {FORM}", "id: made-up", 1)
    (folder / "made-up.yaml").write_text(text, encoding="utf-8")
    assert run("--definitions", tmp_path, "forms") == ExitCode.OK
    assert "made-up  " in capsys.readouterr().out


def test_a_blank_form_is_written(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "新" / "空白.docx"
    assert run("blank", FORM, "-o", path) == ExitCode.OK
    assert path.read_bytes().startswith(b"PK")
    assert capsys.readouterr().out == f"已写空白申报表：{path}\n"


@pytest.mark.slow
def test_the_command_itself_speaks_utf8_whatever_the_terminal(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from docgen.cli import run; run()", "check", str(tmp_path)],
        capture_output=True,
        env={"PYTHONIOENCODING": "ascii", "PATH": "/usr/bin:/bin"},
        check=False,
    )
    assert done.returncode == ExitCode.INPUT
    assert "文件夹里没有 application.yaml" in done.stderr.decode("utf-8")
    assert done.stdout == b""


def test_a_name_that_is_too_long_is_told_and_no_fault(tmp_path: Path, folder: Factory, capsys: Captured) -> None:
    long = tmp_path / ("长" * 100)
    assert run("check", long) == ExitCode.INPUT
    assert run("new", long, "--form", FORM, "--notice", NOTICE) == ExitCode.OUTPUT
    assert run("blank", FORM, "-o", long / "x.docx") == ExitCode.OUTPUT
    assert run("build", folder(""), "--draft", "-o", long) == ExitCode.OUTPUT
    assert [line.partition("：")[2] for line in capsys.readouterr().err.splitlines() if line.startswith("错误：/")] == [
        f"{long}：没有这个文件夹。 请检查路径，或用 docgen new 新建。",
        f"{long}：写不进去：名称太长。 请检查磁盘和权限。",
        f"{long / 'x.docx'}：写不进去：名称太长。 请检查路径、磁盘和权限。",
        f"{long}：写不进去：名称太长。 请检查磁盘空间和权限。",
    ]


# -- the end of the process -------------------------------------------------------------------------------------------


def ended(script: str, **streams: Any) -> subprocess.CompletedProcess[bytes]:
    """A process of its own that runs ``script``, in which ``run`` is the entry point of the command."""
    command = [sys.executable, "-c", f"import sys, docgen.cli as cli\n{script}"]
    return subprocess.run(command, check=False, stderr=subprocess.PIPE, **{"stdout": subprocess.PIPE} | streams)


INTERRUPTED = """
import atexit
class Library:
    def __del__(self):
        print("leaked 1 instance", file=sys.stderr)
kept = Library()
atexit.register(lambda: print("in English", file=sys.stderr))
def interrupt(arguments):
    print("half", end="")
    raise KeyboardInterrupt
cli._build_parser = lambda: type("Parser", (), {"parse_args": interrupt})
cli.run()
"""


@pytest.mark.slow
def test_an_interrupted_process_ends_without_the_words_of_libraries() -> None:
    done = ended(INTERRUPTED)
    assert done.returncode == ExitCode.INTERRUPTED
    assert done.stdout == b"half"
    assert done.stderr.decode("utf-8") == "已中断，上次的输出没有改动。\n"


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_disk_that_is_full_where_the_output_goes_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        done = ended("sys.argv = ['docgen', 'forms']\ncli.run()", stdout=full)
    assert done.returncode == ExitCode.OUTPUT
    assert done.stderr.decode("utf-8") == "错误：磁盘已满。 请腾出磁盘空间再运行。\n"


@pytest.mark.slow
def test_a_reader_that_has_gone_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        done = ended("sys.argv = ['docgen', 'forms']\ncli.run()", stdout=write)
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (ExitCode.OK, b"")


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (make_windows_error(32, "D:\\申报\\表.xlsx"), ExitCode.OUTPUT, "D:\\申报\\表.xlsx：正被别的程序打开。"),
        (make_windows_error(206, "D:\\" + "长" * 300, error=errno.ENOENT), ExitCode.OUTPUT, "路径太长（303 个字符"),
        (OSError(errno.ENOSPC, "full", "/tmp"), ExitCode.OUTPUT, "/tmp：磁盘已满。 请腾出磁盘空间再运行。"),
        (OSError(errno.ENOENT, "gone", "x"), ExitCode.FAULT, "docgen 自身出错了"),
    ],
    ids=["held", "long", "full", "fault"],
)
def test_what_the_system_refuses_anywhere_is_no_fault_of_docgen(
    error: OSError, code: ExitCode, said: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def refuse(*_: object) -> Any:
        raise error

    monkeypatch.setattr("docgen.pipeline.check.check_application", refuse)
    monkeypatch.setattr("docgen.cli.crash_report.write_crash_report", lambda *_: None)
    assert run("check", "x") == code
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "cp437"])
def test_any_terminal_gets_utf8_and_no_character_ends_a_call(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A console of code page 936, or a file: rare characters, emoji and names that are not UTF-8."""
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding=encoding))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    monkeypatch.setattr("docgen.cli.form_commands.print", lambda *_: None, raising=False)
    assert run("forms") == ExitCode.OK
    print_json({"name": "𬭚😀\udcb0"})
    sys.stdout.flush()
    assert json.loads(written.getvalue().decode("utf-8")) == {"name": "𬭚😀?"}
