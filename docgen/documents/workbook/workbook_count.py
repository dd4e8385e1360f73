"""The formula that counts 字 in a cell as :func:`docgen.values.count_zi` does, as it is being typed."""

from __future__ import annotations

_SPACES = "((CODE<8192)+(CODE>8202)>0)*(CODE<>12288)"
_LATIN = "((CODE>32)*(CODE<127)+(CODE>160)*(CODE<592))"


def build_count_formula(cell: str, longest: int, rows: str) -> str:
    """An array formula for the 字 of ``cell``, up to ``longest`` characters; ``rows`` is the column of 1, 2, 3, …

    A Chinese character or mark is one, an unbroken run of others too. A rare character is two halves to Excel, which
    cannot tell the code of either. A program without UNICODE counts every character.
    """
    here = f'_xlfn.UNICODE(MID({cell}&" ",{rows},1)&" ")'
    code = f"IFERROR({here},32)"
    before = f'IFERROR(_xlfn.UNICODE(MID(" "&{cell},{rows},1)&" "),32)'
    wide = f"({code}>591)*{_SPACES.replace('CODE', code)}"
    runs = f"{_LATIN.replace('CODE', code)}*(1-{_LATIN.replace('CODE', before)})"
    exact = f"SUM({wide}+{runs}+0.5*ISERROR({here}))"
    plain = f'LEN(SUBSTITUTE(SUBSTITUTE({cell}," ",""),CHAR(10),""))'
    return f"=IF(LEN({cell})>{longest},{plain},IFERROR({exact},{plain}))"
