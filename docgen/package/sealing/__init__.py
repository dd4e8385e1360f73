"""Pages that were signed and sealed, and came back as scans."""
