"""What may be wrong with the lists."""

from __future__ import annotations

from docgen.problems.kinds_kind import Kind, error, warning

KINDS: dict[str, Kind] = {
    "list.unknown": error(
        "lists/ 里有认不出的文件",
        rule="docgen 的约定：lists/ 里一个清单一个文件，文件名是清单的名称，见 docs/lists.md。",
        example="lists/专利汇总最终版.xlsx，或 lists/标准.docx。",
        remedy="照提示改名，另存为 .xlsx、.csv 或 .yaml；不是清单的移走。",
    ),
    "list.two-files": error(
        "一个清单有不止一个文件",
        rule="docgen 的约定：一件事只有一处，两份清单不知道听哪一份。",
        example="既有 lists/standards.xlsx，又有 lists/standards.csv。",
        remedy="合并成一个，删去另一个；改正前只读前一个。",
    ),
    "list.shape": error(
        "清单的列或形式不对",
        rule="申报表“需提供清单”：每一项一行，列见 docs/lists.md。",
        example="标准清单没有“级别”这一列。",
        remedy="补上提示里列出的列；一项也没有的写“无”。",
    ),
    "list.unknown-column": warning(
        "清单里有认不出的列",
        rule="docgen 的约定：认不出的列不读取，也不印进清单。",
        example="专利清单多了一列“代理机构”。",
        remedy="列名写错的改正；多余的可以留着。",
    ),
    "list.cell": error(
        "清单里的内容不合这一列的要求",
        rule="申报表按级别、年份、主持或参与分别计数，清单的每一格要看得出是哪一种。",
        example="标准的级别写了“企标”，只能是国际、国家、行业、团体。",
        remedy="照提示里的写法改；空着的补上。",
    ),
    "list.twice": error(
        "清单里同一项出现了两次",
        rule="同一项标准、专利、平台只计一次。",
        example="专利号 ZL201910123456.7 在第 5 行和第 41 行。",
        remedy="删去一行；不是同一项的，把编号、名称写全。",
    ),
    "list.differs": error(
        "填写的答案与清单不一致",
        rule="申报表“需提供清单”：填的数量就是清单的行数，名称就是清单的名称。",
        example="主持国家标准填 6 项，清单里只有 5 行。",
        remedy="看清单是不是漏了一项，或把数量改成清单的行数。",
    ),
    "list.outside-years": warning(
        "清单里有申报表年份之外的内容",
        rule="申报表写“近三年”的清单，只列这三年的。",
        example="2019—2021 年的标准清单里有一项 2017 年发布的。",
        remedy="核对年份；三年之外的删去，它没有计入数量。",
    ),
    "list.unknown-enterprise": warning(
        "清单里的企业不在企业表里",
        rule="清单里的专利、标准应属于集群内的企业。",
        example="专利权人写“恒达五金”，企业表里是“清溪县恒达五金有限公司”。",
        remedy="写成企业表里的全称；不在集群里的企业，这一项不能计入。",
    ),
    "list.not-valid": warning(
        "清单里有已失效的内容",
        rule="申报表问的是“有效”发明专利拥有量。",
        example="专利清单第 23 行的法律状态是“未缴年费终止”。",
        remedy="删去失效的，数量一并减去；已恢复的更正状态。",
    ),
    "list.register-differs": warning(
        "清单与企业表的数量不一致",
        rule="同一件事在清单和企业表里应是同一个数。",
        example="企业表里有效发明专利合计 132 件，专利清单有 128 行。",
        remedy="按企业逐家对，找出差在哪一家，改正另一个。",
    ),
}
