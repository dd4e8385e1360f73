"""Lay out printable tables as data."""
