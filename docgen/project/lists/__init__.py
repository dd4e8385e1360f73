"""Read the lists (清单) of an application."""
