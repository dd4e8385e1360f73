"""Statements read in prose: a subject, its figure, the year, and the sentence.

A sentence is read item by item, between commas, 、 and 和. A figure belongs to a subject where only known words are
in the item. What is said of a single enterprise, of another area, of a part of something else, of a change (新增) or
of a time that is no year of the form is left out, and so is everything behind it that may still be about the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from docgen.definitions.written_figures import WrittenFigure
from docgen.rules.consistency.written_numbers import Quantity
from docgen.rules.consistency.written_words import Dictionary, Kind, Word, leads_to_cluster


class Stated(Enum):
    """The figure that is stated: the level, its growth in a year, its mean growth, or a growth that is not defined."""

    LEVEL = ""
    YEARLY = "增速"
    AVERAGE = "年均增速"
    RISE = "增长率"


@dataclass(frozen=True)
class Statement:
    """One figure of one subject (by its number). ``year`` is None where the text names none.

    ``is_present`` is said of 目前, which may be later than the last year of the form.
    """

    subject: int
    measure: Stated
    quantity: Quantity
    words: str
    year: int | None
    is_present: bool
    sentence: str


@dataclass(frozen=True)
class _Figure:
    """One figure of a group: its words, the years named before it, and whether a change begins there (由34.46亿元)."""

    word: Word
    years: tuple[int, ...] = ()
    origin: bool = False


@dataclass
class _Group:
    """Subjects and the figures that follow them, as far as they are read."""

    subjects: list[int] = field(default_factory=list)
    measure: Stated = Stated.LEVEL
    figures: list[_Figure] = field(default_factory=list)
    years: tuple[int, ...] = ()
    each: bool = False
    three_years: bool = False
    is_total: bool = False


@dataclass
class _Context:
    """The state of a sentence.

    ``is_vague``: a year that is none of the form was named beside words that are not understood. ``closed``: the
    rest is about something else, until 集群 is named again where it ``may_reopen``. ``loose``: it may be about a
    single enterprise; ``about_firm``: it is; ``about_all``: it has been about the whole cluster. ``last``: the last
    subject, and whether 其中 behind it narrows nothing.
    """

    sentence: str
    years: tuple[int, ...] = ()
    is_present: bool = False
    is_vague: bool = False
    closed: bool = False
    may_reopen: bool = False
    spoilt_list: bool = False
    loose: bool = False
    about_firm: bool = False
    about_all: bool = False
    last: tuple[int, bool] | None = None
    narrowed: bool = False


_GROWTHS = {Kind.YEARLY: Stated.YEARLY, Kind.AVERAGE: Stated.AVERAGE, Kind.RISE: Stated.RISE}
_ENTERPRISES = "家"
_PROGRESS = (
    "加大",
    "增强",
    "提升",
    "壮大",
    "加快",
    "提高",
    "完善",
    "显著",
    "明显",
    "凸显",
    "见效",
    "扩大",
    "优化",
    "深化",
    "改善",
    "突出",
    "活跃",
    "提速",
    "增长",
    "攀升",
    "加强",
    "夯实",
    "提质",
    "向好",
)
_CALLED = ("是", "为", "入选", "获评", "获", "认定", "属于", "列为", "升级")
_WALLS = {Kind.OTHER, Kind.FIRM, Kind.AREA, Kind.CHANGE, Kind.FUTURE, Kind.PERIOD}


class StatementReader:
    """Reader of the statements of one form's texts; ``names`` are those of the cluster, ``actual`` the form's years."""

    def __init__(self, figures: Sequence[WrittenFigure], names: Sequence[str], actual: tuple[int, ...]) -> None:
        self._figures = figures
        self._actual = actual
        subjects = [(word, number) for number, one in enumerate(figures) for word in one.words]
        self._dictionary = Dictionary(subjects, names)

    def read(self, paragraph: Sequence[str], is_ahead: bool = False) -> Iterator[Statement]:
        """Yield the statements of a paragraph, given as its sentences; in one about the future, plans are read too."""
        about_firm = outside = False
        for sentence in paragraph:
            words = self._dictionary.split(sentence)
            context = _Context(sentence, loose=about_firm, is_vague=outside, about_all=is_ahead)
            yield from self._read_sentence(words, context, is_ahead)
            kinds = {word.kind for word in words}
            about_firm = context.about_firm or (about_firm and Kind.CLUSTER not in kinds)
            years = [word.years[-1] for word in words if word.years]
            outside = bool(years) and years[-1] not in self._actual

    def _read_sentence(self, words: Sequence[Word], context: _Context, is_ahead: bool) -> Iterator[Statement]:
        for clause in _split(words, {Kind.BREAK}):
            group: _Group | None = None
            context.spoilt_list = False
            for item in _split_at_growth(_split(clause, {Kind.JOIN})):
                following = self._read_item(item, group, context, is_ahead)
                if group and following is not group:
                    yield from self._state(group, context)
                group = following
            if group:
                yield from self._state(group, context)

    def _read_item(
        self, item: Sequence[Word], group: _Group | None, context: _Context, is_ahead: bool
    ) -> _Group | None:
        """Read one item; return the group that it belongs to, None where it is not understood."""
        item = self._reopen(item, context)
        walls = {word.kind for word in item} & (_WALLS - ({Kind.FUTURE} if is_ahead else set()))
        if walls:
            self._note_walls(item, walls, context)
            return None
        if context.closed or context.spoilt_list:
            return None
        kinds = {word.kind for word in item}
        if Kind.SUBJECT in kinds or kinds & _GROWTHS.keys() or Kind.ARRIVAL in kinds:
            fresh = self._open_group(item, context)
            if fresh and group and not group.figures:
                fresh.subjects = [*group.subjects, *fresh.subjects]
                fresh.years = fresh.years or group.years
            return fresh
        if group and group.figures and Kind.QUANTITY in kinds:
            _continue_group(item, group)
            return group
        if Kind.QUANTITY not in kinds:
            _note_time(item, context)
        return None

    def _reopen(self, item: Sequence[Word], context: _Context) -> Sequence[Word]:
        """Return the item from 集群 on where that is this cluster, whatever was said before."""
        for place, word in enumerate(item):
            before = item[place - 1] if place else None
            named = _names_cluster(word)
            led = before is not None and before.kind is Kind.OTHER and leads_to_cluster(before.text)
            if named and (before is None or led or before.kind not in _WALLS):
                context.loose = False
                if context.may_reopen:
                    context.closed = context.may_reopen = False
                return item[place:] if led else item
        return item

    def _note_walls(self, item: Sequence[Word], walls: set[Kind], context: _Context) -> None:
        """Note what the words of an item that is not understood mean for the rest of the sentence."""
        has_figure = any(word.quantity for word in item)
        is_title = not has_figure and self._names_title(item)
        context.about_firm = context.about_firm or is_title or Kind.FIRM in walls
        is_other_cluster = any(_names_cluster(two) and one.kind is Kind.OTHER for one, two in pairwise(item))
        if (walls & {Kind.FIRM, Kind.AREA} or is_title or is_other_cluster) and not context.closed:
            context.closed = context.may_reopen = True
        if walls & {Kind.FUTURE, Kind.PERIOD} or (Kind.CHANGE in walls and has_figure):
            context.closed, context.may_reopen = True, False
        context.spoilt_list = True
        is_heading = not has_figure and item[-1].text.endswith(_PROGRESS)  # 创新投入持续加大，研发投入强度3.46%
        context.loose = context.loose or not (is_heading or any(word.kind is Kind.CLUSTER for word in item))
        context.narrowed = context.narrowed or any(word.kind is Kind.WITHIN for word in item)
        context.last = None
        named = [word.years[-1] for word in item if word.years]
        if named:
            context.years, context.is_vague = (), named[-1] not in self._actual

    def _names_title(self, item: Sequence[Word]) -> bool:
        """Return whether an item calls a single enterprise something: 昱远精密是国家级“小巨人”企业."""
        for place, word in enumerate(item):
            if word.kind is Kind.SUBJECT and self._figures[word.subject].unit == _ENTERPRISES and place:
                before = item[place - 1]
                if before.text.endswith(_CALLED) and item[0].kind is Kind.OTHER:
                    return True
        return False

    def _open_group(self, item: Sequence[Word], context: _Context) -> _Group | None:
        """Read an item that has a subject, or growth of the last subject; None where it cannot be read so."""
        group, origin = _Group(), False
        years: tuple[int, ...] = ()
        for place, word in enumerate(item):
            if word.kind is Kind.YEARS:
                years = word.years
                group.years = group.years or (() if group.figures or origin else years)
            elif word.kind is Kind.ORIGIN:
                origin = True
            elif word.kind is Kind.SUBJECT:
                if group.subjects or len(group.figures) > 1:
                    return None
                group.subjects = [word.subject]
            elif word.kind in _GROWTHS or word.kind is Kind.ARRIVAL:
                if not _add_growth(word.kind, group, context):
                    return None
            elif word.quantity:
                if group.figures and (item[place - 1].kind is Kind.SUBJECT or not group.subjects):
                    return None
                group.figures.append(_Figure(word, years, origin))
                years, origin = (), False
            else:
                _add_mark(word.kind, group, context)
        return group if group.subjects else None

    def _state(self, group: _Group, context: _Context) -> Iterator[Statement]:
        """Yield the statements of a group, and keep its year and subject for what follows."""
        if not group.figures:
            return
        named = group.years or next((one.years for one in reversed(group.figures) if one.years), ())
        if any(one.origin for one in group.figures):  # 由2019年的82个增加到118个 ends in a year that is not named
            named = group.figures[-1].years
            context.years = ()
        if named:
            context.years, context.is_present, context.is_vague = named, False, False
        last = group.subjects[-1]
        context.last = (last, self._figures[last].whole)
        is_sum = group.three_years and group.measure is not Stated.AVERAGE and len(group.figures) == 1
        if not context.narrowed and not is_sum:
            yield from self._iterate_statements(group, context)
        self._note_subject(self._figures[last], context)

    def _note_subject(self, one: WrittenFigure, context: _Context) -> None:
        """Note whether what follows may be about the enterprises just counted: “小巨人”企业3家，拥有专利27件."""
        if one.unit == _ENTERPRISES and not one.whole:
            context.loose = context.loose or not context.about_all
        elif not one.own:
            context.loose, context.about_all = False, True

    def _iterate_statements(self, group: _Group, context: _Context) -> Iterator[Statement]:
        for subject, figure in self._match_figures(group, context):
            one, year = self._figures[subject], figure.years[-1] if figure.years else None
            is_unsure = (one.own and context.loose) or (group.is_total and one.unit.endswith("元"))
            if is_unsure or (year is None and (figure.origin or context.is_vague)):
                continue
            word = figure.word
            if word.quantity:
                present = context.is_present and year is None
                yield Statement(subject, group.measure, word.quantity, word.text, year, present, context.sentence)

    def _match_figures(self, group: _Group, context: _Context) -> list[tuple[int, _Figure]]:
        """Match each figure of a group with its subject and its year; empty where that is not sure."""
        figures, subjects, shared = group.figures, group.subjects, group.years or context.years
        many, first = len(figures), subjects[0]
        if len(subjects) > 1:
            fits = many == len(subjects) and group.each and len(shared) <= 1
            return [
                (one, _Figure(two.word, two.years or shared)) for one, two in zip(subjects, figures, strict=False)
            ] * fits
        if many == 1:
            years = figures[0].years or shared
            if len(years) > 1 and group.measure is not Stated.AVERAGE:
                return []
            return [(first, _Figure(figures[0].word, years[-1:], figures[0].origin))]
        if any(one.origin for one in figures):
            return [(first, one) for one in figures if one.years or not one.origin]
        span = shared or (self._actual if group.three_years else ())
        if len(span) == many:
            return [(first, _Figure(one.word, (year,))) for one, year in zip(figures, span, strict=True)]
        return [(first, one) for one in figures] if all(one.years for one in figures) else []


def _names_cluster(word: Word) -> bool:
    return word.kind is Kind.CLUSTER or (word.kind is Kind.SUBJECT and word.text.startswith("集群"))


def _add_growth(kind: Kind, group: _Group, context: _Context) -> bool:
    """Add growth, or the verb of one, to a group, by default to the last subject; return whether it may have it."""
    if not group.subjects and context.last and not group.figures:
        group.subjects = [context.last[0]]
    if kind is Kind.ARRIVAL:
        return True
    if group.figures or group.measure is not Stated.LEVEL:
        return False
    group.measure = _GROWTHS[kind]
    return True


def _add_mark(kind: Kind, group: _Group, context: _Context) -> None:
    """Note a word that says how the figures of a group are to be read."""
    match kind:
        case Kind.WITHIN:
            context.narrowed = context.narrowed or context.last is None or not context.last[1]
        case Kind.PRESENT:
            context.is_present, context.years = True, ()
        case Kind.THREE_YEARS:
            group.three_years = True
        case Kind.TOTALLING:
            group.is_total = True
        case Kind.EACH:
            group.each = True
        case _:
            pass


def _continue_group(item: Sequence[Word], group: _Group) -> None:
    """Add the further figures of an enumeration: 44.70亿元、51.01亿元和58.20亿元."""
    years: tuple[int, ...] = ()
    for word in item:
        years = word.years or years
        if word.quantity:
            group.figures.append(_Figure(word, years))
            years = ()


def _note_time(item: Sequence[Word], context: _Context) -> None:
    """Take the year of an item that says nothing else (截至2021年末) for the rest of the sentence."""
    for word in item:
        if word.kind is Kind.YEARS:
            context.years, context.is_present, context.is_vague = word.years, False, False
        elif word.kind is Kind.PRESENT:
            context.is_present = True


def _split(words: Sequence[Word], kinds: set[Kind]) -> Iterator[list[Word]]:
    """Yield the words between those of some kinds."""
    part: list[Word] = []
    for word in words:
        if word.kind in kinds:
            yield part
            part = []
        else:
            part.append(word)
    yield part


def _split_at_growth(items: Iterator[list[Word]]) -> Iterator[list[Word]]:
    """Yield the items, those of a level with its growth in two: 总产值93.12亿元同比增长21.08%."""
    for item in items:
        seen = False
        part: list[Word] = []
        for word in item:
            if seen and word.kind in _GROWTHS:
                yield part
                part, seen = [], False
            part.append(word)
            seen = seen or word.quantity is not None
        yield part
