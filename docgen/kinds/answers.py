"""What may be wrong with the answers, with what was carried over, and with plan.md."""

from __future__ import annotations

from docgen.kinds.kind import Kind, error, warning

KINDS: dict[str, Kind] = {
    "answer.unknown-field": error(
        "填了申报表里没有的栏目",
    ),
    "answer.shape": error(
        "填写的形式与栏目不符",
    ),
    "answer.year": error(
        "填了申报表没有的年份",
    ),
    "answer.unknown-option": error(
        "填了栏目没有的选项",
    ),
    "answer.not-a-number": error(
        "应填数字的地方填了别的",
    ),
    "answer.rounded": warning(
        "小数超过两位，已四舍五入",
    ),
    "answer.negative": error(
        "不可能为负的数填了负数",
    ),
    "answer.missing": error(
        "必填栏目空缺",
    ),
    "answer.above-maximum": error(
        "数字超过了可能的最大值",
    ),
    "answer.too-long": error(
        "超过字数限制（按 Word 的字数统计）",
    ),
    "answer.nearly-too-long": warning(
        "按全部字符计超过字数限制",
    ),
    "answer.not-computed": error(
        "要由企业表或清单计算的答案算不出来",
    ),
    "answer.differs": error(
        "填写的数与企业表算出的不一致",
    ),
    "answer.long-for-cell": warning(
        "答案比表格里留的地方长，可能串页",
    ),
    "notice.other-form": error(
        "通知与申报表不相配",
    ),
    "carry.to-renew": error(
        "沿用上次的内容，还没有更新",
    ),
    "carry.to-confirm": warning(
        "沿用上次的答案，还没有核对",
    ),
    "plan.file-missing": error(
        "缺少规划正文文件",
    ),
    "plan.heading-missing": error(
        "规划正文缺少规定的标题",
    ),
    "plan.heading-unknown": error(
        "规划正文有规定之外的标题",
    ),
    "plan.heading-order": error(
        "规划正文的标题次序不对",
    ),
    "plan.text-outside": error(
        "规划正文有不在任何规定标题之下的文字",
    ),
    "plan.markup": warning(
        "规划正文里有不会被排版的标记",
    ),
}
