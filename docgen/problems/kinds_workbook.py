"""What may be told of the fill-in workbook."""

from __future__ import annotations

from docgen.problems.kinds_kind import Kind, error, note, warning

KINDS: dict[str, Kind] = {
    "workbook.used": note(
        "填报工作簿比 application.yaml 新，以它为准",
        rule="docgen 的约定：两处都能填时，以后保存的一处为准，见 docs/workbook.md。",
        example="今天在 填报.xlsx 里改了产值并保存，application.yaml 是昨天的。",
        remedy="不用管；想写回 application.yaml 的，运行 docgen workbook DIR --read。",
    ),
    "workbook.older": note(
        "填报工作簿比 application.yaml 旧，没有采用",
        rule="docgen 的约定：填报工作簿只在它最后保存时采用，见 docs/workbook.md。",
        example="填报.xlsx 是上周的，昨天直接改过 application.yaml。",
        remedy="工作簿里的才对的，打开它保存一次；不再用它的，删去。",
    ),
    "workbook.open": warning(
        "填报工作簿正在 Excel 里打开着",
        rule="docgen 的约定：只读保存过的内容，没有保存的看不到。",
        example="Excel 开着 填报.xlsx，改了一格还没有保存。",
        remedy="保存并关闭 Excel，再运行一次。",
    ),
    "workbook.cell": error(
        "填报工作簿的一格读不出要填的内容",
        rule="docgen 的约定：格里是算好的数或文字；出错的公式没有内容可印。",
        example="产值一格是 #DIV/0!，或公式没有算出值。",
        remedy="改填算好的数或文字。",
    ),
}
