"""Lets ``python -m docgen`` do what ``docgen`` does."""

from docgen.cli import run

run()
