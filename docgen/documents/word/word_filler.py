"""Fill Word templates with docxtpl and read them back with python-docx; no other module imports either library.

docxtpl drops text without an error in several cases. Therefore values are escaped, a slot without a value is an
error, a template may contain only slots and row loops, and the written document is read back and compared.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import docx
from docx.oxml import OxmlElement
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.ext import Extension
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from docgen.documents.printed_answers import PARAGRAPH, SlotValue
from docgen.documents.word.archive import fix_dates
from docgen.errors import DefinitionError, ReadBackError, suggest_nearest
from docgen.progress import checkpoint

Slots = Mapping[str, SlotValue]
Scope = Mapping[str, Mapping[str, SlotValue]]
"""The values of the loops around a row, by the names of their variables."""

_NAME = r"[A-Za-z_][\w]*(?:\.\w+)*"
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_SLOT = re.compile(rf"\{{\{{\s*({_NAME})\s*\}}\}}\Z")
_LOOP = re.compile(rf"\{{%(?:tr)?\s*for\s+(\w+)\s+in\s+({_NAME})\s*%\}}\Z")
_END_OF_LOOP = re.compile(r"\{%(?:tr)?\s*endfor\s*%\}\Z")
_MERGE = re.compile(r"\{%\s*(?:if loop\.first|else|endif)\s*%\}\Z")  # what docxtpl makes of {% vm %}
_STRAY = re.compile(r"\{_?[{%#]|[%}]_\}")
_DEEPEST_LOOP = 2
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BEFORE_PAGE_BREAK = {f"{_W}pStyle", f"{_W}keepNext", f"{_W}keepLines"}
"""The elements that the schema places before ``w:pageBreakBefore`` in the properties of a paragraph."""

_BOOKMARKS_IN_A_COPY = 1000  # more than any template has, so that the ids of two copies never meet
_PARAGRAPH, _TABLE, _ROW, _CELL, _RUN = (f"{_W}{name}" for name in ("p", "tbl", "tr", "tc", "r"))
_NO_SCOPE: Scope = {}
_BREAKS = {f"{_W}br": "\n", f"{_W}tab": "\t"}


def fill_template(template: Path, slots: Slots) -> bytes:
    """Fill every slot of a template and return the .docx, read back and compared with the slots.

    Raises DefinitionError if the file is not a template or has a slot that is not in ``slots``, ReadBackError if the
    text of the result differs from the slots. The same input gives the same bytes.
    """
    return fill_copies(template, [slots])


def fill_copies(template: Path, copies: Sequence[Slots]) -> bytes:
    """Fill the template once for each of ``copies`` (at least one) into one .docx; each copy begins a new page.

    The copies must have the same slots. Raises what :func:`fill_template` raises; the same input gives the same bytes.
    """
    try:
        filled = fix_dates(_render(template, copies))
        _compare_paragraphs(template, filled, copies)
    except TemplateError as error:
        raise DefinitionError(f"模板无法填写：{error.message}", path=template.name) from None
    return filled


@dataclass(frozen=True)
class WordPicture:
    """A picture: its PNG, its width in mm, and its alternative text."""

    png: bytes
    width: float
    words: str


def insert_pictures(filled: bytes, table: int, pictures: Mapping[str, WordPicture]) -> bytes:
    """Replace each paragraph of a table that names a picture by that picture; ``table`` counts from 0.

    Raises ReadBackError if a picture has no paragraph or several.
    """
    document = docx.Document(io.BytesIO(filled))
    rows: Any = document.tables[table]
    places = [paragraph for paragraph in rows._tbl.iter(_PARAGRAPH) if _read_text(paragraph) in pictures]
    # Sorted texts instead of sets: a name that occurs twice must be found, too.
    if sorted(map(_read_text, places)) != sorted(pictures):
        raise ReadBackError(f"写好的 Word 应有 {len(pictures)} 张图的位置，读出来是 {len(places)} 个。")
    for number, place in enumerate(places, 1):
        _insert_picture(Paragraph(place, rows), pictures[_read_text(place)], number)
    written = io.BytesIO()
    document.save(written)
    return fix_dates(written.getvalue())


def _insert_picture(paragraph: Any, picture: WordPicture, number: int) -> None:
    paragraph.clear()
    paragraph.paragraph_format.line_spacing = 1.0  # an exact spacing would cut the picture to one line
    inline = paragraph.add_run().add_picture(io.BytesIO(picture.png), width=Mm(picture.width))._inline
    inline.docPr.id = number
    inline.docPr.set("name", f"图 {number}")
    inline.docPr.set("descr", picture.words)


def _render(template: Path, copies: Sequence[Slots]) -> bytes:
    first, *others = copies
    environment = _create_environment(first)
    try:
        document = DocxTemplate(template)
        document.init_docx()
        # Before render(), which replaces the body of the document; patched once for all copies.
        source = document.patch_xml(document.get_xml())
        document.render({"slots": _escape(first)}, environment, autoescape=True)
        end = document.docx.element.body[-1]
        for number, slots in enumerate(others, 2):
            xml = document.render_xml_part(source, None, {"slots": _escape(slots)}, environment)
            # fix_tables does for the further copies what render does for the first one.
            for element in _prepare_copy(document.fix_tables(xml), number):
                end.addprevious(element)
        written = io.BytesIO()
        document.save(written)
        return written.getvalue()
    except (OSError, KeyError, ValueError, SyntaxError, zipfile.BadZipFile) as error:
        raise DefinitionError(
            f"模板打不开（{type(error).__name__}）。",
            remedy="自带的，请用 docgen template build 重新生成；自己的，请用 Word 另存为 .docx。",
            path=template.name,
        ) from None


def _prepare_copy(body: Any, number: int) -> Sequence[Any]:
    """Prepare the elements of a further copy: a page break before it, and bookmark names and ids of its own."""
    for bookmark in body.iter(f"{_W}bookmarkStart", f"{_W}bookmarkEnd"):
        bookmark.set(f"{_W}id", str(int(bookmark.get(f"{_W}id")) + (number - 1) * _BOOKMARKS_IN_A_COPY))
        if name := bookmark.get(f"{_W}name"):
            bookmark.set(f"{_W}name", f"{name}_{number}")
    properties = next(body.iter(f"{_W}pPr"))
    before = [child for child in properties if child.tag in _BEFORE_PAGE_BREAK]
    properties.insert(len(before), OxmlElement("w:pageBreakBefore"))
    return list(body)[:-1]  # without its section properties: the document keeps those of the first copy


class _ForbiddenTagError(TemplateError):
    """The template contains a tag that is neither a slot nor part of a row loop."""


class _SlotNameExtension(Extension):
    """Jinja extension that accepts {{ output_value.2021 }}, which is not a Jinja name, and rejects other tags."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Rewrite the tags of a template for Jinja; raises _ForbiddenTagError for any other notation."""
        known: Slots = getattr(self.environment, "known_slots")  # noqa: B009
        rewriter = _TagRewriter(known)
        rewritten = _TAG.sub(rewriter.rewrite, source)
        if rewriter.open:
            raise _ForbiddenTagError("按行重复的标记没有结束（缺少 endfor）。")
        if stray := _STRAY.search(_TAG.sub("", source)):
            raise _ForbiddenTagError(f"有没有配对的“{stray[0]}”。")
        return rewritten


