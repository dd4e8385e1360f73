"""Merge pages into one PDF of upright A4 sheets."""
