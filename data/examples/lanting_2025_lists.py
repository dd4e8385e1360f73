"""The lists (清单) of the example 兰汀县: what the form counts and names beside the enterprise table."""

from __future__ import annotations

from example_tables import Listed, number_patent
from lanting_2025_texts import CENTRE, HENGKANG, LABORATORY
from yunxi_2022_office import Row

Firms = list[dict[str, str]]
YEARS = (2022, 2023, 2024)
RUOKANG = "兰汀若康生物材料股份有限公司"


def lists_of(firms: Firms) -> dict[str, Listed]:
    """The lists by the name of their file."""
    return {
        "standards.csv": _standards(firms),
        "patents.xlsx": patents(firms),
        "pct_applications.csv": _pct(firms),
        "platforms.csv": PLATFORMS,
        "pilots.yaml": PILOTS,
        "green.csv": GREEN,
        "overseas_branches.csv": BRANCHES,
        "alliances.csv": ALLIANCES,
        "service_platforms.csv": SERVICE_PLATFORMS,
    }


PLATFORMS = Listed(
    "创新平台清单",
    ("平台名称", "级别", "依托单位", "认定部门", "认定时间", "备注"),
    (
        ("沧屿省医用敷料工程技术研究中心", "省级", HENGKANG, "沧屿省科学技术厅", "2021年12月", ""),
        ("沧屿省湿性愈合材料企业技术中心", "省级", RUOKANG, "沧屿省发展和改革委员会", "2023年10月", ""),
        ("安澜市功能性医用敷料重点实验室", "其他", "安澜荻佑医疗科技有限公司", "安澜市科学技术局", "2022年7月", "市级"),
        ("兰汀县敷料包装设计中心", "其他", CENTRE, "兰汀县工业和信息化局", "2021年5月", "县级"),
    ),
)

PILOTS = Listed(
    "试点示范项目清单",
    ("项目名称", "级别", "承担企业", "认定部门", "认定时间", "备注"),
    (
        ("蘅康手术包智能制造示范车间", "省级", HENGKANG, "沧屿省工业和信息化厅", "2023年11月", ""),
        ("“敷云”工业互联网平台应用示范项目", "省级", "", "沧屿省工业和信息化厅", "2024年10月", f"由{CENTRE}承担"),
        ("若康湿性愈合敷料市级数字化车间", "其他", RUOKANG, "安澜市工业和信息化局", "2024年6月", "市级"),
    ),
)

GREEN = Listed(
    "绿色制造体系建设清单",
    ("名称", "级别", "类型", "认定时间"),
    (
        (f"{HENGKANG}（绿色工厂）", "国家级", "绿色工厂", "2024年1月"),
        (f"{RUOKANG}（绿色工厂）", "省级", "绿色工厂", "2023年8月"),
        ("安澜源荃非织造材料有限公司（绿色工厂）", "省级", "绿色工厂", "2024年8月"),
    ),
)

BRANCHES = Listed(
    "境外分支机构清单",
    ("分支机构名称", "所在国家或地区", "设立企业", "设立时间", "主要业务"),
    (("蘅康（马来西亚）服务中心", "马来西亚", HENGKANG, "2022年8月", "产品注册、海外仓和售后服务，由集群企业合用"),),
)

ALLIANCES = Listed(
    "产业联盟组织清单",
    ("组织名称", "成员数", "成立时间", "备注"),
    (
        ("兰汀县医用敷料行业协会", 88, "2016年5月", "负责人纪镕"),
        ("兰汀县医用敷料产业创新联盟", 34, "2022年4月", "负责人霍𬭚"),
    ),
)

SERVICE_PLATFORMS = Listed(
    "中小企业公共服务示范平台清单",
    ("平台名称", "级别", "运营单位", "服务内容", "认定时间", "备注"),
    (
        ("兰汀县医用敷料中小企业公共服务平台", "省级", CENTRE, "信息、技术、质量、培训、融资", "2022年9月", ""),
        (LABORATORY, "其他", LABORATORY, "可检项目126项，2024年出具报告1840份", "2021年6月", "市级"),
    ),
)

