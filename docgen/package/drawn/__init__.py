"""Draw the generated pages of the package with typst."""
