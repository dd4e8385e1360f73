"""Fill Word templates and read them back."""
