"""Word documents (.docx) read as a grid of paragraphs, tables and cells as a person sees them."""
