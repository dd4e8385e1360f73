"""The lists (清单) of the example 云溪县, and the tables among its evidence, as rows for Excel."""

from __future__ import annotations

from example_tables import Listed, number_patent
from yunxi_2022_office import Row, Table
from yunxi_2022_texts import CENTRE, QICHUAN

Firms = list[dict[str, str]]


def lists_of(firms: Firms) -> dict[str, Listed]:
    """The lists by the name of their file: what the form counts and names that is not in the enterprise table."""
    return {
        "standards.csv": standards(firms),
        "patents.xlsx": patents(firms),
        "platforms.yaml": PLATFORMS,
        "境外分支机构清单.csv": BRANCHES,
    }


def equipment_sheets() -> list[Table]:
    """Item 8: the 42 machines of the shared centre."""
    kinds = (
        ("数控成形磨齿机", "YX-M500", 9),
        ("数控滚齿机", "YX-G200", 8),
        ("数控内圆磨床", "YX-N100", 5),
        ("真空渗碳炉", "YX-V600", 3),
        ("齿轮测量中心", "YX-C300", 3),
        ("三坐标测量机", "YX-Z800", 2),
        ("减速器寿命试验台", "YX-S200", 4),
        ("五轴加工中心", "YX-W500", 5),
        ("车铣复合中心", "YX-T250", 3),
    )
    machines = [(name, model) for name, model, count in kinds for _ in range(count)]
    head = ("序号", "设备名称", "型号（示例）", "所在区域", "启用时间", "2021年开放机时")
    rows = [
        (i, name, model, "ABC"[i % 3] + "区", f"2020年{6 + i % 6}月", 1800 + i * 137 % 900)
        for i, (name, model) in enumerate(machines, 1)
    ]
    return [("共享制造中心设备清单（42台套）", (6, 24, 18, 12, 14, 16), [head, *rows])]


def suppliers_sheets(firms: list[dict[str, str]]) -> list[Table]:
    """Item 9: the 58 suppliers of the leading firm; what it bought adds up to 1.92 亿元."""
    chosen = [f for f in firms if f["是否中小企业"] == "是" and f["产值2019（亿元）"] != "0"][:58]
    weights = [float(f["产值2021（亿元）"]) for f in chosen]
    amounts = [round(19200 * w / sum(weights), 2) for w in weights]
    amounts[0] = round(amounts[0] + 19200 - sum(amounts), 2)
    head = ("序号", "企业名称", "配套产品", "2021年采购额（万元）", "驻厂指导")
    rows = [
        (i, f["企业名称"], f["主营业务"], amount, "是" if i <= 23 else "")
        for i, (f, amount) in enumerate(zip(chosen, amounts, strict=True), 1)
    ]
    return [("齿川精密配套企业名录（58家）", (6, 36, 28, 22, 12), [head, *rows, ("", "合计", "", 19200, "")])]


STANDARDS_BY_YEAR = {
    2019: (("国家", 0, 1), ("行业", 0, 2), ("团体", 1, 1)),
    2020: (("国家", 0, 1), ("行业", 1, 2), ("团体", 2, 2)),
    2021: (("国家", 1, 2), ("行业", 1, 3), ("团体", 3, 2)),
}
_STANDARD_SUBJECTS = (
    "谐波减速器刚轮 技术条件", "小模数渐开线齿轮 精度检验", "行星架 精密铸锻件", "精密行星减速机 型式与参数",
    "摆线轮 齿面检测方法", "精密减速传动件 术语", "谐波减速器柔轮 疲劳寿命试验规范", "蜗轮蜗杆副 侧隙测量",
    "减速机箱体 清洁度", "柔轮用钢 技术条件", "薄壁轴承 游隙测量", "行星减速机 噪声限值",
    "减速传动件 防锈包装", "精密行星减速机 回差试验方法", "机器人关节减速器 性能评价", "交叉滚子轴承 精度",
    "摆线针轮减速器 针齿壳", "花键轴 渗氮质量", "齿轮磨削烧伤 检验", "真空渗碳 工艺规范",
    "工业机器人用摆线轮 技术条件", "谐波减速器 寿命快速评价", "共享制造 齿轮加工服务规范", "齿轮毛坯 精密模锻件",
    "传动件企业 碳排放核算要求",
)  # fmt: skip


