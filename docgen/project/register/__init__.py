"""Read, collect and evaluate the enterprise table (表1)."""
