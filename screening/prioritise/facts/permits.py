"""Permits that hold at an address, with holder and operators, and what is not known of them."""

from __future__ import annotations

import polars as pl

from screening.lists.shapes import PERMIT
from screening.prioritise.branches import branch_of_codes
from screening.prioritise.facts.asked import Asked, Fact
from screening.prioritise.schema import structs
from screening.reference.vocabulary import code_lists
from screening.registers.held import columns_of


def current_permits(asked: Asked) -> pl.LazyFrame | None:
    """Granted permits of the addresses that hold on the reference date, each once."""
    found = asked.rows("permit", "kind", "end_date", "status", current=True)
    return None if found is None else found.filter(pl.col("status") == "granted")


def _ask(asked: Asked) -> pl.LazyFrame | None:
    found = current_permits(asked)
    if found is None:
        return None
    given = columns_of(asked.registers["permit"])
    found = _with_holder(found, asked, given)
    found = _with_operators(found, asked, given)
    lacking = pl.concat_list(
        pl.when(pl.col("holder").is_null()).then(pl.lit("houder")),
        pl.when(pl.col("operators") == 0).then(pl.lit("exploitant")),
    ).list.drop_nulls()
    value = structs(
        PERMIT,
        kind=pl.col("kind").replace(dict(code_lists()["permit_kind"])),
        holder=pl.col("holder"),
        operators=pl.col("operators").replace(0, None),
        until=pl.col("end_date"),
        missing=pl.when(lacking.list.len() > 0).then(lacking),
    )
    told = found.select("vbo_id", "kind", "end_date", permit=value)
    ordered = told.sort("vbo_id", "kind", "end_date", "permit")
    held = ordered.group_by("vbo_id", maintain_order=True).agg(permits="permit", kinds="kind")
    branches = _branches(asked)
    if branches is None:
        return held.with_columns(branches=pl.lit(None, pl.List(pl.String)))
    return held.join(branches, on="vbo_id", how="full", coalesce=True)


def _branches(asked: Asked) -> pl.LazyFrame | None:
    """``branches``: the groups of who is registered at an address, whoever a list is about."""
    found = asked.rows("kvk_establishment", "sbi", "sbi_edition", current=True)
    if found is None:
        return None
    grouped = found.join(branch_of_codes(found), on=["sbi", "sbi_edition"])
    return grouped.group_by("vbo_id").agg(branches=pl.col("group").unique().sort())


def _with_holder(found: pl.LazyFrame, asked: Asked, given: list[str]) -> pl.LazyFrame:
    """Permits with the trade name of the ``holder``, or else its number."""
    if "holder_kvk" not in given:
        return found.with_columns(holder=pl.lit(None, pl.String))
    if not asked.has("kvk_company", "kvk_nr", "trade_name"):
        return found.with_columns(holder="holder_kvk")
    company = asked.registers["kvk_company"].lazy().select(holder_kvk="kvk_nr", named="trade_name")
    named = company.join(found, on="holder_kvk", how="semi").unique("holder_kvk", keep="first")
    return found.join(named, on="holder_kvk", how="left").with_columns(
        holder=pl.coalesce("named", "holder_kvk")
    )


def _with_operators(found: pl.LazyFrame, asked: Asked, given: list[str]) -> pl.LazyFrame:
    """Permits with the number of ``operators`` on them now; null where nobody delivered that."""
    roles = roles_now(asked)
    if roles is None or "permit_id" not in given:
        return found.with_columns(operators=pl.lit(None, pl.Int64))
    counted = (
        roles.filter(pl.col("role") == "operator")
        .group_by("permit_id")
        .agg(operators=pl.col("person_key").n_unique().cast(pl.Int64))
    )
    return found.join(counted, on="permit_id", how="left").with_columns(
        pl.col("operators").fill_null(0)
    )


def roles_now(asked: Asked) -> pl.LazyFrame | None:
    """Roles on permits that hold on the reference date; None when they were not delivered."""
    if not asked.has("permit_role", "permit_id", "role", "person_key", "end_date"):
        return None
    lasting = pl.col("end_date").is_null() | (pl.col("end_date") > asked.as_of)
    return asked.registers["permit_role"].lazy().filter(lasting)


FACT = Fact("permit", ("permits", "permits_missing"), _ask)
