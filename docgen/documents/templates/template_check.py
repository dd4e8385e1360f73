"""Check a Word template against its form: each slot of the form must occur once, in its part.

Users may type a template in Word: a slot may be split over runs, misspelt, or replaced by forbidden Jinja notation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from docgen.definitions.form import Form, Goals, Part
from docgen.documents.templates.part_titles import find_titles
from docgen.documents.word.wordml import LocatedParagraph, read_paragraphs
from docgen.errors import suggest_nearest
from docgen.problems.problem import Problem, Where, sort_problems

EXTRA_SLOTS = frozenset({"draft_mark"})
"""Slots that belong to no form; they are optional and allowed in any part."""

_TOKEN = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_SLOT = re.compile(r"\{\{\s*([A-Za-z_]\w*(?:\.\w+)*)\s*\}\}\Z")
_FOR = re.compile(r"\{%tr\s+for\s+([a-z_]+)\s+in\s+([A-Za-z_]\w*(?:\.\w+)*)\s*%\}\Z")
_ENDFOR = re.compile(r"\{%tr\s+endfor\s*%\}\Z")
_MERGE = re.compile(r"\{%\s*vm\s*%\}\Z")
_STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}|｛｛|｝｝|｛%|%｝")
_NOTATION = "允许的写法只有 {{ 栏目 }}，以及重复行的 {%tr for row in 栏目 %}、{%tr endfor %} 和 {% vm %}。"


@dataclass(frozen=True)
class _Token:
    """One tag as typed, with its part and its place in words."""

    text: str
    part: str
    paragraph: LocatedParagraph
    place: str


@dataclass(frozen=True)
class _TemplateSlotUse:
    """One use of a slot of the form."""

    slot: str
    part: str
    place: str


def check_template(docx: Path, form: Form) -> tuple[Problem, ...]:
    """Check that ``docx`` is a template of ``form``; returns the problems in order.

    Each problem names the slot, and the table, row, cell and text nearby. Raises InputError if it is no Word file.
    """
    return _TemplateCheck(docx, form).find_problems()


class _TemplateCheck:
    def __init__(self, docx: Path, form: Form) -> None:
        self.path = docx.name
        self.form = form
        self.paragraphs = read_paragraphs(docx)
        body = [(one.text, bool(one.table)) for one in self.paragraphs if one.story == "body"]
        self.titles = find_titles(body, form)
        self.found: list[Problem] = []
        self.uses: list[_TemplateSlotUse] = []

    def find_problems(self) -> tuple[Problem, ...]:
        """Run all checks and return the problems in order."""
        self._read_tokens()
        self._report_missing_titles()
        self._compare_slots()
        return sort_problems(self.found)

    def _add_problem(self, code: str, slot: str, message: str, hint: str) -> None:
        self.found.append(Problem(f"template.{code}", Where(self.path, slot=slot), message, hint))

    # -- reading the tokens ---------------------------------------------------------------------------------------

    def _iterate_tokens(self) -> Iterator[_Token]:
        part, nearby = self.form.parts[0].id, ""
        for number, paragraph in enumerate(self.paragraphs):
            part = self.titles[number].id if number in self.titles else part
            words = _TOKEN.sub("", paragraph.text).strip()
            nearby = words or nearby
            place = _format_place(paragraph, nearby)
            for text in _TOKEN.findall(paragraph.text):
                yield _Token(text, part, paragraph, place)
            if _STRAY.search(words):
                self._add_problem("construct", "", f"{place}有没有配对的花括号。", _NOTATION)

    def _read_tokens(self) -> None:
        loop: _Loop | None = None
        for token in self._iterate_tokens():
            if opening := _FOR.match(token.text):
                self._report_open_loop(loop)
                loop = self._open_loop(token, opening[1], opening[2])
            elif _ENDFOR.match(token.text):
                self._end_loop(token, loop)
                loop = None
            elif slot := _SLOT.match(token.text):
                self._read_slot(token, slot[1], loop)
            elif not (_MERGE.match(token.text) and loop):
                self._add_problem("construct", "", f"{token.place}有不允许的写法“{token.text}”。", _NOTATION)
        self._report_open_loop(loop)

    def _read_slot(self, token: _Token, name: str, loop: _Loop | None) -> None:
        if token.paragraph.story == "hidden":
            self._add_problem("construct", name, f"{token.place}有“{token.text}”。", "请删去；栏目只能写在正文里。")
        elif loop and name.startswith(f"{loop.variable}."):
            loop.items[name] += 1
        elif name not in EXTRA_SLOTS:
            self._record_use(token, name)

    def _record_use(self, token: _Token, name: str) -> None:
        if name in self.form.slots and not _is_repeated(self.form, name):
            self.uses.append(_TemplateSlotUse(name, token.part, token.place))
            return
        known = [slot for slot in (*self.form.slots, *EXTRA_SLOTS) if slot != name]
        hint = suggest_nearest(name, known, "请对照申报表的栏目名称改正或删去。")
        if _is_repeated(self.form, name):
            hint = f"这是可增加的行，应写成 {{%tr for row in {name} %}} 到 {{%tr endfor %}} 的重复行。"
        self._add_problem("unknown", name, f"{token.place}的“{name}”不是申报表可填的栏目。", hint)

    # -- rows that repeat -----------------------------------------------------------------------------------------

    def _open_loop(self, token: _Token, variable: str, slot: str) -> _Loop | None:
        if not _is_repeated(self.form, slot):
            known = [name for name in self.form.slots if _is_repeated(self.form, name)]
            hint = suggest_nearest(slot, known, "请对照申报表的栏目名称改正。")
            self._add_problem("unknown", slot, f"{token.place}重复行的“{slot}”不是可增加行的栏目。", hint)
        else:
            self.uses.append(_TemplateSlotUse(slot, token.part, token.place))
        if not token.paragraph.table:
            self._add_problem("loop", slot, f"{token.place}：重复行要写在表格里。", "请把它放进表格中单独的一行。")
        return _Loop(variable, slot, token.place, Counter())

    def _end_loop(self, token: _Token, loop: _Loop | None) -> None:
        if loop is None:
            hint = "请在要重复的行之前加一行 {%tr for row in 栏目 %}。"
            self._add_problem("loop", "", f"{token.place}有 {{%tr endfor %}}，前面没有对应的开头。", hint)
            return
        wanted = _list_items(self.form, loop)
        for name in wanted:
            if loop.items[name] == 0:
                self._add_problem("missing", loop.slot, f"{loop.place}的重复行里没有“{name}”。", "请补上这一项。")
            elif loop.items[name] > 1:
                hint = "请只保留一处。"
                self._add_problem(
                    "twice", loop.slot, f"{loop.place}的重复行里“{name}”出现了 {loop.items[name]} 次。", hint
                )
        for name in loop.items:
            if wanted and name not in wanted:
                hint = f"可用的有：{'、'.join(wanted)}。"
                self._add_problem("unknown", loop.slot, f"{loop.place}的重复行里没有“{name}”这一项。", hint)

    def _report_open_loop(self, loop: _Loop | None) -> None:
        if loop:
            hint = "请在要重复的行之后加一行 {%tr endfor %}。"
            self._add_problem("loop", loop.slot, f"{loop.place}的重复行没有结尾。", hint)

    # -- comparing with the form ----------------------------------------------------------------------------------

    def _report_missing_titles(self) -> None:
        for part in self._list_untitled_parts():
            message = f"找不到“{part.title}”的标题，它的栏目无法判断是否放对了部分。"
            self._add_problem("part", "", message, "请保留申报表原有的各部分标题，单独成段。")

    def _list_untitled_parts(self) -> list[Part]:
        # The first part needs no title: what stands before any title belongs to it.
        return [part for part in self.form.parts[1:] if part not in self.titles.values()]

    def _count_expected_slots(self) -> Mapping[str, Counter[str]]:
        """Count the expected uses of each slot by part; a part without a title is counted with the part before it."""
        untitled = {part.id for part in self._list_untitled_parts()}
        wanted: dict[str, Counter[str]] = {}
        home = self.form.parts[0].id
        for part in self.form.parts:
            home = home if part.id in untitled else part.id
            wanted.setdefault(home, Counter()).update(self.form.list_slots(part))
        return wanted

    def _compare_slots(self) -> None:
        wanted = self._count_expected_slots()
        left = {part: Counter(slots) for part, slots in wanted.items()}
        surplus = []
        for use in self.uses:
            if left[use.part][use.slot] > 0:
                left[use.part][use.slot] -= 1
            else:
                surplus.append(use)
        # After all exact matches, so that a misplaced slot is not taken for a missing one and a surplus one.
        for use in surplus:
            self._report_surplus(use, wanted, left)
        for part, slots in left.items():
            self._report_missing(part, list((+slots).elements()))

    def _report_surplus(
        self, use: _TemplateSlotUse, wanted: Mapping[str, Counter[str]], left: Mapping[str, Counter[str]]
    ) -> None:
        home = next((part for part, slots in left.items() if slots[use.slot] > 0), "")
        if home:
            left[home][use.slot] -= 1
        if home or not wanted[use.part][use.slot]:
            homes = [part for part in self.form.parts if wanted.get(part.id, Counter())[use.slot]]
            titles = "、".join(f"“{part.title}”" for part in homes)
            self._add_problem("misplaced", use.slot, f"{use.place}的“{use.slot}”应在{titles}。", "请移到那一部分。")
            return
        first = next(other for other in self.uses if (other.slot, other.part) == (use.slot, use.part))
        message = f"“{use.slot}”在{use.place}又出现了一次，第一次在{first.place}。"
        self._add_problem("twice", use.slot, message, "请只保留一处。")

    def _report_missing(self, part: str, slots: Sequence[str]) -> None:
        title = next(entry.title for entry in self.form.parts if entry.id == part)
        order = [slot for entry in self.form.parts for slot in self.form.list_slots(entry)]
        places = {use.slot: use.place for use in self.uses if use.part == part}
        for slot in slots:
            before = [name for name in order[: order.index(slot)] if name in places]
            after = f"，应在{places[before[-1]]}的“{before[-1]}”之后" if before else ""
            label = self.form.slots[slot].label
            self._add_problem(
                "missing", slot, f"“{title}”里缺少“{slot}”（{label}）{after}。", f"请补上 {{{{ {slot} }}}}。"
            )


@dataclass
class _Loop:
    """A repeated row that is not closed yet: its variable, its slot, its beginning, and the items used in it."""

    variable: str
    slot: str
    place: str
    items: Counter[str]


def _is_repeated(form: Form, slot: str) -> bool:
    return slot.endswith(".own") and isinstance(form.slots.get(slot), Goals)


def _list_items(form: Form, loop: _Loop) -> tuple[str, ...]:
    field = form.slots.get(loop.slot)
    columns: Iterable[str] = field.columns if isinstance(field, Goals) else ()
    return tuple(f"{loop.variable}.{item}" for item in ("label", *columns)) if columns else ()


def _format_place(paragraph: LocatedParagraph, nearby: str) -> str:
    if paragraph.story == "hidden":
        return "文件的属性或域代码里"
    where = "页眉页脚" if paragraph.story == "margin" else "表格之外"
    if paragraph.table:
        where = f"第{paragraph.table}个表格第{paragraph.row}行第{paragraph.cell}格"
    return f"{where}（“{nearby[:20]}”附近）" if nearby else where
