"""Judge the tables of goals."""
