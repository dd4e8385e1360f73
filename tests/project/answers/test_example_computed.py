"""What docgen computes in the examples is, answer by answer, what an applicant would type."""

from __future__ import annotations

import shutil
import textwrap
from pathlib import Path

import pytest

from docgen.definitions.catalog import built_in
from docgen.project.answers.answer_source import AnswerSource
from docgen.project.application_loader import load
from example_answers import EXAMPLES

YUNXI_2022 = """
output_value: {2019: 44.70, 2020: 51.01, 2021: 58.20}
sme_output_share: {2019: 86.06, 2020: 86.24, 2021: 86.43}
leading_output_share: {2019: 88.19, 2020: 88.90, 2021: 89.59}
leading_output_growth: {2019: 14.39, 2020: 15.04, 2021: 14.97}
leading_output_growth_average: 14.80
enterprises: {2019: 168, 2020: 177, 2021: 186}
smes: {2019: 163, 2020: 172, 2021: 181}
specialized_smes: {2019: 9, 2020: 15, 2021: 24}
little_giants: {2019: 1, 2020: 2, 2021: 3}
champions: {2019: 0, 2020: 0, 2021: 1}
high_tech_and_innovative: {2019: 45, 2020: 63, 2021: 84}
rd_intensity: {2019: 3.32, 2020: 3.39, 2021: 3.46}
rd_growth: {2019: 16.78, 2020: 16.80, 2021: 16.46}
standards:
  2019:
    international: {led: 0, joined: 0}
    national: {led: 0, joined: 1}
    industry: {led: 0, joined: 2}
    group: {led: 1, joined: 1}
  2020:
    international: {led: 0, joined: 0}
    national: {led: 0, joined: 1}
    industry: {led: 1, joined: 2}
    group: {led: 2, joined: 2}
  2021:
    international: {led: 0, joined: 0}
    national: {led: 1, joined: 2}
    industry: {led: 1, joined: 3}
    group: {led: 3, joined: 2}
national_platforms: 无
provincial_platforms:
  - 东江省精密减速传动件技术创新中心
  - 东江省精密行星减速机工程技术研究中心
  - 东江省精密传动产业计量测试中心
other_platforms:
  - 云溪县精密传动共享制造中心
  - 云溪县精密传动检测服务中心
  - 宁川市谐波减速器重点实验室
  - 云溪传动件设计中心
sme_employees: 10420
rd_staff_share: 11.98
patent_growth_average: 19.96
patents_per_10000: 113.24
sme_patents: 118
cloud_share: 62.43
platform_adoption: 31.49
software_purchases: {2019: 1486.50, 2020: 1852.30, 2021: 2318.60}
overseas_branches: 3
export_growth: {2019: 8.64, 2020: 4.12, 2021: 18.37}
fdi_growth: {2019: 6.25, 2020: -3.53, 2021: 12.20}
"""

