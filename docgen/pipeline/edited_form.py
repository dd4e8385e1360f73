"""The form of the last output that somebody changed in Word: which answers were changed, and how to take them over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from docgen.definitions.form import describe_place, iterate_slots
from docgen.documents.filled_form.filled_form import FilledForm
from docgen.documents.printed_answers import SlotValue, format_answers
from docgen.errors import Cancelled, DocgenError
from docgen.package.manifest import convert_slot_text
from docgen.pipeline.build_context import BuildContext
from docgen.pipeline.filled_forms import read_form_document
from docgen.problems.problem import Problem, Where
from docgen.project.answers.answer_difference import format_difference
from docgen.runtime.output_folder import read_manifest
from docgen.values import shorten_text

_MOST = 5
"""Changes that the message lists."""


def report_edited_form(context: BuildContext) -> Iterator[Problem]:
    """Yield a problem that lists the answers changed in the form of the last output; call after it was set aside.

    A file that cannot be read yields nothing: that it was set aside is a problem of its own.
    """
    name = next(path for path, role in context.roles.items() if role == "form")
    kept = context.stage.edited.get(name)
    if kept is None:
        return
    form = context.application.form
    read = _read_answers(context, kept)
    if read is None:
        return
    filled, written = read
    texts = format_answers(form, filled.answers)
    changed: list[str] = []
    lines: list[str] = []
    for place in filled.answers:
        slots = [slot for slot in iterate_slots(form.places[place], form.years) if _belongs_to(slot, place)]
        if old_new := _find_change(slots, texts, written):
            changed.append(place)
            lines.append(format_difference(describe_place(form.places[place], place), place, *old_new))
    if not changed:
        return
    more = f"；另有 {len(lines) - _MOST} 处" if len(lines) > _MOST else ""
    listed = "；".join(shorten_text(line.removeprefix("答案 "), 120) for line in lines[:_MOST])
    message = f"{name} 在 Word 里改过 {len(changed)} 处答案：{listed}{more}。"
    command = f"docgen read {_quote(context.stage.out / kept)} --into {_quote(context.application.folder)}"
    hint = f"要采用，运行 {command} --take {' '.join(changed) if len(changed) <= _MOST else 'all'}，再重新生成。"
    yield Problem("output.edited-form", Where(name), message, hint)


def _read_answers(context: BuildContext, kept: str) -> tuple[FilledForm, Mapping[str, Any]] | None:
    """Read the changed form, and the texts of the slots as docgen had written them; None without one of them."""
    try:
        written = {slot: one["text"] for slot, one in read_manifest(context.stage.out).data["answers"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # no manifest of docgen
        return None
    try:
        form_id = context.application.form.id
        return read_form_document(context.stage.new / kept, context.catalog, form_id, context.tools), written
    except Cancelled:
        raise
    except DocgenError:  # no longer a Word form: that it was set aside is told already
        return None


def _belongs_to(slot: str, place: str) -> bool:
    return slot == place or slot.startswith(f"{place}.")


def _find_change(
    slots: list[str], texts: Mapping[str, SlotValue], written: Mapping[str, Any]
) -> tuple[str, str] | None:
    """Return the old and the new text of an answer where one of its slots was printed otherwise."""
    old = [written.get(slot) for slot in slots]
    new = [convert_slot_text(texts[slot]) for slot in slots]
    if old == new:
        return None
    return _show(slots, old), _show(slots, new)


def _show(slots: list[str], texts: list[Any]) -> str:
    if len(slots) == 1:
        return texts[0] if isinstance(texts[0], str) else " ".join(" ".join(row.values()) for row in texts[0] or ())
    return " ".join(str(text) for text in texts)


def _quote(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)
