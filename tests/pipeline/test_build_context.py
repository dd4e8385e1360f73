"""The places of documents in an output: inside of it, and each for one document only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from docgen.errors import DefinitionError
from docgen.pipeline.build_context import BuildContext
from docgen.pipeline.build_result import Mode
from docgen.runtime.output_folder import StagedOutput
from docgen.runtime.tools import Tools


@pytest.fixture
def context(tmp_path: Path) -> BuildContext:
    nothing: Any = None
    return BuildContext(nothing, StagedOutput(tmp_path / "out", tmp_path / "stage"), nothing, Mode.DRAFT, Tools())


@pytest.mark.parametrize("name", ["../mine.docx", "word/../../../mine.docx", "/tmp/mine.docx"])
def test_a_document_outside_of_the_output_is_refused(context: BuildContext, name: str) -> None:
    with pytest.raises(DefinitionError, match="在输出文件夹之外，没有写。"):
        context.place_document("form", name)
    assert not context.roles


@pytest.mark.parametrize("again", ["word/申报表.docx", "word/申报表.DOCX"])
def test_no_document_is_written_over_another(context: BuildContext, again: str) -> None:
    assert context.place_document("form", "word/申报表.docx") == context.stage.new / "word" / "申报表.docx"
    with pytest.raises(DefinitionError, match="有两份材料都要写成"):
        context.place_document("checklist", again)
    assert context.roles == {"word/申报表.docx": "form"}
