"""What the rules behind a row say: when, on which basis, of what phenomenon, from which sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from screening.lists.shapes import HIT
from screening.packs.models import PackHeader
from screening.prioritise.schema import structs
from screening.prioritise.sources import sources
from screening.prioritise.weights import ROW
from screening.reference.board import phenomena
from screening.reference.registration import registration_kinds
from screening.registers.held import Registers

STRONGEST = 3


@dataclass(frozen=True)
class Packs:
    """What the packs of a list say that its rows repeat: bases, purposes, DPIA."""

    headers: Sequence[PackHeader]

    def bases(self) -> pl.LazyFrame:
        """``pack``, ``basis`` (a code) with ``basis_text``, the article as the pack names it."""
        rows = [
            (header.id, each.code, f"{each.code}: {each.article}")
            for header in self.headers
            for each in getattr(header, "bases", [])
        ]
        schema = ["pack", "basis", "basis_text"]
        return pl.LazyFrame(rows, schema=dict.fromkeys(schema, pl.String), orient="row")

    def purposes(self) -> pl.LazyFrame:
        """``pack`` with its ``purpose`` and its ``assessment``, the DPIA with its date."""
        rows = [(header.id, header.purpose, _assessment(header)) for header in self.headers]
        schema = ["pack", "purpose", "assessment"]
        return pl.LazyFrame(rows, schema=dict.fromkeys(schema, pl.String), orient="row")


def _assessment(header: PackHeader) -> str | None:
    found = getattr(header, "dpia", None)
    return None if found is None else f"{found.reference}, {found.date:%d-%m-%Y}"


def told(counted: pl.LazyFrame, packs: Packs, registers: Registers, as_of: dt.date) -> pl.LazyFrame:
    """Per row of a list what its rules say: ``hits``, ``bases``, ``strongest`` and so on.

    ``counted`` are the reasons of the rows, as ``points.counted`` gives them, with ``risky``;
    ``registers`` are those that the packs of the list may read.
    """
    whole = (
        counted.join(packs.bases(), on=["pack", "basis"], how="left")
        .join(packs.purposes(), on="pack", how="left")
        .join(_phenomena(), on="family", how="left")
        .join(_registration_kinds(), on="rule", how="left")
        .with_columns(
            basis_text=pl.coalesce("basis_text", "basis"),
        )
        .sort(*ROW, "severity", "part", "rule", "subject",
              descending=[False, False, False, True, True, False, False])
        .with_columns(again=pl.int_range(pl.len()).over([*ROW, "rule"]))
    )  # fmt: skip
    named = pl.col("phenomenon").filter(~pl.col("context").fill_null(value=True))
    per_row = whole.group_by(ROW, maintain_order=True).agg(
        strongest=pl.col("shown")
        .sort_by("again", maintain_order=True)
        .unique(maintain_order=True)
        .head(STRONGEST),
        bases=_once("basis_text"),
        purposes=_once("purpose"),
        dpia=_once("assessment"),
        phenomena=pl.when(named.count() > 0)
        .then(named.unique(maintain_order=True).implode())
        .otherwise(pl.col("phenomenon").drop_nulls().unique(maintain_order=True).implode()),
        registration_kinds=_once("registration_kind"),
        people_at_risk_why=pl.col("title").filter("risky").unique(maintain_order=True),
        shared=(~pl.col("own") & ~pl.col("concluded")).sum(),
    )
    parts = [_hits(whole), sources(whole, registers, as_of)]
    for part in parts:
        per_row = per_row.join(part, on=ROW, how="left", maintain_order="left")
    return per_row.with_columns(independence=_independence()).drop("shared", "facts", "registers")


def _once(name: str) -> pl.Expr:
    return pl.col(name).drop_nulls().unique(maintain_order=True)


def _hits(whole: pl.LazyFrame) -> pl.LazyFrame:
    """``hits``: per rule its newest fact, its own basis, and how often it hit here."""
    per_rule = whole.group_by([*ROW, "rule"], maintain_order=True).agg(
        pl.col("family", "version", "title", "severity", "basis").first(),
        date=pl.col("newest").max(),
        times=pl.len(),
    )
    fields = {name: pl.col(name) for name, _ in HIT.fields}
    told = per_rule.with_columns(hit=structs(HIT, **fields))
    return told.group_by(ROW, maintain_order=True).agg(hits="hit")


def _independence() -> pl.Expr:
    """How far the reasons stand apart, in a sentence."""
    facts, shared = pl.col("facts").fill_null(0), pl.col("shared")
    registers = pl.col("registers").fill_null(0)
    counts = pl.format(
        "{} {} uit {} {}",
        facts,
        pl.when(facts == 1).then(pl.lit("gegeven")).otherwise(pl.lit("gegevens")),
        registers,
        pl.when(registers == 1).then(pl.lit("bron")).otherwise(pl.lit("bronnen")),
    )
    doubled = pl.format(
        "; {} {} op hetzelfde gegeven als een andere",
        shared,
        pl.when(shared == 1).then(pl.lit("reden rust")).otherwise(pl.lit("redenen rusten")),
    )
    return counts + pl.when(shared > 0).then(doubled).otherwise(pl.lit(""))


def _registration_kinds() -> pl.LazyFrame:
    """``rule`` with the ``registration_kind`` that an address is looked into for."""
    rows = [(rule, each.title) for each in registration_kinds().values() for rule in each.rules]
    schema = {"rule": pl.String, "registration_kind": pl.String}
    return pl.LazyFrame(rows, schema=schema, orient="row")


def _phenomena() -> pl.LazyFrame:
    """``family`` with its ``phenomenon``, and whether that is only ``context``."""
    rows: Mapping[str, tuple[str, bool]] = {
        family: (each.title, each.context)
        for each in phenomena().values()
        for family in each.families
    }
    return pl.LazyFrame(
        [(family, *found) for family, found in rows.items()],
        schema={"family": pl.String, "phenomenon": pl.String, "context": pl.Boolean},
        orient="row",
    )
