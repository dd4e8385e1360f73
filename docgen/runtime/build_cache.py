"""Detection of builds that can be skipped, because neither their inputs nor their outputs have changed.

The key of a build covers everything that it reads; the cache has the hash of the resulting manifest under it. In case
of doubt the build is done.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from docgen.errors import ToolMissing
from docgen.problems.problem import Problem, Where
from docgen.runtime.cache import Cache, compute_key
from docgen.runtime.checksums import Checksums
from docgen.runtime.environment_fingerprint import compute_font_fingerprint, get_docgen_fingerprint
from docgen.runtime.file_names import match_spellings
from docgen.runtime.fonts import list_font_folders
from docgen.runtime.output_folder import MANIFEST, Manifest, read_manifest
from docgen.runtime.tools import Tools

_KIND = "build"
_DEFINITIONS = ("data/forms", "data/notices", "data/criteria", "data/tables.yaml", "data/charts.yaml", "templates")


@dataclass(frozen=True)
class BuildInputs:
    """The inputs of one build; ``state`` detects a later change by the sizes and times of files alone."""

    sources: _BuildSources
    state: str

    @cached_property
    def key(self) -> str:
        """The key of the inputs by the contents of all files at the first access; OSError where a file is gone."""
        return self.sources.compute_key()

    def have_changed(self) -> bool:
        """Return True where a file was changed since the inputs were collected, or is gone."""
        try:
            return self.sources.compute_state() != self.state
        except OSError:
            return True


@dataclass(frozen=True)
class FinishedBuild:
    """A build that need not be repeated: the pages of its package (0 without one) and its problems."""

    pages: int
    problems: tuple[Problem, ...]


def collect_inputs(
    folder: Path, out: Path, roots: Sequence[Path], mode: str, tools: Tools, checksums: Checksums
) -> BuildInputs | None:
    """Collect the inputs of a build of ``folder`` into ``out`` with definitions from ``roots``.

    No file is opened yet. Returns None where the cache is off, and where anything cannot be read, which the build
    reports.
    """
    if not tools.cache.is_on:
        return None
    sources = _BuildSources(
        Path(os.path.realpath(folder)), Path(os.path.realpath(out)), tuple(roots), mode, tools, checksums
    )
    try:
        return BuildInputs(sources, sources.compute_state())
    except OSError:
        return None


def find_finished_build(inputs: BuildInputs | None, out: Path, cache: Cache) -> FinishedBuild | None:
    """Find the build of these inputs whose complete and unchanged output is in ``out``; None where there is none."""
    if inputs is None:
        return None
    with suppress(OSError, ValueError, KeyError, TypeError):
        manifest = read_manifest(out)
        is_last = compute_key(manifest.content).encode() == cache.get(_KIND, inputs.key)
        if is_last and _is_whole(out, manifest, inputs.sources.checksums):
            package = manifest.data["package"]
            return FinishedBuild(
                package["pages"] if package else 0, tuple(map(_parse_problem, manifest.data["report"]))
            )
    return None


def store_finished_build(inputs: BuildInputs | None, out: Path, cache: Cache) -> None:
    """Store that ``inputs`` gave the output in ``out``, unless they have changed or ``out`` has other files."""
    with suppress(OSError):
        if inputs and inputs.key and not inputs.have_changed():
            manifest = read_manifest(out)
            if _has_exactly(out, manifest):
                cache.put(_KIND, inputs.key, compute_key(manifest.content).encode())


@dataclass(frozen=True)
class _BuildSources:
    folder: Path
    out: Path
    roots: tuple[Path, ...]
    mode: str
    tools: Tools
    checksums: Checksums

    def compute_key(self) -> str:
        """Compute the key from the contents of all files."""
        files, folders = self._list_paths()
        # The newer of application.yaml and the workbook counts, so the times of the files in the folder matter.
        saved = [f"{path} {path.stat().st_mtime_ns}" for path in files if path.parent == self.folder]
        return compute_key(
            self.mode,
            *map(str, (*files, *folders)),
            *self.checksums.compute_all(files),
            *saved,
            *self._fingerprint_environment(),
        )

    def compute_state(self) -> str:
        """Compute a digest of the sizes and times of all files, which changes with any write between two calls."""
        files, folders = self._list_paths()
        return compute_key(*map(_describe_times, files), *map(str, folders), *self._fingerprint_environment())

    def _list_paths(self) -> tuple[list[Path], list[Path]]:
        """List all files and all folders that the build reads."""
        files: list[Path] = []
        folders: list[Path] = []
        definitions = (root.absolute() / name for root in self.roots for name in _DEFINITIONS)
        for place in (self.folder, *(place for place in definitions if place.exists())):
            for path in _iterate_below(place, self.out):
                (folders if path.is_dir() else files).append(path)
        return files, folders

    def _fingerprint_environment(self) -> tuple[str, ...]:
        """Return the fingerprints of docgen, and of LibreOffice and the fonts, or why there is no LibreOffice."""
        try:
            office = self.tools.find_office().environment_fingerprint
        except ToolMissing as missing:
            office = f"{missing} {compute_font_fingerprint(list_font_folders())}"
        return get_docgen_fingerprint(), office


def _iterate_below(place: Path, out: Path) -> Iterator[Path]:
    """Yield the place and everything in it except the output; OSError for anything but files and folders."""
    kind = place.stat().st_mode
    if not stat.S_ISREG(kind) and (not stat.S_ISDIR(kind) or place.is_symlink()):
        raise OSError(f"{place} is neither a file nor a folder")
    yield place
    for path in sorted(place.iterdir()) if stat.S_ISDIR(kind) else ():
        if path != out and not path.name.startswith(f".{out.name}."):
            yield from _iterate_below(path, out)


def _describe_times(path: Path) -> str:
    found = path.stat()
    return f"{path} {found.st_ino} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"


def _is_whole(out: Path, manifest: Manifest, checksums: Checksums) -> bool:
    """Return True where ``out`` has exactly the files of the manifest, with its checksums."""
    if not _has_exactly(out, manifest):
        return False
    return checksums.compute_all([out / name for name in manifest.files]) == list(manifest.files.values())


def _has_exactly(out: Path, manifest: Manifest) -> bool:
    """Return True where ``out`` has the files of the manifest, whatever their content, and no others."""
    wanted = {*manifest.files, MANIFEST}
    return set(match_spellings(_list_names(out), wanted).values()) == wanted


def _list_names(out: Path) -> set[str]:
    """List the files, links and empty folders of the output; other folders are left out."""
    names = set()
    for path in out.rglob("*"):
        is_folder = path.is_dir() and not path.is_symlink()
        if path.is_symlink() or not is_folder or not any(path.iterdir()):
            names.add(path.relative_to(out).as_posix() + "/" * (is_folder or path.is_symlink()))
    return names


def _parse_problem(report: Mapping[str, Any]) -> Problem:
    where = Where(**report["where"])
    return Problem(report["code"], where, report["message"], report["hint"], report["rule"])
