"""Check a layout against its form: each slot of a part must be in the section of that part, once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docgen.definitions.form import Form, Part
from docgen.documents.templates.template_check import EXTRA_SLOTS
from docgen.errors import DefinitionError, find_nearest, suggest_nearest

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_PLACE = re.compile(
    r'<section\b[^>]*\bid="(?P<section>[^"]*)"'
    r"|\{\{ (?P<slot>[^{}]+) \}\}"
    r'|\bdata-slot="(?P<in_place>[^"]*)"'
    r'|\bdata-each="(?P<item>\w+) in (?P<each>[^"]*)"'
)


@dataclass(frozen=True)
class _LayoutSlotUse:
    """One slot in the layout: its name, its section and its line."""

    slot: str
    section: str
    line: int


def check_layout(html: Path, form: Form) -> None:
    """Raise DefinitionError, with file, line and nearest name, if the slots of the layout differ from the form's."""
    if not html.is_file():
        remedy = "请照 docs/templates.md 写一份；可从别的申报表的 form.html 改起。"
        raise DefinitionError("没有这个版式文件。", remedy=remedy, path=html)
    fault = next(_LayoutCheck(html, form).find_faults(), None)
    if fault:
        raise fault


class _LayoutCheck:
    def __init__(self, html: Path, form: Form) -> None:
        self.html = html
        self.form = form
        self.sections: dict[str, int] = {}
        self.uses: list[_LayoutSlotUse] = []
        text = html.read_text("utf-8")
        # Line breaks of comments are kept, so that the line numbers of the faults stay right.
        self._read(_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text))

    def find_faults(self) -> Iterator[DefinitionError]:
        """Yield each fault; unknown slots come first, because a misspelt slot is also a missing one."""
        yield from (fault for use in self.uses for fault in self._check_unknown(use))
        for part in self.form.parts:
            if part.id not in self.sections:
                yield self._build_section_fault(part)
            else:
                yield from self._check_repeated(part)
                yield from self._check_missing(part)

    def _read(self, text: str) -> None:
        section, items = "", set()
        for found in _PLACE.finditer(text):
            line = text.count("\n", 0, found.start()) + 1
            if found["section"] is not None:
                section = found["section"]
                self.sections.setdefault(section, line)
                continue
            items |= {found["item"]} if found["item"] else set()
            name = found["slot"] or found["in_place"] or found["each"]
            if name.split(".")[0] not in items and name not in EXTRA_SLOTS:
                self.uses.append(_LayoutSlotUse(name, section, line))

    def _check_unknown(self, use: _LayoutSlotUse) -> Iterator[DefinitionError]:
        homes = [part for part in self.form.parts if use.slot in self.form.list_slots(part)]
        if not homes:
            here = [slot for part in self.form.parts if part.id == use.section for slot in self.form.list_slots(part)]
            remedy = suggest_nearest(use.slot, here, suggest_nearest(use.slot, self.form.slots))
            yield self._build_fault(
                f"申报表没有“{use.slot}”这个栏目。", remedy or "请对照申报表的栏目名称改正。", use.line
            )
        elif use.section not in [part.id for part in homes]:
            titles = "、".join(f"“{part.title}”" for part in homes)
            yield self._build_fault(f"“{use.slot}”应在{titles}。", "请移到那一部分。", use.line)

    def _check_repeated(self, part: Part) -> Iterator[DefinitionError]:
        first: dict[str, int] = {}
        for use in self.uses:
            if use.section != part.id:
                continue
            if use.slot in first:
                message = f"“{use.slot}”在“{part.title}”里出现了两次，第一次在第 {first[use.slot]} 行。"
                missing = Counter(self.form.list_slots(part)) - Counter(self._list_slots(part))
                yield self._build_fault(message, suggest_nearest(use.slot, missing, "请只保留一处。"), use.line)
            first.setdefault(use.slot, use.line)

    def _check_missing(self, part: Part) -> Iterator[DefinitionError]:
        lines = {use.slot: use.line for use in self.uses if use.section == part.id}
        before = ""
        for slot in self.form.list_slots(part):
            if slot not in lines:
                line = lines.get(before, self.sections[part.id])
                after = f"，应在“{before}”之后" if before else ""
                message = f"“{part.title}”里缺少“{slot}”（{self.form.slots[slot].label}）{after}。"
                yield self._build_fault(message, f"请补上 {{{{ {slot} }}}}。", line)
            before = slot if slot in lines else before

    def _build_section_fault(self, part: Part) -> DefinitionError:
        known = [part.id for part in self.form.parts]
        spare = [name for name in self.sections if name not in known]
        near = find_nearest(part.id, spare)
        remedy = f"“{near}”是不是“{part.id}”？" if near else f'请补上 <section id="{part.id}">。'
        message = f"版式里没有“{part.title}”这一部分。"
        return self._build_fault(message, remedy, self.sections[near] if near else 1)

    def _list_slots(self, part: Part) -> list[str]:
        return [use.slot for use in self.uses if use.section == part.id]

    def _build_fault(self, message: str, remedy: str, line: int) -> DefinitionError:
        return DefinitionError(message, remedy=remedy, path=self.html, line=line)
