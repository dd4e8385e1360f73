"""Verbs about finished outputs: prove one, compare two, look after the cache of conversions."""

from __future__ import annotations

import sys
from pathlib import Path

from docgen.cli.arguments import Options, Verbs, add_events, add_optional_group, add_verb
from docgen.cli.console import print_json, print_problems, run_with_progress
from docgen.errors import ExitCode


def add_output_verbs(verbs: Verbs) -> None:
    """Add the verbs about finished outputs."""
    verify = add_verb(verbs, "verify", "核验一份已生成的材料：页码、目录、书签、链接、清单、校验和是否一致", _verify)
    verify.add_argument("out", metavar="OUT", type=Path, help="docgen build 的输出文件夹")
    verify.add_argument("--json", action="store_true", help="结果以 JSON 输出")
    add_events(verify)

    changes = add_verb(verbs, "changes", "比较两次生成的材料：哪些答案、文件和页面变了，要重印哪些页", _compare_outputs)
    changes.add_argument("old", metavar="OUT_OLD", type=Path, help="先前的输出文件夹")
    changes.add_argument("new", metavar="OUT_NEW", type=Path, help="现在的输出文件夹")
    changes.add_argument("--json", action="store_true", help="结果以 JSON 输出")
    add_events(changes)

    cache = add_optional_group(verbs, "cache", "转换结果的缓存：在哪里，有多大", _describe_cache)
    add_verb(cache, "clear", "清空缓存；下次生成会慢一些，别的没有影响", _clear_cache)


def _verify(options: Options) -> int:
    from docgen.api import has_errors, verify

    problems = run_with_progress(options, verify, options.out)
    if options.json:
        print_json({"output": str(options.out), "problems": [problem.to_json() for problem in problems]})
    else:
        print_problems(problems, sys.stdout)
        if not has_errors(problems):
            print(f"{options.out} 核验无误。")
    return ExitCode.PROBLEMS if has_errors(problems) else ExitCode.OK


def _compare_outputs(options: Options) -> int:
    from docgen.api import changes

    found = run_with_progress(options, changes, options.old, options.new)
    if options.json:
        print_json(found.to_json())
    else:
        print("\n".join(found.format_lines()))
    return ExitCode.OK


def _describe_cache(options: Options) -> int:
    from docgen.api import open_cache

    print(open_cache().describe())
    return ExitCode.OK


def _clear_cache(options: Options) -> int:
    from docgen.api import open_cache

    print(open_cache().clear())
    return ExitCode.OK
