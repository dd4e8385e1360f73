"""What may be told of the fill-in workbook."""

from __future__ import annotations

from docgen.kinds.kind import Kind, error, note, warning

KINDS: dict[str, Kind] = {
    "workbook.used": note(
        "填报工作簿比 application.yaml 新，以它为准",
    ),
    "workbook.older": note(
        "填报工作簿比 application.yaml 旧，没有采用",
    ),
    "workbook.open": warning(
        "填报工作簿正在 Excel 里打开着",
    ),
    "workbook.cell": error(
        "填报工作簿的一格读不出要填的内容",
    ),
}
