"""The sixteen rules as somebody would write them in Polars without an engine.

Each gives its hits and, per outcome, how many subjects there were. Missing values follow the same
three-valued logic as the rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from benchmarks.table.data import AS_OF, held
from benchmarks.table.way import Found
from screening.reference.tables import branch_groups

YEAR_AGO, LONG_AGO = dt.date(2025, 1, 1), dt.date(1986, 1, 1)
STAFF = pl.col("employees_ft") + pl.col("employees_pt")
PART, FULL = pl.col("employees_pt"), pl.col("employees_ft")
ACTIVE = (pl.col("start_date").is_null() | (pl.col("start_date") <= AS_OF)) & (
    pl.col("end_date").is_null() | (pl.col("end_date") > AS_OF)
)
Pair = tuple[pl.LazyFrame, pl.LazyFrame]
Frames = Mapping[str, pl.LazyFrame]


def in_group(group: str) -> pl.Expr:
    """Whether the SBI code belongs to a branch group, by the edition it is from."""
    expr = pl.lit(None, pl.Boolean)
    for edition, prefixes in branch_groups()[group].sbi.items():
        code = pl.any_horizontal(pl.col("sbi").str.starts_with(prefix) for prefix in prefixes)
        expr = pl.when(pl.col("sbi_edition") == edition).then(code).otherwise(expr)
    return expr


def outcomes(rows: pl.LazyFrame, when: pl.Expr, exempt: pl.Expr | None = None) -> Pair:
    """The subjects that hit, and one row that counts the outcomes."""
    out = pl.lit(value=False) if exempt is None else exempt
    rows = rows.select("subject", when=when, out=out)
    hit = pl.col("when") & ~pl.col("out")
    clear = ~pl.col("when") & ~pl.col("out").fill_null(value=False)
    counts = rows.select(
        hit=hit.sum(), clear=clear.sum(), not_applicable=pl.col("out").sum(), every=pl.len()
    )
    return rows.filter(hit).select("subject"), counts


def over(part: pl.Expr, whole: pl.Expr | str) -> pl.Expr:
    """The quotient, unknown where it is divided by nothing."""
    divisor = pl.col(whole) if isinstance(whole, str) else whole
    return pl.when(divisor != 0).then(part / divisor)


def row_rules(registers: Frames) -> dict[str, Pair]:
    """Ten rules over one register."""
    here = registers["kvk_establishment"].with_columns(subject="est_nr")
    days = (pl.col("end_date") - pl.col("start_date")).dt.total_days()
    old = (pl.col("sbi_edition") == "2008") & (pl.col("start_date") >= dt.date(2025, 9, 1))
    horeca, repair = in_group("horeca"), in_group("car_repair")
    return {
        "establishment.many_staff": outcomes(here, ACTIVE & (STAFF >= 25)),
        "establishment.quick_growth": outcomes(
            here, (pl.col("start_date") >= YEAR_AGO) & (STAFF >= 10)
        ),
        "establishment.staff_after_end": outcomes(here, ~ACTIVE & (STAFF > 0)),
        "establishment.mostly_part_time": outcomes(here, (PART >= 6) & (over(PART, FULL) > 3)),
        "establishment.short_lived": outcomes(here, (days >= 0) & (days < 90)),
        "establishment.large_horeca": outcomes(here, ACTIVE & (STAFF >= 12), ~horeca),
        "establishment.old_edition": outcomes(here, old),
        "establishment.no_address": outcomes(here, pl.col("vbo_id").is_null() & ACTIVE),
        "establishment.large_repair": outcomes(here.filter(repair, ACTIVE), STAFF >= 5),
        "establishment.sleeping": outcomes(here, (pl.col("start_date") < LONG_AGO) & (STAFF == 0)),
    }


def join_rules(registers: Frames) -> dict[str, Pair]:
    """Six rules with joins, groups and peers."""
    here, firms = registers["kvk_establishment"], registers["kvk_company"]
    places, people = registers["bag_object"], registers["brp_count"]
    # Made once for all rules that use them.
    at_place = here.join(places, on="vbo_id").cache()
    homes = places.join(people, on="vbo_id").cache()
    active_firms = firms.filter(pl.col("status") == "active").select("kvk_nr")
    in_firm = here.join(firms, on="kvk_nr").cache()
    active = here.filter(ACTIVE, pl.col("sbi").is_not_null())
    branch = pl.col("sbi").str.slice(0, 2)
    usual = homes.filter(pl.col("persons") >= 1).group_by("area_code")
    return {
        "establishment.more_staff_than_company": outcomes(
            in_firm.select(STAFF.alias("staff"), "employees", subject="est_nr"),
            pl.col("staff") - pl.col("employees") >= 1,
        ),
        "establishment.staff_in_dwelling": outcomes(
            at_place.join(active_firms, on="kvk_nr").with_columns(subject="est_nr"),
            pl.col("usage").str.contains("woonfunctie", literal=True)
            & (over(STAFF, "floor_m2") > 0.11),
        ),
        "address.many_companies": outcomes(
            at_place.filter(ACTIVE)
            .group_by(subject="vbo_id")
            .agg(pl.col("kvk_nr").n_unique(), pl.col("floor_m2").max()),
            (pl.col("kvk_nr") >= 5) & (pl.col("floor_m2") < 120),
        ),
        "company.more_in_establishments": outcomes(
            in_firm.group_by(subject="kvk_nr").agg(
                pl.len(), pl.when(STAFF.count() > 0).then(STAFF.sum()).alias("staff"),
                pl.col("employees").max(),
            ),
            (pl.col("len") >= 2) & (pl.col("staff") > pl.col("employees")),
        ),
        "establishment.staff_of_peers": outcomes(
            active.select(
                staff=STAFF, members=STAFF.count().over(branch), in_all=STAFF.sum().over(branch),
                subject="est_nr",
            ),
            (pl.col("members") >= 30)
            & (over(pl.col("staff") * pl.col("members"), "in_all") > 4),
        ),
        "address.little_room": outcomes(
            homes.join(
                usual.agg(homes=pl.len(), usual=pl.col("floor_m2").median()), on="area_code"
            ).with_columns(subject="vbo_id"),
            (pl.col("homes") >= 30)
            & (pl.col("persons") >= 3)
            & (over(pl.col("usual") * pl.col("persons"), "floor_m2") > 6),
        ),
    }  # fmt: skip


class ByHand:
    """All rules of a workload as one plan."""

    def __init__(self, registers: Frames) -> None:
        self.registers = registers

    def run(self, workload: str) -> dict[str, Found]:
        """Hits and counts of every rule."""
        pairs = (row_rules if workload == "rows" else join_rules)(self.registers)
        collected = iter(pl.collect_all([frame for pair in pairs.values() for frame in pair]))
        found = {}
        for rule in pairs:
            hits, counted = next(collected)["subject"], next(collected).row(0, named=True)
            counted["not_evaluable"] = counted.pop("every") - sum(counted.values())
            found[rule] = Found(hits, counted)
        return found


def opened(folder: Path) -> ByHand:
    """Over registers held as a run holds them."""
    return ByHand({name: frame.lazy() for name, frame in held(folder).items()})
