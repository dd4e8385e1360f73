"""Write manifest.json, the interface for everything that reads an output: documents, package, answers, inputs, report.

Nothing in it depends on the time or place of the build: the same input gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docgen.definitions.form import Choice, Choices, Field, describe_place
from docgen.documents.printed_answers import PARAGRAPH, SlotValue, format_answers
from docgen.package.layout.compose import format_answer
from docgen.package.layout.package_layout import Layout
from docgen.package.merging.merge import count_pdf_pages
from docgen.problems.problem import Problem
from docgen.project.application import Application
from docgen.runtime.checksums import Checksums
from docgen.runtime.output_folder import DISC, MANIFEST, PACKAGE


def write_manifest(
    out: Path,
    application: Application,
    watermark: str,
    roles: Mapping[str, str],
    layout: Layout | None,
    report: tuple[Problem, ...],
    checksums: Checksums,
) -> None:
    """Write the manifest of the output in ``out``; ``roles`` has each document's role by its path in there.

    An output with a ``watermark`` is a draft; ``projected`` says of what its form or notice is a projection, "" for
    published ones. Files that ``checksums`` knows are not read again.
    """
    manifest = {
        "form": application.form.id,
        "notice": application.notice.id,
        "cluster": format_answer(application, application.form.package.cluster),
        "draft": bool(watermark),
        "projected": application.form.projected or application.notice.projected,
        "documents": list(_list_documents(out, roles, checksums)),
        "package": _describe_package(out, layout, checksums) if layout else None,
        "answers": _list_answers(application),
        "inputs": _list_inputs(application, checksums),
        "report": [problem.to_json() for problem in report],
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (out / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def _list_documents(out: Path, roles: Mapping[str, str], checksums: Checksums) -> Iterator[dict[str, Any]]:
    names = sorted(roles)
    for name, digest in zip(names, checksums.compute_all([out / name for name in names]), strict=True):
        is_counted = name.endswith(".pdf") and roles[name] != DISC  # the files of the disc are copies of others
        pages = {"pages": count_pdf_pages(out / name)} if is_counted else {}
        yield {"role": roles[name], "path": name, **pages, "sha256": digest}


def _describe_package(out: Path, layout: Layout, checksums: Checksums) -> dict[str, Any]:
    described = layout.to_json()
    return {"path": PACKAGE, "pages": described.pop("pages"), "sha256": checksums.compute(out / PACKAGE), **described}


def _list_answers(application: Application) -> dict[str, dict[str, Any]]:
    """List by slot, in the order of the form, its label in the form and the text that is printed there."""
    slots = application.form.slots
    texts = format_answers(application.form, application.answers)
    return {
        slot: {"label": _format_label(slots[slot], slot), "text": convert_slot_text(text)}
        for slot, text in texts.items()
    }


def _format_label(field: Field, slot: str) -> str:
    name = describe_place(field, slot)
    return f"{name}：{field.options[slot.rpartition('.')[2]]}" if isinstance(field, Choice | Choices) else name


def convert_slot_text(text: SlotValue) -> str | list[dict[str, str]]:
    """Return the text with one paragraph per line, or the rows of a repeating slot."""
    return text.replace(PARAGRAPH, "\n") if isinstance(text, str) else [dict(row) for row in text]


def _list_inputs(application: Application, checksums: Checksums) -> list[dict[str, str]]:
    paths = application.list_input_files()
    names = [path.relative_to(application.folder).as_posix() for path in paths]
    digests = checksums.compute_all(paths)
    return [{"path": name, "sha256": digest} for name, digest in zip(names, digests, strict=True)]
