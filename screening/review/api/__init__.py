"""Reading runs, lists, cases and decisions by other systems (docs/review-api.md)."""
