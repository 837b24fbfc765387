"""Screening engine: declarative rules over municipal registers, explained lists out."""

__version__ = "0.1.0"
