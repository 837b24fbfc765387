"""What a conclusion rests on, in the words of its reasons."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from screening.detect.explain.filling import filled
from screening.packs.loaded import LoadedEscalation
from screening.packs.templates import Choice, Slot, parse_template

KEY = ["rule", "subject"]
_FACT = ["reason", "from_type", "from_id"]


def explained(
    conclusions: pl.DataFrame,
    reasons: pl.DataFrame,
    signals: pl.DataFrame,
    escalations: Sequence[LoadedEscalation],
) -> pl.DataFrame:
    """``conclusions`` with ``text``, ``reasons``, ``newest`` date, ``rests_on`` and ``facts``.

    ``signals`` has ``rule``, ``subject_type``, ``subject``, ``family``, ``title``, ``text``,
    ``newest``, ``rests_on`` and ``facts``; ``reasons`` numbers the rows of signals and then
    conclusions. The newest date of a conclusion is that of the newest signal anywhere behind it;
    it rests on what those rest on.
    """
    numbered = conclusions.with_row_index("conclusion")
    facts = _facts(signals, conclusions, escalations)
    long = reasons.join(numbered.select("conclusion", *KEY), on=KEY).select("conclusion", "fact")
    long = long.hstack(facts[long["fact"]])
    itself = pl.col("fact") == pl.col("conclusion") + signals.height
    long = long.filter(~itself).sort("conclusion", *_FACT)
    worded = _worded(numbered, long, escalations)
    texts = worded.select(fact=pl.col("conclusion") + signals.height, concluded="text")
    listed = (
        long.join(texts, on="fact", how="left", maintain_order="left")
        .group_by("conclusion", maintain_order=True)
        .agg(
            reasons=pl.struct(
                rule="reason",
                subject_type="from_type",
                subject="from_id",
                text=pl.coalesce("text", "concluded"),
            )
        )
    )
    behind = long.select("conclusion", "fact", "newest", "rests_on", "facts")
    keys = [_keys(behind, signals.height, name) for name in ("rests_on", "facts")]
    for part in (listed, _newest(behind, signals.height), *keys):
        worded = worded.join(part, on="conclusion", how="left")
    return worded


def _facts(
    signals: pl.DataFrame, conclusions: pl.DataFrame, escalations: Sequence[LoadedEscalation]
) -> pl.DataFrame:
    """Signals, then conclusions, one row per fact number; a conclusion's text is not known yet."""
    titles = pl.DataFrame(
        [(loaded.id, loaded.escalation.title) for loaded in escalations],
        schema={"rule": pl.String, "title": pl.String},
        orient="row",
    )
    titled = conclusions.join(titles, on="rule", how="left", maintain_order="left")
    both = pl.concat([signals, titled], how="diagonal")
    return both.rename(dict(zip(["rule", "subject_type", "subject"], _FACT, strict=True)))


def _worded(
    numbered: pl.DataFrame, long: pl.DataFrame, escalations: Sequence[LoadedEscalation]
) -> pl.DataFrame:
    """Conclusions with ``text``: ``{signals}`` titles, ``{count}`` of them, ``{families}``."""
    parts = long.group_by("conclusion").agg(
        pl.col("title").unique(maintain_order=True).alias("titles"),
        pl.col("reason").n_unique().cast(pl.String).alias("count"),
        pl.col("family").drop_nulls().n_unique().cast(pl.String).alias("families"),
    )
    filled = numbered.join(
        parts.with_columns(signals=_enumerated("titles")), on="conclusion", how="left"
    )
    return pl.concat(
        filled.filter(pl.col("rule") == loaded.id).select(
            *numbered.columns, text=_filled(loaded.escalation.explain)
        )
        for loaded in escalations
    )


def _enumerated(column: str) -> pl.Expr:
    """A list of words the Dutch way: ``a``, ``a en b``, ``a, b en c``."""
    listed = pl.col(column)
    first = listed.list.head(listed.list.len() - 1).list.join(", ")
    last = listed.list.last()
    return pl.when(listed.list.len() > 1).then(first + " en " + last).otherwise(last)


def _filled(template: str) -> pl.Expr:
    def text(slot: Slot) -> pl.Expr:
        return pl.col(slot.name).fill_null("" if slot.name == "signals" else "0")

    def value(slot: Slot | Choice) -> pl.Expr:
        return pl.col(slot.name).cast(pl.Int64, strict=False)

    return filled(parse_template(template).parts, value, text, lambda _: None)


def _newest(long: pl.DataFrame, signals: int) -> pl.DataFrame:
    """The newest date behind each conclusion; repeated while dates travel up the chain."""
    dated = long.group_by("conclusion").agg(pl.col("newest").max()).sort("conclusion")
    chained = long.filter(pl.col("fact") >= signals).select(
        "conclusion", behind=pl.col("fact") - signals
    )
    while chained.height:
        through = chained.join(dated, left_on="behind", right_on="conclusion")
        better = (
            pl.concat([dated, through.select("conclusion", "newest")])
            .group_by("conclusion")
            .agg(pl.col("newest").max())
            .sort("conclusion")
        )
        if better.equals(dated):
            break
        dated = better
    return dated


def _keys(long: pl.DataFrame, signals: int, name: str) -> pl.DataFrame:
    """The keys behind each conclusion in a column, those of conclusions behind it among them."""
    known = long.select("conclusion", key=name).explode("key", empty_as_null=False).unique()
    chained = long.filter(pl.col("fact") >= signals).select(
        "conclusion", behind=pl.col("fact") - signals
    )
    while chained.height:
        through = chained.join(known, left_on="behind", right_on="conclusion")
        more = pl.concat([known, through.select("conclusion", "key")]).unique()
        if more.height == known.height:
            break
        known = more
    return known.group_by("conclusion").agg(pl.col("key").drop_nulls().sort().alias(name))
