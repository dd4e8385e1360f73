"""The command line: verbs → flow → exit codes; it holds no logic of its own.

Heavy imports happen inside the verbs, so that ``docgen --help`` answers at once.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from docgen.cli.application_commands import add_folders
from docgen.cli.arguments import Parser
from docgen.cli.form_commands import add_forms
from docgen.cli.output_commands import add_outputs
from docgen.cli.table_commands import add_tables
from docgen.cli.template_commands import add_templates
from docgen.errors import DocgenError, ExitCode


def run() -> NoReturn:
    """The entry point of the command: runs one verb and exits with its code."""
    warnings.simplefilter("ignore")  # libraries would speak English to the user
    logging.disable()
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


def _parser() -> Parser:
    parser = Parser(
        prog="docgen", description="中小企业特色产业集群申报材料：从填报数据生成 Word、Excel 和一份可直接打印的 PDF。"
    )
    parser.add_argument("--version", action="version", version=_version(), help="显示版本")
    parser.add_argument("--definitions", metavar="DIR", type=Path, help="另加一个放申报表和通知定义的文件夹")
    verbs = parser.add_subparsers(title="命令", metavar="命令", required=True, parser_class=Parser)
    for add in (add_forms, add_folders, add_outputs, add_tables, add_templates):
        add(verbs)
    return parser


def _version() -> str:
    from docgen import __version__

    return f"docgen {__version__}"