LANTING_2025 = """
output_value: {2022: 41.06, 2023: 46.12, 2024: 52.07}
sme_output_share: {2022: 78.81, 2023: 79.21, 2024: 79.62}
leading_output_share: {2022: 82.27, 2023: 82.87, 2024: 83.46}
leading_output_growth: {2022: 12.38, 2023: 13.14, 2024: 13.71}
leading_output_growth_average: 13.08
enterprises: {2022: 108, 2023: 114, 2024: 121}
smes: {2022: 104, 2023: 110, 2024: 117}
leading_specialized_smes: {2022: 8, 2023: 11, 2024: 15}
leading_little_giants: {2022: 1, 2023: 1, 2024: 2}
leading_champions: {2022: 0, 2023: 0, 2024: 0}
leading_high_tech: {2022: 21, 2023: 26, 2024: 32}
leading_innovative: {2022: 19, 2023: 25, 2024: 31}
leading_listed: {2022: 0, 2023: 0, 2024: 0}
leading_pre_listing: {2022: 0, 2023: 0, 2024: 1}
fdi: {2022: 1345.22, 2023: 1233.17, 2024: 1495.56}
fdi_growth: {2022: 6.93, 2023: -8.33, 2024: 21.28}
exports: {2022: 105860.00, 2023: 112340.00, 2024: 126115.00}
export_growth: {2022: 7.56, 2023: 6.12, 2024: 12.26}
rd_intensity: {2022: 2.60, 2023: 2.66, 2024: 2.70}
rd_spending: {2022: 0.84, 2023: 0.97, 2024: 1.12}
sme_rd_growth: {2022: 14.63, 2023: 15.53, 2024: 15.40}
sme_staff: {2022: 6180, 2023: 6420, 2024: 6705}
rd_staff: {2022: 612, 2023: 668, 2024: 735}
standards:
  2022:
    international: {led: 0, joined: 0}
    national: {led: 0, joined: 1}
    industry: {led: 0, joined: 1}
    group: {led: 1, joined: 0}
  2023:
    international: {led: 0, joined: 0}
    national: {led: 0, joined: 0}
    industry: {led: 0, joined: 2}
    group: {led: 1, joined: 1}
  2024:
    international: {led: 0, joined: 0}
    national: {led: 0, joined: 1}
    industry: {led: 1, joined: 2}
    group: {led: 1, joined: 2}
national_platforms: 无
provincial_platforms:
  - 沧屿省医用敷料工程技术研究中心
  - 沧屿省湿性愈合材料企业技术中心
other_platforms:
  - 安澜市功能性医用敷料重点实验室
  - 兰汀县敷料包装设计中心
pct_applications: 6
sme_patent_growth_average: 16.72
sme_patents_per_10000: 144.67
sme_patents: 97
cloud_smes: {2022: 48, 2023: 58, 2024: 69}
sme_cloud_share: {2022: 46.15, 2023: 52.73, 2024: 58.97}
connected_smes: {2022: 20, 2023: 27, 2024: 35}
sme_platform_adoption: {2022: 19.23, 2023: 24.55, 2024: 29.91}
digital_rd_tools: {2022: 50.00, 2023: 54.55, 2024: 59.83}
software_purchases: {2022: 412.60, 2023: 518.40, 2024: 652.80}
national_pilots: 无
provincial_pilots:
  - 蘅康手术包智能制造示范车间
  - “敷云”工业互联网平台应用示范项目
other_pilots:
  - 若康湿性愈合敷料市级数字化车间
national_green:
  - 沧屿蘅康医用材料股份有限公司（绿色工厂）
provincial_green:
  - 兰汀若康生物材料股份有限公司（绿色工厂）
  - 安澜源荃非织造材料有限公司（绿色工厂）
other_green: 无
overseas_branches: 1
alliances:
  - 兰汀县医用敷料行业协会
  - 兰汀县医用敷料产业创新联盟
national_service_platforms: 无
provincial_service_platforms:
  - 兰汀县医用敷料中小企业公共服务平台
other_service_platforms:
  - 兰汀县医用敷料检验检测中心
"""


@pytest.mark.parametrize(("example", "typed"), [("yunxi-2022", YUNXI_2022), ("lanting-2025", LANTING_2025)])
def test_computed_answers_are_those_that_one_would_type(example: str, typed: str, tmp_path: Path) -> None:
    catalog = built_in()
    computed = load(EXAMPLES / example, catalog)
    text = f"form: {computed.form.id}\nnotice: {computed.notice.id}\nanswers:\n{textwrap.indent(typed, '  ')}"
    for own in (EXAMPLES / example).glob("notice.yaml"):
        shutil.copy(own, tmp_path)
    (tmp_path / "application.yaml").write_text(text, encoding="utf-8")
    by_hand = load(tmp_path, catalog)
    assert not by_hand.answer_sources
    assert by_hand.answers == {place: computed.answers[place] for place in computed.answer_sources}
    assert set(computed.answer_sources.values()) == set(AnswerSource)
