"""What may be wrong with the sheets that the enterprises sent."""

from __future__ import annotations

from docgen.kinds.kind import Kind, error, note, warning

KINDS: dict[str, Kind] = {
    "collect.ignored": note(
        "临时文件、隐藏文件或收集结果本身，没有读取",
    ),
    "collect.no-table": warning(
        "文件夹里有不是表格的文件，没有读取",
    ),
    "collect.unreadable": error(
        "企业的文件打不开",
    ),
    "collect.no-enterprise": error(
        "企业的文件里找不到企业表，或表里没有企业",
    ),
    "collect.no-name": error(
        "企业的文件里有一行数据没有企业名称",
    ),
    "collect.unplaced": warning(
        "企业的文件里有内容没有放进企业表",
    ),
    "collect.remark": note(
        "企业的文件里有宏、链接或隐藏的内容，怎样读取的",
    ),
    "collect.same": warning(
        "同一家企业交了两份，数据一致",
    ),
    "collect.differs": error(
        "同一家企业交了两份，数据不同",
    ),
    "collect.replaced": warning(
        "企业表里原来的值已换成新收的值",
    ),
}
