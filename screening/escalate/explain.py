"""What a conclusion rests on, in the words of its reasons."""

from __future__ import annotations

import string
from collections.abc import Sequence

import polars as pl

from screening.packs.loaded import LoadedEscalation

KEY = ["rule", "subject"]
FACT = ["reason", "from_type", "from_id"]


def explained(
    conclusions: pl.DataFrame,
    reasons: pl.DataFrame,
    signals: pl.DataFrame,
    escalations: Sequence[LoadedEscalation],
) -> pl.DataFrame:
    """Per conclusion its ``text``, ``reasons`` and ``newest`` date.

    ``signals`` has ``rule``, ``subject_type``, ``subject``, ``family``, ``title``, ``text`` and
    ``newest``. The newest date of a conclusion is that of the newest signal anywhere behind it.
    """
    titles = _titles(signals, escalations)
    worded = _worded(conclusions, reasons, titles, escalations)
    facts = pl.concat(
        [
            signals.select(
                reason="rule",
                from_type="subject_type",
                from_id="subject",
                text="text",
                newest="newest",
            ),
            worded.select(
                reason="rule",
                from_type="subject_type",
                from_id="subject",
                text="text",
                newest=pl.lit(None, pl.Date),
            ),
        ]
    ).unique(FACT, keep="first", maintain_order=True)
    long = reasons.join(facts, on=FACT, how="left")
    dated = _newest(long)
    listed = (
        long.sort(*KEY, *FACT)
        .group_by(KEY, maintain_order=True)
        .agg(
            reasons=pl.struct(
                rule="reason", subject_type="from_type", subject="from_id", text="text"
            )
        )
    )
    return worded.join(listed, on=KEY, how="left").join(dated, on=KEY, how="left")


def _titles(signals: pl.DataFrame, escalations: Sequence[LoadedEscalation]) -> pl.DataFrame:
    concluded = pl.DataFrame(
        [(e.id, e.escalation.title, None) for e in escalations],
        schema={"rule": pl.String, "title": pl.String, "family": pl.String},
        orient="row",
    )
    known = signals.select("rule", "title", "family")
    return pl.concat([known, concluded]).unique("rule", keep="first", maintain_order=True)


def _worded(
    conclusions: pl.DataFrame,
    reasons: pl.DataFrame,
    titles: pl.DataFrame,
    escalations: Sequence[LoadedEscalation],
) -> pl.DataFrame:
    """Conclusions with ``text``: ``{signals}`` titles, ``{count}`` of them, ``{families}``."""
    named = reasons.select(*KEY, "reason").unique().join(titles, left_on="reason", right_on="rule")
    parts = (
        named.sort(*KEY, "reason")
        .group_by(KEY, maintain_order=True)
        .agg(
            pl.col("title").unique(maintain_order=True).alias("titles"),
            pl.col("reason").n_unique().cast(pl.String).alias("count"),
            pl.col("family").drop_nulls().n_unique().cast(pl.String).alias("families"),
        )
        .with_columns(signals=_enumerated("titles"))
    )
    filled = conclusions.join(parts, on=KEY, how="left")
    worded = [
        filled.filter(pl.col("rule") == loaded.id).select(
            "rule", "subject_type", "subject", text=_filled(loaded.escalation.explain)
        )
        for loaded in escalations
    ]
    return pl.concat(worded)


def _enumerated(column: str) -> pl.Expr:
    """A list of words the Dutch way: ``a``, ``a en b``, ``a, b en c``."""
    listed = pl.col(column)
    first = listed.list.head(listed.list.len() - 1).list.join(", ")
    last = listed.list.last()
    return pl.when(listed.list.len() > 1).then(first + " en " + last).otherwise(last)


def _filled(template: str) -> pl.Expr:
    parts: list[pl.Expr] = []
    for literal, name, _, _ in string.Formatter().parse(template):
        if literal:
            parts.append(pl.lit(literal))
        if name is not None:
            parts.append(pl.col(name).fill_null("" if name == "signals" else "0"))
    return pl.concat_str(parts)


def _newest(long: pl.DataFrame) -> pl.DataFrame:
    """The newest date behind each conclusion; repeated while dates travel up the chain."""
    dated = long.group_by(KEY).agg(pl.col("newest").max())
    chained = long.filter(pl.col("newest").is_null()).select(*KEY, "reason", "from_id")
    while True:
        through = chained.join(dated, left_on=["reason", "from_id"], right_on=KEY).select(
            *KEY, "newest"
        )
        better = pl.concat([dated, through]).group_by(KEY).agg(pl.col("newest").max())
        if better.sort(KEY).equals(dated.sort(KEY)):
            return dated
        dated = better
