"""Cases for the tactical board: addresses and companies whose reasons belong together.

Only what has a reason of its own (or an establishment that has) is part of a case, so a case never
grows through bystanders. Some links say nothing about belonging together and connect nothing: an
address where many companies are registered (a business centre), a place known as such, and a
company with many addresses (a chain). Without these limits one business centre ties half a town
into a single case.
"""

from __future__ import annotations

import polars as pl

from screening.prioritise.reasons import SUBJECT
from screening.registers.held import Registers

MOST_COMPANIES = 15
"""An address with more companies than this connects none of them."""
MOST_ADDRESSES = 15
"""A company with more addresses than this connects none of them."""
KNOWN_SHARED = ["business_centre", "domicile_provider", "accountant"]
INDEPENDENT_FAMILIES = 3
URGENT = 5
SEVERE_RULES = 2


def in_cases(reasons: pl.LazyFrame, links: pl.LazyFrame, registers: Registers) -> pl.LazyFrame:
    """Reasons with ``place_type`` 'case' and ``place``, the case's smallest member (type:id)."""
    # Finding what belongs together takes rounds; they need both frames at hand.
    anchored = _anchored(reasons, links).collect()
    label = _components(anchored, _edges(anchored.lazy(), links, registers).collect())
    return (
        anchored.lazy()
        .join(label.lazy(), on="anchor")
        .with_columns(place_type=pl.lit("case"), place="label")
        .drop("anchor", "label")
    )


def qualifies() -> pl.Expr:
    """Three independent families, one urgent reason, or two severe ones of different rules."""
    return (
        (pl.col("families_count") >= INDEPENDENT_FAMILIES)
        | (pl.col("severity_max") >= URGENT)
        | (pl.col("severe_rules") >= SEVERE_RULES)
    )


def _anchored(reasons: pl.LazyFrame, links: pl.LazyFrame) -> pl.LazyFrame:
    """Reasons with ``anchor``: an establishment's address or else company; others themselves."""
    place = _ends(links, "establishment_address").select(subject="first", address="second")
    owner = _ends(links, "company_establishment").select(company="first", subject="second")
    node = pl.concat_str(*SUBJECT, separator=":")
    return (
        reasons.with_columns(subject=node, own=pl.col("subject"))
        .join(place.unique("subject"), on="subject", how="left")
        .join(owner.unique("subject"), on="subject", how="left")
        .with_columns(anchor=pl.coalesce("address", "company", "subject"), subject="own")
        .drop("address", "company", "own")
    )


def _edges(anchored: pl.LazyFrame, links: pl.LazyFrame, registers: Registers) -> pl.LazyFrame:
    """Links between anchors that mean belonging together, in both directions.

    A holiday park and what has a reason on it are one place to whoever decides.
    """
    anchors = anchored.select("anchor").unique()
    located = _ends(links, "company_address")
    near = located.filter(
        (pl.len().over("second") <= MOST_COMPANIES) & (pl.len().over("first") <= MOST_ADDRESSES)
    )
    known = registers.get("known_place")
    if known is not None:
        shared = known.lazy().filter(pl.col("kind").is_in(KNOWN_SHARED))
        near = near.join(
            shared.select(second="address:" + pl.col("vbo_id")), on="second", how="anti"
        )
    both = pl.concat([near, _ends(links, "company_company"), _ends(links, "park_address")])
    both = pl.concat([both, both.select(first="second", second="first")])
    return both.join(anchors, left_on="first", right_on="anchor", how="semi").join(
        anchors, left_on="second", right_on="anchor", how="semi"
    )


def _ends(links: pl.LazyFrame, name: str) -> pl.LazyFrame:
    return links.filter(pl.col("link") == name).select(
        first=pl.col("from_type") + ":" + pl.col("from_id"),
        second=pl.col("to_type") + ":" + pl.col("to_id"),
    )


def _components(anchored: pl.DataFrame, edges: pl.DataFrame) -> pl.DataFrame:
    """Each ``anchor`` with the smallest anchor it is connected to (``label``)."""
    labels = anchored.lazy().select("anchor", label="anchor").unique().sort("anchor").collect()
    while True:
        better = _closer(labels.lazy(), edges.lazy()).collect()
        if better.equals(labels):
            return better
        labels = better


def _closer(labels: pl.LazyFrame, edges: pl.LazyFrame) -> pl.LazyFrame:
    """One round: each anchor takes the smallest label around it, then the label of that label.

    The number of rounds this needs grows with the logarithm of the longest chain.
    """
    near = (
        edges.join(labels, left_on="second", right_on="anchor")
        .group_by("first")
        .agg(pl.col("label").min().alias("near"))
    )
    taken = labels.join(near, left_on="anchor", right_on="first", how="left").select(
        "anchor", label=pl.min_horizontal("label", "near")
    )
    jump = taken.select(label="anchor", further="label")
    return (
        taken.join(jump, on="label", how="left")
        .select("anchor", label=pl.coalesce("further", "label"))
        .sort("anchor")
    )
