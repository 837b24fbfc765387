"""Files in YAML that people write: one reader, and one way from a wrong value to file and line."""
