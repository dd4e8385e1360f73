"""The verbs of the Excel side: the summary table, the enterprise table, the fill-in workbook."""

from __future__ import annotations

import sys
from pathlib import Path

from docgen.cli.parsing import Options, Verbs, add_verb
from docgen.cli.telling import catalog_of, print_json, print_problems
from docgen.errors import ExitCode


def add_tables(verbs: Verbs) -> None:
    """Add the verbs."""
    summary = add_verb(verbs, "summary", "由一个或多个申报文件夹生成推荐汇总表（Excel），并核对通知的限制", _summary)
    summary.add_argument(
        "folders", metavar="DIR", type=Path, nargs="+", help="申报文件夹，或装有多个申报文件夹的文件夹"
    )
    summary.add_argument("-o", "--output", metavar="FILE.xlsx", type=Path, required=True, help="写到哪里")
    summary.add_argument("--json", action="store_true", help="结果以 JSON 输出")


def _summary(options: Options) -> int:
    from docgen.problems import has_errors
    from docgen.tables import write_summary

    clusters, problems = write_summary(options.folders, options.output, catalog_of(options))
    if options.json:
        shown = {"output": str(options.output), "clusters": clusters}
        print_json({**shown, "problems": [problem.as_json() for problem in problems]})
    else:
        print_problems(problems, sys.stderr)
        print(f"已写推荐汇总表：{options.output}，共 {clusters} 个集群。")
    return ExitCode.PROBLEMS if has_errors(problems) else ExitCode.OK