_MATRIX = {
    2022: (("国家", 0, 1), ("行业", 0, 1), ("团体", 1, 0)),
    2023: (("行业", 0, 2), ("团体", 1, 1)),
    2024: (("国家", 0, 1), ("行业", 1, 2), ("团体", 1, 2)),
}
_SUBJECTS = (
    "医用脱脂纱布 吸水时间测定", "接触性创面敷料 阻菌性试验方法", "藻酸盐敷料 技术要求", "水胶体敷料 剥离强度试验",
    "医用棉签 包装要求", "一次性使用手术包 组件清单", "泡沫敷料 液体吸透量", "手术铺单 抗渗水性分级",
    "硅凝胶敷料 粘着力试验", "医用敷料 批号追溯编码", "弹性绷带 回缩率试验", "敷料环氧乙烷残留 取样方法",
    "湿性愈合敷料 水蒸气透过率", "自粘敷料 离型力",
)  # fmt: skip


def _standards(firms: Firms) -> Listed:
    smes = [f for f in firms if f["是否中小企业"] == "是" and f["高新技术企业认定年份"]]
    prefix = {"国家": "GB/T 9927", "行业": "YY/T 9918", "团体": "T/LTFL 0"}
    rows: list[Row] = []
    for year, levels in _MATRIX.items():
        for level, led, joined in levels:
            for role in ["主持"] * led + ["参与"] * joined:
                n = len(rows) + 1
                rank = 1 + n % 3 if role == "主持" else 4 + n % 5
                owner = smes[n * 3 % len(smes)]["企业名称"]
                rows.append((_SUBJECTS[n - 1], f"{prefix[level]}{n:02d}—{year}", year, level, role, owner, rank))
    head = ("标准名称", "标准编号", "发布年份", "级别", "主持或参与", "企业名称", "起草单位排名")
    return Listed("近三年主持或参与制修订标准清单", head, rows)


_THINGS = ("藻酸盐敷料", "水胶体敷料", "泡沫敷料", "硅凝胶敷料", "自粘敷料", "弹性绷带", "手术铺单", "棉签", "脱脂纱布")
_POINTS = (
    "的自动上料装置", "及其制备方法", "的连续折叠设备", "的在线检测方法", "的灭菌解析工艺", "的包装结构",
    "的节水加工工艺", "的厚度均匀性控制方法", "的边料回收装置", "的性能试验夹具", "的分切机构",
)  # fmt: skip


def patents(firms: Firms) -> Listed:
    """Item 12: one row per valid patent of an SME; per owner and year as many as the enterprise table says."""
    rows: list[Row] = []
    for firm in firms:
        if firm["是否中小企业"] == "是":
            for year in _grant_years(firm):
                n = len(rows) + 1
                title = f"一种{_THINGS[n % 9]}{_POINTS[n % 11]}"
                code = number_patent(year - 2, n * 71 % 100000)
                rows.append((code, title, "发明专利", firm["企业名称"], f"{year}年", "有效"))
    return Listed("中小企业有效发明专利清单", ("专利号", "名称", "类型", "权利人", "授权日期", "法律状态"), rows)


def _grant_years(firm: dict[str, str]) -> list[int]:
    stock = [int(firm[f"有效发明专利{year}"]) for year in (2021, *YEARS)]
    first = sorted(2017 + i % 5 for i in range(stock[0]))
    later = [year for year, a, b in zip(YEARS, stock, stock[1:], strict=False) for _ in range(b - a)]
    return [*first, *later]


def paper_patents(listed: Listed) -> list[Row]:
    """The patents as the papers read them: running number, name, number, owner, year."""
    return [
        (number, name, code, owner, date.removesuffix("年"))
        for number, (code, name, _, owner, date, _) in enumerate(listed.entries, 1)
    ]


def _pct(firms: Firms) -> Listed:
    owners = [f["企业名称"] for f in _holders(firms, "省级专精特新")][:6]
    rows = [
        (f"PCT/示例{2021 + i // 2}/{i * 10417 % 100000:06d}", f"{_THINGS[i]}{_POINTS[i]}", owner, f"{2021 + i // 2}年")
        for i, owner in enumerate(owners, 2)
    ]
    return Listed("PCT国际专利申请清单", ("国际申请号", "名称", "申请人", "申请日期"), rows)


def _holders(firms: Firms, title: str) -> Firms:
    chosen = [firm for firm in firms if firm[f"{title}认定年份"]]
    return sorted(chosen, key=lambda firm: (firm[f"{title}认定年份"], int(firm["序号"])))
