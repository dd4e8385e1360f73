"""Open a PDF that pikepdf opens, also where its tree of pages has loops or no root; viewers show such a PDF."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name

_INHERITED = ("/Resources", "/MediaBox", "/CropBox", "/Rotate")
_MOST_NODES = 20_000
"""Limit of the nodes that are visited here: nodes that share their kids could have any number of pages."""

_HARMLESS = "Resources is missing or invalid"
"""Warning about a page without resources: one that has only annotations needs none."""

_Node = tuple[object, dict[str, pikepdf.Object], frozenset[tuple[int, int]]]
"""A node of the tree, what it inherits, and the nodes above it."""


@contextmanager
def open_pdf(source: BinaryIO | Path, password: str = "") -> Iterator[tuple[pikepdf.Pdf, bool]]:
    """Open the PDF; yield it, and True where it had to be repaired for it.

    Raises pikepdf.PdfError where it cannot be opened, pikepdf.PasswordError without the right password.
    """
    try:
        pdf = pikepdf.open(source, password=password)
    except pikepdf.PasswordError:
        raise
    except pikepdf.PdfError:
        pdf, is_rebuilt = _open_without_page_tree(source, password), True
    else:
        is_rebuilt = False
    with pdf:
        len(pdf.pages)  # finds what is wrong with the tree
        yield pdf, is_rebuilt or any(_HARMLESS not in str(one) for one in pdf.get_warnings())


def _open_without_page_tree(source: BinaryIO | Path, password: str) -> pikepdf.Pdf:
    if not isinstance(source, Path):
        source.seek(0)
    pdf = pikepdf.open(source, password=password, inherit_page_attributes=False)
    try:
        _rebuild_page_tree(pdf)
    except BaseException:
        pdf.close()
        raise
    return pdf


def _rebuild_page_tree(pdf: pikepdf.Pdf) -> None:
    """Make a flat tree of the pages that are found on walking the damaged one, each node once on its way down."""
    pages = Array(list(_walk_page_tree(pdf.Root.get("/Pages"))))
    if not len(pages):
        raise pikepdf.PdfError("no page in the page tree")
    pdf.Root.Pages = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=pages, Count=len(pages)))


def _walk_page_tree(root: object) -> Iterator[pikepdf.Object]:
    to_visit: list[_Node] = [(root, {}, frozenset())]
    for _ in range(_MOST_NODES):
        if not to_visit:
            return
        node, inherited, above = to_visit.pop()
        if not isinstance(node, Dictionary) or node.objgen in above:
            continue
        known = inherited | {key: node[key] for key in _INHERITED if key in node}
        kids = node.get("/Kids")
        if isinstance(kids, Array):
            below = above | {node.objgen}
            to_visit.extend((kid, known, below) for kid in reversed(list(kids)))
        elif node.is_indirect:
            for key, value in known.items():
                node[key] = value
            yield node
