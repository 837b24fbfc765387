"""Meetings of a board: calling them, voting in them, deciding in them, and their minutes."""
