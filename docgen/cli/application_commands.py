"""Verbs about one application folder: new, carry, check and build."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.cli.arguments import Options, Verbs, add_events, add_verb
from docgen.cli.console import (
    open_definitions,
    print_json,
    print_problems,
    print_projections,
    repeat_projections,
    run_with_progress,
)
from docgen.errors import ExitCode

if TYPE_CHECKING:
    from docgen.api import BuildResult


def add_application_verbs(verbs: Verbs) -> None:
    """Add the verbs about one application folder."""
    new = add_verb(verbs, "new", "新建一个申报文件夹，每个栏目都有说明", _create)
    new.add_argument("folder", metavar="DIR", type=Path, help="新文件夹")
    new.add_argument("--form", metavar="ID", required=True, help="申报表，见 docgen forms")
    new.add_argument("--notice", metavar="ID", required=True, help="通知，见 docgen forms")

    _add_carry(verbs)

    check = add_verb(verbs, "check", "检查一个申报文件夹，列出所有问题，不写任何文件", _check)
    about = check.add_mutually_exclusive_group(required=True)
    about.add_argument("folder", metavar="DIR", type=Path, nargs="?", help="申报文件夹")
    about.add_argument("--explain", metavar="CODE", help="只说明一个问题代码：含义、依据、例子和怎么办")
    check.add_argument("--json", action="store_true", help="结果以 JSON 输出")
    add_events(check)

    build = add_verb(verbs, "build", "生成 Word、Excel 和 PDF 材料；有错误时不生成", _build)
    build.add_argument("folder", metavar="DIR", type=Path, help="申报文件夹")
    build.add_argument("-o", "--output", metavar="OUT", type=Path, help="输出文件夹，不写则为 DIR/output")
    build.add_argument("--draft", action="store_true", help="有错误也生成，每页标明“草稿”")
    build.add_argument("--json", action="store_true", help="结果以 JSON 输出")
    add_events(build)


def _add_carry(verbs: Verbs) -> None:
    carry = add_verb(verbs, "carry", "把一个申报文件夹里仍适用的答案带到另一张申报表，写成新文件夹", _carry)
    carry.add_argument("old", metavar="OLD_DIR", type=Path, help="原来的申报文件夹，不会改动")
    carry.add_argument("new", metavar="NEW_DIR", type=Path, help="新文件夹，不能已有文件")
    carry.add_argument("--form", metavar="ID", required=True, help="新的申报表，见 docgen forms")
    carry.add_argument("--notice", metavar="ID", help="通知，不写则取唯一适用的一个")
    carry.add_argument("--json", action="store_true", help="结果以 JSON 输出")


def _create(options: Options) -> int:
    from docgen.api import create

    written = create(options.folder, options.form, options.notice, open_definitions(options))
    print(f"已新建 {options.folder}：")
    for path in written:
        print(f"  {path.name}")
    print("  evidence/  佐证材料按序号放进各文件夹")
    print("另可放入：enterprises.xlsx 企业表（由 docgen enterprises collect 汇总），lists/ 清单（标准、专利、平台等）")
    print(f"不想写 YAML 的，运行 docgen workbook {options.folder}，在 Excel 里填。")
    print(f"填好后运行 docgen check {options.folder}")
    print_projections(options, options.form, options.notice)
    return ExitCode.OK


def _carry(options: Options) -> int:
    from docgen.api import carry

    report = carry(options.old, options.new, options.form, options.notice, open_definitions(options))
    if options.json:
        print_json(report.to_json())
    else:
        print("\n".join(report.format_lines()))
        print_projections(options, report.form, report.notice)
    return ExitCode.OK


def _check(options: Options) -> int:
    if options.explain is not None:
        return _explain(options)
    from docgen.api import check, has_errors

    result = run_with_progress(options, check, options.folder, open_definitions(options))
    if options.json:
        print_json(result.to_json())
    else:
        for line in result.format_lines(sys.stdout):
            print(line)
        print_problems(result.problems, sys.stdout)
        if not result.problems:
            print("没有发现问题。")
        repeat_projections(result.problems, sys.stdout)
    return ExitCode.PROBLEMS if has_errors(result.problems) else ExitCode.OK


def _explain(options: Options) -> int:
    from docgen.api import explain_problem

    explanation = explain_problem(options.explain)
    if options.json:
        print_json(explanation.to_json())
    else:
        print("\n".join(explanation.format_lines()))
    return ExitCode.OK


def _build(options: Options) -> int:
    from docgen.api import Mode, build, has_errors

    out = options.output or options.folder / "output"
    mode = Mode.DRAFT if options.draft else Mode.FINAL
    built = run_with_progress(options, build, options.folder, out, open_definitions(options), mode)
    if options.json:
        print_json(built.to_json())
    else:
        print_problems(built.problems, sys.stderr)
        _print_outcome(built)
        repeat_projections(built.problems, sys.stderr)
    if built.out and not built.pages:
        return ExitCode.TOOL_MISSING
    return ExitCode.PROBLEMS if has_errors(built.problems) else ExitCode.OK


def _print_outcome(built: BuildResult) -> None:
    made = "已生成" if built.is_new else "填报数据和材料都没有变，还是上次生成的"
    if built.out is None:
        print("有错误，没有生成；上次的输出没有改动。改正后再运行，或加 --draft 先出草稿。", file=sys.stderr)
    elif built.package:
        disc = "，刻光盘的在 disc/" if built.disc else ""
        words = f"Word 和 Excel 在同一文件夹里，交印刷店的在 print/{disc}。"
        print(f"{made} {built.package}，共 {built.pages} 页；{words}")
    else:
        print(f"{made} Word 和 Excel：{built.out}。没有 PDF。")
