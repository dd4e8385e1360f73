"""The papers among the evidence of the example 云溪县 of 2025, as rows for Excel and blocks for Word."""

from __future__ import annotations

from collections.abc import Sequence

from yunxi_2022_office import Block, Row, Table
from yunxi_2022_texts import CENTRE

YEARS = (2022, 2023, 2024)
Firms = list[dict[str, str]]


def equipment_sheets() -> list[Table]:
    """Item 8: the 30 machines of the second stage of the shared centre."""
    kinds = (
        ("数控成形磨齿机", "YX-M600", 7),
        ("数控滚齿机", "YX-G260", 5),
        ("柔性轴承超精研机", "YX-B120", 4),
        ("关节模组综合试验台", "YX-J300", 4),
        ("真空低压渗碳炉", "YX-V800", 3),
        ("齿轮测量中心", "YX-C350", 3),
        ("五轴加工中心", "YX-W500", 4),
    )
    machines = [(name, model) for name, model, count in kinds for _ in range(count)]
    head = ("序号", "设备名称", "型号（示例）", "启用时间", "2024年开放机时")
    rows = [
        (i, name, model, f"2023年{9 + i % 4}月", 2100 + i * 137 % 900) for i, (name, model) in enumerate(machines, 1)
    ]
    return [("共享制造中心二期设备清单（30台套）", (6, 26, 18, 14, 18), [head, *rows])]


def suppliers_sheets(firms: Firms) -> list[Table]:
    """Item 9: the 82 suppliers of the leading firm; what it bought adds up to 3.05 亿元."""
    chosen = [f for f in firms if f["是否中小企业"] == "是" and f["产值2022（亿元）"] != "0"][:82]
    weights = [float(f["产值2024（亿元）"]) for f in chosen]
    amounts = [round(30500 * w / sum(weights), 2) for w in weights]
    amounts[0] = round(amounts[0] + 30500 - sum(amounts), 2)
    head = ("序号", "企业名称", "配套产品", "2024年采购额（万元）")
    rows = [
        (i, f["企业名称"], f["主营业务"], amount) for i, (f, amount) in enumerate(zip(chosen, amounts, strict=True), 1)
    ]
    return [("链主齿川精密配套企业名录（82家）", (6, 36, 30, 22), [head, *rows, ("", "合计", "", 30500)])]


