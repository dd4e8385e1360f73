"""Names and codes of enterprises: names compared whatever their width and spaces, codes checked by GB 32100-2015."""

from __future__ import annotations

import re
from functools import lru_cache
from operator import mul

from docgen.values import convert_to_half_width

# GB 32100-2015: letters without I, O, S, V and Z; the last of 18 signs is a check sign modulo 31 with weights 3^i.
_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_LENGTH = 18
_SIGN_VALUES = {sign: value for value, sign in enumerate(_CODE_SIGNS)}
_WEIGHTS = tuple(pow(3, place, 31) for place in range(_CODE_LENGTH - 1))
_KNOWN_NAMES = 8192
"""Names that are remembered: each list and each check compares the same ones."""

_BRACKETS = str.maketrans("〔〕【】[]{}《》<>", "()()()()()()")


@lru_cache(_KNOWN_NAMES)
def normalize_name(name: str) -> str:
    """Normalize a name for comparison: width and kind of brackets, width and case of letters, spaces."""
    return re.sub(r"\s+", "", convert_to_half_width(name).translate(_BRACKETS)).casefold()


def find_credit_code_fault(code: str) -> str:
    """Return the fault of a 统一社会信用代码 (GB 32100-2015) in Chinese, "" where it is valid."""
    if len(code) != _CODE_LENGTH:
        return f"应是{_CODE_LENGTH}位，这里是{len(code)}位"
    values = [_SIGN_VALUES.get(sign, -1) for sign in code]
    if -1 in values:
        return f"不会有“{code[values.index(-1)]}”"
    expected = _CODE_SIGNS[-sum(map(mul, values, _WEIGHTS)) % 31]
    return "" if code[-1] == expected else f"最后一位校验码应是“{expected}”，这里是“{code[-1]}”"
