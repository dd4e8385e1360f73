"""The prose of a dossier: the short texts of its form and plan.md, with figures of its answers.

Beside these there are figures of other things (a workshop, a customer, a single enterprise, an earlier year, a plan),
as real texts have them: a check of figures in texts must leave them alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from economies import Economy

HEADINGS = {
    "2022-application": ("一、集群基本情况简介", "二、发展成效", "三、存在的问题", "（三）重点任务", "（四）保障措施"),
    "2025-application": ("一、集群基本情况简介", "二、发展成效", "三、存在的问题", "（一）重点任务", "（二）保障措施"),
    "2025-review": ("一、集群基本情况简介", "二、培育工作", "三、发展成效", "（一）重点任务", "（二）保障措施"),
}


def write_texts(economy: Economy, answers: Mapping[str, Any]) -> dict[str, str]:
    """The texts of at most 200 字, by field."""
    last, place = str(economy.years[-1]), economy.place
    shared = f"共享制造中心面积8600平方米，配置设备42台（套），{last}年服务企业96家次，设备利用率78%。"
    partner = f"与邻市先进制造业集群签订配套协议，{last}年为龙头企业供货3.26亿元，占其采购额的12%。"
    quality = "在12家企业推广先进质量管理方法，整改问题312项，一次交检合格率由97.20%提高到98.30%。"
    chain = (
        f"{last}年末集群有企业{answers['enterprises'][last]}家，其中中小企业{answers['smes'][last]}家。"
        f"围绕{place.industry}补链招商，三年新引进企业5家，投资额2.40亿元。"
    )
    patents = (
        f"{last}年末集群内中小企业有效发明专利{answers['sme_patents']}件，三年攻克难题17项，其中1家企业有专利9件。"
    )
    digital = "入驻服务商6家，免费诊断企业43家，形成改造建议196条，已实施118条。"
    abroad = "产品销往38个国家和地区，组团参展2次，参展企业17家次，引进境外专家12名。"
    governance = "服务中心编制22人，一年服务1420家次，帮助71家企业获得贷款3.86亿元，满意度96.50%。"
    if economy.form == "2022-application":
        return {
            "chain_cultivation": chain,
            "supply_risk": "对41种关键物料逐项评估，高风险物料由9种减为6种。",
            "sharing": shared,
            "synergy": partner,
            "quality": quality,
            "joint_innovation": patents,
            "digital_services": f"{digital}企业上云比例{answers['cloud_share']}%。",
            "new_models": "建成示范车间5个，设备综合效率由71%提高到76%。",
            "dual_carbon": f"单位产值二氧化碳排放量由{economy.years[0]}年的"
            f"{answers['co2_intensity'][str(economy.years[0])]}吨二氧化碳/万元降至{answers['co2_intensity'][last]}吨二氧化碳/万元。",
            "conservation": f"工业用水重复利用率{answers['water_reuse']}%，年节约标准煤2860吨。",
            "green_services": "与3家第三方机构签订长期协议，为43家企业提供服务。",
            "cooperation": abroad,
            "governance": governance,
        }  # fmt: skip
    return {
        "chain_strengthening": chain,
        "resource_coordination": shared,
        "quality": quality,
        "digital_services": f"{digital}{answers['cloud_smes'][last]}家中小企业上云。",
        "new_models": "建成示范车间5个，设备综合效率由71%提高到76%。",
        "green": "监测企业52家，覆盖集群八成以上用能；建成屋顶光伏32兆瓦。",
        "cooperation": abroad,
        "environment": governance,
    }


def write_plan(economy: Economy, answers: Mapping[str, Any], single: Mapping[str, str]) -> str:
    """The content of plan.md: the sections of the form with their headings."""
    overview, results, third, tasks, safeguards = HEADINGS[economy.form]
    parts = [
        f"# {overview}",
        *_write_overview(economy, answers),
        f"# {results}",
        *_write_results(economy, answers),
        f"# {third}",
        "高端供给不足，整机占比不高，产值不足1000万元的企业有21家，高级技工缺口约400人。",
        "# 四、未来三年中小企业特色产业集群发展规划",
        "## （一）总体思路",
        "以提高中小企业核心竞争力为中心，补断点、强共享、促数转、降能耗、拓市场。",
        "## （二）发展目标",
        "### 1.三年总体目标",
        "### 2.阶段性目标",
        *_write_stages(economy, answers),
        f"## {tasks}",
        "到规划期末建成共享中心二期，面积15200平方米；每年组织诊断60家企业。",
        f"## {safeguards}",
        "设立每年3000万元的专项资金，由县政府分管领导牵头，按季调度。",
    ]
    return "\n\n".join(parts) + "\n"


def _write_overview(economy: Economy, answers: Mapping[str, Any]) -> Iterator[str]:
    years, place = [str(year) for year in economy.years], economy.place
    last, output = years[-1], answers["output_value"]
    yield (
        f"{place.county}县位于{place.province}省{place.city}市东部，{place.industry}是全县第一大工业产业。"
        f"集群占地{answers['area']}平方公里，{last}年末有企业{answers['enterprises'][last]}家，"
        f"其中中小企业{answers['smes'][last]}家。{years[0]}年至{last}年集群总产值依次为{output[years[0]]}亿元、"
        f"{output[years[1]]}亿元和{output[last]}亿元，{last}年中小企业产值占{answers['sme_output_share'][last]}%，"
        f"主导产业产值占{answers['leading_output_share'][last]}%。"
    )
    yield "2012年集群只有企业26家，总产值不到3亿元；全国同类产品市场规模约460亿元，集群的市场占有率约为一成。"


def _write_results(economy: Economy, answers: Mapping[str, Any]) -> Iterator[str]:
    last = str(economy.years[-1])
    prefix = "" if economy.form == "2022-application" else "leading_"
    yield (
        f"{last}年末有专精特新“小巨人”企业{answers[prefix + 'little_giants'][last]}家、"
        f"专精特新中小企业{answers[prefix + 'specialized_smes'][last]}家。"
        f"中小企业有效发明专利{answers['sme_patents']}件。"
        f"{last}年中小企业研发投入强度{answers['rd_intensity'][last]}%。"
    )
    yield (
        f"单位产值二氧化碳排放量由{economy.years[0]}年的{answers['co2_intensity'][str(economy.years[0])]}吨/万元"
        f"降至{answers['co2_intensity'][last]}吨/万元，龙头企业的单位产值能耗下降21%。"
    )


def _write_stages(economy: Economy, answers: Mapping[str, Any]) -> Iterator[str]:
    goals, base = answers["goals"], economy.years[-1]
    rows = {name: row for direction in goals.values() for name, row in direction.items() if isinstance(row, dict)}

    def reach(name: str, step: int, decimals: int = 2) -> str:
        first, last = float(rows[name]["base"]), float(rows[name]["target"])
        return rows[name]["target"] if step == 3 else f"{first + (last - first) * step / 3:.{decimals}f}"

    for step in (1, 2, 3):
        yield f"#### （{step}）{base + step}年度"
        yield (
            f"优质中小企业{reach('quality_smes', step, 0)}家。研发经费投入{reach('rd_spending', step)}亿元，"
            f"有效发明专利{reach('patents', step, 0)}个。工业互联网普及率{reach('platform_adoption', step)}%。"
            f"单位产值二氧化碳排放量降至{reach('co2', step)}吨/万元。完成共享中心第{step}批设备采购，新增设备30台。"
        )
