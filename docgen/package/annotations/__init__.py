"""Annotations of a PDF: which of them a viewer shows, and appearances for those that come without one."""
