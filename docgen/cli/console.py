"""What all verbs share: which definitions they use, and how they tell and write what comes out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from docgen.cli.arguments import Options
from docgen.errors import InputError

if TYPE_CHECKING:
    from docgen.definitions.catalog import Catalog
    from docgen.problems.problem import Problem


def catalog_of(options: Options) -> Catalog:
    """docgen's own definitions, after those of --definitions."""
    from docgen.definitions.catalog import Catalog, built_in

    catalog = built_in()
    if options.definitions is None:
        return catalog
    if not options.definitions.is_dir():
        raise InputError("没有这个放定义的文件夹。", remedy="请检查 --definitions。", path=options.definitions)
    return Catalog((options.definitions, *catalog.roots))


def print_json(value: object) -> None:
    """One object on stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=1))


def print_problems(problems: Iterable[Problem], stream: TextIO) -> None:
    """Each problem on a line of its own with its code, what to do under it; then how many there are of each kind.

    What is said of several places in the same words is said once, behind all of them.
    """
    from docgen.problems.problem import gather_same

    counts: Counter[str] = Counter()
    for problem, *others in gather_same(problems):
        counts[problem.severity.label] += 1 + len(others)
        places = "、".join(str(one.where) for one in (problem, *others))
        print(f"【{problem.severity.label}】{places}：{problem.message} [{problem.code}]", file=stream)
        if problem.hint:
            print(f"        {problem.hint}", file=stream)
    if counts:
        print("共 " + "，".join(f"{number} 个{label}" for label, number in counts.items()) + "。", file=stream)
