"""Turn the places on a list into rows that people can use."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping

import polars as pl

from screening.packs.reference import branch_groups
from screening.prioritise.context import of_addresses
from screening.prioritise.lists import LIST_SCHEMA
from screening.prioritise.occupants import occupants
from screening.prioritise.reasons import PLACE, SUBJECT, labels

Registers = Mapping[str, pl.DataFrame]


def named_reasons(placed: pl.DataFrame, registers: Registers) -> pl.DataFrame:
    """Reasons with the text to be ``shown``: who it is about, unless that is the place itself."""
    itself = (pl.col("subject_type") == pl.col("place_type")) & (
        pl.col("subject") == pl.col("place")
    )
    named = placed.join(labels(registers, placed), on=SUBJECT, how="left", maintain_order="left")
    who = pl.when(~itself).then(pl.col("label") + ": ").otherwise(pl.lit("")).fill_null("")
    return named.with_columns(shown=who + pl.col("text")).drop("label")


def place_names(places: pl.DataFrame, registers: Registers) -> pl.DataFrame:
    """``place_type``, ``place`` with ``name``, what people call it."""
    wanted = places.select(subject_type="place_type", subject="place")
    known = labels(registers, wanted).rename({"subject_type": "place_type", "subject": "place"})
    named = places.select(PLACE).join(known, on=PLACE, how="left", maintain_order="left")
    # One list is at most some tens of rows long.
    cases = [case_name(place) for place in named["place"]]
    return named.select(
        *PLACE,
        name=pl.when(pl.col("place_type") == "case")
        .then(pl.Series(cases, dtype=pl.String))
        .otherwise(pl.coalesce("label", "place")),
    )


def case_name(place: str) -> str:
    """A short name of a case without personal data, the same in every run."""
    return f"Casus {hashlib.sha256(place.encode()).hexdigest()[:6]}"


def described(
    rows: pl.DataFrame, registers: Registers, as_of: dt.date, at_risk: Collection[str] = ()
) -> pl.DataFrame:
    """Rows of a list (``LIST_SCHEMA``), in order, with what the registers say about each.

    ``at_risk`` are the rules where people may be in danger.
    """
    numbered = _where(rows, registers).with_row_index("row")
    known = of_addresses(numbered, registers, as_of)
    people = occupants(numbered, registers, as_of)
    full = (
        numbered.join(known, on="vbo_id", how="left", maintain_order="left")
        .join(people, on="row", how="left", maintain_order="left")
        .join(_members(numbered, registers), on="row", how="left", maintain_order="left")
        .join(place_names(numbered, registers), on=PLACE, how="left", maintain_order="left")
    )
    kind = pl.col("place_type")
    risky = pl.col("rules").list.set_intersection(pl.lit(sorted(at_risk), pl.List(pl.String)))
    address = pl.col("address") if "address" in full.columns else pl.lit(None, pl.String)
    full = full.with_columns(
        case=pl.when(kind == "case").then("name"),
        people_at_risk=pl.when(kind == "case").then(
            pl.when(risky.list.len() > 0).then(pl.lit("ja")).otherwise(pl.lit("nee"))
        ),
        address=pl.when(~kind.is_in(["case", "area", "area_branch"])).then(
            pl.coalesce(address, pl.when(kind != "application").then("name"))
        ),
    )
    return full.select(
        (pl.col(name) if name in full.columns else pl.lit(None).alias(name)).cast(dtype)
        for name, dtype in LIST_SCHEMA.items()
    )


def _where(rows: pl.DataFrame, registers: Registers) -> pl.DataFrame:
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
    if area is not None:
        names = area.select("area_code", area_name="name").unique("area_code")
        keyed = keyed.join(names, on="area_code", how="left", maintain_order="left")
    application = registers.get("permit_application")
    if application is None or "vbo_id" not in application.columns:
        return keyed
    due = pl.col("decision_due") if "decision_due" in application else pl.lit(None, pl.Date)
    undecided = pl.col("decision_date").is_null() if "decision_date" in application else pl.lit(1)
    until = "besluit uiterlijk " + due.dt.strftime("%d-%m-%Y")
    facts = application.select(
        "application_id",
        located="vbo_id",
        deadlines=pl.concat_list(pl.when(undecided == 1).then(until)).list.drop_nulls(),
    ).unique("application_id")
    keyed = keyed.join(facts, on="application_id", how="left", maintain_order="left")
    return keyed.with_columns(vbo_id=pl.coalesce("vbo_id", "located")).drop("located")


def _members(rows: pl.DataFrame, registers: Registers) -> pl.DataFrame:
    """Per ``row`` its ``members`` (type:id) and, of a case, what people call these ``subjects``."""
    about = rows.select("row", "place_type", "about").explode("about", empty_as_null=False)
    about = about.unnest("about").drop_nulls("subject")
    about = about.join(labels(registers, about), on=SUBJECT, how="left", maintain_order="left")
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
