"""Application folders made of an economy: answers, enterprise table, lists and texts that agree with one another.

A dossier is written in one of three modes: ``typed`` has every answer typed beside its table and lists, ``alone`` has
the typed answers only, ``computed`` leaves to docgen what follows from the table and the lists.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from dossier_lists import draw_lists
from dossier_texts import write_plan, write_texts
from economies import TITLES, YEARLY, Economy, Enterprise, draw_enterprises
from official_figures import Cluster, Figure, compute_series, compute_single, round_half_up

MODES = ("typed", "alone", "computed")
NOTICES = {"2022-application": "guangdong-2022", "2025-application": "national-2025", "2025-review": "national-2025"}
HEADINGS = {
    "output": "产值（亿元）",
    "rd": "研发投入（万元）",
    "software": "工业软件采购额（万元）",
    "exports": "出口贸易额（万元）",
    "fdi": "外商直接投资额（万元）",
    "employees": "从业人员数",
    "rd_staff": "研发人员数",
    "patents": "有效发明专利",
    "specialized": "专精特新认定年份",
    "little_giant": "小巨人认定年份",
    "champion": "单项冠军认定年份",
    "high_tech": "高新技术企业认定年份",
    "innovative": "创新型中小企业认定年份",
    "listed": "上市年份",
    "pre_listing": "上市辅导备案年份",
    "cloud": "上云年份",
    "platform": "接入工业互联网平台年份",
    "digital_tools": "应用数字化研发工具年份",
}
COMMON_SERIES = {
    "output_value": "output",
    "sme_output_share": "sme_share",
    "leading_output_share": "leading_share",
    "leading_output_growth": "leading_growth",
    "enterprises": "enterprises",
    "smes": "smes",
    "rd_intensity": "rd_intensity",
}
LEADING_SERIES = {
    "leading_specialized_smes": "leading_specialized",
    "leading_little_giants": "leading_little_giants",
    "leading_champions": "leading_champions",
    "leading_high_tech": "leading_high_tech",
    "leading_innovative": "leading_innovative",
    "rd_spending": "research",
    "sme_rd_growth": "sme_rd_growth",
    "cloud_smes": "cloud",
    "sme_cloud_share": "cloud_share",
    "connected_smes": "connected",
    "sme_platform_adoption": "adoption",
}
SERIES = {
    "2022-application": COMMON_SERIES
    | {
        "specialized_smes": "specialized",
        "little_giants": "little_giants",
        "champions": "champions",
        "high_tech_and_innovative": "high_tech_or_innovative",
        "rd_growth": "rd_growth",
        "software_purchases": "software",
        "export_growth": "export_growth",
        "fdi_growth": "fdi_growth",
    },
    "2025-application": COMMON_SERIES
    | LEADING_SERIES
    | {
        "leading_listed": "leading_listed",
        "leading_pre_listing": "leading_pre_listing",
        "fdi": "fdi",
        "fdi_growth": "fdi_growth",
        "exports": "exports",
        "export_growth": "export_growth",
        "sme_staff": "sme_staff",
        "rd_staff": "sme_rd_staff",
        "digital_rd_tools": "tools",
        "software_purchases": "software",
    },
    "2025-review": COMMON_SERIES | LEADING_SERIES,
}
SINGLE = {
    "2022-application": {
        "leading_output_growth_average": "leading_mean",
        "sme_employees": "staff",
        "rd_staff_share": "rd_staff_share",
        "patent_growth_average": "patent_mean",
        "patents_per_10000": "per_10000",
        "sme_patents": "patents",
        "cloud_share": "cloud_share",
        "platform_adoption": "adoption",
    },
    "2025-application": {
        "leading_output_growth_average": "leading_mean",
        "sme_patent_growth_average": "patent_mean",
        "sme_patents_per_10000": "per_10000",
        "sme_patents": "patents",
    },
}
SINGLE["2025-review"] = SINGLE["2025-application"]
COUNTS = frozenset(
    [
        "enterprises",
        "smes",
        "specialized",
        "little_giants",
        "champions",
        "high_tech_or_innovative",
        "leading_specialized",
        "patents",
        "staff",
        "leading_little_giants",
        "leading_champions",
        "leading_high_tech",
        "leading_innovative",
        "leading_listed",
        "leading_pre_listing",
        "sme_staff",
        "sme_rd_staff",
        "cloud",
        "connected",
        "quality_smes",
    ]
)


@dataclass
class Dossier:
    """One application before it is written; faults change it in place."""

    economy: Economy
    enterprises: list[Enterprise]
    answers: dict[str, Any]
    plan: str
    rows: list[dict[str, str]]
    lists: dict[str, list[dict[str, str]]]

    @property
    def years(self) -> tuple[int, ...]:
        return self.economy.years

    def get(self, place: str) -> str:
        """The text of an answer, "" where there is none."""
        found: Any = self.answers
        for step in place.split("."):
            found = found.get(step, "") if isinstance(found, dict) else ""
        return found if isinstance(found, str) else ""

    def put(self, place: str, text: str) -> None:
        *steps, last = place.split(".")
        home = self.answers
        for step in steps:
            home = home[step]
        home[last] = text


def format_figure(value: Figure, is_count: bool = False) -> str:
    """The figure as it is typed: two decimals, a count without, 无 for a rate over a base of 0."""
    if value is None:
        return "无"
    return str(int(value)) if is_count else f"{float(round_half_up(value)):.2f}"


def build_dossier(economy: Economy) -> Dossier:
    """The consistent dossier of an economy."""
    enterprises = draw_enterprises(economy)
    cluster = Cluster(economy, enterprises)
    series, single = compute_series(cluster), compute_single(cluster)
    answers: dict[str, Any] = dict(_write_facts(economy))
    for name, key in SERIES[economy.form].items():
        answers[name] = {str(year): format_figure(value, key in COUNTS) for year, value in series[key].items()}
    for name, key in SINGLE[economy.form].items():
        answers[name] = format_figure(single[key], key in COUNTS)
    green = draw_green_figures(economy)
    answers |= green
    if economy.form == "2025-application":
        answers["county_output_share"] = _draw_county_shares(economy, series["output"])
    lists = draw_lists(economy, enterprises)
    answers |= lists.answers
    _write_goals(economy, answers, series, single)
    answers |= write_texts(economy, answers)
    plan = write_plan(economy, answers, {key: format_figure(value, key in COUNTS) for key, value in single.items()})
    return Dossier(economy, enterprises, answers, plan, write_rows(economy, enterprises), lists.rows)


def write_rows(economy: Economy, enterprises: Sequence[Enterprise]) -> list[dict[str, str]]:
    """The enterprise table as text, a blank for a title that an enterprise does not hold."""
    years = economy.all_years[-economy.table_years :]
    rows = []
    for number, one in enumerate(enterprises, 1):
        row = {
            "序号": str(number),
            "企业名称": one.name,
            "统一社会信用代码": one.code,
            "主营业务": one.business,
            "是否中小企业": "是" if one.sme else "否",
            "是否主导产业": "是" if one.leading else "否",
        }
        for column in YEARLY:
            for year in years:
                row[f"{year}年{HEADINGS[column]}"] = format_cell(one.figures[column][year])
        for title in TITLES:
            row[HEADINGS[title]] = str(one.titles.get(title, ""))
        rows.append(row)
    return rows


def format_cell(value: Fraction) -> str:
    return f"{float(value):.4f}".rstrip("0").rstrip(".")


def write_dossier(dossier: Dossier, folder: Path, mode: str) -> Path:
    """Write the application folder in one of the ``MODES``."""
    folder.mkdir(parents=True)
    economy = dossier.economy
    content: dict[str, Any] = {"form": economy.form, "notice": NOTICES[economy.form], "answers": dossier.answers}
    if mode == "computed":
        content |= {"blanks": "from enterprises", "answers": dict(_leave_out_computed(dossier))}
    # JSON is YAML.
    (folder / "application.yaml").write_text(json.dumps(content, ensure_ascii=False, indent=0), "utf-8")
    (folder / "plan.md").write_text(dossier.plan, "utf-8")
    if mode != "alone":
        _write_csv(folder / "enterprises.csv", dossier.rows)
        (folder / "lists").mkdir()
        for name, rows in dossier.lists.items():
            if rows:
                _write_csv(folder / "lists" / f"{name}.csv", rows)
    return folder


def _write_csv(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _leave_out_computed(dossier: Dossier) -> Iterator[tuple[str, Any]]:
    """The answers that nobody but the applicant knows; the growth rates that no table gives."""
    form, economy = dossier.economy.form, dossier.economy
    has_base = economy.table_years > len(economy.years)
    counted = {"standards", "pct_applications", "overseas_branches", "national_platforms", "provincial_platforms"}
    for name, value in dossier.answers.items():
        if name in SERIES[form] and name.endswith("growth"):
            first = str(economy.years[0])
            typed = {year: text for year, text in value.items() if text == "无" or (year == first and not has_base)}
            if typed:
                yield name, typed
        elif name not in SERIES[form] and name not in SINGLE[form] and (name not in counted or value == "无"):
            yield name, value


def _write_facts(economy: Economy) -> Iterator[tuple[str, str]]:
    place, old = economy.place, economy.form == "2022-application"
    yield from {
        "province": place.province,
        "city": place.city,
        "county": place.county,
        "applied_on": "2022年10月8日" if old else "2025年4月18日",
        "cluster_name": place.cluster,
        "department": f"{place.county}县工业和信息化局",
        "department_contact": "闻砚秋",
        "department_phone": "0000-81234567",
        "operator": f"{place.county}县{place.industry}产业发展服务中心",
        "operator_contact": "祝青禾",
        "operator_phone": "0000-81234568",
        "area": f"{random.Random(economy.seed).uniform(6, 28):.2f}",
        "industry_type": "第二产业",
        "industry_restricted": "是" if old else "否",
        "major_incident": "是" if old else "否",
        "serious_violation": "是" if old else "否",
        "carbon_monitoring": "否",
    }.items()
    if economy.form != "2025-review":
        yield "software_use_rising", "是"
    if old:
        yield from {"energy_above_benchmark": "不涉及", "water_above_benchmark": "不涉及", "chain_map": "否"}.items()
    else:
        yield "energy_meets_benchmark", "非高耗能行业，不适用"
        yield "water_meets_benchmark", "非高用水行业，不适用"
    yield "operator_changed" if economy.form == "2025-review" else "provincial_cluster", "否"


def draw_green_figures(economy: Economy) -> dict[str, Any]:
    """Emission and energy by output, their fall from the first year to the last, and rates of reuse."""
    lot = random.Random(f"green {economy.seed}")
    carbon = [Fraction(round(lot.uniform(300, 900)), 1000)]
    energy = [carbon[0] * Fraction(round(lot.uniform(400, 600)), 1000)]
    for levels in (carbon, energy):
        for _ in range(2):
            levels.append(levels[-1] * Fraction(round(lot.uniform(910, 960)), 1000))
    years = [str(year) for year in economy.years]
    falls = {name: format_figure((1 - levels[-1] / levels[0]) * 100) for name, levels in
             (("carbon", carbon), ("energy", energy))}  # fmt: skip
    found: dict[str, Any] = {"co2_intensity": dict(zip(years, map(format_figure, carbon), strict=True))}
    reuse = {
        "solid_waste_use": f"{lot.uniform(86, 97):.2f}",
        "solid_waste_above_average": "是",
        "water_reuse": f"{lot.uniform(82, 96):.2f}",
        "water_reuse_above_average": "是",
    }
    if economy.form == "2022-application":
        return found | {"energy_reduction": falls["energy"], **reuse}
    found |= {
        "energy_intensity": dict(zip(years, map(format_figure, energy), strict=True)),
        "energy_intensity_reduction": falls["energy"],
    }
    return found | ({"co2_reduction": falls["carbon"]} if economy.form == "2025-review" else reuse)


def _draw_county_shares(economy: Economy, output: Mapping[int, Figure]) -> dict[str, str]:
    """The share of the cluster in the industrial output of its county, which grows by 6 % a year."""
    first = output[economy.years[0]]
    assert first
    county = first / Fraction(round(random.Random(economy.seed).uniform(120, 350)), 1000)
    shares = {}
    for step, year in enumerate(economy.years):
        level = output[year]
        assert level is not None
        shares[str(year)] = format_figure(level / (county * Fraction(106, 100) ** step) * 100)
    return shares


def _write_goals(
    economy: Economy, answers: dict[str, Any], series: Mapping[str, Mapping[int, Figure]], single: Mapping[str, Figure]
) -> None:
    first, last = economy.years[0], economy.years[-1]
    carbon = answers["co2_intensity"]
    energy = answers.get("energy_intensity", {str(last): "0.21"})
    mean = single["output_mean"] or Fraction(0)
    base = {
        "output_growth": format_figure(mean),
        "quality_smes": format_figure(single["quality_smes"], True),
        "rd_spending": format_figure(single["all_research"]),
        "patents": format_figure(single["patents"], True),
        "platform_adoption": format_figure(series["adoption"][last]),
        "co2": carbon[str(last)],
        "energy": energy[str(last)],
    }
    answers["goals"] = _arrange(_aim(base), base)
    if economy.form == "2025-review":
        start = base | {
            "quality_smes": format_figure(single["quality_smes_first"], True),
            "rd_spending": format_figure(single["all_research_first"]),
            "patents": format_figure(single["patents_first"], True),
            "platform_adoption": format_figure(series["adoption"][first]),
            "co2": carbon[str(first)],
            "energy": energy[str(first)],
        }
        answers["achievements"] = _arrange(_aim(start), start, base)


def _aim(base: Mapping[str, str]) -> dict[str, str]:
    """Targets three years after the base."""
    number = {name: float(text) for name, text in base.items()}
    return {
        "output_growth": f"{max(11.0, number['output_growth'] * 0.98):.2f}",
        "quality_smes": str(round(number["quality_smes"] * 1.4) + 1),
        "rd_spending": f"{number['rd_spending'] * 1.45:.2f}",
        "patents": str(round(number["patents"] * 1.6) + 1),
        "platform_adoption": f"{min(96.0, max(46.0, number['platform_adoption'] + 16)):.2f}",
        "co2": f"{number['co2'] * 0.8:.2f}",
        "energy": f"{number['energy'] * 0.84:.2f}",
    }


def _arrange(target: Mapping[str, str], base: Mapping[str, str], done: Mapping[str, str] | None = None) -> Any:
    def row(name: str) -> dict[str, str]:
        return {"base": base[name], "target": target[name], **({"done": done[name]} if done else {})}

    def words(base: str, target: str, done: str) -> dict[str, str]:
        return {"base": base, "target": target, **({"done": done_words} if (done_words := done) and has_done else {})}

    has_done = done is not None
    return {
        "industry": {"output_growth": row("output_growth"), "quality_smes": row("quality_smes"), "own": "无"},
        "innovation": {"rd_spending": row("rd_spending"), "patents": row("patents"), "own": "无"},
        "digital": {"platform_adoption": row("platform_adoption"), "own": "无"},
        "green": {"co2": row("co2"), "energy": row("energy"), "own": "无"},
        "openness": {"openness": words("与1家境外园区合作", "与3家境外园区合作", "与2家境外园区合作")},
        "governance": {"governance": words("满意度96%", "满意度98%", "满意度97%")},
        "other": {"own": "无"},
    }
