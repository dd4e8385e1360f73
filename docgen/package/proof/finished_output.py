"""A finished output, as its manifest tells it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docgen.errors import InputError, reason
from docgen.output import MANIFEST, sha256
from docgen.package.book import Layout

_REMEDY = "请给出 docgen build 的输出文件夹；较早的版本生成的，请用现在的版本重新生成。"


@dataclass(frozen=True)
class FinishedOutput:
    """What an output folder holds: printed answers by slot (label and text), the hash of each file by its path."""

    folder: Path
    facts: Mapping[str, Any]
    answers: Mapping[str, Mapping[str, Any]]
    documents: Mapping[str, str]
    inputs: Mapping[str, str]
    package: tuple[Path, str] | None
    layout: Layout | None


def read_output(folder: Path) -> FinishedOutput:
    """The output in ``folder``; InputError where there is none of docgen, or one that lacks what is told today."""
    path = folder / MANIFEST
    try:
        told = json.loads(path.read_text("utf-8"))
        package = told["package"]
        return FinishedOutput(
            folder,
            {name: told[name] for name in ("form", "notice", "cluster", "draft")},
            told["answers"],
            {one["path"]: one["sha256"] for one in told["documents"]},
            {one["path"]: one["sha256"] for one in told["inputs"]},
            (folder / package["path"], package["sha256"]) if package else None,
            Layout.from_json(package) if package else None,
        )
    except OSError as error:
        raise InputError(f"读不到 {MANIFEST}：{reason(error)}。", remedy=_REMEDY, path=folder) from None
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{MANIFEST} 里缺少需要的内容。", remedy=_REMEDY, path=path) from None


def package_as_built(output: FinishedOutput) -> Path:
    """The package of an output that has one; InputError where it is gone or not what was built."""
    assert output.package
    path, digest = output.package
    if not path.is_file() or sha256(path) != digest:
        raise InputError("这个文件不在了，或在生成后被改过。", remedy="请重新生成后再比较。", path=path)
    return path
