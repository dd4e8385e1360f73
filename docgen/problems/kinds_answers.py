"""What may be wrong with the answers, with what was carried over, and with plan.md."""

from __future__ import annotations

from docgen.problems.kinds_kind import Kind, error, note, warning

KINDS: dict[str, Kind] = {
    "answer.unknown-field": error(
        "填了申报表里没有的栏目",
        rule="docgen 的约定：认不出的栏目不会悄悄丢掉，要改正或删去。",
        example="把 area 写成了 aera: 12.5。",
        remedy="照提示里最接近的名称改正；用不上的删去。",
    ),
    "answer.shape": error(
        "填写的形式与栏目不符",
        rule="docgen 的约定：单个的数或文字写在冒号后面，分年的写成“年份: 数”，名单每行以“- ”开头。",
        example="分年填的产值只写了一个数：output_value: 52.3。",
        remedy="照 docgen new 给出的写法改；签字、盖章的栏目不用填。",
    ),
    "answer.year": error(
        "填了申报表没有的年份",
        rule="分年的栏目只有申报表印的三年；未注明年度的，填截止到上一年底的数据（填报说明）。",
        example="2022 年的申报表填 2019 至 2021 年，却写了 2022: 61.0。",
        remedy="核对年份，删去多余的一年；抄错了年份的改正。",
    ),
    "answer.unknown-option": error(
        "填了栏目没有的选项",
        rule="填报说明：填表时不得改变表格样式，选项只能是申报表印的那几个。",
        example="产业类型填了“工业”，申报表只有第一、第二、第三产业。",
        remedy="照申报表的选项改；两项之间拿不准的，问主管部门。",
    ),
    "answer.not-a-number": error(
        "应填数字的地方填了别的",
        rule="填报说明1：数据准确、详实；填报说明2：无相关情况时应填写“无”。",
        example="占地面积填了“约 12 平方公里”，企业数量填了 35.5。",
        remedy="只填数字，单位不用写；数量填整数；没有的填“无”。",
    ),
    "answer.rounded": note(
        "小数超过两位，已四舍五入",
        rule="填报说明2：数据有小数时，保留小数点后2位。",
        example="产值填了 52.3468，印成 52.35。",
        remedy="不用改；想自己定最后一位的，就只填两位小数。",
    ),
    "answer.negative": error(
        "不可能为负的数填了负数",
        rule="填报说明1：数据准确、详实。",
        example="企业数量填了 -35。",
        remedy="核对正负号；只有增速、增长率可以是负数。",
    ),
    "answer.missing": error(
        "必填栏目空缺",
        rule="填报说明2：各必填栏目不得空缺，无相关情况时应填写“无”。",
        example="联系方式没有填，或近三年的产值缺了一年。",
        remedy="补上；确实没有的填“无”，是零的填 0，两者不同。",
    ),
    "answer.above-maximum": error(
        "数字超过了可能的最大值",
        rule="百分比形式的占比、普及率不会超过 100%。",
        example="中小企业产值占比填了 735，应是 73.5。",
        remedy="核对数字和小数点；把比例填成了数量的，换成比例。",
    ),
    "answer.too-long": error(
        "超过字数限制（按 Word 的字数统计）",
        rule="申报表栏目里写明的限制，如“200字以内”。",
        example="限 200 字的招商情况写了 236 字。",
        remedy="删到限额以内；用 Word 的“字数统计”可以对照。",
    ),
    "answer.nearly-too-long": warning(
        "按全部字符计超过字数限制",
        rule="申报表只写“200字以内”，没有说怎样计；Word 把一串英文或数字算一个字。",
        example="按 Word 计 192 字，连标点、英文和数字逐个数是 214 个字符。",
        remedy="审核人可能逐字数，能删的删几句。",
    ),
    "answer.not-computed": error(
        "要由企业表或清单计算的答案算不出来",
        rule="docgen 的约定：写了“from enterprises”的答案由企业表计算，缺数时不猜。",
        example="产值写了 from enterprises，企业表里没有 2019 年的产值列。",
        remedy="在企业表或清单里补上所缺的列或数，或直接填这个答案。",
    ),
    "answer.differs": error(
        "填写的数与企业表算出的不一致",
        rule="填报说明1：数据准确；申报数据与企业名单、企业发展情况表（表1）对不上会被退回。",
        example="总产值填 52.3 亿元，企业表合计 5.23 亿元，差 10 倍。",
        remedy="照提示里的公式核对两处，改错的那一处；或写“from enterprises”由程序计算。",
    ),
    "answer.long-for-cell": warning(
        "答案比表格里留的地方长，可能串页",
        rule="填报说明：填表时不得改变表格样式，其中一至七部分不得串页。",
        example="平台名称列了 15 行，把这一格撑高，下一行被挤到后一页。",
        remedy="删短一些，或生成后看这一页；生成时会先试着缩小这一部分的字号。",
    ),
    "notice.other-form": error(
        "通知与申报表不相配",
        rule="每份通知写明用哪一张申报表。",
        example="通知写了 guangdong-2022，申报表却是 2025-application。",
        remedy="改 form 或 notice；docgen forms 列出哪些相配。",
    ),
    "carry.to-renew": error(
        "沿用上次的内容，还没有更新",
        rule="填报说明：填截止到上一年底的数据；上次的内容不能原样再交。",
        example="招商情况还是三年前那一段，上面留着“沿用…请更新”。",
        remedy="改成现在的情况，然后删去“沿用…请更新”这一行。",
    ),
    "carry.to-confirm": warning(
        "沿用上次的答案，还没有核对",
        rule="docgen 的约定：从旧表带来的答案要有人看过。",
        example="联系人还是上次那一位，上面留着“沿用…请核对”。",
        remedy="看现在是否仍然如此，然后删去“沿用…请核对”这一行。",
    ),
    "plan.file-missing": error(
        "缺少规划正文文件",
        rule="申报表八：未来三年中小企业特色产业集群发展规划。",
        example="文件夹里没有 plan.md。",
        remedy="新建 plan.md，照 docgen new 给出的标题写；有旧稿的粘贴进来。",
    ),
    "plan.heading-missing": error(
        "规划正文缺少规定的标题",
        rule="填报说明：填表时不得改变表格样式；第八部分的标题由申报表规定。",
        example="plan.md 里没有“保障措施”这个标题。",
        remedy="加上提示里的那一行标题，在它下面写正文。",
    ),
    "plan.heading-unknown": error(
        "规划正文有规定之外的标题",
        rule="docgen 的约定：以“#”开头的只能是申报表规定的标题，正文自己的小标题不加“#”。",
        example="自己加了一行“## 产业背景”。",
        remedy="与规定的标题有出入的改成一样；自己的小标题去掉“#”。",
    ),
    "plan.heading-order": error(
        "规划正文的标题次序不对",
        rule="第八部分按申报表印的次序排列，每个标题一次。",
        example="“保障措施”写在了“重点任务”前面，或“重点任务”出现两次。",
        remedy="照申报表的次序移动；重复的合并成一处。",
    ),
    "plan.text-outside": error(
        "规划正文有不在任何规定标题之下的文字",
        rule="docgen 的约定：写了的不能漏印，印不出的地方要移走。",
        example="plan.md 一开头、第一个标题之前写了一段前言。",
        remedy="移到规定的标题下面，或删去。",
    ),
    "plan.markup": warning(
        "规划正文里有不会被排版的标记",
        rule="docgen 的约定：plan.md 只有标题和普通段落。",
        example="写了 **重点任务** 或用竖线画的表格，星号和竖线会原样印出。",
        remedy="去掉星号、竖线等标记，改成普通的句子。",
    ),
}
