"""Sources of computed answers: the enterprise table and the lists."""

from __future__ import annotations

from enum import Enum

from docgen.definitions.form import Field, Matrix, NamedList, Number, Series

BLANKS = "blanks"
"""The key of application.yaml that names one source for all blanks."""


class AnswerSource(Enum):
    """The source of a computed answer; the value is its text in application.yaml."""

    ENTERPRISES = "from enterprises"
    LISTS = "from lists"

    @property
    def words(self) -> str:
        """The Chinese text, which is accepted as well."""
        return {"from enterprises": "由企业表计算", "from lists": "由清单计算"}[self.value]

    @staticmethod
    def parse(text: str) -> AnswerSource | None:
        """Return the source that the text names; None for any other text."""
        folded = " ".join(text.lower().split())
        return next((source for source in AnswerSource if folded in (source.value, source.words)), None)

    def can_compute(self, field: Field) -> bool:
        """Return True where an answer to ``field`` can be computed from this source."""
        if self is AnswerSource.ENTERPRISES:
            return isinstance(field, Number | Series) and field.derive is not None
        return isinstance(field, Number | Series | Matrix | NamedList) and field.listed is not None
