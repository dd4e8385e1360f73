"""Properties of the colour spaces of a PDF: number of components, grey or coloured (ISO 32000-1, 8.6)."""

from __future__ import annotations

import pikepdf
from pikepdf import Name

from docgen.package.evidence.pdf_names import read_name

_COLOURLESS_INKS = ("Black", "None", "All", "Gray", "White")
_CHANNELS = {"/DeviceGray": 1, "/G": 1, "/CalGray": 1, "/DeviceRGB": 3, "/RGB": 3, "/CalRGB": 3, "/Lab": 3}
_CHANNELS |= {"/DeviceCMYK": 4, "/CMYK": 4, "/Indexed": 1, "/I": 1, "/Separation": 1}


def is_spot_colour(space: pikepdf.Object) -> bool:
    """Return True for a Separation or DeviceN space that has a coloured ink."""
    if not isinstance(space, pikepdf.Array) or space[0] not in (Name.Separation, Name.DeviceN):
        return False
    inks = [space[1]] if space[0] == Name.Separation else space[1]
    return any(read_name(ink).removeprefix("/") not in _COLOURLESS_INKS for ink in inks)


def is_grey_space(space: object) -> bool:
    """Return True for a space that has shades of grey only."""
    if isinstance(space, pikepdf.Array):
        if space[0] == Name.ICCBased:
            return int(space[1].get("/N", 0)) == 1
        return space[0] == Name.CalGray or (space[0] == Name.Separation and not is_spot_colour(space))
    return space in (Name.DeviceGray, Name.G)


def count_channels(space: object) -> int:
    """Count the components of a colour; 0 for an unknown space."""
    if not isinstance(space, pikepdf.Array):
        return _CHANNELS.get(read_name(space), 0)
    if space[0] == Name.ICCBased:
        return int(space[1].get("/N", 0))
    return len(space[1]) if space[0] == Name.DeviceN else _CHANNELS.get(read_name(space[0]), 0)
