"""Which answers of a form depend on one another, as data: parts of a whole, rates of levels, names, years, claims.

A figure is named by a field or by a single place (``goals.innovation.patents.base``); several are multiplied, each in
its unit, one in % as a share. ``doubt`` says why a contradiction may still be right: it is then only asked about.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

Figures = tuple[str, ...]


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Immutable; an unknown key is refused."""


class Subset(_Data, kw_only=True, frozen=True):
    """Counts of which none can be above that of the whole, in any year."""

    of: str
    parts: Figures
    doubt: str = ""


class Growth(_Data, kw_only=True, frozen=True):
    """A yearly growth rate, and the figures whose product is the level that grows."""

    rate: str
    of: Figures


class Mean(_Data, kw_only=True, frozen=True):
    """A mean growth a year, the yearly rates beside it, and the figures whose product is the level."""

    rate: str
    yearly: str
    of: Figures


class Ratio(_Data, kw_only=True, frozen=True):
    """A figure that is the quotient of others, ``times`` a factor (100 for one in %).

    It may be ``band`` % of itself off, where the form does not say what exactly it is a quotient of.
    """

    figure: str
    of: Figures
    over: Figures
    times: Decimal = Decimal(1)
    band: Decimal = Decimal(0)
    doubt: str = ""


class Fraction(_Data, kw_only=True, frozen=True):
    """A share in % of a count, of which the form does not print the numerator: some whole number must give it.

    Where the label leaves open of which count, it may be any of these.
    """

    share: str
    of: Figures


class Reduction(_Data, kw_only=True, frozen=True):
    """How much a figure fell in % over the years of the form; the base year is not defined, so it is a doubt."""

    figure: str
    of: str
    doubt: str


class Magnitude(_Data, kw_only=True, frozen=True):
    """A figure, or a quotient, that is hardly ever below ``least`` or above ``most``."""

    label: str
    of: Figures
    over: Figures = ()
    unit: str = ""
    least: Decimal | None = None
    most: Decimal | None = None


class Backed(_Data, kw_only=True, frozen=True):
    """Options (``field.option``) and the answer that must not say 无 where one of them is chosen.

    Where ``otherwise`` is chosen instead, the answer must say it; without one, what is not 无 calls for the option.
    """

    options: Figures
    by: str
    otherwise: str = ""


class Exclusive(_Data, kw_only=True, frozen=True):
    """Two options (``field.option``) that are hardly ever chosen together, and why."""

    options: tuple[str, str]
    doubt: str


class Contained(_Data, kw_only=True, frozen=True):
    """Names of places that must occur in another name."""

    text: str
    parts: Figures
    rule: str


class Barred(_Data, kw_only=True, frozen=True):
    """Words that the name of a body must not have, unless it has one of ``but`` too."""

    text: str
    words: tuple[str, ...]
    but: tuple[str, ...] = ()
    rule: str


class SameName(_Data, kw_only=True, frozen=True):
    """A name that is the same wherever a name from ``start`` (an answer) to ``end`` is written.

    Followed by one of ``bodies`` it is the name of something else.
    """

    text: str
    start: str
    end: str
    bodies: tuple[str, ...] = ()
    rule: str


class WrittenYears(_Data, kw_only=True, frozen=True):
    """Years in texts: the sections of prose that look ``ahead``, the words by which any other sentence does.

    A year before one of ``state`` is that of a figure, not of an event. ``past`` and ``future`` are the words that name
    the span of the form's years, and of its stages.
    """

    ahead: tuple[str, ...]
    words: tuple[str, ...]
    state: tuple[str, ...] = ()
    past: tuple[str, ...]
    future: tuple[str, ...]


class Claim(_Data, kw_only=True, frozen=True):
    """What a text says where it claims an option: one of ``words``, and one of ``done`` in the same clause."""

    option: str
    words: tuple[str, ...]
    done: tuple[str, ...] = ()


class Claims(_Data, kw_only=True, frozen=True):
    """The claims that texts are searched for; a sentence with one of ``unless`` is none.

    A clause with one of ``denied`` says that something is not so. Sections that look ahead are not searched, nor are
    ``besides``.
    """

    unless: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    of: tuple[Claim, ...] = ()


class Consistency(_Data, kw_only=True, frozen=True):
    """All such rules of one form."""

    subsets: tuple[Subset, ...] = ()
    growths: tuple[Growth, ...] = ()
    means: tuple[Mean, ...] = ()
    ratios: tuple[Ratio, ...] = ()
    fractions: tuple[Fraction, ...] = ()
    reductions: tuple[Reduction, ...] = ()
    magnitudes: tuple[Magnitude, ...] = ()
    backed: tuple[Backed, ...] = ()
    exclusive: tuple[Exclusive, ...] = ()
    contained: tuple[Contained, ...] = ()
    barred: tuple[Barred, ...] = ()
    same_names: tuple[SameName, ...] = ()
    years: WrittenYears | None = None
    claims: Claims = Claims()
