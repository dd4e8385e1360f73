"""Judge an application by the criteria of the measures."""
