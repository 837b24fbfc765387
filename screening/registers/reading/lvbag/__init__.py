"""The Kadaster's extract of the BAG: its schema (imbag 2.1.0) is public, and so are these names."""
