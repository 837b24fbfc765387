"""What is measured of branches and areas: figures against peers, years, decisions that hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from screening.lists.shapes import FIGURE
from screening.packs.loaded import Pack
from screening.prioritise.reasons import SUBJECT
from screening.prioritise.schema import structs
from screening.registers.held import Registers, columns_of

DESIGNATIONS = {
    "risk_area": "risicogebied",
    "risk_branch": "risicobranche",
    "candidate_area": "kandidaat-risicogebied, nog niet aangewezen",
    "candidate_branch": "kandidaat-risicobranche, nog niet aangewezen",
    "buyup_protection": "opkoopbescherming",
    "room_rental_policy": "kamerverhuurbeleid",
    "rental_permit": "verhuurvergunning",
    "migrant_housing": "huisvesting arbeidsmigranten",
}
_PARTS = ["value", "expected", "ratio", "lower", "upper", "level", "group_size", "peers"]
_NAME = rf"^(.+)_({'|'.join(_PARTS)})$"
_TYPES = ["area", "area_branch"]
_SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(["rule", *SUBJECT, "block", "what", "period", "denominator"], pl.String),
    "count": pl.Float64,
    **dict.fromkeys(["value", "expected", "ratio", "lower", "upper"], pl.Float64),
    "level": pl.String,
    "group_size": pl.Int64,
    "peers": pl.String,
}


def figures_of(signals: pl.DataFrame, packs: Sequence[Pack]) -> pl.DataFrame:
    """What signals about areas measured, a row per block of comparison.

    Columns: ``rule``, ``subject_type``, ``subject``, ``block``, ``what`` (its name in Dutch),
    ``period``, ``count`` and its ``denominator``, and what the comparison found.
    """
    if "values" not in signals.columns:
        return pl.DataFrame(schema=_SCHEMA)
    keys = ["rule", *SUBJECT]
    long = (
        signals.lazy()
        .filter(pl.col("subject_type").is_in(_TYPES))
        .select(*keys, measured="values")
        .explode("measured", empty_as_null=False)
        .unnest("measured")
        .with_columns(
            block=pl.col("name").str.extract(_NAME, 1), part=pl.col("name").str.extract(_NAME, 2)
        )
        .collect()
        .lazy()
    )
    found = {part: pl.col("value").filter(pl.col("part") == part).first() for part in _PARTS}
    blocks = (
        long.drop_nulls("block")
        .group_by(*keys, "block", maintain_order=True)
        .agg(
            what=pl.col("label").filter(pl.col("part") == "value").first(),
            told_level=pl.col("text").filter(pl.col("part") == "level").first(),
            **found,
        )
        .filter(pl.col("ratio").is_not_null())
    )
    read = long.select(*keys, "name", "value", "text")
    counts = read.rename({"name": "counted", "value": "count", "text": "_"}).drop("_")
    bottoms = read.select(*keys, denominator_name="name", denominator="text")
    years = read.filter(pl.col("name") == "figure_year").select(*keys, period="value")
    return (
        blocks.join(_inputs(packs), on=["rule", "block"], how="left", maintain_order="left")
        .join(counts, on=[*keys, "counted"], how="left", maintain_order="left")
        .join(bottoms, on=[*keys, "denominator_name"], how="left", maintain_order="left")
        .join(years, on=keys, how="left", maintain_order="left")
        .with_columns(level="told_level")
        .select(pl.col(name).cast(dtype, strict=False) for name, dtype in _SCHEMA.items())
        .collect()
    )


def _inputs(packs: Sequence[Pack]) -> pl.LazyFrame:
    """Per ``rule`` and ``block`` the columns it counts (``counted``) and divides by."""
    rows = [
        (each.model.id, name, _column(block, "count", "now"), _column(block, "per", "of"))
        for pack in packs
        for each in pack.documents
        for name, block in getattr(each.model, "compare", {}).items()
    ]
    schema = ["rule", "block", "counted", "denominator_name"]
    return pl.LazyFrame(rows, schema=dict.fromkeys(schema, pl.String), orient="row")


def _column(block: object, *names: str) -> str | None:
    return next((found for name in names if (found := getattr(block, name, None))), None)


def of_areas(
    rows: pl.LazyFrame, figures: pl.DataFrame, registers: Registers, as_of: dt.date
) -> pl.LazyFrame:
    """Per ``row`` about an area its ``figures``, ``peers``, ``period``, ``years`` and decisions.

    ``rows`` has ``row``, ``place_type``, ``place``, ``area_code``, ``branch_code`` and ``about``.
    """
    there = rows.filter(pl.col("place_type").is_in(_TYPES))
    about = (
        there.select("row", "about").explode("about", empty_as_null=False).unnest("about").unique()
    )
    fields = {name: pl.col(name) for name, _ in FIGURE.fields if name != "peers"}
    mine = about.join(figures.lazy(), on=SUBJECT).sort("row", "rule", "block")
    peers = pl.col("peers").str.split("|").list.explode(empty_as_null=False)
    told = mine.group_by("row", maintain_order=True).agg(
        figures=structs(FIGURE, **fields, peers=pl.col("group_size")),
        period=pl.col("period").drop_nulls().unique().sort(),
        peers=peers.drop_nulls().unique(maintain_order=True),
    )
    found = rows.select("row").join(told, on="row", how="left", maintain_order="left")
    found = _named_peers(found, registers)
    for part in (_years(there, registers), _decided(there, registers, as_of)):
        if part is not None:
            found = found.join(part, on="row", how="left", maintain_order="left")
    return found


def _named_peers(found: pl.LazyFrame, registers: Registers) -> pl.LazyFrame:
    area = registers.get("area")
    if area is None or not {"area_code", "name"} <= {*columns_of(area)}:
        return found
    names = area.lazy().select(peers="area_code", called="name").unique("peers", keep="first")
    place = pl.col("peers").str.split(":").list.first()  # of a branch in an area, the area
    long = found.select("row", "peers").explode("peers", empty_as_null=False)
    long = long.with_columns(peers=place).unique(maintain_order=True)
    named = long.join(names, on="peers", how="left", maintain_order="left")
    told = pl.concat_str(pl.coalesce("called", "peers"), pl.lit(" ("), "peers", pl.lit(")"))
    joined = named.group_by("row", maintain_order=True).agg(peers=told)
    return found.drop("peers").join(joined, on="row", how="left", maintain_order="left")


def _years(there: pl.LazyFrame, registers: Registers) -> pl.LazyFrame | None:
    """The figures of the branch year by year, so that a reader sees whether years agree."""
    register = registers.get("area_branch")
    needed = {"area_code", "branch", "year", "establishments", "turnover"}
    if register is None or not needed <= {*columns_of(register)}:
        return None
    wanted = there.select("row", "area_code", branch="branch_code").drop_nulls()
    yearly = register.lazy().join(wanted, on=["area_code", "branch"]).sort("row", "year")
    million = (
        (pl.col("turnover") / 1e6).round(1).cast(pl.String).str.replace(".", ",", literal=True)
    )
    text = pl.concat_str(
        pl.col("year").cast(pl.String),
        pl.lit(": "),
        pl.col("establishments").cast(pl.String).fill_null("onbekend aantal"),
        pl.lit(" vestigingen"),
        pl.when(pl.col("turnover").is_not_null())
        .then(pl.lit(", omzet € ") + million + " miljoen")
        .otherwise(pl.lit("")),
    )
    return yearly.group_by("row", maintain_order=True).agg(years=text)


def _decided(there: pl.LazyFrame, registers: Registers, as_of: dt.date) -> pl.LazyFrame | None:
    register = registers.get("area_designation")
    needed = {"area_code", "branch", "kind", "start_date", "end_date", "decision"}
    if register is None or not needed <= {*columns_of(register)}:
        return None
    holds = (pl.col("start_date") <= as_of) & (
        pl.col("end_date").is_null() | (pl.col("end_date") > as_of)
    )
    held = register.lazy().filter(holds)
    wanted = there.select("row", "area_code", "branch_code")
    same = (pl.col("branch") == "all") | (pl.col("branch") == pl.col("branch_code"))
    text = pl.concat_str(
        pl.col("kind").replace(DESIGNATIONS), "decision", separator=": ", ignore_nulls=True
    )
    found = held.join(wanted, on="area_code").filter(same.fill_null(value=True))
    return (
        found.select("row", text=text)
        .unique()
        .sort("row", "text")
        .group_by("row", maintain_order=True)
        .agg(already_designated="text")
    )
