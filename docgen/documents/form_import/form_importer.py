"""A new form of a blank official one in Word: :func:`import_form`. Docs: docs/templates.md, “A new round”."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from docgen.definitions.catalog import Catalog
from docgen.definitions.definition_writer import convert_record
from docgen.definitions.form import Form
from docgen.definitions.form_words import FormWords
from docgen.definitions.notice import Notice
from docgen.documents.alignment.form_alignment import FormAlignment
from docgen.documents.form_import.blank_layout import BlankLayout, read_blank_layout
from docgen.documents.form_import.carried_rules import iterate_texts
from docgen.documents.form_import.draft_names import FieldNames
from docgen.documents.form_import.form_builder import build_form, name_fields, name_layout
from docgen.documents.form_import.form_draft import FormDraft, draft_form
from docgen.documents.form_import.known_form import KnownForm, load_known_form
from docgen.documents.form_import.like_carry import carry_over
from docgen.documents.form_import.like_matching import FieldMatch, align_known_form, match_fields
from docgen.documents.form_import.like_names import take_names
from docgen.documents.form_import.notice_draft import draft_notice
from docgen.documents.templates.form_layout import (
    FormLayout,
    LayoutCell,
    LayoutParagraph,
    LayoutTable,
    RowGroup,
)
from docgen.errors import InputError
from docgen.project.word.word_document import WordDocument
from docgen.values import shorten_text

_MANY_ANSWERS = 5
"""From so many places with words on, a form has been filled in; a few may be new official words."""
_SURE = 0.9
"""The least likeness of the official words around a place where an answer is surely one."""
_LEAST_MATCHED = 0.3
"""The least share of the known form's fields that a form of its kind has."""


@dataclass(frozen=True)
class ImportedForm:
    """The definition of a new form, its layout and notice, and how it was found.

    ``known`` is the form that it is like (None without one), ``matches`` the fields that both have, ``gone`` those that
    only the known form has. ``lost`` has the rules that could not be carried: their section, the names that are gone.
    """

    form: Form
    layout: FormLayout
    notice: Notice
    left_out: tuple[str, ...]
    known: KnownForm | None = None
    matches: tuple[FieldMatch, ...] = ()
    ids: Mapping[int, str] | None = None
    """The id of each draft of ``matches`` in the new form, by the identity of the draft."""
    lost: tuple[tuple[str, str], ...] = ()

    @property
    def gone(self) -> tuple[str, ...]:
        """The ids of the fields that the new form does not ask for any more."""
        found = {match.known.id for match in self.matches}
        return tuple(name for name in self.known.form.fields if name not in found) if self.known else ()

    @property
    def new(self) -> tuple[str, ...]:
        """The ids of the fields that the known form does not have."""
        found = {(self.ids or {})[id(match.draft)] for match in self.matches}
        return tuple(name for name in self.form.fields if name not in found)


def import_form(
    document: WordDocument,
    form_id: str,
    catalog: Catalog,
    like: str = "",
    years: Sequence[int] = (),
    shown: str = "",
) -> ImportedForm:
    """Return the form that a blank official document defines; ``like`` is the id of the known form that it is like.

    ``years`` are those of its columns where it does not print them; ``shown`` is the name of the file in messages.
    Raises InputError, in Chinese, where the document is filled in, has nothing to fill in, or is not like that form.
    """
    words = catalog.load_form_words()
    blank = read_blank_layout(document, words, shown)
    draft = draft_form(blank.layout, words, years)
    known = load_known_form(catalog, like, draft.years.actual[-1]) if like else None
    matches = _match(draft, blank, document, known, words, shown) if known else []
    taken = {id(one.draft): take_names(one, words) for one in matches if one.likeness.keeps_id}
    names = name_fields(draft, words, taken)
    draft.review.append(f"通知 {form_id}-notice 是由空白表得出的，文号、截止日期、份数和清单请照通知补")
    form = build_form(draft, names, words, form_id, shown or "官方空白表")
    layout = name_layout(blank.layout, draft, names, f"{form.title}（{form.edition}）")
    if known is None:
        return ImportedForm(form, layout, draft_notice(form, None), blank.left_out)
    carried = carry_over(form, known.form, matches, _name_requirements(draft, names))
    lost = (*carried.lost, *_list_lost_criteria(catalog, known.form, carried.form))
    ids = {key: one.id for key, one in names.items()}
    notice = draft_notice(carried.form, known.notice)
    room = _carry_room(layout, known.layout)
    return ImportedForm(carried.form, room, notice, blank.left_out, known, tuple(matches), ids, lost)


