"""What this computer has and does: LibreOffice, fonts, and what was made before."""
