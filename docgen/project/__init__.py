"""Read one application folder: its answers, tables, lists and evidence."""
