"""Make the print-ready PDF package."""