def standards(firms: Firms) -> Listed:
    """Item 11: 25 standards, by year, level and role as the form counts them."""
    prefix = {"国家": "GB/T 990", "行业": "JB/T 990", "团体": "T/DJCD 0"}
    smes = [f["企业名称"] for f in firms if f["高新技术企业认定年份"] and f["是否中小企业"] == "是"]
    rows: list[Row] = []
    for year, levels in STANDARDS_BY_YEAR.items():
        for level, led, joined in levels:
            for index in range(led + joined):
                number = len(rows) + 1
                rank = 1 + number % 3 if index < led else 4 + number % 5
                role = "主持" if index < led else "参与"
                code = f"{prefix[level]}{number:02d}—{year}"
                subject = _STANDARD_SUBJECTS[number - 1]
                rows.append((subject, code, year, level, role, smes[number * 3 % len(smes)], rank))
    head = ("标准名称", "标准编号", "发布年份", "级别", "主持或参与", "企业名称", "起草单位排名")
    return Listed("近三年主持或参与制修订标准清单", head, rows)


PLATFORMS = Listed(
    "创新平台清单",
    ("平台名称", "级别", "依托单位", "认定时间", "备注"),
    (
        ("东江省精密减速传动件技术创新中心", "省级", "东江理工大学、宁川工学院", "2019年11月", ""),
        ("东江省精密行星减速机工程技术研究中心", "省级", QICHUAN, "2020年12月", ""),
        ("东江省精密传动产业计量测试中心", "省级", "云溪县精密传动检测服务中心", "2021年10月", ""),
        ("云溪县精密传动共享制造中心", "其他", CENTRE, "2020年6月", "县级"),
        ("云溪县精密传动检测服务中心", "其他", CENTRE, "2019年4月", "县级"),
        ("宁川市谐波减速器重点实验室", "其他", "云溪昱远精密传动有限公司", "2021年8月", "市级"),
        ("云溪传动件设计中心", "其他", CENTRE, "2020年9月", "县级"),
    ),
)

BRANCHES = Listed(
    "境外分支机构清单",
    ("分支机构名称", "所在国家或地区", "设立企业", "设立时间", "主要业务"),
    (
        ("齿川传动（德国）服务处", "德国", QICHUAN, "2019年6月", "售后服务与技术交流"),
        ("沣川机械（墨西哥）办事处", "墨西哥", "云溪沣川机械有限公司", "2020年11月", "市场开拓与备件供应"),
        ("沣信减速机（越南）组装中心", "越南", "云溪沣信减速机科技有限公司", "2021年7月", "零部件组装与备件仓储"),
    ),
)


_PARTS = (
    "柔轮",
    "刚轮",
    "摆线轮",
    "行星架",
    "齿圈",
    "输入轴",
    "针齿壳",
    "蜗杆",
    "交叉滚子轴承",
    "减速机箱体",
    "花键轴",
)
_FEATURES = (
    "的齿根强化方法", "的精密磨削工艺", "的渗氮变形控制方法", "的自动检测装置", "的装夹定位机构", "的回差补偿结构",
    "的疲劳寿命试验装置", "的自动上下料装置", "的去毛刺设备", "的修形设计方法", "的润滑密封结构",
)  # fmt: skip


_USES = ("", "关节模组用")
"""For what: 121 patents have different names without it."""


