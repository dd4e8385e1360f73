"""The verbs of the Excel side: the summary table, the enterprise table, the fill-in workbook."""

from __future__ import annotations

import sys
from pathlib import Path

from docgen.cli.arguments import Options, Verbs, add_group, add_verb
from docgen.cli.console import catalog_of, print_json, print_problems
from docgen.errors import ExitCode

_WHICH_FORM = "按哪张申报表的年份；不写则按 FILE 所在申报文件夹的，再没有则按最新的"


def add_tables(verbs: Verbs) -> None:
    """Add the verbs."""
    summary = add_verb(verbs, "summary", "由一个或多个申报文件夹生成推荐汇总表（Excel），并核对通知的限制", _summary)
    summary.add_argument(
        "folders", metavar="DIR", type=Path, nargs="+", help="申报文件夹，或装有多个申报文件夹的文件夹"
    )
    summary.add_argument("-o", "--output", metavar="FILE.xlsx", type=Path, required=True, help="写到哪里")
    summary.add_argument("--json", action="store_true", help="结果以 JSON 输出")

    _enterprise_verbs(add_group(verbs, "enterprises", "企业表：发空白表、收回汇总、打印盖章"))

    workbook = add_verb(verbs, "workbook", "写一份可以在 Excel 里填写的填报.xlsx，或把填好的读回", _workbook)
    workbook.add_argument("folder", metavar="DIR", type=Path, help="申报文件夹")
    workbook.add_argument("--read", action="store_true", help="把 填报.xlsx 读回 application.yaml 和规划正文")


def _enterprise_verbs(kinds: Verbs) -> None:
    blank = add_verb(kinds, "blank", "写一份空白的表1：.xlsx 发给企业填写，.docx 打印盖章", _enterprises_blank)
    blank.add_argument("-o", "--output", metavar="FILE", type=Path, required=True, help="写到哪里，.xlsx 或 .docx")
    blank.add_argument("--form", metavar="ID", help=_WHICH_FORM)

    collect = add_verb(kinds, "collect", "把一个文件夹里各企业交回的表汇总成一张企业表，每个数都注明出处", _collect)
    collect.add_argument("folder", metavar="FOLDER", type=Path, help="装有企业交回的 .xlsx、.xls、.csv 的文件夹")
    collect.add_argument("-o", "--output", metavar="FILE.xlsx", type=Path, required=True, help="企业表写到哪里")
    collect.add_argument("--form", metavar="ID", help=_WHICH_FORM)
    collect.add_argument("--json", action="store_true", help="结果以 JSON 输出")

    printed = add_verb(kinds, "print", "由企业表打印每家一份的企业发展情况表（Word、PDF）和汇总表", _print)
    printed.add_argument("folder", metavar="DIR", type=Path, help="申报文件夹")
    printed.add_argument("-o", "--output", metavar="OUT", type=Path, required=True, help="写到哪个文件夹")


def _summary(options: Options) -> int:
    from docgen.pipeline.enterprise_tables import write_summary
    from docgen.problems.problem import has_errors

    clusters, problems = write_summary(options.folders, options.output, catalog_of(options))
    if options.json:
        shown = {"output": str(options.output), "clusters": clusters}
        print_json({**shown, "problems": [problem.as_json() for problem in problems]})
    else:
        print_problems(problems, sys.stderr)
        print(f"已写推荐汇总表：{options.output}，共 {clusters} 个集群。")
    return ExitCode.PROBLEMS if has_errors(problems) else ExitCode.OK


def _enterprises_blank(options: Options) -> int:
    from docgen.pipeline.enterprise_tables import form_for, write_blank

    catalog = catalog_of(options)
    form = form_for(options.output, options.form, catalog)
    write_blank(options.output, form, catalog)
    print(f"已写空白的表1：{options.output}（{form.years.actual[0]}—{form.years.actual[-1]}年，按申报表 {form.id}）。")
    return ExitCode.OK


def _collect(options: Options) -> int:
    from docgen.pipeline.enterprise_tables import collect_into, form_for
    from docgen.problems.problem import has_errors

    catalog = catalog_of(options)
    form = form_for(options.output, options.form, catalog)
    done = collect_into(options.output, options.folder, form, catalog, _progress)
    if options.json:
        shown = {"output": str(options.output), "form": form.id, "files": done.files, "enterprises": done.enterprises}
        print_json({**shown, "unplaced": done.unplaced, "problems": [problem.as_json() for problem in done.problems]})
    else:
        print_problems(done.problems, sys.stderr)
        years = f"{form.years.actual[0]}—{form.years.actual[-1]}年，按申报表 {form.id}"
        print(f"读了 {done.files} 个文件，{done.enterprises} 家企业写入 {options.output}（{years}）。")
        if done.unplaced:
            print(f"有 {done.unplaced} 处内容没有读取，列在这个文件的最后一张工作表里，请逐条看过。")
        if done.kept:
            print(f"原来的企业表另存为 {done.kept}。")
    return ExitCode.PROBLEMS if has_errors(done.problems) else ExitCode.OK


def _progress(done: int, files: int) -> None:
    """How far collecting is, on a terminal only."""
    if sys.stderr.isatty():
        filled = 30 * done // files
        end = "\n" if done == files else ""
        print(f"\r读取 {'█' * filled}{'░' * (30 - filled)} {done}/{files}", end=end, file=sys.stderr, flush=True)


def _print(options: Options) -> int:
    from docgen.pipeline.enterprise_tables import print_tables

    paths, enterprises = print_tables(options.folder, options.output, catalog_of(options))
    print(f"已写 {enterprises} 家企业的表：")
    for path in paths:
        print(f"  {path}")
    return ExitCode.OK


def _workbook(options: Options) -> int:
    return _take_back(options) if options.read else _hand_out(options)


def _hand_out(options: Options) -> int:
    from docgen.documents.workbook.workbook_writer import write_fill_in_workbook

    path = write_fill_in_workbook(options.folder, catalog_of(options))
    print(f"已写 {path}。用 Excel 或 WPS 填好、保存，再运行 docgen check {options.folder}，填的内容就会用上。")
    return ExitCode.OK


def _take_back(options: Options) -> int:
    from docgen.problems.problem import has_errors
    from docgen.project.workbook.workbook_import import import_workbook

    taken = import_workbook(options.folder, catalog_of(options))
    print_problems(taken.problems, sys.stderr)
    if not taken.written:
        print("填报.xlsx 里有错误，没有读回，什么也没有改动。改正后再运行。", file=sys.stderr)
    else:
        print(f"已读回：{'、'.join(path.name for path in taken.written)}。")
    for path in taken.kept:
        print(f"原来的另存为 {path.name}。")
    return ExitCode.PROBLEMS if has_errors(taken.problems) else ExitCode.OK
