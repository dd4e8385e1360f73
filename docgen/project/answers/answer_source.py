"""Answers that are not typed but taken: from the enterprise table or from a list."""

from __future__ import annotations

from enum import Enum

from docgen.definitions.form import Field, Matrix, NamedList, Number, Series

BLANKS = "blanks"
"""The key that says once for all where blanks are taken from."""


class AnswerSource(Enum):
    """Where an answer that is not typed comes from; the value is what application.yaml says for it."""

    ENTERPRISES = "from enterprises"
    LISTS = "from lists"

    @property
    def words(self) -> str:
        """The same in Chinese, which is understood as well."""
        return {"from enterprises": "由企业表计算", "from lists": "由清单计算"}[self.value]

    @staticmethod
    def parse(text: str) -> AnswerSource | None:
        """The source that a text names, if it names one."""
        folded = " ".join(text.lower().split())
        return next((one for one in AnswerSource if folded in (one.value, one.words)), None)

    def can_compute(self, field: Field) -> bool:
        """Whether an answer to ``field`` can come from here."""
        if self is AnswerSource.ENTERPRISES:
            return isinstance(field, Number | Series) and field.derive is not None
        return isinstance(field, Number | Series | Matrix | NamedList) and field.listed is not None
