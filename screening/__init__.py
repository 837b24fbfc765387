"""Screening engine: declarative rules over municipal registers, prioritised and explained lists out."""

__version__ = "0.1.0"
