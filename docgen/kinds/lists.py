"""What may be wrong with the lists."""

from __future__ import annotations

from docgen.kinds.kind import Kind, error, warning

KINDS: dict[str, Kind] = {
    "list.unknown": error(
        "lists/ 里有认不出的文件",
    ),
    "list.two-files": error(
        "一个清单有不止一个文件",
    ),
    "list.shape": error(
        "清单的列或形式不对",
    ),
    "list.unknown-column": warning(
        "清单里有认不出的列",
    ),
    "list.cell": error(
        "清单里的内容不合这一列的要求",
    ),
    "list.twice": error(
        "清单里同一项出现了两次",
    ),
    "list.differs": error(
        "填写的答案与清单不一致",
    ),
    "list.outside-years": warning(
        "清单里有申报表年份之外的内容",
    ),
    "list.unknown-enterprise": warning(
        "清单里的企业不在企业表里",
    ),
    "list.not-valid": warning(
        "清单里有已失效的内容",
    ),
    "list.register-differs": warning(
        "清单与企业表的数量不一致",
    ),
}
