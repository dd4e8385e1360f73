"""Diagnosis of this machine: the programs and fonts that docgen needs, and a remedy for each missing one."""

from __future__ import annotations

import importlib
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from importlib import metadata
from importlib.machinery import EXTENSION_SUFFIXES

from docgen.errors import ToolMissing
from docgen.runtime.cache import open_cache
from docgen.runtime.fonts import Drawn, StandIn
from docgen.runtime.office import find_office, find_stand_ins

_OLDEST_PYTHON = (3, 11)
_REQUIREMENT = re.compile(r"[A-Za-z0-9._-]+")
_FONT_REMEDY = "在 docgen 的文件夹里运行 ./dev setup；没有这个文件时见 docs/install.md 的“字体”一节。"
_RUNTIME_REMEDY = (
    "多半是缺少 Microsoft Visual C++ 运行库（2015–2022，x64），请安装它，或删除这个环境后重新运行 start-docgen.bat。"
)
_VIEWERS = {"pdftoppm": "poppler-utils"}


class FindingState(Enum):
    """The state of one requirement; the value is the word that ``--json`` prints."""

    OK = "ok"
    STAND_IN = "stand-in"
    OPTIONAL = "optional"
    """Missing, but not required."""
    MISSING = "missing"

    @property
    def label(self) -> str:
        """The Chinese word for the state."""
        return {"ok": "正常", "stand-in": "替代", "optional": "可选", "missing": "缺少"}[self.value]


@dataclass(frozen=True)
class Finding:
    """One requirement: its name, its state, details and remedy (both Chinese)."""

    what: str
    state: FindingState
    detail: str
    remedy: str = ""

    @property
    def is_missing(self) -> bool:
        """True for something that docgen needs and that is not there."""
        return self.state is FindingState.MISSING

    def to_json(self) -> dict[str, str]:
        """Convert the finding to the object of ``--json``."""
        return {"what": self.what, "state": self.state.value, "detail": self.detail, "remedy": self.remedy}


def examine() -> tuple[Finding, ...]:
    """Examine Python, packages, LibreOffice, each house font, optional programs and the cache."""
    return (
        _check_python(),
        *_check_packages(),
        *_check_office(),
        *_check_fonts(),
        *_check_optional_programs(),
        _check_cache(),
    )


def _check_python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < _OLDEST_PYTHON:
        return Finding(
            "Python", FindingState.MISSING, f"现在是 {version}，需要 3.11 以上", "请安装 Python 3.11 或更新的版本。"
        )
    return Finding("Python", FindingState.OK, version)


def _check_packages() -> tuple[Finding, ...]:
    try:
        required = metadata.requires("docgen") or []
    except metadata.PackageNotFoundError:
        return (
            Finding("docgen", FindingState.MISSING, "没有安装成软件包", "请运行 ./dev setup，或 pip install -e . 。"),
        )
    names = [_REQUIREMENT.match(line) for line in required if "extra ==" not in line]
    return tuple(_check_package(name[0]) for name in names if name)


def _check_package(name: str) -> Finding:
    try:
        package = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return Finding(name, FindingState.MISSING, "没有安装", "请重新运行 ./dev setup，或 pip install -e . 。")
    try:
        for module in _list_native_modules(package):
            importlib.import_module(module)
    except ImportError as fault:
        remedy = _RUNTIME_REMEDY if sys.platform == "win32" else "请重新安装 docgen。"
        return Finding(name, FindingState.MISSING, f"{package.version} 已安装，但这台电脑加载不了（{fault}）", remedy)
    return Finding(name, FindingState.OK, package.version)


def _list_native_modules(package: metadata.Distribution) -> Iterator[str]:
    """List the modules of a package that are machine code: only these need something else of the computer."""
    for file in package.files or ():
        if file.name.endswith(tuple(EXTENSION_SUFFIXES)) and not file.name.startswith("lib"):  # libpdfium.so
            yield ".".join((*file.parent.parts, file.name.partition(".")[0]))


def _check_office() -> Iterator[Finding]:
    try:
        office = find_office()
    except ToolMissing as lack:
        yield Finding("LibreOffice", FindingState.MISSING, lack.message, lack.remedy)
        return
    yield Finding("LibreOffice", FindingState.OK, f"{office.version}（{office.program}）")
    components = (
        (office.has_impress, "Impress", "佐证材料里有演示文稿（.ppt、.pptx）"),
        (office.has_math, "Math", "佐证材料的 Word 文件里有公式（如计算公式）"),
    )
    for is_there, name, when in components:
        if not is_there:
            remedy = f"Debian/Ubuntu：apt-get install libreoffice-{name.lower()}-nogui。"
            yield Finding(f"LibreOffice {name}", FindingState.OPTIONAL, f"没有安装；只有{when}时才用到", remedy)


def _check_fonts() -> tuple[Finding, ...]:
    try:
        return tuple(_describe_font(face) for face in find_stand_ins())
    except ToolMissing as lack:
        return (Finding("字体", FindingState.MISSING, lack.message, lack.remedy),)


def _describe_font(face: StandIn) -> Finding:
    match face.drawn:
        case Drawn.REAL:
            return Finding(face.declared, FindingState.OK, "已安装")
        case Drawn.STAND_IN:
            detail = f"PDF 中用 {face.used} 代替；在装有该字体的电脑上打开 Word 文件，显示的是原字体"
            return Finding(face.declared, FindingState.STAND_IN, detail)
        case Drawn.MISSING:
            detail = f"没有该字体，也没有合适的替代（会用 {face.used}，字形不对）"
            return Finding(face.declared, FindingState.MISSING, detail, _FONT_REMEDY)


def _check_optional_programs() -> tuple[Finding, ...]:
    return tuple(_check_program(name, package) for name, package in _VIEWERS.items())


def _check_cache() -> Finding:
    cache = open_cache()
    if not cache.is_on:
        return Finding("缓存", FindingState.OPTIONAL, cache.describe(), "取消这个环境变量，再次生成会快得多。")
    return Finding("缓存", FindingState.OK, cache.describe().partition("\n")[0].partition("：")[2])


def _check_program(name: str, package: str) -> Finding:
    found = shutil.which(name)
    if found:
        return Finding(name, FindingState.OK, found)
    return Finding(
        name,
        FindingState.OPTIONAL,
        "没有安装；只在把 PDF 变成图片查看时用到",
        f"Debian/Ubuntu：apt-get install {package}。",
    )
