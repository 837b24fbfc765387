"""What is measured of branches and areas: figures against peers, years, decisions that hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from screening.lists.shapes import FIGURE
from screening.packs.loaded import Pack
from screening.prioritise.local import decided, findings
from screening.prioritise.reasons import SUBJECT
from screening.prioritise.schema import structs
from screening.reference.vocabulary import code_lists
from screening.registers.held import Registers, columns_of

_PARTS = ["value", "expected", "ratio", "lower", "upper", "level", "group_size", "peers"]
_NAME = rf"^(.+)_({'|'.join(_PARTS)})$"
_TYPES = ["area", "area_branch"]
_SHARE = "aandeel"
_NO_FIGURE = ["", "dagen", "datum", "besluiten"]
"""Units of what a rule measures that says when or whether, and is no figure of an area."""
_DAY = "%d-%m-%Y"
_YEARLY = ["registered_crime"]
"""What ``area.crime_two_years`` counts; nothing of the circumstances of who lives there."""
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
    compared = (
        blocks.join(_inputs(packs), on=["rule", "block"], how="left", maintain_order="left")
        .join(counts, on=[*keys, "counted"], how="left", maintain_order="left")
        .join(bottoms, on=[*keys, "denominator_name"], how="left", maintain_order="left")
        .join(years, on=keys, how="left", maintain_order="left")
        .with_columns(level="told_level")
        .select(pl.col(name).cast(dtype, strict=False) for name, dtype in _SCHEMA.items())
    )
    return pl.concat([compared, _counted(long, packs)]).collect()


def _counted(long: pl.LazyFrame, packs: Sequence[Pack]) -> pl.LazyFrame:
    """The figures of rules that compare nothing: what they counted, on the day of their sources."""
    models = [each.model for pack in packs for each in pack.documents]
    comparing = [model.id for model in models if getattr(model, "compare", None)]
    share = pl.col("unit") == _SHARE
    number = pl.col("value").cast(pl.Float64, strict=False)
    figures = long.filter(
        ~pl.col("rule").is_in(comparing), ~pl.col("unit").is_in(_NO_FIGURE), number.is_not_null()
    ).with_columns(
        block=pl.col("name"),
        what=pl.concat_str("label", pl.lit(" ("), pl.when(share).then(pl.lit("%"))
                           .otherwise(pl.col("unit")), pl.lit(")")),
        period=pl.lit("peildatum ") + pl.col("reference_date").dt.strftime(_DAY),
        value=pl.when(share).then((100 * number).round(1)).otherwise(number),
    )  # fmt: skip
    given = [*figures.collect_schema().names()]
    return figures.select(
        (pl.col(name) if name in given else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in _SCHEMA.items()
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
    for part in (
        _years(there, registers),
        decided(there, registers, as_of),
        findings(there, registers, as_of),
    ):
        if part is not None:
            found = found.join(part, on="row", how="left", maintain_order="left")
    return found


def _named_peers(found: pl.LazyFrame, registers: Registers) -> pl.LazyFrame:
    area = registers.get("area")
    if area is None or not {"area_code", "name"} <= {*columns_of(area)}:
        return found
    names = area.lazy().select(peers="area_code", called="name").unique("peers", keep="first")
    place = pl.col("peers").str.split(":").list.first()  # of a branch in an area, the area
    long = found.select("row", "peers").explode("peers", empty_as_null=False).drop_nulls("peers")
    long = long.with_columns(peers=place).unique(maintain_order=True)
    named = long.join(names, on="peers", how="left", maintain_order="left")
    told = pl.concat_str(pl.coalesce("called", "peers"), pl.lit(" ("), "peers", pl.lit(")"))
    joined = named.group_by("row", maintain_order=True).agg(peers=told)
    return found.drop("peers").join(joined, on="row", how="left", maintain_order="left")


def _years(there: pl.LazyFrame, registers: Registers) -> pl.LazyFrame | None:
    """The figures of the branch or area year by year, so that a reader sees whether years agree."""
    parts = [_of_branches(there, registers), _of_counts(there, registers)]
    given = [part for part in parts if part is not None]
    return pl.concat(given) if given else None


def _of_counts(there: pl.LazyFrame, registers: Registers) -> pl.LazyFrame | None:
    """What the rules of areas count in several whole years."""
    register = registers.get("area_count")
    needed = {"area_code", "year", "month", "phenomenon", "count"}
    if register is None or not needed <= {*columns_of(register)}:
        return None
    wanted = there.filter(pl.col("branch_code").is_null()).select("row", "area_code")
    titles = dict(code_lists()["phenomenon"])
    yearly = (
        register.lazy()
        .filter(pl.col("month") == 0, pl.col("phenomenon").is_in(_YEARLY), pl.col("count") > 0)
        .join(wanted, on="area_code")
        .sort("row", "phenomenon", "year")
    )
    text = pl.concat_str(
        pl.col("year").cast(pl.String),
        pl.lit(": "),
        pl.col("phenomenon").replace(titles),
        pl.lit(" "),
        pl.col("count").round(0).cast(pl.Int64).cast(pl.String),
    )
    return yearly.group_by("row", maintain_order=True).agg(years=text)


def _of_branches(there: pl.LazyFrame, registers: Registers) -> pl.LazyFrame | None:
    """Establishments and turnover of the branch in each year."""
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
