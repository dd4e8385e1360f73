"""Rules on answers that depend on one another, as data: parts of a whole, rates of levels, names, years, claims.

A figure is a field or a single place (``goals.innovation.patents.base``); several are multiplied, each in
its unit, one in % as a share. ``doubt`` is the reason why a contradiction may be correct; it is then reported as a
question only.
"""

from __future__ import annotations

from decimal import Decimal

from docgen.definitions.written_figures import WrittenFigures
from docgen.strict_struct import StrictStruct

Figures = tuple[str, ...]


class Subset(StrictStruct, kw_only=True, frozen=True):
    """Counts that cannot exceed the count of the whole in any year."""

    of: str
    parts: Figures
    doubt: str = ""


class Growth(StrictStruct, kw_only=True, frozen=True):
    """A yearly growth rate, and the figures whose product is the level that grows.

    It may be ``band`` percentage points off where that level is only near the one that grows; a doubt then. Without
    figures it is only no fall by more than all.
    """

    rate: str
    of: Figures
    band: Decimal = Decimal(0)
    doubt: str = ""


class Mean(StrictStruct, kw_only=True, frozen=True):
    """A mean growth a year, the yearly rates beside it, and the figures whose product is the level.

    It may be ``band`` percentage points off where the rates beside it are only near those of that level; a doubt then.
    """

    rate: str
    yearly: str
    of: Figures
    band: Decimal = Decimal(0)
    doubt: str = ""


class Ratio(StrictStruct, kw_only=True, frozen=True):
    """A figure that is the quotient of others, ``times`` a factor (100 for one in %).

    It may be more or less by a factor of 1 + ``band`` %, where the form does not say what exactly it is a quotient of.
    Where it may be of the whole of which ``of`` and ``over`` are a part, ``part`` is the figure of that share in %; the
    band is then by how much the rest may differ from the part, and the larger the rest, the more is allowed.
    """

    figure: str
    of: Figures
    over: Figures
    times: Decimal = Decimal(1)
    band: Decimal = Decimal(0)
    part: str = ""
    doubt: str = ""


class Fraction(StrictStruct, kw_only=True, frozen=True):
    """A share in % of a count, of which the form does not print the numerator: some whole number must give it.

    Where the label leaves open of which count, it may be any of these.
    """

    share: str
    of: Figures


class Reduction(StrictStruct, kw_only=True, frozen=True):
    """The fall of a figure in % over the years of the form; a doubt, since the form does not define the base year."""

    figure: str
    of: str
    doubt: str


class Magnitude(StrictStruct, kw_only=True, frozen=True):
    """A figure or quotient, ``times`` a factor, with its plausible range, from ``least`` to ``most``."""

    label: str
    of: Figures
    over: Figures = ()
    times: Decimal = Decimal(1)
    unit: str = ""
    least: Decimal | None = None
    most: Decimal | None = None


class SteadyFigure(StrictStruct, kw_only=True, frozen=True):
    """A yearly figure or quotient that does not leap.

    A year is at most ``rise`` times the one before and this one at most ``fall`` times it; a year is at most ``spike``
    times both beside it, and neither of these so many times it. None is no limit; nor is there one between two years
    both below ``floor``. ``label`` names a quotient.
    """

    of: Figures
    over: Figures = ()
    label: str = ""
    rise: Decimal | None = None
    fall: Decimal | None = None
    spike: Decimal | None = None
    floor: Decimal = Decimal(0)


class Backed(StrictStruct, kw_only=True, frozen=True):
    """Options (``field.option``) and the answer that must not be 无 where one of them is chosen.

    Where ``otherwise`` is chosen, the answer must be 无; without it, any other answer requires an option.
    """

    options: Figures
    by: str
    otherwise: str = ""


class Exclusive(StrictStruct, kw_only=True, frozen=True):
    """Two options (``field.option``) that rarely apply together, and the reason."""

    options: tuple[str, str]
    doubt: str


class Contained(StrictStruct, kw_only=True, frozen=True):
    """Names of places that must occur in another name."""

    text: str
    parts: Figures
    rule: str


class NamedPlaces(StrictStruct, kw_only=True, frozen=True):
    """A name that may begin with places (省, 市, 县): each of them is one of the answers ``parts``."""

    text: str
    parts: Figures
    rule: str


class Barred(StrictStruct, kw_only=True, frozen=True):
    """Words that the name of a body must not have, unless it has one of ``but`` too."""

    text: str
    words: tuple[str, ...]
    but: tuple[str, ...] = ()
    rule: str


class SameName(StrictStruct, kw_only=True, frozen=True):
    """A name that is the same wherever a name from ``start`` (an answer) to ``end`` is written.

    Followed by one of ``bodies`` it is the name of something else.
    """

    text: str
    start: str
    end: str
    bodies: tuple[str, ...] = ()
    rule: str


class WrittenYears(StrictStruct, kw_only=True, frozen=True):
    """Years in texts: the sections of prose about the future (``ahead``), and the ``words`` of such sentences.

    A year before one of ``state`` is that of a figure, not of an event. ``past`` and ``future`` are the words that name
    the span of the form's years, and of its stages.
    """

    ahead: tuple[str, ...]
    words: tuple[str, ...]
    state: tuple[str, ...] = ()
    past: tuple[str, ...]
    future: tuple[str, ...]


class Claim(StrictStruct, kw_only=True, frozen=True):
    """The wording by which a text claims an option: one of ``words``, and one of ``done`` in the same clause."""

    option: str
    words: tuple[str, ...]
    done: tuple[str, ...] = ()


class Claims(StrictStruct, kw_only=True, frozen=True):
    """The claims that texts are searched for; a sentence with one of ``unless`` is not a claim.

    A clause with one of ``denied`` denies the option. Sections about the future and ``besides`` are not searched.
    """

    unless: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    of: tuple[Claim, ...] = ()


class Consistency(StrictStruct, kw_only=True, frozen=True):
    """The consistency rules of one form.

    ``distinct`` are amounts that are not the same in two years, ``shares`` fields in % that are never below 1 %,
    ``phones`` the fields of telephone numbers.
    """

    subsets: tuple[Subset, ...] = ()
    growths: tuple[Growth, ...] = ()
    means: tuple[Mean, ...] = ()
    ratios: tuple[Ratio, ...] = ()
    fractions: tuple[Fraction, ...] = ()
    reductions: tuple[Reduction, ...] = ()
    magnitudes: tuple[Magnitude, ...] = ()
    steady: tuple[SteadyFigure, ...] = ()
    distinct: Figures = ()
    shares: Figures = ()
    backed: tuple[Backed, ...] = ()
    exclusive: tuple[Exclusive, ...] = ()
    contained: tuple[Contained, ...] = ()
    places: tuple[NamedPlaces, ...] = ()
    barred: tuple[Barred, ...] = ()
    same_names: tuple[SameName, ...] = ()
    phones: tuple[str, ...] = ()
    years: WrittenYears | None = None
    figures: WrittenFigures = WrittenFigures()
    claims: Claims = Claims()
