"""The command line: verbs → flow → exit codes; it holds no logic of its own.

Heavy imports happen inside the verbs, so that ``docgen --help`` answers at once.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

from docgen.errors import DocgenError, ExitCode, InputError, OutputError, ToolMissing, reason

if TYPE_CHECKING:
    from docgen.definitions.catalog import Catalog
    from docgen.problems import Problem

_TOLD = {
    "the following arguments are required: (?P<what>.+)": "缺少参数：{what}",
    "unrecognized arguments: (?P<what>.+)": "不认识的参数：{what}",
    "argument (?P<what>[^:]+): expected one argument": "{what} 后面缺少内容",
    "argument (?P<what>[^:]+): ignored explicit argument .*": "{what} 后面不能带内容",
    "ambiguous option: (?P<what>[^ ]+) could match (?P<which>.+)": "{what} 不够明确，可以是 {which}",
    "argument (?P<what>[^:]+): invalid choice: '?(?P<given>[^' ]*)'?.*": "没有“{given}”这个{what}",
}


class _Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese."""

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings, add_help=False, formatter_class=_Help)  # type: ignore[arg-type]
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        for pattern, words in _TOLD.items():
            if told := re.fullmatch(pattern, message):
                message = words.format(**told.groupdict())
        print(f"docgen：{message}。\n用 {self.prog} --help 查看用法。", file=sys.stderr)
        raise SystemExit(int(ExitCode.INPUT))


