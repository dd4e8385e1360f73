"""Cache of drawings: equal data with equal templates and fonts is drawn once.

Where every drawing is in the cache, typst is not started and takes no memory.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from docgen.package.drawn.typesetting import Typesetter
from docgen.runtime.cache import NO_CACHE, Cache, compute_key
from docgen.runtime.environment_fingerprint import compute_font_fingerprint, get_docgen_fingerprint

_CACHE_KIND = "drawing"


@dataclass(frozen=True)
class CachingTypesetter(Typesetter):
    """A typesetter that stores its drawings in ``cache``, and draws only those that are not there."""

    cache: Cache = NO_CACHE

    def draw(self, template: str, data: dict[str, Any]) -> tuple[bytes, dict[str, int]]:
        """See :class:`Typesetter`."""

        def make() -> tuple[bytes, ...]:
            pdf, starts = Typesetter.draw(self, template, data)
            return json.dumps(starts).encode(), pdf

        starts, pdf = self._get_or_make(("pdf", template), data, make)
        return pdf, json.loads(starts)

    def draw_pictures(
        self, template: str, data: dict[str, Any], kind: Literal["svg", "png"], density: float = 144.0
    ) -> tuple[bytes, ...]:
        """See :class:`Typesetter`."""
        request = (kind, str(density), template)
        return self._get_or_make(request, data, lambda: Typesetter.draw_pictures(self, template, data, kind, density))

    def query_starts(self, template: str, data: dict[str, Any]) -> dict[str, int]:
        """See :class:`Typesetter`."""

        def make() -> tuple[bytes, ...]:
            return (json.dumps(Typesetter.query_starts(self, template, data)).encode(),)

        (starts,) = self._get_or_make(("starts", template), data, make)
        found: dict[str, int] = json.loads(starts)
        return found

    def release_memory(self) -> None:
        """See :class:`Typesetter`; without a drawing there is nothing to release."""
        if "_fonts" in vars(self):
            super().release_memory()

    def _get_or_make(
        self, request: tuple[str, ...], data: dict[str, Any], make: Callable[[], tuple[bytes, ...]]
    ) -> tuple[bytes, ...]:
        if not self.cache.is_on:
            return make()
        key = compute_key(self._environment_key, *request, json.dumps(data, ensure_ascii=False))
        known = self.cache.get_decoded(_CACHE_KIND, key, _unpack)
        if known is not None:
            return known
        made = make()
        self.cache.put(_CACHE_KIND, key, _pack(made))
        return made

    @cached_property
    def _environment_key(self) -> str:
        """Key of everything else that a drawing depends on: templates, fonts, docgen and typst."""
        files = sorted(path for path in self.templates.rglob("*") if path.is_file())
        templates = (
            part for path in files for part in (path.relative_to(self.templates).as_posix(), path.read_bytes())
        )
        return compute_key(compute_font_fingerprint(self.font_folders), get_docgen_fingerprint(), *templates)


def _pack(parts: tuple[bytes, ...]) -> bytes:
    """Join the parts, preceded by a line with their sizes."""
    return b"\n".join((json.dumps([len(part) for part in parts]).encode(), b"".join(parts)))


def _unpack(content: bytes) -> tuple[bytes, ...]:
    """Undo :func:`_pack`; raises ValueError or TypeError for anything else."""
    sizes, _, rest = content.partition(b"\n")
    if sum(json.loads(sizes)) != len(rest):
        raise ValueError("the parts have other sizes")
    parts, at = [], 0
    for size in json.loads(sizes):
        parts.append(rest[at : at + size])
        at += size
    return tuple(parts)
