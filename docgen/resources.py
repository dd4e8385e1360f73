"""Find the files that come with docgen; the only module that knows their place."""

from __future__ import annotations

from pathlib import Path


def find_resources() -> Path:
    """Return the folder of ``data/`` and ``templates/``: beside the package in a checkout, inside it once installed."""
    package = Path(__file__).resolve().parent
    inside = package / "_resources"
    return inside if inside.is_dir() else package.parent
