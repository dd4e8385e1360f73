"""A small form that nobody has printed, with its notice, layout and answers, in a folder of definitions."""

from __future__ import annotations

import shutil
from pathlib import Path

from docgen.cli import main

FORM = """id: 2031-workshop
title: 乡村工坊申报表
edition: "2031"
source: 虚构
years: {actual: [2029, 2030], base: 2030, target: 2032, stages: [2031, 2032]}
rules:
  required: 填表须知1：不得空缺。
  decimals: 填表须知2：保留2位小数。
  pages: 填表须知3：各部分不得串页。
package:
  title: 乡村工坊申报材料
  form_name: 工坊申报表
  cluster: workshop
  cover: [workshop, office]
  date: handed_in
parts:
- id: front
  title: 封面
  fields:
  - {id: handed_in, kind: text, label: 申报日期}
- id: basics
  title: 甲、工坊情况
  fields:
  - {id: workshop, kind: text, label: 工坊名称, also: [front]}
  - {id: office, kind: text, label: 主管单位}
  - {id: looms, kind: number, label: 织机数量, unit: 台, whole: true}
  - {id: sales, kind: series, label: 销售额（万元）, unit: 万元}
  - {id: craft, kind: choice, label: 是否手工, options: {yes_it_is: 是, no_it_is_not: 否}}
  - {id: aids, kind: choices, label: 已有设施, options: {dye: 染坊, dry: 晾晒场}, attach: [{kind: evidence}]}
  - {id: patterns, kind: matrix, label: 纹样数量, unit: 个, rows: {old: 传统, fresh: 新创},
     columns: {own: 自有, lent: 借用}}
  - {id: masters, kind: named_list, label: 传承人, unit: 人}
  - {id: story, kind: long_text, label: 工坊简介, limit: 120}
- id: outlook
  title: 乙、今后打算
  fields:
  - id: prospect
    kind: narrative
    label: 今后打算
    limit: 400
    sections:
    - {id: now, level: 1, heading: 一、现状}
    - {id: later, level: 1, heading: 二、打算, text: false}
    - {id: steps, level: 2, heading: （一）步骤}
  - id: aims
    kind: goals
    label: 目标
    columns: {was: 2030年数, first: 2031年目标, then: 2032年目标}
    directions:
    - id: growth
      label: 发展
      indicators: [{id: value, label: 产值, unit: 万元}]
      own: true
- id: seal
  title: 丙、签章
  fields:
  - {id: signature, kind: blank, label: 负责人（签字）}
"""

NOTICE = """id: valley-2031
title: 溪谷乡2031年乡村工坊申报
issuer: 溪谷乡
source: 虚构
forms: [2031-workshop]
copies: {total: 2}
evidence_title: 附件目录
evidence:
- heading: 附件
  items:
  - {number: 1, title: 设施照片；, for: [aids]}
  - {number: 2, title: 传承人证书；, for: [masters]}
"""

