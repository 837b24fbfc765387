"""Keeps the Dutch catalogues beside the source: ``make words``. Never part of the program."""
