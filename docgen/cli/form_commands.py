"""Verbs about forms and notices: list them, compare two, write a blank one."""

from __future__ import annotations

import re
from pathlib import Path

from docgen.cli.arguments import Options, Verbs, add_events, add_optional_group, add_verb
from docgen.cli.console import mark_projection, open_definitions, print_json, run_with_progress
from docgen.errors import ExitCode, InputError

_SHOWN_REVIEWS = 20


def add_form_verbs(verbs: Verbs) -> None:
    """Add the verbs about forms and notices."""
    kinds = add_optional_group(verbs, "forms", "列出有哪些申报表和通知", _list_forms)
    diff = add_verb(kinds, "diff", "比较两张申报表：哪些栏目相同、哪些有变化、哪些只有一张有", _compare_forms)
    diff.add_argument("before", metavar="ID", help="原来的申报表")
    diff.add_argument("after", metavar="ID", help="现在的申报表")
    diff.add_argument("--json", action="store_true", help="结果以 JSON 输出")

    shift = add_verb(kinds, "shift", "把一张申报表的年度前后移动，写成另一轮的推算稿", _shift_form)
    shift.add_argument("form", metavar="ID", help="原来的申报表")
    shift.add_argument("--by", metavar="N", required=True, help="移几年：1 是下一年，-1 是上一年")
    shift.add_argument("--id", metavar="NEW_ID", default="", help="新的申报表的代号，不写则移动原代号里的年份")
    shift.add_argument("-o", "--output", metavar="DIR", type=Path, required=True, help="写定义的新文件夹")
    shift.add_argument("--json", action="store_true", help="结果以 JSON 输出")
    importing = add_verb(kinds, "import", "由官方空白表（Word）得出新的申报表：定义、版式和核对报告", _import_form)
    importing.add_argument("file", metavar="OFFICIAL.docx", type=Path, help="官方发布的空白申报表")
    importing.add_argument("--id", metavar="ID", required=True, help="新申报表的代号，如 2027-application")
    importing.add_argument("--like", metavar="ID", default="", help="与哪一张已有的申报表相似：沿用其中问法相同的栏目")
    importing.add_argument("--years", metavar="2024,2025,2026", default="", help="各列的年份，表中没有印时写")
    importing.add_argument("-o", "--output", metavar="DIR", type=Path, required=True, help="写到哪个新文件夹")
    importing.add_argument("--json", action="store_true", help="结果以 JSON 输出")
    add_events(importing)

    blank = add_verb(verbs, "blank", "写一份空白申报表（Word）", _blank)
    blank.add_argument("form", metavar="ID", help="申报表，见 docgen forms")
    blank.add_argument("-o", "--output", metavar="FILE.docx", type=Path, required=True, help="写到哪里")


def _list_forms(options: Options) -> int:
    catalog = open_definitions(options)
    print("申报表：")
    for form_id in catalog.list_form_ids():
        form = catalog.load_form(form_id)
        origin = mark_projection(form) or form.source
        print(f"  {form.id}  {form.title}（{form.edition}），{len(form.fields)} 个栏目；{origin}")
    print("通知：")
    for notice_id in catalog.list_notice_ids():
        notice = catalog.load_notice(notice_id)
        print(f"  {notice.id}  {notice.title}；用于 {'、'.join(notice.forms)}{mark_projection(notice)}")
    return ExitCode.OK


def _compare_forms(options: Options) -> int:
    from docgen.api import compare_forms

    difference = compare_forms(options.before, options.after, open_definitions(options))
    if options.json:
        print_json(difference.to_json())
    else:
        print("\n".join(difference.format_lines()))
    return ExitCode.OK


def _shift_form(options: Options) -> int:
    from docgen.api import shift_form

    if not re.fullmatch(r"[+-]?[0-9]{1,4}", options.by):
        raise InputError(f"--by 后面要写移几年的整数，现在是“{options.by}”。", remedy="如 --by 1、--by -1。")
    shifted = shift_form(options.form, int(options.by), options.output, options.id, open_definitions(options))
    if options.json:
        print_json(shifted.to_json())
    else:
        print("\n".join(shifted.format_lines(options.output)))
    return ExitCode.OK


def _import_form(options: Options) -> int:
    from docgen.api import import_form

    years = _read_years(options.years)
    arguments = (options.file, options.id, options.output, open_definitions(options))
    imported = run_with_progress(options, import_form, *arguments, like=options.like, years=years)
    form = imported.form
    if options.json:
        print_json(imported.to_json())
        return ExitCode.OK
    print(f"已导入 {form.id}：{form.title}（{form.edition}），{len(form.parts)} 部分，{len(form.fields)} 个栏目。")
    if imported.known:
        print(
            f"与 {imported.known} 比较：未改 {imported.same}，改了说法 {imported.reworded}，"
            f"意思可能变了 {imported.doubtful}，新增 {imported.new}，取消 {imported.gone}。"
        )
    for path in imported.files:
        print(f"  {path}")
    if reviews := imported.reviews:
        print(f"要由人确认 {len(reviews)} 处：")
        for text in reviews[:_SHOWN_REVIEWS]:
            print(f"  {text}")
        if len(reviews) > _SHOWN_REVIEWS:
            print(f"  …… 其余见报告和 docgen --definitions {options.output} template check {form.id}")
    print(f"下一步：docgen --definitions {options.output} template build {form.id}")
    print(f"然后：docgen --definitions {options.output} new 文件夹 --form {form.id} --notice {imported.notice}")
    return ExitCode.OK


def _read_years(text: str) -> tuple[int, ...]:
    """Read the years of --years; raises InputError where they are no years in order."""
    words = text.replace("，", ",").split(",") if text else []
    years = tuple(int(word) for word in words if re.fullmatch(r"\s*20\d\d\s*", word, re.ASCII))
    if len(years) != len(words) or list(years) != sorted(set(years)):
        raise InputError(f"--years 写的“{text}”不是年份。", remedy="如：--years 2024,2025,2026。")
    return years


def _blank(options: Options) -> int:
    from docgen.api import write_blank_form

    catalog = open_definitions(options)
    write_blank_form(options.output, options.form, catalog)
    print(f"已写空白申报表：{options.output}{mark_projection(catalog.load_form(options.form))}")
    return ExitCode.OK
