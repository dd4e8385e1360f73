"""Place scans of signed and sealed pages."""
