"""Read spreadsheets that people made."""
