"""Inspect evidence files and turn them into PDF pages."""
