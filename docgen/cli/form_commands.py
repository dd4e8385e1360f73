"""Verbs about forms and notices: list them, compare two, write a blank one."""

from __future__ import annotations

from pathlib import Path

from docgen.cli.arguments import Options, Verbs, add_optional_group, add_verb
from docgen.cli.console import open_definitions, print_json
from docgen.errors import ExitCode


def add_form_verbs(verbs: Verbs) -> None:
    """Add the verbs about forms and notices."""
    kinds = add_optional_group(verbs, "forms", "列出有哪些申报表和通知", _list_forms)
    diff = add_verb(kinds, "diff", "比较两张申报表：哪些栏目相同、哪些有变化、哪些只有一张有", _compare_forms)
    diff.add_argument("before", metavar="ID", help="原来的申报表")
    diff.add_argument("after", metavar="ID", help="现在的申报表")
    diff.add_argument("--json", action="store_true", help="结果以 JSON 输出")

    blank = add_verb(verbs, "blank", "写一份空白申报表（Word）", _blank)
    blank.add_argument("form", metavar="ID", help="申报表，见 docgen forms")
    blank.add_argument("-o", "--output", metavar="FILE.docx", type=Path, required=True, help="写到哪里")


def _list_forms(options: Options) -> int:
    catalog = open_definitions(options)
    print("申报表：")
    for form_id in catalog.list_form_ids():
        form = catalog.load_form(form_id)
        print(f"  {form.id}  {form.title}（{form.edition}），{len(form.fields)} 个栏目；{form.source}")
    print("通知：")
    for notice_id in catalog.list_notice_ids():
        notice = catalog.load_notice(notice_id)
        print(f"  {notice.id}  {notice.title}；用于 {'、'.join(notice.forms)}")
    return ExitCode.OK


def _compare_forms(options: Options) -> int:
    from docgen.api import compare_forms

    difference = compare_forms(options.before, options.after, open_definitions(options))
    if options.json:
        print_json(difference.to_json())
    else:
        print("\n".join(difference.format_lines()))
    return ExitCode.OK


def _blank(options: Options) -> int:
    from docgen.api import write_blank_form

    write_blank_form(options.output, options.form, open_definitions(options))
    print(f"已写空白申报表：{options.output}")
    return ExitCode.OK
