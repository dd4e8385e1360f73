"""What may be wrong with the sheets that the enterprises sent."""

from __future__ import annotations

from docgen.problems.kinds_kind import Kind, error, note, warning

KINDS: dict[str, Kind] = {
    "collect.ignored": note(
        "临时文件、隐藏文件或收集结果本身，没有读取",
        rule="docgen 的约定：以“~$”或“.”开头的文件不是企业的表。",
        example="Excel 开着时留下的 ~$恒达五金.xlsx，或上次收集的 enterprises.xlsx。",
        remedy="不用管；企业的表名以“.”开头的，改名。",
    ),
    "collect.no-table": warning(
        "文件夹里有不是表格的文件，没有读取",
        rule="docgen 的约定：只从 .xlsx、.xls、.csv 等表格里收集。",
        example="有企业发来盖章的 恒达五金.pdf，没有发 Excel。",
        remedy="把里面的数填进空白表，再收一次；只作凭证的可以不管。",
    ),
    "collect.unreadable": error(
        "企业的文件打不开",
        rule="docgen 的约定：打不开的不跳过，收齐才算数。",
        example="恒达五金.xlsx 有密码，或下载到一半。",
        remedy="请企业重新发一份没有密码的。",
    ),
    "collect.no-enterprise": error(
        "企业的文件里找不到企业表，或表里没有企业",
        rule="表1 有“企业名称”一列，表头之下至少一家企业。",
        example="企业交回的是没有填的空白表，或把表改成了竖排。",
        remedy="请企业用 docgen enterprises blank 的空白表重填。",
    ),
    "collect.no-name": error(
        "企业的文件里有一行数据没有企业名称",
        rule="表1 每行是一家企业，没有名称的数不知道是谁的。",
        example="第 6 行有三年的产值，企业名称空着。",
        remedy="问明是哪一家，补上名称，再收一次。",
    ),
    "collect.unplaced": warning(
        "企业的文件里有内容没有放进企业表",
        rule="docgen 的约定：没有读取的每一处都列出来，不悄悄丢掉。",
        example="企业在表下面另写了“2022年预计产值3亿元”。",
        remedy="看结果里的“未读取的内容”，要用的逐处补进企业表。",
    ),
    "collect.remark": note(
        "企业的文件里有宏、链接或隐藏的内容，怎样读取的",
        rule="docgen 的约定：宏不运行，链接不更新，隐藏的行列照样读取。",
        example="恒达五金.xlsm 带宏；另一份有 2 行是隐藏的。",
        remedy="数有疑问的与企业核对。",
    ),
    "collect.same": note(
        "同一家企业交了两份，数据一致",
        rule="一家企业只计一次；两份相同的，留前一份。",
        example="恒达五金.xlsx 和 恒达五金(1).xlsx 内容一样。",
        remedy="不用改；想整齐的，删去一份文件。",
    ),
    "collect.differs": error(
        "同一家企业交了两份，数据不同",
        rule="docgen 的约定：两份不同的不替企业选，用的是前一份。",
        example="恒达五金 3 月的一份产值 1.2 亿元，5 月的一份 1.5 亿元。",
        remedy="与企业核对，只留正确的一份，再收一次。",
    ),
    "collect.replaced": warning(
        "企业表里原来的值已换成新收的值",
        rule="docgen 的约定：再次收集时，新收的值代替原来的，每一处都告知。",
        example="原来手工改过的产值 1.3，被企业新交的 1.2 换掉了。",
        remedy="核对以哪个为准；要保留原来的，改回企业表或改企业的文件。",
    ),
}
