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
_CALLED_PART = r"(?i)^\W*(?:wijk|stadsdeel|district|gemeente|regio|provincie|kern|cluster)\b"
"""How rows are called that add up those below or above them."""
_PARENT = r"^\W*(?:(GM[0-9]{4})|(WK[0-9]{6}))(?:[^0-9]|$)"
_CHILD = r"^\W*(?:WK|BU)([0-9]{4})(?:([0-9]{2}))?"
SUM, MEAN = "the sum of the other rows, no unit", "the average of the other rows, no unit"
WHOLE = "what the other rows are part of, no unit"
PARTS = "the sum of rows beside it, no unit"


def no_units(frame: pl.DataFrame, key: str, count: str, per: str, by: str | None) -> pl.Series:
    """Why a row is no unit to compare, null where it is one."""
    figures = _plain(frame, key, count, per, by)
    part = _blocks(figures)
    alone = frame.with_columns(frame[c].cast(pl.Float64).set(part, None) for c in (count, per))
    total = totals(alone, key, count, per, by)
    called = frame[key].cast(pl.String).str.contains(_CALLED_MEAN).fill_null(value=False)
    rows = pl.select(
        mean=called & ~total, unit=~(called | total), count=frame[count], per=frame[per]
    )
    mean = pl.col("mean") & pl.all_horizontal(_is_mean(column) for column in ("count", "per"))
    found = rows.select(mean.fill_null(value=False).alias("mean")).to_series()
    said = (
        pl.when(part).then(pl.lit(PARTS)).when(total).then(pl.lit(SUM))
        .when(_wholes(_plain(alone, key, count, per, by))).then(pl.lit(WHOLE))
        .when(found).then(pl.lit(MEAN))
    )  # fmt: skip
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


def _plain(frame: pl.DataFrame, key: str, count: str, per: str, by: str | None) -> pl.DataFrame:
    """The columns under names of ours: those of a file may be patterns of Polars."""
    group = pl.repeat("", frame.height, eager=True) if by is None else frame[by]
    return pl.select(
        name=frame[key].cast(pl.String), n=frame[count].cast(pl.Float64),
        d=frame[per].cast(pl.Float64), group=group.cast(pl.String).fill_null(""),
    )  # fmt: skip


def _wholes(frame: pl.DataFrame) -> pl.Series:
    """Rows that hold the others: called a total and no smaller than those, or by their codes.

    A table may be of a part of the country alone, and a row for the country stand in it all the
    same. A municipality holds the districts and neighbourhoods with its code, a district the
    neighbourhoods with its own.
    """
    name = pl.col("name")
    named = name.str.contains(_CALLED_TOTAL).fill_null(value=False)
    larger = [
        pl.col(c) >= (1 - TOLERANCE) * pl.col(c).filter(~named).sum().over("group")
        for c in ("n", "d")
    ]
    holds = named & pl.all_horizontal(larger) & ((~named).sum().over("group") >= FEWEST)
    town, ward = (name.str.extract(_PARENT, group).str.slice(2) for group in (1, 2))
    towns = name.str.extract(_CHILD, 1)
    wards = pl.when(name.str.contains(r"^\W*BU[0-9]{6}")).then(towns + name.str.extract(_CHILD, 2))
    parent = town.is_in(towns.implode()) | ward.is_in(wards.implode())
    return frame.select((holds | parent).fill_null(value=False).alias("whole")).to_series()


def _blocks(frame: pl.DataFrame) -> pl.Series:
    """Rows called a district and the like that are the sum of two or more rows next to them."""
    known = frame.select(
        "n", "d",
        at=pl.int_range(pl.len(), dtype=pl.Int64),
        part=pl.col("name").str.contains(_CALLED_PART).fill_null(value=False),
        upto_n=pl.col("n").fill_null(0).cum_sum(),
        upto_d=pl.col("d").fill_null(0).cum_sum(),
    )  # fmt: skip
    asked = known.filter("part", pl.col("n") > 0, pl.col("d") > 0)
    ends = known.select("upto_n", "upto_d", end="at")
    before = pl.DataFrame({"upto_n": [0.0], "upto_d": [0.0], "end": [-1]}).cast(ends.schema)
    found = []
    below, above = pl.col("end") > pl.col("at") + 1, pl.col("end") < pl.col("at") - 2
    for times, far in ((1, below), (-2, above)):
        other = asked.select(
            "at",
            upto_n=(pl.col("upto_n") + times * pl.col("n")).round(6),
            upto_d=(pl.col("upto_d") + times * pl.col("d")).round(6),
        )
        every = pl.concat([ends, before]).with_columns(pl.col("upto_n", "upto_d").round(6))
        found.append(other.join(every, on=["upto_n", "upto_d"]).filter(far)["at"])
    return known["at"].is_in(pl.concat(found).implode())


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
