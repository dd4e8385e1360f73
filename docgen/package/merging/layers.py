"""Layers of a PDF (optional content, ISO 32000-1, 8.11): which of them a viewer shows."""

from __future__ import annotations

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf

_MARK = "/DocgenLayer"
"""True on a shown layer, False on a hidden one: the configuration is lost when pages are gathered."""

_ObjectNumber = tuple[int, int]


def has_layers(pdf: Pdf) -> bool:
    """Return True for a PDF that declares layers."""
    return any(True for _ in _list_layers(pdf))


class LayerVisibility:
    """Visibility of the layers of one PDF as its default configuration has it, which viewers show on opening."""

    def __init__(self, pdf: Pdf) -> None:
        found = pdf.Root.OCProperties.get("/D") if has_layers(pdf) else None
        default = found if isinstance(found, Dictionary) else Dictionary()
        self._is_base_off = default.get("/BaseState") == Name.OFF
        self._on = _collect_numbers(default.get("/ON"))
        self._off = _collect_numbers(default.get("/OFF"))
        automatic = [one for one in _list_items(default.get("/AS")) if one.get("/Event") == Name.View]
        self._automatic = frozenset().union(*(_collect_numbers(one.get("/OCGs")) for one in automatic))

    def is_shown(self, content: object) -> bool:
        """Report whether content with this entry /OC is shown: a layer, or a membership of several."""
        if not isinstance(content, Dictionary):
            return True
        if content.get("/Type") != Name.OCMD:
            return self._is_layer_shown(content)
        found = content.get("/OCGs")
        layers = [found] if isinstance(found, Dictionary) else list(_list_items(found))
        shown = [self._is_layer_shown(layer) for layer in layers]
        if not shown:
            return True
        policy = content.get("/P", Name.AnyOn)
        if policy == Name.AllOn:
            return all(shown)
        if policy == Name.AllOff:
            return not any(shown)
        return not all(shown) if policy == Name.AnyOff else any(shown)

    def _is_layer_shown(self, layer: Object) -> bool:
        if layer.objgen in self._automatic:
            usage = layer.get("/Usage")
            view = usage.get("/View") if isinstance(usage, Dictionary) else None
            if isinstance(view, Dictionary) and "/ViewState" in view:
                return bool(view.ViewState != Name.OFF)
        if layer.objgen in self._off:
            return False
        return not self._is_base_off or layer.objgen in self._on


def mark_layers(pdf: Pdf) -> None:
    """Mark each layer of the PDF with its visibility, for :func:`restore_layers`."""
    visibility = LayerVisibility(pdf)
    for layer in _list_layers(pdf):
        layer[_MARK] = visibility.is_shown(layer)


def restore_layers(package: Pdf) -> None:
    """Turn the marks into the configuration of the package: a layer hidden in the original must not be printed."""
    layers = [one for one in package.objects if isinstance(one, Dictionary) and _MARK in one]
    if not layers:
        return
    hidden = [layer for layer in layers if not layer[_MARK]]
    for layer in layers:
        del layer[_MARK]
        layer.Type = Name.OCG  # readers look for it, and some writers leave it out
    package.Root.OCProperties = Dictionary(OCGs=Array(layers), D=Dictionary(OFF=Array(hidden)))


def _list_layers(pdf: Pdf) -> Iterator[Object]:
    found = pdf.Root.get("/OCProperties")
    yield from _list_items(found.get("/OCGs")) if isinstance(found, Dictionary) else ()


def _list_items(found: object) -> Iterator[Object]:
    """Yield the dictionaries of an array; nothing for anything else."""
    if isinstance(found, Array):
        yield from (one for one in found if isinstance(one, Dictionary))


def _collect_numbers(found: object) -> frozenset[_ObjectNumber]:
    return frozenset(one.objgen for one in _list_items(found))
