"""Removal of all that a page does not need from the objects of the package: files, addresses and data of editors.

Pages come from strangers. What their objects carry beside the drawing (embedded programs, addresses on the web, other
versions of a picture) would reach the reader of the package, and nobody sees it in print.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

_CODING = frozenset(("/Filter", "/DecodeParms", "/Length"))
_FORM = _CODING | frozenset(
    ("/Type", "/Subtype", "/FormType", "/BBox", "/Matrix", "/Resources", "/Group", "/OC", "/Name")
)
_IMAGE = _CODING | frozenset(
    (
        *("/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Intent", "/ImageMask"),
        *("/Mask", "/Decode", "/Interpolate", "/SMask", "/SMaskInData", "/Matte", "/OC", "/Name"),
    )
)
"""What the standard has for drawing a form or an image (ISO 32000-1, 8.9.5 and 8.10.2), and nothing else."""

_NEEDLESS = (
    *("/AF", "/Ref", "/OPI", "/Alternates", "/PieceInfo", "/Metadata", "/LastModified", "/StructParent"),
    *("/StructParents", "/EF", "/RF", "/AA", "/JS", "/URI", "/Measure", "/PtData", "/Thumb", "/Usage"),
)
_NEEDLESS_IN_STREAM = ("/F", "/FFilter", "/FDecodeParms", "/DL")
"""A stream whose data are in another file."""

_RESOURCES = frozenset(
    ("/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font", "/ProcSet", "/Properties")
)
_LAYERS = (Name.OCG, Name.OCMD)
_DEEPEST = 8
"""Levels of direct objects that are looked through; what is below is not reached by drawing."""


def remove_needless(package: Pdf) -> None:
    """Remove from every object of the package what drawing its pages does not need."""
    for found in package.objects:
        if isinstance(found, Stream | Dictionary | Array):
            _clean(found, _DEEPEST)


def _clean(found: Object, depth: int) -> None:
    if isinstance(found, Array):
        # An array that begins with a number is one of numbers: the widths of a font are thousands.
        if depth and len(found) and not isinstance(found[0], int | Decimal):
            for item in found:
                _clean_direct(item, depth - 1)
        return
    for key in list(_list_needless(found)):
        del found[key]
    if "/Resources" in found and isinstance(found.Resources, Dictionary):
        _clean_resources(found.Resources)
    for value in list(found.values()) if depth else ():
        _clean_direct(value, depth - 1)


def _clean_direct(value: object, depth: int) -> None:
    """Clean a part of another object; objects of their own are cleaned by themselves."""
    if isinstance(value, Dictionary | Array) and not value.is_indirect:
        _clean(value, depth)


def _list_needless(found: Object) -> Iterator[str]:
    is_stream = isinstance(found, Stream)
    kind = found.get("/Subtype") if is_stream else None
    known = _FORM if kind == Name.Form else _IMAGE if kind == Name.Image else None
    for key in found.keys():  # noqa: SIM118 - a stream is no mapping
        if known is not None:
            if key not in known:
                yield key
        elif key in _NEEDLESS or (is_stream and key in _NEEDLESS_IN_STREAM):
            yield key


def _clean_resources(resources: Object) -> None:
    for key in [key for key in resources.keys() if key not in _RESOURCES]:  # noqa: SIM118
        del resources[key]
    properties = resources.get("/Properties")
    if isinstance(properties, Dictionary):
        for key in [key for key, value in properties.items() if not _is_layer(value)]:
            properties[key] = Dictionary()  # the operators name it


def _is_layer(value: Object) -> bool:
    return isinstance(value, Dictionary) and value.get("/Type") in _LAYERS
