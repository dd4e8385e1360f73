"""The subjects whose figures are read in prose and held against the answers, as data of a form.

What a text says of a subject is compared with the answers that are the same figure. Only the words of the subjects are
data of the form; how figures are written in Chinese is in ``docgen/rules/consistency/``.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from docgen.strict_struct import StrictStruct


class WrittenFigure(StrictStruct, kw_only=True, frozen=True):
    """One subject: the ``words`` by which texts name it, the ``unit`` of its figures, and the answers that they are.

    ``of`` has one product of figures for each reading; a text may mean any of them. Without ``of`` and ``goal`` the
    subject is known and not compared. ``yearly`` and ``average`` are the answers with its growth in a year and the mean
    of the years. ``goal`` is its row in a table of goals, and ``lower`` says of a figure without such a row that less
    is better.

    ``wider`` is the largest factor by which the figure of the whole cluster may exceed the answer, where the answer is
    about a part of it and the words do not say so. ``most`` says that the text may name less than the answer, a part of
    it. ``own`` is a figure that a single enterprise has as well; ``whole`` one that includes all others of its kind, so
    that 其中 after it narrows nothing.
    """

    words: tuple[str, ...]
    unit: str = ""
    of: tuple[tuple[str, ...], ...] = ()
    yearly: tuple[str, ...] = ()
    average: tuple[str, ...] = ()
    goal: str = ""
    lower: bool = False
    wider: Decimal = Decimal(1)
    most: bool = False
    own: bool = False
    whole: bool = False


class WrittenFigures(StrictStruct, kw_only=True, frozen=True):
    """The subjects of a form; ``stages`` has the year of each section of prose that is about one stage of the plan.

    ``besides`` are questions of the summary table that are answered in prose.
    """

    stages: Mapping[str, int] = {}
    besides: tuple[str, ...] = ()
    of: tuple[WrittenFigure, ...] = ()
