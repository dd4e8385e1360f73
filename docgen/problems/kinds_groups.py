"""The groups of codes: what stands before the point, what the group is about, and the page that tells more."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """What a group of codes is about, in Chinese, and the page under docs/ that tells more ("" where there is none)."""

    title: str
    page: str = ""


GROUPS: dict[str, Group] = {
    "file": Group("读取文件"),
    "answer": Group("填报数据（application.yaml）", "forms/"),
    "notice": Group("申报表与通知", "notices.md"),
    "carry": Group("沿用的答案（docgen carry）", "carry.md"),
    "plan": Group("规划正文（plan.md）", "forms/"),
    "consistency": Group("前后一致", "consistency.md"),
    "criteria": Group("认定标准", "criteria.md"),
    "goals": Group("目标表", "criteria.md"),
    "evidence": Group("佐证材料（evidence/）", "evidence.md"),
    "requirement": Group("要求与材料的对应", "evidence.md"),
    "sealed": Group("签字盖章的扫描件（sealed/）", "sealed.md"),
    "enterprises": Group("企业表（enterprises.xlsx、enterprises.csv）", "enterprises.md"),
    "list": Group("清单（lists/）", "lists.md"),
    "workbook": Group("填报工作簿（填报.xlsx）", "workbook.md"),
    "summary": Group("推荐汇总表（summary）", "notices.md"),
    "collect": Group("收集企业的表（docgen enterprises collect）", "enterprises.md"),
    "template": Group("Word 模板", "templates.md"),
    "package": Group("申报表的页面", "templates.md"),
    "font": Group("字体", "install.md"),
    "office": Group("LibreOffice", "install.md"),
    "output": Group("输出文件夹"),
    "print": Group("印制（print/）", "print.md"),
    "disc": Group("光盘（disc/）", "disc.md"),
    "verify": Group("核验成品（docgen verify）", "verify.md"),
}


def group_of(code: str) -> str:
    """What stands before the point of a code."""
    return code.partition(".")[0]
