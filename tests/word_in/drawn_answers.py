"""Answers for every place of a form, drawn from a seed, with what is typed for each and what may be read from it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import typed_figures
import typed_lists
from docgen.definitions.form import (
    Choice,
    Choices,
    Field,
    Form,
    Goals,
    Indicator,
    LongText,
    Matrix,
    NamedList,
    Narrative,
    Number,
    Series,
    Text,
    iterate_slots,
)
from typed_figures import Figure, Typed

NOTHING = "无"
BLANK = ""


@dataclass(frozen=True)
class Truth:
    """The answers that are right at a place, in canonical form (see :func:`canonical`), and the words in the document.

    Without any the place must be told as uncertain. A blank is the empty text.
    """

    accepted: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Writing:
    """Manners of writing, each drawn anew for each place; rates are those of blanks and of 无."""

    figures: Sequence[str] = typed_figures.SAFE
    names: Sequence[str] = typed_lists.SAFE
    nothings: Sequence[str] = (NOTHING,)
    nothing_rate: float = 0.04
    blank_rate: float = 0.0
    has_odd_names: bool = False
    paragraphs: int = 2
    own_rows: tuple[int, int] = (0, 2)
    dates: Sequence[str] = ("{y}年{m}月{d}日",)
    prose: str = "plain"


@dataclass
class Drawn:
    """Texts by slot, whole cells by field, options by field, own rows by slot, and the truth by place."""

    texts: dict[str, str] = field(default_factory=dict)
    wholes: dict[str, str] = field(default_factory=dict)
    ticked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rows: dict[str, list[Mapping[str, str]]] = field(default_factory=dict)
    truth: dict[str, Truth] = field(default_factory=dict)


def canonical(*parts: str) -> str:
    """A text without any blanks, as texts are compared."""
    return re.sub(r"\s+", "", "".join(parts))


def draw_answers(form: Form, lot: random.Random, writing: Writing) -> Drawn:
    """Draw an answer for every place of the form."""
    drawn = Drawn()
    for one in form.fields.values():
        _draw_field(form, one, lot, writing, drawn)
    return drawn


def _draw_field(form: Form, one: Field, lot: random.Random, writing: Writing, drawn: Drawn) -> None:
    match one:
        case Text():
            _draw_short(form, one, lot, writing, drawn)
        case LongText():
            paragraphs = lot.randint(1, writing.paragraphs)
            text = NOTHING if lot.random() < 0.05 else typed_lists.draw_text(lot, one.limit - 10, paragraphs)
            _put(drawn, one.id, text, (text,))
        case Number() | Series() | Matrix():
            for slot in iterate_slots(one, form.years):
                is_whole = isinstance(one, Matrix) or one.whole
                is_signed = not isinstance(one, Matrix) and one.signed
                value = _draw_value(lot, is_whole, is_signed, None if isinstance(one, Matrix) else one.maximum)
                _put_figure(drawn, slot, Figure(value, one.unit, is_signed), lot, writing)
        case Choice():
            chosen = (lot.choice(list(one.options)),)
            _tick(drawn, one, chosen)
        case Choices():
            options = list(one.options)
            chosen = tuple(option for option in options if lot.random() < 0.55) or (lot.choice(options),)
            _tick(drawn, one, chosen)
        case NamedList():
            _draw_names(one, lot, writing, drawn)
        case Narrative():
            for slot in iterate_slots(one, form.years):
                text = _draw_prose(lot, writing.prose)
                _put(drawn, slot, text, (text,))
        case Goals():
            _draw_goals(one, lot, writing, drawn)
        case _:
            pass


def _put(drawn: Drawn, place: str, text: str, accepted: Iterable[str]) -> None:
    drawn.texts[place] = text
    drawn.truth[place] = Truth(tuple(canonical(one) for one in accepted), text)


def _draw_short(form: Form, one: Text, lot: random.Random, writing: Writing, drawn: Drawn) -> None:
    if one.suffixes:
        name = lot.choice(typed_lists.PLACES)
        _put(drawn, one.id, name, (name, *(name + suffix for suffix in one.suffixes)))
    elif one.id == form.package.date:
        day = {"y": lot.randint(2022, 2026), "m": lot.randint(1, 12), "d": lot.randint(1, 28)}
        text = lot.choice(writing.dates).format(**day)
        _put(drawn, one.id, text, (text, "{y}年{m}月{d}日".format(**day)))
    elif "联系方式" in one.label:
        text = lot.choice(("0571-8765{0}", "138{0}0099", "（0571）8765{0}", "8765{0}转801")).format(
            lot.randint(1000, 9999)
        )
        _put(drawn, one.id, text, (text,))
    elif "联系人" in one.label:
        name = typed_lists.draw_person(lot)
        _put(drawn, one.id, name, (name,))
    else:
        name = typed_lists.draw_name(lot, writing.has_odd_names)
        _put(drawn, one.id, name, (name,))


def _draw_value(lot: random.Random, is_whole: bool, is_signed: bool, maximum: Decimal | None) -> Decimal:
    if is_whole:
        return Decimal(lot.choice((0, lot.randint(1, 9), lot.randint(10, 999), lot.randint(1000, 40_000))))
    most = 10_000 if maximum is not None or is_signed else lot.choice((900, 90_000, 3_000_000))
    value = Decimal(lot.randint(10, most)) / 100
    return -value if is_signed and lot.random() < 0.3 else value


def _put_figure(drawn: Drawn, place: str, figure: Figure, lot: random.Random, writing: Writing) -> None:
    chance = lot.random()
    if chance < writing.blank_rate:
        _put(drawn, place, BLANK, (BLANK,))
    elif chance < writing.blank_rate + writing.nothing_rate:
        _put(drawn, place, lot.choice(writing.nothings), (NOTHING,))
    else:
        typed = typed_figures.MANNERS[lot.choice(writing.figures)](figure, lot)
        _put(drawn, place, typed.text, typed.accepted)


def _tick(drawn: Drawn, one: Choice | Choices, chosen: tuple[str, ...]) -> None:
    drawn.ticked[one.id] = chosen
    drawn.truth[one.id] = truth_of_options(one, chosen)


def truth_of_options(one: Choice | Choices, chosen: Iterable[str]) -> Truth:
    """The truth of a field whose options are ticked beyond doubt."""
    return Truth((",".join(sorted(chosen)),), "")


def _draw_names(one: NamedList, lot: random.Random, writing: Writing, drawn: Drawn) -> None:
    if lot.random() < 0.2:
        manner = typed_lists.EMPTY_MANNERS[lot.choice(sorted(typed_lists.EMPTY_MANNERS))]
    else:
        names = [typed_lists.draw_name(lot, writing.has_odd_names) for _ in range(lot.randint(1, 5))]
        manner = typed_lists.MANNERS[lot.choice(writing.names)](list(dict.fromkeys(names)), lot)
    accepted = [BLANK if names is None else "、".join(names) or NOTHING for names in manner.accepted]
    drawn.texts[f"{one.id}.count"] = manner.count
    drawn.texts[f"{one.id}.names"] = manner.names
    if manner.whole:
        drawn.wholes[one.id] = manner.whole
    words = manner.whole or manner.names or manner.count
    drawn.truth[one.id] = Truth(tuple(canonical(names) for names in accepted), words)


def _draw_goals(one: Goals, lot: random.Random, writing: Writing, drawn: Drawn) -> None:
    for direction in one.directions:
        for indicator in direction.indicators:
            for column in one.columns:
                _draw_goal(f"{one.id}.{direction.id}.{indicator.id}.{column}", indicator, lot, writing, drawn)
        if direction.own:
            slot = f"{one.id}.{direction.id}.own"
            rows = [_draw_own_row(one, lot) for _ in range(lot.randint(*writing.own_rows))]
            drawn.rows[slot] = rows
            drawn.truth[slot] = truth_of_rows(rows)


def truth_of_rows(rows: Sequence[Mapping[str, str]]) -> Truth:
    """The truth of indicators that the applicant added."""
    words = "".join(text for row in rows for text in row.values())
    return Truth((canonical(words),), words)


def _draw_goal(place: str, indicator: Indicator, lot: random.Random, writing: Writing, drawn: Drawn) -> None:
    if not indicator.unit:
        text = typed_lists.draw_text(lot, 90)
        _put(drawn, place, text, (text,))
        return
    value = _draw_value(lot, indicator.unit in "家个", indicator.signed, indicator.maximum)
    figure = Figure(value, indicator.unit, indicator.signed)
    manners = [name for name in writing.figures if name not in typed_figures.OF_COUNTS]  # a goal may have decimals
    typed: Typed = typed_figures.MANNERS[lot.choice(manners)](figure, lot)
    _put(drawn, place, typed.text, [one + unit for one in typed.accepted for unit in ("", indicator.unit)])


def _draw_own_row(one: Goals, lot: random.Random) -> Mapping[str, str]:
    label = lot.choice(
        ("绿色工厂数量", "集群品牌价值", "高技能人才（人）", "标准制修订数", "培训人次", "上市企业数")
    ) + str(lot.randint(1, 99))
    return {"label": label, **{column: f"{lot.randint(2, 800)}{lot.choice('家项个次')}" for column in one.columns}}


def _draw_prose(lot: random.Random, manner: str) -> str:
    """Paragraphs under a heading of the plan; numbered ones look like official headings and are none."""
    paragraphs = [typed_lists.draw_text(lot, 120) for _ in range(lot.randint(1, 4))]
    if manner == "blank" and lot.random() < 0.4:
        return BLANK
    if manner == "numbered":
        heads = ("（{}）", "{}.", "（{}）", "{}、", "（{}）")
        names = ("产业规模持续扩大", "创新能力不断增强", "企业培育成效明显", "开放合作走深走实")
        return "\n".join(
            line
            for at, text in enumerate(paragraphs)
            for line in ((lot.choice(heads).format("一二三四"[at]) + names[at]), f"{at + 1}.{text}")
        )
    return "\n".join(paragraphs)
