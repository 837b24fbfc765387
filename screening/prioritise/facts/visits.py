"""Every earlier visit to an address, with what was found and what was promised."""

from __future__ import annotations

import polars as pl

from screening.lists.shapes import VISIT
from screening.prioritise.facts.asked import DAY, Asked, Fact
from screening.prioritise.schema import structs
from screening.reference.tables import themes
from screening.reference.vocabulary import code_lists
from screening.registers.held import Held, columns_of

NOTHING_FOUND = "geen bevindingen"
_OF_VISIT = ["vbo_id", "inspection_date", "agency", "theme"]


def _ask(asked: Asked) -> pl.LazyFrame | None:
    inspection = asked.registers.get("inspection")
    if inspection is None or not {"vbo_id", "inspection_date"} <= {*columns_of(inspection)}:
        return None
    past = _at_address(inspection, asked).filter(pl.col("inspection_date") <= asked.as_of)
    found = {"date": pl.col("inspection_date")}
    given = columns_of(inspection)
    keys = [name for name in _OF_VISIT if name in given]
    visits = past.group_by(keys).agg(_findings(given), *_follow_up(given))
    if "agency" in given:
        found["agency"] = pl.col("agency")
    if "theme" in given:
        titles = {code: theme.title for code, theme in themes().items()}
        found["theme"] = pl.col("theme").replace_strict(titles, default=None)
    value = structs(VISIT, **found, findings=pl.col("findings"), follow_up=pl.col("follow_up"))
    ordered = visits.with_columns(visit=value).sort(
        *keys, "findings", descending=[name == "inspection_date" for name in [*keys, "findings"]]
    )
    return ordered.group_by("vbo_id", maintain_order=True).agg(
        visits="visit", open_follow_up=pl.col("open_since").min()
    )


def _findings(given: list[str]) -> pl.Expr:
    if "finding_code" not in given:
        return pl.lit(None, pl.List(pl.String)).alias("findings")
    titles = dict(code_lists()["finding"])
    named = pl.col("finding_code").drop_nulls().replace(titles).unique().sort()
    nothing = pl.col("finding_code").count() == 0
    return (
        pl.when(nothing)
        .then(pl.lit([NOTHING_FOUND], pl.List(pl.String)))
        .otherwise(named.implode())
        .alias("findings")
    )


def _follow_up(given: list[str]) -> list[pl.Expr]:
    """What became of the re-inspection that was promised, and since when one is due."""
    if not {"follow_up_due", "follow_up_done"} <= {*given}:
        return [
            pl.lit(None, pl.String).alias("follow_up"),
            pl.lit(None, pl.Date).alias("open_since"),
        ]
    due = pl.col("follow_up_due").filter(pl.col("follow_up_done").is_null()).min()
    done = pl.col("follow_up_done").max()
    told = (
        pl.when(due.is_not_null())
        .then("afgesproken op " + due.dt.strftime(DAY) + ", nog open")
        .when(done.is_not_null())
        .then("gedaan op " + done.dt.strftime(DAY))
    )
    return [told.alias("follow_up"), due.alias("open_since")]


def _at_address(inspection: Held, asked: Asked) -> pl.LazyFrame:
    """Inspections of the wanted addresses.

    One of an establishment counts for its address when it names no address.
    """
    named = inspection.lazy().join(asked.wanted, on="vbo_id", how="semi")
    located = asked.rows("kvk_establishment", "est_nr")
    if located is None or "est_nr" not in columns_of(inspection):
        return named
    where = located.select("est_nr", "vbo_id").unique("est_nr", keep="first")
    nameless = inspection.lazy().filter(pl.col("vbo_id").is_null()).drop("vbo_id")
    return pl.concat([named, nameless.join(where, on="est_nr")], how="diagonal")


FACT = Fact(
    "inspection",
    ("visits", "open_follow_up"),
    _ask,
    (("visits", "een eerder bezoek"),),
)
