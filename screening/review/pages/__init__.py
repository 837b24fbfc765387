"""The pages of the site: one file each, found by discovery; each says which roles may see it."""
