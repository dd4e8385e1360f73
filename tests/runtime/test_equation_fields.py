"""EQ fields of Word become characters, or Office Math; what is unknown is no equation."""

from __future__ import annotations

import pytest

from docgen.runtime.equation_fields import UnknownEquationError, convert_equation


@pytest.mark.parametrize(
    ("instruction", "text"),
    [(r" \o\ac(○,印) ", "㊞"), (r"\o(○,1)", "①"), (r"\o\ac(○,12)", "⑫"), (r"\o\al(a,○)", "ⓐ"), (r"a\,b", "a,b")],
)
def test_characters_in_circles_are_characters(instruction: str, text: str) -> None:
    assert convert_equation(instruction) == (text, False)


@pytest.mark.parametrize(
    ("instruction", "parts"),
    [
        (r"\f(分子,分母)", ["<m:f><m:num>", "分子", "<m:den>", "分母"]),
        (r"\f(分子；分母)", ["<m:num>", "分子", "<m:den>", "分母"]),
        (r"\r(3,x)", ["<m:deg><m:r>", ">3<", ">x<"]),
        (r"\r(\f(a,b))", ["degHide", "<m:f>", ">a<", ">b<"]),
        (r"10\s\up5(2)", [">10<", "<m:sSup>", ">2<"]),
        (r"H\s\do5(2)O", [">H<", "<m:sSub>", ">2<", ">O<"]),
        (r"\b\bc\[(x)", ['m:begChr m:val="["', 'm:endChr m:val="]"']),
        (r"\i\su(1,n,x)", ["∑", ">1<", ">n<", ">x<"]),
        (r"\x(a<b&c)", ["<m:borderBox>", "a&lt;b&amp;c"]),
        (r"\a(x,y)", ["<m:eqArr><m:e>", ">x<", ">y<"]),
    ],
)
def test_equations_are_office_math(instruction: str, parts: list[str]) -> None:
    content, is_math = convert_equation(instruction)
    assert is_math
    places = [content.index(part) for part in parts]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "instruction",
    [r"\o(○,企业)", r"\o(a,b)", r"\q(1)", r"\f(1", r"\f", r"\f(1,2,3)", "\\f(" * 20 + ")" * 20, r"\o\ad(\s\up9(x),y)"],
)
def test_what_is_unknown_is_said(instruction: str) -> None:
    with pytest.raises(UnknownEquationError):
        convert_equation(instruction)