def quality_sheets(firms: Firms) -> list[Table]:
    """Item 10: 96 diagnoses of quality in three years, 1040 defects set right."""
    chosen = [
        f for f in firms if f["是否中小企业"] == "是" and f["是否主导产业"] == "是" and f["产值2022（亿元）"] != "0"
    ]
    head = ("序号", "企业名称", "诊断年份", "发现问题（项）", "已整改（项）")
    counts = [10 + (i * 7) % 3 for i in range(96)]
    counts[-1] += 1040 - sum(counts)
    rows = [
        (i, f["企业名称"], YEARS[(i - 1) // 32], count, count)
        for i, (f, count) in enumerate(zip(chosen[:96], counts, strict=True), 1)
    ]
    return [("2022—2024年质量诊断汇总表（96家次）", (6, 38, 12, 16, 16), [head, *rows, ("", "合计", "", 1040, 1040)])]


def digital_sheets(firms: Firms) -> list[Table]:
    """Item 14: 31 enterprises with an assessed system of two integrations, 38 with an assessed maturity."""
    high_tech = [f["企业名称"] for f in firms if f["高新技术企业认定年份"]]
    integration: list[Row] = [("序号", "企业名称", "评定证书编号（示例）", "通过年份")]
    integration += [(i, name, f"示例-LH-{100 + i * 7}", 2019 + i * 6 // 32) for i, name in enumerate(high_tech[:31], 1)]
    levels = [2 if i <= 14 else 1 for i in range(1, 38)]
    maturity: list[Row] = [("序号", "企业名称", "评估等级", "评估年份")]
    maturity += [
        (i, name, f"{level}级", YEARS[i % 3])
        for i, (name, level) in enumerate(zip(high_tech, [3, *levels], strict=False), 1)
    ]
    widths = (6, 38, 22, 12)
    return [
        ("两化融合管理体系评定企业（31家）", widths, integration),
        ("智能制造能力成熟度评估企业（38家）", widths, maturity),
    ]


def cloud_sheets(firms: Firms) -> list[Table]:
    """Item 14: the SMEs on a cloud, and those on a platform of the industrial internet."""
    return [_users(firms, "上云"), _users(firms, "接入工业互联网平台")]


def _users(firms: Firms, kind: str) -> Table:
    chosen = sorted((f for f in firms if f[f"{kind}年份"]), key=lambda f: (f[f"{kind}年份"], int(f["序号"])))
    rows = [(i, f["企业名称"], f["主营业务"], int(f[f"{kind}年份"])) for i, f in enumerate(chosen, 1)]
    return (f"{kind}中小企业名单（{len(rows)}家）", (6, 38, 30, 12), [("序号", "企业名称", "主营业务", "年份"), *rows])


def recycling_sheets() -> list[Table]:
    """Item 18: the ledger of water and waste; 96.40 % of the waste is used."""
    head = ("月份", "清洗水用量（吨）", "梯级回用（吨）", "固废产生（吨）", "综合利用（吨）", "去向")
    rows: list[Row] = [head]
    totals = [0, 0, 0, 0]
    for month in range(1, 13):
        water, made = 18400 + month * 731 % 2600, 1260 + month * 53 % 210
        reused = round(water * 0.914)
        used = round((totals[2] + made) * 0.964) - totals[3]
        totals = [a + b for a, b in zip(totals, (water, reused, made, used), strict=True)]
        rows.append((f"2024年{month}月", water, reused, made, used, "闭式循环、压块回炉、脱油再生"))
    rows.append(("合计", *totals, f"固废综合利用率{totals[3] / totals[2]:.2%}"))
    return [("2024年水资源梯级利用和固废分类台账", (12, 18, 16, 16, 16, 36), rows)]


def clean_production_sheets(firms: Firms) -> list[Table]:
    """Item 19: the 41 enterprises assessed for clean production."""
    head = ("序号", "企业名称", "评价年份", "评价等级", "评价机构")
    levels = ["一级"] * 9 + ["二级"] * 24 + ["三级"] * 8
    chosen = [f for f in firms if f["高新技术企业认定年份"]][:41]
    rows = [
        (i, f["企业名称"], YEARS[i % 3], level, "东江清源节能技术服务有限公司")
        for i, (f, level) in enumerate(zip(chosen, levels, strict=True), 1)
    ]
    return [("清洁生产评价汇总表（41家）", (6, 38, 12, 12, 36), [head, *rows])]


def services_sheets() -> list[Table]:
    """Item 23: seven kinds of services, 2060 times in 2024."""
    rows = (
        (1, "信息服务", "政策推送、价格与交期预警、展会信息", 48, 612, CENTRE),
        (2, "创业辅导", "开办指导、商业计划打磨、场地对接", 16, 104, "云溪县创业服务中心"),
        (3, "创新支持", "专利布局、项目申报、揭榜对接", 36, 318, "东江省精密减速传动件技术创新中心"),
        (4, "人员培训", "质量、磨齿技能、碳核算、安全生产", 42, 486, "云溪县职业教育中心"),
        (5, "市场营销", "组团参展、品牌推广、出口合规", 14, 178, CENTRE),
        (6, "投融资服务", "银企对接、信用增进、贷款跟踪", 12, 254, "云溪县金融服务中心"),
        (7, "管理咨询", "质量诊断、精益改善、财务规范", 22, 108, "东江省中小企业发展研究院"),
        ("", "合计", "", 190, 2060, ""),
    )
    head = ("序号", "服务类别", "主要内容", "场次", "服务家次", "承办单位")
    return [("2024年中小企业公共服务汇总表", (6, 14, 40, 8, 12, 36), [head, *rows])]


_ELECTRICITY, _GAS, _OUTPUT = (225000, 233000, 232000), (5250, 5830, 6800), (664000, 759000, 868000)


def formula_paper(title: str, unit: str, factors: tuple[str, str], before: str, sums: Sequence[int]) -> list[Block]:
    """补10 and 补11: the formula, its factors, the amounts of the three years and what comes out."""
    shares = [f"{total / output:.2f}" for total, output in zip(sums, _OUTPUT, strict=True)]
    fall = 1 - float(shares[2]) / float(shares[0])
    return [
        "# 一、计算公式",
        f"{title}＝（外购电力消费量×电力{unit}系数＋天然气消费量×天然气{unit}系数）÷集群总产值（万元）。",
        "# 二、系数",
        f"电力取{factors[0]}，天然气取{factors[1]}。与2022年申报时取同一组数，以便比较；屋顶光伏自发自用电量不计入外购电力。",
        "# 三、数据与结果",
        (
            ("项目", "2022年", "2023年", "2024年"),
            ("外购电力消费量（兆瓦时）", *_ELECTRICITY),
            ("天然气消费量（万立方米）", *_GAS),
            ("集群总产值（万元）", *_OUTPUT),
            ("折算合计（吨）", *sums),
            (title, *shares),
        ),
        "# 四、降低率",
        f"以2022年为基数，2024年降低{fall:.2%}；{before}。均按保留两位小数的数值计算。",
    ]


def co2_paper() -> list[Block]:
    """补10: how the CO2 per output is calculated."""
    sums = [round(0.5810 * e + 21.62 * g) for e, g in zip(_ELECTRICITY, _GAS, strict=True)]
    factors = ("0.5810吨二氧化碳/兆瓦时", "21.62吨二氧化碳/万立方米")
    before = "2021年为0.39吨二氧化碳/万元，2024年比2021年降低17.95%"
    return formula_paper("单位产值二氧化碳排放量（吨二氧化碳/万元）", "排放", factors, before, sums)


def energy_paper() -> list[Block]:
    """补11: how the energy per output is calculated."""
    sums = [round(0.3025 * e + 13.30 * g) for e, g in zip(_ELECTRICITY, _GAS, strict=True)]
    factors = ("0.3025吨标准煤/兆瓦时（等价值）", "13.30吨标准煤/万立方米")
    before = "2021年为0.22吨标准煤/万元，2024年比2021年降低13.64%"
    return formula_paper("单位产值能耗（吨标准煤/万元）", "折标", factors, before, sums)


PAPERS: dict[str, tuple[str, Sequence[Block]]] = {
    "14 数字化服务/2 中小企业数字化诊断报告（摘要）.docx": (
        "中小企业数字化诊断报告（摘要）",
        (
            "受服务中心委托，9家服务商于2022年至2024年为集群112家中小企业开展了免费数字化诊断，摘要如下。",
            "# 一、总体结论",
            (
                ("环节", "主要问题", "建议条数", "已实施"),
                ("计划排产", "订单与产能数据未打通", 148, 112),
                ("设备与刀具", "停机原因和刀具寿命记录不全", 162, 119),
                ("质量", "检测数据未用于工艺改进", 151, 113),
                ("经营与能耗", "成本、能耗不能核算到单件", 135, 94),
                ("合计", "", 596, 438),
            ),
            "# 二、成效",
            "截至2024年底，161家中小企业上云，上云比例80.50%；91家接入工业互联网平台，普及率45.50%。",
        ),
    ),
    "16 碳排放监测机制/1 碳排放监测机制运行报告（2024年度）.docx": (
        "集群碳排放监测机制运行报告（2024年度）",
        (
            "2020年建立的碳排放监测机制2024年运行正常，监测企业由52家扩大到104家，覆盖集群九成以上用能。",
            "# 一、监测方式",
            "电力、天然气数据由供电公司、燃气公司按月提供，企业在“云传动”平台核对确认，服务中心按季核算。",
            "# 二、结果",
            "2024年排放量281808吨，单位产值排放量0.32吨二氧化碳/万元；6家企业连续两个季度上升，已上门诊断并制定措施。",
            "# 三、下一步",
            "建立产品碳足迹数据库，把排放数据用于绿色贷款和客户审核。",
        ),
    ),
    "19 绿色低碳公共服务/1 产品碳足迹核算报告（摘要）.docx": (
        "产品碳足迹核算报告（2024年摘要）",
        (
            "东江清源节能技术服务有限公司受委托对集群11类主导产品开展“从摇篮到大门”的碳足迹核算，节选如下。",
            (
                ("产品", "功能单位", "碳足迹（千克二氧化碳当量）", "比2021年"),
                ("谐波减速器", "1台，25型", "13.05", "下降10.74%"),
                ("精密行星减速机", "1台，90型", "18.92", "下降11.38%"),
                ("RV减速器", "1台，40E型", "42.10", "下降10.04%"),
                ("关节模组", "1台，70型", "31.46", "首次核算"),
            ),
            "9家企业凭报告进入客户绿色供应链名录。三年开展节能诊断118家次，实施措施402条。",
        ),
    ),
    "24 集群治理/1 集群理事会章程（2023年修订）.docx": (
        "云溪县精密传动产业集群理事会章程（节选）",
        (
            "第一条　理事会由企业、院校、金融机构和服务机构48家单位组成，实行共商共建共享。",
            "第二条　服务中心为理事会秘书处，承担日常运营；重大事项须经三分之二以上理事同意。",
            "第三条　理事会每季度召开一次会议，研究共享设施建设、联合采购、品牌授权和服务考核。",
            "第四条　共享设施的收益用于维护更新和对小微企业的减免，每年公开账目。",
        ),
    ),
    "24 集群治理/4 安全生产源头管控和隐患排查办法.docx": (
        "集群安全生产源头管控和隐患排查办法",
        (
            "第一条　新建、扩建项目实行安全生产源头准入，未经安全条件审查的不得开工。",
            "第二条　企业每月自查、园区每季抽查、专家每年体检，隐患实行清单制、整改销号制。",
            "第三条　热处理、锻造、涂装等重点环节安装在线监测，报警信息接入集群数字驾驶舱。",
            "第四条　2022年至2024年排查隐患1868项，全部整改，未发生较大及以上事故。",
        ),
    ),
    "补9 试点示范项目认定情况.docx": (
        "试点示范项目认定情况",
        (
            "集群有省级试点示范项目6个、市级2个，没有国家级试点示范项目，名单见“试点示范项目清单”。",
            "# 一、省级项目",
            "均由东江省工业和信息化厅以东工信智造〔2024〕88号文件公布（其中3个为复评通过、1个为再次入选），文件见第15项佐证材料。",
            "# 二、市级项目",
            (
                ("项目名称", "认定文件", "认定时间"),
                ("宁川市共享智造示范工厂", "宁工信产业〔2023〕57号", "2023年12月"),
                ("宁川市小微企业数字化改造样板", "宁工信数字〔2024〕26号", "2024年6月"),
            ),
            "共享智造示范工厂由云溪县精密传动共享制造中心运营，2024年服务企业152家；小微企业数字化改造样板由服务中心组织实施。",
        ),
    ),
    "补6 供应链风险评估报告（2024年度）.docx": (
        "供应链风险评估报告（2024年度）",
        (
            "服务中心对41种关键物料逐项开展断供、涨价和质量三类风险评估，结果如下。",
            (
                ("类别", "2021年（种）", "2024年（种）", "措施"),
                ("高风险（红）", 6, 2, "轴承钢球、高端磨齿砂轮，落实两家以上备选供应商"),
                ("中风险（黄）", 14, 9, "按季监测，联合采购"),
                ("低风险（绿）", 21, 30, "常规管理"),
                ("合计", 41, 41, ""),
            ),
            "防范机制：储备库常备齿轮钢3000吨，可满足60天用量；按月发布价格和交期预警，2024年发出提示18期，未发生因断料停产的情况。",
        ),
    ),
}
