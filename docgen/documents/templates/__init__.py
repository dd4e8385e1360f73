"""Build and check the Word templates of forms."""
