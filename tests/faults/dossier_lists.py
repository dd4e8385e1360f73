"""The lists of a dossier, with entries of its enterprises, and the answers that are counted in them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from economies import Economy, Enterprise

LEVELS = {"international": "国际", "national": "国家", "industry": "行业", "group": "团体"}
PREFIXES = {"国际": "ISO", "国家": "GB/T", "行业": "JB/T", "团体": "T/DJ"}
BOARD_LEVELS = {"national": "国家级", "provincial": "省级", "other": "其他"}


@dataclass(frozen=True)
class DrawnLists:
    """The entries of each list by its title, and the answers counted in them."""

    rows: dict[str, list[dict[str, str]]]
    answers: dict[str, Any]


def draw_lists(economy: Economy, enterprises: Sequence[Enterprise]) -> DrawnLists:
    """The lists that the form of an economy asks for."""
    lot = random.Random(f"lists {economy.seed}")
    last = economy.years[-1]
    working = [one for one in enterprises if one.sme and one.operates(last)]
    rows: dict[str, list[dict[str, str]]] = {"有效发明专利清单": list(_list_patents(lot, working, last))}
    answers: dict[str, Any] = {}
    if economy.form != "2025-review":
        rows["主持或参与制修订标准清单"] = _draw_standards(lot, economy, working)
        answers["standards"] = _count_standards(economy, rows["主持或参与制修订标准清单"])
        rows["创新平台清单"] = _draw_boards(economy, "技术创新中心", "平台名称", "依托单位", working, (0, 2, 3), last)
        answers |= _name_boards(rows["创新平台清单"], "平台名称", "platforms")
    rows["境外分支机构清单"] = [
        {"分支机构名称": f"{one.name[2:4]}（{country}）办事处", "所在国家或地区": country, "设立企业": one.name}
        for one, country in zip(working, ("德国", "越南", "墨西哥"), strict=False)
    ]
    answers["overseas_branches"] = str(len(rows["境外分支机构清单"]))
    if economy.form == "2025-application":
        rows["PCT国际专利申请清单"] = [
            {"国际申请号": f"PCT/CN{last - 1}/{90000 + at}", "名称": "一种部件", "申请人": one.name}
            for at, one in enumerate(working[: 4 + economy.seed % 5])
        ]
        answers["pct_applications"] = str(len(rows["PCT国际专利申请清单"]))
    if economy.form != "2022-application":
        answers |= _write_other_names(economy)
    return DrawnLists(rows, answers)


def _list_patents(lot: random.Random, working: Sequence[Enterprise], last: int) -> Iterator[dict[str, str]]:
    number = 0
    for one in working:
        for _ in range(int(one.figures["patents"][last])):
            number += 1
            filed = lot.randint(last - 9, last - 2)
            body = f"{filed}1{number:07}"
            weighted = sum(
                int(sign) * weight for sign, weight in zip(body, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=True)
            )
            yield {
                "专利号": f"ZL{body}.{'0123456789X'[weighted % 11]}",
                "名称": f"一种{one.business}",
                "类型": "发明专利",
                "权利人": one.name,
                "授权日期": f"{lot.randint(filed + 1, last)}-0{lot.randint(1, 9)}-1{lot.randint(0, 9)}",
                "法律状态": "有效",
            }  # fmt: skip


def _draw_standards(lot: random.Random, economy: Economy, working: Sequence[Enterprise]) -> list[dict[str, str]]:
    rows = []
    for number in range(8 + economy.size // 12):
        level = lot.choice(("国家", "行业", "行业", "团体", "团体"))
        led, year = lot.random() < 0.4, lot.choice(economy.years)
        rows.append(
            {
                "标准名称": f"{economy.place.product} 第{number + 1}部分 技术条件",
                "标准编号": f"{PREFIXES[level]} {99000 + number}—{year}",
                "发布年份": str(year),
                "级别": level,
                "主持或参与": "主持" if led else "参与",
                "企业名称": lot.choice(working).name,
                "起草单位排名": str(lot.randint(1, 3) if led else lot.randint(4, 9)),
            }
        )
    return rows


def _count_standards(economy: Economy, rows: Sequence[dict[str, str]]) -> Any:
    counted = Counter((row["发布年份"], row["级别"], row["主持或参与"]) for row in rows)
    return {
        str(year): {
            level: {"led": str(counted[str(year), words, "主持"]), "joined": str(counted[str(year), words, "参与"])}
            for level, words in LEVELS.items()
        }
        for year in economy.years
    }


def _draw_boards(
    economy: Economy, kind: str, name: str, host: str, working: Sequence[Enterprise], counts: Sequence[int], last: int
) -> list[dict[str, str]]:
    return [
        {
            name: f"{economy.place.industry}{level}{kind}{'一二三四'[at]}",
            "级别": level,
            host: working[at % len(working)].name,
            "认定时间": f"{last - 1}年6月",
        }
        for level, count in zip(BOARD_LEVELS.values(), counts, strict=True)
        for at in range(count)
    ]


def _name_boards(rows: Sequence[dict[str, str]], name: str, field: str) -> dict[str, Any]:
    return {
        f"{level}_{field}": [row[name] for row in rows if row["级别"] == words] or "无"
        for level, words in BOARD_LEVELS.items()
    }


def _write_other_names(economy: Economy) -> dict[str, Any]:
    county = economy.place.county
    return {
        "national_pilots": "无",
        "provincial_pilots": "无",
        "other_pilots": [f"{county}县智能工厂示范一号"],
        "national_green": "无",
        "provincial_green": [f"{county}县省级绿色工厂一号"],
        "other_green": "无",
        "alliances": [f"{county}县{economy.place.product}行业协会"],
        "national_service_platforms": "无",
        "provincial_service_platforms": [f"{county}县中小企业综合服务平台"],
        "other_service_platforms": "无",
    }
