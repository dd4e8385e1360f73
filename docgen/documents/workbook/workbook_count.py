"""Build the formula that counts 字 in a cell as :func:`docgen.values.count_zi` does, while text is typed."""

from __future__ import annotations

# 8192—8202 are the typographic spaces, 12288 is the ideographic one; 591 is the last letter of Latin Extended-B.
_SPACES = "((CODE<8192)+(CODE>8202)>0)*(CODE<>12288)"
_LATIN = "((CODE>32)*(CODE<127)+(CODE>160)*(CODE<592))"


def build_count_formula(cell: str, longest: int, rows: str) -> str:
    """Build an array formula for the 字 of ``cell``, up to ``longest`` characters; ``rows`` is the column of 1, 2, 3, …

    A Chinese character or mark counts as one, and so does a run of other characters. A rare character is a surrogate
    pair in Excel; UNICODE fails on each half, so each counts 0.5. Without UNICODE every character counts.
    """
    here = f'_xlfn.UNICODE(MID({cell}&" ",{rows},1)&" ")'
    code = f"IFERROR({here},32)"
    before = f'IFERROR(_xlfn.UNICODE(MID(" "&{cell},{rows},1)&" "),32)'
    wide = f"({code}>591)*{_SPACES.replace('CODE', code)}"
    runs = f"{_LATIN.replace('CODE', code)}*(1-{_LATIN.replace('CODE', before)})"
    exact = f"SUM({wide}+{runs}+0.5*ISERROR({here}))"
    plain = f'LEN(SUBSTITUTE(SUBSTITUTE({cell}," ",""),CHAR(10),""))'
    return f"=IF(LEN({cell})>{longest},{plain},IFERROR({exact},{plain}))"
