"""What the criteria and the goals of the plan may show."""

from __future__ import annotations

from docgen.kinds.kind import Kind, error, warning

KINDS: dict[str, Kind] = {
    "criteria.not-met": error(
        "不符合认定标准",
    ),
    "criteria.advisory": warning(
        "超出认定标准中“一般”的要求",
    ),
    "criteria.earlier-year": warning(
        "最后一年达到认定标准，前面的年份达不到",
    ),
    "criteria.conventions": warning(
        "年均增速换一种算法就达不到认定标准",
    ),
    "criteria.open": warning(
        "填的内容判断不了是不是符合认定标准",
    ),
    "criteria.other-form": error(
        "认定标准与申报表不相配",
    ),
    "goals.not-met": error(
        "目标值不符合申报表的要求",
    ),
    "goals.advisory": warning(
        "目标值与申报表“左右”的要求相差较多",
    ),
    "goals.base": error(
        "目标表的基准值不是可以计算的数",
    ),
    "goals.base-below": error(
        "目标表的基准值不符合认定标准",
    ),
    "goals.base-differs": warning(
        "目标表的基准值与前面各部分的答案不一致",
    ),
    "goals.backwards": error(
        "目标值比基准值还差",
    ),
    "goals.unchanged": warning(
        "目标值与基准值相同",
    ),
    "goals.no-number": error(
        "目标表要求数字的地方填了“无”",
    ),
    "goals.not-completed": warning(
        "完成值没有达到目标值",
    ),
    "goals.lost": warning(
        "完成值比基准值还差",
    ),
}
