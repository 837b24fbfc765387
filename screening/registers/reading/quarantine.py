"""What was set aside, rows and single values: one line per row, with every column and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import polars as pl

from screening.files.neutralise import neutralised
from screening.files.private import new_folder, write_private
from screening.locale import tr
from screening.locale.told import told as told_message
from screening.registers.reading.forms import MAYBE_PERCENT
from screening.registers.reading.numbers import MAY_BE_THOUSANDS
from screening.registers.reading.report import Loaded

_WHOLE = "whole"
"""Whether a line sets aside the row as a whole, or values of it while the row itself is loaded."""
SCHEMA = {
    "source_file": pl.String,
    "row": pl.Int64,
    _WHOLE: pl.Boolean,
    "column": pl.String,
    "value": pl.String,
    "reason": pl.String,
}
MASK = "***"
NINE_DIGITS = "*** (nine digits)"
_JOINED = {"column": "|", "value": "|", "reason": "; "}
_LOADED = "; the row is loaded, this is unknown"
_OF_COLUMNS = [MAYBE_PERCENT, MAY_BE_THOUSANDS]
"""What is wrong with a column, and so with all of its cells: told once, not for every row."""
_LONGEST_VALUE = 200
_NINE_DIGITS = r"^\s*\d([ .\-]?\d){8}\s*$"


def shown(value: pl.Expr, *, personal: bool) -> pl.Expr:
    """A cell as quarantine shows it: never a person key, never a long text in full.

    Nine digits may be a citizen service number that stands in a wrong column, so they are masked.
    """
    if personal:
        return pl.lit(MASK)
    text = value.cast(pl.String).fill_null("")
    return (
        pl.when(text.str.len_bytes() > _LONGEST_VALUE)
        .then(text.str.slice(0, _LONGEST_VALUE) + "…")
        .when(text.str.contains(_NINE_DIGITS))
        .then(pl.lit(NINE_DIGITS))
        .otherwise(text)
    )


def lines(
    rows: pl.DataFrame,
    reasons: Mapping[str, pl.Expr],
    values: Mapping[str, pl.Expr],
    personal: Sequence[str],
    whole: pl.Expr = pl.lit(value=True),  # noqa: B008 - an expression never changes
) -> pl.DataFrame:
    """Quarantine lines of ``rows`` (with ``source_file`` and ``row``).

    ``reasons`` gives per column a text, null where the column is fine; ``values`` the cell;
    ``whole`` says whether the row is set aside, or only those values. More than one wrong column
    are joined in the order of ``reasons``.
    """
    wrong = {column: reason.is_not_null() for column, reason in reasons.items()}
    cells = [
        pl.when(wrong[column]).then(
            shown(values.get(column, pl.lit("")), personal=column in personal)
        )
        for column in reasons
    ]
    return rows.select(
        "source_file",
        "row",
        whole.alias(_WHOLE),
        pl.concat_str(
            [pl.when(wrong[column]).then(pl.lit(column)) for column in reasons],
            separator="|",
            ignore_nulls=True,
        ).alias("column"),
        pl.concat_str(cells, separator="|", ignore_nulls=True).alias("value"),
        pl.concat_str(list(reasons.values()), separator="; ", ignore_nulls=True).alias("reason"),
    )


def in_short(quarantine: pl.DataFrame) -> list[str]:
    """Per reason how much was set aside and where the first is; most frequent first."""
    found = (
        quarantine.sort("source_file", "row")
        .group_by("column", "reason")
        .agg(pl.len().alias("rows"), pl.col("source_file").first(), pl.col("row").first())
        .sort(["rows", "column", "reason"], descending=[True, False, False])
    )
    text = pl.format(
        "{} x {}{} (first: {}, row {})",
        "rows",
        pl.when(pl.col("column") == "").then(pl.lit("")).otherwise(pl.col("column") + ": "),
        "reason",
        "source_file",
        "row",
    )
    return found.select(text.alias("text"))["text"].to_list()


def told(quarantine: pl.DataFrame) -> pl.DataFrame:
    """The lines in order; of values alone the reason says that their row is loaded without them.

    What was found of values of a row stands on the line of that row.
    """
    if quarantine.is_empty():
        return quarantine.drop(_WHOLE)
    place = ["source_file", "row"]
    partly = quarantine.filter(~pl.col(_WHOLE)).select(place).unique()
    of_values = quarantine.join(partly, on=place, how="semi")
    one = of_values.group_by(place, maintain_order=True).agg(
        pl.col(_WHOLE).any(),
        *(pl.col(name).str.join(sign) for name, sign in _JOINED.items()),
    )
    reason = pl.when(_WHOLE).then(pl.col("reason")).otherwise(pl.col("reason") + _LOADED)
    others = quarantine.join(partly, on=place, how="anti")
    together = pl.concat([others, one.select(others.columns)])
    return _of_columns_once(together).with_columns(reason.alias("reason")).drop(_WHOLE).sort(place)


def _of_columns_once(quarantine: pl.DataFrame) -> pl.DataFrame:
    """The lines, of which those of a whole column are one: that of its first cell."""
    of_column = ~pl.col(_WHOLE) & pl.col("reason").is_in(_OF_COLUMNS)
    alike = ["source_file", "column", "reason"]
    many = pl.format("{}; in {} cells of the column, of which this is the first", "reason", "cells")
    columns = (
        quarantine.filter(of_column)
        .sort("row")
        .group_by(alike, maintain_order=True)
        .agg(pl.col("row", _WHOLE, "value").first(), pl.len().alias("cells"))
        .with_columns(pl.when(pl.col("cells") > 1).then(many).otherwise("reason").alias("reason"))
    )
    return pl.concat([quarantine.filter(~of_column), columns.select(quarantine.columns)])


def _gone() -> pl.Expr:
    """Whether the row is not loaded, for this reason or one that was found later."""
    return pl.col(_WHOLE).any().over("source_file", "row")


def rows_of(quarantine: pl.DataFrame) -> int:
    """How many rows are not loaded."""
    return int(quarantine[_WHOLE].sum())


def values_of(quarantine: pl.DataFrame) -> dict[str, int]:
    """Column: values set aside of rows that are loaded, sorted."""
    if quarantine.is_empty():
        return {}
    columns = quarantine.filter(~_gone())["column"].str.split("|").explode()
    counted = columns.value_counts(name="values").sort(columns.name)
    return dict(counted.iter_rows())


@cache
def no_lines() -> pl.DataFrame:
    """Quarantine without a row."""
    return pl.DataFrame(schema=SCHEMA)


def spoken(quarantine: pl.DataFrame) -> pl.DataFrame:
    """The lines as the owner of the data reads them: titles, masks and reasons in words of now."""
    reasons = quarantine["reason"].unique()
    said = [told_message(reason) for reason in reasons]
    nine = told_message(NINE_DIGITS)
    titles = {
        "source_file": tr("source_file"), "row": tr("row"), "column": tr("column"),
        "value": tr("value"), "reason": tr("reason"),
    }  # fmt: skip
    return quarantine.with_columns(
        pl.col("reason").replace_strict(reasons, said, return_dtype=pl.String),
        pl.col("value").str.replace_all(NINE_DIGITS, nine, literal=True),
    ).rename(titles)


def write_quarantine(loaded: Loaded, folder: Path) -> list[Path]:
    """One csv per register with rows set aside: UTF-8 with mark, ';', safe to open in Excel.

    It goes to the owner of the data, in the language of now.

    Raises OSError when the folder cannot be written.
    """
    written = []
    new_folder(folder)
    for name in sorted(loaded.quarantine):
        frame = loaded.quarantine[name]
        if frame.is_empty():
            continue
        file = folder / f"{name}.csv"
        content = neutralised(spoken(frame)).write_csv(separator=";", include_bom=True)
        write_private(file, content)
        written.append(file)
    return written
