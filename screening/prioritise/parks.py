"""What is known of a holiday park: what the registers say of its units, taken together.

A park has no address of its own: it lies where most of its units lie, and all visits to a unit are
visits to the park.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from types import MappingProxyType

import polars as pl

from screening.lists.shapes import VISIT
from screening.prioritise.context import of_addresses
from screening.prioritise.facts.asked import Asked
from screening.prioritise.facts.owners import of_several
from screening.prioritise.facts.place import linked
from screening.prioritise.facts.safety import YES
from screening.prioritise.facts.visits import NOTHING_FOUND
from screening.prioritise.schema import structs
from screening.registers.held import Registers, columns_of

PARK = "park"
_MOST = ("neighbourhood", "district")
_MIDDLE = ("x_rd", "y_rd")
_ADDED = {"persons": "ingeschreven personen", "households": "huishoudens"}
_ALL = ("permits",)
_ONE = ("parcel",)
_NOTED = "safety_noted"
MOST_VISITS = 12
"""Visits that are told one by one: those to a hundred units do not fit the page of a park."""
TOGETHER = (
    *_MOST,
    *_MIDDLE,
    *_ADDED,
    *_ALL,
    *_ONE,
    "open_follow_up",
    "owners",
    "map_link",
    "safety",
    _NOTED,
)
"""The columns of lists that the units of a park fill for it."""
PARTLY = MappingProxyType({key: f"{key}_partly" for key in _ADDED})
"""Per column where it is told what only some of the units say: their sum is not the park's."""


def of_parks(
    rows: pl.LazyFrame,
    registers: Registers,
    as_of: dt.date,
    *,
    map_link: str = "",
    wanted: Collection[str] | None = None,
) -> pl.LazyFrame | None:
    """Per ``row`` of ``rows`` (``place_type``, ``place``) that is a park, what its units say.

    None where no row is one, or no register says which units a park has.
    """
    register = registers.get("park_object")
    parks = rows.filter(pl.col("place_type") == PARK).select("row", park_id="place").collect()
    if register is None or parks.is_empty() or "park_id" not in columns_of(register):
        return None
    units = register.lazy().join(parks.lazy(), on="park_id").select("row", "vbo_id").unique()
    known = of_addresses(units, registers, as_of, wanted=wanted)
    found = units.join(known, on="vbo_id").sort("row", "vbo_id").collect().lazy()
    given = {*found.collect_schema().names()}
    told = found.group_by("row").agg(
        *(expr.alias(key) for key, expr in _together().items() if key in given),
        *(expr for key, what in _ADDED.items() if key in given for expr in _added(key, what)),
    )
    if "visits" in given:
        told = told.join(_visits(found), on="row", how="left")
    if {*_MIDDLE} <= given:
        place = told.with_columns(vbo_id=pl.lit(None, pl.String))
        told = place.with_columns(map_link=linked(map_link)).drop("vbo_id")
    if wanted is None or "owners" in wanted:
        owners = of_several(units, Asked(units.select("vbo_id"), registers, as_of))
        told = told if owners is None else told.join(owners, on="row", how="left")
    return told


def _together() -> Mapping[str, pl.Expr]:
    """Per column how the values of units become one; empty where no unit has a value."""
    exprs: dict[str, pl.Expr] = {key: pl.col(key).drop_nulls().mode().min() for key in _MOST}
    exprs |= {key: pl.col(key).median() for key in _MIDDLE}
    for key in _ALL:
        each = pl.col(key).explode().drop_nulls().sort(descending=True)
        exprs[key] = pl.when(pl.col(key).count() > 0).then(each.implode())
    for key in _ONE:
        alike = pl.col(key).drop_nulls().n_unique() == 1
        exprs[key] = pl.when(alike).then(pl.col(key).drop_nulls().first())
    yes = pl.col("safety") == YES
    exprs["safety"] = pl.when(yes.any()).then(pl.lit(YES))
    exprs[_NOTED] = pl.col(_NOTED).filter(yes).unique().sort().str.join(". ").replace("", None)
    return exprs | {"open_follow_up": pl.col("open_follow_up").min()}


def _added(key: str, what: str) -> list[pl.Expr]:
    """The sum over units where all of them are counted, and else of how many that is known."""
    known, units, summed = pl.col(key).count(), pl.len(), pl.col(key).sum()
    text = pl.format(f"{what} (van {{}} van de {{}} eenheden bekend: {{}})", known, units, summed)
    return [
        pl.when(known == units).then(summed).alias(key),
        pl.when((known > 0) & (known < units)).then(text).alias(PARTLY[key]),
    ]


def _visits(found: pl.LazyFrame) -> pl.LazyFrame:
    """Per ``row`` the visits to its units, the newest first; those that are alike once."""
    same = [name for name, _ in VISIT.fields if name not in ("findings", "units")]
    each = (
        found.select("row", "visits")
        .explode("visits", empty_as_null=False)
        .drop_nulls("visits")
        .unnest("visits")
        .with_columns(said=pl.col("findings").list.join("; "))
    )
    alike = each.group_by("row", *same, "said").agg(pl.col("findings").first(), number=pl.len())
    units = pl.when(pl.col("number") > 1).then("number")
    fields = {name: pl.col(name) for name in same}
    visit = structs(VISIT, **fields, findings=pl.col("findings"), units=units)
    ordered = alike.with_columns(visit=visit).sort(
        "row", *same, "said", descending=[False] + [True] * (len(same) + 1)
    )
    listed = ordered.group_by("row", maintain_order=True).agg(visits="visit")
    return listed.with_columns(visits=_shortened(pl.col("visits")))


def _shortened(visits: pl.Expr) -> pl.Expr:
    """Newest first, and of those before ``MOST_VISITS`` how many there are and found something."""
    older = visits.list.slice(MOST_VISITS)
    number = pl.element().struct.field("units").fill_null(1)
    findings = pl.element().struct.field("findings")
    found = older.list.eval(number * ~findings.list.contains(NOTHING_FOUND))
    known = found.list.eval(pl.element().is_not_null()).list.all()
    said = pl.format("met bevindingen: {}", found.list.sum())
    last = structs(
        VISIT,
        date=older.list.first().struct.field("date"),
        agency=pl.format("laatste van {} oudere bezoeken", older.list.eval(number).list.sum()),
        findings=pl.when(known).then(pl.concat_list(said)),
    )
    several = older.list.len() > 1
    cut = pl.concat_list(visits.list.head(MOST_VISITS), pl.concat_list(last))
    return pl.when(several).then(cut).otherwise(visits)
