"""What happened at the addresses and companies of a case, by day: a timeline, and no reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from screening.lists.shapes import HAPPENED
from screening.prioritise.reasons import SUBJECT
from screening.prioritise.schema import structs
from screening.reference.vocabulary import code_lists
from screening.registers.held import Registers, columns_of

YEARS, MOST = 5, 40
"""How far back it goes, and how much of it: the newest."""
_CHANGED = {
    "name": "andere naam", "address": "ander adres", "activity": "andere activiteit",
    "director": "wisseling in het bestuur", "legal_form": "andere rechtsvorm",
    "status": "andere status",
}  # fmt: skip


@dataclass(frozen=True)
class _Source:
    """Days in a register: whose, which column, and the words; those of ``words`` by ``kind``.

    With ``statuses`` only a row with one of these is told, and each by its own word.
    """

    register: str
    of: str
    key: str
    day: str
    text: str
    kind: str = ""
    words: str = ""
    statuses: Mapping[str, str] | None = None


_BEGUN = dict.fromkeys(("granted", "withdrawn", "expired"), "begin")
"""A permit that was refused never began, and of one without a status that is not known."""
_ENDED = {"granted": "einde", "withdrawn": "ingetrokken", "expired": "verlopen"}
_SOURCES = (
    _Source("inspection", "address", "vbo_id", "inspection_date", "bezoek", "agency"),
    _Source("permit", "address", "vbo_id", "start_date", "begin", "kind", "permit_kind", _BEGUN),
    _Source("permit", "address", "vbo_id", "end_date", "einde", "kind", "permit_kind", _ENDED),
    _Source("closure", "address", "vbo_id", "start_date", "gesloten"),
    _Source("closure", "address", "vbo_id", "end_date", "laatste dag gesloten"),
    _Source("brk_transfer", "address", "vbo_id", "transfer_date", "overdracht van het pand"),
    _Source("kvk_change", "company", "kvk_nr", "change_date", "handelsregister", "kind"),
    _Source("insolvency", "company", "kvk_nr", "start_date", "begin", "kind"),
)


def happened(
    about: pl.LazyFrame, known: pl.LazyFrame, registers: Registers, as_of: dt.date
) -> pl.LazyFrame | None:
    """Per ``row`` the column ``happened``; None where the packs of the list read none of it.

    ``about`` has the subjects of rows, ``known`` their ``label``.
    """
    own = about.join(known, on=SUBJECT, how="left").select("row", *SUBJECT, "label")
    places = located(own, registers).join(known, on=SUBJECT, how="left")
    everyone = pl.concat([own, places.select("row", *SUBJECT, label=pl.coalesce("label", "shop"))])
    named = everyone.unique(["row", *SUBJECT], keep="first", maintain_order=True)
    parts = [part for each in _SOURCES if (part := _days(each, named, registers)) is not None]
    if not parts:
        return None
    since = as_of.replace(year=as_of.year - YEARS, day=min(as_of.day, 28))
    value = structs(HAPPENED, date=pl.col("day"), what=pl.col("what"), where=pl.col("label"))
    return (
        pl.concat(parts)
        .filter(pl.col("day").is_between(since, as_of))
        .unique()
        .sort("row", "day", "what", "label", descending=[False, True, False, False])
        .group_by("row", maintain_order=True)
        .agg(happened=value.head(MOST))
    )


def located(own: pl.LazyFrame, registers: Registers) -> pl.LazyFrame:
    """The address and company of each establishment of a case; ``shop`` is what that is called.

    ``own`` has the subjects of rows with their ``label``.
    """
    register = registers.get("kvk_establishment")
    if register is None or not {"est_nr", "vbo_id", "kvk_nr"} <= {*columns_of(register)}:
        return own.select("row", *SUBJECT, shop="label").clear()
    of_case = own.filter(pl.col("subject_type") == "establishment")
    found = of_case.join(register.lazy(), left_on="subject", right_on="est_nr")
    return pl.concat(
        found.select(
            "row", pl.lit(kind).alias("subject_type"), subject=key, shop="label"
        ).drop_nulls("subject")
        for kind, key in (("address", "vbo_id"), ("company", "kvk_nr"))
    )


def _days(source: _Source, named: pl.LazyFrame, registers: Registers) -> pl.LazyFrame | None:
    register = registers.get(source.register)
    given = set() if register is None else {*columns_of(register)}
    if register is None or not {source.key, source.day} <= given:
        return None
    frame, what = register.lazy(), pl.lit(source.text)
    if source.statuses is not None:
        if "status" not in given:
            return None
        frame = frame.filter(pl.col("status").is_in([*source.statuses]))
        what = pl.col("status").replace(source.statuses)
    if source.kind in given:
        words = dict(code_lists()[source.words]) if source.words else _CHANGED
        said = pl.concat_str(what, pl.lit(": "), pl.col(source.kind).replace(words))
        what = pl.coalesce(said, what)
    mine = named.filter(pl.col("subject_type") == source.of)
    found = frame.filter(pl.col(source.day).is_not_null())
    return found.join(mine, left_on=source.key, right_on="subject").select(
        "row", "label", day=pl.col(source.day), what=what
    )
