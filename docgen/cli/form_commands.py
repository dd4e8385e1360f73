"""The verbs about forms and notices: which there are, how two differ, a blank one."""

from __future__ import annotations

from pathlib import Path

from docgen.cli.arguments import Options, Verbs, add_optional_group, add_verb
from docgen.cli.console import catalog_of, print_json
from docgen.errors import ExitCode


def add_forms(verbs: Verbs) -> None:
    """Add the verbs."""
    kinds = add_optional_group(verbs, "forms", "列出有哪些申报表和通知", _forms)
    diff = add_verb(kinds, "diff", "比较两张申报表：哪些栏目相同、哪些有变化、哪些只有一张有", _forms_diff)
    diff.add_argument("before", metavar="ID", help="原来的申报表")
    diff.add_argument("after", metavar="ID", help="现在的申报表")
    diff.add_argument("--json", action="store_true", help="结果以 JSON 输出")

    blank = add_verb(verbs, "blank", "写一份空白申报表（Word）", _blank)
    blank.add_argument("form", metavar="ID", help="申报表，见 docgen forms")
    blank.add_argument("-o", "--output", metavar="FILE.docx", type=Path, required=True, help="写到哪里")


def _forms(options: Options) -> int:
    catalog = catalog_of(options)
    print("申报表：")
    for form_id in catalog.form_ids():
        form = catalog.form(form_id)
        print(f"  {form.id}  {form.title}（{form.edition}），{len(form.fields)} 个栏目；{form.source}")
    print("通知：")
    for notice_id in catalog.notice_ids():
        notice = catalog.notice(notice_id)
        print(f"  {notice.id}  {notice.title}；用于 {'、'.join(notice.forms)}")
    return ExitCode.OK


def _forms_diff(options: Options) -> int:
    from docgen.definitions.form_difference import compare

    catalog = catalog_of(options)
    difference = compare(catalog.form(options.before), catalog.form(options.after))
    if options.json:
        print_json(difference.as_json())
    else:
        print("\n".join(difference.lines()))
    return ExitCode.OK


def _blank(options: Options) -> int:
    from docgen.pipeline.build_context import blank
    from docgen.runtime.output_folder import write_file

    write_file(options.output, blank(options.form, catalog_of(options)))
    print(f"已写空白申报表：{options.output}")
    return ExitCode.OK
