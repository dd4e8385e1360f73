"""A definition that is written and read again is an equal record, whatever signs its texts have."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from docgen import built_in
from docgen.definitions.decode import decode
from docgen.definitions.definition_writer import write_definition
from docgen.definitions.form import Form
from docgen.definitions.notice import Notice
from docgen.definitions.source import parse_source, read_source

ROOT = Path(__file__).parents[2]
NOTICES = sorted((ROOT / "data" / "notices").glob("*.yaml"))


@pytest.mark.parametrize("form_id", built_in().list_form_ids())
def test_a_form_is_equal(form_id: str) -> None:
    form = built_in().load_form(form_id)
    text = write_definition(form, ["First line.", "Second line."])
    assert text.startswith("# First line.\n# Second line.\nid: ")
    assert decode(parse_source(text.encode(), "form.yaml"), Form) == form


@pytest.mark.parametrize("path", NOTICES, ids=lambda path: path.stem)
def test_a_notice_is_equal(path: Path) -> None:
    notice = decode(read_source(path, path.name), Notice)
    assert decode(parse_source(write_definition(notice).encode(), path.name), Notice) == notice


ODD = [
    *(
        " a",
        "a ",
        "2025",
        "2_5",
        "-1.5",
        "1e3",
        "true",
        "No",
        "~",
        "null",
        "a: b",
        "a:",
        "a #b",
        "#a",
        "- a",
        "[a",
        "a]",
    ),
    *("{a}", "&a", "*a", "!a", "|", ">", "%", "@a", "`a", '"a"', "'a'", "a, b", "a\\nb", "a\nb", "……", "——", "？是"),
    *("（%）", "a：b", "：", "²", "𠮷", "=1+1", "<<", "2025-01-01", "a\tb", "“小巨人”", "%3", "，a"),
]
"""A text of blanks alone is nothing in a definition, so that none is here."""


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_come_back(text: str) -> None:
    form = built_in().load_form("2025-application")
    part = form.parts[1]
    fields = tuple(msgspec.structs.replace(field, label=text, hint=text) for field in part.fields)
    part = msgspec.structs.replace(part, title=text, fields=fields)
    changed = msgspec.structs.replace(form, source=text, errata=(text, text), parts=(part,))
    assert decode(parse_source(write_definition(changed).encode(), "form.yaml"), Form) == changed
