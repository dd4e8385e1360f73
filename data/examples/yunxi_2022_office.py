"""The Word and Excel evidence of the example 云溪县: what is in it, and how it is written the same each time."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import docx
import xlsxwriter
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

MARK = "示例材料（虚构）"
FIXED = datetime.datetime(2022, 9, 20, 8, 0)
CENTRE = "云溪县精密传动产业发展服务中心"
BUREAU = "云溪县工业和信息化局"
QICHUAN = "宁川齿川精密传动股份有限公司"

Row = Sequence[object]
Table = tuple[str, Sequence[int], Sequence[Row]]
"""A sheet: its title, the widths of its columns, its rows with the head first."""
Block = str | Sequence[Row]
"""A paragraph of a Word paper (a heading if it begins with #), or a table."""


def read_firms(path: Path) -> list[dict[str, str]]:
    """The rows of enterprises.csv."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_workbook(path: Path, sheets: Iterable[Table], *, landscape: int = 0) -> None:
    """Write one sheet per table, ruled, with the mark at the foot of each printed page."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": FIXED, "title": path.stem})
        styles = _styles(book)
        for title, widths, rows in sheets:
            sheet = book.add_worksheet(title[:31])
            _set_up_page(sheet, landscape)
            sheet.merge_range(0, 0, 0, len(widths) - 1, title, styles["title"])
            sheet.set_row(0, 30)
            for column, width in enumerate(widths):
                sheet.set_column(column, column, width)
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(row):
                    sheet.write(number, column, value, styles["head" if number == 1 else "cell"])


def write_paper(path: Path, title: str, blocks: Iterable[Block], organisation: str, date: str) -> None:
    """Write a Word paper: a title, paragraphs, headings and tables, and who issued it when."""
    document = docx.Document()
    _prepare(document)
    _paragraph(document, title, "黑体", 18, WD_ALIGN_PARAGRAPH.CENTER)
    for block in blocks:
        if not isinstance(block, str):
            _add_table(document, block)
        elif block.startswith("#"):
            _paragraph(document, block.lstrip("# "), "黑体", 14)
        else:
            _paragraph(document, block, "仿宋_GB2312", 14, indent=28)
    _paragraph(document, f"{organisation}\n{date}", "仿宋_GB2312", 14, WD_ALIGN_PARAGRAPH.RIGHT)
    buffer = io.BytesIO()
    document.save(buffer)
    path.write_bytes(_with_fixed_dates(buffer.getvalue()))


def register_sheets(firms: list[dict[str, str]]) -> list[Table]:
    """Item 1: the list of all enterprises."""
    columns = ("序号", "企业名称", "统一社会信用代码", "主营业务", "是否中小企业", "是否主导产业")
    rows = [columns, *([int(f["序号"]), *(f[c] for c in columns[1:])] for f in firms)]
    return [("集群内企业名单（2021年末）", (6, 36, 22, 28, 12, 12), rows)]


def high_tech_sheets(firms: list[dict[str, str]]) -> list[Table]:
    """Item 6: the high-tech enterprises and the innovative SMEs, a sheet each."""
    return [_titled(firms, "高新技术企业"), _titled(firms, "创新型中小企业")]


