"""Atomic replacement of an output folder: a build writes aside, and the last output stays until the end.

A build writes into ``.<name>.building-…`` beside the output and exchanges the two folders at the very end. A build
that fails or is killed leaves the output unchanged; the next build removes its temporary folder.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any

from filelock import FileLock, Timeout

from docgen.errors import InputError, OutputError, describe_os_error, is_full, is_held, is_usual, suggest_remedy
from docgen.problems.problem import Problem, Where
from docgen.runtime.backup import save_backup
from docgen.runtime.checksums import Checksums
from docgen.runtime.file_names import match_spellings
from docgen.runtime.file_replacement import make_folder_aside, replace_file
from docgen.runtime.held_files import find_open_file, remove_file, remove_folder, retry_while_held

MANIFEST = "manifest.json"
PACKAGE = "申报材料.pdf"
DISC = "disc"
"""The folder in an output that is burned on a disc, and the role of each file in it."""
CHECKSUMS = "校验.sha256.txt"
"""The list of checksums in that folder."""
EDITED = "手工修改"
"""The folder of documents that somebody changed by hand after docgen wrote them."""

# From linux/fcntl.h and linux/fs.h, for renameat2, which Python does not offer.
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_ATTEMPTS = 5
_LONGEST_INSIDE = 130
"""Characters of the longest path in an output: those of a disc, and the name of its folder."""


@dataclass(frozen=True)
class Manifest:
    """The manifest of an output: its bytes, and the decoded JSON."""

    content: bytes
    data: Mapping[str, Any]

    @property
    def documents(self) -> dict[str, str]:
        """The SHA-256 of each document beside the package, by its path in the output; ValueError for one elsewhere."""
        found = {one["path"]: one["sha256"] for one in self.data["documents"]}
        for path in map(PurePath, found):
            if path.is_absolute() or ".." in path.parts:
                raise ValueError(f"{path} is not in the output")
        return found

    @property
    def files(self) -> dict[str, str]:
        """The SHA-256 of each file of the output but the manifest itself, by its path in there."""
        package = self.data["package"]
        return {**self.documents, **({package["path"]: package["sha256"]} if package else {})}


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of the output in ``folder``; raises OSError without one, ValueError where it is no JSON.

    Its content is not validated: the properties raise KeyError, TypeError or AttributeError where it is malformed.
    """
    content = (folder / MANIFEST).read_bytes()
    return Manifest(content, json.loads(content.decode("utf-8")))


@dataclass
class StagedOutput:
    """An output under construction: ``new`` becomes the output, ``work`` is scratch space.

    ``edited`` has the documents of the last output that were changed by hand, with the names they are kept under.
    """

    out: Path
    container: Path
    problems: list[Problem] = field(default_factory=list)
    edited: dict[str, str] = field(default_factory=dict)

    @property
    def new(self) -> Path:
        """The folder that will be the output."""
        return self.container / "new"

    @property
    def work(self) -> Path:
        """The folder for intermediate files."""
        return self.container / "work"

    @cached_property
    def _last(self) -> dict[str, str]:
        """The files of the last output at the first access, since a concurrent build may replace it."""
        return _read_written_files(self.out) or {}

    def find_unchanged(self, digest: str) -> Path | None:
        """Find a file that docgen wrote with this SHA-256 into the last output; the caller must check its content."""
        path = self._last_by_digest.get(digest)
        return path if path and not path.is_symlink() else None

    @cached_property
    def _last_by_digest(self) -> dict[str, Path]:
        return {digest: self.out / name for name, digest in self._last.items()}

    def keep_foreign_files(self, checksums: Checksums) -> tuple[Problem, ...]:
        """Copy the files that the user added to, or changed in, the last output; returns a problem for each."""
        written = _read_written_files(self.out) or {}
        there = sorted(path for path in self.out.rglob("*") if not _is_folder(path))
        listed = {path.relative_to(self.out).as_posix(): path for path in there}
        known = match_spellings(listed, written)
        found = {known[name]: path for name, path in listed.items()}
        digests = checksums.compute_existing(there)
        # Files of the user come first, so that those set aside before keep their names.
        for name, path in sorted(found.items(), key=lambda item: (item[0] in written, item[0])):
            if name == MANIFEST or written.get(name) == digests.get(path, ""):
                continue
            with suppress(FileNotFoundError):  # another build has just put a new output in place
                self._copy_user_file(path, name, name in written)
        return tuple(self.problems)

    def _copy_user_file(self, path: Path, name: str, edited: bool) -> None:
        inside = name if not (self.new / name).exists() and not edited else _find_free_name(self.new, name)
        target = self.new / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_symlink() and path.exists() and not path.is_file():
            raise OutputError(f"输出文件夹里的 {name} 不是普通的文件，无法保留。", remedy="请先移走。", path=self.out)
        shutil.copy2(path, target, follow_symlinks=False)
        if edited:
            self.edited[name] = inside
            message = f"{name} 在上次生成后被改过，改过的一份另存为 {inside}。"
            self.problems.append(Problem("output.edited", Where(name), message, "请把改动写进填报数据，再重新生成。"))
        else:
            message = f"{name} 不是 docgen 写的，原样保留。"
            self.problems.append(Problem("output.foreign", Where(name), message))

    def put_in_place(self) -> None:
        """Make ``new`` the output, in one step where the system supports it; raises OutputError where that fails."""
        try:
            for _ in range(_ATTEMPTS):
                if _try_to_place(self.new, self.out, self.container / "old"):
                    return
        except OSError as error:
            is_back = _restore(self.out, self.container)
            old = self.container / "old"
            last = "上次的输出没有改动。" if is_back else f"上次的输出完整地在“{old}”里，放不回原处。"
            opened = find_open_file(self.out) if is_held(error) else None
            cause = f"“{opened}”正被别的程序打开" if opened else describe_os_error(error)
            raise OutputError(
                f"写好的材料放不进输出文件夹：{cause}。{last}",
                remedy=suggest_remedy(error, "请关闭正在打开的 Word、WPS、PDF 文件后重试。"),
                path=self.out,
            ) from None
        raise OutputError("输出文件夹一直被别的程序占用。", remedy="请稍后重试。", path=self.out)


