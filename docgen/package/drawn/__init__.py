"""Draw pages of docgen's own with typst."""
