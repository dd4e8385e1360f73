"""Explain a problem code: meaning, severity, rule, example, remedy."""

from __future__ import annotations

from dataclasses import dataclass

from docgen.definitions.problem_catalogue import read_problem_kinds
from docgen.errors import InputError, suggest_nearest
from docgen.problems.kinds import ProblemKind, get_topic, read_severities


@dataclass(frozen=True)
class ProblemExplanation:
    """The explanation of one problem code: its kind, and the subject of its topic."""

    code: str
    kind: ProblemKind
    subject: str

    def format_lines(self) -> list[str]:
        """Return the explanation in Chinese, line by line."""
        kind = self.kind
        parts = {
            "轻重": f"{kind.severity.label}（{kind.severity.weight}）",
            "依据": kind.rule,
            "例如": kind.example,
            "怎么办": kind.remedy,
            "属于": self.subject,
        }
        return [f"{self.code}　{kind.meaning}", *(f"  {name}：{text}" for name, text in parts.items() if text)]

    def to_json(self) -> dict[str, str]:
        """Return the explanation as ``docgen check --explain CODE --json`` prints it."""
        kind = self.kind
        texts = {"meaning": kind.meaning, "rule": kind.rule, "example": kind.example, "remedy": kind.remedy}
        return {"code": self.code, "severity": kind.severity.value, **texts}


def explain_problem(code: str) -> ProblemExplanation:
    """Return the explanation of a code; raises InputError, with the nearest code, where there is no such code."""
    known = _find_code(code)
    described = read_problem_kinds()
    return ProblemExplanation(known, described.kinds[known], described.groups[get_topic(known)].subject)


def _find_code(code: str) -> str:
    """Return the code as data/problems.yaml has it, without what was copied along with it."""
    plain = code.strip(" 　`'\"“”【】[]").lower()
    if plain in read_severities():
        return plain
    raise InputError(f"没有“{code}”这个问题代码。", remedy=_suggest_codes(plain))


def _suggest_codes(code: str) -> str:
    codes = read_severities()
    inside = [known for known in codes if get_topic(known) == code.rstrip(".")]
    if inside:
        return f"这一组的代码有：{'、'.join(inside)}。"
    same = "”“".join(known for known in codes if code and known.partition(".")[2] == code)
    otherwise = f"是不是“{same}”？" if same else "代码形如 answer.missing，全部列在 docs/problems.md。"
    return suggest_nearest(code, codes, otherwise)
