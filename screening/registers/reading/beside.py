"""Rows of a table that are no rows of the register: notes, totals, and what a source sets aside.

They are recognised and named, so that nothing is lost, and none is judged: a total would be the
largest unit of all. They say nothing about any object, so nothing becomes unknown by them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import dataframely as dy
import polars as pl

from screening.registers.reading.below_header import numbered, units_row
from screening.registers.reading.numbers import says_nothing
from screening.registers.reading.parse import cell, parse_column
from screening.registers.reading.periods import OTHER_PERIODS, year_of_period
from screening.registers.reading.quarantine import lines, no_lines
from screening.registers.reading.sums import unlabelled_totals
from screening.registers.reading.table import Table, at
from screening.registers.reading.workbooks.formulas import NO_OUTCOME
from screening.registers.reading.written import Steps, Written
from screening.registers.schemas import Register
from screening.registers.schemas.columns import AREA_CODES, IDENTIFIERS, is_key
from screening.registers.schemas.keys import FOREIGN_KEYS

_NOTE = (
    r"(?i)^\W*(bron|source|noot|voetnoot|toelichting|opmerking|copyright|peildatum|"
    r"(einde|end) (of|van) (de )?(tabel|table|bestand|file)|let op|legenda|vertrouwelijk|"
    r"disclaimer|(gegenereerd|ge[eë]xporteerd|afgedrukt|aangemaakt|opgemaakt|bijgewerkt) (op|door)|"
    r"laatst (bijgewerkt|gewijzigd)|(pagina|page) [0-9]+|(print|export)datum)\b|"
    r"^[©#*]|^\(c\)|^\x1a+$|^(selectie|filter|gefilterd|datum|aantal( \p{L}+)?)\s*:|"
    r"^\(?[0-9]+ (rows?|rij(en|\(en\))?|records?|regels?)( (affected|selected|geselecteerd|"
    r"getroffen))?\.?\)?$"
)
"""The first cell of a row that is no unit, when all others are blank."""
_TOTAL = (
    r"(?i)^\W*(((eind|sub)?tota(al|len)|grand total|total|heel nederland)\b|"
    r"(som|sum|alle (gemeenten|wijken|buurten|gebieden))\W*$)|\b(sub|eind)?(totaal|total)\W*$"
)
"""What stands for an identifier in the row that adds up others."""
_LABEL = r"(?i)^\W*((sub|eind)?tota(al|len)|grand total|total|som|sum)\W*([0-9]{4}\W*)?$"
"""The first cell with something in it of such a row, where the identifier is blank."""
_COUNTRY = r"(?i)^(nederland|netherlands)$"
_ITS_CODE = r"(?i)^nl[0-9]{0,2}$"
"""The country by its code, which is an area where rows say themselves of which level they are."""
_OF_COUNTRY = "price_index"
"""Of figures of areas those that are asked of the country too, where no smaller area has them."""
_FIGURE = r"^[+-]?[€\s]*[0-9][0-9.,\s]*%?$"
_SEARCHED = 50
"""Rows at the end among which notes without a known word are looked for."""
_WORD = r"\p{L}{3,}"
_SAYS_NOTE = "a note with the table, no row of the register"
_SAYS_HEADER = "the header once more, no row of the register"
_LINE = r"^[-=_+|]{3,}$"
"""A cell of a line that is drawn under a header."""
_PERIODS, _OF_YEAR = {"year", "month"}, "__year"
_SAYS_UNITS = "the units or the numbers of the columns, no row of the register"
_SAYS_FORMULAS = (
    "formulas without an outcome and without a name, as of a total; no row of the register"
)
_SAYS_TOTAL = "the total of other rows, which is no row of the register"


class Beside(NamedTuple):
    """Whether each row of the extract is one of the register, and a line for each that is not."""

    kept: pl.Series
    lines: pl.DataFrame
    blank: int = 0
    """Rows in which nothing stands of the register, and elsewhere formulas that nobody computed."""


def note_rows(cells: pl.DataFrame) -> pl.Series:
    """Whether a row (of text, in columns by place) is a note: one cell, the first, and a word."""
    names = cells.columns
    others = pl.any_horizontal(pl.lit(value=False), *(pl.col(n).is_not_null() for n in names[1:]))
    said = pl.col(names[0]).str.strip_chars().str.contains(_NOTE).fill_null(value=False)
    return cells.select((said & ~others).alias("note")).to_series()


def header_rows(cells: pl.DataFrame, headers: Sequence[str]) -> pl.Series:
    """Whether a row is the header once more, as on each page, or a line drawn under it."""
    if not headers:
        return pl.repeat(False, cells.height, dtype=pl.Boolean, eager=True)
    texts = [pl.col(at(place)).str.strip_chars() for place in range(len(headers))]
    same = [
        (text == header.strip()).fill_null(value=not header.strip())
        for text, header in zip(texts, headers, strict=True)
    ]
    drawn = [text.str.contains(_LINE).fill_null(value=True) for text in texts]
    likely = cells.select((same[0] | drawn[0]).alias("again")).to_series()
    if not likely.any():  # nearly always, and the other columns need not be looked at
        return likely
    some = pl.any_horizontal(text.is_not_null() for text in texts)
    again = some & (pl.all_horizontal(same) | pl.all_horizontal(drawn))
    found = cells.filter(likely).select(again.alias("again")).to_series()
    return likely.scatter(likely.arg_true(), found)


def beside(
    raw: pl.DataFrame, table: Table, register: Register, fixed: Mapping[str, object], decimal: str,
    year: Written | None = None,
) -> Beside:  # fmt: skip
    """The rows of ``raw`` (of the columns of the register, as text) that are none of it.

    ``fixed`` are columns that the project states, ``decimal`` is its sign before decimals, and
    ``year`` is how that column of the key is written.
    """
    alone = len(table.headers) < 2  # noqa: PLR2004 - then a word is a value
    nothing = pl.repeat(False, raw.height, eager=True)
    own = [name for name in register.columns if name in raw.columns and name not in fixed]
    named = [n for n in own if n in AREA_CODES or _identifies(register.columns[n])]
    notes = nothing if alone else note_rows(table.cells) | _trailing(raw, table, own, named)
    keys = [name for name in own if _names_rows(register.columns[name])]
    words = {name: _words(name, register, fixed) for name in named}
    totals = nothing if alone else _totals(raw, table, words, decimal)
    if not alone and not named:
        totals |= _totals_of_names(raw, own, keys)
    units = nothing if alone else units_row(raw, table, [*named, *keys]) | numbered(table)
    period = _other_periods(raw, register, year)
    filled_down, sums = _without_outcome(raw, table, own, [*named, *keys])
    said = table.aside if table.aside is not None else pl.repeat(None, raw.height, eager=True)
    again = header_rows(table.cells, table.headers)
    kept = ~(notes | again | totals | units | sums | filled_down)
    kept &= said.is_null() & period.is_null()
    if kept.all():
        return Beside(kept, no_lines())
    reason = pl.coalesce(
        pl.col("__said").cast(pl.String),
        pl.col("__period"),
        pl.when(pl.col("__units")).then(pl.lit(_SAYS_UNITS)),
        pl.when(pl.col("__sums")).then(pl.lit(_SAYS_FORMULAS)),
        pl.when(pl.col("__note")).then(pl.lit(_SAYS_NOTE)),
        pl.when(pl.col("__again")).then(pl.lit(_SAYS_HEADER)).otherwise(pl.lit(_SAYS_TOTAL)),
    )
    first = table.cells.select(
        pl.coalesce(map(cell, table.cells.columns)).alias("__first")
    ).to_series()
    marks = [notes.alias("__note"), again.alias("__again"), said.alias("__said"), first]
    marks += [units.alias("__units"), period.alias("__period"), sums.alias("__sums")]
    aside = raw.hstack(marks).filter(~kept & ~filled_down)
    of_period = pl.col("year") if "year" in aside.columns else pl.col("__first")
    shown = pl.when(pl.col("__period").is_null()).then(pl.col("__first")).otherwise(of_period)
    found = lines(aside, {"": reason}, {"": shown}, ())
    return Beside(kept, found, int(filled_down.sum()))


def _totals(raw: pl.DataFrame, table: Table, named: Mapping[str, str], decimal: str) -> pl.Series:
    """Rows that add up others: by what stands where a name belongs, or elsewhere, or nowhere.

    ``named`` has per column what says so there.
    """
    words = [
        pl.col(name).str.strip_chars().str.contains(words).fill_null(value=False)
        for name, words in named.items()
    ]
    total = raw.select(pl.any_horizontal(pl.lit(value=False), *words).alias("t")).to_series()
    if not named:
        return total
    blank = pl.all_horizontal(cell(name).is_null() for name in named)
    unnamed = raw.select(blank.alias("b")).to_series() | total
    if not (unnamed & ~total).any():
        return total
    first = pl.coalesce(map(cell, table.cells.columns)).str.contains(_LABEL).fill_null(value=False)
    labelled = unnamed & table.cells.select(first.alias("l")).to_series()
    return total | labelled | (unlabelled_totals(unnamed, table, decimal) & ~total)


def _totals_of_names(raw: pl.DataFrame, own: Sequence[str], keys: Sequence[str]) -> pl.Series:
    """Totals of a register of which rows are named in words or digits of the source's own.

    A word for a total and no more, or one with more behind it where all else is blank or a figure.
    """
    found = [pl.lit(value=False)]
    for name in keys:
        word = pl.col(name).str.strip_chars()
        others = [cell(each) for each in own if each != name]
        bare = pl.all_horizontal(
            pl.lit(value=True), *(each.is_null() | each.str.contains(_FIGURE) for each in others)
        )
        total = word.str.contains(_LABEL) | (word.str.contains(_TOTAL) & bare)
        found.append(total.fill_null(value=False))
    return raw.select(pl.any_horizontal(found).alias("t")).to_series()


def _without_outcome(
    raw: pl.DataFrame, table: Table, own: Sequence[str], named: Sequence[str]
) -> tuple[pl.Series, pl.Series]:
    """Rows of nothing but formulas that nobody computed: beside the register, and without a name.

    The ones are what a sheet is filled down with, the others what stands below its rows.
    """
    nothing = pl.repeat(False, raw.height, dtype=pl.Boolean, eager=True)
    asked = named or own
    if not asked or any(not raw[name].null_count() for name in asked):
        return nothing, nothing
    blank = raw.select(pl.all_horizontal(pl.col(asked).is_null())).to_series()
    texts = [pl.col(name) for name in table.cells.columns]
    bare = pl.all_horizontal((text == NO_OUTCOME).fill_null(value=True) for text in texts)
    some = pl.any_horizontal(text.is_not_null() for text in texts)
    found = table.cells.filter(blank).select((bare & some).alias("f")).to_series()
    formulas = blank.scatter(blank.arg_true(), found)
    elsewhere = raw.select(pl.all_horizontal(pl.col(own).is_null())).to_series()
    return formulas & elsewhere, formulas & ~elsewhere


def _other_periods(raw: pl.DataFrame, register: Register, year: Written | None) -> pl.Series:
    """Why a row is of another period than those of the register, beside one of the same that is.

    Published tables hold months and quarters above the year that they add up to. Of an area of
    which that year is not there it is no such row: what it says would be lost.
    """
    none = pl.repeat(None, raw.height, dtype=pl.String, eager=True)
    if year is None or "year" not in register.key or "year" not in raw.columns:
        return none
    texts = raw.select(cell("year"))
    if (texts["year"].str.len_bytes() == len("2024")).all():
        return none
    steps = Steps(texts.unique())
    parsed = parse_column("year", register.columns["year"], replace(year, once=steps.once))
    of_year = pl.coalesce(parsed.value, year_of_period(pl.col("year")))
    said = steps.cells.select(
        pl.col("year"), parsed.reason.alias("r"), of_year.cast(pl.Int64).alias(_OF_YEAR)
    )
    if not said["r"].is_in(OTHER_PERIODS).any():
        return none
    found = texts.join(said, on="year", how="left", nulls_equal=True, maintain_order="left")
    rest = [cell(name) for name in register.key if name in raw.columns and name not in _PERIODS]
    rows = raw.select(rest).hstack(found.select("r", _OF_YEAR)).with_row_index("__at")
    shared = [*(name for name in register.key if name in rows.columns), _OF_YEAR]
    fine = rows.filter(pl.col("r").is_null())
    other = rows.filter(pl.col("r").is_in(OTHER_PERIODS))
    beside_fine = other.join(fine, on=shared, how="semi")
    told = pl.col("__at").is_in(beside_fine["__at"].implode())
    return rows.select(pl.when(told).then(pl.col("r")))["r"]


def _trailing(
    raw: pl.DataFrame, table: Table, own: Sequence[str], named: Sequence[str]
) -> pl.Series:
    """Words below the last row that has more than one cell, which no identifier can be."""
    found = pl.repeat(False, raw.height, eager=True)
    if not named:
        return found
    tail = table.cells.tail(_SEARCHED)
    counted = tail.select(pl.sum_horizontal(pl.all().is_not_null()).alias("n")).to_series()
    full = (counted > 1).arg_true()
    if full.is_empty() or int(full[-1]) == tail.height - 1:
        return found
    others = [cell(name).is_null() for name in own if name not in named]
    bare = raw.tail(_SEARCHED).select(pl.all_horizontal(pl.lit(value=True), *others).alias("o"))
    first = pl.col(at(0)).str.strip_chars()
    word = first.str.contains(_WORD) & ~says_nothing(first)
    words = tail.select(word.fill_null(value=False).alias("w")).to_series()
    below = pl.int_range(tail.height, eager=True) > int(full[-1])
    note = below & (counted == 1) & words & bare.to_series()
    return found.head(raw.height - tail.height).append(note)


def _identifies(declared: dy.Column) -> bool:
    return (
        isinstance(declared, dy.String) and not declared.nullable and declared.regex in IDENTIFIERS
    )


def _names_rows(declared: dy.Column) -> bool:
    """Whether the column names a row in words or digits of the source's own."""
    coded = (declared.metadata or {}).get("asked")
    free = isinstance(declared, dy.String) and declared.regex is None and not coded
    return free and is_key(declared)


def _words(name: str, register: Register, fixed: Mapping[str, object]) -> str:
    """What stands in a column of codes for the rows that add up others."""
    if name not in AREA_CODES:
        return _TOTAL
    words = f"{_TOTAL}|{_COUNTRY}"
    keys = (key for key in FOREIGN_KEYS if key.register == register.name != _OF_COUNTRY)
    figures = any(key.required for key in keys)
    of_level = "level" in fixed and fixed["level"] != "country"
    return f"{words}|{_ITS_CODE}" if name == "area_code" and (figures or of_level) else words
