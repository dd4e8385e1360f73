"""Single faults in the cells of the enterprise table and in the lists, where answers are computed from them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy

from answer_faults import Fault
from dossiers import HEADINGS, Dossier
from slips import SLIPS

CELL_SLIPS = ("十倍", "十分之一", "百倍", "多一位", "丢小数点")


def list_table_faults(dossier: Dossier, lot: random.Random) -> list[Fault]:
    """One fault of each kind in the table, one of each in the lists."""
    return [*_spoil_figures(dossier, lot), *_spoil_rows(dossier, lot), *_spoil_lists(dossier, lot)]


def _spoil_figures(dossier: Dossier, lot: random.Random) -> Iterator[Fault]:
    last = dossier.years[-1]
    output, research = f"{last}年{HEADINGS['output']}", f"{last}年{HEADINGS['rd']}"
    staff, inventors = f"{last}年{HEADINGS['employees']}", f"{last}年{HEADINGS['rd_staff']}"
    exports, software = f"{last}年{HEADINGS['exports']}", f"{last}年{HEADINGS['software']}"
    ordinary = [at for at, row in enumerate(dossier.rows) if row["是否中小企业"] == "是" and float(row[output]) > 0.08]
    abroad = [at for at in ordinary if float(dossier.rows[at][exports]) > 0]

    def draw() -> int:
        return lot.choice(ordinary)

    for heading, scale, kind in (
        (output, 10_000, "产值填成万元"),
        (research, 0.0001, "研发投入填成亿元"),
        (research, 10_000, "研发投入填成元"),
        (software, 10_000, "软件采购填成元"),
    ):
        yield _scale(dossier, draw(), heading, scale, kind)
    if abroad:
        yield _scale(dossier, lot.choice(abroad), exports, 10_000, "出口额填成元")
    for kind in CELL_SLIPS:
        heading = lot.choice((output, research, staff))
        at = draw()
        wrong = SLIPS[kind](dossier.rows[at][heading], lot)
        if wrong and float(wrong) and wrong != dossier.rows[at][heading] and ("." not in wrong or heading != staff):
            yield _retype(dossier, f"{heading[5:]}{kind}", {(at, heading): wrong})
    yield _swap(dossier, draw(), staff, inventors, "从业人员与研发人员颠倒")
    yield _swap(dossier, draw(), output, research, "产值与研发投入颠倒")
    if abroad:
        yield _swap(dossier, lot.choice(abroad), exports, output, "产值与出口额颠倒")
    at = draw()
    yield _retype(dossier, "产值是负数", {(at, output): f"-{dossier.rows[at][output]}"})
    yield _retype(dossier, "去年产值没有填", {(at, f"{last - 1}年{HEADINGS['output']}"): ""})


def _spoil_rows(dossier: Dossier, lot: random.Random) -> Iterator[Fault]:
    last = dossier.years[-1]
    rows = dossier.rows
    plain = [at for at, row in enumerate(rows) if row["是否中小企业"] == "是" and not row[HEADINGS["specialized"]]]
    at = lot.choice(plain)
    yield _retype(dossier, "小巨人不是专精特新", {(at, HEADINGS["little_giant"]): str(last)})
    for title, words in (("specialized", "专精特新"), ("high_tech", "高新技术企业"), ("cloud", "上云")):
        yield _retype(dossier, f"{words}年份在申报年之后", {(at, HEADINGS[title]): str(last + 1)})
    large = [place for place, row in enumerate(rows) if row["是否中小企业"] == "否"]
    if large:
        yield _retype(dossier, "大型企业标为中小企业", {(large[0], "是否中小企业"): "是"})
        yield _retype(dossier, "大型企业有专精特新", {(large[0], HEADINGS["specialized"]): str(last)})
        yield _retype(dossier, "大型企业是创新型中小企业", {(large[0], HEADINGS["innovative"]): str(last)})
    twice = deepcopy(dossier)
    twice.rows.append({**rows[at], "序号": str(len(rows) + 1)})
    yield Fault("一家企业列了两次", f"一家企业列了两次：{rows[at]['企业名称']}", "", twice)
    summed = deepcopy(dossier)
    total = {"序号": "", "企业名称": lot.choice(("全县汇总", "合计", "总计（家）"))}
    for heading in rows[0]:
        if heading[:4].isdigit():
            total[heading] = f"{sum(float(row[heading] or 0) for row in rows):.4f}".rstrip("0").rstrip(".")
    summed.rows.append({heading: total.get(heading, "") for heading in rows[0]})
    yield Fault("汇总行", f"汇总行：{total['企业名称']}", "", summed, heals=True)
    code = rows[at]["统一社会信用代码"]
    where = lot.randrange(10, 16)
    mistyped = code[:where] + str((int(code[where]) + 3) % 10) + code[where + 1 :]
    yield _retype(dossier, "信用代码错一位", {(at, "统一社会信用代码"): mistyped})


def _spoil_lists(dossier: Dossier, lot: random.Random) -> Iterator[Fault]:
    last = dossier.years[-1]
    patents = "有效发明专利清单"
    if dossier.lists[patents]:
        at = lot.randrange(len(dossier.lists[patents]))
        yield _relist(dossier, "清单里有实用新型", patents, at, {"类型": "实用新型"})
        yield _relist(dossier, "专利在申报年之后授权", patents, at, {"授权日期": f"{last + 1}-03-15"})
        yield _relist(dossier, "专利已失效", patents, at, {"法律状态": "未缴年费终止"})
        short = deepcopy(dossier)
        del short.lists[patents][at]
        yield Fault("清单漏一件专利", f"清单漏一件专利：第{at + 2}行", "", short)
        large = [one.name for one in dossier.enterprises if not one.sme]
        if large:
            yield _relist(dossier, "专利属大型企业", patents, at, {"权利人": large[0]})
    standards = "主持或参与制修订标准清单"
    if dossier.lists.get(standards):
        at = lot.randrange(len(dossier.lists[standards]))
        large = [one.name for one in dossier.enterprises if not one.sme]
        if large:
            yield _relist(dossier, "标准属大型企业", standards, at, {"企业名称": large[0]})
        yield _relist(dossier, "标准发布年份不在三年之内", standards, at, {"发布年份": str(last - 4)})
        yield _relist(dossier, "标准的企业不在企业表", standards, at, {"企业名称": "外县某某机械有限公司"})


def _scale(dossier: Dossier, at: int, heading: str, factor: float, kind: str) -> Fault:
    wrong = float(dossier.rows[at][heading]) * factor
    return _retype(dossier, kind, {(at, heading): f"{wrong:.4f}".rstrip("0").rstrip(".")})


def _swap(dossier: Dossier, at: int, one: str, two: str, kind: str) -> Fault:
    row = dossier.rows[at]
    return _retype(dossier, kind, {(at, one): row[two], (at, two): row[one]})


def _retype(dossier: Dossier, kind: str, cells: dict[tuple[int, str], str]) -> Fault:
    changed = deepcopy(dossier)
    for (at, heading), text in cells.items():
        changed.rows[at][heading] = text
    words = "、".join(
        f"第{at + 2}行{heading} {dossier.rows[at][heading]}→{text}" for (at, heading), text in cells.items()
    )
    return Fault(kind, f"{kind}：{words}", "", changed)


def _relist(dossier: Dossier, kind: str, name: str, at: int, cells: dict[str, str]) -> Fault:
    changed = deepcopy(dossier)
    changed.lists[name][at].update(cells)
    return Fault(kind, f"{kind}：第{at + 2}行 {'、'.join(cells.values())}", "", changed)
