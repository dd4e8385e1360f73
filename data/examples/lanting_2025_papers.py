"""The tables among the evidence of the example 兰汀县: rows for Excel and Word, counted from the enterprise table."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from lanting_2025_texts import CENTRE
from yunxi_2022_office import Block, Row, Table

Firms = list[dict[str, str]]
YEARS = (2022, 2023, 2024)

# 万kWh and 万m³ of all enterprises: the two intensities of the form follow from them and from the output.
ELECTRICITY = {2022: 19230, 2023: 19860, 2024: 20455}
GAS = {2022: 3162, 2023: 3390, 2024: 3592}
COAL_PER_POWER, COAL_PER_GAS = Decimal("1.229"), Decimal("13.300")
CO2_PER_POWER, CO2_PER_GAS = Decimal("5.366"), Decimal("21.620")


def workbooks(firms: Firms) -> dict[str, list[Table]]:
    """Every Excel file of the evidence: its name and its sheets."""
    return {
        "09 协同发展/1 链主企业配套企业名录.xlsx": [_suppliers(firms)],
        "10 质量品牌建设/2 质量诊断服务汇总表.xlsx": [_diagnoses(firms)],
        "19 绿色低碳公共服务/2 清洁生产水平评价汇总表.xlsx": [_clean_production(firms)],
        "23 公共服务/1 公共服务汇总表.xlsx": [_services()],
        "24 集群治理/4 安全隐患排查整改台账.xlsx": [_hazards()],
        "补6 供应链风险/1 关键物料风险评估表.xlsx": [_materials()],
    }


def energy_rows(firms: Firms) -> list[Row]:
    """Per year the consumption, the output and the two intensities, as the two formula papers show them."""
    rows: list[Row] = [
        ("年份", "电力（万千瓦时）", "天然气（万立方米）", "总产值（万元）", "折标准煤（吨）", "二氧化碳（吨）")
    ]
    for year in YEARS:
        coal = ELECTRICITY[year] * COAL_PER_POWER + GAS[year] * COAL_PER_GAS
        co2 = ELECTRICITY[year] * CO2_PER_POWER + GAS[year] * CO2_PER_GAS
        rows.append((f"{year}年", ELECTRICITY[year], GAS[year], output(firms, year), _whole(coal), _whole(co2)))
    return rows


def intensity(firms: Firms, year: int, column: int) -> Decimal:
    """What the formula gives for ``year``: column 4 is standard coal, column 5 carbon dioxide, per 万元."""
    row = energy_rows(firms)[1 + YEARS.index(year)]
    return (Decimal(str(row[column])) / Decimal(str(row[3]))).quantize(Decimal("0.01"), ROUND_HALF_UP)


def output(firms: Firms, year: int) -> int:
    """The output of all enterprises in 万元."""
    return int(sum(Decimal(firm[f"产值{year}（亿元）"]) for firm in firms) * 10000)


def formula_papers(firms: Firms) -> dict[str, tuple[str, list[Block]]]:
    """The Word papers that are a computation: their title and blocks."""
    return {
        "补10 单位产值二氧化碳排放量计算公式.docx": ("单位产值二氧化碳排放量计算说明", _co2_blocks(firms)),
        "补11 单位产值能耗计算公式.docx": ("单位产值能耗计算说明", _energy_blocks(firms)),
    }


def _co2_blocks(firms: Firms) -> list[Block]:
    results = [("年份", "单位产值二氧化碳排放量（吨/万元）"), *((f"{y}年", intensity(firms, y, 5)) for y in YEARS)]
    return [
        "单位产值二氧化碳排放量＝（电力消费量×电力排放因子＋天然气消费量×天然气排放因子）÷集群总产值。",
        "电力排放因子取5.366吨二氧化碳/万千瓦时，天然气排放因子取21.62吨二氧化碳/万立方米；"
        "为使各年可比，三年采用同一因子。消费量由供电、燃气公司按户提供，覆盖全部企业。",
        _columns(energy_rows(firms), 0, 1, 2, 5, 3),
        "计算结果逐年下降：",
        results,
    ]


def _energy_blocks(firms: Firms) -> list[Block]:
    results = [("年份", "单位产值能耗（吨标准煤/万元）"), *((f"{y}年", intensity(firms, y, 4)) for y in YEARS)]
    return [
        "单位产值能耗＝（电力消费量×折标准煤系数＋天然气消费量×折标准煤系数）÷集群总产值。",
        "折标准煤系数：电力1.229吨标准煤/万千瓦时（当量值），天然气13.30吨标准煤/万立方米。",
        _columns(energy_rows(firms), 0, 1, 2, 4, 3),
        "计算结果：",
        results,
        "近三年单位产值能耗降低率＝1－0.14÷0.16＝12.50%。",
    ]


def _columns(rows: list[Row], *chosen: int) -> list[Row]:
    return [tuple(row[column] for column in chosen) for row in rows]


def _whole(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def _suppliers(firms: Firms) -> Table:
    smes = [f for f in firms if f["是否中小企业"] == "是" and f["产值2022（亿元）"] != "0"]
    parts = ("脱脂纱布", "水刺卷材", "透析纸袋", "自粘敷料半成品", "手术铺单", "脱脂棉片")
    amounts = [968 - 33 * i for i in range(21)]
    amounts.append(13600 - sum(amounts))
    rows = [
        (i, f["企业名称"], parts[i % 6], amount, 2019 + i % 5)
        for i, (f, amount) in enumerate(zip(smes[4:26], amounts, strict=True), 1)
    ]
    head = ("序号", "配套企业", "配套产品", "2024年采购额（万元）", "合作起始年份")
    total = ("", "合计", "", sum(amounts), "")
    return ("蘅康医用材料配套企业名录（22家）", (6, 40, 22, 22, 14), [head, *rows, total])


def _diagnoses(firms: Firms) -> Table:
    smes = [f for f in firms if f["是否中小企业"] == "是" and f["是否主导产业"] == "是"]
    subjects = ("灭菌过程确认", "洁净车间沉降菌控制", "批记录与追溯", "原料进货检验", "不合格品处理")
    found = [7 + i * 3 % 5 for i in range(20)]
    found.append(186 - sum(found))
    done = [n - (i < 15) for i, n in enumerate(found)]
    rows = [
        (i, f["企业名称"], f"2024年{2 + i // 2}月", subjects[i % 5], a, b)
        for i, (f, a, b) in enumerate(zip(smes[::4], found, done, strict=False), 1)
    ]
    head = ("序号", "企业名称", "诊断时间", "重点内容", "整改意见（项）", "已完成（项）")
    total = ("", "合计", "", "", sum(found), sum(done))
    return ("质量诊断服务汇总表（21家次）", (6, 38, 14, 26, 14, 14), [head, *rows, total])


def _clean_production(firms: Firms) -> Table:
    chosen = [f for f in firms if f["高新技术企业认定年份"]][:9]
    levels = ("一级", "二级", "二级", "二级", "二级", "二级", "三级", "三级", "三级")
    agency = "沧屿清禾节能环保技术有限公司"
    rows = [
        (i, f["企业名称"], f"202{3 + i % 2}年{2 + i}月", level, agency)
        for i, (f, level) in enumerate(zip(chosen, levels, strict=True), 1)
    ]
    head = ("序号", "企业名称", "评价时间", "评价等级", "评价机构")
    return ("清洁生产水平评价汇总表（9家）", (6, 38, 14, 12, 36), [head, *rows])


def _services() -> Table:
    rows = (
        (1, "信息服务", "政策推送、原料价格和注册法规更新", 24, 268, CENTRE),
        (2, "创业辅导", "开办指导、洁净车间布局、备案辅导", 8, 41, "兰汀县创业服务中心"),
        (3, "创新支持", "专利布局、揭榜对接、注册检验", 16, 96, "沧屿省医用敷料工程技术研究中心"),
        (4, "人员培训", "质量体系、灭菌操作、安全生产", 19, 214, "兰汀县职业中等专业学校"),
        (5, "市场营销", "组团参展、海外注册、品牌推广", 6, 73, CENTRE),
        (6, "投融资服务", "银企对接、风险补偿、贷款跟踪", 5, 94, "兰汀县金融服务中心"),
    )
    total = ("", "合计", "", sum(row[3] for row in rows), sum(row[4] for row in rows), "")
    head = ("序号", "服务类别", "主要内容", "场次", "服务家次", "承办单位")
    return ("2024年中小企业公共服务汇总表", (6, 14, 36, 8, 12, 36), [head, *rows, total])


def _hazards() -> Table:
    kinds = ("环氧乙烷储存使用", "消防通道与喷淋", "配电与静电接地", "有限空间作业", "特种设备", "粉尘与棉絮清理")
    found = (52, 61, 48, 17, 34, 56)
    by = "服务中心会同县应急管理局"
    rows = [(i, kind, by, n, n, "已销号") for i, (kind, n) in enumerate(zip(kinds, found, strict=True), 1)]
    head = ("序号", "隐患类别", "排查单位", "排查（处）", "整改（处）", "状态")
    return ("2024年安全隐患排查整改台账", (6, 24, 30, 12, 12, 12), [head, *rows, ("", "合计", "", 268, 268, "")])


_MATERIALS = (
    "脱脂棉纱", "长绒棉", "水刺非织造布", "粘胶纤维", "高纯海藻酸钠纤维", "医用硅凝胶", "聚氨酯泡沫", "羧甲基纤维素钠",
    "医用压敏胶", "聚氨酯薄膜", "离型纸", "透析纸", "高阻隔透析纸", "复合包装膜", "环氧乙烷", "生物指示剂", "双氧水",
    "纯水树脂", "氨纶丝", "棉签竹棒", "纸棒", "弹性布", "聚丙烯粒料", "灭菌指示标签", "外箱纸板", "色母粒",
)  # fmt: skip


def _materials() -> Table:
    high = {"高纯海藻酸钠纤维", "医用硅凝胶", "聚氨酯泡沫", "高阻隔透析纸"}
    rows = [
        (i, name, "高" if name in high else "中" if i % 4 == 0 else "低", 2 + i % 3, 30 if name in high else 15)
        for i, name in enumerate(_MATERIALS, 1)
    ]
    head = ("序号", "关键物料", "风险等级", "备选供应商（家）", "建议库存（天）")
    return ("2024年关键物料供应链风险评估表（26种）", (6, 26, 12, 18, 16), [head, *rows])
