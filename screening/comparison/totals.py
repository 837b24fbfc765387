"""Rows of a table that are no unit: the sum of the others, as exports write below or above them."""

from __future__ import annotations

import polars as pl

FEWEST = 3
"""Of fewer others a row may well be the sum by chance."""
TOLERANCE = 0.05
"""So much a row may differ that calls itself the total: figures are rounded, some are secret."""
_CALLED_TOTAL = (
    r"(?i)^\W*(?:(?:eind)?totaal|total|som|sum|alle (?:gemeenten|wijken|buurten)"
    r"|(?:totaal )?(?:heel )?nederland|the netherlands|nl\d{0,2})\W*$"
)


def totals(frame: pl.DataFrame, key: str, count: str, per: str, by: str | None) -> pl.Series:
    """Whether a row is the sum of the other rows, of the table or of its group, in both columns.

    Exactly so under any name, nearly so under a name such as Totaal or Nederland. A row of which
    one of the two figures is missing is none.
    """
    same = pl.repeat("", frame.height, eager=True)
    group = same if by is None else frame[by].cast(pl.String).fill_null("")
    called = frame[key].cast(pl.String).str.contains(_CALLED_TOTAL).fill_null(value=False)
    rows = pl.select(named=called, group=group, count=frame[count], per=frame[per])
    found = [_sums(None)] if by is None else [_sums(None), _sums("group")]
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
