"""Draws nothing twice: what typst made of the same data with the same templates and fonts is remembered.

Where everything was drawn before, typst is not asked at all and takes none of its memory.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from docgen.package.drawn.typesetting import Typesetter
from docgen.runtime.cache import NOTHING_KEPT, Cache, key_of
from docgen.runtime.environment_fingerprint import docgen_seen, fonts_seen

_CACHE_KIND = "drawing"


@dataclass(frozen=True)
class CachingTypesetter(Typesetter):
    """A typesetter that keeps in ``cache`` what it draws, and draws what is not in there."""

    cache: Cache = NOTHING_KEPT

    def draw(self, template: str, data: dict[str, Any]) -> tuple[bytes, dict[str, int]]:
        """As any typesetter."""

        def make() -> tuple[bytes, ...]:
            pdf, starts = Typesetter.draw(self, template, data)
            return json.dumps(starts).encode(), pdf

        starts, pdf = self._get_or_make(("pdf", template), data, make)
        return pdf, json.loads(starts)

    def draw_pictures(
        self, template: str, data: dict[str, Any], kind: Literal["svg", "png"], density: float = 144.0
    ) -> tuple[bytes, ...]:
        """As any typesetter."""
        asked = (kind, str(density), template)
        return self._get_or_make(asked, data, lambda: Typesetter.draw_pictures(self, template, data, kind, density))

    def query_starts(self, template: str, data: dict[str, Any]) -> dict[str, int]:
        """As any typesetter."""

        def make() -> tuple[bytes, ...]:
            return (json.dumps(Typesetter.query_starts(self, template, data)).encode(),)

        (starts,) = self._get_or_make(("starts", template), data, make)
        found: dict[str, int] = json.loads(starts)
        return found

    def release_memory(self) -> None:
        """As any typesetter; where typst was not asked there is nothing to forget."""
        if "_fonts" in vars(self):
            super().release_memory()

    def _get_or_make(
        self, asked: tuple[str, ...], data: dict[str, Any], make: Callable[[], tuple[bytes, ...]]
    ) -> tuple[bytes, ...]:
        if not self.cache.is_on:
            return make()
        key = key_of(self._environment_key, *asked, json.dumps(data, ensure_ascii=False))
        known = self.cache.get(_CACHE_KIND, key)
        if known is not None:
            return _unpack(known)
        made = make()
        self.cache.put(_CACHE_KIND, key, _pack(made))
        return made

    @cached_property
    def _environment_key(self) -> str:
        """What else a drawing depends on: the templates, the fonts, docgen and typst."""
        files = sorted(path for path in self.templates.rglob("*") if path.is_file())
        templates = (
            part for path in files for part in (path.relative_to(self.templates).as_posix(), path.read_bytes())
        )
        return key_of(fonts_seen(self.font_folders), docgen_seen(), *templates)


def _pack(parts: tuple[bytes, ...]) -> bytes:
    """The parts in one piece, their sizes before them."""
    return b"\n".join((json.dumps([len(part) for part in parts]).encode(), b"".join(parts)))


def _unpack(content: bytes) -> tuple[bytes, ...]:
    sizes, _, rest = content.partition(b"\n")
    parts, at = [], 0
    for size in json.loads(sizes):
        parts.append(rest[at : at + size])
        at += size
    return tuple(parts)
