"""The lists among the evidence of the example 云溪县, as rows for Excel and Word."""

from __future__ import annotations

import csv
from pathlib import Path

from yunxi_2022_office import Block, Row, Table
from yunxi_2022_texts import CENTRE


def read_firms(path: Path) -> list[dict[str, str]]:
    """The rows of enterprises.csv."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def register_sheets(firms: list[dict[str, str]], year: int = 2021) -> list[Table]:
    """Item 1: the list of all enterprises."""
    columns = ("序号", "企业名称", "统一社会信用代码", "主营业务", "是否中小企业", "是否主导产业")
    rows = [columns, *([int(f["序号"]), *(f[c] for c in columns[1:])] for f in firms)]
    return [(f"集群内企业名单（{year}年末）", (6, 36, 22, 28, 12, 12), rows)]


def high_tech_sheets(firms: list[dict[str, str]]) -> list[Table]:
    """Item 6: the high-tech enterprises and the innovative SMEs, a sheet each."""
    return [titled(firms, "高新技术企业"), titled(firms, "创新型中小企业")]


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


def standards_sheets(firms: list[dict[str, str]]) -> list[Table]:
    """Item 11: 25 standards, by year, level and role as the form counts them."""
    prefix = {"国家": "GB/T 990", "行业": "JB/T 990", "团体": "T/DJCD 0"}
    smes = [f["企业名称"] for f in firms if f["高新技术企业认定年份"] and f["是否中小企业"] == "是"]
    rows: list[Row] = [("序号", "标准名称", "标准编号（示例）", "级别", "角色", "单位排名", "参与企业", "年度")]
    for year, levels in STANDARDS_BY_YEAR.items():
        for level, led, joined in levels:
            for index in range(led + joined):
                number = len(rows)
                rank = 1 + number % 3 if index < led else 4 + number % 5
                role = "主持" if index < led else "参与"
                code = f"{prefix[level]}{number:02d}—{year}"
                subject = _STANDARD_SUBJECTS[number - 1]
                rows.append((number, subject, code, level, role, rank, smes[number * 3 % len(smes)], year))
    return [("近三年主持或参与制修订标准清单", (6, 36, 22, 8, 8, 10, 36, 8), rows)]


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


def patents_sheets(firms: list[dict[str, str]], years: tuple[int, int, int] = (2019, 2020, 2021)) -> list[Table]:
    """Item 12: one row per valid patent of an SME; per owner and year as many as the enterprise table says."""
    rows: list[Row] = [("序号", "专利名称", "专利号（示例）", "专利权人", "授权年份", "法律状态")]
    for firm in firms:
        if firm["是否中小企业"] == "是":
            for year in _grant_years(firm, years):
                number = len(rows)
                use, part = _USES[(number - 1) // 121], _PARTS[number % 11]
                feature = _FEATURES[(number // 11 + number) % 11]
                code = f"ZL{year - 2}99{number * 61 % 100000:06d}{number % 10}"
                rows.append((number, f"一种{use}{part}{feature}", code, firm["企业名称"], year, "有效"))
    return [("中小企业有效发明专利清单", (6, 36, 20, 38, 10, 10), rows)]


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


def giants_paper(firms: list[dict[str, str]]) -> list[Block]:
    """Item 4: the 小巨人."""
    return _titled_blocks(
        firms, "小巨人", "截至2021年底，集群内有专精特新“小巨人”企业3家，均为主导产业企业，均在有效期内。"
    )


def champion_paper(firms: list[dict[str, str]]) -> list[Block]:
    """Item 5: the champion."""
    return _titled_blocks(firms, "单项冠军", "截至2021年底，集群内有制造业单项冠军企业1家，主营产品为精密行星减速机。")


def titled(firms: list[dict[str, str]], title: str, year: int = 2021) -> Table:
    """The enterprises that hold a title at the end of the year, by the year in which they gained it."""
    chosen = sorted((f for f in firms if f[f"{title}认定年份"]), key=lambda f: (f[f"{title}认定年份"], int(f["序号"])))
    rows = [(i, f["企业名称"], f["主营业务"], int(f[f"{title}认定年份"]), "有效") for i, f in enumerate(chosen, 1)]
    head = ("序号", "企业名称", "主营业务", "首次认定年份", f"{year}年末状态")
    return (f"{title}名单（{len(rows)}家）", (6, 38, 30, 14, 14), [head, *rows])


def _titled_blocks(firms: list[dict[str, str]], title: str, sentence: str) -> list[Block]:
    _, _, rows = titled(firms, title)
    return [sentence, [tuple(row[:4]) for row in rows]]


def _grant_years(firm: dict[str, str], years: tuple[int, int, int]) -> list[int]:
    stock = [int(firm[f"有效发明专利{year}"]) for year in years]
    first = [years[0] - 4 + i % 5 for i in range(stock[0])]
    return [*sorted(first), *[years[1]] * (stock[1] - stock[0]), *[years[2]] * (stock[2] - stock[1])]
