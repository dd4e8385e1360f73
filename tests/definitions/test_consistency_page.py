"""The page on consistency says what the data of the forms says; ``python tests/test_consistency_page.py`` writes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from docgen.definitions.catalog import built_in
from docgen.definitions.form import Choice, Choices, Form, name_of, short_name
from docgen.values import show_number

PAGE = Path(__file__).parents[2] / "docs" / "consistency.md"

HEAD = """# 前后一致

docgen 把申报表里的答案互相核对：部分不多于整体，比例等于分子除以分母，增速等于各年的数，名称处处相同，
文字与勾选不矛盾。规则是数据，写在 `data/forms/*.yaml` 的 `consistency:` 之下，代码里没有栏目的名字。

<!-- 规则各表由 data/forms/ 生成：python tests/test_consistency_page.py -->

## 怎样核对

- **印出来的数说明不可能，才算错。** 保留两位小数的数，真值可能高低半分（0.005）；分子、分母各按这个范围推算，
  填的数落在推算的范围之外才报告。个数没有误差。没有人为定的容差；只有申报表没有规定算法的地方
  （如研发投入强度的分母）另加一个幅度，超出也只提醒。
- **第一年的增速**以表外的前一年为基数，不核对；降幅超过 100% 的除外。
- **年均增速**没有规定算法：全部增速的几何平均、不含第一年的几何平均、算术平均，符合一种即可；
  一种也不符合，几个数都列出来。
- **基数是 0** 的比例和增速没有值，应填“无”。填“无”而数算得出来，也是不一致。
- 两个数正好差 10、100、1,000 或 10,000 倍的，指出可能是单位或小数点错了。
- 企业表已经指出错误的数，不再拿来比较：同一个错只报告一次。
- 空着的、读不出来的答案由别的检查报告，这里不比较。

## 文字

- **年份**：“近三年（2017—2019年）”与申报表的年份不同；现状里写了申报之后的年份；规划里以过去的年份为目标；
  一段文字里最晚的年份早于申报表的第一年。每段只报告一次，引用那一句。写历史（“2015年建园”）不报告。
- **没有勾选的工作**：文字里肯定地说了（列出的词和“已经做成”的词在同一句）才提醒；句里有“尚未”“正在”“计划”
  等词的不算，规划部分不查。反过来，勾选了而文字里说没有做的，也提醒。
- **名称**：集群名称（2025 年起）要有省名和县名，主管部门要有县名；运营管理机构的名称像基础建设单位的提醒；
  以县名开头、以“产业集群”结尾，与集群名称相近而不相同的提醒，佐证材料的文件名也查。
"""


def page() -> str:
    """The page docs/consistency.md as the data has it."""
    catalog = built_in()
    return "\n".join([HEAD, *(line for name in catalog.form_ids() for line in _form(catalog.form(name)))]) + "\n"


def _form(form: Form) -> Iterator[str]:
    yield from (f"## {form.title}（{form.edition}），`{form.id}`", "", "| 核对 | 规则 |", "|---|---|")
    for called, rules in (
        ("不多于", _subsets(form)),
        ("等于", _equal(form)),
        ("大小", _sizes(form)),
        ("勾选", _ticks(form)),
    ):
        yield from (f"| {called} | {rule} |" for rule in rules)
    yield ""


def _subsets(form: Form) -> Iterator[str]:
    for one in form.consistency.subsets:
        parts = "、".join(_called(form, name) for name in one.parts)
        yield f"{parts} ≤ {_called(form, one.of)}{'（提醒）' if one.doubt else ''}"


def _equal(form: Form) -> Iterator[str]:
    rules = form.consistency
    for growth in rules.growths:
        yield f"{_called(form, growth.rate)} ← {_product(form, growth.of)}"
    for mean in rules.means:
        yield f"{_called(form, mean.rate)} ← {_called(form, mean.yearly)}，{_product(form, mean.of)}"
    for ratio in rules.ratios:
        band = f"，上下 {show_number(ratio.band)}%（提醒）" if ratio.band else ""
        quotient = f"{_product(form, ratio.of)} ÷ {_product(form, ratio.over)} × {show_number(ratio.times)}"
        yield f"{_called(form, ratio.figure)} = {quotient}{band}"
    for fraction in rules.fractions:
        counts = "或".join(_called(form, name) for name in fraction.of)
        yield f"{_called(form, fraction.share)} = 某个整数 ÷ {counts}（提醒）"
    for reduction in rules.reductions:
        yield f"{_called(form, reduction.figure)} = 1 － 末年 ÷ 首年{_called(form, reduction.of)}（提醒）"


def _sizes(form: Form) -> Iterator[str]:
    for one in form.consistency.magnitudes:
        limits = [
            f"{sign} {show_number(limit)}" for sign, limit in (("≥", one.least), ("≤", one.most)) if limit is not None
        ]
        yield f"{one.label} {'，'.join(limits)} {one.unit}（提醒）"


def _ticks(form: Form) -> Iterator[str]:
    for backed in form.consistency.backed:
        yield f"{' / '.join(_option(form, one) for one in backed.options)} ⇔ {_called(form, backed.by)} 不是“无”"
    for exclusive in form.consistency.exclusive:
        yield f"{'、'.join(_option(form, one) for one in exclusive.options)} 不能并存（提醒）"
    claimed = "、".join(claim.words[0] for claim in form.consistency.claims.of)
    yield f"文字里说了这些，要勾选相应的一项（提醒）：{claimed}"


def _product(form: Form, names: Sequence[str]) -> str:
    words = " × ".join(_called(form, name) for name in names)
    return f"（{words}）" if len(names) > 1 else words


def _called(form: Form, name: str) -> str:
    field = form.fields.get(name)
    return (short_name(field) if field else name_of(form.places[name], name)).removeprefix("其中：")


def _option(form: Form, option: str) -> str:
    name, _, wanted = option.partition(".")
    field = form.fields[name]
    assert isinstance(field, Choice | Choices)
    words = field.options[wanted]
    return f"{field.about}{short_name(field)}：{words}" if isinstance(field, Choice) else f"“{words}”"


def test_the_page_says_what_the_data_says() -> None:
    assert PAGE.read_text("utf-8") == page()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
