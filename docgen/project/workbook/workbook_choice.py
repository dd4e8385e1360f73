"""Choice between the fill-in workbook and application.yaml: the answers of the file saved last are used."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from docgen.problems.problem import Problem, Where
from docgen.project.workbook.workbook_names import FILE, LOCK


def is_in_use(folder: Path, others: Sequence[Path]) -> bool:
    """Return whether the workbook in ``folder`` exists and is newer than each existing file of ``others``."""
    workbook = folder / FILE
    # Path.is_file raises where a name is too long; os.path.isfile answers that there is no such file.
    there = [one for one in others if os.path.isfile(one)]  # noqa: PTH113
    return os.path.isfile(workbook) and all(_get_modified_time(one) < _get_modified_time(workbook) for one in there)  # noqa: PTH113


def check_workbook_choice(folder: Path, others: Sequence[Path]) -> list[Problem]:
    """Return the problems (remarks, warnings) that tell the user which of the files was read."""
    workbook = folder / FILE
    problems = []
    if (folder / LOCK).exists():
        message = f"{FILE} 正在 Excel 里打开着，读到的是上次保存的内容。"
        problems.append(Problem("workbook.open", Where(FILE), message, "请保存并关闭后再运行一次。"))
    if not workbook.is_file():
        return problems
    newer = [one.name for one in others if _get_modified_time(one) >= _get_modified_time(workbook)]
    if newer:
        message = f"{FILE} 比 {'、'.join(newer)} 旧，没有采用；以 {'、'.join(one.name for one in others)} 为准。"
        hint = f"要以 {FILE} 为准，请打开它保存一次；不再用它，可以删去。"
        return [*problems, Problem("workbook.older", Where(FILE), message, hint)]
    named = "、".join(one.name for one in others)
    message = f"以 {FILE} 的答案为准{f'，它比 {named} 新' if named else ''}。"
    hint = f"要写回 {named}，运行 docgen workbook DIR --read。" if named else ""
    return [*problems, Problem("workbook.used", Where(FILE), message, hint)]


def _get_modified_time(path: Path) -> int:
    return path.stat().st_mtime_ns
