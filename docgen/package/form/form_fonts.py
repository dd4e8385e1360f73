"""Check the fonts of the form's PDF against those that the Word file declares and their substitutes."""

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


class PdfFont(NamedTuple):
    """A font of a PDF: the normalized name of its family, and whether it is embedded."""

    family: str
    is_embedded: bool


def list_fonts(pdf: Path) -> frozenset[PdfFont]:
    """List the fonts that the pages of ``pdf`` use, each once."""
    with pikepdf.open(pdf) as document:
        return frozenset(_read_font(font) for page in document.pages for font in _iterate_fonts(page))


def check_fonts(
    held: Iterable[PdfFont], declared: Collection[str], faces: Sequence[StandIn], where: Where
) -> Iterator[Problem]:
    """Yield a warning for each declared font without a proper substitute, and for each unexpected or missing font.

    ``held`` are the fonts of the PDF, ``declared`` those of the Word file; ``faces`` has the substitutes of the house
    fonts on this machine. Fonts that no page uses are not reported.
    """
    fonts = sorted(held)
    for family, is_embedded in fonts:
        if not is_embedded:
            yield Problem("font.stand-in", where, f"PDF 里没有嵌入字体 {family}，换一台电脑字样会不同。", _REMEDY)
    missing = [face for face in faces if face.drawn is Drawn.MISSING and face.declared in declared]
    for face in missing:
        if any(_is_same_family(family, face.used) for family, _ in fonts):
            message = f"没有 {face.declared} 的替代字体，PDF 里用了 {face.used}，字形可能不合公文习惯（分页不受影响）。"
            yield Problem("font.stand-in", where, message, _REMEDY)
    known = [*HOUSE_FAMILIES, *(face.used for face in missing)]
    for family, _ in fonts:
        if not any(_is_same_family(family, name) for name in known):
            message = f"有的字公文字体里没有，PDF 里用了 {family}，字形可能不合公文习惯。"
            yield Problem("font.stand-in", where, message, "请查看 PDF 里的生僻字和符号，能换的换成常用字。")


def check_glyphs(
    shown: Mapping[str, SlotValue], where: Callable[[str], Where], lacking: Callable[[Iterable[str]], Collection[str]]
) -> Iterator[Problem]:
    """Yield a warning for each answer with a character that no font here has: LibreOffice prints a box for it.

    ``shown`` has the printed text of each slot; ``lacking`` returns the characters of texts that no font has.
    """
    texts = {slot: text if isinstance(text, str) else "".join(_iterate_cells(text)) for slot, text in shown.items()}
    unknown = lacking(texts.values())
    for slot, text in texts.items():
        if found := "、".join(dict.fromkeys(letter for letter in text if letter in unknown)):
            message = f"“{found}”这个字，电脑上的字体都没有，申报表的 PDF 里印不出来。"
            yield Problem("font.no-glyph", where(slot), message, "请装一种收有这个字的字体再生成，或换用别的写法。")


def _iterate_cells(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    for row in rows:
        yield from row.values()


def _is_same_family(family: str, name: str) -> bool:
    plain = _normalize_family(name)
    return bool(plain) and (family.startswith(plain) or plain.startswith(family))


def _normalize_family(name: str) -> str:
    """Return the name in lower-case letters and digits, without the region that CJK fonts end with."""
    return _REGION.sub("", re.sub(r"[\W_]", "", name).lower())


def _iterate_fonts(page: pikepdf.Page) -> Iterator[Any]:
    resources: Any = page.obj.get("/Resources", pikepdf.Dictionary())
    for _, font in resources.get("/Font", pikepdf.Dictionary()).items():
        yield font


def _read_font(font: Any) -> PdfFont:
    found = _SUBSET.match(str(font.get("/BaseFont", font.Subtype)))
    described = font.DescendantFonts[0] if font.Subtype == "/Type0" else font
    outlines = described.get("/FontDescriptor", pikepdf.Dictionary())
    is_embedded = font.Subtype == "/Type3" or any(key in outlines for key in _OUTLINES)
    return PdfFont(_normalize_family(found[1]) if found else "", is_embedded)