class _Help(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


def run() -> NoReturn:
    """The entry point of the command: runs one verb and exits with its code."""
    raise SystemExit(int(main(sys.argv[1:])))


def main(arguments: Sequence[str]) -> int:
    """Run one verb and return its exit code; errors are told on stderr, in Chinese."""
    _speak_utf8()
    try:
        options = _parser().parse_args(arguments)
        return int(options.verb(options))
    except DocgenError as error:
        print(f"错误：{error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("已中断，上次的输出没有改动。", file=sys.stderr)
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
        return ExitCode.OK
    except Exception as fault:
        return _fault(fault)


def _fault(fault: Exception) -> int:
    """Tell of a fault of docgen itself, in words that a maintainer can use."""
    if os.environ.get("DOCGEN_DEBUG"):
        raise fault
    import traceback

    place = traceback.extract_tb(fault.__traceback__)[-1]
    print(
        f"docgen 自身出错了，不是您的数据有误：{type(fault).__name__}：{fault}"
        f"（{Path(place.filename).name} 第{place.lineno}行）。上次的输出没有改动。\n"
        "请把这段话和数据文件夹发给维护者；设 DOCGEN_DEBUG=1 再运行可看到详情。",
        file=sys.stderr,
    )
    return ExitCode.FAULT


def _speak_utf8() -> None:
    """Windows consoles and C locales would fail on the first Chinese character."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="docgen", description="中小企业特色产业集群申报材料：从填报数据生成 Word、Excel 和一份可直接打印的 PDF。"
    )
    parser.add_argument("--version", action="version", version=_version(), help="显示版本")
    parser.add_argument("--definitions", metavar="DIR", type=Path, help="另加一个放申报表和通知定义的文件夹")
    verbs = parser.add_subparsers(title="命令", metavar="命令", required=True, parser_class=_Parser)

    _forms_verbs(verbs)
    _folder_verbs(verbs)

    check = _verb(verbs, "check", "检查一个申报文件夹，列出所有问题，不写任何文件", _check)
    check.add_argument("folder", metavar="DIR", type=Path, help="申报文件夹")
    check.add_argument("--json", action="store_true", help="结果以 JSON 输出")

    build = _verb(verbs, "build", "生成 Word、Excel 和 PDF 材料；有错误时不生成", _build)
    build.add_argument("folder", metavar="DIR", type=Path, help="申报文件夹")
    build.add_argument("-o", "--output", metavar="OUT", type=Path, help="输出文件夹，不写则为 DIR/output")
    build.add_argument("--draft", action="store_true", help="有错误也生成，每页标明“草稿”")
    build.add_argument("--json", action="store_true", help="结果以 JSON 输出")

    blank = _verb(verbs, "blank", "写一份空白申报表（Word）", _blank)
    blank.add_argument("form", metavar="ID", help="申报表，见 docgen forms")
    blank.add_argument("-o", "--output", metavar="FILE.docx", type=Path, required=True, help="写到哪里")

    _template_verbs(verbs)
    _verb(verbs, "doctor", "检查 LibreOffice、字体和版本，说明缺什么、怎么办", _doctor)
    return parser


def _forms_verbs(verbs: argparse._SubParsersAction[_Parser]) -> None:
    forms = _verb(verbs, "forms", "列出有哪些申报表和通知", _forms)
    kinds = forms.add_subparsers(title="命令", metavar="命令", parser_class=_Parser)
    diff = _verb(kinds, "diff", "比较两张申报表：哪些栏目相同、哪些有变化、哪些只有一张有", _forms_diff)
    diff.add_argument("before", metavar="ID", help="原来的申报表")
    diff.add_argument("after", metavar="ID", help="现在的申报表")
    diff.add_argument("--json", action="store_true", help="结果以 JSON 输出")


def _folder_verbs(verbs: argparse._SubParsersAction[_Parser]) -> None:
    new = _verb(verbs, "new", "新建一个申报文件夹，每个栏目都有说明", _new)
    new.add_argument("folder", metavar="DIR", type=Path, help="新文件夹")
    new.add_argument("--form", metavar="ID", required=True, help="申报表，见 docgen forms")
    new.add_argument("--notice", metavar="ID", required=True, help="通知，见 docgen forms")

    carry = _verb(verbs, "carry", "把一个申报文件夹里仍适用的答案带到另一张申报表，写成新文件夹", _carry)
    carry.add_argument("old", metavar="OLD_DIR", type=Path, help="原来的申报文件夹，不会改动")
    carry.add_argument("new", metavar="NEW_DIR", type=Path, help="新文件夹，不能已有文件")
    carry.add_argument("--form", metavar="ID", required=True, help="新的申报表，见 docgen forms")
    carry.add_argument("--notice", metavar="ID", help="通知，不写则取唯一适用的一个")
    carry.add_argument("--json", action="store_true", help="结果以 JSON 输出")


def _template_verbs(verbs: argparse._SubParsersAction[_Parser]) -> None:
    template = _verb(verbs, "template", "生成或检查 Word 模板", _no_verb)
    kinds = template.add_subparsers(title="命令", metavar="命令", required=True, parser_class=_Parser)
    making = _verb(kinds, "build", "由 form.html 生成 form.docx", _template_build)
    making.add_argument("form", metavar="ID", nargs="*", help="申报表，不写则全部")
    judging = _verb(kinds, "check", "检查 Word 模板与申报表是否相符", _template_check)
    judging.add_argument("form", metavar="ID", help="申报表")
    judging.add_argument("template", metavar="FILE.docx", type=Path, nargs="?", help="自己的模板，不写则检查自带的")


def _verb(verbs: argparse._SubParsersAction[_Parser], name: str, words: str, act: Callable[..., int]) -> _Parser:
    parser = verbs.add_parser(name, help=words, description=words + "。")
    parser.set_defaults(verb=act)
    return parser


def _no_verb(options: argparse.Namespace) -> int:
    raise AssertionError("argparse asks for a verb of its own")


def _version() -> str:
    from docgen import __version__

    return f"docgen {__version__}"


def _catalog(options: argparse.Namespace) -> Catalog:
    from docgen.definitions.catalog import Catalog, built_in

    catalog = built_in()
    if options.definitions is None:
        return catalog
    if not options.definitions.is_dir():
        raise InputError("没有这个放定义的文件夹。", remedy="请检查 --definitions。", path=options.definitions)
    return Catalog((options.definitions, *catalog.roots))


def _forms(options: argparse.Namespace) -> int:
    catalog = _catalog(options)
    print("申报表：")
    for form_id in catalog.form_ids():
        form = catalog.form(form_id)
        print(f"  {form.id}  {form.title}（{form.edition}），{len(form.fields)} 个栏目；{form.source}")
    print("通知：")
    for notice_id in catalog.notice_ids():
        notice = catalog.notice(notice_id)
        print(f"  {notice.id}  {notice.title}；用于 {'、'.join(notice.forms)}")
    return ExitCode.OK


def _forms_diff(options: argparse.Namespace) -> int:
    from docgen.definitions.difference import compare

    catalog = _catalog(options)
    difference = compare(catalog.form(options.before), catalog.form(options.after))
    if options.json:
        _print_json(difference.as_json())
    else:
        print("\n".join(difference.lines()))
    return ExitCode.OK


def _carry(options: argparse.Namespace) -> int:
    from docgen.application.application import load
    from docgen.application.carry import carry
    from docgen.checks.answers import check_answers

    catalog = _catalog(options)
    form = catalog.form(options.form)
    notice = catalog.notice_for(form, options.notice)
    old = load(options.old, catalog)
    report = carry(old, check_answers(old), options.new, form, notice)
    if options.json:
        _print_json(report.as_json())
    else:
        print("\n".join(report.lines()))
    return ExitCode.OK


def _new(options: argparse.Namespace) -> int:
    from docgen.application.scaffold import write_scaffold

    catalog = _catalog(options)
    written = write_scaffold(options.folder, catalog.form(options.form), catalog.notice(options.notice))
    print(f"已新建 {options.folder}：")
    for path in written:
        print(f"  {path.name}")
    print("  evidence/  佐证材料按序号放进各文件夹")
    print(f"填好后运行 docgen check {options.folder}")
    return ExitCode.OK


def _check(options: argparse.Namespace) -> int:
    from docgen.flow import check
    from docgen.problems import has_errors

    problems = check(options.folder, _catalog(options)).problems
    if options.json:
        _print_json({"problems": [problem.as_json() for problem in problems]})
    else:
        _print_problems(problems, sys.stdout)
        if not problems:
            print("没有发现问题。")
    return ExitCode.PROBLEMS if has_errors(problems) else ExitCode.OK


def _build(options: argparse.Namespace) -> int:
    from docgen.flow import Mode, build
    from docgen.problems import has_errors

    out = options.output or options.folder / "output"
    built = build(options.folder, out, _catalog(options), Mode.DRAFT if options.draft else Mode.FINAL)
    if options.json:
        shown = {"output": str(built.out) if built.out else None, "pages": built.pages}
        _print_json({**shown, "problems": [problem.as_json() for problem in built.problems]})
    else:
        _print_problems(built.problems, sys.stderr)
        _print_outcome(built.out, built.pages)
    if built.out and not built.pages:
        return ExitCode.TOOL_MISSING
    return ExitCode.PROBLEMS if has_errors(built.problems) else ExitCode.OK


def _print_outcome(out: Path | None, pages: int) -> None:
    if out is None:
        print("有错误，没有生成；上次的输出没有改动。改正后再运行，或加 --draft 先出草稿。", file=sys.stderr)
    elif pages:
        print(f"已生成 {out / '申报材料.pdf'}，共 {pages} 页；Word 和 Excel 在同一文件夹里。")
    else:
        print(f"已生成 Word 和 Excel：{out}。没有 PDF。")


def _blank(options: argparse.Namespace) -> int:
    from docgen.flow import blank

    _write(options.output, blank(options.form, _catalog(options)))
    print(f"已写空白申报表：{options.output}")
    return ExitCode.OK


def _template_build(options: argparse.Namespace) -> int:
    from docgen.documents.template import build_templates

    catalog = _catalog(options)
    for path in build_templates(options.form, catalog):
        print(f"已生成 {path}")
    return _measure(options.form, catalog)


def _measure(form_ids: Sequence[str], catalog: Catalog) -> int:
    """Keep the pages of the blank forms; without LibreOffice they are left as they are."""
    from docgen.flow import measure

    try:
        for path in measure(form_ids, catalog):
            print(f"已记下空白表的页面：{path}")
    except ToolMissing as missing:
        print(f"没有记下空白表的页面，原来的记录没有改动：{missing.message}", file=sys.stderr)
        print(f"        {missing.remedy}", file=sys.stderr)
    return ExitCode.OK


def _template_check(options: argparse.Namespace) -> int:
    from docgen.documents.template import check_template

    catalog = _catalog(options)
    path = options.template or catalog.template(options.form) / "form.docx"
    problems = check_template(path, catalog.form(options.form))
    _print_problems(problems, sys.stdout)
    if not problems:
        print(f"{path} 与申报表 {options.form} 相符。")
    return ExitCode.DEFINITION if problems else ExitCode.OK


def _doctor(options: argparse.Namespace) -> int:
    from docgen.package.doctor import State, examine

    findings = examine()
    for finding in findings:
        print(f"【{finding.state.label}】{finding.what}：{finding.detail}")
        if finding.remedy:
            print(f"        {finding.remedy}")
    missing = any(finding.state is State.MISSING for finding in findings)
    return ExitCode.TOOL_MISSING if missing else ExitCode.OK


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise OutputError(f"写不进去：{reason(error)}。", remedy="请检查路径、磁盘和权限。", path=path) from None


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))


def _print_problems(problems: Iterable[Problem], stream: TextIO) -> None:
    """Each problem on a line of its own, what to do under it; then how many there are of each kind."""
    counts: dict[str, int] = {}
    for problem in problems:
        counts[problem.severity.label] = counts.get(problem.severity.label, 0) + 1
        print(f"【{problem.severity.label}】{problem.where}：{problem.message}", file=stream)
        if problem.hint:
            print(f"        {problem.hint}", file=stream)
    if counts:
        print("共 " + "，".join(f"{number} 个{label}" for label, number in counts.items()) + "。", file=stream)
