"""A blank in what tells rows apart, such as a start that nobody wrote down: neither new nor old.

Rules are written for a value that is there. So a rule that reads such a column is asked once more
with each blank as what it may have been: today and long ago, one value for all and one for each.
Who is flagged and who is clear whatever stood there is so; of all others it cannot be told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import reduce

import polars as pl

from screening.detect.judge import HIT, NOT_EVALUABLE, Count
from screening.detect.possible import LONG_AGO
from screening.detect.signals import Ready
from screening.registers.held import Held, Registers, part_of
from screening.registers.schemas import REGISTERS

Judged = Mapping[str, tuple[Ready, pl.DataFrame]]
Counts = Mapping[str, list[Count]]
Again = Callable[
    [Mapping[str, Ready], Registers, Mapping[str, pl.Series]], Mapping[str, pl.DataFrame | None]
]
"""Judges rules over other registers, of some rules only these subjects; None for one that broke."""
Blanks = Mapping[tuple[str, str], int]
"""Register and column to the number of its blanks."""
_OPEN = [HIT, NOT_EVALUABLE]


def after_blanks(
    judged: Judged, counts: Counts, registers: Registers, again: Again
) -> tuple[dict[str, tuple[Ready, pl.DataFrame]], dict[str, list[Count]]]:
    """The same, in which no outcome hangs on what a blank in a key may have been.

    ``counts`` are those of subjects without a row, of rules that do not keep every row.
    """
    held, counted = dict(judged), dict(counts)
    blanks = _blanks(judged, registers)
    concerned = {rule: ready for rule, (ready, _) in judged.items() if _read(ready, blanks)}
    if not concerned:
        return held, counted
    tried = [again(concerned, filled, {}) for filled in _filled(registers, concerned, blanks)]
    found = {rule: [each[rule] for each in tried] for rule in concerned}
    raised = {rule: _raised(judged[rule][1], found[rule]) for rule in concerned}
    missed = {
        rule: rows["subject"].filter(~rows["subject"].is_in(judged[rule][1]["subject"].implode()))
        for rule, rows in raised.items()
    }
    asked = {rule: ids for rule, ids in missed.items() if rule in counts and not ids.is_empty()}
    settled = again({rule: concerned[rule] for rule in asked}, registers, asked) if asked else {}
    for rule, ready in concerned.items():
        frame = judged[rule][1]
        doubtful = pl.concat([_unsure(frame, found[rule]), raised[rule]["subject"]])
        before = settled.get(rule)
        if before is not None:
            counted[rule] = _less(counted[rule], before)
        if doubtful.is_empty():
            continue
        rows = [each for each in (frame, before) if each is not None]
        every = pl.concat([*rows, raised[rule].select(frame.columns)], how="vertical_relaxed")
        every = every.unique("subject", keep="first", maintain_order=True).sort("subject")
        gone = pl.col("subject").is_in(doubtful.implode())
        held[rule] = ready, every.with_columns(
            pl.when(gone).then(pl.lit(value)).otherwise(name).alias(name)
            for name, value in (
                ("_outcome", NOT_EVALUABLE), ("_reason", _reason(_read(ready, blanks))),
            )
        )  # fmt: skip
    return held, counted


def _blanks(judged: Judged, registers: Registers) -> Blanks:
    """Of the columns that the rules measure with."""
    used = {
        (name, column)
        for ready, _ in judged.values()
        for name, columns in ready.compiled.query.columns_used.items()
        if name in registers
        for column in columns & set(REGISTERS[name].key_where_known)
    }
    found = {(n, c): part_of(registers[n], c).to_series().null_count() for n, c in sorted(used)}
    return {place: count for place, count in found.items() if count}


def _read(ready: Ready, blanks: Blanks) -> Blanks:
    """Those in columns that the rule measures with."""
    used = ready.compiled.query.columns_used
    return {(n, c): count for (n, c), count in blanks.items() if c in used.get(n, ())}


def _filled(
    registers: Registers, concerned: Mapping[str, Ready], blanks: Blanks
) -> Sequence[Registers]:
    """The registers with every blank filled, one way and the other."""
    today = next(iter(concerned.values())).compiled.as_of
    places: dict[str, list[str]] = {}
    for name, column in blanks:
        places.setdefault(name, []).append(column)

    def filled(rows: Held, name: str, turn: int) -> Held:
        dtypes = {column: REGISTERS[name].columns[column].dtype for column in places[name]}
        own = -1 - pl.int_range(pl.len())
        return rows.with_columns(
            pl.col(column).fill_null(
                pl.lit((today, today - LONG_AGO)[turn])
                if dtype == pl.Date
                else (pl.lit(-1), own)[turn].cast(dtype)
            )
            for column, dtype in dtypes.items()
        )

    return [
        {**registers, **{name: filled(registers[name], name, turn) for name in places}}
        for turn in (0, 1)
    ]


def _unsure(frame: pl.DataFrame, found: Sequence[pl.DataFrame | None]) -> pl.Series:
    """Hits that are none with the blanks filled in some way, or of which that cannot be tried."""
    hits = frame.filter(pl.col("_outcome") == HIT)["subject"]
    still = [
        hits.clear() if rows is None else rows.filter(pl.col("_outcome") == HIT)["subject"]
        for rows in found
    ]
    certain = reduce(lambda kept, more: kept.filter(kept.is_in(more.implode())), still, hits)
    return hits.filter(~hits.is_in(certain.implode()))


def _raised(frame: pl.DataFrame, found: Sequence[pl.DataFrame | None]) -> pl.DataFrame:
    """A row for each that is settled or not measured, and may be a hit; its values are unknown."""
    known = frame.filter(pl.col("_outcome").is_in(_OPEN))["subject"]
    rows = [frame.clear(), *(each for each in found if each is not None)]
    subjects = pl.concat([each.filter(pl.col("_outcome").is_in(_OPEN))["subject"] for each in rows])
    new = subjects.filter(~subjects.is_in(known.implode())).unique().sort()
    unknown = [pl.lit(None, t).alias(n) for n, t in frame.schema.items() if n != "subject"]
    return new.to_frame().with_columns(unknown)


def _less(counts: Sequence[Count], rows: pl.DataFrame) -> list[Count]:
    """The counts without those of ``rows``, which have a row now."""
    left = Counter({(outcome, why): 0 for outcome, why, _ in counts})
    for outcome, why, count in counts:
        left[outcome, why] += count
    left.subtract(rows.select("_outcome", "_reason").iter_rows())
    return [(outcome, why, count) for (outcome, why), count in left.items() if count > 0]


def _reason(blanks: Blanks) -> str:
    """Which values, in Dutch, for those who can find them."""
    told = [
        f"{REGISTERS[name].called(column).name} ontbreekt bij {count} "
        f"{'rij' if count == 1 else 'rijen'} van {REGISTERS[name].title}"
        for (name, column), count in sorted(blanks.items())
    ]
    return f"{'; '.join(told)}, en kan de uitkomst bepalen"
