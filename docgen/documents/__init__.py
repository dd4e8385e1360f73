"""Write Word and Excel documents."""
