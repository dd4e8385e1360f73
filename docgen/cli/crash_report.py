"""Write a report of a fault of docgen itself: versions, command, traceback, and no personal data."""

from __future__ import annotations

import os
import platform
import re
import sys
import tempfile
import traceback
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from importlib import metadata
from pathlib import Path

_PACKAGES = (
    "docxtpl",
    "filelock",
    "img2pdf",
    "jinja2",
    "lxml",
    "msgspec",
    "openpyxl",
    "pi-heif",
    "pikepdf",
    "pillow",
    "platformdirs",
    "psutil",
    "pypdf",
    "pypdfium2",
    "python-docx",
    "pyyaml",
    "rich",
    "segno",
    "typst",
    "xlrd",
    "xlsxwriter",
    "zxing-cpp",
)
_OMITTED = "（略）"
_HOMES = (Path(__file__).resolve().parents[2], Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve())


def write_crash_report(fault: BaseException, arguments: Sequence[str], verbs: Collection[str]) -> Path | None:
    """Write the report into the user's folder for logs; return its path, None where nothing can be written.

    Verbs and names of options are kept. Their values, texts of messages that may quote the applicant, and folders
    outside docgen and Python are left out: paths hold the names of people and clusters.
    """
    from platformdirs import user_log_path

    text = "\n".join(_list_lines(fault, [_hide_value(argument, verbs) for argument in arguments])) + "\n"
    for folder in (user_log_path("docgen", appauthor=False), Path(tempfile.gettempdir())):
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix="docgen-crash-", suffix=".txt", dir=folder)
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            return Path(name)
    return None


_PLACE = re.compile(r'File "([^"\n]+)", line (\d+), in (\S+)')


def _list_lines(fault: BaseException, arguments: Sequence[str]) -> Iterator[str]:
    from docgen import __version__

    yield f"docgen {__version__}, Python {platform.python_version()}, {platform.platform()}"
    yield "command: docgen " + " ".join(arguments)
    yield "packages: " + ", ".join(f"{name} {_find_version(name)}" for name in _PACKAGES)
    yield ""
    chain: list[BaseException] = []
    cause: BaseException | None = fault
    while cause is not None and cause not in chain:
        chain.append(cause)
        cause = cause.__cause__ or cause.__context__
    for error in reversed(chain):
        for frame in traceback.extract_tb(error.__traceback__):
            yield f"  {_shorten_path(frame.filename)}:{frame.lineno} {frame.name}: {frame.line}"
        yield f"{type(error).__module__}.{type(error).__qualname__}: {_hide_quotations(str(error))}"
        # An exception of a child process has its places in a note.
        for name, line, function in _PLACE.findall("".join(getattr(error, "__notes__", ()))):
            yield f"  in the child: {_shorten_path(name)}:{line} {function}"


def _hide_value(argument: str, verbs: Collection[str]) -> str:
    name = argument.partition("=")[0]
    return name if argument in verbs or re.fullmatch(r"--?[a-z][a-z-]*", name) else _OMITTED


def _hide_quotations(message: str) -> str:
    """Leave out what may come from the application: Chinese, quotations, paths, long numbers."""
    plain = re.sub(r"'[^']*'|\"[^\"]*\"|(?<![^\s'\"])[^\s'\"]*[/\\]\S*|[^\x00-\x7f]+|\d{5,}", _OMITTED, message)
    return plain[:500]


def _shorten_path(name: str) -> str:
    path = Path(name)
    for home in _HOMES:
        if path.is_relative_to(home):
            return path.relative_to(home).as_posix()
    return path.name


def _find_version(name: str) -> str:
    with suppress(metadata.PackageNotFoundError):
        return metadata.version(name)
    return "none"
