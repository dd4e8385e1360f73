"""Compose the package and number its pages."""
