"""Explain one problem code: ``docgen check --explain CODE``."""

from __future__ import annotations

from docgen.definitions.problem_catalogue import read_problem_kinds
from docgen.errors import InputError, suggest_nearest
from docgen.problems.kinds import get_topic, read_severities


def explain(code: str) -> list[str]:
    """The entry of the code in lines; raises InputError, naming the nearest, where there is no such code."""
    known = _known(code)
    described = read_problem_kinds()
    kind = described.kinds[known]
    told = {
        "轻重": f"{kind.severity.label}（{kind.severity.weight}）",
        "依据": kind.rule,
        "例如": kind.example,
        "怎么办": kind.remedy,
        "属于": described.groups[get_topic(known)].subject,
    }
    return [f"{known}　{kind.meaning}", *(f"  {name}：{words}" for name, words in told.items() if words)]


def entry(code: str) -> dict[str, str]:
    """The entry of the code as ``--json`` prints it; raises as :func:`explain` does."""
    known = _known(code)
    kind = read_problem_kinds().kinds[known]
    return {
        "code": known,
        "severity": kind.severity.value,
        "meaning": kind.meaning,
        "rule": kind.rule,
        "example": kind.example,
        "remedy": kind.remedy,
    }


def _known(code: str) -> str:
    """The code as data/problems.yaml has it, whatever was copied along with it."""
    plain = code.strip(" 　`'\"“”【】[]").lower()
    if plain in read_severities():
        return plain
    raise InputError(f"没有“{code}”这个问题代码。", remedy=_nearest(plain))


def _nearest(code: str) -> str:
    codes = read_severities()
    inside = [known for known in codes if get_topic(known) == code.rstrip(".")]
    if inside:
        return f"这一组的代码有：{'、'.join(inside)}。"
    same = "”“".join(known for known in codes if code and known.partition(".")[2] == code)
    otherwise = f"是不是“{same}”？" if same else "代码形如 answer.missing，全部列在 docs/problems.md。"
    return suggest_nearest(code, codes, otherwise)
