"""What may contradict something else in the application."""

from __future__ import annotations

from docgen.kinds.kind import Kind, error, warning

KINDS: dict[str, Kind] = {
    "consistency.subset": error(
        "部分多于整体",
    ),
    "consistency.subset-doubtful": warning(
        "一项多于通常包含它的另一项",
    ),
    "consistency.growth": error(
        "增速与各年的数对不上",
    ),
    "consistency.mean": error(
        "年均增速用哪一种算法都得不出",
    ),
    "consistency.ratio": error(
        "比例与表中的分子、分母对不上",
    ),
    "consistency.ratio-doubtful": warning(
        "比例与表中的数相差较多",
    ),
    "consistency.fraction": warning(
        "没有哪个整数能得出的比例",
    ),
    "consistency.reduction": warning(
        "降低率与各年的数对不上",
    ),
    "consistency.no-base": error(
        "以 0 为基数的比例或增速填了数字",
    ),
    "consistency.magnitude": warning(
        "数的大小不合常理，可能是单位错了",
    ),
    "consistency.answers": error(
        "两个答案互相矛盾",
    ),
    "consistency.options": warning(
        "同时选了通常不能并存的两项",
    ),
    "consistency.unclaimed": warning(
        "填了内容，相应的选项没有选",
    ),
    "consistency.place-name": warning(
        "名称里没有所在的地名",
    ),
    "consistency.operator": warning(
        "运营管理机构的名称像是不能担任的单位",
    ),
    "consistency.cluster-name": warning(
        "同一个集群写了不同的名称",
    ),
    "consistency.year": warning(
        "文字里的年份可能是旧稿留下的",
    ),
    "consistency.claim": warning(
        "文字里说做了的工作没有勾选",
    ),
    "consistency.denied": warning(
        "勾选了文字里说没有做的工作",
    ),
}
