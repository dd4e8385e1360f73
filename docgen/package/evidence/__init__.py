"""Takes evidence in: what each file is, what its pages are like, and its pages as a PDF."""
