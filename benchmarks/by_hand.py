"""The ten rules of ``rules/bench`` as somebody would write them in Polars without an engine.

Each gives its hits and, per outcome, how many establishments or addresses there were: the same
answer as the rule, which the benchmark checks. Missing values follow the same three-valued logic.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from screening.reference.tables import branch_groups

AS_OF = dt.date(2026, 1, 1)
YEAR_AGO = dt.date(2025, 1, 1)
STAFF = pl.col("employees_ft") + pl.col("employees_pt")
_HERE = ["est_nr", "employees_ft", "employees_pt", "sbi", "sbi_edition", "usage", "floor_m2"]
_LIVED_IN = ["vbo_id", "usage", "floor_m2", "build_year", "persons", "households", "moves_in_24m"]
ACTIVE = (pl.col("start_date").is_null() | (pl.col("start_date") <= AS_OF)) & (
    pl.col("end_date").is_null() | (pl.col("end_date") > AS_OF)
)


def in_group(group: str) -> pl.Expr:
    """Whether the SBI code belongs to a branch group, by the edition it is from."""
    expr = pl.lit(None, pl.Boolean)
    for edition, prefixes in branch_groups()[group].sbi.items():
        code = pl.any_horizontal(pl.col("sbi").str.starts_with(prefix) for prefix in prefixes)
        expr = pl.when(pl.col("sbi_edition") == edition).then(code).otherwise(expr)
    return expr


def outcomes(
    rows: pl.LazyFrame, when: pl.Expr, exempt: pl.Expr | None = None
) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """The hits, and one row that counts the outcomes."""
    out = pl.lit(value=False) if exempt is None else exempt
    rows = rows.with_columns(when=when, out=out)
    hit = pl.col("when") & ~pl.col("out")
    clear = ~pl.col("when") & ~pl.col("out").fill_null(value=False)
    counts = rows.select(
        hit=hit.sum(), clear=clear.sum(), not_applicable=pl.col("out").sum(), all=pl.len()
    )
    return rows.filter(hit).drop("when", "out"), counts


def ten_rules(
    registers: Mapping[str, pl.LazyFrame],
) -> dict[str, tuple[pl.LazyFrame, pl.LazyFrame]]:
    """Hits and counts per rule id, not yet collected."""
    places, people = registers["bag_object"], registers["brp_count"]
    here, firms = registers["kvk_establishment"], registers["kvk_company"]
    # Made once for all rules that use them; that halves the time.
    at_place = here.join(places, on="vbo_id").select(_HERE).cache()
    lived_in = places.join(people, on="vbo_id").select(_LIVED_IN).cache()
    subject = pl.col("est_nr").alias("subject")
    address = pl.col("vbo_id").alias("subject")
    dwelling = pl.col("usage").str.contains("woonfunctie", literal=True).alias("dwelling")
    industry = pl.col("usage").str.contains("industriefunctie", literal=True).alias("industry")
    room = pl.when(pl.col("persons") != 0).then(pl.col("floor_m2") / pl.col("persons"))
    staff = STAFF.alias("staff")
    return {
        "establishment.staff_per_m2": outcomes(
            at_place.select(subject, staff, "floor_m2"),
            pl.when(pl.col("floor_m2") != 0).then(pl.col("staff") / pl.col("floor_m2")) > 0.2,
        ),
        "establishment.staff_in_dwelling": outcomes(
            at_place.select(subject, staff, dwelling), pl.col("dwelling") & (pl.col("staff") >= 10)
        ),
        "establishment.quick_growth": outcomes(
            here.select(subject, staff, "start_date"),
            (pl.col("start_date") >= YEAR_AGO) & (pl.col("staff") >= 10),
        ),
        "establishment.staff_after_end": outcomes(
            here.select(subject, staff, active=ACTIVE), ~pl.col("active") & (pl.col("staff") > 0)
        ),
        "establishment.repair_outside_industry": outcomes(
            at_place.select(subject, "floor_m2", industry, repair=in_group("car_repair")),
            ~pl.col("industry") & (pl.col("floor_m2") < 100),
            ~pl.col("repair"),
        ),
        "establishment.small_horeca": outcomes(
            here.filter(in_group("horeca"), ACTIVE)
            .join(places, on="vbo_id")
            .select(subject, "floor_m2", staff),
            (pl.col("floor_m2") < 40) & (pl.col("staff") >= 2),
        ),
        "establishment.more_staff_than_company": outcomes(
            here.join(firms.select("kvk_nr", "employees"), on="kvk_nr").select(
                subject, staff, in_company="employees"
            ),
            pl.col("staff") - pl.col("in_company") >= 1,
        ),
        "address.little_room": outcomes(
            lived_in.select(address, "persons", room=room),
            (pl.col("persons") >= 4) & (pl.col("room") < 25),
        ),
        "address.many_moves": outcomes(
            lived_in.select(address, dwelling, moves="moves_in_24m"),
            pl.col("dwelling") & (pl.col("moves") >= 5),
        ),
        "address.many_households": outcomes(
            lived_in.select(address, "households", "build_year"),
            (pl.col("households") >= 3) & (pl.col("build_year") < 1945),
        ),
    }
