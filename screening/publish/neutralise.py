"""Spreadsheet programs run text that starts like a formula; a leading apostrophe stops that."""

from __future__ import annotations

import re

import polars as pl

RISKY = r"^[=+\-@\t\r]"


def neutralised(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an apostrophe before every text that a spreadsheet could run (T46)."""
    return frame.with_columns(
        pl.when(pl.col(name).str.contains(RISKY))
        .then(pl.lit("'") + pl.col(name))
        .otherwise(pl.col(name))
        .alias(name)
        for name, dtype in frame.schema.items()
        if dtype == pl.String
    )


def neutral(text: str) -> str:
    """One text, treated the same."""
    return f"'{text}" if re.match(RISKY, text) else text
