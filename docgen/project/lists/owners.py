"""The enterprises named in one cell of a list: one, or several between marks, line breaks, 和 or 与."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from docgen.project.register.enterprise_names import normalize_name
from docgen.project.spreadsheets.cell_values import CellValue

_MARKS = re.compile(r"[、；;，,/|\n]+")
_SHARED = re.compile(r"(共有|共同所有|共同拥有|联合申请|等)\Z")


@dataclass(frozen=True)
class OwnerReader:
    """Reader of names; ``known`` are those of the register, normalized, ``endings`` the words that names end with."""

    known: Collection[str]
    endings: tuple[str, ...]

    def read(self, cell: CellValue) -> tuple[str, ...]:
        """Return the names in the cell, none for a blank; a name that the register has is never cut."""
        if not isinstance(cell, str) or not cell.strip():
            return ()
        whole = _SHARED.sub("", cell.strip()).rstrip("（(、，, ") or cell.strip()
        if normalize_name(whole) in self.known or normalize_name(cell) in self.known:
            return (cell.strip() if normalize_name(cell) in self.known else whole,)
        parts = [part.strip() for part in _MARKS.split(self._joint.sub(r"\1、", whole))]
        return tuple(dict.fromkeys(part for part in parts if part))

    @cached_property
    def _joint(self) -> re.Pattern[str]:
        """The words between two names: 甲公司和乙公司, 甲公司 乙公司."""
        endings = "|".join(sorted(map(re.escape, self.endings), key=len, reverse=True)) or r"(?!)"
        return re.compile(rf"({endings}|[)）])(?:以及|和|与|及|暨|\s+)(?!有限|股份|责任|集团)(?=\S{{3}})")
