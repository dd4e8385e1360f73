"""Verbs for maintainers: build and check templates, examine the computer."""

from __future__ import annotations

import sys
from pathlib import Path

from docgen.cli.arguments import Options, Verbs, add_events, add_group, add_verb
from docgen.cli.console import open_definitions, print_problems, run_with_progress
from docgen.errors import ExitCode

_OUT = "写到哪里，不写则 template.docx"


def add_template_verbs(verbs: Verbs) -> None:
    """Add the verbs for maintainers."""
    kinds = add_group(verbs, "template", "生成或检查 Word 模板")
    making = add_verb(kinds, "build", "由 form.html 生成 form.docx", _build_templates)
    making.add_argument("form", metavar="ID", nargs="*", help="申报表，不写则全部")
    add_events(making)
    judging = add_verb(kinds, "check", "检查 Word 模板与申报表是否相符", _check_template)
    judging.add_argument("form", metavar="ID", help="申报表")
    judging.add_argument("template", metavar="FILE.docx", type=Path, nargs="?", help="自己的模板，不写则检查自带的")

    adopting = add_verb(kinds, "adopt", "把官方的 Word 申报表做成模板，放进申报文件夹", _adopt_template)
    adopting.add_argument("form", metavar="ID", help="申报表")
    adopting.add_argument("official", metavar="OFFICIAL.docx", type=Path, help="部里发的文件，.docx、.doc 或 .wps")
    adopting.add_argument("-o", metavar="FILE.docx", dest="out", type=Path, default=Path("template.docx"), help=_OUT)
    add_events(adopting)

    add_verb(verbs, "doctor", "检查 LibreOffice、字体和版本，说明缺什么、怎么办", _examine_machine)


def _build_templates(options: Options) -> int:
    from docgen.api import build_templates

    result = run_with_progress(options, build_templates, options.form, open_definitions(options))
    for path in result.templates:
        print(f"已生成 {path}")
    for path in result.page_maps:
        print(f"已记下空白表的页面：{path}")
    if missing := result.missing:
        print(f"没有记下空白表的页面，原来的记录没有改动：{missing.message}", file=sys.stderr)
        print(f"        {missing.remedy}", file=sys.stderr)
    return ExitCode.OK


def _adopt_template(options: Options) -> int:
    from docgen.api import adopt_template, has_errors

    definitions = open_definitions(options)
    result = run_with_progress(options, adopt_template, options.form, options.official, options.out, definitions)
    print_problems(result.problems, sys.stdout)
    print(f"已写 {result.template}，{result.slots} 个栏目放上了 {result.placed} 个。")
    if has_errors(result.problems):
        print(f"请在 Word 里补好，再运行 docgen template check {options.form} {result.template}。")
        return ExitCode.DEFINITION
    print("放进申报文件夹，名为 template.docx，docgen build 就用它。")
    return ExitCode.OK


def _check_template(options: Options) -> int:
    from docgen.api import Severity, check_template

    catalog = open_definitions(options)
    problems = check_template(options.form, options.template, catalog)
    print_problems(problems, sys.stdout)
    is_faulty = any(problem.severity is Severity.ERROR for problem in problems)
    if not is_faulty:
        path = options.template or catalog.find_template(options.form) / "form.docx"
        print(f"{path} 与申报表 {options.form} 相符。")
    return ExitCode.DEFINITION if is_faulty else ExitCode.OK


def _examine_machine(options: Options) -> int:
    from docgen.api import examine_machine

    findings = examine_machine()
    for finding in findings:
        print(f"【{finding.state.label}】{finding.what}：{finding.detail}")
        if finding.remedy:
            print(f"        {finding.remedy}")
    return ExitCode.TOOL_MISSING if any(finding.is_missing for finding in findings) else ExitCode.OK
