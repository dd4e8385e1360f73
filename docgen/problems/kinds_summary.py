"""What may be wrong with the summary table of a notice."""

from __future__ import annotations

from docgen.problems.kinds_kind import Kind, error, note, warning

KINDS: dict[str, Kind] = {
    "summary.missing": warning(
        "推荐汇总表有内容空缺",
        rule="通知附的推荐汇总表，每一列都要填。",
        example="summary 之下没有写集群成立时间。",
        remedy="照提示在 summary: 之下补上；取自申报表的，先填好申报表。",
    ),
    "summary.too-long": error(
        "推荐汇总表的内容超过字数限制（按 Word 的字数统计）",
        rule="推荐汇总表的列名写明的限制，如“集群简介（150字以内）”。",
        example="集群简介写了 180 字。",
        remedy="只留主导产业、规模和特色几句，删到限额以内。",
    ),
    "summary.nearly-too-long": warning(
        "推荐汇总表的内容按全部字符计超过字数限制",
        rule="列名只写“150字以内”，没有说怎样计。",
        example="集群简介按 Word 计 146 字，逐个字符数是 163 个。",
        remedy="再删一两句，免得审核人数出超限。",
    ),
    "summary.unknown": error(
        "summary 之下填了推荐汇总表没有的项",
        rule="docgen 的约定：summary 之下只有通知的汇总表另外问的几项。",
        example="集群简介的名称写错了，如 intro: 开头的一行。",
        remedy="照提示里最接近的名称改；申报表已有的不用再填。",
    ),
    "summary.shape": error(
        "summary 之下填写的形式不对",
        rule="docgen 的约定：summary 之下每行写一项“名称: 内容”，前面空 2 格。",
        example="summary: 后面直接写了一段简介。",
        remedy="换行，空 2 格，写“名称: 内容”；一项只写一段文字。",
    ),
    "summary.not-asked": note(
        "通知没有推荐汇总表的格式，summary 之下的内容用不上",
        rule="docgen 的约定：没有公布的汇总表格式不编造。",
        example="通知是 national-2025，文件夹里还留着以前写的 summary:。",
        remedy="可以留着；换回有汇总表的通知时会用上。",
    ),
    "summary.contradicts": error(
        "推荐汇总表里写的与申报表的答案对不上",
        rule="汇总表与申报表说的是同一个集群，名称和地名应一致。",
        example="汇总表的所在地写“青溪县”，申报表填的是“清溪”。",
        remedy="看哪一处写错了，改成一样。",
    ),
    "summary.by-hand": note(
        "推荐汇总表有一列要照通知原件补上",
        rule="宁夏 2022 年汇总表的第七列，公开的文本里看不清列名。",
        example="做宁夏的汇总表时，第七列空着。",
        remedy="找到通知原件，在 Excel 里补上列名和内容。",
    ),
    "summary.folder-skipped": note(
        "文件夹里没有申报数据，没有列入推荐汇总表",
        rule="docgen 的约定：有 application.yaml 或填报工作簿的文件夹才是一个集群。",
        example="各集群的文件夹旁边还有一个“模板”文件夹。",
        remedy="不是集群的不用管；是集群的，检查文件名有没有写错。",
    ),
    "summary.above-quota": error(
        "推荐的集群超过了通知的限额",
        rule="通知规定的推荐名额，如国家 2022 年每省不超过 5 个，超过的不予受理。",
        example="广东 2022 年每市限 2 个，东州市有 3 个。",
        remedy="择优留下限额以内的，其余移出。",
    ),
    "summary.quota-by-hand": note(
        "通知的限额要自行核对",
        rule="通知按省、计划单列市等规定名额，申报数据里不一定看得出。",
        example="限额按“计划单列市”计，申报表没有这一栏。",
        remedy="数一数各地推荐的个数，与通知对照。",
    ),
    "summary.same-sector": error(
        "同一细分领域推荐了不止一个集群",
        rule="2022 年通知：每个具体细分领域认定1个集群。",
        example="两个集群的主导产业都写“日用五金”。",
        remedy="只留一个；确属不同领域的，把细分领域写得更具体。",
    ),
    "summary.same-cluster": error(
        "同一个集群名称出现了不止一次",
        rule="一个集群只能推荐一次。",
        example="复制文件夹后忘了改名称，两个文件夹都是“清溪县五金产业集群”。",
        remedy="删去重复的文件夹；是两个集群的，改正名称。",
    ),
    "summary.same-name": warning(
        "几个集群在只应出现一次的地方写了相同的名称",
        rule="一般一个机构只运营一个集群；通知没有禁止。",
        example="两个县的集群都填了同一个运营管理机构。",
        remedy="看是不是从另一份抄来没有改；属实的可以不管。",
    ),
    "summary.late": error(
        "申报时间晚于通知的截止日期",
        rule="通知的报送期限，逾期不予受理。",
        example="广东 2022 年的截止日期是 10 月 14 日，申报时间写了 10 月 20 日。",
        remedy="核对封面的申报时间；真的过了期限的，先问受理单位。",
    ),
    "summary.date": warning(
        "申报时间看不出是哪一天，没有核对截止日期",
        rule="申报表封面：申报时间（年、月、日）。",
        example="申报时间写了“二〇二二年秋”。",
        remedy="写成 2022年10月8日 这样。",
    ),
}
