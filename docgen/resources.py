"""Finds the files that come with docgen; the one module that knows where they are kept."""

from __future__ import annotations

from pathlib import Path


def find_resources() -> Path:
    """The folder of ``data/`` and ``templates/``: beside the package in a checkout, inside it once installed."""
    package = Path(__file__).resolve().parent
    inside = package / "_resources"
    return inside if inside.is_dir() else package.parent
