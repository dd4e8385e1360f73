"""Problems: what is wrong with an application, collected and sorted, never raised.

Each kind of problem has a stable code and one severity, both in :data:`CATALOGUE`, from which docs/problems.md
is written. An error is what gets an application rejected or a build refused; a warning is what a reviewer would
ask about; a note tells what docgen did.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How much a problem weighs; the value is what ``--json`` prints."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def label(self) -> str:
        """The Chinese word for it."""
        return {"error": "错误", "warning": "提醒", "note": "说明"}[self.value]


@dataclass(frozen=True)
class Where:
    """The place of a problem: a file of the folder, a line or page in it, a slot of the form; each may be absent."""

    path: str = ""
    line: int = 0
    slot: str = ""

    def __str__(self) -> str:
        parts = [self.path, f"第{self.line}行" if self.line else "", self.slot]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True)
class Kind:
    """One entry of the catalogue: its severity and what it means."""

    severity: Severity
    meaning: str


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where, which kind, what is there, what to do, and the official rule behind it."""

    code: str
    where: Where
    message: str
    hint: str = ""
    rule: str = ""

    def __post_init__(self) -> None:
        if self.code not in CATALOGUE:
            raise ValueError(f"the problem code {self.code!r} is not in the catalogue")

    @property
    def severity(self) -> Severity:
        """The severity of its kind."""
        return CATALOGUE[self.code].severity

    def as_json(self) -> dict[str, object]:
        """The problem as ``--json`` and manifest.json hold it."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "where": {"path": self.where.path, "line": self.where.line, "slot": self.where.slot},
            "message": self.message,
            "hint": self.hint,
            "rule": self.rule,
        }


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems without repeats: errors first, then by place, code and text."""
    rank = {severity: position for position, severity in enumerate(Severity)}
    unique = dict.fromkeys(problems)
    return tuple(sorted(unique, key=lambda p: (rank[p.severity], *_natural(p.where), p.code, p.message)))


def _natural(where: Where) -> tuple[object, ...]:
    """A key that puts evidence.2 before evidence.10."""
    digits = re.split(r"(\d+)", where.slot)
    return where.path, where.line, [int(part) if number % 2 else part for number, part in enumerate(digits)]


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any of the problems is an error."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def _error(meaning: str) -> Kind:
    return Kind(Severity.ERROR, meaning)


def _warning(meaning: str) -> Kind:
    return Kind(Severity.WARNING, meaning)


def _note(meaning: str) -> Kind:
    return Kind(Severity.NOTE, meaning)


