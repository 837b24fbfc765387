"""Hits that a row nobody could read may explain away: they are not evaluable, with the row named.

A rule is asked once more, with every row of which something could not be read put back as it may
have been (:mod:`screening.detect.possible`). What is flagged either way stays flagged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

import polars as pl

from screening.detect.judge import HIT, NOT_EVALUABLE
from screening.detect.measure import SourceInfo
from screening.detect.possible import Asking, Ids, TooManyError, variants
from screening.detect.signals import Ready
from screening.registers.held import Registers, columns_of
from screening.registers.reading.filling import empty_register
from screening.registers.reading.unread import KEPT, LOST
from screening.registers.schemas import REGISTERS
from screening.registers.schemas.keys import FOREIGN_KEYS, SUBJECT_NUMBERS

Again = Callable[[Ready, Registers], pl.DataFrame | None]
"""Measures and judges a rule over other registers; None when that cannot be done."""
_SUBJECTS = {kind: ".".join(made[0]) for kind, made in SUBJECT_NUMBERS.items() if len(made) == 1}
_AREA, _PARCEL, _PERSON = "area.area_code", "parcel", "person"
_ROUNDS = 3
"""Rows that lie between a subject and what may excuse it: a place, its parcel, another place."""
_NAMED = 3


class Reach:
    """What the unread rows of a register may hang together with, found once for all rules."""

    def __init__(self, registers: Registers, sources: Mapping[str, SourceInfo]) -> None:
        self._registers = registers
        self._unread = {name: source.unread for name, source in sources.items()}
        self._found: dict[str, Ids | None] = {}

    def may_concern(self, name: str, subject: str, hits: pl.Series) -> bool:
        """Whether a row of the register ``name`` may have to do with one of the hits."""
        if name not in self._found:
            self._found[name] = self._of(name)
        ids = self._found[name]
        return ids is None or (subject in ids and bool(hits.is_in(ids[subject].implode()).any()))

    def _of(self, name: str) -> Ids | None:
        """None when a row may have to do with anything."""
        rows = self._unread.get(name)
        links = {c: what for (of, c), what in _numbers().items() if of == name}
        if rows is None or not links or _AREA in links.values():
            return None
        if rows.select(pl.col(LOST).list.set_intersection(list(links)).list.len().any()).item():
            return None
        known: dict[str, pl.Series] = {}
        for column, what in links.items():
            given = rows[column].drop_nulls().alias(what)
            known[what] = pl.concat([known[what], given]) if what in known else given
        return _related(known, self._registers)


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
    asking = Asking(
        ready.compiled,
        rule.registration_duty,
        {} if subject is None else _related({subject: hits}, reached),
        _numbers(),
        registers.get("kvk_establishment", empty_register("kvk_establishment")),
    )
    near = {name: _near(name, rows, asking) for name, rows in suspect.items()}
    near = {name: rows for name, rows in near.items() if rows.height}
    if not near:
        return judged
    doubtful = _doubtful(ready, hits, near, reached, asking, again)
    if doubtful.is_empty():
        return judged
    gone = (pl.col("_outcome") == HIT) & pl.col("subject").is_in(doubtful.implode())
    return judged.with_columns(
        pl.when(gone).then(pl.lit(NOT_EVALUABLE)).otherwise("_outcome").alias("_outcome"),
        pl.when(gone).then(pl.lit(_reason(near))).otherwise("_reason").alias("_reason"),
    )


def _doubtful(
    ready: Ready,
    hits: pl.Series,
    near: Mapping[str, pl.DataFrame],
    registers: Registers,
    asking: Asking,
    again: Again,
) -> pl.Series:
    """Hits that are none with the rows put back in some form; all where that cannot be tried."""
    try:
        forms = {n: variants(n, rows, registers[n], asking) for n, rows in near.items()}
    except TooManyError:
        return hits
    count = max(len(made) for made in forms.values())
    certain = hits
    for n in range(count):
        changed = {name: made[n % len(made)] for name, made in forms.items() if made}
        found = again(ready, {**registers, **changed})
        if found is None:
            return hits
        still = found.filter(pl.col("_outcome") == HIT)["subject"]
        certain = certain.filter(certain.is_in(still.implode()))
    return hits.filter(~hits.is_in(certain.implode()))


def _counting(name: str, rows: pl.DataFrame, used: frozenset[str], *, duty: bool) -> pl.DataFrame:
    """The rows that can matter to the rule at all.

    Of a row that is loaded only what the rule reads counts, and a blank is harmless to a rule
    unless it leads to another row, or the rule is about missing registration.
    """
    reads = used if duty else {column for column in used if (name, column) in _numbers()}
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
        if what == _AREA:
            named.append(pl.col(column).is_not_null())
        elif ids is not None:
            named.append(pl.col(column).is_in(ids.implode()))
    return rows.filter(pl.any_horizontal(named))


def _related(given: Ids, registers: Registers) -> Ids:
    """What hangs together in the registers with what is given, by what it numbers.

    Areas are reached and not left again, unless they are given: everything lies in one.
    """
    numbers = _numbers()
    known = {what: ids.unique() for what, ids in given.items()}
    for _ in range(_ROUNDS):
        found: dict[str, list[pl.Series]] = {}
        among = {what: ids.implode() for what, ids in known.items()}  # a query each
        for name, rows in registers.items():
            places = {c: numbers[name, c] for c in columns_of(rows) if (name, c) in numbers}
            leads = [
                pl.col(column).is_in(among[what])
                for column, what in places.items()
                if what in known and (what != _AREA or _AREA in given)
            ]
            if not leads:
                continue
            met = rows.lazy().filter(pl.any_horizontal(leads)).select(list(places)).collect()
            for column, what in places.items():
                found.setdefault(what, []).append(met[column].alias(what))
        before = {what: ids.len() for what, ids in known.items()}
        for what, parts in found.items():
            every = pl.concat([*([known[what]] if what in known else []), *parts])
            known[what] = every.drop_nulls().unique()  # once for all: each is a query of its own
        if before == {what: ids.len() for what, ids in known.items()}:
            break
    return {what: ids.sort() for what, ids in known.items()}


@cache
def _numbers() -> dict[tuple[str, str], str]:
    """What a column numbers, for columns by which rows of registers find each other."""
    found = {
        (key.register, key.column): f"{key.target}.{key.target_column}" for key in FOREIGN_KEYS
    }
    found |= {(key.target, key.target_column): f"{key.target}.{key.target_column}"
              for key in FOREIGN_KEYS}  # fmt: skip
    for name, register in REGISTERS.items():
        for column, declared in register.columns.items():
            if (declared.metadata or {}).get("personal") == "person_key":
                found[name, column] = _PERSON
            elif column == "parcel":
                found[name, column] = _PARCEL
    return found


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
