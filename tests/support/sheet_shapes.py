"""Tables of enterprises in the shapes in which people return them, each with the values that a person reads in it.

The truth of each shape is written down beside it, not computed: names of enterprises, and values by place.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

Row = list[object]
Truth = dict[str, dict[str, object]]

JIA, YI, BING = "白石县金鼎竹业有限公司", "白石县第二竹业有限公司", "白石县第三五金厂"
HEAD: Row = ["序号", "企业名称", "2020年产值（亿元）", "2021年产值（亿元）", "2021年研发投入（万元）"]
FIRST: Row = [1, JIA, 1.25, 1.8, 450]
SECOND: Row = [2, YI, 1.2, 1.517, 300]
BOTH: Truth = {
    JIA: {"output.2020": 1.25, "output.2021": 1.8, "rd.2021": 450},
    YI: {"output.2020": 1.2, "output.2021": 1.517, "rd.2021": 300},
}
ONE: Truth = {JIA: {"output.2021": 1.8}}


@dataclass(frozen=True)
class Shape:
    """A workbook by sheet, what a person reads in it, and words that docgen says about it."""

    name: str
    sheets: dict[str, list[Row]]
    truth: Truth
    told: tuple[str, ...] = ()
    hidden: tuple[str, ...] = field(default=())


def _one(name: str, rows: list[Row], truth: Truth, *told: str) -> Shape:
    return Shape(name, {"表1": rows}, truth, told)


def _with_line(line: Row, *told: str) -> Shape:
    return _one(f"a line {line[:2]}", [HEAD, FIRST, SECOND, line], BOTH, *told)


NO_ENTERPRISES: list[Row] = [
    [None, "合计", 2.45, 3.317, 750],
    ["合计", None, 2.45, 3.317, 750],
    [None, "合 计：", 2.45, 3.317, 750],
    [None, "总　计", 2.45, 3.317, 750],
    [None, "小计", 2.45, 3.317, 750],
    [None, "全县汇总", 2.45, 3.317, 750],
    [None, "汇总", 2.5, 3.3, None],
    [None, "合计（2家）", 2.45, 3.317, 750],
    [None, "合计：2家企业", 2.45, 3.317, 750],
    [None, "本页小计", 2.45, 3.317, 750],
    [None, "城关镇小计", 2.45, 3.317, 750],
    [None, "城关镇", 2.45, 3.317, 750],
    [None, "城关镇（2家）", 2.45, 3.317, 750],
    [None, "一、城关镇", 2.45, 3.317, 750],
    [None, "云溪街道", 9, 9, 9],
    [None, "规模以上企业", 1.25, 1.8, 450],
    [None, "其中：中小企业", 1.25, 1.8, 450],
    [None, "其中", 1.25, 1.8, 450],
    [None, "其中规上企业", 1.25, 1.8, 450],
    [None, "平均", 1.22, 1.66, 375],
    [None, "平均值", 1.22, 1.66, 375],
    [None, "户均", 1.22, 1.66, 375],
    [3, "白石县竹业集群", 2.45, 3.32, 750],
    [3, None, 2.45, 3.317, 750],
    [None, "填表人：张三", None, "审核：李四", None],
    ["填表人：张三", None, None, None, "2022年9月30日"],
    [None, "填 表 人：", None, None, None],
    [None, "审核：", None, None, None],
    [None, "（盖章）", None, None, None],
    [None, "单位负责人（签字）：", None, None, None],
    [None, "2022年9月30日", None, None, None],
    [None, datetime.date(2022, 9, 30), None, None, None],
    [None, "注：产值为含税数", None, None, None],
    [None, "备注", None, None, None],
    [None, "填表说明 以上数据经审核", None, None, None],
    [None, "说明：1.产值按年报", None, None, None],
    [None, "2022年预计产值3亿元", None, None, None],
    [None, "以上数据由各企业填报；未经审计。", None, None, None],
    HEAD,
]

ENTERPRISES = [
    "合计科技有限公司",
    "汇总数据有限公司",
    "平均律乐器厂",
    "总计量仪器有限公司",
    "小计数器厂",
    "其中科技有限公司",
    "说明书印刷有限公司",
    "累计精密制造有限公司",
    "审核通软件有限公司",
    "制表软件有限公司",
    "镇江恒达有限公司",
    "城关镇五金厂",
    "东山乡合作社",
    "好又多超市",
    "云溪景区",
    "恒达五金",
    "日期文化公司",
    "单位五金制品厂",
    "规上科技有限公司",
    "中小企业服务中心",
    "张三（个体工商户）",
    "３Ｍ中国有限公司",
    "2021纪念品有限公司",
    "甲公司（盖章）",
    "备注云文具店",
]

_NAMES = [
    "企业名称（全称）",
    "企业名称（盖章）",
    "*企业名称（必填）",
    "企业名称 Enterprise Name",
    "填报单位",
    "单位名称（公章）",
]
_YEARS: list[list[object]] = [
    [2020, 2021],
    ["2020年度", "2021年度"],
    ["20年", "21年"],
    ["’20", "’21"],
    ["2020年1-12月", "2021年1-12月"],
    ["2020年末", "2021年末"],
    ["FY2020", "FY2021"],
    [datetime.datetime(1905, 7, 12), datetime.datetime(1905, 7, 13)],
    [datetime.datetime(2020, 12, 31), datetime.datetime(2021, 12, 31)],
]
_UNITS = {
    "2021年产值【万元】": 18000,
    "2021年产值[亿元]": 1.8,
    "2021年产值〔千元〕": 180000,
    "2021年产值{元}": 180000000,
    "2021年产值（人民币万元）": 18000,
    "2021年产值（万元，人民币）": 18000,
    "2021年产值（单位：万元）": 18000,
    "2021年产值/万元": 18000,
    "2021年产值 万元": 18000,
    "产值（2021年）（百万元）": 180,
}
_UNIT_LINES = [
    "单位：万元",
    "金额单位：人民币万元",
    "单位：万元、人",
    "（单位：万元）",
    "计量单位：人民币（万元）",
    "单位:万元    2022年9月30日",
]


def iterate_shapes() -> list[Shape]:
    """Return every shape."""
    bare: Row = ["企业名称", "2021年产值", "2021年从业人员数"]
    data: Row = [JIA, 18000, 210]
    counted: Truth = {JIA: {"output.2021": 1.8, "employees.2021": 210}}
    across: Row = ["产值（亿元）", 1.25, 1.8]
    two: Truth = {JIA: {"output.2020": 1.25, "output.2021": 1.8}}
    shapes = [
        *(_with_line(line) for line in NO_ENTERPRISES),
        *(_one(f"heading {name}", [[name, "2021年产值（亿元）"], [JIA, 1.8]], ONE) for name in _NAMES),
        *(
            _one(f"years {years}", [["企业名称", "产值（亿元）", None], [None, *years], [JIA, 1.25, 1.8]], two)
            for years in _YEARS
        ),
        *(_one(f"unit {head}", [["企业名称", head], [JIA, value]], ONE) for head, value in _UNITS.items()),
        *(_one(f"unit line {line}", [["企业情况表"], [None, None, line], bare, data], counted) for line in _UNIT_LINES),
        _one("unit in the title", [["企业情况表（单位：万元）"], bare, data], counted),
        _one("unit in a note", [bare, data, ["注：金额单位为万元。"]], counted),
        _one("unit in a third line", [["企业名称", "产值"], [None, "2021年"], [None, "万元"], [JIA, 18000]], ONE),
        _one(
            "own unit beside a unit line",
            [["单位：万元"], ["企业名称", "2021年产值（亿元）", "2021年研发投入"], [JIA, 1.8, 450]],
            {JIA: {"output.2021": 1.8, "rd.2021": 450}},
            "却写着另一个单位",
        ),
        _one(
            "year above indicator",
            [
                ["企业名称", "2020年", None, "2021年", None],
                [None, "产值（亿元）", "研发投入（万元）", "产值（亿元）", "研发投入（万元）"],
                [JIA, 1.25, 360, 1.8, 450],
            ],
            {JIA: {"output.2020": 1.25, "rd.2020": 360, "output.2021": 1.8, "rd.2021": 450}},
        ),
        _one(
            "group, indicator, year",
            [
                ["企业名称", "主要经济指标", None, "备注"],
                [None, "产值（亿元）", None, None],
                [None, 2020, 2021, None],
                [JIA, 1.25, 1.8, None],
            ],
            two,
        ),
        _one("numbers of columns", [HEAD, ["甲", "乙", 1, 2, 3], FIRST, SECOND], BOTH),
        _one("numbers in brackets", [HEAD, ["(1)", "(2)", "(3)", "(4)", "(5)=(4)+(3)"], FIRST, SECOND], BOTH),
        _one("numbers 1 to 5", [HEAD, [1, 2, 3, 4, 5], FIRST, SECOND], BOTH),
        _one("栏次", [HEAD, [None, "栏次", 1, 2, 3], FIRST, SECOND], BOTH),
        _one(
            "town totals above",
            [
                ["企业名称", "2021年产值（亿元）"],
                ["城关镇（2家）", 3],
                [JIA, 1.8],
                [YI, 1.2],
                ["东山镇", 0.5],
                [BING, 0.5],
            ],
            {JIA: {"output.2021": 1.8}, YI: {"output.2021": 1.2}, BING: {"output.2021": 0.5}},
        ),
        _one(
            "subtotals and total",
            [
                ["企业名称", "2021年产值（亿元）"],
                [JIA, 1.8],
                [YI, 1.2],
                ["城关镇小计", 3],
                [BING, 0.5],
                ["东山镇小计", 0.5],
                ["合计", 3.5],
            ],
            {JIA: {"output.2021": 1.8}, YI: {"output.2021": 1.2}, BING: {"output.2021": 0.5}},
        ),
        _one("total on top", [HEAD, [None, "合计", 2.45, 3.317, 750], FIRST, SECOND], BOTH),
        _one("a wrong total on top", [HEAD, [None, "合计", 2.45, 9.9, 750], FIRST, SECOND], BOTH, "各家相加是 3.317"),
        _one(
            "subtotals above their enterprises",
            [HEAD, [None, "小计", 1.25, 1.8, 450], FIRST, [None, "小计", 1.2, 1.517, 300], SECOND],
            BOTH,
        ),
        _one("a total that is wrong", [HEAD, FIRST, SECOND, [None, "合计", 2.45, 9.9, 750]], BOTH, "各家相加是 3.317"),
        _one(
            "heading far down", [["关于报送的说明"], *[[f"第{n}条说明"] for n in range(20)], HEAD, FIRST, SECOND], BOTH
        ),
        _one(
            "wrong years",
            [["企业名称", "2022年产值（亿元）", "2023年产值（亿元）"], [JIA, 1, 2]],
            {JIA: {}},
            "年份不对",
        ),
        _one("half a year", [["企业名称", "2021年1-6月产值（亿元）"], [JIA, 1]], {JIA: {}}, "不是全年"),
        _one(
            "the same period of last year",
            [["企业名称", "上年同期", "2021年产值（亿元）"], [None, "2020年产值（亿元）", None], [JIA, 9, 1.8]],
            ONE,
            "不认识",
        ),
        _one("in dollars", [["企业名称", "2021年产值（万美元）"], [JIA, 9]], {JIA: {}}, "万美元"),
        _one("of which in brackets", [["企业名称", "2021年产值（其中出口）（亿元）"], [JIA, 9]], {JIA: {}}, "其中出口"),
        Shape(
            "a sheet a year",
            {
                "2020年": [["企业名称", "产值（亿元）"], [JIA, 1.25]],
                "2021年": [["企业名称", "产值（亿元）"], [JIA, 1.8], [YI, 1]],
            },
            {JIA: {"output.2020": 1.25, "output.2021": 1.8}, YI: {"output.2021": 1}},
            ("2020 年读取",),
        ),
        _one(
            "a year in the title",
            [["2021年度企业情况表"], ["企业名称", "产值（亿元）"], [JIA, 1.8]],
            ONE,
            "2021 年读取",
        ),
        Shape(
            "continued on a second sheet", {"Sheet1": [HEAD, FIRST], "新增": [HEAD, SECOND]}, BOTH, ("接着读了 1 家",)
        ),
        Shape(
            "a sheet a town",
            {"城关镇": [HEAD, FIRST], "东山镇": [HEAD, SECOND, [None, "合计", 1.2, 1.517, 300]]},
            BOTH,
            ("接着读了 1 家",),
        ),
        Shape(
            "titles on a second sheet",
            {"表1": [HEAD, FIRST, SECOND], "资质": [["单位名称", "专精特新认定年份"], [YI, 2020], [JIA, None]]},
            {JIA: BOTH[JIA], YI: {**BOTH[YI], "specialized": 2020}},
        ),
        Shape("the same again", {"表1": [HEAD, FIRST, SECOND], "打印": [HEAD, FIRST, SECOND]}, BOTH),
        Shape(
            "the same with another value",
            {"表1": [HEAD, FIRST, SECOND], "改": [HEAD, [1, JIA, 1.25, 1.9, 450]]},
            BOTH,
            ("改!D2",),
        ),
        Shape(
            "a draft with others", {"表1": [HEAD, FIRST, SECOND], "作废": [HEAD, [1, BING, 1, 1, 1]]}, BOTH, ("作废",)
        ),
        Shape("a calculation", {"表1": [HEAD, FIRST, SECOND], "测算": [["产值", 5], ["增速", 6]]}, BOTH, ("2 个数字",)),
        Shape(
            "a list of patents",
            {
                "表1": [HEAD, FIRST, SECOND],
                "专利": [
                    ["企业名称", "专利号", "有效发明专利2021"],
                    [JIA, "ZL1", 1],
                    [JIA, "ZL2", 1],
                    [JIA, "ZL3", 1],
                    [YI, "ZL4", 1],
                ],
            },
            BOTH,
            ("像是清单",),
        ),
        Shape(
            "others with other columns",
            {
                "表1": [HEAD, FIRST, SECOND],
                "对照": [["企业名称", "2021年从业人员数"], ["外县甲有限公司", 5], ["外县乙有限公司", 6]],
            },
            BOTH,
            ("对照",),
        ),
        Shape("a hidden sheet", {"表1": [HEAD, FIRST], "新增": [HEAD, SECOND]}, BOTH, ("隐藏",), ("新增",)),
        _one(
            "two tables below one another",
            [
                ["2020年"],
                ["企业名称", "2020年产值（亿元）"],
                [JIA, 1.25],
                [None],
                ["2021年"],
                ["企业名称", "2021年产值（亿元）"],
                [JIA, 1.8],
            ],
            two,
        ),
        _one(
            "label and value",
            [["企业名称", JIA], ["主营业务", "竹编"], ["2021年产值（亿元）", 1.8]],
            {JIA: {"business": "竹编", "output.2021": 1.8}},
        ),
        _one("label and value, two lines", [["企业名称", JIA], ["2021年产值（亿元）", 1.8]], ONE),
        _one("years across", [["企业名称", JIA], ["指标", "2020年", "2021年"], across], two),
        _one(
            "years across with units",
            [["单位名称", None, JIA], ["指标", "计量单位", 2020, 2021], ["产值", "万元", 12500, 18000]],
            two,
        ),
        _one("name and value in one cell", [[f"企业名称（盖章）：{JIA}"], ["指标", "2020年", "2021年"], across], two),
        _one(
            "a form of pairs",
            [
                ["登记表"],
                ["企业名称", JIA, "是否中小企业", "是"],
                ["主营业务", "竹编", "联系人", "张三"],
                ["指标", "2020年", "2021年"],
                across,
                ["填表人：张三"],
            ],
            {JIA: {"sme": True, "business": "竹编", "output.2020": 1.25, "output.2021": 1.8}},
        ),
        _one(
            "a column an enterprise",
            [
                ["企业名称", JIA, YI],
                ["2020年产值（亿元）", 1.25, 1.2],
                ["2021年产值（亿元）", 1.8, 1.517],
                ["2021年研发投入（万元）", 450, 300],
            ],
            BOTH,
        ),
        _one(
            "one line of figures below a name",
            [[f"填报单位：{JIA}"], ["2020年产值（亿元）", "2021年产值（亿元）"], [1.25, 1.8]],
            two,
        ),
        _one(
            "one line of figures below a pair",
            [["企业名称", JIA], ["2020年产值（亿元）", "2021年产值（亿元）"], [1.25, 1.8]],
            two,
        ),
        _one(
            "a line a year",
            [[f"企业名称：{JIA}"], ["年份", "产值（亿元）", "研发投入（万元）"], [2020, 1.25, 360], [2021, 1.8, 450]],
            {JIA: {"output.2020": 1.25, "output.2021": 1.8, "rd.2020": 360, "rd.2021": 450}},
        ),
        _one(
            "a block an enterprise",
            [
                ["企业名称", JIA, None, YI, None],
                ["年份", 2020, 2021, 2020, 2021],
                ["产值（亿元）", 1.25, 1.8, 1.2, 1.517],
            ],
            {JIA: {"output.2020": 1.25, "output.2021": 1.8}, YI: {"output.2020": 1.2, "output.2021": 1.517}},
        ),
        _one(
            "金额 above",
            [["企业名称", "金额（万元）", None], [None, "2021年产值", "2021年研发投入"], [JIA, 18000, 450]],
            {JIA: {"output.2021": 1.8, "rd.2021": 450}},
        ),
        _one(
            "a unit once",
            [["企业名称", "产值", None], [None, 2020, 2021], [None, "万元", None], [JIA, 12500, 18000]],
            two,
            "前面同一栏目的万元",
        ),
        _one(
            "the same heading again",
            [
                ["企业名称", "产值（亿元）", None],
                [None, 2020, 2021],
                [JIA, 1.25, 1.8],
                ["企业名称", "产值（亿元）", None],
                [None, 2020, 2021],
                [YI, 1.2, 1.517],
            ],
            {JIA: {"output.2020": 1.25, "output.2021": 1.8}, YI: {"output.2020": 1.2, "output.2021": 1.517}},
        ),
        _one(
            "units by label behind",
            [["单位：亿元（产值）、万元（其他）"], ["企业名称", "2021年产值", "2021年研发投入"], [JIA, 1.8, 450]],
            {JIA: {"output.2021": 1.8, "rd.2021": 450}},
        ),
        _one("two units of money", [["单位：亿元、万元"], ["企业名称", "2021年产值"], [JIA, 1.8]], ONE, "看不准"),
        _one(
            "the same output in two units",
            [["企业名称", "2021年产值（万元）", "2021年产值（亿元）"], [JIA, 18000, 1.8]],
            ONE,
            "是同一列",
        ),
        _one(
            "groups with numbers",
            [
                ["企业名称", "2021年产值（亿元）"],
                ["（一）规模以上", 3],
                [JIA, 1.8],
                [YI, 1.2],
                ["二、规模以下", 0.5],
                [BING, 0.5],
            ],
            {JIA: {"output.2021": 1.8}, YI: {"output.2021": 1.2}, BING: {"output.2021": 0.5}},
        ),
        _one(
            "a name that may be a group",
            [["企业名称", "2021年产值（亿元）"], ["竹制品行业", 3.6], [JIA, 1.25], [YI, 2.35]],
            {"竹制品行业": {"output.2021": 3.6}, JIA: {"output.2021": 1.25}, YI: {"output.2021": 2.35}},
            "仍当作企业读取",
        ),
        _one(
            "a total in the column of business",
            [["企业名称", "主营业务", "2021年产值（亿元）"], [JIA, None, 1.25], [YI, None, 2.35], [None, "合计", 3.6]],
            {JIA: {"output.2021": 1.25}, YI: {"output.2021": 2.35}},
        ),
        _one("以下空白", [HEAD, FIRST, SECOND, [None, "以下空白"], [None, "——"]], BOTH),
        _one("a forecast", [["企业名称", "2021年产值（预计）（亿元）"], [JIA, 1]], {JIA: {}}, "预计"),
        _one(
            "this year and last year",
            [["企业名称", "本年产值（亿元）", "上年产值（亿元）"], [JIA, 1, 2]],
            {JIA: {}},
            "不认识",
        ),
        _one(
            "two tables side by side",
            [["企业名称", "2021年产值（亿元）", "企业名称", "2021年产值（亿元）"], [JIA, 1.8, YI, 2]],
            ONE,
            "是同一列",
        ),
        _one("no heading of names", [["企业名字", "2021年产值（亿元）"], [JIA, 1.8]], {}, "A1“企业名字”"),
        _one("a name that is a number", [HEAD, FIRST, SECOND, [3, 3721, 1, 1, 1]], BOTH, "没有企业名称"),
        _one(
            "cards one below another",
            [
                *(
                    ["企业名称", JIA],
                    ["2020年产值（亿元）", 1.25],
                    ["2021年产值（亿元）", 1.8],
                    ["2021年研发投入（万元）", 450],
                ),
                [None],
                *(
                    ["企业名称", YI],
                    ["2021年产值（亿元）", 1.517],
                    ["2020年产值（亿元）", 1.2],
                    ["2021年研发投入（万元）", 300],
                ),
            ],
            BOTH,
        ),
        _one(
            "cards with the years across",
            [
                *(["企业名称", JIA], ["指标", "计量单位", "2020年", "2021年"], ["产值", "亿元", 1.25, 1.8]),
                *(["企业名称", YI], ["指标", "计量单位", "2020年", "2021年"], ["产值", "亿元", None, 1]),
            ],
            {JIA: {"output.2020": 1.25, "output.2021": 1.8}, YI: {"output.2021": 1}},
        ),
        _one("below one another in 万元", [["单位：万元"], ["企业名称", JIA], ["2021年产值", 18000]], ONE),
    ]
    for name in ENTERPRISES:
        truth: Truth = {**BOTH, name: {"output.2020": 0.3, "output.2021": 0.4, "rd.2021": 33}}
        shapes.append(_one(f"enterprise {name}", [HEAD, FIRST, SECOND, [3, name, 0.3, 0.4, 33]], truth))
    return shapes
