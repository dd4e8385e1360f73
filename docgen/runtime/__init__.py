"""Run on this computer: LibreOffice, fonts, caches, output folders. No knowledge of forms."""
