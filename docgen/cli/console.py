"""Steps that all verbs share: open the definitions, run a long call with progress, print what comes out."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from docgen.cli.arguments import Options
from docgen.cli.progress_display import cancel_on_interrupt, show_progress
from docgen.progress import Cancel

if TYPE_CHECKING:
    from docgen.api import Catalog, Form, Notice, Problem

_T = TypeVar("_T")

PROJECTED = "notice.projected"
"""The problem that tells that a form or notice is not a published one."""


def open_definitions(options: Options) -> Catalog:
    """Return docgen's own definitions, after those of --definitions."""
    from docgen.api import open_catalog

    return open_catalog(*([options.definitions] if options.definitions else []))


def mark_projection(definition: Form | Notice) -> str:
    """Return the mark behind the name of a form or notice that is a projection; "" for a published one."""
    return f"【推算稿：{definition.projected}，不是公布的文本】" if definition.projected else ""


def print_projections(options: Options, form_id: str, notice_id: str) -> None:
    """Print a line for the form, and one for the notice, where it is a projection."""
    catalog = open_definitions(options)
    for definition in (catalog.load_form(form_id), catalog.load_notice(notice_id)):
        if definition.projected:
            print(f"{definition.id} {mark_projection(definition)}")


def repeat_projections(problems: Iterable[Problem], stream: TextIO) -> None:
    """Print again, behind many other problems, that the form or the notice is a projection."""
    for problem in problems:
        if problem.code == PROJECTED:
            print(f"注意：{problem.message}", file=stream)


def run_with_progress(options: Options, call: Callable[..., _T], *arguments: Any, **named: Any) -> _T:
    """Call a function of the API with a progress display and a token that Ctrl-C cancels; return its result."""
    cancel = Cancel()
    with cancel_on_interrupt(cancel.cancel), show_progress(sys.stderr, as_json=options.events) as on_event:
        return call(*arguments, **named, on_event=on_event, cancel=cancel)


def print_json(value: object) -> None:
    """Print one object on stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=1))


def print_problems(problems: Iterable[Problem], stream: TextIO) -> None:
    """Print each problem on a line of its own with its code, what to do under it; then how many there are of each kind.

    Problems of several places in the same words are printed once, behind all places.
    """
    from docgen.api import group_same_problems

    counts: Counter[str] = Counter()
    for first, *others in group_same_problems(problems):
        counts[first.severity.label] += 1 + len(others)
        places = "、".join(str(problem.where) for problem in (first, *others))
        print(f"【{first.severity.label}】{places}：{first.message} [{first.code}]", file=stream)
        if first.hint:
            print(f"        {first.hint}", file=stream)
    if counts:
        print("共 " + "，".join(f"{number} 个{label}" for label, number in counts.items()) + "。", file=stream)
