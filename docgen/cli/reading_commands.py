"""Verbs that read documents of Word into an application folder: read and plan."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.cli.arguments import Options, Verbs, add_events, add_verb
from docgen.cli.console import open_definitions, print_json, print_problems, run_with_progress
from docgen.errors import ExitCode, InputError

if TYPE_CHECKING:
    from docgen.api import Catalog, FilledForm


def add_reading_verbs(verbs: Verbs) -> None:
    """Add the verbs that read documents of Word."""
    read = add_verb(verbs, "read", "读填好的 Word 申报表：显示、写成新文件夹，或与文件夹比较", _read_form)
    read.add_argument("file", metavar="FORM.docx", type=Path, help="填好的申报表（.docx、.doc、.wps）")
    read.add_argument("--form", metavar="ID", default="", help="是哪张申报表，不写则自动认出")
    target = read.add_mutually_exclusive_group()
    target.add_argument("-o", "--output", metavar="NEW_DIR", type=Path, help="写成新的申报文件夹")
    target.add_argument("--into", metavar="DIR", type=Path, help="与这个申报文件夹的答案比较")
    read.add_argument("--take", metavar="PLACE", nargs="+", default=[], help="与 --into 同用：采用哪些不同，all 为全部")
    read.add_argument("--notice", metavar="ID", help="与 -o 同用：通知，不写则取唯一适用的一个")
    read.add_argument("--json", action="store_true", help="结果以 JSON 输出")
    add_events(read)

    plan = add_verb(verbs, "plan", "把 Word 写的规划正文（.docx）按申报表的标题读成 plan.md，原来的另存", _read_plan)
    plan.add_argument("folder", metavar="DIR", type=Path, help="申报文件夹")
    plan.add_argument("file", metavar="FILE.docx", type=Path, help="规划正文，可以在申报文件夹里")


def _read_form(options: Options) -> int:
    from docgen.api import read_form

    if options.take and not options.into:
        raise InputError("--take 要与 --into 同用。", remedy="请写明与哪个申报文件夹比较：--into DIR。")
    catalog = open_definitions(options)
    filled = run_with_progress(options, read_form, options.file, options.form, catalog)
    if options.output:
        return _write_form_folder(options, filled, catalog)
    if options.into:
        return _compare_form(options, filled, catalog)
    if options.json:
        print_json(filled.to_json())
    else:
        print_problems(filled.problems, sys.stderr)
        print("\n".join(filled.format_lines()))
        print(f"写成新的申报文件夹：docgen read {options.file} -o 新文件夹；与已有的比较：--into DIR。")
    return ExitCode.OK


def _write_form_folder(options: Options, filled: FilledForm, catalog: Catalog) -> int:
    from docgen.api import write_form_folder

    written = write_form_folder(filled, options.output, options.notice, catalog)
    if options.json:
        print_json({**filled.to_json(), "written": [str(path) for path in written.files]})
        return ExitCode.OK
    print_problems(filled.problems, sys.stderr)
    print("\n".join(filled.format_lines()))
    print(f"已写成 {options.output}：{'、'.join(path.name for path in written.files)}")
    if written.marked:
        print(f"不能确定的 {len(written.marked)} 处都有记号“请对照原文”，docgen check 会逐条列出。")
    print(f"请核对后运行 docgen check {options.output}")
    return ExitCode.OK


def _compare_form(options: Options, filled: FilledForm, catalog: Catalog) -> int:
    from docgen.api import compare_form

    compared = compare_form(filled, options.into, options.take, catalog)
    if options.json:
        print_json(compared.to_json())
        return ExitCode.OK
    print_problems(filled.problems, sys.stderr)
    print("\n".join(compared.format_lines()))
    if compared.written and compared.written.differences:
        print(
            f"已写入 {len(compared.written.differences)} 处：{'、'.join(path.name for path in compared.written.files)}"
        )
        for backup in compared.written.backups:
            print(f"原来的另存为 {backup.name}。")
    elif compared.differences:
        print("全部采用：再加 --take all；只采用几处：--take 后写位置，如 --take " + compared.differences[0].place)
    return ExitCode.OK


def _read_plan(options: Options) -> int:
    from docgen.api import read_plan_document

    result = read_plan_document(options.folder, options.file, open_definitions(options))
    print_problems(result.problems, sys.stderr)
    print(f"已写 {result.written}：认出 {result.sections} 个标题，读入 {result.paragraphs} 段。")
    if result.backup:
        print(f"原来的另存为 {result.backup.name}。")
    print(f"请核对后运行 docgen check {options.folder}")
    return ExitCode.OK
