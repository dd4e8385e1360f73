"""Colours, fonts and cell formats of the fill-in workbook."""

from __future__ import annotations

from typing import Any

from docgen.documents.excel.excel_writer import HEAD_FONT, TEXT_FONT, TITLE_FONT

HEAD_FILL = "#DCE6F1"
LABEL_FILL = "#F4F7FB"
BLANK_FILL = "#FFF2CC"
FILLED_FILL = "#FFFDF3"
TAKEN_FILL = "#E2EFDA"
MARK_FILL = "#FCE4D6"
EDGE = "#B7C3D0"
QUIET = "#6B7785"
DONE = "#2E7D4F"
MISSING = "#C00000"
TAB = "#5B8DB8"

_CELL = {"font_name": TEXT_FONT, "font_size": 11, "valign": "vcenter", "text_wrap": True, "border": 1}
_LOCKED = _CELL | {"border_color": EDGE, "locked": True}
_PADDED = {"indent": 1}
_OPEN = _CELL | {"border_color": EDGE, "locked": False, "bg_color": FILLED_FILL}

_KINDS: dict[str, dict[str, Any]] = {
    "title": {"font_name": TITLE_FONT, "font_size": 18, "align": "center", "valign": "vcenter"},
    "lead": {"font_name": TEXT_FONT, "font_size": 10.5, "font_color": QUIET, "valign": "vcenter"},
    "link": {"font_name": TEXT_FONT, "font_size": 10.5, "font_color": "#1F5C99", "underline": 1, "valign": "vcenter"},
    "line": {"font_name": TEXT_FONT, "font_size": 12, "valign": "vcenter", "text_wrap": True},
    "heading": _LOCKED | {"font_name": HEAD_FONT, "align": "center", "bg_color": HEAD_FILL},
    "band": _LOCKED | _PADDED | {"font_name": HEAD_FONT, "bg_color": HEAD_FILL},
    "group": _LOCKED | _PADDED | {"font_name": HEAD_FONT, "bg_color": LABEL_FILL},
    "label": _LOCKED | _PADDED | {"bg_color": LABEL_FILL},
    "option": _LOCKED | _PADDED,
    "unit": _LOCKED | {"align": "center", "font_color": QUIET},
    "hint": _LOCKED | _PADDED | {"font_size": 10, "font_color": QUIET},
    "row_link": _LOCKED | _PADDED | {"font_color": "#1F5C99", "underline": 1},
    "figure": _LOCKED | {"align": "center"},
    "percent": _LOCKED | _PADDED | {"align": "left", "num_format": "0%"},
    "state": _LOCKED | {"align": "center", "font_color": DONE, "num_format": '[=0]"✓";"缺 "0" 处"'},
    "text": _OPEN | _PADDED | {"num_format": "@"},
    "prose": _OPEN | {"valign": "top", "align": "left", "indent": 1, "quote_prefix": True},
    "number": _OPEN | {"align": "center"},
    "share": _OPEN | {"align": "center", "num_format": 'General"%"'},
    "choice": _OPEN | _PADDED | {"num_format": "@"},
    "tick": _OPEN | {"align": "center", "num_format": "@", "font_size": 13},
    "mark": _OPEN | _PADDED | {"num_format": "@", "font_size": 10},
    "setting": {"num_format": "@"},
}


class Styles:
    """The formats of one workbook; each is created once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}

    def get_style(self, kind: str) -> Any:
        """Get the format of a kind of cell."""
        return self.make_style(kind, _KINDS[kind])

    def get_count_style(self, limit: int) -> Any:
        """Get the format of a count of 字, with its limit if there is one."""
        words = f'0"/{limit}字"' if limit else '0" 字"'
        shape = _LOCKED | {"align": "center", "font_color": QUIET, "num_format": words}
        return self.make_style(f"count {limit}", shape)

    def get_names_style(self, unit: str) -> Any:
        """Get the format of a count of names."""
        shape = _LOCKED | {"align": "center", "font_color": QUIET, "num_format": f'"共 "0" {unit}"'}
        return self.make_style(f"names {unit}", shape)

    def make_style(self, key: str, shape: dict[str, Any]) -> Any:
        """Return the format with these properties, creating it at the first request for ``key``."""
        if key not in self._made:
            self._made[key] = self._book.add_format(shape)
        return self._made[key]
