"""Who is at a place on a list: trade names, numbers and branches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

from screening.prioritise.branches import branch_of_codes
from screening.prioritise.locations import current_places

MOST_NAMES = 5
"""More occupants than this are counted, not named."""

SOLE_TRADER = "eenmanszaak"
"""Part of the legal form (lower case) of a business that is one natural person."""

_WHO = ["trade_name", "kvk_nr", "est_nr"]
_SCHEMA = {
    "row": pl.UInt32,
    **dict.fromkeys([*_WHO, "sbi", "sbi_edition"], pl.String),
}


def occupants(
    rows: pl.DataFrame, registers: Mapping[str, pl.DataFrame], as_of: dt.date
) -> pl.DataFrame:
    """Per ``row`` the lists ``trade_name``, ``kvk_nr``, ``est_nr``, ``branch``; ``personal_data``.

    ``rows`` has ``row``, ``vbo_id`` and ``about`` (the subjects of its reasons). Establishments and
    companies with a reason are named; where there are none, those registered at the address now.
    """
    named = pl.concat([_establishments(rows, registers), _companies(rows, registers)])
    rest = rows.join(named, on="row", how="anti")
    everyone = pl.concat([named, _present(rest, registers, as_of)]).unique().sort(list(_SCHEMA))
    branches = branch_of_codes(everyone)
    titles = (
        branches.sort("sbi", "sbi_edition", "title")
        .group_by("sbi", "sbi_edition")
        .agg(pl.col("title").str.join(", "))
    )
    known = everyone.join(titles, on=["sbi", "sbi_edition"], how="left", maintain_order="left")
    text = pl.when(pl.col("title").is_null()).then("sbi").otherwise(
        pl.col("sbi") + " (" + pl.col("title") + ")"
    )  # fmt: skip
    return (
        known.with_columns(branch=text, sole_trader=_is_sole_trader(known, registers))
        .group_by("row", maintain_order=True)
        .agg(
            _shortened("trade_name"),
            *(_listed(name) for name in ["kvk_nr", "est_nr", "branch"]),
            personal_data=pl.when(pl.col("sole_trader").any()).then(pl.lit("ja")),
        )
    )


def _is_sole_trader(everyone: pl.DataFrame, registers: Mapping[str, pl.DataFrame]) -> pl.Series:
    """Whether an occupant is a one-person business: then its data is data of a person (T7)."""
    company = registers.get("kvk_company", pl.DataFrame())
    if not {"kvk_nr", "legal_form"} <= set(company.columns):
        return pl.repeat(None, everyone.height, dtype=pl.Boolean, eager=True)
    form = company.select("kvk_nr", "legal_form").unique("kvk_nr")
    found = everyone.select("kvk_nr").join(form, on="kvk_nr", how="left", maintain_order="left")
    return found["legal_form"].str.to_lowercase().str.contains(SOLE_TRADER)


def _listed(name: str) -> pl.Expr:
    return pl.col(name).drop_nulls().unique(maintain_order=True).head(MOST_NAMES)


def _shortened(name: str) -> pl.Expr:
    everyone = pl.col(name).drop_nulls().unique(maintain_order=True)
    more = everyone.len().cast(pl.Int64) - MOST_NAMES
    rest = pl.when(more > 0).then("en nog " + more.cast(pl.String)).implode().list.drop_nulls()
    return everyone.head(MOST_NAMES).implode().list.concat(rest).alias(name)


def _about(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    about = rows.select("row", "about").explode("about", empty_as_null=False).unnest("about")
    return about.filter(pl.col("subject_type") == kind).select("row", "subject")


def _establishments(rows: pl.DataFrame, registers: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    register = _filled(registers.get("kvk_establishment", pl.DataFrame()))
    found = _about(rows, "establishment").rename({"subject": "est_nr"})
    return found.join(register, on="est_nr", how="left").select(list(_SCHEMA))


def _companies(rows: pl.DataFrame, registers: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    register = registers.get("kvk_company", pl.DataFrame())
    if "sbi_main" in register.columns:
        register = register.rename({"sbi_main": "sbi"})
    found = _about(rows, "company").rename({"subject": "kvk_nr"})
    known = _filled(register).drop("est_nr").unique("kvk_nr")
    return (
        found.join(known, on="kvk_nr", how="left")
        .with_columns(est_nr=pl.lit(None, pl.String))
        .select(list(_SCHEMA))
    )


def _present(
    rows: pl.DataFrame, registers: Mapping[str, pl.DataFrame], as_of: dt.date
) -> pl.DataFrame:
    current = current_places(registers, "kvk_establishment", as_of)
    if "vbo_id" not in current.columns:
        return pl.DataFrame(schema=_SCHEMA)
    located = rows.select("row", "vbo_id").drop_nulls()
    at_place = current.join(located, on="vbo_id")
    return _filled(at_place).with_columns(at_place["row"]).select(list(_SCHEMA))


def _filled(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns about an occupant; those the purpose does not allow are null."""
    wanted = [name for name in _SCHEMA if name != "row"]
    if not frame.width:
        return pl.DataFrame(schema=dict.fromkeys(wanted, pl.String))
    return frame.select(
        pl.col(name) if name in frame.columns else pl.lit(None, pl.String).alias(name)
        for name in wanted
    )
