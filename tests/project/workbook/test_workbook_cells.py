"""Reading the cells of a workbook that cannot be read."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from docgen.errors import InputError
from docgen.project.workbook import workbook_cells
from docgen.project.workbook.workbook_cells import read_workbook_cells


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (OSError(errno.EBUSY, "busy"), "这份工作簿读不了：正被别的程序使用；里面的内容没有动。"),
        (OSError("no number"), "这份工作簿读不了，可能已损坏；里面的内容没有动。"),
        (KeyError("xl/workbook.xml"), "这份工作簿读不了，可能已损坏；里面的内容没有动。"),
    ],
)
def test_a_workbook_that_is_held_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception, told: str
) -> None:
    def fail(*_: object) -> None:
        raise failure

    (tmp_path / "a.xlsx").write_bytes(b"PK")
    monkeypatch.setattr(workbook_cells, "read_isolated", fail)
    with pytest.raises(InputError) as caught:
        read_workbook_cells(tmp_path / "a.xlsx", "a.xlsx")
    assert caught.value.message == told
