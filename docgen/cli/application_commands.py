"""The verbs about one application folder: a new one, one from an older one, check and build."""

from __future__ import annotations

import sys
from pathlib import Path

from docgen.cli.arguments import Options, Verbs, add_verb
from docgen.cli.console import catalog_of, print_json, print_problems
from docgen.errors import ExitCode


def add_folders(verbs: Verbs) -> None:
    """Add the verbs."""
    new = add_verb(verbs, "new", "新建一个申报文件夹，每个栏目都有说明", _new)
    new.add_argument("folder", metavar="DIR", type=Path, help="新文件夹")
    new.add_argument("--form", metavar="ID", required=True, help="申报表，见 docgen forms")
    new.add_argument("--notice", metavar="ID", required=True, help="通知，见 docgen forms")

    carry = add_verb(verbs, "carry", "把一个申报文件夹里仍适用的答案带到另一张申报表，写成新文件夹", _carry)
    carry.add_argument("old", metavar="OLD_DIR", type=Path, help="原来的申报文件夹，不会改动")
    carry.add_argument("new", metavar="NEW_DIR", type=Path, help="新文件夹，不能已有文件")
    carry.add_argument("--form", metavar="ID", required=True, help="新的申报表，见 docgen forms")
    carry.add_argument("--notice", metavar="ID", help="通知，不写则取唯一适用的一个")
    carry.add_argument("--json", action="store_true", help="结果以 JSON 输出")

    check = add_verb(verbs, "check", "检查一个申报文件夹，列出所有问题，不写任何文件", _check)
    about = check.add_mutually_exclusive_group(required=True)
    about.add_argument("folder", metavar="DIR", type=Path, nargs="?", help="申报文件夹")
    about.add_argument("--explain", metavar="CODE", help="只说明一个问题代码：含义、依据、例子和怎么办")
    check.add_argument("--json", action="store_true", help="结果以 JSON 输出")

    build = add_verb(verbs, "build", "生成 Word、Excel 和 PDF 材料；有错误时不生成", _build)
    build.add_argument("folder", metavar="DIR", type=Path, help="申报文件夹")
    build.add_argument("-o", "--output", metavar="OUT", type=Path, help="输出文件夹，不写则为 DIR/output")
    build.add_argument("--draft", action="store_true", help="有错误也生成，每页标明“草稿”")
    build.add_argument("--json", action="store_true", help="结果以 JSON 输出")


def _new(options: Options) -> int:
    from docgen.project.scaffold import write_scaffold

    catalog = catalog_of(options)
    written = write_scaffold(options.folder, catalog.form(options.form), catalog.notice(options.notice))
    print(f"已新建 {options.folder}：")
    for path in written:
        print(f"  {path.name}")
    print("  evidence/  佐证材料按序号放进各文件夹")
    print("另可放入：enterprises.xlsx 企业表（由 docgen enterprises collect 汇总），lists/ 清单（标准、专利、平台等）")
    print(f"不想写 YAML 的，运行 docgen workbook {options.folder}，在 Excel 里填。")
    print(f"填好后运行 docgen check {options.folder}")
    return ExitCode.OK


def _carry(options: Options) -> int:
    from docgen.project.application import load
    from docgen.project.carry.carry import carry
    from docgen.rules.answer_check import check_answers

    catalog = catalog_of(options)
    form = catalog.form(options.form)
    notice = catalog.notice_for(form, options.notice)
    old = load(options.old, catalog)
    report = carry(old, check_answers(old), options.new, form, notice)
    if options.json:
        print_json(report.as_json())
    else:
        print("\n".join(report.format_lines()))
    return ExitCode.OK


def _check(options: Options) -> int:
    if options.explain is not None:
        return _explain(options)
    from docgen.documents.assessment.assessment_text import Palette, build_assessment_json, format_assessment_lines
    from docgen.pipeline.check import check, judged
    from docgen.problems.problem import has_errors
    from docgen.runtime.cache import open_cache

    catalog = catalog_of(options)
    checked = check(options.folder, catalog, open_cache())
    assessment = judged(checked, catalog)
    if options.json:
        print_json(build_assessment_json(assessment))
    else:
        for line in format_assessment_lines(assessment, Palette.select(sys.stdout)):
            print(line)
        print_problems(checked.problems, sys.stdout)
        if not checked.problems:
            print("没有发现问题。")
    return ExitCode.PROBLEMS if has_errors(checked.problems) else ExitCode.OK


def _explain(options: Options) -> int:
    from docgen.cli.explain import entry, explain

    if options.json:
        print_json(entry(options.explain))
    else:
        print("\n".join(explain(options.explain)))
    return ExitCode.OK


def _build(options: Options) -> int:
    from docgen.pipeline.build_result import Mode
    from docgen.pipeline.flow import build
    from docgen.problems.problem import has_errors

    out = options.output or options.folder / "output"
    built = build(options.folder, out, catalog_of(options), Mode.DRAFT if options.draft else Mode.FINAL)
    if options.json:
        shown = {"output": str(built.out) if built.out else None, "pages": built.pages, "anew": built.anew}
        print_json({**shown, "problems": [problem.as_json() for problem in built.problems]})
    else:
        print_problems(built.problems, sys.stderr)
        _print_outcome(built.out, built.pages, "已生成" if built.anew else "填报数据和材料都没有变，还是上次生成的")
    if built.out and not built.pages:
        return ExitCode.TOOL_MISSING
    return ExitCode.PROBLEMS if has_errors(built.problems) else ExitCode.OK


def _print_outcome(out: Path | None, pages: int, made: str) -> None:
    from docgen.runtime.output_folder import DISC, PACKAGE

    if out is None:
        print("有错误，没有生成；上次的输出没有改动。改正后再运行，或加 --draft 先出草稿。", file=sys.stderr)
    elif pages:
        disc = "，刻光盘的在 disc/" if (out / DISC).is_dir() else ""
        print(f"{made} {out / PACKAGE}，共 {pages} 页；Word 和 Excel 在同一文件夹里，交印刷店的在 print/{disc}。")
    else:
        print(f"{made} Word 和 Excel：{out}。没有 PDF。")
