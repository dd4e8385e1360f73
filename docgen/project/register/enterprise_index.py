"""Index of collected enterprises: the code tells whether two rows are one enterprise, else the name."""

from __future__ import annotations

from dataclasses import dataclass, field

from docgen.definitions.table_columns import EnterpriseTable
from docgen.project.register.collected_rows import CollectedRow
from docgen.project.register.enterprise_names import find_credit_code_fault, normalize_name


@dataclass
class EnterpriseIndex:
    """Numbers of enterprises by 统一社会信用代码 and by normalized name.

    Rows with valid codes that differ are two enterprises, even of one name; a faulty code is a slip and proves nothing.
    """

    table: EnterpriseTable
    _names: dict[str, list[int]] = field(default_factory=dict)
    _codes: dict[str, int] = field(default_factory=dict)
    _valid: dict[int, str] = field(default_factory=dict)

    def add(self, row: CollectedRow, number: int) -> None:
        """Add a row of the enterprise ``number``."""
        numbers = self._names.setdefault(normalize_name(str(row.values[self.table.name])), [])
        if number not in numbers:
            numbers.append(number)
        code = row.values.get(self.table.code)
        if isinstance(code, str):
            self._codes.setdefault(code, number)
            if not find_credit_code_fault(code):
                self._valid.setdefault(number, code)

    def find(self, row: CollectedRow) -> int | None:
        """Return the number of the enterprise of a row, None where it is not known, or name and code are of two."""
        code = row.values.get(self.table.code)
        same = self._names.get(normalize_name(str(row.values[self.table.name])), ())
        by_code = self._codes.get(code) if isinstance(code, str) else None
        if by_code is not None and (by_code in same or not same):
            return by_code
        is_valid = isinstance(code, str) and not find_credit_code_fault(code)
        return next((number for number in same if not is_valid or number not in self._valid), None)

    def find_namesake(self, row: CollectedRow) -> int | None:
        """Return the number of another enterprise of the same name, None without one."""
        own, same = self.find(row), self._names.get(normalize_name(str(row.values[self.table.name])), ())
        return next((number for number in same if number != own), None)
