"""What may be wrong with the enterprise table."""

from __future__ import annotations

from docgen.kinds.kind import Kind, error, note, warning

KINDS: dict[str, Kind] = {
    "enterprises.shape": error(
        "企业表的列或数据不对",
    ),
    "enterprises.cell": error(
        "企业表的格里不是这一列要的内容",
    ),
    "enterprises.twice": error(
        "企业表里同一列或同一企业出现两次",
    ),
    "enterprises.heading": warning(
        "企业表的表头不认识、没有年份或单位，或年份不是申报表的",
    ),
    "enterprises.total": warning(
        "企业表里的一行是合计，没有当作企业",
    ),
    "enterprises.doubt": warning(
        "企业表里的内容可疑，请核对",
    ),
    "enterprises.converted": note(
        "企业表里用别的单位填的数字已换算",
    ),
    "enterprises.blank": warning(
        "企业表里有企业空着计算要用的数",
    ),
}
