"""Arguments in Chinese: the parser, and how a verb is added to it; the one file that imports argparse."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from docgen.errors import ExitCode

Options = argparse.Namespace

_TOLD = {
    "the following arguments are required: (?P<what>.+)": "缺少参数：{what}",
    "unrecognized arguments: (?P<what>.+)": "不认识的参数：{what}",
    "argument (?P<what>[^:]+): expected one argument": "{what} 后面缺少内容",
    "argument (?P<what>[^:]+): ignored explicit argument .*": "{what} 后面不能带内容",
    "one of the arguments (?P<one>[^ ]+) (?P<other>[^ ]+) is required": "缺少参数：{one}，或 {other}",
    "argument (?P<what>[^:]+): not allowed with argument (?P<other>.+)": "{what} 不能与 {other} 同时用",
    "ambiguous option: (?P<what>[^ ]+) could match (?P<which>.+)": "{what} 不够明确，可以是 {which}",
    "argument (?P<what>[^:]+): invalid choice: '?(?P<given>[^' ]*)'?.*": "没有“{given}”这个{what}",
}


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese."""

    def __init__(self, **settings: object) -> None:
        super().__init__(**settings, add_help=False, formatter_class=_Help)  # type: ignore[arg-type]
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Say in Chinese what is wrong with the arguments, and exit."""
        for pattern, words in _TOLD.items():
            if told := re.fullmatch(pattern, message):
                message = words.format(**told.groupdict())
        print(f"docgen：{message}。\n用 {self.prog} --help 查看用法。", file=sys.stderr)
        raise SystemExit(int(ExitCode.INPUT))


class _Help(argparse.RawDescriptionHelpFormatter):
    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


if TYPE_CHECKING:
    Verbs = argparse._SubParsersAction[Parser]
else:  # the class takes no parameters when the program runs
    Verbs = argparse._SubParsersAction


def add_verb(verbs: Verbs, name: str, words: str, act: Callable[..., int]) -> Parser:
    """One more verb, with what it says of itself and what it does."""
    parser = verbs.add_parser(name, help=words, description=words + "。")
    parser.set_defaults(verb=act)
    add_verbose(parser)
    return parser


def add_verbose(parser: Parser) -> None:
    """Add ``--verbose``, before the verb as well as behind it."""
    # without a default: that of the verb would replace what was given before the verb
    parser.add_argument("--verbose", action="store_true", default=argparse.SUPPRESS, help="在屏幕上说明每一步（英文）")


def add_events(parser: Parser) -> None:
    """Add ``--events`` to a verb that can take long."""
    parser.add_argument("--events", action="store_true", help="进度以 JSON 写到标准错误，一行一个事件，供其他程序读取")


def list_verbs(parser: argparse.ArgumentParser) -> set[str]:
    """Return the names of all verbs, and of the verbs below them."""
    found: set[str] = set()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                found |= {name} | list_verbs(below)
    return found


def add_group(verbs: Verbs, name: str, words: str) -> Verbs:
    """A verb that only has verbs of its own, and the place where they are added."""
    group = add_verb(verbs, name, words, _never)
    return group.add_subparsers(title="命令", metavar="命令", required=True, parser_class=Parser)


def add_optional_group(verbs: Verbs, name: str, words: str, act: Callable[..., int]) -> Verbs:
    """A verb that does something by itself and has verbs of its own, and the place where they are added."""
    return add_verb(verbs, name, words, act).add_subparsers(title="命令", metavar="命令", parser_class=Parser)


def _never(options: Options) -> int:
    raise AssertionError("argparse asks for a verb of its own")
