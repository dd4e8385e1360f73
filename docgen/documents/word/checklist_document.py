"""The evidence checklist (佐证材料清单) as a Word template's slots and as an Excel sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from docgen.definitions.notice import Notice
from docgen.documents.printed_answers import PARAGRAPH, SlotValue
from docgen.documents.sheets.sheet import LONGEST_TEXT, Band, PrintableSheet, PrintColumn, SheetRow
from docgen.rules.evidence.evidence_checklist import CheckedItem
from docgen.runtime.file_names import count_units

Pages = Mapping[str, str]
"""The printed page numbers of each evidence item that is in the package (61—71), by its number."""

_COLUMNS = (
    PrintColumn("序号", 6, centred=True),
    PrintColumn("佐证材料", 36),
    PrintColumn("是否需要及依据", 30),
    PrintColumn("文件", 28),
    PrintColumn("页码", 10, centred=True),
    PrintColumn("状态", 7, centred=True),
)


@dataclass(frozen=True)
class Checklist:
    """A checklist ready to be written: the cluster, the notice, and the items with their page numbers."""

    cluster: str
    notice: Notice
    items: Sequence[CheckedItem]
    pages: Pages

    def build_slots(self) -> dict[str, SlotValue]:
        """Build the slots of the Word template of the checklist."""
        groups = tuple(
            {"heading": heading, "rows": tuple(self._build_word_row(item) for item in items)}
            for heading, items in self._group_items()
        )
        return {
            "title": self.notice.evidence_title,
            "cluster": self.cluster,
            "notice_title": self.notice.title,
            "note": self.notice.evidence_note,
            "groups": groups,  # type: ignore[dict-item]
        }

    def build_sheet(self) -> PrintableSheet:
        """Build the same checklist as a sheet for Excel."""
        rows: list[SheetRow] = []
        for heading, items in self._group_items():
            rows.append(Band(heading))
            rows += [self._build_excel_row(item) for item in items]
        note = (self.notice.evidence_note,) if self.notice.evidence_note else ()
        head = (f"集群名称：{self.cluster}", f"依据：{self.notice.title}", *note)
        title = self.notice.evidence_title
        return PrintableSheet(title, title, head, _COLUMNS, tuple(rows))

    def _group_items(self) -> Iterator[tuple[str, list[CheckedItem]]]:
        for heading, items in groupby(self.items, key=lambda item: item.heading):
            yield heading, list(items)

    def _build_word_row(self, item: CheckedItem) -> dict[str, str]:
        return {
            "number": item.item.number,
            "title": item.item.title,
            "need": format_need(item),
            "files": PARAGRAPH.join(_list_titles(item)),
            "pages": self.pages.get(item.item.number, "").replace("、", PARAGRAPH),
            "state": item.state.value,
        }

    def _build_excel_row(self, item: CheckedItem) -> SheetRow:
        number: str | int = int(item.item.number) if item.item.number.isdecimal() else item.item.number
        files = _join_titles(tuple(_list_titles(item)))
        return (
            number,
            item.item.title,
            format_need(item),
            files,
            self.pages.get(item.item.number, ""),
            item.state.value,
        )


def _list_titles(item: CheckedItem) -> Iterator[str]:
    """List the titles under an item: the lists that docgen makes, then the applicant's files."""
    yield from item.generated.titles
    yield from (file.title for file in item.files)


def _join_titles(titles: Sequence[str]) -> str:
    """Join the titles, a line each, as far as one cell of Excel holds them; the rest is counted."""
    lines = "\n".join(titles)
    if count_units(lines) <= LONGEST_TEXT:
        return lines
    rest = f"\n等 {len(titles)} 个"
    room = LONGEST_TEXT - count_units(rest)
    sizes = accumulate(count_units(title) + 1 for title in titles)
    return "\n".join(title for title, size in zip(titles, sizes, strict=True) if size <= room + 1) + rest


def format_need(item: CheckedItem) -> str:
    """Format the need for an item in words, with the answers that need it."""
    if item.is_needed:
        return f"需要：{'；'.join(item.reasons)}"
    return f"不需要：{item.item.retired}" if item.item.retired else "不需要"