CATALOGUE: dict[str, Kind] = {
    # -- reading a file --
    "file.encoding": _warning("文件不是 UTF-8 编码，已按识别出的编码读取"),
    "file.duplicate-key": _error("同一个栏目填了两次"),
    "file.control-character": _warning("文字里有从 Word 粘贴来的控制字符，已去掉"),
    # -- answers --
    "answer.unknown-field": _error("填了申报表里没有的栏目"),
    "answer.shape": _error("填写的形式与栏目不符"),
    "answer.year": _error("填了申报表没有的年份"),
    "answer.unknown-option": _error("填了栏目没有的选项"),
    "answer.not-a-number": _error("应填数字的地方填了别的"),
    "answer.rounded": _warning("小数超过两位，已四舍五入"),
    "answer.negative": _error("不可能为负的数填了负数"),
    "answer.missing": _error("必填栏目空缺"),
    "answer.above-maximum": _error("数字超过了可能的最大值"),
    "answer.too-long": _error("超过字数限制（按 Word 的字数统计）"),
    "answer.nearly-too-long": _warning("按全部字符计超过字数限制"),
    "answer.not-computed": _error("要由企业表或清单计算的答案算不出来"),
    "answer.differs": _error("填写的数与企业表算出的不一致"),
    "answer.long-for-cell": _warning("答案比表格里留的地方长，可能串页"),
    "notice.other-form": _error("通知与申报表不相配"),
    # -- answers carried over from an earlier form --
    "carry.to-renew": _error("沿用上次的内容，还没有更新"),
    "carry.to-confirm": _warning("沿用上次的答案，还没有核对"),
    # -- plan.md --
    "plan.file-missing": _error("缺少规划正文文件"),
    "plan.heading-missing": _error("规划正文缺少规定的标题"),
    "plan.heading-unknown": _error("规划正文有规定之外的标题"),
    "plan.heading-order": _error("规划正文的标题次序不对"),
    "plan.text-outside": _error("规划正文有不在任何规定标题之下的文字"),
    "plan.markup": _warning("规划正文里有不会被排版的标记"),
    # -- answers that contradict one another --
    "consistency.subset": _error("部分多于整体"),
    "consistency.subset-doubtful": _warning("一项多于通常包含它的另一项"),
    "consistency.growth": _error("增速与各年的数对不上"),
    "consistency.mean": _error("年均增速用哪一种算法都得不出"),
    "consistency.ratio": _error("比例与表中的分子、分母对不上"),
    "consistency.ratio-doubtful": _warning("比例与表中的数相差较多"),
    "consistency.reduction": _warning("降低率与各年的数对不上"),
    "consistency.no-base": _error("以 0 为基数的比例或增速填了数字"),
    "consistency.magnitude": _warning("数的大小不合常理，可能是单位错了"),
    "consistency.answers": _error("两个答案互相矛盾"),
    "consistency.options": _warning("同时选了通常不能并存的两项"),
    "consistency.unclaimed": _warning("填了内容，相应的选项没有选"),
    "consistency.place-name": _warning("名称里没有所在的地名"),
    "consistency.operator": _warning("运营管理机构的名称像是不能担任的单位"),
    "consistency.cluster-name": _warning("同一个集群写了不同的名称"),
    "consistency.year": _warning("文字里的年份可能是旧稿留下的"),
    "consistency.claim": _warning("文字里说做了的工作没有勾选"),
    "consistency.denied": _warning("勾选了文字里说没有做的工作"),
    # -- the criteria by which clusters are recognised --
    "criteria.not-met": _error("不符合认定标准"),
    "criteria.advisory": _warning("超出认定标准中“一般”的要求"),
    "criteria.earlier-year": _warning("最后一年达到认定标准，前面的年份达不到"),
    "criteria.conventions": _warning("年均增速换一种算法就达不到认定标准"),
    "criteria.open": _warning("填的内容判断不了是不是符合认定标准"),
    "criteria.other-form": _error("认定标准与申报表不相配"),
    # -- the goals of the plan --
    "goals.not-met": _error("目标值不符合申报表的要求"),
    "goals.advisory": _warning("目标值与申报表“左右”的要求相差较多"),
    "goals.base": _error("目标表的基准值不是可以计算的数"),
    "goals.base-below": _error("目标表的基准值不符合认定标准"),
    "goals.base-differs": _warning("目标表的基准值与前面各部分的答案不一致"),
    "goals.backwards": _error("目标值比基准值还差"),
    "goals.unchanged": _warning("目标值与基准值相同"),
    "goals.no-number": _error("目标表要求数字的地方填了“无”"),
    "goals.not-completed": _warning("完成值没有达到目标值"),
    "goals.lost": _warning("完成值比基准值还差"),
    # -- evidence --
    "evidence.missing": _error("需要的佐证材料没有文件"),
    "evidence.fewer-than-enterprises": _warning("按企业提供的材料少于企业数"),
    "evidence.ignored": _note("系统或 Office 的临时文件，不放进材料"),
    "evidence.no-item": _error("文件没有对应的佐证材料序号"),
    "evidence.unknown-kind": _error("文件类型不能放进材料"),
    "evidence.unreadable": _error("文件损坏或无法读取"),
    "evidence.protected": _error("文件有密码保护"),
    "evidence.empty": _error("文件是空的或没有页面"),
    "evidence.outside": _error("文件链接到了文件夹之外"),
    "evidence.repaired": _warning("文件有损坏，已修复，请核对"),
    "evidence.live-form": _warning("PDF 电子表单里的填写内容可能印不出来"),
    "evidence.font-not-embedded": _warning("PDF 没有嵌入字体，打印出来的字样可能不同"),
    "evidence.linked-outside": _warning("文档里有链接到外部的图片，PDF 里不会出现"),
    "evidence.not-needed": _warning("有材料，但申报表没有需要它的答案"),
    "evidence.conversion-failed": _error("文件无法转换成 PDF"),
    "evidence.index-shape": _error("材料索引（evidence/index.yaml）的形式不对"),
    "evidence.index-unknown-key": _error("材料索引里有认不出的项"),
    "evidence.index-no-file": _error("材料索引里写的文件或序号不存在"),
    "evidence.index-twice": _error("材料索引里同一个文件写了两次"),
    "evidence.index-kind": _error("材料索引里写的类别不是三类之一"),
    "evidence.index-date": _error("材料索引里的日期看不懂，或前后矛盾"),
    "evidence.index-proves": _error("材料索引里写的证明内容不属于这一项佐证材料"),
    "evidence.expired": _error("佐证材料的有效期已过"),
    "evidence.not-yet-valid": _warning("佐证材料在填报的时点还没有生效"),
    "evidence.too-late": _warning("佐证材料的日期晚于申报时间"),
    "evidence.too-old": _warning("应是近三年的佐证材料，日期早于这三年"),
    # -- what the form and the notice demand, traced to items and files --
    "requirement.no-item": _warning("申报表要求附材料，佐证材料清单里没有收它的一项"),
    "requirement.no-file": _error("申报表要求附材料，按材料索引没有一个文件证明它"),
    # -- enterprise table --
    "enterprises.shape": _error("企业表的列或数据不对"),
    "enterprises.cell": _error("企业表的格里不是这一列要的内容"),
    "enterprises.twice": _error("企业表里同一列或同一企业出现两次"),
    "enterprises.heading": _warning("企业表的表头不认识、没有年份或单位，或年份不是申报表的"),
    "enterprises.total": _warning("企业表里的一行是合计，没有当作企业"),
    "enterprises.doubt": _warning("企业表里的内容可疑，请核对"),
    "enterprises.converted": _note("企业表里用别的单位填的数字已换算"),
    "enterprises.blank": _warning("企业表里有企业空着计算要用的数"),
    # -- lists --
    "list.unknown": _error("lists/ 里有认不出的文件"),
    "list.two-files": _error("一个清单有不止一个文件"),
    "list.shape": _error("清单的列或形式不对"),
    "list.unknown-column": _warning("清单里有认不出的列"),
    "list.cell": _error("清单里的内容不合这一列的要求"),
    "list.twice": _error("清单里同一项出现了两次"),
    "list.differs": _error("填写的答案与清单不一致"),
    "list.outside-years": _warning("清单里有申报表年份之外的内容"),
    "list.unknown-enterprise": _warning("清单里的企业不在企业表里"),
    "list.not-valid": _warning("清单里有已失效的内容"),
    "list.register-differs": _warning("清单与企业表的数量不一致"),
    # -- the fill-in workbook --
    "workbook.used": _note("填报工作簿比 application.yaml 新，以它为准"),
    "workbook.older": _note("填报工作簿比 application.yaml 旧，没有采用"),
    "workbook.open": _warning("填报工作簿正在 Excel 里打开着"),
    "workbook.cell": _error("填报工作簿的一格读不出要填的内容"),
    # -- the summary table of the notice --
    "summary.missing": _warning("推荐汇总表有内容空缺"),
    "summary.too-long": _error("推荐汇总表的内容超过字数限制（按 Word 的字数统计）"),
    "summary.nearly-too-long": _warning("推荐汇总表的内容按全部字符计超过字数限制"),
    "summary.unknown": _error("summary 之下填了推荐汇总表没有的项"),
    "summary.shape": _error("summary 之下填写的形式不对"),
    "summary.not-asked": _note("通知没有推荐汇总表的格式，summary 之下的内容用不上"),
    "summary.contradicts": _error("推荐汇总表里写的与申报表的答案对不上"),
    "summary.by-hand": _note("推荐汇总表有一列要照通知原件补上"),
    "summary.folder-skipped": _note("文件夹里没有申报数据，没有列入推荐汇总表"),
    "summary.above-quota": _error("推荐的集群超过了通知的限额"),
    "summary.quota-by-hand": _note("通知的限额要自行核对"),
    "summary.same-sector": _error("同一细分领域推荐了不止一个集群"),
    "summary.same-cluster": _error("同一个集群名称出现了不止一次"),
    "summary.same-name": _warning("几个集群在只应出现一次的地方写了相同的名称"),
    "summary.late": _error("申报时间晚于通知的截止日期"),
    "summary.date": _warning("申报时间看不出是哪一天，没有核对截止日期"),
    # -- collecting the sheets of the enterprises --
    "collect.ignored": _note("临时文件、隐藏文件或收集结果本身，没有读取"),
    "collect.no-table": _warning("文件夹里有不是表格的文件，没有读取"),
    "collect.unreadable": _error("企业的文件打不开"),
    "collect.no-enterprise": _error("企业的文件里找不到企业表，或表里没有企业"),
    "collect.no-name": _error("企业的文件里有一行数据没有企业名称"),
    "collect.unplaced": _warning("企业的文件里有内容没有放进企业表"),
    "collect.remark": _note("企业的文件里有宏、链接或隐藏的内容，怎样读取的"),
    "collect.same": _warning("同一家企业交了两份，数据一致"),
    "collect.differs": _error("同一家企业交了两份，数据不同"),
    "collect.replaced": _warning("企业表里原来的值已换成新收的值"),
    # -- a Word template --
    "template.missing": _error("模板缺少栏目"),
    "template.twice": _error("模板里同一栏目出现多次"),
    "template.unknown": _error("模板里有申报表没有的栏目"),
    "template.misplaced": _error("模板里的栏目不在它所属的部分"),
    "template.part": _error("模板里找不到某一部分的标题"),
    "template.loop": _error("模板里重复行的写法不完整"),
    "template.construct": _error("模板里有不允许的写法"),
    # -- the pages of the form --
    "package.part-pages": _error("申报表有的部分串页，缩小字号也放不下"),
    "package.tight": _warning("申报表有的页面余地太小，在 Word 里可能串页"),
    "package.unmapped": _warning("模板里没有各部分的书签，没有核对是否串页"),
    "package.shrunk": _note("为免串页，有的部分的答案改用了小一些的字"),
    # -- the package --
    "font.stand-in": _warning("缺少公文字体，已用替代字体"),
    "office.missing": _error("没有安装 LibreOffice，无法生成 PDF"),
    "output.edited": _warning("上次输出的文件被手工改过，已另存"),
    "output.foreign": _note("输出文件夹里有不是 docgen 写的文件，已保留"),
}