def patents(firms: Firms, years: tuple[int, int, int] = (2019, 2020, 2021)) -> Listed:
    """Item 12: one row per valid patent of an SME; per owner and year as many as the enterprise table says."""
    rows: list[Row] = []
    for firm in firms:
        if firm["是否中小企业"] == "是":
            for year in _grant_years(firm, years):
                number = len(rows) + 1
                use, part = _USES[(number - 1) // 121], _PARTS[number % 11]
                feature = _FEATURES[(number // 11 + number) % 11]
                code = number_patent(year - 2, number * 61 % 100000)
                rows.append((code, f"一种{use}{part}{feature}", "发明专利", firm["企业名称"], f"{year}年", "有效"))
    return Listed("中小企业有效发明专利清单", ("专利号", "专利名称", "类型", "权利人", "授权时间", "法律状态"), rows)


def paper_patents(listed: Listed) -> list[Row]:
    """The patents as the papers read them: running number, name, number, owner, year."""
    return [
        (number, name, code, owner, date.removesuffix("年"))
        for number, (code, name, _, owner, date, _) in enumerate(listed.entries, 1)
    ]


def waste_sheets() -> list[Table]:
    """Item 18: the ledger of the sorting station; 93.20 % of the waste is used."""
    head = ("月份", "切屑（吨）", "磨泥（吨）", "废切削液（吨）", "产生合计（吨）", "综合利用（吨）", "处置去向")
    rows: list[Row] = [head]
    totals = [0, 0, 0, 0, 0]
    for month in range(1, 13):
        chips, mud, fluid = 920 + month * 37 % 160, 86 + month * 11 % 30, 61 + month * 7 % 22
        made = chips + mud + fluid
        used = round((totals[3] + made) * 0.932) - totals[4]
        totals = [a + b for a, b in zip(totals, (chips, mud, fluid, made, used), strict=True)]
        rows.append((f"2021年{month}月", chips, mud, fluid, made, used, "压块回炉、脱油再生、委托处置"))
    rows.append(("合计", *totals, f"综合利用率{totals[4] / totals[3]:.2%}"))
    return [("2021年固废分类处置台账", (14, 14, 14, 16, 16, 16, 36), rows)]


def clean_production_sheets(firms: list[dict[str, str]]) -> list[Table]:
    """Item 19: the 16 enterprises assessed for clean production, 12 of them at level two or better."""
    head = ("序号", "企业名称", "评价时间", "评价等级", "评价机构")
    agency = "东江清源节能技术服务有限公司"
    chosen = [f for f in firms if f["高新技术企业认定年份"]][:16]
    levels = ["一级"] * 3 + ["二级"] * 9 + ["三级"] * 4
    rows = [
        (i, f["企业名称"], f"2021年{3 + i % 9}月", level, agency)
        for i, (f, level) in enumerate(zip(chosen, levels, strict=True), 1)
    ]
    return [("清洁生产水平评价汇总表（16家）", (6, 38, 14, 12, 36), [head, *rows])]


def services_sheets() -> list[Table]:
    """Item 23: seven kinds of services, 1420 times in 2021."""
    head = ("序号", "服务类别", "主要内容", "场次", "服务家次", "承办单位")
    rows = (
        (1, "信息服务", "政策推送、价格与交期预警、展会信息", 36, 462, CENTRE),
        (2, "创业辅导", "开办指导、商业计划打磨、场地对接", 12, 79, "云溪县创业服务中心"),
        (3, "创新支持", "专利布局、项目申报、揭榜对接", 24, 206, "东江省精密减速传动件技术创新中心"),
        (4, "人员培训", "质量、磨齿技能、碳核算、安全生产", 28, 318, "云溪县职业教育中心"),
        (5, "市场营销", "组团参展、品牌推广、出口合规", 9, 118, CENTRE),
        (6, "投融资服务", "银企对接、信用增进、贷款跟踪", 8, 171, "云溪县金融服务中心"),
        (7, "管理咨询", "质量诊断、精益改善、财务规范", 14, 66, "东江省中小企业发展研究院"),
        ("", "合计", "", 131, 1420, ""),
    )
    return [("2021年中小企业公共服务汇总表", (6, 14, 40, 8, 12, 36), [head, *rows])]


def _grant_years(firm: dict[str, str], years: tuple[int, int, int]) -> list[int]:
    stock = [int(firm[f"有效发明专利{year}"]) for year in years]
    first = [years[0] - 4 + i % 5 for i in range(stock[0])]
    return [*sorted(first), *[years[1]] * (stock[1] - stock[0]), *[years[2]] * (stock[2] - stock[1])]
