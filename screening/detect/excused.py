"""Hits that a row nobody could read may explain away: they are not evaluable, with the row named.

A rule is asked once more, with every row of which something could not be read put back as it may
have been (:mod:`screening.detect.possible`). What is flagged either way stays flagged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from screening.detect.judge import HIT, NOT_EVALUABLE
from screening.detect.measure import SourceInfo
from screening.detect.possible import Asking, TooManyError, put_back, variants
from screening.detect.related import (
    AREA,
    Reach,
    areas_above,
    around,
    first_of,
    numbers,
    related,
    tells_of_areas,
)
from screening.detect.signals import Ready
from screening.registers.held import Registers
from screening.registers.reading.filling import empty_register
from screening.registers.reading.unread import KEPT, LOST
from screening.registers.schemas import REGISTERS
from screening.registers.schemas.keys import SUBJECT_NUMBERS

Again = Callable[[Ready, Registers, pl.DataFrame | None], pl.DataFrame | None]
"""Measures a rule over other registers, and judges it together with rows that were measured before.

None when that cannot be done.
"""
_SUBJECTS = {kind: ".".join(made[0]) for kind, made in SUBJECT_NUMBERS.items() if len(made) == 1}
_NAMED = 3
"""Rows that could not be read of which a reason says where they are."""


def after_unread(
    ready: Ready,
    judged: pl.DataFrame,
    registers: Registers,
    sources: Mapping[str, SourceInfo],
    reach: Reach,
    again: Again,
) -> pl.DataFrame:
    """``judged`` in which no hit can be explained away by a row that could not be read."""
    used, rule = ready.compiled.query.columns_used, ready.loaded.rule
    unread = {name: sources[name].unread for name in used if name in sources}
    suspect = {
        name: _counting(name, rows, used[name], duty=rule.registration_duty)
        for name, rows in unread.items()
        if rows is not None
    }
    suspect = {name: rows for name, rows in suspect.items() if rows.height}
    hits = judged.filter(pl.col("_outcome") == HIT)["subject"] if suspect else pl.Series()
    subject = _SUBJECTS.get(rule.subject)
    if subject is not None:
        suspect = {n: r for n, r in suspect.items() if reach.may_concern(n, subject, hits)}
    if hits.is_empty() or not suspect:
        return judged
    reached = {name: registers[name] for name in used if name in registers}
    part = registers if subject is None else reach.part(suspect, subject)
    part = {name: part[name] for name in reached}
    asking = Asking(
        ready.compiled,
        rule.registration_duty,
        {} if subject is None else related({subject: hits}, part),
        numbers(),
        registers.get("kvk_establishment", empty_register("kvk_establishment")),
    )
    near = {name: _near(name, rows, asking) for name, rows in suspect.items()}
    near = {name: rows for name, rows in near.items() if rows.height}
    if not near:
        return judged
    doubtful = _doubtful(ready, judged, near, reached, part, asking, again)
    if doubtful.is_empty():
        return judged
    gone = (pl.col("_outcome") == HIT) & pl.col("subject").is_in(doubtful.implode())
    return judged.with_columns(
        pl.when(gone).then(pl.lit(NOT_EVALUABLE)).otherwise("_outcome").alias("_outcome"),
        pl.when(gone).then(pl.lit(_reason(near))).otherwise("_reason").alias("_reason"),
    )


def _doubtful(
    ready: Ready,
    judged: pl.DataFrame,
    near: Mapping[str, pl.DataFrame],
    registers: Registers,
    part: Registers,
    asking: Asking,
    again: Again,
) -> pl.Series:
    """Hits that are none with the rows put back in some form; all where that cannot be tried."""
    hits = judged.filter(pl.col("_outcome") == HIT)["subject"]
    try:
        rows = {name: put_back(name, unread, asking) for name, unread in near.items()}
    except TooManyError:
        return hits
    there = _enough(ready, judged, rows, registers, part, asking, again)
    asked = certain = hits if there.hits is None else there.hits
    if asked.is_empty():
        return asked
    forms = {
        name: variants(
            name, rows[name], unread, there.registers[name], registers[name], asking
        )
        for name, unread in near.items()
    }  # fmt: skip
    for n in range(max(len(made) for made in forms.values())):
        changed = {name: made[n % len(made)] for name, made in forms.items() if made}
        found = again(ready, {**there.registers, **changed}, there.beside)
        if found is None:
            return hits
        still = found.filter(pl.col("_outcome") == HIT)["subject"]
        certain = certain.filter(certain.is_in(still.implode()))
    return asked.filter(~asked.is_in(certain.implode()))


@dataclass(frozen=True)
class _Enough:
    """What is asked again: of all registers or of a part, the hits that the rows may concern.

    ``beside`` are rows of a rule that compares, of subjects that the part says nothing of.
    """

    registers: Registers
    hits: pl.Series | None = None
    beside: pl.DataFrame | None = None


def _enough(
    ready: Ready,
    judged: pl.DataFrame,
    rows: Mapping[str, pl.DataFrame],
    registers: Registers,
    part: Registers,
    asking: Asking,
    again: Again,
) -> _Enough:
    """Where the hits can be asked again that hang together with the rows that are put back.

    They are looked for in ``part``, of which :class:`Reach` tells. Asking over little costs little,
    however many times. It is enough for subjects of whom the rule measures in it what it measured
    in the whole. Where that is not so of all those hits (or of one, when the rows concern none),
    the whole is asked; and where a row is about an area, which may concern whatever lies in it.
    """
    rule = ready.loaded.rule
    subject = _SUBJECTS.get(rule.subject)
    if subject is None or (subject != AREA and any(map(tells_of_areas, rows))):
        return _Enough(registers)
    given = _numbers_of(rows, asking)
    areas = given.pop(AREA, pl.Series(dtype=pl.String))  # reached, and not left again
    near = related(given, part)
    if subject == AREA:
        near[AREA] = areas_above(pl.concat([areas, near.get(AREA, areas)]), part)
    hits = judged.filter(pl.col("_outcome") == HIT)["subject"]
    concerned = (
        hits.filter(hits.is_in(near[subject].implode())) if subject in near else hits.clear()
    )
    looked_at = first_of(hits, subject, part) if concerned.is_empty() else concerned
    own = pl.concat([*([given[subject]] if subject in given else []), looked_at.alias(subject)])
    near_by = around(related({**given, subject: own}, part), part)
    found = again(ready, near_by, None)
    if found is None:
        return _Enough(registers)
    measured = list(ready.compiled.kinds)
    alike = judged.select(measured).join(
        found.select(measured), on=measured, how="semi", nulls_equal=True
    )["subject"]
    if not looked_at.is_in(alike.implode()).all():
        return _Enough(registers)
    if not rule.compare:
        return _Enough(near_by, concerned)
    return _Enough(near_by, hits, judged.filter(~pl.col("subject").is_in(alike.implode())))


def _numbers_of(rows: Mapping[str, pl.DataFrame], asking: Asking) -> dict[str, pl.Series]:
    """What the rows number."""
    found: dict[str, list[pl.Series]] = {}
    for (name, column), what in asking.numbers.items():
        if name in rows and column in rows[name].columns:
            found.setdefault(what, []).append(rows[name][column].drop_nulls().alias(what))
    return {what: pl.concat(parts) for what, parts in found.items()}


def _counting(name: str, rows: pl.DataFrame, used: frozenset[str], *, duty: bool) -> pl.DataFrame:
    """The rows that can matter to the rule at all.

    Of a row that is loaded only what the rule reads counts, and a blank is harmless to a rule
    unless it leads to another row, or the rule is about missing registration.
    """
    reads = used if duty else {column for column in used if (name, column) in numbers()}
    return rows.filter(
        ~pl.col(KEPT) | pl.col(LOST).list.set_intersection(sorted(reads)).list.len().gt(0)
    )


def _near(name: str, rows: pl.DataFrame, asking: Asking) -> pl.DataFrame:
    """The rows that may name what the hits hang together with."""
    lost = pl.col(LOST).list
    links = [column for column in REGISTERS[name].columns if (name, column) in asking.numbers]
    if not asking.ids:
        return rows
    named = [pl.lit(value=not links)]
    for column in links:
        what = asking.numbers[name, column]
        ids = asking.ids.get(what)
        named.append(lost.contains(column))
        if what == AREA:
            named.append(pl.col(column).is_not_null())
        elif ids is not None:
            named.append(pl.col(column).is_in(ids.implode()))
    return rows.filter(pl.any_horizontal(named))


def _reason(near: Mapping[str, pl.DataFrame]) -> str:
    """The rows, in Dutch, for those who can mend them."""
    rows = pl.concat([each.select("source_file", "row", LOST) for each in near.values()])
    rows = rows.sort("source_file", "row")
    named = [
        f"{file} rij {row}" + (f" ({', '.join(lost)})" if lost else "")
        for file, row, lost in rows.head(_NAMED).iter_rows()
    ]
    more = f" en {rows.height - _NAMED} meer" if rows.height > _NAMED else ""
    return f"niet te lezen, en kan dit verklaren: {', '.join(named)}{more}"
