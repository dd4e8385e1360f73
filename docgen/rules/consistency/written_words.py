"""The words around figures in Chinese prose, and a text split into them.

Only what is fully understood is compared: a word that is in no list stands between a subject and a figure as a wall.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache

from docgen.rules.consistency.written_numbers import Quantity, read_quantity
from docgen.values import convert_to_half_width


class Kind(Enum):
    """The part that a word plays beside a figure; the value lists the words."""

    SUBJECT = ""
    QUANTITY = " "
    YEARS = "  "
    OTHER = "   "
    CLUSTER = "集群 本集群 全集群 集群内 集群共 产业集群 集群现 集群区域内 集群范围内"
    TIME = "截至 截止 截至到 末 底 年末 年底 全年 当年 年内 度"
    PRESENT = "目前 当前 现在 如今 截至目前 截止目前 迄今"
    HOLDING = """
        有 共有 共 现有 拥有 已有 已拥有 集聚 集聚了 聚集 聚集了 汇聚 汇聚了 建有 实现 完成 创造 形成 入驻
        已集聚 已聚集 设有 累计有 累计拥有 累计培育 共培育 已培育 培育有 培育形成 培育出 已形成 共拥有 总计 合计
        吸纳 年 各类
    """
    FILLING = """
        达到 达 为 是 已 已达 已达到 高达 总数 总数达 总数为 数量 数量达 数量为 总量 总量达 总额 总额达 规模
        金额 比例 比重 占比 的 了 均为 保持在 稳定在 数 量 水平 到 仅 仅为 只有 一共 则 也 : = 比例达 比例为
        比重达 比重为 占比达 占比为
    """
    ARRIVAL = """
        增加到 增加至 增至 增长到 增长至 提高到 提高至 提升到 提升至 升至 上升到 上升至 扩大到 扩大至 发展到
        发展至 降至 降到 下降到 下降至 降低到 降低至 减少到 减少至 壮大到 跃升至 跃升到 攀升至 攀升到
    """
    ORIGIN = "由 从 自"
    EACH = "分别 依次 分别为 依次为 分别达 分别达到 分别是 分别实现 分别完成 依次达到"
    JOIN = "、 和 及 以及 与"
    WITHIN = "其中 含 包括"
    BREAK = ", : ( ) [ ] — ; 。 ! ?"
    YEARLY = """
        同比增长 比上年增长 较上年增长 比上年增加 同比增速 同比增速达 同比增幅 同比提高 同比上升 较上年提高
        比上年提高 比上年上升 同比增加 年增长 较去年增长 比去年增长 同比增长率
    """
    AVERAGE = """
        年均增长 年均增速 年均增长率 平均增速 年平均增长 年平均增速 年均复合增长 年均复合增长率 年均复合增速
        年均增幅 年复合增长率 复合增长率
    """
    RISE = "增长 增速 增长率 增幅"
    THREE_YEARS = "近三年 近3年 过去三年 三年来 最近三年 三年"
    TOTALLING = "累计 累计达 累计达到 共计 累计实现 累计完成"
    PERIOD = """
        五年 近五年 两年 近两年 十三五 十四五 十二五 期间 以来 上半年 下半年 一季度 二季度 三季度 四季度
        前三季度 季度 去年 上年 今年 明年 同期 当月 首年 上年度 本年度 当时 起步 初期 建园 成立时
    """
    FUTURE = "目标 计划 规划 预计 预期 力争 争取 将 拟 有望 未来 今后 届时 要求 原定 期望"
    CHANGE = """
        新增 净增 净增加 新认定 新培育 新获 新引进 新入选 新注册 引进 引育 新建 新设 淘汰 关停 减少 注销 迁入
        退出 增加 下降 降低 提高 提升 上升 扩大 培育 储备 服务 帮助 支持 扶持 奖励 兑现 惠及 覆盖 带动 推动 组织
        培训 诊断 走访 对接 指导 推荐 监测 改造 举办 参与 参加 参展 授权 联合 申请 受理 入库 转化 获评
    """
    FIRM = "公司 集团 股份 工厂 龙头企业 龙头 链主企业 链主 该企业 该厂"
    AREA = """
        全县 全市 全省 全区 我县 我市 我省 本县 县域 园区 开发区 高新区 工业园 产业园 乡镇 全镇 街道 行业 周边
        邻县 示范区 县内 市内 省内
    """


_APPROXIMATIONS = {
    "about": "约 约为 大约 约有 达约 大致 约达 约占",
    "below": "近 接近 将近 不足 不到 低于 少于 不超过 至多",
    "above": "超 超过 突破 逾 不少于 不低于 高于 多于 超出 跨越 迈过 跨上 迈上 至少",
}
APPROXIMATE: Mapping[str, str] = {word: how for how, words in _APPROXIMATIONS.items() for word in words.split()}
_SUFFIXES: Mapping[str, str] = {"以上": "above", "左右": "about", "上下": "about"}
_VERBS_BEFORE_CLUSTER = (
    "推动",
    "带动",
    "促进",
    "促使",
    "使",
    "让",
    "支撑",
    "助推",
    "助力",
    "全年",
    "当年",
    "发展",
    "努力",
    "覆盖",
    "年来",
)
_YEAR = r"(?:19|20)\d\d"
_YEAR_SPAN = re.compile(rf"({_YEAR})年?(?:末|底)?[-—－–~～至到]+({_YEAR})年(?:末|底|度)?")
_YEAR_LIST = re.compile(rf"({_YEAR})年?(?:[、,和及]({_YEAR})年?)+(?<=年)(?:末|底|度)?")
_ONE_YEAR = re.compile(
    rf"({_YEAR})年(?:(12)月(?:31日|底|末|份)?|\d{{1,2}}(?:[-—－–~至]\d{{1,2}})?月(?:\d{{1,2}}日|底|末|份)?)?"
)
_DIGITS = frozenset("0123456789一二两三四五六七八九十百千")
_RUN = re.compile(r"\d+(?:[.,]\d+)*")
_IGNORED = str.maketrans("", "", "“”‘’\"'「」『』《》 \t\u3000")


@dataclass(frozen=True)
class Word:
    """One word of a sentence: its kind, its text; the quantity, years or number of the subject that it stands for."""

    kind: Kind
    text: str
    quantity: Quantity | None = None
    years: tuple[int, ...] = ()
    subject: int = -1


class Dictionary:
    """The words of a language and of one form, by their first character, the longest first."""

    def __init__(self, subjects: Iterable[tuple[str, int]], names: Iterable[str]) -> None:
        found = {**_list_words(), **{_normalize(name): (Kind.CLUSTER, -1) for name in names}}
        found |= {_normalize(text): (Kind.SUBJECT, number) for text, number in subjects}
        found.pop("", None)
        self._words: dict[str, list[tuple[str, Kind, int]]] = {}
        for text, (kind, number) in sorted(found.items(), key=lambda one: -len(one[0])):
            self._words.setdefault(text[0], []).append((text, kind, number))

    def split(self, sentence: str) -> list[Word]:
        """Split a sentence into its words; what no list knows is of the kind OTHER."""
        text, words, other, place = _normalize(sentence), list[Word](), "", 0
        while place < len(text):
            word = self._read_word(text, place)
            if word is None:
                # 1,23家 has no 23家: a run of digits that begins no figure has none inside either.
                run = _RUN.match(text, place)
                end = run.end() if run else place + 1
                other, place = other + text[place:end], end
                continue
            if other:
                words.append(Word(Kind.OTHER, other))
                other = ""
            words.append(word)
            place += len(word.text)
        if other:
            words.append(Word(Kind.OTHER, other))
        return _join_approximations(words)

    def _read_word(self, text: str, place: int) -> Word | None:
        if text[place] in _DIGITS:
            word = _read_years(text, place) or _read_number(text, place)
            if word:
                return word
        for known, kind, number in self._words.get(text[place], ()):
            if text.startswith(known, place):
                return Word(kind, known, subject=number)
        return None


@cache
def _list_words() -> Mapping[str, tuple[Kind, int]]:
    """List the words of all kinds, and those that make a figure approximate, which are fillings by themselves."""
    listed = {word: (kind, -1) for kind in Kind for word in kind.value.split()}
    return listed | {word: (Kind.FILLING, -1) for word in (*APPROXIMATE, *_SUFFIXES)}


def _normalize(text: str) -> str:
    return convert_to_half_width(text).translate(_IGNORED)


def _read_years(text: str, place: int) -> Word | None:
    if text[place] not in "12":  # 19… or 20…
        return None
    if found := _YEAR_SPAN.match(text, place):
        first, last = int(found[1]), int(found[2])
        return Word(Kind.YEARS, found[0], years=tuple(range(first, last + 1)))
    if found := _YEAR_LIST.match(text, place):
        return Word(Kind.YEARS, found[0], years=tuple(int(year) for year in re.findall(_YEAR, found[0])))
    if found := _ONE_YEAR.match(text, place):
        part_of_year = found[0][-1] != "年" and not found[2]
        return Word(Kind.PERIOD if part_of_year else Kind.YEARS, found[0], years=(int(found[1]),))
    return None


def _read_number(text: str, place: int) -> Word | None:
    found = read_quantity(text, place)
    return Word(Kind.QUANTITY, found[1], found[0]) if found else None


def _join_approximations(words: list[Word]) -> list[Word]:
    """Make a figure approximate where a word before or behind it says so; that word goes."""
    joined: list[Word] = []
    for word in words:
        before = joined[-1] if joined else None
        if word.quantity and before and before.text in APPROXIMATE:
            joined[-1] = Word(
                Kind.QUANTITY, before.text + word.text, word.quantity.approximate(APPROXIMATE[before.text])
            )
        elif word.text in _SUFFIXES and before and before.quantity:
            joined[-1] = _join(before, word, before.quantity.approximate(_SUFFIXES[word.text]))
        else:
            joined.append(word)
    return joined


def _join(one: Word, other: Word, quantity: Quantity) -> Word:
    return Word(Kind.QUANTITY, one.text + other.text, quantity)


def leads_to_cluster(text: str) -> bool:
    """Return whether words before 集群 leave it to be this cluster, and do not name another one."""
    return text.endswith(_VERBS_BEFORE_CLUSTER)
