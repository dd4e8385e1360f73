"""What may be wrong with the summary table of a notice."""

from __future__ import annotations

from docgen.kinds.kind import Kind, error, note, warning

KINDS: dict[str, Kind] = {
    "summary.missing": warning(
        "推荐汇总表有内容空缺",
    ),
    "summary.too-long": error(
        "推荐汇总表的内容超过字数限制（按 Word 的字数统计）",
    ),
    "summary.nearly-too-long": warning(
        "推荐汇总表的内容按全部字符计超过字数限制",
    ),
    "summary.unknown": error(
        "summary 之下填了推荐汇总表没有的项",
    ),
    "summary.shape": error(
        "summary 之下填写的形式不对",
    ),
    "summary.not-asked": note(
        "通知没有推荐汇总表的格式，summary 之下的内容用不上",
    ),
    "summary.contradicts": error(
        "推荐汇总表里写的与申报表的答案对不上",
    ),
    "summary.by-hand": note(
        "推荐汇总表有一列要照通知原件补上",
    ),
    "summary.folder-skipped": note(
        "文件夹里没有申报数据，没有列入推荐汇总表",
    ),
    "summary.above-quota": error(
        "推荐的集群超过了通知的限额",
    ),
    "summary.quota-by-hand": note(
        "通知的限额要自行核对",
    ),
    "summary.same-sector": error(
        "同一细分领域推荐了不止一个集群",
    ),
    "summary.same-cluster": error(
        "同一个集群名称出现了不止一次",
    ),
    "summary.same-name": warning(
        "几个集群在只应出现一次的地方写了相同的名称",
    ),
    "summary.late": error(
        "申报时间晚于通知的截止日期",
    ),
    "summary.date": warning(
        "申报时间看不出是哪一天，没有核对截止日期",
    ),
}
