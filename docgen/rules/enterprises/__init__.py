"""Checks of each enterprise by itself: its figures over the years and against one another, its titles."""
