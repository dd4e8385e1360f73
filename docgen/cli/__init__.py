"""The command line: words → calls of :mod:`docgen.api` → text and exit codes; it holds no logic of its own.

Heavy imports happen inside the verbs, so that ``docgen --help`` answers at once.
"""

from __future__ import annotations

import errno
import logging
import os
import signal
import sys
import threading
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from docgen.cli.application_commands import add_application_verbs
from docgen.cli.arguments import Options, Parser, add_verbose, list_verbs
from docgen.cli.form_commands import add_form_verbs
from docgen.cli.output_commands import add_output_verbs
from docgen.cli.reading_commands import add_reading_verbs
from docgen.cli.table_commands import add_table_verbs
from docgen.cli.template_commands import add_template_verbs
from docgen.errors import DocgenError, ExitCode, OutputError, is_usual

DEBUG = "DOCGEN_DEBUG"
"""The environment variable that makes a fault of docgen itself print its traceback."""

_log = logging.getLogger(__name__)


def run() -> NoReturn:
    """Run one verb and exit with its code; the entry point of the command."""
    warnings.simplefilter("ignore")  # libraries would speak English to the user
    _end_process(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    """Run one verb and return its exit code; errors are printed on stderr, in Chinese."""
    _speak_utf8()
    parser = _build_parser()
    try:
        options = parser.parse_args(arguments)
        with _Logging(options):
            _log.debug("docgen %s", options)
            return int(options.verb(options))
    except DocgenError as error:
        _print_error(error)
        return error.exit_code
    except KeyboardInterrupt:
        print("已中断，上次的输出没有改动。", file=sys.stderr)
        return ExitCode.INTERRUPTED
    except OSError as error:
        if _is_broken_pipe(error):
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
            return ExitCode.OK
        if not is_usual(error):
            return _report_fault(error, arguments, list_verbs(parser))
        return _report_refusal(error)
    except Exception as fault:
        return _report_fault(fault, arguments, list_verbs(parser))


def _end_process(code: int) -> NoReturn:
    """End the process once all is printed; at once where something failed.

    Libraries that were stopped on their way can fail in their end, and say so in English. What docgen itself had begun
    is cleaned up here.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # there is nothing left to interrupt
    is_printed = True
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError) as error:
            is_printed = False
            if stream is sys.stdout and isinstance(error, OSError) and not _is_broken_pipe(error):
                code = _report_refusal(error)
    if is_printed and code in (ExitCode.OK, ExitCode.PROBLEMS):
        raise SystemExit(int(code))
    os._exit(code)


def _report_refusal(error: OSError) -> int:
    """Tell what the system refused outside of any step that has words of its own."""
    refused = OutputError.of_system(error, "{}。", "请检查磁盘空间和权限。", error.filename2 or error.filename or "")
    _print_error(refused)
    return refused.exit_code


def _is_broken_pipe(error: OSError) -> bool:
    """Return True where the reader of the output has gone; Windows calls that an invalid argument."""
    is_windows = error.errno == errno.EINVAL and sys.platform == "win32"
    return isinstance(error, BrokenPipeError) or (is_windows and error.filename is None)


def _print_error(error: DocgenError) -> None:
    mark = "" if error.exit_code is ExitCode.INTERRUPTED else "错误："
    print(f"{mark}{error}", file=sys.stderr)


def _report_fault(fault: Exception, arguments: Sequence[str], verbs: set[str]) -> int:
    """Say where a fault of docgen itself was reported; nothing in the report is personal."""
    if os.environ.get(DEBUG):
        raise fault
    import traceback

    from docgen.cli.crash_report import write_crash_report

    place = traceback.extract_tb(fault.__traceback__)[-1]
    report = write_crash_report(fault, arguments, verbs)
    send = f"请把错误报告 {report} 发给维护者，里面没有您的数据。" if report else "请把这段话发给维护者。"
    print(
        f"docgen 自身出错了，不是您的数据有误：{type(fault).__name__}：{fault}"
        f"（{Path(place.filename).name} 第{place.lineno}行）。上次的输出没有改动。\n{send}",
        file=sys.stderr,
    )
    return ExitCode.FAULT


class _Logging:
    """Shows the log of docgen on stderr while a verb runs with ``--verbose``; otherwise nothing is logged.

    The settings of the process are as before afterwards: a caller may run several verbs.
    """

    def __init__(self, options: Options) -> None:
        self._is_wanted = getattr(options, "verbose", False)
        self._logger = logging.getLogger("docgen")
        self._handler = logging.StreamHandler(sys.stderr)
        self._handler.setFormatter(logging.Formatter("%(relativeCreated)7d ms %(name)s: %(message)s"))
        self._before = (logging.root.manager.disable, self._logger.level, self._logger.propagate)

    def __enter__(self) -> None:
        if self._is_wanted:
            self._logger.addHandler(self._handler)
            self._logger.setLevel(logging.DEBUG)
            self._logger.propagate = False
        else:
            logging.disable()  # libraries would speak English to the user

    def __exit__(self, *_error: object) -> None:
        self._logger.removeHandler(self._handler)
        disabled, level, self._logger.propagate = self._before
        logging.disable(disabled)
        self._logger.setLevel(level)


def _speak_utf8() -> None:
    """Windows consoles and C locales would fail on the first Chinese character."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _build_parser() -> Parser:
    parser = Parser(
        prog="docgen", description="中小企业特色产业集群申报材料：从填报数据生成 Word、Excel 和一份可直接打印的 PDF。"
    )
    parser.add_argument("--version", action="version", version=_find_version(), help="显示版本")
    parser.add_argument("--definitions", metavar="DIR", type=Path, help="另加一个放申报表和通知定义的文件夹")
    add_verbose(parser)
    verbs = parser.add_subparsers(title="命令", metavar="命令", required=True, parser_class=Parser)
    for add in (
        add_form_verbs,
        add_application_verbs,
        add_reading_verbs,
        add_output_verbs,
        add_table_verbs,
        add_template_verbs,
    ):
        add(verbs)
    return parser


def _find_version() -> str:
    from docgen import __version__

    return f"docgen {__version__}"
