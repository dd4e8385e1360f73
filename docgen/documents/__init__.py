"""One file per document format: answers to printed text, Word, Excel, templates."""
