"""The fonts of the form's PDF: what the Word file declares, what stands in for it here, what the PDF holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf

from docgen.documents.printed_answers import SlotValue
from docgen.problems.problem import Problem, Where
from docgen.runtime.fonts import HOUSE_FAMILIES, Drawn, StandIn

_SUBSET = re.compile(r"/?(?:[A-Z]{6}\+)?([^-]+)")
_REGION = re.compile(r"(?<=cjk)(?:jp|sc|tc|hk|kr)\Z")
_OUTLINES = ("/FontFile", "/FontFile2", "/FontFile3")
_REMEDY = "请运行 docgen doctor，按提示安装字体。"


class Held(NamedTuple):
    """A font of a PDF: the name of its family in plain letters, and whether its outlines are in the file."""

    family: str
    is_embedded: bool


def fonts_of(pdf: Path) -> frozenset[Held]:
    """Every font that the pages of ``pdf`` use, each once."""
    with pikepdf.open(pdf) as document:
        return frozenset(_held(font) for page in document.pages for font in _fonts(page))


def font_problems(
    held: Iterable[Held], declared: Collection[str], faces: Sequence[StandIn], where: Where
) -> Iterator[Problem]:
    """A warning for each declared face that is drawn by an accident of this machine, and for each stray font.

    ``held`` are the fonts of the PDF, ``declared`` those that the Word file asks for; ``faces`` tells how the faces
    of the house are drawn here. What the pages do not use is not told.
    """
    fonts = sorted(held)
    for family, is_embedded in fonts:
        if not is_embedded:
            yield Problem("font.stand-in", where, f"PDF 里没有嵌入字体 {family}，换一台电脑字样会不同。", _REMEDY)
    missing = [face for face in faces if face.drawn is Drawn.MISSING and face.declared in declared]
    for face in missing:
        if any(_same(family, face.used) for family, _ in fonts):
            message = f"没有 {face.declared} 的替代字体，PDF 里用了 {face.used}，字形可能不合公文习惯（分页不受影响）。"
            yield Problem("font.stand-in", where, message, _REMEDY)
    known = [*HOUSE_FAMILIES, *(face.used for face in missing)]
    for family, _ in fonts:
        if not any(_same(family, name) for name in known):
            message = f"有的字公文字体里没有，PDF 里用了 {family}，字形可能不合公文习惯。"
            yield Problem("font.stand-in", where, message, "请查看 PDF 里的生僻字和符号，能换的换成常用字。")


def glyph_problems(
    shown: Mapping[str, SlotValue], where: Callable[[str], Where], lacking: Callable[[Iterable[str]], Collection[str]]
) -> Iterator[Problem]:
    """A warning for each answer that holds a character without a font here: LibreOffice prints a box in its place.

    ``shown`` has the printed text of each slot, ``lacking`` tells which characters of texts no font has.
    """
    texts = {slot: text if isinstance(text, str) else "".join(_cells(text)) for slot, text in shown.items()}
    unknown = lacking(texts.values())
    for slot, text in texts.items():
        if found := "、".join(dict.fromkeys(letter for letter in text if letter in unknown)):
            message = f"“{found}”这个字，电脑上的字体都没有，申报表的 PDF 里印不出来。"
            yield Problem("font.no-glyph", where(slot), message, "请装一种收有这个字的字体再生成，或换用别的写法。")


def _cells(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    for row in rows:
        yield from row.values()


def _same(family: str, name: str) -> bool:
    plain = _plain(name)
    return bool(plain) and (family.startswith(plain) or plain.startswith(family))


def _plain(name: str) -> str:
    return _REGION.sub("", re.sub(r"[\W_]", "", name).lower())


def _fonts(page: pikepdf.Page) -> Iterator[Any]:
    resources: Any = page.obj.get("/Resources", pikepdf.Dictionary())
    for _, font in resources.get("/Font", pikepdf.Dictionary()).items():
        yield font


def _held(font: Any) -> Held:
    found = _SUBSET.match(str(font.get("/BaseFont", font.Subtype)))
    described = font.DescendantFonts[0] if font.Subtype == "/Type0" else font
    outlines = described.get("/FontDescriptor", pikepdf.Dictionary())
    is_embedded = font.Subtype == "/Type3" or any(key in outlines for key in _OUTLINES)
    return Held(_plain(found[1]) if found else "", is_embedded)
