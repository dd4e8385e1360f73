"""Write a file aside and put it in place whole: a failure leaves the old file as it was and nothing beside it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replace_file(path: Path) -> Iterator[Path]:
    """Yield the path of a new file to be written; it takes the place of ``path`` where nothing was raised.

    The new file lies in a folder of its own beside ``path``, under a name that nobody can guess, and has the same
    ending and the usual permissions. Raises OSError where the folder cannot be written.
    """
    aside = Path(tempfile.mkdtemp(prefix=".docgen-", dir=path.parent))
    try:
        new = aside / path.name
        yield new
        os.replace(new, path)  # noqa: PTH105
    finally:
        shutil.rmtree(aside, ignore_errors=True)
