"""The rows every signal rests on, so that a fact counts once wherever signals are counted.

Keys come in two kinds. ``signal:S1`` is a row of a register of events. ``bag_object.usage @
address:1`` is what was read of a subject in other registers; a signal has such keys where no event
is behind it, and for dates (the start of a company happens once as well). A signal that rests on
what another of the same subject rests on, and on more, has the other's key too. So two signals are
two facts when each has a key of its own.

Where a condition holds in several ways, one of them is what counts (``rests_on``); what people are
told of is all of them (``facts``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl

from screening.detect.broken import problems_of
from screening.detect.measure import Failures
from screening.detect.signals import Ready
from screening.engines.base import FAULTS
from screening.language.reads import Read
from screening.packs.claims import Alternative, ways_of
from screening.registers.held import Held, Registers, columns_of, engine_for
from screening.registers.schemas import event_key

Hits = Mapping[str, tuple[Ready, pl.DataFrame]]
"""Per rule what it is, and its hits: measured columns, one row per subject."""
RESTS: dict[str, pl.DataType] = {
    "rule": pl.String(),
    "subject": pl.String(),
    "rests_on": pl.List(pl.String()),
    "facts": pl.List(pl.String()),
}
_AT = pl.lit(" @ ")
_WHO = ["rule", "subject_type", "subject"]
OWN = {
    "address": "vbo_id",
    "establishment": "est_nr",
    "company": "kvk_nr",
    "application": "application_id",
    "park": "park_id",
}
"""The column that a subject of each type is itself."""
_THROUGH = {"application": "permit_application", "park": "park_object"}
"""Registers that say by which other columns a subject is known; else that of establishments."""


@dataclass(frozen=True)
class _Holding:
    """An alternative with the subjects for which it is true, and its number within its rule."""

    rule: str
    subject_type: str
    number: int
    alternative: Alternative
    subjects: pl.Series


def with_facts(
    signals: pl.DataFrame, hits: Hits, registers: Registers
) -> tuple[pl.DataFrame, Failures]:
    """The signals with ``rests_on`` and ``facts``; and rules that broke meanwhile.

    Both are sorted keys, at least one.
    """
    failures: Failures = {}
    holding: list[_Holding] = []
    for rule, (ready, frame) in hits.items():
        try:
            holding += _holding(ready, frame)
        except FAULTS as error:  # what a rule does is that rule's, and ends no run
            failures[rule] = problems_of(rule, error, "traced")
    found = _rests_on(holding, registers) if holding else pl.DataFrame(schema=RESTS)
    told = signals.drop("rests_on", "facts").join(found, on=["rule", "subject"], how="left")
    alone = pl.concat_list(pl.concat_str("rule", _AT, "subject_type", pl.lit(":"), "subject"))
    told = told.with_columns(pl.coalesce(name, alone).alias(name) for name in ("rests_on", "facts"))
    return told.select(signals.columns).sort("rule", "subject"), failures


def _rests_on(holding: Sequence[_Holding], registers: Registers) -> pl.DataFrame:
    """What each hit rests on (``RESTS``)."""
    ways = _frame(holding)
    rows = _rows_behind(ways, holding, registers)
    # What holds in a way without any event does not need the events of another way.
    free = ways.join(rows, on=[*_WHO, "way"], how="anti")
    needed = _least_shared(rows.join(free, on=_WHO, how="anti"))
    counted = pl.concat([_with_dates(needed, holding), _without_events(free, holding)])
    claims = [each.alternative.claims for each in holding]
    whole = pl.concat([_with_dates(rows, holding), _together(free, claims)])
    both = _listed(counted, "rests_on").join(
        _listed(whole, "facts"), on=["rule", "subject"], how="left"
    )
    return both.select(pl.col(name).cast(dtype) for name, dtype in RESTS.items()).sort(
        "rule", "subject"
    )


def _listed(keys: pl.DataFrame, name: str) -> pl.DataFrame:
    return keys.group_by("rule", "subject").agg(pl.col("key").unique().sort().alias(name))


def _with_dates(rows: pl.DataFrame, holding: Sequence[_Holding]) -> pl.DataFrame:
    """The rows of events behind hits, and the dates of other registers beside them."""
    dated = [each.alternative.dated for each in holding]
    return pl.concat([rows.select(*_WHO, "key"), _told(rows.select(*_WHO, "way").unique(), dated)])


def _together(about: pl.DataFrame, keys: Sequence[frozenset[str]]) -> pl.DataFrame:
    """``about`` (who and ``way``) with one key for everything together that their way rests on."""
    told = [", ".join(sorted(own)) or None for own in keys]
    way = pl.DataFrame(
        {"way": range(len(told)), "told": told}, {"way": pl.UInt32, "told": pl.String}
    )
    return about.join(way.drop_nulls(), on="way").select(*_WHO, _key(pl.col("told")))


def _holding(ready: Ready, hits: pl.DataFrame) -> list[_Holding]:
    rule = ready.loaded.rule
    ways = ways_of(rule, ready.compiled, ready.question.when)
    subjects = hits["subject"]
    if len(ways) == 1:
        return [_Holding(rule.id, rule.subject, 0, ways[0], subjects)]
    ask = ready.question.predicates.expr
    true = hits.select(
        pl.all_horizontal(ask(part) for part in way.parts).fill_null(value=False).alias(str(number))
        for number, way in enumerate(ways)
    )
    return [
        _Holding(rule.id, rule.subject, number, way, subjects.filter(true[str(number)]))
        for number, way in enumerate(ways)
        if true[str(number)].any()
    ]


def _frame(holding: Sequence[_Holding]) -> pl.DataFrame:
    """A row per hit and true alternative: who, and the ``way``, a place in ``holding``."""
    way = np.repeat(np.arange(len(holding)), [len(each.subjects) for each in holding])
    about = pl.DataFrame(
        [(each.rule, each.subject_type) for each in holding],
        schema={"rule": pl.String, "subject_type": pl.String},
        orient="row",
    )
    return about[way].with_columns(
        pl.concat([each.subjects.cast(pl.String) for each in holding]).alias("subject"),
        pl.Series("way", way, dtype=pl.UInt32),
    )


def _rows_behind(
    ways: pl.DataFrame, holding: Sequence[_Holding], registers: Registers
) -> pl.DataFrame:
    """Per hit and alternative the ``key`` of every row of an event behind it."""
    reads = sorted(
        {read for each in holding for read in each.alternative.events},
        key=lambda read: (read.register, read.only, sorted(read.links)),
    )
    number = {read: place for place, read in enumerate(reads)}
    asked = pl.DataFrame(
        [
            (way, number[read])
            for way, each in enumerate(holding)
            for read in each.alternative.events
        ],
        schema={"way": pl.UInt32, "read": pl.UInt32},
        orient="row",
    )
    kept = [read for read in reads if read.register in registers]
    frames = [_rows_of(read, number[read], registers[read.register]) for read in kept]
    found = pl.concat([_no_rows(), *pl.collect_all(frames, engine=engine_for(*registers.values()))])
    known = _known_by(ways, registers)
    return (
        ways.lazy()
        .join(asked.lazy(), on="way")
        .join(known.lazy(), on=["subject_type", "subject"])
        .join(found.lazy(), on=["read", "link", "id"])
        .select(*_WHO, "way", "key")
        .unique()
        .collect(engine="in-memory")
    )


def _no_rows() -> pl.DataFrame:
    schema = {"read": pl.UInt32, "link": pl.String, "id": pl.String, "key": pl.String}
    return pl.DataFrame(schema=schema)


def _rows_of(read: Read, number: int, register: Held) -> pl.LazyFrame:
    """The rows of one set: ``read``, by which ``link`` and ``id`` a row is found, its ``key``."""
    links = sorted(read.links)
    return (
        register.lazy()
        .filter(pl.sql_expr(part) for part in read.only)
        .select(pl.lit(number, pl.UInt32).alias("read"), event_key(read.register), *links)
        .unpivot(links, index=["read", "key"], variable_name="link", value_name="id")
        .select("read", "link", "id", "key")
        .drop_nulls("id")
    )


def _known_by(ways: pl.DataFrame, registers: Registers) -> pl.DataFrame:
    """Every column and value by which a row can belong to a subject: ``link``, ``id``."""
    subjects = ways.select("subject_type", "subject").unique()
    found = [
        pl.DataFrame(schema=dict.fromkeys(["subject_type", "subject", "link", "id"], pl.String))
    ]
    for kind, own in OWN.items():
        asked = subjects.filter(pl.col("subject_type") == kind)
        found.append(asked.with_columns(pl.lit(own).alias("link"), pl.col("subject").alias("id")))
        register = registers.get(_THROUGH.get(kind, "kvk_establishment"))
        if asked.is_empty() or register is None or own not in columns_of(register):
            continue
        others = _others(own, register)
        wanted = register.lazy().select(pl.col(own).alias("subject"), *others)
        tied = (
            asked.lazy().join(wanted, on="subject").collect(engine=engine_for(*registers.values()))
        )
        found += [
            tied.select("subject_type", "subject", pl.lit(link).alias("link"), id=link)
            for link in others
        ]
    return pl.concat(found).drop_nulls("id").unique()


def _others(own: str, register: Held) -> list[str]:
    named = ("vbo_id", "est_nr", "kvk_nr", "application_id")
    given = columns_of(register)
    return [name for name in named if name in given and name != own]


def _least_shared(rows: pl.DataFrame) -> pl.DataFrame:
    """Of hits that hold in several ways, the rows of the way that shares least with other hits."""
    sharing = pl.struct("rule", "subject").n_unique().over("key")
    of_way = rows.with_columns(sharing.alias("sharing")).group_by(*_WHO, "way")
    best = of_way.agg(pl.col("sharing").min()).sort(*_WHO, "sharing", "way")
    chosen = best.unique(_WHO, keep="first", maintain_order=True).select(*_WHO, "way")
    return rows.join(chosen, on=[*_WHO, "way"], how="semi")


def _told(about: pl.DataFrame, keys: Sequence[frozenset[str]]) -> pl.DataFrame:
    """``about`` (who and ``way``) with a key for everything that their way rests on."""
    each = pl.DataFrame(
        [(way, key) for way, own in enumerate(keys) for key in sorted(own)],
        schema={"way": pl.UInt32, "told": pl.String},
        orient="row",
    )
    return about.join(each, on="way").select(*_WHO, _key(pl.col("told")))


def _key(told: pl.Expr) -> pl.Expr:
    return pl.concat_str(told, _AT, "subject_type", pl.lit(":"), "subject").alias("key")


def _without_events(free: pl.DataFrame, holding: Sequence[_Holding]) -> pl.DataFrame:
    """Keys of the hits that no event is behind, in the first way in which each holds."""
    claims = [each.alternative.claims or frozenset({f"rule {each.rule}"}) for each in holding]
    first = free.group_by(_WHO).agg(pl.col("way").min())
    distinct = {own: place for place, own in enumerate(dict.fromkeys(claims))}
    told = pl.DataFrame(
        [(way, distinct[own], ", ".join(sorted(own))) for way, own in enumerate(claims)],
        schema={"way": pl.UInt32, "claim": pl.UInt32, "told": pl.String},
        orient="row",
    )
    within = pl.DataFrame(
        [(whole, part) for (big, whole), (small, part) in product(distinct.items(), repeat=2)
         if small <= big],
        schema={"claim": pl.UInt32, "within": pl.UInt32},
        orient="row",
    )  # fmt: skip
    made = first.join(told, on="way").select(*_WHO, "claim", _key(pl.col("told")))
    there = made.select("subject_type", "subject", "key", within="claim").unique()
    return (
        made.drop("key")
        .join(within, on="claim")
        .join(there, on=["subject_type", "subject", "within"])
        .select(*_WHO, "key")
    )
