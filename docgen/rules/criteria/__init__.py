"""Judge an application by the criteria of the ministry's measures (认定标准)."""
