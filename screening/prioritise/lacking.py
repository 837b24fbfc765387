"""What a row misses and who can supply it; never a reason in itself (T13)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import polars as pl

from screening.lists import ListKind
from screening.lists.kind import Placing
from screening.lists.shapes import WANTED
from screening.prioritise.facts import FACTS, Fact
from screening.prioritise.look import Look
from screening.prioritise.parks import PARK, PARTLY, TOGETHER
from screening.prioritise.schema import struct_of
from screening.reference.suppliers import Supplier, asked, suppliers

NOT_DELIVERED = "niet aangeleverd"
NOT_ALLOWED = "niet voor dit doel"
_ASKED: dict[Placing, list[str]] = {
    "theme": ["safety"],
    "case": ["police", "tax"],
    "branch": ["findings", "lighter"],
}
"""What no register holds, by what a list is about."""


def lacking(look: Look, given: Collection[str]) -> pl.Expr:
    """The column ``missing`` of rows with ``list``; ``given`` names the columns that they have.

    A register that was not delivered, or may not be used here, is named on every row of the lists
    that need it. What a register does not say of this place is named on its row alone.
    """
    items: list[pl.Expr] = []
    for name, texts in _of_lists(look).items():
        its = pl.col("list") == name
        items += [pl.when(its).then(_item(what, who)) for what, who in texts]
    for fact in FACTS:
        if fact.register in look.registers:
            items += [*_of_some(fact, look, given), *_of_place(fact, look, given)]
    if not items:
        return pl.lit(None, pl.List(struct_of(WANTED)))
    return pl.concat_list(items).list.drop_nulls()


def _of_place(fact: Fact, look: Look, given: Collection[str]) -> Iterator[pl.Expr]:
    """What a register does not say of a place at all."""
    for key, what in fact.wanted:
        lists = look.with_column(key)
        if not lists or key not in given:
            continue
        placed = pl.col("vbo_id").is_not_null()
        if key in TOGETHER:
            placed = placed | (pl.col("place_type") == PARK)
        empty = pl.col(key).is_null() & placed
        if PARTLY.get(key) in given:
            empty &= pl.col(PARTLY[key]).is_null()
        there = pl.col("list").is_in(lists) & empty
        yield pl.when(there).then(_item(what, suppliers()[fact.register]))


def _of_some(fact: Fact, look: Look, given: Collection[str]) -> Iterator[pl.Expr]:
    """What a register says of some units of a park alone."""
    for key in fact.keys:
        lists = look.with_column(key)
        if lists and PARTLY.get(key) in given:
            there = pl.col("list").is_in(lists) & pl.col(PARTLY[key]).is_not_null()
            item = _item(pl.col(PARTLY[key]), suppliers()[fact.register])
            yield pl.when(there).then(item)


def _of_lists(look: Look) -> dict[str, list[tuple[str, Supplier]]]:
    """Per list what is missing on every row of it."""
    return {name: [*_registers(kind, look), *_asked(kind)] for name, kind in look.kinds.items()}


def _registers(kind: ListKind, look: Look) -> list[tuple[str, Supplier]]:
    keys = {column.key for column in kind.columns}
    wanted = {fact.register for fact in FACTS if {*fact.keys} & keys}
    if kind.placing not in ("theme", "address"):
        read = {name for header in look.packs.headers for name in _read(header)}
        wanted |= read - {*look.delivered}
    found = []
    for name in sorted(wanted - {*look.registers}):
        why = NOT_ALLOWED if name in look.delivered else NOT_DELIVERED
        found.append((f"{suppliers()[name].title} ({why})", suppliers()[name]))
    return found


def _read(header: object) -> Collection[str]:
    registers: Collection[str] = getattr(header, "registers", ())
    return [name for name in registers if name in suppliers()]


def _asked(kind: ListKind) -> list[tuple[str, Supplier]]:
    names = _ASKED.get(kind.placing, [])
    return [(asked()[name].title, asked()[name]) for name in names]


def _item(what: str | pl.Expr, who: Supplier) -> pl.Expr:
    said = pl.lit(what) if isinstance(what, str) else what
    given = {"what": said, "supplier": pl.lit(who.supplier), "basis": pl.lit(who.basis)}
    return pl.struct(text.alias(name) for name, text in given.items())
