"""Verbs of the Excel side: the summary table, the enterprise table, the fill-in workbook."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.cli.arguments import Options, Verbs, add_events, add_group, add_verb
from docgen.cli.console import open_definitions, print_json, print_problems, run_with_progress
from docgen.errors import ExitCode

if TYPE_CHECKING:
    from docgen.api import Form

_WHICH_FORM = "按哪张申报表；不写则按写到的申报文件夹的，再没有则按最新的"


def add_table_verbs(verbs: Verbs) -> None:
    """Add the verbs of the Excel side."""
    summary = add_verb(
        verbs, "summary", "由一个或多个申报文件夹生成推荐汇总表（Excel），并核对通知的限制", _write_summary
    )
    summary.add_argument(
        "folders", metavar="DIR", type=Path, nargs="+", help="申报文件夹，或装有多个申报文件夹的文件夹"
    )
    summary.add_argument("-o", "--output", metavar="FILE.xlsx", type=Path, required=True, help="写到哪里")
    summary.add_argument("--json", action="store_true", help="结果以 JSON 输出")
    add_events(summary)

    _add_enterprise_verbs(add_group(verbs, "enterprises", "企业表：发空白表、收回汇总、打印盖章"))

    lists = add_verb(add_group(verbs, "lists", "清单：发空白清单"), "blank", "每张清单写一份空白表", _write_blank_lists)
    lists.add_argument("-o", "--output", metavar="FOLDER", type=Path, required=True, help="写到哪个文件夹")
    lists.add_argument("--form", metavar="ID", help=_WHICH_FORM)
    add_events(lists)

    workbook = add_verb(verbs, "workbook", "写一份可以在 Excel 里填写的填报.xlsx，或把填好的读回", _workbook)
    workbook.add_argument("folder", metavar="DIR", type=Path, help="申报文件夹")
    which = workbook.add_mutually_exclusive_group()
    which.add_argument("--read", action="store_true", help="以 填报.xlsx 为准：读回 application.yaml 和规划正文")
    which.add_argument("--drop", action="store_true", help="以 application.yaml 为准：重写 填报.xlsx，原来的另存")


def _add_enterprise_verbs(kinds: Verbs) -> None:
    blank = add_verb(kinds, "blank", "写一份空白的表1：.xlsx 发给企业填写，.docx 打印盖章", _write_blank_table)
    blank.add_argument("-o", "--output", metavar="FILE", type=Path, required=True, help="写到哪里，.xlsx 或 .docx")
    blank.add_argument("--form", metavar="ID", help=_WHICH_FORM)
    blank.add_argument("--each", metavar="名单", type=Path, help="名单里每家一份，填好名称和代码，装成一个 .zip")
    add_events(blank)

    collect = add_verb(kinds, "collect", "把一个文件夹里各企业交回的表汇总成一张企业表，每个数都注明出处", _collect)
    collect.add_argument("folder", metavar="FOLDER", type=Path, help="装有企业交回的 .xlsx、.xls、.csv 的文件夹")
    collect.add_argument("-o", "--output", metavar="FILE.xlsx", type=Path, required=True, help="企业表写到哪里")
    collect.add_argument("--form", metavar="ID", help=_WHICH_FORM)
    collect.add_argument("--roster", metavar="FILE", type=Path, help="应交企业的名单（表或文本），核对谁没有交")
    collect.add_argument("--json", action="store_true", help="结果以 JSON 输出")
    add_events(collect)

    printed = add_verb(kinds, "print", "由企业表打印每家一份的企业发展情况表（Word、PDF）和汇总表", _print)
    printed.add_argument("folder", metavar="DIR", type=Path, help="申报文件夹")
    printed.add_argument("-o", "--output", metavar="OUT", type=Path, required=True, help="写到哪个文件夹")
    add_events(printed)


def _write_summary(options: Options) -> int:
    from docgen.api import has_errors, summary

    result = run_with_progress(options, summary, options.folders, options.output, open_definitions(options))
    if options.json:
        print_json(result.to_json())
    else:
        print_problems(result.problems, sys.stderr)
        print(f"已写推荐汇总表：{options.output}，共 {result.clusters} 个集群。")
    return ExitCode.PROBLEMS if has_errors(result.problems) else ExitCode.OK


def _write_blank_table(options: Options) -> int:
    from docgen.api import write_blank_table

    if options.each:
        return _write_blank_set(options)
    form = write_blank_table(options.output, options.form, open_definitions(options))
    print(f"已写空白的表1：{options.output}（{_describe_years(form)}）。")
    return ExitCode.OK


def _write_blank_set(options: Options) -> int:
    from docgen.api import write_blank_set

    arguments = (options.output, options.each, options.form, open_definitions(options))
    result = run_with_progress(options, write_blank_set, *arguments)
    print_problems(result.problems, sys.stderr)
    print(f"已写 {len(result.names)} 家的空白表1：{options.output}（{_describe_years(result.form)}）。")
    return ExitCode.OK


def _write_blank_lists(options: Options) -> int:
    from docgen.api import write_blank_lists

    files = run_with_progress(options, write_blank_lists, options.output, options.form, open_definitions(options))
    print(f"已写 {len(files)} 张空白清单到 {options.output}：{'、'.join(file.stem for file in files)}。")
    return ExitCode.OK


def _collect(options: Options) -> int:
    from docgen.api import collect, has_errors

    arguments = (options.folder, options.output, options.form, open_definitions(options))
    result = run_with_progress(options, collect, *arguments, roster=options.roster)
    if options.json:
        print_json(result.to_json())
    else:
        print_problems(result.problems, sys.stderr)
        written = f"{options.output}（{_describe_years(result.form)}）"
        print(f"读了 {result.files} 个文件，{result.enterprises} 家企业写入 {written}。")
        if result.unplaced:
            print(f"有 {result.unplaced} 处内容没有读取，列在“未读取的内容”一页，请逐条看过。")
        if result.roster:
            print(f"{result.roster.summary}，列在“催收名单”里。")
        if result.backup:
            print(f"原来的企业表另存为 {result.backup}。")
    return ExitCode.PROBLEMS if has_errors(result.problems) else ExitCode.OK


def _describe_years(form: Form) -> str:
    return f"{form.years.actual[0]}—{form.years.actual[-1]}年，按申报表 {form.id}"


def _print(options: Options) -> int:
    from docgen.api import print_enterprises

    arguments = (options.folder, options.output, open_definitions(options))
    result = run_with_progress(options, print_enterprises, *arguments)
    print(f"已写 {result.enterprises} 家企业的表：")
    for path in result.files:
        print(f"  {path}")
    return ExitCode.OK


def _workbook(options: Options) -> int:
    if options.drop:
        return _drop_workbook(options)
    return _read_workbook(options) if options.read else _write_workbook(options)


def _write_workbook(options: Options) -> int:
    from docgen.api import write_workbook

    path = write_workbook(options.folder, open_definitions(options))
    print(f"已写 {path}。用 Excel 或 WPS 填好、保存，再运行 docgen check {options.folder}，填的内容就会用上。")
    return ExitCode.OK


def _read_workbook(options: Options) -> int:
    from docgen.api import has_errors, read_workbook

    result = read_workbook(options.folder, open_definitions(options))
    print_problems(result.problems, sys.stderr)
    print(f"已读回：{'、'.join(path.name for path in result.written)}。")
    if has_errors(result.problems):
        print(
            "上面列出的，改正以后才能提交；读不出的，application.yaml 里原有的答案不变；其余都已读回。", file=sys.stderr
        )
    for path in result.backups:
        print(f"原来的另存为 {path.name}。")
    return ExitCode.OK


def _drop_workbook(options: Options) -> int:
    from docgen.api import drop_workbook

    backup = drop_workbook(options.folder, open_definitions(options))
    print("填报.xlsx 已照 application.yaml 和规划正文重写。")
    if backup:
        print(f"原来的另存为 {backup.name}。")
    return ExitCode.OK
