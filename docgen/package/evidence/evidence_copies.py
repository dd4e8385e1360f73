"""Copies of the evidence files as they were handed in, for the disc; pages are made of them as well."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from docgen.project.evidence.evidence_files import EvidenceFile
from docgen.runtime.checksums import Checksums

FindKnownFile = Callable[[str], Path | None]
"""The file of the last output that was written with this SHA-256."""


def copy_files(
    files: Sequence[EvidenceFile], work: Path, checksums: Checksums, before: FindKnownFile
) -> dict[str, Path]:
    """A copy of each file in the folder ``work``, by the name of the file.

    What lies in the last output is taken over, not copied again. What is the user's is copied and never linked.
    """
    work.mkdir(parents=True)
    copies = {}
    for number, file in enumerate(files):
        copies[file.name] = target = work / f"{number:04}{file.path.suffix}"
        digest = checksums.of(file.path)
        if not link_known_file(before(digest), target, digest, checksums):
            shutil.copyfile(file.path, target)
    return copies


def link_known_file(known: Path | None, target: Path, digest: str, checksums: Checksums) -> bool:
    """Whether ``target`` is another name for ``known`` now, and holds what it should.

    It is looked into under its new name: another build may have exchanged the last output meanwhile.
    """
    if known is None:
        return False
    try:
        os.link(known, target)
    except OSError:
        return False
    if checksums.of(target) == digest:
        return True
    target.unlink()
    return False
