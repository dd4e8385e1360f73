"""Type the answers of an application."""
