"""Telephone numbers with a digit too many or too few."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.problems.problem import Problem
from docgen.rules.consistency.consistency_answers import ConsistencyAnswers
from docgen.values import convert_to_half_width

_BETWEEN = re.compile(r"[、,;/或和]")
_EXTENSION = re.compile(r"(转|-|分机)\s*[0-9]{1,6}\s*$")
# 手机；区号和固定电话；不带区号的固定电话；400、800；短号.
_NUMBER = re.compile(r"(86)?1[0-9]{10}|(86)?0[0-9]{9,11}|[2-9][0-9]{6,7}|[48]00[0-9]{7}|[19][0-9]{2,5}")


def check_phone(answered: ConsistencyAnswers, name: str) -> Iterator[Problem]:
    """Yield a problem for each telephone number with more or fewer digits than one in China has."""
    text = answered.application.answers.get(name)
    if not isinstance(text, str):
        return
    for part in _BETWEEN.split(convert_to_half_width(text)):
        if re.search(r"[0-9]", part) and not _is_number(part):
            digits = len(_keep_digits(part))
            message = f"“{answered.format_name(name)}”里的“{part.strip()}”有 {digits} 位数字，不像电话号码。"
            hint = "手机是 11 位；固定电话是区号加 7 或 8 位。请核对。"
            yield answered.build_problem("consistency.phone", name, message, hint)


def _is_number(part: str) -> bool:
    forms = (part, _EXTENSION.sub("", part))
    if any(_NUMBER.fullmatch(_keep_digits(one)) or one.strip().startswith("+") for one in forms):
        return True
    words = [word for word in part.split() if re.search(r"[0-9]", word)]
    return len(words) > 1 and all(_is_number(word) for word in words)


def _keep_digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)
