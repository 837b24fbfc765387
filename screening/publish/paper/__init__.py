"""Lists on paper: what stands on which page, and the setting of it."""
