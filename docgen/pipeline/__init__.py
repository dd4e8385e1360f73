"""Run the whole road for one application: check it, build it."""
