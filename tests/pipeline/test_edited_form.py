"""A form of the last output that was changed in Word: its answers are told, and how to take them over."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from conftest import Factory
from docgen import Mode, build, compare_form, read_form
from docgen.definitions.catalog import Catalog

pytestmark = pytest.mark.slow


def test_answers_changed_in_word_are_listed_and_can_be_taken_over(
    folder: Factory, tmp_path: Path, catalog: Catalog
) -> None:
    home = folder("area: 15.60\noperator_contact: 祝青禾")
    out = tmp_path / "out"
    assert "output.edited-form" not in [one.code for one in build(home, out, catalog, Mode.DRAFT).problems]
    word = out / "word" / "申报表.docx"
    document = docx.Document(str(word))
    changed = [
        node
        for table in document.tables
        for node in table._tbl.iter()
        if node.tag.endswith("}t") and node.text in ("15.60", "祝青禾")
    ]
    for node in changed:
        node.text = "16.80" if node.text == "15.60" else "祝青苗"
    document.save(str(word))
    (home / "application.yaml").write_text(
        (home / "application.yaml").read_text("utf-8") + "\n", encoding="utf-8", newline="\n"
    )
    told = [one for one in build(home, out, catalog, Mode.DRAFT).problems if one.code == "output.edited-form"]
    assert len(told) == 1
    assert "15.60 → 16.80" in told[0].message and "祝青禾 → 祝青苗" in told[0].message
    assert "--take operator_contact area" in told[0].hint
    kept = out / "手工修改" / "word" / "申报表.docx"
    assert str(kept) in told[0].hint
    compare_form(read_form(kept), home, ["all"])
    text = (home / "application.yaml").read_text("utf-8")
    assert "16.80" in text and "祝青苗" in text
    assert "output.edited-form" not in [one.code for one in build(home, out, catalog, Mode.DRAFT).problems]
