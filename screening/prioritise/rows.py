"""Turn the places on a list into rows that people can use."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping

import polars as pl

from screening.prioritise.context import of_addresses
from screening.prioritise.lists import LIST_SCHEMA
from screening.prioritise.occupants import occupants
from screening.prioritise.reasons import PLACE, SUBJECT
from screening.reference.tables import branch_groups

Registers = Mapping[str, pl.DataFrame]


def named_reasons(placed: pl.LazyFrame, known: pl.LazyFrame) -> pl.LazyFrame:
    """Reasons with the text to be ``shown``: who it is about, unless that is the place itself.

    ``known`` has the ``label`` of subjects and places (``subject_type``, ``subject``).
    """
    itself = (pl.col("subject_type") == pl.col("place_type")) & (
        pl.col("subject") == pl.col("place")
    )
    named = placed.join(known, on=SUBJECT, how="left", maintain_order="left")
    who = pl.when(~itself).then(pl.col("label") + ": ").otherwise(pl.lit("")).fill_null("")
    return named.with_columns(shown=who + pl.col("text")).drop("label")


def with_names(places: pl.DataFrame, known: pl.LazyFrame) -> pl.LazyFrame:
    """``places`` (``place_type``, ``place``) with ``name``, what people call it."""
    # Lists together are at most some hundreds of rows long.
    cases = [case_name(place) for place in places["place"]]
    of_place = known.rename({"subject_type": "place_type", "subject": "place"})
    return (
        places.lazy()
        .with_columns(name=pl.Series(cases, dtype=pl.String))
        .join(of_place, on=PLACE, how="left", maintain_order="left")
        .with_columns(
            name=pl.when(pl.col("place_type") == "case")
            .then("name")
            .otherwise(pl.coalesce("label", "place"))
        )
        .drop("label")
    )


def case_name(place: str) -> str:
    """A short name of a case without personal data, the same in every run."""
    return f"Casus {hashlib.sha256(place.encode()).hexdigest()[:6]}"


def described(
    rows: pl.DataFrame,
    known: pl.LazyFrame,
    registers: Registers,
    as_of: dt.date,
    at_risk: Collection[str],
) -> pl.LazyFrame:
    """Rows of lists (``list`` and ``LIST_SCHEMA``), in order, with what the registers say of each.

    ``known`` has the labels of subjects and places; ``at_risk`` are the rules where people may be
    in danger.
    """
    # Collected here, for each part below would otherwise plan and work this out once more.
    numbered = _where(with_names(rows, known), registers).with_row_index("row").collect()
    context, people, members = pl.collect_all(
        [
            of_addresses(numbered.lazy(), registers, as_of),
            occupants(numbered.lazy(), registers, as_of),
            _members(numbered.lazy(), known),
        ]
    )
    address = pl.col("address") if "address" in context.columns else pl.lit(None, pl.String)
    given = {*numbered.columns, *context.columns, *people.columns, *members.columns, *_FOR_PEOPLE}
    return (
        numbered.lazy()
        .join(context.lazy(), on="vbo_id", how="left", maintain_order="left")
        .join(people.lazy(), on="row", how="left", maintain_order="left")
        .join(members.lazy(), on="row", how="left", maintain_order="left")
        .with_columns(_for_people(address, at_risk))
        .select(
            "list",
            *(
                (pl.col(name) if name in given else pl.lit(None).alias(name)).cast(dtype)
                for name, dtype in LIST_SCHEMA.items()
            ),
        )
    )


_FOR_PEOPLE = ["case", "people_at_risk", "address"]


def _for_people(address: pl.Expr, at_risk: Collection[str]) -> list[pl.Expr]:
    """``case``, ``people_at_risk`` and ``address``, by the kind of place."""
    kind = pl.col("place_type")
    risky = pl.col("rules").list.set_intersection(pl.lit(sorted(at_risk), pl.List(pl.String)))
    at_address = ~kind.is_in(["case", "area", "area_branch", "company"])
    return [
        pl.when(kind == "case").then("name").alias("case"),
        pl.when(kind == "case")
        .then(pl.when(risky.list.len() > 0).then(pl.lit("ja")).otherwise(pl.lit("nee")))
        .alias("people_at_risk"),
        pl.when(at_address)
        .then(pl.coalesce(address, pl.when(kind != "application").then("name")))
        .alias("address"),
    ]


def _where(rows: pl.LazyFrame, registers: Registers) -> pl.LazyFrame:
    """Rows with the keys of their place: address, application, area and branch."""
    kind, place = pl.col("place_type"), pl.col("place")
    keyed = rows.with_columns(
        vbo_id=pl.when(kind == "address").then(place),
        application_id=pl.when(kind == "application").then(place),
        area_code=pl.when(kind.is_in(["area", "area_branch"])).then(
            place.str.split(":").list.first()
        ),
        branch=pl.when(kind == "area_branch").then(place.str.split(":").list.last()),
    )
    titles = {group.name: group.title for group in branch_groups().values()}
    keyed = keyed.with_columns(branch_group=pl.col("branch").replace(titles)).drop("branch")
    area = registers.get("area")
    if area is not None and {"area_code", "name"} <= set(area.columns):
        names = area.lazy().select("area_code", area_name="name").unique("area_code", keep="first")
        keyed = keyed.join(names, on="area_code", how="left", maintain_order="left")
    application = registers.get("permit_application")
    if application is None or "vbo_id" not in application.columns:
        return keyed
    due = pl.col("decision_due") if "decision_due" in application else pl.lit(None, pl.Date)
    undecided = pl.col("decision_date").is_null() if "decision_date" in application else pl.lit(1)
    until = "besluit uiterlijk " + due.dt.strftime("%d-%m-%Y")
    facts = (
        application.lazy()
        .join(keyed, on="application_id", how="semi")
        .select(
            "application_id",
            located="vbo_id",
            deadlines=pl.concat_list(pl.when(undecided == 1).then(until)).list.drop_nulls(),
        )
        .unique("application_id", keep="first")
    )
    keyed = keyed.join(facts, on="application_id", how="left", maintain_order="left")
    return keyed.with_columns(vbo_id=pl.coalesce("vbo_id", "located")).drop("located")


def _members(rows: pl.LazyFrame, known: pl.LazyFrame) -> pl.LazyFrame:
    """Per ``row`` its ``members`` (type:id) and, of a case, what people call these ``subjects``."""
    about = rows.select("row", "place_type", "about").explode("about", empty_as_null=False)
    about = about.unnest("about").drop_nulls("subject")
    about = about.join(known, on=SUBJECT, how="left", maintain_order="left")
    node = pl.concat_str(*SUBJECT, separator=":")
    return (
        about.with_columns(node=node, named=pl.coalesce("label", node))
        .sort("row", "node")
        .group_by("row", maintain_order=True)
        .agg(
            members=pl.col("node").unique(maintain_order=True),
            subjects=pl.col("named").filter(pl.col("place_type") == "case").unique(),
        )
        .with_columns(pl.col("subjects").list.sort())
    )
