"""What hangs together in the registers, by the numbers through which rows find each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, cached_property

import polars as pl

from screening.detect.measure import SourceInfo
from screening.detect.possible import Ids
from screening.registers.held import Held, Registers, columns_of, engine_for, part_of
from screening.registers.reading.unread import LOST
from screening.registers.schemas import REGISTERS
from screening.registers.schemas.area import AREA_LEVELS
from screening.registers.schemas.keys import FOREIGN_KEYS

AREA = "area.area_code"
_PARCEL, _PERSON = "parcel", "person"
_ROUNDS = 3
"""Rows that lie between a subject and what may excuse it: a place, its parcel, another place."""
MOST_AROUND = 2_000_000
"""Numbers of what hangs together with unread rows, and rows with them, that are held in memory."""


class Reach:
    """What the unread rows of the registers may hang together with, found once for all rules."""

    def __init__(self, registers: Registers, sources: Mapping[str, SourceInfo]) -> None:
        self._registers = registers
        self._unread = {
            name: source.unread for name, source in sources.items() if source.unread is not None
        }
        self._found: dict[str, Ids | None] = {}

    def may_concern(self, name: str, subject: str, hits: pl.Series) -> bool:
        """Whether a row of the register ``name`` may have to do with one of the hits."""
        if name not in self._found:
            self._found[name] = self._of(name)
        ids = self._found[name]
        return ids is None or (subject in ids and bool(hits.is_in(ids[subject].implode()).any()))

    def part(self, names: Iterable[str], subject: str) -> Registers:
        """The registers as far as rows hang together with unread rows, twice as far as is asked.

        What lies between a hit and an unread row is in it, and so is what hangs together with
        either; for areas, all that lies in an area of them. It is the whole where a row of
        ``names`` may be anybody's, and where nearly everything hangs together.
        """
        if any(map(self._may_be_anybodys, names)):
            return self._registers
        return self._part_of_areas if subject == AREA else self._part

    @cached_property
    def _part(self) -> Registers:
        return self._around(self._reached)

    @cached_property
    def _part_of_areas(self) -> Registers:
        none = pl.Series(AREA, [], dtype=pl.String)
        areas = [self._numbered.get(AREA, none), self._reached.get(AREA, none)]
        above = areas_above(pl.concat(areas), self._registers)
        given = {**self._reached, AREA: above}
        return self._around(related(given, self._registers, _ROUNDS, MOST_AROUND))

    @cached_property
    def _numbered(self) -> Ids:
        """What the unread rows number."""
        parts: dict[str, list[pl.Series]] = {}
        for name in self._unread:
            for what, ids in self._given(name).items():
                parts.setdefault(what, []).append(ids)
        return {what: pl.concat(ids) for what, ids in parts.items()}

    @cached_property
    def _reached(self) -> Ids:
        """What hangs together with the unread rows, twice as far as is asked."""
        given = {what: ids for what, ids in self._numbered.items() if what != AREA}
        return related(given, self._registers, 2 * _ROUNDS, MOST_AROUND)

    def _around(self, reached: Ids) -> Registers:
        if _count(reached) > MOST_AROUND:
            return self._registers
        asked = asked_around(reached, self._registers)
        scanned = [rows for name, rows in asked.items()
                   if not isinstance(self._registers[name], pl.DataFrame)]  # fmt: skip
        counts = pl.collect_all([rows.select(pl.len()) for rows in scanned], engine="streaming")
        if sum(int(count.item()) for count in counts) > MOST_AROUND:
            return self._registers
        return around(reached, self._registers)

    def _of(self, name: str) -> Ids | None:
        """None when a row may have to do with anything."""
        if name not in self._unread or AREA in links(name).values():
            return None
        return None if self._may_be_anybodys(name) else related(self._given(name), self._registers)

    def _may_be_anybodys(self, name: str) -> bool:
        lost = pl.col(LOST).list.set_intersection(list(links(name))).list.len().any()
        return not links(name) or bool(self._unread[name].select(lost).item())

    def _given(self, name: str) -> dict[str, pl.Series]:
        known: dict[str, pl.Series] = {}
        for column, what in links(name).items():
            given = self._unread[name][column].drop_nulls().alias(what)
            known[what] = pl.concat([known[what], given]) if what in known else given
        return known


def links(name: str) -> dict[str, str]:
    """The columns by which rows of a register find others, and what each numbers."""
    return {column: what for (of, column), what in numbers().items() if of == name}


def tells_of_areas(name: str) -> bool:
    """Whether areas are all that the rows of a register lead to."""
    return set(links(name).values()) == {AREA}


def related(
    given: Ids, registers: Registers, rounds: int = _ROUNDS, most: int | None = None
) -> dict[str, pl.Series]:
    """What hangs together in the registers with what is given, by what it numbers.

    ``rounds`` is how many rows, one beyond another, are looked for, until there are more numbers
    than ``most``. Areas are reached and not left again, unless they are given: everything lies in
    one.
    """
    named = numbers()
    known = {what: ids.unique() for what, ids in given.items()}
    for _ in range(rounds):
        found: dict[str, list[pl.Series]] = {}
        among = {what: ids.implode() for what, ids in known.items()}  # a query each
        for name, rows in registers.items():
            places = {c: named[name, c] for c in columns_of(rows) if (name, c) in named}
            leads = [
                pl.col(column).is_in(among[what])
                for column, what in places.items()
                if what in known and (what != AREA or AREA in given)
            ]
            if not leads:
                continue
            asked = rows.lazy().filter(pl.any_horizontal(leads)).select(list(places))
            met = asked.collect(engine=engine_for(rows))
            for column, what in places.items():
                found.setdefault(what, []).append(met[column].alias(what))
        before = {what: ids.len() for what, ids in known.items()}
        for what, parts in found.items():
            every = pl.concat([*([known[what]] if what in known else []), *parts])
            known[what] = every.drop_nulls().unique()  # once for all: each is a query of its own
        if before == {what: ids.len() for what, ids in known.items()}:
            break
        if most is not None and _count(known) > most:
            break
    return {what: ids.sort() for what, ids in known.items()}


def _count(ids: Ids) -> int:
    return sum(each.len() for each in ids.values())


@cache
def numbers() -> dict[tuple[str, str], str]:
    """What a column numbers, for columns by which rows of registers find each other."""
    found = {
        (key.register, key.column): f"{key.target}.{key.target_column}" for key in FOREIGN_KEYS
    }
    found |= {(key.target, key.target_column): f"{key.target}.{key.target_column}"
              for key in FOREIGN_KEYS}  # fmt: skip
    for name, register in REGISTERS.items():
        for column, declared in register.columns.items():
            said = declared.metadata or {}
            if said.get("personal") == "person_key" and said.get("content") != "number":
                found[name, column] = _PERSON
            elif column == "parcel":
                found[name, column] = _PARCEL
    return found


def around(ids: Ids, registers: Registers) -> dict[str, Held]:
    """Of each register the rows with one of these numbers; of areas everything."""
    asked = asked_around(ids, registers)
    return {
        name: asked[name].collect(engine=engine_for(rows)) if name in asked else rows
        for name, rows in registers.items()
    }


def asked_around(ids: Ids, registers: Registers) -> dict[str, pl.LazyFrame]:
    """The queries of :func:`around`, for registers of which not everything is taken."""
    asked: dict[str, pl.LazyFrame] = {}
    for name, rows in registers.items():
        places = {column: what for column, what in links(name).items() if what != AREA}
        given = columns_of(rows)
        shared = [
            pl.col(column).is_in(ids[what].implode())
            for column, what in places.items()
            if column in given and what in ids
        ]
        if places:
            asked[name] = rows.lazy().filter(pl.any_horizontal(shared or [pl.lit(value=False)]))
    return asked


def first_of(ids: pl.Series, what: str, registers: Registers) -> pl.Series:
    """The first of these that the registers number; the first of all where they number none.

    Registers of areas are whole in every part (:func:`around`), and tell nothing here. Where a
    subject stands itself is looked first.
    """
    home = what.partition(".")[0]
    for name, rows in sorted(registers.items(), key=lambda each: each[0] != home):
        for column in columns_of(rows):
            if links(name).get(column) == what and not tells_of_areas(name):
                among = rows.lazy().filter(pl.col(column).is_in(ids.implode()))
                met = among.select(pl.col(column).min()).collect(engine=engine_for(rows))
                if met[column].null_count() == 0:
                    return met[column]
    return ids.head(1)


def areas_above(codes: pl.Series, registers: Registers) -> pl.Series:
    """The areas, and those they lie in as far as the registers say, of every level."""
    known = codes.unique()
    if "area" not in registers:
        return known
    lies_in = part_of(registers["area"], "area_code", "parent_code").drop_nulls()
    for _ in AREA_LEVELS:
        above = lies_in.filter(pl.col("area_code").is_in(known.implode()))["parent_code"]
        known = pl.concat([known, above.alias(known.name)]).unique()
    return known
