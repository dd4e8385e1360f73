"""What may be wrong with the enterprise table."""

from __future__ import annotations

from docgen.problems.kinds_kind import Kind, error, note, warning

KINDS: dict[str, Kind] = {
    "enterprises.shape": error(
        "企业表的列或数据不对",
        rule="表1：一家企业一行，有企业名称；见 docs/enterprises.md。",
        example="表头里没有“企业名称”，或第 37 行有数字没有名称。",
        remedy="照 docgen enterprises blank 给出的空白表改；只留一个企业表文件。",
    ),
    "enterprises.cell": error(
        "企业表的格里不是这一列要的内容",
        rule="表1 每一列印着要填什么和单位。",
        example="G12“产值2021（亿元）”里写着“约1.2亿”。",
        remedy="只填数字；公式没有算出值的，用 Excel 打开保存一次。",
    ),
    "enterprises.twice": error(
        "企业表里同一列或同一企业出现两次",
        rule="一家企业只能计一次；一个统一社会信用代码只对一家企业。",
        example="第 15 行和第 88 行都是“清溪县恒达五金有限公司”。",
        remedy="只留一行；是两家的，写全名称、核对代码。",
    ),
    "enterprises.heading": warning(
        "企业表的表头不认识、没有年份或单位，或年份不是申报表的",
        rule="表1 的列名、年份和单位；见 docs/enterprises.md 的 Headings。",
        example="表头写“产值”，没有年份；或多出一列“法人电话”。",
        remedy="照提示写上年份和单位；用不上的列可以留着，不会读取。",
    ),
    "enterprises.total": note(
        "企业表里的一行是合计，没有当作企业",
        rule="docgen 的约定：最后一行的数都是上面各行之和的，看作合计。",
        example="最后一行的产值正好等于上面 60 家之和，企业名称是空的。",
        remedy="不用管；真是一家企业的，核对它的数字。",
    ),
    "enterprises.doubt": warning(
        "企业表里的内容可疑，请核对",
        rule="统一社会信用代码有校验码；数据不会晚于申报表的最后一年。",
        example="信用代码少了一位，或成立年份写着 2023。",
        remedy="照营业执照核对；代码列设成文本，免得 Excel 改成科学计数。",
    ),
    "enterprises.converted": note(
        "企业表里用别的单位填的数字已换算",
        rule="docgen 的约定：格里写明了单位的数，换算成这一列的单位并说出来。",
        example="亿元的列里写“3200万元”，按 0.32 亿元读取。",
        remedy="看一眼换算得对不对；最好全列用一个单位。",
    ),
    "enterprises.blank": warning(
        "企业表里有企业空着计算要用的数",
        rule="合计按有数的企业相加，空着的不计，结果会偏小。",
        example="60 家里有 4 家没有填 2021 年研发投入。",
        remedy="问企业补上；确实没有的填 0，是否类的填“是”或“否”。",
    ),
}
