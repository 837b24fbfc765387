"""Rows of a table that are no unit: the sum of the others, as exports write below or above them."""

from __future__ import annotations

import polars as pl

FEWEST = 3
"""Of fewer others a row may well be the sum by chance."""
TOLERANCE = 0.05
"""So much a row may differ that calls itself the total: figures are rounded, some are secret."""
_CALLED_TOTAL = (
    r"(?i)^\W*(?:(?:eind|sub)?tota(?:al|len)|total|som|sum"
    r"|alle (?:gemeenten|wijken|buurten|gebieden|regio's)"
    r"|(?:totaal )?(?:heel )?nederland|the netherlands|nl\d{0,2})\W*$"
    r"|^\W*(?:sub|eind)?totaal\b|\b(?:sub|eind)?totaal\W*$"
)
_CALLED_MEAN = r"(?i)^\W*(?:gemiddelde?|average|mean|mediaan|median)\b"
SUM, MEAN = "the sum of the other rows, no unit", "the average of the other rows, no unit"


def no_units(frame: pl.DataFrame, key: str, count: str, per: str, by: str | None) -> pl.Series:
    """Why a row is no unit to compare, null where it is one."""
    total = totals(frame, key, count, per, by)
    called = frame[key].cast(pl.String).str.contains(_CALLED_MEAN).fill_null(value=False)
    rows = pl.select(
        mean=called & ~total, unit=~(called | total), count=frame[count], per=frame[per]
    )
    mean = pl.col("mean") & pl.all_horizontal(_is_mean(column) for column in ("count", "per"))
    found = rows.select(mean.fill_null(value=False).alias("mean")).to_series()
    said = pl.when(total).then(pl.lit(SUM)).when(found).then(pl.lit(MEAN))
    return pl.select(said.alias("reason")).to_series()


def _is_mean(column: str) -> pl.Expr:
    """About the mean or the median of the units."""
    figure, units = pl.col(column), pl.col(column).filter("unit")
    near = [(figure - each).abs() <= TOLERANCE * each for each in (units.mean(), units.median())]
    return pl.any_horizontal(near)


def totals(frame: pl.DataFrame, key: str, count: str, per: str, by: str | None) -> pl.Series:
    """Whether a row is the sum of the other rows, of the table or of its group, in both columns.

    Exactly so under any name, nearly so under a name such as Totaal or Nederland; under such a name
    it may also be the sum of the rows above or below it, up to another. A row of which one of the
    two figures is missing is none.
    """
    same = pl.repeat("", frame.height, eager=True)
    group = same if by is None else frame[by].cast(pl.String).fill_null("")
    called = frame[key].cast(pl.String).str.contains(_CALLED_TOTAL).fill_null(value=False)
    rows = pl.select(
        named=called, group=group, count=frame[count], per=frame[per],
        above=called.cast(pl.Int64).cum_sum() - called.cast(pl.Int64),
        below=called.cast(pl.Int64).cum_sum(),
    )  # fmt: skip
    found = [_sums(None), *([] if by is None else [_sums("group")])]
    found += [pl.col("named") & _sums(part) for part in ("above", "below")]
    return rows.select(pl.any_horizontal(found).fill_null(value=False)).to_series()


def _sums(group: str | None) -> pl.Expr:
    """Rows that are the sum of the units beside them, which do not call themselves a total."""

    def over(expression: pl.Expr) -> pl.Expr:
        return expression if group is None else expression.over(group)

    unit = ~pl.col("named")
    others = over(unit.sum()) - unit.cast(pl.Int64)
    exact, near = [], []
    for column in ("count", "per"):
        figure = pl.col(column)
        rest = over(figure.filter(unit).sum()) - pl.when(unit).then(figure).otherwise(0)
        exact.append((figure == rest) & (figure > 0))
        near.append(((figure - rest).abs() <= TOLERANCE * rest) & (rest > 0))
    is_sum = pl.all_horizontal(exact) | (pl.col("named") & pl.all_horizontal(near))
    return is_sum & (others >= FEWEST)