class _TagRewriter:
    """Rewrites the tags of one text in order; ``open`` has the loops around the current tag."""

    def __init__(self, known: Slots) -> None:
        self.known = known
        self.open: list[tuple[str, Any]] = []

    def rewrite(self, match: re.Match[str]) -> str:
        """Return the tag in Jinja's notation; raises _ForbiddenTagError if it is neither a slot nor part of a loop."""
        tag = match[0]
        if slot := _SLOT.match(tag):
            reference, value = self._resolve(slot[1])
            if not isinstance(value, str | None):
                raise _ForbiddenTagError(f"“{slot[1]}”是按行重复的栏目，要写成 {{%tr for … in {slot[1]} %}}。")
            return f"{{{{ {reference} }}}}"
        if loop := _LOOP.match(tag):
            return self._begin_loop(loop[1], loop[2])
        if _END_OF_LOOP.match(tag) and self.open:
            self.open.pop()
            return tag
        if _MERGE.match(tag) and self.open:
            return tag
        raise _ForbiddenTagError(f"只能有 {{{{ 栏目 }}}} 和按行重复的标记，不能有“{tag[:60]}”。")

    def _begin_loop(self, variable: str, name: str) -> str:
        reference, rows = self._resolve(name)
        if isinstance(rows, str):
            raise _ForbiddenTagError(f"“{name}”不是按行重复的栏目，不能写在 for 里。")
        if len(self.open) == _DEEPEST_LOOP:
            raise _ForbiddenTagError(f"按行重复的标记最多套 {_DEEPEST_LOOP} 层。")
        self.open.append((variable, rows[0] if rows else None))
        return f"{{% for row_{variable} in {reference} %}}"

    def _resolve(self, name: str) -> tuple[str, Any]:
        """Return the Jinja reference to a slot or a row item, and its value in the first row (None without rows)."""
        head, _, rest = name.partition(".")
        # The innermost loop wins where two loops use the same variable.
        for variable, row in reversed(self.open):
            if head == variable and row is None:
                return f"row_{head}['{rest}']", None
            if head == variable and rest in row:
                return f"row_{head}['{rest}']", row[rest]
        if name in self.known:
            return f"slots['{name}']", self.known[name]
        raise _ForbiddenTagError(f"没有“{name}”这个栏目。{suggest_nearest(name, self.known)}")


