"""The pages that docgen draws itself."""
