"""Typed answers from what stands in the cells of a filled form: boxes, figures, texts, names and own rows."""