def _match(
    draft: FormDraft, blank: BlankLayout, document: WordDocument, known: KnownForm, words: FormWords, shown: str
) -> list[FieldMatch]:
    """Return the fields that both forms have; what is doubtful is to be confirmed. InputError where few are alike."""
    alignment = align_known_form(document, known)
    matches = match_fields(draft, blank, alignment, known, words)
    share = len(matches) / len(known.form.fields)
    if share < _LEAST_MATCHED:
        message = f"这张表不像 {known.id}：{len(known.form.fields)} 个栏目只对得上 {len(matches)} 个（{share:.0%}）。"
        raise InputError(message, remedy="若是另一种申报表，请不要写 --like，作为新的一种导入。", path=shown)
    _refuse_answers(alignment, known, shown)
    for one in matches:
        if not one.likeness.keeps_id:
            text = f"与 {known.id} 的 {one.known.id} 相近，但{one.reason}；确认是同一问题，才把 id 改为它"
            one.draft.review.append(text)
    return matches


def _refuse_answers(alignment: FormAlignment, known: KnownForm, shown: str) -> None:
    """Raise InputError where words stand in many places where the known form has its answers."""
    found = (match for match in alignment.list_slots() if match.text and match.slot in known.form.slots)
    answers = [match for match in found if match.score >= _SURE and not match.doubt]
    if len(answers) >= _MANY_ANSWERS:
        place, text = answers[0].place, shorten_text(answers[0].text, 20)
        where = place.describe() if place else ""
        message = f"这张表像是填过的：{where}等 {len(answers)} 处写着字（“{text}”），在 {known.id} 里那是填答案的地方。"
        raise InputError(message, remedy="请给官方发布的空白表；要读填好的表，请用 docgen read。", path=shown)


def _name_requirements(draft: FormDraft, names: Mapping[int, FieldNames]) -> dict[str, list[str]]:
    return {names[id(one)].id: draft.requirements.get(id(one), []) for one in draft.iterate_fields()}


def _list_lost_criteria(catalog: Catalog, known: Form, form: Form) -> Iterator[tuple[str, str]]:
    """Yield each profile of criteria that speaks of fields which the new form does not have any more."""
    gone = known.fields.keys() - form.fields.keys()
    for name in catalog.list_criteria_ids():
        texts = set(iterate_texts(convert_record(catalog.load_criteria(name))))
        if found := [one for one in known.fields if one in gone & texts]:
            yield f"认定标准 {name}", "、".join(found)


def _carry_room(layout: FormLayout, known: FormLayout) -> FormLayout:
    """Return the layout with the room and the alignment that cells of the same answers have in the known one."""
    cells: dict[str, LayoutCell] = {}
    for section in known.sections:
        for block in section.blocks:
            for row in () if isinstance(block, LayoutParagraph) else block.rows:
                cells |= {slot: cell for cell in row.cells for slot in _list_cell_slots(cell)[:1]}
    sections = []
    for section in layout.sections:
        blocks: list[LayoutParagraph | LayoutTable] = []
        for block in section.blocks:
            if isinstance(block, LayoutParagraph):
                blocks.append(block)
                continue
            rows = [
                replace(row, cells=tuple(_carry_cell(cell, cells) for cell in row.cells)) if not row.each else row
                for row in block.rows
            ]
            blocks.append(replace(block, groups=tuple(RowGroup((row,)) for row in rows)))
        sections.append(replace(section, blocks=tuple(blocks)))
    return replace(layout, sections=tuple(sections))


def _carry_cell(cell: LayoutCell, known: Mapping[str, LayoutCell]) -> LayoutCell:
    slots = _list_cell_slots(cell)
    old = known.get(slots[0]) if slots else None
    if old is None or old.is_label != cell.is_label:
        return cell
    return replace(cell, classes=old.classes, least_lines=old.least_lines)


def _list_cell_slots(cell: LayoutCell) -> list[str]:
    return [slot for line in cell.lines for slot in line.slots]
