"""Compare the answers of an application with one another."""
