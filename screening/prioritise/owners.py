"""Rows of control lists that are about one owner: eleven alike are one row.

What a rule says of an owner it says of every object of that owner, word for word. Somebody who
plans visits has one thing to look into then, not one per object.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import polars as pl

from screening.detect.explain.dutch import whole
from screening.prioritise.facts.owners import OWNERSHIP
from screening.prioritise.locations import current_places
from screening.prioritise.reasons import PLACE
from screening.reference.vocabulary import code_lists
from screening.registers.held import Registers, columns_of

FOLDED = {"list": pl.String, "place_type": pl.String, "place": pl.String, "other": pl.String}
_AT = ["list", *PLACE]
LEASES = ("erfpacht", "beklemming")
"""Rights that leave nothing but the name of owner to who owns."""
MOST_OTHERS = 20
"""Other addresses of one holder that are named, the highest on the list first; more are counted."""
_HELD = ["list", "right", "holders"]


def per_owner(
    placed: pl.DataFrame,
    lists: Sequence[str],
    about_owner: Collection[str],
    registers: Registers,
    as_of: dt.date,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Reasons of which alike ones of an owner are at one address, and what was ``folded``.

    Only addresses of ``lists`` with nothing but reasons of rules ``about_owner`` are taken
    together, and only where these say the same. ``folded`` has ``list``, ``place_type`` and
    ``place`` of the row, and the ``other`` addresses that it stands for.
    """
    none = pl.DataFrame(schema=FOLDED)
    if not about_owner or placed.is_empty():
        return placed, none
    here = placed.lazy().filter(
        pl.col("list").is_in(list(lists)) & (pl.col("place_type") == "address")
    )
    only = pl.col("rule").is_in(list(about_owner)).all()
    said = pl.concat_str("rule", "text", separator=" ").unique().sort().str.join("|")
    whole = here.group_by(_AT).agg(only=only, said=said).filter("only").collect().lazy()
    holder = _holders(whole.select(vbo_id="place"), registers, as_of)
    if holder is None:
        return placed, none
    alike = whole.join(holder, left_on="place", right_on="vbo_id").with_columns(
        lead=pl.col("place").min().over("list", "owner", "said")
    )
    folded = (
        alike.filter(pl.col("place") != pl.col("lead"))
        .select("list", "place_type", place="lead", other="place")
        .sort("list", "place", "other")
        .collect()
    )
    gone = folded.select("list", "place_type", place="other")
    return placed.join(gone, on=_AT, how="anti", maintain_order="left"), folded


def same_owner(
    rows: pl.LazyFrame,
    folded: pl.DataFrame,
    known: pl.LazyFrame,
    registers: Registers,
    as_of: dt.date,
) -> pl.LazyFrame:
    """Per ``row`` which other addresses of its owner or user are on the list: ``owner_listed``.

    Those it stands for itself, and those with a row of their own, with their number, and which
    right it is where that is not ownership; of many the first, and how many more. ``rows`` has
    ``row``, ``list``, ``rank``, ``place_type``, ``place``, ``vbo_id`` and ``name``.
    """
    labels = known.filter(pl.col("subject_type") == "address").select(other="subject", text="label")
    within = (
        rows.select("row", *_AT)
        .join(folded.lazy(), on=_AT)
        .join(labels, on="other", how="left")
        .select("row", order=pl.lit(0), text=pl.coalesce("text", "other"))
    )
    holder = _held(rows.select("vbo_id"), registers, as_of)
    parts = [within]
    if holder is not None:
        held = rows.select("row", "list", "rank", "name", "vbo_id").join(holder, on="vbo_id")
        first = held.sort("rank", "row").group_by(_HELD, maintain_order=True).head(MOST_OTHERS)
        both = held.join(first, on=_HELD, suffix="_other", nulls_equal=True)
        apart = both.filter(pl.col("row") != pl.col("row_other"))
        parts += [_numbered(apart), _more(held, apart)]
    return (
        pl.concat(parts)
        .sort("row", "order", "text")
        .group_by("row", maintain_order=True)
        .agg(owner_listed=pl.col("text").unique(maintain_order=True))
    )


def _numbered(apart: pl.LazyFrame) -> pl.LazyFrame:
    """Each other address with its number, and by which right it is of the same, if not owned."""
    owned = _is_owned().any()
    rights = _right().unique().sort().str.join(" en ")
    at = ["row", "row_other", "rank_other", "name_other"]
    said = (
        pl.when("owned")
        .then(pl.format("{} (nr. {})", "name_other", "rank_other"))
        .otherwise(
            pl.format("{} (nr. {}, {} van dezelfde houder)", "name_other", "rank_other", "rights")
        )
    )
    told = apart.group_by(at).agg(owned=owned, rights=rights)
    return told.select("row", order=pl.col("rank_other").cast(pl.Int32), text=said)


def _more(held: pl.LazyFrame, apart: pl.LazyFrame) -> pl.LazyFrame:
    """How many addresses of the same holder are on the list beside those that are named."""
    named = apart.group_by("row", *_HELD).agg(named=pl.len())
    left = (
        held.with_columns(size=pl.len().over(_HELD))
        .filter(pl.col("size") > MOST_OTHERS)
        .join(named, on=["row", *_HELD], nulls_equal=True)
        .with_columns(left=whole(pl.col("size") - 1 - pl.col("named")))
    )
    said = (
        pl.when(_is_owned())
        .then(pl.format("en nog {} van dezelfde eigenaar", "left"))
        .otherwise(pl.format("en nog {} ({} van dezelfde houder)", "left", _right()))
    )
    return left.select("row", order=pl.lit(2**31 - 1, pl.Int32), text=said)


def _is_owned() -> pl.Expr:
    return pl.col("right").is_null() | (pl.col("right") == OWNERSHIP)


def _right() -> pl.Expr:
    return pl.col("right").replace(dict(code_lists()["right"]))


def _holders(among: pl.LazyFrame, registers: Registers, as_of: dt.date) -> pl.LazyFrame | None:
    """Per ``vbo_id`` ``among`` these who holds it now as one ``owner``; None where nobody may know.

    Several holders are one owner together, so only the same people by the same rights are the same.
    """
    held = _held(among, registers, as_of)
    if held is None:
        return None
    by_right = pl.concat_str(pl.col("right").fill_null(""), "holders", separator=":")
    return held.group_by("vbo_id").agg(owner=by_right.sort().str.join(" "))


def _held(among: pl.LazyFrame, registers: Registers, as_of: dt.date) -> pl.LazyFrame | None:
    """Per ``vbo_id`` and ``right`` who hold it now, together: ``holders``.

    Under a long lease owning is bare: who owns the land of many says nothing about their users.
    """
    register = registers.get("brk_right")
    if register is None or not {"vbo_id", "owner_key"} <= {*columns_of(register)}:
        return None
    held = current_places(registers, "brk_right", as_of).join(among, on="vbo_id", how="semi")
    if "right" not in columns_of(register):
        held = held.with_columns(right=pl.lit(None, pl.String))
    leased = pl.col("right").is_in(LEASES).any().over("vbo_id").fill_null(value=False)
    bare = (pl.col("right") == OWNERSHIP) & leased
    keys = pl.col("owner_key").unique().sort().str.join("|")
    return held.filter(~bare.fill_null(value=False)).group_by("vbo_id", "right").agg(holders=keys)
