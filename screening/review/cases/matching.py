"""Which row of a new run is which case: by the addresses and companies they share.

Cases are compared set at a time. A row and a case that share most find each other first; of equals
the older case, and then the row that stands higher. What is left over of the overlap is told as a
join (a case whose rows all went to others) or a split (a case that also gave to another row).
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

KNOWN = {"case": pl.Int64, "node": pl.String}
ROWS = {"row": pl.Int64, "node": pl.String}
_MATCHED = {"row": pl.Int64, "case": pl.Int64}
JOINED, SPLIT = "joined", "split"


class Matching(NamedTuple):
    """Which row is which case.

    ``same`` has row and case. ``links`` has case, row, kind (joined or split) and shared: parts of
    a case that went to a row that is not that case.
    """

    same: pl.DataFrame
    links: pl.DataFrame


def matched(known: pl.DataFrame, rows: pl.DataFrame) -> Matching:
    """Find cases again.

    ``known`` has ``case`` (older ones have lower numbers) and ``node``; ``rows`` has ``row`` (in
    the order of the list) and ``node``. Both of one list. Rows in neither frame of the answer are
    new cases.
    """
    shared = (
        rows.unique()
        .join(known.unique(), on="node")
        .group_by("row", "case")
        .agg(shared=pl.len().cast(pl.Int64))
        .sort("shared", "case", "row", descending=[True, False, False])
    )
    same = _first_choices(shared)
    rest = shared.join(same, on=["row", "case"], how="anti")
    found_again = pl.col("case").is_in(same["case"].implode())
    links = rest.with_columns(
        kind=pl.when(found_again).then(pl.lit(SPLIT)).otherwise(pl.lit(JOINED))
    ).sort("case", "row")
    return Matching(same.sort("row"), links.select("case", "row", "kind", "shared"))


def _first_choices(shared: pl.DataFrame) -> pl.DataFrame:
    """Pairs that are each other's first choice, taken away round by round.

    The first pair of all is always one, so every round finds some; a few rounds find all.
    """
    found = [pl.DataFrame(schema=_MATCHED)]
    while shared.height:
        first = shared.filter(
            pl.int_range(pl.len()).over("row") == 0, pl.int_range(pl.len()).over("case") == 0
        ).select("row", "case")
        found.append(first)
        shared = shared.join(first, on="row", how="anti").join(first, on="case", how="anti")
    return pl.concat(found)
