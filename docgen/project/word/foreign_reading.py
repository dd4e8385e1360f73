"""Reading of a Word file from outside in a child process, with patience and words for whatever is wrong with it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from docgen.errors import DocgenError, InputError
from docgen.runtime.held_files import retry_while_held
from docgen.runtime.isolated_calls import BrokenCall, call_isolated, limit_by_size

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


def read_foreign_word(read: Callable[..., _Result], path: Path, *arguments: Any) -> _Result:
    """Return what the function ``read`` of a module makes of the file and the arguments, in a child process.

    The first argument is the name of the file in messages. Raises InputError, in Chinese, whatever goes wrong with it.
    """
    shown = arguments[0] if arguments else path
    try:
        if not path.exists():
            raise InputError("没有这个文件。", remedy="请检查路径。", path=shown)
        if path.is_file():
            # Here, since an error of Windows loses its code on the way from the child.
            retry_while_held(lambda: path.open("rb").close())
        return call_isolated(read, path, *arguments, limits=limit_by_size(path))
    except DocgenError:
        raise
    except BrokenCall as error:
        remedy = "请用 Word 或 WPS 打开，只留下要读的内容，另存后再用。"
        raise InputError(f"文件没有读：{error}。", remedy=remedy, path=shown) from None
    except OSError as error:
        raise InputError.of_system(error, "读不了：{}。", "请检查权限。", shown) from None
    except Exception:  # whatever a reader meets in a damaged file
        _log.exception("reading %s", path)
        remedy = "请用 Word 或 WPS 打开，另存一份再用。"
        raise InputError("文件读不出来，可能已损坏。", remedy=remedy, path=shown) from None
