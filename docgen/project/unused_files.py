"""Name the files and folders of an application folder that docgen does not use, with the reason and what to do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from docgen.problems.problem import Problem, Where
from docgen.project.evidence.folder_files import find_placeholder, report_not_downloaded
from docgen.project.workbook.workbook_names import ENDINGS, FILE, STEM, find_workbook
from docgen.runtime.backup import is_backup
from docgen.runtime.file_names import escape_invisible, is_system_file
from docgen.values import convert_to_half_width

_OUTPUTS = ("output", "手工修改")
_MANIFEST = "manifest.json"
"""The file that tells a folder with an output, whatever its name."""


class _Likeness(NamedTuple):
    """A kind of name that people give to an input, the reason why it is not read, and what to do with ``{name}``."""

    pattern: re.Pattern[str]
    is_folder: bool
    reason: str
    remedy: str


def _build_likeness(pattern: str, reason: str, remedy: str, *, is_folder: bool = False) -> _Likeness:
    return _Likeness(re.compile(pattern, re.IGNORECASE), is_folder, reason, remedy)


_TABLE = r"\.(xlsx?|xlsm|et|csv|tsv|docx?)\Z"
_ANSWERS = _build_likeness(
    r"(application|申报|answers).*\.(ya?ml|json|txt)\Z",
    "答案只认 application.yaml",
    "里面有新填的内容，把它改名为 application.yaml（原来的先移走）；不要的，移到别处。",
)
_LIKENESSES = (
    _build_likeness(
        rf"{STEM}.*{_TABLE}",
        f"填报工作簿只认 {FILE}（{'、'.join(ENDINGS[1:3])} 也可以）",
        f"里面有新填的内容，把它改名为 {FILE}（原来的先移走）；不要的，移到别处。",
    ),
    _build_likeness(
        rf"(企业(表|发展情况|名单|情况|数据|信息)|表1|enterprises).*{_TABLE}",
        "企业表只认 enterprises.xlsx（.xls、.csv 也可以）",
        "这是汇总好的企业表，把它改名为 enterprises.xlsx；是各企业交来的表，用 docgen enterprises collect 汇总。",
    ),
    _build_likeness(
        r".*(规划|正文|plan).*\.docx\Z",
        "规划正文只认 plan.md",
        '运行 docgen plan DIR "{name}" 把它读成 plan.md，读过的移到别处。',
    ),
    _build_likeness(
        r".*(规划|正文|plan).*\.(doc|wps)\Z",
        "规划正文只认 plan.md",
        "请用 Word 或 WPS 另存为 .docx，再运行 docgen plan，把它读成 plan.md。",
    ),
    _build_likeness(
        r".*(规划|正文|plan).*\.(md|txt)\Z",
        "规划正文只认 plan.md",
        "请把各标题下的文字复制到 plan.md（docgen new 会给出标题），或填在填报.xlsx 的最后一部分里。",
    ),
    _build_likeness(
        r".*(模板|template).*\.docx\Z",
        "申报表的模板只认 template.docx",
        "是写好了栏目的模板，把它改名为 template.docx；是下载来的官方申报表，运行 docgen template adopt。",
    ),
    _ANSWERS,
    _build_likeness(
        r".*(清单|lists?)",
        "清单只认文件夹 lists",
        "请把里面的清单移进 lists，各清单的文件名见 docs/lists.md。",
        is_folder=True,
    ),
    _build_likeness(
        r".*(盖章|签章|签字|扫描|sealed)", "盖章后的扫描件只认文件夹 sealed", "请把扫描件移进 sealed。", is_folder=True
    ),
    _build_likeness(
        r"(.*(佐证|证明|附件|材料|evidence)|补|\d+)",
        "佐证材料只认文件夹 evidence",
        "请整个移进 evidence，名称以序号开头，如“08 协议”、补充材料如“补10 …”。",
        is_folder=True,
    ),
)


def check_unused_files(folder: Path, used: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for each file and folder directly in ``folder`` whose name is not one of those used.

    Hidden and system files, backups and outputs are passed over.
    """
    workbook = find_workbook(folder)
    known = {*used, *_OUTPUTS, *([workbook.name] if workbook else [])}
    paths = sorted(folder.iterdir())
    names = {path.name for path in paths}
    for path in paths:
        if find_placeholder(path.name):
            yield report_not_downloaded(path, folder)
        elif not _is_passed_over(path, known, names):
            yield _report_unused(path)


def find_similar_answer_files(folder: Path) -> list[str]:
    """Return the names in ``folder`` that look like application.yaml; for a folder that has none."""
    return [path.name for path in sorted(folder.iterdir()) if path.is_file() and _find_likeness(path) is _ANSWERS]


def _is_passed_over(path: Path, known: Collection[str], names: Collection[str]) -> bool:
    name, lower = path.name, path.with_name(path.name.lower())
    is_output = path.is_dir() and (path / _MANIFEST).is_file()
    # On Windows Application.yaml is read where application.yaml is asked for, on Linux it is another file. Whether two
    # names are one file is told by the list of names: on network drives all files may have the same number.
    is_known = name in known or (lower.name in known and lower.name not in names and lower.exists())
    return is_known or is_system_file(name) or is_backup(path) or is_output


def _report_unused(path: Path) -> Problem:
    shown = escape_invisible(path.name)
    where = Where(f"{shown}/" if path.is_dir() else shown)
    likeness = _find_likeness(path)
    if likeness:
        return Problem("file.unused", where, f"没有读取：{likeness.reason}。", likeness.remedy.format(name=shown))
    kind = "文件夹" if path.is_dir() else "文件"
    return Problem("file.unknown", where, f"这个{kind}没有用到。", "是佐证材料的，放进 evidence 下对应序号的文件夹。")


def _find_likeness(path: Path) -> _Likeness | None:
    name, is_folder = convert_to_half_width(path.name), path.is_dir()
    return next((one for one in _LIKENESSES if one.is_folder == is_folder and one.pattern.match(name)), None)
