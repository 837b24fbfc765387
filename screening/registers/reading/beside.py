"""Rows of a table that are no rows of the register: notes, totals, and what a source sets aside.

They are recognised and named, so that nothing is lost, and none is judged: a total would be the
largest unit of all. They say nothing about any object, so nothing becomes unknown by them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import dataframely as dy
import polars as pl

from screening.registers.reading.quarantine import lines, no_lines
from screening.registers.reading.table import Table, at
from screening.registers.schemas import Register
from screening.registers.schemas.columns import AREA_CODES, IDENTIFIERS

_NOTE = (
    r"(?i)^\W*(bron|source|noot|voetnoot|toelichting|opmerking|copyright|peildatum|"
    r"(einde|end) (of|van) (de )?(tabel|table|bestand|file))\b|^[©#*]|^\(c\)|^\x1a+$|"
    r"^(selectie|filter|gefilterd|aantal( \p{L}+)?)\s*:|"
    r"^\(?[0-9]+ (rows?|rij(en)?|records?|regels?)( (affected|selected|getroffen))?\.?\)?$"
)
"""The first cell of a row that is no unit, when all others are blank."""
_TOTAL = (
    r"(?i)^\W*(((eind|sub)?tota(al|len)|grand total|total|gemeente totaal|heel nederland)\b|"
    r"(som|sum|alle (gemeenten|wijken|buurten))\W*$)"
)
"""What stands for an identifier in the row that adds up others."""
_COUNTRY = r"(?i)^(nederland|netherlands)$"
_SAYS_NOTE = "a note with the table, no row of the register"
_SAYS_HEADER = "the header once more, no row of the register"
_LINE = r"^[-=_+|]{3,}$"
"""A cell of a line that is drawn under a header."""
_SAYS_TOTAL = "the total of other rows, which is no row of the register"


class Beside(NamedTuple):
    """Whether each row of the extract is one of the register, and a line for each that is not."""

    kept: pl.Series
    lines: pl.DataFrame


def note_rows(cells: pl.DataFrame) -> pl.Series:
    """Whether a row (of text, in columns by place) is a note: one cell, the first, and a word."""
    names = cells.columns
    others = pl.any_horizontal(pl.lit(value=False), *(pl.col(n).is_not_null() for n in names[1:]))
    said = pl.col(names[0]).str.strip_chars().str.contains(_NOTE).fill_null(value=False)
    return cells.select((said & ~others).alias("note")).to_series()


def header_rows(cells: pl.DataFrame, headers: Sequence[str]) -> pl.Series:
    """Whether a row is the header once more, as on each page, or a line drawn under it."""
    texts = [pl.col(at(place)).str.strip_chars() for place in range(len(headers))]
    same = [
        (text == header.strip()).fill_null(value=not header.strip())
        for text, header in zip(texts, headers, strict=True)
    ]
    drawn = [text.str.contains(_LINE).fill_null(value=True) for text in texts]
    some = pl.any_horizontal(text.is_not_null() for text in texts)
    again = some & (pl.all_horizontal(same) | pl.all_horizontal(drawn))
    return cells.select(again.alias("again")).to_series()


def beside(raw: pl.DataFrame, table: Table, register: Register) -> Beside:
    """The rows of ``raw`` (of the columns of the register, as text) that are none of it."""
    alone = len(table.headers) < 2  # noqa: PLR2004 - then a word is a value
    notes = pl.repeat(False, raw.height, eager=True) if alone else note_rows(table.cells)
    totals = [
        pl.col(name).str.strip_chars().str.contains(_words(name)).fill_null(value=False)
        for name, declared in register.columns.items()
        if name in raw.columns and (name in AREA_CODES or _identifies(declared))
    ]
    total = raw.select(pl.any_horizontal(pl.lit(value=False), *totals).alias("t")).to_series()
    said = table.aside if table.aside is not None else pl.repeat(None, raw.height, eager=True)
    again = header_rows(table.cells, table.headers)
    kept = ~(notes | again | total) & said.is_null()
    if kept.all():
        return Beside(kept, no_lines())
    reason = pl.coalesce(
        pl.col("__said").cast(pl.String),
        pl.when(pl.col("__note")).then(pl.lit(_SAYS_NOTE)),
        pl.when(pl.col("__again")).then(pl.lit(_SAYS_HEADER)).otherwise(pl.lit(_SAYS_TOTAL)),
    )
    first = pl.Series("__first", table.cells[at(0)])
    marks = [notes.alias("__note"), again.alias("__again"), said.alias("__said"), first]
    aside = raw.hstack(marks).filter(~kept)
    found = lines(aside, {"": reason}, {"": pl.col("__first")}, ())
    return Beside(kept, found)


def _identifies(declared: dy.Column) -> bool:
    return (
        isinstance(declared, dy.String) and not declared.nullable and declared.regex in IDENTIFIERS
    )


def _words(name: str) -> str:
    return f"{_TOTAL}|{_COUNTRY}" if name in AREA_CODES else _TOTAL
