"""Who is at a place on a list: trade names, numbers and branches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import polars as pl

from screening.prioritise.branches import branch_of_codes
from screening.prioritise.locations import current_places
from screening.reference.divisions import FIGURES, divisions
from screening.registers.held import Held, Registers, columns_of

MOST_NAMES = 5
"""More occupants than this are counted, not named."""

SOLE_TRADER = "eenmanszaak"
"""Part of the legal form (lower case) of a business that is one natural person."""

NO_GROUP = "geen branchegroep"
"""Said of a branch code that no rule asks for."""

_WHO = ["trade_name", "kvk_nr", "est_nr"]
_SCHEMA = {
    "row": pl.UInt32,
    **dict.fromkeys([*_WHO, "sbi", "sbi_edition"], pl.String),
}


def occupants(rows: pl.LazyFrame, registers: Registers, as_of: dt.date) -> pl.LazyFrame:
    """Per ``row`` the lists ``trade_name``, ``kvk_nr``, ``est_nr``, ``branch``; ``personal_data``.

    ``rows`` has ``row``, ``vbo_id`` and ``about`` (the subjects of its reasons). Establishments and
    companies with a reason are named; where there are none, those registered at the address now.
    """
    about = rows.select("row", "about").explode("about", empty_as_null=False).unnest("about")
    named = pl.concat([_establishments(about, registers), _companies(about, registers)])
    rest = rows.join(named, on="row", how="anti")
    found = pl.concat([named, _present(rest, registers, as_of)]).unique().sort(list(_SCHEMA))
    # Collected here, for each look-up below would otherwise plan and work it out once more.
    everyone = found.collect().lazy()
    division = pl.col("sbi").str.head(FIGURES).replace_strict(divisions(), default=None)
    outside = pl.concat_str(division, pl.lit(NO_GROUP), separator=", ", ignore_nulls=True)
    text = pl.format("{} ({})", "sbi", pl.coalesce("title", outside))
    return (
        _with_sole_trader(_with_title(everyone), registers)
        .with_columns(branch=text)
        .group_by("row", maintain_order=True)
        .agg(
            _shortened("trade_name"),
            *(_listed(name) for name in ["kvk_nr", "est_nr", "branch"]),
            personal_data=pl.when(pl.col("sole_trader").any()).then(pl.lit("ja")),
        )
    )


def _with_title(everyone: pl.LazyFrame) -> pl.LazyFrame:
    """Occupants with the ``title`` of their branch."""
    titles = (
        branch_of_codes(everyone)
        .sort("sbi", "sbi_edition", "title")
        .group_by("sbi", "sbi_edition")
        .agg(pl.col("title").str.join(", "))
    )
    return everyone.join(titles, on=["sbi", "sbi_edition"], how="left", maintain_order="left")


def _with_sole_trader(everyone: pl.LazyFrame, registers: Registers) -> pl.LazyFrame:
    """Whether an occupant is a ``sole_trader``: then its data is data of a person (T7)."""
    company = registers.get("kvk_company")
    if company is None or not {"kvk_nr", "legal_form"} <= {*columns_of(company)}:
        return everyone.with_columns(sole_trader=pl.lit(None, pl.Boolean))
    form = pl.col("legal_form").str.to_lowercase().str.contains(SOLE_TRADER)
    asked = company.lazy().join(everyone, on="kvk_nr", how="semi")
    known = asked.unique("kvk_nr", keep="first").select("kvk_nr", sole_trader=form)
    return everyone.join(known, on="kvk_nr", how="left", maintain_order="left")


def _listed(name: str) -> pl.Expr:
    return pl.col(name).drop_nulls().unique(maintain_order=True).head(MOST_NAMES)


def _shortened(name: str) -> pl.Expr:
    everyone = pl.col(name).drop_nulls().unique(maintain_order=True)
    more = everyone.len().cast(pl.Int64) - MOST_NAMES
    rest = pl.when(more > 0).then("en nog " + more.cast(pl.String)).implode().list.drop_nulls()
    return everyone.head(MOST_NAMES).implode().list.concat(rest).alias(name)


def _establishments(about: pl.LazyFrame, registers: Registers) -> pl.LazyFrame:
    found = about.filter(pl.col("subject_type") == "establishment").rename({"subject": "est_nr"})
    known = _filled(registers.get("kvk_establishment"))
    return found.join(known, on="est_nr", how="left").select(list(_SCHEMA))


def _companies(about: pl.LazyFrame, registers: Registers) -> pl.LazyFrame:
    register = registers.get("kvk_company")
    if register is not None and "sbi_main" in columns_of(register):
        register = register.rename({"sbi_main": "sbi"})
    found = about.filter(pl.col("subject_type") == "company").rename({"subject": "kvk_nr"})
    asked = _filled(register).drop("est_nr").join(found, on="kvk_nr", how="semi")
    known = asked.unique("kvk_nr", keep="first")
    return (
        found.join(known, on="kvk_nr", how="left")
        .with_columns(est_nr=pl.lit(None, pl.String))
        .select(list(_SCHEMA))
    )


def _present(rows: pl.LazyFrame, registers: Registers, as_of: dt.date) -> pl.LazyFrame:
    register = registers.get("kvk_establishment")
    if register is None or "vbo_id" not in columns_of(register):
        return pl.LazyFrame(schema=_SCHEMA)
    located = rows.select("row", "vbo_id").drop_nulls()
    current = current_places(registers, "kvk_establishment", as_of)
    return current.join(located, on="vbo_id").select("row", *_wanted(columns_of(register)))


def _filled(register: Held | None) -> pl.LazyFrame:
    """The columns about an occupant; those the purpose does not allow are null."""
    if register is None:
        return pl.LazyFrame(schema=_SCHEMA).drop("row")
    return register.lazy().select(_wanted(columns_of(register)))


def _wanted(given: Collection[str]) -> list[pl.Expr]:
    return [
        pl.col(name) if name in given else pl.lit(None, pl.String).alias(name)
        for name in _SCHEMA
        if name != "row"
    ]
