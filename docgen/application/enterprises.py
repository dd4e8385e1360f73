"""The enterprise table (表1): for now which enterprises there are; one row each, from CSV or Excel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from docgen.application.sheets import Row, read_rows
from docgen.problems import Problem, Where

FILES = ("enterprises.xlsx", "enterprises.csv")
NAME_COLUMN = "企业名称"
_TOTALS = ("合计", "总计", "小计")


@dataclass(frozen=True)
class Register:
    """The enterprises of the cluster: the file's name and the enterprises' names, in the order of the table."""

    path: str
    names: tuple[str, ...]
    problems: tuple[Problem, ...]


def read_register(folder: Path) -> Register | None:
    """The register in ``folder``, or None where there is none."""
    found = [folder / name for name in FILES if (folder / name).exists()]
    if not found:
        return None
    path = found[0]
    rows, problems = read_rows(path, path.name)
    for other in found[1:]:
        message = f"文件夹里同时有 {path.name} 和 {other.name}，只读了前一个。"
        problems.append(Problem("enterprises.shape", Where(other.name), message, "请只保留一个。"))
    heading = next((number for number, row in enumerate(rows) if NAME_COLUMN in row), None)
    if heading is None:
        message = f"找不到“{NAME_COLUMN}”这一列。"
        problem = Problem("enterprises.shape", Where(path.name), message, "请在表头写上这一列。")
        return Register(path.name, (), (*problems, problem))
    names, odd = _names(rows, heading, path.name)
    return Register(path.name, tuple(names), (*problems, *odd))


def _names(rows: list[Row], heading: int, shown: str) -> tuple[dict[str, int], list[Problem]]:
    column = rows[heading].index(NAME_COLUMN)
    names: dict[str, int] = {}
    problems = []
    for number, row in enumerate(rows[heading + 1 :], heading + 2):
        name = row[column].strip() if column < len(row) else ""
        if not any(cell.strip() for cell in row) or any(cell.strip() in _TOTALS for cell in row[:3]):
            continue
        if not name:
            problems.append(Problem("enterprises.shape", Where(shown, number), "这一行没有企业名称。", "请补上。"))
        elif name in names:
            message = f"企业“{name}”出现了两次，第一次在第 {names[name]} 行。"
            problems.append(Problem("enterprises.shape", Where(shown, number), message, "请只保留一行。"))
        else:
            names[name] = number
    return names, problems
