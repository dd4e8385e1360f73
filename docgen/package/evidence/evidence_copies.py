"""Copies of the original evidence files for the disc; pages are made of the copies as well."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from docgen.progress import checkpoint
from docgen.project.evidence.evidence_files import EvidenceFile
from docgen.runtime.checksums import Checksums

FindKnownFile = Callable[[str], Path | None]
"""Find the file of the last output that has this SHA-256; None where there is none."""


def copy_files(
    files: Sequence[EvidenceFile], work: Path, checksums: Checksums, before: FindKnownFile
) -> dict[str, Path]:
    """Copy each file into the new folder ``work``; return the copies by the names of the files.

    A file that the last output holds is linked from there. The user's own files are copied, never linked: a link would
    let a later edit of theirs change the output.
    """
    work.mkdir(parents=True)
    copies = {}
    for number, file in enumerate(files):
        checkpoint()
        copies[file.name] = target = work / f"{number:04}{file.path.suffix}"
        digest = checksums.compute(file.path)
        if not link_known_file(before(digest), target, digest, checksums):
            shutil.copyfile(file.path, target)
    return copies


def link_known_file(known: Path | None, target: Path, digest: str, checksums: Checksums) -> bool:
    """Make ``target`` a hard link to ``known``; False where that is impossible or the SHA-256 is not ``digest``.

    The checksum is taken of the link, since another build may have replaced the last output meanwhile.
    """
    if known is None:
        return False
    try:
        os.link(known, target)
    except OSError:
        return False
    if checksums.compute(target) == digest:
        return True
    target.unlink()
    return False