def equipment_sheets() -> list[Table]:
    """Item 8: the 42 machines of the shared centre."""
    kinds = (
        ("数控成形磨齿机", "YK7250", 9),
        ("数控滚齿机", "YK3120", 8),
        ("数控内圆磨床", "MK2110", 5),
        ("真空渗碳炉", "VC-600", 3),
        ("齿轮测量中心", "CM-300", 3),
        ("三坐标测量机", "CMM-8106", 2),
        ("减速器寿命试验台", "RT-200", 4),
        ("五轴加工中心", "VMC-5A", 5),
        ("车铣复合中心", "TM-250", 3),
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


def patents_sheets(firms: list[dict[str, str]]) -> list[Table]:
    """Item 12: one row per valid patent of an SME; per owner and year as many as the enterprise table says."""
    rows: list[Row] = [("序号", "专利名称", "专利号（示例）", "专利权人", "授权年份", "法律状态")]
    for firm in firms:
        if firm["是否中小企业"] == "是":
            for year in _grant_years(firm):
                number = len(rows)
                part, feature = _PARTS[number % 11], _FEATURES[(number // 11 + number) % 11]
                code = f"ZL{year - 2}99{number * 61 % 100000:06d}{number % 10}"
                rows.append((number, f"一种{part}{feature}", code, firm["企业名称"], year, "有效"))
    return [("中小企业有效发明专利清单", (6, 36, 20, 38, 10, 10), rows)]


def waste_sheets() -> list[Table]:
    """Item 18: the ledger of the sorting station; 93.20 % of the waste is used."""
    head = ("月份", "切屑（吨）", "磨泥（吨）", "废切削液（吨）", "产生合计（吨）", "综合利用（吨）", "处置去向")
    rows: list[Row] = [head]
    totals = [0, 0, 0, 0, 0]
    for month in range(1, 13):
        chips, mud, fluid = 920 + month * 37 % 160, 86 + month * 11 % 30, 61 + month * 7 % 22
        made = chips + mud + fluid
        used = round(made * 0.932)
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


PAPERS: dict[str, Sequence[Block]] = {
    "brand": (
        "# 第一章　总则",
        "第一条　为规范“云溪传动”区域品牌的使用和管理，维护品牌信誉，制定本办法。",
        "第二条　服务中心设品牌运营专班，负责品牌的授权、推广、监督和维权。集体商标注册前，品牌以标识授权方式使用。",
        "# 第二章　授权",
        "第三条　申请使用品牌的企业应当在集群内注册经营两年以上，主导产品近三年抽检合格，并通过质量管理体系认证。",
        "第四条　服务中心收到申请后15个工作日内组织现场核查和产品检测，合格的签订授权协议，授权期两年。首批授权32家企业。",
        "# 第三章　使用与监督",
        "第五条　授权企业应当在产品铭牌和包装上按规定样式使用标识，每批产品附检测服务中心的检验编号。",
        "第六条　服务中心每半年抽检一次。抽检不合格的，限期整改；再次不合格的，撤销授权并公告。",
        "第七条　授权企业不得以低于成本的价格销售贴附标识的产品，不得转让、出借标识。",
        "# 第四章　附则",
        "第八条　本办法自2021年3月1日起施行。",
    ),
    "integration": (
        "甲方：云溪县精密传动产业发展服务中心",
        "乙方：宁川齿川精密传动股份有限公司等37家企业（名单见附表）",
        "为建立产业链上下游产供销一体化协同协作机制，各方约定如下：",
        "# 一、计划协同",
        "整机企业每月20日前在“云传动”平台发布下月需求计划，零部件企业3日内反馈产能，平台自动形成排产建议。",
        "# 二、库存与配送",
        "标准件和毛坯由储备库统一备货，实行寄售结算；县内配送每日两班，单批不足一吨的合并运输。",
        "# 三、质量协同",
        "各方采用统一的图纸标识、检验规程和不合格品处理流程，检测结果在平台互认，不重复检验。",
        "# 四、结算",
        "付款周期不超过60天，整机企业不得以商业汇票变相延长账期；逾期的，由理事会通报。",
        "# 五、协调",
        "理事会设产供销协调小组，每季度召开一次会议，议定事项由各方执行。",
        (("各方", "签署情况"), (CENTRE, "已签署"), (QICHUAN, "已签署"), ("其余36家企业", "已签署，签署页存服务中心")),
    ),
    "digital": (
        "受服务中心委托，宁川云枢工业软件有限公司等6家服务商于2019年至2021年为集群128家中小企业开展了数字化诊断，摘要如下。",
        "# 一、总体结论",
        "按数字化水平由低到高分四档，受诊断企业中一档47家、二档52家、三档23家、四档6家；多数企业处于单台设备联网和财务软件应用阶段。",
        (("环节", "主要问题", "建议条数"), ("计划排产", "靠经验排产，交期准点率不足八成", 168), ("设备与刀具", "停机原因无记录，刀具寿命靠估计", 174), ("质量", "检测数据手工记录，追溯困难", 159), ("经营", "成本不能核算到单件", 139), ("合计", "", 640)),
        "# 二、实施情况",
        "640条建议中已采纳461条，采纳率72.03%。优先推广齿轮排产、刀具管理、质量追溯三个共性解决方案包，平均实施费用由11.60万元降至7.00万元。",
        "# 三、成效",
        "截至2021年底，113家中小企业上云，上云比例62.43%；57家应用工业互联网平台，普及率31.49%；14家企业通过两化融合管理体系评定。",
    ),
    "formula": (
        "# 一、计算公式",
        "单位产值二氧化碳排放量（吨二氧化碳/万元）＝（电力消费量×电力排放因子＋天然气消费量×天然气排放因子）÷集群总产值（万元）。",
        "单位工业产值能耗（吨标准煤/万元）＝（电力消费量×电力折标系数＋天然气消费量×天然气折标系数）÷集群总产值（万元）。",
        "# 二、因子与系数",
        "电力排放因子取0.5810吨二氧化碳/兆瓦时，天然气取21.62吨二氧化碳/万立方米；电力折标系数（等价值）取0.3025吨标准煤/兆瓦时，天然气取13.30吨标准煤/万立方米。三年取同一组数，以便比较。",
        "# 三、数据与结果",
        (("项目", "2019年", "2020年", "2021年"), ("电力消费量（兆瓦时）", 204000, 212000, 222000), ("天然气消费量（万立方米）", 3928, 4250, 4500), ("集群总产值（万元）", 447000, 510100, 582000), ("二氧化碳排放量（吨）", 203447, 215057, 226272), ("单位产值排放量（吨/万元）", "0.46", "0.42", "0.39"), ("综合能耗（吨标准煤）", 113952, 120655, 127005), ("单位产值能耗（吨标准煤/万元）", "0.25", "0.24", "0.22")),
        "# 四、降低率",
        "单位产值二氧化碳排放量2021年比2019年下降15.22%；单位工业产值能耗2021年比2019年下降12.00%。均按保留两位小数的数值计算。",
    ),
    "footprint": (
        "受委托，东江清源节能技术服务有限公司对集群4类主导产品开展“从摇篮到大门”的碳足迹核算，边界包括原材料、锻造、热处理、机加工、装配和厂内运输。",
        (("产品", "功能单位", "碳足迹（千克二氧化碳当量）", "委托企业数"), ("谐波减速器", "1台，25型", "14.62", 2), ("精密行星减速机", "1台，90型", "21.35", 3), ("RV减速器", "1台，40E型", "46.80", 1), ("精密齿轮", "1千克", "3.94", 2)),
        "# 主要结论",
        "原材料阶段占碳足迹的46%至58%，热处理阶段占17%至23%。采用废钢比例更高的棒材、加装余热回收后，行星减速机碳足迹可再下降约一成。",
        "# 应用",
        "2家企业凭本报告通过海外客户的绿色供应链审核，进入供应商名录。",
    ),
    "overseas": (
        "截至2021年底，集群内企业在境外设立分支机构3个，均已取得企业境外投资证书，正常经营。",
        (("序号", "境内主体", "境外机构名称", "国家", "设立时间", "主要业务"), (1, QICHUAN, "齿川传动（德国）服务处", "德国", "2019年6月", "售后服务与技术交流"), (2, "云溪沣川机械有限公司", "沣川机械（墨西哥）办事处", "墨西哥", "2020年11月", "市场开拓与备件供应"), (3, "云溪沣信减速机科技有限公司", "沣信减速机（越南）组装中心", "越南", "2021年7月", "零部件组装与备件仓储")),
    ),
    "rights": (
        "第一条　为保护集群内中小企业合法权益，优化营商环境，制定本办法。",
        "第二条　服务中心设立企业维权窗口，受理拖欠账款、知识产权、合同纠纷、乱收费乱罚款等诉求，公布电话0000-8123 4569。",
        "第三条　窗口收到诉求当日登记，3个工作日内分办，15个工作日内答复；情况复杂的，经批准可延长10个工作日。",
        "第四条　建立县工业和信息化局、市场监督管理局、人力资源和社会保障局、司法局等部门联席会议制度，每季度研究疑难诉求。",
        "第五条　聘请7家律师和会计师事务所组成公益服务团，每月第一个星期三到窗口坐班。",
        "第六条　对拖欠中小企业账款的大型企业，由联席会议约谈；拒不整改的，列入信用记录。",
        "第七条　办理结果每半年向理事会报告。2021年受理诉求23件，全部办结。",
    ),
}  # fmt: skip


def _titled(firms: list[dict[str, str]], title: str) -> Table:
    chosen = sorted((f for f in firms if f[f"{title}认定年份"]), key=lambda f: (f[f"{title}认定年份"], int(f["序号"])))
    rows = [(i, f["企业名称"], f["主营业务"], int(f[f"{title}认定年份"]), "有效") for i, f in enumerate(chosen, 1)]
    head = ("序号", "企业名称", "主营业务", "首次认定年份", "2021年末状态")
    return (f"{title}名单（{len(rows)}家）", (6, 38, 30, 14, 14), [head, *rows])


def _titled_blocks(firms: list[dict[str, str]], title: str, sentence: str) -> list[Block]:
    _, _, rows = _titled(firms, title)
    return [sentence, [tuple(row[:4]) for row in rows]]


def _grant_years(firm: dict[str, str]) -> list[int]:
    stock = [int(firm[f"有效发明专利{year}"]) for year in (2019, 2020, 2021)]
    first = [2015 + i % 5 for i in range(stock[0])]
    return [*sorted(first), *[2020] * (stock[1] - stock[0]), *[2021] * (stock[2] - stock[1])]


def _styles(book: Any) -> dict[str, Any]:
    common = {
        "font_name": "宋体",
        "font_size": 10,
        "border": 1,
        "valign": "vcenter",
        "align": "center",
        "text_wrap": True,
    }
    return {
        "title": book.add_format({"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"}),
        "head": book.add_format(common | {"font_name": "黑体", "bg_color": "#E8EDF3"}),
        "cell": book.add_format(common),
    }


def _set_up_page(sheet: Any, landscape: int) -> None:
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.8)
    sheet.set_footer(f"&C&8{MARK}")
    if landscape:
        sheet.set_landscape()


def _prepare(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.7)
    section.top_margin, section.bottom_margin = Cm(3), Cm(2.5)
    properties = document.core_properties
    properties.created = properties.modified = FIXED
    properties.author, properties.title, properties.comments = "云溪县（虚构）", "", MARK
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _set_font(footer.add_run(MARK), "黑体", 7.5)


def _paragraph(document: Any, words: str, font: str, size: float, align: Any = None, indent: float = 0) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    shape = paragraph.paragraph_format
    shape.line_spacing, shape.space_after, shape.first_line_indent = Pt(28), Pt(0), Pt(indent)
    _set_font(paragraph.add_run(words), font, size)


def _add_table(document: Any, rows: Sequence[Row]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
            _set_font(cell.paragraphs[0].add_run(str(value)), "仿宋_GB2312", 11)


def _set_font(run: Any, font: str, size: float) -> None:
    run.font.name, run.font.size = "Times New Roman", Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    run._element.rPr.rFonts.set(qn("w:hint"), "eastAsia")


def _with_fixed_dates(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, FIXED.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return buffer.getvalue()
