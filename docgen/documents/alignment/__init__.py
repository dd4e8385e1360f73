"""A Word document laid against the layout of a form: each slot gets its place in the document."""
