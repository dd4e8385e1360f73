"""The years of one round exchanged for those of another: in texts, in the names of slots, in places."""

from __future__ import annotations

import re

_YEAR = re.compile(r"(?<![\d〔\[（(])20\d\d(?!\d|[〕\]])")
_NAMED = re.compile(r"(?<=[._])20\d\d(?=\Z|\.)")


def shift_text(text: str, by: int) -> str:
    """Return the text with its years moved; the year of a document's number, as in 〔2015〕119号, stays."""
    return _YEAR.sub(lambda year: str(int(year[0]) + by), text)


def shift_name(name: str, by: int) -> str:
    """Return the name of a slot or place with its year moved: ``output_value.2024``, ``plan.stage_2025``."""
    return _NAMED.sub(lambda year: str(int(year[0]) + by), name)
