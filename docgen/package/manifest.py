"""Writes manifest.json, the contract for everything that reads an output: documents, package, inputs, report."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docgen.application.application import Application
from docgen.output import MANIFEST, sha256
from docgen.package.book import Layout
from docgen.package.compose import shown
from docgen.problems import Problem

PACKAGE = "申报材料.pdf"


def write_manifest(
    out: Path,
    application: Application,
    watermark: str,
    roles: Mapping[str, str],
    layout: Layout | None,
    report: tuple[Problem, ...],
) -> None:
    """Write the manifest of the output in ``out``; ``roles`` has each document's role by its path in there.

    Whatever has a ``watermark`` is a draft.
    """
    manifest = {
        "form": application.form.id,
        "notice": application.notice.id,
        "cluster": shown(application, application.form.package.cluster),
        "draft": bool(watermark),
        "documents": list(_documents(out, roles)),
        "package": _package(out, layout) if layout else None,
        "inputs": [
            {"path": path.relative_to(application.folder).as_posix(), "sha256": sha256(path)}
            for path in application.inputs()
        ],
        "report": [problem.as_json() for problem in report],
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (out / MANIFEST).write_text(text, encoding="utf-8")


def _documents(out: Path, roles: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    from docgen.package.reading import page_count

    for name in sorted(roles):
        path = out / name
        pages = {"pages": page_count(path)} if path.suffix == ".pdf" else {}
        yield {"role": roles[name], "path": name, **pages, "sha256": sha256(path)}


def _package(out: Path, layout: Layout) -> dict[str, Any]:
    described = layout.as_json()
    return {"path": PACKAGE, "pages": described.pop("pages"), "sha256": sha256(out / PACKAGE), **described}
