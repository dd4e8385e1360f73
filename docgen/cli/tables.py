"""The verbs of the Excel side."""

from __future__ import annotations

from docgen.cli.parsing import Verbs


def add_tables(verbs: Verbs) -> None:
    """Add the verbs."""
