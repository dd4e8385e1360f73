"""The paragraphs that begin the parts of a form in a Word file: the titles, in the order of the form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from docgen.definitions.form import Form, Part
from docgen.documents.alignment.likeness import strip_number

_SPACES = re.compile(r"\s+")


def find_titles(paragraphs: Sequence[tuple[str, bool]], form: Form) -> Mapping[int, Part]:
    """Return the parts by the positions of their titles; ``paragraphs`` are texts, and True for one in a table.

    A title stands alone in its paragraph, with its number or with one that Word writes. Of a title that is there more
    than once the one counts that follows the others in the order of the form, the latest of these: a table of contents
    comes first, and a heading that is repeated on each page is out of order.
    """
    parts = list(form.parts)
    whole = {_remove_spaces(part.title): number for number, part in enumerate(parts)}
    found = [whole.get(_remove_spaces(text)) for text, _ in paragraphs]
    missing = set(whole.values()) - set(found)
    bare = {_remove_spaces(strip_number(parts[number].title)): number for number in missing}
    for place, (text, is_in_table) in enumerate(paragraphs if bare else ()):
        if found[place] is None and not is_in_table:
            # The first one: a heading of the plan may have the words of a title.
            found[place] = bare.pop(_remove_spaces(strip_number(text)), None)
    known = [(place, number) for place, number in enumerate(found) if number is not None]
    chosen = {number: place for place, number in _find_longest_order(known, len(parts))}
    last = {number: place for place, number in known}
    return {place: parts[number] for number, place in {**last, **chosen}.items()}


def _find_longest_order(titles: Sequence[tuple[int, int]], parts: int) -> list[tuple[int, int]]:
    """Return the longest sequence of titles in the order of the form; of several the one that comes last."""
    best: list[list[tuple[int, int]]] = [[] for _ in range(parts + 1)]
    for place, number in reversed(titles):
        following = max(best[number + 1 :], key=len)
        if len(following) >= len(best[number]):
            best[number] = [(place, number), *following]
    return max(best, key=len)


def _remove_spaces(text: str) -> str:
    return _SPACES.sub("", text)