def _create_environment(slots: Slots) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, extensions=[_SlotNameExtension], autoescape=True
    )
    environment.globals.clear()  # range, cycler and the like have no place in a template from outside
    environment.known_slots = slots  # type: ignore[attr-defined]
    return environment


def _escape(shown: Any) -> Any:
    """Escape the values for XML, and their braces for docxtpl, which would read some of them as tags."""
    if isinstance(shown, str):
        # Character references survive docxtpl, and are braces again when Word reads the file.
        return Markup(str(escape(shown)).replace("{", "&#123;").replace("}", "&#125;"))
    if isinstance(shown, Mapping):
        return {name: _escape(value) for name, value in shown.items()}
    return [_escape(row) for row in shown]


class _ParagraphText(NamedTuple):
    """The text of one paragraph of a document, and its place in words."""

    place: str
    text: str


def _compare_paragraphs(template: Path, filled: bytes, copies: Sequence[Slots]) -> None:
    body = docx.Document(str(template)).element.body
    tables = sum(block.tag == _TABLE for block in _iterate_blocks(body))
    expected = [
        line for number, slots in enumerate(copies) for line in _TextReader(slots).iterate(body, number * tables)
    ]
    actual = list(_TextReader(None).iterate(docx.Document(io.BytesIO(filled)).element.body))
    if expected == actual:
        return
    # The first difference is reported; one lost paragraph makes all later ones differ.
    for wanted, found in zip(expected, actual, strict=False):
        if wanted != found:
            raise ReadBackError(
                f"写好的 Word 与答案不一致：{wanted.place}应是“{wanted.text[:40]}”，读出来是“{found.text[:40]}”。",
                remedy="请把这份数据和模板发给 docgen 的维护者。",
                path=template.name,
            )
    raise ReadBackError(f"写好的 Word 应有 {len(expected)} 段，读出来是 {len(actual)} 段。", path=template.name)


