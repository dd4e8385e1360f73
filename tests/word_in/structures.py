"""Manners of changing a filled form: rows, columns, labels, headings, hints, and answers at the wrong place.

Each changes the text and, where a reader may no longer be sure, the truth.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace

import layout_changes
import table_structures
import word_ways
from docgen.definitions.form import NamedList, Number, Series, Text
from drawn_answers import BLANK, NOTHING, Truth, canonical
from filling import Filled
from form_model import Cell, Drawing, Line, Paragraph, Piece, Section, Table, text_of_line
from table_structures import cell_slot, list_series

Manner = Callable[[Filled, random.Random], None]

HALF_WIDTH = str.maketrans("（）：，；？“”", '():,;?""')
PARTS = ("cover", "front", "instructions")
REWORDED = (
    ("中小企业", "中小微企业"),
    ("数量", "数"),
    ("情况", "相关情况"),
    ("集群", "产业集群"),
    ("近三年", "最近三年"),
    ("比例", "比重"),
    ("增速", "增长速度"),
    ("是否", "是否已"),
)


def _labels(filled: Filled, change: Callable[[str], str]) -> None:
    for line in filled.text.lines():
        line[:] = [piece if piece.slot or piece.xml else replace(piece, text=change(piece.text)) for piece in line]


def doubt(filled: Filled, place: str, *accepted: str) -> None:
    """From now on only these answers are right, besides telling that it is uncertain."""
    filled.truth[place] = replace(filled.truth[place], accepted=accepted)


# -- labels -----------------------------------------------------------------------------------------------------------


def half_width_labels(filled: Filled, _lot: random.Random) -> None:
    _labels(filled, lambda text: text.translate(HALF_WIDTH))


def spaced_labels(filled: Filled, _lot: random.Random) -> None:
    for _, row in filled.text.rows():
        for cell in row.cells:
            if cell.is_label and len(text_of_line(cell.lines[0])) <= 6:
                cell.lines = [[Piece(" ".join(text_of_line(line)))] for line in cell.lines]


def reword_labels(filled: Filled, lot: random.Random) -> None:
    """One label of three is worded a little otherwise."""
    for _, row in filled.text.rows():
        for cell in row.cells:
            if cell.is_label and lot.random() < 0.35:
                old, new = lot.choice(REWORDED)
                cell.lines = [
                    [piece if piece.slot else replace(piece, text=piece.text.replace(old, new)) for piece in line]
                    for line in cell.lines
                ]


def extend_labels(filled: Filled, lot: random.Random) -> None:
    """The applicant writes a remark into labels: it may not be lost."""
    for _, row in filled.text.rows():
        if row.cells[0].is_label and not cell_slot(row.cells[0]) and lot.random() < 0.15:
            note = f"（口径：{lot.choice(('规上企业', '统计局数据', '全口径'))}{lot.randint(10, 99)}）"
            row.cells[0].lines[-1].append(Piece(note))


def shorten_labels(filled: Filled, _lot: random.Random) -> None:
    """Words in parentheses and hints are deleted: （200字以内）, （注：勾选需提供佐证材料）."""
    for old in (
        "（200字以内）",
        "（注：勾选需提供佐证材料）",
        "（需提供清单及佐证材料）",
        "（需附情况说明）",
        "（年度当前值）",
    ):
        _labels(filled, lambda text, old=old: text.replace(old, ""))
    for _, row in filled.text.rows():
        for cell in row.cells:
            cell.lines = [line for line in cell.lines if any(piece.slot or piece.text for piece in line)] or [[]]


# -- answers at another place -----------------------------------------------------------------------------------------


def answers_in_labels(filled: Filled, lot: random.Random) -> None:
    """The answer behind the label, its own cell empty: right or told, never a blank without a word."""
    found = [one for one in filled.form.fields.values() if isinstance(one, Text | Number) and not _is_on_cover(one)]
    for one in lot.sample(found, min(3, len(found))):
        _, row, cell = filled.text.find_cell(one.id)
        at = next(number for number, other in enumerate(row.cells) if other is cell)
        text = _slot_text(cell, one.id)
        if at and text and len(cell.lines) == 1 and len(cell.lines[0]) == 1:
            row.cells[at - 1].lines[-1].append(Piece(f"：{text}"))
            cell.lines = [[Piece("", slot=one.id)]]


def _is_on_cover(one: Text | Number) -> bool:
    return bool(one.also) or (isinstance(one, Text) and (bool(one.suffixes) or "时间" in one.label))


def _slot_text(cell: Cell, slot: str) -> str:
    return "".join(piece.text for line in cell.lines for piece in line if piece.slot == slot)


def two_in_one_cell(filled: Filled, _lot: random.Random) -> None:
    """联系人 and 联系方式 of the second body typed into the first of both cells."""
    pairs = [
        one
        for one in filled.form.fields
        if one.endswith("_contact") and one.replace("contact", "phone") in filled.form.fields
    ]
    for contact in pairs[-1:]:
        phone = contact.replace("contact", "phone")
        _, _, first = filled.text.find_cell(contact)
        _, _, second = filled.text.find_cell(phone)
        first.lines[0].append(Piece(f" {_slot_text(second, phone)}", slot=contact))
        second.lines = [[Piece("", slot=phone)]]


def other_name_on_cover(filled: Filled, _lot: random.Random) -> None:
    """The cover has another name of the cluster than part 一: to be told."""
    name = filled.form.package.cluster
    cover = filled.text.sections[0]
    for block in cover.blocks:
        if isinstance(block, Paragraph):
            block.line = [
                replace(piece, text=f"{piece.text}旧名") if piece.slot == name else piece for piece in block.line
            ]
    doubt(filled, name)


# -- parts, headings, hints -------------------------------------------------------------------------------------------


def without_cover(filled: Filled, _lot: random.Random) -> None:
    """No cover and no instructions: what only the cover asks for is blank."""
    filled.text.sections = [one for one in filled.text.sections if one.id not in PARTS]
    slots = {piece.slot for line in filled.text.lines() for piece in line}
    for place, one in filled.form.places.items():
        if isinstance(one, Text) and place not in slots:
            filled.truth[place] = Truth((BLANK,), "")


def without_instructions(filled: Filled, _lot: random.Random) -> None:
    filled.text.sections = [one for one in filled.text.sections if one.id != "instructions"]


def without_hints(filled: Filled, _lot: random.Random) -> None:
    for section in filled.text.sections:
        section.blocks = [
            one for one in section.blocks if not isinstance(one, Paragraph) or one.kind not in ("hint", "note", "limit")
        ]


def filled_regions(filled: Filled, lot: random.Random) -> None:
    """省（区、市） on the cover becomes the word that applies."""
    for line in filled.text.lines():
        for piece in list(line):
            if not piece.slot and piece.text.startswith(("省（", "市（", "县（")):
                end = piece.text.index("）") + 1
                at = line.index(piece)
                line[at] = replace(piece, text=piece.text[0] + piece.text[end:])


def without_cover_hint(filled: Filled, _lot: random.Random) -> None:
    cover = filled.text.sections[0]
    cover.blocks = [
        one for one in cover.blocks if not isinstance(one, Paragraph) or not text_of_line(one.line).startswith("（")
    ]


def renumber_headings(filled: Filled, _lot: random.Random) -> None:
    """八、 is 8., 一、 is 1、, （一） is 1.1, in every heading."""
    numbers = dict(zip("一二三四五六七八九十", range(1, 11), strict=True))
    for section in filled.text.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph) and block.kind in ("h2", "h3", "h4") and block.line:
                first = block.line[0].text
                if first[:1] in numbers and first[1:2] == "、":
                    block.line[0] = replace(block.line[0], text=f"{numbers[first[0]]}. {first[2:]}")
                elif first[:1] == "（" and first[1:2] in numbers:
                    block.line[0] = replace(block.line[0], text=f"{numbers[first[1]]}） {first[3:]}")


def bare_headings(filled: Filled, _lot: random.Random) -> None:
    """Headings of the plan without any number."""
    for section in filled.text.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph) and block.kind in ("h3", "h4"):
                head, sign, rest = text_of_line(block.line).partition("、" if block.kind == "h3" else "）")
                if sign and len(head) < 3:
                    block.line = [Piece(rest)]


def headings_with_colon(filled: Filled, _lot: random.Random) -> None:
    for section in filled.text.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph) and block.kind in ("h3", "h4", "h5", "stage"):
                block.line = [*block.line, Piece("：")]


def pictures_and_tables_in_plan(filled: Filled, lot: random.Random) -> None:
    """A picture and a table of the applicant between the paragraphs of the plan."""
    for section in filled.text.sections:
        answers = [one for one in section.blocks if isinstance(one, Paragraph) and one.kind == "answer"]
        for block in answers[:2]:
            at = next(number for number, one in enumerate(section.blocks) if one is block)
            rows = [["项目", "金额"], [f"技改{lot.randint(100, 999)}", f"{lot.randint(1000, 9999)}"]]
            section.blocks[at + 1 : at + 1] = [Drawing(rows), Drawing()]
            filled.strays += rows[1]
            slot = next(piece.slot for piece in block.line if piece.slot)
            words = filled.truth[slot].words
            table = canonical("".join("".join(row) for row in rows))
            filled.truth[slot] = Truth((canonical(words), canonical(words) + table), words)


def inner_answers(inner: str) -> Manner:
    """Long answers in a table, text box or control within their cells."""

    def change(filled: Filled, lot: random.Random) -> None:
        for _, row in filled.text.rows():
            for cell in row.cells:
                slot = cell_slot(cell)
                if "." not in slot and slot and not cell.is_label and len(cell.lines) == 1 and lot.random() < 0.6:
                    cell.inner = inner

    return change


def fill_example(filled: Filled, _lot: random.Random) -> None:
    """Section of signatures filled in: words that are no answer, and may not be lost."""
    section = filled.text.sections[-1]
    for block in section.blocks:
        if isinstance(block, Table):
            block.rows[-1].cells[-1].lines.insert(0, [Piece("同意推荐该集群申报")])
            filled.strays.append("同意推荐该集群申报")


def footnoted(filled: Filled, lot: random.Random) -> None:
    """Marks of footnotes behind some figures; the note belongs to the look of the case."""
    reference = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="2"/></w:r>'
    places = [one for one in list_series(filled) if one.id]
    for one in lot.sample(places, 3):
        slot = f"{one.id}.{filled.form.years.actual[0]}"
        _, _, cell = filled.text.find_cell(slot)
        cell.lines[-1].append(Piece("", slot="", xml=reference))


def text_before_cover(filled: Filled, _lot: random.Random) -> None:
    """附件1 and a letter of the county before the form."""
    letter = "青溪县工业和信息化局关于报送材料的函"
    filled.text.sections.insert(
        0, Section("letter", [Paragraph("p", [Piece("附件1")]), Paragraph("p", [Piece(letter)])])
    )
    filled.strays.append(letter)


def attachments_behind(filled: Filled, lot: random.Random) -> None:
    """附件清单 with a table of enterprises behind the form."""
    rows: list[list[str]] = [["序号", "企业名称", "产值（万元）"]]
    rows += [[str(at), f"青溪第{at}阀门厂", str(lot.randint(100, 9999))] for at in range(1, 6)]
    table = Drawing(rows)
    filled.text.sections.append(Section("more", [Paragraph("h2", [Piece("附件：集群企业清单")]), table]))
    filled.strays += [row[1] for row in rows[1:]]


def typed_units(filled: Filled, _lot: random.Random) -> None:
    """数量：3个 becomes 数量 3 家 …: the printed unit is deleted."""
    for one in filled.form.fields.values():
        if isinstance(one, NamedList) and one.id:
            _, _, cell = filled.text.find_cell(
                f"{one.id}.count"
                if any(_slot_text_has(cell_line, f"{one.id}.count") for cell_line in filled.text.lines())
                else f"{one.id}.names"
            )
            for line in cell.lines:
                line[:] = [
                    replace(piece, text=piece.text.replace("个", "")) if not piece.slot else piece for piece in line
                ]


def _slot_text_has(line: Line, slot: str) -> bool:
    return any(piece.slot == slot for piece in line)


def all_nothing(filled: Filled, _lot: random.Random) -> None:
    """A form that says 无 in every short cell, as careless offices do."""
    for place, one in filled.form.places.items():
        if isinstance(one, Number | Series):
            _, _, cell = filled.text.find_cell(place)
            cell.lines = [
                [replace(piece, text=NOTHING) if piece.slot == place else piece for piece in line]
                for line in cell.lines
            ]
            filled.truth[place] = Truth((NOTHING,), NOTHING)


MANNERS: Mapping[str, Manner] = {
    "半角标点": half_width_labels,
    "标签加空格": spaced_labels,
    "标签改写": reword_labels,
    "标签加注": extend_labels,
    "删括注": shorten_labels,
    "删行": table_structures.delete_rows,
    "加行": table_structures.add_rows,
    "空行": table_structures.empty_rows,
    "年份倒排": table_structures.reverse_years,
    "合并年份": table_structures.merge_years,
    "拆合并格": table_structures.unmerge_cells,
    "表拆两半": table_structures.split_tables,
    "一张大表": table_structures.one_table,
    "答在标签": answers_in_labels,
    "两答一格": two_in_one_cell,
    "封面异名": other_name_on_cover,
    "删封面": without_cover,
    "删填报说明": without_instructions,
    "删提示": without_hints,
    "写明省市县": filled_regions,
    "删封面提示": without_cover_hint,
    "标题改号": renumber_headings,
    "标题无号": bare_headings,
    "标题加冒号": headings_with_colon,
    "规划插表图": pictures_and_tables_in_plan,
    "格中表": inner_answers("table"),
    "格中控件": inner_answers("control"),
    "格中文本框": inner_answers("box"),
    "签章意见": fill_example,
    "脚注": footnoted,
    "前有公函": text_before_cover,
    "后有附件": attachments_behind,
    "删单位": typed_units,
    "全填无": all_nothing,
    "加序号列": layout_changes.number_rows,
    "加备注列": layout_changes.remark_rows,
    "加单位列": layout_changes.unit_column,
    "行换序": layout_changes.exchange_rows,
    "行重复": layout_changes.copy_rows,
    "年份改写": layout_changes.reword_years,
    "规划入框": layout_changes.plan_in_table,
    "表改段落": layout_changes.table_as_paragraphs,
    "选项一行": layout_changes.options_on_one_line,
    "选项分行": layout_changes.options_one_a_line,
    "选项分格": layout_changes.options_in_cells,
    "选项加字": layout_changes.options_with_words,
    "选项加项": layout_changes.option_added,
    "封面联系人": layout_changes.cover_contact,
    "封面地区": layout_changes.cover_region_in_one,
    "域和控件": word_ways.form_fields,
    "隐藏文字": word_ways.hidden_examples,
    "标签断行": word_ways.broken_labels,
    "规划自动编号": word_ways.listed_prose,
    "标签改单位": word_ways.other_units,
    "年份移位": word_ways.other_years,
    "修订删行": word_ways.deleted_rows_tracked,
}
