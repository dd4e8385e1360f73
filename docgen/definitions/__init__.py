"""Define forms, notices, criteria and tables as typed data."""
