"""Counts per inhabitant against comparable areas, from any csv file: who deviates, and how surely.

python examples/compare_municipalities.py FILE KEY COUNT PER
"""

from __future__ import annotations

import sys

import polars as pl

import screening
from screening.errors import ScreeningError


def main(file: str, key: str, count: str, per: str) -> int:
    """Print what deviates, strongest first."""
    table = pl.read_csv(file, separator=";", decimal_comma=True, schema_overrides={key: pl.String})
    try:
        judged = screening.compare(table, key=key, count=count, per=per)
    except ScreeningError as error:
        print(error, file=sys.stderr)
        return 1
    deviating = judged.rows.filter(pl.col("level").is_in(["watch", "notable", "strong"]))
    for row in deviating.sort("z", descending=True).iter_rows(named=True):
        print(
            f"{row['key']}: {row['rate']:.1f}, {row['ratio']:.2f} times its peers ({row['level']})"
        )
    print(f"{deviating.height} of {judged.rows.height} deviate")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