@contextmanager
def stage_output(out: Path) -> Iterator[StagedOutput]:
    """Yield a staged output beside ``out``; its temporary folder is removed afterwards.

    It stays only where it holds the last output, which the system does not let back. Raises OutputError where ``out``
    holds what docgen did not write, or cannot be written.
    """
    out = Path(os.path.realpath(out))  # the folder itself changes places, not a link that leads to it
    try:
        _refuse_foreign(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        _clear_left_behind(out)
        container, lock = _make_container(out)
    except OSError as error:
        raise OutputError.of_system(error, "写不进去：{}。", "请检查磁盘空间和权限。", out) from None
    stage = StagedOutput(out, container)
    try:
        yield stage
    except OSError as error:
        raise _translate_error(error, stage) from None
    finally:
        is_back = _restore(out, container)
        lock.release(force=True)
        if is_back:
            remove_folder(container)


def _translate_error(error: OSError, stage: StagedOutput) -> Exception:
    """Translate an error of the system into one for the user; any other error is returned unchanged."""
    gone = str(error.filename or "")
    if is_usual(error):
        message = "写到一半写不下去了：{}。上次的输出没有改动。"
        own = stage.out.parent if is_full(error) else stage.container
        is_elsewhere = (is_full(error) or is_held(error)) and gone and not Path(gone).is_relative_to(own)
        return OutputError.of_system(error, message, "请检查磁盘空间和权限。", gone if is_elsewhere else stage.out)
    if error.errno == errno.ENOENT and gone and not gone.startswith(str(stage.container)):
        remedy = "请不要在生成时移动或改写材料，改好后重试。"
        return InputError("这个文件在生成期间不见了。上次的输出没有改动。", remedy=remedy, path=gone)
    return error


def write_file(path: Path, data: bytes) -> Path:
    """Write a file as :func:`replace_output`; return it."""
    with replace_output(path) as new:
        new.write_bytes(data)
    return path


@contextmanager
def replace_output(path: Path) -> Iterator[Path]:
    """Yield the path of a file to be written, which becomes ``path`` in the end; folders above it are made.

    OutputError with the reason in Chinese where that fails. A file that was there stays as it was then.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replace_file(path) as new:
            yield new
    except OSError as error:
        raise OutputError.of_system(error, "写不进去：{}。", "请检查路径、磁盘和权限。", path) from None


@contextmanager
def replace_filled_file(path: Path) -> Iterator[Path]:
    """Yield the path of a new file that becomes ``path`` as in :func:`replace_output`; an old file may be filled in.

    It stays under the name of a backup where it differs from the new one. What a link leads to stays where it is.
    """
    backup = None
    try:
        with replace_output(path) as new:
            yield new
            if path.is_file() and not path.is_symlink() and path.read_bytes() != new.read_bytes():
                backup = save_backup(path)
    except OutputError:
        if backup:
            _remove_if_equal(backup, path)
        raise


def _remove_if_equal(backup: Path, path: Path) -> None:
    """Remove a backup of a file that was not replaced after all."""
    with suppress(OSError):
        if backup.read_bytes() == path.read_bytes():
            remove_file(backup)


def _make_container(out: Path) -> tuple[Path, FileLock]:
    """Make a new container and lock it; tried again where another build removes it before it is locked."""
    for _ in range(_ATTEMPTS):
        container = make_folder_aside(out.parent, _format_prefix(out))
        lock = FileLock(container / "lock")
        try:
            _acquire(lock)
            (container / "new").mkdir()
            (container / "work").mkdir()
            _prove_length(container / "new")
            return container, lock
        except OSError as error:
            lock.release(force=True)
            if not isinstance(error, FileNotFoundError) or is_usual(error):
                remove_folder(container)
                raise
    raise OutputError("输出文件夹一直被别的程序占用。", remedy="请稍后重试。", path=out)


def _acquire(lock: FileLock) -> None:
    """Lock a new container where its drive can: one that cannot lock is never taken for left behind either."""
    try:
        lock.acquire()
    except OSError as error:
        if error.errno not in (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP):
            raise


def _prove_length(new: Path) -> None:
    """Raise OSError where Windows cannot hold the longest names of an output below ``new``: now, not after minutes."""
    if sys.platform == "win32":
        longest = new / ("x" * (_LONGEST_INSIDE // 2)) / ("x" * (_LONGEST_INSIDE // 2 - 1))
        longest.mkdir(parents=True)
        remove_folder(longest.parent)


def _format_prefix(out: Path) -> str:
    return f".{out.name}.building-"


def _refuse_foreign(out: Path) -> None:
    if out.is_dir() and any(out.iterdir()) and _read_written_files(out) is None:
        raise OutputError(
            "这个文件夹里有别的文件，而且不是 docgen 的输出，没有改动。",
            remedy="请用 -o 换一个新的文件夹。",
            path=out,
        )
    if out.exists() and not out.is_dir():
        raise OutputError("输出应是文件夹，这里已有同名的文件。", remedy="请用 -o 换一个名字。", path=out)


def _read_written_files(out: Path) -> dict[str, str] | None:
    """Read the files of the last build from its manifest: path → sha256; None without a valid manifest."""
    try:
        return read_manifest(out).files
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _find_free_name(new: Path, name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    candidates = (f"{EDITED}/{stem}{f'（{number}）' if number else ''}{dot}{ending}" for number in range(1000))
    return next(candidate for candidate in candidates if not (new / candidate).exists())


def _try_to_place(new: Path, out: Path, old: Path) -> bool:
    """Try to put ``new`` in the place of ``out``; False where another build was faster and a retry is useful."""
    if not out.exists():
        return _try_to_rename(new, out)
    if _try_to_exchange(new, out):
        return True
    return _try_to_rename(out, old) and _try_to_rename(new, out)


def _try_to_rename(source: Path, target: Path) -> bool:
    try:
        retry_while_held(lambda: source.rename(target))
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT):
            return False
        raise
    return True


def _try_to_exchange(one: Path, other: Path) -> bool:
    """Try to exchange two folders in one step; False where the system does not support it."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


def _clear_left_behind(out: Path) -> None:
    """Remove the stages of builds that were killed; put back an output that one of them had moved away.

    Raises OutputError where that is refused: a new output would take the place of the last one, and of what the user
    changed in it.
    """
    stages = re.compile(re.escape(_format_prefix(out)) + r"[a-z0-9_]{8}\Z")
    for container in sorted(path for path in out.parent.iterdir() if stages.match(path.name)):
        try:
            with FileLock(container / "lock", timeout=0):
                is_back = _restore(out, container)
        except (Timeout, OSError):
            continue
        if not is_back:
            raise OutputError(
                f"上次的输出在“{container / 'old'}”里，放不回原处。",
                remedy=f"请关闭打开着里面文件的程序，再运行一次；或自己把它移出来，改名为“{out.name}”。",
                path=out,
            )
        remove_folder(container)


def _restore(out: Path, container: Path) -> bool:
    """Put back an output that was moved away; False where that is refused: ``old`` is the only copy then."""
    old = container / "old"
    if not out.exists() and old.is_dir():
        with suppress(OSError):
            retry_while_held(lambda: old.rename(out))
        return not old.is_dir()
    return True