LAYOUT = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8">
<title>乡村工坊申报表</title>
<section id="front" class="cover">
<h1>乡村工坊申报表</h1>
<p class="line">工坊名称：<span class="v">{{ workshop }}</span></p>
<p class="line">申报日期：<span class="v">{{ handed_in }}</span></p>
</section>
<section id="basics">
<h2>甲、工坊情况</h2>
<table>
<colgroup><col style="width:40%"><col style="width:20%"><col style="width:20%"><col style="width:20%"></colgroup>
<tr><th>工坊名称</th><td colspan="3" class="v">{{ workshop }}</td></tr>
<tr><th>主管单位</th><td colspan="3" class="v">{{ office }}</td></tr>
<tr><th>织机数量</th><td colspan="3" class="v">{{ looms }}台</td></tr>
<tr class="head"><th>销售额（万元）</th><th colspan="2">2029年</th><th>2030年</th></tr>
<tr><th>销售额（万元）</th><td colspan="2" class="v">{{ sales.2029 }}</td><td class="v">{{ sales.2030 }}</td></tr>
<tr><th>是否手工</th><td colspan="3" class="v">{{ craft.yes_it_is }}是 {{ craft.no_it_is_not }}否</td></tr>
<tr><th>已有设施</th><td colspan="3" class="v">{{ aids.dye }}染坊<br>{{ aids.dry }}晾晒场</td></tr>
<tr><th rowspan="2">传统纹样（自有、借用）</th><th>2029年</th><td class="v">{{ patterns.2029.old.own }}</td><td class="v">{{ patterns.2029.old.lent }}</td></tr>
<tr><th>2030年</th><td class="v">{{ patterns.2030.old.own }}</td><td class="v">{{ patterns.2030.old.lent }}</td></tr>
<tr><th rowspan="2">新创纹样（自有、借用）</th><th>2029年</th><td class="v">{{ patterns.2029.fresh.own }}</td><td class="v">{{ patterns.2029.fresh.lent }}</td></tr>
<tr><th>2030年</th><td class="v">{{ patterns.2030.fresh.own }}</td><td class="v">{{ patterns.2030.fresh.lent }}</td></tr>
<tr><th>传承人</th><td class="v">{{ masters.count }}</td><td colspan="2" class="v">{{ masters.names }}</td></tr>
<tr><th>工坊简介</th><td colspan="3" class="v">{{ story }}</td></tr>
</table>
</section>
<section id="outlook">
<h2>乙、今后打算</h2>
<h3>一、现状</h3>
<p class="answer">{{ prospect.now }}</p>
<h3>二、打算</h3>
<h4>（一）步骤</h4>
<p class="answer">{{ prospect.steps }}</p>
<table>
<colgroup><col style="width:20%"><col style="width:20%"><col style="width:20%"><col style="width:20%"><col style="width:20%"></colgroup>
<tr class="head"><th>方向</th><th>指标</th><th>2030年数</th><th>2031年目标</th><th>2032年目标</th></tr>
<tr><th rowspan="2">发展</th><th>产值</th><td class="v">{{ aims.growth.value.was }}</td><td class="v">{{ aims.growth.value.first }}</td><td class="v">{{ aims.growth.value.then }}</td></tr>
<tr data-each="row in aims.growth.own"><th data-slot="row.label">……</th><td class="v">{{ row.was }}</td><td class="v">{{ row.first }}</td><td class="v">{{ row.then }}</td></tr>
</table>
</section>
<section id="seal">
<h2>丙、签章</h2>
<table>
<colgroup><col style="width:30%"><col style="width:70%"></colgroup>
<tr><th>负责人（签字）</th><td class="v bottom" data-lines="6"><span class="date">年 月 日</span></td></tr>
</table>
</section>
</html>
"""  # noqa: E501

ANSWERS = """form: 2031-workshop
notice: valley-2031
answers:
  handed_in: 2031年3月1日
  workshop: 溪谷乡蓝布工坊
  office: 溪谷乡人民政府
  looms: 12
  sales: {2029: 30.50, 2030: 42}
  craft: 是
  aids: [染坊]
  patterns:
    2029: {传统: {自有: 3, 借用: 0}, 新创: {自有: 1, 借用: 1}}
    2030: {传统: {自有: 4, 借用: 0}, 新创: {自有: 2, 借用: 1}}
  masters: [水青, 石远]
  story: 蓝布工坊由十二户织工合办。
  aims:
    growth:
      value: {was: 42, first: 50, then: 60}
      own: [{label: 学徒, was: 2人, first: 4人, then: 6人}]
"""
PROSE = "# 一、现状\n织机十二台。\n# 二、打算\n## （一）步骤\n先扩染坊。\n再办学徒班。\n"


class Defined:
    """A folder of definitions, and docgen run with it."""

    def __init__(self, home: Path, template: Path | None = None) -> None:
        self.home = home
        self.form = home / "data" / "forms" / "2031-workshop.yaml"
        self.notice = home / "data" / "notices" / "valley-2031.yaml"
        self.layout = home / "templates" / "2031-workshop" / "form.html"
        for path, text in ((self.form, FORM), (self.notice, NOTICE), (self.layout, LAYOUT)):
            path.parent.mkdir(parents=True)
            path.write_text(text, encoding="utf-8")
        if template:
            shutil.copytree(template, self.layout.parent, dirs_exist_ok=True)

    def run(self, *arguments: object) -> int:
        return main(["--definitions", str(self.home), *map(str, arguments)])

    def change(self, path: Path, old: str, new: str) -> None:
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def line_of(self, path: Path, text: str) -> int:
        before, found, _ = path.read_text("utf-8").partition(text)
        assert found
        return before.count("\n") + 1
