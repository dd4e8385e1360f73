"""What docgen writes for every form and every example there is, made without LibreOffice and so in no time."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest

from docgen import Mode, build, built_in
from docgen.definitions.form import Choice, Choices, Field, LongText, Narrative
from docgen.documents.printed_answers import PARAGRAPH, TICKED, SlotValue, format_answers
from docgen.documents.word.answer_sizes import ANSWER_SIZES, apply_sizes
from docgen.documents.word.word_filler import fill_template
from docgen.pipeline.blank_forms import DRAFT_SLOT, fill_blank_form

ROOT = Path(__file__).parents[2]
CATALOG = built_in()
FORMS = sorted(path.stem for path in (ROOT / "data" / "forms").glob("*.yaml"))
NOTICES = {"2022-application": "guangdong-2022", "2025-application": "national-2025", "2025-review": "national-2025"}
"""A notice for each form."""
EXAMPLES = sorted(path.parent.name for path in (ROOT / "data" / "examples").glob("*/application.yaml"))
TEMPLATES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "templates").rglob("*.docx"))

HOSTILE = "".join(
    (
        "&<>\"' &amp;&#123;]]></w:t></w:r> \\n\\a =1+1 ",
        "“引号”……——①□√ 喆堃镕𠮷䶮😀👩‍🔧 两  空格\t制表\n第二行 ",
        "长" * 60,
    )
)
"""An answer that breaks what is not escaped: markup, rare characters, breaks, a formula, a word without end."""

_KEPT = tempfile.TemporaryDirectory(prefix="docgen-written-")


@cache
def blank_form(form_id: str) -> bytes:
    """The form with every answer empty."""
    return fill_blank_form(form_id, CATALOG)


@cache
def hostile_form(form_id: str) -> bytes:
    """The form with a hostile answer in every slot, every box ticked, three rows in every loop."""
    form = CATALOG.load_form(form_id)
    slots = {name: _hostile(shown, form.slots[name]) for name, shown in format_answers(form, {}).items()}
    return fill_template(CATALOG.find_template(form_id) / "form.docx", {**slots, DRAFT_SLOT: "草稿"})


def small_form(form_id: str) -> bytes:
    """The same with the answers of every part in the smallest size that a build gives them."""
    parts = [part.id for part in CATALOG.load_form(form_id).parts]
    return apply_sizes(hostile_form(form_id), dict.fromkeys(parts, ANSWER_SIZES[-1]))


@cache
def written(example: str) -> Path:
    """The folder with the Word and Excel files of an example; where it has errors, they are those of a draft."""
    out = Path(_KEPT.name) / example / "output"
    out.parent.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOCGEN_SOFFICE", "/nonexistent")
        build(ROOT / "data" / "examples" / example, out, CATALOG, Mode.DRAFT)
    return out


def filled_form(example: str) -> tuple[str, bytes]:
    """The id of the form that an example fills in, and the filled Word file."""
    from docgen import load

    form = load(ROOT / "data" / "examples" / example, CATALOG).form
    return form.id, (written(example) / "word" / f"{form.package.form_name}.docx").read_bytes()


def _hostile(shown: SlotValue, field: Field) -> SlotValue:
    """The hostile answer as this slot would print it; only long texts have paragraphs."""
    if isinstance(shown, tuple):
        return tuple({name: f"{number}{HOSTILE}" for name in shown[0]} for number in range(3))
    if isinstance(field, Choice | Choices):
        return TICKED
    return PARAGRAPH.join((HOSTILE, HOSTILE, HOSTILE)) if isinstance(field, LongText | Narrative) else HOSTILE
