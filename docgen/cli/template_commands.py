"""The verbs of those who look after templates and the machine: build and check a template, examine the machine."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from docgen.cli.arguments import Options, Verbs, add_group, add_verb
from docgen.cli.console import catalog_of, print_problems
from docgen.errors import ExitCode, ToolMissing

if TYPE_CHECKING:
    from docgen.definitions.catalog import Catalog


def add_templates(verbs: Verbs) -> None:
    """Add the verbs."""
    kinds = add_group(verbs, "template", "生成或检查 Word 模板")
    making = add_verb(kinds, "build", "由 form.html 生成 form.docx", _template_build)
    making.add_argument("form", metavar="ID", nargs="*", help="申报表，不写则全部")
    judging = add_verb(kinds, "check", "检查 Word 模板与申报表是否相符", _template_check)
    judging.add_argument("form", metavar="ID", help="申报表")
    judging.add_argument("template", metavar="FILE.docx", type=Path, nargs="?", help="自己的模板，不写则检查自带的")

    add_verb(verbs, "doctor", "检查 LibreOffice、字体和版本，说明缺什么、怎么办", _doctor)


def _template_build(options: Options) -> int:
    from docgen.documents.templates.template_builder import build_templates

    catalog = catalog_of(options)
    for path in build_templates(options.form, catalog):
        print(f"已生成 {path}")
    return _measure(options.form, catalog)


def _measure(form_ids: Sequence[str], catalog: Catalog) -> int:
    """Keep the pages of the blank forms; without LibreOffice they are left as they are."""
    from docgen.pipeline.flow import measure

    try:
        for path in measure(form_ids, catalog):
            print(f"已记下空白表的页面：{path}")
    except ToolMissing as missing:
        print(f"没有记下空白表的页面，原来的记录没有改动：{missing.message}", file=sys.stderr)
        print(f"        {missing.remedy}", file=sys.stderr)
    return ExitCode.OK


def _template_check(options: Options) -> int:
    from docgen.documents.templates.template_builder import check_template

    catalog = catalog_of(options)
    path = options.template or catalog.template(options.form) / "form.docx"
    problems = check_template(path, catalog.form(options.form))
    print_problems(problems, sys.stdout)
    if not problems:
        print(f"{path} 与申报表 {options.form} 相符。")
    return ExitCode.DEFINITION if problems else ExitCode.OK


def _doctor(options: Options) -> int:
    from docgen.runtime.doctor import State, examine

    findings = examine()
    for finding in findings:
        print(f"【{finding.state.label}】{finding.what}：{finding.detail}")
        if finding.remedy:
            print(f"        {finding.remedy}")
    missing = any(finding.state is State.MISSING for finding in findings)
    return ExitCode.TOOL_MISSING if missing else ExitCode.OK
