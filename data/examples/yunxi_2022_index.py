"""The index of the evidence of the example 云溪县: of which kind each paper is, who issued it when, and what it proves.

What is said here is what the papers print; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from yunxi_2022_texts import BUREAU, CENTRE, QICHUAN

AUTHORITY, THIRD_PARTY, OWN = "主管部门证明", "第三方证明", "自我声明"
PROVINCE = "东江省工业和信息化厅"
REDUCERS = "云溪沣信减速机科技有限公司"
FORM = Path(__file__).parent.parent / "forms" / "2022-application.yaml"
HEAD = """# 佐证材料索引（可以不写）：每个文件是哪一类证明、谁出具、日期和有效期；本文件不装订、不打印。
# 类别只有三种（填报说明4）：主管部门证明、第三方证明、自我声明。
# proves 写这个文件只证明所属一项里的哪几个选项；不写的，证明整项。
"""


class Paper(NamedTuple):
    """What the index says of one file; ``proves`` are fields or boxes of the form."""

    kind: str
    issuer: str
    number: str = ""
    date: str = ""
    valid_from: str = ""
    valid_until: str = ""
    proves: tuple[str, ...] = ()
    note: str = ""


SHEETS = Paper(OWN, "各企业（逐家盖章）", date="2022年9月")
PAPERS: dict[str, Paper] = {
    "02 企业发展情况表/1 企业发展情况表（第1至62家）.pdf": SHEETS,
    "02 企业发展情况表/2 企业发展情况表（第63至124家）.pdf": SHEETS,
    "02 企业发展情况表/3 企业发展情况表（第125至186家）.pdf": SHEETS,
    "03 公布专精特新中小企业的通知.pdf": Paper(
        AUTHORITY, PROVINCE, "东工信中小〔2021〕186号", "2021-09-17", valid_until="2024-09-16"
    ),
    "04 小巨人企业证书.pdf": Paper(
        AUTHORITY,
        "中小企业主管部门（示例）",
        date="2022年7月",
        valid_until="2023年7月",
        note="三家，2019年认定的一家2022年7月复核通过；有效期按最早到期的一家填",
    ),
    "05 制造业单项冠军企业证书.png": Paper(
        AUTHORITY, "制造业主管部门（示例）", "示例-2021-001", "2021年11月", valid_until="2024年11月"
    ),
    "06 创新型中小企业公告.pdf": Paper(AUTHORITY, PROVINCE, "东工信中小〔2021〕203号", "2021-11-05"),
    "07 产业链图谱.pdf": Paper(OWN, CENTRE, date="2022-09-15"),
    "08 制造资源共享/1 共享中心租赁协议.pdf": Paper(
        THIRD_PARTY,
        f"{CENTRE}、{QICHUAN}",
        "GX-2020-011",
        "2020-12-18",
        "2021-01-01",
        "2023-12-31",
        ("sharing_work.shared_manufacturing", "sharing_work.shared_workshop"),
    ),
    "08 制造资源共享/2 共享制造中心设备清单.xls": Paper(
        OWN, CENTRE, proves=("sharing_work.shared_manufacturing",), note="2021年开放机时"
    ),
    "08 制造资源共享/3 齿轮钢联合采购合同.pdf": Paper(
        THIRD_PARTY,
        f"{CENTRE}、云溪沣源特种材料有限公司",
        "LC-2021-003",
        "2021-01-08",
        proves=("sharing_work.joint_purchasing",),
    ),
    "08 制造资源共享/4 共享车间照片.jpg": Paper(OWN, CENTRE, proves=("sharing_work.shared_workshop",)),
    "08 制造资源共享/5 产供销一体化协作协议.doc": Paper(
        THIRD_PARTY,
        f"{CENTRE}、{QICHUAN}等37家企业",
        date="2021-01-15",
        proves=("sharing_work.production_sales_integration",),
    ),
    "09 协同发展/1 与先进制造业集群配套合作协议.pdf": Paper(
        THIRD_PARTY, f"{CENTRE}、宁川市工业机器人产业促进中心", "PT-2021-001", "2021-03-12", "2021-03-12", "2024-03-11"
    ),
    "09 协同发展/2 龙头企业配套企业名录.xlsx": Paper(OWN, QICHUAN, note="2021年采购额"),
    "09 协同发展/3 共用试验线备忘录.jpg": Paper(
        THIRD_PARTY, "东江省重岳智能装备产业示范基地管理办公室", "", "2021-04-20", "2021-04-20", "2024-04-19"
    ),
    "10 质量品牌建设/1 质量管理培训通知与签到.pdf": Paper(
        OWN, CENTRE, date="2021-05-10", proves=("quality_work.quality_management",)
    ),
    "10 质量品牌建设/2 检验检测机构资质认定证书.png": Paper(
        AUTHORITY,
        "东江省市场监督管理局",
        "示例990126001",
        "2020-10-15",
        proves=("quality_work.quality_infrastructure",),
    ),
    "10 质量品牌建设/3 区域品牌授权使用管理办法.docx": Paper(
        OWN, CENTRE, date="2022-01-20", proves=("quality_work.brand_operation",), note="2021年3月1日起施行"
    ),
    "11 标准封面.pdf": Paper(THIRD_PARTY, "标准发布机构", date="2021-06-30", note="三项，最后一项的发布日期"),
    "12 发明专利证书（选）.pdf": Paper(AUTHORITY, "专利管理部门（示例）", date="2021-11-22", note="两件"),
    "13 协同创新/1 技术难点清单.pdf": Paper(
        OWN, CENTRE, date="2021-02-26", proves=("joint_innovation_work.difficulty_list",)
    ),
    "13 协同创新/2 揭榜挂帅项目公告.pdf": Paper(
        AUTHORITY, BUREAU, "云工信〔2021〕19号", "2021-03-15", proves=("joint_innovation_work.open_bidding",)
    ),
    "13 协同创新/3 创新联合体组建协议.pdf": Paper(
        THIRD_PARTY,
        f"{QICHUAN}、东江理工大学",
        "CX-2021-001",
        "2021-03-26",
        proves=("joint_innovation_work.innovation_consortium",),
    ),
    "13 协同创新/4 产学研合作合同.tif": Paper(
        THIRD_PARTY,
        "云溪昱远精密传动有限公司、东江理工大学",
        "JS-2020-017",
        "2020-06-30",
        proves=("joint_innovation_work.university_research",),
    ),
    "14 数字化服务/1 数字化服务商入驻协议.pdf": Paper(
        THIRD_PARTY,
        f"{CENTRE}、宁川云枢工业软件有限公司",
        "SZ-2020-006",
        "2020-05-28",
        proves=("digital_services_work.solution_providers",),
    ),
    "14 数字化服务/2 中小企业数字化诊断报告（摘要）.docx": Paper(
        OWN, CENTRE, date="2022-01-20", proves=("digital_services_work.common_solutions",)
    ),
    "14 数字化服务/3 两化融合贯标企业名单.pdf": Paper(
        OWN, CENTRE, date="2022-09-20", proves=("digital_services_work.two_integration",)
    ),
    "15 新模式新业态/1 省级智能制造示范车间名单.pdf": Paper(
        AUTHORITY, PROVINCE, "东工信智造〔2021〕77号", "2021-10-20", proves=("new_models_work.provincial_pilots",)
    ),
    "15 新模式新业态/2 云传动平台推广会照片.jpg": Paper(OWN, CENTRE, proves=("new_models_work.application_promotion",)),
    "16 碳排放监测机制/1 碳排放监测机制实施方案.pdf": Paper(
        AUTHORITY, BUREAU, "云工信〔2020〕41号", "2020-04-22", proves=("carbon_monitoring",)
    ),
    "16 碳排放监测机制/2 单位产值二氧化碳排放量计算公式.docx": Paper(
        OWN, CENTRE, date="2022-09-20", proves=("co2_intensity",), note="清单没有单列计算公式，附在这一项"
    ),
    "16 碳排放监测机制/3 碳排放监测平台截图.png": Paper(OWN, CENTRE, proves=("carbon_monitoring",)),
    "17 碳达峰碳中和宣传/1 节能宣传周活动.pdf": Paper(OWN, BUREAU, date="2021-08-30"),
    "17 碳达峰碳中和宣传/2 碳核算培训照片.jpg": Paper(OWN, CENTRE),
    "18 能源和资源综合利用/1 余热回收项目验收意见.pdf": Paper(
        AUTHORITY, "云溪县节能监察中心", date="2021-11-16", proves=("conservation_work.waste_heat",)
    ),
    "18 能源和资源综合利用/2 固废分类处置台账.xlsx": Paper(
        OWN, CENTRE, date="2021", proves=("conservation_work.waste_sorting",)
    ),
    "19 绿色低碳公共服务/1 节能诊断服务协议.pdf": Paper(
        THIRD_PARTY,
        f"{CENTRE}、东江清源节能技术服务有限公司",
        "LS-2021-002",
        "2021-02-24",
        proves=("green_services_work.energy_diagnosis", "green_services_work.carbon_accounting"),
    ),
    "19 绿色低碳公共服务/2 清洁生产水平评价汇总表.xls": Paper(
        OWN, CENTRE, date="2021", proves=("green_services_work.clean_production",)
    ),
    "19 绿色低碳公共服务/3 产品碳足迹核算报告（摘要）.docx": Paper(
        OWN, CENTRE, date="2022-01-20", proves=("green_services_work.carbon_accounting",)
    ),
    "20 国际合作交流/1 与境外园区合作备忘录.pdf": Paper(
        THIRD_PARTY,
        f"{CENTRE}、平禾工业园管理有限公司（越南）",
        "HW-2021-001",
        "2021-06-09",
        proves=("cooperation_work.foreign_parks",),
    ),
    "20 国际合作交流/2 中国国际中小企业博览会参展照片.jpg": Paper(OWN, CENTRE, proves=("cooperation_work.sme_fair",)),
    "20 国际合作交流/3 境外专家聘用协议.pdf": Paper(
        THIRD_PARTY,
        f"{REDUCERS}、境外专家",
        "YZ-2021-004",
        "2021-03-18",
        proves=("cooperation_work.leading_technology",),
        note="聘期2021年4月至2022年3月，已履行完毕",
    ),
    "21 境外分支机构/1 境外投资证书（德国）.jpg": Paper(
        AUTHORITY, "东江省商务主管部门（示例）", "示例-N2019-001", "2019-06-03"
    ),
    "21 境外分支机构/2 境外投资证书（墨西哥、越南）.pdf": Paper(
        AUTHORITY, "东江省商务主管部门（示例）", "示例-N2020-001、示例-N2021-002", "2021-07-12", note="两件"
    ),
    "22 公共服务平台/1 省级示范平台认定通知.pdf": Paper(
        AUTHORITY,
        PROVINCE,
        "东工信服务〔2020〕52号",
        "2020-09-08",
        valid_until="2023-09-07",
        proves=("service_platforms_work.provincial",),
    ),
    "22 公共服务平台/2 公共服务平台建设情况.pdf": Paper(
        OWN, CENTRE, date="2022-01-18", proves=("service_platforms_work.own",)
    ),
    "23 公共服务/1 公共服务汇总表.xlsx": Paper(OWN, CENTRE, date="2021", note="七类服务都在表里"),
    "23 公共服务/2 人员培训通知与签到.pdf": Paper(
        OWN, CENTRE, date="2021-06-24", proves=("public_services_work.training",)
    ),
    "23 公共服务/3 银企对接会.pdf": Paper(OWN, CENTRE, date="2021-04-30", proves=("public_services_work.finance",)),
    "23 公共服务/4 创业辅导活动照片.jpg": Paper(OWN, CENTRE, proves=("public_services_work.startup",)),
    "24 集群治理/1 设立运营管理机构的批复.pdf": Paper(
        AUTHORITY, "云溪县人民政府", "云政复〔2018〕26号", "2018-06-11", proves=("governance_work.promotion_body",)
    ),
    "24 集群治理/2 企业合法权益保护办法.docx": Paper(
        AUTHORITY, BUREAU, date="2022-01-20", proves=("governance_work.rights_protection",)
    ),
    "24 集群治理/3 公共服务效果考核报告.pdf": Paper(
        THIRD_PARTY, "东江省中小企业发展研究院", date="2022-02-25", proves=("governance_work.service_assessment",)
    ),
    "25 集群发展规划（2023—2025年）.pdf": Paper(AUTHORITY, BUREAU, date="2022年9月"),
}


def index() -> str:
    """The text of evidence/index.yaml; what a paper proves is named in the words of the form."""
    words = _words()
    return HEAD + "".join(f"\n{line}" if line[0].isdigit() else line for line in _lines(words))


def _lines(words: Mapping[str, str]) -> Iterator[str]:
    for name, paper in PAPERS.items():
        yield f"{name}:\n"
        for key, value in paper._asdict().items():
            if key == "proves" and value:
                yield "  proves:\n"
                yield from (f"  - {words[one]}\n" for one in value)
            elif value:
                yield f"  {key}: {value}\n"


def _words() -> dict[str, str]:
    """What each box and each field is called in the form."""
    form: dict[str, Any] = yaml.load(FORM.read_text("utf-8"), yaml.BaseLoader)
    words = {}
    for part in form["parts"]:
        for field in part["fields"]:
            words[field["id"]] = field["label"]
            words |= {f"{field['id']}.{option}": text for option, text in field.get("options", {}).items()}
    return words
