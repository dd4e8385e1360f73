"""The lists (清单) of the example 云溪县 of 2025: what the review form counts and names beside the enterprise table."""

from __future__ import annotations

from example_tables import Listed
from yunxi_2022_lists import BRANCHES, patents
from yunxi_2022_texts import CENTRE, QICHUAN

YEARS = (2022, 2023, 2024)
Firms = list[dict[str, str]]
FENGXIN = "云溪沣信减速机科技有限公司"
SHARED_CENTRE = "云溪县精密传动共享制造中心"
_PROVINCE = "东江省工业和信息化厅"


def lists_of(firms: Firms) -> dict[str, Listed]:
    """The lists by the name of their file."""
    return {
        "patents.xlsx": patents(firms, YEARS),
        "pilots.yaml": PILOTS,
        "green.csv": GREEN,
        "overseas_branches.csv": OVERSEAS,
        "service_platforms.csv": SERVICE_PLATFORMS,
        "产业联盟组织清单.csv": ALLIANCES,
    }


PILOTS = Listed(
    "试点示范项目清单",
    ("项目名称", "级别", "承担企业", "认定部门", "认定时间", "备注"),
    (
        ("精密行星减速机数字化车间", "省级", QICHUAN, _PROVINCE, "2024年10月", "复评通过"),
        ("谐波减速器智能装配车间", "省级", FENGXIN, _PROVINCE, "2024年10月", "复评通过"),
        ("齿坯精密锻造智能车间", "省级", "云溪珩和锻造有限公司", _PROVINCE, "2024年10月", "复评通过"),
        ("摆线轮智能磨削车间", "省级", "云溪重岳减速机有限公司", _PROVINCE, "2024年10月", "新认定"),
        ("热处理炉群智能管控车间", "省级", "云溪屿成热处理有限公司", _PROVINCE, "2024年10月", "新认定"),
        ("“云传动”工业互联网平台", "省级", "", _PROVINCE, "2024年10月", f"再次入选；由{CENTRE}运营"),
        ("宁川市共享智造示范工厂", "其他", "", "宁川市工业和信息化局", "2023年12月", f"市级；由{SHARED_CENTRE}运营"),
        ("宁川市小微企业数字化改造样板", "其他", "", "宁川市工业和信息化局", "2024年6月", f"市级；由{CENTRE}组织实施"),
    ),
)

GREEN = Listed(
    "绿色制造体系建设清单",
    ("名称", "级别", "类型", "认定时间", "备注"),
    (
        ("国家级绿色工厂（齿川精密）", "国家级", "绿色工厂", "2023年12月", QICHUAN),
        ("省级绿色工厂（沣川机械）", "省级", "绿色工厂", "2024年8月", "云溪沣川机械有限公司"),
        ("省级绿色工厂（昱远精密）", "省级", "绿色工厂", "2023年8月", "云溪昱远精密传动有限公司"),
        ("省级绿色工厂（珩和锻造）", "省级", "绿色工厂", "2023年8月", "云溪珩和锻造有限公司"),
        ("省级绿色供应链管理企业（齿川精密）", "省级", "绿色供应链管理企业", "2024年8月", QICHUAN),
        ("市级绿色工厂（泓源传动）", "其他", "绿色工厂", "2023年6月", "云溪泓源传动部件有限公司"),
        ("市级绿色工厂（沣信减速机）", "其他", "绿色工厂", "2024年6月", FENGXIN),
        ("市级绿色工厂（衡锋轴承）", "其他", "绿色工厂", "2024年6月", "云溪衡锋轴承科技有限公司"),
    ),
)

OVERSEAS = Listed(
    BRANCHES.title,
    BRANCHES.head,
    (
        *BRANCHES.entries,
        ("昱远传动（马来西亚）服务中心", "马来西亚", "云溪昱远精密传动有限公司", "2023年5月", "售后服务与备件仓储"),
        ("齿川传动（波兰）装配中心", "波兰", QICHUAN, "2024年4月", "装配与区域配送"),
    ),
)

SERVICE_PLATFORMS = Listed(
    "中小企业公共服务示范平台清单",
    ("平台名称", "级别", "运营单位", "服务内容", "认定时间", "备注"),
    (
        ("云溪县精密传动检测服务中心", "国家级", CENTRE, "技术", "2024年11月", ""),
        (CENTRE, "省级", CENTRE, "信息、技术、培训", "2023年9月", "复核"),
        ("东江省精密传动产业计量测试中心", "省级", "云溪县精密传动检测服务中心", "技术", "2022年10月", ""),
        (SHARED_CENTRE, "其他", CENTRE, "技术", "2023年12月", "市级"),
        ("宁川市精密传动专利导航服务站", "其他", CENTRE, "创新", "2024年6月", "市级"),
    ),
)

ALLIANCES = Listed(
    "产业联盟组织清单",
    ("组织名称", "成员数", "成立时间", "备注"),
    (
        ("云溪县精密传动产业集群理事会", 48, "2018年9月", "集群共商共建共享"),
        ("云溪县精密传动行业协会", 168, "2016年5月", "行业自律、集体商标管理"),
        ("东江省精密减速传动件产业联盟", 73, "2022年11月", "联合攻关、标准制定"),
    ),
)