class _TextReader:
    """Reads the paragraphs of a document in order, those of cells, inner tables and text boxes where they stand.

    ``slots`` are put into those of a template without docxtpl, its loops unrolled; a filled document has none.
    """

    def __init__(self, slots: Slots | None) -> None:
        self.slots = slots

    def iterate(
        self, holder: Any, tables: int = 0, place: str = "", scope: Scope = _NO_SCOPE
    ) -> Iterator[_ParagraphText]:
        """Iterate over the paragraphs in ``holder``; ``tables`` is the number of tables before it."""
        for block in _iterate_blocks(holder):
            if block.tag == _PARAGRAPH:
                for paragraph in block.iter(_PARAGRAPH):
                    text = _read_text(paragraph)
                    texts = [text] if self.slots is None else _replace_slots(text, self.slots, scope)
                    yield from (_ParagraphText(place or "正文", one) for one in texts)
                continue
            tables += 1
            checkpoint()
            for number, (row, inner) in enumerate(self._unroll_rows(list(_iterate_inside(block, _ROW)), scope), 1):
                for column, cell in enumerate(_iterate_inside(row, _CELL), 1):
                    yield from self.iterate(cell, 0, f"{place}表{tables}第{number}行第{column}格", inner)

    def _unroll_rows(self, rows: Sequence[Any], scope: Scope) -> Iterator[tuple[Any, Scope]]:
        """Unroll the loops of a table; yields each row with the values of the loops around it."""
        position = 0
        while position < len(rows):
            loop = _LOOP.match(_read_row_text(rows[position])) if self.slots is not None else None
            if self.slots is None or not loop:
                yield rows[position], scope
                position += 1
                continue
            end = _find_loop_end(rows, position)
            for turn, item in enumerate(_look_up(loop[2], self.slots, scope)):
                inner = {**scope, loop[1]: item, "": {"first": "yes" if turn == 0 else ""}}
                yield from self._unroll_rows(rows[position + 1 : end], inner)
            position = end + 1


def _iterate_blocks(holder: Any) -> Iterator[Any]:
    """Iterate over the paragraphs and tables of a body, cell or content control."""
    for child in holder:
        if child.tag in (_PARAGRAPH, _TABLE):
            yield child
        else:
            yield from _iterate_blocks(child)


def _iterate_inside(holder: Any, name: str) -> Iterator[Any]:
    """Iterate over the rows of a table or the cells of a row, also those in content controls."""
    for child in holder:
        if child.tag == name:
            yield child
        elif child.tag not in (_ROW, _CELL):
            yield from _iterate_inside(child, name)


def _read_text(paragraph: Any) -> str:
    """Read the text of a paragraph, including line breaks and tabs, without that of text boxes in it."""
    runs = (run for run in paragraph.iter(_RUN) if next(run.iterancestors(_PARAGRAPH)) is paragraph)
    nodes = (node for run in runs for node in run)
    return "".join(node.text or "" if node.tag == f"{_W}t" else _BREAKS.get(node.tag, "") for node in nodes)


def _find_loop_end(rows: Sequence[Any], start: int) -> int:
    depth = 0
    for position in range(start, len(rows)):
        text = _read_row_text(rows[position])
        depth += 1 if _LOOP.match(text) else -1 if _END_OF_LOOP.match(text) else 0
        if depth == 0:
            return position
    raise _ForbiddenTagError("按行重复的标记没有结束（缺少 endfor）。")


def _read_row_text(row: Any) -> str:
    return "".join(_read_text(paragraph) for paragraph in row.iter(_PARAGRAPH)).strip()


def _replace_slots(text: str, slots: Slots, scope: Scope) -> list[str]:
    """Replace the slots of one paragraph of the template; the result may be several paragraphs."""
    if "vm" in text and re.search(r"\{%\s*vm\s*%\}", text):
        text = re.sub(r"\{%\s*vm\s*%\}", "", text) if scope[""]["first"] else ""
    return _TAG.sub(lambda tag: str(_look_up(_parse_slot_name(tag[0]), slots, scope)), text).split(PARAGRAPH)


def _parse_slot_name(tag: str) -> str:
    """Parse the slot name of a tag inside a paragraph; any other tag could not be verified and is refused."""
    slot = _SLOT.match(tag)
    if slot is None:
        raise _ForbiddenTagError(f"一段文字里只能有 {{{{ 栏目 }}}}，不能有“{tag[:60]}”。")
    return slot[1]


def _look_up(name: str, slots: Slots, scope: Scope) -> Any:
    head, _, rest = name.partition(".")
    return scope[head][rest] if head in scope else slots[name]
