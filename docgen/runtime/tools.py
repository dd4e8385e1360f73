"""The tools that one call works with: the cache, LibreOffice, and the progress that it reports."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from docgen.progress import SILENT, Progress
from docgen.runtime.cache import NO_CACHE, Cache

if TYPE_CHECKING:
    from docgen.runtime.office import Office


@dataclass(frozen=True)
class Tools:
    """Cache, LibreOffice and progress of one call; nothing below opens a cache or looks for LibreOffice by itself,
    except the examination of this computer.

    Without ``office`` the installed LibreOffice is used.
    """

    cache: Cache = NO_CACHE
    office: Office | None = None
    progress: Progress = SILENT

    def find_office(self) -> Office:
        """Return the LibreOffice of this call; it remembers conversions in ``cache``.

        Raises ToolMissing where none is installed, or one that is too old.
        """
        from docgen.runtime.office import find_office

        return replace(self.office, cache=self.cache) if self.office else find_office(self.cache)
